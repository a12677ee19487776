"""Questions that are answered in words: their rubric, and the answers in a notebook."""

import json
import re
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import nbformat.v4 as notebooks
import pytest

from coursekit import authoring, written
from coursekit.grading.collect.reading import Unreadable, answers_in_words
from coursekit.grading.judge.projects import PROJECTS
from coursekit.lessons import rubric
from coursekit.tasks import lessons

ROOT = Path(__file__).parent.parent
KEY, OTHER = "14A.hypothesis", "14A.result"
ASKED = written.questions("14")
EXERCISE = authoring.read(ROOT / "exercises" / "14-capstone.ipynb")
SOLUTION = authoring.read(ROOT / "solutions" / "14-capstone.ipynb")


def text(source, key=None):
    about = {"coursekit": {"answer": key}} if key else {}
    return {"cell_type": "markdown", "metadata": about, "source": source}


def code(source="x = 1"):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}


def test_every_project_asks_for_hypothesis_result_and_conclusion():
    assert list(ASKED) == [
        f"{project}.{id}" for id in ("hypothesis", "result", "conclusion")
        for project in PROJECTS
    ]  # fmt: skip


def test_a_project_s_criteria_add_up_to_its_points():
    of_one = sum(w.points for w in ASKED.values() if w.project == "14B")
    assert of_one == written.points("14") == 15 > written.enough("14") == 12
    assert written.points("01") == 0 and written.questions("10") == {}


SENTENCES = {n: written.of_everybody(n) for n in lessons() if written.of_everybody(n)}


