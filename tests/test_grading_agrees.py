"""The grader, check() and nbval never disagree, whatever the answer.

The answers are those of the tasks themselves, each right one and each known mistake,
taken from a second copy of the course: its own solutions refuse while an answer is
probed, but a copy of them is as good an answer as any.
"""

import subprocess
import sys
import xml.etree.ElementTree as xml
from itertools import zip_longest

import classroom
import pytest

from coursekit.checks import CheckFailed, check
from coursekit.grading.judging import Terms, judge
from coursekit.marks import Mark, lines
from coursekit.tasks import lessons, tasks

COPIES = """
import importlib, sys

def copies(lesson):
    ours = {n: m for n, m in sys.modules.items() if n.split(".")[0] == "coursekit"}
    for name in ours:
        del sys.modules[name]
    try:
        tasks = importlib.import_module("coursekit.tasks").tasks(lesson)
        edited = importlib.import_module("coursekit.tasks.edits").edited
        return {task.id: (task, edited) for task in tasks.values()}
    finally:
        for name in [n for n in sys.modules if n.split(".")[0] == "coursekit"]:
            del sys.modules[name]
        sys.modules.update(ours)

def answer(copy, number):
    task, edited = copy
    if number:
        return edited(task.reference, [*task.mistakes.values()][number - 1])
    return getattr(task.reference, "rule", task.reference)
"""
exec(COPIES)


def cases(lesson):
    """Per round, the questions that have an answer of this number: (id, number)."""
    asked = tasks(lesson).values()
    by_task = [[(t.id, n) for n in range(1 + len(t.mistakes))] for t in asked]
    return [[case for case in turn if case] for turn in zip_longest(*by_task)]


def says(question, number):
    return ["", *tasks(question.partition(".")[0])[question].mistakes][number]


def _mark(question):
    return Mark(**{key: question[key] for key in Mark.__dataclass_fields__})


def cells(lesson, turn):
    """A notebook that answers the questions of one round."""
    given = [
        f"{tasks(lesson)[question].name} = answer(asked[{question!r}], {number})"
        for question, number in turn
    ]
    return [COPIES, f"asked = copies({lesson!r})", *given]


ROUNDS = [(lesson, turn) for lesson in lessons() for turn in cases(lesson)]


@pytest.mark.parametrize(("lesson", "turn"), ROUNDS)
def test_the_grader_and_check_agree_on_every_known_answer(lesson, turn, sandboxed):
    result = judge(lesson, cells(lesson, turn), sandboxed, Terms())
    graded = {question["question"]: question for question in result["questions"]}
    asked = copies(lesson)  # noqa: F821
    for question, number in turn:
        right = True
        try:
            check(question, answer(asked[question], number))  # noqa: F821
        except CheckFailed as failed:
            right = False
            told = str(failed).splitlines()[1:]
            assert lines(_mark(graded[question]))[1:] == told
        assert (graded[question]["status"] == "right") == right == (number == 0)
        assert graded[question]["mistake"] == says(question, number)


@pytest.mark.kernel
def test_nbval_is_red_and_green_where_the_grader_says_wrong_and_right(tmp_path):
    """One notebook with every known answer of lesson 01, each with its check."""
    turns = [case for turn in cases("01") for case in turn]
    checks = [f'check("{q}", answer(asked["{q}"], {n}))' for q, n in turns]
    start = ["from coursekit import check", COPIES, 'asked = copies("01")']
    (tmp_path / "checks.ipynb").write_text(classroom.notebook(*start, *checks))
    nbval = [sys.executable, "-m", "pytest", "--nbval-lax", "--junitxml=seen.xml"]
    subprocess.run([*nbval, "checks.ipynb"], cwd=tmp_path, capture_output=True)
    seen = xml.parse(tmp_path / "seen.xml").iter("testcase")
    green = [case.find("failure") is None for case in seen]
    assert green == [True] * len(start) + [number == 0 for _, number in turns]
