"""The ground that paths walk on: bands of height, contours, minima, and basins."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from coursekit.arrays import Array, Integers
from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import Run, joined, loss_of, point
from coursekit.problem import Problem

FINE = 241  # points across a landscape
Place = tuple[float, float]  # across and up, from 0 to 1


def ground(ax: Axes, problem: Problem) -> None:
    """Bands of height, of which the lowest is paper, with contours between them."""
    x, y, loss, levels = _heights(problem)
    count = palette.BANDS
    high, most = palette.GROUND
    bands = [to_rgba(high, most * k / (count - 1)) for k in range(count)]
    ax.contourf(x, y, loss, levels, colors=bands, zorder=0)
    contours(ax, problem)


def contours(ax: Axes, problem: Problem) -> None:
    """Lines of equal height over the problem's frame, as hairlines, no more."""
    x, y, loss, levels = _heights(problem)
    line, share = palette.CONTOUR
    hairs: Any = {"linewidths": 0.6, "linestyles": "-", "zorder": 0}
    ax.contour(x, y, loss, levels[1:-1], colors=line, alpha=share, **hairs)
    ax.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]), aspect="equal")


def _heights(problem):
    """Points along both sides, the loss at each of them, and the edges of the bands."""
    x, y = (np.linspace(low, high, FINE) for low, high in problem.frame)
    with np.errstate(all="ignore"):
        loss = problem.value(np.stack(np.meshgrid(x, y), axis=-1))
    parts = np.linspace(0, 1, palette.BANDS + 1) ** 2
    low, high = low_and_high(loss)
    return x, y, loss, low + (high - low) * parts


def low_and_high(losses: Array) -> tuple[float, float]:
    """The lowest and the highest that is finite; apart, also where all are alike."""
    there = losses[np.isfinite(losses)]
    low, high = (there.min(), there.max()) if there.size else (0.0, 0.0)
    least = 1e-9 * max(abs(low), abs(high)) or 1.0
    if high - low < least:
        low, high = low - least / 2, high + least / 2
    return float(low), float(high)


def curve(
    ax: Axes, x: Array, loss: Array, sides: ArrayLike, heights: ArrayLike
) -> None:
    """The curve of a loss over one coordinate, with the ground below it, no more."""
    high, share = palette.GROUND
    ax.fill_between(x, loss, np.min(heights), color=high, alpha=share, linewidth=0)
    ax.plot(x, loss, color=palette.SOFT, linewidth=1.2, zorder=1)
    ax.set(xlim=sides, ylim=heights)


def profile(ax: Axes, problem: Problem, low: float, high: float) -> None:
    """The thin curve of a 1-D problem from low to high, for what is drawn on it."""
    x = np.linspace(low, high, 401)
    ax.plot(x, problem.value(x[:, None]), color=palette.SOFT, zorder=1)
    ax.set(xlabel=problem.letters[0], ylabel=loss_of(problem), xlim=(low, high))


def tints(basin: Integers) -> Array:
    """The pale colours of wells: (rows, columns) to pixels (rows, columns, 4).

    A start that ends nowhere, −1, has none.
    """
    wells = [palette.WELLS[n % len(palette.WELLS)] for n in range(basin.max() + 1)]
    colors = [to_rgba(well, palette.TINT) for well in wells]
    return np.array([*colors, (0, 0, 0, 0)])[basin]


def tint(ax: Axes, basin: Integers, x: ArrayLike, y: ArrayLike) -> None:
    """Lay the tints of wells over the ground from x to y, (low, high); rows go up."""
    picture = tints(basin)
    extent = (*np.ravel(x), *np.ravel(y))
    ax.imshow(picture, extent=extent, origin="lower", interpolation="nearest", zorder=0,
              aspect=ax.get_aspect())  # fmt: skip


def landscape(problem: Problem, ax: Axes | None = None, alt: str = "") -> Axes:
    """Bands and contours of a 2-D problem over its frame; stars mark its minima."""
    if ax is None:
        ax = _wide(problem, alt or f"Contours of {problem.name}.")
    ground(ax, problem)
    _marked(ax, problem)
    return ax


