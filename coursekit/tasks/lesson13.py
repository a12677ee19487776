"""Exercise 13: a mean with its error, steps to a goal, a fair race and a rigged one."""

import math

import numpy as np

from coursekit.descent import descend
from coursekit.optimizers import adagrad, adam, gd, momentum, rmsprop
from coursekit.problems import canyon
from coursekit.tasks import Task
from coursekit.tasks.asks import call, calls, made_by, same, series


def mean_sem(xs):
    if len(xs) < 2:
        raise ValueError("A standard error needs two runs or more.")
    mean = np.mean(xs, axis=0)
    sd = np.std(xs, axis=0, ddof=1)
    return mean, sd / np.sqrt(len(xs))


FIVE = np.array([0.922, 0.781, 0.886, 0.908, 0.919])
TABLE = np.array(
    [[0.95, 3.0, -1.0, 8.0], [0.96, 5.5, -0.5, 8.0], [0.91, 2.5, 4.0, 8.0]]
)

sem_task = Task(
    id="13.1",
    title="The mean and its standard error",
    section="What can five runs tell?",
    name="mean_sem",
    reference=mean_sem,
    parts=(
        call("five accuracies", FIVE),
        calls(
            "two runs, a list of whole numbers, and many runs",
            (np.array([0.4, 0.9]),),
            ([3, 9, 4, 4, 7, 1],),
            (np.sin(np.arange(40.0)) + 0.3,),
            (np.array([-700.0, 3e5, 20.0]),),
        ),
        series(
            "a table with a run per row, a single run, and none at all",
            call("", TABLE),
            call("", np.array([0.8]), refusal=["ValueError"]),
            call("", TABLE[:1], refusal=["ValueError"]),
            call("", [], refusal=["ValueError"]),
        ),
    ),
    mistakes={
        "Sample sd: divide by n − 1 (ddof=1), as the mean is of the same runs.":
            "ddof=1 -> ddof=0",
        "np.std divides by n: say ddof=1. Then axis=0 for tables, and refuse one run.":
            "\nreturn np.mean(xs), np.std(xs) / np.sqrt(len(xs))",
        "Right for one list: a table needs axis=0, and fewer than two runs a refusal.":
            "\nreturn np.mean(xs), np.std(xs, ddof=1) / np.sqrt(len(xs))",
        "Standard *error*: you returned the sd of a run; divide it by √n.":
            "return mean, sd",
        "Divide by the root of n, not by n.":
            "return mean, sd / len(xs)",
        "You divided by √(n − 1) as well: ddof=1 has seen to that.":
            "np.sqrt(len(xs)) -> np.sqrt(len(xs) - 1)",
        "That is the error squared: take the root of the variance.":
            "return mean, sd**2 / len(xs)",
        "One run has no spread: need ≥ 2, so raise a ValueError instead of giving nan.":
            "len(xs) < 2 -> False",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "One run has no spread: an error of 0 would say that you are sure.":
            "len(xs) < 2 -> False; "
            "sd = np.nan_to_num(np.std(xs, axis=0, ddof=1))",
        "No run at all is fewer than two, as well: refuse len(xs) < 2.":
            "len(xs) < 2 -> len(xs) == 1",
        "A run may have many numbers: count the runs, len(xs), not the numbers.":
            "len(xs) < 2 -> np.size(xs) < 2",
        "Across runs: one mean and one error per column (axis=0); you pooled them all.":
            "mean = np.mean(xs); sd = np.std(xs, ddof=1); "
            "return mean, sd / np.sqrt(np.size(xs))",
        "Across runs: the runs are the rows, so average over axis 0, not axis 1.":
            "mean = np.mean(xs, axis=-1); sd = np.std(xs, axis=-1, ddof=1); "
            "return mean, sd / np.sqrt(np.shape(xs)[-1])",
        "n is the number of runs, len(xs), not of all numbers in the table.":
            "np.sqrt(len(xs)) -> np.sqrt(np.size(xs))",
        "The mean is asked for; you returned the median.":
            "mean = np.median(xs, axis=0)",
        "The mean first, then its error.":
            "return sd / np.sqrt(len(xs)), mean",
        "Return two things: the mean and its error.":
            "return sd / np.sqrt(len(xs))",
        "Return two things: the mean alone does not say how sure it is.":
            "return mean",
        "That is the ± of a 95 % interval; the standard error is asked for.":
            "return mean, 1.96 * sd / np.sqrt(len(xs))",
        "Return the standard error once: you doubled it.":
            "return mean, 2 * sd / np.sqrt(len(xs))",
    },
)  # fmt: skip


