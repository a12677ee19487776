"""Exercise 03: minibatches, their gradient, the loop over epochs, an η for each B."""

import numpy as np

from coursekit import online
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import call, calls, drawn, repeated, rng
from coursekit.tasks.draws import EPOCHS, RUNS

COURSE = (online.minibatches, online.linear_regression)


def minibatches(n, batch_size, rng):
    order = rng.permutation(n)
    return [order[i : i + batch_size] for i in range(0, n, batch_size)]


SIZES = (200, 64), (12, 4), (12, 3), (13, 4), (7, 3), (5, 5), (6, 1), (1, 1)

batches = Task(
    id="03.1",
    title="The batches of an epoch",
    name="minibatches",
    section="The rule stays; the gradient it gets changes from step to step",
    reference=minibatches,
    parts=(
        calls(
            "the sizes of the batches",
            *[(n, size, rng(3, 1)) for n, size in SIZES],
            axes=("batch",), see="sizes", vary="first",
        ),
        drawn("which rows have a turn in an epoch", "turns"),
        drawn(f"{RUNS * EPOCHS} epochs drawn with one rng", "chance"),
    ),
    mistakes={
        "200 = 3·64 + 8: the last batch is smaller, not left out.":
            "range(0, n, batch_size) -> range(0, n - batch_size + 1, batch_size)",
        "Within an epoch each sample appears once: shuffle all rows, then cut.":
            "order = rng.integers(0, n, n)",
        "Use the rng passed in, or nobody can reproduce you.":
            "order = np.random.permutation(n)",
        "You made a generator of your own; draw from the rng passed in.":
            "order = np.random.default_rng(0).permutation(n)",
        "Nothing is shuffled: the batches are the rows in the order of the data.":
            "order = np.arange(n)",
        "Cut after the shuffle: here neighbours stay together for ever.":
            "order = np.arange(n); return [order[i : i + batch_size] "
            "for i in rng.permutation(range(0, n, batch_size))]",
        "A row may stay where it is: without j = i not every order can come.": """
            order = np.arange(n)
            for i in range(n - 1, 0, -1):
                j = rng.integers(i)
                order[[i, j]] = order[[j, i]]
            return [order[i : i + batch_size] for i in range(0, n, batch_size)]
            """,
        "Some orders come more often: use rng.permutation, or swap i with i … n−1.": """
            order = np.arange(n)
            for i in range(n):
                j = rng.integers(n)
                order[[i, j]] = order[[j, i]]
            return [order[i : i + batch_size] for i in range(0, n, batch_size)]
            """,
        "The batches overlap: a slice i : j ends before j, so leave out the + 1.":
            "i + batch_size -> i + batch_size + 1",
        "A slice i : j ends before the index j: here that is i + batch_size.":
            "order[i : i + batch_size] -> order[i : batch_size]",
        "A batch begins where the last one ended: step by batch_size, not by 1.":
            "range(0, n, batch_size) -> range(n)",
        "The last batch is empty: stop before n.":
            "range(0, n, batch_size) -> range(0, n + 1, batch_size)",
        "That is one batch; an epoch is all of them.":
            "return [order[:batch_size]]",
        "The batch that is left over comes last, not first.":
            "return [order[max(0, i - batch_size) : i] "
            "for i in range(n, 0, -batch_size)][::-1]",
        "The sizes are evened out; every batch but the last has batch_size rows.":
            "count = -(-n // batch_size); "
            "return [order[i::count] for i in range(count)]",
        "batch_size is the size of a batch, not the number of batches.":
            "return np.array_split(order, batch_size)",
        "array_split evens the sizes, and n // batch_size rounds down: cut slices.":
            "return np.array_split(order, n // batch_size)",
        "Indices begin at 0: row n does not exist.":
            "order = rng.permutation(n) + 1",
        "The rows of the last batch are never shuffled.":
            "full = n // batch_size * batch_size; "
            "order = np.append(rng.permutation(full), np.arange(full, n))",
    },
    guarded=COURSE,
)  # fmt: skip


