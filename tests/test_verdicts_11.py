"""Lesson 11's verdicts, on other seeds, surfaces and matrices than its own."""

import numpy as np
import pytest
from scipy.optimize import minimize

from coursekit import descend, gd, newton, online, optimizer
from coursekit.datasets import digits
from coursekit.lines import backtracking
from coursekit.optimizers import (
    conjugate_gradient,
    damped_newton,
    diagonal,
    polak_ribiere_plus,
    solve,
    steepest_descent,
)
from coursekit.problems import beale, himmelblau, quadratic, rosenbrock, two_wells


@optimizer
def newton_on_the_line(theta, grad, t):
    d = -solve(grad.hessian(theta), grad(theta))
    return theta + grad.line_search(theta, d) * d


@optimizer
def lifted_newton(theta, grad, t, *, least=0.1):
    H, g = grad.hessian(theta), grad(theta)
    lowest = np.linalg.eigvalsh(H)[..., :1]
    d = -solve(H + diagonal(np.maximum(0, least - lowest), theta), g)
    return theta + grad.line_search(theta, d) * d


def with_curvatures(bends, seed=3):
    rng = np.random.default_rng(seed)
    Q = np.linalg.qr(rng.normal(size=(len(bends), len(bends))))[0]
    A = Q * bends @ Q.T
    return quadratic((A + A.T) / 2, rng.normal(size=len(bends)))


def somewhere(problem, n=150, seed=8):
    return np.random.default_rng(seed).uniform(*problem.window.T, (n, 2))


def arriving(rule, problem, steps=100):
    """The share of starts that arrive, and how many steps those need in the median."""
    arrived = descend(rule, problem, somewhere(problem), steps).arrived_at(0.01)
    return np.mean(arrived >= 0), np.median(arrived[arrived >= 0])


@pytest.mark.parametrize("kappa", [3, 500, 1e5])
def test_one_jump_ends_every_quadratic(kappa):
    bowl = with_curvatures(np.geomspace(1, kappa, 7))
    assert descend(newton, bowl, steps=1).reached_at(1e-6) == 1


@pytest.mark.parametrize("problem", [himmelblau, two_wells, beale], ids=repr)
def test_newton_alone_goes_to_every_saddle_that_is_near(problem):
    for at in problem.saddles:
        around = at + 0.02 * np.array([(1, -0.5), (-1, 0.3), (0.2, 1), (0.7, 0.7)])
        end = descend(newton, problem, around, steps=10).theta[-1]
        assert end == pytest.approx(np.tile(at, (4, 1)), abs=1e-6)


@pytest.mark.parametrize("problem", [himmelblau, two_wells], ids=repr)
def test_a_search_lets_newton_go_to_saddles_but_less_often(problem):
    shares = []
    for rule, ground in (
        (newton, problem),
        (newton_on_the_line, backtracking(problem)),
    ):
        end = descend(rule, ground, somewhere(problem, 400), steps=60).theta[-1]
        away = np.linalg.norm(end[:, None] - problem.saddles, axis=-1).min(axis=-1)
        shares.append(np.mean(away < 0.01))
    assert 0.02 < shares[1] < shares[0]


def test_a_search_never_climbs_and_takes_longer_in_the_bent_valley():
    (all_alone, alone), (all_safe, safe) = (
        arriving(rule, ground)
        for rule, ground in (
            (newton, rosenbrock),
            (newton_on_the_line, backtracking(rosenbrock)),
        )
    )
    assert all_alone == all_safe == 1
    assert safe > 2 * alone


@pytest.mark.parametrize("problem", [two_wells, himmelblau, beale], ids=repr)
def test_a_search_lets_more_starts_arrive(problem):
    alone, _ = arriving(newton, problem)
    safe, _ = arriving(newton_on_the_line, backtracking(problem))
    assert safe > 1.3 * alone


@pytest.mark.parametrize("least", [0.03, 0.3])
@pytest.mark.parametrize("problem", [two_wells, himmelblau], ids=repr)
def test_lifted_and_searched_newton_arrives_from_everywhere(problem, least):
    share, steps = arriving(lifted_newton(least=least), backtracking(problem))
    assert share == 1 and steps <= 6


@pytest.mark.parametrize("problem", [two_wells, himmelblau], ids=repr)
def test_every_fixed_damping_that_always_arrives_is_slower_than_lifting(problem):
    _, lifted = arriving(lifted_newton, backtracking(problem))
    fixed = (damped_newton(alpha=a) for a in (1, 1.3, 1.5, 2, 40, 60))
    found = [arriving(rule, problem) for rule in fixed]
    steps = [steps for share, steps in found if share == 1]
    assert steps and min(steps) > 1.4 * lifted


@pytest.mark.parametrize("low", [-0.3, -7.0])
def test_above_the_most_negative_curvature_every_damped_step_begins_downhill(low):
    ridge = with_curvatures([low, 2.0, 5.0])
    starts = np.random.default_rng(1).normal(size=(300, 3))
    for alpha, all_fall in ((0.9 * -low, False), (1.1 * -low, True)):
        run = descend(damped_newton(alpha=alpha), ridge, starts, steps=1)
        falls = ((run.theta[1] - starts) * run.g[0]).sum(axis=-1) < 0
        assert falls.all() == all_fall