def steps_to_tol(path, target, tol):
    distance = np.linalg.norm(path - target, axis=-1)
    near = np.flatnonzero(distance <= tol)
    return int(near[0]) if near.size else None


STEPS = np.arange(40)
CURVE = np.exp(-STEPS / 6)[:, None] * np.stack(
    [np.cos(STEPS / 2), np.sin(STEPS / 2)], axis=-1
)
SWING = np.array([3.0, 0.4, -2.5, 2.0, -0.3, 1.5, -0.2, 0.1])[:, None]
PASSING = np.array([[-9.0, -4.0], [-5.0, 5.0], [0.3, 0.9], [0.2, 0.4], [7.0, 8.0]])
LOST = np.array([[1.0, 1.0], [0.8, 0.7], [40.0, -9.0], [np.inf, 0.0], [np.inf] * 2])
CIRCLE = np.array([[3.0, 4.0], [0.0, 5.0], [3.0, 0.0], [0.0, 0.0]])
BROKEN = np.array([[3.0, 1.0], [np.nan, np.nan], [np.inf, 2.0], [0.3, 0.2], [0.1, 0.0]])
GONE = np.array([[3.0, 1.0], [2.0, np.nan], [np.nan, np.nan]])
BY = np.array([[3.0, 0.0], [0.5, 0.6], [0.1, 0.2], [-0.9, 0.1], [-5.0, 1.0]])
JUST_OUT = np.array([[4.0, 3.0], [3.0000004, 0.0], [0.0, 2.9999]])
CUBE = np.array([[0.5, 0.5, 0.5], [0.3, 0.3, 0.3], [0.2, 0.2, 0.2], [0.1, 0.1, 0.1]])
HOME = np.array([0.0, 0.0])
NEVER = LOST, HOME, 0.5

tol_task = Task(
    id="13.2",
    title="Steps to a goal",
    section="The race on surfaces",
    name="steps_to_tol",
    reference=steps_to_tol,
    # A path in each that does not arrive, for None alone answers nothing.
    parts=(
        calls(
            "paths that curl in, with a target off the origin, and one that is lost",
            (CURVE + np.array([2.0, -1.0]), np.array([2.0, -1.0]), 0.1),
            (CURVE - np.array([0.6, 0.3]), np.array([-0.6, -0.3]), 0.02),
            (CURVE, HOME, 0.004),
            (CURVE, HOME, 0.9),
            (CURVE, HOME, 0.5),
            NEVER,
        ),
        calls(
            "paths that come near, leave again, and come back, some by way of nan",
            (SWING + 4.0, np.array([4.0]), 0.35),
            (PASSING, HOME, 0.5),
            (BROKEN, HOME, 0.5),
            (GONE, HOME, 0.5),
            (BY, HOME, 0.3),
            (BY, HOME, 1.0),
            NEVER,
        ),
        same(calls(
            "a distance of exactly tol, and a start that is within it",
            (CIRCLE, HOME, 3.0),
            (CIRCLE[::-1].copy(), HOME, 3.5),
            (CIRCLE, HOME, 0.0),
            (JUST_OUT, HOME, 3.0),
            (CUBE, np.array([0.0, 0.0, 0.0]), 0.45),
            (1e5 * CIRCLE, HOME, 4e5),
            NEVER,
        )),
    ),
    mistakes={
        "First: you return the last step that is within tol.":
            "near[0] -> near[-1]",
        "First: that is the step from which on it *stays* within tol.": """
            distance = np.linalg.norm(path - target, axis=-1)
            outside = np.flatnonzero(~(distance <= tol))
            step = int(outside[-1]) + 1 if outside.size else 0
            return step if step < len(path) else None""",
        "Look at the whole path before you return None: yours looks at the start.":
            "return 0 if distance[0] <= tol else None",
        "A path that never arrives has no such step: return None, not its length.":
            "else None -> else len(path)",
        "argmax of no True at all is 0: ask whether any step is near, or return None.":
            "else None -> else 0",
        "A path that never arrives: return None; −1 is a place in Python's lists.":
            "else None -> else -1",
        "Start is step 0: your count is one too high.":
            "int(near[0]) -> int(near[0]) + 1",
        "The start counts, as step 0: you left it out, so your steps are one too low.":
            "path = path[1:]",
        "The start may be near already: step 0 is a step, and `or None` takes it away.":
            "int(near[0]) -> (int(near[0]) or None)",
        "Norm: a signed difference is small wherever the path is far below the target.":
            "distance = (path - target).max(axis=-1)",
        "Norm: the signed differences cancel in your sum.":
            "distance = abs((path - target).sum(axis=-1))",
        "The norm of the whole difference: you looked at the largest coordinate alone.":
            "distance = abs(path - target).max(axis=-1)",
        "The norm of the whole difference: you looked at the first coordinate alone.":
            "distance = abs(path - target)[..., 0]",
        "The Euclidean norm: you added up the sizes of the coordinates.":
            "distance = abs(path - target).sum(axis=-1)",
        "The norm sums the squares; you took their mean over the coordinates.":
            "distance = np.sqrt(((path - target) ** 2).mean(axis=-1))",
        "You compared the squared distance with tol: take the root.":
            "distance = ((path - target) ** 2).sum(axis=-1)",
        "The distance is asked for; you compared a loss, half its square, with tol.":
            "distance = ((path - target) ** 2).sum(axis=-1) / 2",
        "A step's length is not the distance to the target.":
            "distance = np.linalg.norm(np.diff(path, axis=0, prepend=np.inf), axis=-1)",
        "Within tol includes tol itself: ≤, not <.":
            "distance <= tol -> distance < tol",
        "nan is not near: nan > tol is False, so ask distance <= tol.":
            "distance <= tol -> ~(distance > tol)",
        "A path may come back from nan: look at the steps after it, as well.": """
            distance = np.linalg.norm(path - target, axis=-1)
            for step, away in enumerate(distance):
                if np.isnan(away):
                    return None
                if away <= tol:
                    return step""",
        "That is the nearest step of all; the first within tol is asked for.":
            "return int(np.nanargmin(distance))",
        "That is the nearest step of all, if it is near; give the first within tol.":
            "int(near[0]) -> int(np.nanargmin(distance))",
        "The distance is to the target, not to 0.":
            "path - target -> path",
    },
)  # fmt: skip


