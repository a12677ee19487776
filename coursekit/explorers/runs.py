"""Runs as buffers: every position of two sliders at once, or one exact path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Integers
from coursekit.descent import Trajectory, descend
from coursekit.explorers.surfaces import Surface
from coursekit.problem import Problem
from coursekit.rule import Optimizer, RuleError

Answer = tuple[dict[str, Any], list[bytes]]  # facts (JSON values), buffers
Positions = Mapping[str, list[float]]  # a slider's, by knob

# So many steps show whether a rule keeps the runs of a batch apart.
TRIAL = 12

# Bytes of all paths of one rule in a page.
BUDGET = 4_000_000


def grid(
    optimizer: Optimizer,
    sliders: Positions,
    surface: Surface,
    start: ArrayLike,
    steps: int,
) -> Answer:
    """The runs of all slider positions at once: (facts, buffers).

    sliders  positions by knob; the first two, or as many as fit, become `axes`
    Raises what a rule raises that cannot walk many runs at once.
    """
    axes = _axes(sliders, surface, steps)
    run = together(optimizer, surface.problem, start, steps, grid_of(axes))
    facts, buffers = _pack(run, surface)
    return {"axes": axes, **facts}, buffers


def grid_of(axes: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """One array per knob, which together are all combinations of the positions."""
    grids = np.meshgrid(*axes.values(), indexing="ij")
    return dict(zip(axes, grids, strict=True))


def together(
    optimizer: Optimizer,
    problem: Problem,
    starts: ArrayLike,
    steps: int,
    knobs: Mapping[str, Array],
) -> Trajectory:
    """Many runs at once, one per start or per value of the knobs: a Trajectory.

    Raises RuleError if a run among many takes another path than on its own.
    """
    every = optimizer(**knobs)
    theta = descend(every, problem, starts, TRIAL).theta
    theta = theta.reshape(TRIAL + 1, -1, theta.shape[-1])
    for i in {0, theta.shape[1] // 2, theta.shape[1] - 1}:
        one = every(**{knob: float(values.flat[i]) for knob, values in knobs.items()})
        alone = descend(one, problem, theta[0, i], TRIAL).theta
        if not np.allclose(alone, theta[:, i], rtol=1e-6, equal_nan=True):
            raise RuleError(f"{every.name} mixes the runs of a batch.")
    return descend(every, problem, starts, steps)


def _axes(sliders, surface, steps):
    """The sliders whose positions make the grid, as many as the budget allows."""
    sizes = 1 + bool(len(surface.floors))  # above a minimum, away from it
    numbers = 2 + sum(map(len, surface.curves)) + sizes + 2 * surface.arrows
    axes: dict[str, list[float]] = {}
    left = BUDGET // (4 * numbers * (steps + 1))
    for knob, positions in [*sliders.items()][:2]:
        left //= len(positions)
        if left:
            axes[knob] = positions
    return axes


def path(
    optimizer: Optimizer, surface: Surface, walk: Callable[[], Trajectory]
) -> Answer:
    """One run with each step's readings: (facts, buffers) or {"error": why}."""
    try:
        facts, buffers = _pack(walk(), surface)
        return {"axes": {}, **facts}, buffers
    except Exception as error:
        return {"axes": {}, "error": in_words(optimizer, error)}, []


def in_words(optimizer: Optimizer, error: Exception) -> str:
    """An error as the learner reads it; a rule's own errors are sentences already."""
    if isinstance(error, RuleError):
        return str(error)
    return f"{optimizer.name} raised {type(error).__name__}: {error}."


def apart(optimizer: Optimizer, error: Exception) -> str:
    """Why a rule cannot walk many runs at once."""
    if isinstance(error, ValueError) and "ambiguous" in str(error):
        return (
            f"{optimizer.name} asks a question (`if`, `max`, `and`) that many runs "
            "cannot answer with one yes or no; np.where asks each of them."
        )
    return in_words(optimizer, error)


def readings(run: Trajectory, surface: Surface) -> dict[str, Array | Integers]:
    """Each run's numbers by name: its path, its curves, its readings, its fate.

    Runs are the first axes of each; then the curves, the steps, the coordinates.
    """
    with np.errstate(all="ignore"):
        xy = np.stack([run.theta[..., 0], run.loss], -1) if surface.flat else run.theta
        arrays = {
            "xy": np.moveaxis(xy, 0, -2),
            "heights": np.moveaxis(surface.heights(run), (0, 1), (-2, -1)),
            "above": np.moveaxis(surface.above(run), 0, -1),
            "left": run.left_at,
            "arrived": run.arrived_at(),
            "first": run.reached_at(),
            "basin": run.basin,
        }
        if len(surface.floors):
            arrays["away"] = np.moveaxis(surface.away(run), 0, -1)
        if surface.arrows:
            arrays["via"] = np.moveaxis(between(run), 0, -2)
    return arrays


WHOLE = "left", "arrived", "first", "basin"  # one number per run


def _pack(run, surface):
    """The readings as bytes."""
    arrays = {}
    for name, numbers in readings(run, surface).items():
        with np.errstate(all="ignore"):
            arrays[name] = np.asarray(numbers).astype("<i2" if name in WHOLE else "<f4")
    names = [[name, array.dtype.str[1:]] for name, array in arrays.items()]
    facts = {"length": len(run.theta), "arrays": names}
    return facts, [np.ascontiguousarray(array).tobytes() for array in arrays.values()]


def between(run: Trajectory) -> Array:
    """Where the velocity alone takes each step: it ends with −ηg from there."""
    eta = np.asarray(run.optimizer.knobs["eta"])[..., None]
    via = run.theta[1:] + eta * run.g
    return np.concatenate([via, run.theta[-1:]])
