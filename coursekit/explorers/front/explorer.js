// @ts-check
// What anywidget calls for each view of an explorer.

import { notebook } from "./notebook.js";
import { View } from "./view.js";

/**
 * @import { Comm } from "./engine"
 */

/**
 * @param {{ model: Comm, el: HTMLElement }} place
 * @returns {() => void} what ends it
 */
function render({ model, el }) {
  const view = new View(el, notebook(model));
  return () => view.close();
}

export default { render };
