// @ts-check
// Which answers are shown as one: those of which the program says the same.

/** @import { Answer, Card, Data } from "./types" */

const SAME = /** @type {const} */ ([
  "status",
  "points",
  "tested",
  "subject",
  "got",
  "place",
  "expected",
  "says",
  "mistake",
  "note",
]);
const LATER = ["right", "not started", "missing"];

/**
 * The cards of a question: what needs a person first, then the most frequent.
 * @param {Data} data
 * @param {number} question
 * @param {Set<string>} split  the keys of cards whose answers stand alone
 * @returns {Card[]}
 */
export function byQuestion(data, question, split) {
  /** @type {Map<string, Answer[]>} */
  const groups = new Map();
  for (const answer of data.answers) {
    if (answer.question !== question) continue;
    const same = SAME.map((name) => answer[name] ?? "");
    const words = answer.words?.map(({ text }) => text) ?? [];
    const key = JSON.stringify([
      question,
      ...same,
      ...words,
      ...(answer.figures ?? []),
    ]);
    groups.set(key, [...(groups.get(key) ?? []), answer]);
  }
  const cards = [...groups].map(([key, answers]) => ({ key, answers }));
  cards.sort((a, b) => rank(a) - rank(b) || b.answers.length - a.answers.length);
  return cards.flatMap((card) => (split.has(card.key) ? alone(card) : [card]));
}

/**
 * The cards of a student, by question.
 * @param {Data} data
 * @param {number} student
 * @returns {Card[]}
 */
export function byStudent(data, student) {
  return data.answers
    .filter((answer) => answer.student === student)
    .map((answer) => ({ key: `${student} ${answer.question}`, answers: [answer] }));
}

/** @param {Card} card */
const alone = ({ key, answers }) =>
  answers.map((answer) => ({ key, answers: [answer] }));

/** @param {Card} card */
function rank({ answers }) {
  if (answers.some((answer) => answer.note)) return -1;
  return LATER.indexOf(answers[0].status) + 1;
}
