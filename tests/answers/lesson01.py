"""Answers to exercise 01 as people write them: right in many styles, wrong in more."""

import math
from functools import cache
from itertools import accumulate, repeat

import numpy as np

from coursekit import Problem, descend, optimizer


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


def path_in_plain_floats(x0, grad, eta, steps):
    path = [float(x0)]
    while len(path) <= steps:
        path += [path[-1] - eta * float(grad(path[-1]))]
    return path


def path_by_recursion(x0, grad, eta, steps):
    if steps == 0:
        return (x0,)
    return (x0, *path_by_recursion(x0 - eta * grad(x0), grad, eta, steps - 1))


def path_accumulated(x0, grad, eta, steps):
    walk = accumulate(repeat(x0, steps + 1), lambda x, _: x - eta * grad(x))
    return list(walk)


def path_by_descend(x0, grad, eta, steps):
    problem = Problem(value=np.sum, gradient=grad, start=(x0,))
    return descend(gd_in_subgoals(eta=eta), problem, steps=steps).theta[:, 0]


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
    if not eta > 0:
        raise ValueError(eta)
    if eta == 1 / curvature:
        return "one-step"
    if eta == 2 / curvature:
        return "cycles"
    if eta > 2 / curvature:
        return "diverges"
    return "monotone" if eta < 1 / curvature else "oscillates"


def assert_positive(eta):
    if eta <= 0:
        raise ValueError(f"{eta} never descends")


def regime_by_table(eta, curvature):
    assert_positive(eta)
    x = 1.0 - eta * curvature
    if abs(x) > 1:
        return "diverges"
    return {0: "one-step", -1: "cycles"}.get(x) or ("oscillates", "monotone")[x > 0]


def regime_by_numpy(eta, curvature):
    if np.less_equal(eta, 0):
        raise ValueError
    f = np.round(1 - eta * curvature, 9)
    names = ["one-step", "cycles", "diverges", "monotone"]
    return np.select([f == 0, f == -1, abs(f) > 1, f > 0], names, "oscillates").item()


@cache
def regime_by_fractions(eta, curvature):
    if eta <= 0:
        raise ValueError("an eta that never descends")
    x = 1 - eta * curvature
    side = (x > 0) - (x < 0)
    if abs(x) < 1:
        return {1: "monotone", 0: "one-step", -1: "oscillates"}[side]
    return "cycles" if abs(x) == 1 else "diverges"


def path_that_brakes(x0, grad, eta, steps):
    path = [float(x0)]
    for _ in range(steps):
        x = path[-1]
        new = x - eta * grad(x)
        path.append(new if abs(grad(new)) <= abs(grad(x)) else x - eta / 2 * grad(x))
    return path


def path_that_stops(tolerance):
    """Ends the path where the slope is smaller."""

    def gd_path(x0, grad, eta, steps):
        path = [float(x0)]
        while len(path) <= steps and abs(grad(path[-1])) >= tolerance:
            path.append(path[-1] - eta * grad(path[-1]))
        return path

    return gd_path


def records_before_it_steps(x0, grad, eta, steps):
    x, path = float(x0), []
    for _ in range(steps):
        path.append(x)
        x = x - eta * grad(x)
    return path


