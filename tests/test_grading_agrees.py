"""The grader, check() and nbval never disagree, whatever the answer.

The answers are those of the tasks themselves, each right one and each known mistake,
written out as a student would have to write them: nothing of them is in the room.
"""

import inspect
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from functools import cache
from itertools import zip_longest
from math import inf
from types import FunctionType, ModuleType

import classroom
import numpy as np
import pytest

from coursekit.checks import CheckFailed, check
from coursekit.grading.judge import judging
from coursekit.grading.judge.judging import Story, Terms
from coursekit.marks import Mark, lines
from coursekit.rule import Optimizer
from coursekit.tasks import lessons, task, tasks
from coursekit.tasks.edits import edited, written_out

# What is written out, whether or not a room has it.
OURS = ("coursekit.tasks", "coursekit.schedules", "coursekit.optimizers")
START = """
import numpy as np
from math import inf, nan
from coursekit import check, optimizer
from coursekit.arrays import Array, Integers

def written(source, name):
    names, kept = dict(found), found.get(name)
    exec(source, names)
    made, names[name] = names[name], kept
    return made
"""


def cases(lesson):
    """Per round, the questions that have an answer of this number: (id, number)."""
    asked = tasks(lesson).values()
    by_task = [[(t.id, n) for n in range(1 + len(t.mistakes))] for t in asked]
    return [[case for case in turn if case] for turn in zip_longest(*by_task)]


def says(question, number):
    return ["", *task(question).mistakes][number]


def edit(question, number):
    return ["", *task(question).mistakes.values()][number]


def answer(question, number):
    """The function itself, made here as the notebook makes it."""
    names = {}
    for cell in cells(question[:2], [(question, number)]):
        exec(cell, names)
    return names[task(question).name]


@cache
def source(question, number):
    """(what an answer needs, its source): as cells of a notebook have them."""
    reference = task(question).reference
    function = inspect.unwrap(getattr(reference, "rule", reference))
    own = written_out(reference, edit(question, number))
    names = edited(reference, edit(question, number)).__code__ if number else None
    return needed(function, names), own, function.__name__


def needed(function, code=None, seen=()):
    """The lines that make the names of a function's module which it uses."""
    found, seen = [], seen or {"np"}
    for name in used(code or function.__code__):
        if name in function.__globals__ and name not in seen:
            seen.add(name)
            found += made(name, function.__globals__[name], seen)
    return found


def used(code):
    names = set(code.co_names)
    for const in code.co_consts:
        if inspect.iscode(const):
            names |= set(used(const))
    return sorted(names)


def made(name, value, seen):
    """The lines that make one name."""
    if isinstance(value, ModuleType):
        return [f"import {value.__name__} as {name}"]
    if isinstance(value, Optimizer):
        rule = inspect.unwrap(value.rule)
        own = written_out(value).replace(f"def {rule.__name__}(", f"def {name}(", 1)
        return [*needed(rule, seen=seen), "@optimizer\n" + own]
    if isinstance(value, FunctionType) and inspect.unwrap(value).__closure__ is None:
        inner = inspect.unwrap(value)
        if inner.__module__.startswith(OURS):
            return [*needed(inner, seen=seen), written_out(value)]
    if isinstance(value, np.ndarray):
        return [f"{name} = np.array({value.tolist()!r})"]
    if isinstance(value, int | float | str | tuple | list | dict):
        return [f"{name} = {value!r}".replace("array(", "np.array(")]
    module = getattr(value, "__module__", "coursekit.problems")
    home = "coursekit.problems" if module == "coursekit.problem" else module
    return [f"from {home} import {name}"]


def cells(lesson, *turns):
    """A notebook that answers the questions of rounds; `switch` takes one of them."""
    written = [
        {question: source(question, number) for question, number in turn}
        for turn in turns
    ]
    needs = [
        n for answers in written for needed, *_ in answers.values() for n in needed
    ]
    told = [START, found(dict.fromkeys(needs)), "turns = []"]
    for answers in written:
        made = ", ".join(
            f"{task(question).name}=written({own!r}, {name!r})"
            for question, (_, own, name) in answers.items()
        )
        told.append(f"turns.append(dict({made}))")
    return [*told, SWITCH]


SWITCH = """
def switch(number):
    globals().update(turns[number])

switch(0)
"""


def found(needs):
    """A cell that makes what answers need, apart from the answers."""
    return f"found = dict(globals())\nexec({chr(10).join(needs)!r}, found)"


def without_lines(told):
    """What is told, but where it arose: here are no files, there no cells."""
    return [re.sub(r" \(line \d+: `.*?`\)", "", line) for line in told]


def _mark(question):
    return Mark(**{key: question[key] for key in Mark.__dataclass_fields__})


def graded(lesson, sandboxed):
    """(round, {question: as it is marked}) of each round, all asked of one child."""
    turns = cases(lesson)
    with judging._started(sandboxed, lesson, Terms()) as child:
        talk = judging._Talk(child, Terms().seconds, until=inf, most=inf)
        story = Story({}, cells(lesson, *turns), Terms(), lesson)
        story._hear_cells(talk)
        assert story.notes() == []
        for number, turn in enumerate(turns):
            talk.ask(ask={"call": [number]}, name="switch")
            asked = {question: task(question) for question, _ in turn}
            story = Story(asked, [], Terms(), lesson)
            story._ask_all(talk)
            yield turn, {q: story.marked(one) for q, one in asked.items()}


@pytest.mark.parametrize("lesson", lessons())
def test_the_grader_and_check_agree_on_every_known_answer(lesson, sandboxed):
    for turn, marked in graded(lesson, sandboxed):
        for question, number in turn:
            right, said = True, lines(_mark(marked[question]))[1:]
            try:
                check(question, answer(question, number))
            except CheckFailed as failed:
                right = False
                told = str(failed).splitlines()[1:]
                assert without_lines(said) == without_lines(told)
            status = marked[question]["status"]
            assert (status == "right") == right == (number == 0), (question, number)
            assert marked[question]["mistake"] == says(question, number)


@pytest.mark.kernel
def test_nbval_is_red_and_green_where_the_grader_says_wrong_and_right(tmp_path):
    """One notebook with every known answer of lesson 01, each with its check."""
    turns = [case for turn in cases("01") for case in turn]
    start, checks = [START], []
    for question, number in turns:
        needs, own, name = source(question, number)
        start += [need for need in needs if need not in start]
        checks.append(f"check({question!r}, written({own!r}, {name!r}))")
    start = [START, found(start[1:])]
    (tmp_path / "checks.ipynb").write_text(classroom.notebook(*start, *checks))
    nbval = [sys.executable, "-m", "pytest", "--nbval-lax", "--junitxml=seen.xml"]
    subprocess.run([*nbval, "checks.ipynb"], cwd=tmp_path, capture_output=True)
    seen = xml.parse(tmp_path / "seen.xml").iter("testcase")
    green = [case.find("failure") is None for case in seen]
    assert green == [True] * len(start) + [number == 0 for _, number in turns]
