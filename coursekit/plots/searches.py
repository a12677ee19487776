"""What a search for good knobs found: scores against each knob, best and edges marked.

A best value at an edge of what was searched says nothing yet: beyond may lie a better.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, keywords
from coursekit.plots.sentences import joined

COLUMNS = 4


def searches(
    etas: ArrayLike, scores: Mapping[str, ArrayLike], ylabel: str, *, alt: str = ""
) -> Array:
    """A panel per rule: scores (n, runs) against η (n,); the Axes, as an array.

    A line is the mean of the runs, the band reaches from the worst to the best of them,
    the star is the best mean, and the dotted lines are the edges of the search.
    """
    etas = np.asarray(etas, float)
    runs = {name: np.asarray(score, float) for name, score in scores.items()}
    found = " ".join(_found(name, etas, s.mean(axis=1)) for name, s in runs.items())
    rows = -(-len(runs) // COLUMNS)
    figure = axes(joined(alt, found), 9, 2.3 * rows).figure
    figure.clear()
    panels = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False)
    for ax in panels[:, 0]:
        ax.set_ylabel(ylabel)
    for ax in panels.flat[len(runs) :]:
        ax.remove()
    for k, (ax, (name, score)) in enumerate(zip(panels.flat, runs.items())):
        _search(ax, name, etas, score)
        if k + COLUMNS >= len(runs):  # nothing stands below it
            ax.set_xlabel("η")
            ax.tick_params(labelbottom=True)
    return panels.flat[: len(runs)]


def _search(ax, name, etas, score):
    look = keywords(palette.look(name))
    ax.fill_between(etas, *_range(score), color=look["color"], alpha=0.25, linewidth=0)
    ax.plot(etas, score.mean(axis=1), label=name, **look)
    _best(ax, etas, score.mean(axis=1))
    _edges(ax, etas[[0, -1]])
    ax.set_xscale("log")
    ax.set_title(name)


def _range(score):
    return score.min(axis=1), score.max(axis=1)


def random_search(
    knobs: Mapping[str, ArrayLike],
    edges: Mapping[str, tuple[float, float]],
    score: ArrayLike,
    ylabel: str,
    *,
    rule: str,
    alt: str = "",
) -> Array:
    """The score (n,) of settings drawn at random, against each knob (n,); the Axes.

    Every setting is a point in each panel, and the best of all is the star; the dotted
    lines are the edges between which a knob was drawn.
    """
    heights = np.asarray(score, float)
    best = int(heights.argmax())
    at = ", ".join(f"{name} {np.asarray(x)[best]:.2g}" for name, x in knobs.items())
    words = f"The best of {heights.size} settings, {heights[best]:.1f}, has {at}."
    panels: Any = axes(joined(alt, words), 4.2 * len(knobs), 3.2, len(knobs))
    panels = np.atleast_1d(panels)
    look = {"color": palette.look(rule).color, "marker": "o", "linestyle": "none"}
    for ax, (name, x) in zip(panels, knobs.items()):
        x = np.asarray(x, float)
        ax.plot(x, heights, label=rule, **look)
        _best(ax, x, heights)
        _edges(ax, edges[name])
        ax.set(xscale="log", xlabel=name)
    panels[0].set_ylabel(ylabel)
    return panels


def _best(ax: Axes, x: Array, score: Array) -> None:
    """A star on the highest of scores (n,)."""
    place = x[score.argmax()], score.max()
    ax.plot(*place, "*", color=palette.INK, markersize=11, label="best", zorder=3)


def _edges(ax: Axes, ends: ArrayLike) -> None:
    """Dotted lines where the search began and ended."""
    for x in np.asarray(ends, float):
        ax.axvline(x, color=palette.SOFT, linestyle=":", linewidth=1, label="edge")


def _found(name, etas, mean):
    """Where a rule's best mean lies, and whether at an edge."""
    k = int(mean.argmax())
    edge = ", at an edge" if k in (0, len(etas) - 1) else ""
    return f"{name}: best {mean[k]:.0f} at η = {etas[k]:.2g}{edge}."
