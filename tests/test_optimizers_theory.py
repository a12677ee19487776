"""What theory, the papers and the books' printed numbers say of the rules."""

import numpy as np
import pytest

from coursekit import descend, dialects, online
from coursekit.optimizers import (
    adagrad,
    adam,
    amsgrad,
    conjugate_gradient,
    damped_newton,
    ftrl,
    gd,
    momentum,
    nadam,
    nesterov,
    nesterov_framework,
    newton,
    polak_ribiere,
    polak_ribiere_plus,
    rmsprop,
    steepest_descent,
)
from coursekit.problem import Problem
from coursekit.problems import (
    canyon,
    lessard,
    parabola,
    quadratic,
    rosenbrock,
    rotated_canyon,
    saddle,
    two_wells,
    wall,
)

ramp = Problem(value=lambda th: 3.0 * th[..., 0], gradient=lambda th: 0 * th + 3.0)


# ---- stability and speed


@pytest.mark.parametrize("beta", [0.3, 0.9])
@pytest.mark.parametrize("rule, limit", [
    (lambda eta, beta: gd(eta=eta), lambda beta: 2),
    (lambda eta, beta: momentum(eta=eta, beta=beta), lambda beta: 2 * (1 + beta)),
    (lambda eta, beta: nesterov(eta=eta, beta=beta),
     lambda beta: (2 + 2 * beta) / (1 + 2 * beta)),
], ids=["gd", "momentum", "nesterov"])  # fmt: skip
def test_on_a_parabola_the_steps_stay_bounded_up_to_the_known_limit(rule, limit, beta):
    curvature = 12.0
    bowl = quadratic([[curvature]])
    edge = limit(beta) / curvature
    inside = descend(rule(edge * 0.98, beta), bowl, steps=2000).theta
    outside = descend(rule(edge * 1.02, beta), bowl, steps=2000).theta
    assert abs(inside[-1, 0]) < 1e-3 and abs(outside[-1, 0]) > 1e3


def test_on_a_ramp_the_velocity_tends_to_eta_g_over_one_minus_beta():
    speed = -descend(momentum(eta=0.01), ramp, steps=200).memory["v"][:, 0]
    terminal = 0.01 * 3 / (1 - 0.9)
    assert speed[-1] == pytest.approx(terminal, rel=1e-8)
    assert speed[[10, 22]] / terminal == pytest.approx([0.65, 0.90], abs=0.005)


def test_lessard_s_heavy_ball_cycles_through_three_points_for_ever():
    best = momentum(eta=1 / 9, beta=4 / 9)
    path = descend(best, lessard, steps=600).theta[:, 0]
    np.testing.assert_allclose(path[-3:], path[-6:-3], rtol=1e-9)
    assert np.abs(path[-3:]).min() > 0.6
    assert abs(descend(gd(eta=1 / 25), lessard, steps=600).theta[-1, 0]) < 1e-9


def test_nesterov_of_the_frameworks_is_the_point_ahead_of_the_books():
    book = descend(nesterov(eta=1e-3), rosenbrock, steps=100)
    framework = descend(nesterov_framework(eta=1e-3), rosenbrock, steps=100)
    ahead = book.theta + 0.9 * book.memory["v"]
    np.testing.assert_allclose(framework.theta, ahead, atol=1e-14)


# ---- a rate per parameter


def test_a_wall_in_the_past_stalls_adagrad_but_not_rmsprop():
    stalled = descend(adagrad(eta=0.5), wall, steps=400).theta[-1, 0]
    assert f"{stalled:.2f}" == "3.72"
    assert np.abs(descend(rmsprop(eta=0.5), wall, steps=200).theta[-1, 0]) < 0.5


def test_turning_the_canyon_costs_adagrad_and_not_gradient_descent():
    def steps(rule, degrees):
        return int(descend(rule, rotated_canyon(degrees), steps=100).reached_at(0.05))

    assert [steps(gd(eta=0.02), angle) for angle in (0, 45)] == [13, 13]
    assert [steps(adagrad(eta=0.5), angle) for angle in (0, 45)] == [20, 89]


def test_the_first_step_is_eta_for_adagrad_and_adam_and_3_16_eta_for_rmsprop():
    for rule, size in ((adagrad, 1), (adam, 1), (rmsprop, 10**0.5)):
        run = descend(rule(eta=0.01), canyon, steps=1)
        assert np.abs(run.theta[1] - run.theta[0]) == pytest.approx(0.01 * size, 1e-6)