def x_that_never_advances(x0, grad, eta, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        path.append(x - eta * grad(x))
    return path


def of_grad(slope):
    """A gd_path that takes slope(grad, x) for the slope at x."""
    return lambda x0, grad, eta, steps: path_in_plain_floats(
        x0, lambda x: slope(grad, x), eta, steps
    )


def of_eta(rate):
    """A gd_path whose rate is another function of eta."""
    return lambda x0, grad, eta, steps: path_in_plain_floats(x0, grad, rate(eta), steps)


def regime_where(change):
    """An eta_regime that is right for another eta and curvature."""
    return lambda eta, curvature: regime_by_factor(*change(eta, curvature))


def otherwise_for_no_descent(answer):
    """An eta_regime that is right for positive eta."""
    return lambda eta, curvature: (
        answer(eta) if eta <= 0 else regime_by_eta(eta, curvature)
    )


def in_place(theta, grad, t, *, eta=0.1):
    theta -= eta * grad(theta)
    return theta


def with_momentum(theta, grad, t, v=0, *, eta=0.1):
    v = 0.1 * v - eta * grad(theta)
    return theta + v, v


def kept(x0, grad, eta, steps, path=[]):  # noqa: B006
    path.append(x0)
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return path


def yielded(x0, grad, eta, steps):
    yield from path_filled_in(x0, grad, eta, steps)


def refuses_all(eta, curvature):
    raise ValueError("eta must be positive")


def eta_by_hand():
    return 1.2


def eta_by_trying():
    return min(np.arange(0.1, 2, 0.05), key=steps_on_the_rounded_v)


def eta_that_lands_by_luck():
    return np.float64(7) / 4


def steps_on_the_rounded_v(eta):
    x, steps = 10.0, 0
    while abs(x) > 0.01 and steps < 60:
        x, steps = x - eta * x / math.sqrt(1 + x * x), steps + 1
    return steps


RIGHT = {
    "01.1": [gd_in_subgoals, gd_without_decorator, gd_in_a_loop, gd_of_plain_floats,
             gd_on_a_copy, GdAsObject()],
    "01.2": [path_with_append, path_filled_in, path_in_plain_floats, path_by_recursion,
             path_accumulated, path_by_descend],
    "01.3": [regime_by_factor, regime_by_eta, regime_by_table, regime_by_numpy,
             regime_by_fractions],
    "01.4": [eta_by_hand, eta_by_trying, eta_that_lands_by_luck],
}  # fmt: skip

calls = []
MEMORIES = [calls]  # what answers keep from call to call

WRONG = {
    "01.1": {
        "moves the first coordinate only": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) * (np.arange(theta.size) == 0),
        "another default": lambda theta, grad, t, *, eta=0.01:
            theta - eta * grad(theta),
        "0.05 for η": lambda theta, grad, t, *, eta=0.1: theta - 0.05 * grad(theta),
        "inside a box": lambda theta, grad, t, *, eta=0.1:
            np.clip(theta - eta * grad(theta), -3, 3),
        "inside a box of 10,000": lambda theta, grad, t, *, eta=0.1:
            np.clip(theta - eta * grad(theta), -1e4, 1e4),
        "short steps": lambda theta, grad, t, *, eta=0.1:
            theta - np.clip(eta * grad(theta), -1, 1),
        "slopes of length 1000 at most": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) / max(1, np.linalg.norm(grad(theta)) / 1000),
        "no small η": lambda theta, grad, t, *, eta=0.1:
            theta - max(eta, 0.01) * grad(theta),
        "no large η": lambda theta, grad, t, *, eta=0.1:
            theta - min(eta, 1) * grad(theta),
        "rests where it is nearly flat": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) * (np.linalg.norm(grad(theta)) >= 1e-6),
        "rests after 30 steps": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) * (t <= 30),
        "half the η after 20 steps": lambda theta, grad, t, *, eta=0.1:
            theta - eta * (0.5 if t > 20 else 1) * grad(theta),
        "nothing but numbers": lambda theta, grad, t, *, eta=0.1:
            np.nan_to_num(theta - eta * grad(theta), posinf=0) * (abs(theta) < 1e9),
        "grad is not called": lambda theta, grad, t, *, eta=0.1: theta - eta * grad,
        "half a step": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) / 2,
        "stops after five steps": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) * (t < 6),
        "knows the parabola's slope": lambda theta, grad, t, *, eta=0.1:
            theta - eta * (12 * theta - 12),
        "single precision": lambda theta, grad, t, *, eta=0.1:
            (theta - eta * grad(theta)).astype(np.float32),
        "rounds": lambda theta, grad, t, *, eta=0.1:
            np.round(theta - eta * grad(theta), 4),
        "clips": lambda theta, grad, t, *, eta=0.1:
            theta - eta * np.clip(grad(theta), -5, 5),
        "takes small slopes for none": lambda theta, grad, t, *, eta=0.1:
            theta - eta * np.where(np.abs(grad(theta)) > 1e-8, grad(theta), 0),
        "measures ahead": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta - eta * grad(theta)),
        "grows with the calls": lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) * (1 + len(calls.append(t) or calls) * 1e-3),
        "two values": lambda theta, grad, t, *, eta=0.1:
            (theta - eta * grad(theta), grad(theta)),
        "η before the star": lambda theta, grad, t, eta=0.1:
            theta - eta * grad(theta),
        "one number": lambda theta, grad, t, *, eta=0.1:
            float((theta - eta * grad(theta))[0]),
        "in place": in_place,
        "momentum": with_momentum,
    },
    "01.2": {
        "clipped slopes": of_grad(lambda grad, x: min(max(grad(x), -25), 25)),
        "no small slopes": of_grad(lambda grad, x: grad(x) * (abs(grad(x)) > 1e-8)),
        "brakes": path_that_brakes,
        "inside a box": lambda x0, grad, eta, steps:
            np.clip(path_filled_in(x0, grad, eta, steps), -3, 3),
        "no small η": of_eta(lambda eta: max(eta, 1e-3)),
        "no large η": of_eta(lambda eta: min(eta, 1)),
        "0.05 for η": of_eta(lambda eta: 0.05),
        "stops at 1e-3": path_that_stops(1e-3),
        "stops at 1e-8": path_that_stops(1e-8),
        "twenty steps at most": lambda x0, grad, eta, steps:
            path_filled_in(x0, grad, eta, min(steps, 20)),
        "records before it steps": records_before_it_steps,
        "never advances": x_that_never_advances,
        "from −0.9": lambda x0, grad, eta, steps:
            path_filled_in(-0.9, grad, eta, steps),
        "grad is not called": lambda x0, grad, eta, steps:
            [x0, *[x0 - eta * grad for _ in range(steps)]],
        "the parabola's slope": lambda x0, grad, eta, steps:
            path_filled_in(x0, lambda x: 12 * x - 12, eta, steps),
        "the parabola's formula": lambda x0, grad, eta, steps:
            1 + (1 - 12 * eta) ** np.arange(steps + 1) * (x0 - 1),
        "one step more": lambda x0, grad, eta, steps:
            path_filled_in(x0, grad, eta, steps + 1),
        "a column": lambda x0, grad, eta, steps:
            path_filled_in(x0, grad, eta, steps)[:, None],
        "always fifteen steps": lambda x0, grad, eta, steps:
            path_filled_in(x0, grad, eta, 15),
        "slopes": lambda x0, grad, eta, steps:
            [grad(x) for x in path_filled_in(x0, grad, eta, steps)],
        "backwards": lambda x0, grad, eta, steps:
            path_filled_in(x0, grad, eta, steps)[::-1],
        "printed": lambda x0, grad, eta, steps:
            print(path_filled_in(x0, grad, eta, steps)),
        "numbered": lambda x0, grad, eta, steps:
            list(enumerate(path_filled_in(x0, grad, eta, steps))),
        "rounded": lambda x0, grad, eta, steps:
            [round(float(x), 6) for x in path_filled_in(x0, grad, eta, steps)],
        "difference quotients": lambda x0, grad, eta, steps: path_filled_in(
            x0, lambda x: (grad(x + 1e-2) + grad(x - 1e-2)) / 2, eta, steps),
        "a text": lambda x0, grad, eta, steps:
            str(path_filled_in(x0, grad, eta, steps).tolist()),
        "kept from call to call": kept,
        "a generator": yielded,
    },
    "01.3": {
        "diverges where it should refuse":
            otherwise_for_no_descent(lambda eta: "diverges"),
        "None where it should refuse": otherwise_for_no_descent(lambda eta: None),
        "the error returned":
            otherwise_for_no_descent(lambda eta: ValueError("eta must be above 0")),
        "the error's name": otherwise_for_no_descent(lambda eta: "a ValueError"),
        "another error": otherwise_for_no_descent(lambda eta: {}[eta]),
        "half the curvature": regime_where(lambda eta, a: (eta, a / 2)),
        "no η above 1": regime_where(lambda eta, a: (min(eta, 1), a)),
        "no curvature above 100": regime_where(lambda eta, a: (eta, min(a, 100))),
        "whole curvatures": regime_where(lambda eta, a: (eta, max(int(a), 1))),
        "refuses η above 1": lambda eta, curvature:
            regime_by_eta(eta if eta <= 1 else 0, curvature),
        "always monotone": lambda eta, curvature: "monotone",
        "of the parabola": lambda eta, curvature: regime_by_eta(eta, 12),
        "capitals": lambda eta, curvature: regime_by_eta(eta, curvature).title(),
        "the factor": lambda eta, curvature: 1 - eta * curvature,
        "no borders": lambda eta, curvature:
            ["monotone", "oscillates", "diverges"][min(int(eta * curvature), 2)],
        "the root of the curvature": lambda eta, curvature:
            regime_by_eta(eta, curvature**0.5),
        "too tolerant": lambda eta, curvature:
            "one-step" if abs(1 - eta * curvature) < 0.05
            else regime_by_eta(eta, curvature),
        "cycles instead of divergence": lambda eta, curvature:
            regime_by_eta(eta, curvature).replace("diverges", "cycles"),
        "a pair": lambda eta, curvature:
            (regime_by_eta(eta, curvature), 1 - eta * curvature),
        "no word for what is left": lambda eta, curvature:
            regime_by_eta(eta, curvature) if eta * curvature < 1 else None,
        "refuses all": refuses_all,
    },
    "01.4": {
        "the best at the bottom": lambda: 1,
        "timid": lambda: 0.5,
        "the parabola's": lambda: 1 / 12,
        "slow on the way": lambda: 0.2,
        "nearly": lambda: 1.08,
        "rocking": lambda: 1.85,
        "at the limit": lambda: 2,
        "beyond the limit": lambda: 2.5,
        "the distance": lambda: 10,
        "uphill": lambda: -1.5,
        "two": lambda: [1.5, 1.2],
        "text": lambda: "1.5",
        "infinite": lambda: math.inf,
    },
}  # fmt: skip

