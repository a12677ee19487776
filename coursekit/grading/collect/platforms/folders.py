"""No platform: folders of students, or files that begin or end with their names.

ada/01-gradient-descent.ipynb
ada_01-gradient-descent.ipynb
01-gradient-descent_ada.ipynb
"""

from __future__ import annotations

import re

from coursekit.grading.collect.entries import NOTEBOOK
from coursekit.grading.collect.platforms import Owner
from coursekit.grading.collect.roster import Roster

AHEAD = re.compile(r"(?P<student>.+?)[-_ ]+(?P<name>\d\d?(?:[-_. ].*)?)")
BEHIND = re.compile(r"(?P<name>\d\d?(?:-[\w-]*?)?)[_ ]+(?P<student>[^\W\d].*)")
# What is called after its work, and not after whose it is.
WORK = re.compile(
    r"(?:week|lesson|exercise|ex|hw|homework|assignment|task|sheet|part|unit|module"
    r"|übung|blatt|aufgabe|day)?[\W_]*(?P<number>\d{1,2})(?:[\W_].*)?",
    re.IGNORECASE,
)
AROUND = {"submitted", "submissions"}  # never a student


def of_folder(name: str) -> Owner:
    """The Owner of what lies in a student's folder."""
    return Owner(name)


def of_file(name: str, roster: Roster | None = None) -> Owner | None:
    """The Owner that a file's name says, or None."""
    ending = NOTEBOOK.search(name)
    stem = name[: ending.start()] if ending else name.rpartition(".")[0] or name
    stem = stem.removesuffix(".tar")
    if roster and (found := roster.within(stem)):
        student, rest = found
        return Owner(student, file=f"{rest}.ipynb" if rest else name)
    numbered = re.match(r"\d\d-", stem)
    flat = BEHIND.fullmatch(stem) or (not numbered and AHEAD.fullmatch(stem))
    if flat:
        return Owner(flat["student"], file=f"{flat['name']}.ipynb")
    return None if numbered else Owner(stem, file=name)
