"""The pictures of lessons 08 and 09: what is drawn are the numbers that came in."""

import numpy as np
import pytest

from coursekit import plots


def drawn(ax):
    return {line.get_label(): line.get_ydata() for line in ax.get_lines()}


def test_curves_over_steps_are_the_values_and_bear_their_names():
    curves = {"adam": [1.0, 0.5, 0.25], "gd": np.array([1.0, 2.0, 3.0])}
    ax = plots.over_steps(curves, "|y|", alt="Two.", log=True)
    lines = drawn(ax)
    assert list(lines) == ["adam", "gd"]
    np.testing.assert_array_equal(lines["gd"], [1, 2, 3])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("step", "|y|", "log")
    assert repr(ax.figure) == "Two. adam from 1 to 0.25, gd from 1 to 3."


def test_a_rule_has_its_own_look_over_steps():
    (line,) = plots.over_steps({"adam": [1, 2]}, "x").get_lines()
    assert line.get_color() == plots.style("adam")["color"]
    assert line.axes.get_legend() is None


def test_curves_are_drawn_into_axes_that_are_there():
    left, right = plots.axes("Two panels.", columns=2)
    assert plots.over_steps({"one": [1, 2]}, "x", title="right", ax=right) is right
    assert right.get_title() == "right"
    assert not left.get_lines()


@pytest.fixture
def table():
    return plots.entries([[1, 0, 1], [-1, 0, 0]], [1, -1], "A table.")


def test_each_entry_that_is_not_0_is_written_into_its_square(table):
    written = {(t.get_position(), t.get_text()) for t in table.texts}
    assert written == {((0.5, 0.5), "1"), ((2.5, 0.5), "1"), ((0.5, 1.5), "−1")}


def test_a_table_has_its_labels_beside_its_rows_and_in_words(table):
    assert [t.get_text() for t in table.get_yticklabels()] == ["+1", "−1"]
    assert repr(table.figure) == (
        "A table. Row 0, label +1: not 0 in columns 0, 2. "
        "Row 1, label -1: not 0 in columns 0."
    )


def test_ends_are_a_dot_for_each_run_and_a_bar_at_the_mean():
    groups = {"one": np.array([0.0, 1.0]), "two": np.array([-1.0, -0.5])}
    ax = plots.ends(groups, {"best": -1}, xlabel="mean x", alt="Runs.")
    places = [np.asarray(line.get_xdata()).tolist() for line in ax.get_lines()]
    assert places == [[0, 1], [0.5], [-1, -0.5], [-0.75], [-1, -1]]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["one", "two"]
    assert [t.get_text() for t in ax.texts] == ["best"]
    assert repr(ax.figure) == "Runs. Means: one: 0.50, two: -0.75."
