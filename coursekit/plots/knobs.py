"""What two knobs do: a colour for each pair of settings."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from coursekit.plots import axes, style


def steps_map(
    etas: ArrayLike,
    betas: ArrayLike,
    steps: ArrayLike,
    *,
    limit: ArrayLike | None = None,
    star: tuple[float, float] | None = None,
    alt: str = "",
) -> Axes:
    """Steps (betas, etas) until a run stays near a minimum; none where it is below 0.

    limit  an η for each β: where the settings that run away begin
    star   (η, β) to mark
    """
    etas, betas, steps = (np.asarray(each, float) for each in (etas, betas, steps))
    few = np.where(steps < 0, np.inf, steps)
    row, column = np.unravel_index(few.argmin(), few.shape)
    says = (
        f"{np.mean(steps >= 0):.0%} of {steps.size} settings arrive, the fastest, "
        f"η = {etas[column]:.2g} and β = {betas[row]:.2g}, in {few.min():.0f} steps."
    )
    ax: Any = axes(f"{alt} {says}".strip(), 7, 4.2)
    shown = np.ma.masked_less(steps, 0)
    picture = ax.pcolormesh(
        etas, betas, shown, norm="log", cmap="viridis_r", rasterized=True
    )
    ax.figure.colorbar(picture, label="steps")
    if limit is not None:
        colour = style("momentum")["color"]
        ax.plot(limit, betas, color=colour)
    if star is not None:
        ax.plot(*star, "*", color="white", markeredgecolor="black", markersize=16)
    ax.set(xscale="log", xlabel="η", ylabel="β", xlim=(etas[0], etas[-1]))
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    return ax
