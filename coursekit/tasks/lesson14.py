"""Exercise 14: MCC, the size of an effect, Mann and Whitney's U, and pairs."""

import numpy as np
from scipy import stats

from coursekit import comparisons
from coursekit.published import MOMENTUM, PLAIN, WITH, WITHOUT
from coursekit.tasks import Task
from coursekit.tasks.asks import call, calls, same


def mcc(confusion):
    table = np.array(confusion, dtype=float)
    right, rows = table.trace(), table.sum()
    labels, answers = table.sum(axis=1), table.sum(axis=0)
    above = right * rows - answers @ labels
    below = (rows**2 - answers @ answers) * (rows**2 - labels @ labels)
    return above / np.sqrt(below) if below > 0 else 0.0


coefficient = Task(
    id="14.1",
    title="Matthews' correlation coefficient",
    name="mcc",
    section="One number for a table",
    reference=mcc,
    parts=(
        same(call("the published table for η = 1 without momentum", WITHOUT,
             vary="counts")),
        same(call("the published table for η = 0.2 with momentum", WITH,
             vary="counts")),
        calls(
            "small tables: better than chance, worse, one answer or label for all",
            ([[6, 1], [2, 11]],),
            ([[1, 5], [7, 2]],),
            ([[4, 0, 0], [3, 0, 0], [5, 0, 0]],),
            ([[0, 0, 0], [4, 3, 5], [0, 0, 0]],),
            ([[20, 3, 0], [1, 2, 4], [0, 0, 9]],),
            ([[5, 0], [0, 9]],),
            ([[0, 4], [6, 0]],),
            vary="counts",
        ),
        same(call("a table of 300,000 rows", WITH * np.arange(21, 41, 2)[:, None],
             vary="counts")),
    ),
    mistakes={
        "That is the accuracy; MCC takes off what chance alone gets right.":
            "return right / rows",
        "That is the share of errors; MCC is 1 where there are none.":
            "return 1 - right / rows",
        "That is the mean of the classes' accuracies, the balanced accuracy.":
            "return np.mean(table.diagonal() / np.maximum(labels, 1))",
        "That is Cohen's kappa: below stands the root of two different factors.":
            "below = (rows**2 - answers @ labels) ** 2",
        "Take the root of the product of the two factors.":
            "np.sqrt(below) -> below",
        "Take the root of the product, not of one factor.":
            "return above / (np.sqrt(rows**2 - answers @ answers) "
            "* (rows**2 - labels @ labels)) if below > 0 else 0.0",
        "Where everybody gets one answer it is 0/0: return 0.":
            "else 0.0 -> else np.nan",
        "The rows may all have one label, too; then it is 0/0 as well: return 0.":
            "return np.divide(above, np.sqrt(below)) "
            "if rows**2 > answers @ answers else 0.0",
        "p counts answers (columns), t labels (rows): you used the rows twice.":
            "labels, answers = table.sum(axis=1), table.sum(axis=1)",
        "p counts answers (columns), t labels (rows): you used the columns twice.":
            "labels, answers = table.sum(axis=0), table.sum(axis=0)",
        "Both factors count: that of the answers and that of the labels.":
            "below = (rows**2 - answers @ answers) ** 2",
        "Both factors count: below stands not that of the labels alone.":
            "below = (rows**2 - labels @ labels) ** 2",
        "That is the mean of two-class coefficients; count all classes together.": """
            table = np.array(confusion, dtype=float)
            each = []
            for k, hits in enumerate(table.diagonal()):
                missed, false = table[k].sum() - hits, table[:, k].sum() - hits
                others = table.sum() - hits - missed - false
                each.append(mcc([[hits, missed], [false, others]]))
            return np.mean(each)""",
        "The table may have more than two classes: this formula has room for two.": """
            (tp, fn), (fp, tn) = np.array(confusion, dtype=float)[:2, :2]
            below = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
            return (tp * tn - fp * fn) / np.sqrt(below) if below else 0.0""",
        "Chance is missing: subtract the sum of p times t above.":
            "above = right * rows",
        "Whole numbers overflow here: make the table floats first.":
            "table = np.array(confusion, dtype=np.int64)",
        "Do not divide the rows by their sums: each row of data counts once.":
            "table = np.array(confusion) "
            "/ np.maximum(np.sum(confusion, axis=1, keepdims=True), 1)",
        "Classes are names, not numbers: nothing is nearer to 3 than to 8.": """
            table = np.array(confusion, dtype=float)
            label, answer = (
                x - (x * table).sum() / table.sum() for x in np.indices(table.shape))
            below = (label**2 * table).sum() * (answer**2 * table).sum()
            return (label * answer * table).sum() / np.sqrt(below) if below else 0.0""",
        "Worse than chance is below 0: MCC goes from −1 to 1.":
            "return max(0.0, above / np.sqrt(below)) if below > 0 else 0.0",
        "MCC goes from −1 to 1: do not squeeze it into 0 to 1.":
            "return (above / np.sqrt(below) + 1) / 2 if below > 0 else 0.5",
        "The sign tells better than chance from worse: keep it.":
            "return abs(above) / np.sqrt(below) if below > 0 else 0.0",
        "s is the number of rows of data, the sum of the table.":
            "right, rows = table.trace(), len(table)",
    },
)  # fmt: skip


