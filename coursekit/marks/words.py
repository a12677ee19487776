"""A Mark in sentences: for check(), for tables and for pages."""

import textwrap

from coursekit.marks.marking import Mark
from coursekit.outcomes import Status


def lines(mark: Mark) -> list[str]:
    """What to tell a learner: tested; got and expected, or why nothing; the mistake."""
    if mark.status == Status.RIGHT:
        return []
    tested = [f"I tested {mark.tested}."] if mark.tested else []
    return [*tested, *filter(None, (difference(mark), mark.mistake))]


def difference(mark: Mark) -> str:
    """In one sentence what came and what was expected, or why nothing came."""
    if mark.says or not mark.expected:
        return mark.says
    return f"{mark.subject} gave {mark.got}{mark.place}; expected {mark.expected}."


def written(edit: str) -> str:
    """The lines that a learner with this mistake may have written (tasks/edits.py)."""
    if "\n" in edit:
        return textwrap.dedent(edit).strip("\n")
    return "\n".join(map(_written, edit.split("; ")))


def _written(part):
    old, arrow, new = part.partition(" -> ")
    return f"{new}    # in place of {old}" if arrow else part
