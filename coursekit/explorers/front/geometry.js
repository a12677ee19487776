// @ts-check
// Lines within a box: cut where they leave it, dots that do not clog, words that find room.

import { clamp } from "./numbers.js";

/** @import { Box, Cut, Point } from "./types" */

const FAR = 1e7; // pixels; beyond it only the direction counts
const DOTS = 6; // pixels between two dots, at least
const CHEVRONS = 26; // pixels between two marks of a cut

/**
 * A run in pixels: the visible pieces of its line, and where they are cut.
 *
 * xy      x and y of each step; what is no number has none
 * lines   step by step, from where to where the line is seen: [x, y, x, y], or nothing
 * cuts    where it goes out, by step
 * dots    whether a step has a dot
 * @typedef {{
 *   xy: Float64Array, lines: (number[] | null)[], cuts: Cut[], dots: Uint8Array,
 *   clogged: boolean,
 * }} Track
 */

/**
 * The track of points within a box from (0, 0) to (w, h).
 * @param {Float64Array} xy @param {number} w @param {number} h
 * @returns {Track}
 */
export function track(xy, w, h) {
  const steps = xy.length / 2;
  const lines = /** @type {(number[] | null)[]} */ (Array(steps).fill(null));
  const dots = new Uint8Array(steps);
  const cuts = [];
  let last = [Number.NaN, Number.NaN];
  for (let t = 0; t < steps; t++) {
    const [x, y] = [xy[2 * t], xy[2 * t + 1]];
    const within = x >= 0 && x <= w && y >= 0 && y <= h;
    if (within && !(Math.hypot(x - last[0], y - last[1]) < DOTS)) {
      dots[t] = 1;
      last = [x, y];
    }
    if (!t) continue;
    const [a, b] = [xy[2 * t - 2], xy[2 * t - 1]];
    const was = a >= 0 && a <= w && b >= 0 && b <= h;
    lines[t] = within && was ? [a, b, x, y] : cross(a, b, x, y, w, h);
    const end = lines[t] ?? (was ? [x, y, a, b] : null); // it may leave from the edge
    if (!within && end) cuts.push(cutAt(end[2], end[3], w, h, t));
  }
  return { xy, lines, cuts, dots, clogged: clogs(xy) };
}

/**
 * The part of a line that is within the box, null if none is.
 * @param {number} a @param {number} b @param {number} x @param {number} y
 * @param {number} w @param {number} h
 */
function cross(a, b, x, y, w, h) {
  if ((a < 0 && x < 0) || (b < 0 && y < 0)) return null;
  if ((a > w && x > w) || (b > h && y > h)) return null;
  if (Number.isNaN(a + b + x + y)) return null;
  const [left, top] = [clamp(a, -FAR, FAR), clamp(b, -FAR, FAR)];
  const dx = clamp(x, -FAR, FAR) - left;
  const dy = clamp(y, -FAR, FAR) - top;
  const across = parts(left, dx, w);
  const down = parts(top, dy, h);
  const from = Math.max(0, across[0], down[0]);
  const to = Math.min(1, across[1], down[1]);
  if (!(from < to)) return null;
  return [left + from * dx, top + from * dy, left + to * dx, top + to * dy];
}

/**
 * From which part of its way on, and until which, something is between 0 and `size`.
 * @param {number} at where it begins @param {number} by how far it goes
 * @param {number} size
 */
function parts(at, by, size) {
  if (by === 0) return at < 0 || at > size ? [1, 0] : [0, 1];
  const [one, other] = [-at / by, (size - at) / by];
  return one < other ? [one, other] : [other, one];
}

/**
 * Where a line goes out, and over which edge.
 * @param {number} x @param {number} y @param {number} w @param {number} h
 * @param {number} step
 * @returns {Cut}
 */
function cutAt(x, y, w, h, step) {
  const rooms = [w - x, h - y, x, y].map(Math.abs);
  const edge = /** @type {Cut["edge"]} */ (rooms.indexOf(Math.min(...rooms)));
  return { at: [x, y], edge, step };
}

