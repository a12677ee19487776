"""Answers to exercise 02 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import two_wells
from coursekit.problem import difference_quotient
from coursekit.problems import rotated_canyon


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


def lucky_by_eigenvectors(degrees):
    turned = rotated_canyon(degrees)
    centre = turned.minima[0]
    values, vectors = np.linalg.eigh(turned.hessian(centre))
    return centre - 1.3 * vectors[:, values.argmax()]


def lucky_by_trying(degrees):
    turned = rotated_canyon(degrees)
    centre, best, far = turned.minima[0], None, math.inf
    for angle in np.linspace(0, math.pi, 2001):
        start = centre + 1.1 * np.array([math.cos(angle), math.sin(angle)])
        missed = np.linalg.norm(start - turned.gradient(start) / 80 - centre)
        if missed < far:
            best, far = start, missed
    return best


def lucky_by_hand(degrees):
    turn = math.radians(degrees)
    return 1 - 5 * math.sin(turn), 0.375 + 5 * math.cos(turn)


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
    "02.5": [lucky_by_eigenvectors, lucky_by_trying, lucky_by_hand],
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


def path_that_stops(tolerance):
    """Ends the path where the gradient is shorter."""

    def gd_path(x0, grad, eta, steps):
        path = [np.array(x0, dtype=float)]
        while len(path) <= steps and np.linalg.norm(grad(path[-1])) >= tolerance:
            path.append(path[-1] - eta * np.asarray(grad(path[-1])))
        return np.array(path)

    return gd_path


def of_grad(change):
    """A gd_path that walks by change(slopes)."""
    return lambda x0, grad, eta, steps: path_with_append(
        x0, lambda x: change(grad(x)), eta, steps
    )


def of_eta(rate):
    """A gd_path whose rate is another function of eta."""
    return lambda x0, grad, eta, steps: path_with_append(x0, grad, rate(eta), steps)


def inside_a_box(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(np.clip(path[-1] - eta * np.asarray(grad(path[-1])), -3, 3))
    return np.array(path)


def wells_without_a_half(theta):
    x, y = theta
    a = np.exp(-((x + 1) ** 2 + (y - 1) ** 2))
    b = np.exp(-((x - 1) ** 2 + (y + 1) ** 2))
    return np.array([2 * (x + 1) * a + (x - 1) * b, 2 * (y - 1) * a + (y + 1) * b])


MEMORIES = [last]  # what answers keep from call to call

WRONG = {
    "02.1": {
        "stops at 1e-3": path_that_stops(1e-3),
        "stops at 1e-8": path_that_stops(1e-8),
        "inside a box": inside_a_box,
        "clipped slopes": of_grad(lambda g: np.clip(g, -250, 250)),
        "no small slopes": of_grad(lambda g: np.where(np.abs(g) > 1e-8, g, 0)),
        "short slopes": of_grad(lambda g: g / max(1, np.linalg.norm(g) / 500)),
        "no small η": of_eta(lambda eta: max(eta, 1e-3)),
        "no large η": of_eta(lambda eta: min(eta, 1)),
        "0.05 for η": of_eta(lambda eta: 0.05),
        "two dimensions at least": lambda x0, grad, eta, steps: path_with_append(
            np.resize(x0, max(len(x0), 2)), grad, eta, steps),
        "the first partial for all": of_grad(lambda g: g[0]),
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
        "no half in the exponent": wells_without_a_half,
        "flat below 1e-4": lambda theta: np.where(
            np.abs(wells_unpacked(theta)) > 1e-4, wells_unpacked(theta), 0),
        "inside the window": lambda theta: wells_unpacked(np.clip(theta, -2, 2)),
        "steep at most 0.6": lambda theta: np.clip(wells_unpacked(theta), -0.6, 0.6),
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
        "the largest is the steep one": lambda eta, eigenvalues:
            abs(max(1 - eta * eigenvalues)),
        "never above 10": lambda eta, eigenvalues:
            min(rate_by_loop(eta, eigenvalues), 10),
        "no small η": lambda eta, eigenvalues:
            rate_by_loop(max(eta, 1e-4), eigenvalues),
        "no large η": lambda eta, eigenvalues: rate_by_loop(min(eta, 1), eigenvalues),
        "0.05 for η": lambda eta, eigenvalues: rate_by_loop(0.05, eigenvalues),
        "of the canyon": lambda eta, eigenvalues:
            rate_by_loop(eta, np.array([12, 80])),
        "four at most": lambda eta, eigenvalues: rate_by_loop(eta, eigenvalues[:4]),
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
        "the product": lambda eigenvalues:
            2 / (min(eigenvalues[eigenvalues > 0]) * max(eigenvalues)),
        "never above 1": lambda eigenvalues: min(best_by_loop(eigenvalues), 1),
        "flat below 1e-3": lambda eigenvalues:
            best_by_loop(eigenvalues[eigenvalues > 1e-3 * max(eigenvalues)]),
        "1 for a single one": lambda eigenvalues:
            best_by_loop(eigenvalues) / (1 + (len(eigenvalues) == 1)),
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
    "02.5": {
        "along the floor": lambda degrees: np.array([1, 0.375])
            + 2 * np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]),
        "of the straight one": lambda degrees: (1, 2.375),
        "the minimum": lambda degrees: (1, 0.375),
        "around the origin": lambda degrees:
            3 * np.array([-np.sin(np.radians(degrees)), np.cos(np.radians(degrees))]),
        "radians": lambda degrees:
            (1 - 2 * np.sin(degrees), 0.375 + 2 * np.cos(degrees)),
        "the canyon's start": lambda degrees: rotated_canyon(degrees).start,
        "one number": lambda degrees: 2.0,
        "nan": lambda degrees: (math.nan, 1),
        "nearly": lambda degrees: lucky_by_hand(degrees + 0.5),
    },
}  # fmt: skip

TOLD = {
    "02.1": {
        "stops at 1e-3": "it stops too early",
        "stops at 1e-8": "it stops too early",
        "0.05 for η": "Changing eta changes nothing",
        "the first partial for all": "The partial of coordinate 0",
        "steps of one length": "loses its size",
        "always fourteen steps": "Changing steps changes nothing",
        "steps instead of places": "Those are the steps",
    },
    "02.2": {
        "no half in the exponent": "you left out the ½",
        "the height": "That is f itself",
        "the table's start": "Changing theta changes nothing",
    },
    "02.3": {
        "the largest is the steep one": "The steep direction",
        "0.05 for η": "Changing eta changes nothing",
        "of the canyon": "Changing eigenvalues changes nothing",
        "the first": "not the first",
        "first and last": "the first and the last",
        "never above 1": "A factor above 1",
        "what is gained": "what a step takes away",
    },
    "02.4": {
        "the product": "you multiplied them",
        "the median": "not the median",
        "its rate": "That is the shrink factor",
        "the range": "their difference",
        "of the canyon": "Changing eigenvalues changes nothing",
        "the geometric mean": "geometric mean",
    },
    "02.5": {
        "along the floor": "yours lies along 12",
        "of the straight one": "turn it with the canyon",
        "the minimum": "go at least 1 away",
        "around the origin": "begin at the minimum",
        "radians": "np.deg2rad",
        "the canyon's start": "Neither own direction",
        "nearly": "Neither own direction",
    },
}
