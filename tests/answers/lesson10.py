"""Answers to exercise 10 as people write them: right in many styles, wrong in more."""

import math
from bisect import bisect
from functools import partial
from itertools import pairwise
from types import SimpleNamespace

import numpy as np

# 10.1


def power_in_a_closure(eta0, s, c=1):
    def schedule(t):
        # 3 scale
        return eta0 / (1 + t / s) ** c

    return schedule


def power_as_a_lambda(eta0, s, c=1):
    return lambda t: eta0 * (1 + t / s) ** (-c)


def power_of_t(t, eta0, s, c):
    return eta0 * np.power(s / (s + t), c)


def power_as_a_partial(eta0, s, c=1):
    return partial(power_of_t, eta0=eta0, s=s, c=c)


class PowerSchedule:
    def __init__(self, eta0, s, c=1):
        self.eta0, self.s, self.c = eta0, s, c

    def __call__(self, t):
        return float(self.eta0) * math.exp(-self.c * math.log1p(t / self.s))


def power_by_decay(eta0, s, c=1):
    decay = 1.0 / s

    def at(iteration):
        return np.float64(eta0 / (1.0 + decay * iteration) ** c)

    return at


# 10.2


def exponential_in_a_closure(eta0, s):
    def exponential_decay_fn(epoch):
        return eta0 * 0.1 ** (epoch / s)

    return exponential_decay_fn


def exponential_as_a_lambda(eta0, s):
    return lambda t: eta0 * 10 ** (-t / s)


def exponential_as_a_method(eta0, s):
    class Decay:
        def rate(self, t):
            return np.exp(np.log(eta0) - t / s * np.log(10))

    return Decay().rate


class Exponential:
    def __init__(self, eta0, s):
        self.eta0, self.per_step = eta0, 0.1 ** (1 / s)

    def __call__(self, t):
        return self.eta0 * self.per_step**t


# 10.3


def piecewise_by_a_loop(boundaries, values):
    if list(boundaries) != sorted(boundaries):
        raise ValueError("boundaries must ascend")

    def schedule(t):
        for boundary, value in zip(boundaries, values):
            if t < boundary:
                return value
        return values[-1]

    return schedule


def piecewise_by_counting(boundaries, values):
    return lambda t: values[sum(t >= b for b in boundaries)]


def piecewise_by_numpy(boundaries, values):
    edges, rates = np.sort(boundaries), np.array(values)
    return lambda t: rates[np.searchsorted(edges, t, side="right")]


def piecewise_that_sorts(boundaries, values):
    boundaries = sorted(boundaries)
    return lambda t: values[bisect(boundaries, t)]


def piecewise_that_refuses_late(boundaries, values):
    def schedule(epoch):
        if any(a >= b for a, b in pairwise(boundaries)):
            raise ValueError(boundaries)
        rate = values[0]
        for i, boundary in enumerate(boundaries):
            if epoch >= boundary:
                rate = values[i + 1]
        return rate

    return schedule


def piecewise_by_argmax(boundaries, values):
    low, high = [-np.inf, *sorted(boundaries)], [*sorted(boundaries), np.inf]

    def schedule(t):
        return next(v for a, b, v in zip(low, high, values) if a <= t < b)

    return schedule


# 10.4


class Plateau:
    def __init__(self, eta0, factor, patience):
        self.eta, self.factor, self.patience = eta0, factor, patience
        self.best, self.waited = float("inf"), 0

    def update(self, error):
        # 2 memory
        if error < self.best:
            self.best, self.waited = error, 0
        else:
            self.waited += 1
        # 3 scale
        if self.waited == self.patience:
            self.eta, self.waited = self.eta * self.factor, 0
        return self.eta


def plateau_of_a_namespace(eta0, factor, patience):
    best, bad, eta = math.inf, 0, eta0

    def update(error):
        nonlocal best, bad, eta
        bad = 0 if error < best else bad + 1
        best = min(best, error)
        if bad >= patience:
            eta, bad = eta * factor, 0
        return eta

    return SimpleNamespace(update=update)


def plateau_of_all_errors(eta0, factor, patience):
    class Kept:
        errors = None

        def update(self, error):
            self.errors = [*(self.errors or []), error]
            best, bad, drops = np.inf, 0, 0
            for one in self.errors:
                bad = 0 if one < best else bad + 1
                best = min(best, one)
                drops, bad = (drops + 1, 0) if bad == patience else (drops, bad)
            return eta0 * factor**drops

    return Kept()


