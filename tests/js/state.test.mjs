// The state machine: what is asked next, what is held, what a hand does.
import assert from "node:assert/strict";
import test from "node:test";

import * as state from "../../coursekit/explorers/front/state.js";

const SURFACE = {
  name: "canyon",
  start: [-0.5, 2.3],
  window: [
    [-1, 3],
    [0, 20],
  ],
  digits: [2, 1],
  stops: {},
  map: null,
};
const SETTINGS = {
  surface: 0,
  start: [-0.5, 2.3],
  steps: 2,
  knobs: [{ eta: 0.1 }, { eta: 0.2 }],
  on: [true, true],
  t: 2,
  speed: 20,
  side: 0,
  basins: false,
};
const SCENE = {
  surfaces: [SURFACE, { ...SURFACE, name: "parabola", start: [0.4] }],
  runners: [{ name: "gd" }, { name: "momentum" }],
  sides: [{ curves: [0] }, { curves: null }],
  state: SETTINGS,
  alone: false,
};

/** An answer to a question for runs: one number per run tells which it is. */
function runs(asked, axes = {}) {
  const cells = Object.values(axes).reduce((n, positions) => n * positions.length, 1);
  const each = asked.runners.map((i) => ({
    axes,
    length: 3,
    arrays: [
      ["xy", "f4"],
      ["left", "i2"],
    ],
    i,
  }));
  const buffers = asked.runners.flatMap((i) => [
    new DataView(
      Float32Array.from({ length: 6 * cells }, (_, n) => 100 * i + n).buffer,
    ),
    new DataView(new Int16Array(cells).fill(-1).buffer),
  ]);
  return { content: { runs: each }, buffers };
}

/** The state after all that is asked was answered, and what was asked. */
function answeredAll(now, axes = {}) {
  const order = [];
  for (let asked = state.next(now, 0); asked; asked = state.next(now, 0)) {
    order.push(asked.want + (asked.runners ? ` ${asked.runners}` : ""));
    now = { ...now, asked: [...now.asked, asked] };
    const answer =
      {
        scene: () => ({ content: SCENE, buffers: [] }),
        picture: () => ({
          content: { surface: now.settings.surface, land: { basin: null, words: [] } },
          buffers: [],
        }),
      }[asked.want] ?? (() => runs(asked, axes));
    now = state.answered(now, asked, answer());
  }
  return { now, order };
}

const opened = () => answeredAll(state.unopened()).now;

/** As in a page that carries a run for each of three positions of η. */
function carried() {
  const { now } = answeredAll(state.unopened(), { eta: [0.1, 0.2, 0.3] });
  return { ...now, scene: { ...SCENE, alone: true, instant: true } };
}

test("it asks for the scene, then paths, then the picture", () => {
  const { now, order } = answeredAll(state.unopened());
  assert.deepEqual(order, ["scene", "path 0,1", "picture"]);
  assert.ok(state.settled(now));
});

test("two questions are in flight at most, and none is asked twice", () => {
  let now = { ...opened(), paths: [], picture: null };
  const asked = [];
  for (let next = state.next(now, 0); next; next = state.next(now, 0)) {
    asked.push(next.want);
    now = { ...now, asked: [...now.asked, next] };
  }
  assert.deepEqual(asked, ["path", "picture"]);
});

test("while the hand moves only paths are asked for, and of those that changed", () => {
  const now = state.edited(opened(), "knobs.0.eta", 0.15);
  assert.deepEqual(state.lacking(now), { want: "path", runners: [0] });
  const basins = state.edited(opened(), "basins", true);
  assert.equal(state.lacking(basins), null); // the picture comes when the hand rests
  assert.ok(!state.settled(basins));
  assert.deepEqual(state.lacking(state.rested(basins)), { want: "picture" });
  const off = state.edited(now, "on.0", false);
  assert.equal(state.lacking(off), null);
});

test("where every answer comes at once, pictures follow the hand", () => {
  const now = opened();
  const instant = { ...now, scene: { ...SCENE, instant: true } };
  const basins = state.edited(instant, "basins", true);
  assert.deepEqual(state.lacking(basins), { want: "picture" });
});

