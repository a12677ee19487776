import assert from "node:assert/strict";
import test from "node:test";

import {
  fitting,
  fixed,
  nearest,
  number,
  round,
  show,
  size,
} from "../../coursekit/explorers/front/numbers.js";

test("a slider stands at the position that is nearest to its value", () => {
  const positions = [0.001, 0.01, 0.1, 1];
  assert.equal(nearest(positions, 0.08), 2);
  assert.equal(nearest(positions, -5), 0);
  assert.equal(nearest(positions, 1e9), 3);
  for (const [i, value] of positions.entries()) {
    assert.equal(nearest(positions, value), i);
  }
});

test("numbers are typed as decimals, powers, fractions, with either minus", () => {
  assert.equal(number("0.05"), 0.05);
  assert.equal(number(" 1e-3 "), 0.001);
  assert.equal(number("−0.9"), -0.9);
  assert.equal(number("−1e−3"), -0.001);
  assert.equal(number("1/12"), 1 / 12);
  for (const text of ["", "fast", "1/", "/2", "1,5"]) {
    assert.ok(Number.isNaN(number(text)), text);
  }
});

test("numbers are shown as they are typed, and none is hidden", () => {
  assert.equal(show(-0.98038363, 6), "−0.980384");
  assert.equal(show(0.1 + 0.2, 7), "0.3");
  assert.equal(show(0.0000123, 3), "1.23e−5");
  assert.equal(show(1e-8, 7), "1e−8");
  assert.equal(show(1234567, 3), "1.23e6");
  assert.equal(show(0, 6), "0");
  assert.deepEqual(
    [Infinity, -Infinity, Number.NaN].map((x) => show(x, 6)),
    ["∞", "−∞", "not a number"],
  );
});

test("a size has two digits, all of them written, whatever its power", () => {
  const sizes = [0.00336, 0.9, 0.995, 12.34, 227.4, 2682, 99999, 8.04e-5, 0, -0.25];
  assert.deepEqual(sizes.map(size), [
    "0.0034",
    "0.90",
    "0.99",
    "12",
    "227",
    "2\u2009682",
    "1.0 · 10⁵",
    "8.0 · 10⁻⁵",
    "0",
    "−0.25",
  ]);
  assert.deepEqual([Number.NaN, Infinity].map(size), ["not a number", "∞"]);
});

test("a coordinate has as many decimals at every step, until it is far away", () => {
  assert.deepEqual(
    [1, -0.0004, 226.2327, 1e9].map((x) => fixed(x, 3)),
    ["1.000", "−0.000", "226.233", "1.0 · 10⁹"],
  );
});

test("an axis has round numbers, within its ends", () => {
  assert.deepEqual(round(-1, 3, 4), [-1, 0, 1, 2, 3]);
  assert.deepEqual(round(-1.03, 1.4, 5), [-1, -0.5, 0, 0.5, 1]);
  assert.deepEqual(round(0, 100, 3), [0, 50, 100]);
  assert.deepEqual(round(0.001, 0.0042, 3), [0.002, 0.004]);
});

test("a number is never longer than its field, and keeps the digits that have room", () => {
  assert.equal(fitting(2 / 92), "0.02174");
  assert.equal(fitting(0.99999), "0.99999");
  assert.equal(fitting(-1.23456789), "-1.2346");
  assert.equal(fitting(12345), "12345");
  assert.equal(fitting(0.9), "0.9");
  assert.equal(fitting(5.4348e-4), "0.00054");
});