def plateau_of_a_function(eta0, factor, patience):
    def update(error):
        if update.best is None or error < update.best:
            update.best, update.left = error, patience
            return update.eta
        update.left -= 1
        if not update.left:
            update.eta, update.left = factor * update.eta, patience
        return update.eta

    update.best, update.left, update.eta = None, patience, eta0
    update.update = update
    return update


# 10.5


def thirds_in_a_while(train, eta0):
    eta, divisions = eta0, 0
    while True:
        losses = train(eta)
        if np.isfinite(losses[-1]) and losses[-1] <= losses[0]:
            return eta
        if divisions == 40:
            raise ValueError("no rate works")
        eta, divisions = eta / 3, divisions + 1


def thirds_in_a_for(train, eta0):
    for k in range(41):
        losses = train(eta0 / 3**k)
        if losses[-1] <= losses[0]:  # False for nan as well
            return eta0 / 3**k
    raise ValueError(eta0)


def thirds_by_recursion(train, eta0, left=40):
    first, *_, last = train(eta0)
    if math.isfinite(last) and last <= first:
        return eta0
    if left == 0:
        raise ValueError("gave up")
    return thirds_by_recursion(train, eta0 / 3, left - 1)


def thirds_by_a_filter(train, eta0):
    def works(eta):
        losses = np.asarray(train(eta))
        return bool(np.isfinite(losses[-1]) and losses[-1] <= losses[0])

    found = next(filter(works, eta0 * (1 / 3) ** np.arange(41)), None)
    if found is None:
        raise ValueError("each of 41 rates diverges")
    return found


# 10.6


def running_mean(steps):
    return lambda t: 1 / (t + 1)


def settle_by_exponential(steps):
    eta0 = 12 / steps

    def schedule(t):
        return eta0 * 0.1 ** (t / steps)

    return schedule


class Settling:
    """A straight line down to 0."""

    def __init__(self, steps):
        self.steps = steps

    def __call__(self, t):
        return 9 / self.steps * (1 - t / self.steps)


def settle_by_pieces(steps):
    pieces = [0.3] * 8 + [0.1] * 12 + [0.04] * 40 + [0.015] * 140 + [0.005] * 200
    return pieces.__getitem__


def settle_by_cosine(steps):
    # 3 scale
    return lambda t: 9 / steps * (1 + math.cos(math.pi * t / steps)) / 2


RIGHT = {
    "10.1": [power_in_a_closure, power_as_a_lambda, power_as_a_partial, PowerSchedule,
             power_by_decay],
    "10.2": [exponential_in_a_closure, exponential_as_a_lambda,
             exponential_as_a_method, Exponential],
    "10.3": [piecewise_by_a_loop, piecewise_by_counting, piecewise_by_numpy,
             piecewise_that_sorts, piecewise_that_refuses_late, piecewise_by_argmax],
    "10.4": [Plateau, plateau_of_a_namespace, plateau_of_all_errors,
             plateau_of_a_function],
    "10.5": [thirds_in_a_while, thirds_in_a_for, thirds_by_recursion,
             thirds_by_a_filter],
    "10.6": [running_mean, settle_by_exponential, Settling, settle_by_pieces,
             settle_by_cosine],
}  # fmt: skip


class SharedPower:
    def __init__(self, eta0, s, c=1):
        SharedPower.eta0, SharedPower.s, SharedPower.c = eta0, s, c

    def __call__(self, t):
        return self.eta0 / (1 + t / self.s) ** self.c


class SharedPlateau(Plateau):
    kept = []  # noqa: RUF012

    def update(self, error):
        self.kept.append(error)
        self.best = min(self.kept[:-1], default=np.inf)
        return super().update(error)


def of_plateau(change):
    """A Plateau whose answer is change(eta, error, plateau)."""

    class Changed(Plateau):
        def update(self, error):
            return change(super().update(error), error, self)

    return Changed


class Smoothed(Plateau):
    last = None

    def update(self, error):
        mean = error if self.last is None else (error + self.last) / 2
        self.last = error
        return super().update(mean)


def popping(boundaries, values):
    def schedule(t):
        while boundaries and t >= boundaries[0]:
            boundaries.pop(0)
            values.pop(0)
        return values[0]

    return schedule


def of_power(f):
    return lambda eta0, s, c=1: lambda t: f(power_of_t(t, eta0, s, c), t)


def of_exponential(f):
    return lambda eta0, s: lambda t: f(eta0 * 0.1 ** (t / s), t)


