"""A table of numbers as coloured squares."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_rgba
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, write_on_color
from coursekit.plots.sentences import joined, signed


def entries(X: ArrayLike, y: ArrayLike, alt: str = "") -> Axes:
    """The entries −1, 0, 1 of X (n, d) as squares, a row for each label of y (n,)."""
    X = np.asarray(X, float)
    n, d = X.shape
    ax = axes(joined(alt, _rows_in_words(X, y)), 8, 0.45 * n + 1)
    colours = ListedColormap([palette.VERMILION, "none", palette.BLUE])
    grid = {"edgecolors": to_rgba(*palette.GRID), "linewidth": 0.5}
    ax.pcolormesh(X, cmap=colours, vmin=-1.5, vmax=1.5, **grid)
    for (row, column), value in np.ndenumerate(X):
        if value:
            write_on_color(ax, f"{value:g}", (column + 0.5, row + 0.5))
    ax.set(xlabel="column", ylabel="label", aspect="equal")
    ax.set_xticks(np.arange(0, d, 5) + 0.5, labels=[str(i) for i in range(0, d, 5)])
    labels = [signed(f"{label:+g}") for label in np.asarray(y)]
    ax.set_yticks(np.arange(n) + 0.5, labels=labels)
    ax.invert_yaxis()
    return ax


def _rows_in_words(X: Array, y: ArrayLike) -> str:
    """Which columns of each row are not 0."""
    return " ".join(
        f"Row {i}, label {label:+g}: not 0 in columns {_listed(np.flatnonzero(row))}."
        for i, (row, label) in enumerate(zip(X, np.asarray(y)))
    )


def _listed(columns):
    return ", ".join(map(str, columns))
