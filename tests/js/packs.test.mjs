import assert from "node:assert/strict";
import test from "node:test";

import { cellOf, runAt, unpack } from "../../coursekit/explorers/front/packs.js";

test("a run of a pack is found by its knobs, the last axis counting fastest", () => {
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
  const names = [
    ["xy", "f4"],
    ["left", "i2"],
  ];
  const arrays = unpack(names, shifted);
  assert.equal(shifted.length, 0);
  const pack = { length: 2, arrays, taken: new Map() };
  const run = runAt(pack, 1);
  assert.deepEqual([...run.xy], [5, 6, 7, 8]);
  assert.equal(run.left + 1, 4); // a number: as an array it would be the text "31"
  assert.equal(runAt(pack, 1), run);
  assert.equal(runAt(pack, -1), null);
  assert.equal(runAt({ error: "why" }, 0), null);
});
