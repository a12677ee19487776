"""What a page holds of "your rule": the lesson's rule to begin with, an explorer."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from typing import Any

from coursekit import optimizers, problems
from coursekit.catalogue import TAUGHT
from coursekit.explorers import explore, looks
from coursekit.explorers.description import described
from coursekit.plots.sentences import SYMBOLS
from coursekit.rule import Optimizer

SURFACES = problems.two_wells, problems.canyon, problems.rosenbrock
# What a rule begins with where its defaults, meant for networks, would hardly move.
OPENING = {
    "adagrad": {"eta": 0.3}, "rmsprop": {"eta": 0.05}, "adam": {"eta": 0.1},
    "amsgrad": {"eta": 0.1}, "ftrl": {"alpha": 0.5}, "delta_bar_delta": {"eta": 0.1},
}  # fmt: skip
STEPS = 60
YOURS = "your rule"


def rule_description(lesson: str) -> dict[str, Any]:
    """What <ck-rule> is told in a lesson, as in rule_description("04").

    source    the lesson's rule, or that of the lesson before, as text
    name      what it is called
    defaults  of its knobs
    explorer  an explorer of it on SURFACES, with a second runner: the reader's
    """
    rule = rule_of(lesson)
    opened = rule(**OPENING.get(rule.name, {}))
    explorer = explore([opened, opened], list(SURFACES), steps=STEPS)
    description = described(explorer.scene, explorer.state)
    scene = description["scene"]
    shown = scene["runners"][0]
    own = replace(rule, rule=_named(rule))
    _, yours = looks.runners([rule, own], [shown["knobs"]] * 2, {})
    curves = [side for side in scene["sides"] if side["curves"] is not None]
    scene |= {
        "runners": [shown, yours | {"more": shown["more"]}],
        "sides": curves,
        "offers": {"map": False, "basins": False},
        "symbols": SYMBOLS,  # whatever knobs the reader will name
    }
    return {
        "source": text_of(rule),
        "name": rule.name,
        "defaults": rule.knobs,
        "explorer": description,
    }


def rule_of(lesson: str) -> Optimizer:
    """The first rule that a lesson teaches, or the last lesson that taught one."""
    taught = [names[0] for number, names in TAUGHT.items() if number <= lesson]
    return getattr(optimizers, (taught or TAUGHT["01"])[-1])


def _named(rule):
    def yours(theta, grad, t, *memory, **knobs):
        return rule.rule(theta, grad, t, *memory, **knobs)

    yours.__name__ = YOURS
    return yours


def text_of(rule: Optimizer) -> str:
    """The rule as a reader would type it, after the functions that it needs."""
    module = inspect.getsource(optimizers)
    homes = {
        node.name: node
        for node in ast.parse(module).body
        if isinstance(node, ast.FunctionDef)
    }
    needed = _needed(homes, rule.name, [])
    texts = (ast.get_source_segment(module, homes[name]) for name in needed)
    return "\n\n\n".join(filter(None, texts)) + "\n"


def _needed(homes, name, found):
    """The function and all that it calls of its module, each after what it needs."""
    called = [n.id for n in ast.walk(homes[name]) if isinstance(n, ast.Name)]
    for other in called:
        if other in homes and other != name and other not in found:
            _needed(homes, other, found)
    found.append(name)
    return found
