"""Every problem: its derivatives, its minima, its rows of data."""

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der, rosen_hess
from tables import PROBLEMS, starts

from coursekit import Problem, adam, descend, gd, online, problems
from coursekit.problems import canyon, quadratic, rosenbrock, rotated_canyon

every_problem = pytest.mark.parametrize("name", PROBLEMS)


def differences(f, theta, h=1e-5):
    """Central differences of f at each theta (n, d), stacked on the last axis."""
    steps = h * np.eye(theta.shape[-1])
    slopes = [(f(theta + step) - f(theta - step)) / (2 * h) for step in steps]
    return np.stack(slopes, axis=-1)


@every_problem
def test_the_gradient_is_the_slope_of_the_value(name):
    problem = PROBLEMS[name]
    theta = starts(problem, 40)
    expected = differences(problem.value, theta)
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(problem.gradient(theta), expected, atol=1e-8 * scale)


@every_problem
def test_the_hessian_is_the_slope_of_the_gradient(name):
    problem = PROBLEMS[name]
    theta = starts(problem, 40)
    expected = differences(problem.gradient, theta)
    scale = 1 + np.abs(expected).max()
    np.testing.assert_allclose(problem.hessian(theta), expected, atol=1e-8 * scale)


@pytest.mark.parametrize("point", starts(rosenbrock, 5))
def test_rosenbrock_is_scipy_s(point):
    assert rosenbrock.value(point) == pytest.approx(rosen(point), rel=1e-13)
    np.testing.assert_allclose(rosenbrock.gradient(point), rosen_der(point), 1e-12)
    np.testing.assert_allclose(rosenbrock.hessian(point), rosen_hess(point), 1e-12)


@every_problem
def test_the_minima_are_level_and_curve_up_and_the_deepest_comes_first(name):
    problem = PROBLEMS[name]
    if name.startswith("reddi"):  # its minimum is the wall of [−1, 1]
        assert problem.value(problem.minima) < problem.value(np.array([[1.0]]))
        return
    bends = np.linalg.eigvalsh(problem.hessian(problem.minima))
    np.testing.assert_allclose(problem.gradient(problem.minima), 0, atol=1e-12)
    assert (bends > 0).all()
    depths = problem.value(problem.minima)
    assert (np.diff(depths) > -1e-25).all()


@every_problem
def test_the_saddles_are_level_and_curve_both_ways(name):
    problem = PROBLEMS[name]
    bends = np.linalg.eigvalsh(problem.hessian(problem.saddles))
    np.testing.assert_allclose(problem.gradient(problem.saddles), 0, atol=1e-12)
    assert (bends.min(axis=-1) < 0).all()
    assert (bends.max(axis=-1) > 0).all()


def test_every_surface_but_the_saddle_knows_its_minima():
    without = {name for name in PROBLEMS if not PROBLEMS[name].minima.size}
    assert without == {"saddle", "logistic_regression", "minibatches"}
    counts = {name: len(PROBLEMS[name].minima) for name in ("two_wells", "himmelblau")}
    assert counts == {"two_wells": 2, "himmelblau": 4}


@every_problem
def test_start_minima_and_saddles_lie_in_the_window(name):
    problem = PROBLEMS[name]
    low, high = problem.window.T
    for points in (problem.start[None], problem.minima, problem.saddles):
        assert ((points >= low) & (points <= high)).all()


@every_problem
def test_a_grid_of_points_is_answered_point_by_point(name):
    problem = PROBLEMS[name]
    grid = starts(problem, 6).reshape(2, 3, -1)
    for f in (problem.value, problem.gradient, problem.hessian):
        whole = f(grid)
        for where in np.ndindex(2, 3):
            np.testing.assert_allclose(whole[where], f(grid[where]), rtol=1e-12)


def test_surfaces_take_lists_and_whole_numbers():
    assert canyon.value([1, 2]) == canyon.value(np.array((1.0, 2.0)))
    assert canyon.gradient([1, 2]).tolist() == [0, 130]


