// The explorers' front end. It draws what Python computed and asks for what it lacks;
// it knows no rule and no surface. In this order: pure parts, questions to Python,
// drawing, controls, render. `v` is one view, `v.state` all that a reader can set.

const REST = 70; // ms without input after which the hand rests
const PATIENCE = 4000; // ms after which an unanswered question is worth a sentence
const TYPES = { f4: Float32Array, i2: Int16Array, u1: Uint8Array };
const PAPER = "#fff"; // the dark theme's filter turns it over
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
  return parts.map((p) => (p.trim() ? Number(p) : NaN)).reduce((a, b) => a / b);
}

export function show(x, digits) {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "not a number";
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
    const { buffer, byteOffset: from, byteLength } = buffers.shift();
    return [name, new TYPES[type](buffer.slice(from, from + byteLength))];
  };
  return Object.fromEntries(names.map(array));
}

// One run out of a pack of many; loss and slope may be known at the last step only.
export function runAt({ arrays = {}, ...facts }, cell) {
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

// --- questions to Python: one at a time, the most urgent of the present state -------
const unanswered = (v) => v.asked && performance.now() - v.asked.since > PATIENCE;
const surfaceOf = (v) => v.scene.surfaces[v.state.surface];
const pictureKey = ({ surface, steps, start, knobs, side, basins }) =>
  JSON.stringify([surface, steps, (side || basins) && [side, basins, start, knobs]]);
const keyOf = ({ surface, start, steps, knobs }, i, axes) =>
  JSON.stringify([surface, start, steps, { ...knobs[i], ...axes }]);

// A "path" is a pack of one run, known at each step; a "grid" one of every position.
const has = (v, want, i, pack = v.packs[want][i]) =>
  pack && (pack.slow || pack.key === keyOf(v.state, i, pack.axes));

// The run of i as it is set now, or {error}; null if it is not known.
function held(v, i) {
  for (const want of ["path", "grid"]) {
    const pack = v.packs[want][i];
    const fits = has(v, want, i) && !pack.slow;
    const cell = fits ? cellOf(pack.axes, v.state.knobs[i]) : -1;
    if (cell >= 0) return runAt(pack, cell);
  }
  return null;
}

function lacking(v) {
  if (!v.scene) return { want: "scene" };
  if (v.picture?.surface !== v.state.surface) return { want: "picture" };
  const runners = v.state.on.flatMap((on, i) => (on ? [i] : []));
  const unknown = runners.filter((i) => !(v.resting ? has(v, "path", i) : held(v, i)));
  if (unknown.length) return { want: "path", runners: unknown };
  if (!v.resting) return null;
  const gridless = runners.filter((i) => !has(v, "grid", i)).slice(0, 1);
  if (gridless.length) return { want: "grid", runners: gridless };
  return v.picture.key === pictureKey(v.state) ? null : { want: "picture" };
}

function ask(v) {
  const question = v.asked ? null : lacking(v);
  if (!question) return;
  const asked = { ...question, seq: Math.random(), state: structuredClone(v.state) };
  v.asked = { ...asked, since: performance.now() };
  setTimeout(() => update(v), PATIENCE + 100);
  try {
    v.model.send(asked);
  } catch {
    v.asked.since = -Infinity; // Python is gone
  }
}

function receive(v, answer, buffers) {
  if (answer.seq !== v.asked?.seq) return; // another view's, or too late
  const { want, runners, state } = v.asked;
  v.asked = null;
  if (want === "scene") begin(v, answer);
  if (want === "picture") v.picture = { ...answer, key: pictureKey(state) };
  answer.runs?.forEach((facts, n) => {
    const i = runners[n];
    const arrays = facts.arrays && unpack(facts.arrays, buffers);
    v.packs[want][i] = { ...facts, arrays, key: keyOf(state, i, facts.axes) };
  });
  update(v);
}

// Something moved: draw and ask what is needed now; the rest when the hand rests.
function touched(v) {
  if (unanswered(v)) v.asked = null;
  v.resting = false;
  clearTimeout(v.timer);
  v.timer = setTimeout(() => {
    v.resting = true;
    update(v);
  }, REST);
  update(v);
}

// --- drawing ------------------------------------------------------------------------
// Draw what is known, ask for what is not.
function update(v) {
  ask(v);
  if (!v.scene || v.frame) return;
  v.readout.ariaBusy = "true"; // until the readings are final
  v.frame = requestAnimationFrame((now) => draw(v, now));
}

function draw(v, now) {
  v.frame = 0;
  if (v.playing) walk(v, now);
  const newest = (i) => runAt(v.packs.path[i] ?? {}, 0); // until that of now arrives
  v.runs = v.state.on.map((on, i) => (on ? held(v, i) ?? newest(i) : {}));
  const { window } = surfaceOf(v);
  const to = (c, k) => (c - window[k][0]) / (window[k][1] - window[k][0]);
  drawRuns(v, v.canvases[0], ({ xy }, t) => [to(xy[2 * t], 0), to(xy[2 * t + 1], 1)]);
  const curve = (run, t) => [t / v.state.steps, run.height[t] / 255];
  drawRuns(v, v.canvases[1], v.state.side ? (_, t, i) => cell(v, i) : curve);
  const [x, y = v.runs.find((run) => run.xy)?.xy[1] ?? window[1][0]] = v.state.start;
  v.handle.style.cssText = `left: ${100 * to(x, 0)}%; top: ${100 - 100 * to(y, 1)}%`;
  v.runs.forEach((run, i) => say(v.readout.children[i], sentence(v, run, i)));
  v.readout.lastElementChild.hidden = !unanswered(v);
  const busy = !v.resting || v.playing || lacking(v);
  v.readout.ariaBusy = String(Boolean(busy && !unanswered(v)));
  sync(v);
}

// Every runner's points on one canvas; `place` gives (across, up), from 0 to 1.
function drawRuns(v, canvas, place) {
  const { clientWidth: w, clientHeight: h } = canvas;
  const ratio = window.devicePixelRatio;
  Object.assign(canvas, { width: w * ratio, height: h * ratio }); // this clears it, too
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  v.runs.forEach((run, i) => {
    if (!run.xy) return;
    const end = run.left < 0 ? run.length - 1 : run.left; // a path ends where it leaves
    const points = [];
    for (let t = 0; t <= end; t++) {
      const [across, up] = place(run, t, i);
      points.push([clamp(across * w, -1e4, 1e4), clamp(h - up * h, -1e4, 1e4)]);
    }
    drawRun(context, points, v.state.t, v.scene.runners[i]);
  });
}

// A run up to step t; what follows is only hinted at.
function drawRun(context, points, t, { color, dash, polygon }) {
  const past = points.slice(0, t + 1);
  line(context, points.slice(t), `${color}60`, 1.5, dash);
  line(context, past, PAPER, 4, []);
  line(context, past, color, 1.7, dash);
  context.setLineDash([]);
  context.fillStyle = color;
  marks(context, past, polygon, past.length > 40 ? 2 : 3);
  marks(context, past.slice(-1), polygon, 6);
  context.strokeStyle = PAPER;
  context.stroke();
}

function line(context, points, color, width, dash) {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  Object.assign(context, { strokeStyle: color, lineWidth: width });
  context.setLineDash(dash);
  context.stroke();
}

// A marker (a polygon around 0) of radius r at each point.
function marks(context, points, polygon, r) {
  context.beginPath();
  for (const [x, y] of points) {
    const [[a, b], ...others] = polygon;
    context.moveTo(x + r * a, y - r * b);
    others.forEach(([a, b]) => context.lineTo(x + r * a, y - r * b));
  }
  context.fill();
}

// What the picture shows of runner i, for screen readers and for learners.
function sentence(v, run, i) {
  if (!run.xy) return run.error ?? "";
  const { xy, loss, slope, left, reached, length } = run;
  const t = Math.min(v.state.t, length - 1);
  const [x, y] = [...xy.slice(2 * t, 2 * t + 2)].map((c) => show(c, 6));
  const theta = v.state.start.length > 1 ? `(${x}, ${y})` : x;
  return [
    `${v.scene.runners[i].name}, step ${t}: θ = ${theta},`,
    `f = ${at(loss, t, length, 6)}, |∇f| = ${at(slope, t, length, 3)}.`,
    reached < 0 ? "" : `Reached ${surfaceOf(v).reach} at step ${reached}.`,
    left < 0 ? "" : `Left the picture at step ${left}.`,
    v.packs.grid[i]?.slow,
  ].filter(Boolean).join(" ");
}

// --- controls: each input names, by its path in the state, the value that it shows ---
const say = (node, text) => node.textContent !== text && (node.textContent = text);
const read = (part, path) => path.split(".").reduce((part, key) => part?.[key], part);

function write(state, path, value) {
  const [, home, key] = path.match(/(?:(.*)\.)?(.*)/);
  (home ? read(state, home) : state)[key] = value;
}

// The positions of a knob's slider (the slider of steps has none: it counts).
const stops = (v, path) => surfaceOf(v).stops[path];

// Where the knobs of runner i stand on the map of two knobs, if it is the map's.
function cell(v, i) {
  const part = (path) => nearest(stops(v, path), read(v.state, path)) + 0.5;
  const { map } = surfaceOf(v);
  if (!map[0].startsWith(`knobs.${i}.`)) return [-1, -1];
  return map.map((path) => part(path) / stops(v, path).length);
}

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
  v.picture?.panels.forEach(({ src, style }, n) => {
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
  Object.assign(v, { state: structuredClone(state), playing: null });
  v.packs.path = []; // no path of another surface
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
  update(v);
}

// --- on the pictures: mouse, pen, touch, keys ---------------------------------------
function moveStart(v, point) {
  v.state.start = inside(surfaceOf(v), point.slice(0, v.state.start.length));
  touched(v);
}

// Where an event is on an element: [across, up], from 0 to just below 1.
function place({ clientX, clientY }, element) {
  const { left, bottom, width, height } = element.getBoundingClientRect();
  const parts = [(clientX - left) / width, (bottom - clientY) / height];
  return parts.map((part) => clamp(part, 0, 0.9999));
}

function hands(v) {
  const [land, side] = v.canvases;
  const follow = (event) => {
    const at = place(event, land);
    const { window } = surfaceOf(v);
    moveStart(v, window.map(([low, high], k) => low + at[k] * (high - low)));
  };
  const grab = (event) => v.handle.setPointerCapture(event.pointerId);
  v.handle.onpointerdown = grab;
  v.handle.onpointermove = v.handle.onpointerup = (event) =>
    v.handle.hasPointerCapture(event.pointerId) && follow(event);
  v.handle.onkeydown = (event) => {
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
    v.handle.focus({ preventScroll: true });
    grab(event);
    follow(event);
  };
  side.onclick = (event) => {
    if (!v.state.side) return;
    const at = place(event, side);
    surfaceOf(v).map.forEach((path, k) => {
      const positions = stops(v, path);
      write(v.state, path, positions[Math.floor(at[k] * positions.length)]);
    });
    touched(v);
  };
}

// --- render -------------------------------------------------------------------------
function begin(v, scene) {
  Object.assign(v, { scene, state: structuredClone(scene.state) });
  v.root.innerHTML = scene.html; // made by Python, escaped there
  [v.images, v.canvases] = ["img", "canvas"].map((tag) => v.root.querySelectorAll(tag));
  v.readout = v.root.querySelector("[role=status]");
  v.handle = v.root.querySelector(".ck-start");
  hands(v);
  touched(v);
}

function render({ model, el }) {
  const v = { model, root: el, packs: { path: [], grid: [] } };
  el.className = "ck";
  el.textContent = "This picture comes to life when Python answers.";
  el.oninput = el.onchange = (event) => onEdit(v, event);
  el.onclick = (event) => onClick(v, event);
  el.onkeydown = ({ key, target }) => {
    if (key === "Enter" && target.type === "text") target.blur(), target.focus();
  };
  const resized = new ResizeObserver(() => update(v));
  resized.observe(el);
  const answered = (content, buffers) => receive(v, content, [...buffers]);
  model.on("msg:custom", answered);
  update(v);
  return () => {
    model.off("msg:custom", answered);
    resized.disconnect();
  };
}

export default { render };
