"""marks.csv, totals.csv, changed.csv, results.json, and what platforms take back."""

import csv
import json
import re
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from sys import intern

from coursekit.grading.collect.platforms import platforms
from coursekit.grading.collect.platforms.sheets import number
from coursekit.grading.many.batch import growing
from coursekit.grading.printable import printable

COLUMNS = (
    "student", "lesson", "question", "points", "of", "status", "reason", "note",
    "before", "by hand",
)  # fmt: skip
TOTALS = (
    "student", "points", "of", "percent", "handed in", "late", "missing",
    "before", "by hand",
)  # fmt: skip
UNLISTED = {"sample", "figures", "printed", "code", "answers", "time"}
CHANGED = ("student", "lesson", "question", "from", "to", "of", "reason")


def marks(entry):
    for q in entry["questions"]:
        about = (entry["student"], entry["lesson"], q["question"])
        earned = (number(q["points"]), number(q["of"]), q["status"])
        words = (q["reason"], " ".join(entry["remarks"]))
        yield *about, *earned, *words, number(q["machine"]), _whose(q["hand"])


def _whose(hand):
    """By whom a mark is, where it is not the program's."""
    return "" if hand is None else hand["by"] or "yes"


class Totals:
    """The points of each student over all lessons of a class.

    students  {name: {lesson: (points, of, late)}}, those on the roster all of them
    before    {name: {lesson: points}} as the program gave them
    hands     {name: the lessons that a person marked}
    lessons   {lesson: of}
    present   those who handed in anything
    ids       {name: what a learning platform calls the student}
    """

    def __init__(self, roster):
        self.students = {name: {} for name in roster.rows} if roster else {}
        self.lessons, self.ids, self.present = {}, {}, set()
        self.before, self.hands = {}, {}

    def add(self, entry):
        self.present.add(entry["student"])
        self.ids[entry["student"]] = entry["id"]
        own = self.students.setdefault(entry["student"], {})
        if entry["lesson"]:
            self.lessons[entry["lesson"]] = entry["of"]
            own[entry["lesson"]] = (entry["points"], entry["of"], entry["late"])
            before = self.before.setdefault(entry["student"], {})
            before[entry["lesson"]] = entry["before"]
            if any(question["hand"] for question in entry["questions"]):
                self.hands.setdefault(entry["student"], set()).add(entry["lesson"])

    @property
    def of(self):
        return sum(self.lessons.values())

    def points(self, student):
        return sum(points for points, *_ in self.students[student].values())

    def rows(self):
        for student, own in sorted(self.students.items()):
            points, most = self.points(student), self.of
            percent = f"{100 * points / most:.1f}" if most else ""
            late = " ".join(n for n, (*_, late) in sorted(own.items()) if late)
            missing = " ".join(sorted(self.lessons.keys() - own))
            told = (number(points), number(most), percent, " ".join(sorted(own)))
            before = sum(self.before.get(student, {}).values())
            by_hand = " ".join(sorted(self.hands.get(student, ())))
            yield student, *told, late, missing, number(before), by_hand


def table(path, header, rows):
    """Write a CSV file that no spreadsheet takes for a program."""
    with lines(path, header) as add:
        add(rows)


@contextmanager
def lines(path, header):
    """A function that adds rows to such a file, which is there at the end."""
    with growing(path) as file:
        writer = csv.writer(file, lineterminator="\n")

        def add(rows):
            for row in rows:
                writer.writerow([_harmless(printable(str(cell))) for cell in row])

        add([header])
        yield add


def _harmless(cell):
    """No cell that a spreadsheet would take for a formula.

    A dash alone, as platforms write it for nothing, and numbers are none.
    """
    if re.fullmatch(r"-|[+-]?\d+([.,]\d+)?", cell):
        return cell
    formula = cell.lstrip(" \t\r\n\ufeff\u00a0")[:1] in tuple("=+-@＝＋－＠")
    return f"'{cell}" if formula or cell[:1] in tuple("\t\r\n") else cell


@contextmanager
def listing(path):
    """A function that adds an entry to a JSON list with one submission a line."""
    with growing(path) as file:
        between = chain(["[\n"], repeat(",\n"))

        def add(entry):
            told = {k: v for k, v in entry.items() if k not in UNLISTED}
            file.write(next(between) + json.dumps(told))

        yield add
        file.write(next(between).strip(",") + "]\n")


def earlier(path):
    """The points that results.json holds: {(student, lesson): (question, points)s}."""
    found, rows = {}, {}  # of a class few rows of points differ
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line.strip().rstrip(",").strip("[]") or "{}")
                asked = entry.get("questions", ())
                row = tuple((intern(q["question"]), q["points"]) for q in asked)
                if row:
                    place = entry["student"], entry["lesson"]
                    found[place] = rows.setdefault(row, row)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # no list, or a damaged one: nothing to compare with
    return found


def changed(before, entry):
    """A row for each question whose points are not what they were."""
    place = entry["student"], entry["lesson"]
    points = dict(before.get(place, ()))
    for q in entry["questions"]:
        was = points.get(q["question"], q["points"])
        if was != q["points"]:
            numbers = map(number, (was, q["points"], q["of"]))
            yield *place, q["question"], *numbers, q["reason"]


def uploads(out, kind, totals, roster, columns):
    """Write what a platform's gradebook imports; returns sentences on the columns.

    columns  {lesson: the column that takes its marks}, where a teacher named one
    Raises NoColumn.
    """
    sheets = platforms()[kind].upload(totals, roster, columns)
    for sheet in sheets:
        table(out / sheet.name, sheet.header, sheet.rows)
    return [sheet.says for sheet in sheets if sheet.says]


def remove(path):
    """Take away a file of an earlier run, if it is there."""
    with suppress(OSError):
        path.unlink()
