"""How answers are tried that draw at random: by what holds for every right draw.

Right answers may use their `rng` in many ways, so no value here depends on what was
drawn, and a wrong answer is told the first property that it breaks.

What is looked at is in which batch each row has its turn, in epoch after epoch. Every
number below is compared with its mean over all right draws, and refused where it is
farther off than luck brings it once in a hundred million checks. test_tasks_draws.py
computes these limits, and what they find, from the distributions.
"""

from typing import Any

import numpy as np

from coursekit.rule import RuleError

Drawn = dict[str, Any]  # what asking/drawing.py gives

CASES = (200, 64), (12, 4), (7, 3), (5, 5), (6, 1)
ONE_TURN = "An epoch is one turn for each of the rows 0 to {}."
IN_ORDER = "The batches are the rows in the order 0, 1, 2, ..."
ROWS, HALF = 64, 32  # two batches an epoch
RUNS, EPOCHS = 48, 12  # 576 epochs; 566 find swaps of each row with any row
FEW_ROWS, PAIR, FEW_EPOCHS = 9, 2, 200
SURE = 5.7  # standard deviations of a normal variable: less than one in 10⁸ is beyond
SURE_OF_MANY = 7  # the same where 2,016 pairs of rows are looked at


def turns(*epochs: Drawn) -> None:
    """That an epoch meets each row once, in each of CASES. Raises RuleError."""
    for (n, _), (batches,) in zip(CASES, (epoch["values"] for epoch in epochs)):
        _demand_batches(batches)
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


def chance(few: Drawn, many: Drawn) -> None:
    """That the batches come from rng alone, and that every split is as likely.

    few   FEW_EPOCHS epochs of FEW_ROWS rows in batches of PAIR
    many  RUNS * EPOCHS epochs of ROWS rows in batches of HALF
    Raises RuleError.
    """
    few_turns = _turns(_of_rng_alone(few), FEW_ROWS)
    _each_in_each(few_turns)
    _positions(few_turns, "far more")
    _epochs(_turns(_of_rng_alone(many), ROWS).reshape(RUNS, EPOCHS, ROWS))


def _of_rng_alone(drawn):
    """The values, if they depend on rng alone."""
    if drawn["again"] != drawn["values"][0]:
        if drawn["unused"]:
            raise RuleError("The batches change, and rng is not what they come from.")
        raise RuleError("An rng in the same state gave other batches.")
    if drawn["shared"]:
        raise RuleError("It changes the generator in np.random, which all share.")
    return drawn["values"]


def _demand_batches(batches):
    if not isinstance(batches, list) or not batches:
        raise RuleError("A list of arrays, one per batch, was expected.")
    if not all(isinstance(batch, list) for batch in batches):
        raise RuleError("It gave single numbers; a list of arrays was expected.")


def _turns(epochs, n):
    """Which batch held each row in epochs of batches, (epochs, n)."""
    drawn = [_joined(batches) for batches in epochs]
    if any(len(order) != n for order, _ in drawn):
        raise RuleError(ONE_TURN.format(n - 1))
    orders = np.array([order for order, _ in drawn])
    if not np.array_equal(np.sort(orders), np.tile(range(n), (len(orders), 1))):
        raise RuleError(ONE_TURN.format(n - 1))
    sizes = {sizes for _, sizes in drawn}
    batches = {each: np.repeat(range(len(each)), each) for each in sizes}
    batch = np.array([batches[sizes] for _, sizes in drawn])
    return np.take_along_axis(batch, np.argsort(orders), axis=1)


def _joined(batches):
    """The rows of all batches in one array, and the size of each batch."""
    _demand_batches(batches)
    return np.concatenate(batches), tuple(map(len, batches))


def _each_in_each(turn):
    """Refuses turns (epochs, n) where some row is always, or never, in some batch."""
    last = turn.max()
    always, never = ((turn == turn[0]).all(axis=0), _counts(turn) == 0)
    if always.all():
        raise RuleError(_all_the_same(turn[0]))
    if (turn[0][always] == last).any():
        raise RuleError("The last batch of each epoch had the same rows.")
    if always.any():
        raise RuleError("Some row had its turn in the same batch in every epoch.")
    for row, batch in np.argwhere(never)[:1]:
        where = "the last batch" if batch == last else f"batch {batch}"
        raise RuleError(f"In {len(turn)} epochs row {row} was never in {where}.")


