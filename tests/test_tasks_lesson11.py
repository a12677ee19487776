"""Exercise 11: its references by independent ways, and what it says of singular H."""

import numpy as np
import pytest
from answers.lesson11 import RIGHT, WRONG
from scipy.sparse.linalg import cg

from coursekit import conjugate_gradient, damped_newton, descend, newton
from coursekit.checks import probe
from coursekit.marks import lines, mark
from coursekit.problems import quadratic, rosenbrock, saddle
from coursekit.tasks import task
from coursekit.tasks.lesson11 import A3, A4, wrong_with

B = {3: np.array([1.0, -2.0, 3.0]), 4: np.array([1.0, 2.0, -3.0, 4.0])}


def walked(question, problem, start, **knobs):
    rule = task(question).reference
    path = [np.array(start, dtype=float)]
    for t in range(1, 5):
        path.append(rule(path[-1], Slope(problem), t, **knobs))
    return np.array(path)


class Slope:
    """A gradient that knows its Hessian, apart from the course's own."""

    def __init__(self, problem):
        self.hessian = problem.hessian
        self.gradient = problem.gradient

    def __call__(self, theta):
        return self.gradient(theta)


def test_newton_and_damped_newton_are_the_rules_of_the_course():
    for question, rule, knobs in (
        ("11.1", newton, {}),
        ("11.2", damped_newton, {"alpha": 3.0}),
    ):
        for problem in (rosenbrock, saddle):
            expected = descend(rule(**knobs), problem, steps=4).theta
            found = walked(question, problem, problem.start, **knobs)
            assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_on_the_saddle_each_damped_step_multiplies_as_the_lesson_says():
    path = walked("11.2", saddle, (0.5, 0.3), alpha=3.0)
    factors = 1 - np.array([2, -2]) / (np.array([2, -2]) + 3.0)
    assert path == pytest.approx(factors ** np.arange(5)[:, None] * (0.5, 0.3))


@pytest.mark.parametrize("A", [A3, A4], ids=["A3", "A4"])
def test_conjugate_gradients_walk_scipys_points_and_the_courses(A):
    b, x0 = B[len(A)], np.linspace(2, -1, len(A))
    path = task("11.3").reference(A, b, x0, len(A))
    seen = [x0]
    cg(A, b, x0=x0, rtol=0, maxiter=len(A), callback=lambda x: seen.append(x.copy()))
    assert path == pytest.approx(np.array(seen), rel=1e-8)
    rule = descend(conjugate_gradient, quadratic(A, b, x0), steps=len(A))
    assert path == pytest.approx(rule.theta, rel=1e-8)
    assert path[-1] == pytest.approx(np.linalg.solve(A, b))


def test_the_directions_of_conjugate_gradients_are_conjugate():
    path = task("11.3").reference(A4, B[4], np.array([3.0, -1, 2, 1]), 4)
    steps = np.diff(path, axis=0)
    products = steps @ A4 @ steps.T
    assert products == pytest.approx(np.diag(np.diag(products)), abs=1e-12)


def hiding(theta, grad, t):
    H, g = grad.hessian(theta), grad(theta)
    return theta - np.linalg.lstsq(H, g, rcond=None)[0]


def staying(theta, grad, t):
    try:
        return theta - np.linalg.solve(grad.hessian(theta), grad(theta))
    except np.linalg.LinAlgError:
        return theta.copy()


def saying_nan(theta, grad, t):
    try:
        return theta - np.linalg.solve(grad.hessian(theta), grad(theta))
    except np.linalg.LinAlgError:
        return np.full_like(theta, np.nan)


def test_a_singular_hessian_may_raise_or_give_nan_but_no_number():
    given = {f: mark(task("11.1"), probe(task("11.1"), f)) for f in (hiding, staying)}
    assert {mark.status for mark in given.values()} == {"wrong"}
    assert "pinv and lstsq hide that" in lines(given[hiding])[-1]
    right = mark(task("11.1"), probe(task("11.1"), saying_nan))
    assert right.status == "right"


def test_a_rule_that_always_raises_earns_nothing_for_singular_hessians():
    def refuses(theta, grad, t):
        raise np.linalg.LinAlgError("singular")

    assert mark(task("11.1"), probe(task("11.1"), refuses)).points == 0


def test_the_rule_without_a_knob_is_not_the_damped_one():
    for answer in RIGHT["11.1"]:
        given = mark(task("11.2"), probe(task("11.2"), answer))
        assert given.points == 0


def test_a_singular_hessian_asks_for_an_error_and_says_so():
    given = mark(task("11.1"), probe(task("11.1"), hiding))
    assert given.expected == "a ValueError"


def test_what_calls_the_reference_is_borrowed():
    def borrowing(A, b, x0, steps):
        return task("11.3").reference(A, b, x0, steps)

    assert mark(task("11.3"), probe(task("11.3"), borrowing)).status == "borrowed"


@pytest.mark.parametrize("n", [3, 6, 12])
def test_on_a_quick_matrix_conjugate_gradients_need_two_steps_from_anywhere(n):
    rng = np.random.default_rng(n)
    for answer in (task("11.4").reference, *RIGHT["11.4"]):
        A, true, x0 = np.array(answer(n), float), *rng.normal(size=(2, n))
        assert wrong_with(n, A) == ""
        path = task("11.3").reference(A, A @ true, x0, 2)
        away = np.linalg.norm(path - true, axis=1)
        assert away[2] < 1e-9 * away[0] and away[1] > 1e-3 * away[0]


@pytest.mark.parametrize("name, says", [
    ("a diagonal of two numbers", "It is diagonal: no entry may be 0"),
    ("three curvatures", "yours has 3 different ones"),
    ("κ too small", "κ is too small: 2; make it 10 or more"),
    ("one row", "It should be n by n: 5 by 5, yours is 5."),
    ("nan", "It should hold finite numbers."),
    ("in words", "It should hold finite numbers."),
    ("not symmetric", "not symmetric: look at row 0, column 1"),
])  # fmt: skip
def test_what_is_wrong_with_a_matrix_is_said(name, says):
    assert says in wrong_with(5, WRONG["11.4"][name](5))


def test_a_singular_matrix_is_not_quick():
    assert "An eigenvalue is 0" in wrong_with(4, np.ones((4, 4)))
    assert "is negative: -15" in wrong_with(4, np.eye(4) - 4 * np.ones((4, 4)))
    assert "look at row 0, column 2" in wrong_with(
        3, np.eye(3) + np.diag([1, 1], 1) + np.diag([1, 1], -1)
    )
