"""Explorers of single ideas: each is rules, problems, and what stands beside them.

Every function returns an explorer, as `explore` does: with sliders, `figure()` and
`to_html(path)`. Several problems are choices in its menu.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps

import numpy as np
from numpy.typing import ArrayLike

from coursekit import schedules
from coursekit.dialects import homl
from coursekit.explorers import explorer
from coursekit.explorers.quantities import DISTANCE, LOSS, STEP, WEIGHTS, rates
from coursekit.explorers.widget import Explorer
from coursekit.lines import backtracking
from coursekit.online import (
    linear_regression,
    logistic_regression,
    minibatches,
    noisy_quadratic,
    random_rows,
)
from coursekit.online import reddi as reddi_problem
from coursekit.optimizers import (
    adagrad,
    adam,
    amsgrad,
    damped_newton,
    ftrl,
    gd,
    momentum,
    nesterov,
    newton,
    polak_ribiere_plus,
    rmsprop,
    steepest_descent,
)
from coursekit.problem import Problem
from coursekit.problems import (
    canyon,
    elongated_bowl,
    himmelblau,
    lessard,
    parabola,
    rosenbrock,
    rotated_canyon,
    two_wells,
)
from coursekit.rule import Optimizer, optimizer
from coursekit.schedules import OfT


def called(name: str, rule: Optimizer) -> Optimizer:
    """The same rule under another name, so that a race can tell two apart."""

    @wraps(rule.rule)
    def renamed(*args, **knobs):
        return rule.rule(*args, **knobs)

    renamed.__name__ = name
    return replace(rule, rule=renamed)


def descent_1d(
    etas: Sequence[float] = (0.03, 1 / 12, 0.15), steps: int = 15
) -> Explorer:
    """Learning rates side by side on a parabola, with their learning curves."""
    runners = [called(f"gd {n}", gd(eta=eta)) for n, eta in enumerate(etas, 1)]
    return explorer(runners, [parabola, lessard], steps=steps, beside=(LOSS, DISTANCE))


def look_ahead(
    eta: float = 0.008,
    beta: float = 0.8,
    problems: Sequence[Problem] = (canyon, elongated_bowl, two_wells),
) -> Explorer:
    """Nesterov beside momentum, each step drawn as its two parts."""
    shown = explorer(
        [nesterov(eta=eta, beta=beta), momentum(eta=eta, beta=beta)],
        problems,
        steps=40,
        arrows=True,
        note="From the step shown, the first arrow is βv, the second −ηg. Nesterov "
        "takes the slope g where the second begins, momentum where the first does.",
    )
    shown.state["t"] = 2
    return shown


def noise(
    sizes: Sequence[int] = (1, 4, 16, 64, 256), eta: float = 0.1, seed: int = 0,
    data: tuple[ArrayLike, ArrayLike] | None = None, steps: int = 100,
) -> Explorer:  # fmt: skip
    """Minibatches: the path's noise, and the ball around the minimum where it stays.

    Each size is in the menu twice: rows that are drawn anew for each step, and rows
    that are shuffled once per epoch.
    data  (X, y) with two features, by default 256 rows made with the seed
    """
    X, y = data or _rows(seed)
    problems = [
        replace(
            linear_regression(X, y, size, seed, draw),
            name=f"batches of {size}, {how}",
            start=(-1.5, 1.5),
            window=((-2, 3), (-3, 2)),
        )
        for size in sizes
        for how, draw in (("drawn", random_rows), ("shuffled", minibatches))
        if how == "shuffled" or size < np.size(y)
    ]
    rows = np.size(y)
    note = f"{rows} rows. Every batch of fewer is noisy, and the path ends in a ball."
    return explorer(
        gd(eta=eta),
        problems,
        steps=steps,
        beside=(DISTANCE, LOSS),
        choice="batch size",
        note=note,
    )


def _rows(seed):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(256, 2)) * (1.0, 1.6)
    return X, X @ (1.0, -0.5) + rng.normal(size=256)


def effective_rate(angles: Sequence[float] = (0, 15, 30, 45)) -> Explorer:
    """What AdaGrad and RMSProp make of η in each coordinate, on a turned canyon."""
    return explorer(
        [adagrad(eta=0.5), rmsprop(eta=0.05)],
        [rotated_canyon(angle) for angle in angles],
        steps=80,
        beside=(rates(high=0), LOSS),
        choice="angle of the canyon",
        note="A rule's name stands at its rate in x; its other curve is y. Along its "
        "axes, a canyon's two rates are ten to one; turned, they come close, and at "
        "45° they have crossed.",
    )


@optimizer
def uncorrected(theta, grad, t, m=0, s=0, *, eta=0.1, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam as if m and s had not begun at zero: no bias correction."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    return theta - eta * m / (np.sqrt(s) + eps), m, s


def adam_lab(eta: float = 0.1) -> Explorer:
    """Adam, its bias correction left out, and its ε inside the root."""
    return explorer(
        [
            adam(eta=eta),
            called("no correction", uncorrected(eta=eta)),
            called("ε inside the root", homl.adam(eta=eta)),
        ],
        [_scaled(elongated_bowl, 1e-7), elongated_bowl, canyon, two_wells],
        steps=60,
        beside=(STEP, LOSS),
        note="On the first surface slopes are as small as ε, and it matters where ε "
        "stands.",
    )


def _scaled(problem, factor):
    """The problem with its loss and all slopes times `factor`."""
    return Problem(
        value=lambda theta: factor * problem.value(theta),
        gradient=lambda theta: factor * problem.gradient(theta),
        name=f"{problem.name} × {factor:g}",
        start=problem.start,
        window=problem.window,
        minima=problem.minima,
    )


def reddi_lab(
    Cs: Sequence[float] = (2.5, 3.0, 5.0, 10.0), steps: int = 150
) -> Explorer:
    """Where Adam walks to the worst point, and AMSGrad to the best."""
    knobs = {"eta": 0.1, "beta1": 0.0, "beta2": 0.1}
    return explorer(
        [adam(**knobs), amsgrad(**knobs), gd(eta=0.1)],
        [reddi_problem(C) for C in Cs],
        steps=steps,
        beside=(WEIGHTS,),
        ranges={"beta2": (0.0, 0.99)},
        choice="C",
        note="Every third loss is Cx, the others −x: on the whole −1 is best.",
    )


def scheduled(schedule: Callable[..., OfT]) -> Optimizer:
    """Gradient descent by a schedule whose eta0 and s are knobs; it keeps its rate."""

    def rule(theta, grad, t, rate=0, *, eta0=0.02, s=20.0):
        eta = schedule(eta0, s)(t - 1)
        return theta - eta * grad(theta), eta + 0 * theta

    rule.__name__ = schedule.__name__
    return optimizer(rule)


def schedules_lab(eta0: float = 0.02, steps: int = 200) -> Explorer:
    """A constant rate beside one that falls: noise that decay cures, ways it stops."""
    noisy = replace(
        noisy_quadratic((12.0, 80.0), sigma=8.0), window=((-1.5, 1.5), (-1.5, 1.5))
    )
    return explorer(
        [called("constant", gd(eta=eta0)), scheduled(schedules.exponential)(eta0=eta0)],
        [noisy, canyon],
        steps=steps,
        beside=(DISTANCE, rates("η(t)", "η(t)", low=-5, high=0, each=False), LOSS),
        ranges={"eta0": (0.0002, 0.05), "s": (1.0, 2000.0)},
    )


def curvature_lab() -> Explorer:
    """Newton against damping; steepest descent against conjugate gradients.

    The last two search their lines by backtracking, so that only Newton climbs. The
    conjugate gradients are Polak and Ribière's, which drop what no longer fits.
    """
    conjugate = called("conjugate_gradient", polak_ribiere_plus)
    beside_the_saddle = replace(two_wells, start=(0.7, -0.2))
    on_the_hill = replace(himmelblau, start=(-1.0, -1.0))
    surfaces = rosenbrock, beside_the_saddle, canyon, on_the_hill
    return explorer(
        [newton, damped_newton(alpha=1.0), steepest_descent, conjugate],
        [backtracking(surface) for surface in surfaces],
        steps=40,
        ranges={"alpha": (0.01, 1000)},
    )


@optimizer
def subgradient(theta, grad, t, *, eta=0.1, lambda1=3.0):
    """Descent with the slope of λ₁|θ|, which counts for 100 steps, as FTRL's does."""
    return theta - eta * (grad(theta) + lambda1 / 100 * np.sign(theta))


def sparsity(lambda1: float = 6.0, seed: int = 0) -> Explorer:
    """FTRL, which leaves out weights, beside descent on the same penalty, which not."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(120, 2))
    y = rng.random(120) < 1 / (1 + np.exp(-X @ (1.5, 0.15)))
    problem = replace(
        logistic_regression(X, y.astype(float), batch_size=8),
        name="clicks",
        start=(0.0, 0.0),
        window=((-0.2, 1.4), (-0.4, 0.6)),
    )
    return explorer(
        [ftrl(alpha=0.3, lambda1=lambda1), subgradient(lambda1=lambda1)],
        problem,
        beside=(WEIGHTS, LOSS),
        ranges={"lambda1": (0, 20)},
        over=("lambda1",),
        show="map",
        note="Beside the paths: ftrl's last weights, for each λ₁; a click sets it. "
        "One feature explains the clicks, the other hardly.",
    )
