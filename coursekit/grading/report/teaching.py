"""What to teach again next week, and how the class went from lesson to lesson.

Each is a table on the page of the class and a CSV file; the way from lesson to lesson
is drawn, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any, NamedTuple

from coursekit.marks.words import written
from coursekit.outcomes import Status
from coursekit.tasks import lessons, tasks
from coursekit.written import rubric

SHOWN = 8  # sections to teach again
LEAST = 0.2  # of the answers: what fewer lack is no matter for a whole class
AGAIN = (
    "lesson", "section", "question", "title", "lack it", "answers",
    "mistake", "made by", "as if they had written",
)  # fmt: skip
TRENDS = ("lesson", "handed in", "missing", "late", "mean %", "median %", "all points")
MISTAKES = (
    "made by",
    "lesson",
    "question",
    "function",
    "mistake",
    "as if they had written",
)
WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = (
    640,
    240,
    46,
    110,
    12,
    28,
)  # of the drawing, in px
LABEL = 15  # px that a name at the end of a line needs

Mistake = tuple[str, str, str, str]  # question, name, sentence, edit


class Given(NamedTuple):
    """What a student was given for a question."""

    points: float
    of: float
    status: str


Marks = Mapping[str, Mapping[str, Given]]  # by student, by question


def again(
    questions: Mapping[str, Mapping[str, Any]],
    marks: Marks,
    mistakes: Mapping[Mistake, int],
) -> list[dict[str, Any]]:
    """The sections that most answers lack, each with its most frequent mistake.

    questions  {question: a mark of it, with title and lesson}
    """
    rows = [_row(key, about, marks, mistakes) for key, about in questions.items()]
    many = [row for row in rows if row["lack"] >= max(1, LEAST * row["answers"])]
    return sorted(many, key=lambda row: (-row["lack"], row["question"]))


def _row(key, about, marks, mistakes):
    # What a person is still to mark, or what nobody wrote in words, teaches nothing.
    empty = {Status.TO_MARK}
    if rubric(about["lesson"], key):
        empty.add(Status.MISSING)
    given = [own[key] for own in marks.values() if key in own]
    given = [mark for mark in given if mark.status not in empty]
    own = Counter({m: n for m, n in mistakes.items() if m[0] == key})
    (_, _, says, edit), count = (own.most_common(1) or [(("", "", "", ""), 0)])[0]
    lesson = about["lesson"]
    known = tasks(lesson) if lesson in lessons() else {}
    return {
        "lesson": lesson,
        "section": known[key].section if key in known else "",
        "question": key,
        "title": about["title"],
        "lack": sum(mark.points < mark.of for mark in given),
        "answers": len(given),
        "mistake": says,
        "count": count,
        "edit": edit,
    }


def trends(totals: Any) -> list[dict[str, Any]]:
    """How each lesson went, from the Totals of a class."""
    return [_lesson(lesson, totals) for lesson in sorted(totals.lessons)]


def _lesson(lesson, totals):
    own = [given[lesson] for given in totals.students.values() if lesson in given]
    shares = [points / of if of else 0 for points, of, _ in own]
    return {
        "lesson": lesson,
        "answers": len(own),
        "missing": len(totals.students) - len(own),
        "late": sum(late for *_, late in own),
        "mean": mean(shares),
        "median": median(shares),
        "full": sum(share >= 1 for share in shares),
    }


@dataclass(frozen=True)
class Line:
    """One line of the drawing: its name, its points, and the height of its name."""

    name: str
    points: tuple[tuple[float, float], ...]
    label: float

    @property
    def path(self) -> str:
        """As SVG's polyline wants it."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.points)


@dataclass(frozen=True)
class Drawing:
    """How a class went from lesson to lesson, for SVG; `says` tells it in words."""

    lines: tuple[Line, ...]
    lessons: tuple[tuple[str, float], ...]  # each with its place
    levels: tuple[tuple[int, float], ...]  # percents with their heights
    says: str
    wide: int = WIDE
    high: int = HIGH


def drawing(rows: Sequence[Mapping[str, Any]]) -> Drawing | None:
    """The trends drawn; None where there are fewer than two lessons."""
    if len(rows) < 2:
        return None
    step = (WIDE - LEFT - RIGHT) / (len(rows) - 1)
    places = [LEFT + step * n for n in range(len(rows))]
    shares = {
        "mean": [row["mean"] for row in rows],
        "median": [row["median"] for row in rows],
        "handed in": [
            row["answers"] / (row["answers"] + row["missing"]) for row in rows
        ],
    }
    labels = _apart([_height(values[-1]) for values in shares.values()])
    lines = [
        Line(name, tuple(zip(places, map(_height, values), strict=True)), label)
        for (name, values), label in zip(shares.items(), labels, strict=True)
    ]
    named = tuple((row["lesson"], x) for row, x in zip(rows, places, strict=True))
    levels = tuple(
        (percent, _height(percent / 100)) for percent in (0, 25, 50, 75, 100)
    )
    told = [f"{name}: {_told(rows, values)}" for name, values in shares.items()]
    return Drawing(tuple(lines), named, levels, f"{'; '.join(told)}.")


def _height(share):
    return HIGH - BOTTOM - (HIGH - BOTTOM - TOP) * min(max(share, 0), 1)


def _apart(heights):
    """These heights, moved down where one would cover another."""
    found = dict.fromkeys(range(len(heights)), 0.0)
    low = 0.0
    for number in sorted(found, key=lambda each: heights[each]):
        found[number] = low = max(heights[number], low + LABEL)
    return list(found.values())


def _told(rows, values):
    """A line in words: every number, by lesson."""
    pairs = zip(rows, values, strict=True)
    return ", ".join(f"{row['lesson']} {100 * value:.0f} %" for row, value in pairs)


def mistake_rows(
    mistakes: Iterable[tuple[Mistake, int]], questions: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple]:
    """The lines of mistakes.csv, below MISTAKES."""
    for (question, name, says, edit), count in mistakes:
        lesson = questions[question]["lesson"]
        yield count, lesson, question, name, says, written(edit)


def again_rows(rows: list[dict[str, Any]]) -> Iterator[tuple]:
    """The lines of again.csv, below AGAIN."""
    for row in rows:
        yield *(row[name] for name in row if name != "edit"), written(row["edit"])


def trend_rows(rows: list[dict[str, Any]]) -> Iterator[tuple]:
    """The lines of lessons.csv, below TRENDS."""
    for row in rows:
        counts = (row["lesson"], row["answers"], row["missing"], row["late"])
        shares = (f"{100 * row[name]:.1f}" for name in ("mean", "median"))
        yield *counts, *shares, row["full"]
