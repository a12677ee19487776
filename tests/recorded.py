"""A class whose results are written down, for tests of what is made of results."""

import csv
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

from coursekit.grading.collect.reading import File
from coursekit.grading.collect.submissions import Submission
from coursekit.grading.report.reports import reports
from coursekit.marks import Mark
from coursekit.outcomes import Status
from coursekit.tasks import tasks

ASKED = dict(islice(tasks("01").items(), 3))
CLIMBS = "You climb: the gradient points uphill, so subtract."


def result(*statuses, says="", sample=(), lesson="01"):
    """The result of a submission whose questions have these statuses."""
    questions = [
        {
            "title": task.title,
            "name": task.name,
            **fields(task, status, says),
        }
        for task, status in zip(ASKED.values(), statuses, strict=True)
    ]
    return {"lesson": lesson, "questions": questions, "notes": [], "sample": sample}


def fields(task, status, says):
    given = Mark(task.id, Status(status), 0, task.points)
    if status == "right":
        given = replace(given, points=task.points)
    elif says:
        wrong = {"mistake": says} if status == "wrong" else {"says": says}
        given = replace(given, tested="it", **wrong)
    return asdict(given)


def handed(student, **about):
    path = Path(f"{student}.ipynb")
    return Submission(student, about.pop("lesson", "01"), File(path), **about)


FIRST, SECOND, THIRD = (task.points for task in ASKED.values())
ALL = FIRST + SECOND + THIRD

RIGHT, NONE = result(*["right"] * 3), result(*["not started"] * 3)
WRONG = result("wrong", "right", "right", says=CLIMBS)
CLASS = [
    (handed("ada"), RIGHT),
    (handed("ben", late=True), WRONG),
    (handed("cas", older=2), WRONG),
    (handed("dan"), NONE),
    (handed("eve"), result("borrowed", "died", "right")),
    (handed("fay", lesson=""), {"lesson": "", "unreadable": "It is no notebook."}),
]


def reported(out, graded=CLASS, **options):
    out.mkdir(exist_ok=True)
    changed = reports(out, lambda: iter(graded), **options).changed
    return (out / "class.html").read_text("utf-8"), changed


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
