// @ts-check
// What hands do: on controls, and on the pictures by mouse, pen, touch, keys.

import { clamp, number } from "./numbers.js";
import {
  curvesOf,
  edited,
  mostSteps,
  opened,
  played,
  read,
  reset,
  startedAt,
  stepped,
  surfaceOf,
  toggled,
} from "./state.js";

/**
 * @import { Opened, Point } from "./types"
 * @import { View } from "./view"
 */

const ARROWS = /** @type {Record<string, Point>} */ ({
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
});

/** Listen to all hands until the signal ends it. @param {View} view @param {AbortSignal} signal */
export function follow(view, signal) {
  const { root } = view;
  const on = (
    /** @type {string} */ type,
    /** @type {(event: any, state: Opened) => void} */ hear,
  ) =>
    root.addEventListener(
      type,
      (event) => opened(view.state) && hear(event, view.state),
      { signal },
    );
  on("input", (event, state) => slide(view, state, event.target));
  on("change", (event, state) => settle(view, state, event.target));
  on("keydown", (event, state) => press(view, state, event));
  on("click", (event, state) => click(view, state, event.target));
  document.addEventListener(
    "pointerdown",
    ({ target }) => {
      const open = root.querySelector("details[open]");
      if (open && !open.contains(/** @type {Node} */ (target)))
        open.removeAttribute("open");
    },
    { signal },
  );
  pictures(view, signal);
}

// --- controls -------------------------------------------------------------------------

/** A slider moves all the while. @param {View} view @param {Opened} state @param {HTMLInputElement} input */
function slide(view, state, input) {
  const path = input.dataset.path ?? "";
  if (input.type !== "range") return;
  const n = Number(input.value);
  const positions = surfaceOf(state).stops[path]; // steps have none: they count
  view.change(edited(state, path, positions ? positions[n] : n));
}

/** What is typed or picked counts when it is done. @param {View} view @param {Opened} state @param {HTMLInputElement} input */
function settle(view, state, input) {
  const path = input.dataset.path;
  if (!path || input.type === "range") return;
  const value = input.type === "checkbox" ? input.checked : number(input.value);
  const most = mostSteps(state.scene);
  const walked = Number.isInteger(value) && Number(value) > 0 && Number(value) <= most;
  const fine = path === "steps" ? walked : Number.isFinite(Number(value));
  input.ariaInvalid = fine ? null : "true";
  if (fine && value !== read(state.settings, path))
    view.change(edited(state, path, value));
  else view.draw();
}

/** @param {View} view @param {Opened} state @param {KeyboardEvent} event */
function press(view, state, event) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  if (event.key === "Escape") {
    for (const open of view.root.querySelectorAll("details[open]")) {
      open.removeAttribute("open");
      open.querySelector("summary")?.focus();
      break;
    }
  }
  if (input.type === "text" && event.key === "Enter") settle(view, state, input); // JupyterLab takes it
  if (input.type !== "range") return;
  const way = { PageUp: 1, PageDown: -1 }[event.key];
  const path = input.dataset.path ?? "";
  const ticks = surfaceOf(state).ticks[path];
  if (!way || !ticks?.length) return;
  event.preventDefault();
  const value = read(state.settings, path);
  const ahead = ticks
    .map((tick) => tick.value)
    .filter((other) => way * (other - value) > 0);
  if (ahead.length) {
    const to = way > 0 ? Math.min(...ahead) : Math.max(...ahead);
    view.change(edited(state, path, to));
  }
}

/** @param {View} view @param {Opened} state @param {Element} target */
function click(view, state, target) {
  const button = /** @type {HTMLElement | null} */ (target.closest("[data-do]"));
  const { steps } = state.settings;
  switch (button?.dataset.do) {
    case "reset":
      for (const input of view.root.querySelectorAll("input")) input.ariaInvalid = null;
      return view.change(reset(state));
    case "play":
      return view.change(toggled(state, performance.now()));
    case "first":
      return view.change(stepped(state, -steps));
    case "back":
      return view.change(stepped(state, -1));
    case "next":
      return view.change(stepped(state, 1));
    case "fold":
      return unfold(view, /** @type {HTMLElement} */ (button));
  }
}

