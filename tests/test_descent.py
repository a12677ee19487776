"""Walking down a problem: what is recorded, what is refused."""

from itertools import islice

import numpy as np
import pytest

from coursekit import Problem, descend, iterates, optimizer
from coursekit.online import noisy_quadratic, reddi
from coursekit.optimizers import adam, gd, momentum, nesterov, newton
from coursekit.problems import bowl, canyon, parabola, rosenbrock, two_wells
from coursekit.rule import RuleError


def by_hand(x, y, eta, beta, steps):
    """Momentum on the canyon, one number at a time."""
    u = w = 0.0
    for _ in range(steps):
        u = beta * u - eta * (12 * x - 12)
        w = beta * w - eta * (80 * y - 30)
        x, y = x + u, y + w
    return x, y


def test_descend_walks_what_a_scalar_loop_walks():
    run = descend(momentum(eta=0.01, beta=0.7), canyon, (2.0, -1.0), 30)
    np.testing.assert_allclose(run.theta[-1], by_hand(2.0, -1.0, 0.01, 0.7, 30), 1e-13)


def test_a_trajectory_holds_a_row_per_step_and_the_start_above():
    run = descend(momentum(eta=0.01), canyon, steps=7)
    assert run.theta.shape == (8, 2) and run.loss.shape == (8,)
    assert run.memory["v"].shape == (8, 2)
    assert run.probe.shape == run.g.shape == (7, 2)
    assert run.theta[0].tolist() == canyon.start.tolist()
    np.testing.assert_array_equal(run.loss, canyon.value(run.theta))


def test_no_steps_is_a_trajectory_too():
    run = descend(adam, bowl, steps=0)
    assert run.theta.shape == (1, 2) and run.g.shape == (0, 2)


def test_the_probe_is_where_the_rule_asked_and_g_what_it_heard():
    run = descend(nesterov(eta=0.01, beta=0.5), canyon, steps=5)
    ahead = run.theta[:-1] + 0.5 * run.memory["v"][:-1]
    np.testing.assert_array_equal(run.probe, ahead)
    np.testing.assert_array_equal(run.g, canyon.gradient(ahead))


def test_iterates_is_the_same_walk_without_a_record():
    run = descend(adam(eta=0.1), rosenbrock, steps=9)
    states = [*islice(iterates(adam(eta=0.1), rosenbrock), 10)]
    assert [s.t for s in states] == [*range(10)]
    assert np.array_equal([s.theta for s in states], run.theta)


def test_starts_and_knobs_broadcast_to_runs():
    etas, betas = np.array((0.001, 0.01))[:, None], np.array((0.0, 0.5, 0.9))
    run = descend(momentum(eta=etas, beta=betas), canyon, steps=4)
    assert run.theta.shape == (5, 2, 3, 2) and run.loss.shape == (5, 2, 3)
    single = descend(momentum(eta=0.01, beta=0.5), canyon, steps=4)
    np.testing.assert_allclose(run.theta[:, 1, 1], single.theta, rtol=1e-14)


def test_the_callers_start_is_neither_kept_nor_changed():
    start = np.array((2.0, 2.0))
    run = descend(gd(eta=0.01), canyon, start, 3)
    assert start.tolist() == [2, 2]
    start[:] = 7
    assert run.theta[0].tolist() == [2, 2]


def test_left_at_is_the_step_that_leaves_the_window_for_good():
    run = descend(gd(eta=0.2), parabola, [[0.99], [1.0], [9.0]], 40)
    outside = (run.theta < -1) | (run.theta > 3)
    assert run.left_at[0] == 1 + np.flatnonzero(~outside[:, 0, 0])[-1]
    assert run.left_at[1:].tolist() == [-1, 0]


def test_what_is_left_is_the_frame_that_pictures_draw():
    run = descend(gd(eta=0.0), canyon, [[3.5, 0.0], [4.5, 0.0], [0.0, 3.1]], 3)
    assert canyon.frame.tolist() == [[-2, 4], [-1, 3]]  # the window, 3 : 2
    assert run.left_at.tolist() == [-1, 0, 0]


def test_arriving_is_to_stay_near_one_minimum_to_the_end():
    run = descend(momentum(eta=0.02, beta=0.9), parabola, steps=300)
    away = abs(run.theta[:, 0] - 1)
    outside = np.flatnonzero(away > 0.004)
    assert run.arrived_at() == outside[-1] + 1 > run.reached_at() > 0
    assert run.arrived_at(0.5) == np.flatnonzero(away > 0.5)[-1] + 1
    assert descend(gd(eta=0.2), parabola, steps=50).arrived_at() == -1
    many = descend(gd(eta=0.02), canyon, [canyon.minima[0], (9.0, 9.0)], 300)
    assert many.arrived_at()[0] == 0 < many.arrived_at()[1]


