"""Lesson 01's four sentences, tried again on other valleys and with other starts."""

import numpy as np
import pytest

from coursekit import Problem, descend, gd, parabola

STARTS = np.random.default_rng(7).uniform(-3, 3, (100, 1))

# name: (value, largest curvature); convex are all but the last two
VALLEYS = {
    "log cosh": (lambda x: np.log(np.cosh(x[..., 0])), 1),
    "steep parabola": (lambda x: 20 * x[..., 0] ** 2, 40),
    "softplus pair": (
        lambda x: np.logaddexp(0, x[..., 0]) + np.logaddexp(0, -x[..., 0]), 0.5,
    ),
    "a wider well": (lambda x: -np.exp(-(x[..., 0] ** 2) / 8), 0.25),
    "waves": (lambda x: np.cos(x[..., 0]), 1),
}  # fmt: skip
CONVEX = [*VALLEYS][:3]


def walks(name, eta_a, steps=40):
    value, a = VALLEYS[name]
    return descend(gd(eta=eta_a / a), Problem(value), STARTS, steps)


@pytest.mark.parametrize("name", VALLEYS)
@pytest.mark.parametrize("eta_a", [0.3, 1.0, 1.9])
def test_each_step_is_no_worse_where_eta_is_small_enough(name, eta_a):
    assert (np.diff(walks(name, eta_a).loss, axis=0) < 1e-9).all()


@pytest.mark.parametrize("name", VALLEYS)
def test_above_the_limit_some_steps_climb(name):
    assert (np.diff(walks(name, 2.2).loss, axis=0) > 1e-9).any()


@pytest.mark.parametrize("name", VALLEYS)
def test_with_the_gradient_one_goes_uphill(name):
    loss = walks(name, -0.3).loss
    assert (loss[-1] > loss[0] - 1e-9).all()


def test_on_a_parabola_no_eta_drops_fast_and_then_stays_high():
    """Whatever the first two steps keep of the error, the next two keep as well."""
    for eta in np.linspace(0.005, 0.2, 40):
        error = descend(gd(eta=eta), parabola, STARTS, 4).theta - 1
        assert error[4] / error[2] == pytest.approx(error[2] / error[0], rel=1e-4)


def test_where_the_curvature_grows_towards_the_bottom_it_does():
    loss = descend(gd(eta=2.5), Problem(VALLEYS["log cosh"][0]), [12.0], 60).loss
    assert loss[5] < 0.2 * loss[0]
    assert loss[60] == pytest.approx(loss[58], rel=1e-3) and loss[60] > 0.1


@pytest.mark.parametrize("name", CONVEX)
@pytest.mark.parametrize("eta_a", [0.3, 1.0, 1.9])
def test_on_a_convex_valley_steps_do_not_grow(name, eta_a):
    moves = np.abs(np.diff(walks(name, eta_a).theta, axis=0))
    assert (np.diff(moves, axis=0) < 1e-9).all()


def test_from_flat_ground_they_grow():
    moves = np.abs(np.diff(walks("a wider well", 0.1, 400).theta, axis=0))
    far = np.abs(STARTS[:, 0]) > 2.1  # beyond the place where the well is steepest
    assert (moves.max(axis=0) > moves[0])[far].all()


def test_at_a_kink_they_stay():
    kink = Problem(lambda x: 3 * np.abs(x[..., 0]), lambda x: 3 * np.sign(x), start=[1])
    moves = np.abs(np.diff(descend(gd(eta=0.17), kink, steps=30).theta[:, 0]))
    assert moves == pytest.approx(0.51)
