// @ts-check
// What the pictures show, in words: true for the step that is shown.

import { fixed, size } from "./numbers.js";
import { curvesOf, shown, surfaceOf } from "./state.js";

/** @import { Opened, Run, Surface } from "./types" */

/**
 * What becomes of a run, as seen from step t.
 * @param {Run} run @param {number} t @param {Surface} surface
 */
export function fate({ left, arrived, first, length, away }, t, { near }) {
  if (left >= 0) return t < left ? `leaves at step ${left}` : `left at step ${left}`;
  if (arrived >= 0) {
    return `${t < arrived ? "arrives" : "arrived"} at step ${arrived}`;
  }
  if (first >= 0) return `first within ${near} at step ${first}, but not to stay`;
  return away ? `not there in ${length - 1} steps` : "";
}

/** The same in two or three words. @param {Run} run @param {number} t */
export function brief({ left, arrived, first, length, away }, t) {
  if (left >= 0) return t < left ? `leaves at ${left}` : `left at ${left}`;
  if (arrived >= 0) return `${t < arrived ? "arrives" : "arrived"} at ${arrived}`;
  if (first >= 0) return `first at ${first}, not to stay`;
  return away ? `not in ${length - 1} steps` : "";
}

/**
 * The same as a sentence's end: what "there" and "arrived" mean is said.
 * @param {Run} run @param {number} t @param {Surface} surface
 */
function ending(run, t, surface) {
  const word = fate(run, t, surface);
  if (run.left >= 0) return word.replace(/ at/, " the picture at");
  if (run.arrived >= 0) return `${word} (stays within ${surface.near})`;
  return word.replace(/^not there/, `not within ${surface.near}`);
}

/** Where a run is at step t. @param {Run} run @param {number} t @param {Surface} surface */
export function place(run, t, { letters, digits, start }) {
  const flat = start.length === 1;
  const [x, y] = [run.xy[2 * t], run.xy[2 * t + 1]];
  const [a, b] = [fixed(x, digits[0] + 1), fixed(y, digits[1] + 1)];
  return flat ? `${letters[0]} = ${a}` : `(${letters.join(", ")}) = (${a}, ${b})`;
}

/** Which minimum a run ends at, where there are several. @param {Run} run @param {Surface} surface */
export const well = ({ basin }, { wells }) => (basin >= 0 ? (wells[basin] ?? "") : "");

/**
 * How far a run is above the minimum or away from it at step t.
 * @param {Run} run @param {"above" | "away"} what @param {number} t
 */
export function sized(run, what, t) {
  const value = run[what]?.[t] ?? Number.NaN;
  const rounding = what === "above" && value < 0 && value > -1e-12;
  return size(rounding ? 0 : value);
}

/**
 * The sentence of a run for the step shown.
 * @param {Run} run @param {number} shown @param {Surface} surface
 */
export function sentence(run, shown, surface) {
  const t = Math.min(shown, run.length - 1);
  const known = surface.floors.length > 0;
  const name = well(run, surface) || "minimum";
  const parts = [
    `Step ${t}: ${place(run, t, surface)}`,
    known
      ? `${sized(run, "above", t)} above the ${name}`
      : `f = ${sized(run, "above", t)}`,
    known && run.away ? `${sized(run, "away", t)} away` : "",
  ];
  const end = ending(run, t, surface);
  return `${parts.filter(Boolean).join(", ")}${end && `; ${end}`}.`;
}

/**
 * The pictures in words, for who cannot see them.
 * @param {Opened} state
 */
export function described(state) {
  const surface = surfaceOf(state);
  const { t } = state.settings;
  const runs = state.scene.runners.map((runner, i) => {
    const run = shown(state, i);
    return run && `${runner.name} ${fate(run, t, surface)}`.trim();
  });
  const said = runs.filter(Boolean).join(", ");
  const { name } = state.scene.sides[state.settings.side];
  return {
    land: `Paths on ${surface.name} up to step ${t}: ${said}.`,
    side: curvesOf(state) ? `${name} by step: ${said}.` : `${name}.`,
  };
}
