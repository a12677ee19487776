"""Lesson 14's verdicts, on other seeds, networks and draws than its own."""

import numpy as np
import pytest
from scipy import stats

from coursekit import Problem, descend, gd, momentum
from coursekit.comparisons import paired
from coursekit.datasets import clicks, digits
from coursekit.networks import dense
from coursekit.sparse import learn
from coursekit.training import train

OTHER_SEEDS = range(100, 104)
DATA = digits()


def late(t):
    return 0.9 * (t >= 50)


@pytest.fixture(scope="module")
def arms():
    """Four seeds of 500 minibatches of another network, by arm."""
    net = dense([64, 60, 40, 10])
    rules = {
        "fast": gd(eta=2.0),
        "plain": gd(eta=1.0),
        "ball": momentum(eta=0.2, beta=0.9),
        "late": momentum(eta=0.2, beta=late),
    }
    return {
        name: train(net, DATA, rule, 500, seed=OTHER_SEEDS, progress=False)
        for name, rule in rules.items()
    }


RAMP = Problem(lambda x: x[..., 0], np.ones_like, name="ramp")


@pytest.mark.parametrize(("eta", "beta"), [(0.2, 0.9), (0.2, 0.8), (0.1, 0.9)])
def test_down_a_ramp_a_velocity_ends_at_the_effective_rate_and_lags(eta, beta):
    x = -descend(momentum(eta=eta, beta=beta), RAMP, steps=400).theta[:, 0]
    rate = eta / (1 - beta)
    assert x[-1] - x[-2] == pytest.approx(rate)
    assert 400 * rate - x[-1] == pytest.approx(rate * beta / (1 - beta))


def pushed(eta, beta, b):
    """80 values of one output's b, by hand: (the lowest, the last)."""
    v, lowest = 0.0, b
    for _ in range(80):
        a = 1 / (1 + np.exp(-b))
        v = beta * v - eta * (a - 0.1) * a * (1 - a)
        b += v
        lowest = min(lowest, b)
    return lowest, b


def test_one_output_runs_out_onto_the_plain_by_a_long_memory_and_stays():
    goal = -np.log(9)
    assert pushed(2, 0.8, 0) == pytest.approx((-2.9, goal), abs=0.05)
    assert pushed(5, 0.5, 0) == pytest.approx((goal, goal), abs=0.005)
    for eta, beta in ((10, 0), (1, 0.9)):
        assert pushed(eta, beta, -6)[1] == pytest.approx(-5.8, abs=0.02)


@pytest.mark.slow
def test_what_project_c_is_compared_with_has_its_best_rate():
    rows = clicks(6000)
    losses = {}
    for eta in (0.05, 0.1, 0.15):
        model = learn(gd(eta=eta), rows[:4800], passes=3)
        cut = model.pruned(np.sort(abs(model.weights))[-1501])
        losses[eta] = cut.score(rows[4800:]).log_loss
    assert min(losses, key=losses.get) == 0.1


def silent(result):
    return (result.confusion.sum(axis=-2) == 0).sum(axis=-1)


def test_at_the_same_effective_rate_the_ball_is_behind_and_silent(arms):
    assert paired(arms["fast"], arms["ball"]).low > 0
    assert silent(arms["ball"]).min() >= 1
    assert silent(arms["fast"]).max() == 0


def test_twice_the_rate_is_ahead(arms):
    assert paired(arms["fast"], arms["plain"]).gap > 0.01


def test_a_late_start_mends_the_ball(arms):
    assert silent(arms["late"]).max() == 0
    assert paired(arms["late"], arms["ball"]).low > 0.05
    assert abs(paired(arms["fast"], arms["late"]).gap) < 0.03


def test_silent_digits_sort_the_networks():
    net, ball = dense([64, 100, 50, 10]), momentum(eta=0.2, beta=0.9)
    run = train(net, DATA, ball, 500, seed=range(100, 108), progress=False)
    lost = silent(run)
    assert len(np.unique(lost)) >= 3
    assert np.corrcoef(lost, run.accuracy)[0, 1] < -0.9


def test_the_exact_u_needs_four_runs_against_four():
    for n, enough in ((3, False), (4, True), (5, True)):
        exact = stats.mannwhitneyu(range(n), range(n, 2 * n), method="exact")
        assert (exact.pvalue < 0.05) == enough


def test_clumps_pass_normaltest_for_most_draws():
    passed = 0
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0, 0.1, 100)
        clumps = np.repeat([-2, -1, 0, 1, 2], [6, 24, 40, 24, 6]) + noise
        passed += stats.normaltest(clumps).pvalue > 0.05
    assert passed == 20


def far_at_the_end(eta, beta, noise):
    """The mean distance of the last 40 places of a walk with this noise, by hand."""
    place, v, away = np.ones(noise.shape[1:]), 0.0, []
    for drawn in noise:
        v = beta * v - eta * ((12, 80) * place + 8 * drawn)
        place = place + v
        away.append(np.hypot(*place.T))
    return np.mean(away[-40:], axis=0).reshape(-1, 6)


def test_pairs_see_what_the_same_runs_do_not_less_so_the_less_two_arms_are_alike():
    noise = np.random.default_rng(5).normal(size=(100, 6000, 2))
    plain, in_pairs, forgotten = far_at_the_end(0.01, 0.0, noise), [], []
    for beta in (0.2, 0.5, 0.8, 0.9):
        moved = far_at_the_end(0.01 * (1 - beta), beta, noise)
        in_pairs.append((stats.ttest_rel(plain, moved, axis=1).pvalue < 0.05).mean())
        forgotten.append((stats.ttest_ind(plain, moved, axis=1).pvalue < 0.05).mean())
    assert (np.diff(in_pairs) < -0.1).all()
    assert 0.65 < in_pairs[1] < 0.8
    assert max(forgotten) < 0.05


def test_six_pairs_seldom_see_a_gap_that_forty_mostly_see():
    rng = np.random.default_rng(7)
    few, many = (
        (stats.ttest_1samp(rng.normal(0.005, 0.01, (2000, n)), 0, axis=1).pvalue < 0.05)
        for n in (6, 40)
    )
    assert few.mean() < 0.3 and many.mean() > 0.8


def test_eight_times_the_squared_ratio_has_a_power_of_eighty_per_cent():
    rng = np.random.default_rng(8)
    for ratio in (2.0, 3.0):
        n = round(8 * ratio**2)
        gaps = rng.normal(1.0, ratio, (4000, n))
        power = (stats.ttest_1samp(gaps, 0, axis=1).pvalue < 0.05).mean()
        assert power == pytest.approx(0.79, abs=0.03)


def test_where_eight_pairs_are_told_ten_are_needed():
    rng = np.random.default_rng(9)
    eight, ten = (
        stats.ttest_1samp(rng.normal(1.0, 1.0, (4000, n)), 0, axis=1).pvalue < 0.05
        for n in (8, 10)
    )
    assert eight.mean() < 0.72 and ten.mean() == pytest.approx(0.8, abs=0.03)
