"""Exercise 14: MCC, the size of an effect, and Mann and Whitney's U."""

import numpy as np
from scipy import stats

from coursekit import comparisons
from coursekit.tasks import Task
from coursekit.tasks.confusions import mcc, mcc_mistakes, tables
from coursekit.tasks.figure_11_8 import MOMENTUM, PLAIN, WITH, WITHOUT
from coursekit.tasks.probes import each, once

coefficient = Task(
    id="14.1",
    title="Matthews' correlation coefficient",
    name="mcc",
    reference=mcc,
    parts=(
        tables("the table that MDL prints for η = 1 without momentum", WITHOUT),
        tables("the table that MDL prints for η = 0.2 with momentum", WITH),
        tables(
            "small tables: better than chance, worse, one answer for everybody",
            [[6, 1], [2, 11]],
            [[1, 5], [7, 2]],
            [[4, 0, 0], [3, 0, 0], [5, 0, 0]],
            [[20, 3, 0], [1, 2, 4], [0, 0, 9]],
        ),
        tables("a table of 300,000 rows", WITH * np.arange(21, 41, 2)[:, None]),
    ),
    mistakes=mcc_mistakes,
    section="One number for a table",
)


def cohen_d(a, b):
    return apart(a, b) / np.sqrt(pooled(a, b))


def apart(a, b):
    return np.mean(a) - np.mean(b)


def variances(a, b):
    return np.array([np.var(a, ddof=1), np.var(b, ddof=1)])


def pooled(a, b, less=1):
    return np.average(variances(a, b), weights=[len(a) - less, len(b) - less])


def joined(a, b):
    return np.concatenate([a, b])


d_mistakes = {
    "Pool the variances within the arms: joined, the difference is spread too.":
        lambda a, b: apart(a, b) / np.std(joined(a, b), ddof=1),
    "These runs are a sample: divide the squares by n − 1 (ddof=1).":
        lambda a, b: cohen_d(a, b)
        * np.sqrt((len(a) + len(b)) / (len(a) + len(b) - 2)),
    "The arms have different sizes: weight each variance by its n − 1.":
        lambda a, b: apart(a, b) / np.sqrt(variances(a, b).mean()),
    "Average the variances and take the root then, not the other way round.":
        lambda a, b: apart(a, b) / np.sqrt(variances(a, b)).mean(),
    "The weights are n − 1, not n: that is what each variance was divided by.":
        lambda a, b: apart(a, b) / np.sqrt(pooled(a, b, less=0)),
    "Keep the sign: it says which arm is ahead.": lambda a, b: abs(cohen_d(a, b)),
    "The first arm minus the second, not the other way round.":
        lambda a, b: -cohen_d(a, b),
    "A variance has squared units: divide by its root.":
        lambda a, b: apart(a, b) / pooled(a, b),
    "That is Student's t: it grows with the number of runs, d does not.":
        lambda a, b: cohen_d(a, b) / np.sqrt(1 / len(a) + 1 / len(b)),
    "That is Welch's t, which divides by a standard error.":
        lambda a, b: apart(a, b)
        / np.sqrt((variances(a, b) / [len(a), len(b)]).sum()),
    "You divide by the spread of the first arm alone; both count.":
        lambda a, b: apart(a, b) / np.std(a, ddof=1),
    "You divide by the spread of the second arm alone; both count.":
        lambda a, b: apart(a, b) / np.std(b, ddof=1),
    "That is Hedges' g, which corrects for few runs; d is asked for.":
        lambda a, b: cohen_d(a, b) * (1 - 3 / (4 * (len(a) + len(b)) - 9)),
    "d compares means; these are medians.":
        lambda a, b: (np.median(a) - np.median(b)) / np.sqrt(pooled(a, b)),
    "That is the difference alone; divide it by the pooled spread.": apart,
}  # fmt: skip

FEW, MORE = [3, 1, 4], [1, 5, 9, 2, 6, 5, 3]
SHORT, LONG = np.array([0.91, 0.88, 0.94, 0.9]), np.array([0.9, 0.5, 0.72, 0.93, 0.6])