def _all_the_same(turn):
    in_order = (np.diff(turn) >= 0).all()
    return IN_ORDER if in_order else "Every epoch had the same batches."


def _counts(turn):
    """How often each row had its turn in each batch, (n, batches)."""
    return (turn[..., None] == range(turn.max() + 1)).sum(axis=0)


def _positions(turn, how_much="more"):
    """Refuses turns (epochs, n) in which some rows come early, or late, too often."""
    squares, freedom = _unevenness(turn)
    if squares > most_of_chi_squared(freedom):
        raise RuleError(f"Some rows come early, or late, {how_much} often than others.")


def _unevenness(turn):
    """How unevenly the rows come in turns (epochs, n): (squares, degrees of freedom).

    Counted is how often each row had its turn in each batch. Without a preference the
    squares of what is missing or too much, each over its mean, add up to a chi-squared
    variable (times n/(n − 1), since a row that comes first keeps others from it).
    """
    counts = _counts(turn)
    n, batches = counts.shape
    means = counts.sum(axis=0) / n
    squares = ((counts - means) ** 2 / means).sum() * (n - 1) / n
    return squares, (n - 1) * (batches - 1)


def most_of_chi_squared(freedom: int) -> float:
    """What a chi-squared variable exceeds once in 10⁸ times, by Wilson and Hilferty.

    Its cube root is nearly normal.
    """
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + SURE * spread**0.5) ** 3


def _epochs(turn):
    """Refuses turns (runs, epochs, ROWS) of two batches that no fair shuffle gives.

    No two epochs can be alike by luck: there are 10¹⁸ ways to halve 64 rows.
    """
    orders, halves = _in_numbers(turn == 0), _in_numbers(turn == turn[..., :1])
    side = np.where(turn == 0, 1.0, -1.0)
    if len(np.unique(orders)) == 1:
        raise RuleError(_all_the_same(turn[0, 0]))
    if (orders == orders[:, :1]).all():
        raise RuleError("The second epoch had the batches of the first.")
    if (halves == halves[:, :1]).all():
        raise RuleError(_same_halves(turn))
    if any(len(set(run)) < EPOCHS for run in halves.tolist()):
        raise RuleError("The same rows shared a batch in two epochs.")
    if (np.diff(turn) >= 0).all(axis=-1).any():
        raise RuleError(IN_ORDER)
    if len(np.unique(orders)) < RUNS * EPOCHS:
        raise RuleError("Another call with the same rng had the same batches.")
    _independent(side)
    _positions(turn.reshape(-1, ROWS))
    _pairs(side.reshape(-1, ROWS))


def _in_numbers(held):
    """The 64 rows of each epoch, held or not, as the bits of one number."""
    return np.packbits(held, axis=-1).view(np.uint64)[..., 0]


def _same_halves(turn):
    cuts = (np.diff(turn) != 0).sum(axis=-1)
    rows = "neighbours" if (cuts == 1).all() else "the same rows"
    first = turn[..., 0] == turn[:, :1, 0]  # whether row 0 is where it was at first
    order = "a fixed" if (first == first[0]).all() else "another"
    return f"In every epoch {rows} shared a batch, in {order} order."


def _independent(side):
    """Refuses runs in which an epoch tells of another one.

    For two epochs, count the rows that are on the same side in both, less those that
    are not. If the second is drawn anew, this c is 0 on average, its square n²/(n − 1),
    and its square varies by about √2 times as much. All pairs of epochs of a run are
    looked at. Their mean varies less, by the root of how many they are.
    """
    _, epochs, n = side.shape
    c = (side @ side.transpose(0, 2, 1))[:, *np.triu_indices(epochs, 1)]
    square, root = n**2 / (n - 1), c.size**0.5
    if abs(c.mean()) > SURE_OF_MANY * square**0.5 / root:
        raise RuleError("Rows that came early in one epoch come early again, or late.")
    if abs((c**2).mean() - square) > SURE_OF_MANY * 2**0.5 * square / root:
        raise RuleError("Rows that shared a batch in one epoch often share one again.")


