"""What a slope alone and a slope with a curvature expect of a line."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import point
from coursekit.problem import Problem


def models_along(problem: Problem, start: ArrayLike, d: ArrayLike) -> Axes:
    """The surface along d (n,) from start (n,), with its plane and its parabola there.

    The problem must know its Hessian.
    """
    start, d = np.asarray(start, float), np.asarray(d, float)
    hessian = problem.hessian
    if hessian is None:
        raise ValueError(f"models_along needs the Hessian of {problem.name}.")
    share = np.linspace(0, 1.5, 97)
    surface = problem.value(start + share[:, None] * d)
    plane = surface[0] + share * (problem.gradient(start) @ d)
    parabola = plane + share**2 * (d @ hessian(start) @ d) / 2
    level = -(problem.gradient(start) @ d) / (d @ hessian(start) @ d)
    words = (
        f"Along d from {point(start)}: the plane goes straight on, the parabola is "
        f"level at {level:.0%} of d, and the surface parts from both."
    )
    lines = {"surface": surface, "plane": plane, "parabola": parabola}
    return curves(lines, "f", share, "share of d", ax=axes(words))
