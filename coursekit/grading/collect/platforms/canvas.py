"""Canvas: "Download submissions" of an assignment, and the gradebook's export.

lovelaceada_4501_98765_01-….ipynb           family name first, ids of user and file
bensonben_LATE_4502_98766_01-…-1.ipynb      late; -1 is Canvas's, for a new attempt
anon_aB3dE_98767_01-….ipynb                 anonymous, also with LATE
team_red_4503_98768_01-….ipynb              of a group
oreillymary_4504_text.html                  typed, or a link: no file
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from coursekit.grading.collect.platforms import Sheet, Totals
from coursekit.grading.collect.platforms.sheets import gradebook
from coursekit.grading.collect.roster import Roster

_LATE = r"(?P<late>LATE)"
NAMES = (
    re.compile(
        rf"(?:{_LATE}_)?anon(?:ymous)?_(?P<id>[^_]+)_(?P<order>\d+)_(?P<file>.+)",
    ),
    re.compile(
        rf"anon(?:ymous)?_(?:{_LATE}_)(?P<id>[^_]+)_(?P<order>\d+)_(?P<file>.+)",
    ),
    re.compile(
        rf"anon(?:ymous)?_(?P<id>[^_]+)_(?:{_LATE}_)(?P<order>\d+)_(?P<file>.+)",
    ),
    re.compile(
        r"(?P<student>.+?)(?P<late>_LATE)?_(?P<id>\d+)_question_\d+"
        r"_(?P<order>\d+)_(?P<file>.+)"
    ),
    re.compile(
        r"(?P<student>(?!anon_|LATE_anon_).+?)(?P<late>_LATE)?_(?P<id>\d+)"
        r"_(?P<order>\d+)_(?P<file>.+)"
    ),
    re.compile(
        r"(?P<student>(?!anon_|LATE_anon_).+?)(?P<late>_LATE)?_(?P<id>\d+)"
        r"_(?P<file>(?:text|link|url|media)\.html)"
    ),
    re.compile(
        rf"(?:{_LATE}_)?anon_(?:LATE_)?(?P<id>[^_]+)_(?P<file>(?:text|link)\.html)"
    ),
)
GLOBAL = True

FIRST = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def upload(
    totals: Totals, roster: Roster | None, columns: Mapping[str, str]
) -> list[Sheet]:
    """A gradebook with the columns of the lessons. Raises NoColumn."""
    if not roster:
        return [gradebook("canvas.csv", FIRST, _fresh(totals), totals, None, columns)]
    first = tuple(name for name in FIRST if name in roster.header) or FIRST[:1]
    return [gradebook("canvas.csv", first, None, totals, roster, columns)]


def _fresh(totals):
    """A row for each student, without a roster: the name and Canvas's own number."""
    return {
        student: {"Student": student, "ID": totals.ids.get(student, "")}
        for student in sorted(totals.students)
    }
