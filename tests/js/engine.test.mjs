import assert from "node:assert/strict";
import test from "node:test";
import { kernel, page } from "../../coursekit/explorers/front/engine.js";
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

test("a page answers with what it carries, by surface, side and runner", async () => {
  const answers = {
    scene: { name: "scene", buffers: [] },
    "picture 1 0": { name: "picture", buffers: [] },
    "grid 1 2": { name: "grid", buffers: [btoa("\x01\x02")] },
  };
  const engine = page(answers);
  const settings = { surface: 1, side: 0 };
  const name = async (question) => (await engine.ask(question, settings)).content.name;
  assert.equal(await name({ want: "scene" }), "scene");
  assert.equal(await name({ want: "picture" }), "picture");
  const grid = await engine.ask({ want: "grid", runners: [2] }, settings);
  assert.deepEqual([grid.buffers[0].getUint8(0), grid.buffers[0].getUint8(1)], [1, 2]);
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
