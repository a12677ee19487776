"""Feedback on its way to students: what `coursekit grade` wrote, as platforms take it.

moodle  a zip for "Upload multiple feedback files in a zip" of the assignment
canvas  a zip for "Upload submissions" of the assignment, by the names of the download
mail    a table for a mail merge: address, points, words, and the page to attach

Each page is one student's own, and names nobody else.
"""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coursekit.exports import NotExported
from coursekit.grading.filenames import filename

if TYPE_CHECKING:
    from coursekit.grading.collect.roster import Roster

Entry = dict[str, Any]  # what results.json says of one submission


class Format(StrEnum):
    """How feedback travels."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    MAIL = "mail"


ENDINGS = {Format.MOODLE: ".zip", Format.CANVAS: ".zip", Format.MAIL: ".csv"}
LONGEST = 250  # bytes of a name without its ending
COLUMNS = ("student", "address", "lesson", "points", "of", "page", "words")


def entries(grades: Path, lesson: str) -> list[Entry]:
    """What grades/results.json says of the lesson's submissions. Raises NotExported."""
    path = grades / "results.json"
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        found = [entry for entry in listed if entry["lesson"] == lesson]
    except FileNotFoundError:
        raise NotExported(f"There is no {path}: grade the class first.") from None
    except (ValueError, KeyError, TypeError):
        raise NotExported(f"{path} is damaged: grade the class again.") from None
    if not found:
        raise NotExported(f"Nobody in {grades} has a notebook of lesson {lesson}.")
    return found


def export(
    listed: list[Entry], kind: Format, path: Path, grades: Path, roster: Roster | None
) -> list[str]:
    """Write the file; returns a sentence on each student who has no place in it.

    Raises NotExported where nobody has, OSError.
    """
    if kind == Format.MAIL:
        return _mail(listed, path, grades, roster)
    name = _for_moodle if kind == Format.MOODLE else _for_canvas
    named = [(entry, name(entry)) for entry in listed]
    lost = [f"{entry['student']}: {LOST[kind]}." for entry, into in named if not into]
    if len(lost) == len(named):
        raise NotExported(f"Nothing to write: {LOST[kind]}, for anybody.")
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for entry, into in named:
            if into:
                about = ZipInfo(into, (2026, 1, 1, 0, 0, 0))
                packed.writestr(about, _page(grades, entry).read_bytes())
    return lost


LOST = {
    Format.MOODLE: "no number of Moodle is known",
    Format.CANVAS: "the file's name is none that Canvas gave",
    Format.MAIL: "no address is known",
}


def _for_moodle(entry):
    """The name that Moodle takes for this participant's, or ""."""
    student = filename(entry["student"].replace("_", " "), instead="+")
    number = entry["id"]
    if not number.isdecimal():
        return ""
    return f"{student}_{number}_assignsubmission_file_feedback-{entry['lesson']}.html"


def _for_canvas(entry):
    """The name of the download, with the page's ending, or ""."""
    from coursekit.grading.collect.platforms import canvas

    stem = entry["handed in as"].rpartition(".")[0]
    name = f"{filename(stem, longest=LONGEST)}.html"
    return name if any(form.fullmatch(name) for form in canvas.NAMES) else ""


def _mail(listed, path, grades, roster):
    from coursekit.grading.report import tables

    rows, lost = [], []
    for entry in listed:
        address = _address(entry, roster)
        if not address:
            lost.append(f"{entry['student']}: {LOST[Format.MAIL]}.")
        points = (tables.number(entry["points"]), tables.number(entry["of"]))
        page = _page(grades, entry).relative_to(grades)
        words = " ".join(_reason(q) for q in entry["questions"] if q["reason"])
        rows.append((entry["student"], address, entry["lesson"], *points, page, words))
    if len(lost) == len(rows):
        raise NotExported(
            f"Nothing to write: {LOST[Format.MAIL]}, for anybody. "
            "Name the table that has them with --roster."
        )
    tables.table(path, COLUMNS, rows)
    return lost


def _reason(question):
    """Why a question has its points, after its number; a whole notebook has none."""
    number = question["question"]
    return f"{number}: {question['reason']}" if number else question["reason"]


def _address(entry, roster):
    from coursekit.grading.collect.columns import ADDRESS

    row = roster.rows.get(entry["student"], {}) if roster else {}
    known = [entry["id"], entry["student"], *row.values()]
    return next((text for text in known if ADDRESS.fullmatch(text)), "")


def _page(grades, entry):
    from coursekit.grading.report.pages import place

    return grades.joinpath(*place(entry["student"], entry["lesson"], entry["file"]))
