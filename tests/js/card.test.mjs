// What follows from what is known of a question, without a browser: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";

import {
  drawn,
  following,
  keeping,
  opening,
} from "../../coursekit/cards/front/kept.js";
import { look } from "../../coursekit/cards/front/look.js";
import { notebookStore } from "../../coursekit/cards/front/store.js";

const NOW = "2026-01-31T12:00:00.000Z";
const QUESTION = {
  id: "04.top",
  lesson: 4,
  ask: "How fast?",
  options: ["1", "9", "10"],
};
const TOLD = {
  answer: "10",
  why: "1/(1 − β).",
  wrong: { 9: "This step counts, too." },
};
const CARDS = Object.fromEntries(
  ["predict", "reveal", "recall", "quiz"].map((kind) => [
    kind,
    { kind, place: kind, name: "", shown: 1, questions: [QUESTION] },
  ]),
);

/** What a question of a card shows: of a record, an answer, and what is on. */
const shows = (kind, record, told, now) =>
  look(CARDS[kind], QUESTION, record, told, now);
const kept = (chosen) => ({ chosen, opened: false, at: NOW });
const opened = (chosen) => ({ chosen, opened: true, at: NOW });

test("a choice is kept by a button that waits for one", () => {
  for (const kind of ["predict", "recall", "quiz"]) {
    const { ready, show, locked, options } = shows(kind);
    assert.deepEqual([ready, show, locked], [false, true, false]);
    assert.deepEqual(
      options.map(({ text }) => text),
      QUESTION.options,
    );
    assert.equal(shows(kind, undefined, undefined, { selected: "9" }).ready, true);
  }
});

test("predictions are kept and open later, quizzes answer at once", () => {
  assert.deepEqual(keeping("predict", "9", NOW), kept("9"));
  assert.deepEqual(keeping("recall", "9", NOW), opened("9"));
  assert.deepEqual(keeping("quiz", "9", NOW), opened("9"));
});

test("a kept choice is shown and can be changed", () => {
  const now = shows("predict", kept("9"));
  assert.deepEqual([now.checked, now.ready, now.locked], ["9", false, false]);
  const other = shows("predict", kept("9"), undefined, { selected: "1" });
  assert.deepEqual([other.checked, other.ready], ["1", true]);
  assert.match(other.go, /instead/);
});

test("a choice that will not last says so", () => {
  const brief = shows("predict", kept("9"), undefined, { brief: "Kept for now." });
  assert.equal(brief.status, "Kept for now.");
});

test("nothing that is shown before the answer is opened tells it", () => {
  for (const kind of ["predict", "reveal", "recall", "quiz"]) {
    for (const record of [undefined, kept("9"), kept("10")]) {
      const { options, status, heard, more } = shows(kind, record, TOLD);
      assert.ok(options.every(({ mark, tag, line }) => !mark && !tag && !line));
      assert.deepEqual([heard, more], ["", []]);
      assert.doesNotMatch(status, /10/);
    }
  }
});

test("a reveal without a choice shows no options and offers to show the answer", () => {
  assert.deepEqual(shows("reveal").options, []);
  assert.equal(shows("reveal").show, true);
  assert.equal(shows("reveal", kept("9")).show, false);
});

test("opening keeps the choice and its time, and needs none", () => {
  assert.deepEqual(opening(kept("9"), "later"), opened("9"));
  assert.deepEqual(opening(undefined, NOW), opened(""));
});

test("a wrong choice is told its own line, and the right answer its reason", () => {
  for (const kind of ["reveal", "recall", "quiz"]) {
    const { options, locked, status, heard } = shows(kind, opened("9"), TOLD);
    assert.equal(locked, true);
    assert.deepEqual(
      options.map(({ mark, line }) => [mark, line]),
      [
        ["", ""],
        ["wrong", TOLD.wrong[9]],
        ["right", TOLD.why],
      ],
    );
    assert.match(status, /otherwise|Not quite/);
    assert.match(heard, /This step counts, too\. The answer: 10\. 1\/\(1 − β\)\./);
  }
});