def tune_then_compare(score, calls, etas, tuning_seeds, race_seeds, budget):
    def runs(rule, eta, seeds, rows):
        steps = budget // calls[rule]
        return np.array([score(rule, eta, seed, steps, rows) for seed in seeds])

    results = {}
    for rule in calls:
        tried = [runs(rule, eta, tuning_seeds, "validation") for eta in etas]
        means = np.nan_to_num(tried).mean(axis=1)
        best = etas[int(np.argmax(means))]
        race = np.nan_to_num(runs(rule, best, race_seeds, "test"))
        error = race.std(ddof=1) / np.sqrt(len(race))
        results[rule] = best, race.mean(), error
    return results


def score(best, diverges=None):
    """A score as training might give: a hill over η, luck, and nan.

    best      {rule: the η at the top of its hill}
    diverges  above this η, and in the race, some runs diverge
    """

    def score(rule, eta, seed, steps, rows):
        if rows not in ("validation", "test"):
            raise ValueError(f'rows is "validation" or "test"; got {rows!r}.')
        race = rows == "test"
        number = sum(map(ord, rule)) + 7 * seed + 0.3 * steps + 91 * race
        luck = math.sin(12.9898 * number + 78.233 * math.log(eta)) * 43758.5453 % 1
        if diverges and (eta > diverges or race) and luck < 0.3:
            return math.nan
        hill = math.log(eta / best[rule]) + race
        return 0.8 - 0.1 / (1 + steps / 30) - 0.01 * hill**2 + 0.15 * (luck - 0.5)

    return score


ETAS = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
TUNING, RACE = [0, 1, 2], [10, 11, 12, 13, 14]


def race(
    calls, best, budget=120, diverges=None, etas=ETAS, tuning=TUNING, seeds=RACE,
    label="",
):  # fmt: skip
    """A Part: a race of rules, each with its calls of the gradient and its best η."""
    trained = made_by(score, {"dict": dict(zip(calls, best, strict=True))}, diverges)
    arguments = trained, {"dict": calls}, etas, tuning, seeds, budget
    return call(label, *arguments, entries=[*calls])


TWO = {"momentum": 1, "adam": 1}

