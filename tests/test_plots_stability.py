"""Figures of look-aheads and of stability draw what was computed, under its name."""

import numpy as np
import pytest
from figures import arrows_of, drawn

from coursekit import descend, plots, quadratic
from coursekit.optimizers import momentum, nesterov
from coursekit.plots.stability import best_factor
from coursekit.problems import elongated_bowl


def pair(**knobs):
    rules = momentum(**knobs), nesterov(**knobs)
    return [descend(rule, elongated_bowl, (0.3, 0.4), steps=1) for rule in rules]


def test_the_arrows_end_where_the_two_rules_end():
    plain, ahead = pair(eta=0.05, beta=0.9, v=-0.6)
    ax = plots.look_arrows(plain, ahead)
    tips = [t.xy for t in arrows_of(ax)]
    slid = np.array([0.3, 0.4]) - 0.9 * 0.6
    for place in (slid, plain.theta[1], ahead.theta[1]):
        assert any(np.allclose(tip, place) for tip in tips), place
    named = {text.get_text(): text.xy for text in ax.texts}
    assert np.array_equal(named["momentum,\nslope at θ"], plain.theta[1])
    assert np.array_equal(named["nesterov,\nslope at θ + βv"], ahead.theta[1])
    assert "(−0.228, −0.028)" in repr(ax.figure)


def test_each_look_is_a_line_from_where_it_stands_to_where_it_asks():
    run = descend(nesterov(eta=0.05), elongated_bowl, steps=5)
    ax = plots.look_aheads(run)
    lines = [line.get_xydata() for line in ax.lines]
    for start, asked in zip(run.theta, run.probe):
        assert any(np.array_equal(line, [start, asked]) for line in lines)
    assert any(np.array_equal(line, run.probe) for line in lines)
    (named,) = [text for text in ax.texts if text.get_text() == "asks here"]
    assert named.xy in run.probe


def test_the_limits_that_are_drawn_are_where_walks_begin_to_leave():
    ax = plots.stable_limits({"here": (0.5, 1.6)})
    for rule in (momentum, nesterov):
        beta, limit = drawn(ax, rule.name).get_data()
        for share, stays in ((0.98, True), (1.02, False)):
            knobs = {"eta": share * limit[60], "beta": beta[60]}
            with np.errstate(all="ignore"):
                run = descend(rule(**knobs), quadratic([[1.0]]), steps=2000)
            assert (abs(run.theta[-1, 0]) < 1e-3) == stays
    assert drawn(ax, "here").get_xydata().tolist() == [[0.5, 1.6]]


def test_factors_are_drawn_as_they_were_given():
    half = lambda a, beta: np.asarray(a) * beta / 2  # noqa: E731
    ax = plots.factor_by_push(half, half, beta=0.9)
    x, y = drawn(ax, "nesterov").get_data()
    assert np.allclose(y, 0.45 * x)
    names = [text.get_text() for text in ax.texts]
    assert names == ["momentum", "nesterov", "runs away"]


def test_a_region_is_named_where_it_lies():
    x, y = np.arange(10.0), np.arange(6.0)
    left = np.broadcast_to(x < 4, (6, 10))
    ax = plots.regions(
        x, y, {"left": left, "right": ~left}, xlabel="x", ylabel="y", alt=""
    )
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert places["left"][0] < 4 <= places["right"][0]
    assert "left 40%, right 60%" in repr(ax.figure)


def test_who_is_faster_is_asked_at_each_eta_and_beta():
    slow = lambda a, beta: np.where(a > 2, 1.5, 0.9) + 0 * beta  # noqa: E731
    quick = lambda a, beta: np.where(a > 1, 1.5, 0.8) + 0 * beta  # noqa: E731
    ax = plots.faster(slow, quick, curvatures=(1, 4))
    names = [text.get_text() for text in ax.texts]
    assert names == ["Nesterov faster", "only momentum converges"]
    assert ax.get_title() == "best factor: momentum 0.90, Nesterov 0.80"
    x = {text.get_text(): text.get_position()[0] for text in ax.texts}
    assert 4 * x["Nesterov faster"] <= 1 < 4 * x["only momentum converges"] <= 2


def test_the_best_factor_is_that_of_the_formula_and_of_no_grid():
    def larger(b, c):
        root = np.sqrt(b**2 - 4 * c + 0j)
        return np.maximum(abs(b + root), abs(b - root)) / 2

    momentum = lambda a, beta: larger(1 + beta - a, beta)  # noqa: E731
    nesterov = lambda a, beta: larger((1 + beta) * (1 - a), beta * (1 - a))  # noqa: E731
    for low, high in ((12, 80), (1, 50)):
        root = (high / low) ** 0.5
        best = best_factor(momentum, (low, high))
        assert best == pytest.approx((root - 1) / (root + 1), abs=5e-4)
        best = best_factor(nesterov, (low, high))
        assert best == pytest.approx(1 - 2 / (3 * high / low + 1) ** 0.5, abs=5e-4)
