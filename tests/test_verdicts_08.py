"""Lesson 08's verdicts, on other seeds, surfaces and learning rates than its own."""

import numpy as np
import pytest

from coursekit import Problem, adam, descend, gd, momentum, quadratic, rmsprop
from coursekit.datasets import digits
from coursekit.explorers.labs import uncorrected
from coursekit.networks import dense, softmax_cross_entropy
from coursekit.problems import rotated_canyon, two_wells
from coursekit.training import train

ETAS = np.geomspace(1e-4, 1, 41)


def race(rule, problem):
    """Mean steps of twelve starts until they stay near the minimum, by η."""
    starts = np.random.default_rng(9).uniform(*problem.window.T, (12, 2))
    run = descend(rule(eta=ETAS[:, None]), problem, np.tile(starts, (41, 1, 1)), 400)
    arrived = run.arrived_at(0.05)
    return np.where(arrived < 0, 400, arrived).mean(axis=1)


@pytest.fixture(scope="module")
def turned():
    problem = rotated_canyon(20)
    return {rule.name: race(rule, problem) for rule in (gd, momentum, rmsprop, adam)}


def test_tuned_for_one_short_canyon_gradient_descent_is_first(turned):
    best = {name: steps.min() for name, steps in turned.items()}
    assert min(best, key=best.get) == "gd"
    assert best["adam"] > 2 * best["gd"]


def test_in_a_long_canyon_along_the_axes_it_is_last():
    canyon = quadratic(np.diag([1.5, 180.0]))
    best = {r.name: race(r, canyon).min() for r in (gd, momentum, rmsprop, adam)}
    assert max(best, key=best.get) == "gd"
    assert best["gd"] > 1.8 * best["momentum"] and best["gd"] > 1.8 * best["adam"]


def test_in_a_turned_long_canyon_rmsprop_loses_its_gain_and_adam_a_part():
    straight, turned = (
        np.diag([1.0, 100.0]),
        np.array([[25.75, -42.868], [-42.868, 75.25]]),
    )
    np.testing.assert_allclose(np.linalg.eigvalsh(turned), [1, 100], atol=0.01)
    best = {
        rule.name: [race(rule, quadratic(A)).min() for A in (straight, turned)]
        for rule in (gd, momentum, rmsprop, adam)
    }
    assert best["rmsprop"][0] < 0.9 * best["gd"][0]
    assert best["rmsprop"][1] > 0.9 * best["gd"][1]
    assert best["momentum"][1] < 1.1 * best["momentum"][0]
    assert 1.1 * best["adam"][0] < best["adam"][1] < 0.7 * best["gd"][1]


def test_more_learning_rates_are_good_for_adam_than_for_gradient_descent(turned):
    good = {name: ETAS[steps < 2 * steps.min()] for name, steps in turned.items()}
    assert good["gd"].max() < 4 * good["gd"].min()
    assert good["adam"].max() > 20 * good["adam"].min()


def test_a_step_is_about_eta_at_most_unless_slopes_come_after_a_long_silence():
    slopes = np.r_[np.zeros(2000), np.full(30, -4.0)]
    line = Problem(lambda x: 0 * x[..., 0], oracle=lambda x, t: slopes[[t - 1]])
    x = descend(adam(eta=0.01), line, start=[0.0], steps=2030).theta[:, 0]
    assert 0.04 < np.diff(x).max() < 0.1
    x = descend(adam(eta=0.01), quadratic([[0.0]], [4.0], [0.0]), steps=300).theta
    assert np.diff(x[:, 0]).max() == pytest.approx(0.01)


@pytest.mark.parametrize("scale", [0.01, 1.0, 300.0])
def test_adams_best_learning_rates_do_not_depend_on_the_scale_of_the_loss(scale):
    bowl = quadratic(scale * np.diag([2.0, 30.0]), start=(2.0, -1.5))
    arrived = descend(adam(eta=0.2), bowl, steps=200).arrived_at(0.05)
    assert 30 < arrived < 120


@pytest.mark.parametrize("eta", [0.003, 0.02])
def test_with_a_small_eta_the_uncorrected_rule_arrives_first(eta):
    bowl = quadratic(np.diag([1.0, 5.0]), start=(2.0, -1.5))
    raw, corrected = (
        descend(rule(eta=eta), bowl, steps=3000).reached_at(0.05)
        for rule in (uncorrected, adam)
    )
    assert 0 < raw < corrected / 2


def test_with_a_large_eta_the_uncorrected_rule_loses_starts_and_adam_none():
    starts = np.random.default_rng(2).uniform(-2, 2, (200, 2))
    lost = {
        rule.name: (descend(rule(eta=0.65), two_wells, starts, 400).left_at >= 0).mean()
        for rule in (uncorrected, adam)
    }
    assert lost["uncorrected"] > 0.3
    assert lost["adam"] == 0


def test_whom_the_uncorrected_rule_throws_out_for_good_stands_on_flat_ground():
    starts = np.random.default_rng(3).uniform(-2, 2, (200, 2))
    run = descend(uncorrected(eta=0.7), two_wells, starts, 1500)
    lost = run.left_at >= 0
    assert lost.mean() > 0.5
    assert np.abs(two_wells.gradient(run.theta[-1])[lost]).max() < 1e-6
    later = descend(uncorrected(eta=0.7), two_wells, starts, 400).left_at >= 0
    assert (later == lost).mean() > 0.98  # none comes back


def test_with_a_falling_eta_adam_stays_where_it_arrives():
    bowl = quadratic([[1.0]])
    falling = descend(adam(eta=lambda t: 0.5 ** (t / 500)), bowl, steps=5000)
    constant = descend(adam(eta=0.7), bowl, steps=5000)
    assert np.abs(falling.theta[500:]).max() < 1e-6
    assert np.abs(constant.theta[1500:]).max() > 0.01


def accuracies(net, seeds):
    """The share of rows right of each rule with its best learning rate."""
    rates, best = 3.0 ** np.arange(-5, 3), {}
    for rule in (gd, momentum, rmsprop, adam):
        runs = train(
            net, digits(seed=1), rule(eta=rates[:, None]), seed=seeds,
            steps=200, every=200, progress=False,
        )  # fmt: skip
        right = np.nan_to_num(runs.accuracy).mean(axis=1)
        assert 0 < right.argmax() < len(rates) - 1, rule.name
        best[rule.name] = right.max()
    return best


def test_with_the_squared_error_the_adaptive_rules_get_more_rows_right():
    best = accuracies(dense([64, 24, 10]), range(30, 32))
    assert min(best["rmsprop"], best["adam"]) > max(best["gd"], best["momentum"])


def test_with_the_log_loss_the_four_rules_are_alike():
    net = dense([64, 24, 10], loss=softmax_cross_entropy)
    best = accuracies(net, range(30, 32))
    assert max(best.values()) - min(best.values()) < 0.02


def test_momentum_with_a_smaller_beta_is_ahead_of_gradient_descent(turned):
    assert race(momentum(beta=0.4), rotated_canyon(20)).min() < turned["gd"].min()
