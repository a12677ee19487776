"""Where a surface bends down: the places whose Hessian has a negative eigenvalue."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.labels import keep_off
from coursekit.plots.landscapes import FINE, write
from coursekit.problem import Problem


def lowest_curvature(problem: Problem, theta: ArrayLike) -> Array:
    """The smallest eigenvalue of the Hessian at each theta (..., d): (...)."""
    if problem.hessian is None:
        raise ValueError(f"lowest_curvature needs the Hessian of {problem.name}.")
    return np.linalg.eigvalsh(problem.hessian(np.asarray(theta, float)))[..., 0]


def bends_down(problem: Problem, ax: Axes) -> Axes:
    """A dashed line on a landscape around where no curvature is negative."""
    x, y = (np.linspace(low, high, FINE) for low, high in problem.frame)
    lowest = lowest_curvature(problem, np.stack(np.meshgrid(x, y), axis=-1))
    level = ax.contour(x, y, lowest, [0], colors=palette.PURPLE, linestyles="--")
    keep_off(ax, level.allsegs[0])
    write(ax, (0.98, 0.95), "dashed: where the lowest curvature is 0")
    return ax