def _wide(problem, words):
    across, up = np.ptp(problem.frame, axis=1)
    width = min(7.0, 5.0 * across / up)
    return axes(words, width + 0.4, width * up / across + 0.5)


def _marked(ax, problem):
    """The minima, and the names of the coordinates at the quiet edges."""
    quiet(ax)
    ax.plot(*problem.minima.T, "*", color=palette.INK, markersize=7, zorder=2)
    ax.set(**dict(zip(("xlabel", "ylabel"), problem.letters)))


def parted(ax: Axes, problem: Problem, basin: Integers) -> None:
    """Contours and minima over the tints of the wells that starts end in."""
    contours(ax, problem)
    _marked(ax, problem)
    tint(ax, basin, *problem.frame)


def quiet(ax: Axes) -> None:
    """No box and no ticks around a picture, few numbers."""
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(5, integer=True, min_n_ticks=3))
        axis.label.set_fontstyle("italic")
    ax.yaxis.label.set(rotation=0, ha="right")


def basins(runs: Run, ax: Axes | None = None, alt: str = "") -> Axes:
    """Which minimum each run of an (n, m) batch of 2-D starts ends at, as tints."""
    problem, start, basin = runs.problem, runs.theta[0], runs.basin
    shares = [np.mean(basin == n) for n in range(len(problem.minima))]
    told = ", ".join(
        f"{share:.1%} at {point(minimum)}"
        for share, minimum in zip(shares, problem.minima)
    )
    if ax is None:
        words = joined(alt, f"Where {basin.size} starts end: {told}.")
        ax = _wide(problem, words)
    contours(ax, problem)
    _marked(ax, problem)
    (x0, x1), (y0, y1) = (
        (float(side.min()), float(side.max())) for side in np.moveaxis(start, -1, 0)
    )
    tint(ax, _ascending(basin, start), (x0, x1), (y0, y1))
    for minimum, share in zip(problem.minima, shares):
        if share > 0.03:
            across, up = (minimum - (x0, y0)) / (x1 - x0, y1 - y0)
            beside = 0.05 if up < 0.8 else -0.05  # of the height, from the star
            write(ax, (across, up + beside), f"{share:.0%} end here")
    names = (f"{letter} of the start" for letter in problem.letters)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), **dict(zip(("xlabel", "ylabel"), names)))
    ax.yaxis.label.set(rotation=90, ha="center")
    return ax


def _ascending(basin, start):
    """The grid with its second coordinate going up the rows, its first along them."""
    if np.ptp(start[0, :, 0]) == 0:
        basin = basin.T
        start = np.swapaxes(start, 0, 1)
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


def corner(mask: NDArray[np.bool_]) -> Place:
    """Where words about a part of a picture cover least: in its corner, if it has one.

    The mask is (rows, columns), rows go up. Raises ValueError as inmost does.
    """
    rows, columns = (
        max(1, round(part)) for part in np.multiply(mask.shape, (0.1, 0.45))
    )
    for at, block in {
        (0.02, 0.95): mask[-rows:, :columns],
        (0.98, 0.05): mask[:rows, -columns:],
        (0.98, 0.95): mask[-rows:, -columns:],
        (0.02, 0.05): mask[:rows, :columns],
    }.items():
        if block.mean() > 0.95:
            return at
    return inmost(mask)


def write(ax: Axes, at: Place, words: str) -> None:
    """Words at a place of the axes, from 0 to 1; near an edge they keep inside."""
    across = "left" if at[0] < 0.15 else "right" if at[0] > 0.85 else "center"
    up = "bottom" if at[1] < 0.1 else "top" if at[1] > 0.9 else "center"
    ax.text(*at, words, transform=ax.transAxes, ha=across, va=up, color=palette.INK,
            fontsize=palette.SMALL)  # fmt: skip


def marks(low: float, high: float) -> Array:
    """A few round numbers between low and high."""
    found = np.asarray(MaxNLocator(4).tick_values(low, high))
    return found[(found >= low) & (found <= high)]
