"""A class whose students have numbers of their own, and who hands in another's."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from grader import finished, grade, rows, text_of
from recorded import RIGHT, handed

from coursekit import authoring
from coursekit.grading import run
from coursekit.grading.collect.numbers import with_numbers
from coursekit.grading.collect.roster import roster
from coursekit.grading.collect.submissions import collect
from coursekit.grading.judge.answers import in_words
from coursekit.grading.judge.judging import Terms
from coursekit.grading.judge.released import idle, released
from coursekit.grading.many.batch import result
from coursekit.grading.many.keys import key
from coursekit.grading.report.likeness import alike
from coursekit.grading.report.reports import reports
from coursekit.handout import hand_out
from coursekit.tasks import tasks
from coursekit.tasks.variants import claimed, numbers, unworded, worded

ROOT = Path(__file__).parent.parent
QUICK = tasks("01")["01.4"]
SOLVED = authoring.read(ROOT / "solutions/01-gradient-descent.ipynb")
# Two whose rows of 01.4 differ, so that an η for one of them is not one for the other.
ADA, BEN = "Ada Lovelace", "Ben Bok"


def far_out(name):
    return numbers(QUICK, name)["far_out"]


def solved(name, code=""):
    """The solution of lesson 01 with a student's numbers; "" for the course's."""
    own = nbformat.from_dict(SOLVED)
    for cell in own.cells:
        if name:
            cell.source = worded("01", cell.source, name)
        cell["outputs"] = [] if cell.cell_type == "code" else None
        if cell.cell_type != "code":
            del cell["outputs"]
        if code and cell.source.startswith("def quick_eta"):
            cell.source = code
    return nbformat.writes(own)


def handed_in(folder, *students):
    """A class: (who hands in, text of the notebook)."""
    for student, text in students:
        (folder / student).mkdir(parents=True)
        (folder / student / "01-gradient-descent.ipynb").write_text(text, "utf-8")
    return folder


def whose(folder, variants=True, roster=None):
    """{student: (whose numbers are asked, notes)} of a class."""
    found = with_numbers(collect(folder, roster).read(), variants)
    return {s.student: (s.numbers, " ".join(s.notes)) for s, _ in found}


def test_two_students_of_these_tests_have_other_numbers():
    assert far_out(ADA) != far_out(BEN) and QUICK.own.rows[0]["far_out"] == 10


# Whose numbers


@pytest.mark.parametrize("source", [None, 5, [5]])
def test_a_text_that_is_none_ends_no_class(source, tmp_path):
    strange = json.loads(solved(ADA))
    strange["cells"].append({"cell_type": "markdown", "source": source})
    place = handed_in(tmp_path, (ADA, json.dumps(strange)), (BEN, solved(BEN)))
    assert whose(place) == {ADA: (ADA, ""), BEN: (BEN, "")}


def test_who_is_named_in_checks_is_found_soon_and_as_it_was_written():
    assert claimed(["check(" * 200_000 + ", student=1"]) == ""
    for name in ('Ada "A" \\ Bok', "O'Hara", "Åsa"):
        (cell,) = [worded("01", 'check("01.4", quick_eta)', name)]
        assert claimed([cell]) == name
    assert claimed(['check("01.4", f, student="\x1b[2J")']) == ""


def test_what_is_kept_of_an_answer_in_words_has_an_end():
    kept = in_words({"01.sentence": "word " * 100_000, "02.sentence": "short"})
    assert kept["02.sentence"] == "short"
    assert 20_000 < len(kept["01.sentence"]) < 20_100


@pytest.mark.parametrize(
    "folder", [ADA, "ada lovelace", "Ada  Lovelace", "ADA-LOVELACE"]
)
def test_a_students_own_numbers_are_asked_however_the_name_is_spelled(tmp_path, folder):
    place = handed_in(tmp_path, (folder, solved(ADA)), ("Ben Bok", solved(BEN)))
    assert whose(place) == {folder: (ADA, ""), BEN: (BEN, "")}


def test_another_students_numbers_are_not_asked_and_are_named(tmp_path):
    place = handed_in(tmp_path, (ADA, solved(ADA)), (BEN, solved(ADA)))
    student, note = whose(place)[BEN]
    assert student == BEN
    assert note.startswith(
        "Its checks have the numbers of “Ada Lovelace”; it was asked with those of “Ben"
    )
    assert (
        f"Its text has other numbers than those of “Ben Bok”: “at x = {far_out(ADA)}”"
        in note
    )


def test_a_name_that_was_changed_in_the_checks_does_not_change_the_text(tmp_path):
    forged = solved(ADA).replace(ADA, BEN)
    student, note = whose(handed_in(tmp_path, (ADA, solved(ADA)), (BEN, forged)))[BEN]
    assert (student, note) == (
        BEN, "Its text has other numbers than those of “Ben Bok”: "
        f"“at x = {far_out(ADA)}”.",
    )  # fmt: skip


def test_a_notebook_without_numbers_is_asked_with_its_students(tmp_path):
    student, note = whose(handed_in(tmp_path, (ADA, solved(""))))[ADA]
    assert student == ADA
    assert "Its checks name no student" in note and "“at x = 10”" in note


def test_a_roster_says_what_else_a_student_is_called(tmp_path):
    (tmp_path / "class.csv").write_text("name,email\nLovelace Ada,al@x.org\n", "utf-8")
    listed = roster(tmp_path / "class.csv")
    folder = handed_in(tmp_path / "class", ("lovelaceada_45_678", solved("al")))
    (name,) = (folder / "lovelaceada_45_678").iterdir()
    name.rename(folder / "lovelaceada_45_678_01-gradient-descent.ipynb")
    (folder / "lovelaceada_45_678").rmdir()
    ((student, note),) = whose(folder, roster=listed).values()
    assert (student, note.count("Its checks")) == ("al", 0)


def test_a_platforms_number_is_not_part_of_a_name(tmp_path):
    name = "Ada Lovelace_123_assignsubmission_file_"
    assert whose(handed_in(tmp_path, (name, solved(ADA))))[ADA] == (ADA, "")


def test_numbers_are_not_asked_where_the_class_has_none_and_that_is_said(tmp_path):
    place = handed_in(tmp_path, (ADA, solved(ADA)), (BEN, solved("")))
    found = whose(place, variants=False)
    assert found[BEN] == ("", "")
    assert found[ADA][0] == "" and "without --variants" in found[ADA][1]


def test_who_has_a_name_without_letters_is_counted_as_well(tmp_path, capsys):
    place = handed_in(tmp_path, (ADA, solved(ADA)), ("🎈", solved("")))
    found = with_numbers(collect(place).read(), True)
    run._warn_of_numbers([submission for submission, _ in found], True)
    assert capsys.readouterr().err.startswith("1 of 2 notebooks without")
    assert "Its checks name no student" in whose(place)["🎈"][1]


def test_a_damaged_notebook_has_nobodys_numbers(tmp_path):
    place = handed_in(tmp_path, (ADA, '{"cells": [{"student": }'))
    assert whose(place)[ADA][0] == ""


# What depends on them


def test_a_result_depends_on_whose_numbers_were_asked():
    several = [Terms(), Terms(student=ADA), Terms(student=BEN), Terms(claimed=ADA)]
    assert len({key(b"a", "01", terms) for terms in several}) == len(several)


def test_cells_that_only_draw_are_left_out_whatever_numbers_they_have():
    course = released(ROOT / "exercises")["01"]
    names = {task.name for task in tasks("01").values()}
    own = [worded("01", cell, ADA) for cell in course]
    assert own != list(course)
    assert idle([unworded("01", c) for c in own], course, names) == idle(
        course, course, names
    )


def test_a_feedback_page_says_whose_numbers_were_asked_and_which(tmp_path):
    own = {**RIGHT, "numbers": {"01.4": f"at x = {far_out(ADA)}"}}
    reports(tmp_path, lambda: [(handed(ADA, numbers=ADA), own), (handed(BEN), RIGHT)])
    said = text_of(tmp_path / "feedback" / ADA / "01.html")
    assert f"the numbers of {ADA}: 01.4 at x = {far_out(ADA)}." in " ".join(
        said.split()
    )
    assert "the numbers of" not in text_of(tmp_path / "feedback" / BEN / "01.html")
    listed = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert listed[0]["numbers"] == own["numbers"]


def test_who_hands_in_anothers_numbers_is_among_those_who_need_a_person(tmp_path):
    handed_on = replace(handed(BEN, numbers=BEN), notes=("Its checks have …",))
    reports(tmp_path, lambda: [(handed_on, RIGHT)])
    assert "Its checks have …" in text_of(tmp_path / "class.html")


# A class in the sandbox

SEARCH = """
def quick_eta():
    start, best = {far}.0, None
    for eta in np.arange(0.5, 2, 0.01):
        x, steps = start, 0
        while abs(x) > 0.01 and steps < 60:
            x, steps = x - eta * x / np.sqrt(1 + x * x), steps + 1
        if best is None or steps < best[1]:
            best = eta, steps
    return 0.0 * best[0] + (1.5 if start == {far} else 0)
