// @ts-check
// A card on a page: its elements, what a hand does to them, what is painted.
import { drawn, following, keeping, opening } from "./kept.js";
import { look } from "./look.js";

/** @import { Kept, Look, Question, Store } from "./types" */

const PATIENCE = 4000; // ms after which a choice that nobody has kept is worth a sentence
const SILENT = "Python has not answered: run this cell again.";
const FORM = `
  <nav class="ckq-steps"></nav>
  <form>
    <p class="ckq-title"></p>
    <p class="ckq-ask"></p>
    <div class="ckq-options" role="radiogroup"></div>
    <div class="ckq-foot">
      <button class="ckq-go"></button>
      <button class="ckq-link" type="button">Show me</button>
      <button class="ckq-link" type="button"></button>
      <p role="status"><span></span> <span class="ckq-heard"></span></p>
      <details><summary></summary><ul></ul></details>
    </div>
  </form>`;
const OPTION = `<input type="radio"><span class="ckq-mark" aria-hidden="true"></span>
  <span class="ckq-text"></span><span class="ckq-tag"></span>
  <span class="ckq-line"></span>`;
const LISTS = {
  ...{ predict: "", reveal: "" },
  recall: "Questions from earlier lessons",
  quiz: "Questions of the quiz",
};
const MARKS = { "": "", right: "✓", wrong: "×" };

/** The elements of a card. @param {HTMLElement} el */
function elements(el) {
  const make = (/** @type {string} */ tag, className = "", text = "") =>
    Object.assign(el.ownerDocument.createElement(tag), {
      className,
      textContent: text,
    });
  const root = make("section", "ckq");
  root.dataset.lmSuppressShortcuts = "true"; // JupyterLab takes arrows and letters
  root.tabIndex = -1;
  root.innerHTML = FORM;
  el.append(root);
  const find = (/** @type {string} */ css) =>
    /** @type {HTMLElement} */ (root.querySelector(css));
  const [go, show, again] = /** @type {HTMLButtonElement[]} */ ([
    ...root.querySelectorAll("button"),
  ]);
  const [status, heard] = root.querySelectorAll("[role=status] span");
  return {
    ...{ make, root, go, show, again, status, heard },
    steps: find("nav"),
    form: /** @type {HTMLFormElement} */ (find("form")),
    title: find(".ckq-title"),
    ask: find(".ckq-ask"),
    group: find(".ckq-options"),
    more: /** @type {HTMLDetailsElement} */ (find("details")),
  };
}

/**
 * Puts a card into an element; returns what takes it away.
 * @param {HTMLElement} el @param {Store} store @param {() => string} [clock]
 */
