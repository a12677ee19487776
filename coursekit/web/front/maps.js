// @ts-check
// Many runs: which knobs reach a minimum, which start ends where.

import { arrivedAt, basinOf, leftAt, lossAt, room, walked } from "./walks.js";

/**
 * @import { Basins, Ends, Point, Reach } from "../../explorers/front/types"
 * @import { Place, Runner } from "./types"
 */

const STARTS = 100; // along the longer side
const LATE = 1_000_000; // a step at which averages have long settled
const SQUARED = 26; // how often a matrix is squared to see whether it grows

/** Knobs by name. @typedef {Record<string, number>} Knobs */

/** A knob and all its positions. @typedef {{ knob: string, stops: number[] }} Axis */

/**
 * Each setting of two knobs, as one object that is set anew; the second counts fastest.
 * @param {Axis[]} axes @param {Knobs} knobs
 * @returns {Generator<Knobs>}
 */
function* overBoth([across, up], knobs) {
  const set = { ...knobs };
  for (const x of across.stops)
    for (const y of up.stops) {
      set[across.knob] = x;
      set[up.knob] = y;
      yield set;
    }
}

/** How many settings two knobs have. @param {Axis[]} axes */
const settings = ([across, up]) => across.stops.length * up.stops.length;

/**
 * How soon runs arrive over two knobs.
 * @param {Runner} runner @param {Place} place @param {Axis[]} axes @param {Knobs} knobs
 * @param {number[]} start @param {number} steps @param {Point[]} limit
 * @returns {Reach}
 */
export function reach(runner, place, axes, knobs, start, steps, limit) {
  const space = room(runner, steps);
  const arrived = new Int32Array(settings(axes));
  const left = new Uint8Array(arrived.length);
  let at = 0;
  for (const set of overBoth(axes, knobs)) {
    const path = walked(runner, set, start, steps, space);
    arrived[at] = arrivedAt(path, place);
    left[at] = Number(leftAt(path, place) >= 0);
    at++;
  }
  return { columns: axes[0].stops.length, arrived, left, limit, steps };
}

/**
 * Where runs end over one knob: each coordinate, how many are not 0, the loss.
 * @param {Runner} runner @param {Place} place @param {Axis} axis @param {Knobs} knobs
 * @param {number[]} start @param {number} steps @param {string[]} letters
 * @returns {Ends}
 */
export function ends(runner, place, { knob, stops }, knobs, start, steps, letters) {
  const space = room(runner, steps);
  const found = stops.map((value) => {
    const path = walked(runner, { ...knobs, [knob]: value }, start, steps, space);
    const end = [...path.rows.subarray(steps * runner.width)].slice(0, runner.d);
    const count = end.filter((x) => x !== 0).length;
    return [...end, count, lossAt(path, steps, place)];
  });
  const names = [...letters, "not 0", "loss"];
  const curve = (/** @type {number} */ n) =>
    found.map((row) => (Number.isFinite(row[n]) ? row[n] : null));
  return Object.fromEntries(names.map((name, n) => [name, curve(n)]));
}

/**
 * Which minimum each start of the frame ends at.
 * @param {Runner} runner @param {Place} place @param {Knobs} knobs @param {number} steps
 * @param {string} rule
 * @returns {Basins}
 */
export function basins(runner, place, knobs, steps, rule) {
  const sides = place.frame.map(([low, high]) => high - low);
  const [columns, rows] = sides.map((side) =>
    Math.ceil((STARTS * side) / Math.max(...sides)),
  );
  const middle = (/** @type {number} */ k, /** @type {number} */ n) =>
    place.frame[k][0] + (sides[k] * (n + 0.5)) / [columns, rows][k];
  const space = room(runner, steps);
  const of = new Int8Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const start = [middle(0, column), middle(1, row)];
      const path = walked(runner, knobs, start, steps, space);
      of[row * columns + column] = basinOf(path, place);
    }
  return { columns, rows, of, rule };
}

/**
 * Where the rule, linearised at the deepest minimum, begins to grow, from 0 to 1 along
 * both axes; nowhere where no matrix describes an update.
 * @param {Runner} runner @param {Place} place @param {Axis[]} axes @param {Knobs} knobs
 * @returns {Point[]}
 */
export function limit(runner, { minima }, axes, knobs) {
  if (!minima.length) return [];
  const { d, memory } = runner;
  const rest = [
    ...minima[0],
    ...Object.values(memory).flatMap((m) => Array(d).fill(m)),
  ];
  const [fine, coarse] = [0, 0].map(() => new Float64Array(rest.length ** 2));
  const growth = new Float64Array(settings(axes));
  let at = 0;
  for (const set of overBoth(axes, knobs)) {
    jacobian(runner, set, rest, 1e-6, fine);
    jacobian(runner, set, rest, 2e-6, coarse);
    growth[at] = alike(fine, coarse) ? radius(fine) - 1 : Number.NaN;
    if (Number.isNaN(growth[at])) return []; // as with all that divide by past slopes
    at++;
  }
  const [n, m] = axes.map(({ stops }) => stops.length);
  return axes[1].stops.flatMap((_, j) => {
    const column = axes[0].stops.map((_, i) => growth[i * m + j]);
    const i = column.findIndex((more) => more > 1e-6);
    if (i < 0) return [];
    const [before, after] = [column[i - 1], column[i]];
    const at = i ? i + 0.5 - after / (after - before) : 0;
    return [/** @type {Point} */ ([at / n, (j + 0.5) / m])];
  });
}

/** Whether two differences are of a slope that is there. @param {Float64Array} fine @param {Float64Array} coarse */
function alike(fine, coarse) {
  for (let at = 0; at < fine.length; at++)
    if (!(Math.abs(fine[at] - coarse[at]) <= 1e-3 + 1e-3 * Math.abs(coarse[at])))
      return false;
  return true;
}

/**
 * The update of theta and memories as a matrix, row by row.
 * @param {Runner} runner @param {Knobs} knobs @param {number[]} rest @param {number} h
 * @param {Float64Array} matrix
 */
function jacobian({ walk, width }, knobs, rest, h, matrix) {
  const n = rest.length;
  const [still, moved] = [new Float64Array(width), new Float64Array(width)];
  walk(rest, knobs, LATE + 1, 1, still);
  for (let k = 0; k < n; k++) {
    const kept = rest[k];
    rest[k] += h;
    walk(rest, knobs, LATE + 1, 1, moved);
    rest[k] = kept;
    for (let i = 0; i < n; i++) matrix[i * n + k] = (moved[i] - still[i]) / h;
  }
}

/** The largest size of a matrix's eigenvalues: of how its powers grow. @param {Float64Array} matrix */
function radius(matrix) {
  const n = Math.sqrt(matrix.length);
  let power = matrix.slice();
  let square = new Float64Array(n * n);
  let grown = 0; // the logarithm of what was taken out, for each factor
  for (let k = 0; k <= SQUARED; k++) {
    let size = 0;
    for (let at = 0; at < n * n; at++) size = Math.max(size, Math.abs(power[at]));
    if (size === 0) return 0;
    grown += Math.log(size) / 2 ** k;
    for (let at = 0; at < n * n; at++) power[at] /= size;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let m = 0; m < n; m++) sum += power[i * n + m] * power[m * n + j];
        square[i * n + j] = sum;
      }
    [power, square] = [square, power];
  }
  return Math.exp(grown);
}
