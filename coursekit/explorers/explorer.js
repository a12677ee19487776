// The explorers' front end. It draws what Python computed and asks for what it lacks;
// it knows no rule and no surface. In this order: pure parts, questions to Python,
// drawing, controls, render. `v` is one view, `v.state` all that a reader can set.

const REST = 70; // ms without input after which the hand rests
const PATIENCE = 4000; // ms after which an unanswered question is worth a sentence
const TYPES = { f4: Float32Array, i2: Int16Array, u1: Uint8Array };
const [INK, PAPER] = ["#000", "#fff"]; // the dark theme's filter turns them over
const ARROWS = { Left: [-1, 0], Right: [1, 0], Down: [0, -1], Up: [0, 1] };

// --- pure parts ---------------------------------------------------------------------
export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

export const nearest = (positions, value) => positions.reduce((best, p, i) =>
  Math.abs(p - value) < Math.abs(positions[best] - value) ? i : best, 0);

// What somebody types: 0.05, 1e-3, −0.9, 1/12. NaN if it is no number.
export const number = (text) =>
  text.replace("−", "-").split("/").map((part) => Number(part.trim() || NaN))
    .reduce((a, b) => a / b);

export function show(x, digits) {
  if (!Number.isFinite(x)) return x > 0 ? "∞" : x < 0 ? "−∞" : "not a number";
  const plain = x === 0 || (Math.abs(x) >= 1e-4 && Math.abs(x) < 1e6);
  const text = plain ? Number(x.toPrecision(digits)) : x.toExponential(digits - 2);
  return String(text).replaceAll("-", "−").replace("e+", "e");
}

// A point of the window, with so many digits as its surface wants.
export const inside = ({ window, digits }, point) =>
  point.map((c, k) => Number(clamp(c, ...window[k]).toFixed(digits[k])));

// The named arrays of an answer; takes their buffers off the front of the list.
export const unpack = (names, parts) => Object.fromEntries(names.map(([name, type]) => {
  const { buffer, byteOffset: from, byteLength } = parts.shift();
  return [name, new TYPES[type](buffer.slice(from, from + byteLength))];
}));

// One run out of a pack of many; loss and slope may be known at the last step only.
export function runAt({ arrays = {}, ...facts }, cell) {
  for (const [name, array] of Object.entries(arrays)) {
    const n = array.length / arrays.left.length;
    facts[name] = array.subarray(cell * n, (cell + 1) * n);
  }
  return facts;
}

// A number of step t as text, "…" where it is not known.
export const at = (values, t, length, digits) =>
  t < length - values.length ? "…" : show(values[t - length + values.length], digits);

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
const curvesOf = ({ scene, state }) => scene.sides[state.side].curves; // a map has none
const pictureKey = ({ scene, state: { surface, steps, side, basins, start, knobs } }) =>
  JSON.stringify([surface, steps, side, basins,
    (basins || !scene.sides[side].curves) && [start, knobs]]);
const keyOf = ({ surface, start, steps, knobs }, i, axes) =>
  JSON.stringify([surface, start, steps, { ...knobs[i], ...axes }]);

// A "path" is a pack of one run, known at each step; a "grid" one of every position.
const has = (v, i, pack) =>
  pack && (pack.slow || pack.key === keyOf(v.state, i, pack.axes));

// The run of i as it is set now, or {error}; null if it is not known.
function held(v, i) {
  for (const pack of [v.packs.path[i], v.packs.grid[i]]) {
    const fits = has(v, i, pack) && !pack.slow;
    const cell = fits ? cellOf(pack.axes, v.state.knobs[i]) : -1;
    if (cell >= 0) return runAt(pack, cell);
  }
  return null;
}

function lacking(v) {
  if (!v.scene) return { want: "scene" };
  if (v.picture?.surface !== v.state.surface) return { want: "picture" };
  const known = (i) => v.scene.alone || // without Python there are but grids
    (v.resting ? has(v, i, v.packs.path[i]) : held(v, i));
  const runners = v.state.on.flatMap((on, i) => (on ? [i] : []));
  const unknown = runners.filter((i) => !known(i));
  if (unknown.length) return { want: "path", runners: unknown };
  if (!v.resting && !v.scene.alone) return null;
  const gridless = runners.filter((i) => !has(v, i, v.packs.grid[i]));
  if (gridless.length) return { want: "grid", runners: gridless.slice(0, 1) };
  return v.picture.key === pictureKey(v) ? null : { want: "picture" };
}

function ask(v) {
  const question = v.asked ? null : lacking(v);
  if (!question) return;
  const asked = { ...question, seq: Math.random(), state: structuredClone(v.state) };
  v.asked = { ...asked, since: performance.now() };
  setTimeout(() => unanswered(v) && update(v), PATIENCE + 100);
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
  if (want === "picture") v.picture = { ...answer, key: pictureKey({ ...v, state }) };
  answer.panels?.forEach(({ src, style }, n) => {
    v.images[n].src = src;
    v.canvases[n].parentNode.style.cssText = style;
  });
  answer.runs?.forEach((facts, n) => {
    const arrays = facts.arrays && unpack(facts.arrays, buffers);
    const key = keyOf(state, runners[n], facts.axes);
    v.packs[want][runners[n]] = { ...facts, arrays, key };
  });
  update(v);
}

