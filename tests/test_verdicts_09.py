"""Lesson 09's verdicts, on other seeds, surfaces and learning rates than its own."""

import numpy as np
import pytest

from coursekit import (
    adagrad,
    adam,
    adamax,
    adamw,
    amsgrad,
    descend,
    gd,
    momentum,
    nadam,
    quadratic,
    rmsprop,
    rotated_canyon,
)  # fmt: skip
from coursekit.datasets import wilson_data
from coursekit.dialects import optax, torch
from coursekit.online import linear_regression, noisy_quadratic, reddi_random
from coursekit.problems import elongated_bowl

OTHER_SEEDS = range(20, 26)


def mean_places(rule, C, beta2, steps=4000):
    problem = reddi_random(C, seed=OTHER_SEEDS)
    start = np.zeros((len(OTHER_SEEDS), 1))
    run = descend(rule(eta=0.02, beta2=beta2), problem, start, steps)
    return run.theta[steps // 2 :, :, 0].mean(axis=0)


def test_adam_fails_where_large_slopes_come_more_seldom_than_it_remembers():
    assert mean_places(adam, 100, 0.99).mean() > 0.2
    assert mean_places(adam, 10, 0.9).mean() > 0.2
    assert mean_places(adam, 10, 0.99).max() < -0.5


def test_amsgrad_keeps_what_adam_forgets_at_C_10_and_loses_its_pace_at_100():
    assert mean_places(amsgrad, 10, 0.9).max() < -0.5
    assert abs(mean_places(amsgrad, 100, 0.9).mean()) < 0.6


def on_the_wrong_side(beta1, beta2, C, largest=False, runs=400, steps=8000):
    """The share of runs nearer to +1 in their second half: rules written out here."""
    rng, p = np.random.default_rng(77), 6 / (5 * C + 5)
    x, m, s, top, total = np.zeros((5, runs))
    for t in range(1, steps + 1):
        g = np.where(rng.random(runs) < p, C, -1.0)
        m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
        top = np.maximum(top, s) if largest else s
        step = m / (1 - beta1**t) / np.sqrt(top / (1 - beta2**t))
        x = np.clip(x - 0.01 * step, -1, 1)
        total += x * (t > steps // 2)
    return (total > 0).mean()


def test_in_how_many_of_many_runs_rare_slopes_mislead():
    assert on_the_wrong_side(0.9, 0.9, 10) > 0.85
    assert on_the_wrong_side(0.9, 0.99, 10) < 0.02
    assert on_the_wrong_side(0.9, 0.99, 100) > 0.9
    assert 0.1 < on_the_wrong_side(0.9, 0.999, 100) < 0.45  # most are right, not all
    assert on_the_wrong_side(0.9, 0.9, 10, largest=True) < 0.02
    assert 0.4 < on_the_wrong_side(0.9, 0.9, 100, largest=True) < 0.8


@pytest.mark.parametrize("eta", [0.05, 0.2])
def test_a_rate_of_amsgrad_rises_unless_the_maximum_is_of_the_corrected_s(eta):
    t = np.arange(1, 201)[:, None]
    after, before = (
        descend(rule(eta=eta), elongated_bowl, steps=200).memory["s_max"][1:]
        for rule in (amsgrad, optax.amsgrad)
    )
    assert (np.diff(before, axis=0) >= 0).all()
    corrected = after / (1 - 0.999**t)
    assert (corrected[0] > 9 * corrected[-1]).all()  # rates rise by more than three


def test_decay_inside_g_goes_by_the_size_of_slopes_and_beside_it_does_not():
    noise = noisy_quadratic((0.0, 0.0), sigma=(0.2, 5.0), seed=7)
    lost = {}
    for name, rule in {"inside": torch.adam, "beside": adamw}.items():
        ends = [
            descend(rule(eta=0.002, weight_decay=w), noise, steps=2000).theta[-1]
            for w in (0.1, 0.0)
        ]
        lost[name] = ends[1] - ends[0]
    assert lost["inside"][0] > 4 * lost["inside"][1]
    assert lost["beside"] == pytest.approx(1 - (1 - 0.002 * 0.1) ** 2000, rel=0.25)


def test_adamws_path_does_not_depend_on_the_scale_of_the_loss():
    A, b = np.diag([2.0, 9.0]), np.array([4.0, 9.0])
    bowls = [quadratic(c * A, c * b, start=(3.0, -1.0)) for c in (1, 400)]
    beside, inside = (
        [descend(rule(eta=0.1, weight_decay=0.5), p, steps=60).theta for p in bowls]
        for rule in (adamw, torch.adam)
    )
    np.testing.assert_allclose(*beside, atol=1e-5)
    assert np.abs(inside[0] - inside[1]).max() > 0.05


def test_no_weight_of_adamw_stays_beyond_one_over_lambda():
    far = quadratic(np.diag([3.0, 50.0]), [30.0, 500.0], start=(4.0, -4.0))
    end = descend(adamw(eta=0.05, weight_decay=4.0), far, steps=2000).theta[-1]
    np.testing.assert_allclose(end, 1 / 4, atol=0.01)  # the minimum lies at (10, 10)


def test_adaptive_rules_call_all_of_wilsons_new_rows_positive_and_gd_none_wrongly():
    X, y = wilson_data(400, 0.7, np.random.default_rng(31))
    X, seen = X[:, : 3 + 5 * 100], slice(0, 100)
    problem = linear_regression(X[seen], y[seen])
    for rule in (gd(eta=0.1), momentum(eta=0.05)):
        w = descend(rule, problem, steps=1500).theta[-1]
        assert (np.sign(X @ w) == y).all()
    for rule in (adagrad(eta=0.1), rmsprop, adam):
        w = descend(rule, problem, steps=1500).theta[-1]
        assert (np.sign(X[seen] @ w) == y[seen]).all()
        assert (X[100:] @ w > 0).all()


@pytest.mark.parametrize("eta", [0.01, 0.03, 0.1])
def test_near_a_saddle_adams_steps_do_not_grow_and_gds_do(eta):
    ridge = quadratic([[2.0, 0.0], [0.0, -3.0]])
    starts = [(0.5, 1e-2), (0.5, 1e-4), (0.5, 1e-6)]
    counts = [
        (np.abs(descend(rule(eta=eta), ridge, starts, 500).theta[..., 1]) > 0.5)
        .argmax(axis=0)
        for rule in (adam, gd)
    ]  # fmt: skip
    assert np.ptp(counts[0]) <= 2
    grown = np.diff(counts[1])
    assert grown == pytest.approx(np.log(100) / np.log(1 + 3 * eta), abs=1.01)


@pytest.mark.parametrize("eta", [0.02, 0.08])
@pytest.mark.parametrize(("angle", "grows"), [(10, False), (30, False), (45, True)])
def test_adams_steps_grow_where_the_ridge_lies_exactly_between_the_axes(
    eta, angle, grows
):
    turned = np.radians(angle)
    turn = np.array(
        [[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]]
    )
    ridge = quadratic(turn @ np.diag([1.0, -1.0]) @ turn.T)
    starts = np.array([(0.6, 1e-2), (0.6, 1e-4), (0.6, 1e-6)]) @ turn.T
    path = descend(adam(eta=eta), ridge, starts, 500).theta @ turn
    counts = (np.abs(path[..., 1]) > 0.5).argmax(axis=0)
    assert (np.diff(counts).min() > 10) if grows else (np.ptp(counts) <= 2)


def test_tuned_adamax_is_ahead_of_tuned_adam_and_nadam_not_clearly():
    problem, etas = rotated_canyon(30), np.geomspace(0.01, 3, 50)[:, None]
    low, high = problem.window.T
    starts = np.random.default_rng(5).uniform(low, high, (12, 2))
    best = {}
    for rule in (adam, adamax, nadam):
        run = descend(rule(eta=etas), problem, np.tile(starts, (50, 1, 1)), 400)
        steps = np.where(run.arrived_at(0.05) < 0, 400, run.arrived_at(0.05))
        place = steps.mean(axis=1).argmin()
        assert 0 < place < 49
        best[rule.name] = steps[place]
    assert best["adamax"].mean() < best["adam"].mean()
    gain = best["adam"] - best["nadam"]
    assert gain.mean() < 3 * gain.std(ddof=1) / 12**0.5
