"""Answers to exercise 13 as people write them: right in many styles, wrong in more."""

import statistics

import numpy as np
from scipy import stats


def sem_by_numpy(xs):
    xs = np.asarray(xs, dtype=float)
    if xs.shape[0] < 2:
        raise ValueError("at least two runs, please")
    return xs.mean(0), xs.std(0, ddof=1) / xs.shape[0] ** 0.5


def sem_by_hand(xs):
    n = len(xs)
    if n in (0, 1):
        raise ValueError("one run has no spread")
    mean = sum(xs) / n
    return mean, (sum((x - mean) ** 2 for x in xs) / (n * (n - 1))) ** 0.5


def sem_by_scipy(xs):
    if np.shape(xs)[0] < 2:
        raise ValueError("not enough runs")
    return [np.mean(xs, axis=0), stats.sem(xs)]


def sem_by_the_other_root(xs):
    assert_two(xs)
    return np.average(xs, axis=0), np.std(xs, axis=0) / np.sqrt(len(xs) - 1)


def assert_two(xs):
    if len(xs) < 2:
        raise ValueError(f"{len(xs)} run")


def sem_by_statistics(xs):
    columns = np.reshape(np.array(xs, dtype=float), (len(xs), -1)).T.tolist()
    mean = [statistics.fmean(column) for column in columns]
    error = [statistics.stdev(column) / len(xs) ** 0.5 for column in columns]
    return (mean, error) if np.ndim(xs) > 1 else (mean[0], error[0])


def steps_by_loop(path, target, tol):
    for step, theta in enumerate(path):
        if np.linalg.norm(theta - target) <= tol:
            return step


def steps_by_where(path, target, tol):
    near = np.where(np.sqrt(((path - target) ** 2).sum(axis=1)) <= tol)[0]
    return near[0] if len(near) else None


def steps_by_next(path, target, tol):
    distances = np.linalg.norm(np.subtract(path, target), axis=1)
    return next((t for t, distance in enumerate(distances) if distance <= tol), None)


def steps_of_plain_floats(path, target, tol):
    t = 0
    while t < len(path):
        gap = [float(x) - float(y) for x, y in zip(path[t], target)]
        if sum(x * x for x in gap) <= tol * tol:
            return t
        t += 1
    return None


def steps_by_argmax(path, target, tol):
    near = np.hypot.reduce(path - target, axis=-1) <= tol
    return int(np.argmax(near)) if np.any(near) else None


def fair_in_loops(score, calls, etas, tuning_seeds, race_seeds, budget):
    results = {}
    for rule in calls:
        steps, best, top = budget // calls[rule], None, -1.0
        for eta in etas:
            total = 0.0
            for seed in tuning_seeds:
                value = score(rule, eta, seed, steps, "validation")
                total += 0.0 if np.isnan(value) else value
            if total / len(tuning_seeds) > top:
                best, top = eta, total / len(tuning_seeds)
        runs = []
        for seed in race_seeds:
            value = score(rule, best, seed, steps, "test")
            runs.append(0.0 if value != value else value)
        mean = sum(runs) / len(runs)
        sd = (sum((x - mean) ** 2 for x in runs) / (len(runs) - 1)) ** 0.5
        results[rule] = (best, mean, sd / len(runs) ** 0.5)
    return results


