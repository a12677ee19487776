"""Which case holds where, over two axes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined


def regions(
    x: ArrayLike, y: ArrayLike, cases: Mapping[str, Array],
    *, xlabel: str, ylabel: str, alt: str,
) -> Axes:  # fmt: skip
    """The areas where each case holds, in a colour each, with its name written in it.

    x, y   (n,) and (m,), the axes
    cases  whether it holds, (m, n), by name; where none does, there is only paper
    """
    shares = ", ".join(f"{name} {case.mean():.0%}" for name, case in cases.items())
    ax = axes(joined(alt, f"Of the whole: {shares}."))
    colours = (
        palette.GREEN,
        palette.VERMILION,
        palette.ORANGE,
        palette.SKY,
        palette.PURPLE,
    )
    for (name, case), colour in zip(cases.items(), colours):
        where = np.where(case, 0.0, np.nan)
        paint = {"cmap": ListedColormap([colour]), "alpha": 0.3, "rasterized": True}
        ax.pcolormesh(np.asarray(x), np.asarray(y), where, **paint)
        if case.any():
            column, row = _inside(case)
            place = np.asarray(x)[column], np.asarray(y)[row]
            ax.text(*place, name, ha="center", va="center", fontsize="small")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def _inside(case):
    """(column, row) of a point of the case that lies in the middle of a wide run."""
    lengths = np.zeros(case.shape, int)
    for column in range(case.shape[1]):
        before = lengths[:, column - 1] if column else 0
        lengths[:, column] = (before + 1) * case[:, column]
    row = lengths.max(axis=1).argmax()
    rows = np.flatnonzero(lengths.max(axis=1) > 0.8 * lengths.max())
    row = rows[len(rows) // 2]
    end = lengths[row].argmax()
    return int(end - lengths[row, end] // 2), int(row)
