"""Answers of other classes, as last year's, to compare with; no name of theirs is kept.

A folder holds what was handed in, as any platform gives it, or is the one into which
that class was graded.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.grading.collect.archives import Refused
from coursekit.grading.collect.reading import File, Unreadable, code_cells, content
from coursekit.grading.collect.submissions import collect
from coursekit.grading.judge.answers import code
from coursekit.grading.printable import printable
from coursekit.grading.report.likeness import KINDS, Sample, sample
from coursekit.plurals import counted
from coursekit.tasks.variants import unworded

KEPT = ".state"  # where a grader keeps what it knows, in the folder of its reports
NAMED = 3  # notebooks that a sentence names


@dataclass(frozen=True)
class Answer:
    """One answer of another class; its text stays where it is until it is shown.

    place  the notebook in it, or the grader's own file
    """

    folder: Path
    lesson: str
    name: str
    place: File

    @property
    def what(self) -> str:
        return printable(f"{self.name} in {self.folder}")

    def text(self) -> str:
        """The cell, or "" where it can no longer be read."""
        try:
            return _answers(self.folder, self.lesson, self.place)[self.name]
        except (Unreadable, KeyError):
            return ""


class Earlier:
    """The answers in some folders, to some lessons.

    lessons   the lessons that this class has
    released  {lesson: code cells of its exercise}
    says      sentences on what was read, and what could not be
    """

    def __init__(
        self,
        folders: Sequence[Path],
        lessons: Collection[str] = (),
        released: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.lessons, self.released = lessons, released or {}
        self.samples: dict[str, dict[Answer, Sample]] = defaultdict(dict)
        self.says = [self._read(folder) for folder in folders]

    def answers(self, lesson: str) -> Iterator[tuple[Answer, Sample]]:
        """Each answer to a lesson with its sample, those of the same words once."""
        yield from self.samples[lesson].items()

    def _read(self, folder):
        """Take in a folder; a sentence on it."""
        count, unread, seen = 0, [], set()
        try:
            for lesson, place, answers in _notebooks(folder, self.lessons, unread):
                count += 1
                for name, cell in answers.items():
                    if (words := hash((lesson, cell))) not in seen:
                        seen.add(words)
                        self._add(Answer(folder, lesson, name, place), cell)
        except (Refused, OSError) as error:
            return f"{folder} cannot be read, and nothing is compared with it: {error}"
        said = f"Compared with {folder}: {counted(count, 'notebook')}."
        if unread:
            more = f" and {len(unread) - NAMED} more" if len(unread) > NAMED else ""
            said += f" Passed over there: {'; '.join(unread[:NAMED])}{more}."
        return said

    def _add(self, answer, cell):
        lesson = answer.lesson
        runs = sample([unworded(lesson, cell)], self.released.get(lesson, ()))
        own = {kind: np.array(runs[kind], dtype=np.uint32) for kind in KINDS}
        if any(map(len, own.values())):
            self.samples[answer.lesson][answer] = own


def _notebooks(folder, lessons, unread):
    """(lesson, place, {function: cell}) of each notebook; `unread` hears of others."""
    kept = folder / KEPT
    found = _graded(kept) if kept.is_dir() else _handed_in(folder, lessons, unread)
    for name, lesson, place in found:
        try:
            lesson = lesson or _result(place)["lesson"]
            if lesson in lessons:
                yield lesson, place, _answers(folder, lesson, place)
        except Unreadable as error:
            unread.append(f"{name} ({str(error).rstrip('.')})")


def _graded(kept):
    for path in sorted(kept.glob("*.json")):
        yield path.name, "", File(path)


def _handed_in(folder, lessons, unread):
    collected = collect(folder, wanted=lessons)
    unread += [f"{name} ({why.rstrip('.')})" for name, why in collected.passed.items()]
    for submission, raw in collected.read():
        if isinstance(raw, Unreadable):
            unread.append(f"{submission} ({str(raw).rstrip('.')})")
        else:
            yield str(submission), submission.lesson, submission.file


def _answers(folder, lesson, place):
    """{function: cell} of a notebook, or of what a grader kept. Raises Unreadable."""
    if place.path.parent == folder / KEPT:
        return _result(place)["code"]
    return code(lesson, code_cells(content(place)))


def _result(place) -> dict[str, Any]:
    """What a grader kept of a notebook. Raises Unreadable."""
    try:
        told = json.loads(content(place))
    except (ValueError, RecursionError):
        raise Unreadable("It is damaged.") from None
    code = told.get("code") if isinstance(told, dict) else None
    if not isinstance(code, dict) or not all(isinstance(c, str) for c in code.values()):
        raise Unreadable("It has no answers; an older coursekit may have written it.")
    if not isinstance(told.get("lesson"), str):
        raise Unreadable("It says no lesson.")
    return told
