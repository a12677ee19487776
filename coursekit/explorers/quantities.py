"""What stands beside the paths, step by step: the loss, or how long a step is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from coursekit.arrays import Array
from coursekit.descent import Trajectory
from coursekit.plots.sentences import loss_of
from coursekit.problem import Problem

GROWS, ROUNDING = 4, -16  # decades by which an axis grows; where it ends


class Ground(Protocol):
    """What of a Surface a quantity's axis depends on."""

    @property
    def problem(self) -> Problem: ...
    @property
    def lowest(self) -> float | None: ...
    def above(self, run: Trajectory) -> Array: ...
    def away(self, run: Trajectory) -> Array: ...
    @property
    def floors(self) -> Array: ...
    @property
    def loss_range(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Quantity:
    """A number for each step of a run, drawn as a curve, or one per coordinate.

    of    (run, surface) -> (curves, steps + 1, ...)
    axis  surface -> (low, high, whether both are powers of ten)
    kind  what a page knows it by, which computes it itself; "" where none does
    """

    name: str
    label: Callable[[Any], str]
    of: Callable[[Trajectory, Any], Array]
    axis: Callable[[Any], tuple[float, float, bool]]
    each: bool = False
    kind: str = ""

    def curves(self, surface: Ground) -> int:
        """How many curves a run has."""
        return surface.problem.start.size if self.each else 1

    def names(self, surface: Ground) -> list[str]:
        """What its curves are called where there are several: the coordinates."""
        return list(surface.problem.letters) if self.each else []

    def heights(self, run: Trajectory, surface: Ground) -> Array:
        """Where each value is: 0 at the bottom of the axis, 1 at its top, and beyond.

        Infinite where it is no number or infinite (up), or the logarithm of 0 or of
        less (down): (curves, steps + 1, ...).
        """
        low, high, powers = self.axis(surface)
        with np.errstate(all="ignore"):
            values = self.of(run, surface)
            values = np.where(np.isnan(values), np.inf, values)
            if powers:
                values = np.log10(np.maximum(values, 0.0))
            return (values - low) / (high - low)

    def span(self, heights: Array, surface: Ground) -> tuple[float, float]:
        """The bottom and top that an axis needs for these heights, in their units.

        A logarithmic axis grows downwards, four decades at a time, as far as numbers
        tell something: to 1e-16.
        """
        low, high, powers = self.axis(surface)
        seen = heights[np.isfinite(heights)]
        if not powers or not seen.size:
            return 0.0, 1.0
        lowest = low + (high - low) * seen.min()
        grown = low - GROWS * max(0.0, np.ceil((low - lowest) / GROWS))
        return float((max(grown, min(low, ROUNDING)) - low) / (high - low)), 1.0


def _loss_label(surface):
    f = loss_of(surface.problem)
    if surface.lowest is None:
        return f
    return f"{f} above {whose(surface)}"


def whose(surface: Ground) -> str:
    """The minimum from which a run's readings are measured, in words."""
    return "its own minimum" if len(surface.floors) > 1 else "the minimum"


LOSS = Quantity(
    "loss curve",
    label=_loss_label,
    of=lambda run, surface: surface.above(run)[None],
    axis=lambda surface: (*surface.loss_range, surface.lowest is not None),
    kind="loss",
)


def rates(
    name: str = "effective rate",
    label: str = "η / √s",
    low: int = -4,
    high: int = 1,
    each: bool = True,
) -> Quantity:
    """What a coordinate's slope is multiplied with, step by step.

    The rate that a rule keeps in its memory, or eta over the root of its s, or eta.
    each  for every coordinate, or for the first, where all have the same
    """
    own = _rates if each else lambda run, surface: _rates(run, surface)[:1]
    axis = low, high, True
    return Quantity(name, lambda _: label, own, lambda _: axis, each, "rate")


def _rates(run, _):
    if "rate" in run.memory:
        rate = run.memory["rate"]
    else:
        eta = np.asarray(run.optimizer.knobs["eta"])[..., None]
        under = run.memory.get("s", np.ones_like(run.theta))
        rate = eta / np.sqrt(under)
    return np.moveaxis(np.concatenate([rate[1:2], rate[1:]]), -1, 0)


def _steps(run, _):
    eta = np.asarray(run.optimizer.knobs["eta"])[..., None]
    steps = abs(np.diff(run.theta, axis=0)) / eta
    return np.moveaxis(np.concatenate([steps[:1], steps]), -1, 0)


STEP = Quantity(
    "step / η",
    label=lambda _: "|Δθ| / η",
    of=_steps,
    axis=lambda _: (-3, 1, True),
    each=True,
    kind="step",
)

WEIGHTS = Quantity(
    "weights",
    label=lambda surface: ", ".join(surface.problem.letters),
    of=lambda run, _: np.moveaxis(run.theta, -1, 0),
    axis=lambda surface: (*surface.problem.window[0], False),
    each=True,
    kind="weights",
)

DISTANCE = Quantity(
    "distance",
    label=lambda surface: f"distance to {whose(surface)}",
    of=lambda run, surface: surface.away(run)[None],
    axis=lambda surface: (-4, np.ceil(np.log10(np.ptp(surface.problem.window))), True),
    kind="distance",
)
