"""Learning platforms, one file each: adding a file here adds a platform.

A platform's module has, in capitals what is data:

NAMES    how it calls what it downloads, as regular expressions for a whole name with
         the groups student, id, late, date, order and file, of which only one of
         student and id must be there. `file` is the student's own name of a file,
         or nothing in the name of a folder
DATES    how `date` is written, as strptime has it
EXTRAS   files that the platform itself adds beside what students gave
GLOBAL   whether `id` is the same student's in other downloads, too
settled  {top name: owners} once more, from all names of the class together and from
         what the platform's own files say: (owners, read) -> owners
upload   the tables that it imports: (totals, roster, columns) -> list of Sheet
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose something is, as its outermost name says.

    student   what the student is called there
    id        what the platform calls the student, else ""
    platform  the name of the platform's module, else ""
    file      the student's own name of a file, where another stands before it
    late      whether the platform says so
    time      when it was handed in, where the name says it, else 0
    order     what grows from one attempt to the next, where the times are the same
    """

    student: str
    id: str = ""
    platform: str = ""
    file: str = ""
    late: bool = False
    time: float = 0.0
    order: int = 0


@dataclass(frozen=True)
class Sheet:
    """A table to upload: its file's name, header and rows; what to tell the teacher."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    says: str = ""


class Reader(Protocol):
    """What a platform's own files say: called with one of `names`, its text."""

    names: list[str]

    def __call__(self, name: str) -> str: ...


# A folder as a browser or system names its copy: "x (2)", "x 2", "x - Copy".
COPIED = re.compile(
    r"(?P<name>.*[^ ])(?: \(\d\d?\)| \d\d?| - (?:copy|kopie|copie|copia))",
    re.IGNORECASE,
)

Owners = dict[str, tuple[Owner, ...]]  # by outermost name; several for a group
Totals = Any  # report.tables.Totals, which stands above


class NoColumn(Exception):
    """Where marks belong in a platform's table is not clear; says why."""


@cache
def platforms() -> dict[str, ModuleType]:
    """{name: its module} of all platforms."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    return {n: module for n, module in modules.items() if hasattr(module, "NAMES")}


def uploads() -> list[str]:
    """The names of the platforms that take marks back."""
    return [name for name, module in platforms().items() if hasattr(module, "upload")]


def owner(name: str, is_folder: bool) -> Owner | None:
    """The Owner that a platform's name of a folder or file says, or None.

    What a system adds to the name of a folder's copy does not count. Of several
    platforms that could have made it, the one whose own part is shortest: what comes
    after that part, the student wrote.
    """
    found = [
        (len(name) - len(match.groupdict().get("file") or ""), key, match)
        for key, module in platforms().items()
        for pattern in module.NAMES
        if (match := pattern.fullmatch(name)) and _fits(match, is_folder)
    ]
    if not found:
        copied = COPIED.fullmatch(name) if is_folder else None
        return owner(copied["name"], True) if copied else None
    _, key, match = min(found, key=lambda each: each[:2])
    return _owner(key, match.groupdict())


def _fits(match, is_folder):
    return bool(match.groupdict().get("file")) != is_folder


def _owner(key, said):
    number = said.get("id") or ""
    order = said.get("order") or "0"
    return Owner(
        student=said.get("student") or number,
        id=number,
        platform=key,
        file=said.get("file") or "",
        late=bool(said.get("late")),
        time=_time(said.get("date"), getattr(platforms()[key], "DATES", ())),
        order=int(order),
    )


def _time(said, forms):
    for form in forms if said else ():
        with suppress(ValueError, OverflowError, OSError):
            return datetime.strptime(" ".join(said.split()), form).timestamp()
    return 0.0


def is_extra(name: str) -> bool:
    """Whether a platform itself adds a file of this name."""
    return any(
        re.fullmatch(pattern, name)
        for module in platforms().values()
        for pattern in getattr(module, "EXTRAS", ())
    )
