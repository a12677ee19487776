"""Places on a curve, with the numbers of their steps."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, style, write_on_color
from coursekit.plots.landscapes import profile
from coursekit.plots.sentences import Run, joined, point, words

DISC = {"boxstyle": "circle,pad=0.25", "linewidth": 0}


def numbered(run: Run, count: int, alt: str = "") -> Axes:
    """The first `count` places of a single 1-D run by their numbers, and its end.

    The numbers stand above one another, the earliest highest, over their places.
    """
    ax: Any = axes(joined(alt, words(run)), 6.4, 4.0)
    _curve(run, ax)
    colour = style(run.optimizer.name)["color"]
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom, top + 0.9 * (top - bottom))
    heights = np.linspace(top + 0.8 * (top - bottom), top, count)
    for step, height in enumerate(heights):
        x, y = run.theta[step, 0], run.loss[step]
        ax.plot([x, x], [y, height], color=colour, linewidth=0.8)
        ax.plot(x, y, "o", color=colour, markersize=4)
        _disc(ax, str(step), (x, height), colour)
    ax.plot(run.theta[:count, 0], heights, color=colour, linewidth=0.8, linestyle=":")
    ax.plot(run.theta[-1, 0], run.loss[-1], "X", color=palette.INK, markersize=10)
    ax.set_yticks([tick for tick in ax.get_yticks() if bottom <= tick <= top])
    return ax


def round_trip(run: Run, alt: str = "") -> Array:
    """The moves of a single 1-D run, numbered from 1, on its curve, beside its slope.

    Returns both Axes: the curve with the moves, and the slope with the places.
    """
    x, y = run.theta[:, 0], run.loss
    moves = "; ".join(
        f"{step} from {point(before)} to {point(now)}"
        for step, (before, now) in enumerate(pairwise(x), start=1)
    )
    left, right = axes(joined(alt, f"Moves: {moves}."), 9.2, 3.8, columns=2)
    _curve(run, left)
    colour = style(run.optimizer.name)["color"]
    for step in range(1, len(x)):
        before, now = (x[step - 1], y[step - 1]), (x[step], y[step])
        bow = {"arrowstyle": "->", "color": colour, "connectionstyle": "arc3,rad=0.25"}
        left.annotate("", now, before, arrowprops=bow)
        # In the middle of the bow, on the side to which it bends.
        (x0, y0), (x1, y1) = left.transData.transform([before, now])
        middle = (x0 + x1) / 2 + 0.125 * (y1 - y0), (y0 + y1) / 2 - 0.125 * (x1 - x0)
        _disc(left, str(step), left.transData.inverted().transform(middle), colour)
    left.plot(x, y, "o", color=colour, markersize=6)
    low, high = left.get_xlim()
    wide = np.linspace(low, high, 401)
    right.plot(
        wide, run.problem.gradient(wide[:, None])[:, 0], color=palette.SOFT, zorder=1
    )
    slopes = run.problem.gradient(run.theta)[:, 0]
    right.plot(x, slopes, "o", color=colour, markersize=6)
    right.set(xlim=left.get_xlim(), xlabel="x", ylabel="slope")
    return np.array([left, right])


def _curve(run, ax):
    """The curve under a run, a little wider than the run; its minimum as a star."""
    x, lowest = run.theta[:, 0], run.problem.minima[:1]
    far = 0.15 * np.ptp(x)
    profile(ax, run.problem, x.min() - far, x.max() + far)
    ax.plot(lowest[0], run.problem.value(lowest), "*", color=palette.INK, markersize=9)


def _disc(ax, says, place, colour):
    write_on_color(ax, says, place, bbox={**DISC, "facecolor": colour})
