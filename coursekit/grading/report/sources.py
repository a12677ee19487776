"""What an answer may have been copied from: the course, and other classes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from coursekit.grading.judge.room import withheld
from coursekit.grading.report.earlier import Earlier
from coursekit.grading.report.likeness import KINDS, Sample, sample
from coursekit.tasks import lessons

SOLUTION = re.compile(r"### BEGIN SOLUTION(.*?)### END SOLUTION", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Source:
    """One text; `what` is what it is called, `text` reads it."""

    what: str
    text: Callable[[], str]

    def __str__(self) -> str:
        return self.what


class Sources:
    """The samples of what answers each lesson, less what its exercise has.

    released   {lesson: code cells of its exercise}
    solutions  {lesson: code cells of its solution}, where a teacher has them
    others     what other classes answered
    """

    def __init__(
        self,
        released: Mapping[str, Sequence[str]],
        solutions: Mapping[str, Sequence[str]],
        others: Earlier | None = None,
    ) -> None:
        self.released, self.solutions = released, solutions
        self.others = others or Earlier(())
        self._known: dict[str, Sample] = {}

    def course(self, lesson: str) -> dict[Source, Sample]:
        """The course's functions and the solutions that answer a lesson."""
        found = [*_functions(lesson), *_answers(self.solutions.get(lesson, ()))]
        public = sample(self.released.get(lesson, ()))
        return {Source(what, lambda text=text: text): _without(sample([text]), public)
                for what, text in found}  # fmt: skip

    def known(self, lesson: str) -> Sample:
        """What says nothing of two students: all that the course has on a lesson."""
        if lesson not in self._known:
            cells = self.released.get(lesson, ()), self.solutions.get(lesson, ())
            texts = [text for _, text in _functions(lesson)]
            self._known[lesson] = _joined(map(sample, (*cells, texts)))
        return self._known[lesson]

    def earlier(self, lesson: str) -> dict[Source, Sample]:
        """The answers of other classes to a lesson, less what the course has on it."""
        known = self.known(lesson)
        return {
            Source(answer.what, answer.text): _without(own, known)
            for answer, own in self.others.answers(lesson)
        }


@cache
def _functions(lesson):
    """The functions of the course that would answer the lesson's questions."""
    # Of what is no notebook nobody knows the lesson.
    functions = withheld(lesson) if lesson in lessons() else ()
    return [(_name(function), inspect.getsource(function)) for function in functions]


def _name(function):
    return f"{function.__module__.replace('.tasks.', '.')}.{function.__qualname__}"


def _answers(cells: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What the cells of a solution have between its marks."""
    for number, cell in enumerate(cells, 1):
        own = SOLUTION.findall(cell)
        name = re.search(r"^\s*def (\w+)", cell, re.MULTILINE)
        if own:
            part = name[1] if name else f"code cell {number}"
            what = f"{part} of the solution"
            yield what, "\n".join(own)


def _without(own, others):
    return {kind: np.setdiff1d(own[kind], others[kind]) for kind in KINDS}


def _joined(samples):
    parts = [*samples]
    return {k: np.unique(np.concatenate([each[k] for each in parts])) for k in KINDS}
