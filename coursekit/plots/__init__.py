"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is the
figure's repr, and a notebook shows it below the picture. One file per kind of figure;
colours, lines and markers are in `palette.py`.
"""

from __future__ import annotations

from coursekit.plots import palette
from coursekit.plots.bends import bends_down, lowest_curvature
from coursekit.plots.changes import changes
from coursekit.plots.clouds import clouds, hovering
from coursekit.plots.curves import curves
from coursekit.plots.damped_steps import damped_steps
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
from coursekit.plots.evidence import evidence
from coursekit.plots.factors import error_factors
from coursekit.plots.fits import line_walk, lines, lines_and_valley
from coursekit.plots.gaps import gaps
from coursekit.plots.intervals import intervals
from coursekit.plots.kinks import kinks
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
from coursekit.plots.models import models_along
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
from coursekit.plots.paths_and_distances import paths_and_distances, paths_and_losses
from coursekit.plots.promises import promises
from coursekit.plots.rates import distance_and_rate, rates_by_step
from coursekit.plots.regions import regions
from coursekit.plots.searches import random_search, searches
from coursekit.plots.sentences import Run, point, words
from coursekit.plots.springs import springs
from coursekit.plots.stability import factor_by_push, faster, stable_limits
from coursekit.plots.surfaces import activation_slopes, hill_and_map, own_directions
from coursekit.plots.timelines import errors, paths_over_steps, positions
from coursekit.plots.velocities import step_parts
from coursekit.plots.weights import weight_sizes

__all__ = [
    "BLUE", "CYCLE", "GREEN", "INK", "ORANGE", "OWN", "PURPLE", "SKY", "VERMILION",
    "Drawing", "Run", "activation_slopes", "axes", "basins", "bends_down", "caption",
    "changes", "clouds", "contours", "corner", "curve", "curves", "damped_steps",
    "difference_errors", "distance_and_rate", "ends", "entries", "error_by_rank",
    "error_factors", "errors", "evidence", "factor_by_push", "faster", "gaps", "ground",
    "hill_and_map", "hovering", "inmost", "intervals", "keywords", "kinks",
    "landscape", "line_walk", "lines", "lines_and_valley", "look_aheads", "look_arrows",
    "looks", "loss_by_cost", "loss_curves", "lowest_curvature", "marks", "models_along",
    "moves", "name_curves", "name_paths", "numbered", "own_directions", "palette",
    "parted", "path_1d", "path_and_moves", "paths", "paths_and_distances",
    "paths_and_losses", "paths_over_steps", "point", "positions", "promises",
    "random_search", "rates_by_step", "regions", "round_trip", "searches", "sheet",
    "springs", "stable_limits", "step_parts", "steps_map", "style", "styled", "tint",
    "tints", "weight_sizes", "words", "write",
]  # fmt: skip
