"""A line with one knob, fitted to points: what it misses, and its loss as a valley."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.drawings import axes, looks
from coursekit.plots.labels import name_curves

Loss = Callable[[Any], Any]  # knobs (..., 1) -> heights (...)


def lines(x: ArrayLike, y: ArrayLike, knobs: Sequence[float]) -> Axes:
    """The points (n,) with the line y = w·x of each knob w, and all that it misses."""
    ax = axes(f"{_points(x, y)} Lines through 0 with {_knobs(knobs)}.", 4.6, 3.4)
    _lines(ax, x, y, knobs)
    _misses(ax, x, y, knobs)
    return ax


def lines_and_valley(
    x: ArrayLike,
    y: ArrayLike,
    knobs: Sequence[float],
    loss: Loss,
    window: tuple[float, float],
) -> Any:
    """Beside the lines, the loss of every knob in a window, each line's own marked."""
    heights = _heights(loss, knobs)
    said = ", ".join(f"{h:.1f} at w = {w:g}" for w, h in zip(knobs, heights))
    words = f"Left: {_knobs(knobs)} as lines. Right: the loss, a valley: {said}."
    left, right = panels = axes(words, 8.4, 3.4, columns=2)
    _lines(left, x, y, knobs)
    _misses(left, x, y, knobs)
    _valley(right, loss, window)
    for w, height, look in zip(knobs, heights, _looks(knobs)):
        right.plot(w, height, markersize=9, **{**look, "linestyle": ""})
    return panels


def line_walk(
    x: ArrayLike,
    y: ArrayLike,
    knobs: Sequence[float],
    loss: Loss,
    window: tuple[float, float],
) -> Any:
    """The line after each step, the newest darkest, beside the walk of its knob."""
    heights = _heights(loss, knobs)
    words = (
        f"{len(knobs) - 1} steps. Left: the line turns from w = {knobs[0]:.2f} to "
        f"{knobs[-1]:.2f}. Right: the loss falls from {heights[0]:.1f} to "
        f"{heights[-1]:.1f}."
    )
    left, right = panels = axes(words, 8.4, 3.4, columns=2)
    reach = np.array([0, 1.12 * np.max(x)])
    shades = np.linspace(0.15, 1, len(knobs))
    for w, shade in zip(knobs, shades):
        left.plot(reach, w * reach, color=palette.BLUE, alpha=shade)
    _dots(left, x, y)
    _valley(right, loss, window)
    right.plot(knobs, heights, "o:", color=palette.BLUE, fillstyle="none")
    return panels


def _looks(knobs):
    return looks(["" for _ in knobs])


def _knobs(knobs):
    return "w = " + ", ".join(f"{w:g}" for w in knobs)


def _points(x, y):
    pairs = ", ".join(f"({a:g}, {b:g})" for a, b in zip(np.ravel(x), np.ravel(y)))
    return f"The points {pairs}."


def _dots(ax, x, y):
    ax.plot(x, y, "o", color=palette.INK, markersize=6, zorder=3)
    ax.set(xlabel="weight x", ylabel="stretch y", xlim=(0, 1.12 * np.max(x)))
    ax.set_ylim(-0.5, 1.5 * np.max(y))


def _lines(ax, x, y, knobs):
    reach = np.array([0, 1.12 * np.max(x)])
    names, drawn = [f"w = {w:g}" for w in knobs], []
    for w, name, look in zip(knobs, names, _looks(knobs)):
        drawn += ax.plot(reach, w * reach, label=name, **{**look, "marker": ""})
    _dots(ax, x, y)
    ax.set_ylim(top=max(ax.get_ylim()[1], 1.02 * max(knobs) * reach[1]))
    name_curves(ax, drawn, names)


def _misses(ax, x, y, knobs):
    """From each point up or down to each line, side by side."""
    for n, (w, look) in enumerate(zip(knobs, _looks(knobs))):
        aside = np.asarray(x, float) + 0.05 * n
        ax.vlines(aside, y, w * aside, color=look["color"], linewidth=1, alpha=0.7)


def _heights(loss, knobs):
    return loss(np.asarray(knobs, float)[:, None])


def _valley(ax, loss, window):
    w = np.linspace(window[0], window[1], 201)
    ax.plot(w, _heights(loss, w), color=palette.SOFT, zorder=1)
    ax.set(xlabel="knob w", ylabel="loss", xlim=window)
