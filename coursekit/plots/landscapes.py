"""The ground that paths walk on: bands of height, contours, minima, and basins."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from coursekit.arrays import Array, Integers
from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.words import Run, point, sentence
from coursekit.problem import Problem

FINE = 241  # points across a landscape
Place = tuple[float, float]  # across and up, from 0 to 1


def ground(ax: Axes, problem: Problem) -> None:
    """Bands of height, the lowest is paper, and contours as hairlines, no more."""
    (x0, x1), (y0, y1) = problem.frame
    x, y = np.linspace(x0, x1, FINE), np.linspace(y0, y1, FINE)
    with np.errstate(all="ignore"):
        loss = problem.value(np.stack(np.meshgrid(x, y), axis=-1))
    count, (high, most) = palette.BANDS, palette.GROUND
    levels = loss.min() + np.ptp(loss) * np.linspace(0, 1, count + 1) ** 2
    bands = [to_rgba(high, most * k / (count - 1)) for k in range(count)]
    ax.contourf(x, y, loss, levels, colors=bands, zorder=0)
    line, share = palette.CONTOUR
    hairs = {"linewidths": 0.6, "linestyles": "-", "zorder": 0}
    ax.contour(x, y, loss, levels[1:-1], colors=line, alpha=share, **hairs)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal")


def curve(
    ax: Axes, x: Array, loss: Array, sides: ArrayLike, heights: ArrayLike
) -> None:
    """The curve of a loss over one coordinate, with the ground below it, no more."""
    high, share = palette.GROUND
    ax.fill_between(x, loss, np.min(heights), color=high, alpha=share, linewidth=0)
    ax.plot(x, loss, color=palette.SOFT, linewidth=1.2, zorder=1)
    ax.set(xlim=sides, ylim=heights)


def tints(basin: Integers) -> Array:
    """The pale colours of wells: (rows, columns) to pixels (rows, columns, 4).

    A start that ends nowhere, −1, has none.
    """
    wells = [palette.WELLS[n % len(palette.WELLS)] for n in range(basin.max() + 1)]
    colors = [to_rgba(well, palette.TINT) for well in wells]
    return np.array([*colors, (0, 0, 0, 0)])[basin]


def tint(ax: Axes, basin: Integers, x: ArrayLike, y: ArrayLike) -> None:
    """Lay the tints of wells over the ground from x to y, (low, high); rows go up."""
    picture, extent = tints(basin), (*np.ravel(x), *np.ravel(y))
    ax.imshow(picture, extent=extent, origin="lower", interpolation="nearest", zorder=0,
              aspect=ax.get_aspect())  # fmt: skip


def landscape(problem: Problem, ax: Axes | None = None, alt: str = "") -> Axes:
    """Bands and contours of a 2-D problem over its frame; stars mark its minima."""
    if ax is None:
        across, up = np.ptp(problem.frame, axis=1)
        width = min(7.0, 5.0 * across / up)
        words = alt or f"Contours of {problem.name}."
        ax = axes(words, width + 0.4, width * up / across + 0.5)
    ground(ax, problem)
    quiet(ax)
    ax.plot(*problem.minima.T, "*", color=palette.INK, markersize=7, zorder=2)
    ax.set(**dict(zip(("xlabel", "ylabel"), problem.letters)))
    return ax


def quiet(ax: Axes) -> None:
    """No box and no ticks around a picture, few numbers."""
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=3))
        axis.label.set_fontstyle("italic")
    ax.yaxis.label.set_rotation(0)


def basins(runs: Run, ax: Axes | None = None, alt: str = "") -> Axes:
    """Which minimum each run of an (n, m) batch of 2-D starts ends at, in pale tints."""
    problem, start, basin = runs.problem, runs.theta[0], runs.basin
    shares = [np.mean(basin == n) for n in range(len(problem.minima))]
    told = ", ".join(
        f"{share:.1%} at {point(minimum)}"
        for share, minimum in zip(shares, problem.minima)
    )
    if ax is None:
        words = sentence(alt, f"Where {basin.size} starts end: {told}.")
        ax = landscape(problem, alt=words)
    (x0, x1), (y0, y1) = (
        (float(side.min()), float(side.max())) for side in np.moveaxis(start, -1, 0)
    )
    tint(ax, _ascending(basin, start), (x0, x1), (y0, y1))
    for n, share in enumerate(shares):
        if share > 0.03:
            across, up = inmost(_ascending(basin, start) == n)
            at = x0 + across * (x1 - x0), y0 + up * (y1 - y0)
            label = f"{share:.0%} end at {point(problem.minima[n])}"
            ax.annotate(label, at, ha="center", va="center", color=palette.INK)
    names = (f"{letter} of the start" for letter in problem.letters)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), **dict(zip(("xlabel", "ylabel"), names)))
    ax.yaxis.label.set_rotation(90)
    return ax


def _ascending(basin, start):
    """The grid with its second coordinate going up the rows, its first along them."""
    if np.ptp(start[0, :, 0]) == 0:
        basin, start = basin.T, np.swapaxes(start, 0, 1)
    return basin[:: 1 if start[-1, 0, 1] >= start[0, 0, 1] else -1]


def inmost(mask: NDArray[np.bool_]) -> Place:
    """The cell of a mask (rows, columns) that is farthest from its edge, from 0 to 1.

    Raises ValueError for a mask of nothing.
    """
    if not mask.any():
        raise ValueError("inmost needs a mask with at least one cell; this has none.")
    inner = np.pad(mask, 1)
    while True:
        shrunk = inner.copy()
        for axis in (0, 1):
            for way in (1, -1):
                shrunk &= np.roll(inner, way, axis)
        if not shrunk.any():
            break
        inner = shrunk
    rows, columns = np.nonzero(inner[1:-1, 1:-1])
    middle = len(rows) // 2
    height, width = mask.shape
    return (float(columns[middle]) + 0.5) / width, (float(rows[middle]) + 0.5) / height


def marks(low: float, high: float) -> Array:
    """A few round numbers between low and high."""
    found = MaxNLocator(4).tick_values(low, high)
    return found[(found >= low) & (found <= high)]
