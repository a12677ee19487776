// @ts-check
// One explorer on a page: the state, the engine that it asks, and what shows it.

import { curveAxes, landAxes, mapAxes } from "./axes.js";
import { height, html } from "./controls.js";
import { follow } from "./hands.js";
import { onLand, paintLand } from "./land.js";
import { inks } from "./looks.js";
import { paintBasins, paintEnds, paintReach } from "./painting.js";
import { mapTitle } from "./placing.js";
import { controls, say, set, slide, sync, tell, ticks } from "./showing.js";
import { mapped, paintSide, sideBox } from "./side.js";
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
 * @import { Answer, Asked, Box, Engine, Opened, State } from "./types"
 * @import { Easel } from "./tracks"
 */

const REST = 70; // ms without input after which the hand rests
const READING = 100; // ms between two readings while something moves
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
    this.made = /** @type {Map<string, unknown[]>} */ (new Map()); // and what for
    this.sizes = { w: 0, h: 0, wide: 0, high: 0 }; // of both pictures, in CSS pixels
    /** @type {Easel | null} */
    this.easel = null;
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.resized = new ResizeObserver(() => this.measure());
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
    else if (asked.want === "picture") this.lay();
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
    const now = performance.now();
    if (this.state.resting) this.said = now; // the picture first
    this.state = this.unanswered(now) ? forgotten(state) : state;
    clearTimeout(this.timers.rest);
    this.timers.rest = setTimeout(() => {
      this.state = rested(this.state);
      this.engine.told(this.state.settings);
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
      canvases: /** @type {HTMLCanvasElement[]} */ ([
        ...this.root.querySelectorAll("canvas[role=img]"),
      ]),
      ground: /** @type {HTMLCanvasElement} */ (one(".ck-ground")),
      basins: /** @type {HTMLCanvasElement} */ (one(".ck-basins")),
      map: /** @type {HTMLCanvasElement} */ (one(".ck-map")),
      axes: [
        .../** @type {NodeListOf<SVGElement>} */ (
          this.root.querySelectorAll(".ck-pics svg")
        ),
      ],
      handle: one(".ck-start"),
      readout: one(".ck-readout"),
      waits: one(".ck-waits"),
      title: one(".ck-title"),
      controls: controls(this.root),
    };
    this.resized.observe(this.parts.land);
    this.resized.observe(this.parts.side);
    this.measure();
    this.themed.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
    this.scheme.addEventListener("change", () => this.restyle(), {
      signal: this.ends.signal,
    });
    this.restyle();
    follow(this, this.ends.signal);
  }

  /** Take the sizes of both pictures: no frame asks the page for its layout. */
  measure() {
    if (!this.parts) return;
    const { land, side } = this.parts;
    const [w, h] = [land.clientWidth, land.clientHeight];
    this.sizes = { w, h, wide: side.clientWidth, high: side.clientHeight };
    this.draw();
  }

  restyle() {
    const canvas = document.createElement("canvas");
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
    this.timers.style = setTimeout(() => this.measure(), 300); // hidden while it changes
  }

  /** Lay a new picture under paths and axes. */
  lay() {
    const { state, parts } = this;
    if (!parts || !opened(state) || !state.picture) return;
    const { land, side, surface } = state.picture;
    const { inks, runners, surfaces } = state.scene;
    if (land.src) set(parts.image, "src", land.src);
    parts.image.hidden = !land.src;
    parts.ground.hidden = !land.ground;
    if (land.ground && this.outdated("ground", [land.ground]))
      land.ground(parts.ground);
    parts.basins.hidden = !land.basin;
    if (land.basin && this.outdated("basins", [land.basin]))
      paintBasins(parts.basins, land.basin, inks);
    const { map } = surfaces[surface];
    const shown = "label" in side ? null : side;
    parts.map.hidden = !shown?.reach && !shown?.ends;
    if (!map || !shown || !this.outdated("map", [shown])) return;
    const { color } = runners[mapped(map)];
    if (shown.reach) paintReach(parts.map, shown.reach, color, inks);
    if (shown.ends) paintEnds(parts.map, shown.ends, color, inks);
  }

  // --- drawing ------------------------------------------------------------------------

  /**
   * Whether something is to be made anew, for a part of what it is made of is another.
   * @param {string} what @param {unknown[]} of
   */
  outdated(what, of) {
    const was = this.made.get(what);
    this.made.set(what, of);
    return !was || of.some((part, n) => part !== was[n]);
  }

  /** Bring all up to date with the next frame. */
  draw() {
    if (this.frame || this.ends.signal.aborted || !opened(this.state)) return;
    if (this.parts) set(this.parts.readout, "ariaBusy", "true"); // until they are final
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
    this.paintCanvases(state, easel, parts); // before what makes the page lay itself out
    const moves = !state.resting || state.playing;
    if (!moves || now - this.said > READING) {
      this.said = now;
      say(this.root, state);
      const words = described(state);
      set(parts.canvases[0], "ariaLabel", words.land);
      set(parts.canvases[1], "ariaLabel", words.side);
      sync(this.root, parts.controls, state);
    }
    slide(parts.controls, state);
    parts.waits.hidden = !late;
    set(parts.readout, "ariaBusy", !done && !late);
  }

  /** @param {Opened} state @param {Easel} easel @param {NonNullable<View["parts"]>} parts */
  paintCanvases(state, easel, parts) {
    const { w, h, wide, high } = this.sizes;
    const { settings, picture, paths, playing } = state;
    const of = [settings, picture, paths, playing, easel, this.sizes];
    if (!w || !wide || !this.outdated("canvases", of)) return;
    const box = sideBox(state, wide, high);
    this.layAxes(state, parts, box);
    const pens = [
      cleared(parts.canvases[0], w, h),
      cleared(parts.canvases[1], wide, high),
    ];
    paintLand(pens[0], state, easel, w, h);
    pens[1].translate(box.x, box.y);
    paintSide(pens[1], state, easel, box);
    const to = onLand(surfaceOf(state), w, h);
    const [x, y] = to(settings.start[0], startUp(state));
    set(parts.handle.style, "translate", `${x}px ${y}px`);
  }

  /** Numbers and titles around both pictures. @param {Opened} state @param {NonNullable<View["parts"]>} parts @param {Box} box */
  layAxes(state, parts, box) {
    const { w, h, wide, high } = this.sizes;
    const { axes, title } = parts;
    const surface = surfaceOf(state);
    const { inks, runners } = state.scene;
    const { side, steps } = state.settings;
    const there = state.picture?.side;
    if (this.outdated("land", [surface, w, h]))
      axes[0].innerHTML = landAxes(surface, w, h);
    if (this.outdated("side", [surface, wide, high, side, steps, there])) {
      const curves = curvesOf(state);
      const lines = there && "label" in there ? there : null;
      const { map } = surface;
      const drawn = curves
        ? lines && curveAxes(lines, steps, box.w, box.h)
        : there &&
          map &&
          !("label" in there) &&
          mapAxes(there, map, inks, runners[mapped(map)].color, box.w, box.h);
      const svg = `<g transform="translate(${box.x} ${box.y})">${drawn || ""}</g>`;
      if (this.outdated("svg", [svg])) axes[1].innerHTML = svg;
      tell(title, !there ? "" : "label" in there ? there.label : mapTitle(there, map));
      const { style } = parts.map;
      [style.left, style.top] = [`${box.x}px`, `${box.y}px`];
      [style.width, style.height] = [`${box.w}px`, `${box.h}px`];
      this.root.classList.toggle("ck-mapped", !curves);
    }
    if (!this.outdated("ticks", [surface, w, wide])) return;
    if (this.root.clientWidth) ticks(this.root, state);
    else this.made.delete("ticks"); // hidden, as while a theme changes: nothing is wide
  }
}

/** How high the start is on the picture. @param {Opened} state */
function startUp({ settings, paths, scene }) {
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
