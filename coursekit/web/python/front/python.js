// @ts-check
// The small Python as a page has it: a worker that is made when it is wanted, ended when
// it does not answer, and made anew.

/** @import { Asked, Parts, PythonAnswer } from "./types" */

const PATIENCE = 950; // ms for one request: what takes longer has no end
const SLOWER = 2; // times what loading took: a slow machine needs longer for all
const LOADING = 30_000; // ms until the engine must be there
const SCRIPT = "coursekit-python.js";
export const ENDLESS = "It did not end in time: is there a loop that never ends?";
export const MEMORY = "It needs more memory than a page has.";
const ABSENT = "The page's Python could not be loaded.";

const here = typeof document === "undefined" ? null : document.currentScript;
const beside = here && "src" in here ? here.src : "";

/** The engine's parts, by a script beside this one. @returns {Promise<Parts>} */
function parts() {
  const world = /** @type {{ coursekitPython?: Parts }} */ (globalThis);
  if (world.coursekitPython) return Promise.resolve(world.coursekitPython);
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = beside ? new URL(SCRIPT, beside).href : SCRIPT;
    script.onload = () =>
      world.coursekitPython
        ? resolve(world.coursekitPython)
        : reject(new Error(ABSENT));
    script.onerror = () => reject(new Error(ABSENT));
    document.head.append(script);
  });
}

/** @param {string} text base64 */
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export class Python {
  /**
   * @param {(source: string) => Worker} [make] how a worker is made of its text
   * @param {number} [patience] ms for one request
   */
  constructor(make = fromBlob, patience = PATIENCE) {
    this.make = make;
    this.patience = patience;
    /** @type {Promise<Worker> | null} */
    this.worker = null;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    this.seq = 0;
  }

  /** Load the engine, so that it is there when it is asked. */
  async ready() {
    this.worker ??= this.begin();
    await this.worker;
  }

  async begin() {
    const { worker: source, wasm, files } = await parts();
    const worker = this.make(source);
    const begun = performance.now();
    try {
      await heard(worker, LOADING, () =>
        worker.postMessage({ wasm: bytes(wasm), files }),
      );
    } catch (error) {
      this.end(worker);
      throw error;
    }
    this.patience = Math.max(this.patience, SLOWER * (performance.now() - begun));
    return worker;
  }

  /** @param {Worker} worker */
  end(worker) {
    worker.terminate();
    this.worker = null;
  }

  /**
   * The answers to requests, one after the other with nobody's in between. The first that
   * fails ends them.
   * @param {Asked[]} requests
   * @returns {Promise<PythonAnswer[]>}
   */
  ask(requests) {
    const answers = this.last.then(() => this.each(requests));
    this.last = answers.catch(() => {});
    return answers;
  }

  /** @param {Asked[]} requests */
  async each(requests) {
    const answers = [];
    for (const request of requests) {
      const answer = await this.one(request);
      answers.push(answer);
      if (answer.error ?? answer.lacks ?? answer.memory ?? answer.missing) break;
    }
    return answers;
  }

  /** @param {Asked} request @returns {Promise<PythonAnswer>} */
  async one(request) {
    this.worker ??= this.begin();
    const worker = await this.worker;
    const seq = ++this.seq;
    const message = { seq, text: JSON.stringify(request) };
    try {
      const { text, broken } = await heard(worker, this.patience, () =>
        worker.postMessage(message),
      );
      const answer = broken ? { error: broken, broken } : JSON.parse(text, numbers);
      if (answer.memory || broken) this.end(worker); // what is left of it is not sound
      return answer;
    } catch {
      this.end(worker);
      return { error: ENDLESS, endless: true };
    }
  }
}

/**
 * The next message of a worker, after something was done; an error after so many ms.
 * @param {Worker} worker @param {number} ms @param {() => void} begin
 * @returns {Promise<any>}
 */
function heard(worker, ms, begin) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(ENDLESS)), ms);
    worker.onmessage = ({ data }) => {
      clearTimeout(timer);
      resolve(data);
    };
    worker.onerror = (event) => {
      clearTimeout(timer);
      event.preventDefault?.();
      reject(new Error(`${ABSENT} ${event.message ?? ""}`.trim()));
    };
    begin();
  });
}

/** @param {string} source */
function fromBlob(source) {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

/** Numbers that JSON has no words for. @param {string} _ @param {any} value */
export function numbers(_, value) {
  if (value === null || typeof value !== "object" || typeof value.number !== "string") {
    return value;
  }
  /** @type {Record<string, number>} */
  const known = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };
  return known[value.number] ?? { strange: value.number };
}

/** One for all elements of a page. */
export const shared = new Python();
