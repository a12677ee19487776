"""The learning rate as a function of t: t = 0 is the first update, in epochs or steps.

A schedule goes wherever a number goes: `momentum(eta=exponential(0.1, s=20))`. One
is written as its formula with t in front, `power(t, eta0, s, c=1)`, and asked for
without it, `power(0.1, s=20)`; what comes back takes t and prints as it was asked for.
eta0 may be an array, one value per run. Library readings: `coursekit/dialects/`.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from inspect import Signature, signature
from typing import Any, Concatenate, ParamSpec, Protocol

from coursekit.arrays import Array

P = ParamSpec("P")
Rate = float | Array  # an array has one value per run


class OfT(Protocol):
    """What goes wherever a learning rate goes: t = 0, 1, ... -> the rate."""

    def __call__(self, t: int) -> Rate: ...


@dataclass(frozen=True)
class Schedule:
    """A formula f(t, ...) with everything but t settled."""

    f: Callable[..., Rate]
    settings: dict[str, Any]

    def __call__(self, t: int) -> Rate:
        return self.f(t, **self.settings)

    def __repr__(self) -> str:
        settings = ", ".join(f"{k}={v!r}" for k, v in self.settings.items())
        return f"{self.f.__name__}({settings})"


def of_t(f: Callable[Concatenate[int, P], Rate]) -> Callable[P, Schedule]:
    """Decorator: `f(t, a, b)` becomes `f(a, b)`, which makes a Schedule.

    Settings with which f cannot be asked at t = 0 raise what f raises, at once; those
    that f does not have, a TypeError.
    """
    _, *own = signature(f).parameters.values()
    settings = Signature([p.replace(annotation=p.empty) for p in own])

    @wraps(f)
    def make(*args: P.args, **kwargs: P.kwargs) -> Schedule:
        try:
            bound = settings.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{f.__name__}{settings}: {error}.") from None
        bound.apply_defaults()
        schedule = Schedule(f, bound.arguments)
        schedule(0)  # wrong settings speak here, not in the middle of a run
        return schedule

    make.__signature__ = settings  # type: ignore[attr-defined]
    return make


@of_t
def constant(t: int, eta0: Rate) -> Rate:
    """The same rate for ever."""
    return eta0


@of_t
def power(t: int, eta0: Rate, s: float, c: float = 1) -> Rate:
    """Power scheduling: after s steps a half (c = 1), then a third, a fourth."""
    return eta0 / (1 + t / s) ** c


@of_t
def exponential(t: int, eta0: Rate, s: float, factor: float = 0.1) -> Rate:
    """Exponential scheduling: times `factor` every s steps, smoothly."""
    return eta0 * factor ** (t / s)


@of_t
def staircase(t: int, eta0: Rate, s: float, factor: float = 0.1) -> Rate:
    """Times `factor` every s steps, all at once (PyTorch's StepLR)."""
    return eta0 * factor ** (t // s)


@of_t
def piecewise(t: int, boundaries: Sequence[float], values: Sequence[Rate]) -> Rate:
    """Piecewise constant: values[0] before boundaries[0], values[1] from it on, ..."""
    return _piece(bisect_right(boundaries, t), boundaries, values)


@of_t
def cosine(t: int, eta0: Rate, steps: int, eta_min: float = 0.0) -> Rate:
    """Half a cosine from eta0 down to eta_min in `steps`, where it stays."""
    return eta_min + (eta0 - eta_min) * (1 + math.cos(math.pi * min(t / steps, 1))) / 2


@of_t
def linear(t: int, eta0: Rate, steps: int, eta_min: float = 0.0) -> Rate:
    """A straight line from eta0 down to eta_min in `steps`, where it stays."""
    return eta_min + (eta0 - eta_min) * (1 - min(t / steps, 1))


@of_t
def warmup(t: int, then: OfT, steps: int, start: float = 0.0) -> Rate:
    """A straight line from `start`, at t = 0, to where the schedule `then` begins."""
    if t >= steps:
        return then(t - steps)
    return start + (then(0) - start) * t / steps


@of_t
def one_cycle(t: int, eta_max: Rate, steps: int) -> Rate:
    """Smith's 1cycle (2018): up from a tenth, back, then to a thousandth of that."""
    half = (steps - (steps // 10 + 1)) // 2
    start = eta_max / 10
    rates = (start, eta_max, start, start / 1000)
    return through(t, (0, half, 2 * half, steps), rates)


class plateau:
    """Performance scheduling: told the validation error, it answers the rate.

    eta0 is multiplied by `factor` at the `patience`-th error in a row that is not
    `better` than the best, then rests for `cooldown` errors; it never falls below
    eta_min, nor by less than `least`. As a knob, it gives the rate in force; what step
    t was once given stays, so that a Trajectory can be walked again. One plateau
    serves one run.
    """

    def __init__(
        self,
        eta0: float,
        factor: float = 0.1,
        patience: int = 10,
        *,
        better: Callable[[float, float], bool] = float.__lt__,
        cooldown: int = 0,
        eta_min: float = 0.0,
        least: float = 0.0,
    ) -> None:
        if patience < 1:
            raise ValueError(f"patience counts errors, from 1 on; got {patience!r}.")
        self.eta, self.factor = eta0, factor
        self.patience, self.better = patience, better
        self.cooldown, self.eta_min, self.least = cooldown, eta_min, least
        self.best, self.bad, self.rest = math.inf, 0, 0
        self._given: dict[int, float] = {}

    def update(self, error: float) -> float:
        """The rate from now on, in view of one more validation error."""
        if self.better(float(error), self.best):
            self.best, self.bad = float(error), 0
        else:
            self.bad += 1
        if self.rest > 0:
            self.rest, self.bad = self.rest - 1, 0
        if self.bad >= self.patience:
            lower = max(self.factor * self.eta, self.eta_min)
            self.eta = lower if self.eta - lower > self.least else self.eta
            self.bad, self.rest = 0, self.cooldown
        return self.eta

    def __call__(self, t: int) -> float:
        return self._given.setdefault(t, self.eta)

    def __repr__(self) -> str:
        return f"<plateau at {self.eta:g}, best error {self.best:g}>"


def schedule(kind: str, *args: Any, **settings: Any) -> OfT:
    """The schedule of that name: schedule("power", eta0=0.1, s=20).

    Raises ValueError for a name that is not in KINDS.
    """
    if kind not in KINDS:
        raise ValueError(
            f"There is no schedule {kind!r}; there are: {', '.join(KINDS)}."
        )
    return KINDS[kind](*args, **settings)


def straight(x: float) -> float:
    """From 0 to 1 in a straight line."""
    return x


def half_cosine(x: float) -> float:
    """From 0 to 1, slowly at both ends."""
    return (1 - math.cos(math.pi * x)) / 2


def through(
    t: float,
    points: Sequence[float],
    rates: Sequence[Rate],
    ease: Callable[[float], float] = straight,
) -> Rate:
    """The rate at t on a way through (points, rates); after it, the last rate."""
    i = bisect_right(points, t)
    if i == len(points):
        return rates[-1]
    left = (points[i] - t) / (points[i] - points[i - 1])
    return rates[i] + (rates[i - 1] - rates[i]) * ease(left)


def _piece(i, boundaries, values):
    if len(values) != len(boundaries) + 1 or list(boundaries) != sorted(boundaries):
        raise ValueError(
            "piecewise needs ascending boundaries and one value more than boundaries; "
            f"got {boundaries!r} and {values!r}."
        )
    return values[i]


_ALL = (
    constant, power, exponential, staircase, piecewise, cosine, linear, warmup,
    one_cycle, plateau,
)  # fmt: skip
KINDS: dict[str, Callable[..., OfT]] = {make.__name__: make for make in _ALL}
