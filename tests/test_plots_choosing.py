"""Lesson 13's figures: what a search tried, where its edges are, means of few runs."""

import numpy as np
import pytest
from figures import drawn

from coursekit import plots

ETAS = np.array([0.01, 0.1, 1.0])
HILL = np.array([[40, 60], [90, 94], [70, 60]])
SLOPE = np.array([[50, 54], [60, 64], [80, 84]])


def edges(ax):
    return [line.get_xdata()[0] for line in ax.lines if line.get_label() == "edge"]


def test_a_search_draws_each_mean_the_range_of_runs_and_a_star_on_the_best():
    panels = plots.searches(ETAS, {"gd": HILL, "adam": SLOPE}, "%")
    assert [ax.get_title() for ax in panels] == ["gd", "adam"]
    for ax, name, score in zip(panels, ("gd", "adam"), (HILL, SLOPE)):
        assert list(drawn(ax, name).get_ydata()) == list(score.mean(axis=1))
        (band,) = ax.collections
        corners = set(map(tuple, band.get_paths()[0].vertices))
        assert {(0.1, score[1].min()), (0.1, score[1].max())} <= corners
    assert drawn(panels[0], "best").get_xydata().tolist() == [[0.1, 92]]
    assert drawn(panels[1], "best").get_xydata().tolist() == [[1.0, 82]]


def test_a_search_marks_both_edges_and_says_whose_best_lies_there():
    panels = plots.searches(ETAS, {"gd": HILL, "adam": SLOPE}, "%")
    assert [edges(ax) for ax in panels] == [[0.01, 1.0]] * 2
    words = repr(panels[0].figure)
    assert "gd: best 92 at η = 0.1." in words
    assert "adam: best 82 at η = 1, at an edge." in words


@pytest.mark.parametrize("rules", [1, 4, 7])
def test_a_search_has_a_panel_for_each_rule_and_no_empty_one(rules):
    panels = plots.searches(ETAS, {f"rule {k}": HILL for k in range(rules)}, "%")
    assert len(panels) == len(panels[0].figure.axes) == rules


def test_a_random_search_stars_the_same_setting_in_each_panel():
    knobs = {"η": [0.1, 0.2, 0.3], "decay": [3.0, 1.0, 2.0]}
    between = {"η": (0.1, 1.0), "decay": (1.0, 9.0)}
    panels = plots.random_search(knobs, between, [50, 70, 60], "%", rule="adamw")
    for ax, (name, x) in zip(panels, knobs.items()):
        assert list(drawn(ax, "adamw").get_xdata()) == x
        assert drawn(ax, "best").get_xydata().tolist() == [[x[1], 70]]
        assert edges(ax) == list(between[name])
        assert ax.get_xlabel() == name
    assert "The best of 3 settings, 70.0, has η 0.2, decay 1." in repr(ax.figure)


def test_an_interval_is_the_mean_and_so_many_standard_errors_with_its_runs():
    runs = {"gd": [80.0, 90.0, 100.0, 90.0], "adam": [95.0, 96.0, 97.0, 96.0]}
    ax = plots.intervals(runs, 2.0, "%")
    for row, (name, values) in enumerate(runs.items()):
        error = np.std(values, ddof=1) / 2
        ends, height = drawn(ax, f"± {name}").get_data()
        assert ends == pytest.approx([np.mean(values) + k * error for k in (-2, 2)])
        assert list(height) == [row, row]
        assert list(drawn(ax, name).get_xdata()) == values
    assert [label.get_text() for label in ax.get_yticklabels()] == ["gd", "adam"]
    assert ax.yaxis_inverted()  # the first is at the top
    assert "gd: 90 ± 8. adam: 96 ± 1." in repr(ax.figure)


def test_intervals_on_given_axes_leave_their_words_alone():
    first, _ = plots.axes("Two panels.", columns=2)
    assert plots.intervals({"gd": [1.0, 2.0]}, 2.0, "%", ax=first) is first
    assert repr(first.figure) == "Two panels."
