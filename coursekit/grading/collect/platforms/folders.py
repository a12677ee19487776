"""No platform: folders of students, or files that begin or end with their names.

ada/01-gradient-descent.ipynb
ada_01-gradient-descent.ipynb
01-gradient-descent_ada.ipynb
Ada Lovelace - 01-gradient-descent.ipynb    Google Classroom's, in Drive's zips:
Exercise 01-20261120T100500Z-001.zip        with the folder "Exercise 01" in it
"""

from __future__ import annotations

import re

from coursekit.grading.collect.entries import NOTEBOOK
from coursekit.grading.collect.platforms import Owner
from coursekit.grading.collect.roster import Roster

COPY = r"(?:(?i:copy of|kopie von|copie de|c[oó]pia de|copia di) )?"
AHEAD = re.compile(rf"{COPY}(?P<student>.+?)[-_ ]+{COPY}(?P<name>\d\d?(?:[-_. ].*)?)")
BEHIND = re.compile(r"(?P<name>\d\d?(?:-[\w-]*?)?)[_ ]+(?P<student>[^\W\d].*)")
# What is called after its work, and not after whose it is.
WORK = re.compile(
    r"(?:week|lesson|exercise|ex|hw|homework|assignment|task|sheet|part|unit|module"
    r"|übung|blatt|aufgabe|day)?[\W_]*(?P<number>\d{1,2})(?:[\W_].*)?",
    re.IGNORECASE,
)
AROUND = {"submitted", "submissions"}  # never a student
# A part of what Google Drive downloads: of a large folder there are several.
PART = re.compile(
    r".+-\d{8}T\d{6}Z-\d+(?:-\d+)?(?: ?\(\d+\))?(?:\.zip)?", re.IGNORECASE
)


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
