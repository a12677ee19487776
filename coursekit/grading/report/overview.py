"""What a teacher wants to know of a class, in numbers: the material of class.html."""

from collections import Counter, defaultdict
from statistics import mean, median
from sys import intern

import numpy as np

from coursekit import written
from coursekit.grading.report.likeness import KINDS, LONG, RARE, alike, copies, groups
from coursekit.grading.report.pages import address
from coursekit.grading.report.teaching import SHOWN as SECTIONS
from coursekit.grading.report.teaching import (
    Given,
    again,
    drawing,
    mistake_rows,
    trends,
)
from coursekit.outcomes import Status

BINS = 10
SHOWN = 400  # students that the heat map has rows for
MISTAKES = 20  # that are listed
PAIRS = 50


class Overview:
    """Fed with one entry after the other; keeps of each what the page will need.

    sources  what answers may have been copied from: the Sources
    """

    def __init__(self, totals, sources):
        self.totals, self.questions, self.mistakes = totals, {}, Counter()
        self.sources = sources
        self.marks, self.human = defaultdict(dict), []
        self.given: dict[Given, Given] = {}  # of a class few marks differ
        self.samples, self.count = defaultdict(dict), 0
        self.hands: list[dict] = []
        self.waiting = 0  # answers in words that nobody has marked

    def add(self, entry):
        student, self.count = entry["student"], self.count + 1
        for q in entry["questions"]:
            self.waiting += q["status"] == Status.TO_MARK
            if q["question"] and q["status"] != Status.LATE:
                self.questions[q["question"]] = {**q, "lesson": entry["lesson"]}
                mark = Given(q["points"], q["of"], q["status"])
                mark = self.given.setdefault(mark, mark)
                self.marks[student][intern(q["question"])] = mark
            if q["hand"]:
                self.hands.append(self._hand(entry, q))
            if q["mistake"] and q["points"] < q["of"]:
                about = q["question"], q["name"], q["mistake"], q["edit"]
                self.mistakes[about] += 1
        whys = [*filter(None, [_why(entry["questions"]), *entry["look"]])]
        if whys:
            before = [f"{why.removesuffix('.')}." for why in whys[:-1]]
            self._look(entry, " ".join([*before, whys[-1]]))
        if entry["sample"]:
            runs = entry["sample"]
            own = {kind: np.array(runs[kind], dtype=np.uint32) for kind in KINDS}
            self.samples[entry["lesson"]][student] = own

    def add_failed(self, name, why):
        told = {"student": name, "file": "", "page": "", "why": f"not graded: {why}"}
        self.human.append(told)

    def _hand(self, entry, q):
        page = address(entry["student"], entry["lesson"], entry["file"])
        about = {"student": entry["student"], "page": page, "title": q["title"]}
        points = {name: q[name] for name in ("question", "machine", "points", "of")}
        words = {name: q["hand"][name] for name in ("by", "remark", "note")}
        return {**about, **points, **words}

    def _look(self, entry, why):
        page = address(entry["student"], entry["lesson"], entry["file"])
        told = {"student": entry["student"], "file": entry["file"], "page": page}
        self.human.append({**told, "why": why})

    def facts(self):
        """What class.html shows."""
        shares = self._shares()
        students = sorted(shares, key=lambda name: (-shares[name], name))
        asked = dict(sorted(self.questions.items()))
        rare = self.mistakes.most_common(MISTAKES)
        same = self._groups()
        return {
            "submissions": self.count,
            "students": len(shares),
            "lessons": sorted(self.totals.lessons),
            "mean": mean(shares.values()) if shares else 0,
            "median": median(shares.values()) if shares else 0,
            "bins": _bins(list(shares.values())),
            "questions": [self._question(q) for q in asked.values()],
            "rows": [self._row(name, shares[name], asked) for name in students[:SHOWN]],
            "hidden": max(0, len(students) - SHOWN),
            "mistakes": [(n, *about) for about, n in rare],
            "human": self.human,
            "waiting": self.waiting,
            "hands": self.hands,
            "again": self.again()[:SECTIONS],
            "trends": trends(self.totals),
            "drawing": drawing(trends(self.totals)),
            "pairs": self._pairs(same),
            "groups": same,
            "copies": self._copies(self.sources.course, LONG),
            "earlier": self._copies(self.sources.earlier, RARE),
            "absent": sorted(self.totals.students.keys() - self.totals.present),
        }

    def again(self):
        """What to teach again, all of it; the page shows the first SECTIONS."""
        return again(dict(sorted(self.questions.items())), self.marks, self.mistakes)

    def all_mistakes(self):
        """The lines of mistakes.csv, the most frequent first."""
        return mistake_rows(self.mistakes.most_common(), self.questions)

    def _shares(self):
        """The share of all points that each student has who handed something in."""
        most = self.totals.of or 1
        return {name: self.totals.points(name) / most for name in self.totals.present}

    def _row(self, student, share, asked):
        own, lessons = self.marks[student], self.totals.students[student]
        late = [lesson for lesson, (*_, late) in sorted(lessons.items()) if late]
        pages = {n: address(student, n, "") for n in lessons}
        cells = [own.get(q) for q in asked]
        told = {"student": student, "share": share, "late": late}
        return {**told, "cells": cells, "pages": pages}

    def _question(self, question):
        """How hard a question was, and whether the strong ones are those who got it."""
        name = question["question"]
        got = {s: own[name] for s, own in self.marks.items() if name in own}
        # What a person has not marked yet says nothing of the question.
        known = {s: m for s, m in got.items() if m.status != Status.TO_MARK}
        item = [mark.points for mark in known.values()]
        rest = [self._elsewhere(s, name) for s in known]
        statuses = Counter(mark.status for mark in got.values())
        return {
            **{key: question[key] for key in ("question", "title", "name", "of")},
            "answers": len(got),
            "right": statuses[Status.RIGHT],
            "open": statuses[Status.NOT_STARTED] + statuses[Status.MISSING],
            "share": mean(item) / question["of"] if item and question["of"] else 0,
            "unmarked": len(got) - len(known),
            "discrimination": _correlation(item, rest),
        }

    def _elsewhere(self, student, name):
        own = self.marks[student]
        return sum(mark.points for q, mark in own.items() if q != name)

    def _pairs(self, groups):
        """Those who are nearly the same, but in no group together."""
        found = [
            {"lesson": lesson, "likeness": likeness, "students": pair,
             "pages": [address(name, lesson, "") for name in pair]}
            for lesson, samples in sorted(self.samples.items())
            for likeness, *pair in alike(samples, self.sources.known(lesson))
            if not any(
                each["lesson"] == lesson and {*pair} <= {*each["students"]}
                for each in groups
            )
        ]  # fmt: skip
        return found[:PAIRS]

    def _groups(self):
        return [
            {"lesson": lesson, "likeness": likeness, "students": names,
             "pages": [address(name, lesson, "") for name in names]}
            for lesson, samples in sorted(self.samples.items())
            for likeness, names in groups(samples, self.sources.known(lesson))
        ]  # fmt: skip

    def _copies(self, sources_of, least):
        """Who has what of the sources of a lesson; what is called alike once."""
        found: dict[tuple, dict] = {}
        for lesson, samples in sorted(self.samples.items()):
            for share, student, source in copies(samples, sources_of(lesson), least):
                row = {"lesson": lesson, "likeness": share, "student": student}
                row |= {"page": address(student, lesson, ""), "source": source}
                found.setdefault((lesson, student, str(source)), row)
        return list(found.values())[:PAIRS]


