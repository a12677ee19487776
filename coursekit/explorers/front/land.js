// @ts-check
// The landscape of a state: paths, markers, and the words at them.

import { landBoxes, wrapped } from "./axes.js";
import {
  drawArrow,
  drawCross,
  drawLeader,
  drawMarker,
  drawRun,
  drawWords,
} from "./drawing.js";
import { outside, placed, track } from "./geometry.js";
import { clamp } from "./numbers.js";
import { surfaceOf } from "./state.js";
import { drawn, gone, once, pointAt, seen } from "./tracks.js";

/**
 * @import { Box, Look, Opened, Point, Run, Surface } from "./types"
 * @import { Pen } from "./drawing"
 * @import { Track } from "./geometry"
 * @import { Drawn, Easel } from "./tracks"
 */

const CROWD = 14; // pixels within which markers share their words

/**
 * Where on a landscape of w × h a point is.
 * @param {Surface} surface @param {number} w @param {number} h
 * @returns {(x: number, y: number) => Point}
 */
export function onLand({ window: [[left, right], [low, high]] }, w, h) {
  const [sx, sy] = [w / (right - left), h / (high - low)];
  return (x, y) => [(x - left) * sx, h - (y - low) * sy];
}

/**
 * Paths, markers and words on the landscape.
 * @param {Pen} pen @param {Opened} state @param {Easel} easel
 * @param {number} w @param {number} h
 */
export function paintLand(pen, state, easel, w, h) {
  const { inks, tracks } = easel;
  const surface = surfaceOf(state);
  const { t } = state.settings;
  const flat = surface.start.length === 1;
  const to = onLand(surface, w, h);
  const key = `${w} ${h} ${surface.window}`;
  const all = drawn(state, inks).map((each) => {
    const [path] = once(tracks.land, each.run, key, () => [pathOf(each.run, to, w, h)]);
    const end = each.run.left >= 0 ? each.run.left : each.run.length - 1;
    return { ...each, path, end, now: Math.min(t, end) };
  });
  for (const at of minima(surface)) drawCross(pen, to(...at), inks);
  for (const { path, end, look } of all) {
    drawRun(pen, path, t, end, look, inks, { thin: flat });
  }
  const heads = all.filter(
    ({ run, now, path }) => !gone(run, t) && seen(path, now, w, h),
  );
  const parts = /** @type {Box[]} */ ([]);
  for (const { run, path, now, look } of heads) {
    if (run.via) parts.push(...drawParts(pen, run, path, now, to, look, easel));
    drawMarker(pen, pointAt(path, now), look, inks);
  }
  paintWords(pen, state, easel, all, parts, to, w, h);
}

/** @param {Run} run @param {ReturnType<typeof onLand>} to @param {number} w @param {number} h */
function pathOf({ xy, length }, to, w, h) {
  const pixels = new Float64Array(2 * length);
  for (let t = 0; t < length; t++) pixels.set(to(xy[2 * t], xy[2 * t + 1]), 2 * t);
  return track(pixels, w, h);
}

/** Where minima lie on the picture. @param {Surface} surface @returns {Point[]} */
function minima({ minima: points, floors }) {
  return points.map((point, n) => [point[0], point.length > 1 ? point[1] : floors[n]]);
}

/**
 * A step as its two parts: how far the velocity takes it, and then the slope.
 * @param {Pen} pen @param {Run} run @param {Track} path @param {number} t
 * @param {ReturnType<typeof onLand>} to @param {Look} look @param {Easel} easel
 * @returns {Box[]} what its words cover
 */
function drawParts(pen, { via, length }, path, t, to, { color }, { inks, measure }) {
  if (!via || t >= length - 1) return [];
  const [from, between] = [pointAt(path, t), to(via[2 * t], via[2 * t + 1])];
  const then = pointAt(path, t + 1);
  drawArrow(pen, from, between, color, inks);
  drawArrow(pen, between, then, color, inks);
  const words = /** @type {[string, Point, Point, Point][]} */ ([
    ["βv", from, between, then],
    ["−ηg", between, then, from],
  ]);
  return words.flatMap(([says, a, b, other]) => {
    if (Math.hypot(a[0] - b[0], a[1] - b[1]) < 24) return [];
    const box = outside(a, b, other, measure(says), 17);
    drawWords(pen, says, box, inks, { size: 12 });
    return [box];
  });
}

/**
 * Names stand at things, where they cover least; while it plays, on the same side.
 * @param {Pen} pen @param {Opened} state @param {Easel} easel
 * @param {(Drawn & { path: Track, end: number, now: number })[]} all
 * @param {Box[]} parts whose words stand already
 * @param {ReturnType<typeof onLand>} to @param {number} w @param {number} h
 */
