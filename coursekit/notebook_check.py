"""`coursekit check NOTEBOOK`: nbval runs a copy, and each question is asked by name.

All questions of the lesson are counted, whether the notebook checks them or not, and
asked after the last cell, as the grader asks them. Cells that fail because something
is not written yet are no trouble.
"""

import ast
import json
import os
import re
from collections import Counter
from contextlib import redirect_stdout
from dataclasses import asdict, dataclass, field
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat.v4 as notebooks
import pytest
from nbformat import writes

from coursekit import written
from coursekit.authoring import CHECK
from coursekit.grading.collect.reading import (
    File,
    Unreadable,
    answers_in_words,
    code_cells,
    content,
)
from coursekit.grading.judge.projects import projects, stubs_of
from coursekit.grading.judge.syntax import nodes
from coursekit.progress import note
from coursekit.tasks import lessons, task, tasks
from coursekit.tasks.variants import claimed

STARTUP = 600  # seconds that a kernel may take to start on a busy machine

# The colours of a terminal, which nbval puts into its reports.
ANSI = re.compile(r"\x1b\[[0-9;]*m")

# In the copy the cells' own checks do nothing: a failed one would end its cell.
BEFORE = """
import os
import coursekit, coursekit.checks
_asked_at_the_end = coursekit.checks.check
coursekit.check = coursekit.checks.check = lambda *asked, **named: None
os.chdir({folder!r})
"""
ASK = """
try:
    _answer = {name}
except NameError:
    raise coursekit.checks.CheckFailed(
        "{id}: not asked, for there is no `{name}` in the notebook."
    ) from None
_asked_at_the_end("{id}", _answer, {student!r})
"""


@dataclass
class Checked:
    """What came of a notebook.

    questions  {id: "right" or what check said}, all of the lesson
    projects   {"14A": "done", "not started" or what is missing}
    words      {question: whether it is answered}, of those that a person marks
    trouble    why it could not be run, or cells that failed by themselves
    """

    questions: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    words: dict[str, bool] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        return sum(said == "right" for said in self.questions.values())

    @property
    def good(self) -> bool:
        """Whether all is right, and a project is done where there are projects."""
        done = "done" in self.projects.values() or not self.projects
        return self.right == len(self.questions) and done and not self.trouble


def check_notebook(path: Path) -> Checked:
    """The Checked of a notebook of an exercise; what is right is noted as solved."""
    try:
        raw = content(File(Path(path)))
        code = code_cells(raw)
    except Unreadable as error:
        return Checked(trouble=[str(error)])
    lesson = _lesson(path, code)
    if lesson is None:
        return Checked(trouble=["It names no exercise of the course; see its checks."])
    asked = tasks(lesson)
    failed, said = _run(code, asked.values(), Path(path).resolve().parent)
    if failed is None:
        return Checked(trouble=[said])
    questions = {id: failed.get(len(code) + n, "right") for n, id in enumerate(asked)}
    for id, outcome in questions.items():
        if outcome == "right":
            note("solved", id, {"name": asked[id].name}, Path(path).resolve().parent)
    alone = _by_themselves(code, failed)
    trouble = [f"code cell {n + 1}: {failed[n].splitlines()[-1]}" for n in alone]
    answers = answers_in_words(raw, lesson)
    words = {key: key in answers for key in written.of_everybody(lesson)}
    done = projects(lesson, code, failed, answers)
    return Checked(questions, done, words, trouble)


def summary(checked: dict[str, Checked]) -> str:
    """What came of notebooks, by file's name, as JSON text with points.

    A question earns all of its points or none.
    """
    points = of = 0
    for each in checked.values():
        for question, said in each.questions.items():
            of += task(question).points
            points += task(question).points * (said == "right")
    told = {name: asdict(each) for name, each in checked.items()}
    good = all(each.good for each in checked.values())
    return json.dumps({"points": points, "of": of, "good": good, "notebooks": told})


def _lesson(path, code):
    """The lesson that most checks name, else that of the file's first two digits."""
    named = Counter(found["question"][:2] for s in code for found in CHECK.finditer(s))
    known = [n for n, _ in named.most_common() if n in lessons()]
    known += [n for n in lessons() if Path(path).name.startswith(n)]
    return next(iter(known), None)


def _run(code, asked, folder):
    """({number of a cell: what it raised}, ""), or (None, why nothing ran).

    The cells are those of the notebook, then one for each question.
    """
    student = claimed(code)
    asks = [ASK.format(id=task.id, name=task.name, student=student) for task in asked]
    sources = [BEFORE.format(folder=str(folder)), *code, *asks]
    copy = notebooks.new_notebook(cells=[*map(notebooks.new_code_cell, sources)])
    outcomes, said = _Outcomes(), StringIO()
    with TemporaryDirectory() as place, redirect_stdout(said):
        file = Path(place, "copy.ipynb")
        file.write_text(writes(copy), encoding="utf-8")
        nbval = ["--nbval-lax", "--nbval-current-env", "--color=no", "--noconftest"]
        nbval += ["--assert=plain"]  # else pytest reads all plugins' sources anew
        alone = ["-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={place}"]
        status = pytest.main([*nbval, *alone, str(file)], plugins=[outcomes])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        why = said.getvalue().strip().splitlines() or ["pytest ended at once"]
        return None, f"It could not be run as a notebook: {ANSI.sub('', why[-1])}"
    return {n - 1: why for n, why in outcomes.failed.items()}, ""


class _Outcomes:
    """A pytest plugin that keeps what the cells raised, by their number."""

    def __init__(self):
        self.numbers, self.failed = {}, {}

    def pytest_configure(self, config):
        config.option.nbval_kernel_startup_timeout = STARTUP

    def pytest_collection_modifyitems(self, items):
        self.numbers = {item.nodeid: number for number, item in enumerate(items)}

    def pytest_runtest_logreport(self, report):
        if report.failed:
            # The lines of the error, which follow nbval's "Traceback:".
            said = ANSI.sub("", report.longreprtext).rpartition("Traceback:")[2]
            self.failed[self.numbers[report.nodeid]] = said.strip() or "It failed."


def _by_themselves(code, failed):
    """The numbers of failed cells that do not fail for want of what is not written."""
    wanting, alone = {name for source in code for name in stubs_of(source)}, []
    for number, source in enumerate(code):
        if number not in failed:
            continue
        names = _names(source)
        if "Ellipsis" in failed[number] or "ellipsis" in failed[number]:
            wanting |= names
        if names & wanting:
            wanting |= _set(source)
        else:
            alone.append(number)
    return alone


def _names(source):
    return {node.id for node in nodes(source) if isinstance(node, ast.Name)}


def _set(source):
    names = [node for node in nodes(source) if isinstance(node, ast.Name)]
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}