def of_pieces(f):
    return lambda boundaries, values: (
        lambda t: f(piecewise_by_counting(boundaries, values)(t), t)
    )


class PlateauThatNanStops(Plateau):
    def update(self, error):
        if error >= self.best:
            self.waited += 1
            if self.waited == self.patience:
                self.eta, self.waited = self.eta * self.factor, 0
        else:
            self.best, self.waited = error, 0
        return self.eta


class PlateauThatSkipsNan(Plateau):
    def update(self, error):
        return self.eta if math.isnan(error) else super().update(error)


class PlateauThatDropsAtNan(Plateau):
    def update(self, error):
        if not math.isfinite(error):
            self.eta, self.waited = self.eta * self.factor, 0
            return self.eta
        return super().update(error)


def never_reset(eta0, factor, patience):
    eta, best, bad = eta0, math.inf, 0

    def update(error):
        nonlocal eta, best, bad
        if error < best:
            best = error
        else:
            bad += 1
            if bad == patience:
                eta *= factor
        return eta

    return SimpleNamespace(update=update)


def thirds_where(runs_well, divisions=40):
    """divide_by_three that takes the first run of which runs_well(losses) is true."""

    def divide_by_three(train, eta0):
        for k in range(divisions + 1):
            losses = np.asarray(train(eta0 / 3**k), dtype=float)
            if runs_well(losses):
                return eta0 / 3**k
        raise ValueError("no rate works")

    return divide_by_three


def well(losses):
    return np.isfinite(losses[-1]) and losses[-1] <= losses[0]


def finite_mean_below(losses):
    return np.isfinite(losses).all() and losses.mean() < losses[0]


def in_words(train, eta0):
    try:
        return thirds_in_a_for(train, eta0)
    except ValueError:
        return "a ValueError"


kept_rates = {}


def exponential_of_a_global(eta0, s):
    kept_rates["eta0"], kept_rates["s"] = eta0, s
    return lambda t: kept_rates["eta0"] * 0.1 ** (t / kept_rates["s"])


def refuses_if_first_above_last(boundaries, values):
    if boundaries[0] > boundaries[-1]:
        raise ValueError("boundaries")

    def schedule(t):
        for boundary, value in zip(boundaries, values):
            if t < boundary:
                return value
        return values[-1]

    return schedule


def of_pairs(boundaries, values):
    pairs = sorted(zip(boundaries, values))

    def schedule(t):
        for boundary, value in pairs:
            if t < boundary:
                return value
        return values[len(boundaries) - 1]

    return schedule


def in_whole_numbers(boundaries, values):
    boundaries, table = np.sort(boundaries), np.zeros(len(values), dtype=int)
    table[:] = values
    return lambda t: table[np.searchsorted(boundaries, t, side="right")]


MEMORIES = [SharedPlateau.kept, kept_rates]  # what answers keep from call to call

