"""Who is in the class: a CSV file of students, or what a learning platform exports.

Any table with a header will do that has a name, an address or a number for each
student. A student is found by whichever of them a file's or folder's name says.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from coursekit.grading.printable import printable

# What columns are called, without spaces and signs, in the languages of platforms.
NAMES = (
    "student", "fullname", "name", "studentname", "displayname", "vollständigername",
    "nomcomplet", "nombrecompleto", "nomecompleto", "volledigenaam", "fuldenavn",
    "fulltnavn", "fullständigtnamn", "kokonimi", "imięinazwisko", "полноеимя",
    "celéjméno", "teljesnév", "fullnafn", "teilnehmer", "studierende", "étudiant",
    "estudiante", "studente", "氏名", "姓名",
)  # fmt: skip
FIRST = (
    "firstname", "first", "givenname", "forename", "vorname", "prénom", "nombre",
    "nome", "voornaam", "förnamn", "fornavn", "imię", "имя", "jméno", "etunimi",
)  # fmt: skip
LAST = (
    "lastname", "last", "surname", "familyname", "nachname", "familienname", "nom",
    "nomdefamille", "apellidos", "apellido", "apellidosnombre",
    "cognome", "sobrenome", "apelido", "achternaam", "efternamn", "etternavn",
    "efternavn", "nazwisko", "фамилия", "příjmení", "sukunimi",
)  # fmt: skip
IDS = (
    "id", "identifier", "studentid", "userid", "idnumber", "sisuserid", "sisloginid",
    "username", "login", "loginid", "email", "emailaddress", "orgdefinedid", "sid",
    "studentnumber", "number", "matriculationnumber", "matrikelnummer", "anonymousid",
    "benutzername", "emailadresse", "idnummer", "kennung", "identifiant",
    "adressedecourriel", "nombredeusuario", "númerodeid", "direccióndecorreo",
    "nomeutente", "gebruikersnaam",
)  # fmt: skip
# Columns that hold no marks: what platforms tell of a student besides.
ABOUT = (
    "section", "group", "groups", "status", "rootaccount", "lastaccess",
    "availability", "endoflineindicator", "integrationid", "childcourseid",
)  # fmt: skip
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WORD_AND_NUMBER = re.compile(r"([^\W\d][^\d]*?) ?(\d+)")
PERSON = re.compile(r"[^\W\d_]+\.?(?:[ ,.'’-]+[^\W\d_]+\.?)+")
NOBODY = ("points possible", "student, test", "test student", "student test")
SPREADSHEETS = "cp1252"  # how they write where they do not write Unicode
LINE_BYTES = 10_000_000  # of one cell


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
    """

    rows: dict[str, dict[str, str]]
    keys: dict[str, str]
    header: tuple[str, ...] = ()
    lines: list[list[str]] = field(default_factory=list)
    lines_of: dict[str, int] = field(default_factory=dict)
    about: frozenset[str] = frozenset()
    ids: dict[str, str] = field(default_factory=dict)

    def of_id(self, number: str) -> str | None:
        """The student with a platform's number, or None."""
        return self.ids.get(squeezed(number))

    def of_name(self, name: str) -> str | None:
        """The student that a name, number or address says, or None."""
        return self.keys.get(squeezed(name)) or self.keys.get(_ascii(squeezed(name)))

    def within(self, stem: str) -> tuple[str, str] | None:
        """(student, the rest of the name) if the stem of a file has one in it."""
        stem = unicodedata.normalize("NFC", stem)
        whole = squeezed(stem)
        near = [key for key in self.keys if key in whole]  # quick, for large classes
        found = sorted((k for k in near if _in(k, stem)), key=len, reverse=True)
        if not found:
            return None
        rest = "".join(re.split(_loose(found[0]), stem, maxsplit=1, flags=re.I))
        return self.keys[found[0]], rest.strip("-_ ")


def squeezed(text: str) -> str:
    """The letters and digits: "Lovelace, Ada" as Canvas has it in "lovelaceada"."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(filter(str.isalnum, whole)).casefold()


def _ascii(text):
    """Letters without their accents, as platforms put names into file names."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))


def _in(key, stem):
    return len(key) > 1 and re.search(_loose(key), stem, re.I)


def _loose(key):
    between = r"[\W_]*"
    return rf"(?<![^\W_]){between.join(map(re.escape, key))}(?![^\W_])"


# The file


