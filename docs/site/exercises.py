"""The questions of an exercise, for whose cells a page has an editor and a check."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from nbformat import NotebookNode

from coursekit import authoring
from coursekit.web.python import elements


@dataclass(frozen=True)
class Asked:
    """A question of an exercise, and the code that a learner is to complete."""

    question: str
    stub: str
    names: dict[str, tuple[str, str]]  # what cells above import, from where
    given: str  # what cells above define, in words of its own

    @property
    def html(self) -> str:
        """Its element; raises ValueError for a question that there is not."""
        try:
            return elements.exercise(self.question, self.stub, self.names, self.given)
        except KeyError:
            raise ValueError(f"There is no question {self.question!r}.") from None


def questions(cells: Sequence[NotebookNode]) -> dict[int, Asked | None]:
    """What a page has in the place of cells, by their numbers: None for nothing.

    A question is a cell that checks, after those in which an answer is to be written.
    """
    found: dict[int, Asked | None] = {}
    names: dict[str, tuple[str, str]] = {}
    given: list[str] = []
    stubs: dict[int, str] = {}
    for number, cell in enumerate(cells):
        if cell.get("metadata", {}).get("nbgrader", {}).get("solution"):
            stubs[number] = cell.source
        check = authoring.CHECK.search(cell.source)
        if check and stubs and cell.cell_type == "code":
            found |= dict.fromkeys(stubs)
            stub = "\n\n\n".join(stubs.values())
            found[number] = Asked(check["question"], stub, {**names}, "\n".join(given))
            stubs = {}
        elif cell.cell_type == "code" and number not in stubs:
            names |= _imports(cell.source)
            given += _values(cell.source)
    return found


def _statements(source):
    with suppress(SyntaxError):  # what only IPython reads
        return ast.parse(source).body
    return []


def _imports(source):
    """The names that a cell imports: of each its module, and its name there or ""."""
    found = {}
    for node in _statements(source):
        match node:
            case ast.ImportFrom(module=str(module)):
                found |= {a.asname or a.name: (module, a.name) for a in node.names}
            case ast.Import():
                found |= {a.asname or a.name: (a.name, "") for a in node.names}
    return found


def _values(source):
    """The statements of a cell that give names to numbers and words."""
    found = []
    for node in _statements(source):
        with suppress(ValueError, AttributeError):
            ast.literal_eval(node.value)
            found += [ast.unparse(node)] * isinstance(node, ast.Assign)
    return found
