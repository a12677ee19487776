// The explorers' front end. It draws what Python computed and asks for what it lacks;
// it knows no rule and no surface. In this order: pure parts, questions to Python,
// drawing, controls, render. `v` is one view, `v.state` all that a reader can set.

const REST = 70; // ms without input after which the hand rests
const PATIENCE = 4000; // ms after which an unanswered question is worth a sentence
const TYPES = { f4: Float32Array, i2: Int16Array, u1: Uint8Array };
const ARROWS = { Left: [-1, 0], Right: [1, 0], Down: [0, -1], Up: [0, 1] };

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

export function show(x, digits) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "−∞";
  const plain = x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e6);
  const text = plain ? Number(x.toPrecision(digits)) : x.toExponential(digits - 2);
  return String(text).replaceAll("-", "−").replace("e+", "e");
}

// A point of the window, with so many digits as its surface wants.
export function inside({ window, digits }, point) {
  return point.map((c, k) => Number(clamp(c, ...window[k]).toFixed(digits[k])));
}

// The named arrays of an answer; takes their buffers off the front of the list.
export function unpack(names, buffers) {
  const array = ([name, type]) => {
    const { buffer, byteOffset, byteLength } = buffers.shift();
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
    return [name, new TYPES[type](bytes)];
  };
  return Object.fromEntries(names.map(array));
}

// One run out of a pack of many; loss and slope may be known at the last step only.
export function runAt({ arrays, ...facts }, cell) {
  const part = ([name, array]) => {
    const n = array.length / arrays.left.length;
    return [name, array.subarray(cell * n, (cell + 1) * n)];
  };
  return { ...facts, ...Object.fromEntries(Object.entries(arrays).map(part)) };
}

// A number of step t as text, "…" where it is not known.
export function at(values, t, length, digits) {
  const last = length - values.length; // 0 if every step is known
  return t < last ? "…" : show(values[t - last], digits);
}

// Which run of a pack has these knobs, -1 if none; the last axis counts fastest.
export function cellOf(axes, knobs) {
  return Object.entries(axes).reduce((cell, [knob, positions]) => {
    const i = positions.indexOf(knobs[knob]);
    return cell < 0 || i < 0 ? -1 : cell * positions.length + i;
  }, 0);
}

// --- questions to Python: one at a time, the most urgent of the present state ---------

const surfaceOf = (v) => v.scene.surfaces[v.state.surface];
const pictureKey = ({ surface, steps }) => `${surface}, ${steps}`;
const keyOf = ({ surface, start, steps, knobs }, i, axes) =>
  JSON.stringify([surface, start, steps, { ...knobs[i], ...axes }]);

// A "path" is a pack of one run, known at each step; a "grid" holds all positions' runs.
function has(v, want, i) {
  const pack = v.packs[want][i];
  return pack && (pack.slow || pack.key === keyOf(v.state, i, pack.axes));
}

// The run of i as it is set now, or {error}; null if it is not known.
function held(v, i) {
  for (const want of ["path", "grid"]) {
    const pack = v.packs[want][i];
    const cell = has(v, want, i) ? cellOf(pack.axes, v.state.knobs[i]) : -1;
    if (cell >= 0 && !pack.slow) return pack.arrays ? runAt(pack, cell) : pack;
  }
  return null;
}

