// @ts-check
// The ground of a surface, painted in the page: bands and contours, or a curve.

import { cells, css, rgb, sheet } from "../../explorers/front/painting.js";

/**
 * @import { GroundInks, Span, Surface } from "../../explorers/front/types"
 * @import { Ground } from "./types"
 */

const FINE = 241; // points along each side of a landscape
const CURVE = 401; // points of a curve
const [WIDTH, HEIGHT] = [1050, 700]; // pixels of a picture
const COARSE = 2; // pixels of a picture for one of its bands

/** So many numbers from low to high. @param {Span} span @param {number} count */
const spaced = ([low, high], count) =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

/**
 * What paints the ground of a surface, with its bands or without; each once.
 * @param {Surface} surface @param {Ground} ground @param {GroundInks} inks
 * @returns {(bands: boolean) => (canvas: HTMLCanvasElement) => void}
 */
export function painter(surface, ground, inks) {
  const make = (/** @type {boolean} */ bands) => {
    const canvas = document.createElement("canvas");
    if (surface.start.length === 1) paintCurve(canvas, surface, ground, inks);
    else paintHeights(canvas, surface, ground, inks, bands);
    return canvas;
  };
  const paint = (/** @type {boolean} */ bands) => {
    let made = /** @type {HTMLCanvasElement | null} */ (null);
    return (/** @type {HTMLCanvasElement} */ canvas) => {
      made ??= make(bands);
      sheet(canvas, WIDTH, HEIGHT).drawImage(made, 0, 0);
    };
  };
  const [plain, banded] = [paint(false), paint(true)];
  return (bands) => (bands ? banded : plain);
}

/** @param {HTMLCanvasElement} canvas @param {Surface} surface @param {Ground} ground @param {GroundInks} inks */
function paintCurve(canvas, { window: [across, [low, high]] }, ground, inks) {
  const pen = sheet(canvas, WIDTH, HEIGHT);
  const points = spaced(across, CURVE).map((x, i) => [
    (WIDTH * i) / (CURVE - 1),
    HEIGHT * (1 - (ground.value(x) - low) / (high - low)),
  ]);
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.strokeStyle = inks.curve;
  pen.lineWidth = 2.5;
  pen.stroke();
  const there = points.filter(([, y]) => Number.isFinite(y));
  pen.lineTo(there.at(-1)?.[0] ?? 0, HEIGHT);
  pen.lineTo(there[0]?.[0] ?? 0, HEIGHT);
  pen.fillStyle = css(...inks.ground);
  pen.fill();
}

/** The heights of a surface, by rows from the bottom. @param {Surface} surface @param {Ground} ground */
export function heights({ window: [across, up] }, ground) {
  const [xs, ys] = [spaced(across, FINE), spaced(up, FINE)];
  const all = new Float64Array(FINE * FINE);
  for (let row = 0; row < FINE; row++)
    for (let column = 0; column < FINE; column++)
      all[row * FINE + column] = ground.value(xs[column], ys[row]);
  return all;
}

/** The edges of bands: closer together where it is low. @param {Float64Array} all @param {number} bands */
export function levels(all, bands) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of all)
    if (Number.isFinite(value))
      [low, high] = [Math.min(low, value), Math.max(high, value)];
  return spaced([0, 1], bands + 1).map((part) => low + (high - low) * part ** 2);
}

/** @param {HTMLCanvasElement} canvas @param {Surface} surface @param {Ground} ground @param {GroundInks} inks @param {boolean} banded */
function paintHeights(canvas, surface, ground, inks, banded) {
  const pen = sheet(canvas, WIDTH, HEIGHT);
  const all = heights(surface, ground);
  const edges = levels(all, inks.bands);
  if (banded) {
    const [color, most] = [rgb(inks.ground[0]), inks.ground[1]];
    const [columns, rows] = [WIDTH / COARSE, HEIGHT / COARSE];
    const low = edges[0];
    const whole = edges[inks.bands] - low;
    const small = cells(columns, rows, (column, row) => {
      const value = between(all, column / (columns - 1), row / (rows - 1));
      const band = Math.floor(inks.bands * Math.sqrt((value - low) / whole));
      if (!(band >= 0)) return null;
      return [color, (most * Math.min(band, inks.bands - 1)) / (inks.bands - 1)];
    });
    pen.drawImage(small, 0, 0, WIDTH, HEIGHT);
  }
  pen.strokeStyle = css(...inks.contour);
  pen.lineWidth = 1.25;
  pen.beginPath();
  for (const line of contours(all, edges.slice(1, -1))) {
    const [x, y, to, high] = line;
    pen.moveTo(x * WIDTH, HEIGHT * (1 - y));
    pen.lineTo(to * WIDTH, HEIGHT * (1 - high));
  }
  pen.stroke();
}

/** A height between the points that are known. @param {Float64Array} all @param {number} across @param {number} up both from 0 to 1 */
function between(all, across, up) {
  const [x, y] = [across * (FINE - 1), up * (FINE - 1)];
  const [column, row] = [
    Math.min(Math.floor(x), FINE - 2),
    Math.min(Math.floor(y), FINE - 2),
  ];
  const [a, b, at] = [x - column, y - row, row * FINE + column];
  const lower = all[at] * (1 - a) + all[at + 1] * a;
  const upper = all[at + FINE] * (1 - a) + all[at + FINE + 1] * a;
  return lower * (1 - b) + upper * b;
}

/**
 * Lines of these levels: [x, y, x, y], from 0 to 1 from the lower left corner.
 * @param {Float64Array} all @param {number[]} levels
 */
export function contours(all, levels) {
  const lines = /** @type {number[][]} */ ([]);
  for (let row = 0; row < FINE - 1; row++)
    for (let column = 0; column < FINE - 1; column++) {
      const at = row * FINE + column;
      const corners = [all[at], all[at + 1], all[at + FINE + 1], all[at + FINE]];
      const [low, high] = [Math.min(...corners), Math.max(...corners)];
      for (const level of levels) {
        if (!(low < level && level <= high)) continue;
        const cuts = crossed(corners, level);
        for (let i = 0; i + 1 < cuts.length; i += 2)
          lines.push(
            [...cuts[i], ...cuts[i + 1]].map(
              (c, k) => ((k % 2 ? row : column) + c) / (FINE - 1),
            ),
          );
      }
    }
  return lines;
}

/** Where the sides of a cell have this height. @param {number[]} corners from the lower left, against the clock @param {number} level */
function crossed([a, b, c, d], level) {
  const cut = (/** @type {number} */ from, /** @type {number} */ to) =>
    from < level === to < level ? null : (level - from) / (to - from);
  const [bottom, right, top, left] = [cut(a, b), cut(b, c), cut(d, c), cut(a, d)];
  const cuts = /** @type {[number, number][]} */ ([]);
  if (bottom !== null) cuts.push([bottom, 0]);
  if (right !== null) cuts.push([1, right]);
  if (top !== null) cuts.push([top, 1]);
  if (left !== null) cuts.push([0, left]);
  return cuts;
}
