"""What a teacher wants to know of a class, in numbers: the material of class.html."""

from collections import Counter, defaultdict
from statistics import mean, median

import numpy as np

from coursekit.grading.report.likeness import alike, copies
from coursekit.grading.report.pages import address
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
        self.samples, self.count = defaultdict(dict), 0

    def add(self, entry):
        student, self.count = entry["student"], self.count + 1
        for q in entry["questions"]:
            if q["question"]:
                self.questions[q["question"]] = {**q, "lesson": entry["lesson"]}
                mark = {"points": q["points"], "of": q["of"], "status": q["status"]}
                self.marks[student][q["question"]] = mark
            if q["mistake"]:
                about = q["question"], q["name"], q["mistake"], q["edit"]
                self.mistakes[about] += 1
        if why := "; ".join(filter(None, [_why(entry["questions"]), *entry["look"]])):
            self._look(entry, why)
        if entry["sample"]:
            own = np.array(entry["sample"], dtype=np.uint32)
            self.samples[entry["lesson"]][student] = own

    def add_failed(self, name, why):
        told = {"student": name, "file": "", "page": "", "why": f"not graded: {why}"}
        self.human.append(told)

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
            "pairs": self._pairs(),
            "copies": self._copies(),
            "absent": sorted(self.totals.students.keys() - self.totals.present),
        }

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
        item = [mark["points"] for mark in got.values()]
        rest = [self._elsewhere(s, name) for s in got]
        statuses = Counter(mark["status"] for mark in got.values())
        return {
            **{key: question[key] for key in ("question", "title", "name", "of")},
            "answers": len(got),
            "right": statuses[Status.RIGHT],
            "open": statuses[Status.NOT_STARTED] + statuses[Status.MISSING],
            "share": mean(item) / question["of"] if question["of"] else 0,
            "discrimination": _correlation(item, rest),
        }

    def _elsewhere(self, student, name):
        own = self.marks[student]
        return sum(mark["points"] for q, mark in own.items() if q != name)

    def _pairs(self):
        found = [
            {"lesson": lesson, "likeness": likeness, "students": pair,
             "pages": [address(name, lesson, "") for name in pair]}
            for lesson, samples in sorted(self.samples.items())
            for likeness, *pair in alike(samples)
        ]  # fmt: skip
        return found[:PAIRS]

    def _copies(self):
        found = [
            {"lesson": lesson, "likeness": likeness, "student": student,
             "page": address(student, lesson, ""), "source": source}
            for lesson, samples in sorted(self.samples.items())
            for likeness, student, source in copies(samples, self.sources.of(lesson))
        ]  # fmt: skip
        return found[:PAIRS]


def _why(questions):
    """Why a person should look at a submission, or ""."""
    looks = [(q, Status(q["status"]).look) for q in questions]
    named = [
        f"{q['name'] or q['title']} {look}"
        for q, look in looks
        if look and q["question"]
    ]
    if not named and any(look for _, look in looks):
        return " ".join(q["reason"] for q in questions)
    if all(q["status"] == Status.MISSING for q in questions):
        return "has none of the functions that were asked for"
    return "; ".join(named)


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