def _pairs(side):
    """Refuses epochs in which some two rows share a batch too often, or too seldom.

    Each two rows share one in 31 of 63 epochs, give or take half the root of how many
    epochs there are: less than one in 10¹¹ is off by seven times that much.
    """
    epochs, n = side.shape
    sums = (side.T @ side)[np.triu_indices(n, 1)] + epochs / (n - 1)
    if np.abs(sums).max() > SURE_OF_MANY * epochs**0.5:
        raise RuleError("Some rows meet in a batch more often than others do.")


# sgd, on data that let the weights tell which step each row had its turn in: weight 0
# is a clock, whose distance to 1 is halved at each step; weight 1 + i moves when row i
# has its turn, in proportion to that distance, and too little for the clock to notice.
TINY, RATE = 1e-6, 0.5
CLOCKED = np.hstack((np.ones((ROWS, 1)), TINY * np.eye(ROWS)))


def steps(runs: Drawn, other: Drawn) -> None:
    """That sgd takes its batches epoch by epoch, at random, from rng alone.

    runs   of all rows, with targets of 1
    other  a run in which some rows and their targets have the other sign
    Raises RuleError.
    """
    for weights in runs["values"] + other["values"]:
        if np.shape(weights) != (ROWS + 1,):
            raise RuleError(
                f"It should give the {ROWS + 1} weights after the last step."
            )
    turn = _steps_of(np.array(_of_rng_alone(runs)))
    try:
        _steps_of(np.array(other["values"]))
    except RuleError:
        raise RuleError("Some row of X met the target of another row.") from None
    _epochs(turn)


def _sgd(seed, times, sign):
    """The arguments of sgd, for rows whose targets have these signs."""
    X = (sign[:, None] * CLOCKED).tolist()
    call = [{"array": [0.0] * (ROWS + 1)}, {"array": X}, {"array": sign.tolist()}]
    return {"call": [*call, RATE, HALF, EPOCHS], "rng": [3, seed], "times": times}


def _steps_of(weights):
    """In which step, 0 or 1, of each epoch of each run each row had its turn."""
    # Step k = 0, 1, ... moves the weight of a row by 2**-k: a bit for each step.
    moved = weights[:, 1:] * HALF / (RATE * TINY) * 2 ** (2 * EPOCHS - 1)
    moved = np.nan_to_num(moved, nan=-1, posinf=-1, neginf=-1)
    if np.ptp(moved, axis=1).min() < 0.01:
        raise RuleError("All rows moved alike, as if they had their turns together.")
    bits = np.round(moved)
    if np.abs(bits - moved).max() > 0.01 or bits.min() < 0:
        raise RuleError("The weights moved otherwise than by steps of size η · g.")
    two_bits = 2 * np.arange(EPOCHS)[::-1, None]
    taken = bits[:, None].astype(np.int64) >> two_bits & 3
    if bits.max() >= 4**EPOCHS or (taken == 0).any() or (taken == 3).any():
        raise RuleError("In one epoch some row had no turn, or several.")
    return (taken == 1).astype(int)


def _in_a_row(rows, size, epochs):
    # A wrong epoch may have every row many times: that there are too many will do.
    call = {"call": [rows, size], "rng": [3, 3], "times": epochs}
    return {**call, "most": 2 * rows}


EITHER = np.random.default_rng((3, 4)).choice([-1.0, 1.0], ROWS)
PROPERTIES = {"turns": turns, "chance": chance, "steps": steps}
DRAWS = {  # the calls of which each property judges what came
    "turns": [{"call": [*case], "rng": [3, 2]} for case in CASES],
    "chance": [
        _in_a_row(FEW_ROWS, PAIR, FEW_EPOCHS),
        _in_a_row(ROWS, HALF, RUNS * EPOCHS),
    ],
    "steps": [_sgd(3, RUNS, np.ones(ROWS)), _sgd(4, 1, EITHER)],
}