test("a wrong choice without a line of its own is told the general reason", () => {
  const { options, heard } = shows("reveal", opened("1"), TOLD);
  assert.deepEqual(options[0].line, "");
  assert.equal(options[2].line, TOLD.why);
  assert.equal(heard, "The answer: 10. 1/(1 − β).");
});

test("the lines of the other wrong options can be unfolded", () => {
  assert.deepEqual(shows("reveal", opened("10"), TOLD).more, [
    "9: This step counts, too.",
  ]);
  assert.deepEqual(shows("reveal", opened("9"), TOLD).more, []);
});

test("a right choice and one that was never made are told from wrong ones", () => {
  const right = shows("quiz", opened("10"), TOLD);
  assert.deepEqual(
    [right.status, right.options[2].tag],
    ["Right.", "your answer, right"],
  );
  const none = shows("quiz", opened(""), TOLD);
  assert.match(none.status, /asked to see/);
  assert.deepEqual(
    none.options.map(({ mark }) => mark),
    ["", "", "right"],
  );
});

test("above the experiment the answer takes no line among the options", () => {
  const { options, more } = shows("predict", opened("9"), TOLD);
  assert.ok(options.every(({ line }) => line === ""));
  assert.deepEqual(more, [TOLD.why, "9: This step counts, too."]);
});

const ASKED = ["a", "b", "c", "d", "e"].map((id) => ({ ...QUESTION, id }));
const draw = (records, place = "13", count = 3) =>
  drawn(ASKED, records, place, count)
    .map(({ id }) => id)
    .join("");
const known = (at, more) => ({ chosen: "9", opened: true, at, ...more });

test("of whom nothing is known, the first questions are asked", () => {
  assert.equal(draw({}), "abc");
  assert.equal(draw({}, "13", 9), "abcde");
});

test("what was missed comes first, then what was never asked, then the longest ago", () => {
  assert.equal(draw({ d: known("2", { missed: true }), a: known("1") }), "dbc");
  const all = {
    a: known("3"),
    b: known("5"),
    c: known("1"),
    d: known("2"),
    e: known("4"),
  };
  assert.equal(draw(all), "cda");
  all.b.missed = true;
  all.e.missed = true;
  assert.equal(draw(all), "ebc");
});

test("what a card has asked before it shows again, the latest if there are many", () => {
  const own = { c: known("1", { place: "13" }), e: known("2", { place: "13" }) };
  assert.equal(draw(own), "cea");
  own.a = known("3", { place: "13", missed: true });
  own.b = known("4", { place: "13" });
  assert.equal(draw(own), "eab");
  assert.equal(draw(own, ""), "adc"); // others than its own
});

test("the next question is an open one as long as there is one", () => {
  assert.equal(following([true, false, false], 0), 1);
  assert.equal(following([false, true, true], 2), 0);
  assert.equal(following([true, true, true], 0), 1);
  assert.equal(following([true, true, true], 2), -1);
  assert.equal(following([true], 0), -1);
});

test("in a notebook Python is asked to keep a choice, and tells when it has", () => {
  const heard = new Map();
  const sent = [];
  const values = { kind: "predict", records: {}, told: {}, written: false };
  const store = notebookStore({
    get: (name) => values[name],
    send: (message) => sent.push(message),
    on: (event, call) => heard.set(event, call),
    off: (event, call) => heard.get(event) === call && heard.delete(event),
  });
  let changes = 0;
  const end = store.onChange(() => {
    changes += 1;
  });
  store.save("04.top", kept("9"));
  assert.deepEqual(sent, [{ id: "04.top", record: kept("9") }]);
  values.records = { "04.top": kept("9") };
  heard.get("change:records")();
  assert.equal(changes, 1);
  assert.deepEqual(
    [store.records(), store.brief()],
    [values.records, "Kept while Python runs: its folder cannot be written."],
  );
  end();
  assert.equal(heard.size, 0);
});
