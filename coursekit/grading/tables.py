"""marks.csv, totals.csv, changed.csv, results.json, and what platforms take back."""

import csv
import io
import json
import re
from collections import defaultdict

from coursekit.grading.batch import write

COLUMNS = ("student", "lesson", "question", "points", "of", "status", "reason")
TOTALS = ("student", "points", "of", "percent", "handed in", "late", "missing")
CHANGED = ("student", "lesson", "question", "from", "to", "of", "reason")


def marks(entries):
    for entry in entries:
        for q in entry["questions"]:
            about = (entry["student"], entry["lesson"], q["question"])
            earned = (number(q["points"]), number(q["of"]), q["status"])
            yield *about, *earned, q["reason"]


def number(points):
    """A number as it is read best: 2, 2.5, 0.333."""
    return f"{points:.4g}"


class Totals:
    """The points of each student over all lessons of a class.

    students  {name: {lesson: (points, of, late)}}, those on the roster all of them
    lessons   {lesson: of}
    present   those who handed in anything
    ids       {name: what a learning platform calls the student}
    """

    def __init__(self, roster):
        self.students = {name: {} for name in roster.rows} if roster else {}
        self.lessons, self.ids, self.present = {}, {}, set()

    def add(self, entry):
        self.present.add(entry["student"])
        self.ids[entry["student"]] = entry["id"]
        own = self.students.setdefault(entry["student"], {})
        if entry["lesson"]:
            self.lessons[entry["lesson"]] = entry["of"]
            own[entry["lesson"]] = (entry["points"], entry["of"], entry["late"])

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
            yield student, *told, late, missing


def table(path, header, rows):
    """Write a CSV file that no spreadsheet takes for a program."""
    write(path, _lines(header, rows))


def _lines(header, rows):
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        yield line.getvalue()
        line.seek(line.truncate(0))
        writer.writerow([_harmless(str(cell)) for cell in row])
    yield line.getvalue()


def _harmless(cell):
    """No cell that a spreadsheet would take for a formula."""
    formula = cell.lstrip(" \t\r\n\ufeff\u00a0")[:1] in tuple("=+-@＝＋－＠")
    return f"'{cell}" if formula or cell[:1] in tuple("\t\r\n") else cell


def listing(entries):
    """A JSON list with one submission a line."""
    between = "[\n"
    for entry in entries:
        told = {k: v for k, v in entry.items() if k != "sample"}
        yield between + json.dumps(told)
        between = ",\n"
    yield "[\n]\n" if between == "[\n" else "\n]\n"


def earlier(path):
    """The points that results.json holds: {(student, lesson, question): points}."""
    found = {}
    try:
        with open(path, encoding="utf-8") as file:
            for line in file:
                entry = json.loads(line.strip().rstrip(",").strip("[]") or "{}")
                for q in entry.get("questions", ()):
                    place = (entry["student"], entry["lesson"], q["question"])
                    found[place] = q["points"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass  # no list, or a damaged one: nothing to compare with
    return found


def changed(before, entries):
    """A row for each question whose points are not what they were."""
    for entry in entries:
        for q in entry["questions"]:
            place = (entry["student"], entry["lesson"], q["question"])
            if before.get(place, q["points"]) != q["points"]:
                points = (before[place], q["points"], q["of"])
                yield *place, *map(number, points), q["reason"]


def uploads(out, kind, totals, roster):
    """Write the file or files that Moodle's or Canvas's gradebook imports."""
    rows = roster.rows if roster else {}
    if kind == "canvas":
        table(out / "canvas.csv", *_canvas(totals, rows))
        return
    for lesson in totals.lessons:
        table(out / f"moodle-{lesson}.csv", *_moodle(lesson, totals, rows))


MOODLE = ("Identifier", "Full name", "Email address", "Grade", "Feedback comments")


def _moodle(lesson, totals, rows):
    """A grading worksheet: participants are known by their identifier or address."""
    lines = []
    for student, own in sorted(totals.students.items()):
        row = defaultdict(str, rows.get(student, {}))
        points, _, late = own.get(lesson, (0, 0, False))
        said = "Handed in late." if late else "" if lesson in own else "Not handed in."
        name = row["Full name"] or student
        participant = totals.ids.get(student) and f"Participant {totals.ids[student]}"
        identity = (row["Identifier"] or participant or "", name)
        lines.append((*identity, row["Email address"], number(points), said))
    return MOODLE, lines


CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def _canvas(totals, rows):
    """A gradebook: a column per lesson, called as in the export if it has one."""
    known = next(iter(rows.values()), {})
    columns = [
        next((c for c in known if re.match(rf"\D*{lesson}\b", c)), f"Exercise {lesson}")
        for lesson in totals.lessons
    ]
    possible = ["    Points Possible", *[""] * (len(CANVAS) - 1)]
    lines = [possible + [number(of) for of in totals.lessons.values()]]
    for student, own in sorted(totals.students.items()):
        row = {"Student": student, "ID": totals.ids.get(student, "")}
        row |= rows.get(student, {})
        points = [number(own[n][0]) if n in own else "" for n in totals.lessons]
        lines.append([row.get(name, "") for name in CANVAS] + points)
    return [*CANVAS, *columns], lines
