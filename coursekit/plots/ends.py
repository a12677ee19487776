"""Where several runs ended, a dot each."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined


def ends(
    groups: Mapping[str, Array],
    marks: Mapping[str, float],
    *,
    xlabel: str,
    alt: str = "",
) -> Axes:
    """A line of dots for each group of runs (n,), one dot a run; a bar at their mean.

    marks  places to compare with, by name, as dotted lines
    """
    ends = {name: np.asarray(runs, float) for name, runs in groups.items()}
    ax = axes(joined(alt, f"Means: {_means(ends)}."), 6, 0.5 * len(groups) + 1.2)
    for line, runs in enumerate(ends.values()):
        ax.plot(runs, np.full(runs.shape, line), "o", color=palette.BLUE, alpha=0.5)
        ax.plot(runs.mean(), line, "|", color=palette.INK, markersize=18)
    for name, place in marks.items():
        ax.axvline(place, color=palette.SOFT, linestyle=":")
        above = {"transform": ax.get_xaxis_transform(), "ha": "center", "va": "bottom"}
        ax.text(place, 1, name, fontsize="small", **above)
    ax.set_yticks(range(len(groups)), labels=[*groups])
    ax.set(xlabel=xlabel, ylim=(len(groups) - 0.5, -0.5))
    return ax


def _means(ends):
    """Each group's mean, with a third digit where all of them lie close together."""
    means = {name: runs.mean() for name, runs in ends.items()}
    digits = 3 if np.ptp([*means.values()]) < 0.05 else 2
    return ", ".join(f"{name}: {mean:.{digits}f}" for name, mean in means.items())
