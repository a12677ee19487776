"""What a step leaves of the error, against η, for each curvature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes


def error_factors(etas: ArrayLike, curvatures: Mapping[str, float]) -> Axes:
    """The size |1 − ηλ| for each curvature λ, by name; for several also the largest."""
    etas = np.asarray(etas, float)
    sizes = {name: np.abs(1 - etas * bend) for name, bend in curvatures.items()}
    largest = np.max([*sizes.values()], axis=0)
    low, high = min(curvatures.values()), max(curvatures.values())
    words = (
        f"The largest factor's size is least, {(high - low) / (high + low):.2f}, at "
        f"η = {2 / (low + high):.4f}, and below 1 up to η = {2 / high:.4f}."
    )
    ax = axes(words)
    if len(sizes) > 1:
        band = {"color": palette.SOFT, "alpha": 0.4, "linewidth": 6, "zorder": 1}
        ax.plot(etas, largest, label="the largest", **band)
    levels = {"no progress": 1}
    curves(
        sizes, "size of the error factor", etas, "learning rate η", levels=levels, ax=ax
    )
    ax.set_ylim(bottom=0)
    return ax
