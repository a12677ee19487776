// @ts-check
// Words about a part of a picture, and where in it they cover least.

/** @import { Basins, Placed, Point, Reach } from "./types" */

/**
 * A part of a grid, by rows from the bottom.
 * @typedef {{ columns: number, rows: number, has: Uint8Array }} Mask
 */

/**
 * The cells of a grid of which something is true.
 * @param {number} columns @param {number} rows
 * @param {(column: number, row: number) => boolean} of
 * @returns {Mask}
 */
export function mask(columns, rows, of) {
  const has = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      has[row * columns + column] = Number(of(column, row));
  return { columns, rows, has };
}

/** @param {Mask} mask */
const share = ({ has }) => has.reduce((sum, one) => sum + one, 0) / has.length;

/**
 * The cell of a part that is farthest from its edge, from 0 to 1.
 * @param {Mask} mask with a cell at least
 * @returns {Point}
 */
export function inmost({ columns, rows, has }) {
  const wide = columns + 2; // an empty cell all around
  const inner = new Uint8Array(wide * (rows + 2));
  for (let row = 0; row < rows; row++)
    inner.set(has.subarray(row * columns, (row + 1) * columns), (row + 1) * wide + 1);
  let cells = [...inner.keys()].filter((at) => inner[at]);
  const edges = [-1, 1, -wide, wide];
  for (;;) {
    const next = cells.filter((at) => edges.every((by) => inner[at + by]));
    if (!next.length) break;
    inner.fill(0);
    for (const at of next) inner[at] = 1;
    cells = next;
  }
  const at = cells[Math.floor(cells.length / 2)];
  const [column, row] = [(at % wide) - 1, Math.floor(at / wide) - 1];
  return [(column + 0.5) / columns, (row + 0.5) / rows];
}

/** The nearest whole number, the even one of two. @param {number} x */
const rounded = (x) => {
  const down = Math.floor(x);
  return x - down === 0.5 ? down + (down % 2) : Math.round(x);
};

/**
 * In the corner of a part, if it has one, else within it, from 0 to 1.
 * @param {Mask} part with a cell at least
 * @returns {Point}
 */
export function corner(part) {
  const { columns, rows, has } = part;
  const [high, wide] = [rounded(0.1 * rows) || 1, rounded(0.45 * columns) || 1];
  const corners = /** @type {[Point, number, number][]} */ ([
    [[0.02, 0.95], 0, rows - high],
    [[0.98, 0.05], columns - wide, 0],
    [[0.98, 0.95], columns - wide, rows - high],
    [[0.02, 0.05], 0, 0],
  ]);
  const free = corners.find(([, column, row]) => {
    const block = mask(
      wide,
      high,
      (x, y) => has[(row + y) * columns + column + x] === 1,
    );
    return share(block) > 0.95;
  });
  return free ? free[0] : inmost(part);
}

/** Where a run ends, in words. @param {string} well */
const inWell = (well) => (well.startsWith("(") ? `at ${well}` : `in the ${well}`);

/**
 * What stands in each part of the basins: where the rule ends from there.
 * @param {Basins} basins @param {string[]} wells
 * @returns {Placed[]}
 */
export function basinWords({ columns, rows, of, rule }, wells) {
  return ["", ...wells].flatMap((well, n) => {
    const part = mask(columns, rows, (x, y) => of[y * columns + x] === n - 1);
    if (share(part) <= 0.02) return [];
    const words = `from here, ${rule} ${n ? `ends ${inWell(well)}` : "ends at no minimum"}`;
    return [{ at: corner(part), words }];
  });
}

/**
 * What stands on a map: what its empty part is, and its limit.
 * @param {Reach} reach @param {string} theory
 * @returns {Placed[]}
 */
export function reachWords({ columns, arrived, left, limit, steps }, theory) {
  const rows = arrived.length / columns;
  const never = mask(columns, rows, (x, y) => {
    const at = x * rows + y;
    return arrived[at] < 0 && !left[at];
  });
  /** @type {Placed[]} */
  const placed = [];
  if (share(never) > 0.04)
    placed.push({ at: inmost(never), words: `not in ${steps} steps` });
  const end = limit.at(-1);
  if (end) placed.push({ at: end, words: `limit ${theory}`.trim(), beside: true });
  return placed;
}

/** What a map counts, and what its hatch means. @param {{ reach?: Reach }} found @param {{ title: string } | null} [map] */
export function mapTitle({ reach }, map) {
  const key =
    reach && Array.from(reach.left).some(Boolean) ? "; hatched: it leaves" : "";
  return (map?.title ?? "") + key;
}

/** The steps of the best setting, null if none arrives. @param {Reach} reach */
export function fastest({ arrived }) {
  const there = Array.from(arrived).filter((step) => step >= 0);
  return there.length ? Math.min(...there) : null;
}
