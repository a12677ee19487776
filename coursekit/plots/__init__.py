"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is
the figure's repr, so a notebook stores it beside the image as alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Integers
from coursekit.plots import palette
from coursekit.problem import Problem

# Colours of what is no rule, readable on white and on the dark theme's paper.
INK, OWN, CYCLE, STYLES = palette.INK, palette.OWN, palette.CYCLE, palette.RULES
BLACK = INK
BLUE, VERMILION, GREEN, ORANGE, PURPLE, _, SKY = (look.color for look in CYCLE[:7])
YELLOW = ORANGE


class Run(Protocol):
    """What of a Trajectory is drawn."""

    @property
    def optimizer(self) -> Any: ...
    @property
    def problem(self) -> Problem: ...
    @property
    def theta(self) -> Array: ...
    @property
    def loss(self) -> Array: ...
    @property
    def left_at(self) -> Integers: ...
    @property
    def basin(self) -> Integers: ...


def style(name: str) -> dict[str, str]:
    """How the optimizer called `name` is drawn: color, linestyle and marker."""
    return _style(palette.look(name))


class Drawing(Figure):
    """A figure whose repr says what it shows."""

    words = ""

    def __repr__(self) -> str:
        return self.words


def axes(words: str, width: float = 6.0, height: float = 4.0, columns: int = 1) -> Any:
    """New Axes (an array of them if columns > 1) in a Drawing described by `words`."""
    figure, ax = plt.subplots(
        ncols=columns, figsize=(width, height), FigureClass=Drawing, layout="tight"
    )
    figure.words = words  # type: ignore[attr-defined]  # it is a Drawing
    return ax


def point(theta: ArrayLike) -> str:
    """Coordinates as text: (0.9678, 0.3765); 0 is what no picture tells from it."""
    seen = np.where(np.abs(theta) < 1e-4, 0, theta)
    return "(" + ", ".join(f"{x:.4g}" for x in np.atleast_1d(seen)) + ")"


def words(run: Run) -> str:
    """One sentence about a single run: what walked, from where to where."""
    steps = len(run.theta) - 1
    left = f"; it leaves the picture at step {run.left_at}" if run.left_at >= 0 else ""
    return (
        f"{run.optimizer!r} on {run.problem.name}, {steps} steps from "
        f"{point(run.theta[0])} to {point(run.theta[-1])}{left}."
    )


def landscape(problem: Problem, ax: Axes | None = None, alt: str = "") -> Axes:
    """Contours of a 2-D problem over its window; stars mark its minima."""
    if ax is None:
        ax = axes(alt or f"Contours of {problem.name}.", 5.4, 5.0)
    (x0, x1), (y0, y1) = problem.window
    x, y = np.linspace(x0, x1, 161), np.linspace(y0, y1, 161)
    loss = problem.value(np.stack(np.meshgrid(x, y), axis=-1))
    levels = loss.min() + np.ptp(loss) * np.linspace(0, 1, 15) ** 2
    ax.contourf(x, y, loss, levels, cmap="Greys", alpha=0.55)
    ax.contour(x, y, loss, levels, colors="0.55", linewidths=0.6, linestyles="-")
    ax.plot(*problem.minima.T, "*", color=BLACK, markersize=9, zorder=2)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal", xlabel="x", ylabel="y")
    return ax


def paths(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """The paths of single 2-D runs over the landscape of their problem."""
    if ax is None:
        ax = landscape(runs[0].problem, alt=_together(alt, runs))
    for run, label, look in zip(runs, _labels(runs, labels), _looks(runs), strict=True):
        ax.plot(*run.theta.T, label=label, markersize=4.5, linewidth=1.3, **look)
        ax.plot(*run.theta[0], **look, markersize=9, fillstyle="none")
    _legend(ax, runs)
    return ax


def path_1d(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    alt: str = "",
) -> Axes:
    """The positions of single 1-D runs on the curve that they descend."""
    if ax is None:
        ax = axes(_together(alt, runs))
    (low, high), *_ = runs[0].problem.window
    x = np.linspace(low, high, 401)
    loss = runs[0].problem.value(x[:, None])
    ax.plot(x, loss, color="0.6", zorder=1)
    for run, label, look in zip(runs, _labels(runs, labels), _looks(runs), strict=True):
        look = {**look, "linestyle": ":", "fillstyle": "none"}
        ax.plot(run.theta[:, 0], run.loss, label=label, linewidth=1, **look)
    margin = 0.04 * np.ptp(loss)
    ax.set(xlim=(low, high), ylim=(loss.min() - margin, loss.max() + margin))
    ax.set(xlabel="x", ylabel="f(x)")
    _legend(ax, runs)
    return ax


def loss_curves(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    floor: float = 0.0,
    alt: str = "",
) -> Axes:
    """Loss above `floor` against the step, on a logarithmic axis."""
    if ax is None:
        ax = axes(_together(alt, runs))
    for run, label, look in zip(runs, _labels(runs, labels), _looks(runs), strict=True):
        ax.plot(run.loss - floor, label=label, markevery=0.1, markersize=5, **look)
    ax.set_yscale("log")
    ax.set(xlabel="step", ylabel="f(θ)" if not floor else "f(θ) − minimum")
    _legend(ax, runs)
    return ax


def basins(runs: Run, ax: Axes | None = None, alt: str = "") -> Axes:
    """Which minimum each run of an (n, m) batch of 2-D starts ends nearest to."""
    problem, start = runs.problem, runs.theta[0]
    nearest = np.where(runs.basin < 0, np.nan, runs.basin)
    share = ", ".join(
        f"{np.mean(nearest == i):.1%} near {point(m)}"
        for i, m in enumerate(problem.minima)
    )
    if ax is None:
        ax = axes(_sentence(alt, f"Where {nearest.size} starts end: {share}."), 5.4, 5)
    colours = plt.matplotlib.colors.ListedColormap(palette.WELLS)
    x, y = start[..., 0], start[..., 1]
    ax.pcolormesh(
        x,
        y,
        nearest,
        cmap=colours,
        vmin=-0.5,
        vmax=len(palette.WELLS) - 0.5,
        rasterized=True,
    )
    ax.plot(*problem.minima.T, "*", color=BLACK, markersize=11)
    ax.set(xlabel="x of the start", ylabel="y of the start", aspect="equal")
    return ax


def _labels(runs, labels):
    if labels is None and len({run.optimizer.name for run in runs}) == len(runs):
        return [run.optimizer.name for run in runs]
    return labels or [f"from {point(run.theta[0])}" for run in runs]


def looks(names: Sequence[str]) -> list[dict[str, str]]:
    """How optimizers of these names are drawn together, each told from the others."""
    return [_style(look) for look in palette.looks(names)]


def _style(look):
    return dict(zip(("color", "linestyle", "marker"), look))


def _looks(runs):
    return looks([run.optimizer.name for run in runs])


def _legend(ax, runs):
    if len(runs) > 1:
        ax.legend(fontsize="small", framealpha=0.9)


def _together(alt, runs):
    return _sentence(alt, " ".join(words(run) for run in runs))


def _sentence(alt, computed):
    return f"{alt} {computed}".strip()
