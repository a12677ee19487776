"""What a person says of marks counts, is seen everywhere, and is never lost."""

import base64
import json

import pytest
from grader import text_of
from nbformat import v4 as notebooks
from recorded import (
    ALL,
    ASKED,
    CLASS,
    FIRST,
    NONE,
    RIGHT,
    WRONG,
    handed,
    result,
    table,
)
from test_grading_reports import facts_of

from coursekit import written
from coursekit.grading.judge import answers
from coursekit.grading.person import sentences
from coursekit.grading.person.overrides import (
    FORM,
    VERSION,
    Hand,
    NoOverrides,
    Overrides,
    class_of,
    of_class,
    read,
)
from coursekit.grading.report.reports import reports
from coursekit.tasks import tasks

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n and more").decode()
BEN = {"student": "ben", "lesson": "01", "question": "01.1"}


def saved(path, *marks, **about):
    whole = {"form": FORM, "version": VERSION, "class": "", "remarks": []}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**whole, "marks": marks, **about}), "utf-8")
    return path


def graded(out, *marks, of=CLASS, **options):
    """The reports of a class of which a person said this."""
    out.mkdir(exist_ok=True)
    overrides = of_class(out, saved(out.parent / "said.json", *marks))
    return reports(out, lambda: iter(of), overrides=overrides, **options)


def row_of(out, student, question):
    rows = table(out / "marks.csv")
    (row,) = (r for r in rows if (r["student"], r["question"]) == (student, question))
    return row


# What counts


def test_points_by_hand_count_in_every_table_and_page_and_say_so(tmp_path):
    out = tmp_path / "out"
    mark = BEN | {"points": FIRST / 2, "remark": "The idea is right.", "by": "Curie"}
    graded(out, mark)
    said = f"By hand: {FIRST / 2:g} instead of 0 (Curie): The idea is right."
    row = row_of(out, "ben", "01.1")
    assert (row["points"], row["before"]) == (f"{FIRST / 2:g}", "0")
    assert (row["status"], row["by hand"]) == ("by hand", "Curie")
    assert row["reason"].startswith(said)
    (total,) = (r for r in table(out / "totals.csv") if r["student"] == "ben")
    assert total["points"] == f"{ALL - FIRST / 2:g}"
    assert (total["before"], total["by hand"]) == (f"{ALL - FIRST:g}", "01")
    assert said in text_of(out / "feedback" / "ben" / "01.html")
    page = text_of(out / "class.html")
    assert "The idea is right." in page and "Curie" in page
    listed = json.loads((out / "results.json").read_text())
    (entry,) = (e for e in listed if e["student"] == "ben")
    assert entry["points"] == ALL - FIRST / 2
    assert entry["questions"][0]["hand"]["by"] == "Curie"
    assert row_of(out, "cas", "01.1")["by hand"] == ""


def test_a_remark_alone_changes_no_points(tmp_path):
    graded(tmp_path / "out", BEN | {"remark": "See me."})
    row = row_of(tmp_path / "out", "ben", "01.1")
    assert (row["points"], row["status"], row["by hand"]) == ("0", "wrong", "yes")
    assert row["reason"].startswith("Remark: See me.")


def test_full_points_by_hand_are_right_and_no_mistake_of_the_class(tmp_path):
    out = tmp_path / "out"
    graded(out, BEN | {"points": FIRST}, BEN | {"student": "cas", "points": FIRST})
    assert row_of(out, "ben", "01.1")["status"] == "right"
    assert "No answer agrees with a mistake" in (out / "class.html").read_text("utf-8")


def test_who_has_been_marked_by_hand_needs_no_person_any_more(tmp_path):
    eve = [
        {
            "student": "eve",
            "lesson": "01",
            "question": q,
            "points": 0,
            "remark": "Seen.",
        }
        for q in list(ASKED)[:2]
    ]
    graded(tmp_path / "out", *eve)
    need = text_of(tmp_path / "out" / "class.html").partition("Marked by hand")[0]
    assert "fay" in need and "eve" not in need


def test_a_corrected_task_keeps_the_mark_and_says_so(tmp_path):
    out = tmp_path / "out"
    mark = BEN | {"points": 1, "was": 0}
    graded(out, mark, of=[(handed("ben"), WRONG)])
    assert "corrected" not in row_of(out, "ben", "01.1")["reason"]
    graded(out, mark, of=[(handed("ben"), RIGHT)])
    row = row_of(out, "ben", "01.1")
    now = f"the program now gives {FIRST:g} instead of 0"
    assert row["points"] == "1" and now in row["reason"]
    assert now in text_of(out / "feedback" / "ben" / "01.html")


