"""What a damping does to one step: where it points, and how long it is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.plots import palette
from coursekit.plots.drawings import axes, style


def damped_steps(alphas: ArrayLike, steps: ArrayLike, g: ArrayLike) -> Any:
    """Cosine between steps (n, d) and −g (d,), and their length, against α (n,)."""
    alphas, steps, g = (np.asarray(each, float) for each in (alphas, steps, g))
    length = np.linalg.norm(steps, axis=-1)
    downhill = -(steps @ g) / length / np.linalg.norm(g)
    up = downhill < 0
    first = alphas[np.flatnonzero(np.r_[True, up[:-1]])[-1]]  # after the last uphill
    words = (
        f"Left: from α = {first:.2g} on the step leads downhill, and turns to −g. "
        f"Right: it is longest near α = {alphas[length.argmax()]:.2g}."
    )
    left, right = panels = axes(words, 9, 3.4, columns=2)
    for ax, y in ((left, downhill), (right, length)):
        ax.plot(alphas, y, **{**style("damped_newton"), "linestyle": "-", "marker": ""})
        ax.set(xscale="log", xlabel="α")
    left.axhline(0, color=palette.SOFT, linestyle=":", linewidth=1)
    left.text(alphas[0], 0.06, "downhill", fontsize=palette.SMALL, color=palette.INK)
    left.text(alphas[0], -0.16, "uphill", fontsize=palette.SMALL, color=palette.INK)
    left.set(ylabel="cosine between step and −g", ylim=(-1.05, 1.05))
    right.set(yscale="log", ylabel="length of the step")
    return panels
