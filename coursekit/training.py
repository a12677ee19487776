"""Train networks: one, or many at once, by one code and the rules of the course.

Start and minibatches are functions of the seed, so that a run is the same alone, among
others, and on another machine, and the runs of two optimizers are pairs.
"""

from __future__ import annotations

from copy import deepcopy
from itertools import islice
from time import perf_counter

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from coursekit.datasets import Dataset
from coursekit.descent import State, iterates
from coursekit.networks import Network
from coursekit.results import Curve, Result
from coursekit.rule import Optimizer, RuleError


def train(
    net: Network, data: Dataset, optimizer: Optimizer,
    steps: int = 2000, batch: int | None = 64, seed: ArrayLike = 0,
    *, every: int | None = None, dtype: DTypeLike = np.float32, progress: bool = True,
) -> Result:  # fmt: skip
    """Train a network for `steps` minibatches, or many at once, and return the Result.

    seed   a number, or an array of them: a network with its own minibatches for each.
           Knobs that are arrays train a network per value; the two broadcast.
    every  steps from one measurement on the test rows to the next: a twentieth of all,
           if None. A plateau is told the test error: train it on data.validation().
    A network that diverges is marked in the Result, and the others go on. Raises
    ValueError or RuleError for what cannot be trained.
    """
    optimizer = _ready(optimizer, steps, seed)
    start = _start(net, optimizer, seed, dtype)
    walk = iterates(optimizer, net.on(data, batch, seed), start)
    marks = sorted({*range(0, steps, every or max(steps // 20, 1)), steps})
    theta, rows, seconds = _measured(walk, marks, net, data, optimizer, progress)
    curve, runs = Curve(np.array(marks), *map(np.array, zip(*rows))), theta.shape[:-1]
    return Result(
        repr(optimizer), data.name, np.broadcast_to(seed, runs), theta, curve,
        confusion=_confusion(net, data, theta),
        seconds=np.full(runs, seconds / np.prod(runs)),
        diverged=_diverged(curve, theta),
    )  # fmt: skip


def _measured(walk, marks, net, data, optimizer, progress):
    """The last theta, a row of measurements per mark, and the seconds in between."""
    from threadpoolctl import threadpool_limits
    from tqdm.auto import tqdm

    rows, seconds, told = [], 0.0, _told(optimizer)
    bar = tqdm(total=marks[-1], disable=not progress, delay=1, leave=False, unit="step")
    # Matrices this small gain nothing from a second thread, and lose where it is busy.
    with threadpool_limits(1, "blas"), bar:
        for since, t in zip([-1, *marks], marks):
            begin = perf_counter()
            theta = next(islice(walk, t - since - 1, None)).theta
            seconds += perf_counter() - begin
            rows.append(_measure(net, data, theta))
            for schedule in told:
                schedule.update(1 - float(rows[-1][-1]))
            bar.update(t - max(since, 0))
    return theta, rows, seconds


def _measure(net, data, theta):
    """Training loss, test loss, test accuracy, each (...)."""
    seen = slice(len(data.X_test))
    with np.errstate(all="ignore"):
        outputs = net.outputs(theta, data.X_test)
        return (
            net.value(theta, data.X[seen], data.Y[seen]),
            net.loss.value(outputs, data.Y_test),
            (outputs.argmax(axis=-1) == data.y_test).mean(axis=-1),
        )


def _confusion(net, data, theta):
    with np.errstate(all="ignore"):
        said = net.predict(theta, data.X_test)
    answers = said[..., None] == np.arange(len(data.classes))
    return (data.Y_test.T @ answers).astype(int)


def _diverged(curve, theta):
    """The first mark at which a network's numbers were not finite, else -1."""
    lost = ~(np.isfinite(curve.loss) & np.isfinite(curve.test_loss))
    lost[-1] |= ~np.isfinite(theta).all(axis=-1)
    return np.where(lost.any(axis=0), curve.t[lost.argmax(axis=0)], -1)


def _ready(optimizer, steps, seed):
    """The optimizer, with schedules of its own where they are told how it goes."""
    if not isinstance(optimizer, Optimizer):
        raise RuleError(
            f"{optimizer!r} is not an optimizer; put @optimizer above your rule."
        )
    if not isinstance(steps, int | np.integer) or steps < 1:
        raise ValueError(f"steps is a whole number from 1 on; got {steps!r}.")
    told = {k: deepcopy(v) for k, v in optimizer.knobs.items() if hasattr(v, "update")}
    if told and any(np.ndim(knob) for knob in (seed, *optimizer.knobs.values())):
        raise ValueError(f"{', '.join(told)}: a schedule that is told serves one run.")
    return optimizer(**told)


def _told(optimizer):
    return [knob for knob in optimizer.knobs.values() if hasattr(knob, "update")]


def _start(net, optimizer, seed, dtype):
    """The state before the first step: a network per seed and value of a knob."""
    knobs = [k(0) if callable(k) else k for k in optimizer.knobs.values()]
    runs = np.broadcast_shapes(*map(np.shape, (seed, *knobs)))
    theta = np.broadcast_to(net.start(seed, dtype), (*runs, net.size)).copy()
    return State(0, theta, optimizer.remember(theta))
