"""Lesson 00's figures: lines and their losses, and what measured slopes are off by."""

import numpy as np
import pytest
from figures import drawn

from coursekit import plots

X, Y = np.array([1, 2, 3, 4]), np.array([2.4, 3.7, 6.3, 7.8])


def loss(w):
    return np.mean((w * X - Y) ** 2, axis=-1)


def bars(ax):
    """The ends of the bars from points to lines: (lines, points, 2)."""
    heights = [collection.get_segments() for collection in ax.collections]
    return np.array(heights)[..., 1]


def test_each_line_has_the_slope_of_its_knob_and_bars_to_every_point():
    ax = plots.lines(X, Y, [1, 3])
    for w in (1, 3):
        x, y = drawn(ax, f"w = {w}").get_data()
        assert np.allclose(y, w * np.array(x))
    assert bars(ax)[..., 0] == pytest.approx(np.array([Y, Y]))
    assert bars(ax)[0, :, 1] == pytest.approx(X)


def test_a_knob_stands_on_the_valley_at_its_loss():
    _, right = plots.lines_and_valley(X, Y, [1, 2, 3], loss, (-1, 5))
    valley, *marks = right.lines
    assert valley.get_ydata() == pytest.approx(loss(valley.get_xdata()[:, None]))
    heights = [mark.get_ydata()[0] for mark in marks]
    assert heights == pytest.approx([np.mean((w * X - Y) ** 2) for w in (1, 2, 3)])
    assert repr(right.figure).endswith("7.5 at w = 1, 0.1 at w = 2, 7.6 at w = 3.")


def test_the_walk_draws_a_line_for_each_knob_the_last_darkest():
    knobs = [0.0, 1.0, 1.9]
    left, right = plots.line_walk(X, Y, knobs, loss, (-1, 5))
    shades = [line.get_alpha() for line in left.lines[:3]]
    assert shades == sorted(shades) and shades[-1] == 1
    walked = right.lines[-1].get_xydata()
    assert walked == pytest.approx(np.array([[w, loss(w)] for w in knobs]))


def test_errors_of_slopes_are_drawn_as_they_are_and_the_least_is_named():
    h, error = np.array([1e-1, 1e-2, 1e-3]), np.array([1e-2, 1e-6, 1e-4])
    ax = plots.difference_errors(h, {"central": error})
    line = drawn(ax, "central")
    assert dict(zip(*line.get_data())) == dict(zip(h, error))
    assert (np.diff(line.get_xdata()) > 0).all()  # so that its name is at the right
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert "central at h = 1e−2" in repr(ax.figure)
