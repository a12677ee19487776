"""Figures of models, of damping, of costs, and of curvature draw what was computed."""

from dataclasses import replace

import numpy as np
import pytest
from figures import drawn

from coursekit import descend, plots
from coursekit.optimizers import damped_newton, gd, newton
from coursekit.problems import canyon, quadratic, two_wells

START = np.array([-1.5, 1.2])
D = -np.linalg.solve(two_wells.hessian(START), two_wells.gradient(START))


def test_the_models_along_a_step_are_the_surfaces_own_to_first_and_second_order():
    ax = plots.models_along(two_wells, START, D)
    share, surface = drawn(ax, "surface").get_data()
    assert surface == pytest.approx([two_wells.value(START + s * D) for s in share])
    off = {
        name: np.abs(drawn(ax, name).get_ydata() - surface)
        for name in ("plane", "parabola")
    }
    near, nearer = np.searchsorted(share, (0.25, 0.125))
    assert off["plane"][near] / off["plane"][nearer] == pytest.approx(4, rel=0.2)
    assert off["parabola"][near] / off["parabola"][nearer] == pytest.approx(8, rel=0.2)
    assert "level at 100% of d" in repr(ax.figure)


def test_paths_stand_beside_their_distances_and_their_losses():
    runs = [descend(rule, canyon, steps=6) for rule in (newton, gd(eta=0.02))]
    left, right = plots.paths_and_distances(*runs)
    away = np.linalg.norm(runs[1].theta - canyon.minima[0], axis=1)
    assert drawn(right, "gd").get_ydata() == pytest.approx(away)
    assert drawn(right, "newton").get_ydata()[-1] < right.get_ylim()[0] == 1e-12
    assert np.array_equal(drawn(left, "gd").get_xydata(), runs[1].theta)
    _, right = plots.paths_and_losses(*runs, labels=["a", "b"], floor=-20.0)
    assert drawn(right, "b").get_ydata() == pytest.approx(runs[1].loss + 20)


def test_a_damped_step_is_drawn_by_direction_and_length():
    ridge = quadratic([[2, 0], [0, -1]], start=(0.1, 0.3))
    alphas = np.geomspace(0.1, 100, 50)
    run = descend(damped_newton(alpha=alphas), ridge, steps=1)
    steps, g = run.theta[1] - run.theta[0], ridge.gradient(ridge.start)
    left, right = panels = plots.damped_steps(alphas, steps, g)
    cosine = left.lines[0].get_ydata()
    assert ((cosine < 0) == (alphas < 1)).all()
    assert cosine[-1] == pytest.approx(1, abs=0.01)
    assert right.lines[0].get_ydata() == pytest.approx(np.linalg.norm(steps, axis=1))
    words = "from α = 1.1 on the step leads downhill, and turns to −g. Right: it is"
    assert f"{words} longest near α = 0.95." in repr(panels[0].figure)  # of these α


def test_the_dashed_line_lies_where_the_lowest_curvature_vanishes():
    ax = plots.bends_down(two_wells, plots.landscape(two_wells))
    curves = [path for c in ax.collections for path in c.get_paths()]
    dashed = max(curves[-1:], key=len).vertices
    lowest = plots.lowest_curvature(two_wells, dashed)
    assert len(dashed) > 100
    assert np.abs(lowest).max() < 0.01


def test_without_a_hessian_nothing_is_drawn_of_it():
    unknown = replace(two_wells, hessian=None)
    for draw in (
        lambda: plots.models_along(unknown, START, D),
        lambda: plots.lowest_curvature(unknown, START),
    ):
        with pytest.raises(ValueError, match="needs the Hessian of two_wells"):
            draw()
