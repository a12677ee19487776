"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is the
figure's repr, and a notebook shows it below the picture. One file per kind of figure;
colours, lines and markers are in `palette.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from coursekit.plots import palette
from coursekit.plots.curves import loss_curves
from coursekit.plots.drawings import (
    Drawing,
    axes,
    caption,
    keywords,
    sheet,
    style,
    styled,
)
from coursekit.plots.labels import name_curves, name_paths
from coursekit.plots.landscapes import (
    basins,
    contours,
    corner,
    curve,
    ground,
    inmost,
    landscape,
    marks,
    parted,
    tint,
    tints,
    write,
)
from coursekit.plots.paths import path_1d, paths
from coursekit.plots.words import Run, point, words

# Colours of what is no rule, readable on white and on the dark theme's paper.
INK, OWN, CYCLE, STYLES = palette.INK, palette.OWN, palette.CYCLE, palette.RULES
BLACK = INK
BLUE, VERMILION, GREEN, ORANGE, PURPLE, _, SKY = (look.color for look in CYCLE[:7])
YELLOW = ORANGE


def looks(names: Sequence[str]) -> list[dict[str, str]]:
    """How optimizers of these names are drawn together, each told from the others."""
    return [keywords(look) for look in palette.looks(names)]


__all__ = [
    "BLACK", "BLUE", "CYCLE", "GREEN", "INK", "ORANGE", "OWN", "PURPLE", "SKY",
    "STYLES", "VERMILION", "YELLOW", "Drawing", "Run", "axes", "basins", "caption",
    "contours", "corner", "curve", "ground", "inmost", "landscape", "looks",
    "loss_curves", "marks", "name_curves", "name_paths", "parted", "path_1d", "paths",
    "point", "sheet", "style", "styled", "tint", "tints", "words", "write",
]  # fmt: skip
