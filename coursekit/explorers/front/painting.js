// @ts-check
// What lies under the paths and on a map, painted from numbers.

import { fastest } from "./placing.js";

/** @import { Basins, Ends, GroundInks, Reach, Span } from "./types" */

const [ACROSS, UP] = [12, 24]; // pixels of a setting on a map
const [WIDTH, HEIGHT] = [1050, 700]; // of a picture

/** @typedef {[number, number, number]} Rgb */

/** @param {string} color as in the palette, six digits @returns {Rgb} */
export const rgb = (color) =>
  /** @type {Rgb} */ (
    [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  );

/** @param {string} color @param {number} share */
export const css = (color, share) => `rgba(${rgb(color).join(", ")}, ${share})`;

/** A canvas of this size, all clear. @param {HTMLCanvasElement} canvas @param {number} w @param {number} h */
export function sheet(canvas, w, h) {
  if (canvas.width !== w || canvas.height !== h)
    Object.assign(canvas, { width: w, height: h });
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.clearRect(0, 0, w, h);
  return pen;
}

/**
 * Cells as a small canvas, one pixel each; rows go up.
 * @param {number} columns @param {number} rows
 * @param {(column: number, row: number) => [Rgb, number] | null} of colour and share
 */
export function cells(columns, rows, of) {
  const small = document.createElement("canvas");
  const pen = sheet(small, columns, rows);
  const image = pen.createImageData(columns, rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const ink = of(column, row);
      if (!ink) continue;
      const at = 4 * ((rows - 1 - row) * columns + column);
      image.data.set([...ink[0], Math.round(255 * ink[1])], at);
    }
  pen.putImageData(image, 0, 0);
  return small;
}

/** The pale colours of wells over the ground. @param {HTMLCanvasElement} canvas @param {Basins} basins @param {GroundInks} inks */
export function paintBasins(canvas, { columns, rows, of }, { wells, tint }) {
  const pen = sheet(canvas, WIDTH, HEIGHT);
  const colors = wells.map(rgb);
  const small = cells(columns, rows, (column, row) => {
    const well = of[row * columns + column];
    return well < 0 ? null : [colors[well % colors.length], tint];
  });
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, WIDTH, HEIGHT);
}

/**
 * How soon runs arrive: fast is full, slow is faint, what leaves is hatched.
 * @param {HTMLCanvasElement} canvas @param {Reach} reach
 * @param {string} color of the rule @param {GroundInks} inks
 */
export function paintReach(canvas, reach, color, { ink, faintest }) {
  const { columns, arrived, left, steps } = reach;
  const rows = arrived.length / columns;
  const pen = sheet(canvas, columns * ACROSS, rows * UP);
  const [own, first] = [rgb(color), fastest(reach) ?? 0];
  const small = cells(columns, rows, (column, row) => {
    const step = arrived[column * rows + row];
    const late = (step - first) / Math.max(1, steps - first);
    return step < 0 ? null : [own, 1 - (1 - faintest) * late];
  });
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
  pen.fillStyle = hatching(pen, css(ink, 0.5));
  for (let column = 0; column < columns; column++)
    for (let row = 0, from = 0; row < rows; row = from + 1) {
      for (from = row; from < rows && left[column * rows + from]; ) from++;
      const high = from - row; // rows that leave, one above the other
      if (high) pen.fillRect(column * ACROSS, (rows - from) * UP, ACROSS, high * UP);
    }
}

/** Slanting lines. @param {CanvasRenderingContext2D} pen @param {string} color */
function hatching(pen, color) {
  const tile = document.createElement("canvas");
  const ink = sheet(tile, 10, 10);
  ink.fillStyle = color;
  for (let x = 0; x < 10; x++)
    for (let y = 0; y < 10; y++) if ((x + 10 - y) % 10 < 2) ink.fillRect(x, y, 1, 1);
  return /** @type {CanvasPattern} */ (pen.createPattern(tile, "repeat"));
}

/** The lowest and highest value of all curves, with a margin. @param {Ends} ends @returns {Span} */
export function endsSpan(ends) {
  const values = Object.values(ends)
    .flat()
    .filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.05 * (high - low) || 1;
  return [low - margin, high + margin];
}

/**
 * Where runs end over one knob, as curves.
 * @param {HTMLCanvasElement} canvas @param {Ends} ends @param {string} color
 * @param {GroundInks} inks
 */
export function paintEnds(canvas, ends, color, { ink }) {
  const pen = sheet(canvas, WIDTH, HEIGHT);
  const [low, high] = endsSpan(ends);
  const letters = Object.keys(ends).filter(
    (name) => name !== "not 0" && name !== "loss",
  );
  pen.lineWidth = 6;
  for (const [name, values] of Object.entries(ends)) {
    const own = letters.includes(name);
    pen.strokeStyle = own ? color : ink;
    pen.setLineDash(
      name === "loss" ? [22, 10] : letters.indexOf(name) > 0 ? [6, 10] : [],
    );
    pen.beginPath();
    let before = /** @type {number | null} */ (null);
    values.forEach((value, n) => {
      if (value !== null) {
        const [x, y] = [(WIDTH * (n + 0.5)) / values.length, up(value)];
        const middle = x - WIDTH / values.length / 2;
        if (before === null) pen.moveTo(x, y);
        else if (name === "not 0") {
          pen.lineTo(middle, up(before)); // a count jumps
          pen.lineTo(middle, y);
          pen.lineTo(x, y);
        } else pen.lineTo(x, y);
      }
      before = value;
    });
    pen.stroke();
  }

  /** @param {number} value */
  function up(value) {
    return HEIGHT * (1 - (value - low) / (high - low));
  }
}
