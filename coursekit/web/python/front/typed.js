// @ts-check
// An explorer's engine for two rules: the course's, by its translation, and the reader's,
// by Python in the worker. Until the reader types, both are the course's.

import { live } from "../../front/live.js";
import { loading, trouble } from "./check.js";

/**
 * @import { Engine, Settings } from "../../../explorers/front/types"
 * @import { Course, Description } from "../../front/types"
 * @import { Python } from "./python"
 * @import { Own } from "./types"
 */

export const YOURS = 1; // which of the runners is the reader's

/**
 * The description with the reader's rule in it: its knobs, its memories. Each knob stands
 * at its default value.
 * @param {Description} description @param {Own} own
 * @returns {Description}
 */
export function withRule(description, own) {
  const scene = structuredClone(description.scene);
  const [theirs, yours] = scene.runners;
  const names = own.knobs.map(([name]) => name);
  yours.knobs = names;
  yours.more = names.filter((name) => theirs.more.includes(name));
  const defaults = Object.fromEntries(own.knobs);
  scene.state.knobs[YOURS] = defaults;
  for (const surface of scene.surfaces) {
    for (const name of names) {
      const [path, other] = [`knobs.${YOURS}.${name}`, `knobs.0.${name}`];
      const known = surface.stops[other] ?? (surface === scene.surfaces[0] ? null : []);
      if (known?.length === 0) continue; // as on the first surface
      surface.stops[path] = withStop(known ?? stops(defaults[name]), defaults[name]);
      surface.ticks[path] = known ? surface.ticks[other] : [tick(defaults[name])];
    }
  }
  const rules = [...description.rules];
  rules[YOURS] = { from: { name: "typed" }, memory: Object.fromEntries(own.memory) };
  return { ...description, scene, rules };
}

/** Where a knob can stand that the course does not have. @param {number} value */
const stops = (value) =>
  value > 0
    ? Array.from({ length: 41 }, (_, i) => Number(((value * i) / 20).toPrecision(3)))
    : Array.from({ length: 41 }, (_, i) => (i - 20) / 10);

/** @param {number[]} known @param {number} value */
const withStop = (known, value) =>
  known.includes(value) ? known : [...known, value].sort((a, b) => a - b);

/** @param {number} value */
const tick = (value) => ({ value, label: String(value), named: false });

/**
 * @param {Description} description  with the reader's rule in it
 * @param {Course} course @param {Python} python @param {string} name @param {string} source
 * @param {(words: string) => void} tell  called with what is wrong now, or ""
 * @returns {Engine}
 */
export function typed(description, course, python, name, source, tell) {
  let rows = new Float64Array();
  let failed = "";
  let kept = "";
  let endless = false; // no other settings are tried
  const load = loading(source, name);
  const rule =
    () =>
    (
      /** @type {any} */ _,
      /** @type {any} */ __,
      /** @type {any} */ ___,
      /** @type {any} */ ____,
      /** @type {Float64Array} */ out,
    ) => {
      if (failed) throw new Error(failed);
      out.set(rows.subarray(rows.length - out.length)); // all but the start
    };
  const inner = live(description, { ...course, typed: [rule, rule] });

  /** The reader's run as it is set, asked of Python. @param {Settings} settings */
  async function walked({ surface, start, steps, knobs }) {
    const asked = JSON.stringify([surface, start, steps, knobs[YOURS]]);
    if (asked === kept || endless) return;
    const { from } = description.fields[surface];
    const on = "name" in from ? from.name.split(".").at(-1) : "";
    const request = {
      do: "walk",
      name,
      surface: on,
      start,
      steps,
      knobs: knobs[YOURS],
    };
    // With its text each time: the worker may be another by now.
    const answers = await python.ask([load, request]);
    failed = answers.map((answer) => trouble(answer, source)).find(Boolean) ?? "";
    endless = answers.some((answer) => answer.endless);
    rows = Float64Array.from(answers[1]?.rows ?? []);
    kept = asked;
    tell(failed);
  }

  let turn = Promise.resolve();
  return {
    ...inner,
    ask(question, settings) {
      if (question.want === "scene" || !settings.on[YOURS]) {
        return inner.ask(question, settings);
      }
      const answer = turn.then(async () => {
        await walked(settings);
        if (failed && question.want === "picture") {
          const on = settings.on.map((each, i) => each && i !== YOURS);
          return inner.ask(question, { ...settings, on }); // what fails has no curve
        }
        return said(await inner.ask(question, settings), failed);
      });
      turn = answer.then(
        () => {},
        () => {},
      );
      return answer;
    },
  };
}

/** The answer, in which the reader's error is a sentence. @param {import("../../../explorers/front/types").Answer} answer @param {string} failed */
function said(answer, failed) {
  for (const run of failed ? (answer.content.runs ?? []) : []) {
    if (run.error?.includes(failed)) run.error = failed;
  }
  return answer;
}
