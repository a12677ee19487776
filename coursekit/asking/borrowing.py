"""Whether an answer called the course's own solution instead of answering."""

_calls: list[int] = []


class Borrowed(RuntimeError):
    """The answer calls the course's own solution instead of answering."""


def note() -> None:
    """Remember a call of a solution that has no body here (see the grader's rooms)."""
    _calls.append(1)


def noted() -> bool:
    """Whether there was such a call since this was last asked."""
    found = bool(_calls)
    _calls.clear()
    return found
