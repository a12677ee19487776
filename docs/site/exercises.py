"""The questions of an exercise, for whose cells a page has an editor and a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from coursekit import authoring
from coursekit.web.python import elements


@dataclass(frozen=True)
class Asked:
    """A question of an exercise, and the code that a learner is to complete."""

    question: str
    stub: str

    @property
    def html(self) -> str:
        """Its element; raises ValueError for a question that there is not."""
        try:
            return elements.exercise(self.question, self.stub)
        except KeyError:
            raise ValueError(f"There is no question {self.question!r}.") from None


def questions(cells: Sequence[NotebookNode]) -> dict[int, Asked | None]:
    """What a page has in the place of cells, by their numbers: None for nothing.

    A question is a cell that checks, after those in which an answer is to be written.
    """
    found: dict[int, Asked | None] = {}
    stubs: dict[int, str] = {}
    for number, cell in enumerate(cells):
        if cell.get("metadata", {}).get("nbgrader", {}).get("solution"):
            stubs[number] = cell.source
        check = authoring.CHECK.search(cell.source)
        if check and stubs and cell.cell_type == "code":
            found |= dict.fromkeys(stubs)
            found[number] = Asked(check["question"], "\n\n\n".join(stubs.values()))
            stubs = {}
    return found
