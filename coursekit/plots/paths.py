"""The paths of runs: over a landscape, or on the curve of one coordinate."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, keywords
from coursekit.plots.labels import name_paths
from coursekit.plots.landscapes import curve, landscape, low_and_high, quiet
from coursekit.plots.sentences import Run, loss_of, point, together

APART = 0.014  # of the frame's longer side, between the dots of a path


def paths(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """The paths of single 2-D runs over the landscape of their problem."""
    if ax is None:
        ax = landscape(runs[0].problem, alt=together(alt, runs))
    names = names_of(runs, labels)
    lines = []
    for run, name, look in zip(runs, names, looks_of(runs), strict=True):
        line = _path(ax, run.theta, run.problem.frame, look)
        line.set_label(name)
        lines.append(line)
    _starts(ax, np.stack([run.theta[0] for run in runs]))
    if len(runs) > 1:
        name_paths(ax, lines, names)
    return ax


def _starts(ax, points):
    """A ring at each start: many may begin at one."""
    ring = {"marker": "o", "markersize": 9, "markerfacecolor": "none"}
    for start in np.unique(points, axis=0):
        ax.plot(*start, **ring, color=palette.INK, markeredgewidth=1.3, zorder=4)


def _path(ax, theta, frame, look):
    """A thin line with dots that do not clog, and a larger mark at its end."""
    dots = apart(theta, APART * np.ptp(frame, axis=1).max())
    style = keywords(look)
    thin = {"markersize": 3.2, "linewidth": 1.2, "markevery": dots[1:]}
    (line,) = ax.plot(*theta.T, **style, **thin)
    ax.plot(*theta[-1], **style, markersize=6.5)
    return line


def apart(theta: Array, gap: float) -> list[int]:
    """Which points of a path (n, d) are at least a gap away from the last such one."""
    kept = [0]
    for i, here in enumerate(theta):
        if not np.linalg.norm(here - theta[kept[-1]]) < gap:
            kept.append(i)
    return kept


def path_1d(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """The positions of single 1-D runs on the curve that they descend."""
    problem = runs[0].problem
    if ax is None:
        ax = axes(together(alt, runs))
    (low, high), *_ = problem.window
    x = np.linspace(low, high, 401)
    with np.errstate(all="ignore"):
        loss = problem.value(x[:, None])
    bottom, top = low_and_high(loss)
    margin = 0.04 * (top - bottom)
    curve(ax, x, loss, (low, high), (bottom - margin, top + margin))
    quiet(ax)
    names = names_of(runs, labels)
    lines = []
    for run, name, look in zip(runs, names, looks_of(runs), strict=True):
        style = {**keywords(look), "linestyle": "-"}
        at = run.theta[:, 0], run.loss
        dots = apart(_on_screen(*at, (low, high), ax.get_ylim()), 0.012)
        (line,) = ax.plot(*at, **style, markersize=4, linewidth=0.8, markevery=dots)
        line.set_label(name)
        lines.append(line)
    ax.set(xlabel=problem.letters[0], ylabel=loss_of(problem))
    if len(runs) > 1:
        name_paths(ax, lines, names)
    return ax


def _on_screen(x, y, sides, heights):
    """Where points are, (n, 2), in parts of the picture."""
    with np.errstate(all="ignore"):
        parts = [
            (values - low) / (high - low)
            for values, (low, high) in ((x, sides), (y, heights))
        ]
    return np.stack(parts, axis=-1)


def names_of(runs: Sequence[Run], labels: Sequence[str] | None) -> Sequence[str]:
    """What each run is called in a picture: as asked, its rule, or where it starts."""
    if labels is None and len({run.optimizer.name for run in runs}) == len(runs):
        return [run.optimizer.name for run in runs]
    return labels or [f"from {point(run.theta[0])}" for run in runs]


def looks_of(runs: Sequence[Run]) -> list[palette.Look]:
    """How these runs are drawn together."""
    return palette.looks([run.optimizer.name for run in runs])
