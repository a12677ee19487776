"""A problem as the front end draws it: picture, window, ticks, scale of the loss."""

import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.figure import Figure

from coursekit import plots

DECADES = 10


@dataclass(frozen=True, eq=False)
class Surface:
    """A problem with one or two coordinates; a 1-D one is drawn as its curve (x, f)."""

    problem: object

    def __post_init__(self):
        if self.problem.start.size > 2:
            raise ValueError(
                f"An explorer draws one or two coordinates; {self.problem.name} "
                f"has {self.problem.start.size}."
            )

    @property
    def flat(self):
        return self.problem.start.size == 1

    @cached_property
    def raster(self):
        """Points all over the window and their losses: (n, d) and (n,)."""
        sides = [
            np.linspace(*side, 401 if self.flat else 101)
            for side in self.problem.window
        ]
        points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, len(sides))
        with np.errstate(all="ignore"):
            return points, self.problem.value(points)

    @cached_property
    def window(self):
        """The picture's (low, high) per axis; a curve has its losses upwards."""
        if not self.flat:
            return self.problem.window
        low, high = np.nanmin(self.raster[1]), np.nanmax(self.raster[1])
        margin = 0.04 * (high - low) or 1.0
        return np.array([self.problem.window[0], (low - margin, high + margin)])

    @cached_property
    def lowest(self):
        """The loss at the deepest known minimum, else None."""
        minima = self.problem.minima
        return float(self.problem.value(minima).min()) if len(minima) else None

    @property
    def near(self):
        """How close to a minimum counts as having reached it."""
        return float(f"{np.ptp(self.problem.window, axis=1).max() / 1000:.2g}")

    @cached_property
    def _scale(self):
        """Lowest and highest value of the loss axis, in decades above the minimum."""
        losses = self.raster[1]
        if self.lowest is None:
            return float(np.nanmin(losses)), float(np.nanmax(losses))
        top = np.ceil(np.log10(np.nanmax(losses) - self.lowest))
        return float(top - DECADES), float(top)

    def heights(self, loss):
        """Where a loss stands on the loss axis, from 0 (bottom) to 1; NaN is on top."""
        low, high = self._scale
        with np.errstate(all="ignore"):
            if self.lowest is not None:
                loss = np.log10(np.maximum(loss - self.lowest, 10**low))
            return np.nan_to_num(np.clip((loss - low) / (high - low), 0, 1), nan=1.0)

    def scene(self):
        """What the front end must know before it draws (JSON values)."""
        return {
            "name": self.problem.name,
            "start": self.problem.start.tolist(),
            "window": self.window.tolist(),
            "minima": len(self.problem.minima),
            "near": self.near,
        }

    @property
    def _ratio(self):
        """Height to width: equal scales for paths, a wide picture for a curve."""
        width, height = np.ptp(self.window, axis=1)
        return 0.75 if self.flat else float(height / width)

    @cached_property
    def land(self):
        """The contours, or the curve, with their axes: (PNG, place of the axes)."""
        figure, ax = _framed(self._ratio)
        if self.flat:
            points, loss = self.raster
            ax.plot(points[:, 0], loss, color="0.5")
            ax.set(xlabel="x", ylabel="f(x)", xlim=self.window[0], ylim=self.window[1])
        else:
            plots.landscape(self.problem, ax=ax)
        return _png(figure, ax)

    def losses(self, steps):
        """The empty axes of the loss curve: (PNG, place of the axes)."""
        figure, ax = _framed(self._ratio)
        low, high = self._scale
        ax.set(xlim=(0, max(steps, 1)), ylim=(low, high), xlabel="step", ylabel="f(θ)")
        if self.lowest is not None:
            powers = np.arange(low, high + 1, 2)
            ax.set_yticks(powers, [f"$10^{{{power:.0f}}}$" for power in powers])
            ax.set_ylabel("f(θ) − minimum")
        ax.grid(color="0.5", alpha=0.3)
        return _png(figure, ax)


def _framed(ratio, width=5.0, left=0.75, right=0.15, bottom=0.5, top=0.1):
    """A figure whose axes are height = ratio * width, with margins in inches."""
    inner = width - left - right
    height = ratio * inner + bottom + top
    figure = Figure(figsize=(width, height), dpi=168)
    place = left / width, bottom / height, inner / width, ratio * inner / height
    return figure, figure.add_axes(place)


def _png(figure, ax):
    """The figure on no paper, and (left, top, width, height) of its axes in percent."""
    png, place = io.BytesIO(), ax.get_position()
    figure.savefig(png, format="png", transparent=True)
    sides = place.x0, 1 - place.y1, place.width, place.height
    return png.getvalue(), [100 * float(side) for side in sides]
