"""Answers to exercise 14 as people write them: right in many styles, wrong in more."""

import math
import statistics
from bisect import bisect_left, bisect_right

import numpy as np
from scipy import stats
from sklearn.metrics import matthews_corrcoef


def by_the_formula(confusion):
    table = np.asarray(confusion, dtype=float)
    c, s = np.trace(table), table.sum()
    t, p = table.sum(axis=1), table.sum(axis=0)
    below = (s**2 - p @ p) * (s**2 - t @ t)
    if below == 0:
        return 0.0
    return (c * s - p @ t) / np.sqrt(below)


def in_plain_floats(confusion):
    n = len(confusion)
    total = float(sum(sum(int(x) for x in row) for row in confusion))
    right = sum(int(confusion[k][k]) for k in range(n))
    labels = [sum(int(x) for x in row) for row in confusion]
    answers = [sum(int(row[k]) for row in confusion) for k in range(n)]
    above = right * total - sum(p * t for p, t in zip(answers, labels))
    first = total**2 - sum(p * p for p in answers)
    second = total**2 - sum(t * t for t in labels)
    return above / math.sqrt(first * second) if first and second else 0.0


def by_scikit_learn(confusion):
    table = np.array(confusion)
    label, answer = np.indices(table.shape).reshape(2, -1)
    return matthews_corrcoef(label, answer, sample_weight=table.ravel())


def as_a_covariance(confusion):
    share = np.array(confusion) / np.sum(confusion)
    t, p = share.sum(1), share.sum(0)
    covariances = [np.trace(share) - t @ p, 1 - p @ p, 1 - t @ t]
    if min(covariances[1:]) <= 1e-15:
        return 0
    return covariances[0] / (covariances[1] ** 0.5 * covariances[2] ** 0.5)


def from_pairs(confusion):
    table = np.array(confusion, dtype=float)
    above = one = two = 0.0
    for k in range(len(table)):
        for m in range(len(table)):
            above += table[k, k] * table[m].sum() - table[k].sum() * table[m, k]
    for k in range(len(table)):
        one += table[k].sum() * (table.sum() - table[k].sum())
        two += table[:, k].sum() * (table.sum() - table[:, k].sum())
    return above / (one * two) ** 0.5 if one * two else 0.0


def pooled_by_numpy(a, b):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    squares = (len(a) - 1) * a.var(ddof=1) + (len(b) - 1) * b.var(ddof=1)
    return (a.mean() - b.mean()) / np.sqrt(squares / (len(a) + len(b) - 2))


def pooled_in_loops(a, b):
    squares, means = 0.0, []
    for arm in (a, b):
        mean = sum(float(x) for x in arm) / len(arm)
        means.append(mean)
        squares += sum((float(x) - mean) ** 2 for x in arm)
    return (means[0] - means[1]) / math.sqrt(squares / (len(a) + len(b) - 2))


def from_student(a, b):
    return stats.ttest_ind(a, b).statistic * (1 / len(a) + 1 / len(b)) ** 0.5


def pooled_by_statistics(a, b):
    a, b = [float(x) for x in a], [float(x) for x in b]
    v = (len(a) - 1) * statistics.variance(a) + (len(b) - 1) * statistics.variance(b)
    v /= len(a) + len(b) - 2
    return (statistics.fmean(a) - statistics.fmean(b)) / v**0.5


def residuals_joined(a, b):
    left = np.concatenate([a - np.mean(a), b - np.mean(b)])
    return (np.mean(a) - np.mean(b)) / np.sqrt(left @ left / (len(left) - 2))


def wins_in_loops(a, b):
    u = 0.0
    for x in a:
        for y in b:
            u += 1 if x > y else 0.5 if x == y else 0
    return u


def wins_by_broadcasting(a, b):
    gaps = np.array(a)[:, None] - np.array(b)
    return np.heaviside(gaps, 0.5).sum()


def wins_by_ranks(a, b):
    ranks = stats.rankdata(np.concatenate([a, b]))
    return ranks[: len(a)].sum() - len(a) * (len(a) + 1) / 2


def wins_by_scipy(a, b):
    return stats.mannwhitneyu(a, b).statistic


def wins_by_search(a, b):
    order = sorted(b)
    return sum((bisect_left(order, x) + bisect_right(order, x)) / 2 for x in a)


