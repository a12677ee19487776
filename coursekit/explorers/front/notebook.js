// @ts-check
// Who computes in a notebook: the page, by what Python tells of the rules; else Python.

import { live } from "../../web/front/live.js";
import * as np from "../../web/front/numpy.js";
import { kernel } from "./engine.js";

/**
 * @import { Described } from "../../web/front/types"
 * @import { Comm } from "./engine"
 * @import { Engine } from "./types"
 */

/**
 * The engine of an explorer whose Python is behind a widget's comm, and hears how all is
 * set. What the page computes goes on where Python is busy, or gone.
 * @param {Comm} comm
 * @returns {Engine}
 */
export function notebook(comm) {
  const python = kernel(comm);
  let engine = python;
  return {
    ...python,
    async ask(question, settings) {
      if (question.want !== "scene") return engine.ask(question, settings);
      const { content, buffers } = await python.ask(question, settings);
      const { page, ...scene } = content;
      engine = (page && computing(page)) ?? python;
      return engine === python
        ? { content: scene, buffers }
        : engine.ask(question, settings);
    },
    close() {
      python.close();
      engine = python; // who keeps this keeps no pictures and paths
    },
  };
}

/**
 * The page's own engine, null where the page may not run what Python wrote for it.
 * @param {Described} page
 */
function computing({ description, course }) {
  try {
    return live(description, new Function("np", `return ${course};`)(np));
  } catch {
    return null;
  }
}