function lacking(v) {
  if (!v.scene) return { want: "scene" };
  if (!v.pictures[pictureKey(v.state)]) return { want: "picture" };
  const runners = v.state.on.flatMap((on, i) => (on ? [i] : []));
  const unknown = runners.filter((i) => !(v.resting ? has(v, "path", i) : held(v, i)));
  if (unknown.length) return { want: "path", runners: unknown };
  const gridless = runners.filter((i) => !has(v, "grid", i)).slice(0, 1);
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
  if (want === "picture") v.pictures[pictureKey(state)] = answer.panels;
  answer.runs?.forEach((facts, n) => {
    const i = runners[n];
    const arrays = facts.arrays && unpack(facts.arrays, buffers);
    v.packs[want][i] = { ...facts, arrays, key: keyOf(state, i, facts.axes) };
    if (want === "path" && state.surface === v.state.surface) {
      v.runs[i] = arrays ? runAt(v.packs.path[i], 0) : facts; // newest, if not of now
    }
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
  v.frame ||= v.scene && requestAnimationFrame((now) => draw(v, now));
}

function draw(v, now) {
  v.frame = 0;
  if (v.playing) walk(v, now);
  v.runs = v.state.on.map((on, i) => (on ? held(v, i) ?? v.runs[i] : null));
  const [xs, ys] = surfaceOf(v).window;
  const across = (x) => (x - xs[0]) / (xs[1] - xs[0]);
  const up = (y) => (y - ys[0]) / (ys[1] - ys[0]);
  drawRuns(v, v.canvases[0], ({ xy }, t) => [across(xy[2 * t]), up(xy[2 * t + 1])]);
  drawRuns(v, v.canvases[1], (run, t) => [t / v.state.steps, run.height[t] / 255]);
  const [x, y = v.runs.find((run) => run?.xy)?.xy[1] ?? ys[0]] = v.state.start;
  Object.assign(v.handle.style, { left: percent(across(x)), top: percent(1 - up(y)) });
  v.runs.forEach((run, i) => say(v.readout.children[i], sentence(v, run, i)));
  v.readout.lastElementChild.hidden = !unanswered(v);
  const settled = v.resting && !v.playing && !lacking(v); // now worth reading aloud
  v.readout.ariaBusy = String(!settled && !unanswered(v));
  sync(v);
}

const percent = (part) => `${100 * part}%`;
const say = (node, text) => node.textContent !== text && (node.textContent = text);

// Every runner's points on one canvas; `place` gives (across, up), from 0 to 1.
function drawRuns(v, canvas, place) {
  const context = canvas.getContext("2d");
  const ratio = window.devicePixelRatio;
  const [w, h] = [canvas.width / ratio, canvas.height / ratio];
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, w, h);
  v.runs.forEach((run, i) => {
    if (!run?.xy) return;
    const end = run.left < 0 ? run.length - 1 : run.left; // a path ends where it leaves
    const points = [];
    for (let t = 0; t <= end; t++) {
      const [across, up] = place(run, t);
      points.push([clamp(across * w, -1e4, 1e4), clamp(h - up * h, -1e4, 1e4)]);
    }
    drawRun(v, context, points, v.scene.runners[i], v.colors[i]);
  });
}

// A run up to the present step; what follows is only hinted at.
function drawRun(v, context, points, { polygon, dash }, color) {
  const past = points.slice(0, v.state.t + 1);
  context.globalAlpha = 0.35;
  line(context, points.slice(v.state.t), color, 1.5, dash);
  context.globalAlpha = 1;
  line(context, past, v.colors.paper, 4, []);
  line(context, past, color, 1.7, dash);
  context.setLineDash([]);
  context.fillStyle = color;
  marks(context, past, polygon, past.length > 40 ? 2 : 3);
  context.fill();
  marks(context, past.slice(-1), polygon, 6);
  context.fill();
  context.strokeStyle = v.colors.paper;
  context.stroke();
}

function line(context, points, color, width, dash) {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  Object.assign(context, { strokeStyle: color, lineWidth: width });
  context.setLineDash(dash);
  context.stroke();
}

// The outline of a marker (a polygon around 0) of radius r at each point.
function marks(context, points, polygon, r) {
  context.beginPath();
  for (const [x, y] of points) {
    const [[a, b], ...others] = polygon;
    context.moveTo(x + r * a, y - r * b);
    others.forEach(([a, b]) => context.lineTo(x + r * a, y - r * b));
  }
}

// What the picture shows of runner i, for screen readers and for learners.
function sentence(v, run, i) {
  const { name } = v.scene.runners[i];
  if (!run) return v.state.on[i] ? `${name}: …` : "";
  if (run.error) return run.error;
  const { xy, loss, slope, left, reached, length } = run;
  const t = Math.min(v.state.t, length - 1);
  const [x, y] = [...xy.slice(2 * t, 2 * t + 2)].map((c) => show(c, 6));
  const theta = v.state.start.length > 1 ? `(${x}, ${y})` : x;
  return [
    `${name}, step ${t} of ${length - 1}: θ = ${theta},`,
    `f = ${at(loss, t, length, 6)}, |∇f| = ${at(slope, t, length, 3)}.`,
    reached < 0 ? "" : `Reached ${surfaceOf(v).reach} at step ${reached}.`,
    left < 0 ? "" : `Left the picture at step ${left}.`,
    v.packs.grid[i]?.slow,
  ].filter(Boolean).join(" ");
}

// --- controls: each input names, by its path in the state, the value that it shows -----

const read = (part, path) => path.split(".").reduce((part, key) => part?.[key], part);

function write(state, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  keys.reduce((part, key) => part[key], state)[last] = value;
}

// The positions of a knob's slider (the slider of steps has none: it counts).
const stops = (v, path) => read(surfaceOf(v).sliders, path.replace("knobs.", ""));

function sync(v) {
  for (const input of v.root.querySelectorAll("[data-path]")) {
    const value = read(v.state, input.dataset.path);
    input.hidden = value === undefined; // y, where the surface has but x
    if (input.type === "range") {
      const positions = stops(v, input.dataset.path);
      input.max = positions ? positions.length - 1 : v.state.steps;
      input.value = positions ? nearest(positions, value) : value;
      input.ariaValueText = show(value, 7);
    } else if (input.type === "checkbox") {
      input.checked = value;
    } else if (input !== document.activeElement && input.ariaInvalid !== "true") {
      input.value = value === undefined ? "" : Number(value.toPrecision(7));
    }
  }
  say(v.root.querySelector("[data-do=play]"), v.playing ? "Pause" : "Play");
  v.pictures[pictureKey(v.state)]?.forEach(({ src, style }, n) => {
    if (v.images[n].src === src) return;
    v.images[n].src = src;
    v.canvases[n].parentNode.style.cssText = style;
  });
}

// A slider moves all the while; what is typed or picked counts when it is done.
function onEdit(v, { type, target: input }) {
  if ((input.type === "range") !== (type === "input")) return;
  const { path } = input.dataset;
  const typed = input.type === "checkbox" ? input.checked : number(input.value);
  const value = input.type === "range" ? stops(v, path)?.[typed] ?? typed : typed;
  const whole = path !== "steps" || (Number.isInteger(value) && value > 0);
  input.ariaInvalid = String(!whole || !Number.isFinite(Number(value)));
  if (input.ariaInvalid === "false") write(v.state, path, value);
  if (path === "t") v.playing = null;
  if (path === "steps") v.state.t = v.state.steps;
  if (path === "surface") choose(v, { ...v.state, start: surfaceOf(v).start });
  touched(v);
}

function choose(v, state) {
  Object.assign(v, { state: structuredClone(state), runs: [], playing: null });
  v.root.querySelectorAll("input").forEach((input) => (input.ariaInvalid = null));
  touched(v);
}

function onClick(v, { target: { dataset } }) {
  if (!dataset.do) return;
  const { t, steps } = v.state;
  const now = { since: performance.now(), from: t < steps ? t : 0 };
  v.playing = dataset.do === "play" && !v.playing ? now : null;
  v.state.t = clamp(t + Number(dataset.by ?? 0), 0, steps);
  dataset.do === "reset" ? choose(v, v.scene.state) : touched(v);
}

function walk(v, now) {
  const { since, from } = v.playing;
  const gone = Math.floor((Math.max(0, now - since) * v.state.speed) / 1000);
  v.state.t = Math.min(from + gone, v.state.steps);
  if (v.state.t === v.state.steps) v.playing = null;
  redraw(v);
}

// --- the start point: mouse, pen, touch, keys -------------------------------------------

function moveStart(v, point) {
  v.state.start = inside(surfaceOf(v), point.slice(0, v.state.start.length));
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
    const signs = ARROWS[event.key.replace("Arrow", "")];
    if (!signs) return;
    event.preventDefault();
    const widths = surfaceOf(v).window.map(([low, high]) => high - low);
    const part = event.shiftKey ? 0.1 : 0.01;
    moveStart(v, v.state.start.map((c, k) => c + part * signs[k] * widths[k]));
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

function begin(v, scene) {
  Object.assign(v, { scene, state: structuredClone(scene.state), runs: [] });
  v.root.innerHTML = scene.html; // made by Python, escaped there
  v.images = v.root.querySelectorAll("img");
  v.canvases = v.root.querySelectorAll("canvas");
  v.readout = v.root.querySelector("[role=status]");
  v.handle = v.root.querySelector(".ck-start");
  startHandle(v, v.handle, v.canvases[0]);
  for (const canvas of v.canvases) v.resized.observe(canvas);
  dress(v);
  touched(v);
}

// Colours as the page's theme resolves them: a canvas knows no CSS variables.
function dress(v) {
  const [ink] = getComputedStyle(v.root).color.match(/\d+/);
  v.root.classList.toggle("ck-dark", Number(ink) > 127);
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
  dress(v);
}

function render({ model, el }) {
  const id = Math.random().toString(36).slice(2);
  const v = { model, root: el, id, count: 0, pictures: {}, packs: { path: [], grid: [] } };
  el.className = "ck";
  el.textContent = "This picture comes to life when Python answers.";
  v.resized = new ResizeObserver((entries) => fit(v, entries));
  const themed = new MutationObserver(() => dress(v));
  themed.observe(document.body, { attributeFilter: ["data-jp-theme-name"] });
  const system = matchMedia("(prefers-color-scheme: dark)");
  system.onchange = () => dress(v);
  const answered = (content, buffers) => receive(v, content, [...buffers]);
  model.on("msg:custom", answered);
  el.oninput = el.onchange = (event) => onEdit(v, event);
  el.onclick = (event) => onClick(v, event);
  el.onkeydown = ({ key, target }) => {
    if (key === "Enter" && target.type === "text") target.blur(), target.focus();
  };
  ask(v);
  return () => {
    model.off("msg:custom", answered);
    themed.disconnect();
    v.resized.disconnect();
    system.onchange = null;
  };
}

export default { render };
