"""What the teacher and the students get, all of it from the same entries."""

from dataclasses import asdict, dataclass
from itertools import starmap
from pathlib import Path

from coursekit.grading.judge.projects import RUBRICS
from coursekit.grading.many.batch import write
from coursekit.grading.printable import printable
from coursekit.grading.report import pages, tables
from coursekit.grading.report.overview import Overview
from coursekit.grading.report.sources import Sources
from coursekit.marks import Mark, lines
from coursekit.marks.words import difference
from coursekit.outcomes import Status
from coursekit.tasks import lessons, tasks

NOTHING_KNOWN = Sources({}, {})


@dataclass(frozen=True)
class Written:
    """What writing the reports told.

    changed  a row for each question whose points are not what they were before
    totals   the points of all students
    """

    changed: list
    totals: tables.Totals


def reports(out, graded, roster=None, failed=(), wanted=(), sources=NOTHING_KNOWN):
    """Write all reports; graded() yields (submission, result) in the reports' order.

    It is called once for each report, so that no list of all results is ever kept.
    failed   (submission, why) of those that have no result
    wanted   the lessons of this run, or all; the pages of others stay
    sources  what answers may have been copied from: the Sources
    """
    out, before = Path(out), tables.earlier(Path(out, "results.json"))
    entries = lambda: starmap(_entry, graded())  # noqa: E731
    totals = _pages(out, entries(), roster, failed, wanted, sources)
    tables.table(out / "marks.csv", tables.COLUMNS, tables.marks(entries()))
    tables.table(out / "totals.csv", tables.TOTALS, totals.rows())
    changed = list(tables.changed(before, entries()))
    if changed:
        tables.table(out / "changed.csv", tables.CHANGED, changed)
    else:
        tables.remove(out / "changed.csv")
    write(out / "results.json", tables.listing(entries()))
    return Written(changed, totals)


def _pages(out, entries, roster, failed, wanted, sources):
    totals = tables.Totals(roster)
    overview, written = Overview(totals, sources), set()
    for entry in entries:
        totals.add(entry)
        overview.add(entry)
        written.add(pages.feedback(out, entry))
    for submission, why in failed:
        overview.add_failed(printable(str(submission)), printable(why))
    pages.class_page(out, overview.facts())
    pages.remove_others(out, written, wanted)
    return totals


def _entry(submission, result):
    """Everything that the reports say of one submission."""
    questions = [_told(q) for q in result.get("questions") or [_unread(result)]]
    remarks = list(submission.notes)
    if submission.older:
        remarks.append(
            f"The newest of your {submission.older + 1} notebooks was graded."
        )
    if submission.late:
        remarks.append("It was handed in late.")
    entry = {
        "student": submission.student,
        "id": submission.id,
        "lesson": submission.lesson,
        "file": submission.name or submission.file.name,
        "points": sum(question["points"] for question in questions),
        "of": sum(question["of"] for question in questions),
        "older": submission.older,
        "late": submission.late,
        "questions": questions,
        "notes": [*result.get("notes", ()), *remarks],
        "remarks": remarks,
        "look": list(submission.notes),
    }
    return {**_shown(entry), "sample": result.get("sample", ())}


def _shown(value):
    """The same with all of its text as it may be shown."""
    if isinstance(value, dict):
        return {key: _shown(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(inner) for inner in value]
    return printable(value) if type(value) is str else value


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
    of = sum(task.points for task in asked) + RUBRICS.get(result["lesson"], 0)
    given = Mark("", Status.UNREADABLE, 0, of, says=result["unreadable"])
    return {"title": "The whole notebook", "name": "", **asdict(given)}
