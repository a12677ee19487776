"""From what the program gives to what counts: a person's marks, then lateness."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose
from typing import Any

from coursekit import written
from coursekit.grading.person.late import Rules
from coursekit.grading.person.overrides import Hand, Overrides, Place
from coursekit.grading.person.sentences import WAITS
from coursekit.outcomes import Status
from coursekit.tasks import lessons

Entry = dict[str, Any]  # what reports say of one submission
LATE = "It was handed in late."
OLDER = "Marked by hand on an older version."


class Applied:
    """Puts a person's marks into entries, and knows which had no place.

    Entries may come several times; each is only read.
    rules  what lateness costs
    """

    def __init__(self, overrides: Overrides, rules: Rules) -> None:
        self.overrides, self.rules = overrides, rules
        self.students: set[str] = set()
        self.places: set[Place] = set()
        self.lessons: set[str] = set()
        self.beyond: list[str] = []  # sentences on points that a question does not have

    def __call__(self, entry: Entry) -> Entry:
        """The entry, each question with its "hand": what a person said, or None."""
        self.students.add(entry["student"])
        self.lessons.add(entry["lesson"])
        questions = [self._question(entry, q) for q in entry["questions"]]
        before = sum(q["machine"] for q in questions)
        points = sum(q["points"] for q in questions)
        counted = {**entry, "questions": questions, "points": points, "before": before}
        if self.rules.due(entry["student"], entry["lesson"]):
            return _by_rules(counted, self.rules.row(entry, points))
        return _flagged(counted) if entry["late"] else counted

    def unplaced(self) -> list[Hand]:
        """The marks for which there is no such answer now: of the lessons seen, and
        of those that the course does not have."""
        hands = self.overrides.hands
        return [
            hand
            for place, hand in sorted(hands.items())
            if place not in self.places
            and (hand.lesson in self.lessons or hand.lesson not in lessons())
        ]

    def strangers(self) -> list[str]:
        """Those who have an extension, and handed nothing in."""
        return sorted(self.rules.extensions.keys() - self.students)

    def _question(self, entry, question):
        place = entry["student"], entry["lesson"], question["question"]
        program = {"machine": question["points"], "program": question["status"]}
        question = {**question, **program, "hand": None}
        hand = self.overrides.hands.get(place)
        if hand is None:
            return question
        self.places.add(place)
        marked = _by_hand(question, hand, entry["digest"])
        if marked["points"] > marked["of"]:
            points = f"{marked['points']:g} of {marked['of']:g} points"
            self.beyond.append(f"{hand.student} {hand.question}, {points}")
        return marked


def _by_rules(entry, row):
    """The entry as late as a teacher's rules say, whatever a platform says."""
    if row is None:
        return {**entry, "late": False}
    points = entry["points"] + row["points"]
    questions = [*entry["questions"], row]
    return {**entry, "questions": questions, "points": points, "late": True}


def _flagged(entry):
    """The entry with the word that it is late, which costs nothing."""
    return {
        **entry,
        "notes": [*entry["notes"], LATE],
        "remarks": [*entry["remarks"], LATE],
    }


def _by_hand(question, hand, digest):
    was, of = question["points"], question["of"]
    points = was if hand.points is None else hand.points
    said = {
        "points": hand.points,
        "remark": hand.remark,
        "by": hand.by,
        "note": _note(hand, digest, was, of),
        "rubric": list(_rubric(hand)),
    }
    told = {**question, "points": points, "hand": said}
    if hand.points is not None and (points != was or told["status"] == Status.TO_MARK):
        told["status"] = str(Status.RIGHT if points >= of else Status.BY_HAND)
    if hand.points is not None:  # nothing waits for a person any more
        for name in ("says", "reason"):
            told[name] = question[name].removesuffix(WAITS).rstrip()
    told["reason"] = " ".join(filter(None, [words(told), told["reason"]]))
    return told


def words(question: Entry) -> str:
    """What a person said of a question, in a line: "By hand: 3 instead of 2 (…): …"."""
    hand = question["hand"]
    if hand["points"] is None:
        start = "Remark"
    elif hand["rubric"]:  # no program gives points to what is answered in words
        start = f"By hand: {question['points']:g} of {question['of']:g}"
    elif question["points"] == question["machine"]:
        start = f"By hand: {question['points']:g}, as before"
    else:
        start = f"By hand: {question['points']:g} instead of {question['machine']:g}"
    start += f" ({hand['by']})" if hand["by"] else ""
    lines = [
        f"{row['name']}: {row['points']:g} of {row['of']:g}." for row in hand["rubric"]
    ]
    remark = f"{start}: {hand['remark']}" if hand["remark"] else f"{start}."
    return " ".join(filter(None, [remark, hand["note"], *lines]))


def _note(hand, digest, was, of):
    """What a person should look at again: why a mark is not the last word, or ""."""
    if hand.on and digest and hand.on != digest:
        return OLDER
    if hand.was is not None and hand.was != was:
        now = f"{was:g} instead of {hand.was:g}"
        return f"Since then the task was corrected: the program now gives {now}."
    if hand.points is not None and hand.points > of:
        return f"That is more than the {of:g} points that the question has."
    criteria = sum(hand.rubric.values())
    if hand.rubric and hand.points is not None and not isclose(criteria, hand.points):
        return f"Its criteria add up to {criteria:g} points, not to {hand.points:g}."
    lines = {line.name for _, line in written.rubric(hand.lesson, hand.question)}
    if hand.rubric and (open_lines := lines - hand.rubric.keys()):
        are = "is" if len(open_lines) == 1 else "are"
        return f"{len(open_lines)} of {len(lines)} criteria {are} still to be marked."
    return ""


def _rubric(hand: Hand) -> Iterator[dict[str, Any]]:
    """Each criterion that a person marked, with what its points mean."""
    for _, line in written.rubric(hand.lesson, hand.question):
        if line.name in hand.rubric:
            points = hand.rubric[line.name]
            says = {line.points: line.full, line.points / 2: line.half}.get(points, "")
            yield {"name": line.name, "points": points, "of": line.points, "says": says}