def minibatch_grad(w, X, y, rows):
    residual = X[rows] @ w - y[rows]
    return X[rows].T @ residual / len(rows)


DATA = np.random.default_rng(31)
X, Y, W = DATA.normal(size=(12, 3)), DATA.normal(size=12), DATA.normal(size=3)
WHOLE = DATA.integers(-4, 5, (9, 2)), DATA.integers(-4, 5, 9)
SQUARE, FIVE, WEIGHTS = (DATA.normal(size=size) for size in ((5, 5), 5, 5))
ALL_FIVE = np.array([3, 0, 4, 1, 2])
FEW, MANY = np.array([7, 2, 11, 0, 5]), np.array(range(11, 3, -1))


def batch(label, *arguments):
    """A Part for minibatch_grad: the gradient for these arguments, (d,)."""
    return call(label, *arguments, axes=("coordinate",))


gradient = Task(
    id="03.2",
    title="The gradient of a batch",
    name="minibatch_grad",
    section="A loss is a mean over rows, and so is its gradient",
    reference=minibatch_grad,
    parts=(
        batch("5 of 12 rows, 3 weights", W, X, Y, FEW),
        batch("a batch of one row", W + 1, X, Y, np.array([9])),
        batch("whole numbers", np.array([2, -1]), *WHOLE, np.array([8, 1, 4, 5])),
        batch("8 of 12 rows, 3 weights", 2 * W, X - 0.3, Y, MANY),
        batch("all of 5 rows, 5 weights", WEIGHTS, SQUARE, FIVE, ALL_FIVE),
        calls(
            "the same batch with other weights, data, targets and rows",
            *[(W, X, Y, FEW), (-2 * W, X, Y, FEW), (W, 1 - 2 * X, Y, FEW)],
            *[(W, X, 1 - 3 * Y, FEW), (W, X, Y, MANY)],
            axes=("coordinate",),
        ),
        calls(
            "very large and very small data, and a single weight",
            *[(W, scale * X, scale * Y, FEW) for scale in (1e3, 1e-4)],
            (W[:1], X[:, :1], Y, FEW),
            axes=("coordinate",),
        ),
    ),
    mistakes={
        "Gradient grows with batch size; divide by B.":
            "return X[rows].T @ residual",
        "Divide by the batch, not the data set.":
            "return X[rows].T @ residual / len(X)",
        "This gradient points the wrong way: the residual is Xw − y.":
            "residual = y[rows] - X[rows] @ w",
        "The residual is Xw − y; you added y.":
            "residual = X[rows] @ w + y[rows]",
        "Loss is ½ mean square: no extra 2.":
            "return 2 * X[rows].T @ residual / len(rows)",
        "The ½ of the loss cancels the 2 of the square: no extra ½.":
            "return X[rows].T @ residual / (2 * len(rows))",
        "Shape (B, B) appeared: keep w and y flat.":
            "residual = X[rows] @ w[:, None] - y[rows]",
        "That is the gradient over all rows; use the rows of the batch.":
            "residual = X @ w - y; return X.T @ residual / len(X)",
        "Features and labels no longer match: take the same rows of both.":
            "residual = X[rows] @ w - y[: len(rows)]",
        "y has all targets: take those of the batch, y[rows].":
            "residual = X[rows] @ w - y",
        "The rows of X are samples, the columns features: X[rows], not X[:, rows].":
            "residual = X[:, rows] @ w - y[rows]; "
            "return X[:, rows].T @ residual / len(rows)",
        "`*` multiplies number by number; `@` also adds up over the rows.":
            "return X[rows].T * residual / len(rows)",
        "You averaged over the weights; the mean goes over the rows.":
            "return np.mean(X[rows].T * residual, axis=0)",
        "You added up over all rows; take X[rows] and y[rows].":
            "residual = X @ w - y; return X.T @ residual / len(rows)",
        "The residuals alone are no gradient: each multiplies its row of X.":
            "return residual.mean()",
        "One number per row is no gradient: multiply X[rows].T by the residuals.":
            "return residual / len(rows)",
        "rows says which rows to take, X[rows] and y[rows]; yours are the first ones.":
            "n = len(rows); return X[:n].T @ (X[:n] @ w - y[:n]) / n",
        "One gradient per row; return their mean.":
            "return residual[:, None] * X[rows]",
        "You averaged over the weights too: the mean goes over the rows only (axis 0).":
            "return np.mean(residual[:, None] * X[rows])",
        "That is the loss; its slope in each weight is asked for.":
            "return (residual**2).mean() / 2",
        "You divided by the number of weights; divide by the number of rows.":
            "return X[rows].T @ residual / len(w)",
        "The targets are missing: the residual is Xw − y.":
            "residual = X[rows] @ w",
        "The gradient is to be returned, not the weights after a step.":
            "return w - X[rows].T @ residual / len(rows)",
    },
    guarded=COURSE,
)  # fmt: skip


