"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is
the figure's repr, so a notebook stores it beside the image as alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from typing import Any, Protocol

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Integers
from coursekit.plots.ends import ends
from coursekit.plots.entries import entries
from coursekit.plots.error_by_rank import error_by_rank
from coursekit.plots.look_ahead import look_aheads, look_arrows
from coursekit.plots.loss_by_step import loss_by_step
from coursekit.plots.named_curves import named_curves
from coursekit.plots.over_steps import over_steps
from coursekit.plots.position_by_step import position_by_step
from coursekit.plots.rates_by_step import rates_by_step
from coursekit.plots.regions import regions
from coursekit.plots.stability import factors, faster, stable_limits
from coursekit.problem import Problem

# Okabe and Ito (2008): told apart with every common kind of colour vision.
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"

# One colour, line and marker per optimizer for the whole course; never colour alone.
STYLES = {
    "gd": (BLUE, "-", "o"),
    "momentum": (VERMILION, "--", "s"),
    "nesterov": (GREEN, "-.", "^"),
    "adagrad": (ORANGE, "-", "D"),
    "rmsprop": (PURPLE, "--", "v"),
    "adadelta": ("#7A5195", "-.", "<"),
    "adam": (SKY, "-", "P"),
}
OWN = (BLACK, "-", "X")  # a learner's own rule
CYCLE = [*STYLES.values(), OWN]
STYLES |= {
    "delta_bar_delta": ("#7A5195", "-", "d"),
    "rmsprop_momentum": (VERMILION, ":", "h"),
    "rmsprop_nesterov": (GREEN, ":", ">"),
    "adamax": (VERMILION, "-.", "p"),
    "nadam": (GREEN, "--", "<"),
    "amsgrad": (ORANGE, "--", "s"),
    "adamw": (BLUE, ":", "h"),
    "adabound": (PURPLE, "-.", "d"),
    "newton": (VERMILION, "-", "^"),
    "damped_newton": (ORANGE, "-.", "v"),
    "steepest_descent": (BLUE, "--", "D"),
    "conjugate_gradient": (GREEN, "-", "s"),
    "ftrl": (PURPLE, "-", "p"),
    "rda": (SKY, "--", "d"),
}


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


def style(name: str) -> dict[str, str]:
    """How the optimizer called `name` is drawn: color, linestyle and marker."""
    return dict(zip(("color", "linestyle", "marker"), STYLES.get(name, OWN)))


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
    problem, start, end = runs.problem, runs.theta[0], runs.theta[-1]
    away = np.linalg.norm(end[..., None, :] - problem.minima, axis=-1)
    nearest = np.where(runs.left_at >= 0, np.nan, away.argmin(axis=-1))
    share = ", ".join(
        f"{np.mean(nearest == i):.1%} near {point(m)}"
        for i, m in enumerate(problem.minima)
    )
    if ax is None:
        ax = axes(_sentence(alt, f"Where {nearest.size} starts end: {share}."), 5.4, 5)
    colours = plt.matplotlib.colors.ListedColormap([SKY, ORANGE, GREEN, PURPLE])
    x, y = start[..., 0], start[..., 1]
    ax.pcolormesh(x, y, nearest, cmap=colours, vmin=-0.5, vmax=3.5, rasterized=True)
    ax.plot(*problem.minima.T, "*", color=BLACK, markersize=11)
    ax.set(xlabel="x of the start", ylabel="y of the start", aspect="equal")
    return ax


def _labels(runs, labels):
    if labels is None and len({run.optimizer.name for run in runs}) == len(runs):
        return [run.optimizer.name for run in runs]
    return labels or [f"from {point(run.theta[0])}" for run in runs]


def looks(names: Sequence[str]) -> list[dict[str, str]]:
    """How optimizers of these names are drawn together, each told from the others."""
    if len(set(names)) < len(names):
        chosen = [CYCLE[i % len(CYCLE)] for i in range(len(names))]
    else:
        taken = [STYLES[name] for name in names if name in STYLES]
        spare = cycle([OWN, *(look for look in STYLES.values() if look not in taken)])
        chosen = [STYLES.get(name) or next(spare) for name in names]
    return [dict(zip(("color", "linestyle", "marker"), look)) for look in chosen]


def _looks(runs):
    return looks([run.optimizer.name for run in runs])


def _legend(ax, runs):
    if len(runs) > 1:
        ax.legend(fontsize="small", framealpha=0.9)


def _together(alt, runs):
    return _sentence(alt, " ".join(words(run) for run in runs))


def _sentence(alt, computed):
    return f"{alt} {computed}".strip()


# Figures of single lessons, a file per kind.
from coursekit.plots.against import curves  # noqa: E402
from coursekit.plots.clouds import clouds, hovering  # noqa: E402
from coursekit.plots.costs import loss_by_cost  # noqa: E402
from coursekit.plots.differences import difference_errors  # noqa: E402
from coursekit.plots.factors import error_factors  # noqa: E402
from coursekit.plots.fits import line_walk, lines, lines_and_valley  # noqa: E402
from coursekit.plots.knobs import steps_map  # noqa: E402
from coursekit.plots.moves import moves, path_and_moves, paths_over_steps  # noqa: E402
from coursekit.plots.numbered import numbered, round_trip  # noqa: E402
from coursekit.plots.timelines import errors, positions  # noqa: E402
from coursekit.plots.velocities import step_parts  # noqa: E402
