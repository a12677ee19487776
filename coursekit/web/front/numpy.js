// @ts-check
// What NumPy and Python do with numbers where JavaScript does otherwise.

import { generator as seeded } from "./random.js";

/** The sign; +0 of either zero. @param {number} x */
export const sign = (x) => (x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : Number.NaN);

/** a ** b, with 1 of 1 and of −1 where C has it. @param {number} a @param {number} b */
export const power = (a, b) =>
  a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b;

const [MANY, LONG] = [64, 1024]; // tables of powers that are kept, and their length
const tables = /** @type {Map<number, Powers>} */ (new Map());

/**
 * Powers of a knob: those from 0 to below `known`, and one beyond the table.
 * @typedef {{
 *   base: number, table: Float64Array, known: number, late: number, beyond: number,
 * }} Powers
 */

/**
 * The powers of a knob for so many steps from the first: a map asks for the same ones at
 * each of 1,500 settings, which took longer than all else.
 * @param {number} base @param {number} first @param {number} steps
 */
export function powers(base, first, steps) {
  let kept = tables.get(base);
  if (!kept) {
    if (tables.size >= MANY) tables.clear();
    kept = { base, table: new Float64Array(LONG), known: 0, late: -1, beyond: 0 };
    tables.set(base, kept);
  }
  const end = first < LONG ? Math.min(first + steps, LONG) : 0;
  for (; kept.known < end; kept.known++)
    kept.table[kept.known] = power(base, kept.known);
  return kept;
}

/** One of the powers of a knob. @param {Powers} of @param {number} t */
export function raised(of, t) {
  if (t < of.known) return of.table[t];
  if (t !== of.late) [of.late, of.beyond] = [t, power(of.base, t)];
  return of.beyond;
}

/** a // b, as Python rounds it, and NumPy where b is 0. @param {number} a @param {number} b */
export function floored(a, b) {
  if (b === 0) return a / b;
  const rest = a % b;
  const down = rest !== 0 && b < 0 !== rest < 0;
  const exact = (a - rest) / b - (down ? 1 : 0);
  const whole = Math.floor(exact);
  return exact - whole > 0.5 ? whole + 1 : whole;
}

/** a % b, which has the sign of b. @param {number} a @param {number} b */
export function rest(a, b) {
  const left = a % b;
  return left !== 0 && b < 0 !== left < 0 ? left + b : left;
}

/** log(exp(a) + exp(b)), where neither overflows. @param {number} a @param {number} b */
export function logaddexp(a, b) {
  if (a === b) return a + Math.LN2;
  const more = a - b;
  if (more > 0) return a + Math.log1p(Math.exp(-more));
  return more <= 0 ? b + Math.log1p(Math.exp(more)) : more;
}

/**
 * The determinant of [[a, b], [c, d]] with the row of the larger pivot first.
 * @param {number} a @param {number} b @param {number} c @param {number} d
 */
export function det(a, b, c, d) {
  if (Math.abs(c) > Math.abs(a)) return -c * (b - (a / c) * d);
  return a === 0 ? 0 : a * (d - (c / a) * b);
}

/**
 * What [[a, b], [c, d]] takes to (u, v), by elimination as LAPACK does it.
 * @param {number} a @param {number} b @param {number} c @param {number} d
 * @param {number} u @param {number} v
 */
export function solve(a, b, c, d, u, v) {
  if (Math.abs(c) > Math.abs(a)) [a, b, u, c, d, v] = [c, d, v, a, b, u];
  const part = c / a;
  const y = (v - part * u) / (d - part * b);
  return [(u - b * y) / a, y];
}

/** The numbers of a text: base64 of float64. @param {string} text */
export const numbers = (text) =>
  new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

/**
 * The sum of what f gives for so many rows, or for these.
 * @param {number | ArrayLike<number>} rows @param {(row: number) => number} f
 */
export function total(rows, f) {
  let sum = 0;
  if (typeof rows === "number") for (let row = 0; row < rows; row++) sum += f(row);
  else for (let n = 0; n < rows.length; n++) sum += f(rows[n]);
  return sum;
}

/**
 * How far to go: halved until f falls by enough of what the slope promises, as
 * `backtracking` of coursekit/lines.py does it.
 * @param {(...x: number[]) => number} f @param {number[]} at @param {number[]} way
 * @param {number} first @param {number} slope @param {number} enough
 * @param {number} halvings
 */
export function halved(f, at, way, first, slope, enough, halvings) {
  const here = f(...at);
  let far = first;
  for (let n = 0; n < halvings; n++) {
    const there = f(...at.map((x, k) => x + far * way[k]));
    if (there <= here + enough * far * slope) return far;
    far /= 2;
  }
  return 0;
}

/** f, asked once for each number. @template T @param {(key: number) => T} f */
export function kept(f) {
  const known = /** @type {Map<number, T>} */ (new Map());
  return (/** @type {number} */ key) => {
    let made = known.get(key);
    if (made === undefined) {
      made = f(key);
      known.set(key, made);
    }
    return made;
  };
}

/** Random numbers, as np.random.default_rng(seed) draws them. @param {number[]} seed */
export const generator = (seed) => seeded(seed);
