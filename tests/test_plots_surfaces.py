"""Lesson 02's figures: a map explained, own directions, slopes of activations."""

import numpy as np
import pytest
from figures import arrows_of

from coursekit import bowl, canyon, descend, gd, plots
from coursekit.problems import rotated_canyon


def arrows(ax):
    """Where the arrows of axes begin and how they go, (n, 2) each."""
    drawn = arrows_of(ax)
    begin = np.array([arrow.xyann for arrow in drawn], float)
    return begin, np.array([arrow.xy for arrow in drawn], float) - begin


def test_arrows_on_the_map_go_down_the_slope_and_cross_the_contour():
    points = [(-0.5, 2.3), (2.2, 1.9)]
    _, ground = plots.hill_and_map(bowl, points, length=1.2)
    begin, ways = arrows(ground)
    slopes = bowl.gradient(begin)
    assert begin == pytest.approx(np.array(points))
    across = ways[:, 0] * slopes[:, 1] - ways[:, 1] * slopes[:, 0]
    assert across == pytest.approx(0)
    assert ((ways * slopes).sum(axis=1) < 0).all()
    assert np.linalg.norm(ways, axis=1).max() == pytest.approx(1.2)
    levels = [line.get_xydata() for line in ground.lines if len(line.get_xdata()) == 2]
    for level, way in zip(levels, ways):
        assert (level[1] - level[0]) @ way == pytest.approx(0)


def test_the_heights_on_the_map_are_those_of_the_places_where_they_stand():
    hill, ground = plots.hill_and_map(bowl, [(0, 0)], length=1)
    assert hill.name == "3d"
    written = [text for text in ground.texts if text.get_text()]
    assert len(written) > 2
    for text in written:
        height = bowl.value(np.array(text.get_position()))
        assert height == pytest.approx(float(text.get_text()), abs=1)


@pytest.mark.parametrize("angle", [0, 45, 110])
def test_own_directions_are_those_where_the_slope_points_straight_back(angle):
    run = descend(gd(eta=0.02), rotated_canyon(angle), steps=5)
    other = descend(gd(eta=0.02), canyon, steps=5)
    ax, _ = plots.own_directions(run, other, labels=["turned", "straight"])
    centre = run.problem.minima[0]
    begin, ways = arrows(ax)
    assert begin == pytest.approx(np.array([centre, centre]))
    directions = ways / np.linalg.norm(ways, axis=1)[:, None]
    back = run.problem.gradient(centre + directions)
    curvatures = [float(text.get_text()) for text in ax.texts if text.get_text()]
    assert curvatures == [12, 80]
    assert back == pytest.approx(directions * np.array([[12], [80]]))


def test_the_path_of_each_panel_is_its_run():
    runs = [descend(gd(eta=0.02), p, steps=5) for p in (canyon, rotated_canyon(45))]
    axes = plots.own_directions(*runs, labels=["straight", "turned"])
    for ax, run in zip(axes, runs):
        assert any(np.array_equal(line.get_xydata(), run.theta) for line in ax.lines)


def test_slopes_of_activations_are_their_difference_quotients():
    z, h = np.linspace(-5, 5, 100), 1e-6
    ax = plots.activation_slopes(z)
    functions = {
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "tanh": np.tanh,
        "ReLU": lambda z: np.maximum(z, 0),
    }
    for line in ax.lines:
        f = functions[line.get_label()]
        measured = (f(z + h) - f(z - h)) / (2 * h)
        assert line.get_ydata() == pytest.approx(measured, abs=1e-6)