def test_a_turned_canyon_is_the_canyon_seen_from_elsewhere():
    turned = rotated_canyon(30)
    c, s = np.cos(np.pi / 6), np.sin(np.pi / 6)
    turn = np.array(((c, -s), (s, c)))
    points = starts(canyon)
    seen = canyon.minima + (points - canyon.minima) @ turn.T
    np.testing.assert_allclose(turned.value(seen), canyon.value(points), rtol=1e-12)
    np.testing.assert_allclose(turned.value(turned.start), canyon.value(canyon.start))
    np.testing.assert_allclose(
        np.linalg.eigvalsh(turned.hessian(points)), [[12, 80]] * 5, rtol=1e-12
    )


@pytest.mark.parametrize("edge, of", [
    (1.0, problems.wall), (-1.0, problems.wall), (5.0, problems.wall),
    (1.0, problems.lessard), (2.0, problems.lessard),
])  # fmt: skip
def test_the_pieces_of_a_surface_meet(edge, of):
    below, above = of.value(np.array([[edge - 1e-12], [edge + 1e-12]]))
    assert below == pytest.approx(above, abs=1e-9)


def test_your_own_function_is_a_problem_without_any_algebra():
    own = Problem(value=lambda theta: np.cos(theta).sum(axis=-1), start=(1.0, 2.0))
    points = starts(own)
    np.testing.assert_allclose(own.gradient(points), -np.sin(points), atol=1e-9)
    assert own.gradient(np.float32((1, 2))) == pytest.approx(-np.sin((1, 2)), abs=1e-7)


def test_a_problem_that_does_not_fit_together_is_refused():
    with pytest.raises(ValueError, match="window needs 2"):
        Problem(value=np.sum, start=(0.0, 0.0), window=((-1, 1),))
    with pytest.raises(ValueError, match="symmetric"):
        quadratic(((1, 2), (0, 1)))
    with pytest.raises(ValueError, match=r"b \(3,\)"):
        quadratic(np.eye(2), np.ones(3))
    with pytest.raises(ValueError, match="one number per row"):
        online.linear_regression(np.ones((4, 2)), np.ones(3))
    with pytest.raises(ValueError, match="labels 0 and 1"):
        online.logistic_regression(np.ones((2, 2)), (-1, 1))
    with pytest.raises(ValueError, match="mean slope is 0"):
        online.reddi(C=2)


def test_an_epoch_sees_every_row_once_in_a_new_order():
    rows = online.minibatches(200, 64, seed=1)
    epochs = [[rows(t) for t in range(1 + 4 * e, 5 + 4 * e)] for e in (0, 1)]
    assert [len(batch) for batch in epochs[0]] == [64, 64, 64, 8]
    first, second = map(np.concatenate, epochs)
    assert sorted(first) == sorted(second) == [*range(200)]
    assert not np.array_equal(first, second)
    again = online.minibatches(200, 64, seed=1)(5)
    assert np.array_equal(again, epochs[1][0])


@pytest.mark.parametrize("size", [0, 201])
def test_a_batch_of_no_rows_or_too_many_is_refused(size):
    with pytest.raises(ValueError, match="1 to 200"):
        online.minibatches(200, size)


def test_the_minibatches_of_an_epoch_average_to_the_whole_gradient():
    X, y = np.random.default_rng(0).normal(size=(2, 24, 24))
    theta = np.full(24, 0.3)
    for problem in (
        online.linear_regression(X, y[0], batch_size=8),
        online.logistic_regression(X, y[0] > 0, l2=0.1, batch_size=8),
    ):
        parts = [problem.oracle(theta, t) for t in (1, 2, 3)]
        np.testing.assert_allclose(np.mean(parts, axis=0), problem.gradient(theta))


