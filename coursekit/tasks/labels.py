"""What holds of Wilson's data whatever labels were drawn, as properties by name.

Each count below is compared with the counts that as many throws of a coin, of a known
chance, give. Where less than one series of throws in 10^10 has so many successes, or
so few, this is no bad luck: the answer is wrong. 320 counts are looked at from both
sides, so a right answer is refused less than once in 10^7 times.
"""

from functools import cache
from itertools import combinations
from math import ceil, exp, floor, lgamma, log
from typing import Any

import numpy as np

from coursekit.rule import RuleError

Drawn = dict[str, Any]  # what asking/drawing.py gives

TOO_RARE = 1e-10
PLACES = 12  # labels in a run
SHARES = {0.55: 55, 0.75: 15, 0.95: 15, 0.999: 25}  # p: how many runs


def rows(drawn: Drawn) -> None:
    """That each row has its label, two ones, and in its own columns what it should.

    Raises RuleError.
    """
    try:
        X, y = (np.asarray(part, float) for part in drawn["values"][0])
    except (TypeError, ValueError):
        raise RuleError("It should return two arrays, X and y.") from None
    if X.shape != (40, 203) or y.shape != (40,):
        raise RuleError("X has n rows of 3 + 5n columns, and y has n labels.")
    blocks = X[:, 3:].reshape(40, 40, 5)
    own = blocks[np.arange(40), np.arange(40)]
    if np.abs(blocks).sum() != np.abs(own).sum():
        raise RuleError("Some row has ones in the columns of other rows.")
    for label, block in ((1, [1, 0, 0, 0, 0]), (-1, [1, 1, 1, 1, 1])):
        first, theirs = X[y == label, :3], own[y == label]
        if (first != [label, 1, 1]).any():
            raise RuleError(
                f"A row with the label {label} begins with {_other(first, label)}; "
                f"expected [{label}, 1, 1]."
            )
        if (theirs != block).any():
            found = next(row for row in theirs if (row != block).any())
            raise RuleError(
                f"A row with the label {label} has {_short(found)} in its own columns; "
                f"expected {block}."
            )


def _other(first, label):
    return _short(next(row for row in first if (row != [label, 1, 1]).any()))


def _short(row):
    return "[" + ", ".join(f"{x:g}" for x in row) + "]"


def labels(some: Drawn, *shares: Drawn) -> None:
    """That each label is 1 with the chance p, whatever the others are, by rng alone.

    some    labels of a few runs
    shares  for each of SHARES its runs
    Raises RuleError.
    """
    if some["again"] != some["values"][0]:
        raise RuleError("An rng in the same state gave other labels.")
    if some["shared"]:
        raise RuleError("It changes the generator in np.random, which all share.")
    for (p, runs), share in zip(SHARES.items(), shares):
        drawn = np.array(share["values"])
        if drawn.shape != (runs, PLACES) or not np.isin(drawn, (-1, 1)).all():
            raise RuleError(f"{PLACES} labels were asked for, each 1 or −1.")
        _judge(drawn == 1, p)


def _judge(ones, p):
    """Raises RuleError if these runs of labels are no throws of chance p."""
    runs, places = ones.shape
    if (ones == ones[0]).all() and not ones.all():
        raise RuleError("An rng in another state gave the same labels: draw them.")
    if _rare(int(ones.sum()), ones.size, p):
        raise RuleError(
            f"Of {ones.size} labels with p = {p}, {ones.sum()} were 1; "
            f"about {p * ones.size:.0f} were expected."
        )
    for place, count in enumerate(ones.sum(axis=0).tolist()):
        if _rare(count, runs, p):
            raise RuleError(
                f"The label of row {place} was 1 in {count} of {runs} runs with "
                f"p = {p}; about {p * runs:.0f} were expected."
            )
    signs = np.where(ones, 1, -1)
    agreed = ((runs + signs.T @ signs) // 2).tolist()  # in how many runs, for each pair
    for one, other in combinations(range(places), 2):
        # Two labels that know nothing of each other agree with this chance.
        if _rare(agreed[one][other], runs, p * p + (1 - p) ** 2):
            raise RuleError(f"The label of row {one} tells that of row {other}.")
    near = {floor(p * places), ceil(p * places)}
    usual = sum(_chances(places, p)[count] for count in near)
    if _rare(int(np.isin(ones.sum(axis=1), [*near]).sum()), runs, usual):
        raise RuleError("As many 1s nearly each time: draw each label for itself.")


@cache
def _rare(count, throws, chance):
    """Whether so many, or so few, of these throws succeed less than once in 10^10."""
    chances = _chances(throws, chance)
    return min(sum(chances[: count + 1]), sum(chances[count:])) < TOO_RARE


@cache
def _chances(throws, chance):
    """How probable 0, 1, ..., all successes are: the binomial distribution."""
    return [
        exp(
            lgamma(throws + 1) - lgamma(k + 1) - lgamma(throws - k + 1)
            + k * log(chance) + (throws - k) * log(1 - chance)
        )
        for k in range(throws + 1)
    ]  # fmt: skip


def _labels(p, seed, times, places=PLACES):
    return {"call": [places, p], "rng": [9, seed], "times": times, "item": 1}


PROPERTIES = {"Wilson's rows": rows, "Wilson's labels": labels}
DRAWS = {  # the calls of which each property judges what came
    "Wilson's rows": [{"call": [40, 0.6], "rng": [9, 2]}],
    "Wilson's labels": [
        _labels(0.55, 0, 4, 40),  # another generator gives these once in 10^11 times
        *[_labels(p, round(100 * p), runs) for p, runs in SHARES.items()],
    ],
}
