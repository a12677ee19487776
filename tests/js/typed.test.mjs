// What readers type and links carry, before Python sees it.
import assert from "node:assert/strict";
import test from "node:test";
import { loading, refusal, trouble } from "../../coursekit/web/python/front/check.js";
import { fits, linked, received } from "../../coursekit/web/python/front/link.js";
import { Python } from "../../coursekit/web/python/front/python.js";
import { runnable } from "../../coursekit/web/python/front/rewriting.js";
import { cell } from "../../coursekit/web/python/front/rule.js";
import { functions, ruleIn } from "../../coursekit/web/python/front/source.js";
import { unread } from "../../coursekit/web/python/front/unread.js";
import {
  general,
  quoted,
  represented,
} from "../../coursekit/web/python/front/values.js";

const RULE = `# a comment with def no(x):
@optimizer
def momentum(
    theta, grad, t, v=0,  # the velocity
    *, eta=0.1, beta=max(0.5, 0.9),
):
    """def neither(a, b): in words"""
    return theta + v, v
`;

test("a rule's parameters are read through comments, words and brackets", () => {
  const [found, ...others] = functions(RULE);
  assert.equal(others.length, 0);
  assert.equal(ruleIn(RULE), "momentum");
  assert.deepEqual(found.parameters, [
    "theta",
    "grad",
    "t",
    "v=0",
    "*",
    "eta=0.1",
    "beta=max(0.5, 0.9)",
  ]);
});

test("type hints say nothing of a rule's parameters", () => {
  const text = `def own(theta: "A = b", grad, t: int, v: dict[str, int] = 0, *,
    eta: float=0.1) -> tuple:
    return theta, v`;
  assert.equal(ruleIn(text), "own");
  const parameters = ["theta", "grad", "t", "v=0", "*", "eta=0.1"];
  assert.deepEqual(functions(text)[0].parameters, parameters);
});

test("a lambda's name is what it is given to", () => {
  const [found] = functions("own = lambda theta, grad, t, *, eta=0.1: theta");
  assert.deepEqual([found.name, found.parameters.at(-1)], ["own", "eta=0.1"]);
});

test("a helper is no rule, and the last rule is meant", () => {
  const text =
    "def f(x): pass\ndef a(theta, grad, t): pass\ndef b(theta, grad, t): pass";
  assert.equal(ruleIn(text), "b");
  assert.equal(ruleIn("def f(x): pass"), "");
});

