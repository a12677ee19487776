"""Projects of a capstone: what there is of each. Points for one come from a person.

A project is known by the functions that it asks for, as answers are: headings that a
student has moved or deleted change nothing.
"""

import ast
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from coursekit.marks import Mark
from coursekit.outcomes import Status

# Lessons of which one project is asked for, and the points of the rubric.
RUBRICS = {"14": 15}
PROJECTS = {
    "14A": ("hypothesis_a", "parts_a", "arms_a", "conclusion_a"),
    "14B": ("own", "hypothesis_b", "entrants", "conclusion_b"),
    "14C": ("choose", "conclusion_c"),
}


def projects(
    lesson: str, cells: Sequence[str], failed: Collection[int]
) -> dict[str, str]:
    """{"14A": "done", "not started" or what is missing} of a notebook's code cells.

    failed  the numbers of the cells that ended with an error
    """
    return {
        project: _project(names, cells, failed)
        for project, names in PROJECTS.items()
        if project.startswith(lesson)
    }


def _project(names, cells, failed):
    made = {name for cell in cells for name in functions_of(cell)}
    made -= {name for cell in cells for name in stubs_of(cell)}
    lacking = [name for name in names if name not in made]
    if len(lacking) == len(names):
        return "not started"
    if lacking:
        return f"still to write: {', '.join(lacking)}"
    broken = [
        str(number + 1) for number in sorted(failed)
        if number < len(cells) and any(name in cells[number] for name in names)
    ]  # fmt: skip
    return f"code cell {', '.join(broken)} failed" if broken else "done"


def rows(
    lesson: str, cells: Sequence[str], failed: Collection[int]
) -> list[dict[str, Any]]:
    """The row of a lesson's project among its questions: to be marked, or missing."""
    if lesson not in RUBRICS:
        return []
    states = projects(lesson, cells, failed).items()
    told = "; ".join(
        f"project {n}: {said}" for n, said in states if said != "not started"
    )
    says = f"{told}. Its points come from a person." if told else "There is none yet."
    says = says[:1].upper() + says[1:]
    status = Status.TO_MARK if told else Status.MISSING
    given = Mark(f"{lesson}.project", status, 0, RUBRICS[lesson], says=says)
    return [{"title": "The project", "name": "", **asdict(given)}]


def functions_of(source: str) -> list[str]:
    """The functions that a cell defines."""
    return [n.name for n in ast.walk(tree(source)) if isinstance(n, ast.FunctionDef)]


def stubs_of(source: str) -> list[str]:
    """The functions of a cell that still end in `return ...`."""
    functions = [n for n in ast.walk(tree(source)) if isinstance(n, ast.FunctionDef)]
    return [f.name for f in functions if any(map(_is_open, ast.walk(f)))]


def _is_open(node):
    returned = node.value if isinstance(node, ast.Return) else None
    return isinstance(returned, ast.Constant) and returned.value is ...


def tree(source: str) -> ast.Module:
    """The syntax of a cell; an empty one of magics, and of what is no Python."""
    with suppress(SyntaxError):
        return ast.parse(source)
    return ast.Module([], [])
