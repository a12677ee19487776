"""Curves over one axis, each under its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit import plots


def named_curves(
    x: ArrayLike,
    curves: Mapping[str, ArrayLike],
    xlabel: str,
    ylabel: str,
    *,
    alt: str,
    levels: Mapping[str, float] | None = None,
    marks: Mapping[str, tuple[float, float]] | None = None,
    log: str = "",
    ylim: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """One line per name over x (n,); a rule's name brings the rule's colour.

    curves  numbers (n,) by name, which are the legend
    levels  dotted horizontal lines by name, written in their middle
    marks   single points (x, y) by name, drawn as stars
    log     the axes that are logarithmic: "", "x", "y" or "xy"
    """
    ax = plots.axes(alt) if ax is None else ax
    chosen: list[dict[str, Any]] = [*plots.looks([*curves])]
    for (name, y), look in zip(curves.items(), chosen):
        ax.plot(x, y, label=name, markevery=0.1, markersize=5, **look)
    for name, level in (levels or {}).items():
        ax.axhline(level, color="0.45", linestyle=":", linewidth=1)
        place = (0.5, level)  # half of the width, at this height
        across = ax.get_yaxis_transform()
        ax.text(*place, name, ha="center", va="bottom", transform=across)
    for name, place in (marks or {}).items():
        ax.plot(*place, "*", color=plots.BLACK, markersize=13, label=name)
    ax.set_xscale("log" if "x" in log else "linear")
    ax.set_yscale("log" if "y" in log else "linear")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if ylim:
        ax.set_ylim(*ylim)
    if len(curves) + len(marks or {}) > 1:
        ax.legend(fontsize="small", framealpha=0.9)
    return ax
