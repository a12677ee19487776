"""Lesson 01's figures: moves, paths over steps, error factors."""

import numpy as np
import pytest
from figures import arrows_of, drawn

from coursekit import Problem, descend, gd, parabola, plots


def test_each_move_is_an_arrow_of_eta_times_the_slope():
    run = descend(gd(eta=0.03), parabola, start=-0.9, steps=3)
    ax = plots.moves(run)
    arrows = arrows_of(ax)
    lengths = [arrow.xy[0] - arrow.xyann[0] for arrow in arrows]
    slopes = 12 * run.theta[:3, 0] - 12
    assert lengths == pytest.approx(-0.03 * slopes)
    assert "The moves are +0.684, +0.438, +0.280" in repr(ax.figure)


def test_a_tangent_touches_the_curve_with_the_slope_there():
    run = descend(gd(eta=0.03), parabola, start=-0.9, steps=3)
    ax = plots.moves(run)
    for n, line in enumerate(ax.lines[1:4]):
        (x0, x1), (y0, y1) = line.get_data()
        assert (y1 - y0) / (x1 - x0) == pytest.approx(12 * run.theta[n, 0] - 12)
        assert np.mean((y0, y1)) == pytest.approx(run.loss[n])


def test_each_path_has_a_panel_of_the_same_height():
    runs = [descend(gd(eta=eta), parabola, start=0.75, steps=6) for eta in (0.1, 0.18)]
    axes = plots.paths_over_steps(*runs, labels=["a", "b"])
    for ax, run, label in zip(axes, runs, "ab"):
        assert np.array_equal(drawn(ax, label).get_ydata(), run.theta[:, 0])
        assert ax.get_title() == label
    assert axes[0].get_ylim() == axes[1].get_ylim()


def test_the_lengths_of_moves_are_drawn_beside_the_path():
    plateau = Problem(lambda x: 1 - np.exp(-(x[..., 0] ** 2) / 2), start=[3])
    run = descend(gd(eta=0.5), plateau, steps=50)
    _, right = plots.path_and_moves(run)
    moves = np.abs(np.diff(run.theta[:, 0]))
    assert np.array_equal(right.lines[0].get_xdata(), range(1, 51))
    assert np.array_equal(right.lines[0].get_ydata(), moves)
    assert f"at step {moves.argmax() + 1}." in repr(right.figure)


def test_the_largest_factor_of_several_curvatures_is_drawn_behind_them():
    etas = np.linspace(0, 0.03, 31)
    ax = plots.error_factors(etas, {"x": 12, "y": 80})
    assert drawn(ax, "y").get_ydata() == pytest.approx(np.abs(1 - 80 * etas))
    largest = np.maximum(np.abs(1 - 12 * etas), np.abs(1 - 80 * etas))
    assert drawn(ax, "the largest").get_ydata() == pytest.approx(largest)
    words = "least, 0.74, at η = 0.0217, and below 1 up to η = 0.0250"
    assert words in repr(ax.figure)  # 2/92 and 2/80, whatever etas are drawn


def test_a_single_curvature_has_no_largest():
    ax = plots.error_factors(np.linspace(0, 0.2, 241), {"a": 12})
    assert "the largest" not in [line.get_label() for line in ax.lines]
