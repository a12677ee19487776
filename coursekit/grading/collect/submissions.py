"""Which notebooks were handed in, by whom, when, for which lesson.

Each notebook is read once: its bytes say which lesson it is for, and they are what is
graded. No more are held than one student's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time as now

from coursekit.grading.collect import archives
from coursekit.grading.collect.entries import EMPTY, HIDDEN, Entry, unpacked
from coursekit.grading.collect.layouts import Layout, layout
from coursekit.grading.collect.lessons import lesson_of
from coursekit.grading.collect.people import Person, namesakes, people
from coursekit.grading.collect.platforms import Owner
from coursekit.grading.collect.reading import (
    File,
    Unreadable,
    archive,
    code_cells,
    content,
)
from coursekit.grading.collect.roster import Roster
from coursekit.plurals import counted

SHOWN = 4  # students that a line names
MOST = 1_000_000_000  # bytes that are read of one student's files
DAY = 86_400  # seconds; clocks of machines differ by less
FUTURE = "The date of its file lies in the future."
TOO_MUCH = "There is more than can be read: hand in the notebook alone."
NO_LESSON = "No lesson of the course is named in it; see its file's name."


@dataclass(frozen=True, slots=True)
class Submission:
    """One notebook of one student; `older` counts the ones that it replaces.

    time   seconds since 1970; late, when it came after the day that --due names
    id     what a learning platform calls the student, where the file's name says it
    notes  what a teacher should know of it, in sentences
    name   the student's own name of the file
    called   all that names the student, squeezed, while whose numbers it has is asked
    numbers  whose numbers its questions are asked with; "" for the course's own
    claimed  whose numbers it says itself that it has, or ""
    """

    student: str
    lesson: str
    file: File
    older: int = 0
    time: float = 0
    late: bool = False
    id: str = ""
    notes: tuple[str, ...] = ()
    name: str = ""
    called: frozenset[str] = frozenset()
    numbers: str = ""
    claimed: str = ""

    def __str__(self) -> str:
        name = self.name or self.file.name
        return f"{self.student}/{name}" if name else self.student


@dataclass(frozen=True)
class Collected:
    """Everything that lies in a place.

    people  those who handed something in
    passed  {name: why} of what belongs to nobody
    says    sentences for the teacher
    """

    people: tuple[Person, ...] = ()
    passed: dict[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    due: float | None = None
    wanted: tuple[str, ...] = ()

    @property
    def has_files(self) -> bool:
        """Whether anybody handed in a file, of whatever kind."""
        entries = (e for p in self.people for each in p.handed for e in each.entries)
        return any(entry.file or entry.is_notebook for entry in entries)

    def read(self) -> Iterator[tuple[Submission, bytes | Unreadable]]:
        """(Submission, its bytes or why there are none) of all that are wanted.

        One student after the other, by name, each student's by lesson.
        """
        for person in self.people:
            yield from self._of(person)

    def _of(self, person):
        found = _Found(person)
        for each in person.handed:
            for entry in each.entries:
                found.add_entry(each.owner, entry)
        for submission, raw in found.submissions(self.due):
            if not self.wanted or submission.lesson in self.wanted:
                yield submission, raw


def collect(
    place: str | Path,
    roster: Roster | None = None,
    due: float | None = None,
    wanted: Iterable[str] = (),
) -> Collected:
    """What was Collected in a folder or zip. Raises OSError, archives.Refused.

    roster  who is in the class
    due     seconds since 1970, after which a notebook is late
    wanted  the lessons, or all
    """
    laid: Layout = layout(Path(place), roster)
    found = people(laid.handed, roster)
    says = [_taken(laid.around, found)] if laid.around else []
    says += namesakes(found)
    if strangers := [person.name for person in found if not person.listed]:
        says.append(f"Not in the roster: {', '.join(strangers)}.")
    return Collected(tuple(found), laid.passed, tuple(says), due, tuple(wanted))


def _taken(around, people):
    """The sentence on what the folders that were seen through were taken for."""
    names = ", ".join(f"“{name}”" for name in around)
    students = [person.name for person in people]
    shown = ", ".join(students[:SHOWN]) + (", …" if len(students) > SHOWN else "")
    count = counted(len(students), "student")
    return f"Took what lies in {names} for the work of {count}: {shown}."


@dataclass
class _Kept:
    """The notebook of one student that counts for one lesson, so far."""

    rank: tuple
    submission: Submission
    raw: bytes | Unreadable
    count: int = 1


class _Found:
    """What one student has handed in, as it is read."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.kept: dict[str, _Kept] = {}
        self.others: list[tuple[Owner, Entry]] = []
        self.read = 0  # bytes

    def add_entry(self, owner: Owner, entry: Entry) -> None:
        for each in unpacked(entry):
            is_broken = bool(each.why) and archives.is_zip(each.name)
            if each.why != HIDDEN and (each.is_notebook or is_broken):
                self._add_notebook(owner, each)
            else:
                self.others.append((owner, each))

    def _add_notebook(self, owner, entry):
        raw = self._bytes(entry)
        known = raw if isinstance(raw, bytes) else b""
        lesson, against = lesson_of(known, entry.name, entry.parts[:-1])
        if isinstance(raw, bytes) and not lesson:
            raw = Unreadable(_no_lesson(raw))
        self._add(owner, entry, lesson, raw, [against] if against else [])

    def _bytes(self, entry):
        raw = _bytes(entry) if self.read < MOST else Unreadable(TOO_MUCH)
        self.read += len(raw) if isinstance(raw, bytes) else 0
        return raw

    def _add(self, owner, entry, lesson, raw, notes):
        early = entry.time <= now() + DAY
        if not early:
            notes = [*notes, FUTURE]
        # What comes from the future comes last; then the student's own dates decide.
        rank = (early, entry.time, owner.order, entry.dated, entry.name)
        own = Submission(
            self.person.name, lesson, entry.file or File(Path("")), 0, entry.time,
            owner.late, self.person.id, tuple(notes), entry.name, self.person.called,
        )  # fmt: skip
        kept = self.kept.get(lesson)
        if kept is None:
            self.kept[lesson] = _Kept(rank, own, raw)
            return
        kept.count += 1
        if rank > kept.rank:
            kept.rank, kept.submission, kept.raw = rank, own, raw

    def submissions(
        self, due: float | None
    ) -> Iterator[tuple[Submission, bytes | Unreadable]]:
        """(Submission, bytes or Unreadable), by lesson."""
        if not self.kept:
            self._add_what_is_there()
        for lesson, kept in sorted(self.kept.items()):
            own, more = kept.submission, kept.count - 1
            late = own.late or bool(due and own.time > due)
            own = replace(own, late=late)
            if lesson:
                own = replace(own, older=more)
            elif more:
                files = counted(more, "other file")
                kept.raw = Unreadable(f"{kept.raw!s} The same goes for {files}.")
            yield own, kept.raw

    def _add_what_is_there(self):
        """For a student without a notebook: what there is instead, or why nothing."""
        for owner, entry in self.others:
            raw = self._bytes(entry)
            if isinstance(raw, bytes) and _is_notebook(raw):
                self._add_notebook(owner, entry)
        if self.kept:
            return
        files = [(owner, e) for owner, e in self.others if e.file]
        owner, entry = (files or self.others)[0]
        if files:
            raw = Unreadable(_instead(entry, [e for _, e in files]))
        else:
            raw = Unreadable(_nothing(entry, self.others))
        shown = entry if files else replace(entry, parts=("",))
        self._add(owner, shown, "", raw, [])


