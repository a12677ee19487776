"""What becomes of the losses of runs: step by step, and for what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.plots.curves import draw, name_all, whole_ticks
from coursekit.plots.drawings import axes
from coursekit.plots.paths import looks_of, names_of
from coursekit.plots.sentences import Run, joined, loss_of, together


def loss_curves(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    floor: float = 0.0,
    alt: str = "",
) -> Axes:
    """Loss above `floor` against the step, on a logarithmic axis."""
    if ax is None:
        ax = axes(together(alt, runs))
    _losses(ax, runs, names_of(runs, labels), [1] * len(runs), floor)
    whole_ticks(ax)
    ax.set_xlabel("step")
    return ax


def loss_by_cost(
    *runs: Run,
    labels: Sequence[str],
    costs: Sequence[float],
    xlabel: str,
    floor: float = 0.0,
    alt: str = "",
) -> Axes:
    """Loss above `floor` of single runs against steps × the cost of a step."""
    ends = (
        f"{label}: {run.loss[-1] - floor:.2g} at {cost * (len(run.theta) - 1):.3g}."
        for run, label, cost in zip(runs, labels, costs)
    )
    ax: Any = axes(joined(alt, " ".join([f"Loss against {xlabel}.", *ends])))
    _losses(ax, runs, labels, costs, floor)
    ax.set_xlabel(xlabel)
    return ax


def _losses(ax, runs, names, costs, floor):
    each = zip(runs, names, costs, looks_of(runs), strict=True)
    lines = [
        draw(ax, name, cost * np.arange(len(run.loss)), run.loss - floor, look)
        for run, name, cost, look in each
    ]
    ax.set_yscale("log")
    ax.grid(axis="y")
    f = loss_of(runs[0].problem)
    ax.set_ylabel(f if not floor else f"{f} above the minimum")
    name_all(ax, lines)
