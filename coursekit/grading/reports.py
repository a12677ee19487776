"""What the teacher and the students get: marks.csv, results.json, feedback pages."""

import csv
import io
import json
from functools import cache
from itertools import starmap
from pathlib import Path

from jinja2 import Environment, PackageLoader

from coursekit.grading.batch import write
from coursekit.tasks import tasks

COLUMNS = ("student", "lesson", "question", "points", "of", "status", "reason")


def reports(out, graded):
    """Write all reports; graded() yields (submission, result) in the reports' order.

    It is called once for each report, so that no list of all results is ever kept.
    """
    out = Path(out)
    write(out / "marks.csv", _table(starmap(_entry, graded())))
    write(out / "results.json", _listing(starmap(_entry, graded())))
    for entry in starmap(_entry, graded()):
        _feedback(out, entry)


def _table(entries):
    line = io.StringIO()
    table = csv.writer(line, lineterminator="\n")
    table.writerow(COLUMNS)
    for entry in entries:
        yield line.getvalue()
        line.seek(line.truncate(0))
        table.writerows(map(_harmless, _rows(entry)))
    yield line.getvalue()


def _listing(entries):
    """A JSON list with one submission a line."""
    between = "[\n"
    for entry in entries:
        yield between + json.dumps(entry)
        between = ",\n"
    yield "\n]\n"


def _entry(submission, result):
    """Everything that the reports say of one submission."""
    questions = result.get("questions") or [_unread(result)]
    notes = list(result.get("notes", ()))
    if submission.older:
        notes.append(f"The newest of your {submission.older + 1} notebooks was graded.")
    return {
        "student": submission.student,
        "lesson": submission.lesson,
        "file": submission.path.name,
        "points": sum(question["points"] for question in questions),
        "of": sum(question["of"] for question in questions),
        "questions": questions,
        "notes": notes,
    }


def _unread(result):
    """The one row of a submission without questions to mark."""
    asked = tasks(result["lesson"]).values() if result["lesson"] else ()
    return {
        "question": "",
        "title": "The whole notebook",
        "status": "unreadable",
        "points": 0,
        "of": sum(task.points for task in asked),
        "lines": [result["unreadable"]],
        "mistake": "",
    }


def _rows(entry):
    for q in entry["questions"]:
        about = (entry["student"], entry["lesson"], q["question"])
        marked = (f"{q['points']:g}", f"{q['of']:g}", q["status"])
        yield *about, *marked, " ".join(q["lines"])


def _harmless(row):
    """No cell that a spreadsheet would take for a formula."""
    return [f"'{cell}" if cell[:1] in tuple("=+-@\t\r\n") else cell for cell in row]


def _feedback(out, entry):
    """feedback/STUDENT/LESSON.html; a file of no lesson gives its own name."""
    folder = out / "feedback" / entry["student"]
    folder.mkdir(parents=True, exist_ok=True)
    name = entry["lesson"] or Path(entry["file"]).stem
    write(folder / f"{name}.html", [_template().render(entry)])


@cache
def _template():
    loader = PackageLoader("coursekit", "grading")
    shape = Environment(loader=loader, autoescape=True, trim_blocks=True)
    shape.lstrip_blocks = True
    return shape.get_template("feedback.html")
