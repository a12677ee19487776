"""What runs of one coordinate do step after step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import Run, axes, looks
from coursekit.plots.sentences import words


def positions(*runs: Run, labels: Sequence[str], alt: str = "") -> Axes:
    """The place of each single 1-D run against the step, on one pair of axes."""
    ax = axes(" ".join([alt, *map(words, runs)]).strip(), 6.4, 3.6)
    names = [run.optimizer.name for run in runs]
    for run, label, look in zip(runs, labels, looks(names)):
        ax.plot(run.theta[:, 0], label=label, markersize=4, markevery=0.04, **look)
    ax.set(xlabel="step", ylabel="x")
    ax.legend(fontsize="small", framealpha=0.9)
    return ax


def errors(
    *runs: Run, labels: Sequence[str], factors: Sequence[float] = (), alt: str = ""
) -> Array:
    """How far each single 1-D run is from the minimum, a panel for each: its Axes.

    factors  one per run: dotted, the smallest multiple of factor**step that holds it
    """
    sentences = [alt, *(f"{label}: {words(run)}" for label, run in zip(labels, runs))]
    panels = np.atleast_1d(
        axes(" ".join(sentences).strip(), 9.2, 2.9, columns=len(runs))
    )
    for run, label, ax in zip(runs, labels, panels):
        away = run.theta[:, 0] - run.problem.minima[0]
        (look,) = looks([run.optimizer.name])
        ax.axhline(0, color="0.5", linewidth=0.8)
        ax.plot(away, markersize=3.5, linewidth=1, **look)
        ax.set(xlabel="step", title=label)
    for ax, run, factor in zip(panels, runs, factors):
        powers = factor ** np.arange(len(run.theta))
        away = np.abs(run.theta[:, 0] - run.problem.minima[0, 0])
        envelope = (away / powers).max() * powers
        for side in (envelope, -envelope):
            ax.plot(side, color="0.5", linestyle=":")
    panels[0].set_ylabel("error")
    return panels
