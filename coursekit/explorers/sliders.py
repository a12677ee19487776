"""The positions of a knob's slider: round numbers, spaced as the knob is felt.

A learning rate acts by its ratio, so it is spaced by factors, up to where even
momentum diverges; beta acts through 1/(1 - beta), the number of steps it remembers.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from coursekit.arrays import Array
from coursekit.problem import Problem
from coursekit.rule import Optimizer

FINE, COARSE = 64, 24

SYMBOLS = {
    "eta": "η", "eta0": "η₀", "beta": "β", "beta1": "β₁", "beta2": "β₂", "eps": "ε",
    "rho": "ρ", "gamma": "γ", "mu": "μ", "alpha": "α", "lambda1": "λ₁", "lambda2": "λ₂",
}  # fmt: skip
REMEMBERS = ("beta", "beta1", "beta2", "rho", "gamma", "mu", "decay")


def sliders(
    optimizer: Optimizer,
    problem: Problem,
    ranges: Mapping[str, tuple[float, float]] | None = None,
) -> dict[str, Array]:
    """Positions by knob, the two that are precomputed first: eta, then those of ranges.

    ranges  (low, high) by knob, where the default does not fit
    A knob that is no number (a schedule, an array) stays as it is and has no slider.
    """
    knobs, given = numbers(optimizer), ranges or {}
    order = sorted(knobs, key=lambda knob: (knob != "eta", knob not in given))
    return {k: positions(k, knobs[k], problem, given.get(k)) for k in order}


def numbers(optimizer: Optimizer) -> dict[str, float]:
    """The knobs that are plain numbers, by name."""
    knobs = optimizer.knobs.items()
    return {k: float(v) for k, v in knobs if not callable(v) and np.ndim(v) == 0}


def positions(
    knob: str,
    value: float,
    problem: Problem,
    limits: tuple[float, float] | None = None,
) -> Array:
    """What the slider of `knob` can be set to, ascending, with `value` among it."""
    if knob in REMEMBERS and 0 <= value < 1 and limits is None:
        spaced = 1 - 1 / np.geomspace(1, 1 / (1 - max(0.99, value)), COARSE)
    elif knob == "eta":
        low, high = limits or eta_range(problem, value)
        spaced = np.geomspace(low, high, FINE)
    elif min(limits or (value,)) > 0:
        low, high = limits or (value / 1000, value * 1000)
        spaced = np.geomspace(low, high, COARSE)
    else:
        low, high = limits or (min(value, 0), max(value, 1))
        spaced = np.linspace(low, high, COARSE)
    spaced = np.array([float(f"{x:.3g}") for x in spaced])
    spaced[np.argmin(abs(spaced - value))] = value
    return np.unique(spaced)


def eta_range(problem: Problem, value: float) -> tuple[float, float]:
    """Three decades, the highest past every stability limit: 4 / largest curvature."""
    high = 4.4 / sharpest(problem)
    return min(high / 1000, value), max(high, value)


def sharpest(problem: Problem) -> float:
    """The largest curvature at any minimum; 4.4 where nothing is known of it."""
    if problem.hessian is None or not len(problem.minima):
        return 4.4
    curvature = np.linalg.eigvalsh(problem.hessian(problem.minima)).max()
    return curvature if curvature > 0 else 4.4
