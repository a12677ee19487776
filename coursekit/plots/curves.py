"""Numbers against numbers: a curve for each thing that is compared, under its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, cycle

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, keywords
from coursekit.plots.labels import name_curves
from coursekit.plots.sentences import joined

FEW = 30  # numbers of a curve that get a marker each
MARKED = 12  # of more, so many


def curves(
    lines: Mapping[str, ArrayLike],
    ylabel: str,
    x: ArrayLike | None = None,
    xlabel: str = "step",
    *,
    log: str = "",
    levels: Mapping[str, float] | None = None,
    marks: Mapping[str, tuple[float, float]] | None = None,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """Each line's numbers (n,) against x (n,), named at its right end.

    A rule's name brings the rule's look.

    x       0, 1, 2, … if there is none: steps
    log     the axes that are logarithmic: "", "x", "y" or "xy"
    levels  heights of dotted lines, by name
    marks   points (x, y) to draw as stars, by name
    """
    numbers = {name: np.asarray(line, float) for name, line in lines.items()}
    longest = max(len(line) for line in numbers.values())
    across = np.asarray(np.arange(longest) if x is None else x, float)
    if ax is None:
        ax = axes(joined(alt, _words(across, numbers, xlabel, ylabel)))
    drawn = [
        draw(ax, name, across, line, look)
        for (name, line), look in zip(numbers.items(), looks_of_names([*lines]))
    ]
    drawn += [level(ax, name, y, across) for name, y in (levels or {}).items()]
    drawn += [star(ax, name, place) for name, place in (marks or {}).items()]
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xscale("log" if "x" in log else "linear")
    ax.set_yscale("log" if "y" in log else "linear")
    if "x" not in log and np.array_equal(across, np.round(across)):
        whole_ticks(ax)
    name_all(ax, drawn)
    return ax


def draw(ax: Axes, name: str, x: ArrayLike, y: ArrayLike, look: palette.Look) -> Line2D:
    """One curve of numbers (n,) over x (n,), with its rule's markers."""
    (line,) = ax.plot(x, y, label=name, **keywords(look))
    return line


def level(ax: Axes, name: str, height: float, x: ArrayLike) -> Line2D:
    """A dotted line at a height, from the least to the largest x (n,)."""
    ends = np.min(x), np.max(x)
    (line,) = ax.plot(ends, [height] * 2, ":", color=palette.SOFT, linewidth=1)
    line.set_label(name)
    return line


def star(ax: Axes, name: str, place: tuple[float, float]) -> Line2D:
    """A star at a place (x, y)."""
    (line,) = ax.plot(*place, "*", color=palette.INK, markersize=11, label=name)
    return line


def name_all(ax: Axes, drawn: Sequence[Line2D]) -> None:
    """The labels of what is drawn, at its right ends, if it is more than one thing.

    The axes are logarithmic or not by now: markers are as far apart on either.
    """
    ax.margins(x=0.02)
    for line in drawn:
        x = np.asarray(line.get_xdata(), float)
        if len(x) > FEW:
            line.set_markevery(spaced(x, ax.get_xscale() == "log"))
    if len(drawn) > 1:
        name_curves(ax, drawn, [str(line.get_label()) for line in drawn])


def spaced(x: Array, log: bool) -> list[int]:
    """Which of x (n,), ascending, are evenly apart on an axis, on a log one above 0."""
    first = int(np.searchsorted(x, 0, side="right")) if log else 0
    if len(x[first:]) < 2:
        return []
    space = np.geomspace if log else np.linspace
    inner = space(x[first], x[-1], MARKED)[:-1]  # the last is the end, whatever it is
    return sorted({*np.searchsorted(x, inner).tolist(), len(x) - 1})


def whole_ticks(ax: Axes) -> None:
    """A few round ticks across, no fractions: of steps there are none."""
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))


def looks_of_names(names: Sequence[str]) -> list[palette.Look]:
    """How these curves are drawn: rules by their looks, without rules in turn."""
    if palette.RULES.keys().isdisjoint(names):
        return [look for look, _ in zip(cycle(palette.CYCLE), names)]
    return palette.looks(names)


def _words(x: Array, lines: Mapping[str, Array], xlabel: str, ylabel: str) -> str:
    """What is drawn against what, and for each line where it begins and ends."""
    against = f"{ylabel} against {xlabel}, from {_number(x[0])} to {_number(x[-1])}."
    ends = (f"{name}: {_ends(line)}." for name, line in lines.items())
    return " ".join(chain([against], ends))


def _ends(line: Array) -> str:
    """The first and the last number of a line that are drawn."""
    there = line[~np.isnan(line)]
    return f"from {_number(there[0])} to {_number(there[-1])}" if there.size else "none"


def _number(x: float) -> str:
    """As one says it: whole if it is whole, else three digits."""
    return f"{x:.0f}" if x == round(x, 0) and abs(x) < 1e6 else f"{x:.3g}"
