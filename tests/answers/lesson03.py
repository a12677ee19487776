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


def eta_from_a_table(batch_size):
    return {1: 0.025, 4: 0.1, 20: 0.4, 50: 0.9}[batch_size]


def eta_by_steps(batch_size):
    return 7.5 / (2 * np.ceil(200 / batch_size))


def eta_by_cases(batch_size):
    if batch_size < 3:
        return 0.02
    return 0.09 if batch_size < 10 else 0.5 if batch_size < 30 else 0.8


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
    "03.4": [eta_from_a_table, eta_by_steps, eta_by_cases],
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


def by_biased_swaps(n, batch_size, rng):
    # With j from all rows, not from i on, some orders come more often than others.
    order = list(range(n))
    for i in range(n):
        j = rng.integers(n)
        order[i], order[j] = order[j], order[i]
    return [np.array(order[i : i + batch_size]) for i in range(0, n, batch_size)]


def by_a_cycle(n, batch_size, rng):
    order = list(range(n))
    for i in reversed(range(1, n)):
        j = rng.integers(0, i)
        order[i], order[j] = order[j], order[i]
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


def ordered(order_of):
    """minibatches of the order order_of(n, rng)."""
    return lambda n, batch_size, rng: np.split(
        order_of(n, rng), range(batch_size, n, batch_size)
    )


def overlapping(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size + 1] for i in range(0, n, batch_size)]


def three_swaps(n, rng):
    order = np.arange(n)
    for i, j in rng.integers(n, size=(3, 2)):
        order[[i, j]] = order[[j, i]]
    return order


def with_neighbours(n, rng):
    order = np.arange(n)
    for i in range(n - 1):
        if rng.random() < 0.5:
            order[[i, i + 1]] = order[[i + 1, i]]
    return order