def test_of_a_sum_of_squares_any_alpha_goes_downhill():
    at = np.array([0.0, 0.02])
    J = np.array([[-1, 0], [-20 * at[0], 10]])
    g = rosenbrock.gradient(at)
    for alpha in (1e-3, 1.0, 30.0):
        assert -g @ np.linalg.solve(2 * J.T @ J + alpha * np.eye(2), g) < 0
    assert -g @ np.linalg.solve(rosenbrock.hessian(at) + np.eye(2), g) > 0


@pytest.mark.parametrize("low", [-30.0, -300.0])
def test_strong_negative_curvature_makes_a_damped_step_shorter_than_gd(low):
    damped, best = 1 / (1 - 1.01 * low), 2 / (1 + 10)
    assert best > 4 * damped


@pytest.mark.parametrize("kappa, arrives", [(30, True), (1e9, False)])
def test_conjugate_gradients_end_after_n_steps_unless_kappa_is_huge(kappa, arrives):
    for seed in (1, 2, 3):
        bowl = with_curvatures(np.geomspace(1, kappa, 40), seed)
        run = descend(conjugate_gradient, bowl, steps=40)
        assert (run.reached_at(1e-4) >= 0) == arrives


@pytest.mark.parametrize("n, kappa", [(10, 1e6), (40, 1e10)])
def test_the_inverse_costs_about_a_digit_of_d_and_far_more_of_the_residual(n, kappa):
    rng, off = np.random.default_rng(n), []
    for _ in range(100):
        Q = np.linalg.qr(rng.normal(size=(n, n)))[0]
        H, true = Q * np.geomspace(1, 1 / kappa, n) @ Q.T, rng.normal(size=n)
        g = H @ true
        found = np.linalg.solve(H, g), np.linalg.inv(H) @ g
        off.append([(abs(d - true).max(), abs(H @ d - g).max()) for d in found])
    solved, inverted = np.median(off, axis=0)
    worse = inverted / solved
    assert 2 < worse[0] < 60
    assert worse[1] > 1e3


def test_second_order_steps_want_large_batches():
    rng, n = np.random.default_rng(5), 12
    X = rng.normal(size=(3000, n)) * np.geomspace(1, 0.2, n)
    y = X @ rng.normal(size=n) + rng.normal(size=len(X))
    risk = online.linear_regression(X, y)
    low = risk.value(risk.minima[0])

    def above(rule, size):
        for _ in range(150):
            rows = rng.choice(len(X), size, replace=False)
            some = online.linear_regression(X[rows], y[rows])
            yield risk.value(descend(rule, some, steps=1).theta[1]) - low

    for size, better in ((16, gd(eta=1)), (600, newton)):
        other = newton if better is not newton else gd(eta=1)
        assert np.median([*above(better, size)]) < np.median([*above(other, size)])
    expected = n / 2 / (60 - n - 1)
    assert np.mean([*above(newton, 60)]) == pytest.approx(expected, rel=0.2)


@pytest.mark.parametrize("kappa", [4, 30])
def test_the_worst_start_of_steepest_descent_is_as_slow_as_one_fixed_rate(kappa):
    bowl = quadratic(np.diag([1.0, kappa]), start=(kappa, 1.0))
    away = np.linalg.norm(descend(steepest_descent, bowl, steps=8).theta, axis=1)
    assert (away[8] / away[4]) ** 0.25 == pytest.approx((kappa - 1) / (kappa + 1))


@pytest.mark.parametrize("problem", [rosenbrock, two_wells, himmelblau], ids=repr)
def test_conjugate_gradients_that_forget_arrive_and_the_others_not_always(problem):
    ground = backtracking(problem)
    assert arriving(polak_ribiere_plus, ground)[0] == 1
    assert arriving(conjugate_gradient, ground)[0] < 1
    steepest, _ = arriving(steepest_descent, ground)
    assert (steepest == 1) == (problem is not rosenbrock)


@pytest.mark.slow
def test_newton_then_l_bfgs_then_one_slope_at_a_time():
    data = digits(seed=2)
    X = np.column_stack([data.X.reshape(-1, 64), np.ones(len(data.X))])[:400]
    y = (data.y[:400] == 3).astype(float)
    risk = online.logistic_regression(X, y, l2=0.01)
    losses = {"l_bfgs": []}
    minimize(
        risk.value, risk.start, jac=risk.gradient, method="L-BFGS-B",
        callback=lambda theta: losses["l_bfgs"].append(risk.value(theta)),
        options={"ftol": 0, "gtol": 1e-6},
    )  # fmt: skip
    searched = backtracking(risk)
    for rule in (newton, steepest_descent, polak_ribiere_plus):
        losses[rule.name] = descend(rule, searched, steps=40).loss
    etas = np.array([0.5, 1.0, 2.0])
    tuned = descend(gd(eta=etas), risk, np.tile(risk.start, (3, 1)), 40).loss
    losses["gd"] = tuned[:, tuned[-1].argmin()]
    low = losses["newton"][-1]

    def steps(name):
        there = np.array(losses[name]) - low < 1e-5
        return int(there.argmax()) if there.any() else 41

    assert steps("newton") < 8
    assert steps("newton") < steps("l_bfgs") < min(steps("steepest_descent"), 30)
    assert steps("polak_ribiere_plus") < min(steps("steepest_descent"), 30)
    assert steps("gd") == 41
