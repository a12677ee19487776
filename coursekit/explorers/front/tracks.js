// @ts-check
// What both pictures share: which runs are drawn, how, and where they have got to.

import { look } from "./looks.js";
import { shown } from "./state.js";

/**
 * @import { Look, Opened, Point, Run, Runner } from "./types"
 * @import { Track } from "./geometry"
 * @import { Inks } from "./looks"
 */

/** Tracks of runs, as long as the runs are kept. @typedef {WeakMap<Run, { key: string, tracks: Track[] }>} Tracks */

/**
 * What a painting needs beside the state; `turns` keeps where words stood.
 * @typedef {{
 *   inks: Inks, tracks: { land: Tracks, side: Tracks }, turns: Map<string, number>,
 *   measure: (words: string) => number,
 * }} Easel
 */

/** @typedef {{ run: Run, runner: Runner, look: Look, i: number }} Drawn */

/** The runs that are on, with how each is drawn. @param {Opened} state @param {Inks} inks @returns {Drawn[]} */
export function drawn(state, inks) {
  const { runners } = state.scene;
  return runners.flatMap((runner, i) => {
    const run = shown(state, i);
    const alone = runners.length === 1;
    return run ? [{ run, runner, i, look: look(runner, inks.dark, alone) }] : [];
  });
}

/**
 * The tracks of a run in a box, made once.
 * @param {Tracks} tracks @param {Run} run @param {string} key @param {() => Track[]} make
 */
export function once(tracks, run, key, make) {
  const kept = tracks.get(run);
  if (kept?.key === key) return kept.tracks;
  const made = make();
  tracks.set(run, { key, tracks: made });
  return made;
}

/** @param {Run} run @param {number} t */
export const gone = ({ left }, t) => left >= 0 && t >= left;

/** @param {Track} path @param {number} t @returns {Point} */
export const pointAt = ({ xy }, t) => [xy[2 * t], xy[2 * t + 1]];

/** @param {Track} path @param {number} t @param {number} w @param {number} h */
export function seen(path, t, w, h) {
  const [x, y] = pointAt(path, t);
  return x >= 0 && x <= w && y >= 0 && y <= h;
}
