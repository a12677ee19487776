// @ts-check
// One card: what was asked, got and expected, the code, and what a person says of it.

import { element, prose, shown } from "./elements.js";

/** @import { Answer, Card, Criterion, Data, Mark, Marks } from "./types" */

const NAMES = 12; // that a card shows before "and others"
const BUTTONS = 9; // points that have a button, as they have a key

/**
 * @param {Data} data
 * @param {Marks} marks
 * @param {Card} card
 * @param {{changed: () => void, line: number}} view  line: the criterion that keys mark
 * @returns {HTMLElement}
 */
export function cardElement(data, marks, card, view) {
  const [first] = card.answers;
  const asked = data.questions[first.question];
  const said = marks.of(first);
  const title = [asked.question, asked.title].filter(Boolean).join(" ");
  return element(
    "article",
    { tabindex: -1, class: tone(first.status), "aria-label": title },
    element("h2", {}, title, asked.name && element("code", {}, asked.name)),
    asked.ask && element("p", { class: "ask" }, prose(asked.ask)),
    whose(data, card),
    element(
      "p",
      { class: "program" },
      `Program: ${first.status}, ${shown(first.points)} of ${shown(asked.of)}`,
    ),
    ...facts(first),
    ...codes(data, card),
    ...project(data, first),
    byHand(marks, card, asked.of, asked.rubric, said, view),
  );
}

/** @param {string} status */
const tone = (status) =>
  ({ right: "right", "to mark": "open", "not started": "open", missing: "open" })[
    status
  ] ?? "wrong";

/**
 * @param {Data} data
 * @param {Card} card
 */
function whose(data, { answers }) {
  const links = answers
    .slice(0, NAMES)
    .map(({ student, page }) => element("a", { href: page }, data.students[student]));
  const more = answers.length - links.length;
  return element(
    "p",
    { class: "whose" },
    answers.length > 1 && `${answers.length} answers: `,
    ...links.flatMap((link, n) => (n ? [", ", link] : [link])),
    more > 0 && `, and ${more} more`,
  );
}

/** @param {Answer} answer */
function facts({ tested, subject, got, place, expected, says, mistake, edit }) {
  const rows = [];
  if (tested) rows.push(["Asked", tested]);
  if (expected) {
    rows.push(["Got", `${subject ?? ""} gave ${got ?? ""}${place ?? ""}`]);
    rows.push(["Expected", expected]);
  }
  return [
    rows.length &&
      element(
        "dl",
        {},
        ...rows.flatMap(([name, text]) => [
          element("dt", {}, name),
          element("dd", {}, prose(text)),
        ]),
      ),
    says && element("p", {}, prose(says)),
    mistake && element("p", { class: "says" }, prose(mistake)),
    edit && element("p", {}, "As if they had written:"),
    edit && element("pre", {}, edit),
  ].filter((each) => each !== 0);
}

/**
 * The code of the first answer; other ways to write it wait until they are asked for.
 * @param {Data} data
 * @param {Card} card
 */
function codes(data, { answers }) {
  const found = [...new Set(answers.flatMap(({ code }) => code ?? []))];
  if (!found.length) return [];
  const [first, ...others] = found.map((number) => data.codes[number]);
  const block = element("pre", { class: "code" }, element("code", {}, first));
  if (!others.length) return [block];
  const rest = element("details", {}, element("summary", {}, ways(others.length)));
  rest.addEventListener(
    "toggle",
    () => rest.append(...others.map((text) => element("pre", { class: "code" }, text))),
    { once: true },
  );
  return [block, rest];
}

/** @param {number} count */
const ways = (count) =>
  count === 1 ? "written in another way, too" : `written in ${count} other ways, too`;

/**
 * @param {Data} data
 * @param {Answer} answer
 */
function project(data, { words = [], figures = [], codes = [] }) {
  return [
    ...words.flatMap(({ title, text }) => [
      element("h3", {}, title),
      element("p", { class: "words" }, text),
    ]),
    ...figures.map((name, n) =>
      element("img", {
        src: name,
        alt: `Figure ${n + 1} of the project`,
        loading: "lazy",
      }),
    ),
    ...codes.map((number) => element("pre", { class: "code" }, data.codes[number])),
  ];
}

/**
 * @param {Marks} marks
 * @param {Card} card
 * @param {number} of
 * @param {Criterion[] | undefined} rubric
 * @param {Mark | undefined} said
 * @param {{changed: () => void, line: number}} view
 */
function byHand(marks, card, of, rubric, said, view) {
  const note = card.answers.find((each) => each.note && isOld(marks, each))?.note;
  const differ = new Set(card.answers.map((each) => words(marks.of(each)))).size > 1;
  return element(
    "fieldset",
    {},
    element("legend", {}, "By hand"),
    note && element("p", { class: "note" }, `${note} Press a when you have looked.`),
    differ && element("p", { class: "note" }, "These answers have different marks."),
    rubric
      ? rubricElement(marks, card, rubric, said, view)
      : pointsElement(marks, card, of, said, view),
    remarkElement(marks, card, said, view),
    said && element("p", { class: "said" }, `${words(said)}${whom(said)}`),
    rubric &&
      said?.rubric &&
      element("p", { class: "open" }, left(rubric, said.rubric)),
  );
}

