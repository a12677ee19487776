// @ts-check
// What a view knows, and what changes it: pure functions, from one state to the next.

import { clamp } from "./numbers.js";
import { cellOf, runAt, unpack } from "./packs.js";
import { basinWords } from "./placing.js";

/**
 * @import { Answer, Asked, Opened, Question, Run, Scene, Settings, State, Surface }
 *   from "./types"
 */

const AT_ONCE = 2; // questions in flight: the second waits where the first is answered

/** @returns {State} */
export const unopened = () => ({
  scene: null,
  settings: /** @type {Settings} */ ({}),
  picture: null,
  paths: [],
  asked: [],
  resting: true,
  playing: null,
});

/** @param {Opened} state @returns {Surface} */
export const surfaceOf = ({ scene, settings }) => scene.surfaces[settings.surface];

/** The curves of a run that are beside the paths; a map has none. @param {Opened} state */
export const curvesOf = ({ scene, settings }) => scene.sides[settings.side].curves;

/** How many steps may be asked for: with basins, each of 6,700 starts takes as many. @param {Scene} scene */
export const mostSteps = ({ state }) => Math.max(20_000, state.steps);

/** @param {State} state @returns {state is Opened} */
export const opened = (state) => state.scene !== null;

// --- what is known, and what is asked next --------------------------------------------

/**
 * What a run depends on: surface, start, steps, and the knobs that no axis has.
 * @param {Settings} settings @param {number} i @param {Record<string, number[]>} axes
 */
const keyOf = ({ surface, start, steps, knobs }, i, axes) =>
  JSON.stringify([surface, start, steps, { ...knobs[i], ...axes }]);

/** What the pictures depend on: all but the step shown. @param {Settings} settings */
const pictureKey = ({ surface, start, steps, knobs, on, side, basins }) =>
  JSON.stringify([surface, start, steps, knobs, on, side, basins]);

/**
 * What is known of runner i as it is set now, be it a refusal.
 * @param {State} state @param {number} i
 */
function known({ settings, paths }, i) {
  const pack = paths[i];
  return pack?.key === keyOf(settings, i, pack?.axes ?? {}) ? pack : undefined;
}

/**
 * The run of i as it is set now, null if it is not known.
 * @param {State} state @param {number} i
 * @returns {Run | null}
 */
export function held(state, i) {
  const pack = known(state, i);
  return pack ? runAt(pack, cellOf(pack.axes, state.settings.knobs[i])) : null;
}

/** What runner i has to say instead of a run. @param {State} state @param {number} i */
export const refusal = (state, i) => known(state, i)?.error ?? "";

/**
 * The run of i, that of now or the newest until that of now arrives.
 * @param {State} state @param {number} i
 */
export function shown(state, i) {
  if (!state.settings.on[i]) return null;
  const newest = state.paths[i];
  return held(state, i) ?? (newest ? runAt(newest, 0) : null);
}

/**
 * The most urgent question of the present state, null if all is known.
 * @param {State} state
 * @returns {Question | null}
 */
export function lacking(state) {
  if (!opened(state)) return { want: "scene" };
  const { scene, settings, picture, resting } = state;
  const runners = settings.on.flatMap((on, i) => (on ? [i] : []));
  const unknown = runners.filter((i) => !known(state, i) && !coming(state, "path", i));
  const drawn = picture?.surface === settings.surface;
  if (unknown.length) return { want: "path", runners: unknown };
  if (!drawn && !coming(state, "picture")) return { want: "picture" };
  if (!resting && !scene.instant) return null;
  const late = picture?.key !== pictureKey(settings);
  return late && !coming(state, "picture") ? { want: "picture" } : null;
}

/**
 * Whether it is asked for already, as it is set now.
 * @param {State} state @param {Question["want"]} want @param {number} [i]
 */
const coming = (state, want, i) =>
  state.asked.some(
    (asked) =>
      asked.want === want &&
      (i === undefined
        ? pictureKey(asked.settings) === pictureKey(state.settings)
        : asked.runners?.includes(i) &&
          keyOf(asked.settings, i, {}) === keyOf(state.settings, i, {})),
  );

/**
 * What to ask now, with the settings that it is asked for; null: wait, or be content.
 * @param {State} state @param {number} now
 * @returns {Asked | null}
 */
export function next(state, now) {
  if (state.asked.length >= AT_ONCE) return null;
  if (!opened(state) && state.asked.length) return null;
  const question = lacking(state);
  return question && { ...question, settings: state.settings, since: now };
}

/** Whether all is known and nobody moves anything. @param {State} state */
export const settled = (state) =>
  opened(state) &&
  state.resting &&
  !state.playing &&
  !state.asked.length &&
  !lacking(state);

/**
 * When the oldest question was asked that is open, null if none is.
 * @param {State} state
 */
export const waiting = ({ asked }) => asked[0]?.since ?? null;

/**
 * The state when an answer has come; one that nobody waits for changes nothing.
 * @param {State} state @param {Asked} asked @param {Answer} answer
 * @returns {State}
 */
