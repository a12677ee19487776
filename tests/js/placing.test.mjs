import assert from "node:assert/strict";
import test from "node:test";

import { mapTitle, reachWords } from "../../coursekit/explorers/front/placing.js";

const REACH = {
  columns: 3,
  arrived: [-1, -1, 4, 5, -1, -1],
  left: [false, false, false, false, true, true],
  limit: [],
  steps: 9,
};

test("a hatch is named above a map, and no word lies on it", () => {
  const map = { title: "steps" };
  assert.equal(mapTitle({ reach: REACH }, map), "steps; hatched: it leaves");
  const stays = { ...REACH, left: REACH.left.map(() => false) };
  assert.equal(mapTitle({ reach: stays }, map), "steps");
  assert.deepEqual(
    reachWords(REACH, "").map(({ words }) => words),
    ["not in 9 steps"],
  );
});
