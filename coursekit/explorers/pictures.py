"""What lies under and beside the live paths: pictures without words, and facts.

A picture fills its box from edge to edge and has no paper; the front end writes axes,
numbers and words over it, in the inks of its theme.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from coursekit import plots
from coursekit.explorers import maps
from coursekit.explorers.quantities import Quantity
from coursekit.explorers.runs import apart
from coursekit.explorers.sliders import Slider
from coursekit.explorers.surfaces import Surface
from coursekit.plots.sentences import SYMBOLS
from coursekit.rule import Optimizer

Panel = dict[str, Any]  # JSON values: a picture's src, and what is written on it
WIDTH, HEIGHT = 1050, 700  # pixels


def land(surface: Surface) -> Panel:
    """The bands and contours of a surface, or its curve."""
    return {"src": _src(_ground(surface)), "basin": None, "words": []}


def basins(surface: Surface, optimizer: Optimizer, steps: int) -> Panel:
    """Contours, and the well that each start ends in, by rows from the bottom."""
    try:
        found = maps.basins(optimizer, surface, steps)
    except Exception as error:
        return land(surface) | {"words": [_refusal(optimizer, error)]}
    figure, ax = _bare()
    plots.contours(ax, surface.problem)
    ax.set_aspect("auto")
    rows, columns = found.basin.shape
    basin = {"columns": columns, "rows": rows, "of": found.basin.ravel().tolist()}
    return {"src": _src(figure), "basin": basin | {"rule": optimizer.name}, "words": []}


def quantity(surface: Surface, shown: Quantity, span: tuple[float, float]) -> Panel:
    """The axis of a quantity, where its span of heights ends; exponents if powers."""
    low, high, powers = shown.axis(surface)
    bottom, top = (low + part * (high - low) for part in span)
    return {
        "label": shown.label(surface),
        "low": bottom,
        "high": top,
        "powers": powers,
    }


def over(
    surface: Surface,
    optimizer: Optimizer,
    sliders: Mapping[str, Slider],
    start: ArrayLike,
    steps: int,
) -> Panel:
    """What comes of one knob, or of two, at all positions of their sliders."""
    axes = {knob: slider.stops.tolist() for knob, slider in sliders.items()}
    try:
        found = maps.over(optimizer, axes, surface, start, steps)
    except Exception as error:
        return {"words": [_refusal(optimizer, error)]}
    if isinstance(found, maps.Ends):
        curves = {name: _finite(values) for name, values in found.curves.items()}
        return {"ends": curves, "words": []}
    reach = {
        "columns": len(found.arrived),
        "arrived": found.arrived.ravel().tolist(),
        "left": found.left.ravel().tolist(),
        "limit": found.curve,
        "steps": steps,
    }
    return {"reach": reach, "words": []}


def map_of(
    surface: Surface, optimizer: Optimizer, sliders: Mapping[str, tuple[str, Slider]]
) -> Panel:
    """What a map is of: its title and its axes, by where in the state a knob is."""
    axes = [
        {"path": path, "label": SYMBOLS.get(knob, knob), "ticks": _ticks(slider)}
        for knob, (path, slider) in sliders.items()
    ]
    theory = maps.THEORY.get(optimizer.name, "")
    title = maps.title(optimizer, sliders, surface)
    return {"title": title, "axes": axes, "theory": theory}


def _finite(values):
    """Numbers as JSON has them: what is none, or infinite, is None."""
    return [float(value) if np.isfinite(value) else None for value in values]


def _ground(surface):
    """A figure of the ground alone, from edge to edge."""
    figure, ax = _bare()
    if surface.flat:
        points, loss = surface.raster
        plots.curve(ax, points[:, 0], loss, *surface.window)
    else:
        plots.ground(ax, surface.problem)
    ax.set_aspect("auto")
    return figure


def _bare():
    figure = Figure(figsize=(WIDTH / 150, HEIGHT / 150), dpi=150)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    return figure, ax


def _src(figure):
    """A figure as a data URI."""
    png = io.BytesIO()
    figure.savefig(png, transparent=True, pil_kwargs={"compress_level": 2})
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


def _refusal(optimizer, error):
    """The reason why there is no map, in its place."""
    why = f"No map of many runs: {apart(optimizer, error)}"
    return {"at": [0.5, 0.5], "words": why}


def _ticks(slider):
    """A slider's ticks along a map, from 0 to 1."""
    stops = slider.stops.tolist()
    return [
        {"at": (stops.index(tick.value) + 0.5) / len(stops), "label": tick.label,
         "named": tick.named}
        for tick in slider.ticks
    ]  # fmt: skip