@pytest.mark.parametrize("eta", [0.001, 0.01, 0.05])
def test_rmsprop_of_constant_eta_ends_bouncing_by_half_of_it(eta):
    # Around 0: around 1, rounding ends on the minimum itself, and there it stays.
    path = descend(rmsprop(eta=eta), quadratic([[1.0]]), steps=4000).theta[-100:, 0]
    np.testing.assert_allclose(np.abs(path), eta / 2, rtol=2e-3)
    assert (path[1:] * path[:-1] < 0).all()


def test_adam_s_path_does_not_change_when_the_loss_is_scaled():
    louder = Problem(
        value=lambda th: 1000 * rosenbrock.value(th),
        gradient=lambda th: 1000 * rosenbrock.gradient(th),
        start=rosenbrock.start,
    )
    plain, scaled = (
        descend(adam(eta=0.01, eps=0.0), p, steps=300) for p in (rosenbrock, louder)
    )
    np.testing.assert_allclose(plain.theta, scaled.theta, rtol=1e-10)


@pytest.mark.parametrize("g, inside, outside", [(1e-6, 0.01, 0.99), (1.0, 1.0, 1.0)])
def test_where_epsilon_sits_decides_the_step_at_small_slopes(g, inside, outside):
    slope = Problem(value=lambda th: g * th[..., 0], gradient=lambda th: 0 * th + g)
    steps = [
        -descend(rule(eta=1.0, eps=1e-8), slope, steps=1).theta[-1, 0]
        for rule in (dialects.homl.adam, adam)
    ]
    assert steps == pytest.approx([inside, outside], rel=0.01)


def test_the_two_editions_of_adam_walk_the_same_path():
    first, second = dialects.homl.adam(eps=1e-7), dialects.homl.adam_flipped
    paths = [descend(rule(eta=0.05), rosenbrock, steps=200) for rule in (first, second)]
    assert np.array_equal(paths[0].theta, paths[1].theta)
    assert np.array_equal(paths[0].memory["m"], -paths[1].memory["m"])


def test_a_momentum_schedule_that_is_over_at_once_leaves_optax_s_nadam():
    ours = descend(nadam(psi=np.inf), rosenbrock, steps=50)
    theirs = descend(dialects.optax.nadam(eta=0.002), rosenbrock, steps=50)
    np.testing.assert_allclose(ours.theta, theirs.theta, rtol=1e-12)


def test_ftrl_without_regularisation_is_adagrad():
    plain = ftrl(alpha=0.3, beta=1e-12, lambda1=0.0, lambda2=0.0)
    ours = descend(plain, rosenbrock, steps=100).theta
    expected = descend(adagrad(eta=0.3, eps=0.0), rosenbrock, steps=100).theta
    np.testing.assert_allclose(ours, expected, rtol=1e-7)


def test_ftrl_and_rda_give_exact_zeros():
    X = np.random.default_rng(0).normal(size=(60, 8))
    y = (X[:, 0] - X[:, 1] > 0).astype(float)
    problem = online.logistic_regression(X, y, batch_size=1)
    for rule in (ftrl(lambda1=3.0), dialects.keras.ftrl(eta=0.1, lambda1=3.0)):
        weights = descend(rule, problem, steps=120).theta[-1]
        assert 0 < (weights == 0).sum() < 8


# ---- Reddi's counterexample


def falling(start):
    return lambda t: start / (t + 1) ** 0.5


@pytest.mark.parametrize("losses", [online.reddi(), online.reddi_random()])
def test_adam_ends_at_the_worst_point_and_amsgrad_at_the_best(losses):
    settings = {"eta": falling(0.5), "beta1": 0.0, "beta2": 0.1}
    assert descend(adam(**settings), losses, steps=3000).theta[-1] > 0.9
    assert descend(amsgrad(**settings), losses, steps=3000).theta[-1] < -0.9
    assert descend(gd(eta=falling(0.5)), losses, steps=3000).theta[-1] < -0.9


# ---- curvature

_spread = np.diag(10.0 ** np.arange(-1, 5)) + 0.05
conjugate = pytest.mark.parametrize(
    "rule",
    [conjugate_gradient, polak_ribiere, polak_ribiere_plus],
    ids=lambda r: r.name,
)


@conjugate
def test_conjugate_gradients_need_d_steps_in_d_dimensions(rule):
    d = len(_spread)
    bowl = quadratic(_spread, np.ones(d), start=np.zeros(d))
    run = descend(rule, bowl, steps=d)
    far = np.linalg.norm(run.theta - bowl.minima[0], axis=1) / np.linalg.norm(
        bowl.minima
    )
    assert far[d] < 1e-6 < far[d - 1]


@conjugate
def test_conjugate_gradients_stay_at_the_minimum(rule):
    run = descend(rule, canyon, steps=30)
    assert run.reached_at(1e-12) == 2
    np.testing.assert_allclose(run.theta[2:], canyon.minima[[0] * 29], rtol=1e-12)


