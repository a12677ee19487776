"""What pages know by name: the rules, surfaces and schedules of the course."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Collection
from functools import cache

from coursekit import dialects, optimizers, problems
from coursekit.problem import Problem
from coursekit.rule import Optimizer
from coursekit.web import translate

DIMENSIONS = 1, 2  # of what pages draw
UNKNOWN: dict[str, str] = {}  # what pages do not know, by name, with the reason


@cache
def rules() -> dict[str, Optimizer]:
    """The optimizers of the course by name: optimizers.adam, dialects.torch.adam."""
    found = _all(optimizers, Optimizer)
    for module in pkgutil.iter_modules(dialects.__path__):
        one = importlib.import_module(f"{dialects.__name__}.{module.name}")
        found |= _all(one, Optimizer)
    return found


@cache
def surfaces() -> dict[str, Problem]:
    """The course's surfaces by name: problems.canyon."""
    return _all(problems, Problem)


def _all(module, kind):
    home = module.__name__.removeprefix("coursekit.")
    named = ((f"{home}.{name}", each) for name, each in vars(module).items())
    return {n: each for n, each in named if isinstance(each, kind) and n not in UNKNOWN}


def name_of_rule(optimizer: Optimizer) -> str | None:
    """What a page knows the rule by, whatever its knobs; None if it does not."""
    plain = not any(map(callable, optimizer.knobs.values()))
    names = {own.rule: name for name, own in rules().items()}
    return names.get(optimizer.rule) if plain else None


def name_of_surface(problem: Problem) -> str | None:
    """What a page knows the problem by, None if it does not."""
    return next((name for name, own in surfaces().items() if own is problem), None)


def table(names: Collection[str] | None = None) -> str:
    """An expression of JavaScript: what pages know, or these alone, by name.

    It uses `np`, which is `front/numpy.js`.
    Raises NotTranslated where a rule or surface is to be listed in UNKNOWN.
    """
    if names is None:
        names = [*rules(), *surfaces()]
    parts = (f"{json.dumps(name)}: {_written(name)}" for name in names)
    return "({\n" + ",\n".join(parts) + "\n})"


def script(names: Collection[str] | None = None) -> str:
    """A classic script that gives a page its `table`."""
    shared = f"...globalThis.coursekit, course: (np) => {table(names)}"
    return f"globalThis.coursekit = {{ {shared} }};\n"


@cache
def _written(name):
    own = (rules() | surfaces())[name]
    if isinstance(own, Problem):
        return translate.surface(own)
    return f"[{', '.join(translate.rule(own, d) for d in DIMENSIONS)}]"
