// @ts-check
// <ck-exercise>: a question of an exercise, answered and checked on the page.

import { check, words } from "./check.js";
import { editor } from "./editor.js";
import { described, dress, element, kept } from "./page.js";
import { numbers, shared } from "./python.js";

/** @import { Question } from "./asked" */

/**
 * @typedef {{ id: string, name: string, title: string, stub: string,
 *   question?: string, cannot?: string }} Description
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

  connectedCallback() {
    described(this, (description) =>
      this.begin(/** @type {Description} */ (description)),
    );
  }

  /** @param {Description} description */
  begin({ id, name, title, stub, question, cannot }) {
    if (this.begun) return;
    this.begun = true;
    dress();
    if (!question) {
      this.append(element("p", "ckt-cannot", cannot ?? ""));
      return;
    }
    const store = kept(`coursekit text ${id}`);
    const run = () => this.check(question, area.value, said, button);
    const { root, area } = editor({
      label: `Your answer to ${id}: ${title}`,
      text: store.read() ?? stub,
      onChange: () => {
        const unkept = store.write(area.value === stub ? null : area.value);
        if (unkept && said.textContent !== unkept) show(said, [unkept]);
        shared.ready().catch(() => {}); // what is typed will be checked
      },
      onRun: run,
    });
    const button = element("button", "ckt-check", "Check");
    const anew = element("button", "ckt-anew", "Start over");
    const said = element("div", "ckt-said", "");
    for (const each of [button, anew]) each.setAttribute("type", "button");
    button.setAttribute("aria-label", `Check ${id} ${name}`);
    anew.setAttribute("aria-label", `Start ${id} over`);
    said.setAttribute("role", "status");
    button.onclick = run;
    anew.onclick = () => {
      area.value = stub;
      store.write(null);
      said.replaceChildren();
      area.dispatchEvent(new Event("input"));
    };
    const row = element("div", "ckt-row", "");
    row.append(button, anew);
    for (const still of [...this.children]) {
      if (still.tagName !== "SCRIPT") /** @type {HTMLElement} */ (still).hidden = true;
    }
    this.append(root, row, said);
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
      const found = await check(shared, question, source);
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
