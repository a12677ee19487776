"""Answers to exercise 02 as people write them: right in many styles, wrong in more."""

import math

import numpy as np
from answers.lesson01 import path_kept

from coursekit import two_wells
from coursekit.problem import difference_quotient

last = {}


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


def path_of_two_coordinates(x0, grad, eta, steps):
    return path_with_append(x0, grad, eta, steps)[0][:2] + np.zeros((steps + 1, 2))


def path_of_lengths(x0, grad, eta, steps):
    return [np.linalg.norm(x) for x in path_with_append(x0, grad, eta, steps)]


def path_of_axes(x0, grad, eta, steps):
    turns = [np.eye(len(x0))[t % len(x0)] for t in range(steps)]
    path = [np.array(x0, dtype=float)]
    for turn in turns:
        path.append(path[-1] - eta * turn * grad(path[-1]))
    return path


def path_of_largest_slope(x0, grad, eta, steps):
    return path_with_append(x0, lambda x: np.max(np.abs(grad(x))), eta, steps)


def path_of_unit_steps(x0, grad, eta, steps):
    return path_with_append(x0, lambda x: grad(x) / np.linalg.norm(grad(x)), eta, steps)


def path_from_the_last_end(x0, grad, eta, steps):
    path = path_with_append(last.get("x", x0), grad, eta, steps)
    last["x"] = path[-1]
    return path


def path_of_other_start(x0, grad, eta, steps):
    return path_with_append(np.array(x0) + 1e-6, grad, eta, steps)


def path_flat(x0, grad, eta, steps):
    return np.ravel(path_with_append(x0, grad, eta, steps))


def path_of_fourteen(x0, grad, eta, steps):
    return path_with_append(x0, grad, eta, 14)


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


def wells_by_differences(theta):
    return difference_quotient(two_wells.value)(np.asarray(theta, dtype=float))


def wells_in_place(theta):
    theta += 0.0 if theta.dtype == float else 0
    theta[0] = -theta[0]
    return wells_unpacked(theta)


def wells_in_a_column(theta):
    return wells_unpacked(theta)[:, None]


def wells_x_only(theta):
    return wells_unpacked(theta)[0]


def wells_of_whole_numbers(theta):
    g = np.zeros_like(theta)
    g[:] = wells_unpacked(theta)
    return g


def wells_of_abs(theta):
    return np.abs(wells_unpacked(theta))


def wells_at_the_lesson(theta):
    known = {(0, 0): (0.36787944117144233, -0.36787944117144233)}
    return known.get(tuple(theta), (0.0, 0.0))


def wells_with_wider_pits(theta):
    return wells_unpacked(np.asarray(theta) * 1.0000001)


def wells_of_unit_length(theta):
    g = wells_unpacked(theta)
    return g / np.linalg.norm(g)


def wells_deep_thrice(theta):
    return 3 * wells_unpacked(theta) - 2 * two_wells.value(theta)


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


def rate_of_the_first(eta, eigenvalues):
    return abs(1 - eta * eigenvalues[0])


def rate_of_the_ends(eta, eigenvalues):
    return max(abs(1 - eta * eigenvalues[0]), abs(1 - eta * eigenvalues[-1]))


def rate_below_one(eta, eigenvalues):
    return min(rate_by_loop(eta, eigenvalues), 1.0)


def rate_of_the_sum(eta, eigenvalues):
    return abs(1 - eta * sum(eigenvalues))


def rate_of_the_norm(eta, eigenvalues):
    return np.linalg.norm(1 - eta * eigenvalues)


def rate_of_the_range(eta, eigenvalues):
    return eta * (max(eigenvalues) - min(eigenvalues)) / 2


def rate_in_percent(eta, eigenvalues):
    return 100 * rate_by_loop(eta, eigenvalues)


def rate_of_convergence(eta, eigenvalues):
    return 1 - rate_by_loop(eta, eigenvalues)


def rate_rounded(eta, eigenvalues):
    return round(float(rate_by_loop(eta, eigenvalues)), 2)


def rate_in_a_list(eta, eigenvalues):
    return [rate_by_loop(eta, eigenvalues)]


def rate_of_whole_numbers(eta, eigenvalues):
    return abs(1 - (eta * eigenvalues).astype(int)).max()


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


def best_by_crossing(eigenvalues):
    bent = np.ma.masked_equal(eigenvalues, 0)
    return float(np.reciprocal((bent.min() + bent.max()) / 2))


def best_of_two(eigenvalues):
    return 2 / (eigenvalues[0] + eigenvalues[1])


def best_of_the_median(eigenvalues):
    return 1 / np.median(eigenvalues[eigenvalues > 0])


def best_on_a_grid(eigenvalues):
    etas = np.linspace(1e-4, 1, 10_000)
    bent = eigenvalues[eigenvalues > 0]
    return etas[np.argmin([rate_by_loop(eta, bent) for eta in etas])]


def best_rate(eigenvalues):
    bent = eigenvalues[eigenvalues > 0]
    return (bent.max() - bent.min()) / (bent.max() + bent.min())


def best_in_whole_numbers(eigenvalues):
    bent = eigenvalues[eigenvalues > 0]
    return 2 // (bent.min() + bent.max())


def best_of_the_range(eigenvalues):
    bent = eigenvalues[eigenvalues > 0]
    return 2 / (bent.max() - bent.min())


def best_drops_small_ones(eigenvalues):
    bent = eigenvalues[eigenvalues > 0.45]
    return 2 / (bent.min() + bent.max())


def best_of_roots(eigenvalues):
    bent = np.sqrt(eigenvalues[eigenvalues > 0])
    return 4 / (bent.min() + bent.max()) ** 2


def best_sorts_in_place(eigenvalues):
    eigenvalues.sort()
    bent = eigenvalues[eigenvalues > 0]
    return 2 / (bent[0] + bent[-1])


def best_for_the_canyon(eigenvalues):
    return 2 / 92


RIGHT = {
    "02.1": [
        path_with_append,
        path_filled_in,
        path_in_loops,
        path_by_stacking,
    ],
    "02.2": [
        wells_unpacked,
        wells_by_vectors,
        wells_in_plain_floats,
        wells_for_batches,
    ],
    "02.3": [rate_by_numpy, rate_by_loop, rate_by_extremes, rate_by_matrix],
    "02.4": [best_by_numpy, best_by_loop, best_by_condition, best_by_crossing],
}
WRONG = {
    "02.1": [
        path_kept,
        path_of_two_coordinates,
        path_of_lengths,
        path_of_axes,
        path_of_largest_slope,
        path_of_unit_steps,
        path_from_the_last_end,
        path_of_other_start,
        path_flat,
        path_of_fourteen,
    ],
    "02.2": [
        wells_by_differences,
        wells_in_place,
        wells_in_a_column,
        wells_x_only,
        wells_of_whole_numbers,
        wells_of_abs,
        wells_at_the_lesson,
        wells_with_wider_pits,
        wells_of_unit_length,
        wells_deep_thrice,
    ],
    "02.3": [
        rate_of_the_first,
        rate_of_the_ends,
        rate_below_one,
        rate_of_the_sum,
        rate_of_the_norm,
        rate_of_the_range,
        rate_in_percent,
        rate_of_convergence,
        rate_rounded,
        rate_in_a_list,
        rate_of_whole_numbers,
    ],
    "02.4": [
        best_of_two,
        best_of_the_median,
        best_on_a_grid,
        best_rate,
        best_in_whole_numbers,
        best_of_the_range,
        best_drops_small_ones,
        best_of_roots,
        best_sorts_in_place,
        best_for_the_canyon,
    ],
}