def test_a_changed_submission_keeps_the_mark_until_a_person_looks(tmp_path):
    out = tmp_path / "out"
    mark = BEN | {"points": 1, "on": "first", "was": 0}
    graded(out, mark, of=[(handed("ben"), {**NONE, "digest": "first"})])
    assert "older version" not in row_of(out, "ben", "01.1")["reason"]
    graded(out, mark, of=[(handed("ben"), {**RIGHT, "digest": "second"})])
    row = row_of(out, "ben", "01.1")
    assert row["points"] == "1"
    assert "Marked by hand on an older version." in row["reason"]
    need = text_of(out / "class.html").partition("Marked by hand\n")[0]
    assert "1 needs a person" in need and "older version" in need


def test_marks_without_an_answer_are_named_and_kept(tmp_path):
    out = tmp_path / "out"
    zoe = {"student": "zoe", "lesson": "01", "question": "01.1", "points": 1}
    gone = BEN | {"question": "01.9", "points": 1}
    later = BEN | {"lesson": "02", "question": "02.1", "points": 1}
    never = BEN | {"lesson": "77", "question": "77.1", "points": 1}
    written = graded(out, zoe, gone, later, never)
    assert [hand.place for hand in written.unplaced] == [
        ("ben", "01", "01.9"), ("ben", "77", "77.1"), ("zoe", "01", "01.1")
    ]  # fmt: skip
    kept = {(m["student"], m["question"]) for m in on_page(out)["marks"]}
    assert kept == {("zoe", "01.1"), ("ben", "01.9"), ("ben", "02.1"), ("ben", "77.1")}


# The file


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        ("", "is damaged (it is empty)"),
        (" \n", "is damaged (it is empty)"),
        ("\xff\xfe{\x00", "is damaged (it is no text in UTF-8)"),
        (
            '{"form": "a", "form": "b"}',
            "is damaged (it says 'form' twice in one place)",
        ),
        ('{"points": 1' + 5000 * "0" + "}", "is damaged (it is no JSON)"),
        ('{"form": "\\ud800"}', "is damaged (it has half a letter)"),
        ('{"form": "coursekit overrides", "marks": [', "is damaged (line 1"),
        ("[]", "was not saved by the review page"),
        ('{"cells": []}', "was not saved by the review page"),
        ("\x00\xff", "is damaged"),
        ("[" * 100_000, "is damaged"),
    ],
)
def test_a_file_that_is_none_is_one_sentence_and_stays_as_it_is(spoiled, why, tmp_path):
    path = tmp_path / "overrides.json"
    path.write_bytes(spoiled.encode("latin-1"))
    with pytest.raises(NoOverrides) as refused:
        read(path)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)
    assert path.read_bytes() == spoiled.encode("latin-1")


@pytest.mark.parametrize(
    ("mark", "why"),
    [
        (3, "mark 1 is none"),
        ({"student": "ben"}, "does not say its lesson"),
        (BEN | {"points": "2"}, 'points is "2", and no number from 0 on'),
        (BEN | {"points": -1}, "points is -1, and no number from 0 on"),
        (BEN | {"points": float("nan")}, "points is NaN, and no number from 0 on"),
        (BEN | {"points": True}, "points is true, and no number from 0 on"),
        (BEN | {"point": 1}, "unknown 'point'"),
        (BEN | {"remark": 3}, "remark is no text"),
        (BEN | {"rubric": {"It can fail": "2"}}, "rubric has no points"),
    ],
)
def test_a_mark_that_is_none_is_named(mark, why, tmp_path):
    with pytest.raises(NoOverrides) as refused:
        read(saved(tmp_path / "said.json", mark))
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({"version": 2}, "was it saved by a later one"),
        ({"marks": {}}, "no list of marks"),
        ({"remarks": [3]}, "remarks are no list"),
    ],
)
def test_a_file_of_another_form_is_refused(about, why, tmp_path):
    with pytest.raises(NoOverrides, match=why):
        read(saved(tmp_path / "said.json", **{"marks": [], **about}))


def test_two_marks_for_one_answer_are_refused(tmp_path):
    twice = saved(tmp_path / "said.json", BEN | {"points": 1}, BEN | {"points": 2})
    with pytest.raises(NoOverrides, match="ben has two marks"):
        read(twice)


