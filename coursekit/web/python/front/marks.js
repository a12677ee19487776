// @ts-check
// From outcomes to a mark and its sentences: what coursekit/marks does in a notebook. A
// test holds the two together on every answer that we have.

import { signs } from "./signs.js";
import { differ, isRefused, quoted, shape } from "./values.js";

/** @import { Known, Mark, Node, Outcome, Part, Place, Question, Value } from "./asked" */

/** @param {Outcome} outcome @returns {outcome is { value: Value }} */
export const given = (outcome) => "value" in outcome;

/**
 * The mark of an answer by its outcomes, one for each part.
 * @param {Question} question @param {Outcome[]} outcomes
 * @returns {Mark}
 */
export function mark(question, outcomes) {
  const { parts } = question;
  const got = parts.map((part, n) => settled(part, outcomes[n]));
  const right = parts.map((part, n) =>
    agree(question, got[n], { value: part.expected }),
  );
  const of = sum(parts.map((part) => part.points));
  if (right.every(Boolean)) return { status: "right", points: of, of, lines: [] };
  const wrong = got.filter((_, n) => !right[n]);
  const status = unanswered(parts.length, wrong);
  if (status) return { status, points: 0, of, lines: [question.sentences[status]] };
  const first = right.indexOf(false);
  const points = sum(parts.filter((_, n) => right[n]).map((part) => part.points));
  const failed = got[first];
  const raised = !given(failed) && failed.status === "raised";
  const lines = [
    `I tested ${parts[first].label}.`,
    difference(question, parts[first], failed),
    recognised(question, got),
  ].filter(Boolean);
  return { status: raised ? "raised" : "wrong", points, of, lines };
}

const sum = (/** @type {number[]} */ numbers) => numbers.reduce((a, b) => a + b, 0);

/** A refusal may be as good as the value. @param {Part} part @param {Outcome} outcome */
function settled(part, outcome) {
  if (!part.or_refusal || !given(outcome)) return outcome;
  return { value: inPlace(outcome.value, part.expected) };
}

/** @param {Value} got @param {Value} wanted @returns {Value} */
function inPlace(got, wanted) {
  if (isRefused(got)) return wanted;
  if (Array.isArray(got) && Array.isArray(wanted) && got.length === wanted.length) {
    return got.map((one, i) => inPlace(one, wanted[i]));
  }
  return got;
}

/** Whether two outcomes are the same. @param {Question} question @param {Outcome} one @param {Outcome} other */
export function agree({ rtol }, one, other) {
  if (given(one) && given(other)) {
    return differ(one.value, other.value, rtol) === null;
  }
  if (given(one) || given(other)) return false;
  return kind(one) === kind(other);
}

/** A failure without what depends on numbers. @param {Exclude<Outcome, { value: Value }>} failed */
const kind = ({ status, place, says }) =>
  JSON.stringify([status, place, says.split(":")[0]]);

/** @param {number} parts @param {Outcome[]} wrong @returns {"borrowed" | "not started" | ""} */
function unanswered(parts, wrong) {
  const statuses = wrong.map((outcome) => (given(outcome) ? "" : outcome.status));
  if (statuses.includes("borrowed")) return "borrowed";
  const unwritten = statuses.filter((status) => status === "not started");
  return unwritten.length === parts ? "not started" : "";
}

