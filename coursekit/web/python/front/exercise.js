// @ts-check
// <ck-exercise>: a question of an exercise, answered and checked on the page.

import { check, words } from "./check.js";
import { editor } from "./editor.js";
import { described, dress, element, kept, startOver } from "./page.js";
import { numbers, shared } from "./python.js";
import { mentions } from "./source.js";

/** @import { Question } from "./asked" */

/**
 * @typedef {{ id: string, name: string, title: string, stub: string,
 *   question?: string, cannot?: string, names?: Record<string, string[]>,
 *   given?: string }} Description
 */

const WAITING = "Python is on its way …";

/** A question out of its packed form. @param {string} packed @returns {Promise<Question>} */
export async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream();
  const text = await new Response(
    stream.pipeThrough(new DecompressionStream("deflate")),
  ).text();
  return JSON.parse(text, numbers);
}

class Exercise extends (globalThis.HTMLElement ?? Object) {
  begun = false;
  /** What the reader wrote, "" before. */
  text = () => "";
  called = "";
  /** @type {Record<string, string[]>} */
  names = {};
  given = "";

  connectedCallback() {
    described(this, (description) =>
      this.begin(/** @type {Description} */ (description)),
    );
  }

  /** @param {Description} description */
  begin({ id, name, title, stub, question, cannot, names = {}, given = "" }) {
    if (this.begun) return;
    this.begun = true;
    [this.called, this.names, this.given] = [name, names, given];
    dress();
    if (!question) {
      const words = (cannot ?? "").split("`");
      const says = element("p", "ckt-cannot", "");
      says.append(
        ...words.map((each, n) => (n % 2 ? element("code", "", each) : each)),
      );
      this.append(says);
      return;
    }
    const store = kept(`coursekit text ${id}`);
    const run = () => this.check(question, area.value, said, button);
    const { root, area, fill } = editor({
      label: `Your answer to ${id}: ${title}`,
      text: store.read() ?? stub,
      onChange: () => {
        const unkept = store.write(area.value === stub ? null : area.value);
        if (unkept && said.textContent !== unkept) show(said, [unkept]);
        shared.ready().catch(() => {}); // what is typed will be checked
      },
      onRun: run,
    });
    this.text = () => (area.value === stub ? "" : area.value);
    const button = element("button", "ckt-check", "Check");
    const anew = startOver(area, () => stub, id);
    const said = element("div", "ckt-said", "");
    button.setAttribute("type", "button");
    button.setAttribute("aria-label", `Check ${id} ${name}`);
    said.setAttribute("role", "status");
    button.onclick = run;
    anew.addEventListener("click", () => said.replaceChildren());
    store.onChange((text) => fill(text ?? stub));
    const row = element("div", "ckt-row", "");
    row.append(button, anew);
    for (const still of [...this.children]) {
      if (still.tagName !== "SCRIPT") /** @type {HTMLElement} */ (still).hidden = true;
    }
    this.append(root, row, said);
  }

  /** What the notebook has run above, and the answers above of which a text speaks. @param {string} source */
  above(source) {
    const all = /** @type {Exercise[]} */ ([
      ...document.querySelectorAll("ck-exercise"),
    ]);
    const texts = /** @type {string[]} */ ([]);
    for (const { called, text } of all.slice(0, all.indexOf(this)).reverse()) {
      if (mentions([source, ...texts].join("\n"), called)) texts.unshift(text());
    }
    return { names: this.names, texts: [this.given, ...texts].filter(Boolean) };
  }

  /**
   * @param {string} packed @param {string} source @param {HTMLElement} said
   * @param {HTMLElement} button
   */
  async check(packed, source, said, button) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    said.className = "ckt-said";
    const waits = setTimeout(() => said.replaceChildren(WAITING), 150);
    try {
      const question = await unpacked(packed);
      await shared.ready();
      const found = await check(shared, question, source, this.above(source));
      const right = "mark" in found && found.mark.status === "right";
      const lines = "mark" in found ? words(question, found.mark) : [`✗ ${found.says}`];
      said.classList.toggle("ckt-right", right);
      show(said, lines);
      if (right) {
        const detail = { id: question.id, name: question.name };
        this.dispatchEvent(new CustomEvent("ck-solved", { bubbles: true, detail }));
      }
    } catch (error) {
      show(said, [/** @type {Error} */ (error).message]);
    } finally {
      clearTimeout(waits);
      button.ariaBusy = "false";
    }
  }
}

/** @param {HTMLElement} said @param {string[]} lines */
const show = (said, lines) =>
  said.replaceChildren(...lines.map((line) => element("p", "", line)));

export function define() {
  if (!customElements.get("ck-exercise")) {
    customElements.define("ck-exercise", Exercise);
  }
}
