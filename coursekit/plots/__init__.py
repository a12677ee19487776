"""Pictures of trajectories. Every function takes Trajectories and returns the Axes.

A picture describes itself in words, with numbers from its data: that sentence is the
figure's repr, and a notebook shows it below the picture. One file per kind of figure;
colours, lines and markers are in `palette.py`.
"""

from __future__ import annotations

from coursekit.plots import palette
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
from coursekit.plots.losses import loss_curves
from coursekit.plots.paths import path_1d, paths
from coursekit.plots.sentences import Run, point, words

# Colours of what is no rule, readable on white and on the dark theme's paper.
INK = BLACK = palette.INK
OWN = palette.OWN
CYCLE = palette.CYCLE
STYLES = palette.RULES
BLUE, VERMILION, GREEN, ORANGE, PURPLE, _, SKY = (look.color for look in CYCLE[:7])
YELLOW = ORANGE

# Figures of single lessons, a file per kind; they build on what stands above.
from coursekit.plots.against import curves  # noqa: E402
from coursekit.plots.clouds import clouds, hovering  # noqa: E402
from coursekit.plots.costs import loss_by_cost  # noqa: E402
from coursekit.plots.differences import difference_errors  # noqa: E402
from coursekit.plots.ends import ends  # noqa: E402
from coursekit.plots.entries import entries  # noqa: E402
from coursekit.plots.error_by_rank import error_by_rank  # noqa: E402
from coursekit.plots.factors import error_factors  # noqa: E402
from coursekit.plots.fits import line_walk, lines, lines_and_valley  # noqa: E402
from coursekit.plots.knobs import steps_map  # noqa: E402
from coursekit.plots.look_ahead import look_aheads, look_arrows  # noqa: E402
from coursekit.plots.loss_by_step import loss_by_step  # noqa: E402
from coursekit.plots.moves import moves, path_and_moves, paths_over_steps  # noqa: E402
from coursekit.plots.named_curves import named_curves  # noqa: E402
from coursekit.plots.numbered import numbered, round_trip  # noqa: E402
from coursekit.plots.over_steps import over_steps  # noqa: E402
from coursekit.plots.position_by_step import position_by_step  # noqa: E402
from coursekit.plots.rates_by_step import rates_by_step  # noqa: E402
from coursekit.plots.regions import regions  # noqa: E402
from coursekit.plots.stability import factors, faster, stable_limits  # noqa: E402
from coursekit.plots.surfaces import (  # noqa: E402
    activation_slopes,
    hill_and_map,
    own_directions,
)
from coursekit.plots.timelines import errors, positions  # noqa: E402
from coursekit.plots.velocities import step_parts  # noqa: E402

__all__ = [
    "BLACK", "BLUE", "CYCLE", "GREEN", "INK", "ORANGE", "OWN", "PURPLE", "SKY",
    "STYLES", "VERMILION", "YELLOW", "Drawing", "Run", "activation_slopes", "axes",
    "basins", "caption", "clouds", "contours", "corner", "curve", "curves",
    "difference_errors", "ends", "entries", "error_by_rank", "error_factors",
    "errors", "factors", "faster", "ground", "hill_and_map", "hovering", "inmost",
    "keywords", "landscape", "line_walk", "lines", "lines_and_valley", "look_aheads",
    "look_arrows", "looks", "loss_by_cost", "loss_by_step", "loss_curves", "marks",
    "moves", "name_curves", "name_paths", "named_curves", "numbered", "over_steps",
    "own_directions", "parted", "path_1d", "path_and_moves", "paths",
    "paths_over_steps", "point", "position_by_step", "positions", "rates_by_step",
    "regions", "round_trip", "sheet", "stable_limits", "step_parts", "steps_map",
    "style", "styled", "tint", "tints", "words", "write",
]  # fmt: skip