def roster(path: Path) -> Roster:
    """The Roster in a CSV file. Raises NoRoster."""
    try:
        text = _text(path.read_bytes())
    except (OSError, UnicodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text; save it as CSV UTF-8"
        raise NoRoster(f"{path} cannot be read: {why}.") from None
    try:
        header, lines = _table(text)
    except csv.Error as error:
        raise NoRoster(f"{path} is no table: {error}.") from None
    columns = _columns(header, lines)
    named = [
        (_called(line, columns), number)
        for number, line in enumerate(lines)
        if _is_student(line, columns) and line not in lines[:number][-1:]
    ]
    if not named:
        wanted = "student, name, first name and last name, id, email"
        has = ", ".join(name for name in header if name) or "none"
        raise NoRoster(
            f"{path} has no student in a column called one of: {wanted}; "
            f"its columns are: {has}."
        )
    return _roster(header, lines, columns, named)


def _text(raw):
    """The text of a table, whatever wrote it. Raises UnicodeError."""
    marks = {
        codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
    }  # fmt: skip
    for mark, encoding in marks.items():
        if raw.startswith(mark):
            return raw.decode(encoding)
    if b"\0" in raw[:200]:
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(SPREADSHEETS)


def _table(text):
    """(header, lines) of the text of a CSV file."""
    first, _, rest = text.partition("\n")
    separator = re.fullmatch(r'"?sep=(.)"?', first.strip(" \r"), re.IGNORECASE)
    if separator:
        text, delimiter = rest, separator[1]
    else:
        unquoted = re.sub(r'"[^"]*"', "", first)
        delimiter = max(",;\t|", key=unquoted.count)
    csv.field_size_limit(LINE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = [line for line in reader if line]
    return tuple(lines[0]) if lines else (), lines[1:]


# Its columns


@dataclass(frozen=True)
class _Columns:
    """Indices: of the name, or first and last name, and of what else names one."""

    name: int | None
    first: int | None
    last: int | None
    ids: tuple
    numbers: tuple


def _columns(header, lines):
    """Which columns say who it is: by their names, else by what stands in them."""
    known: dict[str, int] = {}
    for place, column in enumerate(header):
        known.setdefault(squeezed(column), place)
    first, last = _known(FIRST, known), _known(LAST, known)
    split = first is not None and last is not None
    name = _known(NAMES, known)
    ids = {known[key] for key in IDS if key in known}
    cells = [[_cell(line, place) for line in lines] for place in range(len(header))]
    addresses = {n for n, own in enumerate(cells) if _most(own, ADDRESS)}
    numbered = {n for n, own in enumerate(cells) if _are_numbered(own)}
    if name is None and not split:
        taken = ids | addresses | numbered
        name = next((n for n, own in enumerate(cells)
                     if n not in taken and _are_people(own)), None)  # fmt: skip
    ids |= addresses | (numbered - {name, first, last})
    addresses |= {known[key] for key in ("email", "emailaddress") if key in known}
    return _Columns(
        name if name not in ids else None,
        first if split else None,
        last if split else None,
        tuple(sorted(ids)),
        tuple(sorted(ids - addresses)),
    )


def _known(names, known):
    return next((known[name] for name in names if name in known), None)


def _cell(line, place):
    return line[place].strip() if place is not None and place < len(line) else ""


def _most(cells, pattern):
    full = [cell for cell in cells if cell]
    fits = [cell for cell in full if pattern.fullmatch(cell)]
    return bool(full) and 2 * len(fits) > len(full)


def _are_numbered(cells):
    """Whether these are one word and a number each, as in "Participant 771"."""
    found = [m for cell in cells if (m := WORD_AND_NUMBER.fullmatch(cell))]
    words = Counter(match[1] for match in found)
    numbers = {match[2] for match in found}
    return len(words) == 1 and len(numbers) == len(found) == len(
        list(filter(None, cells))
    )


def _are_people(cells):
    full = [cell for cell in cells if cell]
    return _most(cells, PERSON) and 2 * len(set(full)) > len(full)


def _called(line, columns):
    """What a student is called in our reports."""
    name = _cell(line, columns.name)
    if not name:
        both = _cell(line, columns.first), _cell(line, columns.last)
        name = " ".join(filter(None, both))
    name = name or next((c for n in columns.ids if (c := _cell(line, n))), "")
    return printable(name)


def _is_student(line, columns):
    name = " ".join(_called(line, columns).casefold().split())
    cell = line[columns.name] if columns.name is not None and line else ""
    # The gradebook of Canvas begins with lines on its columns, set in by spaces.
    is_about = cell.startswith("   ") and not any(_cell(line, n) for n in columns.ids)
    return bool(name) and not is_about and not name.startswith(NOBODY)


def _roster(header, lines, columns, named):
    names = _distinct(named, lines, columns)
    rows: dict[str, dict[str, str]] = {}
    lines_of: dict[str, int] = {}
    keys, ids = _Claims(), _Claims()
    for student, (called, number) in zip(names, named, strict=True):
        line = lines[number]
        rows[student] = dict(zip(header, [*line, *[""] * len(header)], strict=False))
        lines_of[student] = number
        for key in _keys(called, line, columns):
            keys.claim(key, student)
        for key in _numbers(line, columns):
            ids.claim(key, student)
    about = {
        column for place, column in enumerate(header)
        if place in (columns.name, columns.first, columns.last, *columns.ids)
        or squeezed(column) in ABOUT
    }  # fmt: skip
    return Roster(
        rows, keys.single(), header, lines, lines_of, frozenset(about), ids.single()
    )


class _Claims:
    """What names one student, and no other."""

    def __init__(self):
        self.found: dict[str, str] = {}
        self.twice: set[str] = set()

    def claim(self, key, student):
        if self.found.setdefault(key, student) != student:
            self.twice.add(key)

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
            own = next((c for n in columns.ids if (c := _cell(lines[number], n))), "")
            unlike = f"{name} ({own})" if own and own != name else name
        while unlike in taken:
            unlike, count = f"{name} ({count})", count + 1
        taken.add(unlike)
        found.append(unlike)
    return found


def _keys(name, line, columns):
    """What names one student, squeezed: the name in any order, numbers, addresses."""
    words = name.split()
    said = {" ".join([*words[n:], *words[:n]]) for n in range(max(1, len(words)))}
    said |= {_cell(line, place) for place in columns.ids}
    said |= {cell.partition("@")[0] for cell in said if "@" in cell}
    keys = {squeezed(cell) for cell in said} | _numbers(line, columns)
    return (keys | {_ascii(key) for key in keys}) - {""}


def _numbers(line, columns):
    """What a platform may call the student, squeezed: "771" for "Participant 771"."""
    cells = [_cell(line, place) for place in columns.numbers]
    found = [WORD_AND_NUMBER.fullmatch(cell) for cell in cells]
    # "Participant 771" and "Teilnehmer/in771", but not the login "jm1".
    apart = {match[2] for match in found if match and not match[1].isalnum()}
    apart |= {match[2] for match in found if match and " " in match[0]}
    return ({squeezed(cell) for cell in cells} | apart) - {""}
