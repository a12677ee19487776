// The parts of the front end that need no browser: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";

import * as parts from "./explorer.mjs";

const { at, cellOf, inside, nearest, number, runAt, show, unpack } = parts;

test("a slider stands at the position that is nearest to its value", () => {
  const positions = [0.001, 0.01, 0.1, 1];
  assert.equal(nearest(positions, 0.08), 2);
  assert.equal(nearest(positions, -5), 0);
  assert.equal(nearest(positions, 1e9), 3);
  positions.forEach((value, i) => assert.equal(nearest(positions, value), i));
});

test("numbers are typed as decimals, powers, fractions, with either minus", () => {
  assert.equal(number("0.05"), 0.05);
  assert.equal(number(" 1e-3 "), 0.001);
  assert.equal(number("−0.9"), -0.9);
  assert.equal(number("1/12"), 1 / 12);
  for (const text of ["", "fast", "1/", "/2", "1,5"]) {
    assert.ok(Number.isNaN(number(text)), text);
  }
});

test("numbers are shown as they are read, and none is hidden", () => {
  assert.equal(show(-0.98038363, 6), "−0.980384");
  assert.equal(show(0.1 + 0.2, 7), "0.3");
  assert.equal(show(0.0000123, 3), "1.2e−5");
  assert.equal(show(1234567, 4), "1.23e6");
  assert.equal(show(0, 6), "0");
  assert.deepEqual(
    [Infinity, -Infinity, NaN].map((x) => show(x, 6)),
    ["∞", "−∞", "not a number"],
  );
});

test("a point dragged out of the window stays at its edge, rounded as it is read", () => {
  const surface = {
    window: [
      [-1, 3],
      [0, 20],
    ],
    digits: [2, 1],
  };
  assert.deepEqual(inside(surface, [-7, 19.96]), [-1, 20]);
  assert.deepEqual(inside(surface, [0.123456, 1.26]), [0.12, 1.3]);
  assert.deepEqual(inside(surface, [0.5]), [0.5]);
});

test("a cell of the grid is found by its knobs, the last axis counting fastest", () => {
  const axes = { eta: [0.1, 0.2, 0.3], beta: [0, 0.9] };
  const cells = axes.eta.flatMap((eta) =>
    axes.beta.map((beta) => cellOf(axes, { eta, beta })),
  );
  assert.deepEqual(cells, [0, 1, 2, 3, 4, 5]);
  assert.equal(cellOf(axes, { eta: 0.15, beta: 0 }), -1);
  assert.equal(cellOf({}, { eta: 0.15 }), 0);
});

test("a pack is unpacked in order, and each run of it is its own part", () => {
  const buffers = [Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), Int16Array.of(-1, 3)];
  const shifted = buffers.map((array) => {
    const bytes = new Uint8Array(array.byteLength + 3); // as a view within a message
    bytes.set(new Uint8Array(array.buffer), 3);
    return new DataView(bytes.buffer, 3);
  });
  const arrays = unpack(
    [
      ["xy", "f4"],
      ["left", "i2"],
    ],
    shifted,
  );
  assert.equal(shifted.length, 0);
  const run = runAt({ length: 2, arrays }, 1);
  assert.deepEqual([...run.xy], [5, 6, 7, 8]);
  assert.deepEqual([...run.left], [3]);
  assert.equal(run.length, 2);
  assert.deepEqual(runAt({ error: "why" }, 0), { error: "why" });
});

test("a reading that is not known at a step is an ellipsis", () => {
  assert.equal(at([7], 9, 10, 3), "7");
  assert.equal(at([7], 8, 10, 3), "…");
  assert.equal(at([5, 6, 7], 1, 3, 3), "6");
});