TOLD = {
    "01.1": {
        "0.05 for η": "Changing eta changes nothing",
        "single precision": "single precision",
        "measures ahead": "Measure the slope where you stand",
    },
    "01.2": {
        "0.05 for η": "Changing eta changes nothing",
        "stops at 1e-3": "it stops too early",
        "stops at 1e-8": "it stops too early",
        "twenty steps at most": "it stops too early",
        "records before it steps": "the last position is missing",
        "never advances": "x never advances",
        "from −0.9": "Changing x0 changes nothing",
        "the parabola's slope": "Changing grad changes nothing",
        "the parabola's formula": "Changing grad changes nothing",
        "one step more": "One step too many",
        "always fifteen steps": "Changing steps changes nothing",
        "slopes": "return the positions",
        "backwards": "back to front",
    },
    "01.3": {
        "diverges where it should refuse": "raise a ValueError",
        "half the curvature": "You halved the curvature",
        "of the parabola": "Changing curvature changes nothing",
    },
    "01.4": {
        "the best at the bottom": "Go beyond 1",
        "timid": "the way wants more",
        "the parabola's": "try far larger ones",
        "slow on the way": "try far larger ones",
        "nearly": "You are close",
        "rocking": "rocks for long",
        "at the limit": "The limit 2/a itself",
        "beyond the limit": "it swings",
        "the distance": "it swings",
        "uphill": "climbs",
    },
}
