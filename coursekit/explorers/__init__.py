"""Explorers: a surface, rules with their knobs as sliders, a start to drag.

The maths stays here, in the very rules of the lesson; the modules in `front/` draw. The
front end asks (for the scene, a picture, one path, the paths of all slider
positions) and gets one answer with binary buffers; nothing is computed unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from coursekit.descent import descend
from coursekit.explorers.quantities import DISTANCE, LOSS, Quantity
from coursekit.explorers.scene import Scene
from coursekit.explorers.sliders import RATES, numbers
from coursekit.explorers.surfaces import Surface
from coursekit.explorers.widget import Explorer
from coursekit.problem import Problem
from coursekit.rule import Optimizer

Optimizers = Optimizer | Sequence[Optimizer]
Problems = Problem | Sequence[Problem]
Ranges = Mapping[str, tuple[float, float]]


def explore(
    optimizers: Optimizers, problems: Problems, *, steps: int = 100,
    start: ArrayLike | None = None, show: str | Sequence[str] = (),
    ranges: Ranges | None = None,
) -> Explorer:  # fmt: skip
    """An interactive picture of optimizers (the course's or your own) on problems.

    optimizers  one Optimizer or several, which then race
    problems    one Problem with one or two coordinates, or several to choose from
    start       where the paths begin, the problem's own start if None
    show        "map" (of two knobs, in place of the loss curve), "basins", or both
    ranges      {"eta": (low, high)} where a slider's default range does not fit; a knob
                that has one is in sight, also if it is rarely moved
    Raises TypeError or ValueError for what cannot be shown.
    """
    return explorer(
        optimizers, problems, steps=steps, start=start, show=show, ranges=ranges
    )


def explorer(
    optimizers: Optimizers, problems: Problems, *, steps: int = 100,
    start: ArrayLike | None = None, show: str | Sequence[str] = (),
    ranges: Ranges | None = None,
    beside: Sequence[Quantity] = (), arrows: bool = False, **texts: Any,
) -> Explorer:  # fmt: skip
    """As `explore`; further what is beside the paths, arrows, and the scene's texts.

    beside  by default loss and distance; distance first, where slopes are noisy
    """
    rules = _several(optimizers, Optimizer, "an optimizer (put @optimizer above it)")
    grounds = _several(problems, Problem, "a Problem")
    extras = {show} if isinstance(show, str) else set(show)
    _check_steps(steps)
    _check_knobs(rules)
    _check_ranges(ranges or {}, rules)
    first = descend(rules[0], grounds[0], start, 0).theta[0]
    shown = tuple(beside) or _beside(grounds)
    surfaces = [Surface(problem, shown, arrows) for problem in grounds]
    scene = Scene(rules, surfaces, ranges or {}, **texts)
    _check_show(extras, scene.offers)
    point = first.reshape(-1, first.shape[-1])[0].tolist()
    return Explorer(scene, scene.state(point, steps, extras))


def _beside(problems):
    """Loss and distance, where minima are known; a noisy walk is told by distance."""
    if not all(len(problem.minima) for problem in problems):
        return (LOSS,)
    noisy = any(_is_noisy(problem) for problem in problems)
    return (DISTANCE, LOSS) if noisy else (LOSS, DISTANCE)


def _is_noisy(problem):
    """Whether two steps at the start see two slopes."""
    seen = (problem.oracle(problem.start, t) for t in (1, 2))
    return not np.array_equal(*seen)


def _several(given, kind, noun):
    items = list(given) if isinstance(given, list | tuple) else [given]
    for item in items:
        if not isinstance(item, kind):
            raise TypeError(f"explore(optimizers, problems): {item!r} is not {noun}.")
    if not items:
        raise TypeError("explore(optimizers, problems) needs at least one of each.")
    return items


def _check_steps(steps):
    if not isinstance(steps, int) or steps < 1:
        raise ValueError(f"steps is a whole number from 1 on; got {steps!r}.")


def _check_knobs(optimizers):
    for optimizer in optimizers:
        for knob, value in numbers(optimizer).items():
            if not np.isfinite(value):
                raise ValueError(
                    f"{knob} of {optimizer.name} is {value}; a slider needs a number."
                )


def _check_ranges(ranges, optimizers):
    for knob, (low, high) in ranges.items():
        if not low < high or (knob in RATES and low <= 0):
            above = " and low above 0" if knob in RATES else ""
            raise ValueError(
                f"A range of {knob!r} is (low, high) with low < high{above}; "
                f"got ({low:g}, {high:g})."
            )
        if not any(knob in optimizer.knobs for optimizer in optimizers):
            raise ValueError(f"None of the optimizers has the knob {knob!r} of ranges.")


def _check_show(show, offers):
    for extra in show:
        if not offers.get(extra):
            raise ValueError(
                f"show={extra!r} does not fit: a map needs an optimizer with two "
                "knobs, basins a surface with several minima."
            )
