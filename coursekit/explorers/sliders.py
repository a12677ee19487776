"""The positions of a knob's slider: round numbers, spaced as the knob is felt.

A learning rate acts by its ratio, so it is spaced by factors, from a tenth of its start
value or less to ten times it or more; beta acts through 1/(1 − beta), the number of
steps that it remembers. Whatever people name is a position: 0.9, 1/λ, 2/λ, the best.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.arrays import Array
from coursekit.plots.sentences import signed
from coursekit.problem import Problem
from coursekit.rule import Optimizer

BEST = "best"  # the label of what a formula finds
FINE, COARSE = 64, 24  # positions: of a learning rate, of anything else
MARKS = 12  # round numbers under a slider, at most

RATES = ("eta", "eta0", "lr", "learning_rate", "step_size")
REMEMBERS = (
    "beta", "beta1", "beta2", "rho", "gamma", "mu", "decay", "momentum",
)  # fmt: skip
RARELY_MOVED = ("eps", "epsilon", "beta2", "lambda2", "delta")


Limits = Mapping[str, tuple[float, float]]


class Tick(NamedTuple):
    """A mark under a slider; a named one is what the lesson has a word or sign for."""

    value: float
    label: str
    named: bool


class Slider(NamedTuple):
    """Where a slider can stand, ascending, and the marks under it: some of these."""

    stops: Array
    ticks: list[Tick]


class Shared(NamedTuple):
    """What rules that race have in common: the ends of rates, how long they remember.

    names  labels of rates that have one, for all of them
    """

    rates: tuple[float, float]
    longest: float
    names: dict[float, str]


def race(
    optimizers: Sequence[Optimizer], problem: Problem, ranges: Limits
) -> Shared | None:
    """What the sliders of several rules share, so that they can be compared."""
    if len(optimizers) < 2:
        return None
    ends, longest = [], 100.0
    names: dict[float, str] = {}
    for optimizer in optimizers:
        for knob, value in numbers(optimizer).items():
            if knob in RATES and value > 0 and knob not in ranges:
                ends.append(rate_range(problem, value))
            if knob in REMEMBERS and 0 <= value < 1 and knob not in RARELY_MOVED:
                longest = max(longest, _longest(value))
        for knob, labels in named(optimizer, problem).items():
            if knob in RATES:
                names |= {x: label for x, label in labels.items() if label != BEST}
    low, high = zip(*ends) if ends else ((1.0,), (1.0,))
    return Shared((min(low), max(high)), longest, names)


def sliders(
    optimizer: Optimizer,
    problem: Problem,
    ranges: Limits | None = None,
    shared: Shared | None = None,
) -> dict[str, Slider]:
    """A Slider by knob, the two that are precomputed first: η, then those of ranges.

    ranges  (low, high) by knob, where the default does not fit
    shared  what it has in common with those that it races
    A knob that is no number (a schedule, an array) stays as it is and has no slider.
    """
    knobs, limits = numbers(optimizer), ranges or {}
    order = sorted(knobs, key=lambda knob: (knob not in RATES, knob not in limits))
    names = named(optimizer, problem)
    found = {}
    for knob in order:
        labels = names.get(knob, {})
        if shared and knob in RATES:
            labels = shared.names
        found[knob] = slider(
            knob, knobs[knob], problem, limits.get(knob), labels, shared
        )
    return found


def numbers(optimizer: Optimizer) -> dict[str, float]:
    """The knobs that are plain numbers, by name."""
    knobs = optimizer.knobs.items()
    return {k: float(v) for k, v in knobs if not callable(v) and np.ndim(v) == 0}


def folded(knobs: Sequence[str], runners: int, ranges: Limits) -> list[str]:
    """The knobs that are out of sight until asked for: ε and its like, and the rest.

    In sight are at most four for one rule or two, at most two for each of more. One
    with a range of its own is never folded as ε is.
    """
    often = [knob for knob in knobs if knob not in RARELY_MOVED or knob in ranges]
    sight = often[: 4 if runners < 3 else 2]
    return [knob for knob in knobs if knob not in sight]


def slider(
    knob: str,
    value: float,
    problem: Problem,
    limits: tuple[float, float] | None = None,
    names: Mapping[float, str] | None = None,
    shared: Shared | None = None,
) -> Slider:
    """What the slider of `knob` can be set to, with `value`, ticks and `names` in it.

    names  labels of the numbers that have one
    """
    scale: Callable[..., Array] = np.log
    if knob in RATES and value > 0:
        own = shared.rates if shared else rate_range(problem, value)
        low, high = limits or own
        spaced = _rates(low, high, names or {})
    elif knob in REMEMBERS and 0 <= value < 1 and limits is None:
        longest = max(shared.longest if shared else 100.0, _longest(value))
        forgets = [float(f"{x:.3g}") for x in 1 / np.geomspace(1, longest, COARSE)]
        spaced = 1 - np.array(forgets)
        scale = _log_memory
    elif min(limits or (value,)) > 0:
        low, high = limits or (value / 1000, value * 1000)
        spaced = np.geomspace(low, high, COARSE)
    else:
        low, high = limits or (min(10 * value, 0), max(10 * value, 1))
        spaced = np.linspace(low, high, COARSE)
        scale = np.asarray
    digits = 12 if knob in REMEMBERS else 3
    spaced = np.array([float(f"{x:.{digits}g}") for x in spaced])
    ticks = _ticks(knob, spaced, names or {})
    return _with(spaced, scale, value, ticks)


def _longest(value):
    """How many steps a slider remembers at its end: ten times as many as `value`."""
    return max(100.0, 10 / (1 - value))


def _rates(low, high, names):
    """FINE positions by factors, a third of them where the named ones are, if any."""
    first, last = 0.8 * min(names, default=1.0), 1.2 * max(names, default=1.0)
    if not (names and low < first and last < high):
        return np.geomspace(low, high, FINE)
    close = np.geomspace(first, last, FINE // 3)
    below = np.log(first / low) / (np.log(first / low) + np.log(high / last))
    count = round(below * (FINE - len(close)))
    return np.concatenate(
        [
            np.geomspace(low, first, count, endpoint=False),
            close,
            np.geomspace(high, last, FINE - len(close) - count, endpoint=False)[::-1],
        ]
    )


def _log_memory(beta):
    return -np.log(1 - np.minimum(beta, 1 - 1e-12))


def _ticks(knob, spaced, names):
    """Round numbers within the range, and those with a name; no two of one value."""
    low, high = spaced[0], spaced[-1]
    if knob in REMEMBERS and low == 0 and high < 1:
        round_ones = [0.0, 0.5, 0.9, 0.99, 0.999, 0.9999]
    elif low > 0:
        first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
        powers = range(first, last + 1, 1 + (last - first) // MARKS)
        round_ones = [float(f"1e{power}") for power in powers]
    else:
        round_ones = [low, 0.0, high]
    ticks = {x: Tick(x, _plain(x), named=False) for x in round_ones}
    ticks |= {x: Tick(x, label, named=True) for x, label in names.items()}
    return [ticks[x] for x in sorted(ticks) if low <= x <= high]


def _plain(x):
    """A round number as it is written under a slider: 0.01, 100, 1e-8."""
    return signed(f"{x:g}")


def _with(spaced, scale, value, ticks):
    """The positions with each of these numbers in place of the one next to it."""
    wanted = dict.fromkeys([value, *(tick.value for tick in ticks)])
    stops = [float(x) for x in spaced]
    for x in wanted:
        free = [s for s in stops if s not in wanted or s == x]
        gaps = np.abs(scale(np.array(free)) - scale(np.array(x)))
        stops[stops.index(free[int(np.nanargmin(gaps))])] = x
    return Slider(np.unique(stops), ticks)


def rate_range(problem: Problem, value: float) -> tuple[float, float]:
    """From far below 1 / curvature to past every limit, ten times `value` both ways."""
    steep = sharpest(problem)
    return min(0.01 / steep, value / 10), max(4.4 / steep, 10 * value)


def curvatures(problem: Problem) -> Array:
    """The Hessian's eigenvalues at each minimum, (n, d); none where none is known."""
    if problem.hessian is None or not len(problem.minima):
        return np.empty((0, problem.start.size))
    return np.linalg.eigvalsh(problem.hessian(problem.minima))