def test_most_lessons_ask_everybody_for_a_sentence_and_the_documents_say_which():
    without = "09", "10", "14"
    assert {*lessons()} - SENTENCES.keys() == {*without}
    said = f"but {', '.join(without[:-1])} and {without[-1]} end with"
    for document in ("docs/teachers.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        assert said in (ROOT / document).read_text("utf-8")


def test_a_sentence_has_points_of_its_own():
    for lesson, asked in SENTENCES.items():
        assert written.points(lesson) == 0
        assert written.all_points(lesson) == sum(w.points for w in asked.values()) > 0
        for key, question in asked.items():
            rubric = written.rubric(lesson, key)
            assert [line for _, line in rubric] == [*question.criteria]
    assert written.rubric("14", "14.project") == written.criteria("14")
    assert written.all_points("14") == written.points("14")
    assert written.rubric("01", "01.1") == []


def test_no_exercise_asks_for_words_that_nobody_reads():
    for path in sorted(ROOT.glob("exercises/*.ipynb")):
        for cell in authoring.read(path).cells:
            if cell.cell_type == "markdown" and not written.answer_of(cell):
                assert "explain in" not in cell.source.lower(), path.name


@pytest.mark.parametrize("lesson", SENTENCES)
def test_a_sentence_is_asked_in_the_exercise_and_answered_in_the_solution(lesson):
    (exercise,) = ROOT.glob(f"exercises/{lesson}-*.ipynb")
    (solution,) = ROOT.glob(f"solutions/{lesson}-*.ipynb")
    asked, answered = authoring.read(exercise).cells, authoring.read(solution).cells
    assert written.answers(lesson, asked) == {}
    assert written.answers(lesson, answered).keys() == SENTENCES[lesson].keys()
    for cell, after in pairwise(asked):
        if key := written.answer_of(cell):
            assert cell.source == SENTENCES[lesson][key].stub
            assert after.cell_type == "code" or written.HEADING.match(after.source)


def lines_of_all():
    lines = [
        line for own in SENTENCES.values() for w in own.values() for line in w.criteria
    ]
    return lines + [line for _, line in written.criteria("14")]


@pytest.mark.parametrize("line", lines_of_all())
def test_a_criterion_says_what_a_full_and_a_half_answer_have(line):
    assert line.points >= 1
    assert len({line.name, line.full, line.half}) == 3
    assert all(said.strip().endswith((".", "?")) for said in (line.full, line.half))


def test_a_lesson_shows_its_rubric():
    shown = rubric(14).data
    for title, line in written.criteria("14"):
        assert f"**{title}: {line.name}**, {line.points} point" in shown
        assert line.full in shown and line.half in shown
    assert "15 points; 12 are a pass" in shown
    with pytest.raises(ValueError, match="Lesson 03 has no project"):
        rubric(3)


def test_the_exercise_asks_every_question_once_and_answers_none():
    asked = [written.answer_of(cell) for cell in EXERCISE.cells]
    assert sorted(filter(None, asked)) == sorted(ASKED)
    for cell in EXERCISE.cells:
        if key := written.answer_of(cell):
            assert cell.cell_type == "markdown"
            assert cell.source == ASKED[key].stub
    assert written.answers("14", EXERCISE.cells) == {}


def test_what_follows_an_answer_s_cell_is_no_part_of_the_answer():
    for cell, after in zip(EXERCISE.cells, EXERCISE.cells[1:]):
        if written.answer_of(cell):
            assert after.cell_type == "code" or written.HEADING.match(after.source)


def test_the_solution_answers_every_question_under_its_line():
    told = written.answers("14", SOLUTION.cells)
    assert sorted(told) == sorted(ASKED)
    for cell in SOLUTION.cells:
        if key := written.answer_of(cell):
            assert cell.source.startswith(ASKED[key].mark + "\n")


@pytest.mark.parametrize(
    "cells",
    [
        [text(f"<!-- answer: {KEY} -->\nI expect a tie.", KEY)],
        [text("I expect a tie.", KEY)],
        [text(f"<!-- answer: {KEY} -->\nI expect a tie.")],
        [text(f"  <!--answer: {KEY}-->\r\nI expect a tie.")],
        [text(f"{ASKED[KEY].stub}\nI expect a tie.", KEY)],
        [text(ASKED[KEY].stub, KEY), text("I expect a tie.")],
        [text(ASKED[KEY].stub), text("I expect a tie."), code(), text("Not this.")],
        [text("Not this."), text("I expect a tie.", KEY), text("### Next\nNot this.")],
        [text(["I expect ", "a tie."], KEY)],
        [{"cell_type": "raw", "metadata": {"coursekit": {"answer": KEY}},
          "source": "I expect a tie."}],
        [{"source": f"<!-- answer: {KEY} -->\nI expect a tie."}],
        [text("I expect a tie.", KEY), {"metadata": 3}, {"metadata": {"coursekit": 3}}],
    ],
    ids=range(12),
)  # fmt: skip
def test_an_answer_is_found_by_metadata_or_by_its_line(cells):
    assert written.answers("14", cells) == {KEY: "I expect a tie."}


def test_joined_cells_are_parted_at_the_lines_and_split_ones_joined():
    joined = f"One.\n\n<!-- answer: {OTHER} -->\nTwo."
    assert written.answers("14", [text(joined, KEY)]) == {KEY: "One.", OTHER: "Two."}
    split = [text("One.", KEY), text("Two.", KEY)]
    assert written.answers("14", split) == {KEY: "One.\n\nTwo."}


def test_an_untouched_or_unknown_question_has_no_answer():
    untouched = [text(w.stub, w.key) for w in ASKED.values()]
    assert written.answers("14", untouched) == {}
    assert written.answers("14", [text("A tie.", "14Z.hypothesis")]) == {}
    assert written.answers("14", [text("A tie.", 3), text(" ", KEY)]) == {}


def test_answers_are_read_from_a_file_s_bytes():
    cell = notebooks.new_markdown_cell("A tie.", metadata=text("", KEY)["metadata"])
    raw = json.dumps(notebooks.new_notebook(cells=[cell])).encode()
    assert answers_in_words(raw, "14") == {KEY: "A tie."}
    with pytest.raises(Unreadable, match="it is empty"):
        answers_in_words(b"", "14")


def test_an_exercise_asks_where_its_solution_answers():
    cell = notebooks.new_markdown_cell("A tie.", metadata=text("", KEY)["metadata"])
    (made,) = authoring.exercise_from(notebooks.new_notebook(cells=[cell])).cells
    assert made.source == ASKED[KEY].stub
    assert made.metadata == cell.metadata


def test_a_question_is_plain_data_for_whoever_shows_it():
    assert json.loads(json.dumps(asdict(ASKED[KEY])))["project"] == "14A"


def decimals(said):
    return set(re.findall(r"(?<![\d.])\d+\.\d+", said.replace("−", "-")))


@pytest.mark.parametrize("project", PROJECTS)
def test_the_numbers_of_a_good_answer_are_printed_in_its_project(project):
    told, printed, now = "", "", ""
    for cell in SOLUTION.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            now = cell.source[11:14]
        if now == project and cell.cell_type == "code":
            shown = [o.get("text", "") for o in cell.outputs]
            printed += "\n".join([cell.source, *shown])
        if now == project and written.answer_of(cell):
            told += cell.source
    assert decimals(told) - decimals(printed) <= ABOUT[project]


# Rounded on purpose, or what is asked of a size before any run.
ABOUT = {"14A": {"0.1", "0.5", "3.6", "0.005"}, "14B": {"0.03"}, "14C": {"0.3", "0.6"}}
