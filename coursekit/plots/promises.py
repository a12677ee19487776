"""Do probabilities mean what they say? What is promised, against what comes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.curves import draw, looks_of_names, name_all
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined

PARTS = 10  # groups of rows, equally many in each


def promises(
    promised: Mapping[str, ArrayLike], labels: ArrayLike, alt: str = ""
) -> Axes:
    """Each model's probabilities of label 1 (n,), in tenths, against what came.

    labels  0 or 1 of the n rows. On the line the promises are kept; below it there are
    too many.
    """
    ax = axes(joined(alt, _words(promised, labels)), 6, 5)
    ax.axline((0, 0), slope=1, color=palette.SOFT, linestyle=":")
    drawn = [
        draw(ax, name, *tenths(np.asarray(p), np.asarray(labels)), look)
        for (name, p), look in zip(promised.items(), looks_of_names([*promised]))
    ]
    ax.set(xlabel="promised", ylabel="came")
    name_all(ax, drawn)
    return ax


def tenths(promised: Array, labels: Array) -> tuple[Array, Array]:
    """Mean promise and share that came, (10,) each, from low to high promises."""
    groups = np.array_split(np.argsort(promised), PARTS)
    kept = [(promised[rows].mean(), labels[rows].mean()) for rows in groups]
    foretold, came = np.array(kept).T
    return foretold, came


def _words(promised, labels):
    came = np.sum(labels)
    ratios = ", ".join(f"{n}: {np.sum(p) / came:.2f}" for n, p in promised.items())
    return f"Promised for each that came: {ratios}."
