// @ts-check
// What an explorer shows, as HTML. data-path: the value in the settings that a control
// shows; data-do: what a button does.

import { esc } from "./axes.js";
import { mostSteps } from "./state.js";

/** @import { Runner, Scene } from "./types" */

const ICONS = {
  first: "M1 1h2v10H1zM11 1v10L4 6z",
  back: "M9 1v10L2 6z",
  next: "M3 1v10l7-5z",
};
const SPEEDS = [5, 20, 60];

/** How many knobs of a rule are not folded away. @param {Scene} scene */
const room = ({ runners }) => (runners.length > 1 ? 2 : 4);

/** @param {Scene} scene @param {Runner} runner */
const visible = (scene, { knobs, more }) =>
  knobs.filter((knob) => !more.includes(knob)).slice(0, room(scene));

/** @param {Scene} scene @param {Runner} runner */
const folded = (scene, runner) => {
  const shown = visible(scene, runner);
  return runner.knobs.filter((knob) => !shown.includes(knob));
};

/**
 * How high the pictures may be, so that all fits into 640 px at a width of 950.
 * @param {Scene} scene
 */
export function height(scene) {
  const { runners, note } = scene;
  const knobs = visible(scene, runners[0]).length;
  const below =
    runners.length > 1 ? 18 + 32 * runners.length : 34 + 66 * Math.ceil(knobs / 2);
  const most = runners.length > 1 ? 352 : 376;
  return Math.min(
    most,
    624 - 24 - 34 - 62 - (note ? 22 * Math.ceil(note.length / 140) : 0) - below,
  );
}

/** All of it. @param {Scene} scene */
export function html(scene) {
  return `
    <div class="ck-head">${head(scene)}</div>
    <div class="ck-pics">
      <div class="ck-land"><img alt=""><canvas class="ck-ground" aria-hidden="true"></canvas>
        <canvas class="ck-basins" aria-hidden="true"></canvas><svg aria-hidden="true"></svg>
        <canvas role="img"></canvas>
        <button type="button" class="ck-start" aria-label="start, arrow keys move it"
          ${scene.alone ? "disabled" : ""}></button></div>
      <div class="ck-side"><canvas class="ck-map" aria-hidden="true"></canvas>
        <svg aria-hidden="true"></svg><canvas role="img"></canvas></div>
    </div>
    <div class="ck-readout" role="status" aria-atomic="false" aria-busy="true">
      ${scene.runners.map(() => "<p></p>").join("")}</div>
    <p class="ck-waits" hidden>Python has not answered yet: it is busy, or it was
      restarted (then run the cell again).</p>
    ${scene.runners.length > 1 ? rows(scene) : knobs(scene)}
    ${transport(scene)}
    ${scene.note ? `<p class="ck-note">${esc(scene.note)}</p>` : ""}
    ${
      scene.alone
        ? `<p class="ck-note">This page works without Python: it carries a path
      for every position of the sliders. Another start, another number of steps, exact
      values and what is greyed out need the notebook that it comes from.</p>`
        : ""
    }`;
}

/** @param {Scene} scene */
function head({ surfaces, sides, choice, offers, alone }) {
  const grounds = surfaces.map(({ name }) => name);
  const basins = offers.basins && !alone;
  return `<div>${menu("surface", choice, grounds)}
      ${basins ? `<label><input type="checkbox" data-path="basins"> basins</label>` : ""}</div>
    <div>${menu(
      "side",
      "beside the paths",
      sides.map(({ name }) => name),
    )}
      <span class="ck-title"></span></div>`;
}

/** A choice, or a name where there is none. @param {string} path @param {string} label @param {string[]} names */
function menu(path, label, names) {
  if (names.length < 2) return path === "side" ? "" : `<span>${esc(names[0])}</span>`;
  return select(
    path,
    label,
    names.map((name, n) => /** @type {const} */ ([n, name])),
  );
}

/** @param {string} path @param {string} label @param {(readonly [number, string])[]} options */
const select = (path, label, options, kind = "") =>
  `<select class="${kind}" data-path="${path}" aria-label="${esc(label)}">${options
    .map(([value, name]) => `<option value="${value}">${esc(name)}</option>`)
    .join("")}</select>`;

/** @param {Scene} scene @param {string} path @param {string} name @param {string} [kind] */
const field = (scene, path, name, kind = "") =>
  `<input class="${kind}" type="text" inputmode="decimal" autocomplete="off"
    title="${path === "steps" ? `from 1 to ${mostSteps(scene)}` : "a number, as in 0.05 or 1/12"}" data-path="${path}" aria-label="${esc(name)}"
    ${scene.alone ? "disabled" : ""}>`;

/** @param {Scene} scene @param {string} path @param {string} name */
const rail = (scene, path, name) =>
  `<div class="ck-rail"><input type="range" min="0" step="1" data-path="${path}"
    aria-label="${esc(name)}" ${scene.fixed.includes(path) ? "disabled" : ""}>
    <div class="ck-ticks" aria-hidden="true"></div></div>`;

/** @param {Scene} scene @param {string} knob */
const symbol = ({ symbols }, knob) => symbols[knob] ?? knob;

/** The knobs of one rule alone, with room for words. @param {Scene} scene */
function knobs(scene) {
  const [runner] = scene.runners;
  const own = visible(scene, runner).map((knob) => {
    const path = `knobs.0.${knob}`;
    const name = `${symbol(scene, knob)} of ${runner.name}`;
    return `<div class="ck-knob"><span><i>${esc(symbol(scene, knob))}</i>&ensp;<span class="ck-soft" data-about="${path}"></span></span>
      ${field(scene, path, `${name}, exactly`)}${rail(scene, path, name)}</div>`;
  });
  return `<div class="ck-knobs" style="${color(runner)}">${own.join("")}</div>`;
}

