import assert from "node:assert/strict";
import test from "node:test";

import {
  chevron,
  marked,
  outside,
  placed,
  spread,
  track,
} from "../../coursekit/explorers/front/geometry.js";

const flat = (...points) => Float64Array.from(points.flat());
const W = 100;
const H = 50;

/** Whether a point is on the straight line between two others. */
const between = ([x, y], [a, b], [c, d]) =>
  Math.abs((x - a) * (d - b) - (y - b) * (c - a)) < 1e-6 * Math.hypot(c - a, d - b);

test("what is within the box is drawn as it is", () => {
  const { lines, cuts } = track(flat([0, 0], [100, 50], [3, 4]), W, H);
  assert.deepEqual(lines, [null, [0, 0, 100, 50], [100, 50, 3, 4]]);
  assert.deepEqual(cuts, []);
});

test("a line ends where it crosses the edge, on its own way, and the cut is marked", () => {
  const { lines, cuts } = track(flat([50, 40], [80, -60], [90, 30]), W, H);
  assert.deepEqual(lines[1], [50, 40, 62, 0]);
  assert.ok(between([62, 0], [50, 40], [80, -60]));
  assert.deepEqual(cuts, [{ at: [62, 0], edge: 3, step: 1 }]);
  const [a, b, c, d] = lines[2]; // it comes back
  assert.ok(b === 0 && between([a, b], [80, -60], [90, 30]));
  assert.deepEqual([c, d], [90, 30]);
});

test("a line from outside to outside is seen where it crosses, or not at all", () => {
  const { lines } = track(flat([-50, 25], [150, 25], [160, 90], [40, 90]), W, H);
  assert.deepEqual(lines.slice(1), [[0, 25, 100, 25], null, null]);
});

test("no drawn point lies beyond the edge, and none on it that is not there", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let n = 0; n < 2000; n++) {
    const [p, q] = [0, 1].map(() => [random() * 300 - 100, random() * 150 - 50]);
    const { lines, cuts } = track(flat(p, q), W, H);
    const line = lines[1];
    if (!line) continue;
    for (const [x, y] of [line.slice(0, 2), line.slice(2)]) {
      assert.ok(x > -1e-9 && x < W + 1e-9 && y > -1e-9 && y < H + 1e-9);
      assert.ok(between([x, y], p, q));
    }
    const leaves = q[0] < 0 || q[0] > W || q[1] < 0 || q[1] > H;
    assert.equal(cuts.length, Number(leaves));
  }
});

test("endless values leave straight up or down; what is no number is not drawn", () => {
  const up = track(flat([10, 25], [20, -Infinity], [30, -Infinity]), W, H);
  assert.ok(Math.abs(up.lines[1][2] - 10) < 1e-3 && up.lines[1][3] === 0);
  assert.equal(up.lines[2], null);
  const down = track(flat([10, 25], [20, Infinity]), W, H);
  assert.equal(down.cuts[0].edge, 1);
  const none = track(flat([10, 25], [Number.NaN, 30], [20, 30]), W, H);
  assert.deepEqual(none.lines, [null, null, null]);
});

test("dots do not clog: two are six pixels apart at least", () => {
  const xy = flat(...Array.from({ length: 40 }, (_, t) => [t, 25]));
  const { dots } = track(xy, W, H);
  const at = [...dots].flatMap((dot, t) => (dot ? [t] : []));
  assert.deepEqual(at, [0, 6, 12, 18, 24, 30, 36]);
});

test("a walk that goes to and fro is a trail, a spiral or a straight one is not", () => {
  const walk = (place) =>
    track(flat(...Array.from({ length: 200 }, (_, t) => place(t))), W, H);
  assert.ok(
    walk((t) => [50 + 20 * Math.sin(7.7 * t * t), 25 + 9 * Math.cos(3.1 * t)]).clogged,
  );
  assert.ok(!walk((t) => [t / 2, 25]).clogged);
  const round = (t) => [
    50 + 40 * 0.97 ** t * Math.cos(t / 4),
    25 + 20 * 0.97 ** t * Math.sin(t / 4),
  ];
  assert.ok(!walk(round).clogged);
});

test("marks of cuts stand apart, the newest first, none of the future", () => {
  const cut = (step, x) => ({ at: [x, 0], edge: 3, step });
  const cuts = [cut(1, 10), cut(2, 60), cut(3, 62), cut(9, 90)];
  assert.deepEqual(
    marked(cuts, 5).map(({ step }) => step),
    [3, 1],
  );
});

test("a chevron points out of the box, just within its edge", () => {
  const places = [
    [{ at: [100, 20], edge: 0 }, 0, 1],
    [{ at: [30, 50], edge: 1 }, 1, 1],
    [{ at: [0, 20], edge: 2 }, 0, -1],
    [{ at: [30, 0], edge: 3 }, 1, -1],
  ];
  for (const [cut, axis, way] of places) {
    const [a, tip, b] = chevron(cut);
    assert.ok(way * (tip[axis] - a[axis]) > 4 && way * (tip[axis] - b[axis]) > 4);
    assert.ok(tip[0] >= 0 && tip[0] <= 100 && tip[1] >= 0 && tip[1] <= 50);
  }
});

test("names at the ends of curves keep their order, a gap, and within the box", () => {
  const ys = spread([40, 41, 39, 200, 5], 15, 0, 100);
  const order = [4, 2, 0, 1, 3];
  for (let n = 1; n < order.length; n++) {
    assert.ok(ys[order[n]] - ys[order[n - 1]] >= 15 - 1e-9);
  }
  assert.ok(Math.min(...ys) >= 0 && Math.max(...ys) <= 100);
});

test("words stand where they cover nothing, and keep their side while they can", () => {
  const room = { w: 200, h: 100, taken: [], points: [] };
  const free = placed([100, 50], 40, 17, room);
  assert.ok(!free.far);
  const again = placed([100, 50], 40, 17, { ...room, taken: [free.box] });
  assert.notEqual(again.turn, free.turn);
  const kept = placed([100, 50], 40, 17, room, 7);
  assert.equal(kept.turn, 7);
  const corner = placed([199, 99], 40, 17, room).box;
  assert.ok(corner.x + corner.w <= 200 && corner.y + corner.h <= 100);
});

test("words of two arrows that meet stand on the outer sides, and off the arrows", () => {
  const [from, tip, end] = [
    [10, 10],
    [40, 30],
    [60, 10],
  ];
  const one = outside(from, tip, end, 16, 16);
  const two = outside(tip, end, from, 20, 16);
  assert.ok(one.x + one.w / 2 < 25 && one.y + one.h / 2 > 20);
  assert.ok(two.x + two.w / 2 > 50 && two.y + two.h / 2 > 20);
  assert.ok(one.x + one.w < two.x);
});