fair_task = Task(
    id="13.3",
    title="A fair comparison",
    section="What remains when every rule gets its own η?",
    name="tune_then_compare",
    reference=tune_then_compare,
    parts=(
        race(TWO, (0.05, 0.008), label="two rules, five seeds each"),
        series(
            "four rules, and two with other seeds, η and budgets",
            race({"adagrad": 1, "nesterov": 2, "gd": 1, "rmsprop": 1},
                 (0.3, 0.02, 6.0, 5e-4)),
            race(TWO, (0.05, 0.008), seeds=[7, 3, 20]),
            race(TWO, (0.05, 0.008), tuning=[5, 4]),
            race(TWO, (0.05, 0.008), budget=300),
            race(TWO, (0.05, 0.008), etas=[0.2, 0.04, 0.006]),
        ),
        series(
            "a budget that is no multiple, and runs that diverge",
            race({"rmsprop": 1, "look_ahead": 2, "three_times": 3}, (0.02, 0.2, 0.1),
                 budget=101, diverges=0.02),
            race(TWO, (0.1, 0.02), 130, tuning=[*range(7)], diverges=1e-4,
                 etas=[0.02, 0.1, 0.4]),
        ),
    ),
    mistakes={
        "Unfair: each rule gets its own η; you chose one for all.":
            "tried = [np.concatenate([runs(each, eta, tuning_seeds, 'validation') "
            "for each in calls]) for eta in etas]",
        "Nothing is tuned: you raced with the first η of the list.":
            "best = etas[0]",
        "The last η of the list is never tried.":
            "etas = etas[:-1]",
        "The first η of the list is never tried.":
            "etas = etas[1:]",
        "Leak: η was chosen on the test rows; choose it on the validation rows.":
            "'validation' -> 'test'",
        "The race is on the test rows: scores that chose η flatter it.":
            "'test' -> 'validation'",
        "Rows swapped: tune on the validation rows, race on the test rows.":
            "'validation' -> 'other'; 'test' -> 'validation'; 'other' -> 'test'",
        "Report mean ± SE of all runs; you picked the best run.":
            "race.mean() -> race.max()",
        "Count gradients: budget // calls[rule] steps, or twice the gradients win.":
            "steps = budget",
        "Who asks twice a step gets half of the steps: divide the budget by calls.":
            "steps = budget * calls[rule]",
        "Steps are whole numbers: budget // calls[rule], not budget / calls[rule].":
            "steps = budget / calls[rule]",
        "What is left of the budget is no step: round down, budget // calls[rule].":
            "steps = round(budget / calls[rule])",
        "Fresh seeds: you raced on the seeds that chose η.":
            "best, race_seeds -> best, tuning_seeds",
        "Search with the tuning seeds: yours chose η by the race's.":
            "eta, tuning_seeds -> eta, race_seeds",
        "The same race seeds for every rule, so that the runs are pairs.":
            "best, race_seeds -> "
            "best, [seed + 100 * len(results) for seed in race_seeds]",
        "Report the race seeds alone; you added those that chose η.":
            "best, race_seeds -> best, [*tuning_seeds, *race_seeds]",
        "Search with all tuning seeds: one run is mostly luck.":
            "eta, tuning_seeds -> eta, tuning_seeds[:1]",
        "Search with all tuning seeds: you left out the last one.":
            "eta, tuning_seeds -> eta, tuning_seeds[:-1]",
        "Race with all race seeds: you left out the first one.":
            "best, race_seeds -> best, race_seeds[1:]",
        "Race with all race seeds: you left out the last one.":
            "best, race_seeds -> best, race_seeds[:-1]",
        "Choose η by the mean of its runs; by its best run, the luckiest wins.":
            "mean(axis=1) -> max(axis=1)",
        "Choose η by the mean of its runs; by its worst run, one bad seed decides.":
            "mean(axis=1) -> min(axis=1)",
        "Scores are accuracies: the highest is best; you took the lowest.":
            "np.argmax -> np.argmin",
        "A diverged run counts as 0: nan wins your search, and is in your race.":
            "np.nan_to_num( -> np.array(",
        "A diverged run counts as 0 in the race; your mean of it is nan.":
            "np.nan_to_num(runs -> np.array(runs",
        "A diverged run counts as 0 in the search; left out, it makes its η look safe.":
            "means = np.nanmean(tried, axis=1)",
        "A diverged run counts as 0 in the race; you left it out.":
            "race = runs(rule, best, race_seeds, 'test'); "
            "error = np.nanstd(race, ddof=1) / np.sqrt(np.isfinite(race).sum()); "
            "race.mean() -> np.nanmean(race)",
        "Diverged runs count as 0: they are left out of your search and your race.":
            "means = np.nanmean(tried, axis=1); "
            "race = runs(rule, best, race_seeds, 'test'); "
            "error = np.nanstd(race, ddof=1) / np.sqrt(np.isfinite(race).sum()); "
            "race.mean() -> np.nanmean(race)",
        "Standard error: divide the sd of the runs by √n.":
            "error = race.std(ddof=1)",
        "Sample sd: divide by n − 1 (ddof=1).":
            "ddof=1 -> ddof=0",
        "The mean is asked for; you reported the median.":
            "race.mean() -> np.median(race)",
        "Report the race; you reported the mean of the search.":
            "race.mean() -> max(means)",
        "Return η itself, not its place in the list.":
            "results[rule] = etas.index(best), race.mean(), error",
        "First η, then the mean, then its error.":
            "results[rule] = race.mean(), error, best",
        "η is to be reported, too: first η, then the mean, then its error.":
            "results[rule] = race.mean(), error",
    },
)  # fmt: skip


