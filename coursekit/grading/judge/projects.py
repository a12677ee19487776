"""Projects of a capstone: what there is of each. Points for one come from a person.

A project is known by the functions and the texts that it asks for, as answers are:
headings that a student has moved or deleted change nothing.
"""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from coursekit import written
from coursekit.grading.judge.syntax import nodes, too_much
from coursekit.marks import Mark
from coursekit.outcomes import Status

# The functions of each; its texts are the written questions of the lesson.
PROJECTS = {
    "14A": ("arms_a", "refute_a"),
    "14B": ("own", "entrants", "refute_b"),
    "14C": ("choose", "refute_c"),
}


def projects(
    lesson: str,
    cells: Sequence[str],
    failed: Collection[int],
    answers: Mapping[str, str],
) -> dict[str, str]:
    """{"14A": "done", "not started" or what is missing} of a notebook.

    cells    the sources of its code cells
    failed   the numbers of those that ended with an error
    answers  what it says to the written questions, by key
    """
    return {
        project: _project(project, names, cells, failed, answers)
        for project, names in PROJECTS.items()
        if project.startswith(lesson)
    }


def _project(project, names, cells, failed, answers):
    own = [cell for cell in cells if any(name in cell for name in names)]
    own = [] if too_much(own) else own
    made = {name for cell in own for name in functions_of(cell)}
    made -= {name for cell in own for name in stubs_of(cell)}
    texts = [w for w in written.questions(project[:2]).values() if w.project == project]
    lacking = [name for name in names if name not in made]
    lacking += [text.title.lower() for text in texts if text.key not in answers]
    if len(lacking) == len(names) + len(texts):
        return "not started"
    if lacking:
        return f"still to write: {', '.join(lacking)}"
    broken = [
        str(number + 1) for number in sorted(failed)
        if number < len(cells) and any(name in cells[number] for name in names)
    ]  # fmt: skip
    return f"code cell {', '.join(broken)} failed" if broken else "done"


def rows(
    lesson: str,
    cells: Sequence[str],
    failed: Collection[int],
    answers: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The row of a lesson's project among its questions: to be marked, or missing."""
    states = projects(lesson, cells, failed, answers).items()
    if not states:
        return []
    told = "; ".join(
        f"project {n}: {said}" for n, said in states if said != "not started"
    )
    says = f"{told}. Its points come from a person." if told else "There is none yet."
    says = says[:1].upper() + says[1:]
    status = Status.TO_MARK if told else Status.MISSING
    given = Mark(f"{lesson}.project", status, 0, written.points(lesson), says=says)
    return [{"title": "The project", "name": "", **asdict(given)}]


def functions_of(source: str) -> list[str]:
    """The functions that a cell defines."""
    return [function.name for function in _functions(source)]


def stubs_of(source: str) -> list[str]:
    """The functions of a cell that still end in `return ...`."""
    functions = _functions(source)
    return [f.name for f in functions if any(map(_is_open, ast.walk(f)))]


def _functions(source):
    return [node for node in nodes(source) if isinstance(node, ast.FunctionDef)]


def _is_open(node):
    returned = node.value if isinstance(node, ast.Return) else None
    return isinstance(returned, ast.Constant) and returned.value is ...
