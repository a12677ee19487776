"""Curves, tables, ends: what is drawn are the numbers that came in, by name."""

import numpy as np
import pytest

from coursekit import plots
from coursekit.plots.curves import spaced


def drawn(ax):
    return {line.get_label(): line.get_ydata() for line in ax.get_lines()}


def test_curves_over_steps_are_the_values_and_bear_their_names():
    curves = {"adam": [1.0, 0.5, 0.25], "gd": np.array([1.0, 2.0, 3.0])}
    ax = plots.curves(curves, "|y|", alt="Two.", log="y")
    lines = drawn(ax)
    assert list(lines) == ["adam", "gd"]
    np.testing.assert_array_equal(lines["gd"], [1, 2, 3])
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_yscale()) == ("step", "|y|", "log")
    assert repr(ax.figure) == (
        "Two. |y| against step, from 0 to 2. adam: from 1 to 0.25. gd: from 1 to 3."
    )


def test_a_rule_has_its_own_look_over_steps():
    (line,) = plots.curves({"adam": [1, 2]}, "x").get_lines()
    assert line.get_color() == plots.style("adam")["color"]
    assert line.axes.get_legend() is None


def test_curves_are_drawn_into_axes_that_are_there():
    left, right = plots.axes("Two panels.", columns=2)
    assert plots.curves({"one": [1, 2]}, "x", ax=right) is right
    assert len(right.get_lines()) == 1
    assert not left.get_lines()


def line_of(ax, label):
    return next(line for line in ax.lines if line.get_label() == label)


def test_curves_are_the_numbers_against_x_and_levels_lie_where_they_say():
    lines = {"β = 0.5": [1, 2, 4], "β = 0.9": [3, 5, 9]}
    ax = plots.curves(lines, "steps", [1, 10, 100], "κ", log="xy", levels={"here": 4.5})
    for label, y in lines.items():
        points = list(map(list, zip((1, 10, 100), y)))
        assert line_of(ax, label).get_xydata().tolist() == points
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert line_of(ax, "here").get_xydata().tolist() == [[1, 4.5], [100, 4.5]]


def test_a_curve_with_gaps_is_told_by_the_numbers_that_are_drawn():
    gaps = {"gd": [np.nan, 59, 28, np.nan], "adam": [np.nan] * 4}
    words = plots.curves(gaps, "steps").figure.words
    assert words.endswith("gd: from 59 to 28. adam: none.")


def test_curves_levels_and_stars_bear_their_names_at_their_ends():
    ax = plots.curves(
        {"one": [1, 2], "two": [3, 4]}, "y", levels={"half": 0.5}, marks={"*": (0, 1)}
    )
    assert [text.get_text() for text in ax.texts] == ["one", "two", "half", "*"]
    ax.figure.draw_without_rendering()
    for text in ax.texts:
        assert text.xy == pytest.approx(line_of(ax, text.get_text()).get_xydata()[-1])
    assert not plots.curves({"alone": [1, 2]}, "y").texts


def test_whole_numbers_across_have_no_ticks_between_them():
    ax = plots.curves({"gd": np.arange(5)}, "y")
    ax.figure.draw_without_rendering()
    ticks = ax.get_xticks()
    assert len(ticks) > 2 and np.array_equal(ticks, ticks.round())


def test_few_numbers_get_a_marker_each_of_many_some_do():
    few, many = (plots.curves({"gd": np.ones(n)}, "y").lines[0] for n in (30, 121))
    assert few.get_markevery() is None
    assert many.get_markevery() == [0, 11, 22, 33, 44, 55, 66, 77, 88, 99, 110, 120]


def test_markers_are_evenly_apart_on_a_logarithmic_axis_too():
    (line,) = plots.curves({"gd": np.ones(10_000)}, "y", log="x").lines
    gaps = np.diff(np.log(line.get_xdata()[line.get_markevery()]))
    assert gaps[4:] == pytest.approx(np.log(10_000) / 11, rel=0.05)
    assert spaced(np.zeros(40), log=True) == []


def test_curves_say_where_each_line_begins_and_ends():
    ax = plots.curves({"gd": [4, 2476]}, "steps", [1, 1000], "κ", alt="A race.")
    says = "A race. steps against κ, from 1 to 1000. gd: from 4 to 2476."
    assert repr(ax.figure) == says


def test_lines_named_after_rules_have_the_looks_of_the_rules():
    ax = plots.curves({"gd": [1, 2], "mine": [3, 4], "adam": [3, 4]}, "steps")
    for name in ("gd", "adam"):
        assert line_of(ax, name).get_color() == plots.style(name)["color"]
    (alone,) = plots.curves({"β = 0.5": [1, 2]}, "steps").lines
    assert alone.get_color() == plots.BLUE
    unknown = plots.curves({"β = 0.5": [1, 2], "β = 0.9": [2, 3]}, "steps").lines
    assert [line.get_color() for line in unknown] == [plots.BLUE, plots.VERMILION]


@pytest.fixture
def table():
    return plots.entries([[1, 0, 1], [-1, 0, 0]], [1, -1], "A table.")


def test_each_entry_that_is_not_0_is_written_into_its_square(table):
    table.figure.draw_without_rendering()
    written = {(t.get_position(), t.get_text()) for t in table.texts}
    assert written == {((0.5, 0.5), "1"), ((2.5, 0.5), "1"), ((0.5, 1.5), "−1")}


def test_a_table_has_its_labels_beside_its_rows_and_in_words(table):
    assert [t.get_text() for t in table.get_yticklabels()] == ["+1", "−1"]
    assert repr(table.figure) == (
        "A table. Row 0, label +1: not 0 in columns 0, 2. "
        "Row 1, label −1: not 0 in columns 0."
    )


def test_ends_are_a_dot_for_each_run_and_a_bar_at_the_mean():
    groups = {"one": np.array([0.0, 1.0]), "two": np.array([-1.0, -0.5])}
    ax = plots.ends(groups, {"best": -1}, xlabel="mean x", alt="Runs.")
    places = [np.asarray(line.get_xdata()).tolist() for line in ax.get_lines()]
    assert places == [[0, 1], [0.5], [-1, -0.5], [-0.75], [-1, -1]]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["one", "two"]
    assert [t.get_text() for t in ax.texts] == ["best"]
    assert repr(ax.figure) == "Runs. Means: one: 0.50, two: −0.75."


def test_means_that_lie_close_together_are_said_with_three_digits():
    groups = {"one": np.array([0.8578]), "two": np.array([0.8641])}
    ax = plots.ends(groups, {}, xlabel="MCC")
    assert repr(ax.figure) == "Means: one: 0.858, two: 0.864."