def sharpest(problem: Problem) -> float:
    """The largest curvature at any minimum; 1 where nothing is known of it."""
    curvature = curvatures(problem).max(initial=0.0)
    return float(curvature) if curvature > 0 else 1.0


def named(optimizer: Optimizer, problem: Problem) -> dict[str, dict[float, str]]:
    """What has a name among the values of each knob: 1/λ, 2/λ, the formula's best.

    λ is the largest curvature at a minimum. Rules whose memory is more than a velocity
    have no limit that depends on λ alone, so their rates have no names.
    """
    known, rate = curvatures(problem), [k for k in optimizer.knobs if k in RATES]
    if not len(known) or known.max() <= 0 or not {*optimizer.memory} <= {"v"}:
        return {}
    steep = float(known.max())
    names: dict[str, dict[float, str]] = {knob: {} for knob in optimizer.knobs}
    for knob in rate:
        names[knob] = {1 / steep: "1/λ", 2 / steep: "2/λ"}
    best = _best(optimizer, float(known[0].min()), float(known[0].max()))
    for knob, value in best.items():
        if knob in names and not np.isclose([*names[knob]], value).any():
            names[knob][value] = BEST
    return names


def _best(optimizer, shallow, steep):
    """The knobs that shrink the slowest error fastest, where a formula is known."""
    if shallow <= 0:
        return {}
    roots = np.sqrt(shallow), np.sqrt(steep)
    beta = float((roots[1] - roots[0]) / (roots[1] + roots[0]))
    formulas: dict[str, dict[str, Any]] = {
        "gd": {"eta": 2 / (shallow + steep)},
        "momentum": {"eta": 4 / sum(roots) ** 2, "beta": beta**2},
        "nesterov": {"eta": 1 / steep, "beta": beta},
    }
    return formulas.get(optimizer.name, {})