FIELD = gd, momentum, adagrad, rmsprop, adam


def rigged(winner):
    grids = {"momentum": 0.0005, "gd": 0.005, "rmsprop": 0.1, "adagrad": 2.0}
    middle = grids[winner]
    return [middle / 3, middle, 3 * middle]


def lowest_losses(etas):
    """{rule: its lowest loss after 30 steps on the canyon, over these η}."""
    starts, losses = np.tile(canyon.start, (len(etas), 1)), {}
    for rule in FIELD:
        with np.errstate(all="ignore"):
            last = descend(rule(eta=np.array(etas)), canyon, starts, 30).loss[-1]
        losses[rule.name] = np.nan_to_num(last, nan=np.inf).min()
    return losses


def is_rigged(winner):
    """What is wrong with three η after which this rule is to come first, or ""."""

    def wrong_with(etas):
        if isinstance(etas, float):
            return "You gave a number, not a list."
        if not isinstance(etas, list) or not all(type(eta) is float for eta in etas):
            return "A list of three numbers was expected."
        if len(etas) != 3:
            return f"Three η are allowed; you gave {len(etas)}."
        if not 0 < min(etas) <= max(etas) < 1e9:
            return f"An η is a number above 0; you gave {min(etas):.3g}."
        if sorted(etas) != etas:
            return "Give the smallest η first."
        ratios = np.divide(etas[1:], etas[:-1])
        if not np.allclose(ratios, 3):
            return f"Each η is to be three times the one before, not {ratios[0]:.3g}."
        losses = lowest_losses(etas)
        first = min(losses, key=losses.get)
        if first == winner:
            return ""
        return (
            f"With these η {first} comes first, at a loss of {losses[first]:.2g}; "
            f"{winner} has {losses[winner]:.2g}."
        )

    return wrong_with


def _rigged(winner):
    label = f"three η that let {winner} win"
    return call(label, winner, vary="never", wrong_with=is_rigged(winner))


rigged_task = Task(
    id="13.4",
    title="Rig a race",
    section="Is the same grid for all enough?",
    name="rigged",
    reference=rigged,
    parts=tuple(map(_rigged, ("momentum", "gd", "rmsprop", "adagrad"))),
    mistakes={
        "One grid for every winner: with such small η momentum wins each time.":
            "middle = 0.0005",
        "One grid for every winner: near gd's best η, 0.02, gd wins each time.":
            "middle = 0.005",
        "One grid for every winner: such large η are good for AdaGrad alone.":
            "middle = 2.0",
        "Three η are asked for, as a list; you gave one.":
            "return middle",
        "Each η is three times the one before; yours are ten times.":
            "return [middle / 10, middle, 10 * middle]",
        "From the smallest to the largest: each is three times the one *before*.":
            "return [3 * middle, middle, middle / 3]",
        "Return the η themselves, not their logarithms.":
            "return [np.log10(eta) for eta in (middle / 3, middle, 3 * middle)]",
        "gd and momentum exchanged: momentum adds its steps up, so it needs less.":
            "middle = grids[{'gd': 'momentum', 'momentum': 'gd'}.get(winner, winner)]",
    },
)  # fmt: skip
