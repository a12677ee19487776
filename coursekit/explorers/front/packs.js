// @ts-check
// Runs as Python sends them: many in one answer, side by side in binary arrays.

/** @import { Numbers, Pack, Run } from "./types" */

/** @type {Record<string, (buffer: ArrayBuffer) => Numbers>} */
const TYPES = {
  f8: (buffer) => new Float64Array(buffer),
  f4: (buffer) => new Float32Array(buffer),
  i2: (buffer) => new Int16Array(buffer),
};

/**
 * The named arrays of an answer; takes their buffers off the front of the list.
 * @param {[string, string][]} names @param {DataView[]} parts
 */
export function unpack(names, parts) {
  return Object.fromEntries(
    names.map(([name, type]) => {
      const { buffer, byteOffset, byteLength } = /** @type {DataView} */ (
        parts.shift()
      );
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
      return [name, TYPES[type](/** @type {ArrayBuffer} */ (bytes))];
    }),
  );
}

const WHOLE = ["left", "arrived", "first", "basin"]; // one number per run

/**
 * One run out of a pack of many, null if it has none.
 * @param {Pack} pack @param {number} cell
 * @returns {Run | null}
 */
export function runAt(pack, cell) {
  const { arrays, taken, length } = pack;
  if (!arrays || cell < 0) return null;
  let run = taken.get(cell);
  if (!run) {
    const parts = Object.entries(arrays).map(([name, array]) => {
      const n = array.length / arrays.left.length;
      const whole = WHOLE.includes(name);
      return [name, whole ? array[cell] : array.subarray(cell * n, (cell + 1) * n)];
    });
    run = /** @type {Run} */ ({ length, ...Object.fromEntries(parts) });
    taken.set(cell, run);
  }
  return run;
}

/**
 * Which run of a pack has these knobs, -1 if none; the last axis counts fastest.
 * @param {Record<string, number[]>} axes @param {Record<string, number>} knobs
 */
export function cellOf(axes, knobs) {
  return Object.entries(axes).reduce((cell, [knob, positions]) => {
    const i = positions.indexOf(knobs[knob]);
    return cell < 0 || i < 0 ? -1 : cell * positions.length + i;
  }, 0);
}
