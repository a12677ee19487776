"""The search that divides η by 3 until a run does not diverge, right and wrong."""

import numpy as np


def diverged(losses):
    return not np.isfinite(losses[-1]) or losses[-1] > losses[0]


def divide_by_three(train, eta0):
    return searching()(train, eta0)


def searching(lost=diverged, lower=lambda eta, k, eta0: eta0 / 3**k, first=0, most=40):
    """The search with its verdict, its next rate, or its bounds replaced."""

    def search(train, eta0):
        for k in range(first, most + 1):
            eta = lower(eta0, k, eta0)
            if not lost(train(eta)):
                return eta
        raise ValueError(f"no rate from {eta0} down to {eta} works")

    return search


def then(change):
    """The right search, with its answer changed: change(eta, train)."""
    return lambda train, eta0: change(divide_by_three(train, eta0), train)


def best_of_all(train, eta0):
    ends = {eta0 / 3**k: train(eta0 / 3**k)[-1] for k in range(41)}
    kept = {eta: end for eta, end in ends.items() if np.isfinite(end)}
    return min(kept, key=kept.get)


def one_division(train, eta0):
    return eta0 / 3 if diverged(train(eta0)) else eta0


def once_more(train, eta0):
    try:
        return divide_by_three(train, eta0)
    except ValueError:
        return eta0 / 3**40


mistakes = {
    "Return the first η that works; you returned the last that failed.":
        then(lambda eta, train: eta * 3),
    "Return the first η that works; you divided once more.":
        then(lambda eta, train: eta / 3),
    "Try η₀ itself first: it may work.": searching(first=1),
    "Divide: a larger η diverges all the more.":
        searching(lower=lambda eta, k, eta0: eta0 * 3**k),
    "Divide by 3, not by 2.": searching(lower=lambda eta, k, eta0: eta0 / 2**k),
    "Divide by 3, not by 10.": searching(lower=lambda eta, k, eta0: eta0 / 10**k),
    "Divide again and again: η₀/3, η₀/9, η₀/27, not η₀/(3k).":
        searching(lower=lambda eta, k, eta0: eta0 / max(3 * k, 1)),
    "Add a limit: where no η works, yours never ends.": searching(most=10**6),
    "Where no η works, say so: raise a ValueError after 40 divisions.": once_more,
    "A single division need not be enough: go on until it works.": one_division,
    "NaN compares False: nan > 1 is False, too, so ask np.isfinite.":
        searching(lambda losses: losses[-1] > losses[0]),
    "Finite is not enough: a last loss above the first has diverged, too.":
        searching(lambda losses: not np.isfinite(losses[-1])),
    "A run may rise on its way: compare the last loss with the first.":
        searching(lambda losses: diverged(losses) or max(losses) > losses[0]),
    "Compare the last loss with the first, not with the one before it.":
        searching(lambda losses: not losses[-1] <= losses[-2]),
    "Return the η, not its losses.": then(lambda eta, train: train(eta)),
    "Return the first η that does not diverge; the best is another search.":
        best_of_all,
}  # fmt: skip
