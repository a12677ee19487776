// @ts-check
// The page: one question or one student at a time, and a key for everything.

import { cardElement, giveLine, givePoints } from "./cards.js";
import { element } from "./elements.js";
import { byQuestion, byStudent } from "./groups.js";
import { marksOf } from "./marks.js";
import { saver } from "./saving.js";

/** @import { Card, Data } from "./types" */

const KEYS = [
  ["j k, ↓ ↑", "next answer, the one before"],
  ["n p, → ←", "next question or student, the one before"],
  ["v", "by question, or by student"],
  ["0 … 9", "points"],
  ["e", "other points: a half, ten or more"],
  ["r", "remark; ↓ chooses one from the list"],
  ["Esc, Enter", "back to the answer"],
  ["f d x", "full, half, no points for the marked criterion; c goes to the next"],
  ["a", "looked at: the points are right as they are"],
  ["Delete", "take your mark away; the program's stays"],
  ["u", "undo"],
  ["o", "open or close a group: mark its answers one by one"],
  ["s", "save"],
  ["?", "this list"],
];

/**
 * @param {HTMLElement} place
 * @param {Data} data
 */
export function review(place, data) {
  const marks = marksOf(data, localStorage, () => new Date().toISOString());
  const save = saver(data.file);
  /** @type {Set<string>} */
  const split = new Set();
  const now = { view: "question", question: 0, student: 0, card: 0, line: 0 };
  /** @type {Card[]} */
  let cards = [];

  const status = element("p", { role: "status", class: "status" });
  const heading = element("h1");
  const list = element("nav", { "aria-label": "Questions or students" });
  const body = element("div", { class: "cards" });
  const remarks = element("datalist", { id: "remarks" });
  const help = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { "aria-label": "Keys" },
      element("h2", {}, "Keys"),
      element(
        "dl",
        {},
        ...KEYS.flatMap(([key, what]) => [
          element("dt", {}, element("kbd", {}, key)),
          element("dd", {}, what),
        ]),
      ),
      element("button", { type: "button", click: () => help.close() }, "Close"),
    )
  );
  const name = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      "aria-label": "Your name",
      placeholder: "Your name",
    })
  );
  name.value = marks.by;
  name.addEventListener("change", () => {
    marks.by = name.value.trim();
  });
  const turn = element("button", { type: "button", click: turned });
  place.append(
    element(
      "header",
      {},
      heading,
      element(
        "div",
        { class: "tools" },
        turn,
        name,
        element("button", { type: "button", click: saveAll }, "Save (s)"),
        element(
          "button",
          { type: "button", click: () => help.showModal() },
          "Keys (?)",
        ),
      ),
      status,
    ),
    list,
    body,
    remarks,
    help,
  );

  const isByQuestion = () => now.view === "question";
  const many = () => (isByQuestion() ? data.questions.length : data.students.length);
  const here = () => (isByQuestion() ? now.question : now.student);
  const titles = () =>
    isByQuestion()
      ? data.questions.map((q) => `${q.question || q.lesson} ${q.title}`)
      : data.students;

  function turned() {
    const answer = cards[now.card]?.answers[0];
    now.view = isByQuestion() ? "student" : "question";
    if (answer) {
      now.student = answer.student;
      now.question = answer.question;
    }
    showList();
    go(here());
    const found = cards.findIndex(({ answers }) => answer && answers.includes(answer));
    choose(Math.max(found, 0));
  }

  function showList() {
    turn.textContent = isByQuestion() ? "By student (v)" : "By question (v)";
    list.replaceChildren(
      ...titles().map((title, n) =>
        element("button", { type: "button", click: () => go(n) }, title),
      ),
    );
  }

  /** @param {number} to */
  function go(to) {
    if (!many()) return;
    const n = Math.min(Math.max(to, 0), many() - 1);
    if (isByQuestion()) now.question = n;
    else now.student = n;
    [...list.children].forEach((button, i) => {
      if (i === n) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    list.children[n]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    now.card = 0;
    show();
    choose(0);
  }

  function show() {
    heading.textContent = titles()[here()] ?? "Nothing to review";
    cards = isByQuestion()
      ? byQuestion(data, now.question, split)
      : byStudent(data, now.student);
    body.replaceChildren(...cards.map(made));
    tell();
  }

  /**
   * @param {Card} card
   * @param {number} n
   */
  function made(card, n) {
    const line = n === now.card ? now.line : 0;
    const own = cardElement(data, marks, card, { changed: () => again(n), line });
    own.addEventListener("focusin", () => mark(n));
    return own;
  }

  /** @param {number} n */
  function again(n) {
    now.card = n;
    const focused = document.activeElement;
    const inside = body.children[n]?.contains(focused);
    const kind = focused?.className ?? "";
    const own = made(cards[n], n);
    own.classList.add("chosen");
    body.children[n]?.replaceWith(own);
    const field =
      inside &&
      focused instanceof HTMLInputElement &&
      own.querySelector(`input.${kind}`);
    if (field instanceof HTMLElement) field.focus();
    else own.focus();
    tell();
  }

  /** @param {number} n */
  function mark(n) {
    if (n !== now.card) now.line = 0;
    now.card = n;
    [...body.children].forEach((each, i) => {
      each.classList.toggle("chosen", i === n);
    });
  }

  /** @param {number} to */
  function choose(to) {
    if (!cards.length) return;
    now.line = 0;
    mark(Math.min(Math.max(to, 0), cards.length - 1));
    const own = /** @type {HTMLElement} */ (body.children[now.card]);
    own.focus();
    own.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} [first] */
  function tell(first = "") {
    const given = data.answers.filter((answer) => marks.of(answer)).length;
    const open = marks.unsaved();
    const unsaved = open ? `${open} not saved yet` : "all saved";
    status.textContent = `${first}${given} of ${data.answers.length} answers marked by hand, ${unsaved}.`;
    remarks.replaceChildren(
      ...marks.remarks().map((value) => element("option", { value })),
    );
  }

  async function saveAll() {
    const at = `${new Date().toISOString()}~`;
    if (await save(marks.text())) {
      marks.saved(at);
      tell(`Saved as ${data.file}: put it beside class.html, and grade again. `);
    }
  }

  /** @param {string} key */
  function onLine(key) {
    const card = cards[now.card];
    const rubric = data.questions[card.answers[0].question].rubric;
    if (!rubric) return;
    const share = { f: 1, d: 0.5, x: 0 }[key];
    if (share !== undefined) giveLine(marks, card, rubric[now.line], share);
    const next = now.line + 1;
    now.line = key === "c" ? next % rubric.length : Math.min(next, rubric.length - 1);
    again(now.card);
    const line = body.children[now.card]?.querySelector(".line.now");
    line?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} selector */
  function enter(selector) {
    const field = body.children[now.card]?.querySelector(selector);
    if (field instanceof HTMLInputElement) {
      field.focus();
      field.select();
    }
  }

  /** @param {string} key */
  function points(key) {
    const card = cards[now.card];
    const asked = data.questions[card.answers[0].question];
    if (asked.rubric || Number(key) > asked.of) return;
    givePoints(marks, card, Number(key));
    again(now.card);
  }

  function looked() {
    marks.change(cards[now.card].answers, (mark, answer) => ({
      ...mark,
      points: mark.points ?? answer.points,
    }));
    again(now.card);
  }

  function opened() {
    const card = cards[now.card];
    if (!isByQuestion() || !card) return;
    if (split.has(card.key)) split.delete(card.key);
    else split.add(card.key);
    show();
    choose(cards.findIndex(({ key }) => key === card.key));
  }

  /** @type {Record<string, () => void>} */
  const actions = {
    j: () => choose(now.card + 1),
    k: () => choose(now.card - 1),
    n: () => go(here() + 1),
    p: () => go(here() - 1),
    v: turned,
    e: () => enter("input.points"),
    r: () => enter("input.remark"),
    a: looked,
    u: () => {
      if (marks.undo()) show();
      choose(now.card);
    },
    o: opened,
    s: saveAll,
    Delete: () => {
      marks.change(cards[now.card].answers, () => null);
      again(now.card);
    },
    "?": () => help.showModal(),
  };
  actions.ArrowDown = actions.j;
  actions.ArrowUp = actions.k;
  actions.ArrowRight = actions.n;
  actions.ArrowLeft = actions.p;

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (help.open) return;
    if ((event.ctrlKey || event.metaKey) && key === "s") {
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      saveAll();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLInputElement) {
      if (key === "Escape" || key === "Enter") {
        target.blur();
        choose(now.card);
      }
      return;
    }
    const onCard = cards.length > 0;
    if (onCard && /^\d$/.test(key)) points(key);
    else if (onCard && "fdxc".includes(key)) onLine(key);
    else if (key in actions && (onCard || "vs?".includes(key))) actions[key]();
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    if (marks.unsaved()) event.preventDefault();
  });

  showList();
  go(0);
}
