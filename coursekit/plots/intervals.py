"""Means of few runs with their intervals, one row each: what can be told apart?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.drawings import axes, keywords
from coursekit.plots.sentences import joined

LIFT = 0.18  # of a dot above its interval, in rows


def intervals(
    runs: Mapping[str, ArrayLike],
    factor: float,
    xlabel: str,
    *,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """A row for each rule: its mean ± `factor` standard errors, above it its runs (n,).

    The first rule is at the top, in the rule's colour and marker.
    """
    if ax is None:
        words = joined(alt, _in_words(runs, factor))
        ax = axes(words, 6, 0.8 + 0.4 * len(runs))
    for row, (name, values) in enumerate(runs.items()):
        _interval(ax, row, name, np.asarray(values, float), factor)
    ax.set(yticks=range(len(runs)), yticklabels=[*runs], xlabel=xlabel)
    ax.set_ylim(len(runs) - 0.5, -0.5)
    ax.grid(axis="x")
    return ax


def _in_words(runs, factor):
    """Each mean ± `factor` standard errors."""
    each = ((name, *_mean_and_error(values)) for name, values in runs.items())
    return " ".join(f"{n}: {mean:.0f} ± {factor * se:.0f}." for n, mean, se in each)


def _interval(ax, row, name, values, factor):
    look = keywords(palette.look(name))
    mean, error = _mean_and_error(values)
    ends = [mean - factor * error, mean + factor * error]
    ax.plot(ends, [row, row], color=look["color"], linewidth=2, label=f"± {name}")
    ax.plot(mean, row, color=look["color"], marker=look["marker"], markersize=7)
    above = np.full(len(values), row - LIFT)
    ax.plot(
        values, above, "o", color=look["color"], alpha=0.5, markersize=3, label=name
    )


def _mean_and_error(values):
    values = np.asarray(values, float)
    return values.mean(), values.std(ddof=1) / len(values) ** 0.5
