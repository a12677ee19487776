"""How optimizers are drawn and which of their knobs are in sight, for a canvas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.markers import MarkerStyle
from matplotlib.transforms import Affine2D

from coursekit.explorers.sliders import Limits, folded
from coursekit.plots import palette
from coursekit.rule import Optimizer

INKS = {
    "ground": palette.GROUND,
    "bands": palette.BANDS,
    "contour": palette.CONTOUR,
    "curve": palette.SOFT,
    "wells": palette.WELLS,
    "tint": palette.TINT,
    "ink": palette.INK,
    "faintest": palette.FAINTEST,
}  # of what lies under the paths and on a map; they are the same in the dark


def runners(
    optimizers: Sequence[Optimizer], sliders: Sequence[Sequence[str]], ranges: Limits
) -> list[dict[str, Any]]:
    """Names, colours, lines and markers, and which knobs (of `sliders`) they have."""
    looks = palette.looks([optimizer.name for optimizer in optimizers])
    drawn = zip(optimizers, looks, sliders, strict=True)
    return [_runner(*each, len(optimizers), ranges) for each in drawn]


def _runner(optimizer, look, knobs, count, ranges):
    polygon = outline(look.marker)
    return {
        "name": optimizer.name,
        "color": look.color,
        "dark": palette.dark(look.color),
        "dash": palette.DASHES[look.line],
        "marker": palette.MARKERS[look.marker],
        "polygon": polygon,
        "outline": " ".join(f"{3 * x:.2f},{-3 * y:.2f}" for x, y in polygon),
        "knobs": [*knobs],
        "more": folded(knobs, count, ranges),
    }


def outline(marker: str) -> list[list[float]]:
    """The corners of one of matplotlib's markers, about one unit from its centre."""
    style = MarkerStyle(marker)
    scaled = style.get_transform() + Affine2D().scale(100)
    path = style.get_path().transformed(scaled)
    corners = np.asarray(path.to_polygons()[0]) / 50
    return corners[:: max(1, len(corners) // 24)].round(2).tolist()
