"""What changes from one table of counts to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined, signed


def changes(
    before: ArrayLike, after: ArrayLike, names: Sequence[str], alt: str = ""
) -> Axes:
    """The change of a table of counts (k, k), label down and answer across.

    A square for each change, as large in area as it is, blue for more and orange for
    fewer. Beside each label stands what its right answers, on the diagonal, gained.
    """
    change = np.asarray(after) - np.asarray(before)
    most = np.abs(change).max()
    ax = axes(joined(alt, _words(change, names)), 6.4, 5.2)
    for (row, column), count in np.ndenumerate(change):
        if count:
            side = float(abs(count) / most) ** 0.5
            corner = column - side / 2, row - side / 2
            colour = palette.BLUE if count > 0 else palette.ORANGE
            ax.add_patch(Rectangle(corner, side, side, color=colour, linewidth=0))
    places = range(len(names))
    gains = zip(names, change.diagonal())
    gained = [signed(f"{name}  {gain:+d}") for name, gain in gains]
    ax.plot(places, places, ":", color=palette.SOFT, linewidth=0.8, zorder=0)
    ax.set_xticks(places, labels=names, rotation=60)
    ax.set_yticks(places, labels=gained)
    edges = -0.6, len(names) - 0.4
    ax.set(xlabel="answer", ylabel="label, and right answers gained")
    ax.set(xlim=edges, ylim=edges[::-1], aspect="equal")
    return ax


def _words(change, names):
    gained = ", ".join(f"{n} {k:+d}" for n, k in zip(names, change.diagonal()))
    return f"Right answers more or fewer: {gained}."
