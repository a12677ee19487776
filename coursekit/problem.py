"""What an optimizer minimises: a function, its slope, and what is known about it.

Coordinates lie on the last axis of `theta`, runs on the axes before it, so the
same surface answers for one point and for ten thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arrays import Array, OfStep, OfTheta

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
Settled = Any  # as it was given, until the Problem is made; then what its line says


@dataclass(frozen=True, eq=False)
class Problem:
    """A function to minimise, and what is known about it.

    value     theta (..., d) -> loss (...)
    gradient  theta (..., d) -> (..., d); a central difference of `value` if not given
    hessian   theta (..., d) -> (..., d, d), where it is known
    start     (d,), where a path begins unless told otherwise
    window    (d, 2), lowest and highest value to draw, per coordinate; if not given,
              ±3, widened to hold the points below
    minima    (n, d), local minima, the deepest first; `saddles` likewise
    oracle    (theta, t) -> the gradient that step t = 1, 2, ... sees, where that
              is not the full one (minibatches, online losses)
    project   theta -> the nearest allowed theta, applied after each step
    line_search  (theta, direction) -> how far to go, (..., 1), for rules that search
              along lines; exact for quadratics, from the Hessian, if not given
              (`coursekit/lines.py`, which has a search for all surfaces, too)
    letters   what its coordinates are called in pictures: x, y if not given
    """

    value: OfTheta
    gradient: Settled = None
    hessian: OfTheta | None = None
    name: str = "own problem"
    start: Settled = (0.0,)
    window: Settled = None
    minima: Settled = ()
    saddles: Settled = ()
    oracle: Settled = None
    project: OfTheta | None = None
    line_search: Callable[[Array, Array], Array] | None = None
    letters: Settled = ()

    def __post_init__(self) -> None:
        d = np.size(self.start)
        start, minima, saddles = (
            np.asarray(points, float).reshape(-1, d)
            for points in (self.start, self.minima, self.saddles)
        )
        gradient = self.gradient or difference_quotient(self.value)
        known: dict[str, Array | OfTheta | OfStep | tuple[str, ...]] = {
            "start": start[0],
            "minima": minima,
            "saddles": saddles,
            "window": _window(self, np.vstack((start, minima, saddles))),
            "gradient": gradient,
            "oracle": self.oracle or (lambda theta, t: gradient(theta)),
            "letters": _letters(self, d),
        }
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @property
    def frame(self) -> Array:
        """What pictures draw, (d, 2): the window; of a plane widened to 3 : 2."""
        frame = self.window.copy()
        if len(frame) == 2:
            (low, high), (bottom, top) = frame
            more = max(0.0, 1.5 * (top - bottom) - (high - low)) / 2
            frame[0] = low - more, high + more
        return frame

    @property
    def near(self) -> float:
        """How close to a minimum is at it: a thousandth of the longest side."""
        return float(f"{np.ptp(self.window, axis=1).max() / 1000:.2g}")

    def __repr__(self) -> str:
        return f"<Problem {self.name}, {self.start.size}-dimensional>"


def _window(problem, points):
    """The window as an array (d, 2): as asked for, or ±3 and all known points."""
    d = points.shape[1]
    if problem.window is None:
        points = np.vstack((points, np.full(d, -3.0), np.full(d, 3.0)))
        return np.transpose((points.min(axis=0), points.max(axis=0)))
    if np.shape(problem.window) != (d, 2):
        raise ValueError(
            f"{problem.name}: the start has {d} coordinates, so window needs {d} "
            f"(low, high) pairs; it has the shape {np.shape(problem.window)}."
        )
    return np.asarray(problem.window, float)


def _letters(problem, d):
    """One name per coordinate, as they were given, or x and y, or θ₁, θ₂, θ₃, ..."""
    numbered = ("θ" + str(n).translate(SUBSCRIPTS) for n in range(1, d + 1))
    letters = tuple(problem.letters) or (tuple("xy"[:d]) if d <= 2 else (*numbered,))
    if len(letters) != d:
        raise ValueError(
            f"{problem.name}: the start has {d} coordinates, so letters needs {d} "
            f"names; it has {len(letters)}."
        )
    return letters


def difference_quotient(value: OfTheta, h: float = 1e-5) -> OfTheta:
    """The gradient of `value` as central differences: error about h², no algebra.

    value takes theta (..., d) to (...), and is asked at 2d points for each.
    """

    def gradient(theta):
        theta = np.asarray(theta, float)
        shifts = h * np.eye(theta.shape[-1])
        ahead, behind = theta[..., None, :] + shifts, theta[..., None, :] - shifts
        return (value(ahead) - value(behind)) / (2 * h)

    return gradient


def surface(
    f: Callable[..., Array],
    partials: Callable[..., Sequence],
    second: Callable[..., Sequence[Sequence]],
    **known: Any,
) -> Problem:
    """A Problem in its coordinates: f(x, y), (f_x, f_y), ((f_xx, f_xy), ...).

    Each takes a number or an array per coordinate; a second derivative that is the
    same everywhere may be a number. `known` are the further fields of a Problem.
    """

    def hessian(theta):
        theta = np.asarray(theta)
        rows = second(*theta.T)
        like = np.zeros(theta.T.shape[1:])
        return np.array([[entry + like for entry in row] for row in rows]).T

    return Problem(
        value=lambda theta: f(*np.asarray(theta).T).T,
        gradient=lambda theta: np.array(partials(*np.asarray(theta).T)).T,
        hessian=hessian,
        **known,
    )
