// @ts-check
// Controls and words brought up to date with the state.

import { esc } from "./axes.js";
import { fitting, nearest, show } from "./numbers.js";
import { held, read, refusal, shown, surfaceOf } from "./state.js";
import { brief, sentence, sized, well } from "./words.js";

/** @import { Opened, Tick } from "./types" */

/** What shows a setting and may change it. @typedef {{ input: HTMLInputElement, path: string }} Control */

/**
 * All controls, the clock, and Play.
 * @typedef {{ all: Control[], clock: HTMLElement[], play: HTMLElement }} Controls
 */

/** A change only where there is one: the page is laid out for each. @param {any} node @param {string} key @param {unknown} to */
export const set = (node, key, to) => {
  if (String(node[key]) !== String(to)) node[key] = String(to);
};

/** Words within an element that has nothing else: the same node, for a new one makes the page sort all its layers anew. @param {Element} element @param {string} words */
export function tell(element, words) {
  const { firstChild } = element;
  if (!firstChild) element.textContent = words;
  else set(firstChild, "nodeValue", words);
}

/** @param {HTMLElement} root @returns {Controls} */
export const controls = (root) => ({
  all: [
    .../** @type {NodeListOf<HTMLInputElement>} */ (
      root.querySelectorAll("[data-path]")
    ),
  ].map((input) => ({ input, path: input.dataset.path ?? "" })),
  clock: [
    .../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".ck-clock > *")),
  ],
  play: /** @type {HTMLElement} */ (root.querySelector(".ck-play")),
});

/** Sliders, the clock and Play, which follow with each frame. @param {Controls} controls @param {Opened} state */
export function slide({ all, clock, play }, state) {
  const { stops } = surfaceOf(state);
  const { settings } = state;
  for (const { input, path } of all) {
    if (input.type !== "range") continue;
    const [value, positions] = [read(settings, path), stops[path]]; // steps have none: they count
    set(input, "max", positions ? positions.length - 1 : settings.steps);
    set(input, "value", positions ? nearest(positions, value) : value);
  }
  tell(clock[0], String(settings.t));
  tell(clock[1], String(settings.steps));
  tell(play, state.playing ? "Pause" : "Play");
}

/** What else controls show: their values. @param {HTMLElement} root @param {Controls} controls @param {Opened} state */
export function sync(root, { all }, state) {
  const { ticks } = surfaceOf(state);
  const { settings } = state;
  for (const { input, path } of all) {
    const value = read(settings, path);
    input.hidden = value === undefined; // y, where the surface has but x
    if (input.type === "range") {
      const tick = ticks[path]?.find((each) => each.value === value);
      const named = tick?.named ? `, that is ${tick.label}` : "";
      set(input, "ariaValueText", show(value, 7) + named);
    } else if (input.type === "checkbox") {
      input.checked = value;
    } else if (input !== document.activeElement && input.ariaInvalid !== "true") {
      const narrow = input.parentElement?.className === "ck-mini";
      const text = narrow
        ? fitting
        : (/** @type {number} */ x) => Number(x.toPrecision(7));
      set(input, "value", value === undefined ? "" : text(value));
    }
  }
  for (const span of root.querySelectorAll(".ck-ticks [data-value]")) {
    const { of, value } = /** @type {HTMLElement} */ (span).dataset;
    span.classList.toggle("ck-on", read(settings, of ?? "") === Number(value));
  }
}

/** Marks under the sliders, of this surface; words where they have room. @param {HTMLElement} root @param {Opened} state */
export function ticks(root, state) {
  const { stops, ticks: all, lambda } = surfaceOf(state);
  for (const rail of root.querySelectorAll(".ck-rail")) {
    const input = /** @type {HTMLInputElement} */ (rail.querySelector("input"));
    const path = input.dataset.path ?? "";
    const marks = rail.querySelector(".ck-ticks");
    if (marks && stops[path])
      marks.innerHTML = marked(path, stops[path], all[path] ?? [], input.clientWidth);
  }
  for (const about of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-about]")
  )) {
    const own = all[about.dataset.about ?? ""] ?? [];
    const uses = lambda && own.some(({ label }) => label.includes("λ"));
    about.textContent = uses ? `λ = ${lambda}, the steepest curvature` : "";
  }
  for (const head of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-column]")
  )) {
    head.innerHTML = columnWords(root, state, Number(head.dataset.column));
  }
}

