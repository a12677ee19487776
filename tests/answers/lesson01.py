"""Answers to exercise 01 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import Problem, descend, optimizer

calls = []


@optimizer
def gd_in_subgoals(theta, grad, t, *, eta=0.1):
    # 1 gradient
    g = grad(theta)
    # 4 move
    return theta - eta * g


def gd_without_decorator(theta, grad, t, *, eta=0.1):
    step = np.multiply(-eta, grad(theta))
    return np.add(theta, step)


@optimizer
def gd_in_a_loop(theta, grad, t, *, eta=0.1):
    g, new = grad(theta), np.empty_like(theta)
    for i in range(len(theta)):
        new[i] = theta[i] - eta * g[i]
    return new


@optimizer
def gd_of_plain_floats(theta, grad, t, *, eta=0.1):
    return np.array([float(x) - eta * float(g) for x, g in zip(theta, grad(theta))])


@optimizer
def gd_on_a_copy(theta, grad, t, *, eta=0.1):
    print("a learner's print does no harm")
    new = theta.copy()
    new -= eta * grad(new)
    return new


class GdAsObject:
    def __call__(self, theta, grad, t, *, eta=0.1):
        return theta + eta * -grad(theta)


@optimizer
def gd_first_coordinate(theta, grad, t, *, eta=0.1):
    new = theta.copy()
    new[0] -= eta * grad(theta)[0]
    return new


@optimizer
def gd_other_default(theta, grad, t, *, eta=0.01):
    return theta - eta * grad(theta)


@optimizer
def gd_two_steps(theta, grad, t, *, eta=0.1):
    theta = theta - eta * grad(theta)
    return theta - eta * grad(theta)


@optimizer
def gd_half(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta) / 2


@optimizer
def gd_stops(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta) if t < 6 else theta


@optimizer
def gd_knows_the_parabola(theta, grad, t, *, eta=0.1):
    return theta - eta * (12 * theta - 12)


@optimizer
def gd_single_precision(theta, grad, t, *, eta=0.1):
    return (theta - eta * grad(theta)).astype(np.float32)


@optimizer
def gd_rounds(theta, grad, t, *, eta=0.1):
    return np.round(theta - eta * grad(theta), 4)


@optimizer
def gd_clips(theta, grad, t, *, eta=0.1):
    return theta - eta * np.clip(grad(theta), -5, 5)


@optimizer
def gd_skips_small_slopes(theta, grad, t, *, eta=0.1):
    g = grad(theta)
    return theta - eta * np.where(np.abs(g) > 1e-8, g, 0)


@optimizer
def gd_in_place(theta, grad, t, *, eta=0.1):
    theta -= eta * grad(theta)
    return theta


@optimizer
def gd_with_momentum(theta, grad, t, v=0, *, eta=0.1):
    v = 0.1 * v - eta * grad(theta)
    return theta + v, v


@optimizer
def gd_looks_ahead(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta - eta * grad(theta))


@optimizer
def gd_counts_calls(theta, grad, t, *, eta=0.1):
    calls.append(t)
    return theta - eta * grad(theta) * (1 + len(calls) * 1e-3)


def path_with_append(x0, grad, eta, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        x = x - eta * grad(x)
        path.append(x)
    return path


def path_filled_in(x0, grad, eta, steps):
    path = np.zeros((steps + 1, *np.shape(x0)))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - eta * grad(path[t])
    return path


def path_by_recursion(x0, grad, eta, steps):
    if steps == 0:
        return (x0,)
    return (x0, *path_by_recursion(x0 - eta * grad(x0), grad, eta, steps - 1))


def path_in_plain_floats(x0, grad, eta, steps):
    path = [float(x0)]
    while len(path) <= steps:
        path += [path[-1] - eta * float(grad(path[-1]))]
    return path


def path_by_descend(x0, grad, eta, steps):
    problem = Problem(value=np.sum, gradient=grad, start=(x0,))
    return descend(gd_in_subgoals(eta=eta), problem, steps=steps).theta[:, 0]


def path_kept(x0, grad, eta, steps, path=[]):  # noqa: B006
    path.append(x0)
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return path


def path_of_the_parabola(x0, grad, eta, steps):
    return path_filled_in(x0, lambda x: 12 * x - 12, eta, steps)


def path_with_one_more(x0, grad, eta, steps):
    return path_filled_in(x0, grad, eta, steps + 1)


def path_in_a_column(x0, grad, eta, steps):
    return path_filled_in(x0, grad, eta, steps)[:, None]


def path_of_fifteen(x0, grad, eta, steps):
    return path_filled_in(x0, grad, eta, 15)


def path_by_formula(x0, grad, eta, steps):
    return 1 + (1 - 12 * eta) ** np.arange(steps + 1) * (x0 - 1)


def path_of_slopes(x0, grad, eta, steps):
    return [grad(x) for x in path_filled_in(x0, grad, eta, steps)]


def path_backwards(x0, grad, eta, steps):
    return path_filled_in(x0, grad, eta, steps)[::-1]


def path_printed(x0, grad, eta, steps):
    print(path_filled_in(x0, grad, eta, steps))


def path_yielded(x0, grad, eta, steps):
    yield from path_filled_in(x0, grad, eta, steps)


def path_with_numbers(x0, grad, eta, steps):
    return list(enumerate(path_filled_in(x0, grad, eta, steps)))


def path_rounded(x0, grad, eta, steps):
    return [round(float(x), 6) for x in path_filled_in(x0, grad, eta, steps)]


def path_of_two_slopes(x0, grad, eta, steps):
    path = [x0]
    for _ in range(steps):
        x = path[-1]
        path.append(x - eta * (grad(x + 1e-3) + grad(x - 1e-3)) / 2)
    return path


def regime_by_factor(eta, curvature):
    if eta <= 0:
        raise ValueError("eta must be positive")
    factor = 1 - eta * curvature
    if math.isclose(factor, 0, abs_tol=1e-9):
        return "one-step"
    if math.isclose(factor, -1):
        return "cycles"
    if factor < -1:
        return "diverges"
    return "monotone" if factor > 0 else "oscillates"


def regime_by_eta(eta, curvature):
    if eta == 1 / curvature:
        return "one-step"
    if eta == 2 / curvature:
        return "cycles"
    if eta <= 0 or eta > 2 / curvature:
        return "diverges"
    return "monotone" if eta < 1 / curvature else "oscillates"


def regime_by_walking(eta, curvature):
    x = 1.0 - eta * curvature
    if abs(x) > 1 or eta <= 0:
        return "diverges"
    return {0: "one-step", -1: "cycles"}.get(x) or ("oscillates", "monotone")[x > 0]


def regime_by_numpy(eta, curvature):
    if np.less_equal(eta, 0):
        raise ValueError
    f = np.round(1 - eta * curvature, 9)
    names = ["one-step", "cycles", "diverges", "monotone"]
    return np.select([f == 0, f == -1, abs(f) > 1, f > 0], names, "oscillates").item()


def regime_always_monotone(eta, curvature):
    return "monotone"


def regime_of_the_parabola(eta, curvature):
    return regime_by_factor(eta, 12)


def regime_in_capitals(eta, curvature):
    return regime_by_eta(eta, curvature).title()


def regime_as_number(eta, curvature):
    return 1 - eta * curvature


def regime_without_borders(eta, curvature):
    return ["monotone", "oscillates", "diverges"][min(int(eta * curvature), 2)]


def regime_by_product(eta, curvature):
    return regime_by_factor(eta * curvature, 1 / 12)


def regime_too_tolerant(eta, curvature):
    factor = 1 - eta * curvature
    return "one-step" if abs(factor) < 0.05 else regime_by_eta(eta, curvature)


def regime_cycles_late(eta, curvature):
    return "cycles" if eta * curvature > 2 else regime_by_eta(eta, curvature)


def regime_refuses_all(eta, curvature):
    raise ValueError("eta must be positive")


def regime_as_pair(eta, curvature):
    return regime_by_eta(eta, curvature), 1 - eta * curvature


PATHS = [path_with_append, path_filled_in, path_in_plain_floats]
RIGHT = {
    "01.1": [
        gd_in_subgoals,
        gd_without_decorator,
        gd_in_a_loop,
        gd_of_plain_floats,
        gd_on_a_copy,
        GdAsObject(),
    ],
    "01.2": [*PATHS, path_by_recursion, path_by_descend],
    "01.3": [regime_by_factor, regime_by_eta, regime_by_walking, regime_by_numpy],
}
WRONG = {
    "01.1": [
        gd_first_coordinate,
        gd_other_default,
        gd_two_steps,
        gd_half,
        gd_stops,
        gd_knows_the_parabola,
        gd_single_precision,
        gd_rounds,
        gd_clips,
        gd_skips_small_slopes,
        gd_in_place,
        gd_with_momentum,
        gd_looks_ahead,
        gd_counts_calls,
    ],
    "01.2": [
        path_kept,
        path_of_the_parabola,
        path_with_one_more,
        path_in_a_column,
        path_of_fifteen,
        path_by_formula,
        path_of_slopes,
        path_backwards,
        path_printed,
        path_yielded,
        path_with_numbers,
        path_rounded,
        path_of_two_slopes,
    ],
    "01.3": [
        regime_always_monotone,
        regime_of_the_parabola,
        regime_in_capitals,
        regime_as_number,
        regime_without_borders,
        regime_by_product,
        regime_too_tolerant,
        regime_cycles_late,
        regime_refuses_all,
        regime_as_pair,
    ],
}
