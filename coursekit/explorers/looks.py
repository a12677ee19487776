"""How an optimizer is drawn: the style of the plots, in terms of a canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from coursekit import plots
from coursekit.explorers.sliders import numbers
from coursekit.rule import Optimizer

DASHES: dict[str, list[int]] = {
    "-": [],
    "--": [6, 4],
    "-.": [8, 3, 2, 3],
    ":": [2, 3],
}  # pixels


def runners(optimizers: Sequence[Optimizer]) -> list[dict[str, Any]]:
    """Names, colours, lines and markers, and which knobs have sliders."""
    looks = plots.looks([optimizer.name for optimizer in optimizers])
    return [_runner(o, look) for o, look in zip(optimizers, looks)]


def _runner(optimizer, look):
    polygon = outline(look["marker"])
    return {
        "name": optimizer.name,
        "color": look["color"],
        "dash": DASHES[look["linestyle"]],
        "polygon": polygon,
        "outline": " ".join(f"{3 * x:.2f},{-3 * y:.2f}" for x, y in polygon),
        "knobs": [*numbers(optimizer)],
    }


def outline(marker: str) -> list[list[float]]:
    """The corners of one of matplotlib's markers, about one unit from its centre."""
    style = MarkerStyle(marker)
    scaled = style.get_transform() + Affine2D().scale(100)
    path = style.get_path().transformed(scaled)
    corners = np.asarray(path.to_polygons()[0]) / 50
    return corners[:: max(1, len(corners) // 24)].round(2).tolist()
