"""Where runs of one coordinate are, step after step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots import palette
from coursekit.plots.curves import draw, level, name_all, whole_ticks
from coursekit.plots.drawings import axes
from coursekit.plots.paths import looks_of, names_of
from coursekit.plots.sentences import Run, joined, together, words


def positions(
    *runs: Run,
    labels: Sequence[str] | None = None,
    first: int = 0,
    levels: Mapping[str, float] | None = None,
    alt: str = "",
) -> Axes:
    """x of single 1-D runs against the step, from step `first` on.

    levels  heights of dotted lines, by name
    """
    ax = axes(together(alt, runs))
    steps = np.arange(first, max(len(run.theta) for run in runs))
    each = zip(runs, names_of(runs, labels), looks_of(runs), strict=True)
    lines = [
        draw(ax, name, range(first, len(run.theta)), run.theta[first:, 0], look)
        for run, name, look in each
    ]
    lines += [level(ax, name, y, steps) for name, y in (levels or {}).items()]
    ax.set(xlabel="step", ylabel="x")
    whole_ticks(ax)
    name_all(ax, lines)
    return ax


def paths_over_steps(*runs: Run, labels: Sequence[str]) -> Array:
    """A panel for each single 1-D run: x against the step, the minimum as a line."""
    ends = ", ".join(
        f"{label}: {run.theta[-1, 0]:.2f}" for label, run in zip(labels, runs)
    )
    said = f"x over {len(runs[0].theta) - 1} steps; the last x is, with {ends}."
    panels = _panels(said, runs, labels, "x", [run.theta[:, 0] for run in runs])
    places = np.concatenate([run.theta[:, 0] for run in runs])
    margin = 0.08 * np.ptp(places)
    for ax, run in zip(panels, runs):
        _line(ax, run.problem.minima[0, 0])
        ax.set_ylim(places.min() - margin, places.max() + margin)
    return panels


def errors(
    *runs: Run, labels: Sequence[str], factors: Sequence[float] = (), alt: str = ""
) -> Array:
    """How far each single 1-D run is from the minimum, a panel for each: its Axes.

    factors  one per run: dotted, the smallest multiple of factor**step that holds it
    """
    said = " ".join(f"{label}: {words(run)}" for label, run in zip(labels, runs))
    away = [run.theta[:, 0] - run.problem.minima[0, 0] for run in runs]
    panels = _panels(joined(alt, said), runs, labels, "error", away)
    for ax in panels:
        _line(ax, 0)
    for ax, distance, factor in zip(panels, away, factors):
        powers = factor ** np.arange(len(distance))
        envelope = (np.abs(distance) / powers).max() * powers
        for side in (envelope, -envelope):
            ax.plot(side, color=palette.SOFT, linestyle=":")
    return panels


def _panels(said, runs, labels, ylabel, numbers):
    """A panel for each run, its numbers (n,) against the step under its label."""
    panels: Any = np.atleast_1d(axes(said, 9.4, 2.8, columns=len(runs)))
    for ax, run, label, line in zip(panels, runs, labels, numbers):
        (look,) = looks_of([run])
        draw(ax, label, range(len(line)), line, look)
        ax.set(xlabel="step", title=label)
    panels[0].set_ylabel(ylabel)
    return panels


def _line(ax, height):
    ax.axhline(height, color=palette.SOFT, linestyle="--", linewidth=0.9, zorder=1)
