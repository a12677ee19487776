"""Which notebooks were handed in, by whom, for which lesson."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from coursekit.tasks import lessons

# An exercise asks check("01.1", ...), so a renamed notebook still tells its lesson.
_ASKS = re.compile(rb"""check\(\\?["'](\d\d)\.""")


@dataclass(frozen=True)
class Submission:
    """One notebook of one student; `older` counts the ones that it replaces."""

    student: str
    lesson: str
    path: Path
    older: int = 0

    def __str__(self):
        return f"{self.student}/{self.path.name}"


def submissions(folder, wanted=None):
    """Those of a folder per student, sorted by student and lesson.

    The lesson is the number at the start of a file's name, else the one that its
    checks name, else "" (nothing can be graded then). The newest of several
    notebooks of a student for a lesson counts. Links are never followed.
    """
    found = {}
    for path in _notebooks(folder):
        lesson = _lesson(path)
        # Files of an unknown lesson do not replace each other.
        key = (path.parent.name, lesson, "" if lesson else path.name)
        if not wanted or lesson in wanted:
            found.setdefault(key, []).append(path)
    return [
        Submission(student, lesson, paths[-1], len(paths) - 1)
        for (student, lesson, _), paths in sorted(found.items())
    ]


def _notebooks(folder):
    """Every student's notebooks, oldest first."""
    paths = [
        Path(file)
        for student in os.scandir(folder)
        if student.is_dir(follow_symlinks=False) and not student.name.startswith(".")
        for file in os.scandir(student)
        if file.name.lower().endswith(".ipynb") and not file.name.startswith(".")
    ]
    return sorted(paths, key=lambda path: (path.lstat().st_mtime_ns, path.name))


def _lesson(path):
    digits = re.match(r"\d+", path.name)
    number = digits[0].zfill(2) if digits else _lesson_inside(path)
    return number if number in lessons() else ""


def _lesson_inside(path):
    from coursekit.grading.reading import Unreadable, content

    try:
        asked = _ASKS.search(content(path))
    except Unreadable:
        return ""
    return asked[1].decode() if asked else ""
