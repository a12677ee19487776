// @ts-check
// An engine that computes in the page itself, by the rules as they were translated.

import { painter } from "./ground.js";
import { ends, limit, reach, basins as startsOf } from "./maps.js";
import * as np from "./numpy.js";
import { above, curves, distance, heights, span } from "./quantities.js";
import { fate, lossAt, runner, walked } from "./walks.js";

/**
 * @import { Answer, Engine, Question, Scene, Settings, Surface }
 *   from "../../explorers/front/types"
 * @import { Course, Description, Ground, Named, Path, Place, Rule } from "./types"
 */

/** The scene with all that its surfaces have in common. @param {Scene} scene @returns {Scene} */
const whole = ({ surfaces: [first, ...others], ...scene }) => ({
  ...scene,
  instant: true,
  surfaces: [
    first,
    ...others.map((other) => ({
      ...other,
      stops: { ...first.stops, ...other.stops },
      ticks: { ...first.ticks, ...other.ticks },
    })),
  ],
});

/** The newest of what is made, as long as it is asked for again. @returns {<T>(key: unknown, make: () => T) => T} */
function newest() {
  let [kept, made] = ["", /** @type {any} */ (undefined)];
  return (key, make) => {
    const text = JSON.stringify(key);
    if (text !== kept) [kept, made] = [text, make()];
    return made;
  };
}

/**
 * The answers to what an explorer asks. Throws where the page lacks a rule or surface.
 * @param {Description} description @param {Course} course
 * @returns {Engine}
 */
