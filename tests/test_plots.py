"""Pictures show the numbers that they were given, and say so in words."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from coursekit import bowl, canyon, descend, gd, momentum, parabola, plots, two_wells


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def drawn(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_a_path_is_drawn_through_every_position():
    run, other = descend(gd(eta=0.02), canyon), descend(momentum(eta=0.01), canyon)
    ax = plots.paths(run, other)
    assert np.array_equal(drawn(ax, "gd").get_xydata(), run.theta)
    assert np.array_equal(drawn(ax, "momentum").get_xydata(), other.theta)


def test_a_path_in_one_dimension_lies_on_its_curve():
    run = descend(gd(eta=0.03), parabola, steps=15)
    ax = plots.path_1d(run, labels=["η = 0.03"])
    x, y = drawn(ax, "η = 0.03").get_data()
    assert np.array_equal(x, run.theta[:, 0])
    assert np.allclose(y, 6 * x**2 - 12 * x + 3)


def test_a_loss_curve_is_the_loss_above_its_floor():
    run = descend(gd(eta=0.03), parabola, steps=15)
    ax = plots.loss_curves(run, labels=["gd"], floor=-3)
    assert np.allclose(drawn(ax, "gd").get_ydata(), run.loss + 3)
    assert ax.get_yscale() == "log"


def test_coordinates_too_small_to_be_seen_are_said_to_be_0():
    assert plots.point((-0.89624, 1.049e-14)) == "(-0.8962, 0)"
    assert plots.point((-0.0, 0.00123)) == "(0, 0.00123)"
    assert plots.point(-1e30) == "(-1e+30)"


def test_a_figure_says_in_words_what_it_shows():
    run = descend(gd(eta=0.02), canyon, steps=14)
    assert repr(plots.paths(run, alt="MDL 11-4.").figure) == (
        "MDL 11-4. gd with η = 0.02 on canyon, 14 steps from (-0.5, 2.3) "
        "to (0.9678, 0.3765)."
    )


def test_the_words_name_divergence():
    run = descend(gd(eta=0.03), canyon, steps=5)
    assert f"it leaves the picture at step {run.left_at}" in repr(
        plots.paths(run).figure
    )


def test_a_landscape_marks_the_minima():
    ax = plots.landscape(two_wells)
    stars = next(line for line in ax.lines if line.get_marker() == "*")
    assert np.allclose(stars.get_xydata(), two_wells.minima)


def test_basins_count_where_each_start_ends():
    x, y = np.meshgrid([-1.5, 1.0], [-1.0, 1.2])
    runs = descend(gd(eta=0.4), two_wells, np.stack([x, y], axis=-1), 200)
    ends = np.linalg.norm(runs.theta[-1] - two_wells.minima[0], axis=-1) < 1e-3
    ax = plots.basins(runs)
    assert f"{ends.mean():.1%} at (-0.9804, 0.9804)" in repr(ax.figure)


def test_runs_of_one_optimizer_differ_in_more_than_colour():
    starts = ((-0.5, 2.9), (1.5, -0.8), (2.7, 2.3))
    ax = plots.paths(*(descend(gd(eta=0.02), bowl, start, 12) for start in starts))
    lines = [line for line in ax.lines if line.get_label().startswith("from")]
    assert len(lines) == len({line.get_marker() for line in lines}) == 3
