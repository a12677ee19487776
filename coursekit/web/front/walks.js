// @ts-check
// Runs in the page: a rule walks on a surface, and what becomes of it.

/** @import { Fate, Path, Place, Rule, Runner } from "./types" */

/**
 * A rule on a surface.
 * @param {Rule} rule @param {Place["ground"]} ground @param {number} d
 * @param {Record<string, number>} memory
 * @returns {Runner}
 */
export const runner = (rule, ground, d, memory) => ({
  walk: rule(ground),
  d,
  memory,
  width: d * (2 + Object.keys(memory).length),
});

/** Room for a run, and for what follows its start. @param {Runner} runner @param {number} steps */
export function room({ width }, steps) {
  const rows = new Float64Array((steps + 1) * width);
  return { rows, after: rows.subarray(width) };
}

/**
 * So many steps from a start.
 * @param {Runner} runner @param {Record<string, number>} knobs
 * @param {ArrayLike<number>} start @param {number} steps
 * @param {ReturnType<typeof room>} [space] to be filled again
 * @returns {Path}
 */
export function walked(runner, knobs, start, steps, space = room(runner, steps)) {
  const { walk, d, width, memory } = runner;
  const { rows, after } = space;
  for (let k = 0; k < d; k++) rows[k] = start[k];
  let at = d;
  for (const name in memory) for (let k = 0; k < d; k++) rows[at++] = memory[name];
  for (; at < width; at++) rows[at] = Number.NaN; // nothing was asked yet
  walk(rows, knobs, 1, steps, after);
  return { runner, steps, knobs, rows };
}

/** Where the numbers of a memory begin in a row. @param {Runner} runner @param {string} name */
export const memoryAt = ({ d, memory }, name) =>
  d * (1 + Object.keys(memory).indexOf(name));

/** @param {Path} path @param {number} t @param {number[]} point */
function away({ rows, runner: { width, d } }, t, point) {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (rows[t * width + k] - point[k]) ** 2;
  return Math.sqrt(sum);
}

/** @param {Path} path @param {number} t @param {Place["frame"]} frame */
function inside({ rows, runner: { width, d } }, t, frame) {
  for (let k = 0; k < d; k++) {
    const x = rows[t * width + k];
    if (!(x >= frame[k][0] && x <= frame[k][1])) return false;
  }
  return true;
}

/** The loss at a step. @param {Path} path @param {number} t @param {Place} place */
export function lossAt({ rows, runner: { width, d } }, t, { ground }) {
  const at = t * width;
  return d === 1 ? ground.value(rows[at]) : ground.value(rows[at], rows[at + 1]);
}

/** The step from which on it is out for good, else −1. @param {Path} path @param {Place} place */
export function leftAt(path, { frame }) {
  let t = path.steps;
  while (t >= 0 && !inside(path, t, frame)) t--;
  return t === path.steps ? -1 : t + 1;
}

/** The step from which on it stays at one minimum, else −1. @param {Path} path @param {Place} place */
export function arrivedAt(path, { minima, near }) {
  let first = path.steps + 1;
  for (const minimum of minima) {
    let t = path.steps;
    while (t >= 0 && away(path, t, minimum) <= near) t--;
    if (t < path.steps) first = Math.min(first, t + 1);
  }
  return first > path.steps ? -1 : first;
}

/** The first step at a minimum, if only to pass it, else −1. @param {Path} path @param {Place} place */
function reachedAt(path, { minima, near }) {
  for (let t = 0; t <= path.steps; t++)
    if (minima.some((minimum) => away(path, t, minimum) <= near)) return t;
  return -1;
}

/**
 * The minimum that a run ends nearest to, of those that lie no higher; −1 if none, and
 * where it ends on a saddle.
 * @param {Path} path @param {Place} place
 */
export function basinOf(path, place) {
  const { minima, saddles, floors, near } = place;
  if (!minima.length || leftAt(path, place) >= 0) return -1;
  if (saddles.some((saddle) => away(path, path.steps, saddle) <= near)) return -1;
  const end = lossAt(path, path.steps, place);
  let [best, least] = [-1, Infinity];
  for (let n = 0; n < minima.length; n++) {
    const far = away(path, path.steps, minima[n]);
    const below = floors[n] <= end + 1e-9 * Math.abs(floors[n]);
    if (below && far < least) [best, least] = [n, far];
  }
  return best;
}

/** What becomes of a run. @param {Path} path @param {Place} place @returns {Fate} */
export const fate = (path, place) => ({
  left: leftAt(path, place),
  arrived: arrivedAt(path, place),
  first: reachedAt(path, place),
  basin: basinOf(path, place),
});
