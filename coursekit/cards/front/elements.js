// @ts-check
// The elements of a page: cards that ask, veils over what answers, the progress page.
import { keeper, pageStore } from "./keeper.js";
import { opening } from "./kept.js";
import { progressPage } from "./notes.js";
import { mount } from "./view.js";

/** @import { Whole } from "./types" */

const kept = keeper(
  () => window.localStorage,
  (call) => {
    window.addEventListener("storage", call);
    window.addEventListener("pageshow", ({ persisted }) => persisted && call());
  },
);
const now = () => new Date().toISOString();
/** All questions of the page, by id, for the veils. */
const questions = /** @type {Map<string, Whole>} */ (new Map());

/** What an element's JSON says. @param {HTMLElement} element */
function description(element) {
  const script = element.querySelector(":scope > script[type='application/json']");
  return JSON.parse(script?.textContent ?? "null");
}

class Card extends HTMLElement {
  away = () => {};

  connectedCallback() {
    const card = description(this);
    for (const question of card.questions) questions.set(question.id, question);
    for (const words of this.querySelectorAll(".ckq-words")) {
      /** @type {HTMLElement} */ (words).hidden = true;
    }
    this.away = mount(this, pageStore(card, kept));
  }

  disconnectedCallback() {
    this.away();
  }
}

const COVER = `<p></p><button type="button">Show me</button>`;
const WAITS = "What comes of it is veiled until you have predicted.";

class Veil extends HTMLElement {
  away = () => {};

  connectedCallback() {
    const ids = /** @type {string[]} */ (description(this).ids);
    const inside = /** @type {HTMLElement} */ (this.querySelector(".ck-veiled"));
    const cover = Object.assign(document.createElement("div"), {
      className: "ck-cover",
      innerHTML: COVER,
    });
    const [words, button] = /** @type {HTMLElement[]} */ ([...cover.children]);
    words.textContent = WAITS;
    inside.tabIndex = -1;
    const paint = () => {
      const { predicted } = kept.progress();
      const open = ids.every((id) => predicted[id]);
      this.toggleAttribute("open", open);
      inside.inert = !open;
      if (open) cover.remove();
      else this.append(cover);
    };
    button.onclick = () => {
      for (const id of ids.filter((each) => !kept.progress().predicted[each])) {
        const question = /** @type {Whole} */ (questions.get(id));
        const card = { kind: "predict", place: id, shown: 1, questions: [question] };
        pageStore(card, kept).save(id, opening(undefined, now()));
      }
      inside.focus({ preventScroll: true });
    };
    this.away = kept.onChange(paint);
    paint();
  }

  disconnectedCallback() {
    this.away();
  }
}

class Notes extends HTMLElement {
  away = () => {};

  connectedCallback() {
    this.away = progressPage(this, description(this), kept);
  }

  disconnectedCallback() {
    this.away();
  }
}

customElements.define("ck-card", Card);
customElements.define("ck-veil", Veil);
customElements.define("ck-progress", Notes);

// A question of an exercise that was solved on a page: {id: "04.1", name: "momentum"}.
document.addEventListener("ck-solved", (event) => {
  const { id, name } = /** @type {CustomEvent} */ (event).detail;
  kept.note("solved", id, { name });
});
