"""Paths on a surface, and beside them what becomes of each step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from coursekit.plots.curves import draw, name_all, whole_ticks
from coursekit.plots.drawings import axes
from coursekit.plots.landscapes import landscape
from coursekit.plots.losses import loss_curves
from coursekit.plots.paths import looks_of, names_of, paths
from coursekit.plots.sentences import Run, together

LEAST = 1e-12  # of a distance, that is drawn: below it a curve leaves the picture
WIDTHS = 1.25, 1


def paths_and_distances(
    *runs: Run, labels: Sequence[str] | None = None, alt: str = ""
) -> Any:
    """Single 2-D runs over their landscape, and how far each is from a minimum."""
    panels = _panels(runs, labels, alt)
    right, names = panels[1], names_of(runs, labels)
    lines = [
        draw(right, name, np.arange(len(run.theta)), _distance(run), look)
        for run, name, look in zip(runs, names, looks_of(runs))
    ]
    right.set(xlabel="step", ylabel="distance to the minimum", yscale="log")
    right.set_ylim(bottom=max(LEAST, right.get_ylim()[0]))
    whole_ticks(right)
    name_all(right, lines)
    return panels


def paths_and_losses(
    *runs: Run, labels: Sequence[str] | None = None, floor: float = 0.0, alt: str = ""
) -> Any:
    """Single 2-D runs over their landscape, and their loss above `floor`."""
    panels = _panels(runs, labels, alt)
    loss_curves(*runs, labels=labels, ax=panels[1], floor=floor)
    return panels


def _panels(runs, labels, alt):
    panels = axes(together(alt, runs), 9, 4, columns=2)
    panels[0].get_gridspec().set_width_ratios(WIDTHS)
    paths(*runs, labels=labels, ax=landscape(runs[0].problem, ax=panels[0]))
    return panels


def _distance(run):
    away = run.theta[:, None] - run.problem.minima
    return np.maximum(np.linalg.norm(away, axis=-1).min(axis=-1), LEAST**2)
