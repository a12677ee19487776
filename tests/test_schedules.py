"""Schedules: η as a function of t."""

import math

import numpy as np
import pytest

from coursekit import descend, iterates, schedules
from coursekit.dialects import keras, optax, torch
from coursekit.optimizers import gd, momentum
from coursekit.problems import canyon


def test_power_scheduling_halves_after_s_steps_then_a_third_then_a_fourth():
    eta = schedules.power(0.01, s=20)
    assert [eta(t) for t in (0, 20, 40, 60)] == pytest.approx(
        [0.01, 0.01 / 2, 0.01 / 3, 0.01 / 4]
    )
    assert schedules.power(1, s=20, c=2)(60) == pytest.approx(1 / 16)


def test_exponential_scheduling_falls_tenfold_every_s_steps():
    eta = schedules.exponential(0.01, s=20)
    assert [eta(t) for t in (0, 20, 60)] == pytest.approx([0.01, 1e-3, 1e-5])
    assert eta(10) == pytest.approx(0.01 / math.sqrt(10))
    assert schedules.staircase(0.01, s=20)(19) == 0.01


def test_at_a_boundary_the_course_switches_and_keras_waits():
    for t, ours, theirs in ((4, 0.1, 0.1), (5, 0.001, 0.1), (6, 0.001, 0.001)):
        assert schedules.piecewise((5,), (0.1, 0.001))(t) == ours
        assert keras.piecewise((5,), (0.1, 0.001))(t) == theirs
    factors = optax.piecewise(0.1, (5, 9), (0.5, 0.2))
    assert [factors(t) for t in (4, 5, 9)] == pytest.approx([0.1, 0.05, 0.01])
    assert torch.piecewise(0.1, (5, 9), 0.5)(9) == pytest.approx(0.025)


def test_the_cosine_stays_down_and_pytorch_s_climbs_again():
    ours, theirs = (make(1.0, 10, 0.2) for make in (schedules.cosine, torch.cosine))
    assert ours(5) == theirs(5) == pytest.approx(0.6)
    assert ours(15) == pytest.approx(0.2) and theirs(20) == pytest.approx(1.0)


def test_linear_decay_falls_by_as_much_each_step_and_stays_down():
    eta = schedules.linear(1.0, 10, 0.2)
    assert [eta(t) for t in range(11)] == pytest.approx(np.linspace(1.0, 0.2, 11))
    assert eta(400) == pytest.approx(0.2)
    theirs = optax_linear(0.3, 7)
    assert [schedules.linear(0.3, 7)(t) for t in range(12)] == pytest.approx(theirs)


def optax_linear(eta0, steps):
    """optax.linear_schedule(eta0, 0, steps) at t = 0 … 11, by its own formula."""
    left = 1 - np.clip(np.arange(12), 0, steps) / steps
    return eta0 * left


def test_a_warm_up_is_a_straight_line_to_where_the_schedule_begins():
    eta = schedules.warmup(schedules.exponential(1.0, s=5), steps=4, start=0.2)
    assert [eta(t) for t in (0, 2, 4, 9)] == pytest.approx([0.2, 0.6, 1.0, 0.1])


def test_one_cycle_rises_falls_and_fades():
    eta = schedules.one_cycle(1.0, 100)
    assert [eta(t) for t in (0, 44, 88, 100)] == pytest.approx([0.1, 1, 0.1, 1e-4])
    assert eta(22) == pytest.approx(0.55) and eta(500) == pytest.approx(1e-4)


def test_a_schedule_prints_as_it_was_asked_for_and_equals_its_like():
    eta = schedules.power(0.01, s=20)
    assert repr(eta) == "power(eta0=0.01, s=20, c=1)"
    assert repr(momentum(eta=eta)) == f"momentum(eta={eta!r}, beta=0.9)"
    assert eta == schedules.power(eta0=0.01, s=20)


def test_a_schedule_of_an_array_gives_each_run_its_own():
    etas = np.array((0.01, 0.002))
    both = descend(gd(eta=schedules.exponential(etas, s=5)), canyon, steps=9)
    assert both.theta.shape == (10, 2, 2)
    for i, eta in enumerate(etas):
        one = descend(gd(eta=schedules.exponential(float(eta), s=5)), canyon, steps=9)
        np.testing.assert_allclose(both.theta[:, i], one.theta, rtol=1e-14)


