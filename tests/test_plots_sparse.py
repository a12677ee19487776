"""The figures of lesson 12 draw the weights, sums and costs that they are given."""

import numpy as np
import pytest
from figures import drawn

from coursekit import plots
from coursekit.optimizers import soft_threshold


def test_a_life_is_drawn_with_its_sum_above_and_its_weight_below():
    z = np.array([0.0, 2.0, 5.0, 3.0, 6.0])
    w = np.array([0.0, 0.0, -0.1, 0.0, -0.2])
    x = 10 * np.arange(5)
    panels = plots.evidence({"a": (z, w), "b": (-z / 9, 0 * w)}, 4.0, x, "rows")
    assert panels.shape == (2, 2)
    assert panels[0, 0].lines[0].get_xydata().tolist() == [*map(list, zip(x, z))]
    assert panels[1, 0].lines[-1].get_ydata().tolist() == w.tolist()
    (band,) = panels[0, 1].patches
    assert (band.get_y(), band.get_height()) == (-4.0, 8.0)
    assert [ax.get_title() for ax in panels[0]] == ["a", "b"]
    says = repr(panels[0, 0].figure)
    assert "a: w leaves 0 at 20 rows, is 0 again at 1 of the 3 later points" in says
    assert "b: |z| is at most 0.67, w always 0." in says


def test_costs_have_their_dots_at_the_lowest_points():
    left, right = plots.kinks([0.5, 2], 1.0, soft_threshold)
    dots = [line for line in left.lines if len(line.get_xdata()) == 1]
    for dot, name in zip(dots, ("z = 0.5", "z = 2"), strict=True):
        w, cost = drawn(left, name).get_data()
        assert dot.get_xdata()[0] == pytest.approx(w[cost.argmin()], abs=0.01)
        assert dot.get_ydata()[0] == pytest.approx(cost.min(), abs=1e-4)
        assert dot.get_color() == drawn(left, name).get_color()
    z, best = drawn(right, "hard").get_data()
    assert (best == np.where(abs(z) > 1, z, 0)).all()
    assert np.array_equal(drawn(right, "soft").get_ydata(), soft_threshold(z, 1.0))
    assert "w = 0 for z = 0.5, 1 for z = 2." in repr(left.figure)


def test_springs_pull_to_their_places_and_the_price_pulls_to_0():
    places, stiffness = np.array([0.2, 0.8]), np.array([1.0, 3.0])
    left, right = plots.springs(places, stiffness, slope=-1.0, home=1.0, price=5.0)
    w, energy = drawn(left, "all springs").get_data()
    # By hand: (0.2 + 3 · 0.8) / 4 without slopes, (2.6 + 1) / 5 with them and home.
    assert w[energy.argmin()] == pytest.approx(0.65, abs=0.01)
    w, smooth = drawn(right, "slopes + springs").get_data()
    assert w[smooth.argmin()] == pytest.approx(0.72, abs=0.01) and smooth.min() == 0
    w, kinked = drawn(right, "with λ₁|w|").get_data()
    assert abs(w[kinked.argmin()]) < 0.01
    assert "least at w = 0.72; with 5 |w| at 0." in repr(right.figure)


def test_weights_are_counted_by_size_and_none_leaves_a_gap():
    groups = {"few": np.array([0.1, 0.1, -0.9]), "many": np.full(7, -0.1)}
    ax = plots.weight_sizes(groups, np.linspace(-1, 1, 5))
    few = drawn(ax, "few").get_ydata()
    assert few[[0, 2]].tolist() == [1, 2] and np.isnan(few[[1, 3]]).all()
    assert drawn(ax, "many").get_xdata().tolist() == [-0.75, -0.25, 0.25, 0.75]
    assert ax.get_yscale() == "log"
    assert "few: 3, most near 0.25, 1 beyond ±0.5" in repr(ax.figure)
