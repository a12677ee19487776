"""Whose numbers a submission is asked with: its student's, whatever it says itself.

A copy made with `coursekit new --student NAME` has the name in its checks. The name may
be any by which the class knows the student; another's numbers are not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from coursekit.grading.collect.reading import Unreadable, code_cells, texts
from coursekit.grading.collect.submissions import Submission
from coursekit.names import squeezed
from coursekit.tasks.variants import claimed, strange

NOBODY: frozenset[str] = frozenset()  # one for all: each empty one takes memory
OTHERS = "Its checks have the numbers of “{}”; it was asked with those of “{}”."
NOBODYS = "Its checks name no student; it was asked with the numbers of “{}”."
TEXT = "Its text has other numbers than those of “{}”: {}."
FORGOTTEN = (
    "Its checks have the numbers of “{}”; it was asked with the course's own, since "
    "the class was graded without --variants."
)


def with_numbers(
    found: Iterable[tuple[Submission, bytes | Unreadable]], variants: bool
) -> Iterator[tuple[Submission, bytes | Unreadable]]:
    """The same, each submission with whose numbers it has, and a note if in doubt.

    variants  whether each student of the class has numbers
    """
    for submission, raw in found:
        if isinstance(raw, bytes) and submission.lesson:
            submission = _with_numbers(submission, raw, variants)
        if not submission.claimed:  # only of numbers one must know whose they are
            submission = replace(submission, called=NOBODY)
        yield submission, raw


def _with_numbers(submission, raw, variants):
    if not variants and b"student" not in raw:
        return submission
    try:
        name, whole = claimed(code_cells(raw)), texts(raw)
    except Unreadable:
        return submission
    if variants:
        student, notes = _whose(submission, name)
        for words in strange(submission.lesson, whole, student):
            notes.append(TEXT.format(student, f"“{words}”"))
    else:
        student, notes = "", [FORGOTTEN.format(name)] if name else []
    notes = (*submission.notes, *notes)
    return replace(submission, notes=notes, numbers=student, claimed=name)


def _whose(submission, name):
    """(the student whose numbers are asked, sentences), for the name in the checks."""
    if squeezed(name) in submission.called:
        return name, []
    student = submission.student
    return student, [OTHERS.format(name, student) if name else NOBODYS.format(student)]
