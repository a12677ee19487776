"""What a step of momentum is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import style
from coursekit.plots.landscapes import landscape
from coursekit.plots.sentences import Run, joined, words


class Remembering(Run, Protocol):
    """A run of a rule with memory."""

    @property
    def memory(self) -> Mapping[str, Array]: ...


def step_parts(run: Remembering, steps: Sequence[int], alt: str = "") -> Axes:
    """A single 2-D run of momentum; for these steps what is kept, and the push.

    From where the run stood, an arrow for what is kept of the velocity, βv; from its
    tip one for the push, −ηg, which ends where the run goes.
    """
    ax: Any = landscape(run.problem, alt=joined(alt, words(run)))
    ax.plot(*run.theta.T, color=palette.SOFT, marker="o", markersize=3.5, linewidth=1)
    for step in steps:
        here, tip, there = kept_and_pushed(run, step)
        _arrow(ax, here, tip, "kept: βv", style("momentum")["color"], there)
        _arrow(ax, tip, there, "push: −ηg", style("gd")["color"], here)
    return ax


def _arrow(ax, begin, end, name, color, third):
    """An arrow, its name beside it where the triangle's third corner is not."""
    arrow = {"arrowstyle": "-|>", "color": color, "linewidth": 2}
    ax.annotate("", end, begin, arrowprops={**arrow, "shrinkA": 0, "shrinkB": 0})
    middle = (begin + end) / 2
    left = middle[0] < third[0]
    ax.annotate(
        name, middle, (-8 if left else 8, 0), textcoords="offset points", color=color,
        ha="right" if left else "left", va="center", fontsize=palette.TEXT,
    )  # fmt: skip


def kept_and_pushed(run: Remembering, step: int) -> tuple[Array, Array, Array]:
    """Where a run stood before this step, the tip of βv, and where it went."""
    beta = run.optimizer.knobs["beta"]
    here = run.theta[step - 1]
    return here, here + beta * np.asarray(run.memory["v"][step - 1]), run.theta[step]
