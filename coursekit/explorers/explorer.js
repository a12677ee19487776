// The explorers' front end. It draws what Python computed and asks for what it lacks;
// it knows no rule and no surface. In this order: pure parts, questions to Python,
// drawing, controls, render.

const REST = 70; // ms without input after which the hand rests
const PATIENCE = 4000; // ms after which an unanswered question is worth a sentence
const SILENT =
  "Python has not answered yet: it is busy, or it was restarted (then run the cell again).";
const TYPES = { f4: Float32Array, i2: Int16Array, u1: Uint8Array };
const DASHES = { "-": [], "--": [6, 4], "-.": [8, 3, 2, 3], ":": [2, 3] };
const ARROWS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1],
};

// --- pure parts ---------------------------------------------------------------------

export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export function nearest(positions, value) {
  const away = positions.map((p) => Math.abs(p - value));
  return away.indexOf(Math.min(...away));
}

// What somebody types: 0.05, 1e-3, −0.9, 1/12. NaN if it is no number.
export function number(text) {
  const parts = text.replace("−", "-").split("/");
  if (parts.length > 2 || parts.some((part) => part.trim() === "")) return NaN;
  return parts.map(Number).reduce((a, b) => a / b);
}

export function show(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "−∞";
  const plain = x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e6);
  const text = plain ? String(Number(x.toPrecision(digits))) : x.toExponential(digits - 2);
  return text.replaceAll("-", "−").replace("e+", "e");
}

// A point of the window, rounded to about a thousandth of it.
export function inside(window, point) {
  return point.map((c, k) => {
    const [low, high] = window[k];
    const digits = clamp(3 - Math.ceil(Math.log10(high - low)), 0, 12);
    return Number(clamp(c, low, high).toFixed(digits));
  });
}

// The named arrays of an answer, each on its own buffer.
export function unpack(arrays, buffers) {
  const named = arrays.map(([name, type], i) => {
    const { buffer, byteOffset, byteLength } = buffers[i];
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
    return [name, new TYPES[type](bytes)];
  });
  return Object.fromEntries(named);
}

// One run out of a pack of many; loss and slope cover every step or the last one only.
export function runAt({ length, arrays }, cell) {
  const part = ([name, array]) => {
    const n = array.length / arrays.left.length;
    return [name, array.subarray(cell * n, (cell + 1) * n)];
  };
  const run = Object.fromEntries(Object.entries(arrays).map(part));
  return { ...run, length, left: run.left[0], reached: run.reached[0] };
}

// A number that is known at every step or at the last one only, as text.
export function at(values, t, length, digits) {
  const known = values.length === length ? values[t] : t === length - 1 && values[0];
  return known === false ? "…" : show(known, digits);
}

// Which run of a grid has these knobs, -1 if none; the last axis counts fastest.
export function cellOf(axes, knobs) {
  return Object.entries(axes).reduce((cell, [knob, positions]) => {
    const i = positions.indexOf(knobs[knob]);
    return cell < 0 || i < 0 ? -1 : cell * positions.length + i;
  }, 0);
}

// --- questions to Python: one at a time, the most urgent of the present state ---------

const surfaceOf = (v) => v.scene.surfaces[v.state.surface];
const walkKey = ({ surface, start, steps }, knobs) =>
  JSON.stringify([surface, start, steps, knobs]);
const pathKey = (state, i) => walkKey(state, state.knobs[i]);
const gridKey = (state, i, axes) => walkKey(state, { ...state.knobs[i], ...axes });
const pictureKey = ({ surface, steps }) => `${surface}, ${steps}`;

const hasPath = (v, i) => v.paths[i]?.key === pathKey(v.state, i);
const hasGrid = (v, i) => v.grids[i]?.key === gridKey(v.state, i, v.grids[i]?.axes);