def in_twos(n, rng):
    twos = rng.permutation(-(-n // 2))
    order = np.column_stack((2 * twos, 2 * twos + 1)).ravel()
    return order[order < n]


def halves_apart(n, rng):
    return np.append(rng.permutation(n // 2), n // 2 + rng.permutation(n - n // 2))


def evens_apart(n, rng):
    order = rng.permutation(n)
    first = rng.integers(2)
    return np.append(order[order % 2 == first], order[order % 2 != first])


def of_few_seeds(n, rng):
    return np.random.default_rng(rng.integers(1000)).permutation(n)


def by_a_line(n, rng):
    steps = [a for a in range(1, n + 1) if np.gcd(a, n) == 1]
    return (rng.choice(steps) * np.arange(n) + rng.integers(n)) % n


def half_of_the_time(n, rng):
    return rng.permutation(n) if rng.random() < 0.5 else np.arange(n)


def near_their_place(n, rng):
    return np.argsort(np.arange(n) + rng.normal(scale=n / 2, size=n))


kept_order = []


def shuffled_again(n, batch_size, rng):
    if len(kept_order) != n:
        kept_order[:] = range(n)
    rng.shuffle(kept_order)
    return [np.array(kept_order[i : i + batch_size]) for i in range(0, n, batch_size)]


own = np.random.default_rng(8)


def of_orders(orders_of):
    """An sgd whose epochs have the orders orders_of(epochs, n, rng)."""

    def sgd(w0, X, y, eta, batch_size, epochs, rng):
        w, n = np.array(w0, dtype=float), len(y)
        for order in orders_of(epochs, n, rng):
            for rows in np.split(order, range(batch_size, n, batch_size)):
                w = w - eta * gradient_by_mean(w, X, y, rows)
        return w

    return sgd


def there_and_back(epochs, n, rng):
    order = rng.permutation(n)
    for epoch in range(epochs):
        yield order[:: (-1) ** epoch]


def turned(by):
    """Each epoch begins `by` rows later in one and the same order."""

    def orders(epochs, n, rng):
        order = rng.permutation(n)
        for epoch in range(epochs):
            yield np.roll(order, by * epoch)

    return orders


def every_other(epochs, n, rng):
    for epoch in range(epochs):
        if epoch % 2 == 0:
            order = rng.permutation(n)
        yield order


def two_that_alternate(epochs, n, rng):
    both = rng.permutation(n), rng.permutation(n)
    for epoch in range(epochs):
        yield both[epoch % 2]


def anew_at_first(epochs, n, rng):
    for epoch in range(epochs):
        if epoch < 3:
            order = rng.permutation(n)
        yield order


def some_swaps(epochs, n, rng):
    order = rng.permutation(n)
    for _ in range(epochs):
        i, j = rng.choice(n, 2, replace=False)
        order[[i, j]] = order[[j, i]]
        yield order.copy()


def each_half_by_itself(epochs, n, rng):
    order = rng.permutation(n)
    for _ in range(epochs):
        half = len(order) // 2
        order = np.append(rng.permutation(order[:half]), rng.permutation(order[half:]))
        yield order


def last_come_first(epochs, n, rng):
    order = rng.permutation(n)
    for _ in range(epochs):
        yield order
        order = np.append(rng.permutation(order[n // 4 :]), order[: n // 4])


def each_drawn(draw):
    """Every epoch has an order of its own: draw(n, rng)."""
    return lambda epochs, n, rng: [draw(n, rng) for _ in range(epochs)]


def sgd_of_the_same_batches(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    drawn = batches_by_slices(len(y), batch_size, rng)
    for _ in range(epochs):
        for k in rng.permutation(len(drawn)):
            w = w - eta * gradient_by_matrices(w, X, y, drawn[k])
    return w


def sgd_of_any_rows(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs * -(-len(y) // batch_size)):
        rows = rng.choice(len(y), min(batch_size, len(y)), replace=False)
        w = w - eta * gradient_by_matrices(w, X, y, rows)
    return w


def sgd_of_all_rows(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs * -(-len(y) // batch_size)):
        w = w - eta * X.T @ (X @ w - y) / len(y)
    return w


def sgd_of_a_new_rng(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs):
        order = np.random.default_rng(0).permutation(len(y))
        for rows in np.split(order, range(batch_size, len(y), batch_size)):
            w = w - eta * X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)
    return w


def sgd_where(change):
    """An sgd whose gradients are changed before the step."""

    def sgd(w0, X, y, eta, batch_size, epochs, rng):
        w = np.array(w0, dtype=float)
        for _ in range(epochs):
            for rows in batches_by_slices(len(y), batch_size, rng):
                w = w - eta * change(gradient_by_matrices(w, X, y, rows))
        return w

    return sgd


known = []


def remembers(n, batch_size, rng):
    known.extend(batches_by_slices(n, batch_size, rng))
    del known[:-40]  # a list that only grows would take minutes
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


MEMORIES = [kept_order, known]  # what answers keep from call to call

WRONG = {
    "03.1": {
        "swaps with any row": by_biased_swaps,
        "a single cycle": by_a_cycle,
        "three swaps": ordered(three_swaps),
        "swaps of neighbours": ordered(with_neighbours),
        "neighbours in twos": ordered(in_twos),
        "the halves by themselves": ordered(halves_apart),
        "even and odd rows apart": ordered(evens_apart),
        "of a thousand seeds": ordered(of_few_seeds),
        "turned": ordered(lambda n, rng: np.roll(np.arange(n), rng.integers(n))),
        "along a line": ordered(by_a_line),
        "half of the time": ordered(half_of_the_time),
        "near their place": ordered(near_their_place),
        "forwards or backwards": ordered(lambda n, rng:
            np.arange(n)[:: rng.choice([-1, 1])]),
        "shuffled again and again": shuffled_again,
        "a generator of the module": ordered(lambda n, rng: own.permutation(n)),
        "overlapping": overlapping,
        "each of all rows": lambda n, batch_size, rng:
            [rng.choice(n, min(batch_size, n - i), replace=False)
             for i in range(0, n, batch_size)],
        "shares np.random": seeds_the_shared_one,
        "a generator": one_by_one,
        "the smallest first": smallest_first,
        "one row stays": one_row_stays,
        "remembers": remembers,
        "the order alone": lambda n, batch_size, rng: rng.permutation(n),
        "the rows of 200": lambda n, batch_size, rng:
            batches_by_slices(200, batch_size, rng),
        "split evenly": lambda n, batch_size, rng:
            np.array_split(rng.permutation(n), n // batch_size),
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
        "columns for rows": lambda w, X, y, rows:
            X[:, rows].T @ (X[:, rows] @ w - y[rows]) / len(rows),
        "columns of y": lambda w, X, y, rows: gradient_by_mean(w, X, y[:, rows], rows),
        "clipped": lambda w, X, y, rows:
            np.clip(gradient_by_mean(w, X, y, rows), -100, 100),
        "no small residuals": lambda w, X, y, rows: X[rows].T @ (
            np.where(np.abs(r := X[rows] @ w - y[rows]) > 1e-3, r, 0)) / len(rows),
        "as many rows from the top": lambda w, X, y, rows:
            gradient_by_mean(w, X, y, np.arange(len(rows))),
        "residuals": lambda w, X, y, rows: (X[rows] @ w - y[rows]) / len(rows),
        "five rows at most": lambda w, X, y, rows: gradient_by_mean(w, X, y, rows[:5]),
        "the rows after the first": lambda w, X, y, rows:
            gradient_by_mean(w, X, y, np.arange(rows[0], rows[0] + len(rows)) % len(y)),
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
        "the same batches in another order": sgd_of_the_same_batches,
        "there and back": of_orders(there_and_back),
        "turned by a row": of_orders(turned(1)),
        "turned by half": of_orders(turned(32)),
        "every other epoch": of_orders(every_other),
        "two orders that alternate": of_orders(two_that_alternate),
        "anew for three epochs": of_orders(anew_at_first),
        "one swap an epoch": of_orders(some_swaps),
        "each half by itself": of_orders(each_half_by_itself),
        "the first quarter comes last": of_orders(last_come_first),
        "three swaps": of_orders(each_drawn(three_swaps)),
        "neighbours in twos": of_orders(each_drawn(in_twos)),
        "swaps with any row": of_orders(each_drawn(lambda n, rng:
            np.concatenate(by_biased_swaps(n, n, rng)))),
        "of a thousand seeds": of_orders(each_drawn(of_few_seeds)),
        "near their place": of_orders(each_drawn(near_their_place)),
        "any rows at each step": sgd_of_any_rows,
        "all rows at each step": sgd_of_all_rows,
        "a new rng in the loop": sgd_of_a_new_rng,
        "rests where it is nearly flat": sgd_where(lambda g:
            g * (np.linalg.norm(g) > 1e-6)),
        "clipped": sgd_where(lambda g: np.clip(g, -1000, 1000)),
        "no large η": lambda w0, X, y, eta, *given:
            sgd_in_line(w0, X, y, min(eta, 3), *given),
        "one epoch at least": lambda w0, X, y, eta, size, epochs, rng:
            sgd_in_line(w0, X, y, eta, size, max(epochs, 1), rng),
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
    "03.4": {
        "the lesson's η": lambda batch_size: 0.05,
        "the largest": lambda batch_size: 1.0,
        "a square": lambda batch_size: 0.02 * batch_size**2,
        "half as large": lambda batch_size: 0.01 * batch_size,
        "three times as large": lambda batch_size: 0.06 * batch_size,
        "never above 0.3": lambda batch_size: min(0.02 * batch_size, 0.3),
        "for large batches": lambda batch_size: max(0.02 * batch_size, 0.4),
        "the wrong way": lambda batch_size: -0.02 * batch_size,
        "a text": lambda batch_size: "0.1",
        "with its batch size": lambda batch_size: (0.02 * batch_size, batch_size),
        "nothing": lambda batch_size: None,
        "a schedule": lambda batch_size: lambda t: 0.02 * batch_size,
        "no number": lambda batch_size: float("nan"),
    },
}  # fmt: skip

TOLD = {
    "03.1": {
        "swaps with any row": "Some orders come more often",
        "a single cycle": "A row may stay",
        "the smallest first": "comes last, not first",
        "each of all rows": "each sample appears once",
        "a generator of the module": "Use the rng passed in",
        "overlapping": "The batches overlap",
        "the rows of 200": "Changing n changes nothing",
        "split evenly": "array_split evens the sizes",
        "batches of 64": "Changing batch_size changes nothing",
    },
    "03.2": {
        "columns for rows": "X[rows], not X[:, rows]",
        "as many rows from the top": "yours are the first ones",
        "residuals": "multiply X[rows].T by the residuals",
    },
    "03.3": {
        "the same batches in another order": "shuffle the rows anew",
        "there and back": "is the first one turned round",
        "turned by half": "is the first one turned round",
        "each half by itself": "your batches are drawn once",
        "any rows at each step": "Do not draw each batch from all rows",
        "all rows at each step": "over all rows",
        "a new rng in the loop": "A generator made in the loop",
        "from zero": "Changing w0 changes nothing",
    },
    "03.4": {
        "a square": "not B² times",
        "half as large": "Too small everywhere",
        "the wrong way": "one number above 0",
        "a text": "one number above 0",
        "with its batch size": "one number above 0",
        "nothing": "one number above 0",
        "no number": "one number above 0",
    },
}
