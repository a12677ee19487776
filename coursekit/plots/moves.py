"""Moves in one dimension: the slope that makes each, and how long they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit import plots


def moves(run: plots.Run, alt: str = "") -> Axes:
    """Each move of a single 1-D run: the tangent where it begins, and its length."""
    x, loss = run.theta[:, 0], run.loss
    slope = run.problem.gradient(run.theta)[:, 0]
    lengths = ", ".join(f"{move:+.3f}" for move in np.diff(x))
    words = f"{alt} The moves are {lengths}; each is −η times the slope at its start."
    ax = plots.axes(words.strip(), 6.4, 4.2)
    _curve(ax, run)
    reach = 0.05 * np.ptp(ax.get_xlim())
    for n, move in enumerate(np.diff(x)):
        near = x[n] + np.array([-reach, reach])
        tangent = loss[n] + slope[n] * (near - x[n])
        ax.plot(near, tangent, color=plots.VERMILION, linewidth=2.5)
        ends = {"xy": (x[n + 1], loss[n]), "xytext": (x[n], loss[n])}
        ax.annotate("", **ends, arrowprops={"arrowstyle": "->", "color": plots.BLUE})
        place = (x[n + 1], loss[n])
        ax.annotate(
            f" slope {slope[n]:.1f}, move {move:+.3f}", place, va="center", fontsize=9
        )
    ax.plot(x, loss, "o", color=plots.BLUE)
    return ax


def paths_over_steps(*runs: plots.Run, labels: Sequence[str]) -> Any:
    """A panel for each single 1-D run: x against the step, the minimum as a line."""
    ends = ", ".join(
        f"{label}: {run.theta[-1, 0]:.2f}" for label, run in zip(labels, runs)
    )
    words = f"x over {len(runs[0].theta) - 1} steps; the last x is, with {ends}."
    axes = plots.axes(words, 9.6, 2.6, columns=len(runs))
    places = np.concatenate([run.theta[:, 0] for run in runs])
    margin = 0.08 * np.ptp(places)
    for ax, run, label in zip(axes, runs, labels):
        ax.axhline(run.problem.minima[0, 0], color="0.5", linestyle="--", linewidth=0.9)
        ax.plot(run.theta[:, 0], "o-", color=plots.BLUE, markersize=4, linewidth=1)
        ax.set(title=label, xlabel="step")
        ax.set_ylim(places.min() - margin, places.max() + margin)
    axes[0].set_ylabel("x")
    return axes


def path_and_moves(run: plots.Run) -> Any:
    """A single 1-D run on its curve, and beside it the length of each of its moves."""
    length = np.abs(np.diff(run.theta[:, 0]))
    words = (
        f"Left: from {plots.point(run.theta[0])} to {plots.point(run.theta[-1])}. "
        f"Right: the first move is {length[0]:.2g} long, the longest "
        f"{length.max():.2g}, at step {length.argmax() + 1}."
    )
    left, right = axes = plots.axes(words, 8.4, 3.4, columns=2)
    _curve(left, run)
    few = slice(None, None, max(1, len(length) // 40))
    left.plot(run.theta[few, 0], run.loss[few], "o", color=plots.BLUE, fillstyle="none")
    right.semilogy(np.arange(1, len(length) + 1), length, color=plots.BLUE)
    right.set(xlabel="step", ylabel="length of the move")
    return axes


def _curve(ax, run):
    (low, high), *_ = run.problem.window
    x = np.linspace(low, high, 401)
    ax.plot(x, run.problem.value(x[:, None]), color="0.6", zorder=1)
    ax.set(xlabel="x", ylabel="f(x)", xlim=(low, high))