// Something moved: draw and ask what is needed now; the rest when the hand rests.
function touched(v) {
  if (unanswered(v)) v.asked = null;
  v.resting = false;
  clearTimeout(v.timer);
  v.timer = setTimeout(() => update(Object.assign(v, { resting: true })), REST);
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
  if (v.playing) {
    const gone = Math.floor(((now - v.playing.since) * v.state.speed) / 1000);
    v.state.t = clamp(v.playing.from + gone, 0, v.state.steps);
    v.playing = v.state.t < v.state.steps ? v.playing : null;
    update(v);
  }
  const newest = (i) => runAt(v.packs.path[i] ?? {}, 0); // until that of now arrives
  v.runs = v.state.on.map((on, i) => (on ? held(v, i) ?? newest(i) : {}));
  const { window } = surfaceOf(v);
  const to = (c, k) => (c - window[k][0]) / (window[k][1] - window[k][0]);
  const point = (name) => (run, t) => [0, 1].map((k) => to(run[name][2 * t + k], k));
  const curve = (n) => (r, t) => [t / v.state.steps, r.height[n * r.length + t] / 255];
  drawRuns(v, v.canvases[0], [point("xy")], point("via"));
  drawRuns(v, v.canvases[1], curvesOf(v)?.map(curve) ?? [(run, t, i) => cell(v, i)]);
  const [x, y = v.runs.find((run) => run.xy)?.xy[1] ?? window[1][0]] = v.state.start;
  v.handle.style.cssText = `left: ${100 * to(x, 0)}%; top: ${100 - 100 * to(y, 1)}%`;
  if (!v.playing || now - (v.told ?? 0) > 100) v.told = now; // ten readings a second
  v.runs.forEach((run, i) => v.told === now &&
    set(v.readout.children[i], "textContent", sentence(v, run, i)));
  v.readout.lastElementChild.hidden = !unanswered(v);
  const rests = v.resting && !v.playing && !lacking(v);
  v.readout.ariaBusy = String(!rests && !unanswered(v));
  sync(v);
}

// Every runner on one canvas. Each of `curves` says where step t is: (across, up), from
// 0 to 1; `between`, how far the velocity takes it before the slope takes over.
function drawRuns(v, canvas, curves, between) {
  const { clientWidth: w, clientHeight: h } = canvas;
  const [ratio, { t }] = [window.devicePixelRatio, v.state];
  Object.assign(canvas, { width: w * ratio, height: h * ratio }); // this clears it, too
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  const pixel = ([x, up = 0.03]) => [w * x, h - h * up].map((c) => clamp(c, -1e4, 1e4));
  v.runs.forEach((run, i) => {
    if (!run.xy) return;
    const end = run.left < 0 ? run.length - 1 : run.left; // a path ends where it leaves
    const [all, look] = [Array.from({ length: end + 1 }), v.scene.runners[i]];
    const drawn = curves.map((place) => all.map((_, t) => pixel(place(run, t, i))));
    drawn.forEach((points, n) => drawRun(context, points, t, look, n));
    if (!between || !run.via || t >= end) return;
    const via = pixel(between(run, t));
    arrow(context, drawn[0][t], via, look.color); // βv
    arrow(context, via, drawn[0][t + 1], INK); // −ηg
  });
}

// A run up to step t; what follows is only hinted at. A second curve is dotted.
function drawRun(context, points, t, { color, dash, polygon }, n) {
  const [past, dashed] = [points.slice(0, t + 1), n ? [2, 3] : dash];
  const some = past.filter((_, t) => t % Math.ceil(points.length / 100) === 0);
  line(context, points.slice(t), `${color}60`, 1.5, dashed);
  line(context, past, PAPER, 4, []);
  line(context, past, color, 1.7, dashed);
  marks(context, some, color, polygon, n ? 1 : past.length > 40 ? 2 : 3);
  marks(context, past.slice(-1), color, polygon, 6);
  Object.assign(context, { strokeStyle: PAPER }).stroke();
}

function line(context, points, color, width, dash) {
  context.beginPath();
  points.forEach(([x, y]) => context.lineTo(x, y));
  Object.assign(context, { strokeStyle: color, lineWidth: width });
  context.setLineDash(dash);
  context.stroke();
}

// A marker (a polygon around 0) of radius r at each point.
function marks(context, points, color, polygon, r) {
  context.beginPath();
  for (const [x, y] of points) {
    context.moveTo(x + r * polygon[0][0], y - r * polygon[0][1]);
    polygon.forEach(([a, b]) => context.lineTo(x + r * a, y - r * b));
  }
  context.setLineDash([]);
  context.fillStyle = color;
  context.fill();
}

