"""The verdicts of lesson 07, on other seeds and other surfaces than the lesson's."""

import numpy as np
import pytest

from coursekit import Problem, descend, quadratic
from coursekit.optimizers import (
    adadelta,
    adagrad,
    momentum,
    nesterov,
    rmsprop,
    rmsprop_momentum,
)
from coursekit.problems import elongated_bowl, rosenbrock, rotated_canyon


@pytest.mark.parametrize("rho", [0.8, 0.95])
def test_two_thirds_of_the_weight_lie_in_the_last_squares(rho):
    ramp = Problem(lambda theta: theta[..., 0], lambda theta: np.ones_like(theta))
    remembered = round(1 / (1 - rho))
    s = descend(rmsprop(rho=rho), ramp, steps=remembered).memory["s"][-1, 0]
    assert s == pytest.approx(0.65, abs=0.03)


@pytest.mark.parametrize("rho", [0.3, 0.9, 0.97])
@pytest.mark.parametrize("eta", [0.02, 0.2])
@pytest.mark.parametrize("curvature", [0.5, 40.0])
def test_late_hops_are_half_of_eta_whatever_curvature_and_rho(rho, eta, curvature):
    bowl = quadratic([[curvature]], start=(1.7,))
    last = descend(rmsprop(eta=eta, rho=rho), bowl, steps=8000).theta[-2:, 0]
    assert np.abs(last) == pytest.approx(eta / 2, rel=0.02)
    assert last[0] * last[1] < 0


@pytest.mark.parametrize("where", [0.3, 0.7, 1.0])
def test_a_bowl_whose_minimum_is_not_at_0_hops_or_has_a_slope_of_exactly_0(where):
    bowl = quadratic([[12.0]], b=[12 * where], start=(1.7,))
    last = descend(rmsprop(eta=0.05), bowl, steps=4000).theta[-1]
    hops = abs(abs(last[0] - where) - 0.025) < 1e-3
    assert hops or bowl.gradient(last)[0] == 0


def test_turned_canyons_hop_in_both_coordinates():
    for problem in (rotated_canyon(20), rotated_canyon(50)):
        end = descend(rmsprop(eta=0.04), problem, steps=4000).theta[-1]
        assert np.abs(end - problem.minima[0]) == pytest.approx(0.02, rel=0.01)


def test_the_exceptions_are_a_tiny_eta_and_no_memory():
    still = descend(rmsprop(eta=1e-6), quadratic([[12.0]]), (1e-4,), steps=20_000)
    assert abs(still.theta[-1, 0]) < 1e-9  # ηλ is 1.2e-5, below 2e-5
    ends = [
        descend(rmsprop(eta=0.1, rho=0), quadratic([[1.0]]), (x,), 300).theta[-1, 0]
        for x in (1.0, 1.03)
    ]
    assert abs(abs(ends[0]) - abs(ends[1])) > 0.005


def lag(rule, steepness, drift):
    """How far behind a drifting minimum each η ends, on average."""
    problem = Problem(
        value=lambda theta: theta[..., 0] ** 2 / 2,
        gradient=lambda theta: theta,
        oracle=lambda theta, t: steepness(t) * (theta - drift * t),
        start=(4.0,),
    )
    etas = np.geomspace(0.01, 30, 19)
    x = descend(rule(eta=etas), problem, np.full((19, 1), 4.0), 800).theta[..., 0]
    lags = np.abs(drift * np.arange(801)[:, None] - x)[500:].mean(axis=0)
    return lags.min()


@pytest.mark.parametrize("drift", [0.01, 0.05])
def test_a_drift_alone_does_not_need_forgetting_and_a_change_of_steepness_does(drift):
    even = [lag(rule, lambda t: 1.0, drift) for rule in (adagrad, rmsprop)]
    assert even[0] < even[1]
    steep = lambda t: 60.0 if t <= 150 else 1.0  # noqa: E731
    adagrads, rmsprops = (lag(rule, steep, drift) for rule in (adagrad, rmsprop))
    assert rmsprops < 0.1 * adagrads


