"""What the teacher and the students get, all of it from the same entries."""

from dataclasses import asdict
from itertools import starmap
from pathlib import Path

from coursekit.grading import pages, tables
from coursekit.grading.batch import write
from coursekit.grading.overview import Overview
from coursekit.marks import Mark, lines
from coursekit.marks.words import difference
from coursekit.outcomes import Status
from coursekit.tasks import lessons, tasks


def reports(out, graded, roster=None, upload="", failed=()):
    """Write all reports; graded() yields (submission, result) in the reports' order.

    It is called once for each report, so that no list of all results is ever kept.
    failed  (submission, why) of those that have no result
    Returns a row for each question whose points are not what they were before.
    """
    out, before = Path(out), tables.earlier(Path(out, "results.json"))
    entries = lambda: starmap(_entry, graded())  # noqa: E731
    totals = _pages(out, entries(), roster, failed)
    tables.table(out / "marks.csv", tables.COLUMNS, tables.marks(entries()))
    tables.table(out / "totals.csv", tables.TOTALS, totals.rows())
    if upload:
        tables.uploads(out, upload, totals, roster)
    changed = list(tables.changed(before, entries()))
    if changed:
        tables.table(out / "changed.csv", tables.CHANGED, changed)
    write(out / "results.json", tables.listing(entries()))
    return changed


def _pages(out, entries, roster, failed):
    totals = tables.Totals(roster)
    overview = Overview(totals)
    for entry in entries:
        totals.add(entry)
        overview.add(entry)
        pages.feedback(out, entry)
    for submission, why in failed:
        overview.add_failed(str(submission), why)
    pages.class_page(out, overview.facts())
    return totals


def _entry(submission, result):
    """Everything that the reports say of one submission."""
    questions = [_told(q) for q in result.get("questions") or [_unread(result)]]
    notes = list(result.get("notes", ()))
    if submission.older:
        notes.append(f"The newest of your {submission.older + 1} notebooks was graded.")
    if submission.late:
        notes.append("It was handed in late.")
    return {
        "student": submission.student,
        "id": submission.id,
        "lesson": submission.lesson,
        "file": submission.file.name,
        "points": sum(question["points"] for question in questions),
        "of": sum(question["of"] for question in questions),
        "older": submission.older,
        "late": submission.late,
        "questions": questions,
        "notes": notes,
        "sample": result.get("sample", ()),
    }


def _told(question):
    """A question with its reason in one line, as tables have it."""
    fields = {key: question[key] for key in Mark.__dataclass_fields__}
    given = Mark(**fields)
    about = {"difference": difference(given), "reason": " ".join(lines(given))}
    return {**question, **about}


def _unread(result):
    """The one row of a submission without questions to mark."""
    known = result["lesson"] in lessons()
    asked = tasks(result["lesson"]).values() if known else ()
    of = sum(task.points for task in asked)
    given = Mark("", Status.UNREADABLE, 0, of, says=result["unreadable"])
    return {"title": "The whole notebook", "name": "", **asdict(given)}