def test_a_file_of_another_class_is_refused_and_one_of_none_is_taken(tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    owner = class_of(ours)
    assert class_of(ours) == owner != class_of(theirs)
    path = saved(ours / "overrides.json", BEN, **{"class": class_of(theirs)})
    with pytest.raises(NoOverrides, match="another class"):
        of_class(ours)
    assert of_class(theirs, path).owner == class_of(theirs)
    saved(ours / "overrides.json", BEN)
    assert of_class(ours).owner == owner
    assert list(of_class(ours).hands) == [("ben", "01", "01.1")]


def test_a_class_whose_state_was_removed_is_known_by_its_overrides(tmp_path):
    saved(tmp_path / "overrides.json", BEN, **{"class": "abc"})
    assert of_class(tmp_path).owner == class_of(tmp_path) == "abc"


def test_what_is_read_is_what_was_written(tmp_path):
    mark = BEN | {
        "points": 1.5, "remark": "é", "by": "M", "at": "2026", "on": "d", "was": 1,
        "rubric": {"Limits": 1},
    }  # fmt: skip
    (hand,) = read(saved(tmp_path / "said.json", mark)).hands.values()
    assert hand.json == mark
    assert Hand("ben", "01", "01.1", points=0).json == BEN | {"points": 0}


# The page


def on_page(out):
    """What the review page knows."""
    page = (out / "review" / "index.html").read_text("utf-8")
    data = page.partition('id="data">')[2].partition("</script>")[0]
    return json.loads(data)


def test_the_page_has_every_answer_with_its_code_and_what_the_program_says(tmp_path):
    out = tmp_path / "out"
    codes = {"gd": "def gd():\n    return '</script>'"}
    graded(out, BEN | {"points": 1}, of=[(handed("ben"), {**WRONG, "code": codes})])
    page = on_page(out)
    assert page["students"] == ["ben"]
    assert [q["question"] for q in page["questions"]] == list(ASKED)
    first = page["answers"][0]
    assert (first["points"], first["status"]) == (0, "wrong")
    assert page["codes"][first["code"]] == codes["gd"]
    assert page["marks"] == [BEN | {"points": 1}]
    assert (out / "review" / first["page"]).resolve().is_file()


def test_equal_code_is_written_once(tmp_path):
    told = {**WRONG, "code": {"gd": "def gd(): pass"}}
    graded(tmp_path / "out", of=[(handed(name), told) for name in ("ada", "ben")])
    page = on_page(tmp_path / "out")
    assert page["codes"] == ["def gd(): pass"]


def test_the_page_of_300_students_is_small(tmp_path):
    code = "def gd(theta, grad, eta, steps):\n" + "    theta = theta - eta\n" * 40
    graded(
        tmp_path / "out",
        of=[
            (handed(f"student {n}"), {**WRONG, "code": {
                task.name: f"{code}    # {n}" for task in ASKED.values()
            }})
            for n in range(300)
        ],
    )  # fmt: skip
    page = tmp_path / "out" / "review" / "index.html"
    assert len(on_page(tmp_path / "out")["answers"]) == 300 * len(ASKED)
    assert page.stat().st_size < 5_000_000


# The capstone

PROJECT = {
    "title": "The project", "name": "", "question": "14.project", "status": "to mark",
    "points": 0, "of": 15, "tested": "", "subject": "", "place": "", "got": "",
    "expected": "", "says": "Project 14A: done.", "mistake": "", "edit": "",
}  # fmt: skip
CAPSTONE = {
    "lesson": "14", "questions": [PROJECT], "notes": [], "digest": "d",
    "answers": {"14A.hypothesis": "Twice as fast.", "14A.result": "It was not."},
    "code": {"arms_a": "def arms_a(): ..."}, "figures": [PNG],
    "printed": "gd: accuracy 0.940",
}  # fmt: skip


def test_a_project_is_marked_by_its_rubric(tmp_path):
    out = tmp_path / "out"
    rubric = {"It can fail": 2, "A fair design": 1.5}
    mark = {"student": "ada", "lesson": "14", "question": "14.project"}
    class_ = [(handed("ada", lesson="14"), CAPSTONE)]
    graded(out, of=class_)
    assert row_of(out, "ada", "14.project")["status"] == "to mark"
    assert "1 needs a person" in text_of(out / "class.html")
    graded(out, mark | {"points": 3.5, "rubric": rubric}, of=class_)
    row = row_of(out, "ada", "14.project")
    assert (row["points"], row["of"], row["status"]) == ("3.5", "15", "by hand")
    assert "A fair design: 1.5 of 3." in row["reason"]
    page = text_of(out / "feedback" / "ada" / "14.html")
    assert "It names a result, with its size, that would refute it" in page
    assert "5 of 7 criteria are still to be marked." in row["reason"]
    assert "1 needs a person" in text_of(out / "class.html")
    whole = {line.name: line.points / 2 for _, line in written.criteria("14")}
    graded(out, mark | {"points": 7.5, "rubric": whole}, of=class_)
    assert row_of(out, "ada", "14.project")["points"] == "7.5"
    assert "could not be read or run to its end" not in text_of(out / "class.html")


def test_words_figures_and_rubric_of_a_project_are_on_the_page(tmp_path):
    out = tmp_path / "out"
    (out / "review").mkdir(parents=True)
    (out / "review" / "old.png").write_bytes(b"")
    graded(out, of=[(handed("ada", lesson="14"), CAPSTONE)])
    page = on_page(out)
    (answer,), (asked,) = page["answers"], page["questions"]
    assert [word["text"] for word in answer["words"]] == [
        "Twice as fast.", "It was not."
    ]  # fmt: skip
    code, prints = (page["codes"][n] for n in answer["codes"])
    assert code == "def arms_a(): ..."
    assert prints.endswith("as handed in:\n\ngd: accuracy 0.940")
    assert sum(line["points"] for line in asked["rubric"]) == asked["of"] == 15
    (figure,) = (out / "review").glob("*.png")
    assert figure.name == answer["figures"][0]
    assert figure.read_bytes() == base64.b64decode(PNG)


def test_points_beyond_the_question_s_count_and_are_pointed_out(tmp_path):
    out = tmp_path / "out"
    written = graded(out, BEN | {"points": FIRST + 4})
    assert written.beyond == [f"ben 01.1, {FIRST + 4:g} of {FIRST:g} points"]
    row = row_of(out, "ben", "01.1")
    assert row["points"] == f"{FIRST + 4:g}"
    says = f"That is more than the {FIRST:g} points that the question has."
    assert says in row["reason"] and says in text_of(out / "class.html")


def test_points_that_are_not_those_of_their_criteria_are_pointed_out(tmp_path):
    out = tmp_path / "out"
    whole = {line.name: line.points / 2 for _, line in written.criteria("14")}
    mark = {"student": "ada", "lesson": "14", "question": "14.project"}
    class_ = [(handed("ada", lesson="14"), CAPSTONE)]
    graded(out, mark | {"points": 15, "rubric": whole}, of=class_)
    row = row_of(out, "ada", "14.project")
    assert row["points"] == "15"
    says = "Its criteria add up to 7.5 points, not to 15."
    assert says in row["reason"]
    assert says in text_of(out / "class.html")
    assert says in text_of(out / "feedback" / "ada" / "14.html")


SENTENCE = {"student": "ada", "lesson": "04", "question": "04.sentence"}


def in_words(said, name="ada"):
    """What is graded of a student whose code is right, and who says this in words."""
    right = result("right", "right", "right", lesson="04")
    answers = {"04.sentence": said} if said else {}
    questions = [*right["questions"], *sentences.rows("04", answers)]
    told = {**right, "questions": questions, "answers": answers, "digest": "d"}
    return handed(name, lesson="04"), told


def test_a_sentence_is_nobodys_but_a_persons_to_mark_and_no_mark_is_full_before(
    tmp_path,
):
    out = tmp_path / "out"
    class_ = [in_words("In a canyon."), in_words("", "ben")]
    graded(out, of=class_)
    row = row_of(out, "ada", "04.sentence")
    assert (row["points"], row["of"], row["status"]) == ("0", "2", "to mark")
    missing = row_of(out, "ben", "04.sentence")
    assert (missing["of"], missing["status"]) == ("2", "missing")
    assert {float(r["percent"]) < 100 for r in table(out / "totals.csv")} == {True}
    page = text_of(out / "class.html")
    assert "1 answer waits for a person, and counts 0 points until then" in page
    # One line says it: not every student of the class needs a person for that.
    assert "could not be read or run to its end" not in page
    # What nobody has marked or written says nothing of what to teach again.
    assert "04.sentence" not in {r["question"] for r in table(out / "again.csv")}
    about = on_page(out)
    (asked,) = (q for q in about["questions"] if q["question"] == "04.sentence")
    assert [line["points"] for line in asked["rubric"]] == [2]
    assert asked["ask"].startswith("Momentum with β = 0.9 and gradient descent")
    html = (out / "class.html").read_text(encoding="utf-8")
    heads, *rows = facts_of(html, "Students and questions")
    assert {row[heads.index("04.sentence")] for row in rows} == {"…", "○"}
    said = [answer.get("words") for answer in about["answers"]]
    assert [words[0]["text"] for words in filter(None, said)] == ["In a canyon."]


def test_a_marked_sentence_counts_by_its_rubric_and_waits_no_longer(tmp_path):
    out = tmp_path / "out"
    (name,) = (line.name for _, line in written.rubric("04", "04.sentence"))
    mark = SENTENCE | {"points": 1, "rubric": {name: 1}, "by": "Curie"}
    graded(out, mark, of=[in_words("In a canyon.")])
    row = row_of(out, "ada", "04.sentence")
    assert (row["points"], row["before"], row["status"]) == ("1", "0", "by hand")
    assert row["reason"] == f"By hand: 1 of 2 (Curie). {name}: 1 of 2."
    assert "waits" not in text_of(out / "class.html")
    (line,) = (line for _, line in written.rubric("04", "04.sentence"))
    assert line.half in text_of(out / "feedback" / "ada" / "04.html")
    graded(
        out, mark | {"points": 2, "rubric": {name: 2}}, of=[in_words("In a canyon.")]
    )
    assert row_of(out, "ada", "04.sentence")["status"] == "right"
    assert {r["percent"] for r in table(out / "totals.csv")} == {"100.0"}


def test_a_notebook_that_cannot_be_read_lacks_the_points_of_its_sentence_too(tmp_path):
    unread = {"lesson": "04", "unreadable": "It is no notebook."}
    graded(tmp_path / "out", of=[(handed("ada", lesson="04"), unread)])
    of = sum(task.points for task in tasks("04").values()) + written.all_points("04")
    assert row_of(tmp_path / "out", "ada", "")["of"] == f"{of:g}"


def drawing(source, *figures):
    cell = notebooks.new_code_cell(source)
    cell["outputs"] = [
        notebooks.new_output("display_data", {"image/png": figure})
        for figure in figures
    ]
    return cell


def test_figures_are_those_of_the_projects_section():
    heading = notebooks.new_markdown_cell("## Project 14B: a rule of your own")
    whole = notebooks.new_notebook(
        cells=[drawing("early", PNG), heading, drawing("late", PNG, "no figure", "")]
    )
    raw = json.dumps(whole).encode()
    assert answers.figures("14", raw) == [PNG]
    assert answers.figures("01", raw) == []
    large = base64.b64encode(base64.b64decode(PNG) * 40_000).decode()
    whole.cells.append(drawing("more", large, *[PNG] * 20))
    found = answers.figures("14", json.dumps(whole).encode())
    assert len(found) == answers.FIGURES and large not in found


def saying(*outputs):
    cell = notebooks.new_code_cell("print(...)")
    cell["outputs"] = [
        notebooks.new_output("stream", name=name, text=text) for name, text in outputs
    ]
    return cell


def test_what_projects_printed_is_kept_but_for_what_is_not_started():
    heading = notebooks.new_markdown_cell("## Project 14B: a rule of your own")
    late = saying(
        ("stdout", ["gd 0.94\n", "adam 0.96\n"]),
        ("stderr", "a warning\n"),
        ("stdout", "Not started: arms_a.\n"),
    )
    cells = [saying(("stdout", "early\n")), heading, late]
    raw = json.dumps(notebooks.new_notebook(cells=cells)).encode()
    assert answers.printed("14", raw) == "gd 0.94\nadam 0.96"
    assert answers.printed("01", raw) == ""


def test_of_a_project_only_written_functions_are_shown():
    cells = ["def choose(rows):\n    return ...", "def own(theta):\n    return 2"]
    assert answers.code("14", cells) == {"own": cells[1]}


def test_the_code_of_an_answer_is_the_last_cell_that_defines_it():
    cells = [
        "def gd(x):\n    return 1", "y = gd(3)", "%time\ndef gd(x):\n    return 2",
        "gd_path = lambda x: x", "eta_regime == 3",
    ]  # fmt: skip
    found = answers.code("01", cells)
    assert found == {"gd": cells[2], "gd_path": cells[3]}
    long = "def gd(x):\n" + "    x += 1\n" * 1000
    assert len(answers.code("01", [long])["gd"]) < answers.LONGEST + 50


def test_nothing_said_leaves_every_report_as_it_was(tmp_path):
    reports(tmp_path, lambda: iter(CLASS), overrides=Overrides())
    assert "by hand" not in {row["status"] for row in table(tmp_path / "marks.csv")}
    assert "Marked by hand" not in text_of(tmp_path / "class.html")
