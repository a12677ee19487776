// @ts-check
// The card that asks: predict, reveal, recall and quiz. In this order: what follows from
// what is known of a question (pure), where that is kept, what is seen, the widget.

/**
 * What is asked; the answer is not part of it.
 * @typedef {{ id: string, lesson: number, ask: string, options: string[] }} Question
 *
 * What became of a question. Who asked for the answer without a choice has chosen "".
 * @typedef {{ chosen: string, opened: boolean, at: string, place?: string,
 *   missed?: boolean }} Kept
 *
 * The answer, why it is one, and what is wrong with each other option.
 * @typedef {{ answer: string, why: string, wrong: Record<string, string> }} Told
 *
 * @typedef {"predict" | "reveal" | "recall" | "quiz"} Kind
 * @typedef {{ kind: Kind, place: string, name: string, shown: number,
 *   questions: Question[] }} Card
 *
 * Where choices are kept: `save` asks for it, and `onChange` tells when it was done.
 * @typedef {object} Store
 * @property {Card} card
 * @property {() => Record<string, Kept>} records
 * @property {() => Record<string, Told>} told  of what is opened
 * @property {() => boolean} lasts  whether a choice is still known tomorrow
 * @property {(id: string, record: Kept | null) => void} save  null: to begin anew
 * @property {(call: () => void) => () => void} onChange  returns what ends it
 *
 * @typedef {{ text: string, mark: "" | "right" | "wrong", tag: string, line: string }} Option
 *
 * All that one question shows.
 * @typedef {object} Look
 * @property {string} title
 * @property {Option[]} options
 * @property {string} checked  the option whose button is on
 * @property {boolean} locked  whether the choice is made for good
 * @property {string} go  what the main button says, "" without one
 * @property {boolean} ready  whether it does something
 * @property {boolean} show  whether the answer can be asked for
 * @property {string} again  what the button says that begins anew, "" without one
 * @property {string} status
 * @property {string} heard  what a screen reader says beyond the status
 * @property {string[]} more  what can be unfolded
 */

// --- what follows -------------------------------------------------------------------

/** Quizzes answer at once. @param {Kind} kind */
const atOnce = (kind) => kind === "recall" || kind === "quiz";

/**
 * The record of a choice that is kept.
 * @param {Kind} kind @param {string} chosen @param {string} at
 * @returns {Kept}
 */
export const keeping = (kind, chosen, at) => ({ chosen, opened: atOnce(kind), at });

/**
 * The record when the answer is seen; it keeps the choice.
 * @param {Kept | undefined} record @param {string} at
 * @returns {Kept}
 */
export const opening = (record, at) => ({
  chosen: record?.chosen ?? "",
  opened: true,
  at: record?.at ?? at,
});

/**
 * The questions of a card: those that it has asked before, then what was missed, then
 * what was never asked, in the given order, then what was not asked for longest.
 * @param {Question[]} questions @param {Record<string, Kept>} records
 * @param {string} place  the card's own, "" to draw others
 * @param {number} count
 */
export function drawn(questions, records, place, count) {
  const at = (/** @type {Question} */ q) => records[q.id]?.at ?? "";
  const older = (/** @type {Question} */ a, /** @type {Question} */ b) =>
    at(a) < at(b) ? -1 : Number(at(a) > at(b));
  const known = questions.filter((q) => records[q.id]).sort(older);
  const own = known.filter((q) => place && records[q.id].place === place);
  const others = [
    ...known.filter((q) => !own.includes(q) && records[q.id].missed),
    ...questions.filter((q) => !records[q.id]),
    ...known.filter((q) => !own.includes(q) && !records[q.id].missed),
  ];
  return [...own.slice(-count), ...others].slice(0, count);
}

/**
 * The question that comes next: one that is open, if there is one; -1 after the last.
 * @param {boolean[]} answered  of each question of the card
 * @param {number} place
 */
export function following(answered, place) {
  const after = answered.indexOf(false, place + 1);
  if (after >= 0) return after;
  const before = answered.indexOf(false);
  if (before >= 0 && before !== place) return before;
  return place + 1 < answered.length ? place + 1 : -1;
}

/**
 * An option when the answer is seen.
 * @param {string} text @param {string} chosen @param {Told} told @param {Kind} kind
 * @returns {Option}
 */
function judged(text, chosen, told, kind) {
  const right = text === told.answer;
  const yours = atOnce(kind) ? "your answer" : "your prediction";
  const tag = [text === chosen && yours, right && "right"].filter(Boolean).join(", ");
  const mark = right ? "right" : text === chosen ? "wrong" : "";
  // Above the experiment the answer stays a line, lest it move what is read below.
  const line = right ? told.why : text === chosen ? (told.wrong[text] ?? "") : "";
  return { text, mark, tag, line: kind === "predict" ? "" : line };
}

