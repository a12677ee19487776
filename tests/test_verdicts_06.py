"""The verdicts of lesson 06, on other seeds and other surfaces than the lesson's."""

import numpy as np
import pytest

from coursekit import descend, quadratic
from coursekit.online import linear_regression, noisy_quadratic
from coursekit.optimizers import adagrad, delta_bar_delta, gd
from coursekit.problems import canyon, wall


def word_errors(rule, seed, size=30, rows=1200):
    """Squared errors (etas, size) of the weights of words, as in the lesson."""
    rng = np.random.default_rng(seed)
    often = 1 / np.arange(1, size + 1)
    word = rng.choice(size, size=rows, p=often / often.sum())
    weight = rng.choice([-1.0, 1.0], size)
    scores = weight[word] + rng.normal(size=rows)
    stream = linear_regression(np.eye(size)[word], scores, batch_size=1)
    etas = np.geomspace(0.03, 1, 9)
    starts = np.zeros((9, size))
    return (descend(rule(eta=etas), stream, starts, rows).theta[-1] - weight) ** 2


def test_on_rare_and_common_words_a_rate_each_beats_the_best_single_rate():
    best = {}
    for rule in (gd, adagrad):
        errors = np.mean([word_errors(rule, seed) for seed in range(20, 23)], axis=0)
        means = errors.mean(axis=1)
        assert 0 < means.argmin() < 8, "the winner lies inside its grid"
        best[rule.name] = errors[means.argmin()]
    assert best["adagrad"].mean() < 0.85 * best["gd"].mean()
    assert best["adagrad"][:5].mean() < 0.6 * best["gd"][:5].mean()


def test_signs_change_as_soon_as_a_rate_passes_one_over_the_curvature():
    bowl = quadratic(np.diag([5.0, 30.0]), start=(4.0, -3.0))
    run = descend(delta_bar_delta(eta=0.01), bowl, steps=30)
    for k, curvature in enumerate((5, 30)):
        product = run.memory["rate"][1:, k] * curvature
        first = np.argmax(product > 1) + 1  # the step after which the side changes
        signs = np.sign(run.theta[: first + 1, k])
        assert (signs[:-1] == signs[0]).all() and signs[-1] == -signs[0]


@pytest.mark.parametrize("curvature", [0.2, 7.0, 300.0])
def test_a_wild_first_step_measures_the_curvature(curvature):
    bowl = quadratic([[curvature]], start=(2.0,))
    run = descend(adagrad(eta=2e4), bowl, steps=30)
    rate = 2e4 / np.sqrt(run.memory["s"][-1, 0])
    assert rate * curvature == pytest.approx(1, abs=1e-3)
    assert run.reached_at(0.01) <= 4


def test_under_noise_a_huge_eta_leaves_far_more_error():
    for curvatures in ([1, 16], [5, 5]):
        left = []
        for eta in (0.3, 1000):
            noisy = noisy_quadratic(np.repeat(curvatures, 30), sigma=2, seed=9)
            run = descend(adagrad(eta=eta), noisy, steps=400)
            left.append((run.theta[300:] ** 2).mean())
        assert left[1] > 10 * left[0]


def turned(angle, curvatures=(1.0, 16.0)):
    cos, sin = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    turn = np.array([[cos, -sin], [sin, cos]])
    return quadratic(turn @ np.diag(curvatures) @ turn.T, start=turn @ (-2.5, 1.0))


def test_turned_scales_slow_adagrad_and_not_gradient_descent():
    steps = {
        angle: [
            int(descend(rule, turned(angle), steps=2000).reached_at(0.05))
            for rule in (gd(eta=0.1), adagrad(eta=0.5))
        ]
        for angle in (0, 45)
    }
    assert steps[45][0] == steps[0][0]
    assert steps[45][1] > 1.5 * steps[0][1]


@pytest.mark.parametrize(("angle", "ahead"), [(0, True), (45, False)])
def test_with_the_best_eta_of_each_the_axes_decide_who_is_ahead(angle, ahead):
    fewest = []
    for rule, largest in ((gd, 2 / 16), (adagrad, 60)):
        etas = np.geomspace(largest / 150, 0.999 * largest, 120)
        at = descend(rule(eta=etas), turned(angle), steps=400).arrived_at(0.02)
        fewest.append(at[at > 0].min())
    assert (2 * fewest[1] < fewest[0]) if ahead else (fewest[1] > fewest[0] / 2)


def test_no_single_rate_serves_common_and_rare_words():
    errors = np.mean([word_errors(gd, seed) for seed in range(30, 34)], axis=0)
    common, rare = errors[:, :3].mean(axis=1), errors[:, -10:].mean(axis=1)
    assert 4 * common.argmin() < 4 * rare.argmin()
    assert rare[common.argmin()] > 1.5 * rare.min()
    assert common[rare.argmin()] > 1.5 * common.min()


def test_on_a_plain_after_a_wall_it_stalls_and_yet_arrives():
    run = descend(adagrad(eta=0.7), wall, (6.5,), steps=3500)
    assert run.theta[200, 0] > 3 and 1000 < run.reached_at(0.01) < 3500


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_its_ball_of_noise_shrinks_and_that_of_a_constant_rate_does_not(seed):
    noisy = noisy_quadratic(np.full(60, 3.0), sigma=2.0, seed=seed)
    plain, ours = (
        (descend(rule, noisy, steps=4000).theta ** 2).mean(axis=1)
        for rule in (gd(eta=0.05), adagrad(eta=0.5))
    )
    assert ours[3000:].mean() < 0.5 * ours[200:400].mean()
    assert plain[3000:].mean() > 0.8 * plain[200:400].mean()


@pytest.mark.parametrize("curvatures", [(3, 12), (5, 5)])
def test_under_noise_ten_times_the_best_eta_costs_both_rules_about_tenfold(curvatures):
    noisy = noisy_quadratic(np.repeat(curvatures, 30), sigma=1, seed=12)
    etas, starts = np.geomspace(0.001, 10, 17), np.ones((17, 60))
    for rule in (gd, adagrad):
        with np.errstate(all="ignore"):
            path = descend(rule(eta=etas), noisy, starts, 400).theta[300:]
            squares = np.nan_to_num((path**2).mean(axis=(0, 2)), nan=np.inf)
        best = squares.argmin()
        assert 0 < best < 12
        assert 5 < squares[best + 4] / squares[best] < 40
        assert (squares[-1] > 1e6) == (rule is gd)


def test_the_default_is_far_too_small_on_these_surfaces():
    for problem in (canyon, wall):
        end = descend(adagrad(), problem, steps=2000).theta[-1]
        assert np.linalg.norm(end - problem.minima[0]) > 1
