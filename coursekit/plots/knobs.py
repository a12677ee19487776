"""What two knobs do: a colour for each pair of settings."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined


def steps_map(
    etas: ArrayLike,
    betas: ArrayLike,
    steps: ArrayLike,
    *,
    rule: str,
    limit: ArrayLike | None = None,
    star: tuple[float, float] | None = None,
    alt: str = "",
) -> Axes:
    """Steps (betas, etas) until a run stays near a minimum; none where it is below 0.

    rule   whose colour it is, the stronger, the faster
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
    ax: Any = axes(joined(alt, says), 7, 4.2)
    shown = np.ma.masked_less(steps, 0)
    ramp = palette.ramp(palette.look(rule).color)
    shades = LinearSegmentedColormap.from_list("", ramp)
    look = {"norm": "log", "cmap": shades, "rasterized": True}
    picture = ax.pcolormesh(etas, betas, shown, **look)
    ax.figure.colorbar(picture, label="steps")
    if limit is not None:
        ax.plot(limit, betas, color=palette.INK, linewidth=1.4)
    if star is not None:
        edge = {"markeredgecolor": palette.INK, "markersize": 16}
        ax.plot(*star, "*", color=palette.ON_COLOR, **edge)
    ax.set(xscale="log", xlabel="η", ylabel="β", xlim=(etas[0], etas[-1]))
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    ax.xaxis.set_major_formatter("{x:g}")
    ax.xaxis.set_minor_formatter("")
    return ax