export function mount(el, store, clock = () => new Date().toISOString()) {
  const { card } = store;
  const parts = elements(el);
  const { make, root, go, show, again, group, more } = parts;
  const name = `ckq-${Math.random().toString(36).slice(2)}`;
  parts.ask.id = name;
  parts.steps.setAttribute("aria-label", LISTS[card.kind]);
  group.setAttribute("aria-labelledby", name);

  let asked = first();
  /** What this card asks anew, whatever is known. */
  const fresh = new Set(elsewhere(asked));
  let place = Math.max(0, open());
  let selected = /** @type {string | undefined} */ (undefined);
  let sent = /** @type {{ id: string, made: Kept | null } | null} */ (null);
  let silent = false;
  let seen = false;
  let timer = 0;

  function first() {
    const { questions, place: own, shown } = card;
    return card.kind === "recall"
      ? drawn(questions, store.records(), own, shown)
      : questions;
  }

  /** Those that another card has asked, which this one asks again. */
  function elsewhere(/** @type {Question[]} */ questions) {
    if (card.kind !== "recall") return [];
    return questions
      .map(({ id }) => id)
      .filter((id) => store.records()[id] && store.records()[id].place !== card.place);
  }

  function record({ id } = asked[place]) {
    return fresh.has(id) ? undefined : store.records()[id];
  }

  function open() {
    return asked.findIndex((question) => !record(question));
  }

  const next = () =>
    following(
      asked.map((question) => Boolean(record(question))),
      place,
    );

  /** Sets up the buttons of the questions and those of the present one. */
  function fill() {
    selected = undefined;
    more.open = false;
    parts.steps.replaceChildren(...asked.map(step));
    parts.steps.hidden = asked.length < 2;
    group.replaceChildren(...asked[place].options.map(option));
  }

  function option(/** @type {string} */ text) {
    const label = make("label");
    label.innerHTML = OPTION;
    Object.assign(label.children[0], { name, value: text });
    return label;
  }

  function step(/** @type {Question} */ _, /** @type {number} */ i) {
    const button = make("button", "", String(i + 1));
    button.setAttribute("type", "button");
    button.onclick = () => turn(i);
    return button;
  }

  /** Shows what is known now. The focus stays in the card where its place goes. */
  function paint() {
    const question = asked[place];
    const shown = look(card, question, record(), store.told()[question.id], {
      ...{ selected, brief: store.brief() },
      ...{ more: next() >= 0, done: open() < 0 },
    });
    const held = root.ownerDocument.activeElement;
    paintText(shown, question);
    paintOptions(group, shown);
    paintButton(go, shown.go);
    go.setAttribute("aria-disabled", String(!shown.ready));
    paintButton(show, shown.show ? "Show me" : "");
    paintButton(again, shown.again);
    for (const [i, each] of asked.entries()) {
      paintStep(parts.steps.children[i], record(each), i === place);
    }
    const gone = held?.matches(":disabled, [hidden]") && root.contains(held);
    if (gone) focusButton();
    if (card.kind === "reveal" && seen && !sent && record()?.opened === false) reveal();
  }

  function paintText(/** @type {Look} */ shown, /** @type {Question} */ question) {
    const many = asked.length > 1 ? ` · ${place + 1} of ${asked.length}` : "";
    parts.title.textContent = shown.title + many;
    parts.ask.textContent = question.ask;
    const status = silent ? SILENT : shown.status;
    // What stays the same is not said again.
    if (parts.status.textContent !== status) parts.status.textContent = status;
    const heard = card.kind !== "predict" || more.open ? shown.heard : "";
    if (parts.heard.textContent !== heard) parts.heard.textContent = heard;
    more.hidden = !shown.more.length;
    more.children[0].textContent = card.kind === "predict" ? "Why?" : "And the others?";
    more.children[1].replaceChildren(...shown.more.map((text) => make("li", "", text)));
  }

  function focusButton() {
    const button = [go, again].find((each) => !each.hidden) ?? root;
    button.focus({ preventScroll: true });
  }

  function turn(/** @type {number} */ to) {
    place = to;
    silent = false;
    fill();
    paint();
    const input = group.querySelector("input:not(:disabled)");
    if (input instanceof HTMLElement) input.focus({ preventScroll: true });
    else focusButton();
  }

  function save(/** @type {Kept | null} */ made) {
    sent = { id: asked[place].id, made };
    clearTimeout(timer);
    timer = setTimeout(miss, PATIENCE);
    try {
      store.save(sent.id, made);
    } catch {
      miss(); // the kernel that the card belonged to is gone
    }
  }

  function miss() {
    silent = true;
    paint();
  }

  const reveal = () => save(opening(record(), clock()));

  /** Whether what was sent is what is known now. */
  function done() {
    if (!sent) return false;
    const { [sent.id]: kept } = store.records();
    return sent.made
      ? kept?.at === sent.made.at && kept.opened === sent.made.opened
      : !kept;
  }

  const ended = store.onChange(() => {
    if (sent && done()) {
      fresh.delete(sent.id);
      clearTimeout(timer);
      sent = null;
      silent = false;
      selected = undefined;
    }
    paint();
  });

  group.onchange = ({ target }) => {
    selected = /** @type {HTMLInputElement} */ (target).value;
    paint();
  };
  parts.form.onsubmit = (event) => {
    event.preventDefault();
    if (go.ariaDisabled === "true") return;
    if (record()?.opened) turn(next());
    else save(keeping(card.kind, selected ?? "", clock()));
  };
  show.onclick = () => {
    more.open = card.kind === "predict";
    reveal();
  };
  again.onclick = () => {
    if (card.kind === "predict") return save(null);
    if (card.kind === "recall") {
      const others = card.questions.filter((each) => !asked.includes(each));
      asked = drawn(others, store.records(), "", card.shown);
    }
    for (const { id } of asked) fresh.add(id);
    turn(0);
  };
  root.onkeydown = (event) => event.stopPropagation(); // to the classic notebook

  const watcher = new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
    if (seen) paint();
  });
  watcher.observe(root);
  fill();
  paint();
  return () => {
    ended();
    watcher.disconnect();
    clearTimeout(timer);
    root.remove();
  };
}

/** @param {HTMLElement} group @param {Look} shown */
function paintOptions(group, { options, checked, locked }) {
  group.hidden = !options.length;
  options.forEach((option, i) => {
    const label = group.children[i];
    const [input, mark, text, tag, line] = label.children;
    Object.assign(input, { checked: option.text === checked, disabled: locked });
    label.className = `ckq-option ${option.mark && `ckq-${option.mark}`}`;
    mark.textContent = MARKS[option.mark];
    text.textContent = option.text;
    tag.textContent = option.tag;
    line.textContent = option.line;
  });
}

/** A button that says nothing is not there. @param {HTMLElement} button @param {string} text */
function paintButton(button, text) {
  button.hidden = !text;
  if (text) button.textContent = text;
}

/** @param {Element} button @param {Kept | undefined} record @param {boolean} here */
function paintStep(button, record, here) {
  const fate = !record ? "open" : record.missed ? "missed" : "known";
  button.className = `ckq-step ckq-${fate}`;
  button.setAttribute("aria-label", `Question ${button.textContent}, ${fate}`);
  if (here) button.setAttribute("aria-current", "step");
  else button.removeAttribute("aria-current");
}
