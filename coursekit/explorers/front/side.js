// @ts-check
// What stands beside the landscape: curves by step, or a map of two knobs.

import { MARGIN } from "./axes.js";
import { drawLeader, drawMarker, drawRun, drawWords } from "./drawing.js";
import { spread, track } from "./geometry.js";
import { look } from "./looks.js";
import { nearest } from "./numbers.js";
import { curvesOf, read, surfaceOf } from "./state.js";
import { drawn, gone, once, pointAt, seen } from "./tracks.js";

/**
 * @import { Box, MapOf, Opened, Point, Run, Span } from "./types"
 * @import { Pen } from "./drawing"
 * @import { Track } from "./geometry"
 * @import { Drawn, Easel } from "./tracks"
 */

/** Room that names at the ends of curves ask for. @param {Opened} state */
const asked = ({ scene }) =>
  28 + 8.8 * Math.max(...scene.runners.map(({ name }) => name.length));

/** The box of the curves or of the map within w × h. @param {Opened} state @param {number} w @param {number} h @returns {Box} */
export function sideBox(state, w, h) {
  const { left, right, top, bottom } = MARGIN;
  const many = state.scene.runners.length > 1 && curvesOf(state);
  const above = curvesOf(state) ? top : top + 16;
  return {
    x: left,
    y: above,
    w: Math.max(40, w - left - (many ? Math.min(asked(state), 0.4 * w) : right)),
    h: Math.max(30, h - above - bottom),
  };
}

/**
 * Curves by step, with names at their ends; on a map, where the knobs are. The pen's
 * origin is that of the box.
 * @param {Pen} pen @param {Opened} state @param {Easel} easel @param {Box} box
 */
export function paintSide(pen, state, easel, { w, h }) {
  const curves = curvesOf(state);
  if (!curves) return paintMap(pen, state, easel, w, h);
  const { inks, tracks } = easel;
  const { t, steps } = state.settings;
  const span = /** @type {Span} */ (state.picture?.span ?? [0, 1]);
  const key = `${w} ${h} ${steps} ${curves} ${span}`;
  const all = drawn(state, inks).map((each) => ({
    ...each,
    lines: once(tracks.side, each.run, key, () =>
      curves.map((n) => curveOf(each.run, n, steps, span, w, h)),
    ),
  }));
  for (const { run, look, lines } of all) {
    lines.forEach((line, n) => {
      const style = n ? { ...look, dash: [2, 3] } : look;
      drawRun(pen, line, t, run.length - 1, style, inks, { dots: false });
    });
  }
  for (const { run, look, lines } of all) {
    const line = lines[0];
    const now = Math.min(t, run.length - 1);
    if (seen(line, now, w, h)) drawMarker(pen, pointAt(line, now), look, inks);
  }
  if (all.length === 1) paintLeft(pen, all[0].run, t, steps, easel, w, h);
  const room = Math.min(asked(state), (w + MARGIN.left) / 1.5) - 22;
  if (state.scene.runners.length > 1) paintEnds(pen, all, easel, w, h, room);
}

/** @param {Run} run @param {number} n @param {number} steps @param {Span} span @param {number} w @param {number} h */
function curveOf({ heights, length }, n, steps, [bottom, top], w, h) {
  const pixels = new Float64Array(2 * length);
  for (let t = 0; t < length; t++) {
    const up = (heights[n * length + t] - bottom) / (top - bottom);
    pixels[2 * t] = (w * t) / steps;
    pixels[2 * t + 1] = h - h * up;
  }
  return track(pixels, w, h);
}

/** When a path left its picture. @param {Pen} pen @param {Run} run @param {number} t @param {number} steps @param {Easel} easel @param {number} w @param {number} h */
function paintLeft(pen, run, t, steps, { inks, measure }, w, h) {
  if (!gone(run, t)) return;
  const x = (w * run.left) / steps;
  const words = "left the picture";
  drawLeader(pen, [x, 0], [x, h], inks);
  const wide = measure(words);
  const at = x + wide + 8 < w ? x + 6 : x - wide - 2;
  drawWords(pen, words, { x: at, y: h - 26, w: wide, h: 17 }, inks, {
    soft: true,
    size: 12,
  });
}