def _why(questions):
    """Why a person should look at a submission, or ""."""
    questions = [q for q in questions if q["status"] != Status.LATE]
    own = [q for q in questions if not _is_in_words(q)]
    older = [
        f"{q['name'] or q['title']}: {q['hand']['note']}"
        for q in questions
        if q["hand"] and q["hand"]["note"]
    ]
    if older:
        return " ".join(older)
    # What a person has marked, a person has seen.
    looks = [(q, "" if q["hand"] else Status(q["status"]).look) for q in own]
    named = [
        f"{q['name'] or q['title']} {look}"
        for q, look in looks
        if look and q["question"]
    ]
    if not named and any(look for _, look in looks):
        return " ".join(q["reason"] for q in own)
    if all(q["status"] == Status.MISSING and not q["hand"] for q in own):
        return "has none of the functions that were asked for"
    return "; ".join(named)


def _is_in_words(question):
    """Whether everybody answers it in words: the page counts these, names nobody."""
    lesson = question["question"][:2]
    return question["question"] in written.of_everybody(lesson)


def _bins(shares):
    """How many shares lie in each tenth; a full mark belongs to the last."""
    counts = Counter(min(int(share * BINS + 1e-9), BINS - 1) for share in shares)
    most = max(counts.values(), default=1)
    return [
        {"from": 100 * n // BINS, "to": 100 * (n + 1) // BINS, "count": counts[n],
         "height": counts[n] / most}
        for n in range(BINS)
    ]  # fmt: skip


def _correlation(item, rest):
    """Pearson's r of a question's points and those of all others; None for none."""
    if len(item) < 3 or len(set(item)) < 2 or len(set(rest)) < 2:
        return None
    return float(np.corrcoef(item, rest)[0, 1])