def sorts_the_caller_s(a, b):
    a.sort()
    return wins_by_broadcasting(a, b)


def two_classes(confusion):
    (tp, fn), (fp, tn) = np.array(confusion, dtype=float)[:2, :2]
    below = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
    return (tp * tn - fp * fn) / np.sqrt(below) if below else 0.0


def balanced_accuracy(confusion):
    table = np.array(confusion, dtype=float)
    return (np.diag(table) / table.sum(axis=1).clip(1)).mean()


def mean_f1(confusion):
    table = np.array(confusion, dtype=float)
    both = (table.sum(axis=1) + table.sum(axis=0)).clip(1)
    return (2 * np.diag(table) / both).mean()


def adds_in_place(confusion):
    confusion += 0 * confusion + 1
    return by_the_formula(confusion)


RIGHT = {
    "14.1": [
        by_the_formula,
        in_plain_floats,
        by_scikit_learn,
        as_a_covariance,
        from_pairs,
    ],
    "14.2": [
        pooled_by_numpy,
        pooled_in_loops,
        from_student,
        pooled_by_statistics,
        residuals_joined,
    ],
    "14.3": [
        wins_in_loops,
        wins_by_broadcasting,
        wins_by_ranks,
        wins_by_scipy,
        wins_by_search,
    ],
}
WRONG = {
    "14.1": {
        "two classes only": two_classes,
        "balanced accuracy": balanced_accuracy,
        "the mean of F1": mean_f1,
        "rounded": lambda confusion: round(float(by_the_formula(confusion)), 2),
        "the errors": lambda confusion:
            1 - np.trace(np.array(confusion)) / np.sum(confusion),
        "in a list": lambda confusion: [by_the_formula(confusion)],
        "per cent": lambda confusion: 100 * by_the_formula(confusion),
        "from 0 to 1": lambda confusion: (by_the_formula(confusion) + 1) / 2,
        "the covariance": lambda confusion:
            np.trace(np.array(confusion)) * np.sum(confusion)
            - np.sum(confusion, 0) @ np.sum(confusion, 1),
        "shifted": lambda confusion: by_the_formula(np.roll(confusion, 1, axis=1)),
        "in place": adds_in_place,
        "nothing below 0.2": lambda confusion: max(by_the_formula(confusion), 0.2),
        "labels across": lambda confusion: by_the_formula(
            np.array(confusion) * np.arange(1, 1 + len(confusion))),
        "one label for everybody": lambda confusion: by_the_formula(confusion)
            if np.count_nonzero(np.sum(confusion, axis=1)) > 1 else float("nan"),
        "the determinant": lambda confusion: np.linalg.det(np.array(confusion)),
    },
    "14.2": {
        "rounded": lambda a, b: round(float(pooled_by_numpy(a, b)), 1),
        "the p of Student's t": lambda a, b: stats.ttest_ind(a, b).pvalue,
        "in units of the range": lambda a, b:
            (np.mean(a) - np.mean(b)) / np.ptp(np.concatenate([a, b])),
        "of the mean": lambda a, b: (np.mean(a) - np.mean(b)) / np.mean(b),
        "in a list": lambda a, b: [pooled_by_numpy(a, b)],
        "ranges": lambda a, b: 2 * (np.mean(a) - np.mean(b)) / (np.ptp(a) + np.ptp(b)),
        "one too many": lambda a, b:
            pooled_by_numpy(a, b) * np.sqrt((len(a) + len(b) - 1) / (len(a) + len(b))),
        "larger spread": lambda a, b:
            (np.mean(a) - np.mean(b)) / max(np.std(a, ddof=1), np.std(b, ddof=1)),
        "the share it explains": lambda a, b:
            pooled_by_numpy(a, b) / np.hypot(2, pooled_by_numpy(a, b)),
        "as a function": lambda a, b: pooled_by_numpy,
        "within ± 5": lambda a, b: np.clip(pooled_by_numpy(a, b), -5, 5),
        "never below 0": lambda a, b: max(pooled_by_numpy(a, b), 0.0),
        "arms of one size": lambda a, b: pooled_by_numpy(
            a[: min(len(a), len(b))], b[: min(len(a), len(b))]),
    },
    "14.3": {
        "sorts in place": sorts_the_caller_s,
        "both": lambda a, b: (wins_in_loops(a, b), wins_in_loops(b, a)),
        "the difference of ranks": lambda a, b:
            wins_by_ranks(a, b) / len(a) - wins_by_ranks(b, a) / len(b),
        "all pairs": lambda a, b: len(a) * len(b),
        "the pairs left": lambda a, b: len(a) * len(b) / 2 - wins_in_loops(a, b),
        "means": lambda a, b: float(np.mean(a) > np.mean(b)),
        "the sum of gaps": lambda a, b: np.subtract.outer(a, b).sum(),
        "in a list": lambda a, b: [wins_in_loops(a, b)],
        "nearly equal": lambda a, b:
            np.heaviside(np.subtract.outer(a, b).round(1), 0.5).sum(),
        "at most 20": lambda a, b: min(wins_in_loops(a, b), 20.0),
        "whole": lambda a, b: float(round(wins_in_loops(a, b))),
        "pairs of two": lambda a, b: sum(x > y for x, y in zip(sorted(a), sorted(b))),
        "above the middle": lambda a, b: (np.array(a) > np.median(b)).sum(),
    },
}  # fmt: skip