test("a run is taken out of its pack; until it is known the newest stays", () => {
  const now = opened();
  assert.equal(state.held(now, 1).xy[0], 100);
  const other = state.edited(carried(), "knobs.0.eta", 0.2);
  assert.deepEqual([...state.held(other, 0).xy], [6, 7, 8, 9, 10, 11]); // cell 1
  const unknown = state.edited(now, "knobs.0.eta", 0.15);
  assert.equal(state.held(unknown, 0), null);
  assert.equal(state.shown(unknown, 0), state.held(now, 0));
  assert.equal(state.shown(state.edited(now, "on.0", false), 0), null);
});

test("an answer to a question that nobody waits for changes nothing", () => {
  const now = opened();
  const late = { want: "path", runners: [0], settings: now.settings, since: 0 };
  assert.equal(state.answered(now, late, runs(late)), now);
});

test("a path that arrives late is not taken for that of now", () => {
  const moved = state.edited(opened(), "knobs.0.eta", 0.15);
  const asked = state.next(moved, 0);
  const on = state.edited({ ...moved, asked: [asked] }, "knobs.0.eta", 0.16);
  const now = state.answered(on, asked, runs(asked));
  assert.equal(state.held(now, 0), null);
  assert.deepEqual(state.lacking(now), { want: "path", runners: [0] });
});

test("a rule that refuses is heard, and not asked again and again", () => {
  const moved = state.edited(opened(), "knobs.0.eta", 0.15);
  const asked = state.next(moved, 0);
  const error = { content: { runs: [{ axes: {}, error: "why" }] }, buffers: [] };
  const now = state.answered({ ...moved, asked: [asked] }, asked, error);
  assert.equal(state.refusal(now, 0), "why");
  assert.equal(state.lacking(now), null);
});

test("who has a run for every position asks for none again", () => {
  const now = state.rested(state.edited(carried(), "knobs.0.eta", 0.3));
  assert.equal(state.lacking(now), null);
});

test("a step forward or back pauses, and stays within the run", () => {
  const playing = state.played(opened(), 0, 0);
  const one = state.stepped(playing, 1);
  assert.deepEqual([one.settings.t, one.playing], [1, null]);
  assert.equal(state.stepped(one, -5).settings.t, 0);
  assert.equal(state.stepped(one, 5).settings.t, 2);
});

test("it plays by the clock, from the start if it is at its end, and then stops", () => {
  const now = state.toggled(opened(), 1000);
  assert.equal(now.settings.t, 0);
  assert.equal(state.ticked(now, 1040).settings.t, 0);
  assert.equal(state.ticked(now, 1060).settings.t, 1); // 20 steps a second
  const end = state.ticked(now, 9000);
  assert.deepEqual([end.settings.t, end.playing], [2, null]);
  assert.equal(state.toggled(now, 1010).playing, null);
});

test("a moved start stays within the window, rounded as it is read", () => {
  const at = (point) => state.startedAt(opened(), point).settings.start;
  assert.deepEqual(at([-7, 19.96]), [-1, 20]);
  assert.deepEqual(at([0.123456, 1.26]), [0.12, 1.3]);
});

test("another surface brings its start, and no path of the old one", () => {
  const now = state.edited(opened(), "surface", 1);
  assert.deepEqual(now.settings.start, [0.4]);
  assert.deepEqual([now.paths, now.playing], [[], null]);
  assert.deepEqual(state.reset(now).settings, SETTINGS);
});

test("changes make a new state and leave the old one as it was", () => {
  const before = opened();
  const kept = structuredClone(before.settings);
  state.edited(before, "knobs.1.eta", 5);
  state.edited(before, "steps", 7);
  state.startedAt(before, [1, 1]);
  assert.deepEqual(before.settings, kept);
  const steps = state.edited(before, "steps", 7).settings;
  assert.deepEqual([steps.steps, steps.t], [7, 7]);
});

test("what is beside the paths or the basins make another picture wanted", () => {
  const rests = (path, value) => {
    const now = state.rested(state.edited(opened(), path, value));
    return answeredAll(now).order.includes("picture");
  };
  assert.ok(rests("side", 1));
  assert.ok(rests("basins", true));
  assert.ok(rests("steps", 7));
  assert.ok(!rests("t", 1));
});
