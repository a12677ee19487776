"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is the
figure's repr, and a notebook shows it below the picture. One file per kind of figure;
colours, lines and markers are in `palette.py`.
"""

from __future__ import annotations

from coursekit.plots import palette
from coursekit.plots.clouds import clouds, hovering
from coursekit.plots.curves import curves
from coursekit.plots.differences import difference_errors
from coursekit.plots.drawings import (
    Drawing,
    axes,
    caption,
    keywords,
    looks,
    sheet,
    style,
    styled,
)
from coursekit.plots.ends import ends
from coursekit.plots.entries import entries
from coursekit.plots.error_by_rank import error_by_rank
from coursekit.plots.factors import error_factors
from coursekit.plots.fits import line_walk, lines, lines_and_valley
from coursekit.plots.knobs import steps_map
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
from coursekit.plots.look_ahead import look_aheads, look_arrows
from coursekit.plots.losses import loss_by_cost, loss_curves
from coursekit.plots.moves import moves, path_and_moves
from coursekit.plots.numbered import numbered, round_trip
from coursekit.plots.palette import (
    BLUE,
    CYCLE,
    GREEN,
    INK,
    ORANGE,
    OWN,
    PURPLE,
    SKY,
    VERMILION,
)
from coursekit.plots.paths import path_1d, paths
from coursekit.plots.rates import distance_and_rate, rates_by_step
from coursekit.plots.regions import regions
from coursekit.plots.sentences import Run, point, words
from coursekit.plots.stability import factor_by_push, faster, stable_limits
from coursekit.plots.surfaces import activation_slopes, hill_and_map, own_directions
from coursekit.plots.timelines import errors, paths_over_steps, positions
from coursekit.plots.velocities import step_parts

__all__ = [
    "BLUE", "CYCLE", "GREEN", "INK", "ORANGE", "OWN", "PURPLE", "SKY", "VERMILION",
    "Drawing", "Run", "activation_slopes", "axes", "basins", "caption", "clouds",
    "contours", "corner", "curve", "curves", "difference_errors", "distance_and_rate",
    "ends", "entries", "error_by_rank", "error_factors", "errors", "factor_by_push",
    "faster", "ground", "hill_and_map", "hovering", "inmost", "keywords", "landscape",
    "line_walk", "lines", "lines_and_valley", "look_aheads", "look_arrows", "looks",
    "loss_by_cost", "loss_curves", "marks", "moves", "name_curves", "name_paths",
    "numbered", "own_directions", "palette", "parted", "path_1d", "path_and_moves",
    "paths", "paths_over_steps", "point", "positions", "rates_by_step", "regions",
    "round_trip", "sheet", "stable_limits", "step_parts", "steps_map", "style",
    "styled", "tint", "tints", "words", "write",
]  # fmt: skip
