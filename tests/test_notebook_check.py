"""`coursekit check`: it counts as the grader counts, and takes what that takes."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import nbformat.v4 as notebooks
import pytest
from nbformat import writes

from coursekit import written as words
from coursekit.notebook_check import Checked
from coursekit.progress import noted
from coursekit.tasks import tasks
from coursekit.tasks.variants import numbers

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.kernel

START = "import numpy as np\nfrom coursekit import check"
ANSWERS = """
def gd(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta)

def gd_path(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return np.array(path)

def eta_regime(eta, curvature):
    if eta <= 0:
        raise ValueError("eta")
    factor = 1 - eta * curvature
    if abs(factor) > 1:
        return "diverges"
    if abs(factor) == 1:
        return "cycles"
    return "one-step" if factor == 0 else "monotone" if factor > 0 else "oscillates"

def quick_eta():
    return 1.5
"""
CHECKS = """check("01.1", gd)
check("01.2", gd_path)
check("01.3", eta_regime)
check("01.4", quick_eta)"""
WRONG = ANSWERS.replace("theta - eta", "theta + eta")
ALL_RIGHT = dict.fromkeys(("01.1", "01.2", "01.3", "01.4"), "right")


TELL = """
import json, sys
from dataclasses import asdict
from coursekit.notebook_check import check_notebook
print(json.dumps(asdict(check_notebook(sys.argv[1]))))
"""


def check_notebook(path):
    """The Checked of a notebook, by a process of its own: it is pytest."""
    done = subprocess.run([sys.executable, "-c", TELL, path], capture_output=True)
    return Checked(**json.loads(done.stdout))


@pytest.fixture
def checked(tmp_path):
    """What check_notebook says of a notebook of these cells, under this name."""

    def checked(*sources, name="01-gradient-descent.ipynb", encoding="utf-8"):
        cells = [notebooks.new_code_cell(source) for source in (START, *sources)]
        path = tmp_path / name
        path.write_text(writes(notebooks.new_notebook(cells=cells)), encoding)
        return check_notebook(path)

    return checked


def test_one_cell_with_everything_is_four_questions(checked):
    assert checked(ANSWERS + CHECKS).questions == ALL_RIGHT


def test_a_check_that_is_commented_out_or_caught_is_asked_all_the_same(checked):
    commented = "\n".join("# " + line for line in CHECKS.splitlines())
    assert checked(ANSWERS, commented).questions == ALL_RIGHT
    caught = f"try:\n    {CHECKS.splitlines()[0]}\nexcept Exception:\n    pass"
    found = checked(WRONG, caught)
    assert found.right == 3
    assert "You climb" in found.questions["01.1"]


def test_a_failed_check_does_not_end_its_cell_and_what_is_right_is_noted_as_solved(
    checked, tmp_path
):
    assert checked(WRONG + CHECKS).right == 3
    assert set(noted("solved", tmp_path)) == {"01.2", "01.3", "01.4"}


@pytest.mark.parametrize("name", ["01-gradient descent (1)[2].ipynb", "my.ipynb"])
def test_a_files_name_a_byte_order_mark_and_a_conftest_beside_do_no_harm(
    checked, tmp_path, name
):
    (tmp_path / "conftest.py").write_text("raise ImportError('not yours')")
    assert checked(ANSWERS, CHECKS, name=name, encoding="utf-8-sig").good


def test_files_beside_the_notebook_can_be_imported_and_read(checked, tmp_path):
    (tmp_path / "mine.py").write_text("factor = -1")
    reads = "from mine import factor\nassert open('mine.py').read()"
    found = checked(
        reads, ANSWERS.replace("- eta * grad(theta)", "+ factor * eta * grad(theta)")
    )
    assert found.good, found


def test_cells_that_fail_for_want_of_an_answer_are_no_trouble(checked):
    stub = "def gd(theta, grad, t, *, eta=0.1):\n    return ..."
    uses = "step = gd(np.ones(1), lambda x: x, 1) + 1"
    found = checked(stub, uses, "print(step[0])", "1 / 0")
    assert "not started" in found.questions["01.1"]
    (trouble,) = found.trouble
    assert trouble == "code cell 5: ZeroDivisionError: division by zero"


DAMAGED = {
    "conflict markers of a merge in line 3": '{"cells": [\n1,\n<<<<<<< HEAD\n2]}',
    "ends in the middle, at line 2": '{"cells": [\n{"cell_type": "co',
    "it is empty": "  ",
    "it is a web page": "<html>",
}


@pytest.mark.parametrize("words", DAMAGED)
def test_a_damaged_file_is_told_why(words, tmp_path):
    path = tmp_path / "01-gradient-descent.ipynb"
    path.write_text(DAMAGED[words], encoding="utf-8")
    (trouble,) = check_notebook(path).trouble
    assert words in trouble


def test_a_notebook_of_no_lesson_is_told_so(checked):
    (trouble,) = checked("x = 1", name="notes.ipynb").trouble
    assert "names no exercise" in trouble


def capstone(tmp_path, written):
    """Exercise 14 as it is handed out, with the three functions and what is written."""
    solution = nbformat.read(ROOT / "solutions/14-capstone.ipynb", as_version=4)
    exercise = nbformat.read(ROOT / "exercises/14-capstone.ipynb", as_version=4)
    project = ""
    for own, right in zip(exercise.cells, solution.cells, strict=True):
        if own.cell_type == "markdown" and own.source.startswith("## "):
            project = own.source[:14] if "Project" in own.source else ""
        is_answer = own.cell_type == "code" or words.answer_of(own)
        if is_answer and (not project or project[-1] in written):
            own.source = right.source
    path = tmp_path / "14-capstone.ipynb"
    path.write_text(json.dumps(exercise), encoding="utf-8")
    return check_notebook(path)


def test_a_sentence_is_there_or_not_and_no_program_calls_it_right(tmp_path):
    key = "01.sentence"
    about = {"metadata": {"coursekit": {"answer": key}}}
    stub = notebooks.new_markdown_cell(words.questions("01")[key].stub, **about)
    said = notebooks.new_markdown_cell("The long way does.", **about)
    for cell, is_there in ((stub, False), (said, True)):
        book = notebooks.new_notebook(cells=[notebooks.new_code_cell(CHECKS), cell])
        path = tmp_path / "01.ipynb"
        path.write_text(writes(book))
        found = check_notebook(path)
        assert found.words == {key: is_there}
        assert key not in found.questions


def test_a_capstone_with_one_project_is_done(tmp_path):
    found = capstone(tmp_path, written="C")
    assert found.projects == {"14A": "not started", "14B": "not started", "14C": "done"}
    assert found.good, found


def test_a_capstone_without_a_project_is_not_done_and_has_no_errors(tmp_path):
    found = capstone(tmp_path, written="")
    assert found.right == 4
    assert set(found.projects.values()) == {"not started"}
    assert found.trouble == []
    assert not found.good


def test_the_questions_are_asked_with_the_numbers_that_the_checks_name(checked):
    checks = CHECKS.replace(")", ', student="Cleo")')
    found = checked(ANSWERS.replace("return 1.5", "return 0.6"), checks)
    far = numbers(tasks("01")["01.4"], "Cleo")["far_out"]
    assert f"from x = {far}." in found.questions["01.4"]
    assert found.right == 3