/** The knobs of one row at a time, where there is no room for all. @param {View} view @param {HTMLElement} button */
function unfold(view, button) {
  const own = button.closest(".ck-row");
  for (const row of view.root.querySelectorAll(".ck-row[data-row]")) {
    const open = row === own && !row.classList.contains("ck-open");
    row.classList.toggle("ck-open", open);
    const fold = row.querySelector(".ck-fold");
    if (fold) fold.ariaExpanded = String(open);
  }
}

// --- pictures -------------------------------------------------------------------------

/** Where an event is on an element: [across, up], from 0 to just below 1. @param {MouseEvent} event @param {Element} element @returns {Point} */
function place({ clientX, clientY }, element) {
  const { left, bottom, width, height } = element.getBoundingClientRect();
  return [
    clamp((clientX - left) / width, 0, 0.9999),
    clamp((bottom - clientY) / height, 0, 0.9999),
  ];
}

/** @param {View} view @param {AbortSignal} signal */
function pictures(view, signal) {
  const { land, side, handle } = /** @type {NonNullable<View["parts"]>} */ (view.parts);
  const grip = /** @type {HTMLButtonElement} */ (handle);
  const listen = (
    /** @type {Element} */ node,
    /** @type {string} */ type,
    /** @type {(event: any) => void} */ hear,
  ) => node.addEventListener(type, hear, { signal });
  const drag = (/** @type {PointerEvent} */ event) => {
    if (!opened(view.state) || grip.disabled) return;
    const at = place(event, land);
    const { window } = surfaceOf(view.state);
    const point = window.map(([low, high], k) => low + at[k] * (high - low));
    const moved = startedAt(view.state, point);
    const replay = view.state.settings.basins && event.type !== "pointermove";
    view.change(replay ? replayed(moved) : moved);
  };
  const held = (/** @type {PointerEvent} */ event) =>
    grip.contains(/** @type {Node} */ (event.target));
  listen(land, "pointerdown", (event) => {
    if (event.button) return; // a menu, not a drag
    if (event.pointerType === "touch" && !held(event)) return; // it may scroll
    event.preventDefault();
    grip.focus({ preventScroll: true });
    land.setPointerCapture(event.pointerId);
    if (!held(event)) drag(event);
  });
  const pulled = (/** @type {PointerEvent} */ event) => {
    if (land.hasPointerCapture(event.pointerId)) drag(event);
  };
  listen(land, "pointermove", pulled);
  listen(land, "pointerup", pulled);
  listen(land, "click", (event) => {
    if (event.pointerType === "touch" && !held(event)) drag(event); // a tap
  });
  listen(grip, "keydown", (event) => {
    const signs = ARROWS[event.key];
    const other = event.altKey || event.ctrlKey || event.metaKey; // is the browser's
    if (!signs || other || !opened(view.state)) return;
    event.preventDefault();
    const { window } = surfaceOf(view.state);
    const part = event.shiftKey ? 0.1 : 0.01;
    const { start } = view.state.settings;
    const by = (/** @type {number} */ k) =>
      part * signs[k] * (window[k][1] - window[k][0]);
    view.change(
      startedAt(
        view.state,
        start.map((c, k) => c + by(k)),
      ),
    );
  });
  listen(side, "click", (event) => {
    if (!opened(view.state) || curvesOf(view.state)) return;
    const frame = side.querySelector(".ck-frame");
    if (frame) pick(view, view.state, place(event, frame));
  });
}

/** A setting is picked on the map, and played. @param {View} view @param {Opened} state @param {Point} at */
function pick(view, state, at) {
  const { map, stops } = surfaceOf(state);
  const set = (map?.axes ?? []).reduce((now, { path }, k) => {
    const positions = stops[path];
    return edited(now, path, positions[Math.floor(at[k] * positions.length)]);
  }, state);
  view.change(replayed(set));
}

/** Its run from the start on, or as it ends, for who wants less motion. @template {Opened} S @param {S} state @returns {S} */
function replayed(state) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return still
    ? edited(state, "t", state.settings.steps)
    : played(state, 0, performance.now());
}