/** In one sentence what came and what was expected. @param {Question} question @param {Part} part @param {Outcome} got */
function difference(question, part, got) {
  if (!given(got)) {
    const [subject] = located(part.node, got.place, part.axes, []);
    const due = refuses(part.node, part.expected, got.place);
    return reason(question, subject, got, due);
  }
  const apart = differ(got.value, part.expected, question.rtol);
  if (!apart) throw new Error("Only parts that are wrong come here.");
  let [place, one, other] = apart;
  const depth = deep(part.node, place);
  const whole = [got.value, part.expected].map((value) =>
    within(value, place.slice(0, depth)),
  );
  if (String(shape(whole[0])) !== String(shape(whole[1]))) {
    [place, one, other] = [place.slice(0, depth), whole[0], whole[1]];
  }
  const lengths = place.map(
    (_, axis) =>
      /** @type {Value[]} */ (within(part.expected, place.slice(0, axis))).length,
  );
  const [subject, where] = located(part.node, place, part.axes, lengths);
  if (one === null) return `${subject} gave nothing (did you forget \`return\`?).`;
  let [said, right] = quoted(one, other);
  if (isRefused(one)) said = "a ValueError";
  if (isRefused(other)) right = "a ValueError";
  return `${subject} gave ${said}${where}; expected ${right}.`;
}

/**
 * How many indices of a place lead to one call's value.
 * @param {Node} node @param {Place} place
 * @returns {number}
 */
function deep(node, place) {
  if (node.kind === "series" && place.length) {
    return /** @type {number} */ (1 + deep(node.items[place[0]], place.slice(1)));
  }
  return (node.kind === "make" || node.kind === "entries") && place.length ? 1 : 0;
}

/** @param {Value} value @param {Place} place */
const within = (value, place) =>
  place.reduce((at, index) => /** @type {Value[]} */ (at)[index], value);

/**
 * Where in the value of an ask a place is: [what was called, index words].
 * @param {Node} node @param {Place} place @param {string[]} axes @param {number[]} lengths
 * @returns {[string, string]}
 */
function located(node, place, axes, lengths) {
  if (node.kind === "series" && place.length) {
    const one = node.items[place[0]];
    const [subject, where] = located(one, place.slice(1), axes, lengths.slice(1));
    return [one.kind === "walk" ? one.subject : subject, where];
  }
  if (node.kind === "make") return [place.length ? node.uses[place[0]] : node.none, ""];
  if (node.kind === "entries" && place.length) return [node.names[place[0]], ""];
  const subject = node.kind === "call" || node.kind === "entries" ? node.subject : "It";
  return [subject, indices(axes, place, lengths)];
}

/** @param {string[]} axes @param {Place} place @param {number[]} lengths */
function indices(axes, place, lengths) {
  const n = Math.min(axes.length, place.length, lengths.length);
  const words = axes
    .slice(0, n)
    .map((axis, i) => (lengths[i] > 1 ? `${axis} ${place[i]}` : ""))
    .filter(Boolean);
  return words.length ? ` at ${words.join(", ")}` : "";
}

/**
 * Whether the value that is wanted at a place is a refusal.
 * @param {Node} node @param {Value} wanted @param {Place} place
 * @returns {boolean}
 */
function refuses(node, wanted, place) {
  if (node.kind !== "series" || !place.length) return isRefused(wanted);
  const [first, ...rest] = place;
  return refuses(node.items[first], /** @type {Value[]} */ (wanted)[first], rest);
}

/** @param {Question} question @param {string} subject @param {Exclude<Outcome, { value: Value }>} failed @param {boolean} due */
function reason(question, subject, failed, due) {
  if (failed.status === "not started") return question.sentences["not started"];
  if (failed.status === "raised") {
    const line = failed.line ? ` (${failed.line})` : "";
    const wanted = due ? "; expected a ValueError" : "";
    return `${subject} raised ${failed.says}${line}${wanted}.`;
  }
  return subject === "It" ? failed.says : `${subject}: ${failed.says}`;
}

/** The sentence of the mistake that does what the answer does. @param {Question} question @param {Outcome[]} got */
function recognised(question, got) {
  const found = question.mistakes.find((known) => does(question, known, got));
  return found?.says ?? signs(question, got);
}

/**
 * Whether a mistake gives these outcomes; where it gives what is expected, it has null.
 * @param {Question} question @param {Known} known @param {Outcome[]} got
 */
const does = (question, { outcomes }, got) =>
  question.parts.every((part, n) =>
    agree(question, got[n], outcomes[n] ?? { value: part.expected }),
  );
