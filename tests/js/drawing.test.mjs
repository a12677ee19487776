// What is drawn, against a pen that writes down what it is told.
import assert from "node:assert/strict";
import test from "node:test";

import { landBoxes } from "../../coursekit/explorers/front/axes.js";
import { drawRun } from "../../coursekit/explorers/front/drawing.js";
import { track } from "../../coursekit/explorers/front/geometry.js";
import { paintLand } from "../../coursekit/explorers/front/land.js";
import { paintSide } from "../../coursekit/explorers/front/side.js";

const INKS = {
  paper: "paper",
  ink: "ink",
  soft: "soft",
  hair: "hair",
  dark: false,
  font: "x",
};
const LOOK = {
  color: "red",
  dash: [7, 3],
  polygon: [
    [0, 1],
    [1, -1],
    [-1, -1],
  ],
};

/** A pen that keeps strokes, fills and words, each with its style. */
function recorder() {
  const drawn = [];
  let [path, dash] = [[], []];
  return {
    drawn,
    globalAlpha: 1,
    beginPath: () => (path = []),
    moveTo: (x, y) => path.push(["move", x, y]),
    lineTo: (x, y) => path.push(["line", x, y]),
    arc: (x, y) => path.push(["dot", x, y]),
    setLineDash: (next) => (dash = next),
    stroke() {
      const { strokeStyle: color, lineWidth: width, globalAlpha: alpha } = this;
      drawn.push({ kind: "stroke", color, width, alpha, dash, path: [...path] });
    },
    fill() {
      drawn.push({ kind: "fill", color: this.fillStyle, path: [...path] });
    },
    strokeText() {},
    fillText: (words, x, y) => drawn.push({ kind: "words", words, x, y }),
  };
}

const points = (drawn) =>
  drawn.flatMap(({ path = [] }) => path.map(([, x, y]) => [x, y]));
const line = (n) =>
  track(
    Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 ? 50 : 8 * (i / 2))),
    400,
    100,
  );

test("a run is strong up to the step shown, and a hairline from there on", () => {
  const pen = recorder();
  drawRun(pen, line(5), 2, 4, LOOK, INKS);
  const [ghost, casing, strong, dots] = pen.drawn;
  assert.deepEqual([ghost.color, ghost.width, ghost.alpha], ["red", 1, 0.5]);
  assert.deepEqual(ghost.path, [
    ["move", 16, 50],
    ["line", 24, 50],
    ["line", 32, 50],
  ]);
  assert.equal(casing.color, "paper");
  assert.deepEqual([strong.color, strong.alpha, strong.dash], ["red", 1, [7, 3]]);
  assert.deepEqual(strong.path, [
    ["move", 0, 50],
    ["line", 8, 50],
    ["line", 16, 50],
  ]);
  assert.deepEqual(
    dots.path.filter(([kind]) => kind === "dot"),
    [
      ["dot", 0, 50],
      ["dot", 8, 50],
    ],
  );
});

test("a path that left for good is not drawn any further", () => {
  const pen = recorder();
  drawRun(pen, line(60), 60, 7, LOOK, INKS);
  assert.equal(Math.max(...points(pen.drawn).map(([x]) => x)), 7 * 8);
});

test("a cut line has one chevron in its colour, and only once it is reached", () => {
  const xy = Float64Array.of(10, 50, 30, 20, 50, -40, 70, -90);
  const chevrons = (t) => {
    const pen = recorder();
    drawRun(pen, track(xy, 400, 100), t, 3, LOOK, INKS);
    return pen.drawn.filter(({ color, width }) => color === "red" && width === 2.2)
      .length;
  };
  assert.deepEqual([1, 2, 3].map(chevrons), [0, 1, 1]);
});

// --- whole pictures -------------------------------------------------------------------

const STEPS = 100;

/** A state with runs whose places are told by functions of the step. */
function shown(places, changes = {}) {
  const runs = places.map(({ xy, height = () => 0.5, ...facts }) => {
    const length = STEPS + 1;
    const each = (n, of) => Float32Array.from({ length: n * length }, (_, i) => of(i));
    return {
      axes: {},
      length,
      taken: new Map(),
      arrays: {
        xy: each(2, (i) => xy(i >> 1)[i % 2]),
        heights: each(1, height),
        left: [facts.left ?? -1],
        arrived: [-1],
        first: [-1],
        basin: [0],
      },
    };
  });
  const settings = {
    surface: 0,
    start: [1, 1],
    steps: STEPS,
    knobs: places.map(() => ({})),
    on: places.map(() => true),
    t: STEPS,
    side: 0,
    basins: false,
    ...changes,
  };
  const surface = {
    name: "canyon",
    start: [1, 1],
    window: [
      [0, 3],
      [0, 2],
    ],
    letters: ["x", "y"],
    minima: [[2, 1]],
    floors: [0],
    wells: [""],
    near: 0.004,
  };
  const key = (i) => JSON.stringify([0, settings.start, STEPS, settings.knobs[i]]);
  return {
    scene: {
      surfaces: [surface],
      runners: places.map(({ name = "gd" }) => ({ ...LOOK, name, dark: "pink" })),
      sides: [{ name: "loss curve", curves: [0] }],
    },
    settings,
    picture: { span: [0, 1], land: { words: [] } },
    paths: runs.map((run, i) => ({ ...run, key: key(i) })),
    asked: [],
    playing: null,
  };
}