/** Whether a path goes to and fro so much that dots would be a blot. @param {Float64Array} xy */
function clogs(xy) {
  let [length, left, right, top, bottom] = [0, FAR, -FAR, FAR, -FAR];
  const from = xy.length >> 2; // its second half
  for (let t = from + 1; t < xy.length / 2; t++) {
    const [x, y] = [xy[2 * t], xy[2 * t + 1]];
    if (!(Math.abs(x) < FAR && Math.abs(y) < FAR)) return false;
    length += Math.hypot(x - xy[2 * t - 2], y - xy[2 * t - 1]);
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const across = Math.hypot(right - left, bottom - top);
  return xy.length > 100 && across > DOTS && length > 12 * across;
}

/**
 * The cuts up to step t that get a mark: the newest first, none close to another.
 * @param {Cut[]} cuts @param {number} t
 */
export function marked(cuts, t) {
  const kept = /** @type {Cut[]} */ ([]);
  for (let n = cuts.length - 1; n >= 0; n--) {
    const [x, y] = cuts[n].at;
    const free = kept.every(({ at: [a, b] }) => Math.hypot(x - a, y - b) > CHEVRONS);
    if (cuts[n].step <= t && free) kept.push(cuts[n]);
  }
  return kept;
}

/**
 * The three corners of an open chevron that points out of the box.
 * @param {Cut} cut @returns {Point[]}
 */
export function chevron({ at: [x, y], edge }) {
  const out = (edge * Math.PI) / 2;
  const tip = [x - 3 * Math.cos(out), y - 3 * Math.sin(out)];
  const wing = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([
      tip[0] - 8 * Math.cos(out + turn),
      tip[1] - 8 * Math.sin(out + turn),
    ]);
  return [wing(0.75), /** @type {Point} */ (tip), wing(-0.75)];
}

/**
 * Heights moved apart, so that words beside one another do not touch.
 * @param {number[]} heights @param {number} gap @param {number} top @param {number} bottom
 */
export function spread(heights, gap, top, bottom) {
  const order = heights.map((_, i) => i).sort((i, j) => heights[i] - heights[j]);
  const ys = heights.map((y) => clamp(y, top, bottom));
  for (let n = 1; n < order.length; n++) {
    ys[order[n]] = Math.max(ys[order[n]], ys[order[n - 1]] + gap);
  }
  let floor = bottom;
  for (const i of order.reverse()) {
    ys[i] = Math.min(ys[i], floor);
    floor = ys[i] - gap;
  }
  return ys;
}

const TURNS = Array.from({ length: 12 }, (_, n) => (n * Math.PI) / 6 - Math.PI / 6);
const AWAY = [12, 24, 44, 72];

/**
 * Where the words at a point cover least: a box for them, beside what is taken.
 * @param {Point} at @param {number} wide @param {number} high
 * @param {{ w: number, h: number, taken: Box[], points: number[] }} room
 * @param {number} [favourite] the direction that it had before
 * @returns {{ box: Box, turn: number, far: boolean }}
 */
export function placed([x, y], wide, high, room, favourite = -1) {
  let best = { cost: Infinity, box: { x, y, w: wide, h: high }, turn: 0, far: false };
  for (let n = 0; n < TURNS.length * AWAY.length; n++) {
    const [turn, away] = [n % TURNS.length, AWAY[Math.floor(n / TURNS.length)]];
    const [cos, sin] = [Math.cos(TURNS[turn]), Math.sin(TURNS[turn])];
    const middle = x + cos * (away + wide / 2);
    const level = y + sin * (away + high / 2);
    const box = { x: middle - wide / 2, y: level - high / 2, w: wide, h: high };
    const own = away / 30 + (turn === favourite ? 0 : 0.4);
    const cost = own + covered(box, room, best.cost - own);
    if (cost < best.cost) best = { cost, box, turn, far: away > 24 };
  }
  return best;
}

/**
 * A box at the middle of an arrow, on the side where another point is not.
 * @param {Point} a @param {Point} b @param {Point} other @param {number} w @param {number} h
 * @returns {Box}
 */
export function outside(a, b, other, w, h) {
  const long = Math.hypot(b[0] - a[0], b[1] - a[1]);
  let [across, down] = [(a[1] - b[1]) / long, (b[0] - a[0]) / long];
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  if (across * (other[0] - x) + down * (other[1] - y) > 0)
    [across, down] = [-across, -down];
  const away = 5 + (Math.abs(across) * w + Math.abs(down) * h) / 2;
  return { x: x + across * away - w / 2, y: y + down * away - h / 2, w, h };
}

/**
 * How much a box covers: other words count most, then what is outside, then points;
 * counted no further than to `enough`.
 * @param {Box} box
 * @param {{ w: number, h: number, taken: Box[], points: number[] }} room
 * @param {number} enough
 */
function covered(box, { w, h, taken, points }, enough) {
  const [left, right] = [box.x - 3, box.x + box.w + 3];
  const [top, bottom] = [box.y - 2, box.y + box.h + 2];
  const out = left < 1 || top < 2 || right > w - 1 || bottom > h - 2;
  let cost = out ? 40 : 0;
  for (const other of taken) if (touch(box, other)) cost += 25;
  for (let n = 0; n < points.length && cost < enough; n += 2) {
    const [x, y] = [points[n], points[n + 1]];
    if (x > left && x < right && y > top && y < bottom) cost += 1;
  }
  return cost;
}

/** @param {Box} a @param {Box} b */
const touch = (a, b) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
