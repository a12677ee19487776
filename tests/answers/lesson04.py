"""Answers to exercise 04 as people write them: right in many styles, wrong in more."""

import cmath
import math

import numpy as np

from coursekit import optimizer
from coursekit.problems import two_wells


@optimizer
def momentum_in_subgoals(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    v = beta * v - eta * g
    # 4 move
    return theta + v, v


def momentum_without_decorator(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    step = np.subtract(np.multiply(beta, v), eta * grad(theta))
    return np.add(theta, step), step


@optimizer
def momentum_in_a_loop(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g, place, velocity = grad(theta), np.empty_like(theta), np.empty_like(theta)
    for i in range(len(theta)):
        velocity[i] = beta * v[i] - eta * g[i]
        place[i] = theta[i] + velocity[i]
    return place, velocity


@optimizer
def momentum_of_plain_floats(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    new = [beta * float(a) - eta * float(g) for a, g in zip(v, grad(theta))]
    return np.array([float(x) + a for x, a in zip(theta, new)]), np.array(new)


@optimizer
def momentum_of_a_downhill_step(theta, grad, t, step=0, *, eta=0.1, beta=0.9):
    step = beta * step + eta * grad(theta)
    return theta - step, step


@optimizer
def momentum_by_the_last_place(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    def pushed(x):
        return x - eta * grad(x)

    before = theta - v
    new = pushed(theta) + beta * (theta - before)
    return new, new - theta


def speed_in_one_line(g, eta, beta):
    if not beta < 1:
        raise ValueError("no top speed")
    return eta * g / (1 - beta)


def speed_by_a_long_walk(g, eta, beta):
    if beta >= 1:
        raise ValueError(beta)
    v = 0.0
    while True:
        v, last = beta * v + eta * g, v
        if abs(v - last) <= 1e-15 * abs(v):
            return v


def speed_by_numpy(g, eta, beta):
    if np.any(np.asarray(beta) >= 1.0):
        raise ValueError("beta must be below 1")
    return np.float64(eta) * g * np.reciprocal(1.0 - beta)


def speed_where_it_stays(g, eta, beta):
    lost = 1 - beta
    if lost <= 0:
        raise ValueError("without friction the velocity grows and grows")
    return abs(eta * g) / lost


def sum_in_one_line(eta_avg, beta):
    return eta_avg * (1 - beta)


def sum_by_difference(eta_avg, beta):
    return eta_avg - beta * eta_avg


def sum_by_numpy(eta_avg, beta):
    return np.multiply(eta_avg, np.subtract(1.0, beta))


def sum_by_the_first_step(eta_avg, beta):
    m = beta * 0 + (1 - beta) * 1.0
    return float(eta_avg * m)


def rate_by_cases(eta, beta, curvature):
    b = 1 + beta - eta * curvature
    inside = b * b - 4 * beta
    if inside < 0:
        return math.sqrt(beta)
    return (abs(b) + math.sqrt(inside)) / 2


def rate_by_eigenvalues(eta, beta, curvature):
    push = eta * curvature
    return max(abs(np.linalg.eigvals([[1 - push, beta], [-push, beta]])))


def rate_velocity_first(eta, beta, curvature):
    step = np.array([[beta, -eta * curvature], [beta, 1 - eta * curvature]])
    return float(np.abs(np.linalg.eig(step)[0]).max())


def rate_by_two_places(eta, beta, curvature):
    step = np.array([[1 + beta - eta * curvature, -beta], [1, 0]])
    return np.abs(np.linalg.eigvals(step)).max()


def rate_by_roots(eta, beta, curvature):
    found = np.roots([1, eta * curvature - 1 - beta, beta])
    return np.abs(found).max()


def rate_by_cmath(eta, beta, curvature):
    b = 1 + beta - eta * curvature
    root = cmath.sqrt(b**2 - 4 * beta)
    return max(abs(b + root), abs(b - root)) / 2


def escape_as_an_array():
    return np.array([1.9, -1.6])


def escape_in_a_list():
    return [1.5, -1.8]


def escape_by_a_search():
    def out(start):
        x, y = np.array(start, float), np.zeros(2)
        for _ in range(600):
            y = 0.9 * y - 0.1 * two_wells.gradient(x)
            x = x + y
        return x[0] < 0

    places = np.linspace(-2, 2, 21)
    return next(
        (float(x), float(-x)) for x in places if x > 0.9 and out((x - 0.1, -x + 0.1))
    )


def in_place(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v *= beta
    v -= eta * grad(theta)
    return theta + v, v


def stays_in_a_box(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return np.clip(theta + v, -40, 40), v


def clips_long_slopes(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = grad(theta)
    v = beta * v - eta * g * min(1, 50 / max(np.linalg.norm(g), 1e-300))
    return theta + v, v


def rests_where_it_is_flat(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return (theta, v) if np.linalg.norm(v) < 1e-7 else (theta + v, v)


def brakes_uphill(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    new = beta * v - eta * grad(theta)
    longer = np.linalg.norm(grad(theta + new)) > np.linalg.norm(grad(theta))
    new = new / 2 if longer else new
    return theta + new, new


def of_no_large_eta(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - min(eta, 0.45) * grad(theta)
    return theta + v, v


kept = []


def kept_in_a_global(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    kept.append(beta * (kept[-1] if kept else 0 * theta) - eta * grad(theta))
    return theta + kept[-1], kept[-1]


def of_steps(more):
    """The right rule, but with `more` instead of the plain velocity at each step."""

    def answer(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = more(beta * v - eta * grad(theta), t)
        return theta + v, v

    return answer


RIGHT = {
    "04.1": [momentum_in_subgoals, momentum_without_decorator, momentum_in_a_loop,
             momentum_of_plain_floats, momentum_of_a_downhill_step,
             momentum_by_the_last_place],
    "04.2": [speed_in_one_line, speed_by_a_long_walk, speed_by_numpy,
             speed_where_it_stays],
    "04.3": [sum_in_one_line, sum_by_difference, sum_by_numpy, sum_by_the_first_step],
    "04.4": [rate_by_cases, rate_by_eigenvalues, rate_velocity_first,
             rate_by_two_places, rate_by_roots, rate_by_cmath],
    "04.5": [escape_as_an_array, escape_in_a_list, escape_by_a_search],
}  # fmt: skip

MEMORIES = [kept]  # what answers keep from call to call

WRONG = {
    "04.1": {
        "another default of β": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.95:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta),
        "another default of η": lambda theta, grad, t, v=0, *, eta=0.01, beta=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta),
        "the velocity in single precision": of_steps(lambda v, t: v.astype("f4")),
        "rounded": of_steps(lambda v, t: np.round(v, 4)),
        "a speed limit": of_steps(lambda v, t: np.clip(v, -0.5, 0.5)),
        "warms up": of_steps(lambda v, t: v * min(t, 5) / 5),
        "a speed limit far off": of_steps(lambda v, t: np.clip(v, -1e3, 1e3)),
        "stays in a box": stays_in_a_box,
        "clips long slopes": clips_long_slopes,
        "rests where it is flat": rests_where_it_is_flat,
        "brakes uphill": brakes_uphill,
        "no η above 0.45": of_no_large_eta,
        "η typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=0.05, beta=beta),
        "β typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=0.5),
        "both typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=0.1, beta=0.9),
        "the slope twice": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            (theta + (v := beta * v - eta * grad(theta)) - eta * grad(theta), v),
        "the slope is not called": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            (theta + beta * v - eta * grad, beta * v - eta * grad),
        "corrected like Adam": of_steps(lambda v, t: v / (1 - 0.9**t)),
        "one coordinate": of_steps(lambda v, t: v * (np.arange(v.size) == 0)),
        "forgets after five steps": of_steps(lambda v, t: v * (t != 5)),
        "turns round uphill": of_steps(lambda v, t: v if t < 4 else -v),
        "no velocity returned": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            theta + beta * v - eta * grad(theta),
        "velocity first": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta)[::-1],
        "another knob": lambda theta, grad, t, v=0, *, eta=0.1, mu=0.9:
            momentum_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=mu),
        "in place": in_place,
        "a global": kept_in_a_global,
    },
    "04.2": {
        "always ten times": lambda g, eta, beta: 10 * eta * g,
        "the square root": lambda g, eta, beta:
            speed_in_one_line(g, eta, beta) ** 0.5,
        "a thousand steps": lambda g, eta, beta:
            eta * g * sum(beta**k for k in range(1000)),
        "90 % of it": lambda g, eta, beta: 0.9 * speed_in_one_line(g, eta, beta),
        "rounded": lambda g, eta, beta: round(speed_in_one_line(g, eta, beta), 3),
        "a text": lambda g, eta, beta: f"{speed_in_one_line(g, eta, beta)}",
        "no text without friction": lambda g, eta, beta:
            "no limit" if beta >= 1 else eta * g / (1 - beta),
        "the error is returned": lambda g, eta, beta:
            ValueError("no limit") if beta >= 1 else eta * g / (1 - beta),
        "whole numbers": lambda g, eta, beta:
            speed_in_one_line(g, eta, beta) // 1,
        "divides by //": lambda g, eta, beta:
            eta * g // (1 - beta) if beta < 1 else speed_in_one_line(g, eta, beta),
        "no speed above 1000": lambda g, eta, beta:
            min(speed_in_one_line(g, eta, beta), 1000),
        "no small speed": lambda g, eta, beta:
            max(speed_in_one_line(g, eta, beta), 1e-6 * (g > 0)),
        "of η = 0.1": lambda g, eta, beta: speed_in_one_line(g, 0.1, beta),
        "of β = 0.9": lambda g, eta, beta:
            speed_in_one_line(g, eta, 0.9 if beta < 1 else beta),
        "None without friction": lambda g, eta, beta:
            eta * g / (1 - beta) if beta < 1 else None,
        "refuses all": lambda g, eta, beta: speed_in_one_line(g, eta, 1),
        "refuses β = 0.9995 too": lambda g, eta, beta:
            speed_in_one_line(g, eta, 1 if beta > 0.999 else beta),
        "the other error": lambda g, eta, beta:
            eta * g / (1 - float(beta)) if beta < 1 else 1 / 0,
        "a list of speeds": lambda g, eta, beta:
            [eta * g * (1 - beta**n) / (1 - beta) for n in range(9)],
    },
    "04.3": {
        "of β = 0.9": lambda eta_avg, beta: eta_avg / 10,
        "rounded": lambda eta_avg, beta: round(eta_avg * (1 - beta), 2),
        "the root": lambda eta_avg, beta: eta_avg * (1 - beta) ** 0.5,
        "the difference": lambda eta_avg, beta: eta_avg - (1 - beta),
        "both factors": lambda eta_avg, beta: eta_avg * beta * (1 - beta),
        "no η above 1": lambda eta_avg, beta: min(eta_avg, 1) * (1 - beta),
        "the parentheses forgotten": lambda eta_avg, beta: eta_avg * 1 - beta,
        "in a list": lambda eta_avg, beta: [eta_avg * (1 - beta)],
        "a schedule": lambda eta_avg, beta: lambda t: eta_avg * (1 - beta),
        "whole numbers": lambda eta_avg, beta: int(eta_avg * (1 - beta)),
        "printed": lambda eta_avg, beta: print(eta_avg * (1 - beta)),
    },
    "04.4": {
        "no roots beyond the limit": lambda eta, beta, curvature:
            min(rate_by_cases(eta, beta, curvature), 1.0),
        "both roots": lambda eta, beta, curvature:
            np.abs(np.roots([1, eta * curvature - 1 - beta, beta])).tolist(),
        "of the parabola": lambda eta, beta, curvature: rate_by_cases(eta, beta, 12),
        "the mean of the roots": lambda eta, beta, curvature:
            abs(1 + beta - eta * curvature) / 2,
        "the larger of two rates": lambda eta, beta, curvature:
            max(abs(1 - eta * curvature), beta**0.5),
        "no rate beyond 10": lambda eta, beta, curvature:
            min(rate_by_cases(eta, beta, curvature), 10.0),
        "a real root": lambda eta, beta, curvature: (
            abs(1 + beta - eta * curvature) + np.sqrt(
                (1 + beta - eta * curvature) ** 2 - 4 * np.float64(beta))) / 2,
        "the larger of GD's rate and β": lambda eta, beta, curvature:
            max(abs(1 - eta * curvature), beta),
        "real parts": lambda eta, beta, curvature: np.max(np.abs(
            np.roots([1, -(1 + beta - eta * curvature), beta]).real)),
        "the larger root": lambda eta, beta, curvature:
            np.max(np.roots([1, eta * curvature - 1 - beta, beta])),
        "one real root": lambda eta, beta, curvature: (
            (b := 1 + beta - eta * curvature)
            + np.sqrt(b * b - 4 * np.float64(beta))) / 2,
        "complex": lambda eta, beta, curvature:
            np.roots([1, eta * curvature - 1 - beta, beta])[0],
        "the trace": lambda eta, beta, curvature: abs(1 - eta * curvature + beta),
        "twelve steps": lambda eta, beta, curvature: np.linalg.norm(np.linalg.
            matrix_power([[1 - eta * curvature, beta], [-eta * curvature, beta]], 12),
            2) ** (1 / 12),
        "rounded": lambda eta, beta, curvature:
            round(float(rate_by_cases(eta, beta, curvature)), 3),
        "what is gained": lambda eta, beta, curvature:
            1 - rate_by_cases(eta, beta, curvature),
        "η over 1 − β": lambda eta, beta, curvature:
            abs(1 - eta / (1 - beta) * curvature),
    },
    "04.5": {
        "the lesson's start": lambda: (0.7, -0.2),
        "the bottom": lambda: (0.9, -0.9),
        "the deep well": lambda: (-1.0, 1.0),
        "x and y exchanged": lambda: (-1.7, 1.7),
        "too low": lambda: (1.4, -1.4),
        "far off": lambda: (5.0, -5.0),
        "on the edge": lambda: (2.0, -1.09),
        "one number": lambda: 1.7,
        "three numbers": lambda: (1.7, -1.7, 0.0),
        "a text": lambda: "1.7, -1.7",
        "no numbers": lambda: (float("nan"), -1.7),
        "two starts": lambda: ((1.7, -1.7), (1.8, -1.8)),
        "nothing": lambda: None,
    },
}  # fmt: skip

TOLD = {
    "04.1": {
        "the velocity in single precision": "single precision",
        "velocity first": "another order: theta first, then v",
        "η typed in": "Changing eta changes nothing",
        "β typed in": "Changing beta changes nothing",
        "both typed in": "use the names",
        "the slope twice": "subtracted it once more",
    },
    "04.2": {
        "always ten times": "Changing beta changes nothing",
        "whole numbers": "`//` gives whole numbers",
        "divides by //": "`//` gives whole numbers",
        "of η = 0.1": "Changing eta changes nothing",
        "of β = 0.9": "Changing beta changes nothing",
    },
    "04.3": {
        "of β = 0.9": "Changing beta changes nothing",
        "the difference": "you took 1−β away",
        "the parentheses forgotten": "parentheses",
    },
    "04.5": {
        "the lesson's start": "it rolls away from the deep well",
        "the bottom": "start higher up",
        "the deep well": "start in the shallow well's basin",
        "x and y exchanged": "start in the shallow well's basin",
        "too low": "falls short",
        "far off": "Stay on the map",
        "on the edge": "on the edge",
        "one number": "return x and y",
        "three numbers": "return x and y",
        "no numbers": "return x and y",
        "two starts": "return x and y",
        "a text": "return x and y",
        "nothing": "return x and y",
    },
    "04.4": {
        "of the parabola": "Changing curvature changes nothing",
        "η over 1 − β": "on a long slope",
        "a real root": "take a complex root",
        "the larger of GD's rate and β": "the two roots mix them",
        "real parts": "the real part alone",
        "both roots": "return the larger one",
        "the larger root": "take the sizes first",
        "complex": "take the sizes first",
        "one real root": "take np.roots",
    },
}
