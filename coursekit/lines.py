"""How far to go along a line: one look at its curvature, or a search that never climbs.

A search is what `Problem.line_search` holds and `grad.line_search` asks: it takes theta
and a direction d, both (..., d), to the share of d to walk, (..., 1). Directions that
lead uphill are walked backwards.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from coursekit.arrays import Array
from coursekit.problem import Problem

HALVINGS = 60  # of a step: then it is 1e-18 of what it was


def level_point(problem: Problem, theta: Array, d: Array) -> Array:
    """Where the parabola along d is level, uphill too: exact on quadratics."""
    slope, bend = _slope_and_bend(problem, theta, d)
    with np.errstate(all="ignore"):
        return np.where(slope == 0, 0, -slope / bend)


def backtracking(problem: Problem, enough: float = 1e-4) -> Problem:
    """The problem, with line searches that halve a step until f falls (Armijo 1966).

    f must fall by at least `enough` times what the slope promises. The first try is
    where the parabola along the line is level, or the whole of d where it bends down;
    where 60 halvings are not enough, the search stays. Raises ValueError unless
    0 < enough < 1/2: beyond a half, not even a parabola's lowest point is low enough.
    """
    if not 0 < enough < 0.5:
        raise ValueError(f"enough is a share between 0 and 1/2; got {enough!r}.")

    @np.errstate(all="ignore")
    def search(theta, d):
        f = problem.value(theta)
        slope, bend = _slope_and_bend(problem, theta, d)
        far = _first_try(slope, bend)
        for _ in range(HALVINGS):
            allowed = f[..., None] + enough * far * slope
            falls = problem.value(theta + far * d)[..., None] <= allowed
            if falls.all():
                break
            far = np.where(falls, far, far / 2)
        return np.where(falls, far, 0)

    return replace(problem, line_search=search)


def _first_try(slope, bend):
    """Where the parabola along the line is level, or the whole of d."""
    return np.where(bend > 0, -slope / bend, -np.sign(slope))


def _slope_and_bend(problem, theta, d):
    """The first and the second derivative of f along d, (..., 1) each."""
    slope = (problem.gradient(theta) * d).sum(axis=-1, keepdims=True)
    return slope, (_product(problem, theta, d) * d).sum(axis=-1, keepdims=True)


def _product(problem, theta, d, h=1e-6):
    """H d: without H by a difference quotient of two gradients."""
    if problem.hessian is not None:
        return (problem.hessian(theta) * d[..., None, :]).sum(axis=-1)
    size = np.sqrt((d**2).sum(axis=-1, keepdims=True))
    step = h / np.where(size == 0, 1, size)
    ahead, behind = (problem.gradient(theta + side * step * d) for side in (1, -1))
    return (ahead - behind) / (2 * step)