/**
 * Whether a mark was given on something else than what is there now.
 * @param {Marks} marks
 * @param {Answer} answer
 */
function isOld(marks, answer) {
  const mark = marks.of(answer);
  return mark && (mark.on !== answer.on || mark.was !== answer.points);
}

/** @param {Mark | undefined} mark */
function words(mark) {
  if (!mark) return "";
  const points = mark.points === undefined ? "" : amount(mark.points);
  return [points, mark.remark].filter(Boolean).join(": ");
}

/**
 * @param {Criterion[]} rubric
 * @param {Record<string, number>} given
 */
function left(rubric, given) {
  const open = rubric.filter(({ name }) => !(name in given)).length;
  const are = open === 1 ? "is" : "are";
  return open ? `${open} of ${rubric.length} criteria ${are} still to be marked.` : "";
}

/** @param {number} points */
const amount = (points) => `${shown(points)} point${points === 1 ? "" : "s"}`;

/** @param {Mark} mark */
const whom = (mark) => (mark.by ? ` (${mark.by})` : "");

/**
 * @param {Marks} marks
 * @param {Card} card
 * @param {number} of
 * @param {Mark | undefined} said
 * @param {{changed: () => void}} view
 */
function pointsElement(marks, card, of, said, view) {
  const whole = Array.from({ length: Math.min(of, BUTTONS) + 1 }, (_, n) => n);
  const field = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "number",
      min: 0,
      max: of,
      step: "any",
      class: "points",
      "aria-label": `Points of ${shown(of)}`,
      value: said?.points ?? "",
    })
  );
  field.addEventListener("change", () => {
    const points = Number(field.value);
    const fits = field.value !== "" && points >= 0 && points <= of;
    field.setCustomValidity(fits ? "" : `From 0 to ${shown(of)}.`);
    if (field.reportValidity()) {
      givePoints(marks, card, points);
      view.changed();
    }
  });
  return element(
    "div",
    { class: "give" },
    ...whole.map((n) =>
      element(
        "button",
        {
          type: "button",
          "aria-pressed": String(said?.points === n),
          click: () => {
            givePoints(marks, card, n);
            view.changed();
          },
        },
        shown(n),
      ),
    ),
    field,
  );
}

/**
 * @param {Marks} marks
 * @param {Card} card
 * @param {number} points
 */
export function givePoints(marks, card, points) {
  marks.change(card.answers, (mark) => ({ ...mark, points }));
}

/**
 * @param {Marks} marks
 * @param {Card} card
 * @param {Criterion[]} rubric
 * @param {Mark | undefined} said
 * @param {{changed: () => void, line: number}} view
 */
function rubricElement(marks, card, rubric, said, view) {
  const rows = rubric.map((line, n) => {
    const choices = [
      { word: "Full", share: 1, says: line.full },
      { word: "Half", share: 0.5, says: line.half },
      { word: "None", share: 0, says: "" },
    ];
    const points = said?.rubric?.[line.name];
    return element(
      "div",
      {
        class: n === view.line ? "line now" : "line",
        role: "group",
        "aria-label": `${line.title}: ${line.name}`,
      },
      element("b", {}, `${line.title}: ${line.name}`),
      element(
        "span",
        {},
        points === undefined
          ? `of ${line.points}`
          : `${shown(points)} of ${line.points}`,
      ),
      ...choices.map(({ word, share, says }) =>
        element(
          "button",
          {
            type: "button",
            title: says,
            "aria-pressed": String(points === share * line.points),
            click: () => {
              giveLine(marks, card, line, share);
              view.changed();
            },
          },
          word,
        ),
      ),
      element("small", {}, `Full: ${line.full} Half: ${line.half}`),
    );
  });
  return element("div", { class: "rubric" }, ...rows);
}

/**
 * Give a share of a criterion's points; the mark's points are the sum of all of them.
 * @param {Marks} marks
 * @param {Card} card
 * @param {Criterion} line
 * @param {number} share
 */
export function giveLine(marks, card, line, share) {
  marks.change(card.answers, (mark) => {
    const rubric = { ...mark.rubric, [line.name]: share * line.points };
    const points = Object.values(rubric).reduce((sum, each) => sum + each, 0);
    return { ...mark, rubric, points };
  });
}

/**
 * @param {Marks} marks
 * @param {Card} card
 * @param {Mark | undefined} said
 * @param {{changed: () => void}} view
 */
function remarkElement(marks, card, said, view) {
  const field = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      class: "remark",
      list: "remarks",
      "aria-label": "Remark",
      placeholder: "Remark, for the student to read",
      value: said?.remark ?? "",
    })
  );
  field.addEventListener("change", () => {
    const remark = field.value.trim();
    marks.change(card.answers, (mark) => {
      const says = remark || mark.points !== undefined;
      return says ? { ...mark, remark: remark || undefined } : null;
    });
    view.changed();
  });
  return field;
}