WRONG = {
    "10.1": {
        "a number": lambda eta0, s, c=1: eta0 / 2**c,
        "another default of c": lambda eta0, s, c=2: power_in_a_closure(eta0, s, c),
        "rounded": of_power(lambda eta, t: round(float(eta), 4)),
        "half precision": of_power(lambda eta, t: np.float16(eta)),
        "never below a tenth": lambda eta0, s, c=1: lambda t: max(
            power_of_t(t, eta0, s, c), eta0 / 10),
        "whole steps only": lambda eta0, s, c=1: lambda t: power_of_t(
            int(t), eta0, s, c),
        "one for all": SharedPower,
        "a text": of_power(lambda eta, t: f"{eta}"),
        "prints": of_power(lambda eta, t: print(eta)),
        "needs two arguments": lambda eta0, s, c=1: lambda t, theta: eta0,
        "η₀ typed in": lambda eta0, s, c=1: lambda t: 0.05 / (1 + t / s) ** c,
        "s typed in": lambda eta0, s, c=1: lambda t: eta0 / (1 + t / 30) ** c,
        "c at least 1": lambda eta0, s, c=1: lambda t: eta0 / (1 + t / s) ** max(c, 1),
        "s at least 1": lambda eta0, s, c=1: lambda t: eta0 / (1 + t / max(s, 1)) ** c,
        "no rate above 1": of_power(lambda eta, t: min(eta, 1.0)),
        "stops at a million": of_power(lambda eta, t: eta if t < 1e6 else 0.0),
        "c multiplies": lambda eta0, s, c=1: lambda t: eta0 / ((1 + t / s) * c),
        "begins again": lambda eta0, s, c=1: lambda t: power_of_t(t % s, eta0, s, c),
        "t rounded": lambda eta0, s, c=1: lambda t: power_of_t(round(t), eta0, s, c),
    },
    "10.2": {
        "a number": lambda eta0, s: eta0 * 0.1,
        "rounded": of_exponential(lambda eta, t: round(eta, 5)),
        "whole steps only": lambda eta0, s: lambda t: eta0 * 0.1 ** (int(t) / s),
        "the list of all rates": lambda eta0, s: [eta0 * 0.1 ** (t / s)
            for t in range(100)],
        "a base of 0.9": lambda eta0, s: lambda t: eta0 * 0.9 ** (t / s),
        "never below 1e-4": of_exponential(lambda eta, t: max(eta, 1e-4)),
        "in a list": of_exponential(lambda eta, t: [eta]),
        "a global": exponential_of_a_global,
        "never below 1e-8": of_exponential(lambda eta, t: max(eta, 1e-8)),
        "no rate above 1": of_exponential(lambda eta, t: min(eta, 1.0)),
        "η₀ typed in": lambda eta0, s: lambda t: 0.07 * 0.1 ** (t / s),
        "s typed in": lambda eta0, s: lambda t: eta0 * 0.1 ** (t / 17),
        "s and η₀ exchanged": lambda s, eta0: exponential_in_a_closure(eta0, s),
    },
    "10.3": {
        "a number": lambda boundaries, values: values[0],
        "pops": popping,
        "the last value alone": lambda boundaries, values: lambda t: values[-1],
        "whole steps only": lambda boundaries, values: lambda t:
            piecewise_by_counting(boundaries, values)(math.ceil(t)),
        "nothing beyond 100": of_pieces(lambda eta, t: eta if t < 100 else 0.0),
        "the smallest so far": lambda boundaries, values: lambda t: min(
            values[: sum(t >= b for b in boundaries) + 1]),
        "a list": of_pieces(lambda eta, t: [eta]),
        "rounded": of_pieces(lambda eta, t: round(eta, 3)),
        "t rounded": lambda boundaries, values: lambda t:
            piecewise_by_counting(boundaries, values)(round(t)),
        "t cut off": lambda boundaries, values: lambda t:
            piecewise_by_counting(boundaries, values)(int(t)),
        "as many values as boundaries": of_pairs,
        "in whole numbers": in_whole_numbers,
        "first above last": refuses_if_first_above_last,
        "no rate above 1": of_pieces(lambda eta, t: min(eta, 1.0)),
        "a refusal in words": lambda boundaries, values: lambda t:
            "a ValueError" if list(boundaries) != sorted(boundaries)
            else piecewise_by_counting(boundaries, values)(t),
    },
    "10.4": {
        "a number": lambda eta0, factor, patience: eta0,
        "a function": lambda eta0, factor, patience: lambda error: eta0,
        "never falls": lambda eta0, factor, patience: SimpleNamespace(
            update=lambda error: eta0),
        "one for all": SharedPlateau,
        "a floor": of_plateau(lambda eta, error, own: max(eta, 0.06)),
        "answers nothing": of_plateau(lambda eta, error, own: None),
        "the error": of_plateau(lambda eta, error, own: error),
        "falls twice and no more": lambda eta0, factor, patience: of_plateau(
            lambda eta, error, own: max(eta, eta0 * factor**2))(eta0, factor, patience),
        "the mean of two errors": lambda eta0, factor, patience: Smoothed(
            eta0, factor, patience),
        "patience typed in": lambda eta0, factor, patience: Plateau(eta0, factor, 2),
        "factor typed in": lambda eta0, factor, patience: Plateau(eta0, 0.5, patience),
        "a list": of_plateau(lambda eta, error, own: [eta]),
        "nan becomes the best": PlateauThatNanStops,
        "nan is skipped": PlateauThatSkipsNan,
        "nan drops at once": PlateauThatDropsAtNan,
        "never reset": never_reset,
        "a floor of 1e-6": of_plateau(lambda eta, error, own: max(eta, 1e-6)),
        "no rate above 1": of_plateau(lambda eta, error, own: min(eta, 1.0)),
    },
    "10.5": {
        "the half way back": lambda train, eta0: 2 * thirds_in_a_for(train, eta0),
        "a loss above 1000": lambda train, eta0: next(
            eta0 / 3**k for k in range(41) if max(train(eta0 / 3**k)) < 1000),
        "ten divisions": lambda train, eta0: thirds_by_recursion(train, eta0, 10),
        "rounded": lambda train, eta0: round(thirds_in_a_for(train, eta0), 3),
        "how many divisions": lambda train, eta0: round(
            math.log(eta0 / thirds_in_a_for(train, eta0), 3)),
        "does not train": lambda train, eta0: eta0 / 81,
        "39 divisions": thirds_where(well, 39),
        "100 divisions": thirds_where(well, 100),
        "41 divisions": thirds_where(well, 41),
        "the smallest loss": thirds_where(
            lambda losses: np.nanmin(losses) < losses[0]),
        "up to tenfold": thirds_where(lambda losses: losses[-1] < 10 * losses[0]),
        "up to three per cent": thirds_where(
            lambda losses: losses[-1] <= 1.03 * losses[0]),
        "at most 1": thirds_where(lambda losses: losses[-1] <= 1),
        "at most 1000": thirds_where(lambda losses: losses[-1] <= 1000),
        "not a tie": thirds_where(lambda losses: losses[-1] < losses[0]),
        "a tie of two digits": thirds_where(
            lambda losses: well(losses) and abs(losses[-1] - losses[0]) > 0.01),
        "all finite": thirds_where(
            lambda losses: np.isfinite(losses).all() and losses[-1] <= losses[0]),
        "never above ten times the first": thirds_where(
            lambda losses: well(losses) and np.nanmax(losses) < 10 * losses[0]),
        "the mean loss": thirds_where(finite_mean_below),
        "the last two": thirds_where(
            lambda losses: well(losses) and losses[-1] <= losses[-2]),
        "below half": thirds_where(lambda losses: losses[-1] <= losses[0] / 2),
        "a refusal in words": in_words,
        "all that it tried": lambda train, eta0: [eta0, thirds_in_a_for(train, eta0)],
    },
    "10.6": {
        "the best constant": lambda steps: lambda t: 0.0463,
        "a fifth": lambda steps: lambda t: 0.2 / (1 + t),
        "a warm-up without end": lambda steps: lambda t: 0.1 * t / steps,
        "twice as large": lambda steps: lambda t: 2 / (1 + t / 4) ** 0.25,
        "a number": lambda steps: 1 / steps,
        "nan": lambda steps: lambda t: math.nan,
        "a text": lambda steps: lambda t: "0.1",
        "for a budget of 40": lambda steps: settle_by_exponential(40),
        "stands still": lambda steps: lambda t: 0.0,
    },
}  # fmt: skip

