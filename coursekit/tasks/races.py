"""A fair comparison of rules, right and wrong, and races without any training."""

import numpy as np

from coursekit.tasks.probes import once

ETAS = [0.003, 0.01, 0.03, 0.1, 0.3, 1.0]


def raced(label, rules, twice=(), budget=120, diverges=None):
    """A Part: a race of these rules, those of `twice` with two gradients a step."""
    calls = {rule: 1 + (rule in twice) for rule in rules}
    seeds = [0, 1, 2], [10, 11, 12, 13, 14]
    return once(label, trained(diverges), calls, ETAS, *seeds, budget)


def trained(diverges):
    """A score as training might give: a hill over η, luck, and nan.

    Where `diverges` is given, some runs above this η diverge, and some of the race.
    """

    def score(rule, eta, seed, steps, rows):
        if rows not in ("validation", "test"):
            raise ValueError(f'rows is "validation" or "test"; got {rows!r}.')
        number = sum(map(ord, rule))
        hill = np.log(eta) + 5 - number % 5 - (rows == "test")
        bits = int(np.float64(eta).view(np.uint64)) % 2**40
        luck = np.random.default_rng([number, bits, seed, steps, rows == "test"])
        if diverges and (eta > diverges or rows == "test") and luck.uniform() < 0.3:
            return float("nan")
        height = 0.9 - 0.1 / (1 + steps / 30) - 0.01 * hill**2
        return float(height + luck.normal(0, 0.05))

    return score


def highest(scores):
    return np.nan_to_num(scores).mean(axis=1).argmax()


def reported(scores):
    scores = np.nan_to_num(scores)
    return scores.mean(), scores.std(ddof=1) / np.sqrt(len(scores))


def tune_then_compare(score, calls, etas, tuning_seeds, race_seeds, budget):
    return comparing()(score, calls, etas, tuning_seeds, race_seeds, budget)


def comparing(
    pick=highest, report=reported, rows=("validation", "test"),
    tuning=lambda a, b: a, racing=lambda a, b: b,
    steps=(int.__floordiv__, int.__floordiv__), told=lambda eta, etas: eta,
):  # fmt: skip
    """The comparison with its choice, its report, rows, seeds or steps replaced."""

    def compare(score, calls, etas, tuning_seeds, race_seeds, budget):
        seeds = tuning_seeds, race_seeds
        results = {}
        for rule, each in calls.items():
            search, race = (share(budget, each) for share in steps)
            tried = [
                [score(rule, e, s, search, rows[0]) for s in tuning(*seeds)]
                for e in etas
            ]
            eta = etas[pick(np.array(tried))]
            runs = [score(rule, eta, s, race, rows[1]) for s in racing(*seeds)]
            results[rule] = (told(eta, etas), *report(np.array(runs)))
        return results

    return compare


def one_for_all(score, calls, etas, tuning_seeds, race_seeds, budget):
    def mean_of_all(eta):
        return np.mean(np.nan_to_num([
            score(rule, eta, seed, budget // each, "validation")
            for rule, each in calls.items() for seed in tuning_seeds
        ]))  # fmt: skip

    same = max(etas, key=mean_of_all)
    return tune_then_compare(score, calls, [same], [0], race_seeds, budget)


def untuned(score, calls, etas, tuning_seeds, race_seeds, budget):
    return tune_then_compare(score, calls, etas[:1], [0], race_seeds, budget)


def ddof_0(scores):
    return reported(scores)[0], np.nan_to_num(scores).std() / np.sqrt(len(scores))


mistakes = {
    "Unfair: each rule gets its own η; you chose one for all.": one_for_all,
    "Nothing is tuned: you raced with the first η of the list.": untuned,
    "Leak: η was chosen on the test rows; choose it on the validation rows.":
        comparing(rows=("test", "test")),
    "The race is on the test rows: scores that chose η flatter it.":
        comparing(rows=("validation", "validation")),
    "Rows swapped: tune on the validation rows, race on the test rows.":
        comparing(rows=("test", "validation")),
    "Report mean ± SE of all runs; you picked the best run.":
        comparing(report=lambda runs: (np.nanmax(runs), reported(runs)[1])),
    "Count gradient calls: budget // calls[rule] steps, or twice the gradients win.":
        comparing(steps=(lambda b, c: b,) * 2),
    "Count gradient calls in the search, too: budget // calls[rule] steps.":
        comparing(steps=(lambda b, c: b, int.__floordiv__)),
    "Count gradient calls in the race, too: budget // calls[rule] steps.":
        comparing(steps=(int.__floordiv__, lambda b, c: b)),
    "Two gradients a step leave half the steps: divide the budget, do not multiply.":
        comparing(steps=(int.__mul__,) * 2),
    "Fresh seeds: you raced on the seeds that chose η.":
        comparing(racing=lambda a, b: a),
    "The search has seeds of its own: you tuned on those of the race.":
        comparing(tuning=lambda a, b: b),
    "Report the race seeds alone; you added those that chose η.":
        comparing(racing=lambda a, b: [*a, *b]),
    "Search with all tuning seeds: one run is mostly luck.":
        comparing(tuning=lambda a, b: a[:1]),
    "Choose η by the mean of its runs; by its best run, the luckiest wins.":
        comparing(pick=lambda tried: np.nan_to_num(tried).max(axis=1).argmax()),
    "Choose η by the mean of its runs; you took the median.":
        comparing(pick=lambda tried: np.median(np.nan_to_num(tried), axis=1).argmax()),
    "Scores are accuracies: the highest is best; you took the lowest.":
        comparing(pick=lambda tried: np.nan_to_num(tried).mean(axis=1).argmin()),
    "nan is not the highest: argmax and max let it win; count a diverged run as 0.":
        comparing(pick=lambda tried: tried.mean(axis=1).argmax()),
    "A diverged run counts as 0 in the search; left out, it makes its η look safe.":
        comparing(pick=lambda tried: np.nanmean(tried, axis=1).argmax()),
    "A diverged run counts as 0 in the race; you left it out.":
        comparing(report=lambda runs: reported(runs[np.isfinite(runs)])),
    "Diverged runs count as 0: they are left out of your search and your race.":
        comparing(pick=lambda tried: np.nanmean(tried, axis=1).argmax(),
                  report=lambda runs: reported(runs[np.isfinite(runs)])),
    "Standard error: divide the sd of the runs by √n.":
        comparing(report=lambda runs: (
            reported(runs)[0], np.nan_to_num(runs).std(ddof=1))),
    "Sample sd: divide by n − 1 (ddof=1).": comparing(report=ddof_0),
    "The mean is asked for; you reported the median.":
        comparing(report=lambda runs: (
            np.median(np.nan_to_num(runs)), reported(runs)[1])),
    "Return η itself, not its place in the list.":
        comparing(told=lambda eta, etas: etas.index(eta)),
}  # fmt: skip
