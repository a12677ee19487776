"""Blackboard: "Assignment File Download", the grade center's "Work offline".

    Exercise 01_alovelace_attempt_2026-11-20-10-05-00_01-….ipynb
    Exercise 01_alovelace_attempt_2026-11-20-10-05-00.txt        its own receipt

The receipt says "Name: Ada Lovelace (alovelace)", and so where in a name, in which
more things are joined by underscores, the user's name begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import takewhile

from coursekit.grading.collect.platforms import Owners, Reader, Sheet, Totals
from coursekit.grading.collect.platforms.sheets import gradebook
from coursekit.grading.collect.roster import Roster

_DATE = r"(?P<date>\d{4}(?:-\d\d){5})"
NAMES = (
    re.compile(rf"(?P<id>.+?)_attempt_{_DATE}(?:_(?P<file>.+)?)?"),
    re.compile(rf"(?P<id>.+?)_attempt_{_DATE}\.(?P<file>txt)"),
)
DATES = ("%Y-%m-%d-%H-%M-%S",)
RECEIPT = re.compile(rf"(?P<id>.+?)_attempt_{_DATE}\.txt")
EXTRAS = ()
GLOBAL = True
RECEIVED = "Blackboard's receipt"  # all that there is of who only typed something

FIRST = ("Last Name", "First Name", "Username", "Student ID")


def receipts(names: Iterable[str]) -> dict[str, str]:
    """The names among these that are receipts, with the id that each begins with."""
    return {name: match["id"] for name in names if (match := RECEIPT.fullmatch(name))}


def settled(owners: Owners, read: Reader) -> Owners:
    """Users by their own names: as receipts say, else after what all names share."""
    known = {}
    for name, whole in receipts(read.names).items():
        about = re.search(r"^Name: *(.*?) *\(([^()\n]+)\)\s*$", read(name), re.M)
        if about and whole.endswith(f"_{about[2]}"):
            known[whole] = about[2]
    unknown = {each[0].id for each in owners.values()} - known.keys()
    known |= _after_what_all_share(unknown, known)
    return {
        name: tuple(
            replace(
                one,
                id=known[one.id],
                student=known[one.id],
                file=RECEIVED if RECEIPT.fullmatch(name) else one.file,
            )
            for one in each
        )
        for name, each in owners.items()
    }


def _after_what_all_share(unknown, known):
    """{whole: user} for the names without a receipt.

    Where a receipt tells what the assignment is called, that is what they share.
    """
    heads = Counter(w.removesuffix(user) for w, user in known.items())
    shared = "_".join([*_shared([whole.split("_") for whole in unknown]), ""])
    found = {}
    for whole in unknown:
        head = next((head for head in heads if whole.startswith(head)), shared)
        found[whole] = whole.removeprefix(head)
    return found


def _shared(names):
    """The words with which all names begin, but for each one's last word."""
    words = zip(*(name[:-1] for name in names), strict=False)
    return [own[0] for own in takewhile(lambda own: len(set(own)) == 1, words)]


def upload(
    totals: Totals, roster: Roster | None, columns: Mapping[str, str]
) -> list[Sheet]:
    """A grade center file that Blackboard imports. Raises NoColumn."""
    if not roster:
        fresh = {
            student: {"Username": totals.ids.get(student) or student}
            for student in sorted(totals.students)
        }
        return [gradebook("blackboard.csv", FIRST[2:3], fresh, totals, None, columns)]
    first = [name for name in FIRST if name in roster.header]
    first = first or list(roster.header[:1])
    return [gradebook("blackboard.csv", first, None, totals, roster, columns)]