def test_steepest_descent_turns_by_a_right_angle_each_time():
    g = descend(steepest_descent, canyon, steps=8).g
    cosines = (g[1:] * g[:-1]).sum(axis=1) / np.linalg.norm(g[1:], axis=1)
    np.testing.assert_allclose(cosines / np.linalg.norm(g[:-1], axis=1), 0, atol=1e-10)
    assert descend(steepest_descent, canyon, steps=40).reached_at(1e-6) == 12


def test_newton_jumps_to_where_the_parabola_is_level_saddles_included():
    assert descend(newton, canyon, steps=1).theta[1] == pytest.approx([1, 0.375])
    assert descend(newton, saddle, (0.5, 0.3), steps=1).theta[1].tolist() == [0, 0]


def test_much_damping_leaves_gradient_descent_and_enough_leaves_the_saddle():
    large = descend(damped_newton(alpha=1e9), canyon, steps=1)
    step = descend(gd(eta=1e-9), canyon, steps=1).g[0] * -1e-9
    np.testing.assert_allclose(large.theta[1] - large.theta[0], step, rtol=1e-4)
    uphill, downhill = (
        descend(damped_newton(alpha=alpha), saddle, (0.0, 0.3), steps=1).loss
        for alpha in (0.5, 3.0)
    )
    assert uphill[1] > uphill[0] and downhill[1] < downhill[0]


# ---- the books' numbers, to the printed digits


def test_fifteen_updates_not_fourteen_give_mdl_s_0_997648():
    path = descend(gd(eta=0.03), parabola, steps=15).theta[:, 0]
    assert f"{path[15]:.6f} {path[14]:.6f}" == "0.997648 0.996325"


def test_mdl_11_6_ends_at_1_000215():
    end = descend(momentum(eta=0.09, beta=0.8), parabola, 0.75, 50).theta[-1, 0]
    assert f"{end:.6f}" == "1.000215"


@pytest.mark.parametrize("start, eta, end", [
    ((-0.5, 2.3), 0.02, "0.9678 0.3765"),
    ((2.3, 2.3), 0.01, "1.2171 0.3750"),
])  # fmt: skip
def test_mdl_11_4_ends_where_it_is_printed(start, eta, end):
    x, y = descend(gd(eta=eta), canyon, start, 14).theta[-1]
    assert f"{x:.4f} {y:.4f}" == end


@pytest.mark.parametrize("start, steps, well", [
    ((-1.5, 1.2), 9, 0), ((0, 0), 20, 0), ((1.5, 1.5), 30, 0),
    ((1.5, -1.8), 9, 1), ((0.7, -0.2), 20, 1),
])  # fmt: skip
def test_table_11_1_s_starts_end_in_their_wells(start, steps, well):
    end = descend(gd(eta=0.4), two_wells, start, steps).theta[-1]
    distances = np.linalg.norm(two_wells.minima - end, axis=1)
    assert distances.argmin() == well and distances[well] < 0.07


@pytest.mark.parametrize("rule, ends", [
    (momentum, ("0.8807 -0.9063", "-0.9496 0.9809")),
    (nesterov, ("0.8990 -0.8983", "-0.9717 0.9804")),  # as equation 11.6 gives it
], ids=["momentum", "nesterov"])  # fmt: skip
def test_table_11_2_has_these_ends(rule, ends):
    runs = (((0.7, -0.2), 0.1, 25), ((1.5, 1.5), 0.02, 90))
    for (start, eta, steps), end in zip(runs, ends, strict=True):
        x, y = descend(rule(eta=eta), two_wells, start, steps).theta[-1]
        assert f"{x:.4f} {y:.4f}" == end


def one_coordinate_at_a_time(start, eta, steps, mu=0.9):
    """The book's program, on purpose wrong: each coordinate looks ahead alone."""
    at, v = np.array(start, float), np.zeros(2)
    for _ in range(steps):
        ahead = [
            two_wells.gradient(at + mu * v * own)[i] for i, own in enumerate(np.eye(2))
        ]
        v = mu * v - eta * np.array(ahead)
        at = at + v
    return at


def test_table_11_2_s_printed_nesterov_row_comes_from_another_program():
    ends = (
        one_coordinate_at_a_time((0.7, -0.2), 0.1, 25),
        one_coordinate_at_a_time((1.5, 1.5), 0.02, 90),
    )
    printed = "0.9128 -0.9181", "-0.9718 0.9813"
    assert tuple(f"{x:.4f} {y:.4f}" for x, y in ends) == printed
