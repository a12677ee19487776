"""Lesson 02's four sentences, tried again on other surfaces and with other starts."""

import numpy as np
import pytest

from coursekit import Problem, descend, gd, two_wells
from coursekit.problems import quadratic

RNG = np.random.default_rng(11)
LONG = 300


def steps_by_share(low, high, shares):
    """Steps to 0.01 from 40 starts, (shares, starts); LONG where it never arrives."""
    angle = RNG.uniform(0, 2 * np.pi, 40)
    starts = 2 * np.stack((np.cos(angle), np.sin(angle)), axis=-1)
    valley = quadratic(np.diag([low, high]))
    run = descend(gd(eta=shares[:, None] / high), valley, starts, LONG)
    steps = run.reached_at(0.01)
    return np.where(steps < 0, LONG, steps)


SHARES = np.linspace(0.02, 2.1, 105)


def test_a_surface_with_one_minimum_is_not_safe_above_the_limit():
    for high in (3.0, 80.0):
        run = descend(gd(eta=2.05 / high), quadratic(np.diag([1.0, high])), steps=200)
        assert run.loss[-1] > run.loss[0]


def test_no_eta_makes_a_canyon_as_fast_as_a_bowl_and_halving_costs_less():
    tuned, halved = {}, {}
    for kappa in (1.5, 7.0, 20.0):
        steps = steps_by_share(1.0, kappa, SHARES)
        best = steps.mean(axis=1).argmin()
        assert 0 < best < len(SHARES) - 1  # the winner lies within its grid
        tuned[kappa] = steps[best]
        halved[kappa] = steps[best // 2].mean() / steps[best].mean()
    for one, other in ((1.5, 7.0), (7.0, 20.0)):
        apart = tuned[other].mean() - tuned[one].mean()
        errors = [steps.std(ddof=1) / 40**0.5 for steps in (tuned[one], tuned[other])]
        assert apart > 5 * np.hypot(*errors)
    assert tuned[7.0].mean() / tuned[1.5].mean() > max(halved.values())


def test_just_above_the_limit_nothing_arrives():
    assert (steps_by_share(1.0, 7.0, np.array([2.05])) == LONG).mean() > 0.9


def three_wells(theta):
    x, y = theta[..., 0], theta[..., 1]
    places = (3, 0, 0), (2, 2, 1), (1, -1, 2)
    return -sum(
        depth * np.exp(-((x - a) ** 2 + (y - b) ** 2) / 2) for depth, a, b in places
    )


@pytest.mark.parametrize("problem", [two_wells, Problem(three_wells, start=(0.0, 0.0))])
def test_no_step_climbs_below_the_limit_and_many_do_above_it(problem):
    starts = RNG.uniform(-2, 2, (200, 2))
    deepest = 2.02 if problem is two_wells else 3.5  # its largest curvature, or more
    calm = descend(gd(eta=1.9 / deepest), problem, starts, 100).loss
    wild = descend(gd(eta=2.6 / deepest), problem, starts, 100).loss
    assert (np.diff(calm, axis=0) < 1e-7).all()
    assert (np.diff(wild, axis=0) > 1e-7).mean() > 0.1


def test_relu_passes_all_of_the_slope_or_nothing():
    relu = Problem(lambda z: np.maximum(z[..., 0], 0), start=[1.0])
    z = np.array([0.01, 3.0, 50.0, -0.01, -3.0, -50.0])[:, None]
    assert relu.gradient(z)[:, 0] == pytest.approx([1, 1, 1, 0, 0, 0])