def fair_in_arrays(score, calls, etas, tuning_seeds, race_seeds, budget):
    results = {}
    for rule, each in calls.items():
        grid = np.array([
            [score(rule, eta, seed, budget // each, "validation")
             for seed in tuning_seeds] for eta in etas
        ])  # fmt: skip
        eta = np.array(etas)[np.argmax(np.where(np.isnan(grid), 0, grid).mean(axis=1))]
        runs = [score(rule, eta, s, budget // each, "test") for s in race_seeds]
        results[rule] = [eta, *sem_by_numpy(np.nan_to_num(runs))]
    return results


def fair_with_helpers(score, calls, etas, tuning_seeds, race_seeds, budget):
    def runs(rule, eta, seeds, rows):
        steps = int(budget / calls[rule])
        scores = [score(rule, eta, seed=s, steps=steps, rows=rows) for s in seeds]
        return [x if np.isfinite(x) else 0 for x in scores]

    def tuned(rule):
        return max(etas, key=lambda e: sum(runs(rule, e, tuning_seeds, "validation")))

    chosen = {rule: tuned(rule) for rule in calls}
    return {
        rule: (eta, *sem_by_hand(runs(rule, eta, race_seeds, "test")))
        for rule, eta in chosen.items()
    }


def fair_from_the_back(score, calls, etas, tuning_seeds, race_seeds, budget):
    told = {}
    for rule in reversed(list(calls)):
        steps = budget // calls[rule]
        means = {}
        for eta in sorted(etas, reverse=True):
            values = [score(rule, eta, s, steps, "validation") for s in tuning_seeds]
            means[eta] = np.nansum(values) / len(values)
        eta = max(means, key=means.get)
        runs = np.array([score(rule, eta, s, steps, "test") for s in race_seeds])
        runs[np.isnan(runs)] = 0
        told[rule] = np.array([eta, runs.mean(), stats.sem(runs)])
    return told


def rigged_by_ladder(winner):
    exponent = {"momentum": -9, "gd": -6, "rmsprop": -3, "adagrad": 0}[winner]
    return 3.0 ** np.arange(exponent, exponent + 3)


def rigged_in_lists(winner):
    if winner == "momentum":
        return [1e-4, 3e-4, 9e-4]
    if winner == "gd":
        return [0.001, 0.003, 0.009]
    return [0.03, 0.09, 0.27] if winner == "rmsprop" else [1, 3, 9]


def rigged_by_search(winner):
    def loss(name, eta):
        theta, v, s, m = np.array([-0.5, 2.3]), 0.0, 0.0, 0.0
        for t in range(1, 31):
            g = np.array([12.0, 80.0]) * (theta - [1, 0.375])
            if name == "gd":
                theta = theta - eta * g
            elif name == "momentum":
                v = 0.9 * v - eta * g
                theta = theta + v
            elif name == "adagrad":
                s = s + g**2
                theta = theta - eta * g / np.sqrt(s + 1e-10)
            elif name == "rmsprop":
                s = 0.9 * s + 0.1 * g**2
                theta = theta - eta * g / np.sqrt(s + 1e-10)
            else:
                m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
                m_hat, s_hat = m / (1 - 0.9**t), s / (1 - 0.999**t)
                theta = theta - eta * m_hat / (np.sqrt(s_hat) + 1e-8)
        return (np.array([6, 40]) * (theta - [1, 0.375]) ** 2).sum()

    def first(etas):
        names = "gd", "momentum", "adagrad", "rmsprop", "adam"
        return min(names, key=lambda name: min(loss(name, eta) for eta in etas))

    grids = ([a, 3 * a, 9 * a] for a in 10.0 ** np.arange(-5, 2))
    return next(etas for etas in grids if first(etas) == winner)


RIGHT = {
    "13.1": [
        sem_by_numpy,
        sem_by_hand,
        sem_by_scipy,
        sem_by_the_other_root,
        sem_by_statistics,
    ],
    "13.2": [
        steps_by_loop,
        steps_by_where,
        steps_by_next,
        steps_of_plain_floats,
        steps_by_argmax,
    ],
    "13.3": [
        fair_in_loops,
        fair_in_arrays,
        fair_with_helpers,
        fair_from_the_back,
    ],
    "13.4": [rigged_by_ladder, rigged_in_lists, rigged_by_search],
}


def changed(change, fair=fair_in_arrays):
    """The fair comparison, with each rule's (eta, mean, se) changed."""

    def answer(*given):
        return {rule: change(*told) for rule, told in fair(*given).items()}

    return answer


def another_score(wrap):
    """The fair comparison of another score: wrap(score)(rule, eta, seed, ...)."""
    return lambda score, *given: fair_in_loops(wrap(score), *given)


def sem_in_words(xs):
    return "a ValueError" if len(xs) < 2 else sem_by_numpy(xs)


def sem_of_one_alone(xs):
    if len(xs) == 1:
        raise ValueError("one run")
    return np.mean(xs, axis=0), np.std(xs, axis=0, ddof=1) / len(xs) ** 0.5


def sem_of_numbers(xs):
    if np.size(xs) < 2:
        raise ValueError("one number")
    return np.mean(xs, axis=0), np.std(xs, axis=0, ddof=1) / len(xs) ** 0.5


def steps_until_nan(path, target, tol):
    for step, theta in enumerate(path):
        if np.isnan(theta).any():
            return None
        if np.linalg.norm(theta - target) <= tol:
            return step


def steps_by_not_far(path, target, tol):
    for step, theta in enumerate(path):
        if not np.linalg.norm(theta - target) > tol:
            return step


def steps_by_the_nearest(path, target, tol):
    away = np.linalg.norm(path - target, axis=1)
    return int(np.nanargmin(away)) if np.nanmin(away) <= tol else None


def steps_by_the_loss(path, target, tol):
    near = np.flatnonzero(((path - target) ** 2).sum(axis=1) / 2 <= tol)
    return int(near[0]) if near.size else None


def other_seeds(first):
    """The fair comparison, but rule k races on seeds that are moved by k * first."""

    def answer(score, calls, etas, tuning_seeds, race_seeds, budget):
        told = {}
        for k, rule in enumerate(calls):
            seeds = [seed + first * k for seed in race_seeds]
            told |= fair_in_arrays(
                score, {rule: calls[rule]}, etas, tuning_seeds, seeds, budget
            )
        return told

    return answer


def with_scores(change):
    """The fair comparison of scores that are changed, as in change(score)."""
    return lambda score, *given: fair_in_loops(
        lambda *told: change(score(*told)), *given
    )


WRONG = {
    "13.1": {
        "for normal data": lambda xs:
            (sem_by_numpy(xs)[0], 1.253 * sem_by_numpy(xs)[1]),
        "the mean alone": lambda xs: np.mean(xs, axis=0) + 0 * sem_by_numpy(xs)[1],
        "rounded": lambda xs: tuple(np.round(x, 3) for x in sem_by_numpy(xs)),
        "the extremes": lambda xs: (np.min(xs, axis=0), np.max(xs, axis=0)),
        "two errors": lambda xs: (sem_by_numpy(xs)[0], 2 * sem_by_numpy(xs)[1]),
        "mean deviation": lambda xs: (
            sem_by_numpy(xs)[0],
            np.mean(abs(np.array(xs) - np.mean(xs, axis=0)), axis=0) / len(xs) ** 0.5),
        "text": lambda xs: "{:.3f} ± {:.3f}".format(*sem_by_hand(list(np.ravel(xs)))),
        "relative": lambda xs: (
            sem_by_numpy(xs)[0], sem_by_numpy(xs)[1] / sem_by_numpy(xs)[0]),
        "a refusal in words": sem_in_words,
        "refuses one run alone": sem_of_one_alone,
        "counts numbers": sem_of_numbers,
        "mean within ± 1000": lambda xs: (
            np.clip(sem_by_numpy(xs)[0], -1000, 1000), sem_by_numpy(xs)[1]),
        "the error first": lambda xs: sem_by_numpy(xs)[::-1],
        "refuses two runs, too": lambda xs: sem_by_numpy(xs if len(xs) > 2 else xs[:1]),
        "five runs": lambda xs:
            (sem_by_numpy(xs)[0], np.std(xs, axis=0, ddof=1) / 5**0.5),
    },
    "13.2": {
        "the next": lambda path, target, tol:
            (lambda t: None if t is None else t + 2)(steps_by_loop(path, target, tol)),
        "the distance": lambda path, target, tol:
            np.linalg.norm(path - target, axis=-1).min(),
        "the position": lambda path, target, tol:
            next((x for x in path if np.linalg.norm(x - target) <= tol), None),
        "a hundredth": lambda path, target, tol:
            steps_by_loop(path, target, tol / 100),
        "a mask": lambda path, target, tol:
            np.linalg.norm(path - target, axis=-1) <= tol,
        "a step's length": lambda path, target, tol: next(
            (t for t in range(1, len(path))
             if np.linalg.norm(path[t] - path[t - 1]) <= tol), None),
        "the mean square": lambda path, target, tol:
            steps_by_loop(path / len(target) ** 0.5, target / len(target) ** 0.5, tol),
        "a share": lambda path, target, tol:
            (lambda t: None if t is None else t / len(path))(
                steps_by_loop(path, target, tol)),
        "from the back": lambda path, target, tol:
            steps_by_loop(path[::-1], target, tol),
        "up to the first nan": steps_until_nan,
        "nan is near": steps_by_not_far,
        "the nearest, if it is near": steps_by_the_nearest,
        "half the squared distance": steps_by_the_loss,
        "nothing for the start": lambda path, target, tol:
            steps_by_loop(path, target, tol) or None,
        "a little more than tol": lambda path, target, tol:
            steps_by_loop(path, target, tol + 1e-6),
        "tol at least 0.01": lambda path, target, tol:
            steps_by_loop(path, target, max(tol, 0.01)),
        "tol at most 10": lambda path, target, tol:
            steps_by_loop(path, target, min(tol, 10)),
        "two coordinates alone": lambda path, target, tol:
            steps_by_loop(path[:, :2], target[:2], tol),
        "tol typed in": lambda path, target, tol: steps_by_loop(path, target, 0.5),
        "inf": lambda path, target, tol:
            (lambda t: 1e300 if t is None else t)(steps_by_loop(path, target, tol)),
    },
    "13.3": {
        "without η": changed(lambda eta, mean, se: (mean, se)),
        "in percent": changed(lambda eta, mean, se: (eta, 100 * mean, 100 * se)),
        "η by its logarithm": changed(lambda eta, mean, se: (np.log(eta), mean, se)),
        "a third of the best": changed(lambda eta, mean, se: (eta / 3, mean, se)),
        "the winner": lambda *given: max(
            fair_in_arrays(*given).items(), key=lambda item: item[1][1])[0],
        "in a list": lambda *given: list(fair_in_arrays(*given).values()),
        "half of the budget": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, a, b, budget // 2),
        "without the first race seed": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, a, b[1:], budget),
        "without the ends of the grid": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas[2:-2], a, b, budget),
        "without the largest η": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas[:-1], a, b, budget),
        "without the smallest η": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas[1:], a, b, budget),
        "without the last tuning seed": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, a[:-1], b, budget),
        "five race seeds": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, a, [10, 11, 12, 13, 14], budget),
        "tuning seeds typed in": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, [0, 1, 2], b, budget),
        "an even budget": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, calls, etas, a, b, budget // 2 * 2),
        "the budget rounded up": lambda score, calls, etas, a, b, budget:
            fair_in_arrays(score, {r: -(-budget // -(-budget // n)) if 0 else n
                for r, n in calls.items()}, etas, a, b, budget + max(calls.values())
                - 1),
        "other race seeds for each rule": other_seeds(100),
        "other race seeds, one apart": other_seeds(1),
        "diverged runs count a half": with_scores(
            lambda score: 0.5 if np.isnan(score) else score),
        "no score below 0.7": with_scores(lambda score: max(np.nan_to_num(score), 0.7)),
        "one step more": another_score(lambda score: lambda r, eta, seed, steps, rows:
            score(r, eta, seed, steps + 1, rows)),
        "the other seeds": another_score(lambda score: lambda r, eta, seed, steps, rows:
            score(r, eta, seed + 1, steps, rows)),
    },
    "13.4": {
        "Adam's own η": lambda winner: [0.1, 0.3, 0.9],
        "two η": lambda winner: [0.001, 0.003],
        "η of 0": lambda winner: [0.0, 0.0, 0.0],
        "a table": lambda winner: [[0.001, 0.003, 0.009]],
        "text": lambda winner: ["0.001", "0.003", "0.009"],
        "doubled": lambda winner: [0.1, 0.2, 0.4],
        "the name": lambda winner: winner,
        "without a list": lambda winner: 0.005,
        "from the largest": lambda winner: rigged_by_ladder(winner)[::-1],
    },
}  # fmt: skip

TOLD = {
    "13.1": {
        "the mean alone": "the mean alone",
        "two errors": "you doubled it",
        "the error first": "The mean first",
        "refuses one run alone": "No run at all",
        "counts numbers": "count the runs",
    },
    "13.2": {
        "the distance": "Changing tol changes nothing",
        "a step's length": "A step's length",
        "the mean square": "you took their mean",
        "up to the first nan": "may come back from nan",
        "nan is near": "nan is not near",
        "half the squared distance": "half its square",
        "the nearest, if it is near": "if it is near",
        "nothing for the start": "takes it away",
        "tol typed in": "Changing tol changes nothing",
    },
    "13.3": {
        "without η": "η is to be reported",
        "without the largest η": "The last η",
        "without the smallest η": "The first η",
        "without the last tuning seed": "you left out the last one",
        "without the first race seed": "you left out the first one",
        "other race seeds for each rule": "so that the runs are pairs",
        "five race seeds": "Changing race_seeds changes nothing",
        "tuning seeds typed in": "Changing tuning_seeds changes nothing",
    },
    "13.4": {
        "without a list": "Three η are asked for",
        "from the largest": "From the smallest",
    },
}