def test_every_kind_is_found_by_name_and_others_are_refused():
    assert schedules.schedule("power", 0.1, s=5) == schedules.power(0.1, s=5)
    with pytest.raises(ValueError, match="no schedule 'square'; there are: constant"):
        schedules.schedule("square", 0.1)


def unsorted():
    return schedules.piecewise((9, 5), (3, 2, 1))


def too_few():
    return schedules.piecewise((5, 9), (2, 1))


@pytest.mark.parametrize("make, error, sentence", [
    (unsorted, ValueError, "ascending boundaries"),
    (too_few, ValueError, "one value more than boundaries"),
    (lambda: schedules.power(0.1), TypeError, r"power\(eta0, s, c=1\): missing a"),
    (lambda: schedules.cosine(0.1, T=5), TypeError, "cosine"),
    (lambda: schedules.plateau(0.1, patience=0), ValueError, "from 1 on; got 0"),
])  # fmt: skip
def test_wrong_settings_speak_when_the_schedule_is_made(make, error, sentence):
    with pytest.raises(error, match=sentence):
        make()


ERRORS = (5, 4, 4, 3, 3.5, 3, 3.2, 2, 2, 2, 2, 2)


def test_the_plateau_waits_for_patience_bad_errors_in_a_row():
    eta = schedules.plateau(1.0, factor=0.5, patience=2)
    expected = [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.125]
    assert [eta.update(error) for error in ERRORS] == expected


def test_the_plateau_rests_and_has_a_floor():
    eta = schedules.plateau(1.0, factor=0.5, patience=1, cooldown=2, eta_min=0.3)
    assert [eta.update(9) for _ in range(8)] == [1, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3]


def test_pytorch_waits_one_error_longer_than_keras_and_optax():
    def first_cut(make):
        eta = make(1.0, factor=0.5, patience=3)
        return [eta.update(1.0) for _ in range(9)].index(0.5)

    assert [first_cut(d.plateau) for d in (torch, keras, optax)] == [4, 3, 3]


def test_keras_counts_an_error_of_the_cooldown_that_the_others_ignore():
    def cuts(make, patience):
        eta = make(1.0, factor=0.5, patience=patience, cooldown=2)
        rates = [eta.update(1.0) for _ in range(10)]
        return [i for i in range(1, 10) if rates[i] < rates[i - 1]]

    assert cuts(torch.plateau, 1) == cuts(optax.plateau, 2) == [2, 6]
    assert cuts(keras.plateau, 2) == [2, 5, 8]


def test_pytorch_leaves_a_rate_alone_that_would_hardly_fall():
    eta = torch.plateau(1e-7, factor=0.95, patience=0)
    assert [eta.update(1.0) for _ in range(3)] == [1e-7] * 3


def test_thresholds_are_relative_in_pytorch_and_absolute_in_keras():
    def falls(make, errors, **threshold):
        eta = make(1.0, factor=0.5, patience=1, **threshold)
        return [eta.update(error) for error in errors][-1] < 1

    small = (1e-3, 0.9e-3, 0.8e-3, 0.7e-3)
    assert falls(keras.plateau, small, atol=2e-4)
    assert not falls(torch.plateau, small, rtol=2e-4)
    assert not falls(optax.plateau, small, rtol=2e-4)
    for library in (torch, optax):
        assert falls(library.plateau, small, rtol=0.0, atol=2e-4)


def test_a_not_a_number_is_a_bad_error():
    eta = schedules.plateau(1.0, factor=0.5, patience=2)
    assert [eta.update(e) for e in (1.0, math.nan, math.nan)] == [1, 1, 0.5]


def test_a_plateau_told_between_steps_goes_wherever_a_number_goes():
    eta = schedules.plateau(0.03, factor=0.1, patience=3)
    etas, walk = [], iterates(gd(eta=eta), canyon)
    for state in [next(walk) for _ in range(60)]:
        etas.append(eta.update(canyon.value(state.theta)))
    assert etas[0] == 0.03


def test_a_run_on_a_plateau_can_be_walked_again():
    eta = schedules.plateau(0.026, factor=0.1, patience=3)
    walk, path = iterates(gd(eta=eta), canyon), []
    for _ in range(30):
        path.append(next(walk).theta)
        eta.update(canyon.value(path[-1]))
    assert eta.eta < 0.026
    again = descend(gd(eta=eta), canyon, steps=29)
    assert np.array_equal(again.theta, path)