const TITLES = {
  predict: "Predict first",
  reveal: "Answer",
  recall: "From lesson",
  quiz: "Quiz of lesson",
};
const ANEW = {
  predict: "Predict anew",
  reveal: "",
  recall: "Ask others",
  quiz: "Ask again",
};
const FATES = {
  shown: "You asked to see it.",
  right: "So it is.",
  wrong: "It came otherwise.",
};
const MARKED = { ...FATES, right: "Right.", wrong: "Not quite." };
const WAITS = "Predict first: your choice opens the answer here.";
const KEPT = "Kept. You may change it until you see the answer.";
const BRIEF = "Kept while Python runs: its folder cannot be written.";

/**
 * What a question shows.
 * @param {Card} card @param {Question} question @param {Kept | undefined} record
 * @param {Told | undefined} told
 * @param {{ selected?: string, lasts?: boolean, more?: boolean, done?: boolean }} [now]
 *   the button that is on, whether choices last, whether a question follows, whether
 *   all questions of the card are answered
 * @returns {Look}
 */
export function look({ kind }, question, record, told, now = {}) {
  const quick = atOnce(kind);
  const lesson = quick ? ` ${String(question.lesson).padStart(2, "0")}` : "";
  const title = TITLES[kind] + lesson;
  if (record?.opened && told) {
    return { ...answered(kind, question, record, told, now), title };
  }
  const { selected = record?.chosen ?? "", lasts = true } = now;
  const plain = question.options.map((text) => ({ text, mark: "", tag: "", line: "" }));
  const open = {
    title,
    options: /** @type {Option[]} */ (kind === "reveal" ? [] : plain),
    checked: selected,
    locked: false,
    again: "",
    heard: "",
    more: [],
  };
  if (kind === "reveal") {
    return { ...open, go: "", ready: false, show: !record, status: WAITS };
  }
  if (record) {
    const same = selected === record.chosen;
    const go = same ? "Kept" : "Keep this instead";
    return { ...open, go, ready: !same, show: false, status: lasts ? KEPT : BRIEF };
  }
  const go = quick ? "This is my answer" : "Keep my choice";
  return { ...open, go, ready: selected !== "", show: true, status: "" };
}

/**
 * What a question shows when its answer is seen, but for the title.
 * @param {Kind} kind @param {Question} question @param {Kept} record
 * @param {Told} told @param {{ more?: boolean, done?: boolean }} now
 * @returns {Omit<Look, "title">}
 */
function answered(kind, { options }, { chosen }, told, { more, done }) {
  const fate = !chosen ? "shown" : chosen === told.answer ? "right" : "wrong";
  const quick = atOnce(kind);
  const others = options
    .filter((text) => told.wrong[text] && (kind === "predict" || text !== chosen))
    .map((text) => `${text}: ${told.wrong[text]}`);
  return {
    options: options.map((text) => judged(text, chosen, told, kind)),
    checked: chosen,
    locked: true,
    go: quick && more ? "Next question" : "",
    ready: true,
    show: false,
    again: quick && !done ? "" : ANEW[kind],
    status: (quick ? MARKED : FATES)[fate],
    heard: [told.wrong[chosen], `The answer: ${told.answer}.`, told.why]
      .filter(Boolean)
      .join(" "),
    more: kind === "predict" ? [told.why, ...others] : others,
  };
}

// --- where it is kept ---------------------------------------------------------------

/**
 * A notebook keeps choices in Python, by way of the widget's model.
 * @param {any} model
 * @returns {Store}
 */
export function notebookStore(model) {
  return {
    card: {
      kind: model.get("kind"),
      place: model.get("place"),
      name: model.get("name"),
      shown: model.get("shown"),
      questions: model.get("questions"),
    },
    records: () => model.get("records"),
    told: () => model.get("told"),
    lasts: () => model.get("written"),
    save: (id, record) => model.send({ id, record }),
    onChange(call) {
      model.on("change:records", call);
      return () => model.off("change:records", call);
    },
  };
}

// --- what is seen -------------------------------------------------------------------

const PATIENCE = 4000; // ms after which a choice that nobody has kept is worth a sentence
const SILENT = "Python has not answered: run this cell again.";
const FORM = `
  <nav class="ckq-steps" aria-label="Questions"></nav>
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
      ...{ selected, lasts: store.lasts() },
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
    if (parts.heard.textContent !== shown.heard) parts.heard.textContent = shown.heard;
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
    timer = setTimeout(() => {
      silent = true;
      paint();
    }, PATIENCE);
    store.save(sent.id, made);
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

// --- the widget ---------------------------------------------------------------------

export default {
  /** @param {{ model: any, el: HTMLElement }} view */
  render({ model, el }) {
    const store = notebookStore(model);
    const away = mount(el, store);
    // JupyterLab hides the stored words by style; where it is not, they go here.
    const words = el.closest(".jp-OutputArea")
      ? []
      : [...el.ownerDocument.querySelectorAll(`.ckq-words.${store.card.name}`)];
    for (const each of words) /** @type {HTMLElement} */ (each).hidden = true;
    return () => {
      for (const each of words) /** @type {HTMLElement} */ (each).hidden = false;
      away();
    };
  },
};
