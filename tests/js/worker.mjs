// A browser's Worker for node: the same text runs in a thread of its own.
import { Worker as Thread } from "node:worker_threads";

const AS_IN_A_BROWSER = `
const { parentPort } = require("node:worker_threads");
globalThis.self = globalThis;
globalThis.WorkerGlobalScope = globalThis;
globalThis.postMessage = (data) => parentPort.postMessage(data);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

export class NodeWorker {
  constructor(source) {
    this.thread = new Thread(AS_IN_A_BROWSER + source, { eval: true });
    this.thread.on("message", (data) => this.onmessage?.({ data }));
    this.thread.on("error", (error) => this.onerror?.(error));
  }

  postMessage(data) {
    this.thread.postMessage(data);
  }

  terminate() {
    return this.thread.terminate();
  }
}
