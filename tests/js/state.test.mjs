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

test("who has a run for every position asks for no run again", () => {
  const now = state.rested(state.edited(carried(), "knobs.0.eta", 0.3));
  assert.deepEqual(answeredAll(now).order, ["picture"]);
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

// --- what depends on what -------------------------------------------------------------

const ANEW = {
  surface: 1,
  start: [0, 1],
  steps: 7,
  "knobs.0.eta": 0.15,
  "on.1": false,
  side: 1,
  basins: true,
  t: 1,
  speed: 60,
};

/** What is asked where one setting is another, and no more. */
function askedFor(path) {
  const now = opened();
  const settings = state.written(now.settings, path, ANEW[path]);
  return answeredAll({ ...now, settings }).order;
}

test("a path is asked for anew where what its run depends on is another", () => {
  for (const path of ["surface", "start", "steps"])
    assert.ok(askedFor(path).includes("path 0,1"), path);
  assert.ok(askedFor("knobs.0.eta").includes("path 0"));
  for (const path of ["on.1", "side", "basins", "t", "speed"])
    assert.ok(!askedFor(path).some((asked) => asked.startsWith("path")), path);
});

test("so is a picture: its map, its basins and its axis follow the runs", () => {
  for (const path of [
    "surface",
    "start",
    "steps",
    "knobs.0.eta",
    "on.1",
    "side",
    "basins",
  ])
    assert.ok(askedFor(path).includes("picture"), path);
  for (const path of ["t", "speed"]) assert.deepEqual(askedFor(path), [], path);
});

test("a picture of another surface is asked for at once, though the hand moves", () => {
  const now = state.edited(opened(), "surface", 1);
  const { order } = answeredAll({ ...now, resting: false });
  assert.deepEqual(order, ["path 0,1", "picture"]);
});

test("a picture has the words of its basins, where the rule ends", () => {
  const now = state.written(opened(), "picture", null);
  const asked = { want: "picture", settings: now.settings, since: 0 };
  const basin = { columns: 2, rows: 1, of: [0, -1], rule: "gd" };
  const content = { surface: 0, land: { basin, words: [] } };
  const scene = { ...SCENE, surfaces: [{ ...SURFACE, wells: ["deep well"] }] };
  const shown = state.answered({ ...now, scene, asked: [asked] }, asked, {
    content,
    buffers: [],
  });
  assert.deepEqual(
    shown.picture.land.words.map(({ words }) => words),
    ["from here, gd ends at no minimum", "from here, gd ends in the deep well"],
  );
});

test("a path that is asked for is asked again once it is set otherwise", () => {
  const moved = state.edited(opened(), "knobs.0.eta", 0.15);
  const asked = state.next(moved, 0);
  const on = state.edited({ ...moved, asked: [asked] }, "knobs.0.eta", 0.16);
  assert.deepEqual(state.lacking(on), { want: "path", runners: [0] });
});

// --- what nobody answers --------------------------------------------------------------

test("a question that is lost is late at once, and forgotten with the others", () => {
  const moved = state.edited(opened(), "knobs.0.eta", 0.15);
  const asked = { ...state.next(moved, 0), since: 1000 };
  const now = { ...moved, asked: [asked] };
  assert.equal(state.waiting(now), 1000);
  assert.ok(state.waiting(state.lost(now, asked)) < -1e9);
  assert.equal(state.waiting(state.forgotten(now)), null);
});

test("a step that is chosen pauses, and so does all that is set anew", () => {
  const playing = state.played(opened(), 0, 0);
  for (const now of [
    state.edited(playing, "t", 1),
    state.reset(playing),
    state.edited(playing, "surface", 1),
  ])
    assert.equal(now.playing, null);
});
