"""Figures of rates, positions and errors by step or rank draw what they were given."""

import numpy as np
from figures import drawn

from coursekit import adagrad, descend, plots
from coursekit.optimizers import rmsprop
from coursekit.problems import wall


def test_rates_begin_at_step_1_beside_their_ideals():
    rates = np.array([[0.1, 0.2], [0.3, 0.1], [0.05, 0.4]])
    ax = plots.rates_by_step(rates, ideal=("1/12", "1/80"))
    for k, name in enumerate("xy"):
        steps, values = drawn(ax, name).get_data()
        assert list(steps) == [1, 2, 3] and np.array_equal(values, rates[:, k])
    for name, height in {"1/12 for x": 1 / 12, "1/80 for y": 1 / 80}.items():
        assert list(drawn(ax, name).get_ydata()) == [height, height]
    names = [text.get_text() for text in ax.texts]
    assert names == ["x", "y", "1/12 for x", "1/80 for y"]
    assert "0.05, 0.4 at step 3" in repr(ax.figure)


def test_positions_are_drawn_from_the_step_asked_for():
    runs = [descend(rule(eta=0.1), wall, steps=50) for rule in (adagrad, rmsprop)]
    ax = plots.positions(*runs, labels=["a", "b"], first=20, levels={"foot": 5.0})
    for run, name in zip(runs, "ab"):
        steps, x = drawn(ax, name).get_data()
        assert list(steps) == list(range(20, 51))
        assert np.array_equal(x, run.theta[20:, 0])
    assert drawn(ax, "foot").get_xydata().tolist() == [[20, 5], [50, 5]]
    assert [text.get_text() for text in ax.texts] == ["a", "b", "foot"]


def test_errors_of_five_neighbours_are_averaged():
    errors = np.arange(20.0)
    ax = plots.error_by_rank({"gd": errors, "adagrad": errors / 2})
    rank, error = drawn(ax, "adagrad").get_data()
    assert list(rank) == [3, 8, 13, 18] and list(error) == [1, 3.5, 6, 8.5]
    assert "gd 2.000 for the commonest, 17.000 for the rarest" in repr(ax.figure)


def test_the_distance_is_drawn_beside_the_rate_and_its_limit():
    away, rate = np.array([1.0, 1e-3, 0.02]), np.array([0.1, 1.0, 3.0])
    ax = plots.distance_and_rate(away, rate, limit=2)
    assert np.array_equal(drawn(ax, "distance |x|").get_ydata(), away)
    assert np.array_equal(drawn(ax, "rate η/√s").get_ydata(), rate)
    assert ax.get_yscale() == "log" and ax.texts[-1].get_text() == "2/λ"
    assert "1e−3 at step 2" in repr(ax.figure)
    assert "passes 2 at step 3" in repr(ax.figure)
