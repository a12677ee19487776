// @ts-check
// One explorer on a page: the state, the engine that it asks, and what shows it.

import { curveAxes, landAxes, mapAxes } from "./axes.js";
import { height, html } from "./controls.js";
import { follow } from "./hands.js";
import { onLand, paintLand } from "./land.js";
import { inks } from "./looks.js";
import { say, sync, ticks } from "./showing.js";
import { paintSide, sideBox } from "./side.js";
import {
  answered,
  curvesOf,
  forgotten,
  lost,
  next,
  opened,
  rested,
  settled,
  surfaceOf,
  ticked,
  unopened,
  waiting,
} from "./state.js";
import { described } from "./words.js";

/**
 * @import { Answer, Asked, Engine, Opened, State } from "./types"
 * @import { Easel } from "./tracks"
 */

const REST = 70; // ms without input after which the hand rests
const PATIENCE = 4000; // ms after which an unanswered question is worth a sentence

export class View {
  /** @param {HTMLElement} root @param {Engine} engine */
  constructor(root, engine) {
    this.root = root;
    this.engine = engine;
    /** @type {State} */
    this.state = unopened();
    this.ends = new AbortController(); // of all that listens
    this.frame = 0;
    this.timers = { rest: 0, wait: 0, style: 0 };
    this.said = 0; // when words were last brought up to date
    this.axes = ""; // what the axes were drawn for
    /** @type {Easel | null} */
    this.easel = null;
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.resized = new ResizeObserver(() => this.draw());
    this.themed = new MutationObserver(() => this.restyle());
    root.className = "ck";
    root.textContent = "This picture comes to life when Python answers.";
    this.ask();
  }

  /** Ends all that was begun, and keeps nothing. */
  close() {
    this.ends.abort();
    this.resized.disconnect();
    this.themed.disconnect();
    cancelAnimationFrame(this.frame);
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.engine.close();
    this.root.replaceChildren(); // JupyterLab may keep the element: let it be empty
    this.state = unopened();
    this.easel = null;
    this.parts = undefined;
  }

  // --- questions ----------------------------------------------------------------------

  /** Ask for what is lacking, as much as may be asked at once. */
  ask() {
    for (let asked = next(this.state, performance.now()); asked; ) {
      this.state = { ...this.state, asked: [...this.state.asked, asked] };
      this.engine
        .ask(asked, asked.settings)
        .then(this.receive.bind(this, asked), this.lose.bind(this, asked));
      asked = next(this.state, performance.now());
    }
    clearTimeout(this.timers.wait);
    if (waiting(this.state) !== null && !this.ends.signal.aborted) {
      this.timers.wait = setTimeout(() => this.draw(), PATIENCE + 100);
    }
  }

  /** @param {Asked} asked @param {Answer} answer */
  receive(asked, answer) {
    if (this.ends.signal.aborted) return;
    const was = this.state;
    this.state = answered(was, asked, answer);
    if (this.state === was) return;
    if (!opened(was) && opened(this.state)) this.open(this.state);
    else if (asked.want === "picture") this.frameLand();
    this.ask();
    this.draw();
  }

  /** @param {Asked} asked */
  lose(asked) {
    if (this.ends.signal.aborted) return;
    this.state = lost(this.state, asked);
    this.draw();
  }

  /** Whether nobody has answered for long. @param {number} now */
  unanswered(now) {
    const since = waiting(this.state);
    return since !== null && now - since > PATIENCE;
  }

  // --- changes ------------------------------------------------------------------------

  /** Something moved: draw and ask what is needed now; the rest when the hand rests. @param {Opened} state */
  change(state) {
    this.state = this.unanswered(performance.now()) ? forgotten(state) : state;
    clearTimeout(this.timers.rest);
    this.timers.rest = setTimeout(() => {
      this.state = rested(this.state);
      this.ask();
      this.draw();
    }, REST);
    this.ask();
    this.draw();
  }

