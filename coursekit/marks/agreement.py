"""Whether two outcomes are the same, and what the reference's are."""

from functools import lru_cache
from typing import Any

from coursekit.asking import REFUSED, asked
from coursekit.marks.differences import differ
from coursekit.outcomes import Failed, Given, Outcome, Status
from coursekit.tasks import Part, Task
from coursekit.tasks.properties import judged
from coursekit.tasks.words import in_prose


def outcomes(task: Task, answer: Any) -> list[Outcome]:
    """What an answer of ours, the reference or a mistake, gives on each part."""
    return [outcome_of(part, answer, task.name) for part in task.parts]


def outcome_of(part: Part, answer: Any, name: str) -> Outcome:
    """What an answer gives on one part, here and now."""
    return judged(part.ask, asked(part.ask, answer, name))


def expected(task: Task) -> list[Outcome]:
    """What the reference gives on each part, in order."""
    return [expected_of(part, task.reference, task.name) for part in task.parts]


@lru_cache(maxsize=2048)
def expected_of(part: Part, reference: Any, name: str) -> Outcome:
    """What the reference gives on one part, which variants of a task may share."""
    return outcome_of(part, reference, name)


def is_right(task: Task, part: Part, got: Outcome, wanted: Outcome) -> bool:
    """Whether an outcome earns the part's points."""
    return agree(task, settled(part, got, wanted), wanted)


def settled(part: Part, got: Outcome, wanted: Outcome) -> Outcome:
    """The outcome, with the wanted values in place of others that are as good."""
    if part.wrong_with and isinstance(got, Given):
        says = part.wrong_with(got.value)
        return Failed(Status.WRONG, in_prose(says)) if says else wanted
    if part.or_refusal and isinstance(got, Given) and isinstance(wanted, Given):
        return Given(_settled(got.value, wanted.value))
    return got


def _settled(got, wanted):
    if got == REFUSED:
        return wanted
    if isinstance(got, list) and isinstance(wanted, list) and len(got) == len(wanted):
        return [*map(_settled, got, wanted)]
    return got


def agree(task: Task, one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes are the same: equal values, or the same kind of failure."""
    if isinstance(one, Given) and isinstance(other, Given):
        return differ(one.value, other.value, task.rtol) is None
    if isinstance(one, Failed) and isinstance(other, Failed):
        return _kind(one) == _kind(other)
    return False


def _kind(failed):
    """A failure without what depends on numbers: its status, place and error."""
    return failed.status, failed.place, failed.says.partition(":")[0]
