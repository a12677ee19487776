// @ts-check
// Who computes what a view lacks: the kernel, or the page that the explorer stands in.

/** @import { Answer, Engine } from "./types" */

/**
 * What of an anywidget model is used.
 * @typedef {{
 *   send: (content: unknown) => void,
 *   on: (event: string, hear: (content: any, buffers: DataView[]) => void) => void,
 *   off: (event: string, hear: (content: any, buffers: DataView[]) => void) => void,
 * }} Comm
 */

/**
 * Python, behind a widget's comm. Other views hear its answers, too, so each question
 * bears a number of its own.
 * @param {Comm} comm
 * @returns {Engine}
 */
export function kernel(comm) {
  const open = /** @type {Map<number, (answer: Answer) => void>} */ (new Map());
  const hear = (/** @type {any} */ content, /** @type {DataView[]} */ buffers) => {
    open.get(content.seq)?.({ content, buffers });
    open.delete(content.seq);
  };
  comm.on("msg:custom", hear);
  return {
    ask: ({ want, runners }, settings) =>
      new Promise((resolve, reject) => {
        const seq = Math.random();
        open.set(seq, resolve);
        try {
          const state = want === "scene" ? {} : { state: settings }; // Python has one
          comm.send({ want, runners, seq, ...state });
        } catch (error) {
          open.delete(seq);
          reject(error); // the comm is closed
        }
      }),
    told(settings) {
      try {
        comm.send({ state: settings });
      } catch {
        // the comm is closed: nobody is there to be told
      }
    },
    close() {
      comm.off("msg:custom", hear);
      open.clear();
    },
  };
}

/**
 * The answers that a page carries, by what is asked: "scene", "picture SURFACE SIDE",
 * "path SURFACE RUNNER".
 * @param {Record<string, any>} answers
 * @returns {Engine}
 */
export function page(answers) {
  return {
    async ask({ want, runners = [] }, { surface, side }) {
      if (want === "path") {
        const own = runners.map((i) => answers[`path ${surface} ${i}`]);
        const buffers = own.flatMap((each) => each.buffers.map(decoded));
        return { content: { runs: own.flatMap(({ runs }) => runs) }, buffers };
      }
      const key = want === "scene" ? want : `picture ${surface} ${side}`;
      const { buffers, ...content } = answers[key];
      return { content, buffers: buffers.map(decoded) };
    },
    told() {},
    close() {},
  };
}

/** @param {string} text base64 */
const decoded = (text) =>
  new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
