"""A course on gradient-descent optimizers whose rules read like their equations."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from coursekit import optimizers, problems
from coursekit.descent import descend, iterates
from coursekit.problem import Problem
from coursekit.problems import quadratic, rotated_canyon
from coursekit.rule import Optimizer, optimizer

if TYPE_CHECKING:  # what _COURSE puts into this module, for editors and type checkers
    from coursekit.optimizers import *  # noqa: F403
    from coursekit.problems import *  # noqa: F403

__version__ = "0.2.0"

# Every rule and every surface: `from coursekit import adam, rosenbrock`.
_COURSE = {
    name: thing
    for module in (optimizers, problems)
    for name, thing in vars(module).items()
    if isinstance(thing, Optimizer | Problem)
}
globals().update(_COURSE)

# What needs matplotlib, anywidget or IPython is imported when it is asked for.
_LATER = {
    "plots": "plots",
    "explore": "explorers",
    "check": "checks",
    "predict": "lessons",
    "quiz": "lessons",
    "recall": "lessons",
    "reveal": "lessons",
    "show": "lessons",
    "schedules": "schedules",
    "dialects": "dialects",
    "online": "online",
}

__all__ = [
    "Problem", "descend", "iterates", "optimizer", "quadratic", "rotated_canyon",
    *_COURSE, *_LATER,
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"coursekit has no {name!r}.")
    module = import_module(f"coursekit.{_LATER[name]}")
    return module if _LATER[name] == name else getattr(module, name)
