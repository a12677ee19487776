"""Whether two outcomes are the same, and what the reference's are."""

from functools import cache

from coursekit.asking import REFUSED, asked
from coursekit.marks.differences import differ
from coursekit.outcomes import Failed, Given


def outcomes(task, answer):
    """What an answer of ours, the reference or a mistake, gives on each part."""
    return [asked(part.ask, answer, task.name) for part in task.parts]


@cache
def expected(task):
    """What the reference gives on each part, in order."""
    return outcomes(task, task.reference)


def is_right(task, part, got, wanted):
    """Whether an outcome earns the part's points."""
    if part.or_refusal and isinstance(got, Given) and got.value == REFUSED:
        return True
    return agree(task, got, wanted)


def agree(task, one, other):
    """Whether two outcomes are the same: equal values, or the same kind of failure."""
    if isinstance(one, Given) and isinstance(other, Given):
        return differ(one.value, other.value, task.rtol) is None
    if isinstance(one, Failed) and isinstance(other, Failed):
        return _kind(one) == _kind(other)
    return False


def _kind(failed):
    """A failure without what depends on numbers: its status, place and error."""
    return failed.status, failed.place, failed.says.partition(":")[0]
