// @ts-check
// What stands beside the paths, step by step, and where it is on its axis.

import { lossAt, memoryAt } from "./walks.js";

/**
 * @import { Curves, Span } from "../../explorers/front/types"
 * @import { Path, Place, Quantity } from "./types"
 */

const GROWS = 4; // decades by which an axis grows
const ROUNDING = -16; // where it ends

/** One number for each step. @param {Path} path @param {(t: number) => number} f */
const each = ({ steps }, f) => Float64Array.from({ length: steps + 1 }, (_, t) => f(t));

/** The loss above the run's own minimum. @param {Path} path @param {Place} place @param {number} basin */
export const above = (path, place, basin) => {
  const floor = place.floors[Math.max(basin, 0)] ?? 0;
  return each(path, (t) => lossAt(path, t, place) - floor);
};

/** How far from the run's own minimum. @param {Path} path @param {Place} place @param {number} basin */
export const distance = (path, { minima }, basin) => {
  const { rows, runner } = path;
  const minimum = minima[Math.max(basin, 0)];
  return each(path, (t) => {
    let sum = 0;
    for (let k = 0; k < runner.d; k++)
      sum += (rows[t * runner.width + k] - minimum[k]) ** 2;
    return Math.sqrt(sum);
  });
};

/**
 * The curves of a quantity: a number for each step.
 * @param {Quantity} quantity @param {Path} path @param {Place} place @param {number} basin
 */
export function curves({ kind, each: own }, path, place, basin) {
  if (kind === "loss") return [above(path, place, basin)];
  if (kind === "distance") return [distance(path, place, basin)];
  const count = own ? path.runner.d : 1;
  const of = { weights, step, rate }[kind];
  return Array.from({ length: count }, (_, k) => of(path, k));
}

/** @param {Path} path @param {number} k */
const weights = (path, k) => each(path, (t) => path.rows[t * path.runner.width + k]);

/** How long each step was, in units of eta; the first stands for the start. @param {Path} path @param {number} k */
const step = (path, k) => {
  const { rows, knobs, runner } = path;
  const at = (/** @type {number} */ t) => rows[t * runner.width + k];
  return each(path, (t) => Math.abs(at(t || 1) - at((t || 1) - 1)) / knobs.eta);
};

/** What a slope is multiplied with: the rate that is kept, or eta / √s, or eta. @param {Path} path @param {number} k */
const rate = (path, k) => {
  const { rows, knobs, runner } = path;
  const kept = (/** @type {string} */ name) => {
    const first = memoryAt(runner, name) + k;
    return (/** @type {number} */ t) => rows[(t || 1) * runner.width + first];
  };
  if ("rate" in runner.memory) return each(path, kept("rate"));
  const s = "s" in runner.memory ? kept("s") : () => 1;
  return each(path, (t) => knobs.eta / Math.sqrt(s(t)));
};

/**
 * Where values are on an axis: 0 at its bottom, 1 at its top, and beyond.
 * @param {Float64Array} values @param {Curves} axis
 */
export const heights = (values, { low, high, powers }) =>
  values.map((value) => {
    const known = Number.isNaN(value) ? Infinity : value;
    return ((powers ? Math.log10(Math.max(known, 0)) : known) - low) / (high - low);
  });

/**
 * Which heights lie on the edges of an axis that shows all these.
 * @param {ArrayLike<number>[]} all @param {Curves} axis
 * @returns {Span}
 */
export function span(all, { low, high, powers }) {
  let least = Infinity;
  for (const some of all)
    for (let t = 0; t < some.length; t++)
      if (Number.isFinite(some[t])) least = Math.min(least, some[t]);
  if (!powers || least === Infinity) return [0, 1];
  const lowest = low + (high - low) * least;
  const grown = low - GROWS * Math.max(0, Math.ceil((low - lowest) / GROWS));
  return [(Math.max(grown, Math.min(low, ROUNDING)) - low) / (high - low), 1];
}
