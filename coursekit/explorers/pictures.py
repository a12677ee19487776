"""The pictures under the explorer's canvases, by matplotlib, with their axes."""

from __future__ import annotations

import base64
import io
from textwrap import fill

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from coursekit import plots
from coursekit.explorers import maps
from coursekit.explorers.quantities import Quantity
from coursekit.explorers.runs import apart
from coursekit.explorers.surfaces import Surface
from coursekit.rule import Optimizer

Panel = dict[str, str]  # of an <img>: its src, and the style of a box over its axes


def land(surface: Surface) -> Panel:
    """The contours of a surface, or its curve."""
    figure, ax = _framed(surface)
    if surface.flat:
        points, loss = surface.raster
        ax.plot(points[:, 0], loss, color="0.5")
        ax.set(
            xlabel="x", ylabel="f(x)", xlim=surface.window[0], ylim=surface.window[1]
        )
    else:
        plots.landscape(surface.problem, ax=ax)
    return _panel(figure, ax)


def curves(
    surface: Surface, quantity: Quantity, steps: int, span: tuple[float, float]
) -> Panel:
    """The empty axes of a quantity, step by step, over a span of its heights."""
    figure, ax = _framed(surface)
    low, high, powers = quantity.axis(surface)
    low, high = (low + part * (high - low) for part in span)
    ax.set(xlim=(0, steps), ylim=(low, high))
    ax.set(xlabel="step", ylabel=quantity.label(surface))
    if powers:
        ticks = np.arange(low, high + 1, 1 + (high - low > 6))
        ax.set_yticks(ticks, [f"$10^{{{power:.0f}}}$" for power in ticks])
    if quantity.curves(surface) > 1:
        ax.set_title("x with markers, y dotted", fontsize=9, pad=2)
    ax.grid(color="0.5", alpha=0.3)
    return _panel(figure, ax)


def over(
    surface: Surface,
    optimizer: Optimizer,
    axes: maps.Knobs,
    start: ArrayLike,
    steps: int,
) -> Panel:
    """What comes of one knob, or of two, these with their colours' scale."""
    figure, ax = _framed(surface, right=0.15 if len(axes) == 1 else 0.8)
    try:
        mesh, _ = maps.draw(ax, optimizer, axes, surface, start, steps)
    except Exception as error:
        return _refused(figure, ax, optimizer, error)
    if mesh is None:
        return _panel(figure, ax)
    box = ax.get_position()
    scale = figure.add_axes((box.x1 + 0.02, box.y0, 0.03, box.height))
    figure.colorbar(mesh, cax=scale, label="steps to a minimum")
    return _panel(figure, ax)


def basins(surface: Surface, optimizer: Optimizer, steps: int) -> Panel:
    """The contours, coloured by the minimum that each start ends in."""
    figure, ax = _framed(surface)
    try:
        maps.draw_basins(ax, optimizer, surface, steps)
    except Exception as error:
        return _refused(figure, ax, optimizer, error)
    return _panel(figure, ax)


def _refused(figure, ax, optimizer, error):
    """The reason why there is no map, in its place."""
    why = f"No map of many runs: {apart(optimizer, error)}"
    ax.text(0.5, 0.5, fill(why, 40), transform=ax.transAxes, ha="center")
    return _panel(figure, ax)


def _framed(surface, width=5.0, left=0.75, right=0.15, bottom=0.5, top=0.3):
    """A figure with margins in inches; equal scales for paths, a curve is wide."""
    x, y = np.ptp(surface.window, axis=1)
    inner = width - left - right
    tall = (width - left - 0.15) * (0.75 if surface.flat else y / x)
    height = tall + bottom + top
    figure = Figure(figsize=(width, height), dpi=168)
    place = left / width, bottom / height, inner / width, tall / height
    return figure, figure.add_axes(place)


def _panel(figure, ax):
    """The figure as <img src>, on no paper, and the style of a box over its axes."""
    png, place = io.BytesIO(), ax.get_position()
    figure.savefig(png, format="png", transparent=True)
    sides = {"left": place.x0, "top": 1 - place.y1}
    sides |= {"width": place.width, "height": place.height}
    return {
        "src": "data:image/png;base64," + base64.b64encode(png.getvalue()).decode(),
        "style": "".join(
            f"{side}: {100 * part:.4f}%; " for side, part in sides.items()
        ),
    }