/** A column's words stand once, if all its sliders have them at the same places. @param {HTMLElement} root @param {Opened} state @param {number} column */
function columnWords(root, state, column) {
  const { stops, ticks: all } = surfaceOf(state);
  const rows = [...root.querySelectorAll(".ck-row[data-row]")];
  const rails = rows.flatMap((row) => {
    const mini = row.querySelectorAll(".ck-mini")[column];
    return [...(mini?.querySelectorAll("input[type=range]") ?? [])];
  });
  const words = rails.map((input) => {
    const path = /** @type {HTMLInputElement} */ (input).dataset.path ?? "";
    return marked("", stops[path] ?? [], all[path] ?? [], input.clientWidth);
  });
  return words.length && words.every((each) => each === words[0]) ? words[0] : "";
}

/**
 * Ticks at their places; of words that would touch, those of named numbers stay.
 * @param {string} path @param {number[]} stops @param {Tick[]} ticks @param {number} wide
 */
function marked(path, stops, ticks, wide) {
  const at = (/** @type {Tick} */ { value }) =>
    nearest(stops, value) / (stops.length - 1);
  const kept = /** @type {Tick[]} */ ([]);
  for (const tick of [...ticks].sort((a, b) => Number(b.named) - Number(a.named))) {
    const free = kept.every((other) => {
      const gap = Math.abs(at(other) - at(tick)) * (wide - 16); // as far as a thumb goes
      return gap > 3.6 * (other.label.length + tick.label.length) + 4;
    });
    if (free) kept.push(tick);
  }
  return ticks
    .map((tick) => {
      const words = kept.includes(tick) ? esc(tick.label) : "";
      const kind = tick.named ? "ck-named" : "";
      return `<span class="${kind}" data-of="${path}" data-value="${tick.value}"
        style="left: ${(100 * at(tick)).toFixed(2)}%">${words}</span>`;
    })
    .join("");
}

/** The readings of the step shown: who hears them hears those that changed. @param {HTMLElement} root @param {Opened} state */
export function say(root, state) {
  const surface = surfaceOf(state);
  const { t, on } = state.settings;
  const many = state.scene.runners.length > 1;
  const readout = /** @type {HTMLElement} */ (root.querySelector(".ck-readout"));
  state.scene.runners.forEach((runner, i) => {
    const run = on[i] ? shown(state, i) : null;
    const name = many ? `${runner.name}: ` : "";
    const words = run ? `${name}${sentence(run, t, surface)}` : "";
    tell(readout.children[i], (on[i] && refusal(state, i)) || words);
  });
  const troubled = state.scene.runners.some((_, i) => on[i] && refusal(state, i));
  readout.classList.toggle("ck-heard", many && !troubled);
  events(root, state);
  if (many) rows(root, state);
}

/** What a race's rows say. @param {HTMLElement} root @param {Opened} state */
function rows(root, state) {
  const surface = surfaceOf(state);
  const { t, on } = state.settings;
  const known = surface.floors.length > 0;
  const titles = root.querySelectorAll(".ck-scale .ck-says span");
  const names = [
    known ? "above" : "f",
    known ? (surface.wells.some(Boolean) ? "ends in" : "away") : "",
    "",
  ];
  for (const [n, title] of titles.entries()) tell(title, names[n]);
  state.scene.runners.forEach((_, i) => {
    const row = /** @type {HTMLElement} */ (root.querySelector(`[data-row="${i}"]`));
    row.classList.toggle("ck-off", !on[i]);
    const run = shown(state, i);
    const cells = row.querySelectorAll(".ck-says span");
    const now = run ? Math.min(t, run.length - 1) : 0;
    const second =
      run &&
      (well(run, surface).replace(/ well$/, "") ||
        (run.away ? sized(run, "away", now) : ""));
    const said = run
      ? [sized(run, "above", now), second, brief(run, now)]
      : ["", "", ""];
    said.forEach((words, n) => {
      tell(cells[n], words ?? "");
      if (n === 2) set(cells[n], "title", words ?? "");
    });
  });
}

/** What happens at which step, under the slider of steps. @param {HTMLElement} root @param {Opened} state */
function events(root, state) {
  const marks = root.querySelector(".ck-time .ck-ticks");
  const { steps } = state.settings;
  if (!marks) return;
  const many = state.scene.runners.length > 1;
  const found = state.scene.runners.flatMap((runner, i) => {
    const run = state.settings.on[i] ? held(state, i) : null;
    if (!run) return [];
    const [word, step] =
      run.left >= 0
        ? ["leaves", run.left]
        : run.arrived >= 0
          ? ["arrives", run.arrived]
          : ["first", run.first];
    if (step < 0) return [];
    const left = `left: ${((100 * step) / steps).toFixed(2)}%`;
    const style = `--ck-light: ${runner.color}; --ck-night: ${runner.dark}; ${left}`;
    return [
      `<span class="${many ? "ck-event" : "ck-named"}" style="${style}">${many ? "" : `${word} ${step}`}</span>`,
    ];
  });
  set(marks, "innerHTML", found.join(""));
}