test("what the small Python does otherwise is written another way, on its line", () => {
  const lines = [
    ["v *= beta", 'v = in_place_("*", v, ( beta))'],
    ["if t: x[0] **= 2", 'if t: x[0] = in_place_("**", x[0], ( 2))'],
    ["y = [*a, 1]", "y = unpacked_(a, [1])"],
    ["y = {*a, 1}", "y = set(unpacked_(a, [1]))"],
    ["return x, *m", "return tuple(unpacked_([x], m))"],
    ["z((n + 1, *s))", "z(tuple(unpacked_([n + 1], s)))"],
    ["f(x)[::-1]", "stepped_(f(x), keys_[::-1])"],
    ["d = {k: v for k in a}", "d = ordered_([(k, v )for k in a])"],
    ["d = {**a, k: 1}", "d = ordered_(a, [(k, 1)])"],
    ["def f(a, b=c): 0", 'def f(a, b=kept_("f", "b", c)): 0'],
    [
      "def f(g=lambda x, y: x, k=1): 0",
      'def f(g=kept_("f", "g", lambda x, y: x), k=kept_("f", "k", 1)): 0',
    ],
  ];
  for (const [typed, runs] of lines) assert.equal(runnable(typed), runs);
  const dict = 'd = {\n  "k": 1,  # one\n}\nx = 3';
  assert.equal(runnable(dict).split("\n").length, dict.split("\n").length);
  assert.match(runnable(dict), /^d = ordered_\(/);
});

test("what the small Python reads as it stands stays as it is", () => {
  const lines = [
    "print(a[1:2], {1, 2})",
    '"v *= 2  [*a]"',
    "f(*a, *b)",
    "a, *b = x",
    "(a, *b) = x",
    "for a, *b in x: 0",
    "x[::2] = 0",
    "x[0, ::2]",
    "f = lambda *a: a",
    "x == y, z",
  ];
  for (const typed of lines) assert.equal(runnable(typed), typed);
});

test("a long text of any kind is read to its end", { timeout: 600_000 }, () => {
  for (const part of ["[", "{", "(", "{}", "x *= 1;", "def f(", "lambda ", "'", "[ "]) {
    const text = part.repeat(19_000 / part.length);
    assert.ok(loading(text, "f").code.length >= text.length / 2, part);
  }
});

test("a construct that is missing is named, and one that is not is not", () => {
  assert.equal(unread("match x:\n    case 1: pass", 1).lacks, "`match`");
  assert.equal(unread("def f(a, /, b): pass", 1).lacks, "`/` among parameters");
  assert.equal(unread("x = 1 +", 1).lacks, "");
});

test("imports of what is not there are refused by name", () => {
  assert.match(refusal("import os"), /Line 1 imports `os`/);
  assert.match(refusal("x = 1\nfrom scipy import linalg"), /Line 2 imports `scipy`/);
  assert.equal(refusal("import numpy as np\nfrom coursekit import optimizer"), "");
  assert.equal(refusal('"import os"'), "");
});

test("trouble is a sentence", () => {
  const error = { error: "NameError: name 'x' is not defined", line: "line 2: `x`" };
  assert.equal(
    trouble(error, ""),
    "It raised NameError: name 'x' is not defined (line 2: `x`).",
  );
  assert.match(trouble({ lacks: "np.fft" }, ""), /does not have np.fft: run it/);
  assert.equal(trouble({ value: 3 }, ""), "");
});

const SENT = {
  source: "λ = 1",
  surface: 1,
  start: [0, 0.5],
  steps: 60,
  knobs: { eta: 1 },
};

test("a machine that was slow to load may be slow to answer", async () => {
  globalThis.coursekitPython = { worker: "", wasm: "", files: {} };
  const slow = () => {
    const answer = () => made.onmessage({ data: {} });
    const made = { postMessage: () => setTimeout(answer, 60) };
    return made;
  };
  const [busy, quick] = [new Python(slow, 5), new Python(slow, 100_000)];
  await Promise.all([busy.ready(), quick.ready()]);
  assert.ok(busy.patience >= 100 && quick.patience === 100_000);
  delete globalThis.coursekitPython;
});

test("a link carries a rule and its knobs there and back", () => {
  assert.deepEqual(received(linked(SENT)), SENT);
  assert.match(linked(SENT), /^#rule=[\w-]+$/);
  assert.deepEqual(received(linked(SENT).replace("=", "%3D")), SENT);
  for (const other of ["", "#", "#a-heading", "#rule", "#rules=3"]) {
    assert.equal(received(other), null);
  }
});

test("a link of a lesson that had other surfaces fits no more", () => {
  const surfaces = [{ start: [0] }, { start: [0, 0] }];
  assert.ok(fits(SENT, surfaces));
  for (const other of [
    { surface: 7 },
    { surface: -1 },
    { start: [1] },
    { start: [] },
  ]) {
    assert.ok(!fits({ ...SENT, ...other }, surfaces));
  }
});

test("a link that is cut off, foreign or too long is refused in a sentence", () => {
  const whole = linked(SENT);
  const foreign = [
    whole.slice(0, -7),
    "#rule=",
    "#rule=%%%",
    linked({ ...SENT, source: 3 }),
    linked({ ...SENT, knobs: { eta: "1" } }),
    linked({ ...SENT, start: [0, 0, 0] }),
    linked({ ...SENT, steps: 1e9 }),
    linked(null),
    linked("def own(theta, grad, t): pass"),
    linked({ rule: SENT.source }),
    linked({ ...SENT, surface: "canyon" }),
    linked({ ...SENT, source: "" }),
    `#rule=${btoa("\xff\xfe not a text")}`,
    "#rule=%00%ff<script>",
    "#rule=🎈",
  ];
  for (const hash of foreign) {
    assert.throws(() => received(hash), /cannot be read/, hash);
  }
  const long = linked({ ...SENT, source: "x".repeat(40_000) });
  assert.throws(() => received(long), /too long/);
});

test("a rule becomes a cell of a notebook", () => {
  const text = cell("def own(theta, grad, t):\n    return theta\n", "own", "canyon", {
    eta: 0.1,
  });
  assert.match(text, /\n@optimizer\ndef own\(/);
  assert.match(text, /explore\(own\(eta=0.1\), canyon\)/);
  assert.equal(cell(RULE, "momentum", "canyon", {}).match(/@optimizer/g).length, 1);
});

test("numbers and texts are quoted as Python does", () => {
  const pairs = [
    [0.1 + 0.2, 6, "0.3"],
    [1e-5, 6, "1e-05"],
    [123456789, 6, "1.23457e+08"],
    [100000, 6, "100000"],
    [-0, 6, "-0"],
    [Number.NaN, 6, "nan"],
    [-Infinity, 6, "-inf"],
    [0.1, 17, "0.10000000000000001"],
  ];
  for (const [value, digits, text] of pairs) assert.equal(general(value, digits), text);
  assert.deepEqual(quoted(0.1234567, 0.1234568), ["0.1234567", "0.1234568"]);
  assert.equal(represented("it's"), `"it's"`);
  assert.deepEqual(quoted([1, 2], null), ["an array of the shape (2,)", "None"]);
});