def _bytes(entry):
    """The bytes of an entry, or Unreadable."""
    if entry.why or entry.file is None:
        return Unreadable(entry.why)
    try:
        return content(entry.file)
    except Unreadable as error:
        return error


def _is_notebook(raw):
    try:
        return bool(code_cells(raw))
    except Unreadable:
        return False


def _no_lesson(raw):
    try:
        code_cells(raw)
    except Unreadable as error:
        return str(error)
    return NO_LESSON


def _instead(entry, files):
    """What to say of a student who gave files, but no notebook."""
    raw = _bytes(entry)
    if not isinstance(raw, bytes):
        return str(raw)
    if len(files) == 1 and (kind := archives.kind(raw, entry.name)):
        return archive(kind)
    shown = ", ".join(each.name for each in files[:3]) + ", …" * (len(files) > 3)
    return f"There is no notebook; what was handed in: {shown}."


def _nothing(entry, others):
    """What to say of a student who gave no file at all."""
    if len(others) == 1 and len(entry.parts) == 1 and entry.is_empty:
        is_bare = entry.why == EMPTY
        return "Nothing was handed in: the folder is empty." if is_bare else entry.why
    shown = ", ".join(f"{'/'.join(e.parts)}: {e.why}" for _, e in others[:3])
    return f"There is no notebook. {shown}"
