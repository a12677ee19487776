"""Lesson 10's verdicts, on other rows, seeds, networks and grounds than its own."""

import numpy as np
import pytest

from coursekit import adagrad, adam, descend, gd, momentum, quadratic, rmsprop
from coursekit.datasets import digits
from coursekit.networks import dense, relu, softmax_cross_entropy, tanh
from coursekit.online import noisy_quadratic
from coursekit.schedules import (
    constant,
    cosine,
    exponential,
    plateau,
    power,
    warmup,
)
from coursekit.training import train

STEPS = 360
ARMS = {
    "constant": constant,
    "exponential": lambda eta: exponential(eta, STEPS),
    "cosine": lambda eta: cosine(eta, STEPS),
    "warm-up": lambda eta: warmup(cosine(eta, STEPS - 18), 18),
}
EASY = dense([64, 24, 10], relu, softmax_cross_entropy)
HARD = dense([64, 24, 10], tanh)  # sigmoids at the end, squared error


@pytest.fixture(scope="module")
def rows():
    return digits(seed=1).validation()


def losses(rows, net, eta, seed):
    """Losses every epoch, (11, ...), of momentum with this rate."""
    how = {"every": 36, "dtype": float, "progress": False}
    return train(net, rows, momentum(eta=eta), STEPS, 32, seed, **how).curve.loss


def best(rows, net, name, etas):
    """An arm's losses every epoch on fresh seeds, (11, 8), with its best η of etas."""
    grid = losses(rows, net, ARMS[name](np.array(etas)[:, None]), range(40, 44))
    ends = np.nan_to_num(grid[-1], nan=np.inf).mean(axis=1)
    assert 0 < ends.argmin() < len(etas) - 1, name
    return losses(rows, net, ARMS[name](etas[ends.argmin()]), range(50, 58))


def epochs_to(level, curve):
    below = curve < level
    return np.where(below.any(axis=0), below.argmax(axis=0), len(curve)).mean()


def surely_below(one, other):
    """Whether paired losses differ by more than two standard errors."""
    gap = one - other
    return gap.mean() < -2 * gap.std(ddof=1) / len(gap) ** 0.5


@pytest.mark.slow
def test_where_the_beginning_is_easy_a_falling_rate_beats_the_best_constant(rows):
    etas = (0.1, 0.14, 0.2, 0.3, 0.45)
    still = best(rows, EASY, "constant", etas)
    for name in ("exponential", "cosine"):
        falling = best(rows, EASY, name, etas)
        assert surely_below(falling[-1], still[-1]), name
        assert epochs_to(0.05, falling) < epochs_to(0.05, still), name


@pytest.mark.slow
def test_where_the_beginning_is_hard_only_a_warm_up_does(rows):
    still = best(rows, HARD, "constant", (0.2, 0.3, 0.45, 0.7))[-1]
    for name in ("exponential", "cosine"):
        falling = best(rows, HARD, name, (0.2, 0.3, 0.45, 0.7))[-1]
        assert not surely_below(falling, still), name
    warmed = losses(rows, HARD, ARMS["warm-up"](0.7), range(50, 58))[-1]
    assert surely_below(warmed, still)


@pytest.mark.slow
def test_performance_and_exponential_scheduling_bear_different_mistakes(rows):
    seeds = range(60, 64)
    ends, epochs = {}, {}
    for eta in (0.1, 0.2, 0.3):
        told = [losses(rows, EASY, plateau(eta, 0.3, 2), seed) for seed in seeds]
        formula = losses(rows, EASY, exponential(eta, STEPS), seeds)
        for kind, curve in (("told", np.transpose(told)), ("formula", formula)):
            ends[kind, eta] = curve[-1].mean()
            epochs[kind, eta] = epochs_to(0.05, curve)
    lowest = [min(ends[k, eta] for eta in (0.1, 0.2, 0.3)) for k in ("told", "formula")]
    assert max(lowest) < 0.03
    assert ends["told", 0.1] < ends["formula", 0.1]  # η₀ too small
    assert ends["formula", 0.3] < ends["told", 0.3]  # η₀ too large
    assert min(epochs["formula", eta] for eta in (0.2, 0.3)) <= min(
        epochs["told", eta] for eta in (0.1, 0.2, 0.3)
    )


@pytest.mark.parametrize("seed", [5, 6])
def test_under_noise_adagrad_comes_nearer_and_rmsprop_and_adam_do_not(seed):
    noisy = noisy_quadratic(np.full(300, 2.0), sigma=1.5, seed=seed)
    for rule, nearer in (
        (adagrad(eta=1.0), True), (rmsprop(eta=0.03), False), (adam(eta=0.03), False),
    ):  # fmt: skip
        square = (descend(rule, noisy, steps=4000).theta ** 2).mean(axis=-1)
        early, late = square[900:1000].mean(), square[3900:].mean()
        assert (late < 0.7 * early) == nearer, rule.name


@pytest.mark.parametrize("curvature", [0.3, 25.0])
def test_rmsprop_jumps_by_the_rate_of_the_moment(curvature):
    eta = power(0.1, s=60)
    x = descend(rmsprop(eta=eta), quadratic([[curvature]]), steps=1500).theta[:, 0]
    assert abs(x[-1]) == pytest.approx(eta(1499) / 2, rel=0.03)
    assert x[-1] * x[-2] < 0


@pytest.mark.parametrize(("eta0", "s"), [(0.2, 30), (0.03, 200)])
def test_an_exponential_rate_travels_a_little_more_than_eta0_s_over_ln_10(eta0, s):
    slope = quadratic([[0.0]], [-1.0], start=(0.0,))
    x = descend(gd(eta=exponential(eta0, s)), slope, steps=20 * s).theta[-1, 0]
    assert 0 < abs(x) - eta0 * s / np.log(10) < eta0


@pytest.mark.parametrize("first_seed", [100, 200])
def test_a_rate_may_fall_too_early_and_too_late(first_seed):
    def away(s):
        ends = [
            descend(
                gd(eta=exponential(0.03, s)),
                noisy_quadratic((8, 50), sigma=6.0, seed=first_seed + k),
                steps=200,
            ).theta[160:]
            for k in range(12)
        ]
        return np.linalg.norm(ends, axis=-1).mean()

    early, right, late = map(away, (4, 60, 900))
    assert 2 * right < min(early, late)