// What is known of runner i as it is set now: {run} or {error}, null if nothing is.
function held(v, i) {
  if (hasPath(v, i)) return v.paths[i];
  const { pack, axes } = hasGrid(v, i) ? v.grids[i] : {};
  const cell = pack ? cellOf(axes, v.state.knobs[i]) : -1;
  return cell < 0 ? null : { run: runAt(pack, cell) };
}

function lacking(v) {
  if (!v.scene) return { want: "scene" };
  if (!v.pictures[pictureKey(v.state)]) return { want: "picture" };
  const runners = v.on.flatMap((on, i) => (on ? [i] : []));
  const unknown = runners.filter((i) => !held(v, i));
  if (unknown.length) return { want: "path", runners: unknown };
  const inexact = runners.filter((i) => !hasPath(v, i));
  if (v.resting && inexact.length) return { want: "path", runners: inexact };
  const gridless = runners.filter((i) => !hasGrid(v, i)).slice(0, 1);
  return v.resting && gridless.length ? { want: "grid", runners: gridless } : null;
}

function ask(v) {
  const question = v.asked ? null : lacking(v);
  if (!question) return;
  const state = v.scene && structuredClone(v.state);
  const seq = `${v.id}.${++v.count}`;
  v.asked = { ...question, seq, state, since: performance.now() };
  try {
    v.model.send({ ...question, seq, ...(state && { state }) });
  } catch {
    v.asked.since = -Infinity; // Python is gone
  }
  setTimeout(() => redraw(v), PATIENCE + 100);
}

const unanswered = (v) => v.asked && performance.now() - v.asked.since > PATIENCE;

function receive(v, answer, buffers) {
  if (answer.seq !== v.asked?.seq) return; // another view's, or too late
  const { want, runners, state } = v.asked;
  v.asked = null;
  if (want === "scene") begin(v, answer);
  if (want === "picture") v.pictures[pictureKey(state)] = panels(answer, buffers);
  let used = 0;
  answer.runs?.forEach((facts, n) => {
    const i = runners[n];
    const mine = buffers.slice(used, (used += facts.arrays?.length ?? 0));
    const pack = facts.arrays && { ...facts, arrays: unpack(facts.arrays, mine) };
    if (want === "grid") {
      v.grids[i] = { ...facts, pack, key: gridKey(state, i, facts.axes) };
      return;
    }
    v.paths[i] = { ...facts, run: pack && runAt(pack, 0), key: pathKey(state, i) };
    if (state.surface === v.state.surface) v.runs[i] = v.paths[i];
  });
  redraw(v);
  ask(v);
}

// Something moved: draw and ask what is needed now; the rest when the hand rests.
function touched(v) {
  if (unanswered(v)) v.asked = null;
  v.resting = false;
  v.readout.ariaBusy = "true";
  clearTimeout(v.timer);
  v.timer = setTimeout(() => {
    v.resting = true;
    redraw(v);
    ask(v);
  }, REST);
  redraw(v);
  ask(v);
}

// --- drawing ------------------------------------------------------------------------

function redraw(v) {
  v.frame ||= v.scene && requestAnimationFrame(() => draw(v));
}

function draw(v) {
  v.frame = 0;
  v.runs = v.on.map((on, i) => (on ? held(v, i) ?? v.runs[i] : null));
  const [xs, ys] = surfaceOf(v).window;
  const across = (x) => (x - xs[0]) / (xs[1] - xs[0]);
  const up = (y) => (y - ys[0]) / (ys[1] - ys[0]);
  drawRuns(v, v.canvases[0], (run, t) => [across(run.xy[2 * t]), up(run.xy[2 * t + 1])]);
  const part = (run, t) => t / Math.max(run.length - 1, 1);
  drawRuns(v, v.canvases[1], (run, t) => [part(run, t), run.height[t] / 255]);
  const [x, y = v.runs.find((held) => held?.run)?.run.xy[1] ?? ys[0]] = v.state.start;
  v.handle.style.left = `${100 * across(x)}%`;
  v.handle.style.top = `${100 - 100 * up(y)}%`;
  v.runs.forEach((held, i) => say(v.readout.children[i], sentence(v, held, i)));
  say(v.readout.lastChild, unanswered(v) ? SILENT : "");
  const settled = v.resting && !v.playing && !lacking(v); // only then is it worth reading aloud
  v.readout.ariaBusy = String(!settled && !unanswered(v));
  sync(v);
}

