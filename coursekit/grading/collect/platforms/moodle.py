"""Moodle: an assignment's "Download all submissions", its grading worksheet.

    Ada Lovelace_123_assignsubmission_file_/01-….ipynb   with folders
    Ada Lovelace_123_assignsubmission_file_01-….ipynb    without
    Participant_123_assignsubmission_file_/…             anonymous
    team red-Ada Lovelace_123_assignsubmission_file_/…   of a group

The number is the participant's in this assignment; the worksheet has it, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

from coursekit.grading.collect.platforms import NoColumn, Sheet, Totals
from coursekit.grading.collect.platforms.sheets import called, filled, is_decimal_comma
from coursekit.grading.collect.roster import Roster

NAMES = (
    re.compile(
        r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_"
        r"(?:file|onlinetext|[a-z]+)(?:_(?P<file>.*))?"
    ),
)
EXTRAS = ()
GLOBAL = False

# The worksheet's columns for the grade and for words, as Moodle's languages call them.
GRADE = (
    "grade", "bewertung", "note", "calificación", "nota", "valutazione", "voto",
    "cijfer", "beoordeling", "karakter", "betyg", "ocena", "оценка", "hodnocení",
    "arvosana", "评分", "成績", "評点",
)  # fmt: skip
WORDS = (
    "feedback comments", "feedback als kommentar", "feedback-kommentare",
    "commentaires de feedback", "feedback par commentaires",
    "comentarios de retroalimentación", "comentarios de realimentación",
    "comentários de feedback", "commenti di feedback", "commenti",
    "feedback commentaar", "feedbackcommentaren", "feedbackkommentarer",
    "kommentarer", "komentarze zwrotne", "отзыв в виде комментария",
)  # fmt: skip
MOST = (
    "maximum grade", "bestwertung", "note maximale", "calificación máxima",
    "nota máxima", "valutazione massima", "maximumcijfer", "maximale beoordeling",
    "maksimal karakter", "maxbetyg", "maksymalna ocena", "максимальная оценка",
)  # fmt: skip
FRESH = (
    "Identifier", "Full name", "Email address", "Grade", "Last modified (grade)",
    "Feedback comments",
)  # fmt: skip


def upload(
    totals: Totals, roster: Roster | None, columns: Mapping[str, str]
) -> list[Sheet]:
    """A worksheet for each lesson: the roster's own, filled in. Raises NoColumn."""
    make = _worksheet if roster else _fresh
    return [make(lesson, totals, roster, columns) for lesson in totals.lessons]


def _worksheet(lesson, totals, roster, columns):
    grade = columns.get(lesson) or called(roster.header, GRADE)
    if grade not in roster.header:
        raise NoColumn(
            f"No column of the roster takes Moodle's grade: it has "
            f"{', '.join(roster.header)}; name one with --column."
        )
    words = called(roster.header, WORDS) or "Feedback comments"
    comma = is_decimal_comma(roster)
    cells = {
        student: {
            grade: _number(totals, student, lesson, comma),
            words: _said(totals, student, lesson),
        }
        for student in roster.rows
    }
    return Sheet(
        f"moodle-{lesson}.csv",
        *filled(roster, (grade, words), cells),
        f"the column “{grade}” of moodle-{lesson}.csv has lesson {lesson}"
        + _other_maximum(roster, totals.lessons[lesson]),
    )


def _other_maximum(roster, of):
    """What to do where Moodle's maximum is another than the lesson's; else ""."""
    column = called(roster.header, MOST)
    if not column:
        return ""
    place = roster.header.index(column)
    said = {line[place] for line in roster.lines if place < len(line)}
    for most in sorted(cell.replace(",", ".") for cell in said):
        with suppress(ValueError):
            if float(most) != of:
                return (
                    f"; its maximum grade in Moodle is {float(most):.4g}: set it to "
                    f"{of:.4g} before you upload, or these points are others there"
                )
    return ""


def _fresh(lesson, totals, roster, columns):
    rows = []
    for student in sorted(totals.students):
        number = totals.ids.get(student)
        participant = f"Participant {number}" if number else ""
        grade, said = _number(totals, student, lesson), _said(totals, student, lesson)
        rows.append((participant, student, "", grade, "-", said))
    return Sheet(f"moodle-{lesson}.csv", FRESH, rows)


def _number(totals, student, lesson, comma=False):
    points, *_ = totals.students[student].get(lesson, (0,))
    return f"{points:.4g}".replace(".", "," if comma else ".")


def _said(totals, student, lesson):
    own = totals.students[student].get(lesson)
    if own is None:
        return "Not handed in."
    points, of, late = own
    return f"{points:.4g} of {of:.4g} points." + late * " Handed in late."
