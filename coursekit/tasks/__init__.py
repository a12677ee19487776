"""What each exercise asks for: one file per lesson, one Task per question.

A task is data. Its parts are asks (see `coursekit/asking`), which are carried out on
the learner's answer; marking compares the values with what the reference gives. A
mistake is an edit of the reference (see edits.py), together with the sentence a tutor
would say.
"""

import linecache
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType


@dataclass(frozen=True, eq=False)
class Part:
    """One thing that is tried; asks.py makes them.

    ask         plain data, which `coursekit.asking` carries out
    label       completes "I tested ...", in the learner's words
    axes        what the axes of an array count, to name a difference
    points      are lost by any wrong value: no part may be right for want of an answer
    or_refusal  a ValueError is as good as the reference's value
    wrong_with  for a question with many right answers: what is wrong with a value, as
                a sentence, or "" if nothing; then it is as good as the reference's
    same        every student is asked with these very numbers, for they are special
    anew        for numbers that only make sense together: another part of the kind,
                from a generator, which hidden.py asks in place of this one
    """

    ask: dict
    label: str
    axes: tuple = ()
    points: float = 1
    or_refusal: bool = False
    wrong_with: Callable | None = None
    same: bool = False
    anew: Callable | None = None


@dataclass(frozen=True, eq=False)
class Own:
    """Numbers of an open question of which each student may have others.

    rows   the course's own numbers by name, then those to choose from
    parts  the function that makes the task's parts of a row
    says   phrases of the exercise that hold some, as in "at x = {far_out}"
    """

    rows: tuple[dict, ...]
    parts: Callable[..., tuple[Part, ...]]
    says: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Task:
    """One question: the function or rule called `name`, probed in `parts`.

    reference  the right answer; its lines are what `mistakes` edit
    mistakes   {sentence of a tutor: edit of the reference that deserves it}
    guarded    functions of the course that would answer the question; they refuse,
               as the reference does, while an answer is probed, and have no body
               where it is graded
    uses       functions of the course that an answer may call, guarded or not
    rtol       relative tolerance of the comparison: rounding passes, methods do not
    section    the heading of the lesson to read again, which feedback names
    own        the numbers that students may have otherwise (see variants.py); without
               them its parts vary as hidden ones do
    """

    id: str
    title: str
    name: str
    reference: Callable
    parts: tuple
    mistakes: dict = field(default_factory=dict)
    guarded: tuple = ()
    rtol: float = 1e-7
    section: str = ""
    uses: tuple = ()
    own: Own | None = None

    @property
    def points(self):
        return sum(part.points for part in self.parts)

    @property
    def makes(self):
        """Whether it makes something (a schedule): then a class answers, too."""
        return any("make" in part.ask for part in self.parts)


OWN = {}  # lesson -> the text of a teacher's own task file


def lessons():
    """The numbers of the lessons that have tasks, as in "01"."""
    return sorted(_of_the_course() | OWN.keys())


@cache
def _of_the_course():
    names = [module.name for module in iter_modules(__path__)]
    return {n.removeprefix("lesson") for n in names if n.startswith("lesson")}


def add(path):
    """Know a task file of your own, as in add("lesson21.py"); returns its lesson.

    Where the lesson is known by now, as it is while it is graded, the file is not
    needed. Raises ValueError.
    """
    named = re.fullmatch(r"lesson(\d\d)\.py", Path(path).name)
    if not named:
        raise ValueError(f"A task file is called lesson21.py or so; not {path}.")
    if named[1] not in OWN:
        load(named[1], Path(path).read_text(encoding="utf-8"))
    return named[1]


def load(lesson, source):
    """Know the tasks of a lesson outside of the course by its file's text."""
    if OWN.get(lesson) == source:
        return
    if lesson in lessons() and lesson not in OWN:
        raise ValueError(f"Lesson {lesson} is one of the course; take another number.")
    module, file = ModuleType(f"{__name__}.lesson{lesson}"), f"lesson{lesson}.py"
    # The lines of the file, which mistakes edit, for there may be no such file here.
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    exec(compile(source, file, "exec"), vars(module))
    own = [t for t in vars(module).values() if isinstance(t, Task)]
    if not own or not all(t.id.startswith(f"{lesson}.") for t in own):
        raise ValueError(f"The tasks of lesson{lesson}.py are {lesson}.1, {lesson}.2 …")
    _demand_edits_that_fit(own)
    sys.modules[module.__name__] = module
    OWN[lesson] = source


def _demand_edits_that_fit(own):
    """Raises ValueError for a mistake that is no edit of its reference."""
    from coursekit.tasks.edits import EditError, edited

    for task in own:
        for says, edit in task.mistakes.items():
            try:
                edited(task.reference, edit)
            except EditError as error:
                raise ValueError(f"{task.id}, mistake {says!r}: {error}") from None


def tasks(lesson):
    """The tasks of one lesson, by id, in the order of its exercise notebook."""
    if lesson not in lessons():
        known = ", ".join(lessons())
        raise KeyError(f"There is no exercise {lesson!r}; there are {known}.")
    module = import_module(f"coursekit.tasks.lesson{lesson}")
    return {t.id: t for t in vars(module).values() if isinstance(t, Task)}


def task(task_id):
    """The task called `task_id`, as in "01.1"; KeyError if there is none."""
    found = tasks(str(task_id).partition(".")[0])
    if task_id not in found:
        raise KeyError(f"There is no question {task_id!r}; there are {list(found)}.")
    return found[task_id]