  /** @param {Opened} state */
  open(state) {
    const { scene } = state;
    this.root.innerHTML = html(scene); // made of text that is escaped there
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (
      this.root.querySelectorAll("button, input, select, summary")
    )) {
      node.dataset.lmSuppressShortcuts = "true"; // JupyterLab takes arrows and letters
    }
    this.root.style.setProperty("--ck-h", `${height(scene)}px`);
    const one = (/** @type {string} */ name) =>
      /** @type {HTMLElement} */ (this.root.querySelector(name));
    this.parts = {
      land: one(".ck-land"),
      side: one(".ck-side"),
      image: /** @type {HTMLImageElement} */ (one(".ck-land img")),
      canvases: [...this.root.querySelectorAll("canvas")],
      axes: [
        .../** @type {NodeListOf<SVGElement>} */ (
          this.root.querySelectorAll(".ck-pics svg")
        ),
      ],
      handle: one(".ck-start"),
      readout: one(".ck-readout"),
      waits: one(".ck-waits"),
      title: one(".ck-title"),
      clock: one(".ck-clock"),
    };
    for (const canvas of this.parts.canvases) this.resized.observe(canvas);
    this.themed.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    this.scheme.addEventListener("change", () => this.restyle(), {
      signal: this.ends.signal,
    });
    this.restyle();
    follow(this, this.ends.signal);
  }

  restyle() {
    const [canvas] = this.root.getElementsByTagName("canvas");
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const own = inks(this.root);
    const kept = this.easel?.tracks ?? { land: new WeakMap(), side: new WeakMap() };
    const widths = /** @type {Map<string, number>} */ (new Map());
    const measure = (/** @type {string} */ words) => {
      let wide = widths.get(words);
      if (wide === undefined) {
        pen.font = `13px ${own.font}`;
        wide = pen.measureText(words).width;
        widths.set(words, wide);
      }
      return wide;
    };
    this.easel = { inks: own, tracks: kept, turns: new Map(), measure };
    this.draw();
    clearTimeout(this.timers.style);
    this.timers.style = setTimeout(() => this.draw(), 300); // hidden while it changes
  }

  frameLand() {
    if (this.parts && this.state.picture) {
      const { src } = this.state.picture.land;
      if (src) this.parts.image.src = src;
      this.parts.image.hidden = !src;
    }
  }

  // --- drawing ------------------------------------------------------------------------

  /** Bring all up to date with the next frame. */
  draw() {
    if (this.frame || this.ends.signal.aborted || !opened(this.state)) return;
    if (this.parts) this.parts.readout.ariaBusy = "true"; // until the readings are final
    this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  /** @param {number} now */
  paint(now) {
    this.frame = 0;
    this.state = ticked(this.state, now);
    const { state, easel, parts } = this;
    if (!opened(state) || !easel || !parts) return;
    if (state.playing) this.draw();
    const late = this.unanswered(performance.now());
    const done = settled(state);
    this.paintCanvases(state, easel, parts);
    if (!state.playing || now - this.said > 100) {
      this.said = now; // ten readings a second
      say(this.root, state);
      const words = described(state);
      parts.canvases[0].ariaLabel = words.land;
      parts.canvases[1].ariaLabel = words.side;
    }
    sync(this.root, state);
    parts.waits.hidden = !late;
    parts.readout.ariaBusy = String(!done && !late);
  }

  /** @param {Opened} state @param {Easel} easel @param {NonNullable<View["parts"]>} parts */
  paintCanvases(state, easel, { canvases, axes, land, side, handle, title }) {
    const [w, h] = [land.clientWidth, land.clientHeight];
    const [wide, high] = [side.clientWidth, side.clientHeight];
    if (!w || !wide) return; // it is not laid out
    const box = sideBox(state, wide, high);
    const surface = surfaceOf(state);
    const { picture, settings } = state;
    const now =
      JSON.stringify([
        w,
        h,
        wide,
        high,
        settings.surface,
        settings.steps,
        settings.side,
      ]) + picture?.key;
    if (now !== this.axes) {
      this.axes = now;
      axes[0].innerHTML = landAxes(surface, w, h);
      const there = picture?.side;
      const curves = curvesOf(state);
      const drawn = !there
        ? ""
        : "src" in there
          ? curves
            ? ""
            : mapAxes(there, box.w, box.h)
          : curves
            ? curveAxes(there, settings.steps, box.w, box.h)
            : "";
      axes[1].innerHTML = `<g transform="translate(${box.x} ${box.y})">${drawn}</g>`;
      title.textContent = !there ? "" : "src" in there ? there.title : there.label;
      this.root.classList.toggle("ck-mapped", !curves);
      ticks(this.root, state);
    }
    const pens = [canvases[0], canvases[1]].map((canvas, n) =>
      cleared(canvas, n ? wide : w, n ? high : h),
    );
    paintLand(pens[0], state, easel, w, h);
    pens[1].translate(box.x, box.y);
    paintSide(pens[1], state, easel, box);
    const [x, y] = onLand(surface, w, h)(settings.start[0], startUp(state, easel));
    handle.style.translate = `${x}px ${y}px`;
  }
}

/** How high the start is on the picture. @param {Opened} state @param {Easel} _ */
function startUp({ settings, paths, scene }, _) {
  if (settings.start.length > 1) return settings.start[1];
  const run = paths.find((pack) => pack?.arrays);
  return run?.arrays?.xy[1] ?? scene.surfaces[settings.surface].window[1][0];
}

/** A canvas's context, all clear, in CSS pixels. @param {HTMLCanvasElement} canvas @param {number} w @param {number} h */
function cleared(canvas, w, h) {
  const ratio = window.devicePixelRatio;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  if (
    canvas.width !== Math.round(w * ratio) ||
    canvas.height !== Math.round(h * ratio)
  ) {
    Object.assign(canvas, {
      width: Math.round(w * ratio),
      height: Math.round(h * ratio),
    });
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, w, h);
  return pen;
}
