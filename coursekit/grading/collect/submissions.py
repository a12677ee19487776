"""Which notebooks were handed in, by whom, when, for which lesson.

A folder or a zip of them, as people and learning platforms make them:

    ada/01-gradient-descent.ipynb                        a folder per student
    ada/01-gradient-descent/answers.ipynb                nbgrader's submitted/
    Ada Lovelace_123_assignsubmission_file_/01-….ipynb   Moodle, with or without folders
    lovelaceada_LATE_45_678_01-gradient-descent.ipynb    Canvas
    ada_01-gradient-descent.ipynb                        a flat folder of files
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from coursekit.grading.collect import layouts
from coursekit.grading.collect.reading import File, Unreadable, content
from coursekit.grading.collect.roster import Roster
from coursekit.tasks import lessons, tasks

# An exercise asks check("01.1", ...), so a renamed notebook still tells its lesson.
_ASKS = re.compile(rb"""check\(\\?["'](\d\d)\.""")
# The course's own way to begin a name; "2nd try" is no lesson 02.
_NAMED = re.compile(r"0?(\d\d?)(?=[-.]|$| ?\()")


@dataclass(frozen=True)
class Submission:
    """One notebook of one student; `older` counts the ones that it replaces.

    time   seconds since 1970; late, when it came after the day that --due names
    id     what a learning platform calls the student, where the file's name says it
    """

    student: str
    lesson: str
    file: File
    older: int = 0
    time: float = 0
    late: bool = False
    id: str = ""

    def __str__(self) -> str:
        return f"{self.student}/{self.file.name}"


def submissions(
    place: Path,
    wanted: Collection[str] | None = None,
    roster: Roster | None = None,
    due: float | None = None,
) -> tuple[list[Submission], list[str]]:
    """Those in a folder or zip, by student and lesson; names of files of nobody.

    The lesson is the number at the start of a file's name, else the one that its
    checks or its functions name, else "" (nothing can be graded then). The newest of
    several notebooks of a student for a lesson counts. Links are never followed.
    """
    found: dict[tuple[str, str, File | str], list[Submission]] = {}
    all_handed, nameless = layouts.files(place, roster)
    for handed in sorted(all_handed, key=lambda h: (h.time, h.name)):
        student = roster.named(handed) if roster else handed.student
        lesson = _lesson(handed)
        # Files of an unknown lesson do not replace each other.
        key = (student, lesson, "" if lesson else handed.file)
        late = handed.late or bool(due and handed.time > due)
        now = Submission(student, lesson, handed.file, 0, handed.time, late, handed.id)
        if not wanted or lesson in wanted:
            found.setdefault(key, []).append(now)
    newest = [replace(all_[-1], older=len(all_) - 1) for all_ in found.values()]
    newest = sorted(newest, key=lambda s: (s.student, s.lesson, s.file.name))
    return newest, nameless


def _lesson(handed):
    if match := re.match(r"(\d\d)-", handed.name):
        return _known(match[1])
    return (
        _lesson_inside(handed.file)
        or _known(_digits(handed.name))
        or next(filter(None, (_known(_digits(name)) for name in handed.folders)), "")
    )


def _digits(name):
    match = _NAMED.match(name)
    return match[1] if match else ""


def _known(number):
    return number.zfill(2) if number and number.zfill(2) in lessons() else ""


def _lesson_inside(file):
    """The lesson whose checks it has, or most of whose functions it defines."""
    try:
        raw = content(file)
    except Unreadable:
        return ""
    if asked := _ASKS.search(raw):
        return _known(asked[1].decode())
    defined = set(re.findall(rb"def (\w+)\(", raw))
    names = {lesson: {t.name.encode() for t in tasks(lesson).values()}
             for lesson in lessons() if defined}  # fmt: skip
    best = max(names, key=lambda lesson: len(names[lesson] & defined), default="")
    return best if best and names[best] & defined else ""
