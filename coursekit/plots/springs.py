"""The problem whose answer FTRL-Proximal is: slopes, springs, and a kink."""

from __future__ import annotations

import numpy as np

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes


def springs(
    places: Array, stiffness: Array, slope: float, home: float, price: float
) -> Array:
    """Left, springs to where a weight was; right, what its next value costs.

    places     (n,), each with the stiffness (n,) of its spring, ½ σ (w − place)²
    slope      the sum of slopes so far, a straight line in w
    home       the stiffness of the spring to 0
    price      of |w|; the Axes come back, with costs from 0 up
    """
    lowest = ((stiffness * places).sum() - slope) / (stiffness.sum() + home)
    reach = 1.4 * max(abs(places).max(), abs(lowest))
    w = np.linspace(-reach, reach, 801)
    each = stiffness[:, None] * (w - places[:, None]) ** 2 / 2
    smooth = slope * w + each.sum(axis=0) + home * w**2 / 2
    kinked = smooth + price * abs(w)
    there = w[kinked.argmin()]
    said = (
        f"{len(places)} springs to places from {places.min():.2f} to "
        f"{places.max():.2f}. Slopes and springs together are least at "
        f"w = {lowest:.2f}; with {price:g} |w| at {_near(there)}."
    )
    left, right = axes(said, 9.4, 3.6, columns=2)
    for energy, place in zip(each, places):
        left.plot(w, energy, color=palette.SOFT, linewidth=0.9)
        left.plot(place, 0, "o", color=palette.INK, markersize=4)
    curves({"all springs": each.sum(axis=0)}, "energy", w, "w", ax=left)
    left.set_title("springs to where w was, and their sum")
    sums = {"slopes + springs": smooth, "with λ₁|w|": kinked}
    curves({k: v - v.min() for k, v in sums.items()}, "cost above its lowest", w, "w",
           ax=right)  # fmt: skip
    right.set_title("what the next w costs")
    right.plot([lowest, there], [0, 0], "o", color=palette.INK, markersize=7)
    return np.array([left, right])


def _near(place: float) -> str:
    return "0" if abs(place) < 1e-9 else f"{place:.2f}"
