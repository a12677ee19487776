"""The loss against what was paid for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.plots import Run, axes, looks


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
    ax: Any = axes(" ".join([alt, f"Loss against {xlabel}.", *ends]).strip(), 6.4, 3.8)
    for run, label, cost, look in zip(runs, labels, costs, looks([""] * len(runs))):
        paid = cost * np.arange(len(run.theta))
        line = {"color": look["color"], "linestyle": look["linestyle"]}
        ax.plot(paid, run.loss - floor, label=label, linewidth=1.2, **line)
    ax.set(yscale="log", xlabel=xlabel, ylabel="loss − minimum")
    ax.legend(fontsize="small", framealpha=0.9)
    return ax