/** @param {Runner} runner */
const color = ({ color: light, dark }) =>
  `--ck-light: ${esc(light)}; --ck-night: ${esc(dark)}`;

/** A row per rule: a race is a table. @param {Scene} scene */
function rows(scene) {
  const columns = Math.max(
    ...scene.runners.map((runner) => visible(scene, runner).length),
  );
  const words = Array.from(
    { length: columns },
    (_, n) =>
      `<div class="ck-mini"><span></span><div class="ck-ticks" data-column="${n}"></div><span></span></div>`,
  );
  const each = scene.runners.map((runner, i) => {
    const shown = visible(scene, runner);
    const minis = Array.from({ length: columns }, (_, n) =>
      shown[n]
        ? mini(scene, runner, i, shown[n])
        : `<div class="ck-mini ck-none"></div>`,
    );
    return `<div class="ck-row" style="${color(runner)}" data-row="${i}">
      <label class="ck-who"><input type="checkbox" data-path="on.${i}">
        ${swatch(runner)}<span>${parted(runner.name)}</span></label>
      <button type="button" class="ck-fold" data-do="fold" aria-expanded="false"
        aria-label="knobs of ${esc(runner.name)}"></button>
      ${minis.join("")}
      <div class="ck-says"><span></span><span></span><span></span></div></div>`;
  });
  const long = Math.max(...scene.runners.map(({ name }) => name.length)) > 10;
  const signs = scene.runners.flatMap((runner) =>
    visible(scene, runner).map((knob) => symbol(scene, knob).length),
  );
  const most = Math.max(0, ...signs); // a knob may have a name of many letters
  const style = [
    long && "--ck-who: 192px",
    most > 2 && `--ck-sign: ${Math.min(8 * most, 64)}px`,
  ];
  return `<div class="ck-rows ck-${columns}" style="${style.filter(Boolean).join("; ")}">
    <div class="ck-row ck-scale" aria-hidden="true"><span></span>${words.join("")}
      <div class="ck-says"><span></span><span></span><span></span></div></div>${each.join("")}</div>`;
}

/** A name that may go on in a second line. @param {string} name */
const parted = (name) => esc(name).replaceAll("_", "_<wbr>");

/** A knob on one line. @param {Scene} scene @param {Runner} runner @param {number} i @param {string} knob */
function mini(scene, runner, i, knob) {
  const path = `knobs.${i}.${knob}`;
  const name = `${symbol(scene, knob)} of ${runner.name}`;
  return `<div class="ck-mini"><i title="${esc(symbol(scene, knob))}">${esc(symbol(scene, knob))}</i>${rail(scene, path, name)}
    ${field(scene, path, `${name}, exactly`)}</div>`;
}

/** A rule's line and marker. @param {Runner} runner */
function swatch({ dash, polygon }) {
  const corners = polygon.map(
    ([x, y]) => `${(5 * x).toFixed(1)},${(-5 * y).toFixed(1)}`,
  );
  return `<svg class="ck-swatch" viewBox="-18 -7 36 14" aria-hidden="true">
    <path d="M-18 0H18" stroke-dasharray="${dash.join(" ")}"/>
    <polygon points="${corners.join(" ")}"/></svg>`;
}

/** @param {Scene} scene */
function transport(scene) {
  return `<div class="ck-transport">
    <div class="ck-buttons">
      ${button("first", "To the start")}
      <button type="button" class="ck-play" data-do="play">Play</button>
      ${button("back", "Back")}${button("next", "Next")}</div>
    <div class="ck-time">${rail(scene, "t", "step")}</div>
    <div class="ck-tail"><span class="ck-clock"><b></b> / <span></span></span>
      ${select(
        "speed",
        "speed",
        SPEEDS.map((n) => [n, `${n} steps/s`]),
        "ck-speed",
      )}
      <details class="ck-more"><summary>More</summary>
        <div class="ck-sheet">${sheet(scene)}</div></details></div></div>`;
}

/** @param {"first" | "back" | "next"} what @param {string} name */
const button = (what, name) =>
  `<button type="button" class="ck-icon" data-do="${what}" aria-label="${name}"
    title="${name}"><svg viewBox="0 0 12 12" aria-hidden="true"><path d="${ICONS[what]}"/></svg></button>`;

/** What is rarely moved. @param {Scene} scene */
function sheet(scene) {
  const rare = scene.runners.flatMap((runner, i) =>
    folded(scene, runner).map(
      (knob) => `<div class="ck-rare" style="${color(runner)}">
        <span>${esc(runner.name)}</span>${mini(scene, runner, i, knob)}</div>`,
    ),
  );
  const all = scene.surfaces.map((surface) => surface.letters);
  const letters = all.find(({ length }) => length > 1) ?? all[0];
  return `${rare.join("")}
    <div class="ck-pair"><span>start</span><span>
      ${field(scene, "start.0", `${letters[0]} of the start`)}
      ${field(scene, "start.1", `${letters[1]} of the start`)}</span></div>
    <div class="ck-pair"><span>steps</span>${field(scene, "steps", "number of steps")}</div>
    <div class="ck-pair ck-phone"><span>speed</span>
      ${select(
        "speed",
        "speed of Play",
        SPEEDS.map((n) => [n, `${n} steps/s`]),
      )}</div>
    <div class="ck-pair"><span></span><button type="button" data-do="reset">Reset</button></div>`;
}
