// @ts-check
// <ck-explorer>: a still picture until it comes into view, then an explorer that lives.

import { page } from "../../explorers/front/engine.js";
import { View } from "../../explorers/front/view.js";
import { live } from "./live.js";
import * as np from "./numpy.js";

/** @import { Carried, Course, Description, Still } from "./types" */

/**
 * What scripts of a page know of one another.
 * @typedef {{ style?: string, course?: (numpy: typeof np) => Course }} Shared
 */
const shared = () => /** @type {{ coursekit?: Shared }} */ (globalThis).coursekit ?? {};

const NEAR = "300px"; // how far below the window it begins

let course = /** @type {Course | null} */ (null);

/** What the page knows by name; nothing where that script is missing. */
function known() {
  course ??= shared().course?.(np) ?? null;
  return course ?? {};
}

/** The style of explorers, once for a page. */
function dress() {
  const { style } = shared();
  if (!style || document.getElementById("ck-style")) return;
  const sheet = document.createElement("style");
  sheet.id = "ck-style";
  sheet.textContent = style;
  document.head.append(sheet);
}

class ExplorerElement extends HTMLElement {
  /** @type {View | null} */
  view = null;
  sight = new IntersectionObserver(
    ([{ isIntersecting }]) => {
      if (isIntersecting) this.live();
    },
    { rootMargin: NEAR },
  );

  connectedCallback() {
    if (document.readyState === "loading")
      document.addEventListener("DOMContentLoaded", () => this.begin());
    else this.begin();
  }

  disconnectedCallback() {
    this.sight.disconnect();
    this.view?.close();
    this.view?.root.remove();
    this.view = null;
    this.show(true);
  }

  /** The still pictures stand, or not. @param {boolean} stands */
  show(stands) {
    for (const child of this.children) {
      if (child.tagName === "SCRIPT" || child === this.view?.root) continue;
      /** @type {HTMLElement} */ (child).hidden = !stands;
    }
  }

  /** @returns {Description | Carried | Still} */
  get description() {
    return JSON.parse(this.querySelector("script")?.textContent ?? "{}");
  }

  begin() {
    if (!this.isConnected) return;
    dress();
    this.sight.observe(this);
  }

  /** Come to life, or say why not. */
  live() {
    this.sight.disconnect();
    if (this.view) return;
    const told = this.description;
    if ("still" in told) return this.say(told.still);
    try {
      const engine = "answers" in told ? page(told.answers) : live(told, known());
      const root = document.createElement("div");
      this.append(root);
      this.view = new View(root, engine);
      this.show(false);
    } catch (error) {
      if (document.readyState !== "complete")
        return addEventListener("load", () => this.live(), { once: true });
      this.say(`It stands still here: ${/** @type {Error} */ (error).message}.`);
    }
  }

  /** A line below the picture. @param {string} words */
  say(words) {
    const line = document.createElement("p");
    line.className = "ck-still";
    line.textContent = words;
    this.append(line);
  }
}

if (!customElements.get("ck-explorer"))
  customElements.define("ck-explorer", ExplorerElement);
