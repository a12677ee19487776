"""Wilson's data as an exercise: what holds whatever labels were drawn."""

import numpy as np

from coursekit.rule import RuleError
from coursekit.tasks import Part
from coursekit.tasks.probes import plain


def wilson_data(n, p, rng):
    """Wilson et al. (2017), section 3.3: X (n, 3 + 5n) and labels y (n,), 1 or −1."""
    if p <= 0.5:
        raise ValueError(f"The positive labels need a majority; p is {p}.")
    return rows(np.where(rng.random(n) < p, 1, -1))


def rows(y, label=lambda y: y, ones={1: 1, -1: 5}.get, block=lambda i: i):
    """X and y for these labels, with one of the ideas replaced."""
    n = len(y)
    X = np.zeros((n, 3 + 5 * n))
    X[:, 0], X[:, 1:3] = label(y), 1
    for i in range(n):
        begin = 3 + 5 * block(i)
        X[i, begin : begin + ones(int(y[i]))] = 1
    return X, y


def _asked(answer, n, p, seed):
    X, y = answer(n, p, np.random.default_rng((9, seed)))
    return np.asarray(plain(X), float), np.asarray(plain(y), float)


def shape(answer):
    """The form of X and y, and which labels there are."""
    X, y = _asked(answer, 40, 0.6, 1)
    labels = sorted({float(label) for label in y.ravel()})
    return {"shape of X": list(X.shape), "shape of y": list(y.shape), "labels": labels}


def row_of_each_kind(answer):
    """What a row of each label looks like: its first columns, its own block."""
    X, y = _asked(answer, 40, 0.6, 2)
    if X.shape != (40, 203) or y.shape != (40,):
        raise RuleError("X has 3 + 5n columns and n rows, y has n labels.")
    blocks = X[:, 3:].reshape(40, 40, 5)
    own = blocks[np.arange(40), np.arange(40)]
    found = {}
    for label in (1, -1):
        kind = y == label
        found[f"first three columns of the rows with y = {label}"] = _one(X[kind, :3])
        found[f"their own block where y = {label}"] = _one(own[kind])
    found["other blocks, added up"] = float(np.abs(blocks).sum() - np.abs(own).sum())
    return found


def _one(rows):
    """The row that all of them are, or how many kinds there are."""
    kinds = np.unique(rows, axis=0)
    return kinds[0].tolist() if len(kinds) == 1 else float(len(kinds))


def chance(answer):
    """How often a label is 1, as a number that does not depend on luck."""
    before = repr(np.random.get_state())
    first, again = (_asked(answer, 30, 0.9, 3)[1] for _ in range(2))
    if not np.array_equal(first, again) or repr(np.random.get_state()) != before:
        raise RuleError("Draw from the rng that is passed in, and from it alone.")
    found = {}
    for p in (0.6, 0.9):
        labels = [_asked(answer, 30, p, seed)[1] for seed in range(20)]
        if all(np.array_equal(labels[0], other) for other in labels):
            raise RuleError("Another rng gave the same labels: draw them.")
        if len({int((y == 1).sum()) for y in labels}) == 1:
            raise RuleError("As many 1s each time: draw each label for itself.")
        share = float((np.array(labels) == 1).mean())
        # 600 labels: right answers are within 0.08, four standard deviations.
        found[f"share of 1 at p = {p}"] = p if abs(share - p) < 0.08 else share
    return found


def refusals(answer):
    """p ≤ ½ is refused with a ValueError."""
    return {f"p = {p}": _refused(answer, p) for p in (0.5, 0.2)}


def _refused(answer, p):
    try:
        answer(4, p, np.random.default_rng(9))
    except ValueError:
        return "refused"
    return "accepted"


def all_right(answer):
    """A refusal alone earns nothing: it is looked at beside what is accepted."""
    return {**refusals(answer), "shape at p = 0.7": shape(answer)["shape of X"]}


parts = (
    Part("the shapes of X and y for n = 40, p = 0.6", shape),
    Part("the rows of each label", row_of_each_kind),
    Part("how often a label is 1", chance),
    Part("a p of one half and less", all_right),
)


def made(answer):
    """A wrong answer that draws and refuses as it should: answer(y) gives X and y."""

    def wrong(n, p, rng):
        if p <= 0.5:
            raise ValueError("The positive labels need a majority.")
        return answer(np.where(rng.random(n) < p, 1, -1))

    return wrong


def as_wide_as(width):
    def answer(y):
        X, y = rows(y)
        return np.hstack([X, np.zeros((len(y), width))]), y

    return answer


def without_column_two(y):
    X, y = rows(y)
    X[:, 2] = 0
    return X, y


mistakes = {
    "Each sample owns its block: row i has columns 3 + 5i to 7 + 5i.":
        made(lambda y: rows(y, block=lambda i: 0)),
    "+1 has one, −1 has five.": made(lambda y: rows(y, ones={1: 5, -1: 1}.get)),
    "Both kinds have as many ones; −1 has five, and that is the trick.":
        made(lambda y: rows(y, ones={1: 1, -1: 1}.get)),
    "Needs a majority: refuse p ≤ ½ with a ValueError.":
        lambda n, p, rng: rows(np.where(rng.random(n) < p, 1, -1)),
    "The first column is the label itself, 1 or −1.":
        made(lambda y: rows(y, label=np.ones_like)),
    "Labels are 1 and −1, not 1 and 0.":
        made(lambda y: rows((y + 1) // 2, ones={1: 1, 0: 5}.get)),
    "3+5n columns: you have another width.": made(as_wide_as(2)),
    "p is the share of the label 1; you gave it to −1.": made(lambda y: rows(-y)),
    "Columns 1 and 2 are 1 in every row; column 2 is missing.":
        made(without_column_two),
    "Every label is 1: draw each of them, 1 with the probability p.":
        made(lambda y: rows(np.ones_like(y))),
}  # fmt: skip
