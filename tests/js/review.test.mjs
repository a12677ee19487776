// A person's marks on the review page, without a browser: node --test tests/js
import assert from "node:assert/strict";
import test from "node:test";

import { byQuestion, byStudent } from "../../coursekit/grading/person/front/groups.js";
import { marksOf } from "../../coursekit/grading/person/front/marks.js";

const ASKED = { lesson: "01", question: "01.1", title: "", name: "gd", of: 6 };
const answer = (student, about = {}) => ({
  student,
  question: 0,
  points: 0,
  status: "wrong",
  on: `d${student}`,
  page: "",
  ...about,
});
const BEN = { student: "ben", lesson: "01", question: "01.1" };

function data(answers, marks = []) {
  return {
    form: "f",
    version: 1,
    class: "c",
    students: ["ada", "ben", "cas"],
    questions: [ASKED],
    answers,
    codes: [],
    marks,
    remarks: ["Nearly."],
  };
}

function store() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (n, v) => kept.set(n, v),
  };
}

/** Times that come one after the other, on one day. */
function clock() {
  let minute = 0;
  return () => `2026-11-20T10:${String(minute++).padStart(2, "0")}:00Z`;
}

const all = [answer(0), answer(1), answer(2, { status: "right", points: 6 })];
const give = (points) => (mark) => ({ ...mark, points });

test("a mark for a group is one of each of its answers, on what each of them saw", () => {
  const marks = marksOf(data(all), store(), clock());
  marks.by = "Curie";
  marks.change(all.slice(0, 2), give(3));
  const file = JSON.parse(marks.text());
  assert.deepEqual(
    file.marks.map(({ student, points, on, was, by }) => [
      student,
      points,
      on,
      was,
      by,
    ]),
    [
      ["ada", 3, "d0", 0, "Curie"],
      ["ben", 3, "d1", 0, "Curie"],
    ],
  );
  assert.equal(file.class, "c");
});

test("the file keeps marks of which the page knows no answer", () => {
  const zoe = { ...BEN, student: "zoe", points: 1 };
  const marks = marksOf(data(all, [zoe]), store(), clock());
  marks.change([all[0]], give(1));
  assert.deepEqual(
    JSON.parse(marks.text()).marks.map((mark) => mark.student),
    ["ada", "zoe"],
  );
});

test("changes outlive the page, and are unsaved until a file has them", () => {
  const [kept, time] = [store(), clock()];
  marksOf(data(all), kept, time).change([all[0]], give(2));
  const again = marksOf(data(all), kept, time);
  assert.equal(again.of(all[0]).points, 2);
  assert.equal(again.unsaved(), 1);
  again.saved(time());
  assert.equal(again.unsaved(), 0);
  assert.equal(marksOf(data(all), kept, time).of(all[0]).points, 2);
  again.change([all[1]], give(2));
  assert.equal(marksOf(data(all), kept, time).unsaved(), 1);
});

test("a newer file wins over what the browser kept, an older one does not", () => {
  const kept = store();
  marksOf(data(all), kept, clock()).change([all[1]], give(2));
  const read = (at) => {
    const file = data(all, [{ ...BEN, points: 5, at }]);
    return marksOf(file, kept, clock()).of(all[1]).points;
  };
  assert.equal(read("2026-11-20T09:00:00Z"), 2);
  assert.equal(read("2026-11-20T11:00:00Z"), 5);
});

test("what was taken away and saved does not come back, nor stay taken away", () => {
  const [kept, time] = [store(), clock()];
  const file = data(all, [{ ...BEN, points: 5, at: "2026-11-20T09:00:00Z" }]);
  const marks = marksOf(file, kept, time);
  marks.change([all[1]], () => null);
  assert.deepEqual(JSON.parse(marks.text()).marks, []);
  marks.saved(time());
  assert.equal(marksOf(file, kept, time).of(all[1]), undefined);
  const other = { ...BEN, points: 4, at: "2026-11-21T09:00:00Z" };
  assert.equal(marksOf(data(all, [other]), kept, time).of(all[1]).points, 4);
});

test("undo brings back the mark before, of the whole group", () => {
  const file = data(all, [{ ...BEN, points: 5, on: "old", was: 1 }]);
  const marks = marksOf(file, store(), clock());
  marks.change(all.slice(0, 2), give(3));
  assert.equal(marks.undo(), true);
  assert.equal(marks.of(all[0]), undefined);
  assert.equal(marks.of(all[1]).points, 5);
  assert.equal(marks.of(all[1]).on, "old");
  assert.equal(marks.undo(), false);
});

test("two pages of one class do not undo one another", () => {
  const [kept, time] = [store(), clock()];
  const one = marksOf(data(all), kept, time);
  const other = marksOf(data(all), kept, time);
  one.change([all[0]], give(1));
  other.change([all[1]], give(2));
  const later = marksOf(data(all), kept, time);
  assert.deepEqual([later.of(all[0]).points, later.of(all[1]).points], [1, 2]);
});

test("a store that fails or holds nonsense costs no mark", () => {
  const broken = {
    getItem: () => "{",
    setItem() {
      throw new Error("full");
    },
  };
  const marks = marksOf(data(all), broken, clock());
  marks.change([all[0]], give(1));
  assert.equal(marks.of(all[0]).points, 1);
  assert.equal(marks.unsaved(), 1);
});

test("remarks that were given are remarks to choose from", () => {
  const marks = marksOf(data(all), store(), clock());
  marks.change([all[0]], (mark) => ({ ...mark, remark: "Almost." }));
  assert.deepEqual(marks.remarks(), ["Almost.", "Nearly."]);
});

test("answers of which the program says the same are one card, until it is split", () => {
  const known = data([...all, answer(0, { got: "3" })]);
  const cards = byQuestion(known, 0, new Set());
  assert.deepEqual(
    cards.map(({ answers }) => answers.length),
    [2, 1, 1],
  );
  assert.equal(cards.at(-1).answers[0].status, "right");
  const apart = byQuestion(known, 0, new Set([cards[0].key]));
  assert.deepEqual(
    apart.map(({ answers }) => answers.length),
    [1, 1, 1, 1],
  );
});

test("what was marked on an older version comes first", () => {
  const known = data([...all, answer(1, { status: "right", note: "older" })]);
  assert.equal(byQuestion(known, 0, new Set())[0].answers[0].note, "older");
});

test("a student's cards are that student's", () => {
  const cards = byStudent(data(all), 2);
  assert.deepEqual(
    cards.map(({ answers }) => answers[0].student),
    [2],
  );
});