function arrow(context, [x, y], [a, b], color) {
  const back = Math.atan2(y - b, x - a);
  const wing = (turn) => [a + 9 * Math.cos(back + turn), b + 9 * Math.sin(back + turn)];
  line(context, [[x, y], [a, b], wing(0.4), [a, b], wing(-0.4)], color, 3, []);
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
const set = (node, key, to) => String(node[key]) !== String(to) && (node[key] = to);
const read = (part, path) => path.split(".").reduce((part, key) => part?.[key], part);

function write(state, path, value) {
  const [, home, key] = path.match(/(?:(.*)\.)?(.*)/);
  (home ? read(state, home) : state)[key] = value;
}

// The positions of a knob's slider (the slider of steps has none: it counts).
const stops = (v, path) => surfaceOf(v).stops[path];

// Where the knobs of runner i stand on the map of two knobs, if it is the map's.
function cell(v, i) {
  const part = (path) => path.startsWith(`knobs.${i}.`)
    ? (nearest(stops(v, path), read(v.state, path)) + 0.5) / stops(v, path).length : -1;
  return surfaceOf(v).map.map(part);
}

function sync(v) {
  for (const input of v.root.querySelectorAll("[data-path]")) {
    const value = read(v.state, input.dataset.path);
    const positions = stops(v, input.dataset.path);
    input.hidden = value === undefined; // y, where the surface has but x
    if (input.type === "range") {
      set(input, "max", positions ? positions.length - 1 : v.state.steps);
      set(input, "value", positions ? nearest(positions, value) : value);
      set(input, "ariaValueText", show(value, 7));
    } else if (input.type === "checkbox") {
      input.checked = value;
    } else if (input !== document.activeElement && input.ariaInvalid !== "true") {
      set(input, "value", value === undefined ? "" : Number(value.toPrecision(7)));
    }
  }
  set(v.root.querySelector("[data-do]"), "textContent", v.playing ? "Pause" : "Play");
}

// A slider moves all the while; what is typed or picked counts when it is done.
function onEdit(v, { type, key, target: input }) {
  const done = key === "Enter" ? "keydown" : "change"; // JupyterLab takes Enter
  if (type !== ({ range: "input", text: done }[input.type] ?? "change")) return;
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
  const { t, steps } = v.state ?? {};
  if (dataset.do === "reset") choose(v, v.scene.state);
  if (dataset.do === "play") play(v, t < steps ? t : 0, v.playing);
  if (dataset.do !== "step") return;
  v.playing = null;
  v.state.t = clamp(t + Number(dataset.by), 0, steps);
  touched(v);
}

function play(v, from, stop) {
  v.playing = stop ? null : { since: performance.now(), from };
  touched(v);
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
  const box = land.parentNode; // the handle's, too
  const follow = (event) => {
    const [at, { window }] = [place(event, land), surfaceOf(v)];
    moveStart(v, window.map(([low, high], k) => low + at[k] * (high - low)));
    if (v.state.basins && event.type !== "pointermove") play(v, 0);
  };
  box.onpointerdown = (event) => {
    if (event.pointerType === "touch" && event.target === land) return; // it may scroll
    event.preventDefault();
    v.handle.focus({ preventScroll: true });
    box.setPointerCapture(event.pointerId);
    if (event.target === land) follow(event);
  };
  box.onpointermove = box.onpointerup = (event) =>
    box.hasPointerCapture(event.pointerId) && follow(event);
  box.onclick = (event) => event.pointerType === "touch" && follow(event); // a tap
  v.handle.onkeydown = (event) => {
    const signs = ARROWS[event.key.replace("Arrow", "")];
    if (!signs) return;
    event.preventDefault();
    const widths = surfaceOf(v).window.map(([low, high]) => high - low);
    const part = event.shiftKey ? 0.1 : 0.01;
    moveStart(v, v.state.start.map((c, k) => c + part * signs[k] * widths[k]));
  };
  side.onclick = (event) => {
    if (curvesOf(v)) return;
    const at = place(event, side);
    surfaceOf(v).map.forEach((path, k) => {
      const positions = stops(v, path);
      write(v.state, path, positions[Math.floor(at[k] * positions.length)]);
    });
    play(v, 0);
  };
}

// --- render -------------------------------------------------------------------------
function begin(v, scene) {
  Object.assign(v, { scene, state: structuredClone(scene.state) });
  v.root.innerHTML = scene.html; // made by Python, escaped there
  [v.images, v.canvases] = ["img", "canvas"].map((tag) => v.root.querySelectorAll(tag));
  v.readout = v.root.querySelector("[role=status]");
  v.handle = v.root.querySelector(".ck-start");
  v.resized = new ResizeObserver(() => update(v));
  v.canvases.forEach((canvas) => v.resized.observe(canvas));
  hands(v);
  touched(v);
}

function render({ model, el }) {
  const v = { model, root: el, packs: { path: [], grid: [] } };
  el.className = "ck";
  el.textContent = "This picture comes to life when Python answers.";
  el.oninput = el.onchange = el.onkeydown = (event) => onEdit(v, event);
  el.onclick = (event) => onClick(v, event);
  const answered = (content, buffers) => receive(v, content, [...buffers]);
  model.on("msg:custom", answered);
  update(v);
  return () => model.off("msg:custom", answered);
}

export default { render };
