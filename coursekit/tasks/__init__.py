"""What each exercise asks for: one file per lesson, one Task per question.

A task is data. Its probe is a list of parts; a part calls the learner's answer on
given inputs and returns plain numbers. Marking compares those numbers with what
the reference and the known mistakes give on the same inputs (see checks.py), so a
mistake is a wrong answer that runs, together with the sentence a tutor would say.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules


@dataclass(frozen=True, eq=False)
class Part:
    """One thing the probe tries: `call(answer)` returns numbers, text or None.

    label  completes "I tested ...", in the learner's words
    axes   what the axes of a returned array count, to name a difference
    points are lost by any wrong value: no part may be right for want of an answer
    vary   vary(rng) is the same part with other numbers (see hidden.py), if it has any
    """

    label: str
    call: Callable
    axes: tuple = ()
    points: float = 1
    vary: Callable | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """One question: the function or rule called `name`, probed in `parts`.

    mistakes  what a tutor says, with the wrong answer that deserves the sentence:
              equal values on every part mean this mistake
    guarded   functions of the course that would answer the question; they refuse,
              as the reference does, while an answer is probed
    rtol      relative tolerance of the comparison: rounding passes, methods do not
    """

    id: str
    title: str
    name: str
    reference: Callable
    parts: tuple
    mistakes: dict = field(default_factory=dict)
    guarded: tuple = ()
    rtol: float = 1e-7

    @property
    def points(self):
        return sum(part.points for part in self.parts)


def lessons():
    """The numbers of the lessons that have tasks, as in "01"."""
    names = [module.name for module in iter_modules(__path__)]
    return sorted(n.removeprefix("lesson") for n in names if n.startswith("lesson"))


def tasks(lesson):
    """The tasks of one lesson, by id, in the order of its exercise notebook."""
    if lesson not in lessons():
        raise KeyError(f"There is no exercise {lesson!r}; there are {lessons()}.")
    module = import_module(f"coursekit.tasks.lesson{lesson}")
    return {t.id: t for t in vars(module).values() if isinstance(t, Task)}


def task(task_id):
    """The task called `task_id`, as in "01.1"; KeyError if there is none."""
    found = tasks(str(task_id).partition(".")[0])
    if task_id not in found:
        raise KeyError(f"There is no question {task_id!r}; there are {list(found)}.")
    return found[task_id]
