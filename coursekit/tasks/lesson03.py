"""Exercise 03: minibatches, their gradient, and the loop over epochs."""

from dataclasses import replace

import numpy as np

from coursekit import online
from coursekit.tasks import Part, Task
from coursekit.tasks.draws import EPOCHS, chance, seeded, sizes_of, steps, turns
from coursekit.tasks.hidden import varied
from coursekit.tasks.probes import in_turn, once

COURSE = (online.minibatches, online.linear_regression)


def minibatches(n, batch_size, rng):
    return in_chunks(rng.permutation(n), batch_size)


def in_chunks(order, batch_size):
    return [order[i : i + batch_size] for i in range(0, len(order), batch_size)]


def dealt(n, batch_size, rng):
    order = rng.permutation(n)
    count = -(-n // batch_size)
    return [order[i::count] for i in range(count)]


def rest_unshuffled(n, batch_size, rng):
    full = n // batch_size * batch_size
    return in_chunks(np.append(rng.permutation(full), np.arange(full, n)), batch_size)


batches_mistakes = {
    "200 = 3·64 + 8: the last batch is smaller, not left out.":
        lambda n, batch_size, rng: minibatches(n, batch_size, rng)[: n // batch_size],
    "Within an epoch each sample appears once: shuffle all rows, then cut.":
        lambda n, batch_size, rng: in_chunks(rng.integers(0, n, n), batch_size),
    "Use the rng passed in, or nobody can reproduce you.":
        lambda n, batch_size, rng: in_chunks(np.random.permutation(n), batch_size),
    "You made a generator of your own; draw from the rng passed in.":
        lambda n, batch_size, rng: minibatches(n, batch_size, seeded(0)),
    "Nothing is shuffled: the batches are the rows in the order of the data.":
        lambda n, batch_size, rng: in_chunks(np.arange(n), batch_size),
    "Cut after the shuffle: here neighbours stay together for ever.":
        lambda n, batch_size, rng: [
            in_chunks(np.arange(n), batch_size)[i]
            for i in rng.permutation(-(-n // batch_size))],
    "The last batch is empty: stop before n.":
        lambda n, batch_size, rng: in_chunks(
            rng.permutation(n), batch_size) + [[]] * (n % batch_size == 0),
    "That is one batch; an epoch is all of them.":
        lambda n, batch_size, rng: minibatches(n, batch_size, rng)[:1],
    "The sizes are evened out; every batch but the last has batch_size rows.":
        dealt,
    "batch_size is the size of a batch, not the number of batches.":
        lambda n, batch_size, rng: np.array_split(rng.permutation(n), batch_size),
    "Indices begin at 0: row n does not exist.":
        lambda n, batch_size, rng: in_chunks(rng.permutation(n) + 1, batch_size),
    "The rows of the last batch are never shuffled.": rest_unshuffled,
}  # fmt: skip


batches = Task(
    id="03.1",
    title="The batches of an epoch",
    name="minibatches",
    section="An epoch is one turn for each row",
    reference=minibatches,
    parts=(
        sizes_of(),
        Part("which rows have a turn in an epoch", turns),
        Part(f"{EPOCHS} epochs drawn with one rng", chance),
    ),
    mistakes=batches_mistakes,
    guarded=COURSE,
)


def minibatch_grad(w, X, y, rows):
    return X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)


def residual(w, X, y, rows):
    return np.asarray(X)[rows] @ w - np.asarray(y)[rows]


gradient_mistakes = {
    "Gradient grows with batch size; divide by B.":
        lambda w, X, y, rows: len(rows) * minibatch_grad(w, X, y, rows),
    "Divide by the batch, not the data set.":
        lambda w, X, y, rows: len(rows) / len(X) * minibatch_grad(w, X, y, rows),
    "This gradient points the wrong way: the residual is Xw − y.":
        lambda w, X, y, rows: -minibatch_grad(w, X, y, rows),
    "Loss is ½ mean square: no extra 2.":
        lambda w, X, y, rows: 2 * minibatch_grad(w, X, y, rows),
    "The ½ of the loss cancels the 2 of the square: no extra ½.":
        lambda w, X, y, rows: minibatch_grad(w, X, y, rows) / 2,
    "Shape (B, B) appeared: keep w and y flat.":
        lambda w, X, y, rows:
            X[rows].T @ (X[rows] @ np.array(w)[:, None] - y[rows]) / len(rows),
    "That is the gradient over all rows; use the rows of the batch.":
        lambda w, X, y, rows: minibatch_grad(w, X, y, np.arange(len(X))),
    "Features and labels no longer match: take the same rows of both.":
        lambda w, X, y, rows:
            X[rows].T @ (X[rows] @ w - y[: len(rows)]) / len(rows),
    "The residuals alone are no gradient: each multiplies its row of X.":
        lambda w, X, y, rows: residual(w, X, y, rows).mean(),
    "One gradient per row; return their mean.":
        lambda w, X, y, rows: residual(w, X, y, rows)[:, None] * X[rows],
    "You averaged over the weights too: the mean goes over the rows only (axis 0).":
        lambda w, X, y, rows: np.mean(residual(w, X, y, rows)[:, None] * X[rows]),
    "That is the loss; its slope in each weight is asked for.":
        lambda w, X, y, rows: (residual(w, X, y, rows) ** 2).mean() / 2,
    "You divided by the number of weights; divide by the number of rows.":
        lambda w, X, y, rows: len(rows) / len(w) * minibatch_grad(w, X, y, rows),
    "The targets are missing: the residual is Xw − y.":
        lambda w, X, y, rows: X[rows].T @ (X[rows] @ w) / len(rows),
}  # fmt: skip

DATA = np.random.default_rng(31)
X, Y, W = DATA.normal(size=(12, 3)), DATA.normal(size=12), DATA.normal(size=3)
WHOLE = DATA.integers(-4, 5, (9, 2)), DATA.integers(-4, 5, 9)


def batch(label, *arguments):
    """A Part for minibatch_grad: the gradient for these arguments, (d,)."""
    return once(label, *arguments, axes=("coordinate",))


gradient = Task(
    id="03.2",
    title="The gradient of a batch",
    name="minibatch_grad",
    section="A loss is a mean over rows, and so is its gradient",
    reference=minibatch_grad,
    parts=(
        batch("5 of 12 rows, 3 weights", W, X, Y, np.array([7, 2, 11, 0, 5])),
        batch("a batch of one row", W + 1, X, Y, np.array([9])),
        batch("whole numbers", np.array([2, -1]), *WHOLE, np.array([8, 1, 4, 5])),
        batch("8 of 12 rows, 3 weights", 2 * W, X - 0.3, Y, np.array(range(11, 3, -1))),
    ),
    mistakes=gradient_mistakes,
    guarded=COURSE,
)


def sgd(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            w = w - eta * minibatch_grad(w, X, y, rows)
    return w


def looped(epoch_batches, gradient=minibatch_grad):
    """An sgd whose batches are epoch_batches(epoch, n, batch_size, rng)."""

    def answer(w0, X, y, eta, batch_size, epochs, rng):
        w = np.array(w0, dtype=float)
        for epoch in range(epochs):
            for rows in epoch_batches(epoch, len(y), batch_size, rng):
                w = w - eta * gradient(w, X, y, rows)
        return w

    return answer


def shuffled(epoch, n, batch_size, rng):
    return minibatches(n, batch_size, rng)


def drawn_once(w0, X, y, eta, batch_size, epochs, rng):
    batches = minibatches(len(y), batch_size, rng)
    return looped(lambda *given: batches)(w0, X, y, eta, batch_size, epochs, rng)


def measured_too_early(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs):
        old = w
        for rows in minibatches(len(y), batch_size, rng):
            w = w - eta * minibatch_grad(old, X, y, rows)
    return w


def in_place(w0, X, y, eta, batch_size, epochs, rng):
    w = w0
    for _ in range(epochs):
        for rows in minibatches(len(y), batch_size, rng):
            w -= eta * minibatch_grad(w, X, y, rows)
    return w


def along_the_way(w0, X, y, eta, batch_size, epochs, rng):
    path = [np.array(w0, dtype=float)]
    for _ in range(epochs):
        path.append(sgd(path[-1], X, y, eta, batch_size, 1, rng))
    return path


def best_of_all(w0, X, y, *settings):
    path = along_the_way(w0, X, y, *settings)
    return min(path, key=lambda w: ((X @ w - y) ** 2).mean())


def apart(w0, X, y, eta, batch_size, epochs, rng):
    X, y = X[rng.permutation(len(y))], y[rng.permutation(len(y))]
    return sgd(w0, X, y, eta, batch_size, epochs, rng)


def data_shuffled(w0, X, y, eta, batch_size, epochs, rng):
    w = w0
    for _ in range(epochs):
        order = rng.permutation(len(y))
        X[:], y[:] = X[order], y[order]
        for rows in in_chunks(np.arange(len(y)), batch_size):
            w = w - eta * minibatch_grad(w, X, y, rows)
    return w


sgd_mistakes = {
    "An epoch is all n/B batches; you took one.":
        looped(lambda epoch, *given: shuffled(epoch, *given)[:1]),
    "Reshuffle every epoch: your batches are drawn once.": drawn_once,
    "Update after each batch: the next gradient belongs to the new w.":
        measured_too_early,
    "w −= … rewrites the caller's w0: a second call starts elsewhere.":
        in_place,
    "Permute indices, not data: the caller's X and y were rewritten.": data_shuffled,
    "Return the last w; choosing the best hides the noise.": best_of_all,
    "Return the last w alone, not the way there.": along_the_way,
    "The last batch is smaller, and belongs to the epoch too.":
        looped(lambda e, n, size, rng: minibatches(n, size, rng)[: n // size]),
    "The last batch has fewer rows: divide by its own size.":
        lambda w0, X, y, eta, size, epochs, rng: looped(shuffled, lambda w, X, y, rows:
            len(rows) / size * minibatch_grad(w, X, y, rows)
        )(w0, X, y, eta, size, epochs, rng),
    "batch_size is not used: each step takes all rows.":
        looped(lambda epoch, n, size, rng: [rng.permutation(n)]),
    "batch_size is not used: each step takes a single row.":
        looped(lambda epoch, n, size, rng: minibatches(n, 1, rng)),
    "Within an epoch each row has one turn: shuffle all rows, then cut.":
        looped(lambda e, n, size, rng: in_chunks(rng.integers(0, n, n), size)),
    "Nothing is shuffled: the batches are the rows in the order of the data.":
        looped(lambda epoch, n, size, rng: in_chunks(np.arange(n), size)),
    "Use the rng passed in, or nobody can reproduce you.":
        looped(lambda e, n, size, rng: in_chunks(np.random.permutation(n), size)),
    "You made a generator of your own; draw from the rng passed in.":
        looped(lambda epoch, n, size, rng: minibatches(n, size, seeded(epoch))),
    "Features and labels no longer match: shuffle row numbers, once for both.": apart,
    "You climb: step against the gradient.":
        lambda w0, X, y, eta, *given: sgd(w0, X, y, -eta, *given),
    "Gradient grows with batch size; divide by B.":
        looped(shuffled, lambda *given: len(given[-1]) * minibatch_grad(*given)),
    "Divide by the batch, not the data set.":
        looped(shuffled, lambda w, X, y, rows:
            len(rows) / len(y) * minibatch_grad(w, X, y, rows)),
    "Loss is ½ mean square: no extra 2.":
        lambda w0, X, y, eta, *given: sgd(w0, X, y, 2 * eta, *given),
    "One epoch only: `return` stands inside the loop, or epochs is not used.":
        lambda w0, X, y, eta, size, epochs, rng: sgd(w0, X, y, eta, size, 1, rng),
}  # fmt: skip

START, ROW = np.array([0.5, 0.0, -1.0]), np.array([0.6, -1.1, 0.3])


def trained(label, w0, X, y, eta, batch_size, epochs):
    """A Part for sgd: the weights at the end, (d,), on data where no order matters."""
    given = w0, X, y, eta, batch_size, epochs, seeded(5)
    return once(label, *given, axes=("coordinate",))


def equal_rows(label, row, target, *settings):
    """The same for 10 rows that are equal, and stay so with other numbers."""
    data = np.tile(row, (10, 1)), np.full(10, target)
    part = trained(label, START, *data, *settings)
    others = row, target, *settings
    return replace(part, vary=lambda rng: equal_rows(label, *varied(others, rng)))


loop = Task(
    id="03.3",
    title="The loop over epochs",
    name="sgd",
    section="Three walks: every row, a few rows, one row",
    reference=sgd,
    parts=(
        equal_rows("4 epochs over 10 equal rows in batches of 4", ROW, 2.0, 0.1, 4, 4),
        Part(f"which rows the steps take, in {EPOCHS} runs of 2 epochs", steps),
        in_turn(
            "5 epochs with all 12 rows in one batch, first with a small eta",
            trained("sgd(w0, X, y, 0.2, 12, 5, rng)", START, X, Y, 0.2, 12, 5),
            trained("sgd(w0, X, y, 2.5, 12, 5, rng)", START, X, Y, 2.5, 12, 5),
        ),
    ),
    mistakes=sgd_mistakes,
    guarded=COURSE,
)
