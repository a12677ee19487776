"""Rules, surfaces and schedules as JavaScript, from their unchanged source.

Each function gives an expression of JavaScript, whose `np` is `front/numpy.js` and
whose `columns` are the data sets that were asked for; what it does not know it refuses
by name. So no formula of the course is written twice.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from coursekit.problem import Problem
from coursekit.rule import Optimizer
from coursekit.web.translate.operations import SUBTRACT
from coursekit.web.translate.reading import called
from coursekit.web.translate.slopes import Asked, line_search
from coursekit.web.translate.symbols import (
    KNOB,
    POWERS,
    STEP,
    NotTranslated,
    constant,
    node,
)
from coursekit.web.translate.writing import Script, coordinates

__all__ = ["NotTranslated", "rule", "schedule", "surface"]


def rule(optimizer: Optimizer, d: int) -> str:
    """A function of a surface, which gives one that walks in d coordinates.

    `(surface) => (state, knobs, first, steps, out)`: state is theta and the memories,
    a number for each coordinate; steps from t = first on are written into out, each as
    theta, the memories and the slope that the rule asked for last.
    Raises NotTranslated for what is not known, and for a rule that breaks its contract.
    """
    t, theta = STEP, coordinates("theta", d)
    memory = [coordinates(name, d) for name in optimizer.memory]
    grad = Asked(t)
    returned = called(optimizer.rule, theta, grad, t, *memory, **_knobs(optimizer, t))
    parts = returned if isinstance(returned, tuple) else (returned,)
    if len(parts) != 1 + len(memory) or any(np.shape(p) != (d,) for p in parts):
        raise NotTranslated(
            f"{optimizer.name} should return theta and {len(memory)} memories, each "
            f"with {d} coordinate(s)."
        )
    script = Script([])
    slope = grad.last if grad.last is not None else [np.nan] * d
    lines, new = script.body(value for part in (*parts, slope) for value in part)
    old = [symbol.pattern for part in (theta, *memory) for symbol in part]
    names, w = ", ".join(f"{name} = state[{i}]" for i, name in enumerate(old)), len(old)
    kept = " ".join(f"const next${i} = {text};" for i, text in enumerate(new))
    moved = " ".join(f"{name} = next${i};" for i, name in enumerate(old))
    allowed = " ".join(f"{name} = there[{i}];" for i, name in enumerate(old[:d]))
    place = ", ".join(old[:d])
    knobs = ", ".join(f"{name}: {KNOB}{name}" for name in optimizer.knobs)
    written = " ".join(
        f"out[at++] = {name};" for name in (*old, *(f"next${w + i}" for i in range(d)))
    )
    return (
        f"(surface) => {{ {script.lines} const project = surface.project; "
        f"return (state, {{ {knobs} }}, first, steps, out) => {{ "
        f"{_powers(optimizer, lines + kept)}let {names}, at = 0; "
        f"for (let t = first; t < first + steps; t++) {{ {lines} {kept} {moved} "
        f"if (project) {{ const there = project({place}); {allowed} }} "
        f"{written} }} }}; }}"
    )


def _powers(optimizer, step):
    """Definitions of the powers of those knobs of which a step takes one."""
    raised = (f"{KNOB}{name}" for name in optimizer.knobs)
    return "".join(
        f"const {POWERS}{knob} = np.powers({knob}, first, steps); "
        for knob in raised
        if f"{POWERS}{knob}," in step
    )


def _knobs(optimizer, t):
    """Numbers by name; what is a function of t is read from its source."""
    return {
        name: called(knob, SUBTRACT(t, 1)) if callable(knob) else _number(name, knob)
        for name, knob in optimizer.knobs.items()
    }


def _number(name, knob):
    if np.ndim(knob):
        raise NotTranslated(f"{name} has several values.")
    return node(f"{KNOB}{name}", plain=True)


def surface(problem: Problem, columns: list[str] | None = None) -> str:
    """What a page knows of a problem with one coordinate or two, as an object.

    `value`, `gradient`, `hessian` of the coordinates, `search` of these and of a
    direction; `oracle` of the coordinates and t, and `project`, where there are such.
    columns  the data sets of several surfaces, to which this one adds its own
    """
    d = problem.start.size
    x, way, t = coordinates("x", d), coordinates("way", d), STEP
    script = Script([] if columns is None else columns)
    parts = {
        "value": script.function(x, called(problem.value, x)),
        "gradient": script.function(x, _vector(problem.gradient, x), "[{}]"),
        "oracle": script.function([*x, t], _vector(problem.oracle, x, t), "[{}]"),
    }
    if problem.hessian is not None:
        second = np.broadcast_to(called(problem.hessian, x), (d, d))
        rows = ", ".join(f"[{', '.join(['%s'] * d)}]" for _ in range(d))
        parts["hessian"] = _matrix(script, x, second, rows)
    else:
        why = f"ValueError: {problem.name} does not know its Hessian."
        parts["hessian"] = f"() => {{ throw new Error({json.dumps(why)}); }}"
    far = line_search(problem, x, way)
    parts["search"] = script.function([*x, *way], far)
    if problem.project is not None:
        parts["project"] = script.function(x, _vector(problem.project, x), "[{}]")
    value = f"const value = {parts.pop('value')};"
    members = ", ".join(f"{name}: {text}" for name, text in parts.items())
    return f"(() => {{ {script.lines} {value} return {{ value, {members} }}; }})()"


def _vector(f, x, *further):
    found = called(f, x, *further)
    if np.shape(found) != np.shape(x):
        raise NotTranslated(f"a slope of the shape {np.shape(found)}")
    return found


def _matrix(script, x, second, rows):
    lines, texts = script.body(second.flat)
    given = ", ".join(symbol.pattern for symbol in x)
    return f"({given}) => {{ {lines} return [{rows % tuple(texts)}]; }}"


def schedule(of_t: Any) -> str:
    """A function of t = 0, 1, ... that gives the rate."""
    return Script([]).function([STEP], [constant(called(of_t, STEP))])