def cohen_d(a, b):
    squares = len(a) * np.var(a) + len(b) * np.var(b)
    pooled = squares / (len(a) + len(b) - 2)
    return (np.mean(a) - np.mean(b)) / np.sqrt(pooled)


FEW, MORE = [3, 1, 4], [1, 5, 9, 2, 6, 5, 3]
SHORT, LONG = np.array([0.91, 0.88, 0.94, 0.9]), np.array([0.9, 0.5, 0.72, 0.93, 0.6])
NARROW, FAR = np.array([8.01, 8.02]), np.array([-900.0, -900.5, -899.0])

effect = Task(
    id="14.2",
    title="The size of an effect",
    name="cohen_d",
    section="How large is the difference?",
    reference=cohen_d,
    parts=(
        same(call("the 22 published runs with momentum against the 22 without",
             MOMENTUM, PLAIN)),
        calls("arms of different sizes",
              (SHORT, LONG), (LONG, SHORT), (SHORT, NARROW), (NARROW, FAR),
              (NARROW, LONG)),
        calls("lists of whole numbers", (FEW, MORE), (MORE, FEW)),
    ),
    mistakes={
        "Pool the variances within the arms: joined, the difference is spread too.":
            "pooled = np.var(np.concatenate([a, b]), ddof=1)",
        "These runs are a sample: divide the squares by n − 1 (ddof=1).":
            "pooled = squares / (len(a) + len(b))",
        "Two means are taken from the runs: n₁ + n₂ − 2 values are free, not − 1.":
            "pooled = squares / (len(a) + len(b) - 1)",
        "The arms have different sizes: weight each variance by its n − 1.":
            "pooled = (np.var(a, ddof=1) + np.var(b, ddof=1)) / 2",
        "Average the variances and take the root then, not the other way round.":
            "return (np.mean(a) - np.mean(b)) "
            "/ ((np.std(a, ddof=1) + np.std(b, ddof=1)) / 2)",
        "The weights are n − 1, not n: that is what each variance was divided by.":
            "pooled = (len(a) * np.var(a, ddof=1) + len(b) * np.var(b, ddof=1)) "
            "/ (len(a) + len(b))",
        "Each variance has n − 1 below before it is weighted by n − 1.":
            "squares = (len(a) - 1) * np.var(a) + (len(b) - 1) * np.var(b)",
        "Pool variances, not standard deviations: square them first.":
            "squares = (len(a) - 1) * np.std(a, ddof=1) "
            "+ (len(b) - 1) * np.std(b, ddof=1); np.sqrt(pooled) -> pooled",
        "Keep the sign: it says which arm is ahead.":
            "np.mean(a) - np.mean(b) -> abs(np.mean(a) - np.mean(b))",
        "The first arm minus the second, not the other way round.":
            "np.mean(a) - np.mean(b) -> np.mean(b) - np.mean(a)",
        "A variance has squared units: divide by its root.":
            "np.sqrt(pooled) -> pooled",
        "That is Student's t: it grows with the number of runs, d does not.":
            "np.sqrt(pooled) -> np.sqrt(pooled * (1 / len(a) + 1 / len(b)))",
        "That is Welch's t, which divides by a standard error.":
            "pooled = np.var(a, ddof=1) / len(a) + np.var(b, ddof=1) / len(b)",
        "You divide by the spread of the first arm alone; both count.":
            "pooled = np.var(a, ddof=1)",
        "You divide by the spread of the second arm alone; both count.":
            "pooled = np.var(b, ddof=1)",
        "You divide by the larger of the two spreads; both count.":
            "pooled = max(np.var(a, ddof=1), np.var(b, ddof=1))",
        "That is Hedges' g, which corrects for few runs; d is asked for.":
            "return (1 - 3 / (4 * (len(a) + len(b)) - 9)) "
            "* (np.mean(a) - np.mean(b)) / np.sqrt(pooled)",
        "d compares means; these are medians.":
            "np.mean(a) - np.mean(b) -> np.median(a) - np.median(b)",
        "That is the difference alone; divide it by the pooled spread.":
            "return np.mean(a) - np.mean(b)",
    },
    guarded=(comparisons.compare,),
)  # fmt: skip


