"""Noise as one sees it: clouds of gradients, and of places around a minimum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes, looks
from coursekit.plots.sentences import Run, joined, point

ASIDE = np.array([np.sqrt(3), 1]) / 2  # from a circle's middle to where it is named


def root_mean_square(points: ArrayLike, centre: ArrayLike) -> float:
    """How far points (m, 2) are from the centre: the root of their mean square."""
    return float(np.sqrt(((np.asarray(points) - centre) ** 2).sum(axis=-1).mean()))


def _circle(centre: Array, radius: float) -> Circle:
    """It lies above the points, or their crowd would hide it."""
    look = {"fill": False, "linewidth": 1.6, "color": palette.INK, "zorder": 2.5}
    return Circle(tuple(centre), radius, **look)


def clouds(gradients: Mapping[int, Array], full: ArrayLike, alt: str = "") -> Array:
    """Gradients (m, 2) for each batch size, a panel for each; a star is the full one.

    A circle has their spread as radius. The dotted line parts what points downhill,
    on the side of the star, from what points uphill. Returns the Axes of the panels.
    """
    full = np.asarray(full, float)
    spreads = {B: root_mean_square(g, full) for B, g in gradients.items()}
    each = (f"spread {spread:.2f} for B = {B}" for B, spread in spreads.items())
    says = joined(alt, f"Gradients around {point(full)}: {', '.join(each)}.")
    width = max(4.0, 2.5 * len(gradients))
    panels = np.atleast_1d(axes(says, width, 3.2, columns=len(gradients)))
    reach = 2.2 * max(spreads.values())
    (look,) = looks(["gd"])
    x, y = full
    across = np.array([-y, x]) / np.linalg.norm(full)
    for ax, (B, g) in zip(panels, gradients.items()):
        ax.plot(*g[:300].T, ".", color=look["color"], alpha=0.4, markersize=4)
        level = np.outer([-9 * reach, 9 * reach], across)
        ax.plot(*level.T, ":", color=palette.SOFT)
        ax.add_patch(_circle(full, spreads[B]))
        ax.plot(*full, "*", color=palette.INK, markersize=7)
        ax.set(xlim=full[0] + reach * np.array([-1, 1]), aspect="equal")
        ax.set(ylim=full[1] + reach * np.array([-1, 1]), title=f"B = {B}")
        ax.set_xlabel("slope in w₁")
    panels[0].set_ylabel("slope in w₂")
    return panels


def _named(ax: Axes, name: str, place: Array, color: str) -> None:
    """A name right of the axes, where no point covers it, and a line to its place."""
    x, y = place
    leader = {"arrowstyle": "-", "color": palette.INK, "linewidth": 0.8}
    ax.annotate(
        name, (x, y), (1.02, y), textcoords=("axes fraction", "data"), va="center",
        arrowprops={**leader, "shrinkA": 0, "shrinkB": 0}, fontsize=palette.TEXT,
        color=color, annotation_clip=False,
    )  # fmt: skip


def hovering(*runs: Run, labels: Sequence[str], alt: str = "") -> Axes:
    """The places of single 2-D runs about a minimum, and for each run a circle.

    Its radius is the root of the mean squared distance from the minimum.
    """
    centre = runs[0].problem.minima[0]
    radii = [root_mean_square(run.theta, centre) for run in runs]
    each = (f"radius {r:.2f} for {label}" for r, label in zip(radii, labels))
    ax: Any = axes(joined(alt, f"{', '.join(each).capitalize()}."), 5.8, 4.8)
    for run, label, radius, look in zip(runs, labels, radii, looks([""] * len(runs))):
        marks = {"marker": look["marker"], "color": look["color"], "linestyle": ""}
        ax.plot(*run.theta[::10].T, **marks, markersize=2.5, alpha=0.5, label=label)
        ax.add_patch(_circle(centre, radius))
        _named(ax, label, centre + radius * ASIDE, look["color"])
    ax.plot(*centre, "*", color=palette.INK, markersize=12)
    ax.set(aspect="equal", xlabel="w₁", ylabel="w₂")
    return ax
