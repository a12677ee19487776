"""What stands beside the paths, step by step: the loss, or how long a step is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from coursekit.arrays import Array
from coursekit.descent import Trajectory
from coursekit.problem import Problem


class Ground(Protocol):
    """What of a Surface a quantity's axis depends on."""

    @property
    def problem(self) -> Problem: ...
    @property
    def lowest(self) -> float | None: ...
    @property
    def loss_range(self) -> tuple[float, float]: ...


@dataclass(frozen=True)
class Quantity:
    """A number for each step of a run, drawn as a curve, or one per coordinate.

    of    (run, surface) -> (curves, steps + 1, ...)
    axis  surface -> (low, high, whether both are powers of ten)
    """

    name: str
    label: Callable[[Any], str]
    of: Callable[[Trajectory, Any], Array]
    axis: Callable[[Any], tuple[float, float, bool]]
    each: bool = False

    def curves(self, surface: Ground) -> int:
        """How many curves a run has."""
        return surface.problem.start.size if self.each else 1

    def heights(self, run: Trajectory, surface: Ground) -> Array:
        """Where each value is on the axis, from 0 to 1; what is no number is on top."""
        low, high, powers = self.axis(surface)
        with np.errstate(all="ignore"):
            values = self.of(run, surface)
            if powers:
                values = np.log10(np.maximum(values, 10.0**low))
            parts = np.clip((values - low) / (high - low), 0, 1)
        return np.nan_to_num(parts, nan=1.0)


LOSS = Quantity(
    "loss curve",
    label=lambda surface: "f(θ)" if surface.lowest is None else "f(θ) − minimum",
    of=lambda run, surface: run.loss[None] - (surface.lowest or 0.0),
    axis=lambda surface: (*surface.loss_range, surface.lowest is not None),
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
    return Quantity(name, lambda _: label, own, lambda _: (low, high, True), each)


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
    "step / η", lambda _: "|Δθ| / η", _steps, lambda _: (-3, 1, True), each=True
)

WEIGHTS = Quantity(
    "weights",
    label=lambda _: "θ",
    of=lambda run, _: np.moveaxis(run.theta, -1, 0),
    axis=lambda surface: (*surface.problem.window[0], False),
    each=True,
)

DISTANCE = Quantity(
    "distance",
    label=lambda _: "distance to the minimum",
    of=lambda run, surface: _away(run.theta, surface.problem.minima)[None],
    axis=lambda surface: (-4, np.ceil(np.log10(np.ptp(surface.problem.window))), True),
)


def _away(theta, minima):
    """How far each point is from the nearest minimum."""
    return np.linalg.norm(theta[..., None, :] - minima, axis=-1).min(axis=-1)
