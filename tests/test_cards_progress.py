"""Progress on pages: the same file, the same picture, the same rules as in Python."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from coursekit.cards import bank, prediction
from coursekit.progress import exported, imported, note, progress
from coursekit.tasks import lessons, tasks

FRONT = Path(__file__).parent.parent / "coursekit/cards/front"
ASKED = prediction("04.top")
RECALLED = bank(3)[0]
RUN = """
const { joined, picture, read, written } = await import("FRONT/progress.js");
const { keeper, pageStore, record } = await import("FRONT/keeper.js");
let text = "";
for await (const chunk of process.stdin) text += chunk;
const given = JSON.parse(text);
process.stdout.write(JSON.stringify(await (async () => { BODY })()));
"""


def node(body, given):
    """What JavaScript returns, to which `given` and the modules are known."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("no node on this machine: see README, Change it")
    script = RUN.replace("FRONT", FRONT.as_uri()).replace("BODY", body)
    run = subprocess.run(
        [program, "--input-type=module", "--eval", script],
        input=json.dumps(given), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def noted(folder, **records):
    """The exported file of these records, noted in a folder."""
    for kind, of_kind in records.items():
        for key, record in of_kind.items():
            assert note(kind, key, record, folder)
    return exported(folder)


def guess(chosen, at="2026-01-31T12:00:00", **more):
    return {"asked": ASKED.ask, "chosen": chosen, "at": at, **more}


def recollection(chosen):
    asked = {"lesson": "03", "place": "recall 04", "asked": RECALLED.ask}
    return asked | {"chosen": chosen, "at": "2026-01", "answer": RECALLED.answer}


WRONG = next(option for option in ASKED.options if option != ASKED.answer)
FORGOTTEN = next(o for o in RECALLED.options if o != RECALLED.answer)
SEEN = {"answer": ASKED.answer, "section": "How fast?"}
CASES = {
    "nothing": {},
    "kept": {"predicted": {"04.top": guess(WRONG)}},
    "right": {"predicted": {"04.top": guess(ASKED.answer, **SEEN)}},
    "wrong": {"predicted": {"04.top": guess(WRONG, **SEEN)}},
    "shown": {"predicted": {"04.top": guess("", **SEEN)}},
    "recalled": {"recalled": {RECALLED.ask: recollection(RECALLED.answer)}},
    "forgotten": {"recalled": {RECALLED.ask: recollection(FORGOTTEN)}},
    "given up": {"recalled": {RECALLED.ask: recollection("")}},
    "solved": {"solved": {"04.1": {"name": "momentum"}, "12.1": {"name": "x"}}},
    "all": {
        "predicted": {
            "04.top": guess(WRONG, **SEEN), "04.a": guess(WRONG, **SEEN),
            "11.x": guess("", answer="ü"), "02.y": guess("“q”"),
        },
        "recalled": {RECALLED.ask: recollection(FORGOTTEN)},
        "solved": {"04.1": {"name": "momentum"}},
    },
}  # fmt: skip


def test_a_page_draws_the_picture_that_the_notebook_draws(tmp_path):
    asked = {
        number: {
            "tasks": [{"id": t.id, "name": t.name} for t in tasks(number).values()]
        }
        for number in lessons()
    }
    files, expected = [], []
    for name, records in CASES.items():
        (tmp_path / name).mkdir()
        files.append(noted(tmp_path / name, **records))
        shown = progress(tmp_path / name)
        expected.append([[list(row) for row in shown.rows], list(shown.revisit)])
        expected[-1].append(list(shown.surprises))
    body = """
    const line = ({ lesson, words }) => `${lesson} ${words}`;
    return given.files.map((file) => {
      const { rows, revisit, surprises } = picture(read(file), given.asked);
      const cells = rows.map((row) =>
        [row.lesson, row.predictions, row.recalled, row.exercises]);
      return [cells, revisit.map(line), surprises.map(line)];
    });"""
    assert node(body, {"files": files, "asked": asked}) == expected


def test_a_file_is_written_letter_by_letter_as_python_writes_it(tmp_path):
    files = []
    for name, records in CASES.items():
        (tmp_path / name).mkdir()
        files.append(noted(tmp_path / name, **records))
    assert node("return given.map((file) => written(read(file)))", files) == files


def test_of_two_files_the_later_choice_counts_as_in_python(tmp_path):
    early, late = guess(WRONG, at="2026-01-01"), guess(ASKED.answer, at="2026-02-01")
    pairs, expected = [], []
    sides = ({"predicted": {"04.top": early}}, {"predicted": {"04.top": late}}, {})
    for i, ours in enumerate(sides):
        for j, theirs in enumerate(sides):
            here, there = tmp_path / f"{i}{j}", tmp_path / f"{i}{j}b"
            here.mkdir(), there.mkdir()
            pairs.append([noted(here, **ours), noted(there, **theirs)])
            count = imported(pairs[-1][1], here)
            expected.append([json.loads(exported(here)), count])
    body = """
    return given.map(([ours, theirs]) => {
      const { progress, count } = joined(read(ours), read(theirs));
      return [progress, count];
    });"""
    assert node(body, pairs) == expected


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "7", "{}", '{"name": "a"}', '{"predicted": 1}',
             '{"solved": {"04.1": {}}}',
             '{"predicted": {"04.top": {"asked": "a", "chosen": 3}}}']
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_a_sentence_by_both(text, tmp_path):
    body = "try { read(given); return ''; } catch (error) { return error.message; }"
    assert node(body, text) == "This is no file of a learner's progress."
    with pytest.raises(ValueError, match="no file of a learner's progress"):
        imported(text, tmp_path)


