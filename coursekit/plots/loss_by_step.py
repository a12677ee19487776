"""Losses against the step, both logarithmic: a power of the step is a straight line."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from coursekit import plots
from coursekit.arrays import Array


def loss_by_step(losses: Mapping[str, Array]) -> Axes:
    """The losses (steps + 1,) of runs, by name, from step 1 on."""
    ends = ", ".join(f"{name} at {loss[-1]:.1g}" for name, loss in losses.items())
    steps = len(next(iter(losses.values()))) - 1
    return plots.named_curves(
        np.arange(1, steps + 1),
        {name: loss[1:] for name, loss in losses.items()},
        "step",
        "loss",
        alt=f"Loss by step, both axes logarithmic; after {steps} steps {ends}.",
        log="xy",
    )