function paintWords(pen, state, easel, all, parts, to, w, h) {
  const { t, start } = state.settings;
  const surface = surfaceOf(state);
  const origin = to(start[0], start[1] ?? startHeight(all, surface));
  const things = /** @type {{ words: string, at: Point, soft?: boolean }[]} */ ([]);
  for (const { run, runner, path } of all) {
    const out = gone(run, t) && path.cuts.findLast(({ step }) => step <= run.left);
    const name = all.length > 1 || !out ? runner.name : "";
    if (out)
      things.push({ words: `${name} left at step ${run.left}`.trim(), at: out.at });
  }
  const staying = all.filter(
    ({ run, path, now }) => !gone(run, t) && seen(path, now, w, h),
  );
  things.push(...crowds(staying));
  const points = minima(surface);
  points.forEach((at, n) => {
    const words = surface.wells[n] || (points.length > 1 ? "" : "minimum");
    const place = to(...at);
    const within = place[0] > 0 && place[0] < w && place[1] > 0 && place[1] < h;
    if (words && within) things.push({ words, at: place, soft: true });
  });
  things.push({ words: "start", at: origin, soft: true });
  const taken = [
    { x: origin[0] - 12, y: origin[1] - 12, w: 24, h: 24 },
    ...landBoxes(surface, w, h),
    ...parts,
  ];
  for (const { at, words } of state.picture?.land.words ?? []) {
    taken.push(...paintLines(pen, words, [w * at[0], h * (1 - at[1])], easel, w, h));
  }
  const room = { w, h, taken, points: state.playing ? [] : obstacles(all) };
  for (const { words, at, soft } of things) {
    const lines = wrapped(words, Math.floor(w / 14));
    const [wide, high] = [Math.max(...lines.map(easel.measure)) + 4, 17 * lines.length];
    const { box, turn, far } = placed(at, wide, high, room, easel.turns.get(words));
    easel.turns.set(words, turn);
    room.taken.push(box);
    if (far || soft) drawLeader(pen, towards(box, at), at, easel.inks);
    lines.forEach((line, n) => {
      const part = { ...box, y: box.y + 17 * n, h: 17 };
      drawWords(pen, line, part, easel.inks, { soft, size: soft ? 12 : 13 });
    });
  }
}

/**
 * Words of the picture below, around their place, as many lines as they need.
 * @param {Pen} pen @param {string} words @param {Point} at @param {Easel} easel
 * @param {number} w @param {number} h
 * @returns {Box[]} what they cover
 */
function paintLines(pen, words, [x, y], { inks, measure }, w, h) {
  const lines = wrapped(words, Math.floor(w / 9));
  const top = clamp(y - 8.5 * lines.length, 24, h - 24 - 17 * lines.length);
  return lines.map((line, n) => {
    const wide = measure(line);
    const left = clamp(x - wide / 2, 8, Math.max(8, w - wide - 28));
    const box = { x: left, y: top + 17 * n, w: wide, h: 17 };
    drawWords(pen, line, box, inks, { soft: true, size: 12 });
    return box;
  });
}

/** Names of runs; those that stand together have one. @param {(Drawn & { path: Track, now: number })[]} all */
function crowds(all) {
  const crowds = /** @type {{ names: string[], at: Point }[]} */ ([]);
  for (const { runner, path, now } of all) {
    const [x, y] = pointAt(path, now);
    const near = crowds.find(({ at: [a, b] }) => Math.hypot(x - a, y - b) < CROWD);
    if (near) near.names.push(runner.name);
    else crowds.push({ names: [runner.name], at: [x, y] });
  }
  return crowds.map(({ names, at }) => ({ words: together(names), at }));
}

/** @param {string[]} names */
const together = (names) => {
  const [last, ...others] = [...names].reverse();
  return others.length ? `${others.reverse().join(", ")} and ${last}` : last;
};

/** @param {(Drawn & { path: Track })[]} all @param {Surface} surface */
const startHeight = (all, { window }) => all[0]?.run.xy[1] ?? window[1][0];

/** The end of a leader at its words. @param {Box} box @param {Point} at @returns {Point} */
function towards({ x, y, w, h }, at) {
  const end = at[0] < x ? x - 1 : at[0] > x + w ? x + w - 2 : x + w / 2;
  return [end, at[1] < y ? y + 3 : at[1] > y + h ? y + h : y + h / 2 + 1];
}

/** Points that words should not cover. @param {{ path: Track, now: number }[]} all */
function obstacles(all) {
  const points = /** @type {number[]} */ ([]);
  for (const { path, now } of all) {
    const by = Math.ceil(now / 50) || 1;
    for (let t = 0; t <= now; t += by) {
      const line = path.lines[t];
      if (!line) continue;
      const long = Math.hypot(line[0] - line[2], line[1] - line[3]);
      const parts = Math.min(8, Math.floor(long / 14));
      for (let n = 0; n <= parts; n++) {
        const part = parts ? n / parts : 0;
        points.push(
          line[0] + part * (line[2] - line[0]),
          line[1] + part * (line[3] - line[1]),
        );
      }
    }
    const [x, y] = pointAt(path, now);
    points.push(x, y, x - 5, y - 5, x + 5, y + 5, x + 5, y - 5, x - 5, y + 5);
  }
  return points;
}