def mann_whitney_u(a, b):
    gaps = np.subtract.outer(np.asarray(a), np.asarray(b))
    wins, ties = np.sum(gaps > 0), np.sum(gaps == 0)
    return wins + ties / 2


wins = Task(
    id="14.3",
    title="Mann and Whitney's U",
    name="mann_whitney_u",
    section="A test that only asks who wins",
    reference=mann_whitney_u,
    parts=(
        same(call("the 22 published runs with momentum against the 22 without",
             MOMENTUM, PLAIN)),
        same(calls("arms of different sizes",
              (SHORT, LONG), (LONG, SHORT), (NARROW, FAR), (FAR, NARROW),
              (NARROW, SHORT))),
        calls("lists with ties", (FEW, MORE), (MORE, FEW), ([2], [2, 2]),
              (FEW, [1, 1, 2]), (FEW, [9, 0, 5])),
    ),
    mistakes={
        "A tie counts one half, not nothing.":
            "return wins",
        "A tie counts one half, not one.":
            "return wins + ties",
        "That is the U of the second arm: count where the first is larger.":
            "gaps > 0 -> gaps < 0",
        "Return the U of the first arm, not the smaller of the two (old SciPy did).":
            "return min(wins + ties / 2, gaps.size - wins - ties / 2)",
        "Return the U of the first arm, not the larger of the two.":
            "return max(wins + ties / 2, gaps.size - wins - ties / 2)",
        "One number is asked for, the U of the first arm.":
            "return wins + ties / 2, gaps.size - wins - ties / 2",
        "That is the sum of ranks: take off n(n + 1)/2, the least it can be.":
            "return wins + ties / 2 + len(a) * (len(a) + 1) / 2",
        "Take off n(n + 1)/2 with the n of the arm whose ranks you sum.":
            "return wins + ties / 2 "
            "+ len(a) * (len(a) + 1) / 2 - len(b) * (len(b) + 1) / 2",
        "Ranks begin at 1: with ranks from 0 take off n(n − 1)/2.":
            "return wins + ties / 2 - len(a)",
        "Equal values share the mean of their ranks.":
            "return sum(1 + sum(y < x for y in [*a, *b]) for x in a) "
            "- len(a) * (len(a) + 1) / 2",
        "Equal values share the mean of their ranks, not one rank for both.":
            "return sum(1 + sorted({*a, *b}).index(x) for x in a) "
            "- len(a) * (len(a) + 1) / 2",
        "Equal values share the mean of their ranks, not the highest of them.":
            "return sum(sum(y <= x for y in [*a, *b]) for x in a) "
            "- len(a) * (len(a) + 1) / 2",
        "U counts pairs; a share of all pairs is U/(n·m).":
            "return (wins + ties / 2) / gaps.size",
        "Every value meets all values of the other arm, not its neighbour only.":
            "return sum((x > y) + (x == y) / 2 for x, y in zip(a, b))",
        "Do not take the losses off: U counts wins.":
            "return wins - np.sum(gaps < 0)",
        "A value that occurs twice counts twice.":
            "a, b = [*{*a}], [*{*b}]",
        "Keep the half of a tie: U need not be whole.":
            "return int(wins + ties / 2)",
        "That is how far U lies from its mean, in standard deviations.":
            "return (wins + ties / 2 - gaps.size / 2) "
            "/ np.sqrt(gaps.size * (len(a) + len(b) + 1) / 12)",
        "That is how far U lies from its mean; U itself is asked for.":
            "return gaps.size / 2 - wins - ties / 2",
        "Count who wins, not by how much.":
            "return gaps.sum()",
        "Equal is equal: do not round before you compare.":
            "gaps = np.subtract.outer(np.asarray(a), np.asarray(b)).round(1)",
        "Every value meets all values of the other arm, not their median.":
            "return np.sum(np.asarray(a) > np.median(b))",
        "That is a p-value; U is asked for.": """
            from scipy import stats
            return stats.mannwhitneyu(a, b).pvalue""",
    },
    guarded=(comparisons.compare,),
)  # fmt: skip