const say = (node, text) => node.textContent !== text && (node.textContent = text);

// Every runner's points on one canvas; `place` gives (across, up), from 0 to 1.
function drawRuns(v, canvas, place) {
  const context = canvas.getContext("2d");
  const ratio = window.devicePixelRatio;
  const [w, h] = [canvas.width / ratio, canvas.height / ratio];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, w, h);
  v.runs.forEach((held, i) => {
    if (!held?.run) return;
    const { run } = held;
    const end = run.left < 0 ? run.length - 1 : run.left; // a path ends where it leaves
    const points = [];
    for (let t = 0; t <= end; t++) {
      const [across, up] = place(run, t);
      points.push([clamp(across * w, -1e4, 1e4), clamp(h - up * h, -1e4, 1e4)]);
    }
    drawRun(v, context, points, v.scene.runners[i], v.colors[i]);
  });
}

// A run up to step v.t; what follows is only hinted at.
function drawRun(v, context, points, { polygon, linestyle }, color) {
  const past = points.slice(0, v.t + 1);
  const dash = DASHES[linestyle];
  context.globalAlpha = 0.35;
  line(context, points.slice(v.t), color, 1.5, dash);
  context.globalAlpha = 1;
  line(context, past, v.colors.paper, 4);
  line(context, past, color, 1.7, dash);
  context.fillStyle = color;
  marks(context, past, polygon, past.length > 40 ? 2 : 3);
  context.fill();
  marks(context, past.slice(-1), polygon, 6);
  context.fill();
  context.strokeStyle = v.colors.paper;
  context.lineWidth = 1.5;
  context.stroke();
}

function line(context, points, color, width, dash = []) {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}

// The outline of a marker (a polygon around 0) of radius r at each point.
function marks(context, points, polygon, r) {
  context.beginPath();
  for (const [x, y] of points) {
    polygon.forEach(([a, b], k) => context[k ? "lineTo" : "moveTo"](x + r * a, y - r * b));
    context.closePath();
  }
}

// What the picture shows of runner i, for screen readers and for learners.
function sentence(v, held, i) {
  const { name } = v.scene.runners[i];
  if (!held) return v.on[i] ? `${name}: …` : "";
  if (held.error) return held.error;
  const { xy, loss, slope, left, reached, length } = held.run;
  const { minima, near } = surfaceOf(v);
  const t = Math.min(v.t, length - 1);
  const theta = [...xy.slice(2 * t, 2 * t + v.state.start.length)].map((c) => show(c, 6));
  const which = minima > 1 ? "a" : "the";
  return [
    `${name}, step ${t} of ${length - 1}: θ = ${theta[1] ? `(${theta.join(", ")})` : theta},`,
    `f = ${at(loss, t, length, 6)}, |∇f| = ${at(slope, t, length, 3)}.`,
    reached < 0 ? "" : `Reached ${which} minimum (to ${near}) at step ${reached}.`,
    left < 0 ? "" : `Left the picture at step ${left}.`,
    v.grids[i]?.slow,
  ].filter(Boolean).join(" ");
}

// --- controls: each input names, by its path in the view, the value that it shows ------

const read = (v, path) => path.split(".").reduce((part, key) => part?.[key], v);

function write(v, path, value) {
  const [, home, key] = path.match(/^(?:(.*)\.)?(.*)$/);
  (home ? read(v, home) : v)[key] = value;
}

// The positions of a knob's slider (the slider of steps has none: it counts).
const stops = (v, path) => read(surfaceOf(v).sliders, path.replace("state.knobs.", ""));

