// @ts-check
// What becomes of questions: records of choices, and which questions come next.

/** @import { Kept, Kind, Question } from "./types" */

/** Quizzes answer at once. @param {Kind} kind */
export const atOnce = (kind) => kind === "recall" || kind === "quiz";

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
