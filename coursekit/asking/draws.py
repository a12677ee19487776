"""How answers are tried that draw at random: by what holds for every right draw.

Right answers may use their `rng` in many ways, so no value here depends on what was
drawn, and a wrong answer is told the first property that it breaks.
"""

from contextlib import redirect_stdout
from io import StringIO

import numpy as np

from coursekit.asking.values import plain
from coursekit.rule import RuleError

EPOCHS = 400  # a frequency over so many is known to ±0.025 (one sd) or better
CASES = (200, 64), (12, 4), (7, 3), (5, 5), (6, 1)


def seeded(seed):
    return np.random.default_rng((3, seed))


def turns(answer):
    """How often an epoch meets each row: 1.0, whatever was drawn."""
    for n, size in CASES:
        batches = _epoch(answer, n, size, seeded(2))
        rows = [row for batch in batches for row in batch]
        if any(row != int(row) for row in rows):
            raise RuleError("Some index is no whole number.")
        if not set(rows) <= set(range(n)):
            raise RuleError("Some index is none of 0, 1, ..., n − 1.")
        if len(set(rows)) < len(rows):
            raise RuleError("In one epoch a row came twice.")
        if len(rows) < n:
            raise RuleError("In one epoch some rows had no turn.")
        if len(batches[-1]) > len(batches[0]):
            raise RuleError("The batch that is left over, the smallest, comes last.")
    return 1.0


def chance(answer, n=10, size=4):
    """That the batches come from rng alone, and that every split is as likely."""
    epochs = _in_a_row(lambda rng: _sets(_epoch(answer, n, size, rng)))
    if _sets(np.split(np.arange(n), range(size, n, size))) in epochs[:2]:
        raise RuleError("The batches are the rows in the order 0, 1, 2, ...")
    if all(epoch == epochs[0] for epoch in epochs):
        raise RuleError("Each epoch from one rng had the same batches.")
    if len({epoch[-1] for epoch in epochs}) == 1:
        raise RuleError("The last batch of each epoch had the same rows.")
    held = np.array([[np.isin(range(n), list(b)) for b in e] for e in epochs], float)
    met = np.einsum("ebi,ebj->ij", held, held) / EPOCHS
    often = held.mean(axis=0)
    # Right answers: 0.29 for two rows, 0.4 or 0.2 for a row and a batch, each ± 0.025.
    if np.ptp(met[~np.eye(n, dtype=bool)]) > 0.3:
        raise RuleError("Some rows meet in a batch far more often than others do.")
    if np.ptp(often, axis=1).max() > 0.3:
        raise RuleError("Some rows come early, or late, far more often than others do.")
    return 1.0


def _in_a_row(draw):
    """What draw(rng) gives, again and again, if it depends on rng alone."""
    before, rng = repr(np.random.get_state()), seeded(3)
    with redirect_stdout(StringIO()):  # one print in an answer would be hundreds
        drawn = [draw(rng) for _ in range(EPOCHS)]
    if draw(seeded(3)) != drawn[0]:
        raise RuleError("An rng in the same state gave other batches.")
    if repr(np.random.get_state()) != before:
        raise RuleError("It changes the generator in np.random, which all share.")
    return drawn


def _epoch(answer, n, size, rng):
    """The batches of an epoch as lists of numbers, whatever holds them."""
    batches = plain(answer(n, size, rng))
    if not isinstance(batches, list) or not batches:
        raise RuleError("A list of arrays, one per batch, was expected.")
    if not all(isinstance(batch, list) for batch in batches):
        raise RuleError("It gave single numbers; a list of arrays was expected.")
    return batches


def _sets(batches):
    return [frozenset(batch) for batch in batches]


# sgd, on data that let the weights tell which step each row had its turn in: weight 0
# is a clock, whose distance to 1 is halved at each step; weight 1 + i moves when row i
# has its turn, in proportion to that distance, and too little for the clock to notice.
ROWS, BATCH, STEPS, TINY = 12, 4, 3, 1e-4


def steps(answer):
    """That sgd takes its batches epoch by epoch, at random, from rng alone."""
    taken = _in_a_row(lambda rng: _steps_of(answer, rng, np.ones(ROWS)))
    alternating = np.resize([1.0, -1.0], ROWS)
    try:
        _steps_of(answer, seeded(4), alternating)
    except RuleError:
        raise RuleError("Some row of X met the target of another row.") from None
    if taken[0] == taken[1] == (tuple(np.repeat(range(STEPS), BATCH)),) * 2:
        raise RuleError("The batches are the rows in the order 0, 1, 2, ...")
    if all(first == second for first, second in taken):
        raise RuleError("The second epoch had the batches of the first.")
    if all(run == taken[0] for run in taken):
        raise RuleError("Each call with one rng had the same batches.")
    often = np.mean(np.array(taken)[..., None] == range(STEPS), axis=0)
    # Right answers: 1/3 ± 0.024 for any row, epoch and step.
    if np.abs(often - 1 / STEPS).max() > 0.16:
        raise RuleError("Some rows have their turn far more often early, or late.")
    return 1.0


def _steps_of(answer, rng, sign):
    """Which step took each row, in each of the two epochs of a run: two tuples."""
    X = sign[:, None] * np.hstack((np.ones((ROWS, 1)), TINY * np.eye(ROWS)))
    w = plain(answer(np.zeros(ROWS + 1), X, sign.copy(), 0.5, BATCH, 2, rng))
    if np.shape(w) != (ROWS + 1,):
        raise RuleError(f"It should give the {ROWS + 1} weights after the last step.")
    # Step k = 0, 1, ... moves the weight of a row by 2**-k; the last is step 5.
    moved = np.array(w[1:]) * BATCH / (0.5 * TINY) * 2 ** (2 * STEPS - 1)
    bits = np.round(np.nan_to_num(moved, nan=-1, posinf=-1, neginf=-1))
    if np.abs(bits - moved).max() > 0.01 or np.isnan(moved).any() or bits.min() < 0:
        raise RuleError("The weights moved otherwise than by steps of size η · g.")
    if np.ptp(bits) == 0:
        raise RuleError("All rows moved alike, as if they had their turns together.")
    halves = [tuple(bits // 2**STEPS), tuple(bits % 2**STEPS)]
    step_of = {2.0 ** (STEPS - 1 - k): k for k in range(STEPS)}
    if not all(half in step_of for epoch in halves for half in epoch):
        raise RuleError("In one epoch some row had no turn, or several.")
    return tuple(tuple(step_of[half] for half in epoch) for epoch in halves)


PROPERTIES = {"turns": turns, "chance": chance, "steps": steps}