def test_a_run_that_ends_on_a_saddle_has_no_basin():
    starts = [(0.1, 0.0), (1.5, -1.5)]  # Newton's steps lead to any flat point
    runs = descend(newton, two_wells, starts, steps=20)
    np.testing.assert_allclose(runs.theta[-1, 0], two_wells.saddles[0], atol=1e-12)
    assert runs.basin[0] == -1 and runs.left_at[0] == -1
    near = two_wells.saddles[0] + (0.006, 0.0)  # there the slope still leads away
    assert descend(gd, two_wells, near, steps=0).basin >= 0


def test_a_run_without_known_minima_neither_arrives_nor_has_a_basin():
    unknown = Problem(lambda theta: (theta**2).sum(-1), start=(1.0,))
    run = descend(gd(eta=0.1), unknown, steps=5)
    assert run.arrived_at() == run.reached_at() == run.basin == -1


def test_reached_at_is_the_first_step_near_a_minimum():
    run = descend(gd(eta=0.02), canyon, steps=40)
    distance = np.linalg.norm(run.theta - canyon.minima[0], axis=1)
    assert run.reached_at(0.05) == np.flatnonzero(distance <= 0.05)[0] == 13
    assert run.reached_at(1e-9) == -1


def test_a_rule_with_a_hidden_state_is_found_out():
    hidden = []

    @optimizer
    def leaky(theta, grad, t, *, eta=0.1):
        hidden.append(0)
        return theta - eta * len(hidden) * grad(theta)

    with pytest.raises(RuleError, match="may depend on its arguments only"):
        _ = descend(leaky, canyon, steps=3).states


def test_noise_is_a_function_of_seed_and_step():
    problem = noisy_quadratic((1.0,) * 50, seed=4)
    whole, again = (descend(gd, problem, steps=20).theta for _ in "ab")
    other = descend(gd, noisy_quadratic((1.0,) * 50, seed=5), steps=20).theta
    assert np.array_equal(whole, again) and not np.array_equal(whole, other)


def test_a_projection_keeps_the_walk_inside():
    path = descend(gd(eta=5.0), reddi(), steps=10).theta
    assert np.abs(path).max() == 1


def test_a_gradient_may_be_a_list_and_single_precision_stays():
    plain = Problem(value=lambda th: th @ th / 2, gradient=list, start=(1.0, 2.0))
    run = descend(gd(eta=0.5), plain, np.float32((1, 2)), steps=2)
    assert run.theta.dtype == np.float32 and run.theta[-1].tolist() == [0.25, 0.5]


@pytest.mark.parametrize("start, steps, sentence", [
    ((1.0, 2.0, 3.0), 5, "canyon has 2 coordinate(s); the start has 3"),
    ((1.0, np.nan), 5, "The start must be finite numbers"),
    ((np.inf, 0), 5, "The start must be finite numbers"),
    (("a", "b"), 5, "The start must be finite numbers"),
    ((1.0, 1.0), -1, "steps is a whole number from 0 on; got -1"),
    ((1.0, 1.0), 2.5, "got 2.5"),
])  # fmt: skip
def test_a_start_or_a_number_of_steps_that_cannot_be_is_refused(start, steps, sentence):
    with pytest.raises(ValueError) as error:
        descend(gd, canyon, start, steps)
    assert sentence in str(error.value)


def test_knobs_and_starts_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not broadcast"):
        descend(gd(eta=np.ones(3)), canyon, np.zeros((2, 2)), 1)


def test_a_gradient_of_another_shape_is_refused():
    scalar = Problem(value=lambda th: th.sum(), gradient=np.sum, start=(1.0, 2.0))
    with pytest.raises(ValueError, match="one partial derivative per coordinate"):
        descend(gd, scalar, steps=1)


def test_a_rule_without_the_decorator_is_refused():
    with pytest.raises(RuleError, match="put @optimizer above your rule"):
        descend(lambda theta, grad, t: theta, canyon, steps=1)


def test_a_state_of_another_optimizer_is_refused():
    state = descend(momentum, two_wells, steps=2).states[1]
    with pytest.raises(ValueError, match=r"remembers \['v'\], but adam needs"):
        descend(adam, two_wells, state, 1)


def test_a_hessian_that_nobody_knows_is_named():
    own = Problem(value=lambda th: (th**2).sum(axis=-1), name="mine")

    @optimizer
    def curved(theta, grad, t):
        return theta - grad.hessian(theta)[..., 0]

    with pytest.raises(ValueError, match="mine does not know its Hessian"):
        descend(curved, own, steps=1)


# ---- what a rule is handed is not for writing to

SLOPES = np.array([1.0, -2.0])
BEND = np.eye(2)
plane = Problem(
    value=lambda theta: (theta * SLOPES).sum(axis=-1),
    gradient=lambda theta: SLOPES,  # one array, again and again
    hessian=lambda theta: BEND,
    line_search=lambda theta, direction: SLOPES[:1],
    start=(0.0, 0.0),
)


