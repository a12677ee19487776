"""What lesson 04 says of momentum, on other seeds and surfaces than its own."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from coursekit import descend, gd, lessard, momentum, quadratic, rosenbrock, two_wells
from coursekit.comparisons import with_error
from coursekit.online import linear_regression, noisy_quadratic
from coursekit.optimizers import adam


def shrink_factor(push, beta):
    b = 1 + beta - push
    root = np.sqrt(b * b - 4 * beta + 0j)
    return np.maximum(abs(b + root), abs(b - root)) / 2


def turned(*curvatures, seed):
    """A quadratic of these curvatures whose own directions are no axes."""
    rng = np.random.default_rng(seed)
    own, _ = np.linalg.qr(rng.normal(size=(len(curvatures), len(curvatures))))
    return quadratic(own @ np.diag(curvatures) @ own.T)


def fewest(problem, beta, etas, starts, steps):
    run = descend(momentum(eta=etas, beta=beta), problem, starts[:, None], steps)
    arrived = run.arrived_at(0.01)
    return np.where(arrived < 0, np.inf, arrived).min(axis=1)


@pytest.mark.parametrize("seed", [11, 12])
def test_with_0_9_momentum_is_slower_on_round_ground_and_faster_in_a_canyon(seed):
    starts = np.random.default_rng(seed).normal(size=(5, 3))
    for largest, slower in ((2, True), (400, False)):
        ground = turned(1.0, 2**0.5, largest, seed=seed)
        etas = np.geomspace(0.03, 4, 60) / largest
        plain, ours = (fewest(ground, b, etas, starts, 900) for b in (0, 0.9))
        assert np.all(ours > 3 * plain) if slower else np.all(3 * ours < plain)


def test_momentum_gains_in_a_curved_canyon_too():
    etas = np.geomspace(1e-4, 6e-3, 60)
    plain = descend(gd(eta=etas), rosenbrock, steps=3000).arrived_at(0.01)
    ours = descend(momentum(eta=etas, beta=0.9), rosenbrock, steps=3000).arrived_at(
        0.01
    )
    assert np.all(plain < 0) and 0 < ours[ours > 0].min() < 1000


@pytest.mark.parametrize(("kappa", "share"), [(100, 0.18), (1000, 0.066)])
def test_the_best_momentum_needs_a_fifth_of_the_steps_at_100_and_less_at_1000(
    kappa, share
):
    canyon, root = quadratic(np.diag([2.0, 2.0 * kappa])), kappa**0.5
    pair = momentum(eta=2 / (1 + root) ** 2, beta=((root - 1) / (root + 1)) ** 2)
    few, many = (
        descend(rule, canyon, steps=3000).arrived_at(0.01)
        for rule in (pair, gd(eta=1 / (1 + kappa)))
    )
    assert few / many == pytest.approx(share, rel=0.1)


@pytest.mark.parametrize("kappa", [5, 50, 500])
def test_steps_grow_like_the_root_of_kappa_on_a_turned_canyon(kappa):
    root = kappa**0.5
    ground = turned(1.0, kappa, seed=3)
    best = momentum(eta=4 / (1 + root) ** 2, beta=((root - 1) / (root + 1)) ** 2)
    run = descend(best, ground, (1.0, 1.0), 2000)
    assert 3 * root < run.arrived_at(0.01) < 8 * root + 6


@pytest.mark.parametrize("beta", [0, 0.3, 0.8, 0.95])
def test_the_limit_is_twice_one_plus_beta_and_complex_factors_are_the_root(beta):
    limit = 2 * (1 + beta)
    assert shrink_factor(0.999 * limit, beta) < 1 < shrink_factor(1.001 * limit, beta)
    inside = np.linspace((1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2, 9)[1:-1]
    assert shrink_factor(inside, beta) == pytest.approx(beta**0.5)


@pytest.mark.parametrize(("low", "high"), [(12, 80), (1, 1000)])
def test_a_beta_for_each_direction_gains_nothing_over_one_for_both(low, high):
    etas, betas = np.geomspace(0.3, 4, 400) / high, np.linspace(0, 0.99, 991)
    slow, steep = (shrink_factor(etas[:, None] * bend, betas) for bend in (low, high))
    own = np.maximum(slow.min(axis=1), steep.min(axis=1)).min()
    one = np.maximum(slow, steep).min()
    assert one == pytest.approx(own, abs=2e-3)
    assert own == pytest.approx(
        (high**0.5 - low**0.5) / (high**0.5 + low**0.5), abs=2e-3
    )


@pytest.mark.parametrize(
    ("eta", "beta"), [(0.1, 0), (0.1, 0.9), (0.01, 0.9), (0.2, 0.5)]
)
def test_the_ball_of_noise_has_the_size_that_theory_gives(eta, beta):
    # Not by the formula: the covariance that a step leaves as it is, by iterating.
    step = np.array([[1 + beta - eta, -beta], [1, 0]])
    push = np.array([[eta**2, 0], [0, 0]])
    covariance = np.zeros((2, 2))
    for _ in range(5000):
        covariance = step @ covariance @ step.T + push
    theory = eta * (1 + beta) / ((1 - beta) * (2 + 2 * beta - eta))
    assert covariance[0, 0] == pytest.approx(theory)


@pytest.mark.parametrize("sigma", [0.1, 10])
def test_in_a_noisy_canyon_momentum_gains_only_where_there_is_little_noise(sigma):
    etas = np.geomspace(3e-4, 0.03, 30)

    def ends(rule, seeds):
        grounds = (noisy_quadratic((1, 150), sigma, seed) for seed in seeds)
        runs = (descend(rule, ground, (1.0, 1.0), 120) for ground in grounds)
        return np.array([(run.theta[-20:] ** 2).sum(-1).mean(0) for run in runs])

    def judged(beta):
        tried = ends(momentum(eta=etas, beta=beta), range(100, 104)).mean(axis=0)
        best = tried.argmin()
        assert 0 < best < len(etas) - 1  # the winner lies inside its grid
        return ends(momentum(eta=etas[best], beta=beta), range(200, 216))

    plain, ours = judged(0), judged(0.8)
    if sigma < 1:
        assert ours.mean() < plain.mean() / 5
    else:
        difference = (ours - plain) / plain.mean()
        error = difference.std(ddof=1) / len(difference) ** 0.5
        assert abs(difference.mean()) < max(0.15, 3 * error)


def test_real_minibatches_of_drawn_rows_show_the_same_ball_of_noise():
    rng = np.random.default_rng(8)
    X = rng.normal(size=(400, 2))
    y = X @ (1.0, -0.5) + rng.normal(size=400)

    def drawn(theta, t):
        rows = np.random.default_rng((8, t)).integers(400, size=4)
        return (X[rows] @ theta - y[rows]) @ X[rows] / 4

    squares = {}
    for eta, beta in ((0.02, 0), (0.02, 0.9), (0.002, 0.9)):
        ground = replace(linear_regression(X, y), oracle=drawn)
        run = descend(momentum(eta=eta, beta=beta), ground, ground.minima[0], 6000)
        away = run.theta[1000:] - ground.minima[0]
        squares[eta, beta] = (away**2).sum(axis=-1).mean()
    assert 5 < squares[0.02, 0.9] / squares[0.02, 0] < 15
    assert 0.5 < squares[0.002, 0.9] / squares[0.02, 0] < 1.5


@pytest.mark.parametrize("seed", [21, 22])
def test_few_starts_roll_out_of_the_shallow_well(seed):
    starts = np.random.default_rng(seed).uniform(-2, 2, (1500, 2))
    plain = descend(gd(eta=0.1), two_wells, starts, 600).theta[-1, :, 0]
    shallow = starts[plain > 0]
    for eta, least, most in ((0.1, 0.03, 0.13), (0.02, 0, 0.005)):
        end = descend(momentum(eta=eta, beta=0.9), two_wells, shallow, 700).theta[-1]
        assert least <= np.mean(end[:, 0] < 0) <= most


def test_a_ball_from_high_above_rolls_through_the_shallow_well_into_the_deep():
    shallow = two_wells.minima[1]
    run = descend(momentum(eta=0.1, beta=0.9), two_wells, (1.9, -1.7), 400)
    assert np.linalg.norm(run.theta - shallow, axis=-1).min() < 0.1
    assert np.linalg.norm(run.theta[-1] - two_wells.minima[0]) < 0.01


def test_the_cycle_of_lessard_is_exact():
    places = [Fraction(n, 1225) for n in (-2208, 2592, 792)]
    for step in range(3):
        before, now, after = (places[(step + k) % 3] for k in range(3))
        slope = lessard.gradient(np.array([now]))[0]
        assert now + Fraction(4, 9) * (now - before) - slope / 9 == after


def test_other_starts_and_rules_reach_the_minimum_of_lessards_function():
    best = momentum(eta=1 / 9, beta=4 / 9)
    many = descend(best, lessard, np.linspace(-3.7, 3.9, 777)[:, None], 500)
    assert 0.08 < np.mean(many.arrived_at(0.1) < 0) < 0.2
    assert descend(gd(eta=1 / 13), lessard, 3.3, 300).arrived_at(1e-3) > 0
    assert descend(adam(eta=0.05), lessard, 3.3, 600).arrived_at(0.1) > 0


def test_a_mean_is_told_with_its_standard_error():
    assert with_error([1, 2, 3], 2) == "2.00 ± 0.58"
    assert with_error([4.0, 4.0], 0) == "4 ± 0"
    for few in ([1.0], [], [[1.0, 2.0]]):
        with pytest.raises(ValueError, match="two values or more"):
            with_error(few)
