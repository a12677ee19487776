"""Who is in the class: a CSV file of students, or what a learning platform exports.

Any table with a header will do that has a name, an address or a number for each
student. A student is found by whichever of them a file's or folder's name says.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from coursekit.grading.collect.columns import (
    ABOUT,
    ADDRESS,
    WORD_AND_NUMBER,
    at,
    columns_of,
)
from coursekit.grading.collect.delimited import table, text_of
from coursekit.grading.printable import printable
from coursekit.names import normal, seen, squeezed

NOBODY = ("points possible", "student, test", "test student", "student test")
ABOUT_COLUMNS = ("date", "points")  # Google Classroom's lines on its columns
# Letters that are no other letter with an accent.
PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)


class NoRoster(Exception):
    """The file is no table of students; says why."""


@dataclass(frozen=True)
class Roster:
    """A table of students.

    rows      {student: the row, as {header: cell}}
    keys      {what else may name a student, squeezed: student}
    header    all columns as they stand there; `about` those that hold no marks
    lines     all lines below the header, also those of no student
    lines_of  {student: the line's index}
    ids       {a platform's number, squeezed: student}
    exact     {name as it is compared, of no other: student}
    """

    rows: dict[str, dict[str, str]]
    keys: dict[str, str]
    header: tuple[str, ...] = ()
    lines: list[list[str]] = field(default_factory=list)
    lines_of: dict[str, int] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)
    exact: dict[str, str] = field(default_factory=dict)

    @cached_property
    def keys_of(self) -> dict[str, set[str]]:
        """{student: the keys}"""
        found: dict[str, set[str]] = {}
        for key, student in self.keys.items():
            found.setdefault(student, set()).add(key)
        return found

    def of_id(self, number: str) -> str | None:
        """The student with a platform's number, or None."""
        return self.ids.get(squeezed(number))

    def of_name(self, name: str) -> str | None:
        """The student that a name, number or address says, or None."""
        if found := self.exact.get(normal(name)):
            return found
        return self.keys.get(squeezed(name)) or self.keys.get(_ascii(squeezed(name)))

    def within(self, stem: str) -> tuple[str, str] | None:
        """(student, the rest of the name) if the stem of a file has one in it."""
        stem = unicodedata.normalize("NFC", stem)
        near = _pieces(squeezed(stem)) & self.keys.keys()  # quick, for large classes
        found = sorted((k for k in near if _in(k, stem)), key=len, reverse=True)
        if not found:
            return None
        rest = "".join(re.split(_loose(found[0]), stem, maxsplit=1, flags=re.I))
        return self.keys[found[0]], rest.strip("-_ ")


def _ascii(text):
    """Letters without their accents, as platforms put names into file names."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c)).translate(PLAIN)


def _pieces(text):
    """All that stands within a text."""
    return {
        text[start:end]
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
    }


def _in(key, stem):
    return len(key) > 1 and re.search(_loose(key), stem, re.I)


def _loose(key):
    between = r"[\W_]*"
    return rf"(?<![^\W_]){between.join(map(re.escape, key))}(?![^\W_])"


# The file


def roster(path: Path) -> Roster:
    """The Roster in a CSV file. Raises NoRoster."""
    try:
        text = text_of(path.read_bytes())
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text; save it as CSV UTF-8"
        raise NoRoster(f"{path} cannot be read: {why}.") from None
    try:
        header, lines = table(text)
    except csv.Error as error:
        raise NoRoster(f"{path} is no table: {error}.") from None
    columns = columns_of(header, lines)
    named = _named(header, lines, columns)
    if named and _is_headless(header, columns):
        first = ", ".join(filter(None, header))
        raise NoRoster(
            f"{path} has no header: its first line is “{first}”. Put a line above it "
            "that says what the columns are, as in name,id."
        )
    if not named:
        wanted = "student, name, first name and last name, id, email"
        has = ", ".join(name for name in header if name) or "none"
        raise NoRoster(
            f"{path} has no student in a column called one of: {wanted}; "
            f"its columns are: {has}."
        )
    return _roster(header, lines, columns, named)


def _named(header, lines, columns):
    """[(name, index of the line)] of all students, each once."""
    found, known = [], set()
    for number, line in enumerate(lines):
        name = _called(line, columns)
        ids = tuple(at(line, place) for place in columns.ids)
        # Who stands there twice with one number is one; by names alone they are two.
        is_twice = any(ids) and (name, ids) in known
        known.add((name, ids))
        if _is_student(line, columns) and tuple(line) != header and not is_twice:
            found.append((name, number))
    return found


def _is_headless(header, columns):
    """Whether the first line that says anything is a student already."""
    full = [cell.strip() for cell in header if cell.strip()]
    if any(ADDRESS.fullmatch(cell) or cell.isdecimal() for cell in full):
        return not columns.are_known
    return len(full) == 1 and not columns.are_known


def _called(line, columns):
    """What a student is called in our reports."""
    name = at(line, columns.name)
    if not name:
        both = at(line, columns.first), at(line, columns.last)
        name = " ".join(filter(None, both))
    name = name or next((c for n in columns.ids if (c := at(line, n))), "")
    return re.sub(r"\s*\n\s*", " ", printable(seen(name)))


def _is_student(line, columns):
    name = " ".join(_called(line, columns).casefold().split())
    cell = line[columns.name] if columns.name is not None and line else ""
    # The gradebook of Canvas begins with lines on its columns, set in by spaces.
    is_about = cell.startswith("   ") or name in ABOUT_COLUMNS
    is_about = is_about and not any(at(line, n) for n in columns.ids)
    return bool(name) and not is_about and not name.startswith(NOBODY)


def _roster(header, lines, columns, named):
    names = _distinct(named, lines, columns)
    rows: dict[str, dict[str, str]] = {}
    lines_of: dict[str, int] = {}
    keys, turned, ids, whole = _Claims(), _Claims(), _Claims(), _Claims()
    for student, (called, number) in zip(names, named, strict=True):
        line = lines[number]
        rows[student] = dict(zip(header, [*line, *[""] * len(header)], strict=False))
        lines_of[student] = number
        whole.claim(normal(called), student)
        for key in _keys(called, line, columns):
            keys.claim(key, student)
        for key in _turned(called):
            turned.claim(key, student)
        for key in _numbers(line, columns):
            ids.claim(key, student)
    about = {
        column for place, column in enumerate(header)
        if place in (columns.name, columns.first, columns.last, *columns.ids)
        or squeezed(column) in ABOUT
    }  # fmt: skip
    # "Blake Jordan" is nobody else's name where there is one who is called so.
    others = {k: v for k, v in turned.single().items() if k not in keys.found}
    # "Smith-Jones" and "Smith_Jones" are two, but a login may be another's name.
    exact = {k: v for k, v in whole.single().items() if not ids.has_other(k, v)}
    return Roster(
        rows, {**others, **keys.single()}, header, lines, lines_of, frozenset(about),
        ids.single(), exact,
    )  # fmt: skip


class _Claims:
    """What names one student, and no other."""

    def __init__(self):
        self.found: dict[str, str] = {}
        self.twice: set[str] = set()

    def claim(self, key, student):
        if self.found.setdefault(key, student) != student:
            self.twice.add(key)

    def has_other(self, name, student):
        """Whether a name is what somebody else claims."""
        return self.found.get(squeezed(name), student) != student

    def single(self):
        """{key: the only student who claims it}"""
        return {k: name for k, name in self.found.items() if k not in self.twice}


def _distinct(named, lines, columns):
    """The names, those of namesakes with their numbers."""
    same = Counter(squeezed(name) for name, _ in named)
    taken, found = set(), []
    for name, number in named:
        unlike, count = name, 2
        if same[squeezed(name)] > 1:
            own = next((c for n in columns.ids if (c := at(lines[number], n))), "")
            unlike = f"{name} ({own})" if own and own != name else name
        while normal(unlike) in taken:
            unlike, count = f"{name} ({count})", count + 1
        taken.add(normal(unlike))
        found.append(unlike)
    return found


def _keys(name, line, columns):
    """What names one student, squeezed: the name, numbers, addresses."""
    said = {name, *(at(line, place) for place in columns.ids)}
    said |= {cell.partition("@")[0] for cell in said if "@" in cell}
    keys = {squeezed(cell) for cell in said} | _numbers(line, columns)
    return (keys | {_ascii(key) for key in keys}) - {""}


def _turned(name):
    """The name in any order of its words, squeezed."""
    words = name.split()
    turned = {squeezed("".join([*words[n:], *words[:n]])) for n in range(len(words))}
    return (turned | {_ascii(key) for key in turned}) - {""}


def _numbers(line, columns):
    """What a platform may call the student, squeezed: "771" for "Participant 771"."""
    cells = [at(line, place) for place in columns.numbers]
    found = [WORD_AND_NUMBER.fullmatch(cell) for cell in cells]
    # "Participant 771" and "Teilnehmer/in771", but not the login "jm1".
    apart = {match[2] for match in found if match and not match[1].isalnum()}
    apart |= {match[2] for match in found if match and " " in match[0]}
    return ({squeezed(cell) for cell in cells} | apart) - {""}
