"""The catalogue of optimizers: what each is, what it costs, where it is taught."""

from typing import Any, NamedTuple

import numpy as np

from coursekit import dialects, optimizers
from coursekit.rule import Optimizer

# The lesson whose question an optimizer answers. A rule may do without.
TAUGHT = {
    "01": ("gd",),
    "04": ("momentum",),
    "05": ("nesterov", "nesterov_framework"),
    "06": ("delta_bar_delta", "adagrad"),
    "07": ("rmsprop", "rmsprop_momentum", "rmsprop_nesterov", "adadelta"),
    "08": ("adam",),
    "09": ("amsgrad", "adamw", "adabound", "adamax", "nadam", "lion"),
    "11": (
        "steepest_descent", "newton", "damped_newton", "conjugate_gradient",
        "polak_ribiere", "polak_ribiere_plus",
    ),
    "12": ("ftrl", "rda"),
}  # fmt: skip


class Row(NamedTuple):
    """One optimizer: its name, its docstring's line, knobs and memory with defaults."""

    name: str
    says: str
    knobs: dict
    memory: dict
    lesson: str


def catalogue() -> list[Row]:
    """A Row per optimizer: the course's in lesson order, then the dialects' by name."""
    lessons = {name: lesson for lesson, names in TAUGHT.items() for name in names}
    rows = [
        _row(rule.name, rule, lessons.get(rule.name, "")) for rule in _in(optimizers)
    ]
    for owner in dialects.__all__:
        rows += [
            _row(f"{owner}.{rule.name}", rule, "")
            for rule in _in(getattr(dialects, owner))
        ]
    return rows


def arrays_moved(rule: Optimizer) -> int:
    """How many arrays like θ a step reads and writes, if it touches each once.

    It reads θ, the slope and its memories, and writes θ and the memories.
    """
    return 3 + 2 * len(rule.memory)


def passes(rule: Optimizer) -> int:
    """How often plain NumPy passes over arrays like θ in a step: once an operation."""
    _Counting.passes = 0
    ones = np.ones(2).view(_Counting)
    rule.step(ones, lambda theta: ones, 1, rule.remember(ones))
    return _Counting.passes


class _Counting(np.ndarray):
    """An array that counts the operations on it and on what came of it."""

    passes = 0

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, **settings: Any
    ) -> Any:
        _Counting.passes += 1
        return getattr(ufunc, method)(*map(np.asarray, inputs)).view(_Counting)


def _in(module):
    return [thing for thing in vars(module).values() if isinstance(thing, Optimizer)]


def _row(name, rule, lesson):
    says = (rule.__doc__ or "").partition("\n")[0]
    return Row(name, says, rule.knobs, rule.memory, lesson)
