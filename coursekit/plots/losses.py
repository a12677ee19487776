"""What becomes of runs step by step: loss curves."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from coursekit.plots.drawings import axes, keywords
from coursekit.plots.labels import name_curves
from coursekit.plots.paths import looks_of, names_of
from coursekit.plots.sentences import Run, loss_of, together


def loss_curves(
    *runs: Run,
    labels: Sequence[str] | None = None,
    ax: Axes | None = None,
    floor: float = 0.0,
    alt: str = "",
) -> Axes:
    """Loss above `floor` against the step, on a logarithmic axis."""
    if ax is None:
        ax = axes(together(alt, runs))
    names = names_of(runs, labels)
    lines = []
    for run, name, look in zip(runs, names, looks_of(runs), strict=True):
        (line,) = ax.plot(run.loss - floor, label=name, markevery=0.1, **keywords(look))
        lines.append(line)
    ax.set_yscale("log")
    ax.margins(x=0.02)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    ax.grid(axis="y")
    f = loss_of(runs[0].problem)
    ax.set(xlabel="step", ylabel=f if not floor else f"{f} above the minimum")
    if len(runs) > 1:
        name_curves(ax, lines, names)
    return ax