export function live(description, course) {
  const { quantities, arrows, columns } = description;
  const scene = whole(description.scene);
  const known = (/** @type {Named} */ from) => {
    if ("code" in from)
      return new Function("np", "columns", `return ${from.code};`)(np, columns);
    if (!(from.name in course)) throw new Error(`this page does not know ${from.name}`);
    return course[from.name];
  };
  const rules = description.rules.map(
    ({ from }) => /** @type {Rule[]} */ (known(from)),
  );
  const grounds = description.fields.map(
    ({ from }) => /** @type {Ground} */ (known(from)),
  );
  const places = scene.surfaces.map((surface, n) => placeOf(surface, grounds[n]));
  const runners = places.map(({ ground }, n) => {
    const d = scene.surfaces[n].start.length;
    return rules.map((rule, i) =>
      runner(rule[d - 1], ground, d, description.rules[i].memory),
    );
  });
  const grounded = scene.surfaces.map((surface, n) =>
    painter(surface, grounds[n], scene.inks),
  );
  const walks = rules.map(newest);
  const [maps, limits, tinted] = [newest(), newest(), newest()];

  /** The run of a rule as it is set; the last one is kept. @param {Settings} settings @param {number} i */
  const walk = ({ surface, start, steps, knobs }, i) =>
    walks[i]([surface, start, steps, knobs[i]], () =>
      walked(runners[surface][i], knobs[i], start, steps),
    );

  /** A run's numbers, by name. @param {Settings} settings @param {number} i */
  function readings(settings, i) {
    const place = places[settings.surface];
    const { axes } = description.fields[settings.surface];
    const path = walk(settings, i);
    const become = fate(path, place);
    const drawn = quantities.flatMap((quantity, n) =>
      curves(quantity, path, place, become.basin).map((c) => heights(c, axes[n])),
    );
    const whole = Object.entries(become).map(([name, step]) => [name, [step]]);
    return {
      xy: points(path, place),
      heights: joined(drawn),
      above: above(path, place, become.basin),
      ...Object.fromEntries(whole),
      ...(place.minima.length ? { away: distance(path, place, become.basin) } : {}),
      ...(arrows ? { via: between(path) } : {}),
    };
  }

  const answers = {
    /** @returns {Answer} */
    scene: () => ({ content: scene, buffers: [] }),

    /** @param {Settings} settings @param {number[]} asked @returns {Answer} */
    path(settings, asked) {
      const buffers = /** @type {DataView[]} */ ([]);
      const runs = asked.map((i) => {
        try {
          const arrays = Object.entries(readings(settings, i)).map(([name, values]) => {
            buffers.push(new DataView(Float64Array.from(values).buffer));
            return [name, "f8"];
          });
          return { axes: {}, length: settings.steps + 1, arrays };
        } catch (error) {
          const { message } = /** @type {Error} */ (error);
          return { axes: {}, error: `${scene.runners[i].name} raised ${message}.` };
        }
      });
      return { content: { runs }, buffers };
    },

    /** @param {Settings} settings @returns {Answer} */
    picture(settings) {
      const { surface, side } = settings;
      const parts = quantities[side] ? lines(settings) : overKnobs(settings);
      return { content: { surface, land: land(settings), ...parts }, buffers: [] };
    },
  };

  /** The ground, or basins over its contours. @param {Settings} settings */
  function land({ surface, basins, on, knobs, steps }) {
    const place = places[surface];
    const several = place.frame.length > 1 && place.minima.length > 1;
    if (!basins || !several)
      return { ground: grounded[surface](true), basin: null, words: [] };
    const i = Math.max(0, on.indexOf(true));
    const basin = tinted([surface, i, knobs[i], steps], () =>
      startsOf(runners[surface][i], place, knobs[i], steps, scene.runners[i].name),
    );
    return { ground: grounded[surface](false), basin, words: [] };
  }

  /** The axis of the curves, as far as it is needed. @param {Settings} settings */
  function lines(settings) {
    const { surface, side, on } = settings;
    const place = places[surface];
    const axis = description.fields[surface].axes[side];
    const all = on.flatMap((own, i) => {
      if (!own) return [];
      const path = walk(settings, i);
      const { basin } = fate(path, place);
      return curves(quantities[side], path, place, basin).map((c) => heights(c, axis));
    });
    const [bottom, top] = span(all, axis);
    const at = (/** @type {number} */ part) => axis.low + part * (axis.high - axis.low);
    return {
      span: [bottom, top],
      side: { ...axis, low: at(bottom), high: at(top) },
    };
  }

  /** What comes of the map's knobs at all their positions. @param {Settings} settings */
  function overKnobs({ surface, start, steps, knobs }) {
    const { map, stops, letters } = scene.surfaces[surface];
    const axes = (map?.axes ?? []).map(({ path }) => ({
      knob: path.split(".")[2],
      stops: stops[path],
    }));
    const i = Number(map?.axes[0].path.split(".")[1]);
    const free = axes.map(({ knob }) => [knob, 0]);
    const others = { ...knobs[i], ...Object.fromEntries(free) };
    const [own, place] = [runners[surface][i], places[surface]];
    const side = maps([surface, start, steps, others], () => {
      if (axes.length < 2)
        return {
          ends: ends(own, place, axes[0], others, start, steps, letters),
          words: [],
        };
      const edge = limits([surface, others], () => limit(own, place, axes, others));
      return { reach: reach(own, place, axes, others, start, steps, edge), words: [] };
    });
    return { span: [0, 1], side };
  }

  return {
    async ask(/** @type {Question} */ { want, runners: asked = [] }, settings) {
      return answers[want](settings, asked);
    },
    told() {},
    close() {},
  };
}

/** What is known of where runs end. @param {Surface} surface @param {Ground} ground @returns {Place} */
const placeOf = ({ window, start, minima, saddles = [], floors, near }, ground) => ({
  ground,
  frame: window.slice(0, start.length),
  minima,
  saddles,
  floors,
  near,
});

/** Where a path is drawn; a flat surface has its losses upwards. @param {Path} path @param {Place} place */
function points(path, place) {
  const { rows, steps, runner } = path;
  const xy = new Float64Array(2 * (steps + 1));
  for (let t = 0; t <= steps; t++) {
    xy[2 * t] = rows[t * runner.width];
    xy[2 * t + 1] =
      runner.d === 1 ? lossAt(path, t, place) : rows[t * runner.width + 1];
  }
  return xy;
}

/** Where the velocity alone takes each step: it ends with −ηg from there. @param {Path} path */
function between({ rows, steps, knobs, runner: { d, width } }) {
  const via = new Float64Array(d * (steps + 1));
  for (let t = 0; t <= steps; t++)
    for (let k = 0; k < d; k++) {
      const next = Math.min(t + 1, steps) * width;
      const slope = t < steps ? knobs.eta * rows[next + width - d + k] : 0;
      via[t * d + k] = rows[next + k] + slope;
    }
  return via;
}

/** @param {Float64Array[]} parts */
function joined(parts) {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