TOLD = {
    "10.1": {
        "whole steps only": "you cut off what stands behind its point",
        "t rounded": "not rounded",
        "one for all": "share their settings",
        "η₀ typed in": "Changing eta0 changes nothing",
        "s typed in": "Changing s changes nothing",
        "c multiplies": "you multiplied by it",
        "begins again": "begins again every s steps",
    },
    "10.2": {
        "whole steps only": "you cut off what stands behind its point",
        "a base of 0.9": "The base is 0.1",
        "a global": "share their settings",
        "η₀ typed in": "Changing eta0 changes nothing",
        "s typed in": "Changing s changes nothing",
        "s and η₀ exchanged": "exchanged",
    },
    "10.3": {
        "whole steps only": "you rounded it up",
        "t rounded": "not rounded",
        "t cut off": "you cut off what stands behind its point",
        "the smallest so far": "A rate may rise again",
        "as many values as boundaries": "one value more",
        "in whole numbers": "0.001 becomes 0",
        "first above last": "compare all of them",
    },
    "10.4": {
        "never falls": "η has to fall",
        "the error": "not the error",
        "patience typed in": "Changing patience changes nothing",
        "factor typed in": "Changing factor changes nothing",
        "nan becomes the best": "nan >= best is False",
        "nan is skipped": "count it",
        "never reset": "never reset",
    },
    "10.5": {
        "does not train": "Changing train changes nothing",
        "39 divisions": "you stop too early",
        "ten divisions": "",
        "100 divisions": "you go on",
        "41 divisions": "you go on",
        "the smallest loss": "not the smallest",
        "up to tenfold": "however little",
        "up to three per cent": "however little",
        "at most 1": "not with the number 1",
        "not a tie": "≤, not <",
        "all finite": "Only the last loss has to be finite",
    },
    "10.6": {
        "the best constant": "One rate for the whole way",
        "a fifth": "falls too early",
        "a warm-up without end": "The other way round",
        "stands still": "One rate for the whole way",
        "twice as large": "falls too late",
    },
}
