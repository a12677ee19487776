"""Lesson 03's figures draw the numbers that they are given, and say so in words."""

import numpy as np
import pytest
from matplotlib.patches import Circle

from coursekit import descend, gd, plots
from coursekit.online import linear_regression
from coursekit.plots.clouds import root_mean_square

X = np.random.default_rng(0).normal(size=(40, 2))
GROUND = linear_regression(X, X @ (1.0, 2.0) + X[:, 0] ** 2, batch_size=1)
BEST = GROUND.minima[0]


def circles(ax):
    return [patch for patch in ax.patches if isinstance(patch, Circle)]


def test_the_root_mean_square_is_that_of_the_distances():
    assert root_mean_square([[3.0, 4.0], [0.0, 0.0]], (0, 0)) == pytest.approx(
        12.5**0.5
    )


def test_a_cloud_has_a_point_per_gradient_and_a_circle_of_their_spread():
    rng = np.random.default_rng(1)
    full, gradients = (
        (3.0, -4.0),
        {1: rng.normal(size=(50, 2)), 4: np.full((9, 2), 2.0)},
    )
    panels = plots.clouds(gradients, full, alt="Noise.")
    for ax, (B, g) in zip(panels, gradients.items()):
        assert ax.get_title() == f"B = {B}"
        assert np.array_equal(ax.lines[0].get_xydata(), g)
        (circle,) = circles(ax)
        assert tuple(circle.center) == full
        assert circle.radius == pytest.approx(root_mean_square(g, full))
    spread = root_mean_square(gradients[1], full)
    says = (
        f"Noise. Gradients around (3, −4): spread {spread:.2f} for B = 1, spread 6.08"
    )
    assert repr(panels[0].figure).startswith(says)


def test_the_dotted_line_parts_downhill_from_uphill():
    full = np.array([3.0, -4.0])
    (ax,) = plots.clouds({1: np.ones((5, 2))}, full)
    dotted = next(line for line in ax.lines if line.get_linestyle() == ":")
    assert dotted.get_xydata() @ full == pytest.approx([0, 0])
    assert np.mean(dotted.get_xydata(), axis=0) == pytest.approx([0, 0])


def test_what_hovers_is_drawn_about_the_minimum_with_its_radius():
    runs = [descend(gd(eta=eta), GROUND, BEST, 300) for eta in (0.2, 0.02)]
    ax = plots.hovering(*runs, labels=["η = 0.2", "η = 0.02"])
    for line, circle, run in zip(ax.lines, circles(ax), runs):
        assert np.array_equal(line.get_xydata(), run.theta[::10])
        away = np.linalg.norm(run.theta - BEST, axis=1)
        assert circle.radius == pytest.approx(np.sqrt(np.mean(away**2)))
        assert tuple(circle.center) == tuple(BEST)
        assert f"{circle.radius:.2f} for {line.get_label()}" in repr(ax.figure)
    for name, line, circle in zip(ax.texts, ax.lines, circles(ax)):
        assert (name.get_text(), name.get_color()) == (
            line.get_label(),
            line.get_color(),
        )
        assert np.linalg.norm(name.xy - BEST) == pytest.approx(circle.radius)


def test_a_loss_by_cost_moves_right_by_the_cost_of_each_step():
    runs = [descend(gd(eta=0.05), GROUND, (0.0, 0.0), steps) for steps in (40, 4)]
    lowest = GROUND.value(BEST)
    ax = plots.loss_by_cost(
        *runs, labels=["one", "ten"], costs=(1, 10), xlabel="rows", floor=lowest
    )
    for line, run, cost in zip(ax.lines, runs, (1, 10)):
        assert line.get_xdata().tolist() == [cost * t for t in range(len(run.theta))]
        assert np.array_equal(line.get_ydata(), run.loss - lowest)
    assert ax.get_yscale() == "log" and ax.get_xlabel() == "rows"
    last = runs[1].loss[-1] - lowest
    assert repr(ax.figure).endswith(f"ten: {last:.2g} at 40.")
