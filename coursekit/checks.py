"""check(): probe an answer, mark it, say what is wrong.

Probing runs beside the learner's code and returns values; marking never does. The
grader calls the same two functions, with a process boundary between them.
"""

import inspect
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from traceback import extract_tb, format_exception_only

import numpy as np

from coursekit.progress import note_solved
from coursekit.rule import NotStarted, RuleError
from coursekit.tasks import task as find_task
from coursekit.tasks.differences import differ, difference
from coursekit.tasks.probes import plain


class CheckFailed(Exception):
    """An answer is not right yet; shows as its sentences, without a traceback."""

    def _render_traceback_(self):
        return str(self).splitlines()


class Borrowed(RuntimeError):
    """The answer calls the course's own solution instead of answering."""


NO_ANSWER = {
    "borrowed": "This calls the course's own solution; write your own.",
    "not started": "Replace the `...` by your code.",
}


@dataclass(frozen=True)
class Mark:
    """The outcome of one question.

    status   "right", "wrong", "raised", "not started", "borrowed" or, set by the
             grader, "missing", "timeout", "died"
    points   earned, out of `of`
    lines    what to tell the learner: tested; got and expected; the known mistake
    mistake  the sentence of the known mistake, else ""
    """

    question: str
    status: str
    points: float
    of: float
    lines: tuple = ()
    mistake: str = ""


def check(question, answer):
    """Check an answer, as in check("01.1", gd); CheckFailed unless it is right."""
    try:
        task = find_task(question)
    except KeyError as error:
        raise CheckFailed(f"✗ {error.args[0]}") from None
    given = mark(task, probe(task, answer))
    earned = f"{task.id} {task.name}: {given.status}, {given.points:g} of {given.of:g}"
    if given.status != "right":
        first, *others = given.lines
        raise CheckFailed("\n".join([f"✗ {earned} points. {first}", *others]))
    note_solved(task.id, task.name)
    print(f"✓ {earned} points.")


def probe(task, answer):
    """What `answer` gives on each part of the task: plain JSON values by label.

    A part without a value becomes {"not started" | "borrowed" | "wrong" | "raised":
    sentence}.
    """
    if not callable(answer) or (isinstance(answer, type) and not task.makes):
        no_function = {"wrong": _no_function(task, answer)}
        return {part.label: no_function for part in task.parts}
    with _guarded(task), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {part.label: _ask(task, part, answer) for part in task.parts}


def mark(task, values):
    """Mark the values of a probe against the reference's. Runs nothing of the learner.

    Raises nothing on strange values: they are wrong.
    """
    got, expected = _by_part(task, values), _expected(task)
    wrong = {p: s for p in task.parts if (s := _status(task, got[p], expected[p]))}
    if not wrong:
        return Mark(task.id, "right", task.points, task.points)
    for status, sentence in NO_ANSWER.items():
        # One borrowed value is enough; unwritten is only what is unwritten throughout.
        needed = 1 if status == "borrowed" else len(task.parts)
        if list(wrong.values()).count(status) >= needed:
            return Mark(task.id, status, 0, task.points, (sentence,))
    return _with_reasons(task, got, expected, wrong)


def _with_reasons(task, got, expected, wrong):
    part, status = next(iter(wrong.items()))
    lines = [f"I tested {part.label}.", _reason(task, part, got[part], expected[part])]
    mistake = _recognise(task, got, part)
    return Mark(
        task.id,
        "raised" if status == "raised" else "wrong",
        task.points - sum(p.points for p in wrong),
        task.points,
        (*lines, mistake) if mistake else tuple(lines),
        mistake,
    )


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
    from coursekit.checks import Borrowed

    raise Borrowed


def _ask(task, part, answer):
    """The value of one part, or why there is none."""
    try:
        with np.errstate(all="ignore"):
            return plain(part.call(answer))
    except Borrowed:
        return {"borrowed": NO_ANSWER["borrowed"]}
    except (NotStarted, NotImplementedError):
        return {"not started": NO_ANSWER["not started"]}
    except RuleError as error:
        text = str(error).replace(_name(answer) or task.name, task.name, 1)
        return {"wrong": ": ".join([*_call(error), text])}
    except (Exception, SystemExit) as error:
        text = " ".join(format_exception_only(error)[0].split())[:300]
        if "'ellipsis'" in text:
            return {"not started": NO_ANSWER["not started"]}
        subject = "".join(_call(error)) or "It"
        return {"raised": f"{subject} raised {text}{_line(error, answer)}."}


def _call(error):
    """The call that raised, where a part makes several: none or one."""
    return getattr(error, "__notes__", [])[:1]


def _line(error, answer):
    """Where in the cell (or file) of the answer the error arose."""
    code = getattr(_function(answer), "__code__", None)
    frames = extract_tb(error.__traceback__)
    own = [f for f in frames if code and f.filename == code.co_filename]
    return f" (line {own[-1].lineno}: `{own[-1].line}`)" if own else ""


def _no_function(task, answer):
    if isinstance(answer, type):
        return f"{task.name} is a class; the exercise asks for a function."
    return (
        f"{task.name} is not a function but a value of type {type(answer).__name__}: "
        f"give check the name alone, without parentheses, and define it only once."
    )


def _by_part(task, values):
    values = values if isinstance(values, dict) else {}
    none = {"raised": "It gave no value."}
    return {part: values.get(part.label, none) for part in task.parts}


@cache
def _expected(task):
    return {part: _ask(task, part, task.reference) for part in task.parts}


@cache
def _mistaken(task):
    """The values of every known mistake, by its sentence."""
    return {
        says: {part: _ask(task, part, wrong) for part in task.parts}
        for says, wrong in task.mistakes.items()
    }


def _recognise(task, got, part):
    """The sentence of the mistake that agrees on this part and on most parts, or "".

    Not on all: people combine mistakes. Of several the one that agrees best.
    """
    agreed = {
        says: sum(not _status(task, got[p], theirs[p]) for p in task.parts)
        for says, theirs in _mistaken(task).items()
        if not _status(task, got[part], theirs[part])
    }
    says = max(agreed, key=agreed.get, default="")
    return says if agreed.get(says, 0) > len(task.parts) / 2 else ""


def _status(task, got, expected):
    """None where they agree, else what `got` is: "wrong", "raised", ..."""
    if differ(got, expected, task.rtol) is None:
        return None
    return _outcome(got) or "wrong"


def _outcome(value):
    """The status of a part that has a sentence instead of a value, else None."""
    if isinstance(value, dict) and len(value) == 1:
        ((status, sentence),) = value.items()
        if status in ("wrong", "raised", *NO_ANSWER) and isinstance(sentence, str):
            return status
    return None


def _reason(task, part, got, expected):
    """In one sentence: why there is no value, or the first place where it differs."""
    status = _outcome(got)
    return got[status] if status else difference(got, expected, task.rtol, part.axes)


def _name(answer):
    return getattr(answer, "name", getattr(answer, "__name__", ""))
