import assert from "node:assert/strict";
import test from "node:test";

import { brief, sentence } from "../../coursekit/explorers/front/words.js";

const CANYON = {
  start: [0, 0],
  letters: ["x", "y"],
  digits: [2, 2],
  floors: [-8.625],
  wells: [""],
  near: 0.004,
};
const run = (facts) => ({
  length: 4,
  xy: [-0.5, 2.3, 1, 0.5, 0.998, 0.376, 1, 0.375],
  above: [218, 0.6, 8e-5, 0],
  away: [2.4, 0.1, 0.0034, 0],
  left: -1,
  arrived: -1,
  first: -1,
  basin: 0,
  ...facts,
});

test("the sentence is true for the step shown", () => {
  const arriving = run({ arrived: 2, first: 2 });
  assert.equal(
    sentence(arriving, 1, CANYON),
    "Step 1: (x, y) = (1.000, 0.500), 0.60 above the minimum, 0.10 away; " +
      "arrives at step 2 (stays within 0.004).",
  );
  assert.match(
    sentence(arriving, 2, CANYON),
    /arrived at step 2 \(stays within 0.004\)/,
  );
});

test("what was near once and is not any more is not called arrived", () => {
  const noisy = run({ first: 2 });
  const words = sentence(noisy, 3, CANYON);
  assert.match(words, /first within 0.004 at step 2, but not to stay/);
  assert.doesNotMatch(words, /arrive|reach/);
});

test("what leaves says so before and after, and what never comes near, too", () => {
  const leaving = run({ left: 2, first: 1 });
  assert.match(sentence(leaving, 1, CANYON), /; leaves the picture at step 2\.$/);
  assert.match(sentence(leaving, 3, CANYON), /; left the picture at step 2\.$/);
  assert.match(sentence(run({}), 3, CANYON), /not within 0.004 in 3 steps/);
  const briefs = [leaving, run({ arrived: 1 }), run({ first: 1 }), run({})];
  assert.deepEqual(
    briefs.map((each) => brief(each, 1)),
    ["leaves at 2", "arrived at 1", "first at 1, not to stay", "not in 3 steps"],
  );
});

test("of several minima the one of this run's basin is named", () => {
  const wells = { ...CANYON, floors: [-2, -1], wells: ["deep well", "shallow well"] };
  assert.match(sentence(run({ basin: 1 }), 1, wells), /0.60 above the shallow well/);
});

test("where no minimum is known the loss itself is told, and no distance", () => {
  const open = { ...CANYON, floors: [], wells: [] };
  const { away, ...rest } = run({ basin: -1 });
  assert.equal(sentence(rest, 1, open), "Step 1: (x, y) = (1.000, 0.500), f = 0.60.");
});

test("a surface of one coordinate has but one to tell", () => {
  const flat = { ...CANYON, start: [0], letters: ["x"] };
  assert.match(sentence(run({}), 0, flat), /^Step 0: x = −0.500, 218 above/);
});

test("a hair below the minimum is rounding and told as 0; more is told as it is", () => {
  const hair = run({ above: [218, 0.6, 8e-5, -1.8e-15] });
  assert.match(sentence(hair, 3, CANYON), /, 0 above the minimum/);
  const more = run({ above: [218, 0.6, 8e-5, -0.2] });
  assert.match(sentence(more, 3, CANYON), /, −0.20 above the minimum/);
});
