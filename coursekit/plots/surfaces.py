"""Surfaces explained: from the side and as a map, and their own directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes
from coursekit.plots.landscapes import landscape
from coursekit.plots.sentences import Run, point
from coursekit.problem import Problem


def hill_and_map(problem: Problem, points: Sequence[ArrayLike], length: float) -> Any:
    """A 2-D problem from the side and from above, with minus the slope at points.

    length  of the arrow where the slope is steepest; the others are in proportion
    """
    where = np.array(points, float)
    ways = -problem.gradient(where)
    said = ", ".join(f"{point(at)}" for at in where)
    words = (
        f"{problem.name} as a hill, and as a map of contours. Arrows of minus the "
        f"gradient at {said} stand at right angles to the contours."
    )
    flat = axes(words, 7.8, 3.3)
    figure = flat.figure
    flat.remove()
    hill = figure.add_subplot(1, 2, 1, projection="3d", title="from the side")
    _hill(hill, problem)
    ground = figure.add_subplot(1, 2, 2, title="from above: a map")
    landscape(problem, ax=ground)
    _heights(ground, problem)
    longest = np.linalg.norm(ways, axis=1).max()
    for at, way in zip(where, ways):
        arrow = length * way / longest
        ground.plot(*at, "o", color=palette.BLUE)
        look = {"arrowstyle": "->", "color": palette.BLUE, "linewidth": 1.6}
        ground.annotate("", at + arrow, at, arrowprops=look)
        across = 0.35 * np.array([-way[1], way[0]]) / np.linalg.norm(way)
        level = np.array([at - across, at + across])
        ground.plot(*level.T, color=palette.VERMILION, linewidth=2)
    return np.array([hill, ground])


def own_directions(*runs: Run, labels: Sequence[str]) -> Any:
    """A panel for each run on a quadratic: its path, and its two own directions.

    The arrows begin at the minimum. Each bears its curvature, the eigenvalue.
    """
    said = []
    for run, label in zip(runs, labels):
        bends, directions = _eigen(run.problem)
        ways = " and ".join(
            f"{bend:.0f} along {point(direction.round(2))}"
            for bend, direction in zip(bends, directions)
        )
        said.append(f"{label}: curvature {ways}.")
    panels = axes(" ".join(said), 7.8, 3.8, columns=len(runs))
    for ax, run, label in zip(panels, runs, labels):
        landscape(run.problem, ax=ax)
        ax.plot(*run.theta.T, "o-", color=palette.BLUE, markersize=4, linewidth=1.2)
        centre = run.problem.minima[0]
        for bend, direction in zip(*_eigen(run.problem)):
            look = {"arrowstyle": "->", "color": palette.VERMILION, "linewidth": 2}
            ax.annotate("", centre + 1.3 * direction, centre, arrowprops=look)
            ax.text(
                *(centre + 1.5 * direction), f"{bend:.0f}", ha="center", va="center"
            )
        ax.set_title(label)
    return panels


def activation_slopes(z: ArrayLike) -> Any:
    """The slopes of sigmoid, tanh and ReLU against their input z (n,)."""
    z = np.asarray(z, float)
    sigmoid = 1 / (1 + np.exp(-z))
    slopes = {
        "sigmoid": sigmoid * (1 - sigmoid),
        "tanh": 1 - np.tanh(z) ** 2,
        "ReLU": np.where(z > 0, 1.0, 0.0),
    }
    at = {name: np.interp((-6, 0, 6), z, slope) for name, slope in slopes.items()}
    said = "; ".join(
        f"{name} {left:.3f}, {middle:.2f}, {right:.3f}"
        for name, (left, middle, right) in at.items()
    )
    ax = axes(f"Slopes at z = −6, 0 and 6: {said}.")
    return curves(slopes, "slope", z, "input z of the unit", ax=ax)


def _hill(ax, problem):
    (x0, x1), (y0, y1) = problem.window
    x, y = np.meshgrid(np.linspace(x0, x1, 25), np.linspace(y0, y1, 25))
    loss = problem.value(np.stack((x, y), axis=-1))
    look = {"color": palette.BLUE, "alpha": 0.35, "shade": False}
    ax.plot_surface(x, y, loss, edgecolor=palette.INK, linewidth=0.3, **look)
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
    ax.set(xlabel="x", ylabel="y")
    ax.view_init(elev=30, azim=-60)


def _heights(ax, problem):
    """A few contours with their heights written on them."""
    x, y = (np.linspace(low, high, 121) for low, high in problem.frame)
    loss = problem.value(np.stack(np.meshgrid(x, y), axis=-1))
    levels = MaxNLocator(4).tick_values(loss.min(), loss.max())[1:-1]
    lines = ax.contour(x, y, loss, levels, colors=palette.INK, linewidths=0.9)
    ax.clabel(lines, fmt="%g", fontsize="small")


def _eigen(problem):
    """Curvatures (2,), and the directions (2, 2) that they belong to, as rows."""
    bends, columns = np.linalg.eigh(problem.hessian(problem.minima[0]))
    directions = columns.T
    upward = np.where(directions.sum(axis=1, keepdims=True) < -1e-9, -1, 1)
    return bends, directions * upward
