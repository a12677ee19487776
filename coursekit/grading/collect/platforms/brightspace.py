"""Brightspace (D2L): "Download submissions" of an assignment, the grades' export.

    3101-7702 - Ada Lovelace - 20 November, 2026 1005 AM/01-….ipynb
    3101-7702 - Ada Lovelace- Nov 20, 2026 1005 AM - 01-….ipynb      without folders

One of the two numbers is the student's, the other the assignment's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from coursekit.grading.collect.platforms import Owners, Reader, Sheet, Totals
from coursekit.grading.collect.platforms.sheets import gradebook
from coursekit.grading.collect.roster import Roster

_DAY = (
    r"(?:(?:[^\W\d]+\.?,? )?(?:[^\W\d]+\.? \d{1,2}|\d{1,2}\.? (?:de )?[^\W\d]+\.?)"
    r"(?:,| de)? \d{4}|\d{4}-\d\d-\d\d|\d{1,2}[-.]\d{1,2}[-.]\d{4})"
)
_CLOCK = r"\d{1,2} ?[h.:]? ?\d\d(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,5})?"
_DATE = rf"(?P<date>{_DAY},? {_CLOCK})"
NAMES = (
    re.compile(
        rf"(?P<id>\d+-\d+) ?- ?(?P<student>.+?) ?- ?{_DATE}(?: ?- ?(?P<file>.+))?"
    ),
)
DATES = tuple(
    f"{day} %Y {clock}"
    for day in ("%b %d,", "%B %d,", "%d %B,", "%d %b,", "%d %B", "%d %b", "%b %d")
    for clock in ("%I%M %p", "%I:%M %p", "%H%M", "%H:%M")
)
EXTRAS = (r"index\.html?",)
GLOBAL = True

FIRST = ("OrgDefinedId", "Username", "Last Name", "First Name", "Email")
END = "End-of-Line Indicator"


def settled(owners: Owners, read: Reader) -> Owners:
    """The student's own of the two numbers is the id: no two names share it."""
    names: list[dict[str, set[str]]] = [defaultdict(set), defaultdict(set)]
    for each in owners.values():
        for found, digits in zip(names, each[0].id.split("-"), strict=True):
            found[digits].add(each[0].student)
    own = [
        n for n in (0, 1) if all(len(students) == 1 for students in names[n].values())
    ]
    single = len({each[0].student for each in owners.values()}) == 1
    place = 0 if single or not own else min(own, key=lambda n: len(names[n]))
    return {
        name: tuple(replace(one, id=one.id.split("-")[place]) for one in each)
        for name, each in owners.items()
    }


def upload(
    totals: Totals, roster: Roster | None, columns: Mapping[str, str]
) -> list[Sheet]:
    """A grades file that Brightspace imports. Raises NoColumn."""
    if not roster:
        fresh = {
            student: {"OrgDefinedId": totals.ids.get(student, ""), "Username": student}
            for student in sorted(totals.students)
        }
        sheet = gradebook("brightspace.csv", FIRST[:2], fresh, totals, None, columns)
    else:
        first = tuple(name for name in FIRST if name in roster.header)
        first = first or tuple(roster.header[:1])
        sheet = gradebook("brightspace.csv", first, None, totals, roster, columns)
    new = [c if "Points Grade" in c or roster else f"{c} Points Grade"
           for c in sheet.header[len(sheet.header) - len(totals.lessons):]]  # fmt: skip
    names = [*sheet.header[: len(sheet.header) - len(totals.lessons)], *new, END]
    return [replace(sheet, header=names, rows=[[*row, "#"] for row in sheet.rows])]