const easel = () => ({
  inks: INKS,
  tracks: { land: new WeakMap(), side: new WeakMap() },
  turns: new Map(),
  measure: (words) => 7 * words.length,
});

test("a path beyond the picture is cut, its end named, and no marker is drawn", () => {
  const pen = recorder();
  paintLand(pen, shown([{ xy: (t) => [1 + t, 1], left: 3 }]), easel(), 300, 200);
  const reds = pen.drawn.filter(({ color }) => color === "red");
  assert.ok(points(reds).every(([x, y]) => x >= -3 && x <= 303 && y >= -3 && y <= 203));
  const words = pen.drawn.flatMap(({ words }) => words ?? []);
  assert.ok(words.includes("left at step 3"));
  assert.ok(!words.includes("gd"));
});

test("names stand at their runs, once where runs stand together", () => {
  const pen = recorder();
  const places = ["gd", "momentum", "adam"].map((name, n) => ({
    name,
    xy: () => (n < 2 ? [2, 0.5] : [0.5, 1.5]),
  }));
  paintLand(pen, shown(places), easel(), 300, 200);
  const words = pen.drawn.flatMap(({ words }) => words ?? []).sort();
  assert.deepEqual(words, ["adam", "gd and momentum", "minimum", "start"]);
});

test("all names of a crowd are said, in as many lines as they need", () => {
  const names = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"];
  const pen = recorder();
  const places = names.map((name) => ({ name, xy: () => [1, 1.5] }));
  paintLand(pen, shown(places), easel(), 300, 200);
  const said = pen.drawn.flatMap(({ words }) => words ?? []);
  assert.match(said.join(" "), /gd, momentum, nesterov, adagrad, rmsprop and adam/);
  assert.ok(said.every((words) => words.length <= 22));
});

test("no words stand on a number of an axis", () => {
  const pen = recorder();
  const state = shown([{ xy: (t) => [0.15 * t, 0.32] }]);
  state.scene.surfaces[0].minima = [[0.85, 0.2]];
  paintLand(pen, state, easel(), 300, 200);
  const { x, y } = pen.drawn.find(({ words }) => words === "minimum");
  const word = { x, y: y - 13, w: 7 * "minimum".length, h: 17 };
  for (const box of landBoxes(state.scene.surfaces[0], 300, 200)) {
    const aside = word.x >= box.x + box.w || word.x + word.w <= box.x;
    assert.ok(aside || word.y >= box.y + box.h || word.y + word.h <= box.y);
  }
});

test("curves end at the edge of their axes: neither a floor nor a plateau", () => {
  for (const height of [(t) => 1 - t / 20, (t) => 0.5 + t / 20]) {
    const pen = recorder();
    paintSide(pen, shown([{ xy: () => [1, 1], height }]), easel(), { w: 200, h: 100 });
    const strong = pen.drawn.find(
      ({ color, width }) => color === "red" && width === 1.6,
    );
    const last = strong.path.at(-1);
    assert.ok(last[2] === 0 || last[2] === 100);
    const steps = height(0) === 1 ? 20 : 10;
    assert.ok(Math.abs(last[1] - 2 * steps) < 1e-3, String(last));
    const onEdge = strong.path.filter(([, , y]) => y === 0 || y === 100);
    assert.ok(onEdge.length <= 2);
  }
});

test("values far below the axis, or no numbers, draw nothing on its edge", () => {
  const pen = recorder();
  const height = (t) => (t < 10 ? 0.5 : t < 50 ? -1e9 : Number.POSITIVE_INFINITY);
  paintSide(pen, shown([{ xy: () => [1, 1], height }]), easel(), { w: 200, h: 100 });
  const strong = pen.drawn.find(({ color, width }) => color === "red" && width === 1.6);
  for (let n = 1; n < strong.path.length; n++) {
    const [kind, , y] = strong.path[n];
    const level =
      kind === "line" && y === strong.path[n - 1][2] && (y === 0 || y === 100);
    assert.ok(!level);
  }
});

test("a curve stays where it is when its axis grows", () => {
  const height = (t) => 1 - t / 50;
  const drawnAt = (span) => {
    const pen = recorder();
    const state = {
      ...shown([{ xy: () => [1, 1], height }]),
      picture: { span, land: { words: [] } },
    };
    paintSide(pen, state, easel(), { w: 200, h: 100 });
    return pen.drawn.find(({ width }) => width === 1.6).path.at(-1);
  };
  assert.ok(Math.abs(drawnAt([0, 1])[1] - 100) < 1e-3); // cut at step 50
  assert.ok(Math.abs(drawnAt([-1, 1])[1] - 200) < 1e-3); // to the end
});

test("names at the ends of curves are whole where there is room, else in two rows, else cut", () => {
  const names = ["gd", "conjugate_gradient"];
  const places = names.map((name, n) => ({
    name,
    xy: () => [1, n],
    height: () => n / 2,
  }));
  const written = (w) => {
    const pen = recorder();
    paintSide(pen, shown(places), easel(), { w, h: 100 });
    return pen.drawn.flatMap(({ words }) => words ?? []);
  };
  assert.deepEqual(written(400), names);
  assert.deepEqual(written(150), ["gd", "conjugate_", "gradient"]);
  const [first, second, third] = written(60);
  assert.equal(first, "gd");
  assert.match(second, /^conj[a-z]*…$/);
  assert.match(third, /^grad[a-z]*…$/);
});
