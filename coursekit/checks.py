"""check(): ask an answer, mark it, say what is wrong.

Asking runs beside the learner's code and gives outcomes; marking never does. The
grader calls the same two functions, with a process boundary between them.
"""

import inspect
from contextlib import contextmanager
from typing import Any

from coursekit.marks import Mark, lines, mark
from coursekit.marks.agreement import outcome_of
from coursekit.outcomes import Failed, Outcome, Status
from coursekit.progress import note_solved
from coursekit.tasks import Task
from coursekit.tasks.variants import named, variant


class CheckFailed(Exception):
    """An answer is not right yet; shows as its sentences, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


def check(question: str, answer: Any, student: str = "") -> None:
    """Check an answer, as in check("01.1", gd); CheckFailed unless it is right.

    student  whose numbers the question has; without one it is asked with the course's
    """
    try:
        task = variant(question, named(student) if student else "")
    except (KeyError, ValueError) as error:
        raise CheckFailed(f"✗ {error.args[0]}") from None
    given = mark(task, probe(task, answer))
    if given.status != Status.RIGHT:
        raise CheckFailed("\n".join(said(task, given)))
    note_solved(task.id, task.name)
    print(*said(task, given))


def said(task: Task, given: Mark) -> list[str]:
    """What check says of a mark, line by line."""
    earned = f"{task.id} {task.name}: {given.status}, {given.points:g} of {given.of:g}"
    if given.status == Status.RIGHT:
        return [f"✓ {earned} points."]
    first, *others = lines(given)
    return [f"✗ {earned} points. {first}", *others]


def probe(task: Task, answer: Any) -> list[Outcome]:
    """The outcome of each part of the task for `answer`, in order."""
    if not callable(answer) or (isinstance(answer, type) and not task.makes):
        return [Failed(Status.WRONG, _no_function(task, answer))] * len(task.parts)
    with _guarded(task):
        return [outcome_of(part, answer, task.name) for part in task.parts]


@contextmanager
def _guarded(task):
    """While probing, the course's own solutions answer nothing but `Borrowed`."""
    functions = {_function(f) for f in (task.reference, *task.guarded)}
    kept = [(f, f.__code__) for f in functions]
    for f, code in kept:
        f.__signature__ = inspect.signature(f)
        # The code of a closure only makes room for code with the same free names.
        f.__code__ = _refuse.__code__.replace(co_freevars=code.co_freevars)
    try:
        yield
    finally:
        for f, code in kept:
            f.__code__ = code
            f.__dict__.pop("__signature__", None)


def _function(answer):
    return inspect.unwrap(getattr(answer, "rule", answer))


def _refuse(*args, **kwargs):
    from coursekit.asking.borrowing import Borrowed

    raise Borrowed


def _no_function(task, answer):
    if isinstance(answer, type):
        return f"{task.name} is a class; the exercise asks for a function."
    return (
        f"{task.name} is not a function but a value of type {type(answer).__name__}: "
        f"give check the name alone, without parentheses, and define it only once."
    )
