"""Line searches: what they find on a line, and what rules do with them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from coursekit import descend
from coursekit.lines import backtracking, level_point
from coursekit.optimizers import (
    conjugate_gradient,
    polak_ribiere,
    polak_ribiere_plus,
    steepest_descent,
)
from coursekit.problems import (
    canyon,
    himmelblau,
    quadratic,
    rosenbrock,
    saddle,
    two_wells,
)

SEARCHING = [
    steepest_descent, conjugate_gradient, polak_ribiere, polak_ribiere_plus,
]  # fmt: skip
each_rule = pytest.mark.parametrize("rule", SEARCHING, ids=lambda rule: rule.name)
each_surface = pytest.mark.parametrize(
    "problem", [rosenbrock, two_wells, himmelblau], ids=lambda problem: problem.name
)
SLACK = 1e-12  # of f: its last bits


def places(problem, n=60, seed=4):
    """Points of the window and directions from there, (n, 2) each."""
    rng = np.random.default_rng(seed)
    return rng.uniform(*problem.window.T, (n, 2)), rng.normal(size=(n, 2))


def scalar(problem, theta, d, enough):
    """Armijo's search by the book, for one point."""
    slope = problem.gradient(theta) @ d
    bend = d @ problem.hessian(theta) @ d
    far = -slope / bend if bend > 0 else -np.sign(slope)
    f = problem.value
    while f(theta + far * d) > f(theta) + enough * far * slope:
        far /= 2
    return far


@each_surface
@pytest.mark.parametrize("enough", [1e-4, 0.3])
def test_many_searches_are_what_a_loop_finds_one_by_one(problem, enough):
    theta, d = places(problem)
    found = backtracking(problem, enough).line_search(theta, d)
    expected = [scalar(problem, *line, enough) for line in zip(theta, d)]
    assert found[:, 0] == pytest.approx(expected, rel=1e-12)


@each_surface
@each_rule
def test_with_backtracking_no_step_climbs(rule, problem):
    starts, _ = places(problem)
    loss = descend(rule, backtracking(problem), starts, steps=60).loss
    assert (np.diff(loss, axis=0) <= SLACK * np.abs(loss[:-1])).all()
    assert (loss[-1] < loss[0]).all()


def test_to_where_the_parabola_is_level_may_be_uphill():
    starts, _ = places(two_wells)
    loss = descend(steepest_descent, two_wells, starts, steps=5).loss
    assert (np.diff(loss, axis=0) > 0.01).any()


@each_rule
def test_on_a_quadratic_the_first_try_is_the_lowest_point(rule):
    runs = [descend(rule, p, steps=8).theta for p in (canyon, backtracking(canyon))]
    assert runs[0] == pytest.approx(runs[1], rel=1e-12)
    theta, d = places(canyon)
    far = level_point(canyon, theta, d)
    slope = (canyon.gradient(theta + far * d) * d).sum(axis=-1)
    assert slope == pytest.approx(0, abs=1e-11)


def test_conjugate_gradients_arrive_on_rosenbrock_as_scipys_do():
    other = minimize(
        rosenbrock.value, rosenbrock.start, jac=rosenbrock.gradient, method="CG"
    )
    run = descend(polak_ribiere_plus, backtracking(rosenbrock), steps=100)
    assert other.nit == 36
    assert 25 < run.arrived_at(1e-4) < 50
    blind = descend(polak_ribiere_plus, rosenbrock, steps=100)
    assert blind.reached_at(0.01) < 0 or (np.diff(blind.loss) > 1).any()


@pytest.mark.parametrize("problem", [two_wells, himmelblau], ids=lambda p: p.name)
def test_from_everywhere_conjugate_gradients_end_in_a_minimum(problem):
    starts, _ = places(problem, 200)
    run = descend(polak_ribiere_plus, backtracking(problem), starts, steps=100)
    assert (run.arrived_at(0.01) >= 0).all()


def test_a_direction_that_leads_uphill_is_walked_backwards():
    search = backtracking(saddle).line_search
    up = np.array([0.0, -1.0])  # against which f falls for ever
    assert search(np.array([0.1, 0.3]), up) == pytest.approx([-1.0])


def test_where_the_line_is_level_the_search_stays():
    search = backtracking(two_wells).line_search
    assert search(two_wells.minima[0], np.zeros(2)) == pytest.approx([0.0])
    assert level_point(canyon, canyon.minima[0], np.array([0.0, 0.0])) == [0.0]


def test_without_a_hessian_two_slopes_measure_the_curvature():
    theta, d = places(rosenbrock)
    unknown = replace(rosenbrock, hessian=None)
    assert level_point(unknown, theta, d) == pytest.approx(
        level_point(rosenbrock, theta, d), rel=1e-5
    )
    run = descend(polak_ribiere_plus, backtracking(unknown), steps=60)
    assert 25 < run.arrived_at(1e-3) < 50


@pytest.mark.parametrize("enough", [0, 0.5, -1, 2])
def test_what_no_parabola_can_promise_is_refused(enough):
    with pytest.raises(ValueError, match="enough is a share between 0 and 1/2"):
        backtracking(quadratic(np.eye(2)), enough)
