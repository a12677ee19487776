"""From outcomes to a Mark: which parts are right, where the first wrong one differs."""

from collections.abc import Sequence
from dataclasses import dataclass

from coursekit.asking import REFUSED
from coursekit.marks.agreement import agree, expected, settled
from coursekit.marks.differences import differ, quoted, shape
from coursekit.marks.recognition import recognised
from coursekit.outcomes import NOTHING, Failed, Outcome, Status
from coursekit.tasks import Task
from coursekit.tasks.words import located


@dataclass(frozen=True)
class Mark:
    """The outcome of one question.

    points    earned, out of `of`
    tested    the first part that is wrong, as its label says it
    subject   what was called there: "It", or a call of several
    place     where in its value they differ, as in " at step 3, coordinate 1"
    got       the value there, and what was expected; both "" where there is no value
    expected
    says      then why there is none
    mistake   the sentence of the known mistake, or of a sign that values show; else ""
    edit      what the known mistake writes in place of the reference's line, else ""
    """

    question: str
    status: Status
    points: float
    of: float
    tested: str = ""
    subject: str = ""
    place: str = ""
    got: str = ""
    expected: str = ""
    says: str = ""
    mistake: str = ""
    edit: str = ""


def mark(task: Task, outcomes: Sequence[Outcome]) -> Mark:
    """The Mark of an answer: its outcomes are those of task.parts, in their order.

    Raises nothing on strange values or too few of them: they are wrong.
    """
    got = [*outcomes, *[NOTHING] * len(task.parts)][: len(task.parts)]
    got = [settled(*each) for each in zip(task.parts, got, expected(task))]
    right = [agree(task, *pair) for pair in zip(got, expected(task))]
    if all(right):
        return Mark(task.id, Status.RIGHT, task.points, task.points)
    wrong = [outcome for outcome, good in zip(got, right) if not good]
    if status := _unanswered(task, wrong):
        return Mark(task.id, status, 0, task.points, says=status.sentence)
    first = right.index(False)
    points = sum(part.points for part, good in zip(task.parts, right) if good)
    says, edit = recognised(task, got, right)
    return Mark(
        task.id,
        _status(got[first]),
        points,
        task.points,
        **_difference(task, task.parts[first], got[first], expected(task)[first]),
        mistake=says,
        edit=edit,
    )


def _unanswered(task, wrong):
    """The status of an answer that is none. One borrowed value is enough for that."""
    statuses = [out.status for out in wrong if isinstance(out, Failed)]
    if Status.BORROWED in statuses:
        return Status.BORROWED
    unwritten = statuses.count(Status.NOT_STARTED) == len(task.parts)
    return Status.NOT_STARTED if unwritten else None


def _status(outcome):
    raised = isinstance(outcome, Failed) and outcome.status == Status.RAISED
    return Status.RAISED if raised else Status.WRONG


def _difference(task, part, got, wanted):
    """The fields of a Mark that say what was tried, what came, what was expected."""
    found = {"tested": part.label}
    if isinstance(wanted, Failed):
        raise ValueError(f"The reference of {task.id} fails: {wanted.says}")
    if isinstance(got, Failed):
        subject, _ = located(part.ask, got.place, part.axes, task.name)
        due = _refuses(part.ask, wanted.value, got.place)
        return found | {"subject": subject, "says": _reason(subject, got, due)}
    apart = differ(got.value, wanted.value, task.rtol)
    assert apart  # only parts that are wrong come here
    place, one, other = apart
    depth = _depth(part.ask, place)
    whole = _within(got.value, place[:depth]), _within(wanted.value, place[:depth])
    if shape(whole[0]) != shape(whole[1]):
        place, (one, other) = place[:depth], whole
    lengths = [len(_within(wanted.value, place[:axis])) for axis in range(len(place))]
    subject, where = located(part.ask, place, part.axes, task.name, lengths)
    if one is None:
        says = f"{subject} gave nothing (did you forget `return`?)."
        return found | {"subject": subject, "says": says}
    said, right = quoted(one, other)
    if REFUSED in (one, other):
        said, right = _refused(one, said), _refused(other, right)
    return found | {"subject": subject, "place": where, "got": said, "expected": right}


def _refuses(ask, wanted, place):
    """Whether the value that is wanted at a place is a refusal."""
    if "series" in ask and place:
        first, *rest = place
        return _refuses(ask["series"][first], wanted[first], rest)
    return wanted == REFUSED


def _depth(ask, place):
    """How many indices of a place lead to one call's value."""
    if "series" in ask and place:
        return 1 + _depth(ask["series"][place[0]], place[1:])
    return 1 if {"make", "entries"} & ask.keys() and place else 0


def _within(value, place):
    for index in place:
        value = value[index]
    return value


def _refused(value, said):
    return "a ValueError" if value == REFUSED else said


def _reason(subject, failed, due):
    """In one sentence: why there is no value; due says that a refusal is asked for."""
    if failed.status == Status.NOT_STARTED:
        return failed.status.sentence
    if failed.status == Status.RAISED:
        line = f" ({failed.line})" if failed.line else ""
        wanted = "; expected a ValueError" * due
        return f"{subject} raised {failed.says}{line}{wanted}."
    return failed.says if subject == "It" else f"{subject}: {failed.says}"
