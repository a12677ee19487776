// @ts-check
// What runs in the worker: the small Python, out of everybody's reach.

/** @import { Loader, Start } from "./types" */

// All that the engine needs of what a worker can do; the rest is taken away before a line
// of a reader's runs, so that no code of theirs meets the network, storage or the page.
const KEPT = new Set([
  ..."Object Array Number String Boolean Symbol BigInt Math JSON Date RegExp Promise Proxy".split(
    " ",
  ),
  ..."Error TypeError RangeError SyntaxError ReferenceError EvalError URIError".split(
    " ",
  ),
  ..."AggregateError Map Set WeakMap WeakSet WeakRef FinalizationRegistry Reflect".split(
    " ",
  ),
  ..."ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray Int16Array".split(
    " ",
  ),
  ..."Uint16Array Int32Array Uint32Array Float32Array Float64Array".split(" "),
  ..."BigInt64Array BigUint64Array WebAssembly TextDecoder TextEncoder".split(" "),
  ..."globalThis undefined NaN Infinity isNaN isFinite parseInt parseFloat".split(" "),
  ..."performance Event MessageEvent EventTarget queueMicrotask".split(" "),
  "self",
  "constructor",
  "Module",
  "proxy_js_ref",
  "proxy_js_ref_next",
  "proxy_js_ref_map",
  "proxy_js_map",
  "proxy_js_existing",
  "pyProxyFinalizationRegistry",
  "onmessage",
  "postMessage",
  "addEventListener",
  "dispatchEvent",
]);

/** Take away what reaches out of the worker, and what makes code of text. */
export function close() {
  const world = /** @type {any} */ (globalThis);
  for (let at = world; at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      if (KEPT.has(name)) continue;
      if (delete at[name]) continue;
      try {
        at[name] = undefined;
      } catch {} // what cannot be changed is no way out: location, its own name
    }
  }
  const made = [() => {}, async () => {}, function* () {}, async function* () {}];
  for (const each of made) {
    Object.defineProperty(Object.getPrototypeOf(each), "constructor", {
      value: undefined,
    });
  }
  world.proxy_js_ref[0] = Object.freeze(Object.create(null)); // what Python calls `js`
}

/**
 * The engine, loaded: one text in, one text out.
 * @param {Loader} load @param {Start} start
 * @returns {Promise<(text: string) => string>}
 */
export const python = async (load, { wasm, files }) => {
  const engine = await load({
    wasmBinary: wasm,
    heapsize: 4 << 20,
    pystack: 64 << 10,
    stdout: () => {},
    stderr: () => {},
  });
  const folders = new Set(["/lib"]);
  for (const path of Object.keys(files)) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, n) => {
      folders.add(["/lib", ...parts.slice(0, n + 1)].join("/"));
    });
  }
  for (const folder of folders) engine.FS.mkdir(folder);
  for (const [path, text] of Object.entries(files)) {
    engine.FS.writeFile(`/lib/${path}`, text);
  }
  engine.runPython("from served import serve");
  return engine.globals.get("serve");
};

/** Answer what the page asks. @param {Loader} load */
export function serve(load) {
  const send = globalThis.postMessage.bind(globalThis);
  /** @type {((text: string) => string) | undefined} */
  let answer;
  globalThis.onmessage = async ({ data }) => {
    if (!answer) {
      answer = await python(load, data);
      close();
      return send({ ready: true });
    }
    const { seq, text } = data;
    try {
      send({ seq, text: answer(text) });
    } catch (error) {
      send({ seq, broken: String(error).slice(0, 300) }); // the engine itself gave up
    }
  };
}
