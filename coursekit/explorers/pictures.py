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
from matplotlib.image import imsave
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
    return {"src": _src(_ground(surface)), "words": []}


def basins(surface: Surface, optimizer: Optimizer, steps: int) -> Panel:
    """Contours over tints of the well that each start ends in, and words for them."""
    try:
        found = maps.basins(optimizer, surface, steps)
    except Exception as error:
        return land(surface) | {"words": [_refusal(optimizer, error)]}
    figure, ax = _bare()
    plots.contours(ax, surface.problem)
    plots.tint(ax, found.basin, *surface.window)
    ax.set_aspect("auto")
    return {"src": _src(figure), "words": _placed(found.words)}


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
    sliders: Mapping[str, tuple[str, Slider]],
    start: ArrayLike,
    steps: int,
) -> Panel:
    """A map of one knob, or of two.

    sliders  by knob: where in the front end's state its value is, and its positions
    """
    axes = {knob: slider.stops.tolist() for knob, (_, slider) in sliders.items()}
    named = [
        {"path": path, "label": SYMBOLS.get(knob, knob), "ticks": _ticks(slider)}
        for knob, (path, slider) in sliders.items()
    ]
    blank = {"title": optimizer.name, "axes": named, "key": None, "limit": []}
    try:
        found = maps.over(optimizer, axes, surface, start, steps)
    except Exception as error:
        empty = _src(np.zeros((1, 1, 4)))
        return blank | {"src": empty, "words": [_refusal(optimizer, error)]}
    facts = blank | {"title": found.title, "words": _placed(found.words)}
    if isinstance(found, maps.Ends):
        facts["axes"] = [*named, {"label": "", "ticks": _marks(*found.span)}]
        return facts | {"src": _src(_curves(found))}
    shades = {"colors": found.shades(), "low": str(found.fastest), "high": str(steps)}
    key = None if found.fastest is None else shades
    return facts | {"src": _src(found.image()), "key": key, "limit": found.curve}


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


def _curves(ends):
    figure, ax = _bare()
    at = (np.arange(len(ends.positions)) + 0.5) / len(ends.positions)
    for name, (color, line) in ends.looks().items():
        stairs = "steps-mid" if name == "not 0" else "default"
        ax.plot(at, ends.curves[name], line, color=color, lw=3, drawstyle=stairs)
    ax.set(xlim=(0, 1), ylim=ends.span)
    return figure


def _bare():
    figure = Figure(figsize=(WIDTH / 150, HEIGHT / 150), dpi=150)
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    return figure, ax


def _src(picture):
    """A figure, or pixels from the bottom up, as a data URI."""
    png = io.BytesIO()
    if isinstance(picture, Figure):
        picture.savefig(png, transparent=True, pil_kwargs={"compress_level": 2})
    else:
        imsave(png, np.ascontiguousarray(picture), origin="lower", format="png")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


def _placed(words):
    return [{"at": [float(part) for part in at], "words": text} for at, text in words]


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


def _marks(low, high):
    """Round numbers up an axis, from 0 to 1."""
    marks = plots.marks(low, high)
    return [
        {"at": (x - low) / (high - low), "label": f"{x:g}", "named": False}
        for x in marks
    ]
