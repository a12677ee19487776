import assert from "node:assert/strict";
import test from "node:test";
import { kernel, page } from "../../coursekit/explorers/front/engine.js";
import { notebook } from "../../coursekit/explorers/front/notebook.js";
import * as np from "../../coursekit/web/front/numpy.js";

/** A comm that keeps what is sent, and says what it hears to all. */
function comm() {
  const hearers = new Set();
  return {
    sent: [],
    hearers,
    send(content) {
      this.sent.push(content);
    },
    on: (_, hear) => hearers.add(hear),
    off: (_, hear) => hearers.delete(hear),
    say: (content, buffers = []) => {
      for (const hear of hearers) hear(content, buffers);
    },
  };
}

test("each view takes the answers to its own questions, in any order", async () => {
  const shared = comm(); // as in two tabs on one kernel
  const [mine, other] = [kernel(shared), kernel(shared)];
  const asked = [mine, other, mine].map((engine, t) =>
    engine.ask({ want: "path" }, { t }),
  );
  assert.deepEqual(
    shared.sent.map(({ state }) => state.t),
    [0, 1, 2],
  );
  for (const { seq, state } of shared.sent.toReversed())
    shared.say({ seq, is: state.t });
  const answers = await Promise.all(asked);
  assert.deepEqual(
    answers.map(({ content }) => content.is),
    [0, 1, 2],
  );
});

test("the scene is asked for without a state, for Python has one", () => {
  const shared = comm();
  kernel(shared).ask({ want: "scene" }, {});
  assert.ok(!("state" in shared.sent[0]));
});

test("a question to a comm that is closed is lost at once", async () => {
  const shared = {
    ...comm(),
    send: () => {
      throw new Error("closed");
    },
  };
  await assert.rejects(kernel(shared).ask({ want: "path" }, {}));
});

test("a closed engine hears nothing any more", () => {
  const shared = comm();
  const engine = kernel(shared);
  assert.equal(shared.hearers.size, 1);
  engine.close();
  assert.equal(shared.hearers.size, 0);
});

test("Python hears how all is set, and a comm that is closed is no fault", () => {
  const shared = comm();
  kernel(shared).told({ t: 7 });
  assert.deepEqual(shared.sent, [{ state: { t: 7 } }]);
  const closed = { ...comm(), send: () => assert.fail("closed") };
  kernel(closed).told({ t: 7 });
});

const GROUND = `{
  value: (x) => x * x,
  gradient: (x) => [2 * x],
  oracle: (x, t) => [2 * x],
}`;
const WALKS = `(surface) => (state, { eta }, first, steps, out) => {
  let x = state[0];
  for (let t = 0; t < steps; t++) {
    const [slope] = surface.oracle(x, first + t);
    x -= eta * slope;
    out[2 * t] = x;
    out[2 * t + 1] = slope;
  }
}`;
const SETTINGS = {
  surface: 0,
  start: [1],
  steps: 2,
  knobs: [{ eta: 0.25 }],
  on: [true],
};
const PAGE = {
  course: `({ bowl: ${GROUND}, gd: [${WALKS}, null] })`,
  description: {
    scene: {
      surfaces: [
        {
          start: [1],
          window: [
            [-1, 1],
            [0, 1],
          ],
          minima: [[0]],
          floors: [0],
          near: 0.1,
        },
      ],
      runners: [{ name: "gd" }],
      inks: {},
    },
    rules: [{ from: { name: "gd" }, memory: {} }],
    fields: [{ from: { name: "bowl" }, axes: [] }],
    columns: [],
    quantities: [],
    arrows: false,
  },
};

/** An engine of a notebook, whose Python has told its scene. */
async function told(page) {
  const shared = comm();
  const engine = notebook(shared);
  const asked = engine.ask({ want: "scene" }, {});
  shared.say({ seq: shared.sent.pop().seq, name: "of Python", ...page });
  const { content } = await asked;
  return { shared, engine, content };
}

test("in a notebook the page computes what Python has described", async () => {
  const { shared, engine, content } = await told({ page: PAGE });
  assert.ok(content.instant);
  const question = { want: "path", runners: [0] };
  const { content: found, buffers } = await engine.ask(question, SETTINGS);
  const names = found.runs[0].arrays.map(([name]) => name);
  const xy = new Float64Array(buffers[names.indexOf("xy")].buffer);
  assert.deepEqual([...xy], [1, 1, 0.5, 0.25, 0.25, 0.0625]);
  assert.deepEqual(shared.sent, []); // nobody was asked
  engine.told(SETTINGS);
  assert.deepEqual(shared.sent, [{ state: SETTINGS }]);
  engine.close();
  assert.equal(shared.hearers.size, 0);
});

test("Python computes where nothing is described, or the page cannot run it", async () => {
  const broken = { ...PAGE, course: "({ bowl" };
  for (const page of [{}, { page: broken }, { page: { ...PAGE, course: "({})" } }]) {
    const { shared, engine, content } = await told(page);
    assert.equal(content.name, "of Python");
    assert.ok(!("page" in content));
    engine.ask({ want: "path", runners: [0] }, SETTINGS);
    assert.equal(shared.sent[0].want, "path");
  }
});

test("a page answers with what it carries, by surface, side and runner", async () => {
  const answers = {
    scene: { name: "scene", buffers: [] },
    "picture 1 0": { name: "picture", buffers: [] },
    "path 1 0": { runs: ["first"], buffers: [btoa("\x03")] },
    "path 1 2": { runs: ["third"], buffers: [btoa("\x01\x02")] },
  };
  const engine = page(answers);
  const settings = { surface: 1, side: 0 };
  const name = async (question) => (await engine.ask(question, settings)).content.name;
  assert.equal(await name({ want: "scene" }), "scene");
  assert.equal(await name({ want: "picture" }), "picture");
  const { content, buffers } = await engine.ask(
    { want: "path", runners: [2, 0] },
    settings,
  );
  assert.deepEqual(content.runs, ["third", "first"]);
  const bytes = buffers.map((part) => [...new Uint8Array(part.buffer)]);
  assert.deepEqual(bytes, [[1, 2], [3]]);
  engine.close();
});

test("a power out of a table is the power, however many bases were asked for", () => {
  for (let n = 0; n < 300; n++) {
    const [base, other] = [1 - n / 150, 0.999 - n / 1e6];
    for (const t of [0, 1, 2, 3, 7, 60, 1023, 1024, 1_000_001]) {
      const [some, same] = [np.powers(base, t, 1), np.powers(other, 1, t)];
      assert.equal(np.raised(some, t), base ** t);
      assert.equal(np.raised(same, t), other ** t);
      assert.equal(np.raised(some, t + 1), base ** (t + 1));
      assert.equal(np.raised(some, t), base ** t);
    }
  }
  assert.ok(Number.isNaN(np.raised(np.powers(Number.NaN, 1, 3), 3)));
});