TOLD = {
    "14.1": {
        "two classes only": "room for two",
        "balanced accuracy": "balanced accuracy",
        "the errors": "share of errors",
        "from 0 to 1": "do not squeeze it",
        "one label for everybody": "all have one label",
    },
    "14.2": {
        "larger spread": "the larger of the two spreads",
    },
    "14.3": {
        "both": "One number is asked for",
        "the pairs left": "how far U lies from its mean",
        "the sum of gaps": "not by how much",
        "nearly equal": "do not round",
        "above the middle": "not their median",
    },
}


def lists_by_hand():
    return [0.91, 0.82, 0.73, 0.64, 0.55, 0.96], [0.90, 0.80, 0.72, 0.62, 0.54, 0.94]


def drawn_at_random():
    rng = np.random.default_rng(1)
    seeds = rng.uniform(0.3, 0.9, 6)
    return np.array([seeds + rng.uniform(0.01, 0.02, 6), seeds])


def as_shares_of_rows():
    right = [331, 270, 199, 342, 120, 300]
    more = [x + k for x, k in zip(right, [3, 4, 3, 5, 4, 3])]
    return tuple(x / 360 for x in more), tuple(x / 360 for x in right)


def searched_for():
    rng = np.random.default_rng(0)
    while True:
        one, other = rng.uniform(0, 1, (2, 6))
        alone = stats.ttest_ind(one, other, equal_var=False).pvalue
        if one.mean() > other.mean() and alone > 0.5:
            other = one - 0.01 - rng.uniform(0, 0.005, 6)
            if other.min() > 0:
                return one, other


RIGHT["14.4"] = [lists_by_hand, drawn_at_random, as_shares_of_rows, searched_for]
WRONG["14.4"] = {
    "one arm": lambda: [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
    "text": lambda: ("first", "second"),
    "far apart": lambda: ([0.9, 0.91, 0.92, 0.9, 0.93, 0.92], [0.1, 0.2, 0.1, 0.2] * 2),
    "clearly apart": lambda: (
        [0.9, 0.91, 0.92, 0.9, 0.93, 0.92], [0.7, 0.72, 0.71, 0.7, 0.71, 0.7]),
    "nan": lambda: ([float("nan")] * 6, [0.5] * 6),
    "no spread at all": lambda: ([0.6] * 6, [0.5] * 6),
    "runs that differ like noise": lambda: (
        [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.5, 0.9, 0.4, 0.8, 0.7, 0.5]),
    "hardly sure": lambda: (
        [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [0.88, 0.799, 0.66, 0.599, 0.47, 0.399]),
    "the gaps alone": lambda: [0.01, 0.012, 0.009, 0.011, 0.013, 0.008],
    "another order": lambda: (
        [0.55, 0.65, 0.73, 0.82, 0.89, 0.95], [0.94, 0.88, 0.81, 0.72, 0.64, 0.54]),
}  # fmt: skip
TOLD["14.4"] = {
    "clearly apart": "spread the runs out",
    "no spread at all": "vary them",
}
