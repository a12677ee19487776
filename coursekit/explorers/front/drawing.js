// @ts-check
// Ink on a canvas: lines, dots, markers, marks of a cut, arrows, words.

import { chevron, marked } from "./geometry.js";

/**
 * @import { Box, Look, Point } from "./types"
 * @import { Track } from "./geometry"
 * @import { Inks } from "./looks"
 */

/**
 * What of a canvas is used; a test records it.
 * @typedef {Pick<CanvasRenderingContext2D, "beginPath" | "moveTo" | "lineTo" | "stroke"
 *   | "fill" | "arc" | "setLineDash" | "fillText" | "strokeText" | "strokeStyle"
 *   | "fillStyle" | "lineWidth" | "globalAlpha" | "font" | "textAlign" | "lineJoin">} Pen
 */

const TRAIL = 20; // steps of a path that goes to and fro, which are strong

/**
 * A run up to step t in full, what follows as a hairline; nothing from step `end` on.
 * @param {Pen} pen @param {Track} track @param {number} t @param {number} end
 * @param {Look} look @param {Inks} inks @param {{ dots?: boolean, thin?: boolean }} [how]
 */
export function drawRun(pen, track, t, end, look, inks, { dots = true, thin } = {}) {
  const now = Math.min(t, end);
  const from = dots && track.clogged ? Math.max(0, now - TRAIL) : 0;
  stroke(pen, track, now + 1, end, { color: look.color, width: 1, alpha: 0.5 });
  stroke(pen, track, 1, from, { color: look.color, width: 1, alpha: 0.35 });
  trace(pen, track, from + 1, now);
  ink(pen, { color: inks.paper, width: 4.5, alpha: 0.6 });
  ink(pen, { color: look.color, width: thin ? 1.1 : 1.6, dash: look.dash });
  pen.setLineDash([]);
  pen.fillStyle = look.color;
  if (dots) drawDots(pen, track, from, now);
  for (const cut of marked(track.cuts, now)) drawChevron(pen, chevron(cut), look, inks);
}

/**
 * The line of the steps from..to, put down but not inked yet.
 * @param {Pen} pen @param {Track} track @param {number} from @param {number} to
 */
function trace(pen, { lines }, from, to) {
  pen.beginPath();
  let [x, y] = [Number.NaN, Number.NaN];
  for (let t = from; t <= to; t++) {
    const line = lines[t];
    if (!line) continue;
    if (line[0] !== x || line[1] !== y) pen.moveTo(line[0], line[1]);
    [x, y] = [line[2], line[3]];
    pen.lineTo(x, y);
  }
}

/**
 * @param {Pen} pen
 * @param {{ color: string, width: number, alpha?: number, dash?: number[] }} style
 */
function ink(pen, { color, width, alpha = 1, dash = [] }) {
  pen.lineJoin = "round";
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.globalAlpha = alpha;
  pen.setLineDash(dash);
  pen.stroke();
  pen.globalAlpha = 1;
}

/**
 * @param {Pen} pen @param {Track} track @param {number} from @param {number} to
 * @param {{ color: string, width: number, alpha?: number, dash?: number[] }} style
 */
function stroke(pen, track, from, to, style) {
  if (from > to) return;
  trace(pen, track, from, to);
  ink(pen, style);
}

/** @param {Pen} pen @param {Track} track @param {number} from @param {number} to */
function drawDots(pen, { xy, dots }, from, to) {
  pen.beginPath();
  for (let t = from; t < to; t++) {
    if (!dots[t]) continue;
    const [x, y] = [xy[2 * t], xy[2 * t + 1]];
    pen.moveTo(x + 2.3, y);
    pen.arc(x, y, 2.3, 0, 7);
  }
  pen.fill();
}

/** @param {Pen} pen @param {Point[]} corners @param {Look} look @param {Inks} inks */
function drawChevron(pen, corners, look, inks) {
  polyline(pen, corners);
  ink(pen, { color: inks.paper, width: 6 });
  ink(pen, { color: look.color, width: 2.2 });
}

/** @param {Pen} pen @param {Point[]} points */
function polyline(pen, points) {
  pen.beginPath();
  for (const [n, [x, y]] of points.entries()) {
    if (n) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  }
}

/**
 * A rule's marker, parted from what is under it by paper.
 * @param {Pen} pen @param {Point} at @param {Look} look @param {Inks} inks
 * @param {number} [r]
 */
export function drawMarker(pen, [x, y], { color, polygon }, inks, r = 5.5) {
  const corners = polygon.map(
    ([a, b]) => /** @type {Point} */ ([x + r * a, y - r * b]),
  );
  polyline(pen, [...corners, corners[0]]);
  ink(pen, { color: inks.paper, width: 3.6 });
  pen.fillStyle = color;
  pen.fill();
}

/**
 * An arrow, its head filled.
 * @param {Pen} pen @param {Point} from @param {Point} to @param {string} color
 * @param {Inks} inks
 */
export function drawArrow(pen, from, to, color, inks) {
  const back = Math.atan2(from[1] - to[1], from[0] - to[0]);
  const reach = Math.min(10, Math.hypot(from[0] - to[0], from[1] - to[1]));
  const wing = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([
      to[0] + reach * Math.cos(back + turn),
      to[1] + reach * Math.sin(back + turn),
    ]);
  polyline(pen, [from, to]);
  ink(pen, { color: inks.paper, width: 6, alpha: 0.8 });
  ink(pen, { color, width: 2.4 });
  polyline(pen, [wing(0.4), to, wing(-0.4), wing(0.4)]);
  pen.fillStyle = color;
  pen.fill();
}

/**
 * Words in ink on a rim of paper, from the left end of their box.
 * @param {Pen} pen @param {string} words @param {Box} box @param {Inks} inks
 * @param {{ soft?: boolean, size?: number }} [how]
 */
export function drawWords(pen, words, { x, y, h }, inks, { soft, size = 13 } = {}) {
  pen.font = `${size}px ${inks.font}`;
  pen.textAlign = "left";
  pen.lineJoin = "round";
  pen.lineWidth = 3.5;
  pen.strokeStyle = inks.paper;
  pen.setLineDash([]);
  pen.strokeText(words, x, y + h - 4);
  pen.fillStyle = soft ? inks.soft : inks.ink;
  pen.fillText(words, x, y + h - 4);
}

/** A thin line from words to what they mean. @param {Pen} pen @param {Point} from @param {Point} to @param {Inks} inks */
export function drawLeader(pen, from, to, inks) {
  polyline(pen, [from, to]);
  ink(pen, { color: inks.soft, width: 1 });
}

/** A small cross, as at a minimum. @param {Pen} pen @param {Point} at @param {Inks} inks */
export function drawCross(pen, [x, y], inks) {
  pen.beginPath();
  pen.moveTo(x - 5, y);
  pen.lineTo(x + 5, y);
  pen.moveTo(x, y - 5);
  pen.lineTo(x, y + 5);
  ink(pen, { color: inks.ink, width: 1.4 });
}