def test_logistic_regression_stays_finite_far_out():
    problem = online.logistic_regression([[1.0], [-2.0]], (1, 1))
    far = np.array([[1e4], [-1e4]])
    assert np.isfinite(problem.value(far)).all()
    np.testing.assert_allclose(problem.gradient(far), [[1.0], [-0.5]])


def test_noise_has_mean_zero_and_the_size_asked_for():
    problem = online.noisy_quadratic((2.0,) * 20_000, sigma=0.5)
    noise = problem.oracle(problem.start, 3) - 2.0
    assert abs(noise.mean()) < 0.02 and noise.std() == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("problem", [online.reddi(3), online.reddi_random(3, seed=2)])
def test_the_online_losses_have_the_slope_of_their_mean(problem):
    here = np.zeros(1)
    slopes = np.array([problem.oracle(here, t)[0] for t in range(1, 6001)])
    assert set(slopes) == {3, -1}
    assert slopes.mean() == pytest.approx(problem.gradient(here)[0], abs=0.06)
    if problem.name.startswith("reddi, "):
        assert slopes[:6].tolist() == [3, -1, -1, 3, -1, -1]


def test_coordinates_have_letters_and_a_wrong_count_of_them_is_told():
    def value(theta):
        return (theta**2).sum(-1)

    assert Problem(value, start=(1.0,)).letters == ("x",)
    assert Problem(value, start=(1.0, 2.0)).letters == ("x", "y")
    assert Problem(value, start=np.ones(12)).letters[-1] == "θ₁₂"
    assert Problem(value, start=(1.0, 2.0), letters=("a", "b")).letters == ("a", "b")
    with pytest.raises(ValueError, match=r"letters needs 2 names; it has 1\."):
        Problem(value, start=(1.0, 2.0), letters=("a",))


def test_a_planes_frame_is_its_window_at_least_three_to_two():
    assert problems.canyon.frame.tolist() == [[-2, 4], [-1, 3]]
    wide = Problem(lambda t: t.sum(-1), start=(0, 0), window=((-4, 4), (-1, 1)))
    assert wide.frame.tolist() == [[-4, 4], [-1, 1]]
    assert problems.parabola.frame.tolist() == [[-1, 3]]
    assert problems.canyon.near == 0.004  # a thousandth of the window's side


def test_a_seed_of_several_meets_the_draws_that_it_meets_alone():
    rule, seeds = adam(eta=0.01, beta2=0.9), (5, 1)
    problem = online.reddi_random(10, seed=seeds)
    together = descend(rule, problem, np.zeros((2, 1)), steps=1200)
    for row, seed in enumerate(seeds):
        alone = descend(rule, online.reddi_random(10, seed=seed), steps=1200)
        np.testing.assert_array_equal(together.theta[:, row], alone.theta)


def test_a_seed_of_several_serves_runs_with_several_knobs_each():
    rates, start = np.array([0.01, 0.02, 0.05]), np.zeros((2, 3, 1))
    run = descend(gd(eta=rates), online.reddi_random(4, seed=(0, 3)), start, 40)
    alone = descend(gd(eta=0.02), online.reddi_random(4, seed=3), steps=40)
    np.testing.assert_array_equal(run.theta[:, 1, 1], alone.theta)


def test_slopes_are_met_in_turn_again_and_again():
    run = descend(gd(eta=0.01), online.repeated([2.0, -0.5, -1.0]), steps=7)
    assert run.g[:, 0].tolist() == [2, -0.5, -1, 2, -0.5, -1, 2]
    with pytest.raises(ValueError, match="the mean slope is 0, so −1 is not best"):
        online.repeated([1.0, -1.0])


def test_noise_has_a_size_of_its_own_in_each_coordinate():
    problem = online.noisy_quadratic((0.0, 0.0), sigma=(1.0, 10.0), seed=4)
    g = descend(gd, problem, steps=200).g
    assert g[:, 1].std() / g[:, 0].std() == pytest.approx(10, rel=0.2)