def scales(theta, grad):
    g = grad(theta)
    g *= 0.1
    return theta - g


def sets(theta, grad):
    g = grad(theta)
    g[0] = 0
    return theta - g


def sorts(theta, grad):
    g = grad(theta)
    g.sort()
    return theta - g


def writes_through_numpy(theta, grad):
    return np.add(theta, 1, out=grad(theta))


def damps(theta, grad):
    bend = grad.hessian(theta)
    bend += np.eye(2)
    return theta - np.linalg.solve(bend, grad(theta))


def shortens(theta, grad):
    far = grad.line_search(theta, -grad(theta))
    far /= 2
    return theta + far


def as_rule(body):
    def rule(theta, grad, t):
        return body(theta, grad)

    return optimizer(rule)


@pytest.mark.parametrize(
    "body",
    [scales, sets, sorts, writes_through_numpy, damps, shortens],
    ids=lambda body: body.__name__,
)
def test_what_comes_from_grad_cannot_be_changed_in_place(body):
    before = SLOPES.copy(), BEND.copy()
    with pytest.raises(RuleError, match="a memory or the gradient in place"):
        descend(as_rule(body), plane, steps=2)
    assert np.array_equal(SLOPES, before[0]) and np.array_equal(BEND, before[1])
    assert SLOPES.flags.writeable  # it stays the caller's own


def test_where_a_rule_asked_stays_when_it_goes_on_in_its_own_array():
    @optimizer
    def ahead(theta, grad, t, *, eta=0.1):
        here = theta - 1
        g = grad(here)
        here -= eta * g
        return here

    run = descend(ahead, canyon, steps=3)
    np.testing.assert_array_equal(run.probe, run.theta[:-1] - 1)
    np.testing.assert_array_equal(run.g, canyon.gradient(run.probe))


def test_a_gradient_that_changes_theta_is_named_and_not_the_rule():
    def doubles(theta):
        theta *= 2
        return theta

    bowl = Problem(lambda th: (th**2).sum(-1), doubles, start=(1.0,), name="my bowl")
    with pytest.raises(ValueError, match="gradient of my bowl changes theta in place"):
        descend(gd, bowl)


def test_another_value_error_of_a_gradient_comes_through():
    def fails(theta):
        raise ValueError("my own")

    with pytest.raises(ValueError, match="my own"):
        descend(gd, Problem(lambda th: 0.0, fails))


@pytest.mark.parametrize("misuse", [
    lambda theta, grad: theta - 0.1 * grad,
    lambda theta, grad: theta - np.float64(0.1) * grad,
    lambda theta, grad: theta - grad / 10,
    lambda theta, grad: theta * grad,
    lambda theta, grad: -grad,
    lambda theta, grad: grad**2,
    lambda theta, grad: theta @ grad,
    lambda theta, grad: np.sign(grad),
    lambda theta, grad: np.linalg.norm(grad),
    lambda theta, grad: np.where(grad > 0, 1, -1),
    lambda theta, grad: np.asarray(grad),
    lambda theta, grad: np.clip(grad, -1, 1),
    lambda theta, grad: np.dot(theta, grad),
    lambda theta, grad: abs(grad),
    lambda theta, grad: grad[0],
    lambda theta, grad: sum(grad),
    lambda theta, grad: theta if grad == 0 else -theta,
])  # fmt: skip
def test_a_gradient_that_is_not_called_says_to_call_it(misuse):
    with pytest.raises(RuleError, match=r"a function: call it .* grad\(theta\)"):
        descend(as_rule(misuse), canyon, steps=1)


def test_what_only_an_answer_of_grad_has_says_to_call_it_too():
    with pytest.raises(AttributeError, match=r"as in grad\(theta\)\. It has no 'sum'"):
        descend(as_rule(lambda theta, grad: grad.sum()), canyon, steps=1)
    with pytest.raises(RuleError, match="rule returned grad as theta"):
        descend(as_rule(lambda theta, grad: grad), canyon, steps=1)


def test_a_run_has_arrived_once_it_stays_near_one_minimum_to_the_end():
    run = descend(momentum(eta=0.09, beta=0.8), parabola, 0.75, 50)
    away = np.abs(run.theta[:, 0] - 1)
    assert run.arrived_at(0.01) == np.flatnonzero(away > 0.01)[-1] + 1 == 28
    assert run.reached_at(0.03) < run.arrived_at(0.03)  # it only passed
    assert descend(gd(eta=0.2), parabola, steps=20).arrived_at(0.01) == -1
    two = descend(gd(eta=0.09), parabola, [[1.0], [0.75]], 20)
    assert two.arrived_at(0.01).tolist() == [0, 2]