RUNS = 6


def only_in_pairs():
    second = np.array([0.55, 0.64, 0.72, 0.81, 0.88, 0.94])
    gaps = np.array([0.010, 0.012, 0.009, 0.011, 0.013, 0.008])
    first = second + gaps
    return first, second


def is_seen_otherwise(arms):
    """Why two arms are no difference that only pairs can see; "" if they are."""
    try:
        first, second = (np.array(arm, dtype=float) for arm in arms)
    except (TypeError, ValueError):
        return "Return two lists of numbers: the first arm, then the second."
    if first.shape != (RUNS,) or second.shape != (RUNS,):
        return f"Each arm has six runs; yours are {first.shape} and {second.shape}."
    runs = np.concatenate([first, second])
    if not np.isfinite(runs).all():
        return "Each run is one finite number."
    if runs.min() < 0 or runs.max() > 1:
        reach = f"{runs.min():.3g} to {runs.max():.3g}"
        return f"An accuracy lies between 0 and 1; yours go from {reach}."
    gaps = first - second
    if not gaps.any():
        return "Both arms are the same, run by run."
    if gaps.mean() <= 0:
        return f"The first arm should be ahead; its mean gap is {gaps.mean():.3g}."
    if np.ptp(gaps) < 1e-6:
        return "All six gaps are the same, and no two runs are so regular: vary them."
    pairs, apart = (test(first, second).pvalue for test in (stats.ttest_rel, _welch))
    if pairs >= 0.01:
        return f"The paired t test has p = {pairs:.2g} here; it should be below 0.01."
    if apart <= 0.5:
        return f"Welch's t test, which knows no pairs, sees it, too: p = {apart:.2g}."
    return ""


def _welch(first, second):
    return stats.ttest_ind(first, second, equal_var=False)


open_task = Task(
    id="14.4",
    title="A difference that only pairs can see",
    name="only_in_pairs",
    section="The same seeds make pairs",
    reference=only_in_pairs,
    parts=(
        call("your arms, by the paired test and by Welch's", points=2,
             vary="never", wrong_with=is_seen_otherwise),
    ),
    mistakes={
        "All six gaps are the same, and no two runs are so regular: vary them.":
            "gaps = np.full(6, 0.01)",
        "Your seeds hardly differ, so both tests see the gap: spread the runs out.":
            "second = np.linspace(0.80, 0.81, 6)",
        "The gaps change their sign, so no test can be sure: let all point one way.":
            "gaps = np.array([0.05, -0.04, 0.05, -0.04, 0.03, -0.03])",
        "One gap is as large as all others together: the pairs, too, are unsure.":
            "gaps = np.array([0.001, 0.001, 0.001, 0.001, 0.001, 0.05])",
        "The second arm is ahead in yours; let it be the first.":
            "return second, first",
        "Those are per cent; an accuracy lies between 0 and 1.":
            "return 100 * first, 100 * second",
        "Those are the gaps and the second arm; return the runs of both arms.":
            "return gaps, second",
        "The runs are the same in another order: the mean gap is 0.":
            "return second, second[::-1]",
        "Three runs are half of what is asked for; six in each arm.":
            "return first[:3], second[:3]",
        "The second arm is upside down: run i of both arms must share its seed.":
            "return first, second[::-1]",
        "Both arms are the same: there is no difference to see.":
            "return second, second",
    },
)  # fmt: skip