/** Names at the ends of curves. @param {Pen} pen @param {(Drawn & { lines: Track[] })[]} all @param {Easel} easel @param {number} w @param {number} h @param {number} room */
function paintEnds(pen, all, { inks, measure }, w, h, room) {
  const ends = all.map(({ lines: [line] }) => lastSeen(line, w, h));
  const names = all.map(({ runner }) => rows(runner.name, room, measure));
  const most = Math.max(...names.map((name) => name.length));
  const ys = spread(
    ends.map(([, y]) => y),
    most * 13 + 2,
    6 * most,
    h - 2,
  );
  all.forEach(({ look }, n) => {
    const [x, y] = ends[n];
    if (x > w - 20) drawLeader(pen, [x, y], [w + 8, ys[n]], inks);
    drawMarker(pen, [w + 13, ys[n]], look, inks, 3.5);
    names[n].forEach((words, row) => {
      const up = 9 + 6.5 * (names[n].length - 1) - 13 * row;
      const box = { x: w + 20, y: ys[n] - up, w: room, h: 17 };
      drawWords(pen, words, box, inks, { size: 12 });
    });
  });
}

/** A name in one row where there is room, else parted after its first "_". @param {string} name @param {number} room @param {Easel["measure"]} measure */
function rows(name, room, measure) {
  const whole = short(name, room, measure);
  const first = name.indexOf("_") + 1;
  if (whole === name || !first) return [whole];
  return [name.slice(0, first), name.slice(first)].map((part) =>
    short(part, room, measure),
  );
}

/** As much of a name as finds room. @param {string} name @param {number} room @param {Easel["measure"]} measure */
function short(name, room, measure) {
  const fits = (/** @type {string} */ words) => (measure(words) * 12) / 13 <= room;
  let kept = name;
  while (kept && !fits(kept)) kept = `${kept.replace(/…$/, "").slice(0, -1)}…`;
  return kept;
}

/** Where a curve was last within its box. @param {Track} line @param {number} w @param {number} h @returns {Point} */
function lastSeen(line, w, h) {
  for (let t = line.lines.length - 1; t > 0; t--) {
    const part = line.lines[t];
    if (part) return [part[2], part[3]];
  }
  const [x, y] = pointAt(line, 0);
  return [Math.min(Math.max(x, 0), w), Math.min(Math.max(y, 0), h) || 0];
}

/** Where the map's knobs stand, from 0 to 1. @param {Opened} state */
export function cell(state) {
  const { map, stops } = surfaceOf(state);
  return (map?.axes ?? []).map(({ path }) => {
    const positions = stops[path];
    return (nearest(positions, read(state.settings, path)) + 0.5) / positions.length;
  });
}

/** Whose knobs a map is of. @param {MapOf} map */
export const mapped = ({ axes: [{ path }] }) => Number(path.split(".")[1]);

/** @param {Pen} pen @param {Opened} state @param {Easel} easel @param {number} w @param {number} h */
function paintMap(pen, state, { inks }, w, h) {
  const { map } = surfaceOf(state);
  const [across, up] = cell(state);
  if (!map || across === undefined) return;
  const own = look(state.scene.runners[mapped(map)], inks.dark, true);
  const [x, y] = [w * across, up === undefined ? h : h * (1 - up)];
  drawLeader(pen, [x, 0], [x, h], inks);
  if (up !== undefined) drawLeader(pen, [0, y], [w, y], inks);
  drawMarker(pen, [x, y], { ...own, color: inks.ink }, inks, 8);
  drawMarker(pen, [x, y], own, inks, 4.5);
}