export function answered(state, asked, { content, buffers }) {
  if (!state.asked.includes(asked)) return state;
  const rest = { ...state, asked: state.asked.filter((other) => other !== asked) };
  const { want, settings, runners = [] } = asked;
  if (want === "scene") return { ...rest, scene: content, settings: content.state };
  if (want === "picture") {
    const scene = /** @type {Scene} */ (state.scene);
    const key = pictureKey(settings);
    const { basin, words } = content.land;
    const { wells } = scene.surfaces[content.surface];
    const placed = basin ? [...words, ...basinWords(basin, wells)] : words;
    const land = { ...content.land, words: placed };
    return { ...rest, picture: { ...content, land, key } };
  }
  const paths = [...state.paths];
  const parts = [...buffers];
  content.runs.forEach(
    (/** @type {any} */ { arrays, ...facts }, /** @type {number} */ n) => {
      const i = runners[n];
      paths[i] = {
        ...facts,
        arrays: arrays && unpack(arrays, parts),
        key: keyOf(settings, i, facts.axes),
        taken: new Map(),
      };
    },
  );
  return { ...rest, paths };
}

// --- what a hand does -----------------------------------------------------------------

/**
 * The value at a path such as knobs.0.eta.
 * @param {any} part @param {string} path
 */
export const read = (part, path) =>
  path.split(".").reduce((of, key) => of?.[key], part);

/**
 * The same with another value at a path; nothing else is copied.
 * @template T @param {T} part @param {string} path @param {unknown} value
 * @returns {T}
 */
export function written(part, path, value) {
  const [key, ...rest] = path.split(".");
  const copy = /** @type {any} */ (Array.isArray(part) ? [...part] : { ...part });
  copy[key] = rest.length ? written(copy[key], rest.join("."), value) : value;
  return copy;
}

/** Something was moved. @template {State} S @param {S} state @param {Settings} settings */
const moved = (state, settings) => ({ ...state, settings, resting: false });

/**
 * A control was set to a value.
 * @template {Opened} S @param {S} state @param {string} path @param {unknown} value
 * @returns {S}
 */
export function edited(state, path, value) {
  const settings = written(state.settings, path, value);
  if (path === "surface") {
    const { start } = state.scene.surfaces[settings.surface];
    return chosen(state, { ...settings, start });
  }
  if (path === "t") return { ...moved(state, settings), playing: null };
  if (path === "steps") return moved(state, { ...settings, t: settings.steps });
  return moved(state, settings);
}

/**
 * All is set anew, and no path of another surface is shown meanwhile.
 * @template {Opened} S @param {S} state @param {Settings} settings
 * @returns {S}
 */
export const chosen = (state, settings) => ({
  ...moved(state, settings),
  paths: [],
  playing: null,
});

/** As it was in the beginning. @template {Opened} S @param {S} state @returns {S} */
export const reset = (state) => chosen(state, state.scene.state);

/**
 * The start is moved to a point, which stays within the window, rounded as it is read.
 * @template {Opened} S @param {S} state @param {number[]} point
 * @returns {S}
 */
export const startedAt = (state, point) =>
  moved(state, { ...state.settings, start: inside(surfaceOf(state), point, state) });

/** @param {Surface} surface @param {number[]} point @param {Opened} state */
const inside = ({ window, digits }, point, { settings }) =>
  point
    .slice(0, settings.start.length)
    .map((c, k) => Number(clamp(c, ...window[k]).toFixed(digits[k])));

/** So many steps on, or back. @template {State} S @param {S} state @param {number} by @returns {S} */
export function stepped(state, by) {
  const { t, steps } = state.settings;
  const there = clamp(t + by, 0, steps);
  return { ...moved(state, { ...state.settings, t: there }), playing: null };
}

/** Play from step t on. @template {State} S @param {S} state @param {number} t @param {number} now @returns {S} */
export const played = (state, t, now) => ({
  ...moved(state, { ...state.settings, t }),
  playing: { since: now, from: t },
});

/** Play, from the start if it is at its end, or pause. @template {State} S @param {S} state @param {number} now @returns {S} */
export function toggled(state, now) {
  if (state.playing) return { ...state, playing: null };
  const { t, steps } = state.settings;
  return played(state, t < steps ? t : 0, now);
}

/** What is shown at this time, if it plays. @template {State} S @param {S} state @param {number} now @returns {S} */
export function ticked(state, now) {
  if (!state.playing) return state;
  const { speed, steps } = state.settings;
  const gone = Math.floor(((now - state.playing.since) * speed) / 1000);
  const t = clamp(state.playing.from + gone, 0, steps);
  const playing = t < steps ? state.playing : null;
  return { ...state, settings: { ...state.settings, t }, playing };
}

/** The hand rests. @template {State} S @param {S} state @returns {S} */
export const rested = (state) => ({ ...state, resting: true });

/** Questions that nobody answers any more are forgotten. @template {State} S @param {S} state @returns {S} */
export const forgotten = (state) => ({ ...state, asked: [] });

/** A question that cannot be answered: who computes is gone. @template {State} S @param {S} state @param {Asked} asked @returns {S} */
export const lost = (state, asked) => ({
  ...state,
  asked: state.asked.map((other) =>
    other === asked ? { ...other, since: Number.NEGATIVE_INFINITY } : other,
  ),
});