def test_adagrad_follows_a_drift_if_its_first_step_leaps_to_the_minimum():
    problem = Problem(
        value=lambda theta: theta[..., 0] ** 2 / 2,
        oracle=lambda theta, t: theta - 0.03 * t,
        start=(-3.0,),
    )
    run = descend(adagrad(eta=[3.5, 0.5]), problem, np.full((2, 1), -3.0), 800)
    lags = np.abs(0.03 * np.arange(801)[:, None] - run.theta[..., 0])[500:].mean(axis=0)
    rates = np.array([3.5, 0.5]) / np.sqrt(run.memory["s"][-1, :, 0])
    assert lags[0] < lag(rmsprop, lambda t: 1.0, 0.03) < lags[1]
    assert 0.7 < rates[0] < 1.3  # about 1/λ


@pytest.mark.parametrize("steep", [30.0, 100.0])
def test_rmsprop_forgets_steep_slopes_within_about_a_hundred_steps(steep):
    problem = Problem(
        value=lambda theta: theta[..., 0] ** 2 / 2,
        oracle=lambda theta, t: (steep if t <= 200 else 1.0) * (theta - 0.02 * t),
        start=(-5.0,),
    )
    run = descend(rmsprop(eta=0.038), problem, steps=400)
    lengths = np.abs(np.diff(run.theta[:, 0])) / 0.038
    assert lengths[205] < 0.1 and lengths[300:320].min() > 0.8


def test_adadelta_is_ruled_by_its_eps():
    for problem in (elongated_bowl, quadratic([[3.0]], start=(4.0,))):
        runs = [descend(adadelta(eps=e), problem, steps=3000) for e in (1e-6, 1e-4)]
        slow, quick = (int(run.reached_at(0.05)) for run in runs)
        assert 0 < quick < slow / 3
        first = [abs(run.theta[1, 0] - run.theta[0, 0]) for run in runs]
        assert first[1] / first[0] == pytest.approx(10, rel=0.01)


@pytest.mark.parametrize("start", [(-1.0, 1.2), (-1.3, 0.7)])
def test_in_a_curved_valley_no_eta_makes_up_for_a_velocity(start):
    etas, left = np.geomspace(1e-4, 1, 60), []
    for rule in (rmsprop, rmsprop_momentum):
        end = descend(rule(eta=etas), rosenbrock, start, steps=300).theta[-1]
        left.append(np.nanmin(np.linalg.norm(end - 1, axis=-1)))
    assert left[1] < 0.2 * left[0]


def fewest(rule, share, problem, limit, seed):
    """Mean steps to stay within 0.05, from four starts, with the best knobs."""
    shift = 0.3 * np.random.default_rng(seed).uniform(-1, 1, (4, problem.start.size))
    shares = np.tile([[0], [0.4], [0.9], [0.98]], (31, 1, 4))
    etas = np.geomspace(1e-4, 10, 31)[:, None, None] + 0 * shares
    starts = problem.start + shift + 0 * etas[..., None]
    with np.errstate(all="ignore"):
        run = descend(rule(eta=etas, **{share: shares}), problem, starts, limit)
        at = run.arrived_at(0.05)
    return np.where(at < 0, limit, at).mean(axis=-1).min()


@pytest.mark.parametrize("seed", [1, 2])
def test_who_wins_of_rmsprop_and_the_velocities_depends_on_the_surface(seed):
    rules = (rmsprop, "rho"), (momentum, "beta"), (nesterov, "beta")
    straight, turned = (
        [fewest(*rule, rotated_canyon(angle), 80, seed) for rule in rules]
        for angle in (0, 40)
    )
    valley = [fewest(*rule, rosenbrock, 500, seed) for rule in rules]
    assert straight[0] < min(straight[1:])
    assert turned[0] > max(turned[1:])
    assert max(valley[1:]) < 0.9 * valley[0]
