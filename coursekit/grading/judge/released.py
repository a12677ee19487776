"""Cells that a notebook can do without: they come from the exercise and only draw.

A cell of the released exercise that nobody changed defines no answer. If all it does
is to print, draw or check, and nobody else uses the names that it sets, then running
it takes time and changes no mark.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import CodeType

from coursekit.grading.judge.syntax import code, too_much, tree

ASKS = {"predict", "reveal", "recall", "quiz"}
SHOWS = {"print", "explore", "check", "show", "display"} | ASKS


def released(folder: str | Path) -> dict[str, tuple[str, ...]]:
    """{lesson: sources of its exercise's code cells} of the notebooks in a folder."""
    from coursekit.grading.collect.reading import Unreadable, code_cells

    found = {}
    for path in sorted(Path(folder).glob("[0-9][0-9]*.ipynb")):
        try:
            found[path.name[:2]] = tuple(map(str.strip, code_cells(path.read_bytes())))
        except (OSError, Unreadable):
            continue
    return found


def idle(
    cells: Sequence[str], released: Collection[str], answers: Collection[str]
) -> set[int]:
    """The numbers of the cells that need not run; `answers` are the names asked for."""
    if too_much(cells):
        return set()
    sets = {n: _sets(c) for n, c in enumerate(cells) if c.strip() in released}
    sets = {n: names for n, names in sets.items() if names is not None}
    uses = cache(_uses)
    while sets:
        wanted = set(answers)
        for number, cell in enumerate(cells):
            wanted |= set() if number in sets else uses(cell)
        needed = {n for n, names in sets.items() if names & wanted}
        if not needed:
            return set(sets)
        sets = {n: names for n, names in sets.items() if n not in needed}
    return set()


@lru_cache(1000)  # the class has the exercise's cells in common
def _sets(cell):
    """The names that a cell sets if all it does is to set them and show; else None."""
    whole = tree(cell)
    if whole is None:
        return None
    nodes = [n for n in ast.walk(whole) if isinstance(n, ast.Name)]
    names = {n.id for n in nodes if isinstance(n.ctx, ast.Store)}
    shows = SHOWS | {"plots", "plt"} | names
    shown = all(_only_shows(line, shows) for line in whole.body)
    return names if whole.body and shown else None


def _only_shows(line, shows):
    if isinstance(line, ast.For):
        return all(_only_shows(inner, shows) for inner in line.body + line.orelse)
    if isinstance(line, ast.Assign):
        return all(isinstance(target, ast.Name | ast.Tuple) for target in line.targets)
    if not isinstance(line, ast.Expr) or not isinstance(line.value, ast.Call):
        return False
    thing = line.value.func
    while isinstance(thing, ast.Attribute | ast.Call | ast.Subscript):
        thing = thing.func if isinstance(thing, ast.Call) else thing.value
    return isinstance(thing, ast.Name) and thing.id in shows


def _uses(cell):
    """The names that a cell may read from the notebook, and perhaps some more."""
    whole, names = code(cell), set()
    if whole is None:
        return set("".join(c if c.isalnum() or c == "_" else " " for c in cell).split())
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        names |= set(part.co_names)
        waiting += [const for const in part.co_consts if isinstance(const, CodeType)]
    return names
