"""Numbers against numbers: a line for each thing that is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots import STYLES, axes, looks


def curves(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    *,
    log: str = "",
    dots: bool = False,
    guides: Mapping[str, float] | None = None,
    ax: Any = None,
    alt: str = "",
) -> Axes:
    """Each line's numbers (n,) against x (n,), named in a legend.

    log     which axes are logarithmic: "", "x", "y" or "xy"
    dots    mark each number, where there are few
    guides  heights at which to draw a dotted line, by what is written on it
    """
    x = np.asarray(x, float)
    if ax is None:
        ax = axes(" ".join([alt, *_words(x, lines, xlabel, ylabel)]).strip(), 6.4, 3.8)
    known = set(lines) <= set(STYLES)
    chosen = looks([*lines] if known else [""] * len(lines))
    for look, (label, y) in zip(chosen, lines.items()):
        marker = look["marker"] if dots else ""
        ax.plot(x, y, label=label, markersize=5, **{**look, "marker": marker})
    for says, height in (guides or {}).items():
        ax.axhline(height, color="0.5", linewidth=0.9, linestyle=":")
        ax.annotate(
            says,
            (x[0], height),
            xytext=(2, 2),
            textcoords="offset points",
            fontsize="small",
        )
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xscale("log" if "x" in log else "linear")
    ax.set_yscale("log" if "y" in log else "linear")
    if len(lines) > 1:
        ax.legend(fontsize="small", framealpha=0.9)
    return ax


def _words(x, lines, xlabel, ylabel):
    """What is drawn against what, and for each line where it begins and ends."""
    yield f"{ylabel} against {xlabel}, from {x[0]:.4g} to {x[-1]:.4g}."
    for label, y in lines.items():
        first, last = np.asarray(y, float)[[0, -1]]
        yield f"{label}: from {first:.4g} to {last:.4g}."
