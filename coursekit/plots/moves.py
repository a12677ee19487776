"""Moves in one dimension: the slope that makes each, and how long they are."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.landscapes import profile
from coursekit.plots.sentences import Run, joined, point


def moves(run: Run, alt: str = "") -> Axes:
    """Each move of a single 1-D run: the tangent where it begins, and its length."""
    x, loss = run.theta[:, 0], run.loss
    slope = run.problem.gradient(run.theta)[:, 0]
    lengths = ", ".join(f"{move:+.3f}" for move in np.diff(x))
    words = f"The moves are {lengths}; each is −η times the slope at its start."
    ax = axes(joined(alt, words), 6.4, 4.2)
    profile(ax, run.problem, *run.problem.window[0])
    reach = 0.05 * np.ptp(ax.get_xlim())
    for n, move in enumerate(np.diff(x)):
        near = x[n] + np.array([-reach, reach])
        tangent = loss[n] + slope[n] * (near - x[n])
        ax.plot(near, tangent, color=palette.VERMILION, linewidth=2.5)
        ends = {"xy": (x[n + 1], loss[n]), "xytext": (x[n], loss[n])}
        ax.annotate("", **ends, arrowprops={"arrowstyle": "->", "color": palette.BLUE})
        place = (x[n + 1], loss[n])
        ax.annotate(
            f" slope {slope[n]:.1f}, move {move:+.3f}", place, va="center", fontsize=9
        )
    ax.plot(x, loss, "o", color=palette.BLUE)
    return ax


def path_and_moves(run: Run) -> Any:
    """A single 1-D run on its curve, and beside it the length of each of its moves."""
    length = np.abs(np.diff(run.theta[:, 0]))
    words = (
        f"Left: from {point(run.theta[0])} to {point(run.theta[-1])}. "
        f"Right: the first move is {length[0]:.2g} long, the longest "
        f"{length.max():.2g}, at step {length.argmax() + 1}."
    )
    left, right = panels = axes(words, 8.4, 3.4, columns=2)
    profile(left, run.problem, *run.problem.window[0])
    few = slice(None, None, max(1, len(length) // 40))
    left.plot(
        run.theta[few, 0], run.loss[few], "o", color=palette.BLUE, fillstyle="none"
    )
    right.semilogy(np.arange(1, len(length) + 1), length, color=palette.BLUE)
    right.set(xlabel="step", ylabel="length of the move")
    return panels
