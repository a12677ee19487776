"""A problem as the front end draws it: window, losses, what is shown of its runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from coursekit import plots
from coursekit.arrays import Array
from coursekit.descent import Trajectory
from coursekit.explorers.quantities import LOSS, Quantity
from coursekit.explorers.sliders import curvatures
from coursekit.plots.landscapes import low_and_high
from coursekit.plots.sentences import signed
from coursekit.problem import Problem

DECADES = 10


@dataclass(frozen=True, eq=False)
class Surface:
    """A problem with one or two coordinates; a 1-D one is drawn as its curve (x, f).

    beside  the quantities to choose from for the second panel
    arrows  whether a step is drawn as velocity and slope
    """

    problem: Problem
    beside: tuple[Quantity, ...] = (LOSS,)
    arrows: bool = False

    def __post_init__(self) -> None:
        if self.problem.start.size > 2:
            raise ValueError(
                f"An explorer draws one or two coordinates; {self.problem.name} "
                f"has {self.problem.start.size}."
            )

    @property
    def flat(self) -> bool:
        """Whether it has one coordinate."""
        return self.problem.start.size == 1

    @property
    def has_basins(self) -> bool:
        """Whether there is something to tell apart: several minima in a plane."""
        return not self.flat and len(self.problem.minima) > 1

    @cached_property
    def raster(self) -> tuple[Array, Array]:
        """Points all over the window and their losses: (n, d) and (n,)."""
        count = 401 if self.flat else 101
        sides = [np.linspace(low, high, count) for low, high in self.problem.frame]
        points = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, len(sides))
        with np.errstate(all="ignore"):
            return points, self.problem.value(points)

    @cached_property
    def window(self) -> Array:
        """The picture's (low, high) per axis; a curve has its losses upwards."""
        if not self.flat:
            return self.problem.frame
        low, high = low_and_high(self.raster[1])
        margin = 0.04 * (high - low)
        return np.array([self.problem.window[0], (low - margin, high + margin)])

    @cached_property
    def floors(self) -> Array:
        """The loss at each known minimum, (n,)."""
        minima = self.problem.minima
        return self.problem.value(minima) if len(minima) else np.empty(0)

    @property
    def lowest(self) -> float | None:
        """The loss at the deepest known minimum, else None."""
        return float(self.floors.min()) if len(self.floors) else None

    def above(self, run: Trajectory) -> Array:
        """The loss above the minimum that each run ends at: (steps + 1, ...).

        Of a run that left, above the deepest; the loss itself where none is known.
        """
        if self.lowest is None:
            return run.loss
        return run.loss - self.floors[np.maximum(run.basin, 0)]

    def away(self, run: Trajectory) -> Array:
        """How far each step is from its run's own minimum: (steps + 1, ...)."""
        minimum = self.problem.minima[np.maximum(run.basin, 0)]
        return np.linalg.norm(run.theta - minimum, axis=-1)

    @property
    def wells(self) -> list[str]:
        """A word for each of several minima, by its depth; none for a single one."""
        if len(self.floors) < 2:
            return ["" for _ in self.floors]
        if len(self.floors) == 2 and np.ptp(self.floors) > 1e-6:
            words = ["deep well", "shallow well"]
            return words if self.floors[0] < self.floors[1] else words[::-1]
        return [signed(plots.point(minimum)) for minimum in self.problem.minima]

    @cached_property
    def loss_range(self) -> tuple[float, float]:
        """Lowest and highest value of the loss axis, in decades above the minimum."""
        low, high = low_and_high(self.raster[1])
        if self.lowest is None:
            return low, high
        top = np.ceil(np.log10(high - self.lowest))
        return float(top - DECADES), float(top)

    @property
    def curves(self) -> list[list[int]]:
        """For each quantity beside the paths, which of a run's curves are its own."""
        ends = np.cumsum([quantity.curves(self) for quantity in self.beside])
        return [part.tolist() for part in np.split(np.arange(ends[-1]), ends[:-1])]

    def heights(self, run: Trajectory) -> Array:
        """All curves of a run, from 0 (bottom) to 1: (curves, steps + 1, ...)."""
        return np.concatenate([each.heights(run, self) for each in self.beside])

    def scene(self) -> dict[str, Any]:
        """What the front end must know before it draws (JSON values)."""
        known, saddles = curvatures(self.problem), self.problem.saddles.tolist()
        return {
            "name": signed(self.problem.name),
            "start": self.problem.start.tolist(),
            "window": self.window.tolist(),
            "digits": [_digits(*side) for side in self.window],
            "letters": list(self.problem.letters),
            "minima": self.problem.minima.tolist(),
            **({"saddles": saddles} if saddles else {}),
            "floors": self.floors.tolist(),
            "wells": self.wells,
            "near": self.problem.near,
            "lambda": f"{known.max():.3g}" if len(known) and known.max() > 0 else None,
        }


def _digits(low, high):
    """How many decimals tell a thousandth of a side from the next."""
    return max(0, 3 - int(np.ceil(np.log10(high - low))))
