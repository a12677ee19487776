"""What a step leaves of the error, against η, for each curvature."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit import plots


def error_factors(etas: ArrayLike, curvatures: Mapping[str, float]) -> Axes:
    """The size |1 − ηλ| for each curvature λ, by name; for several also the largest."""
    etas = np.asarray(etas, float)
    sizes = {name: np.abs(1 - etas * bend) for name, bend in curvatures.items()}
    largest = np.max([*sizes.values()], axis=0)
    least, last = largest.argmin(), etas[largest < 1][-1]
    words = (
        f"The largest factor's size is least, {largest[least]:.2f}, at η = "
        f"{etas[least]:.4f}, and below 1 up to η = {last:.4f}."
    )
    ax = plots.axes(words, 6.4, 3.8)
    if len(sizes) > 1:
        ax.plot(etas, largest, color="0.5", alpha=0.5, linewidth=6, label="the largest")
    looks = plots.looks(["", *("" for _ in sizes)])
    curves = [
        ax.plot(etas, size, label=name, **{**look, "marker": ""})[0]
        for (name, size), look in zip(sizes.items(), looks)
    ]
    ax.axhline(1, color="0.5", linestyle="--", linewidth=0.9)
    ax.text(etas[0], 1.02, "no progress", fontsize="small")
    ax.set(xlabel="learning rate η", ylabel="size of the error factor", ylim=(0, None))
    plots.name_curves(ax, curves, [*sizes])
    return ax