def sgd(w0, X, y, eta, batch_size, epochs, rng):
    w = np.array(w0, dtype=float)
    for _ in range(epochs):
        batches = minibatches(len(y), batch_size, rng)
        for rows in batches:
            g = minibatch_grad(w, X, y, rows)
            w = w - eta * g
    return w


START, ROW = np.array([0.5, 0.0, -1.0]), np.array([0.6, -1.1, 0.3])
TEN, ONES = repeated([ROW.tolist()], [10, 1]), repeated([2.0], [10])
FAINT, FAINTER = repeated([(ROW / 1e3).tolist()], [10, 1]), repeated([1e-5], [10])


def trained(label, *cases):
    """A Part for sgd: the weights at the end, (d,), on data where no order matters."""
    return calls(label, *[(*case, rng(3, 5)) for case in cases], axes=("coordinate",))


loop = Task(
    id="03.3",
    title="The loop over epochs",
    name="sgd",
    section="Three walks: every row, a few rows, one row",
    reference=sgd,
    parts=(
        trained("4 epochs over 10 equal rows in batches of 4",
                (START, TEN, ONES, 0.1, 4, 4)),
        drawn(f"which rows the steps take, in {RUNS} runs of {EPOCHS} epochs", "steps"),
        trained("5 epochs with all 12 rows in one batch, first with a small eta",
                *[(START, X, Y, eta, 12, 5) for eta in (0.2, 2.5)]),
        trained(
            "equal rows with other epochs, batches and starts",
            (START, TEN, ONES, 0.1, 4, 4), (START, TEN, ONES, 0.1, 4, 1),
            (START, TEN, ONES, 0.1, 3, 4), (START, TEN, ONES, 0.1, 1, 4),
            (START + 1, TEN, ONES, 0.1, 4, 4), (START, TEN, ONES, 0.1, 4, 0),
        ),
        trained(
            "an eta that diverges, and gradients near 1e-8",
            (START, TEN, ONES, 4.0, 4, 8), (0 * START, FAINT, FAINTER, 50.0, 4, 30),
        ),
    ),
    mistakes={
        "An epoch is all n/B batches; you took one.":
            "batches = minibatches(len(y), batch_size, rng)[:1]",
        "Reshuffle every epoch: your batches are drawn once.": """
            w = np.array(w0, dtype=float)
            batches = minibatches(len(y), batch_size, rng)
            for _ in range(epochs):
                for rows in batches:
                    w = w - eta * minibatch_grad(w, X, y, rows)
            return w
            """,
        "You shuffle only the order of batches drawn once; shuffle the rows anew.": """
            w = np.array(w0, dtype=float)
            batches = minibatches(len(y), batch_size, rng)
            for _ in range(epochs):
                for b in rng.permutation(len(batches)):
                    w = w - eta * minibatch_grad(w, X, y, batches[b])
            return w
            """,
        "Each epoch is the first one turned round; shuffle all rows anew.": """
            w, order = np.array(w0, dtype=float), rng.permutation(len(y))
            for _ in range(epochs):
                for i in range(0, len(y), batch_size):
                    w = w - eta * minibatch_grad(w, X, y, order[i : i + batch_size])
                order = order[::-1]
            return w
            """,
        "Update after each batch: the next gradient belongs to the new w.": """
            w = np.array(w0, dtype=float)
            for _ in range(epochs):
                old = w
                for rows in minibatches(len(y), batch_size, rng):
                    w = w - eta * minibatch_grad(old, X, y, rows)
            return w
            """,
        "Each step sets out from w0 again; begin it where the last one ended, at w.":
            "w = w - eta * g -> w = w0 - eta * g",
        "minibatch_grad is a mean already; you divided by the batch size once more.":
            "g = minibatch_grad(w, X, y, rows) / batch_size",
        "The number of rows is len(y); len(w0) is the number of weights.":
            "batches = minibatches(len(w0), batch_size, rng)",
        "You measure every gradient at the start; take it at w, where you are by then.":
            "g = minibatch_grad(w0, X, y, rows)",
        "A `return` in the loop ends it after one epoch: put it below the loop.": """
            w = np.array(w0, dtype=float)
            for _ in range(epochs):
                for rows in minibatches(len(y), batch_size, rng):
                    w = w - eta * minibatch_grad(w, X, y, rows)
                return w
            """,
        "Each step's gradient is over all rows; take that of its batch.":
            "g = minibatch_grad(w, X, y, np.arange(len(y)))",
        "w −= … rewrites the caller's w0: a second call starts elsewhere.":
            "np.array(w0, dtype=float) -> w0; w = w - eta * g -> w -= eta * g",
        "Permute indices, not data: the caller's X and y were rewritten.": """
            w = w0
            for _ in range(epochs):
                order = rng.permutation(len(y))
                X[:], y[:] = X[order], y[order]
                for i in range(0, len(y), batch_size):
                    rows = slice(i, i + batch_size)
                    g = X[rows].T @ (X[rows] @ w - y[rows]) / len(y[rows])
                    w = w - eta * g
            return w
            """,
        "Return the last w; choosing the best hides the noise.": """
            path = [np.array(w0, dtype=float)]
            for _ in range(epochs):
                path.append(sgd(path[-1], X, y, eta, batch_size, 1, rng))
            return min(path, key=lambda w: ((X @ w - y) ** 2).mean())
            """,
        "Return the last w alone, not the way there.": """
            path = [np.array(w0, dtype=float)]
            for _ in range(epochs):
                path.append(sgd(path[-1], X, y, eta, batch_size, 1, rng))
            return path
            """,
        "The last batch is smaller, and belongs to the epoch too.":
            "batches = minibatches(len(y), batch_size, rng)[: len(y) // batch_size]",
        "The last batch has fewer rows: divide by its own size.":
            "g = len(rows) / batch_size * minibatch_grad(w, X, y, rows)",
        "batch_size is not used: each step takes all rows.":
            "batches = [rng.permutation(len(y))]",
        "batch_size is not used: each step takes a single row.":
            "batches = minibatches(len(y), 1, rng)",
        "Within an epoch each row has one turn: shuffle all rows, then cut.":
            "batches = [rng.integers(0, len(y), len(rows)) "
            "for rows in minibatches(len(y), batch_size, rng)]",
        "Do not draw each batch from all rows: shuffle them once an epoch, then cut.":
            "batches = [rng.choice(len(y), len(rows), replace=False) "
            "for rows in minibatches(len(y), batch_size, rng)]",
        "Nothing is shuffled: the batches are the rows in the order of the data.":
            "n = len(y); "
            "batches = np.split(np.arange(n), range(batch_size, n, batch_size))",
        "Use the rng passed in, or nobody can reproduce you.":
            "batches = minibatches(len(y), batch_size, np.random)",
        "You made a generator of your own; draw from the rng passed in.":
            "for _ in -> for epoch in; "
            "batches = minibatches(len(y), batch_size, np.random.default_rng(epoch))",
        "A generator made in the loop draws the same each time, and rng is not used.":
            "batches = minibatches(len(y), batch_size, np.random.default_rng(0))",
        "Features and labels no longer match: shuffle row numbers, once for both.":
            "X, y = X[rng.permutation(len(y))], y[rng.permutation(len(y))]",
        "You climb: step against the gradient.":
            "w = w - eta * g -> w = w + eta * g",
        "Gradient grows with batch size; divide by B.":
            "g = len(rows) * minibatch_grad(w, X, y, rows)",
        "Divide by the batch, not the data set.":
            "g = len(rows) / len(y) * minibatch_grad(w, X, y, rows)",
        "Loss is ½ mean square: no extra 2.":
            "g = 2 * minibatch_grad(w, X, y, rows)",
        "One epoch only: `return` stands inside the loop, or epochs is not used.":
            "range(epochs) -> range(1)",
    },
    guarded=COURSE,
)  # fmt: skip


