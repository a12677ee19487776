// The engine of a page: what it has kept is never taken for what is set now.
import assert from "node:assert/strict";
import test from "node:test";

import { written } from "../../coursekit/explorers/front/state.js";
import { live } from "../../coursekit/web/front/live.js";

/** Two wells with a saddle between them, `tilt` lower on the right. */
const wells = (tilt) => `({
  value: (x, y) => (x * x - 1) ** 2 + y * y - ${tilt} * x,
  gradient: (x, y) => [4 * x * (x * x - 1) - ${tilt}, 2 * y],
})`;
const BALL = `[null, (surface) => (state, { eta, beta, more }, first, steps, out) => {
  let [x, y, v, w] = state;
  for (let t = 0; t < steps; t++) {
    const [slope, up] = surface.gradient(x, y);
    v = beta * v - (eta + more) * slope;
    w = beta * w - (eta + more) * up;
    x += v;
    y += w;
    out.set([x, y, v, w, slope, up], 6 * t);
  }
}]`;
const stops = {
  "knobs.0.eta": [0.01, 0.05, 0.1, 0.4],
  "knobs.0.beta": [0, 0.5, 0.9],
};
const surface = {
  start: [0.4, 0.5],
  window: [
    [-2, 2],
    [-1, 1],
  ],
  minima: [
    [-1, 0],
    [1, 0],
  ],
  saddles: [[0, 0]],
  floors: [0, 0],
  near: 0.05,
  letters: ["x", "y"],
  ticks: {},
  stops,
  map: { axes: Object.keys(stops).map((path) => ({ path })) },
};
const loss = { label: "f", low: -10, high: 1, powers: true };
const rule = { from: { code: BALL }, memory: { v: 0 } };
const knobs = { eta: 0.05, beta: 0.5, more: 0 };
const BASE = {
  surface: 0,
  start: [0.4, 0.5],
  steps: 4,
  knobs: [knobs, knobs],
  on: [true, true],
  side: 0,
  basins: true,
};
const description = {
  scene: {
    surfaces: [surface, { ...surface, stops: {} }],
    runners: [{ name: "ball" }, { name: "other" }],
    inks: {},
  },
  rules: [rule, rule],
  fields: [wells(0), wells(0.3)].map((code) => ({ from: { code }, axes: [loss] })),
  columns: [],
  quantities: [{ kind: "loss", each: false }],
  arrows: true,
};

/** All that an engine answers as it is set, as numbers and names. */
async function everything(engine, settings) {
  const paths = await engine.ask({ want: "path", runners: [0, 1] }, settings);
  const buffers = paths.buffers.map(({ buffer }) => [...new Float64Array(buffer)]);
  const { content } = await engine.ask({ want: "picture" }, settings);
  const { ground, ...land } = content.land;
  return { runs: paths.content.runs, buffers, ...content, land };
}

test("a surface has marks and positions of its own, and else those of the first", async () => {
  const [eta, beta] = Object.keys(stops);
  const first = { ...surface, ticks: { [eta]: ["first"], [beta]: ["first"] } };
  const other = { ...surface, stops: { [eta]: [7] }, ticks: { [eta]: ["other"] } };
  const scene = { ...description.scene, surfaces: [first, other] };
  const engine = live({ ...description, scene }, {});
  const { content } = await engine.ask({ want: "scene" }, BASE);
  const [, { stops: positions, ticks }] = content.surfaces;
  assert.deepEqual(positions, { ...stops, [eta]: [7] });
  assert.deepEqual(ticks, { [eta]: ["other"], [beta]: ["first"] });
});

const CHANGES = {
  surface: 1,
  start: [-0.9, 0.7],
  steps: 25,
  "knobs.0.eta": 0.1,
  "knobs.0.beta": 0.9,
  "knobs.0.more": 0.15,
  "knobs.1.eta": 0.3,
  "on.0": false,
  "on.1": false,
  basins: false,
};

for (const side of [0, 1])
  for (const [path, value] of Object.entries(CHANGES))
    test(`${path} is set anew beside side ${side}: answers of a new engine`, async () => {
      const before = { ...BASE, side };
      const after = written(before, path, value);
      const kept = live(description, {});
      const first = await everything(kept, before);
      const found = await everything(kept, after);
      assert.deepEqual(found, await everything(live(description, {}), after));
      if (path !== "on.1") assert.notDeepEqual(found, first);
      assert.deepEqual(await everything(kept, before), first);
    });
