// @ts-check
// What values show where no mistake is known. As coursekit/marks/recognition.py.

import { differ, isRefused } from "./values.js";

/** @import { Atom, Node, Outcome, Question, Value } from "./asked" */

const FIVE_DIGITS = 1e-5; // what single precision (float32) leaves, errors grown a little

/** The first sign's sentence, or "". @param {Question} question @param {Outcome[]} got */
export function signs(question, got) {
  return (
    movedByNothing(question, got) || single(question, got) || cutShort(question, got)
  );
}

/**
 * Every single walk and call that gave a value, with that expected.
 * @param {Question} question @param {Outcome[]} got
 * @returns {Atom[]}
 */
function atoms({ parts }, got) {
  return parts.flatMap((part, n) => {
    const outcome = got[n];
    if (!("value" in outcome)) return [];
    return singles(part.node, outcome.value, part.expected);
  });
}

/** @param {Node} node @param {Value} value @param {Value} wanted @returns {Atom[]} */
function singles(node, value, wanted) {
  if (node.kind === "make" && node.made.length > 1) {
    if (!Array.isArray(value) || !Array.isArray(wanted)) return [];
    return node.made.map((number, which) => ({
      node,
      number,
      value: every(value, which, node.made.length),
      wanted: every(wanted, which, node.made.length),
    }));
  }
  if (node.kind !== "series") {
    const number = node.kind === "make" ? node.made[0] : node.number;
    return [{ node, number, value, wanted }];
  }
  if (!Array.isArray(value) || !Array.isArray(wanted)) return [];
  if (value.length !== wanted.length) return [];
  return node.items.flatMap((item, i) => singles(item, value[i], wanted[i]));
}

/** @param {Value[]} values @param {number} first @param {number} step */
const every = (values, first, step) => values.filter((_, i) => i % step === first);

/**
 * A knob or an argument that changes nothing where it should, while others do. Which two
 * asks differ by one alone was found when the page was built.
 * @param {Question} question @param {Outcome[]} got
 */
function movedByNothing(question, got) {
  const alive = new Map(
    atoms(question, got)
      .filter(isAlive)
      .map((atom) => [atom.number, atom]),
  );
  /** @type {Map<string, boolean[]>} */
  const moves = new Map();
  for (const [one, other, name] of question.pairs) {
    const [mine, theirs] = [alive.get(one), alive.get(other)];
    if (!mine || !theirs) continue;
    const moved = differ(mine.value, theirs.value, question.rtol) !== null;
    moves.set(name, [...(moves.get(name) ?? []), moved]);
  }
  const still = [...moves.keys()].filter((name) => !moves.get(name)?.some(Boolean));
  if (!still.length || (still.length === moves.size && moves.size > 1)) return "";
  const asks = still.length === 1 ? `: ${question.unmoved[still[0]]}?` : ".";
  return `Changing ${still.join(" or ")} changes nothing${asks}`;
}

/** Whether a value is one that a typed number could have given. @param {Atom} atom */
function isAlive({ node, value }) {
  if (node.kind === "walk" && Array.isArray(value)) {
    return !same(value[0], value.at(-1));
  }
  const all = Array.isArray(value) && value.length ? value : [value];
  return !isRefused(value) && !all.every((one) => one === null);
}

/** Python's ==, where nan is nothing's equal. @param {Value | undefined} one @param {Value | undefined} other @returns {boolean} */
function same(one, other) {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, i) => same(each, other[i]));
  }
  return one === other;
}

/** Right to five digits, and not to more. @param {Question} question @param {Outcome[]} got */
function single(question, got) {
  const { parts, rtol } = question;
  const all = parts.every((part, n) => {
    const outcome = got[n];
    if (!("value" in outcome)) return false;
    if (differ(outcome.value, part.expected, rtol) === null) return true;
    const each = singles(part.node, outcome.value, part.expected);
    return each.length > 0 && each.every(near);
  });
  return all
    ? "Right to five digits, as in single precision: use float64, not float32."
    : "";
}

/** @param {Atom} atom */
const near = ({ node, value, wanted }) =>
  rowsNear(rows(node, value), rows(node, wanted));

/** What a schedule gives at several times is no row. @param {Node} node @param {Value} value @returns {Value} */
const rows = (node, value) =>
  node.kind === "make" && Array.isArray(value) ? value.map((rate) => [rate]) : value;

/** Whether each row agrees, by its largest number. @param {Value} mine @param {Value} theirs @returns {boolean} */
function rowsNear(mine, theirs) {
  if (Array.isArray(mine) !== Array.isArray(theirs)) return false;
  if (Array.isArray(theirs) && theirs.some(Array.isArray)) {
    const own = /** @type {Value[]} */ (mine);
    return (
      own.length === theirs.length && own.every((row, i) => rowsNear(row, theirs[i]))
    );
  }
  const row = Array.isArray(mine) ? mine : [mine];
  const other = Array.isArray(theirs) ? theirs : [theirs];
  const numbers = [...row, ...other].every((x) => typeof x === "number");
  if (row.length !== other.length || !numbers) return same(mine, theirs);
  const size = FIVE_DIGITS * Math.max(0, ...other.map((x) => Math.abs(Number(x))));
  return row.every(
    (x, i) => x === other[i] || Math.abs(Number(x) - Number(other[i])) <= size,
  );
}

/** The first rows of what was expected, and no more. @param {Question} question @param {Outcome[]} got */
function cutShort(question, got) {
  const wrong = atoms(question, got).filter(
    ({ value, wanted }) => differ(value, wanted, question.rtol) !== null,
  );
  const cut = wrong.length && wrong.every((atom) => begins(question, atom));
  return cut ? "Right as far as it goes: it stops too early." : "";
}

/** @param {Question} question @param {Atom} atom */
function begins({ rtol }, { value, wanted }) {
  if (!Array.isArray(value) || !Array.isArray(wanted)) return false;
  const shorter = 0 < value.length && value.length < wanted.length;
  return shorter && differ(value, wanted.slice(0, value.length), rtol) === null;
}
