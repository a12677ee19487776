"""Lesson 13's verdicts, on other seeds, rows and surfaces than its own."""

import numpy as np
import pytest
from scipy import stats

from coursekit import adam, descend, gd, momentum, rmsprop
from coursekit.datasets import digits
from coursekit.dialects import keras
from coursekit.networks import convolutional, dense
from coursekit.optimizers import adagrad, adamw, nesterov
from coursekit.problems import canyon
from coursekit.schedules import cosine, warmup
from coursekit.training import train

DATA = digits(seed=1)  # other test rows
NET = convolutional((8, 8))


def right(rule, seeds=range(50, 55), net=NET, data=DATA):
    """% of the test rows right, a number per seed; 0 where a run diverged."""
    how = {"steps": 144, "batch": 128, "every": 144, "progress": False}
    return 100 * np.nan_to_num(train(net, data, rule, seed=seeds, **how).accuracy)


def falling(eta):
    return warmup(cosine(eta, 137), 7)


def test_keras_defaults_leave_adagrad_guessing_and_rmsprop_and_adam_level():
    boxes = keras.rmsprop, keras.adam, keras.adagrad
    first, second, last = (right(rule).mean() for rule in boxes)
    assert last < 20 < 55 < min(first, second)
    assert abs(first - second) < 10


@pytest.mark.slow
def test_tuned_the_six_others_are_within_few_points_and_adamw_is_adam():
    rate = {momentum: 1 / 9, nesterov: 1 / 9, adagrad: 1 / 9}
    means = [right(rule(eta=eta)).mean() for rule, eta in rate.items()]
    pair = right(adam(eta=1 / 27)), right(adamw(eta=1 / 27))
    means += [right(rmsprop(eta=1 / 81)).mean(), pair[0].mean()]
    assert max(means) - min(means) < 5
    assert np.abs(pair[0] - pair[1]).mean() < 0.5


@pytest.mark.slow
def test_a_weight_decay_of_1_and_more_costs_adamw_what_smaller_ones_do_not():
    decay = np.array([0.0, 0.1, 1.0, 10.0])
    mean = right(adamw(eta=0.042, weight_decay=decay[:, None])).mean(axis=1)
    assert abs(mean[1] - mean[0]) < 1.5
    assert mean[2] < mean[0] - 1.5
    assert mean[3] < mean[0] - 20


@pytest.mark.slow
def test_out_of_the_box_sgd_and_adagrad_are_level_ahead_of_the_two_others():
    of_the_course = gd(eta=0.1), adagrad(eta=0.01), rmsprop(eta=0.001), adam(eta=0.001)
    one, other, *behind = (right(rule).mean() for rule in of_the_course)
    assert abs(one - other) < 6
    assert max(behind) < min(one, other) - 5


@pytest.mark.slow
def test_with_a_constant_eta_adam_is_ahead_of_nesterov_on_other_rows_too():
    gaps = [
        right(adam(eta=1 / 27), range(3), data=digits(seed=split))
        - right(nesterov(eta=1 / 9), range(3), data=digits(seed=split))
        for split in range(2, 14)
    ]
    means = np.mean(gaps, axis=1)  # one for each choice of the test rows
    assert stats.ttest_1samp(means, 0).pvalue < 0.01
    assert 0.2 < means.mean() < 1.2


def test_the_best_eta_of_gradient_descent_stands_at_a_cliff():
    assert right(gd(eta=3.0)).mean() < 20 < 70 < right(gd(eta=1.0)).mean()


@pytest.mark.slow
def test_rmsprop_gains_from_a_falling_eta_and_adam_does_not():
    seeds = range(50, 56)
    gain = right(rmsprop(eta=falling(1 / 27)), seeds) - right(
        rmsprop(eta=1 / 81), seeds
    )
    assert gain.mean() > 1
    loss = right(adam(eta=1 / 27), seeds) - right(adam(eta=falling(1 / 27)), seeds)
    assert loss.mean() > -0.3


@pytest.mark.slow
def test_on_sigmoids_the_rules_that_divide_are_ahead_and_momentum_is_behind_gd():
    deep = dense([64, 50, 25, 10])
    rate = {gd: 3.0, momentum: 1 / 9, adagrad: 1 / 9, rmsprop: 1 / 27, adam: 1 / 81}
    mean = {rule.name: right(rule(eta=e), net=deep).mean() for rule, e in rate.items()}
    assert min(mean["adagrad"], mean["rmsprop"]) > mean["gd"] > mean["momentum"] + 20
    assert mean["rmsprop"] > mean["adam"] + 5
    usual = right(adam(eta=falling(1 / 243)), net=deep).mean()
    assert usual < 60 < 90 < right(rmsprop(eta=falling(1 / 9)), net=deep).mean()


@pytest.mark.parametrize(("rules", "share"), [(2, 0.116), (7, 0.5)])
def test_the_first_of_equal_rules_leads_the_last_by_two_errors_that_often(rules, share):
    runs = np.random.default_rng(8).standard_t(9, size=(4000, rules, 5))  # not normal
    order = runs.mean(axis=2).argsort(axis=1)
    ahead = np.array([r[o[-1]] - r[o[0]] for r, o in zip(runs, order)])
    error = ahead.std(axis=1, ddof=1) / 5**0.5
    assert np.mean(ahead.mean(axis=1) > 2 * error) == pytest.approx(share, abs=0.04)


def test_two_errors_of_five_runs_hold_the_mean_in_88_of_100_cases():
    runs = np.random.default_rng(3).normal(size=(40_000, 5))
    error = runs.std(axis=1, ddof=1) / 5**0.5
    holds = np.mean(np.abs(runs.mean(axis=1)) < 2 * error)
    assert holds == pytest.approx(1 - 2 * stats.t.sf(2, 4), abs=0.01)


def test_on_the_canyon_a_large_eta_throws_those_out_that_do_not_divide():
    rules = gd, momentum, nesterov, adagrad, rmsprop, adam
    start = (2.5, -0.7)
    left = [descend(rule(eta=0.05), canyon, start, 60).left_at >= 0 for rule in rules]
    assert left == [True, True, True, False, False, False]


def test_at_a_small_common_eta_nesterov_is_first_and_adagrad_has_hardly_moved():
    rules = gd, momentum, nesterov, adagrad, rmsprop, adam
    runs = [descend(rule(eta=0.005), canyon, steps=100) for rule in rules]
    arrived = {run.optimizer.name: int(run.arrived_at()) for run in runs}
    assert 0 < arrived["nesterov"] < arrived["gd"] - 10
    assert sum(step >= 0 for step in arrived.values()) == 2
    way = [np.linalg.norm(run.theta[-1] - run.theta[0]) for run in runs]
    assert way[3] < 0.2 < 1 / 3 * min(way[:3] + way[4:])
