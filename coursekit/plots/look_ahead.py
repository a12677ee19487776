"""Where a rule measures the slope, beside where it goes."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import style
from coursekit.plots.landscapes import landscape
from coursekit.plots.paths import paths
from coursekit.plots.sentences import joined, point


def look_arrows(plain: Any, ahead: Any, alt: str = "") -> Axes:
    """One step of two rules from one state: the shared slide, then each its push.

    plain  a single 2-D run of one step that measures the slope where it stands
    ahead  the same of a rule that measures at the point where the slide ends
    """
    here, slid = ahead.theta[0], ahead.probe[0]
    ends = plain.theta[1], ahead.theta[1]
    told = joined(alt, _told(here, slid, ends))
    ax = landscape(plain.problem, alt=told)
    _arrow(ax, here, slid, palette.INK, "βv")
    ax.plot(*here, "o", color=palette.INK, markersize=6)
    ax.annotate("θ", here, (7, 5), textcoords="offset points")
    ax.annotate("θ + βv", slid, (9, -3), textcoords="offset points")
    outward = np.sign(slid[0] - here[0])  # names keep clear of the slide
    for run, end in zip((plain, ahead), ends):
        name, look = run.optimizer.name, style(run.optimizer.name)
        _arrow(ax, slid, end, look["color"], "−ηg")
        ax.plot(*end, look["marker"], color=look["color"], markersize=9)
        label = f"{name},\nslope at {_place(run, here)}"
        ax.annotate(label, end, (11 * outward, 6), textcoords="offset points",
                    ha="right" if outward < 0 else "left", va="center",
                    color=look["color"], fontsize=palette.SMALL)  # fmt: skip
    _frame(ax, np.array([here, slid, *ends, (0, 0)]))
    return ax


def look_aheads(run: Any, alt: str = "") -> Axes:
    """A single 2-D path, with a thin line from each θ to where its slope was taken."""
    ax = paths(run, alt=alt)
    for start, asked in zip(run.theta, run.probe):
        ax.plot(*np.transpose([start, asked]), color=palette.INK, linewidth=0.8)
    ax.plot(*run.probe.T, "x", color=palette.INK, markersize=5)
    farthest = np.linalg.norm(run.probe - run.theta[: len(run.probe)], axis=-1).argmax()
    ax.annotate("asks here", run.probe[farthest], (0, -5), textcoords="offset points",
                ha="center", va="top", fontsize=palette.SMALL)  # fmt: skip
    return ax


def _place(run: Any, here: Array) -> str:
    return "θ" if np.array_equal(run.probe[0], here) else "θ + βv"


def _told(here, slid, ends):
    plain, ahead = (point(np.round(end, 3)) for end in ends)
    return (
        f"From {point(here)} both slide to {point(np.round(slid, 3))}; "
        f"one push leads on to {plain}, the other back to {ahead}."
    )


def _arrow(ax, tail, tip, colour, name):
    shape = {"arrowstyle": "-|>", "color": colour, "linewidth": 2, "shrinkA": 0}
    ax.annotate("", tip, tail, arrowprops={**shape, "shrinkB": 0})
    middle, (x, y) = (np.asarray(tail) + tip) / 2, np.subtract(tip, tail)
    beside = np.array([-abs(y), x * np.sign(y)]) * 8 / np.hypot(x, y)  # on its left
    how = {"textcoords": "offset points", "ha": "right", "va": "center"}
    ax.annotate(name, middle, beside, color=colour, **how)


def _frame(ax, points):
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    half = 0.7 * np.ptp(points, axis=0).max()
    ax.set(xlim=(middle[0] - half, middle[0] + half))
    ax.set(ylim=(middle[1] - half, middle[1] + half))
