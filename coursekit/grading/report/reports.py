"""What the teacher and the students get, all of it from the same entries."""

from dataclasses import asdict, dataclass
from itertools import starmap
from pathlib import Path

from coursekit import written
from coursekit.grading.person.applying import Applied
from coursekit.grading.person.late import Rules
from coursekit.grading.person.overrides import Overrides
from coursekit.grading.person.review import Review
from coursekit.grading.printable import printable
from coursekit.grading.report import pages, sides, tables, teaching
from coursekit.grading.report.overview import Overview
from coursekit.grading.report.sources import Sources
from coursekit.marks import Mark, lines
from coursekit.marks.words import difference
from coursekit.names import squeezed
from coursekit.outcomes import Status
from coursekit.tasks import lessons, tasks

NOTHING_KNOWN, NOTHING_SAID, NO_RULES = Sources({}, {}), Overrides(), Rules()


@dataclass(frozen=True)
class Written:
    """What writing the reports told.

    changed   a row for each question whose points are not what they were before
    totals    the points of all students
    unplaced  the Hands for which there is no such answer
    strangers  who has an extension, and handed nothing in
    beyond     who has more points by hand than a question has, in words
    """

    changed: list
    totals: tables.Totals
    unplaced: list
    strangers: list
    beyond: list

    @property
    def is_quiet(self):
        """Whether a teacher need hear of nothing."""
        return not any((self.changed, self.unplaced, self.strangers, self.beyond))


def reports(
    out,
    graded,
    roster=None,
    failed=(),
    wanted=(),
    sources=NOTHING_KNOWN,
    overrides=NOTHING_SAID,
    rules=NO_RULES,
):
    """Write all reports; graded() yields (submission, result) in the reports' order.

    All reports grow side by side, so that no list of all results is ever kept.
    failed   (submission, why) of those that have no result
    wanted   the lessons of this run, or all; the pages of others stay
    sources  what answers may have been copied from: the Sources
    overrides  what a person says of the marks
    rules      what lateness costs
    """
    out, before = Path(out), tables.earlier(Path(out, "results.json"))
    applied = Applied(overrides, rules)
    totals, changed, written = tables.Totals(roster), [], set()
    overview = Overview(totals, sources)
    with (
        tables.lines(out / "marks.csv", tables.COLUMNS) as add_marks,
        tables.listing(out / "results.json") as add_result,
        Review(overrides).page(out) as add_answers,
    ):
        for entry in map(applied, starmap(_entry, graded())):
            totals.add(entry)
            overview.add(entry)
            written.add(pages.feedback(out, entry))
            add_marks(tables.marks(entry))
            add_result(entry)
            add_answers(entry)
            changed += tables.changed(before, entry)
        for submission, why in failed:
            overview.add_failed(printable(str(submission)), printable(why))
        _of_the_class(out, totals, overview, graded)
    pages.remove_others(out, written, wanted)
    if changed:
        tables.table(out / "changed.csv", tables.CHANGED, changed)
    else:
        tables.remove(out / "changed.csv")
    return Written(
        changed, totals, applied.unplaced(), applied.strangers(), applied.beyond
    )


def _of_the_class(out, totals, overview, graded):
    """Write what is said of all students together."""
    facts = overview.facts()
    pages.class_page(out, facts)
    pages.alike_page(out, sides.cases(facts, lambda wanted: _codes(graded, wanted)))
    again = teaching.again_rows(overview.again())
    trends = teaching.trend_rows(teaching.trends(totals))
    tables.table(out / "again.csv", teaching.AGAIN, again)
    tables.table(out / "mistakes.csv", teaching.MISTAKES, overview.all_mistakes())
    tables.table(out / "lessons.csv", teaching.TRENDS, trends)
    tables.table(out / "totals.csv", tables.TOTALS, totals.rows())


def _codes(graded, wanted):
    """{(lesson, student): the code of the answers} of those that are wanted."""
    places = (((_shown(s.lesson), _shown(s.student)), result) for s, result in graded())
    return {
        place: _shown(result.get("code", {}))
        for place, result in places
        if place in wanted
    }


def _entry(submission, result):
    """Everything that the reports say of one submission."""
    questions = [_told(q) for q in result.get("questions") or [_unread(result)]]
    remarks = list(submission.notes)
    if submission.older:
        remarks.append(
            f"The newest of your {submission.older + 1} notebooks was graded."
        )
    entry = {
        "student": submission.student,
        "id": submission.id,
        "lesson": submission.lesson,
        "file": submission.name or submission.file.name,
        "handed in as": submission.file.name,
        "of": sum(question["of"] for question in questions),
        "older": submission.older,
        "late": submission.late,
        "time": submission.time,
        "questions": questions,
        "notes": [
            *result.get("notes", ()),
            *(_for_its_student(remark, submission) for remark in remarks),
        ],
        "remarks": remarks,
        "look": list(submission.notes),
        "whose": submission.numbers,
        "numbers": result.get("numbers", {}),
    }
    kept = {
        "sample": result.get("sample", ()),
        "figures": result.get("figures", ()),
        "digest": result.get("digest", ""),
    }
    said = {name: _shown(result.get(name, {})) for name in ("code", "answers")}
    said["printed"] = _shown(result.get("printed", ""))
    return {**_shown(entry), **kept, **said}


def _for_its_student(remark, submission):
    """A sentence without the name of somebody else whose numbers a notebook has."""
    name = submission.claimed
    if not name or squeezed(name) in {squeezed(submission.student), *submission.called}:
        return remark
    return remark.replace(f"“{name}”", "another student")


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
    of = sum(task.points for task in asked) + written.all_points(result["lesson"])
    given = Mark("", Status.UNREADABLE, 0, of, says=result["unreadable"])
    return {"title": "The whole notebook", "name": "", **asdict(given)}
