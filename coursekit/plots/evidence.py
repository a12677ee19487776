"""A weight that is decided by a sum of slopes: the sum above, the weight below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.curves import whole_ticks
from coursekit.plots.drawings import Drawing, style


def evidence(
    lives: Mapping[str, tuple[Array, Array]], threshold: float, x: Array, xlabel: str
) -> Array:
    """A column for each life (z, w), both (n,) against x (n,): its Axes, (2, columns).

    Above, z and the band ±threshold; below, w, which is 0 while z is in the band.
    """
    said = " ".join(_told(name, *life, x, xlabel) for name, life in lives.items())
    figure: Any = plt.figure(
        figsize=(9.4, 4.6), FigureClass=Drawing, layout="tight", facecolor="none"
    )
    figure.words = f"z above, with the band ±{threshold:g}; w below. {said}"
    panels = figure.subplots(2, len(lives), sharex=True, sharey="row", squeeze=False)
    for (sums, weight), (name, (z, w)) in zip(panels.T, lives.items()):
        sums.axhspan(-threshold, threshold, color=palette.INK, alpha=palette.GROUND[1])
        sums.step(x, z, where="post", color=style("gd")["color"])
        weight.axhline(0, color=palette.SOFT, linewidth=0.8)
        weight.step(x, w, where="post", color=style("momentum")["color"])
        sums.set_title(name)
        weight.set_xlabel(xlabel)
        whole_ticks(weight)
    panels[0, 0].set_ylabel("z, sum of slopes")
    panels[1, 0].set_ylabel("w")
    inside = {"ha": "right", "va": "center", "fontsize": palette.SMALL}
    panels[0, 0].text(x[-1], 0, "here w = 0", **inside)
    return panels


def _told(name: str, z: Array, w: Array, x: Array, xlabel: str) -> str:
    """When the weight left 0 for the first time, how often it was 0 since, its end."""
    alive = np.flatnonzero(w)
    if not len(alive):
        return f"{name}: |z| is at most {abs(z).max():.2f}, w always 0."
    zero = int((w[alive[0] :] == 0).sum())
    return (
        f"{name}: w leaves 0 at {x[alive[0]]:g} {xlabel}, is 0 again at {zero} of the "
        f"{len(w) - alive[0]} later points, and ends at {w[-1]:.2f}; z ends at "
        f"{z[-1]:.2f}."
    )
