"""What the tables that platforms import have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from coursekit.grading.collect.platforms import NoColumn, Sheet, Totals
from coursekit.grading.collect.roster import Roster

_NUMBER = re.compile(r" *\(\d+\) *$")  # Canvas's id of an assignment
_DETAILS = re.compile(r" *(\[.*|<.*|\|.*|points grade.*)$", re.IGNORECASE)


def number(points: float) -> str:
    """A number as it is read best: 2, 2.5, 0.333."""
    return f"{points:.4g}"


def plain(text: str) -> str:
    """A header as headers are compared."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def called(header: Sequence[str], names: Iterable[str]) -> str:
    """The first column of one of these names, in the order of the names, or ""."""
    known = {plain(column): column for column in reversed(header)}
    return next((known[name] for name in names if name in known), "")


def filled(
    roster: Roster, columns: Sequence[str], cells: Mapping[str, Mapping[str, str]]
) -> tuple[list[str], list[list[str]]]:
    """(header, rows) of the roster as it came, with these columns' cells filled in.

    cells  {student: {column: cell}}; a column that is not there comes last
    """
    header = [*roster.header, *(c for c in columns if c not in roster.header)]
    place = {column: header.index(column) for column in columns}
    students = {line: student for student, line in roster.lines_of.items()}
    nobody: Mapping[str, str] = {}
    rows = []
    for place_, line in enumerate(roster.lines):
        row = [*line, *[""] * (len(header) - len(line))]
        for column, cell in cells.get(students.get(place_, ""), nobody).items():
            row[place[column]] = cell
        rows.append(row)
    return header, rows


def is_decimal_comma(roster: Roster) -> bool:
    """Whether the table writes 10,00 where others write 10.00."""
    cells = [cell for row in roster.lines for cell in row]
    return any(re.fullmatch(r"\d+,\d+", cell) for cell in cells)


def gradebook(
    name: str,
    first: Sequence[str],
    fresh: dict[str, dict[str, str]] | None,
    totals: Totals,
    roster: Roster | None,
    columns: Mapping[str, str],
) -> Sheet:
    """A Sheet with a column for each lesson, after those that say who it is.

    first  the columns that a platform knows its students by
    fresh  {student: row} where there is no roster, else None
    """
    lessons = list(totals.lessons)
    if roster:
        taken = {lesson: column(lesson, roster, columns) for lesson in lessons}
        said = [f"the column “{taken[n]}” of {name} has lesson {n}" for n in lessons]
    else:
        taken = {n: columns.get(n) or f"Exercise {n}" for n in lessons}
        said = [f"{name} has a new column “{taken[n]}”" for n in lessons]
    rows = roster.rows if roster else fresh or {}
    header = [*first, *(taken[lesson] for lesson in lessons)]
    possible = ["    Points Possible", *[""] * (len(first) - 1)]
    table = [possible + [number(totals.lessons[n]) for n in lessons]]
    if first[0] != "Student":
        table = []
    for student, row in rows.items():
        own = totals.students.get(student, {})
        points = [number(own[n][0]) if n in own else "" for n in lessons]
        table.append([row.get(key, "") for key in first] + points)
    return Sheet(name, header, table, "; ".join(said))


def column(lesson: str, roster: Roster, columns: Mapping[str, str]) -> str:
    """The column of a roster that takes a lesson's marks. Raises NoColumn.

    It is the one that was named; else the one called "Exercise 01", else the only one
    with the lesson's number in its name.
    """
    if wanted := columns.get(lesson):
        fits = [c for c in roster.header if wanted in (c, _bare(c))]
        if len(fits) != 1:
            has = ", ".join(roster.header)
            raise NoColumn(f"The roster has no column “{wanted}”; it has {has}.")
        return fits[0]
    marks = [c for c in roster.header if c not in roster.about]
    own = rf"\D*(exercise|lesson|übung|exercice|ejercicio) 0*{int(lesson)}"
    exact = [c for c in marks if re.fullmatch(own, plain(_bare(c)))]
    numbered = [
        c for c in marks if re.search(rf"(?<!\d)0*{int(lesson)}(?!\d)", _bare(c))
    ]
    for fits in (exact, numbered):
        if len(fits) == 1:
            return fits[0]
    several = ", ".join(f"“{c}”" for c in exact or numbered)
    why = f"Several columns could take lesson {lesson}: {several}"
    if not several:
        why = f"No column is called after lesson {lesson}: there are {', '.join(marks)}"
    raise NoColumn(f'{why}; name one, as in --column "{lesson}={(marks or ["…"])[0]}".')


def _bare(header):
    """A header without what a platform adds to the teacher's name of a column."""
    return _DETAILS.sub("", _NUMBER.sub("", header)).strip()
