"""What everybody answers in words, apart from projects: a row of the marks for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from coursekit import written
from coursekit.marks import Mark
from coursekit.outcomes import Status

WAITS = "Its points come from a person."


def rows(lesson: str, answers: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a notebook that says this in words: to be marked, or missing."""
    return [_row(asked, answers) for asked in written.of_everybody(lesson).values()]


def _row(asked, answers):
    is_there = asked.key in answers
    status = Status.TO_MARK if is_there else Status.MISSING
    says = WAITS if is_there else "Nothing is written there yet."
    given = Mark(asked.key, status, 0, asked.points, says=says)
    return {"title": asked.title, "name": "", **asdict(given)}
