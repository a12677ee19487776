"""Lesson 04's figures draw the numbers that they are given, and say so in words."""

import numpy as np
import pytest
from figures import arrows_of, drawn
from matplotlib.colors import to_rgba

from coursekit import (
    canyon,
    descend,
    elongated_bowl,
    gd,
    lessard,
    momentum,
    parabola,
    plots,
    quadratic,
)
from coursekit.plots.palette import FAINTEST
from coursekit.plots.velocities import kept_and_pushed

BALL = descend(momentum(eta=0.09, beta=0.8), parabola, 0.75, 50)


def written(ax):
    return {text.get_text(): text for text in ax.texts}


def test_a_map_marks_its_star_and_tells_the_fastest_settings():
    etas, betas = np.geomspace(0.01, 0.1, 3), np.array([0.0, 0.5])
    steps = np.array([[9, 5, -1], [8, 7, 6]])
    ax = plots.steps_map(
        etas, betas, steps, rule="adam", limit=[0.02, 0.03], star=(0.02, 0.4)
    )
    says = "83% of 6 settings arrive, the fastest, η = 0.032 and β = 0, in 5 steps."
    assert repr(ax.figure) == says
    limit, star = ax.lines
    assert limit.get_xydata().tolist() == [[0.02, 0.0], [0.03, 0.5]]
    assert star.get_xydata().tolist() == [[0.02, 0.4]]
    (colours,) = ax.collections
    assert colours.get_array().mask.tolist() == (steps < 0).tolist()
    fastest, slowest = (to_rgba(plots.style("adam")["color"], a) for a in (1, FAINTEST))
    assert colours.cmap(0) == pytest.approx(fastest, abs=0.01)
    assert colours.cmap(255) == pytest.approx(slowest, abs=0.01)


def test_numbers_stand_over_the_places_of_their_steps_the_earliest_highest():
    ax = plots.numbered(BALL, 10)
    places = {int(says): text.get_position() for says, text in written(ax).items()}
    assert [*places] == list(range(10))
    assert [x for x, _ in places.values()] == BALL.theta[:10, 0].tolist()
    assert all(np.diff([y for _, y in places.values()]) < 0)
    end = next(line for line in ax.lines if line.get_marker() == "X")
    assert end.get_xydata().tolist() == [[BALL.theta[-1, 0], BALL.loss[-1]]]


def test_a_round_trip_numbers_its_moves_and_shows_the_slope_beside():
    best = momentum(eta=1 / 9, beta=4 / 9)
    late = descend(best, lessard, 3.3, 300).states[-4]
    run = descend(best, lessard, late, 3)
    left, right = plots.round_trip(run, alt="Round.")
    arrows = arrows_of(left)
    assert [arrow.xy[0] for arrow in arrows] == run.theta[1:, 0].tolist()
    assert {"1", "2", "3"} <= set(written(left))
    x, slope = right.lines[-1].get_data()
    assert np.array_equal(slope, lessard.gradient(run.theta)[:, 0])
    assert np.array_equal(x, run.theta[:, 0])
    assert left.get_xlim()[0] > -2.5 and left.get_xlim()[1] < 3
    assert repr(left.figure).startswith("Round. Moves: 1 from (0.6465) to (−1.802); 2")


def test_errors_are_distances_from_the_minimum_a_panel_for_each_run():
    ground = quadratic([[1.0]])
    runs = [descend(momentum(eta=e, beta=0.8), ground, steps=30) for e in (0.3, 3.7)]
    panels = plots.errors(*runs, labels=["swings", "runs away"], factors=(0.9, 1.3))
    assert [ax.get_title() for ax in panels] == ["swings", "runs away"]
    for ax, run in zip(panels, runs):
        assert any(
            np.array_equal(line.get_ydata(), run.theta[:, 0]) for line in ax.lines
        )


def test_the_dotted_lines_hold_the_run_and_shrink_by_their_factor():
    run = descend(momentum(eta=3.6, beta=0.8), parabola, 0.75, 20)
    (ax,) = plots.errors(run, labels=["a run"], factors=[1.5])
    upper, lower = (line.get_ydata() for line in ax.lines[-2:])
    away = run.theta[:, 0] - 1
    assert np.allclose(upper[1:] / upper[:-1], 1.5) and np.array_equal(lower, -upper)
    assert np.all(np.abs(away) <= upper * (1 + 1e-12))
    assert np.any(np.abs(away) >= upper * (1 - 1e-12))  # it touches them


def test_positions_are_places_by_step():
    plain = descend(gd(eta=0.09), parabola, 0.75, 50)
    ax = plots.positions(BALL, plain, labels=["β = 0.8", "β = 0"])
    assert np.array_equal(drawn(ax, "β = 0.8").get_ydata(), BALL.theta[:, 0])
    assert np.array_equal(drawn(ax, "β = 0").get_ydata(), plain.theta[:, 0])


def test_what_is_kept_and_the_push_lead_from_place_to_place():
    run = descend(momentum(eta=0.05, beta=0.8), elongated_bowl, steps=8)
    for step in range(1, 9):
        here, tip, there = kept_and_pushed(run, step)
        assert np.array_equal(here, run.theta[step - 1])
        assert np.allclose(there - tip, -0.05 * run.g[step - 1])
        assert np.array_equal(there, run.theta[step])


def test_the_parts_of_a_step_are_drawn_as_two_arrows_on_the_map():
    run = descend(momentum(eta=0.01, beta=0.5), canyon, steps=8)
    ax = plots.step_parts(run, (3, 6))
    arrows = arrows_of(ax)
    ends = [kept_and_pushed(run, step)[part] for step in (3, 6) for part in (1, 2)]
    assert np.array_equal([arrow.xy for arrow in arrows], ends)
    names = [text.get_text() for text in ax.texts if text.get_text()]
    assert names == 2 * ["kept: βv", "push: −ηg"]
    assert ax.get_legend() is None
