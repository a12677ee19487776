"""How far off weights are, from the commonest feature to the rarest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes

GROUP = 5  # neighbours, whose errors are averaged


def error_by_rank(errors: Mapping[str, Array]) -> Axes:
    """Squared errors (n,) of weights in order of rank, by rule; n a multiple of 5."""
    fives = {
        name: error.reshape(-1, GROUP).mean(axis=1) for name, error in errors.items()
    }
    ends = "; ".join(
        f"{name} {five[0]:.3f} for the commonest, {five[-1]:.3f} for the rarest"
        for name, five in fives.items()
    )
    groups = np.arange(len(next(iter(fives.values()))))
    return curves(
        fives,
        "squared error of its weight",
        GROUP * groups + (GROUP + 1) / 2,
        "rank of the word, by how common it is",
        ax=axes(f"Mean squared error of five neighbouring words: {ends}."),
    )
