"""What a rule may ask: the slope, the curvature, how far to go along a line."""

from __future__ import annotations

import inspect
from functools import partial
from typing import Any

import numpy as np

from coursekit.lines import (
    HALVINGS,
    _first_try,
    _slope_and_bend,
    backtracking,
    level_point,
)
from coursekit.problem import Problem
from coursekit.web.translate.reading import called
from coursekit.web.translate.symbols import NotTranslated, Symbol, constant, node

# What searches by halving is a loop, which pages have as such.
HALVING: Any = inspect.unwrap(backtracking(Problem(np.sum)).line_search)  # type: ignore


class Asked:
    """The gradient that a page hands to a rule: any surface goes with any rule."""

    def __init__(self, t: Symbol) -> None:
        self.t = t
        self.last: np.ndarray | None = None

    def translated(self, theta: np.ndarray) -> np.ndarray:
        """What comes of grad(theta)."""
        self.last = self._ask("oracle", theta, self.t)
        return self.last

    def hessian(self, theta: np.ndarray) -> np.ndarray:
        """The second derivatives, (d, d)."""
        rows = self._ask("hessian", theta)
        parts = [[node(f"{{}}[{i}]", row) for i in range(len(theta))] for row in rows]
        return np.array(parts, object)

    def line_search(self, theta: np.ndarray, direction: np.ndarray) -> np.ndarray:
        """How far to go, (1,)."""
        asked = _call("search", (*theta, *direction))
        return np.array([asked], object)

    def _ask(self, what, theta, *further):
        if np.ndim(theta) != 1:
            raise NotTranslated(f"{what} at something that is no theta")
        answer = _call(what, (*theta, *further))
        return np.array([node(f"{{}}[{i}]", answer) for i in range(len(theta))], object)


def _call(what, parts):
    given = ", ".join("{}" for _ in parts)
    return node(f"surface.{what}({given})", *map(constant, parts))


def line_search(problem: Problem, theta: Any, direction: Any) -> Any:
    """How far to go along `direction`, (1,), as descent has it."""
    search = problem.line_search or partial(level_point, problem)
    halving: Any = inspect.unwrap(search)
    if getattr(halving, "__code__", None) is not HALVING.__code__:
        return called(search, theta, direction)
    known = inspect.getclosurevars(halving).nonlocals
    slope, bend = called(_slope_and_bend, known["problem"], theta, direction)
    first = called(_first_try, slope, bend)
    parts = *theta, *direction, *first, *slope, known["enough"], HALVINGS
    point = ", ".join("{}" for _ in theta)
    halved = f"np.halved(value, [{point}], [{point}], {{}}, {{}}, {{}}, {{}})"
    return np.array([node(halved, *map(constant, parts))], object)
