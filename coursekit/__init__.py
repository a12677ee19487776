"""A course on gradient-descent optimizers whose rules read like their equations."""

from importlib import import_module

from coursekit.descent import descend, iterates
from coursekit.optimizers import gd, momentum, nesterov
from coursekit.problems import Problem, bowl, canyon, parabola, two_wells
from coursekit.rule import optimizer

__version__ = "0.1.0"

# What needs matplotlib, ipywidgets or IPython is imported when it is asked for.
_LATER = {
    "plots": "plots",
    "explore": "explorers",
    "check": "checks",
    "predict": "lessons",
    "recall": "lessons",
    "reveal": "lessons",
    "show": "lessons",
}

__all__ = [
    "Problem", "bowl", "canyon", "descend", "gd", "iterates", "momentum",
    "nesterov", "optimizer", "parabola", "two_wells", *_LATER,
]  # fmt: skip


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"coursekit has no {name!r}.")
    module = import_module(f"coursekit.{_LATER[name]}")
    return module if _LATER[name] == name else getattr(module, name)