function sync(v) {
  for (const input of v.root.querySelectorAll("[data-path]")) {
    const { path } = input.dataset;
    const value = read(v, path);
    input.hidden = value === undefined; // y, where the surface has but x
    if (input.hidden) continue;
    if (input.type === "range") {
      const positions = stops(v, path);
      input.max = positions ? positions.length - 1 : v.state.steps;
      input.value = positions ? nearest(positions, value) : value;
      input.ariaValueText = show(value, 7);
    } else if (input.type === "checkbox") {
      input.checked = value;
    } else if (input !== document.activeElement && input.ariaInvalid !== "true") {
      input.value = input.type === "text" ? Number(value.toPrecision(7)) : value;
    }
  }
  say(v.root.querySelector("[data-do=play]"), v.playing ? "Pause" : "Play");
  v.pictures[pictureKey(v.state)]?.forEach(({ url, place }, n) => {
    if (v.images[n].src === url) return;
    v.images[n].src = url;
    Object.assign(v.canvases[n].parentNode.style, place);
  });
}

function onInput(v, { target: input }) {
  if (input.type !== "range") return;
  const { path } = input.dataset;
  v.playing = v.playing && path !== "t";
  write(v, path, stops(v, path)?.[input.value] ?? Number(input.value));
  touched(v);
}

function onChange(v, { target: input }) {
  if (input.type === "range") return;
  const { path } = input.dataset;
  const value = input.type === "checkbox" ? input.checked : number(input.value);
  const whole = path !== "state.steps" || (Number.isInteger(value) && value > 0);
  input.ariaInvalid = String(!(whole && Number.isFinite(Number(value)) && value <= 1e9));
  if (input.ariaInvalid === "false") write(v, path, value);
  if (path === "state.surface") choose(v, { ...v.state, start: surfaceOf(v).start });
  if (path === "state.steps") v.t = v.state.steps;
  touched(v);
}

function choose(v, state) {
  Object.assign(v, { state: structuredClone(state), t: state.steps, runs: [] });
  v.playing = false;
  v.root.querySelectorAll("[aria-invalid]").forEach((input) => (input.ariaInvalid = null));
  touched(v);
}

const ACTIONS = {
  play: (v) => {
    v.playing = !v.playing;
    v.readout.ariaBusy = "true";
    walk(v, performance.now(), v.t < v.state.steps ? v.t : 0);
  },
  back: (v) => goTo(v, v.t - 1),
  next: (v) => goTo(v, v.t + 1),
  reset: (v) => choose(v, v.scene.state),
};

function goTo(v, t) {
  v.playing = false;
  v.t = clamp(t, 0, v.state.steps);
  redraw(v);
}

function walk(v, since, from) {
  redraw(v);
  requestAnimationFrame((now) => {
    if (!v.playing) return;
    const gone = Math.max(0, Math.floor(((now - since) * v.speed) / 1000));
    v.t = Math.min(from + gone, v.state.steps);
    v.playing = v.t < v.state.steps;
    walk(v, since, from);
  });
}

// --- the start point: mouse, pen, touch, keys -------------------------------------------

function moveStart(v, point) {
  v.state.start = inside(surfaceOf(v).window, point).slice(0, v.state.start.length);
  touched(v);
}

function startHandle(v, handle, land) {
  const follow = ({ clientX, clientY }) => {
    const { left, top, width, height } = land.getBoundingClientRect();
    const [[x0, x1], [y0, y1]] = surfaceOf(v).window;
    const [across, down] = [(clientX - left) / width, (clientY - top) / height];
    moveStart(v, [x0 + across * (x1 - x0), y1 - down * (y1 - y0)]);
  };
  const grab = (event) => handle.setPointerCapture(event.pointerId);
  handle.onpointerdown = grab;
  handle.onpointermove = handle.onpointerup = (event) =>
    handle.hasPointerCapture(event.pointerId) && follow(event);
  handle.onkeydown = (event) => {
    if (!ARROWS[event.key]) return;
    event.preventDefault();
    const { window } = surfaceOf(v);
    const part = event.shiftKey ? 0.1 : 0.01;
    const move = (c, k) => c + part * ARROWS[event.key][k] * (window[k][1] - window[k][0]);
    moveStart(v, v.state.start.map(move));
  };
  land.onclick = follow; // a tap; a finger that scrolls the page must not move it
  land.onpointerdown = (event) => {
    if (event.pointerType === "touch") return;
    event.preventDefault();
    handle.focus({ preventScroll: true });
    grab(event);
    follow(event);
  };
}

