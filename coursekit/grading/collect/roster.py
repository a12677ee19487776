"""Who is in the class: a CSV file of students, or what Moodle or Canvas export.

Any table with a header will do that has a name, an address or a number for each
student. A student is found by whichever of them a file's or folder's name says.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Protocol

# In this order: what a student is called in our reports.
NAMES = ("student", "full name", "name", "student name")
IDS = (
    "id", "identifier", "student id", "user id", "id number", "sis user id",
    "sis login id", "username", "login", "email", "email address",
)  # fmt: skip


class NoRoster(Exception):
    """The file is no table of students; says why."""


class OfSomebody(Protocol):
    """What of a file says whose it is: a name, and a platform's id or ""."""

    @property
    def id(self) -> str: ...
    @property
    def student(self) -> str: ...


@dataclass(frozen=True)
class Roster:
    """rows: {student: the row of the table}; keys: {what else may name one: student}"""

    rows: dict[str, dict[str, str]]
    keys: dict[str, str]

    def named(self, handed: OfSomebody) -> str:
        """The student of a file, as the table calls them; else as the file does."""
        for said in (handed.id, handed.student):
            if said and squeezed(said) in self.keys:
                return self.keys[squeezed(said)]
        return handed.student

    def within(self, stem: str) -> tuple[str, str] | None:
        """(student, the rest of the name) if the stem of a file has one in it."""
        found = sorted((k for k in self.keys if _in(k, stem)), key=len, reverse=True)
        if not found:
            return None
        rest = "".join(re.split(_loose(found[0]), stem, maxsplit=1, flags=re.I))
        return self.keys[found[0]], f"{rest.strip('-_ ')}.ipynb"


def squeezed(text: str) -> str:
    """The letters and digits: "Lovelace, Ada" as Canvas has it in "lovelaceada"."""
    return "".join(filter(str.isalnum, text)).casefold()


def _in(key, stem):
    return len(key) > 1 and re.search(_loose(key), stem, re.I)


def _loose(key):
    between = r"[\W_]*"
    return rf"(?<![^\W_]){between.join(map(re.escape, key))}(?![^\W_])"


def roster(path: Path) -> Roster:
    """The Roster in a CSV file. Raises NoRoster."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NoRoster(f"{path} cannot be read: {error}.") from None
    first = text.partition("\n")[0]
    table = csv.DictReader(
        text.splitlines(), delimiter=max(",;\t", key=first.count), restval=""
    )
    rows = [{k or "": v for k, v in row.items() if isinstance(v, str)} for row in table]
    named = [(_called(row), row) for row in rows if _called(row)]
    if not named:
        wanted = ", ".join(chain(NAMES, IDS[:2], ["email"]))
        raise NoRoster(f"{path} has no student in a column called one of: {wanted}.")
    return Roster(dict(named), _keys(named))


def _columns(row):
    return {name.strip().casefold(): value.strip() for name, value in row.items()}


def _called(row):
    cells = _columns(row)
    both = [cells.get("first name", ""), cells.get("last name", cells.get("surname"))]
    name = next((cells[name] for name in NAMES if cells.get(name)), "")
    name = name or " ".join(filter(None, both))
    name = name or next((cells[name] for name in IDS if cells.get(name)), "")
    return "" if name.startswith(("Points Possible", "Student, Test")) else name


def _keys(named):
    """What names one student, and no other."""
    keys: dict[str, str] = {}
    twice: set[str] = set()
    for student, row in named:
        cells = _columns(row)
        said = {student, *(cells.get(name, "") for name in IDS)}
        said |= {s.removeprefix("Participant ") for s in said}
        said |= {s.partition("@")[0] for s in said if "@" in s}
        *first, last = student.split()
        said |= {" ".join([last, *first])}  # Canvas: the family name is first
        for key in {squeezed(s) for s in said} - {""}:
            twice |= {key} if keys.setdefault(key, student) != student else set()
    return {key: student for key, student in keys.items() if key not in twice}
