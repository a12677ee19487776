"""What asks call by name, and arguments made from their data."""

import math
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any

import numpy as np

from coursekit import problems
from coursekit.arrays import OfTheta
from coursekit.problem import Problem

# Coordinates 0 and 1 pull on each other; 2 is flat; 3 has gradients near 1e-9. The
# centre is not the origin, where a slope would be in proportion to its place.
CURVATURE = np.array(
    [[3.0, 1.0, 0, 0], [1.0, 0.5, 0, 0], [0, 0, 0.0, 0], [0, 0, 0, 1e-3]]
)
CENTRE = np.array([0.3, 0.8, 0, 0])
tilted = Problem(
    value=lambda theta: ((theta - CENTRE) @ CURVATURE * (theta - CENTRE)).sum(-1) / 2,
    gradient=lambda theta: (theta - CENTRE) @ CURVATURE,
    hessian=lambda theta: np.broadcast_to(CURVATURE, (*theta.shape, 4)),
    name="tilted bowl in 4-D",
    start=(1.0, -2.0, 0.5, 1e-6),
)

# Slopes of ±1, and a level floor from −1 to 0: what memories do where no slope is left.
trough = Problem(
    value=lambda theta: np.maximum(np.maximum(theta, -1 - theta), 0).sum(-1),
    gradient=lambda theta: 1.0 * (theta > 0) - (theta < -1),
    hessian=lambda theta: np.zeros((*theta.shape, theta.shape[-1])),
    name="trough",
    start=(0.3, -1.05),
)

SURFACES = {
    **{name: p for name, p in vars(problems).items() if isinstance(p, Problem)},
    "tilted": tilted,
    "trough": trough,
}


def surface(on: str | dict[str, Any]) -> Problem:
    """The Problem that an ask names: "canyon", or {"A": ..., "b": ..., "start": ...}.

    Raises KeyError for a name that is none.
    """
    return problems.quadratic(**on) if isinstance(on, dict) else SURFACES[on]


def slope(name: str) -> OfTheta:
    """The gradient of a surface at a point that may be a list of whole numbers."""
    gradient = SURFACES[name].gradient
    return lambda theta: gradient(np.asarray(theta, dtype=float))


def slope_in_1d(name: str) -> OfTheta:
    """The slope of a surface of one coordinate at a number."""
    gradient = SURFACES[name].gradient
    return lambda x: gradient(np.asarray(x)[..., None])[..., 0][()]


FUNCTIONS = {"slope": slope, "slope_in_1d": slope_in_1d}


class Endless(BaseException):
    """What no `except Exception` in an answer catches."""


def built(data: Any) -> Any:
    """The argument that this data stands for, made anew, so that nothing is shared."""
    if isinstance(data, list):
        return [built(item) for item in data]
    if not isinstance(data, dict):
        return data
    if "function" in data:
        return _function(data)
    if "times" in data:
        return np.tile(data["array"], data["times"])
    ((kind, value),) = data.items()
    return MAKERS[kind](value)


MAKERS: dict[str, Callable[..., Any]] = {
    "array": np.array,
    "float64": np.float64,
    "tuple": lambda items: tuple(built(items)),
    "dict": lambda items: {name: built(item) for name, item in items.items()},
    # NumPy imports its random part when it is asked for: many lessons never do.
    "rng": lambda seed: np.random.default_rng(seed),
}


def _function(data):
    """A function by name or source, made by `with`, called `at_most` times."""
    name = data["function"]
    made = _from_source(data["source"], name) if "source" in data else FUNCTIONS[name]
    if "with" in data:
        made = made(*built(data["with"]))
    return _limited(made, data["at_most"]) if "at_most" in data else made


@cache
def _from_source(source, name):
    names = {"np": np, "math": math}
    exec(compile(source, "an ask's function", "exec"), names)
    return names[name]


def _limited(function, most):
    calls = count()

    def limited(*given):
        if next(calls) >= most:
            raise Endless
        return function(*given)

    return limited
