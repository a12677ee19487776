"""The catalogue of optimizers: what each is, what can be set, where it is taught."""

from typing import NamedTuple

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


def _in(module):
    return [thing for thing in vars(module).values() if isinstance(thing, Optimizer)]


def _row(name, rule, lesson):
    says = (rule.__doc__ or "").partition("\n")[0]
    return Row(name, says, rule.knobs, rule.memory, lesson)
