"""What an answer may have been copied from: the course's functions, and solutions."""

import inspect
import re
from collections.abc import Mapping, Sequence
from functools import cache

from coursekit.grading.judge.room import withheld
from coursekit.grading.report.likeness import sample
from coursekit.tasks import lessons

SOLUTION = re.compile(r"### BEGIN SOLUTION(.*?)### END SOLUTION", re.DOTALL)


class Sources:
    """The samples of what answers each lesson, less what its exercise has.

    released   {lesson: code cells of its exercise}
    solutions  {lesson: code cells of its solution}, where a teacher has them
    """

    def __init__(
        self,
        released: Mapping[str, Sequence[str]],
        solutions: Mapping[str, Sequence[str]],
    ) -> None:
        self.released, self.solutions = released, solutions

    def of(self, lesson: str) -> dict[str, list[int]]:
        """{what it is called: its sample}."""
        public = {*sample(self.released.get(lesson, ()))}
        found = _functions(lesson) | _answers(self.solutions.get(lesson, ()))
        own = {what: [*filter(lambda run: run not in public, runs)]
               for what, runs in found.items()}  # fmt: skip
        return {what: runs for what, runs in own.items() if runs}


@cache
def _functions(lesson):
    """The functions of the course that would answer the lesson's questions."""
    found = {}
    # Of what is no notebook nobody knows the lesson.
    for function in withheld(lesson) if lesson in lessons() else ():
        module = function.__module__.replace(".tasks.", ".")
        what = f"{module}.{function.__qualname__}"
        found[what] = sample([inspect.getsource(function)])
    return found


def _answers(cells):
    """What the cells of a solution have between its marks."""
    found = {}
    for number, cell in enumerate(cells, 1):
        own = SOLUTION.findall(cell)
        name = re.search(r"^\s*def (\w+)", cell, re.MULTILINE)
        if own:
            what = f"solution, {name[1]}" if name else f"solution, code cell {number}"
            found[what] = sample(own)
    return found