effect = Task(
    id="14.2",
    title="The size of an effect",
    name="cohen_d",
    reference=cohen_d,
    parts=(
        once(
            "the 22 runs of MDL with momentum against the 22 without", MOMENTUM, PLAIN
        ),
        each("arms of different sizes", "cohen_d", (SHORT, LONG), (LONG, SHORT)),
        each("lists of whole numbers", "cohen_d", (FEW, MORE), (MORE, FEW)),
    ),
    mistakes=d_mistakes,
    guarded=(comparisons.compare,),
    section="How large is the difference?",
)


def mann_whitney_u(a, b):
    wins = np.subtract.outer(np.asarray(a), np.asarray(b))
    return (wins > 0).sum() + (wins == 0).sum() / 2


def rank_sum(a, b, method="average"):
    return stats.rankdata(joined(a, b), method)[: len(a)].sum()


def least(n):
    """The sum of the n first ranks."""
    return n * (n + 1) / 2


def in_deviations(a, b):
    pairs = len(a) * len(b)
    deviation = np.sqrt(pairs * (len(a) + len(b) + 1) / 12)
    return (mann_whitney_u(a, b) - pairs / 2) / deviation


u_mistakes = {
    "A tie counts one half, not nothing.":
        lambda a, b: np.greater.outer(a, b).sum(),
    "A tie counts one half, not one.":
        lambda a, b: np.greater_equal.outer(a, b).sum(),
    "That is the U of the second arm: count where the first is larger.":
        lambda a, b: mann_whitney_u(b, a),
    "Return the U of the first arm, not the smaller of the two (old SciPy did).":
        lambda a, b: min(mann_whitney_u(a, b), mann_whitney_u(b, a)),
    "Return the U of the first arm, not the larger of the two.":
        lambda a, b: max(mann_whitney_u(a, b), mann_whitney_u(b, a)),
    "That is the sum of ranks: take off n(n + 1)/2, the least it can be.": rank_sum,
    "Take off n(n + 1)/2 with the n of the arm whose ranks you sum.":
        lambda a, b: rank_sum(a, b) - least(len(b)),
    "Ranks begin at 1: with ranks from 0 take off n(n − 1)/2.":
        lambda a, b: mann_whitney_u(a, b) - len(a),
    "Equal values share the mean of their ranks.":
        lambda a, b: rank_sum(a, b, "min") - least(len(a)),
    "Equal values share the mean of their ranks, not one rank for both.":
        lambda a, b: rank_sum(a, b, "dense") - least(len(a)),
    "U counts pairs; a share of all pairs is U/(n·m).":
        lambda a, b: mann_whitney_u(a, b) / (len(a) * len(b)),
    "Every value meets all values of the other arm, not its neighbour only.":
        lambda a, b: sum((x > y) + (x == y) / 2 for x, y in zip(a, b)),
    "Do not take the losses off: U counts wins.":
        lambda a, b: mann_whitney_u(a, b) - mann_whitney_u(b, a),
    "A value that occurs twice counts twice.":
        lambda a, b: mann_whitney_u(list(set(a)), list(set(b))),
    "Keep the half of a tie: U need not be whole.":
        lambda a, b: int(mann_whitney_u(a, b)),
    "That is how far U lies from its mean, in standard deviations.": in_deviations,
    "That is a p-value; U is asked for.":
        lambda a, b: stats.mannwhitneyu(a, b).pvalue,
}  # fmt: skip

wins = Task(
    id="14.3",
    title="Mann and Whitney's U",
    name="mann_whitney_u",
    reference=mann_whitney_u,
    parts=(
        once(
            "the 22 runs of MDL with momentum against the 22 without", MOMENTUM, PLAIN
        ),
        each("arms of different sizes", "mann_whitney_u", (SHORT, LONG), (LONG, SHORT)),
        each("lists with ties", "mann_whitney_u", (FEW, MORE), (MORE, FEW)),
    ),
    mistakes=u_mistakes,
    guarded=(comparisons.compare,),
    section="A test that only asks who wins",
)