def lesson_rows():
    """The 200 rows of the lesson, their targets, and the weights that fit them best."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(200, 2)) * (1.0, 0.7)
    y = X @ (1.5, -1.0) + rng.normal(size=200)
    return X, y, np.linalg.lstsq(X, y, rcond=None)[0]


FROM, NEAR_ENOUGH, TRIES = np.array([-2.0, 2.0]), 0.25, 8


def good_eta(batch_size):
    return 0.02 * batch_size


def does_not_arrive(batch_size):
    """A function of η: what is wrong with it for this batch size; "" if nothing."""
    X, y, best = lesson_rows()

    def wrong(eta):
        if type(eta) not in (int, float) or not 0 < eta < np.inf:
            return "An η is one number above 0."
        runs = [
            sgd(FROM, X, y, eta, batch_size, 2, np.random.default_rng(seed))
            for seed in range(TRIES)
        ]
        away = np.array(runs) - best
        far = np.linalg.norm(away, axis=1)
        told = f"η = {eta:.4g} ends {far.max():.2g} away in the worst of {TRIES} tries."
        if far.max() <= NEAR_ENOUGH:
            return ""
        if not far.max() < np.linalg.norm(FROM - best):
            return f"It runs away: {told}"
        common = np.linalg.norm(away.mean(axis=0))
        if common > np.linalg.norm(away.std(axis=0)):
            return f"Two epochs are too short for it: {told}"
        return f"Its ball of noise is too wide: {told}"

    return wrong


def arrives(batch_size):
    """A Part for good_eta: two epochs of sgd with its η, on the lesson's rows."""
    label = f"2 epochs with a batch size of {batch_size}"
    wrong_with = does_not_arrive(batch_size)
    return call(label, batch_size, vary="never", wrong_with=wrong_with)


