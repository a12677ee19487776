"""Answers to exercise 03 as people write them: right in many styles, wrong in more."""

import random

import numpy as np


def batches_by_slices(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


def batches_by_shuffle_and_split(n, batch_size, rng):
    order = np.arange(n)
    rng.shuffle(order)
    return np.split(order, range(batch_size, n, batch_size))


def batches_in_lists(n, batch_size, rng):
    rows = sorted(range(n), key=lambda row: rng.random())
    batches = []
    while rows:
        batches.append(rows[:batch_size])
        rows = rows[batch_size:]
    return batches


def batches_without_replacement(n, batch_size, rng):
    left, batches = np.arange(n), []
    while len(left) > 0:
        batch = rng.choice(left, min(batch_size, len(left)), replace=False)
        batches.append(np.sort(batch))
        left = np.setdiff1d(left, batch)
    return tuple(batches)


def batches_by_argsort(n, batch_size, rng):
    order, i, batches = np.argsort(rng.random(n)), 0, []
    for i in range(n // batch_size):
        batches.append(order[i * batch_size : (i + 1) * batch_size])
    rest = order[n // batch_size * batch_size :]
    return [*batches, rest] if rest.size else batches


def batches_by_fisher_and_yates(n, batch_size, rng):
    rows = list(range(n))
    for i in range(n - 1, 0, -1):
        j = int(rng.integers(i + 1))
        rows[i], rows[j] = rows[j], rows[i]
    return [np.array(rows[i : i + batch_size]) for i in range(0, n, batch_size)]


def batches_by_a_child(n, batch_size, rng):
    (child,) = rng.spawn(1)
    return batches_by_slices(n, batch_size, child)


def batches_by_pythons_own(n, batch_size, rng):
    rows = list(range(n))
    random.Random(int(rng.integers(2**60))).shuffle(rows)
    return [rows[i : i + batch_size] for i in range(0, n, batch_size)]


def gradient_by_matrices(w, X, y, rows):
    return X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)


def gradient_by_mean(w, X, y, rows):
    Xb, yb = np.take(X, rows, axis=0), np.take(y, rows)
    return np.mean((Xb @ w - yb)[:, np.newaxis] * Xb, axis=0)


def gradient_in_loops(w, X, y, rows):
    g = [0.0] * len(w)
    for i in rows:
        wrong = sum(float(a) * float(b) for a, b in zip(X[i], w)) - float(y[i])
        for j in range(len(w)):
            g[j] += wrong * float(X[i][j]) / len(rows)
    return g


def gradient_by_einsum(w, X, y, rows):
    wrong = y[rows] - np.einsum("ij,j->i", X[rows], w)
    return -np.einsum("i,ij->j", wrong, X[rows]) / rows.size


def gradient_in_columns(w, X, y, rows):
    wrong = X[rows] @ w.reshape(-1, 1) - y[rows].reshape(-1, 1)
    return (X[rows].T @ wrong / wrong.size).ravel()


def sgd_from_the_two(w0, X, y, eta, batch_size, epochs, rng):
    w = w0.copy()
    for _ in range(epochs):
        for rows in batches_by_slices(len(y), batch_size, rng):
            w = w - eta * gradient_by_matrices(w, X, y, rows)
    return w


def sgd_in_line(w0, X, y, eta, batch_size, epochs, rng):
    w, order = np.array(w0, dtype=float), np.arange(len(X))
    for _ in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(X), batch_size):
            Xb, yb = X[order[start:][:batch_size]], y[order[start:][:batch_size]]
            w -= eta * Xb.T @ (Xb @ w - yb) / len(yb)
    return w


def sgd_on_shuffled_data(w0, X, y, eta, batch_size, epochs, rng):
    w, n = 1.0 * w0, len(y)
    for _ in range(epochs):
        order = rng.permutation(n)
        X, y = X[order], y[order]
        for Xb, yb in zip(
            np.split(X, range(batch_size, n, batch_size)),
            np.split(y, range(batch_size, n, batch_size)),
        ):
            w = w - eta * np.mean((Xb @ w - yb)[:, None] * Xb, axis=0)
    return w


def sgd_drawn_in_advance(w0, X, y, eta, batch_size, epochs, rng):
    orders = rng.permuted(np.tile(np.arange(len(y)), (epochs, 1)), axis=1)
    w = w0
    for order in orders:
        for i in range(0, len(y), batch_size):
            w = w - eta * gradient_by_mean(w, X, y, order[i : i + batch_size])
    return w


def sgd_of_plain_floats(w0, X, y, eta, batch_size, epochs, rng):
    w = [float(x) for x in w0]
    for _ in range(epochs):
        for rows in batches_by_fisher_and_yates(len(y), batch_size, rng):
            g = gradient_in_loops(w, X.tolist(), y.tolist(), rows.tolist())
            w = [x - eta * slope for x, slope in zip(w, g)]
    return tuple(w)


RIGHT = {
    "03.1": [
        batches_by_slices,
        batches_by_shuffle_and_split,
        batches_in_lists,
        batches_without_replacement,
        batches_by_argsort,
        batches_by_fisher_and_yates,
        batches_by_a_child,
        batches_by_pythons_own,
    ],
    "03.2": [
        gradient_by_matrices,
        gradient_by_mean,
        gradient_in_loops,
        gradient_by_einsum,
        gradient_in_columns,
    ],
    "03.3": [
        sgd_from_the_two,
        sgd_in_line,
        sgd_on_shuffled_data,
        sgd_drawn_in_advance,
        sgd_of_plain_floats,
    ],
}


def seeds_the_shared_one(n, batch_size, rng):
    np.random.seed(rng.integers(2**32))
    return np.split(np.random.permutation(n), range(batch_size, n, batch_size))


def one_by_one(n, batch_size, rng):
    yield from batches_by_slices(n, batch_size, rng)


def smallest_first(n, batch_size, rng):
    return batches_by_slices(n, batch_size, rng)[::-1]


def one_row_stays(n, batch_size, rng):
    order = np.append(0, rng.permutation(n - 1) + 1)
    return np.split(order, range(batch_size, n, batch_size))


known = []


def remembers(n, batch_size, rng):
    known.extend(batches_by_slices(n, batch_size, rng))
    return known


def with_decay(w0, X, y, eta, batch_size, epochs, rng):
    w = w0
    for epoch in range(epochs):
        w = sgd_from_the_two(w, X, y, eta / (1 + epoch), batch_size, 1, rng)
    return w


def the_average(w0, X, y, eta, batch_size, epochs, rng):
    ends = []
    for _ in range(epochs):
        w0 = sgd_from_the_two(w0, X, y, eta, batch_size, 1, rng)
        ends.append(w0)
    return np.mean(ends, axis=0)


def sorted_in_the_first(w0, X, y, eta, batch_size, epochs, rng):
    w = w0
    for i in range(0, len(y), batch_size):
        rows = np.arange(len(y))[i : i + batch_size]
        w = w - eta * gradient_by_mean(w, X, y, rows)
    return sgd_from_the_two(w, X, y, eta, batch_size, epochs - 1, rng)


WRONG = {
    "03.1": {
        "shares np.random": seeds_the_shared_one,
        "a generator": one_by_one,
        "the smallest first": smallest_first,
        "one row stays": one_row_stays,
        "remembers": remembers,
        "the order alone": lambda n, batch_size, rng: rng.permutation(n),
        "the rows of 200": lambda n, batch_size, rng:
            batches_by_slices(200, batch_size, rng),
        "batches of 64": lambda n, batch_size, rng: batches_by_slices(n, 64, rng),
        "shares of rows": lambda n, batch_size, rng:
            [rows / n for rows in batches_by_slices(n, batch_size, rng)],
        "masks": lambda n, batch_size, rng:
            [np.isin(range(n), b) for b in batches_by_slices(n, batch_size, rng)],
        "two epochs": lambda n, batch_size, rng:
            batches_by_slices(n, batch_size, rng) * 2,
        "numbered": lambda n, batch_size, rng:
            list(enumerate(batches_by_slices(n, batch_size, rng))),
    },
    "03.2": {
        "ridge": lambda w, X, y, rows: gradient_by_mean(w, X, y, rows) + 1e-4 * w,
        "the sample's n − 1": lambda w, X, y, rows:
            gradient_by_mean(w, X, y, rows) * len(rows) / max(len(rows) - 1, 1),
        "the root of B": lambda w, X, y, rows:
            gradient_by_mean(w, X, y, rows) * len(rows) ** 0.5,
        "signs": lambda w, X, y, rows: np.sign(gradient_by_mean(w, X, y, rows)),
        "of length 1": lambda w, X, y, rows: gradient_by_mean(w, X, y, rows)
            / np.linalg.norm(gradient_by_mean(w, X, y, rows)),
        "the first row of the batch": lambda w, X, y, rows:
            gradient_by_mean(w, X, y, rows[:1]),
        "the median": lambda w, X, y, rows:
            np.median((X[rows] @ w - y[rows])[:, None] * X[rows], axis=0),
        "a column": lambda w, X, y, rows: gradient_by_mean(w, X, y, rows)[:, None],
        "absolute errors": lambda w, X, y, rows:
            X[rows].T @ np.sign(X[rows] @ w - y[rows]) / len(rows),
        "a step": lambda w, X, y, rows: w - 0.1 * gradient_by_mean(w, X, y, rows),
    },
    "03.3": {
        "with decay": with_decay,
        "the average": the_average,
        "the order of the data in the first epoch": sorted_in_the_first,
        "one epoch more": lambda w0, X, y, eta, size, epochs, rng:
            sgd_in_line(w0, X, y, eta, size, epochs + 1, rng),
        "the weights' change": lambda w0, *given: sgd_in_line(w0, *given) - w0,
        "from zero": lambda w0, *given: sgd_in_line(0 * w0, *given),
        "the loss": lambda w0, X, y, *given:
            np.mean((X @ sgd_in_line(w0, X, y, *given) - y) ** 2) / 2,
        "weights and loss": lambda w0, X, y, *given:
            (sgd_in_line(w0, X, y, *given), 0.0),
        "fitted": lambda w0, X, y, *given: np.linalg.lstsq(X, y)[0],
        "rounded": lambda *given: np.round(sgd_in_line(*given), 5),
        "linear scaling": lambda w0, X, y, eta, size, *given:
            sgd_in_line(w0, X, y, eta * size, size, *given),
    },
}  # fmt: skip
