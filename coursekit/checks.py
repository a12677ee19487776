"""check(): probe an answer, mark it, say what is wrong.

Probing runs beside the learner's code and returns values; marking never does. The
grader calls the same two functions, with a process boundary between them.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import numpy as np

from coursekit.rule import NotStarted, Optimizer
from coursekit.tasks import task as find_task


class CheckFailed(Exception):
    """An answer is not right yet; shows as its sentences, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


class Borrowed(RuntimeError):
    """The answer calls the course's own reference instead of answering."""


@dataclass(frozen=True)
class Mark:
    """The outcome of one question.

    status   "right", "wrong", "raised", "not started", "borrowed" or, set by the
             grader, "missing", "timeout", "died"
    points   earned, out of `of`
    lines    what to tell the learner: tested; got and expected; the known mistake
    mistake  the name of the known mistake, else ""
    """

    question: str
    status: str
    points: float
    of: float
    lines: tuple = ()
    mistake: str = ""


def check(question, answer):
    """Check an answer, as in check("01.1", gd). Raises CheckFailed unless it is right."""
    task = find_task(question)
    result = mark(task, probe(task, answer))
    head = f"{question} {task.name}: {result.status}"
    if result.status != "right":
        raise CheckFailed("\n".join([head, *result.lines]))
    print(f"{head} ({result.points:g} of {result.of:g} points)")


def probe(task, answer):
    """What `answer` gives on each part of the task: plain JSON values by label.

    A part that cannot be asked becomes {"not started" | "borrowed" | "raised": text}.
    """
    if not callable(answer) and not isinstance(answer, Optimizer):
        kind = type(answer).__name__
        raised = {"raised": f"TypeError: {task.name} is not a function but a {kind}"}
        return {part.label: raised for part in task.parts}
    with _out_of_bounds(task):
        return {part.label: _ask(part, answer) for part in task.parts}


def mark(task, values):
    """Mark the values of a probe against the reference's. Runs nothing of the learner.

    Raises nothing on strange values: they are wrong.
    """
    expected = _expected(task)
    wrong = [
        part
        for part in task.parts
        if not _same(values.get(part.label), expected[part.label], task.rtol)
    ]
    if not wrong:
        return Mark(task.id, "right", task.points, task.points)
    first = wrong[0]
    got = values.get(first.label)
    status, lines = _explain(task, first, got, expected[first.label])
    points = task.points - sum(part.points for part in wrong)
    if status in ("not started", "borrowed"):
        return Mark(task.id, status, 0, task.points, lines)
    known = _recognise(task, values)
    if known:
        lines = (*lines, known.says)
    name = _name(known.answer) if known else ""
    return Mark(task.id, status, points, task.points, lines, name)


@contextmanager
def _out_of_bounds(task):
    """While probing, the reference itself answers nothing but `Borrowed`."""
    rule = getattr(task.reference, "rule", task.reference)
    code, rule.__code__ = rule.__code__, _refuse.__code__
    try:
        yield
    finally:
        rule.__code__ = code


def _refuse(*args, **kwargs):
    from coursekit.checks import Borrowed

    raise Borrowed("this calls the course's own solution; write your own")


def _ask(part, answer):
    try:
        with np.errstate(all="ignore"):
            value = part.call(answer)
    except NotStarted as error:
        return {"not started": str(error)}
    except Borrowed as error:
        return {"borrowed": str(error)}
    except Exception as error:
        return {"raised": f"{type(error).__name__}: {error}"[:300]}
    return {"not started": "it still returns `...`"} if value is ... else _plain(value)


def _plain(value):
    """Numbers, text, None and lists of them; anything else is named, not kept."""
    if value is None or isinstance(value, bool | str):
        return value[:300] if isinstance(value, str) else value
    if isinstance(value, list | tuple) and not _numeric(value):
        return [_plain(item) for item in value[:10_000]]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if _numeric(value):
        return np.asarray(value, dtype=float).tolist()
    return {"raised": f"TypeError: an answer of type {type(value).__name__}"}


def _numeric(value):
    try:
        array = np.asarray(value)
    except ValueError:
        return False
    return array.dtype.kind in "iuf" and array.size <= 100_000


@cache
def _expected(task):
    return {part.label: _ask(part, task.reference) for part in task.parts}


@cache
def _mistaken(task):
    return [
        (known, {part.label: _ask(part, known.answer) for part in task.parts})
        for known in task.mistakes
    ]


def _recognise(task, values):
    """The known mistake that gives these very values on every part."""
    for known, theirs in _mistaken(task):
        if all(
            _same(values.get(label), value, task.rtol)
            for label, value in theirs.items()
        ):
            return known
    return None


def _same(a, b, rtol):
    if isinstance(b, dict) and "raised" in b:
        return isinstance(a, dict) and "raised" in a
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k], rtol) for k in b)
    if _numeric(a) and _numeric(b) and not isinstance(a, bool):
        return np.shape(a) == np.shape(b) and np.allclose(
            a, b, rtol=rtol, atol=1e-14, equal_nan=True
        )
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b, [rtol] * len(a)))
    return type(a) is type(b) and a == b


def _explain(task, part, got, expected):
    """Status and the two lines: what was tested; got and expected where they differ."""
    tested = f"I tested {part.label}."
    if isinstance(got, dict):
        for status in ("not started", "borrowed", "raised"):
            if status in got:
                return status, (tested, f"{task.name}: {got[status]}")
    if _numeric(got) and _numeric(expected):
        return "wrong", (tested, _difference(part.axes, got, expected, task.rtol))
    return "wrong", (tested, f"It gave {_short(got)}; expected {_short(expected)}.")


def _difference(axes, got, expected, rtol):
    got, expected = np.asarray(got, float), np.asarray(expected, float)
    if got.shape != expected.shape:
        return f"It gave the shape {got.shape}; expected the shape {expected.shape}."
    if not got.ndim:
        return f"It gave {got:.6g}; expected {expected:.6g}."
    close = np.isclose(got, expected, rtol=rtol, atol=1e-14, equal_nan=True)
    where = tuple(np.argwhere(~close)[0])
    names = axes if len(axes) == got.ndim else [f"axis {i}" for i in range(got.ndim)]
    place = ", ".join(f"{name} {i}" for name, i in zip(names, where, strict=True))
    return f"At {place} it gave {got[where]:.6g}; expected {expected[where]:.6g}."


def _short(value):
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _name(answer):
    return getattr(answer, "name", getattr(answer, "__name__", ""))
