"""Why a penalty with a kink makes exact zeros: costs, and where they are least."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes


def kinks(
    zs: Sequence[float], price: float, soft: Callable[[Array, float], Array]
) -> Array:
    """Left, ½(w − z)² + price |w| for some z; right, the best w against z: the Axes.

    soft  the best w, for an array of z and the price
    """
    w, z = np.linspace(-1.5, 2.5, 401), np.linspace(-3, 3, 601)
    best = soft(np.asarray(zs, float), price)
    costs = {f"z = {each:g}": cost(w, each, price) for each in zs}
    found = ", ".join(f"{b:.3g} for z = {each:g}" for b, each in zip(best, zs))
    said = (
        f"The cost's lowest point is at w = {found}. The best w is 0 for z from "
        f"{-price:g} to {price:g}; outside, soft lies {price:g} nearer to 0 than z."
    )
    left, right = axes(said, 9.4, 3.8, columns=2)
    curves(costs, "½(w − z)² + λ|w|", w, "w", ax=left)
    for name, at, each in zip(costs, best, zs):
        color = next(x.get_color() for x in left.lines if x.get_label() == name)
        left.plot(at, cost(at, each, price), "o", color=color, markersize=8)
    left.set(title="the dots: lowest points", ylim=(-0.2, 4.5))
    hard = np.where(abs(z) > price, z, 0.0)
    curves({"soft": soft(z, price), "hard": hard}, "w", z, "z", ax=right)
    right.axvspan(-price, price, color=palette.GROUND[0], alpha=palette.GROUND[1])
    right.set_title(f"thresholds, λ = {price:g}")
    return np.array([left, right])


def cost(w: Array | float, z: float, price: float) -> Array:
    """What a weight w costs that should be near z."""
    return np.asarray((w - z) ** 2 / 2 + price * np.abs(w))
