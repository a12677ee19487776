"""Comparisons: MDL's published numbers, and arms of every kind."""

import numpy as np
import pytest
from scipy import stats

from coursekit import gd
from coursekit.datasets import two_moons
from coursekit.experiments import compare, paired, train
from coursekit.networks import dense

# MDL's 22 + 22 Matthews coefficients, from the book's public repository (MIT licence)
PLAIN = [
    0.8536597, 0.8540215, 0.8542887, 0.8551447, 0.8553119, 0.8558845, 0.8560055,
    0.8566911, 0.856916, 0.8571572, 0.857295, 0.8573869, 0.857754, 0.8581042,
    0.8583322, 0.8592576, 0.8600693, 0.8605877, 0.8613283, 0.8616102, 0.8618947,
    0.8624075,
]  # fmt: skip
MOMENTUM = [
    0.8558716, 0.8583383, 0.8583826, 0.8600191, 0.8615741, 0.8623572, 0.8632845,
    0.8635169, 0.8640069, 0.8646287, 0.8647175, 0.8650261, 0.8651726, 0.8651939,
    0.8664345, 0.8665191, 0.8665634, 0.8666346, 0.8667752, 0.8676473, 0.8682786,
    0.8698848,
]  # fmt: skip


def test_mdl_s_44_coefficients_give_its_numbers():
    found = compare(MOMENTUM, PLAIN, names=("momentum", "plain"))
    assert found.t == pytest.approx(6.77398, abs=5e-6)
    assert found.d == pytest.approx(2.04243, abs=5e-6)
    assert found.u == 443 and compare(PLAIN, MOMENTUM).u == 41
    assert found.p_u == pytest.approx(2.52e-6, rel=2e-3)
    assert found.p_t == pytest.approx(3e-8, rel=0.1)
    assert np.round(found.mean, 5) == pytest.approx((0.86413, 0.85778))
    assert np.round(found.se, 5) == pytest.approx((0.00075, 0.00056))
    assert repr(found) == (
        "momentum (0.86413 ± 0.00075, 22 runs) and plain (0.85778 ± 0.00056, 22 runs) "
        "differ: d = 2.042, t = 6.774 (p = 3.1e-08), U = 443 (p = 2.5e-06)."
    )


def test_arms_that_are_alike_are_not_told_apart():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 30))
    assert "may not differ" in repr(compare(a, b))


def test_skewed_arms_are_called_so():
    rng = np.random.default_rng(0)
    a, b = rng.exponential(size=(2, 40)) ** 2
    assert "Not normal: arm 1, arm 2; trust U." in repr(compare(a, b))


def test_diverged_runs_are_left_out_and_counted():
    a, b = [0.9, 0.91, np.nan, 0.93], [0.8, 0.81, 0.82]
    assert "Diverged, left out: 1 of arm 1." in repr(compare(a, b))
    with pytest.raises(ValueError, match="3 or more finite values; arm 2 has 2"):
        compare(a, b[:2])
    with pytest.raises(ValueError, match="no spread to compare"):
        compare([1, 1, 1], [2, 2, 2])


def test_results_are_compared_by_what_is_asked_for():
    net, data = dense([2, 6, 2]), two_moons(120)
    arms = [
        train(net, data, rule, steps=60, batch=16, seed=range(5))
        for rule in (gd, gd(eta=1.0))
    ]
    found = compare(*arms, measure="mcc")
    assert found.names == ("gd(eta=0.1)", "gd(eta=1.0)")
    assert found.mean == pytest.approx([arm.mcc.mean() for arm in arms])


# Pairs


def test_pairs_give_the_paired_test_and_an_interval_around_the_mean_gap():
    rng = np.random.default_rng(3)
    b = rng.normal(size=12)
    a = b + rng.normal(0.3, 0.2, 12)
    found, test = paired(a, b, names=("new", "old")), stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.95)
    assert found.p == pytest.approx(test.pvalue)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert found.gap == pytest.approx(np.mean(a) - np.mean(b))
    assert found.p_ranks == pytest.approx(stats.wilcoxon(a, b).pvalue)
    said = f"new minus old: {found.gap:+.4f}, 95 % interval {found.low:+.4f} to "
    assert repr(found).startswith(said) and "(12 pairs, p = " in repr(found)


def test_the_interval_holds_the_true_gap_in_95_of_100_experiments():
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(2000):
        b = rng.normal(size=6)
        found = paired(b + rng.normal(0.5, 1.0, 6), b)
        held += found.low < 0.5 < found.high
    assert held / 2000 == pytest.approx(0.95, abs=0.015)


def test_arms_are_equal_up_to_a_margin_only_where_the_whole_interval_is():
    a, b = np.array([0.91, 0.9, 0.93, 0.92]), np.array([0.9, 0.9, 0.92, 0.93])
    found = paired(a, b)
    edge = max(-found.low, found.high)
    assert found.within(1.01 * edge) and not found.within(0.99 * edge)
    assert paired(b, a).within(1.01 * edge) and not paired(b, a).within(0.99 * edge)


def test_a_pair_of_which_a_run_diverged_is_left_out_and_counted():
    found = paired([0.9, np.nan, 0.8, 0.7], [0.8, 0.6, 0.75, 0.72])
    assert len(found.gaps) == 3 and found.left_out == 1
    assert repr(found).endswith("Left out: 1.")


@pytest.mark.parametrize(
    "arms, says",
    [
        (([1, 2, 3], [1, 2]), "as many runs in each arm; got 3 and 2"),
        (([1, 2], [2, 3]), "3 or more pairs; got 2"),
        (([0.1, 0.2, 0.3], [0.2, 0.3, 0.4]), "no spread to go by"),
    ],
)
def test_what_makes_no_pairs_is_told_why(arms, says):
    with pytest.raises(ValueError, match=says):
        paired(*arms)


def test_runs_of_other_seeds_are_no_pairs():
    net, data = dense([2, 6, 2]), two_moons(120)
    how = {"steps": 40, "batch": 16}
    one, other = (train(net, data, gd, seed=s, **how) for s in (range(4), range(1, 5)))
    with pytest.raises(ValueError, match="the same seeds"):
        paired(one, other)
    faster = train(net, data, gd(eta=1.0), seed=range(4), **how)
    assert paired(faster, one).gap == pytest.approx(
        np.mean(faster.accuracy - one.accuracy)
    )