def test_a_page_keeps_the_records_that_a_notebook_keeps(tmp_path, monkeypatch):
    from coursekit.cards import Card

    monkeypatch.chdir(tmp_path)
    Card("predict", "04.top", [ASKED], 1).save("04.top", {
        "chosen": WRONG, "opened": True, "at": "2026-01-01",
    })  # fmt: skip
    Card("quiz", "quiz 03", [RECALLED], 1).save(RECALLED.key, {
        "chosen": FORGOTTEN, "opened": True, "at": "2026-01-02",
    })  # fmt: skip
    questions = {
        "predict": [_whole(ASKED)], "quiz": [_whole(RECALLED)],
    }  # fmt: skip
    body = """
    const texts = {};
    const storage = { getItem: (key) => texts[key] ?? null,
      setItem: (key, text) => { texts[key] = text; } };
    const kept = keeper(() => storage, () => {});
    const store = (kind, place) =>
      pageStore({ kind, place, shown: 1, questions: given.questions[kind] }, kept);
    const { id: top } = given.questions.predict[0];
    store("predict", "04.top").save(top,
      { chosen: given.wrong, opened: true, at: "2026-01-01" });
    const { id } = given.questions.quiz[0];
    store("quiz", "quiz 03").save(id,
      { chosen: given.forgotten, opened: true, at: "2026-01-02" });
    return written(kept.progress());"""
    given = {"questions": questions, "wrong": WRONG, "forgotten": FORGOTTEN}
    assert json.loads(node(body, given)) == json.loads(exported(tmp_path))


def _whole(question):
    return {
        "id": question.key, "lesson": question.lesson, "ask": question.ask,
        "options": list(question.options), "answer": question.answer,
        "why": question.why, "wrong": dict(question.wrong),
        "section": question.section,
    }  # fmt: skip


def test_where_the_browser_keeps_nothing_a_choice_lives_as_long_as_the_page():
    body = """
    const closed = () => { throw new Error("closed"); };
    const kept = keeper(closed, () => {});
    let calls = 0;
    kept.onChange(() => { calls += 1; });
    const before = kept.brief();
    kept.note("solved", "04.1", { name: "momentum" });
    const { solved } = kept.progress();
    kept.note("solved", "04.1", null);
    return [before, solved, kept.progress().solved, kept.brief(), calls];"""
    says = "Kept while this page is open: the browser keeps nothing here."
    solved = {"04.1": {"name": "momentum"}}
    assert node(body, None) == ["", solved, {}, says, 2]


STORAGE = """
    const room = given.room ?? Infinity;
    const storage = {
      getItem: (key) => texts[key] ?? null,
      removeItem: (key) => { delete texts[key]; },
      setItem: (key, text) => {
        const all = Object.entries({ ...texts, [key]: text }).flat().join("").length;
        if (all > room) throw new Error("full");
        texts[key] = text;
      },
    };
    const texts = { "coursekit progress": given.text };
    const kept = keeper(() => storage, () => {});"""
SOUND = {"predicted": {"04.top": guess(WRONG)}, "recalled": {}, "solved": {}}
DAMAGED = {
    "cut off": json.dumps(SOUND)[:-9],
    "foreign": '{"theme": "dark"}',
    "no object": "7",
    "huge": "x" * 5_000_000,
    "one record": json.dumps(
        SOUND | {"solved": {"04.1": {"name": 1}, "04.2": {"name": "gd"}}}
    ),
    "another kind of list": json.dumps(SOUND | {"solved": ["04.1"]}),
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_what_cannot_be_read_of_stored_progress_is_put_aside_and_told(text):
    body = (
        STORAGE
        + """
    kept.note("solved", "01.1", { name: "gd" });
    const [brief, unread, stored] =
      [kept.brief(), kept.unread(), texts["coursekit progress"]];
    kept.forgetUnread();
    return [brief, unread, JSON.parse(stored), kept.brief(), kept.unread()];"""
    )
    brief, unread, stored, later, left = node(body, {"text": text})
    assert unread == [text] and "“Your progress” saves it as a file" in brief
    assert stored["solved"]["01.1"] == {"name": "gd"}
    assert "04.1" not in stored["solved"] and (later, left) == ("", [])
    if text in (DAMAGED["one record"], DAMAGED["another kind of list"]):
        assert stored["predicted"] == SOUND["predicted"]  # what can be read stays
    if text == DAMAGED["one record"]:
        assert stored["solved"]["04.2"] == {"name": "gd"}


def test_two_damages_are_put_aside_under_names_of_their_own():
    body = (
        STORAGE
        + """
    kept.progress();
    texts["coursekit progress"] = "again";
    kept.progress();
    return kept.unread();"""
    )
    assert node(body, {"text": "damaged"}) == ["damaged", "again"]


def test_damaged_progress_stays_where_nothing_more_finds_room():
    body = (
        STORAGE
        + """
    kept.note("solved", "01.1", { name: "gd" });
    const all = Object.values(texts).join();
    return [all, kept.progress().solved, kept.brief()];"""
    )
    says = "Kept while this page is open: the browser keeps nothing here."
    given = {"text": "damaged", "room": 30}
    assert node(body, given) == ["damaged", {"01.1": {"name": "gd"}}, says]


def test_what_a_newer_edition_keeps_beside_ours_stays():
    body = (
        STORAGE
        + """
    kept.note("solved", "01.1", { name: "gd" });
    kept.take(given.theirs);
    return [JSON.parse(texts["coursekit progress"]).written, kept.unread()];"""
    )
    newer = SOUND | {"written": {"04.sentence": [1, 2]}}
    theirs = json.dumps(SOUND | {"solved": {"02.1": {"name": "x"}}})
    given = {"text": json.dumps(newer), "theirs": theirs}
    assert node(body, given) == [newer["written"], []]