def all_arrive(**sizes):
    return tuple(map(arrives, sizes.values()))


BATCHES = Own(
    rows=(
        {"a": 1, "b": 4, "c": 20, "d": 50},
        {"a": 1, "b": 5, "c": 20, "d": 40},
        {"a": 1, "b": 4, "c": 25, "d": 50},
        {"a": 1, "b": 5, "c": 25, "d": 40},
        {"a": 1, "b": 8, "c": 20, "d": 50},
        {"a": 1, "b": 8, "c": 25, "d": 40},
    ),
    parts=all_arrive,
    says=("batches of {a}, {b}, {c}\nand {d} rows",),
)

eta_of_size = Task(
    id="03.4",
    title="An η for each batch size",
    name="good_eta",
    section="So why use few rows at all?",
    reference=good_eta,
    parts=all_arrive(**BATCHES.rows[0]),
    own=BATCHES,
    mistakes={
        "Few rows need a smaller η, and many rows a larger one: let it grow with B.":
            "return 0.1",
        "In two epochs B rows take B times fewer steps: let η grow as fast as B.":
            "return 0.02 * batch_size**0.5",
        "B times fewer steps need an η that is B times as large, not B² times.":
            "return 0.02 * batch_size**2",
        "Too large everywhere: the ball of noise is too wide, or the walk runs away.":
            "return 0.2 * batch_size",
        "Too small everywhere: two epochs end before the walk arrives.":
            "return 0.002 * batch_size",
        "Many rows arrive, but few rows get an η of 0 or below.":
            "return 0.02 * (batch_size - 4)",
        "Return one number above 0: the η for the batch size that is given.":
            "return [0.02, 0.08, 0.4, 1.0]",
    },
    guarded=COURSE,
)  # fmt: skip