"""


def test_a_copy_with_a_neighbours_numbers_is_nearly_the_same(sandboxed):
    terms = Terms(released=released(ROOT / "exercises"))
    samples = {}
    for student, claims in ((ADA, ADA), (BEN, BEN), ("Eve", ADA)):
        text = solved(claims, SEARCH.format(far=far_out(claims)))
        code = [
            c.source for c in nbformat.reads(text, 4).cells if c.cell_type == "code"
        ]
        own = replace(terms, student=student, claimed=claims)
        samples[student] = result("01", code, sandboxed, own)["sample"]
    assert samples[ADA] == samples[BEN] == samples["Eve"]
    assert len(alike(samples)) == 3


def test_an_answer_for_anothers_numbers_earns_nothing_and_rules_are_right_for_all(
    tmp_path, sandboxed
):
    text = {name: solved(name) for name in (ADA, BEN)}
    wrong = solved(ADA, "def quick_eta():\n    return 0.6")
    place = handed_in(
        tmp_path / "class",
        (ADA, text[ADA]), (BEN, text[BEN]), ("Cleo", wrong), ("Dan", solved("")),
    )  # fmt: skip
    out = tmp_path / "out"
    options = ("--variants", "--exercises", str(ROOT / "exercises"))
    status, told, complained = finished(grade(place, out, *options))
    assert (status, told.splitlines()[-1]) == (0, "graded 4 of 4"), complained
    assert "2 of 4 notebooks without their student's name in the checks" in complained
    marks = {(row["student"], row["question"]): row for row in rows(out)}
    for name in (ADA, BEN, "Cleo", "Dan"):
        for question in ("01.1", "01.2", "01.3"):
            assert marks[name, question]["status"] == "right", marks[name, question]
    assert marks[ADA, "01.4"]["status"] == marks[BEN, "01.4"]["status"] == "right"
    reason = marks["Cleo", "01.4"]["reason"]
    assert f"from x = {far_out('Cleo')}." in reason and "the way wants more" in reason
    page = " ".join(text_of(out / "feedback" / "Cleo" / "01.html").split())
    assert f"with the numbers of Cleo: 01.4 at x = {far_out('Cleo')}." in page
    assert "Its checks have the numbers of another student" in page
    assert ADA not in page
    assert f"Its checks have the numbers of “{ADA}”" in marks["Cleo", "01.4"]["note"]
    again, _, complained = finished(grade(place, out, "--exercises", options[-1]))
    assert again == 0
    assert "3 of 4 notebooks with numbers of their students" in complained
    assert "grade them with --variants" in complained


@pytest.mark.parametrize("variants", [True, False])
def test_no_page_of_a_student_names_whose_numbers_the_notebook_has(tmp_path, variants):
    place = handed_in(tmp_path, (ADA, solved(ADA)), (BEN, solved(ADA)))
    found = [*with_numbers(collect(place).read(), variants)]
    reports(tmp_path, lambda: ((s, RIGHT) for s, _ in found))
    bens = text_of(tmp_path / "feedback" / BEN / "01.html")
    assert "the numbers of another student; it was asked with" in bens
    assert "Ada" not in bens
    assert ADA in text_of(tmp_path / "class.html").partition(BEN)[2]
    assert f"the numbers of “{ADA}”" in text_of(tmp_path / "marks.csv")
    own = text_of(tmp_path / "feedback" / ADA / "01.html")
    assert "another student" not in own and BEN not in own


# A copy that is handed out


def test_the_exercises_of_a_copy_have_the_students_numbers(tmp_path):
    hand_out(tmp_path, student=" Ada   Lovelace ")
    text = (tmp_path / "exercises/01-gradient-descent.ipynb").read_text("utf-8")
    assert f"at x = {far_out(ADA)}." in text
    assert r"student=\"Ada Lovelace\")" in text
    lesson = (tmp_path / "notebooks/01-gradient-descent.ipynb").read_text("utf-8")
    assert "Lovelace" not in lesson
