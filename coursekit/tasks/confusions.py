"""Exercise 14.1: Matthews' coefficient of a table, and what else people compute."""

import numpy as np

from coursekit.tasks import Part
from coursekit.tasks.probes import once, text


def mcc(confusion):
    _, rows, labels, answers = counts(confusion)
    below = spread(answers, rows) * spread(labels, rows)
    return covariance(confusion) / np.sqrt(below) if below > 0 else 0.0


def counts(confusion):
    """How many are right, all rows, and the rows per label and per answer."""
    table = np.array(confusion, dtype=float)
    return table.trace(), table.sum(), table.sum(axis=1), table.sum(axis=0)


def covariance(confusion):
    right, rows, labels, answers = counts(confusion)
    return right * rows - labels @ answers


def spread(sums, rows):
    return rows**2 - sums @ sums


def kappa(confusion):
    _, rows, labels, answers = counts(confusion)
    chance = rows**2 - labels @ answers
    return covariance(confusion) / chance if chance else 0.0


def nan_if_one_answer(confusion):
    given = mcc(confusion)
    return np.nan if given == 0 else given


def by_rows_twice(confusion):
    right, rows, labels, _ = counts(confusion)
    below = spread(labels, rows)
    return (right * rows - labels @ labels) / below if below else 0.0


def by_answers_alone(confusion):
    _, rows, _, answers = counts(confusion)
    below = spread(answers, rows)
    return covariance(confusion) / below if below else 0.0


def class_by_class(confusion):
    table = np.array(confusion, dtype=float)
    each_class = []
    for k, hits in enumerate(table.diagonal()):
        missed, false = table[k].sum() - hits, table[:, k].sum() - hits
        others = table.sum() - hits - missed - false
        each_class.append(mcc([[hits, missed], [false, others]]))
    return np.mean(each_class)


def without_chance(confusion):
    right, rows, labels, answers = counts(confusion)
    below = spread(answers, rows) * spread(labels, rows)
    return right * rows / np.sqrt(below) if below else 0.0


def in_whole_numbers(confusion):
    table = np.array(confusion, dtype=np.int64)
    rows, sums = table.sum(keepdims=True), (table.sum(axis=0), table.sum(axis=1))
    below = np.prod([rows[0] ** 2 - x @ x for x in sums], axis=0)
    with np.errstate(all="ignore"):
        given = covariance(confusion) / np.sqrt(below)
    return np.nan_to_num(given)[0]


def balanced(confusion):
    table = np.array(confusion, dtype=float)
    return mcc(table / np.maximum(table.sum(axis=1, keepdims=True), 1))


def of_class_numbers(confusion):
    table = np.array(confusion, dtype=float)
    label, answer = (
        x - (x * table).sum() / table.sum() for x in np.indices(table.shape)
    )
    below = (label**2 * table).sum() * (answer**2 * table).sum()
    return (label * answer * table).sum() / np.sqrt(below) if below else 0.0


def of_classes(confusion):
    right, _, labels, answers = counts(confusion)
    rows = len(labels)
    below = spread(answers, rows) * spread(labels, rows)
    given = right * rows - labels @ answers
    return given / np.sqrt(below) if below > 0 else 0.0


def without_root(confusion):
    _, rows, labels, answers = counts(confusion)
    below = spread(answers, rows) * spread(labels, rows)
    return covariance(confusion) / below if below else 0.0


def root_of_one(confusion):
    _, rows, labels, answers = counts(confusion)
    below = np.sqrt(spread(answers, rows)) * spread(labels, rows)
    return covariance(confusion) / below if below else 0.0


mcc_mistakes = {
    "That is the accuracy; MCC takes off what chance alone gets right.":
        lambda confusion: counts(confusion)[0] / counts(confusion)[1],
    "That is Cohen's kappa: below stands the root of two different factors.": kappa,
    "Take the root of the product of the two factors.":
        without_root,
    "Take the root of the product, not of one factor.": root_of_one,
    "Where everybody gets one answer it is 0/0: return 0.": nan_if_one_answer,
    "p counts answers (columns), t labels (rows): you used the rows twice.":
        by_rows_twice,
    "Both factors count: that of the answers and that of the labels.":
        by_answers_alone,
    "That is the mean of two-class coefficients; count all classes together.":
        class_by_class,
    "Chance is missing: subtract the sum of p times t above.": without_chance,
    "Whole numbers overflow here: make the table floats first.": in_whole_numbers,
    "Do not divide the rows by their sums: each row of data counts once.": balanced,
    "Classes are names, not numbers: nothing is nearer to 3 than to 8.":
        of_class_numbers,
    "Worse than chance is below 0: MCC goes from −1 to 1.":
        lambda confusion: max(0.0, mcc(confusion)),
    "The sign tells better than chance from worse: keep it.":
        lambda confusion: abs(mcc(confusion)),
    "s is the number of rows of data, the sum of the table.": of_classes,
}  # fmt: skip


def tables(label, *confusions):
    """A Part for mcc: what it gives for each of these tables of counts."""
    calls = {f"mcc({_short(table)})": table for table in confusions}

    def call(answer):
        return {at: once(at, table).call(answer) for at, table in calls.items()}

    def vary(rng):
        return tables(label, *(_recounted(table, rng) for table in confusions))

    return Part(label, call, vary=vary)


def _short(table):
    size = len(table)
    if size < 5:
        return text(table).replace("\n", "")
    return f"the {size} by {size} table that begins {text(table[0][:5])[:-1]}, ...]"


def _recounted(table, rng):
    """Other counts, 0 where there was none, in what held the old ones."""
    old = np.array(table)
    new = old + (old > 0) * rng.integers(1, 2 + old.max() // 25, old.shape)
    return new if isinstance(table, np.ndarray) else new.tolist()
