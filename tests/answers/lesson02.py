"""Answers to exercise 02 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import two_wells
from coursekit.problem import difference_quotient


def path_with_append(x0, grad, eta, steps):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - eta * grad(x)
        path.append(x)
    return path


def path_filled_in(x0, grad, eta, steps):
    path = np.empty((steps + 1, len(x0)))
    path[0] = x0
    for t in range(steps):
        path[t + 1] = path[t] - eta * grad(path[t])
    return path


def path_in_loops(x0, grad, eta, steps):
    path = [tuple(float(x) for x in x0)]
    for _ in range(steps):
        slopes = grad(path[-1])
        path.append(tuple(x - eta * g for x, g in zip(path[-1], slopes)))
    return tuple(path)


def path_by_stacking(x0, grad, eta, steps):
    path = np.atleast_2d(np.asarray(x0, dtype=np.float64))
    while path.shape[0] < steps + 1:
        path = np.vstack((path, path[-1] - eta * np.asarray(grad(path[-1]))))
    return path


def wells_unpacked(theta):
    x, y = theta
    deep = 2 * np.exp(-0.5 * ((x + 1) ** 2 + (y - 1) ** 2))
    shallow = np.exp(-0.5 * ((x - 1) ** 2 + (y + 1) ** 2))
    return np.array(
        [deep * (x + 1) + shallow * (x - 1), deep * (y - 1) + shallow * (y + 1)]
    )


def wells_by_vectors(theta):
    centres, depths = np.array([[-1, 1], [1, -1]]), np.array([2, 1])
    away = theta - centres
    return (depths * np.exp(-(away**2).sum(axis=1) / 2)) @ away


def wells_in_plain_floats(theta):
    x, y = float(theta[0]), float(theta[1])
    gx = gy = 0.0
    for depth, a, b in ((2, -1, 1), (1, 1, -1)):
        pull = depth * math.exp(-((x - a) ** 2) / 2) * math.exp(-((y - b) ** 2) / 2)
        gx, gy = gx + pull * (x - a), gy + pull * (y - b)
    return gx, gy


def wells_for_batches(theta):
    x, y = theta[..., 0], theta[..., 1]
    deep = 2 / np.exp(((x + 1) ** 2 + (y - 1) ** 2) / 2)
    shallow = 1 / np.exp(((x - 1) ** 2 + (y + 1) ** 2) / 2)
    g_x = (deep + shallow) * x + deep - shallow
    return np.stack([g_x, (deep + shallow) * y - deep + shallow], axis=-1)


def rate_by_numpy(eta, eigenvalues):
    return np.abs(1 - eta * eigenvalues).max()


def rate_by_loop(eta, eigenvalues):
    worst = 0
    for eigenvalue in eigenvalues:
        worst = max(worst, abs(1 - eta * eigenvalue))
    return worst


def rate_by_extremes(eta, eigenvalues):
    low, high = min(eigenvalues), max(eigenvalues)
    return float(max(abs(1 - eta * low), abs(1 - eta * high)))


def rate_by_matrix(eta, eigenvalues):
    step = np.eye(len(eigenvalues)) - eta * np.diag(eigenvalues)
    return np.linalg.norm(step, ord=2)


def best_by_numpy(eigenvalues):
    positive = np.sort(eigenvalues[eigenvalues != 0])
    return 2 / (positive[0] + positive[-1])


def best_by_loop(eigenvalues):
    low, high = float("inf"), 0.0
    for eigenvalue in eigenvalues:
        high = max(high, eigenvalue)
        low = min(low, eigenvalue) if eigenvalue > 0 else low
    return 2.0 / (low + high)


def best_by_condition(eigenvalues):
    bent = [float(e) for e in eigenvalues if e > 1e-12]
    kappa = max(bent) / min(bent)
    return 2 / (min(bent) * (1 + kappa))


def best_by_mask(eigenvalues):
    bent = np.ma.masked_equal(eigenvalues, 0)
    return float(np.reciprocal((bent.min() + bent.max()) / 2))


RIGHT = {
    "02.1": [path_with_append, path_filled_in, path_in_loops, path_by_stacking],
    "02.2": [
        wells_unpacked,
        wells_by_vectors,
        wells_in_plain_floats,
        wells_for_batches,
    ],
    "02.3": [rate_by_numpy, rate_by_loop, rate_by_extremes, rate_by_matrix],
    "02.4": [best_by_numpy, best_by_loop, best_by_condition, best_by_mask],
}

last = {}


def from_the_last_end(x0, grad, eta, steps):
    path = path_with_append(last.get("x", x0), grad, eta, steps)
    last["x"] = path[-1]
    return path


def one_axis_a_step(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for t in range(steps):
        turn = np.eye(len(x0))[t % len(x0)]
        path.append(path[-1] - eta * turn * grad(path[-1]))
    return path


def in_place(theta):
    theta[0] = -theta[0]
    return wells_unpacked(theta)


def of_whole_numbers(theta):
    g = np.zeros_like(theta)
    g[:] = wells_unpacked(theta)
    return g


def best_on_a_grid(eigenvalues):
    etas = np.linspace(1e-4, 1, 1000)
    bent = eigenvalues[eigenvalues > 0]
    return etas[np.argmin([rate_by_loop(eta, bent) for eta in etas])]


def sorts_in_place(eigenvalues):
    eigenvalues.sort()
    return best_by_loop(eigenvalues)


WRONG = {
    "02.1": {
        "two coordinates at most": lambda x0, grad, eta, steps:
            [x[:2] for x in path_with_append(x0, grad, eta, steps)],
        "lengths": lambda x0, grad, eta, steps:
            [np.linalg.norm(x) for x in path_with_append(x0, grad, eta, steps)],
        "the largest slope for all": lambda x0, grad, eta, steps:
            path_with_append(x0, lambda x: np.max(np.abs(grad(x))), eta, steps),
        "steps of one length": lambda x0, grad, eta, steps: path_with_append(
            x0, lambda x: grad(x) / np.linalg.norm(grad(x)), eta, steps),
        "another start": lambda x0, grad, eta, steps:
            path_with_append(np.array(x0) + 1e-6, grad, eta, steps),
        "flat": lambda x0, grad, eta, steps:
            np.ravel(path_with_append(x0, grad, eta, steps)),
        "always fourteen steps": lambda x0, grad, eta, steps:
            path_with_append(x0, grad, eta, 14),
        "swapped coordinates": lambda x0, grad, eta, steps:
            np.array(path_with_append(x0, grad, eta, steps))[:, ::-1],
        "steps instead of places": lambda x0, grad, eta, steps:
            np.diff(path_with_append(x0, grad, eta, steps), axis=0, prepend=[x0]),
        "starts where it ended": from_the_last_end,
        "one axis a step": one_axis_a_step,
    },
    "02.2": {
        "a difference quotient": lambda theta:
            difference_quotient(two_wells.value)(np.asarray(theta, dtype=float)),
        "a column": lambda theta: wells_unpacked(theta)[:, None],
        "one partial": lambda theta: wells_unpacked(theta)[0],
        "sizes": lambda theta: np.abs(wells_unpacked(theta)),
        "the table's start": lambda theta: (math.exp(-1), -math.exp(-1)),
        "wider wells": lambda theta: wells_unpacked(np.asarray(theta) * 1.000001),
        "a direction": lambda theta:
            wells_unpacked(theta) / np.linalg.norm(wells_unpacked(theta)),
        "height added": lambda theta: wells_unpacked(theta) + two_wells.value(theta),
        "the height": lambda theta: two_wells.value(theta),
        "whole numbers": of_whole_numbers,
        "in place": in_place,
    },
    "02.3": {
        "the first": lambda eta, eigenvalues: abs(1 - eta * eigenvalues[0]),
        "first and last": lambda eta, eigenvalues:
            max(abs(1 - eta * eigenvalues[0]), abs(1 - eta * eigenvalues[-1])),
        "never above 1": lambda eta, eigenvalues:
            min(rate_by_loop(eta, eigenvalues), 1.0),
        "the sum": lambda eta, eigenvalues: abs(1 - eta * sum(eigenvalues)),
        "the length": lambda eta, eigenvalues: np.linalg.norm(1 - eta * eigenvalues),
        "the range": lambda eta, eigenvalues: eta * np.ptp(eigenvalues) / 2,
        "per cent": lambda eta, eigenvalues: 100 * rate_by_loop(eta, eigenvalues),
        "what is gained": lambda eta, eigenvalues: 1 - rate_by_loop(eta, eigenvalues),
        "rounded": lambda eta, eigenvalues:
            round(float(rate_by_loop(eta, eigenvalues)), 2),
        "in a list": lambda eta, eigenvalues: [rate_by_loop(eta, eigenvalues)],
        "whole numbers": lambda eta, eigenvalues:
            abs(1 - (eta * eigenvalues).astype(int)).max(),
    },
    "02.4": {
        "the first two": lambda eigenvalues: 2 / (eigenvalues[0] + eigenvalues[1]),
        "the median": lambda eigenvalues: 1 / np.median(eigenvalues[eigenvalues > 0]),
        "its rate": lambda eigenvalues:
            rate_by_loop(best_by_loop(eigenvalues), eigenvalues[eigenvalues > 0]),
        "whole numbers": lambda eigenvalues: best_by_loop(eigenvalues) // 1,
        "the range": lambda eigenvalues: 2 / np.ptp(eigenvalues[eigenvalues > 0]),
        "leaves small ones out": lambda eigenvalues:
            best_by_loop(eigenvalues[eigenvalues > 0.45]),
        "of the roots": lambda eigenvalues: best_by_loop(np.sqrt(eigenvalues)) ** 2,
        "of the canyon": lambda eigenvalues: 2 / 92,
        "the geometric mean": lambda eigenvalues:
            (max(eigenvalues) * min(eigenvalues[eigenvalues > 0])) ** -0.5,
        "on a grid": best_on_a_grid,
        "sorts in place": sorts_in_place,
    },
}  # fmt: skip