// --- render -------------------------------------------------------------------------

// matplotlib's pictures, and where in each (in percent) its axes are.
function panels({ places }, buffers) {
  return buffers.map((buffer, n) => {
    const url = URL.createObjectURL(new Blob([buffer], { type: "image/png" }));
    const [left, top, width, height] = places[n].map((part) => `${part}%`);
    return { url, place: { left, top, width, height } };
  });
}

function begin(v, scene) {
  const start = { state: structuredClone(scene.state), t: scene.state.steps, speed: 20 };
  Object.assign(v, { scene, ...start, on: scene.runners.map(() => true) });
  v.root.innerHTML = scene.html; // made by Python, escaped there
  v.images = v.root.querySelectorAll("img");
  v.canvases = v.root.querySelectorAll("canvas");
  v.readout = v.root.querySelector("[role=status]");
  v.handle = v.root.querySelector(".ck-start");
  startHandle(v, v.handle, v.canvases[0]);
  for (const canvas of v.canvases) v.resized.observe(canvas);
  for (const control of v.root.querySelectorAll("input, select, button")) {
    control.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrow keys
  }
  dress(v);
  touched(v);
}

// Colours as the theme resolves them: a canvas knows no CSS variables.
function dress(v) {
  const { jpThemeLight } = document.body.dataset;
  const system = matchMedia("(prefers-color-scheme: dark)").matches;
  v.root.classList.toggle("ck-dark", jpThemeLight ? jpThemeLight === "false" : system);
  const swatches = [...v.root.querySelectorAll("svg")];
  v.colors = swatches.map((swatch) => getComputedStyle(swatch).color);
  v.colors.paper = getComputedStyle(v.root).getPropertyValue("--ck-paper");
  redraw(v);
}

function fit(v, entries) {
  for (const { target, contentRect } of entries) {
    target.width = Math.round(contentRect.width * window.devicePixelRatio);
    target.height = Math.round(contentRect.height * window.devicePixelRatio);
  }
  if (v.scene) draw(v);
}

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "ck";
  root.textContent = "This picture comes to life when Python answers.";
  el.append(root);
  const id = Math.random().toString(36).slice(2);
  const v = { model, root, id, count: 0, asked: null, resting: false };
  Object.assign(v, { paths: [], grids: [], runs: [], on: [], pictures: {}, frame: 0 });
  v.resized = new ResizeObserver((entries) => fit(v, entries));
  const theme = matchMedia("(prefers-color-scheme: dark)");
  const themed = new MutationObserver(() => dress(v));
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
  const again = () => dress(v);
  theme.addEventListener("change", again);
  const answered = (content, buffers) => receive(v, content, buffers);
  model.on("msg:custom", answered);
  root.oninput = (event) => onInput(v, event);
  root.onchange = (event) => onChange(v, event);
  root.onkeydown = ({ key, target }) => {
    if (key !== "Enter" || target.type !== "text") return;
    target.blur(); // what ends an edit, in every browser
    target.focus();
  };
  root.onclick = ({ target }) => ACTIONS[target.dataset.do]?.(v);
  ask(v);
  return () => {
    model.off("msg:custom", answered);
    theme.removeEventListener("change", again);
    themed.disconnect();
    v.resized.disconnect();
    v.playing = false;
  };
}

export default { render };
