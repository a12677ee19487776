"""Exercise 10: schedules as functions of t, a plateau, and two searches."""

from functools import cache
from math import inf, nan
from types import SimpleNamespace

import numpy as np

from coursekit import schedules as course
from coursekit.dialects import keras
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import (
    call,
    calls,
    made_by,
    rates,
    same,
    schedules,
    series,
    updates,
)  # fmt: skip

# What is done to t, whatever the formula.
mistakes_in_t = {
    "Staircase: t // s drops every s steps at once; t / s falls smoothly.":
        "t / s -> t // s",
    "t runs over the whole training: yours begins again every s steps.":
        "t / s -> t % s / s",
    "t is 0 at the first update, and η(0) = η₀; you started it at 1.":
        "t / s -> (t + 1) / s",
    "t counts from 0 here, so that η(0) = η₀: do not subtract 1.":
        "t / s -> (t - 1) / s",
    "t may be a fraction: divide it as it is, not rounded.":
        "t / s -> round(t) / s",
    "t may be a fraction: you cut off what stands behind its point.":
        "t / s -> int(t) / s",
}  # fmt: skip


def power(eta0, s, c=1):
    return lambda t: eta0 / (1 + t / s) ** c


fading = Task(
    id="10.1",
    title="Power scheduling",
    name="power",
    section="Four ways down",
    reference=power,
    parts=(
        rates("whole steps", 0.01, 20, t=(60, 10, 20, 400, 5)),
        rates("another c, and fractions of a step", 0.3, 4.0, 1.5, t=(6, 2.5, 1, 2.7)),
        rates("the first update, t = 0", 0.2, 7.0, t=(3, 0, 9)),
        schedules(
            "schedules that live at the same time",
            (0.1, 5.0, 0.5), (0.7, 30.0), (40.0, 5.0, 0.5), (0.1, 0.3, 0.5),
            (0.1, 5.0, 2), (0.1, 5.0, 0), t=(8, 2, 50, 3_000_000),
        ),
    ),
    mistakes={
        **mistakes_in_t,
        "Your schedules share their settings: the last one made changes all.": """
            global rate, steps, exponent
            rate, steps, exponent = eta0, s, c
            return lambda t: rate / (1 + t / steps) ** exponent""",
        "Divide t by s (Keras' decay is 1/s): after s steps there stands 1 + 1.":
            "t / s -> t * s",
        "Missing 1: without it η is infinite at t = 0.":
            "1 + t / s -> t / s",
        "c is ignored: it is the power of 1 + t/s.":
            "** c -> ** 1",
        "c is an exponent, not a factor of t.":
            "return lambda t: eta0 / (1 + c * t / s)",
        "c is an exponent: you multiplied by it.":
            "(1 + t / s) ** c -> ((1 + t / s) * c)",
        "The power is of 1 + t/s as a whole, not of t/s alone.":
            "return lambda t: eta0 / (1 + (t / s) ** c)",
        "Parentheses: eta0 / 1 + t / s divides by 1 alone; divide by (1 + t / s).":
            "return lambda t: eta0 / 1 + t / s**c",
        "η belongs to the t that is asked for: you count how often you were asked.": """
            count = -1
            def schedule(t):
                nonlocal count
                count = count + 1
                return eta0 / (1 + count / s) ** c
            return schedule""",
        "η₀ is not raised to the power c, only 1 + t/s is.":
            "return lambda t: (eta0 / (1 + t / s)) ** c",
        "It grows: divide by (1 + t/s)ᶜ.":
            "eta0 / (1 + t / s) -> eta0 * (1 + t / s)",
        "η₀ and s are exchanged: the first argument is η₀.":
            "return lambda t: s / (1 + t / eta0) ** c",
        "That halves again and again; here a half is followed by a third, a fourth.":
            "return lambda t: eta0 * 0.5 ** (c * t / s)",
        "That is exponential scheduling: tenfold every s steps.":
            "return lambda t: eta0 * 0.1 ** (t / s)",
    },
    guarded=(course.power,),
)  # fmt: skip


def exponential(eta0, s):
    return lambda t: eta0 * 0.1 ** (t / s)


tenfold = Task(
    id="10.2",
    title="Exponential scheduling",
    name="exponential",
    section="Four ways down",
    reference=exponential,
    parts=(
        rates("whole steps", 0.01, 20, t=(60, 10, 20, 5, 170)),
        rates("fractions of a step", 0.3, 4.0, t=(6, 2.5, 1, 2.7)),
        rates("the first update, t = 0", 0.2, 7.0, t=(3, 0, 9)),
        schedules(
            "schedules that live at the same time",
            (0.1, 5.0), (0.7, 30.0), (40.0, 5.0), (0.1, 30.0), (0.1, 0.6),
            t=(8, 2, 50),
        ),
    ),
    mistakes={
        **mistakes_in_t,
        "Your schedules share their settings: the last one made changes all.": """
            global rate, steps
            rate, steps = eta0, s
            return lambda t: rate * 0.1 ** (t / steps)""",
        "s steps take a tenth (0.1), not 1/e: e^(−t/s) falls 2.7-fold.":
            "return lambda t: eta0 * np.exp(-t / s)",
        "Start from η₀ at each t: you shrink what the last call had shrunk.": """
            eta = eta0
            def schedule(t):
                nonlocal eta
                eta = eta * 0.1 ** (t / s)
                return eta
            return schedule""",
        "0.1 ** (1/s) is one step's factor, but t need not come in order.": """
            eta = eta0
            def schedule(t):
                nonlocal eta
                eta = eta * 0.1 ** (1 / s)
                return eta
            return schedule""",
        "It grows: the base is 0.1, or else 10 with −t/s above it.":
            "0.1 -> 10",
        "s is how many steps a factor of 0.1 takes: divide t by s.":
            "t / s -> t * s",
        "A power binds tighter than a division: 0.1 ** (t / s), with parentheses.":
            "return lambda t: eta0 * 0.1**t / s",
        "0.1 to the power t/s, not times t/s.":
            "return lambda t: eta0 * 0.1 * t / s",
        "η₀ stands before the power: only 0.1 is raised to t/s.":
            "return lambda t: (eta0 * 0.1) ** (t / s)",
        "s steps take a tenth, not a half: the base is 0.1.":
            "0.1 -> 0.5",
        "The base is 0.1: 0.9 loses a tenth in s steps, it does not leave one.":
            "0.1 -> 0.9",
        "η₀ and s are exchanged: the first argument is η₀.":
            "return lambda t: s * 0.1 ** (t / eta0)",
        "That is power scheduling: a half after s steps.":
            "return lambda t: eta0 / (1 + t / s)",
    },
    guarded=(course.exponential,),
)  # fmt: skip


def piecewise(boundaries, values):
    ordered = sorted(boundaries)
    return lambda t: values[sum(boundary <= t for boundary in ordered)]


in_pieces = Task(
    id="10.3",
    title="Piecewise constant",
    name="piecewise",
    section="Four ways down",
    reference=piecewise,
    parts=(
        rates("two boundaries, between and beyond them",
              [5, 55], [0.1, 0.001, 0.0002], t=(7, 4, 56, 54, 0, 500, 6)),
        rates("t on a boundary", [5, 55], [0.1, 0.001, 0.0002], t=(55, 5)),
        schedules(
            "one boundary, and rates that rise again",
            ([3], [0.02, 0.5]), ([2.5], [0.02, 0.5]), ([3], [7.0, 0.5]),
            t=(9, 2.5, 3, 0, 2.7, 2.2, 3.4),
        ),
        rates("three boundaries", [2, 4, 9], [0.3, 0.7, 0.1, 0.4],
              t=(8, 3, 9, 1, 4, 30, 2)),
        series(
            "boundaries that do not ascend, which are sorted or refused",
            rates("", [2, 6, 9], [0.4, 0.3, 0.2, 0.1], t=(1, 3, 7, 10)),
            rates("", [9, 2, 6], [0.4, 0.3, 0.2, 0.1], t=(1, 3, 7, 10),
                  or_refusal=True),
            rates("", [2, 9, 6], [0.4, 0.3, 0.2, 0.1], t=(1, 3, 7, 10),
                  or_refusal=True),
        ),
    ),
    mistakes={
        "At t = boundary the new value holds: epoch 5 begins the second phase.":
            "boundary <= t -> boundary < t",
        "At t = boundary the new value holds already; and sort or refuse boundaries.":
            "return lambda t: next((value for boundary, value "
            "in zip(boundaries, values) if t <= boundary), values[-1])",
        "t may be a fraction: compare it as it is, not rounded.":
            "boundary <= t -> boundary <= round(t)",
        "t may be a fraction: you cut off what stands behind its point.":
            "boundary <= t -> boundary <= int(t)",
        "t may be a fraction: you rounded it up.":
            "boundary <= t -> boundary <= np.ceil(t)",
        "Boundaries are end points, as 5 and 55, not lengths: do not add them up.":
            "ordered = np.cumsum(boundaries)",
        "Boundaries that do not ascend: sort them or refuse, but give no wrong η.":
            "return lambda t: next((value for boundary, value "
            "in zip(boundaries, values) if t < boundary), values[-1])",
        "Boundaries may be out of order anywhere: compare all of them.": """
            if boundaries[0] > boundaries[-1]:
                raise ValueError("The boundaries do not ascend.")
            return lambda t: next((value for boundary, value
                in zip(boundaries, values) if t < boundary), values[-1])""",
        "Sort the boundaries alone: the values are in order.":
            "return lambda t: next((value for boundary, value "
            "in sorted(zip(boundaries, values)) if t < boundary), values[-1])",
        "There is one value more than there are boundaries: the last is values[-1].":
            "return lambda t: next((value for boundary, value in sorted(zip(boundaries,"
            " values)) if t < boundary), values[len(boundaries) - 1])",
        "Rates are fractions: in an array of whole numbers 0.001 becomes 0.":
            "values = np.array(values, dtype=int)",
        "Return η, not the number of its phase.":
            "return lambda t: float(sum(boundary <= t for boundary in ordered))",
        "After the last boundary the last value stays; yours gives nothing there.":
            "return lambda t: next((value for boundary, value "
            "in zip(ordered, values) if t < boundary), None)",
        "Before the first boundary values[0] holds; you are a phase late.":
            "return lambda t: values[max(sum(b <= t for b in ordered) - 1, 0)]",
        "values[0] holds until boundaries[0]; you are a phase early.":
            "return lambda t: values[min(sum(b <= t for b in ordered) + 1, "
            "len(boundaries))]",
        "values are rates, not factors that multiply (as MultiStepLR's do).":
            "return lambda t: np.prod(values[: sum(b <= t for b in ordered) + 1])",
        "Constant between the boundaries, with jumps; yours slides.":
            "return lambda t: np.interp(t, [0, *ordered], values)",
        "A new value stays after its boundary, it does not hold at the boundary only.":
            "return lambda t: "
            "values[boundaries.index(t) + 1] if t in boundaries else values[0]",
        "There may be more than one boundary: look at all of them.":
            "return lambda t: values[int(t >= min(boundaries))]",
        "A rate may rise again: give the value of its phase, not the least so far.":
            "return lambda t: min(values[: sum(b <= t for b in ordered) + 1])",
        "values[0] for ever: compare t with the boundaries.":
            "return lambda t: values[0]",
    },
    guarded=(course.piecewise, keras.piecewise),
)  # fmt: skip


def plateau(eta0, factor, patience):
    eta, best, bad = eta0, np.inf, 0

    def update(error):
        nonlocal eta, best, bad
        if error < best:
            best, bad = error, 0
        else:
            bad = bad + 1
            if bad >= patience:
                eta, bad = factor * eta, 0
        return eta

    return SimpleNamespace(update=update)


ERRORS = (
    0.9, 0.7, 0.8, 0.6, 0.62, 0.61, 0.65, 0.67, 0.5, 0.55, 0.5, 0.52, 0.53, 0.54, 0.4,
)  # fmt: skip

performance = Task(
    id="10.4",
    title="Performance scheduling",
    name="plateau",
    section="Performance scheduling: the error decides",
    reference=plateau,
    parts=(
        updates("a patience of 2", (0.1, 0.5, 2), errors=ERRORS),
        updates("a patience of 3", (0.4, 0.1, 3), errors=[*ERRORS, *ERRORS]),
        updates(
            "a patience of 1, with ties", (1.0, 0.3, 1), (30.0, 0.001, 1),
            errors=(0.5, 0.5, 0.4, 0.4, 0.3, 0.35, 0.31, 0.2),
        ),
        same(updates("progress by very little", (0.3, 0.2, 2),
                errors=(0.5, 0.49999, 0.49998, 0.49997, 0.49996, 0.6, 0.7))),
        same(series(
            "errors that grow far above 1, to inf and nan",
            updates("", (0.2, 0.5, 2), errors=(
                7.0, 9.0, 8.0, 30.0, 6.0, 6.5, 6.0, 5.0,
            )),
            updates("", (0.2, 0.5, 2), (0.2, 0.5, 3), errors=(
                0.9, nan, 0.8, nan, 0.85, 0.7, nan, inf, 0.75, 0.72, 0.6, 0.5, nan, nan,
            )),
            updates("", (0.2, 0.5, 2), errors=(9.0, 8.9998, 8.9996, 8.9994, 9.0, 9.0)),
        )),
        updates(
            "several that are told the same errors in turn",
            (0.1, 0.5, 2), (0.8, 0.2, 4), (0.8, 0.5, 2), (0.8, 0.5, 4), (0.1, 0.2, 2),
            errors=ERRORS,
        ),
    ),
    mistakes={
        "Wait `patience`: one bad error alone is noise.":
            "bad >= patience -> bad > 0",
        "Reset the count after an improvement: the bad errors come in a row.":
            "best, bad = error, 0 -> best = error",
        "Reset the count after a drop, or the next bad error drops again.":
            "eta, bad = factor * eta, 0 -> eta = factor * eta",
        "After a drop count anew: yours waits for progress before it can fall again.":
            "bad >= patience -> bad == patience; "
            "eta, bad = factor * eta, 0 -> eta = factor * eta",
        "Reset the count of bad errors, after progress and after a drop.":
            "best, bad = error, 0 -> best = error; "
            "eta, bad = factor * eta, 0 -> eta = factor * eta",
        "Your count of bad errors is never reset, so that η falls only once.":
            "best, bad = error, 0 -> best = error; bad >= patience -> bad == patience; "
            "eta, bad = factor * eta, 0 -> eta = factor * eta",
        "Stopped dropping includes ties: an error equal to the best is no progress.":
            "error < best -> error <= best",
        "Any error below the best is progress; you ask for more than that.":
            "error < best -> error < best - 1e-4",
        "Any error below the best is progress; you ask for a share of it more.":
            "error < best -> error < best * (1 - 1e-4)",
        "nan is a bad error: nan >= best is False, so ask error < best.":
            "error < best -> not error >= best",
        "nan is a bad error, too: count it.":
            "bad = bad if np.isnan(error) else bad + 1",
        "Best starts at +∞; from 0 no error is ever progress.":
            "np.inf -> 0.0",
        "Best starts at +∞: the first errors may be above 1.":
            "np.inf -> 1.0",
        "Compare with the best so far, not with the error before.":
            "bad = bad + 1 -> best, bad = error, bad + 1",
        "One too late: η falls at the patience-th bad error (PyTorch waits longer).":
            "bad >= patience -> bad > patience",
        "One too early: wait for `patience` bad errors.":
            "bad >= patience -> bad >= patience - 1",
        "factor multiplies: η ← factor · η.":
            "factor * eta -> eta / factor",
        "η falls by a factor; you subtracted.":
            "factor * eta -> eta - factor",
        "Each drop shrinks the η in force, not η₀.":
            "factor * eta -> factor * eta0",
        "The best stays the best after a drop.":
            "eta, bad = factor * eta, 0 -> eta, bad, best = factor * eta, 0, error",
        "The best stays the best after a drop; yours goes back to +∞.":
            "eta, bad = factor * eta, 0 -> eta, bad, best = factor * eta, 0, np.inf",
        "It is an error: lower is better.":
            "np.inf -> -1.0; error < best -> error > best",
        "An improvement does not bring η₀ back.":
            "best, bad = error, 0 -> best, bad, eta = error, 0, eta0",
        "η has to fall: update answers the η that is in force, not η₀.":
            "return eta -> return eta0",
        "update answers η, not the error.":
            "return eta -> return error",
    },
    guarded=(course.plateau.update,),
)  # fmt: skip


def divide_by_three(train, eta0):
    for division in range(41):
        eta = eta0 / 3**division
        losses = train(eta)
        if np.isfinite(losses[-1]) and losses[-1] <= losses[0]:
            return eta
    raise ValueError("No rate works.")


def on_a_parabola(curvature, steps):
    """Losses (steps + 1,) of gradient descent from 1 on a parabola, as they come.

    Where they grow beyond all numbers, they end in nan, as they do in a network.
    """

    def losses(eta):
        x = (1 - float(eta) * curvature) ** np.arange(steps + 1.0)
        return curvature * x * x / 2 + 0 * x

    return losses


def losses_below(limit, good, bad):
    """Runs with the losses `good` where η is below the limit, and `bad` above it."""

    def losses(eta):
        return np.array(good if float(eta) < limit else bad)

    return losses


def training(function, *settings):
    return made_by(function, *settings, at_most=300)


# Losses of a run that has not diverged, and of one that has.
ENDINGS = (
    ([1.0, 0.9, 0.7], [1.0, 0.5, 60.0]),
    ([4.0, 9.0, 3.9], [4.0, 9.0, inf]),
    ([2.0, 1.0, 1.9], [2.0, 1.0, 2.05]),
    ([3.0, 1.0, 3.0], [3.0, 1.0, nan]),
    ([2.0, inf, 1.5], [2.0, 3.0, inf]),
    ([2.0, nan, 1.5], [2.0, 3.0, nan]),
    ([500.0, 480.0, 490.0], [500.0, 400.0, 3e4]),
    ([4e-3, 2e-3, 3e-3], [4e-3, 1e-3, 0.3]),
)

FAR = 5e18


def needing(divisions):
    """A training that works after so many divisions of FAR, or of numbers beside it."""
    limit = FAR / 3 ** (divisions - 0.5)
    return training(losses_below, limit, [2.0, 1.0], [2.0, nan])


search = Task(
    id="10.5",
    title="Divide by three",
    name="divide_by_three",
    section="Where does one begin?",
    reference=divide_by_three,
    parts=(
        call("60 steps on a parabola, from far too large an η",
             training(on_a_parabola, 12.0, 60), 10.0),
        call("400 steps, which end in nan", training(on_a_parabola, 12.0, 400), 4.0),
        call("an η that works at once", training(on_a_parabola, 5.0, 50), 0.11),
        series(
            "30 divisions, 40, and one more than that",
            call("", training(on_a_parabola, 1e12, 40), 150.0),
            call("", needing(40), FAR),
            call("", needing(41), FAR, refusal=["ValueError"]),
        ),
        calls(
            "losses that rise on their way, dip, tie, or end a little above the first",
            *((training(losses_below, 0.3, *run), 7.0) for run in ENDINGS),
            refusal=["ValueError"],
        ),
        series(
            "runs that diverge at any η, and one that does not",
            call("", training(losses_below, 0.0, [], [1.0, nan]), 1.0,
                 refusal=["ValueError"]),
            call("", training(losses_below, 1.0, [2.0, 1.0], [2.0, inf]), 0.7),
        ),
    ),
    mistakes={
        "Return the first η that works; you returned the last that failed.":
            "return eta -> return 3 * eta",
        "That is the first η that diverges: return the first that does not.":
            "np.isfinite(losses[-1]) and losses[-1] <= losses[0] -> "
            "not (np.isfinite(losses[-1]) and losses[-1] <= losses[0])",
        "Return the first η that works; you divided once more.":
            "return eta -> return eta / 3",
        "Try η₀ itself first: it may work.":
            "range(41) -> range(1, 41)",
        "40 divisions give 41 rates, for η₀ is one, too: you stop too early.":
            "range(41) -> range(40)",
        "After 40 divisions raise a ValueError; you go on.":
            "range(41) -> range(101)",
        "Divide: a larger η diverges all the more.":
            "eta0 / 3 ** division -> eta0 * 3 ** division",
        "Divide by 3, not by 2.":
            "3 ** division -> 2 ** division",
        "Divide again and again: η₀/3, η₀/9, η₀/27, not η₀/(3k).":
            "3 ** division -> max(3 * division, 1)",
        "Add a limit: where no η works, yours never ends.":
            "range(41) -> range(10 ** 6)",
        "Where no η works, say so: raise a ValueError after 40 divisions.":
            "raise ValueError('No rate works.') -> return eta",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "Where no η works, raise a ValueError instead of returning None.":
            "raise ValueError('No rate works.') -> return None",
        "A single division need not be enough: go on until it works.":
            "range(41) -> range(1); "
            "raise ValueError('No rate works.') -> return eta / 3",
        "NaN compares False: nan > 1 is False, too, so ask np.isfinite.":
            "np.isfinite(losses[-1]) and losses[-1] <= losses[0] -> "
            "not losses[-1] > losses[0]",
        "Finite is not enough: a last loss above the first has diverged, too.":
            "losses[-1] <= losses[0] -> True",
        "A run that ends level with its first loss has not diverged: ≤, not <.":
            "losses[-1] <= losses[0] -> losses[-1] < losses[0]",
        "Above the first is above it, however little: do not multiply the first loss.":
            "losses[-1] <= losses[0] -> losses[-1] <= 10 * losses[0]",
        "Compare the last loss with the first, not with the number 1.":
            "losses[-1] <= losses[0] -> losses[-1] <= 1",
        "The last loss decides, not the smallest: a run may dip and then grow.":
            "losses[-1] <= losses[0] -> min(losses) < losses[0]",
        "The last loss decides, not the smallest, and it may be nan.":
            "np.isfinite(losses[-1]) and losses[-1] <= losses[0] -> "
            "np.nanmin(losses) < losses[0]",
        "A run may rise on its way: compare the last loss with the first.":
            "losses[-1] <= losses[0] -> max(losses) <= losses[0]",
        "Only the last loss has to be finite: a run may pass inf and come back.":
            "np.isfinite(losses[-1]) -> np.isfinite(losses).all()",
        "Compare the last loss with the first, not with the one before it.":
            "np.isfinite(losses[-1]) and losses[-1] <= losses[0] -> "
            "losses[-1] <= losses[-2]",
        "Return the η, not its losses.":
            "return eta -> return losses",
        "Return the first η that does not diverge; the best is another search.": """
            ends = {eta0 / 3**k: train(eta0 / 3**k)[-1] for k in range(41)}
            kept = {eta: end for eta, end in ends.items() if np.isfinite(end)}
            return min(kept, key=kept.get)""",
    },
)  # fmt: skip


FROM, ENOUGH = 3.0, 0.75  # where the walks start; the share of the constant's distance


def settle(steps):
    return lambda t: 1 / (1 + t)


def squares_left(rates):
    """What a walk from FROM has left of its squared distance, and what noise added.

    The parabola has curvature 1, and the slopes noise of variance 1; both are means.
    """
    start, noise = FROM**2, 0.0
    for eta in rates:
        start, noise = (1 - eta) ** 2 * start, (1 - eta) ** 2 * noise + eta**2
    return start, noise


@cache
def best_constant(steps):
    """The least mean squared distance that a constant rate reaches."""
    etas = np.geomspace(1e-3, 1, 4000)
    return float(sum(squares_left(np.tile(etas, (steps, 1)))).min())


def does_not_settle(rates):
    """What is wrong with the rates of a whole budget, as in Part; "" if nothing."""
    if not all(type(eta) in (int, float) and np.isfinite(eta) for eta in rates):
        return "A rate is no finite number."
    if min(rates) < 0:
        return "A rate is below 0."
    start, noise = squares_left(rates)
    left, asked = start + noise, ENOUGH * best_constant(len(rates))
    if left <= asked:
        return ""
    told = f"after {len(rates)} steps {left:.2g} is left, and {asked:.2g} is asked for."
    if max(rates) == min(rates):
        return f"The rate is always the same: {told}"
    if not left < FROM**2:
        return f"It runs away: {told}"
    if rates[-1] == max(rates):
        return f"The last rate is the largest: {told}"
    if start > noise:
        return f"The start is not forgotten: {told}"
    return f"Noise is most of what is left: {told}"


def budget(steps):
    """A Part for settle: its schedule for a budget of so many steps."""
    label, t = f"a budget of {steps} steps", range(steps)
    return rates(label, steps, t=t, vary="never", wrong_with=does_not_settle)


def all_settle(**budgets):
    return tuple(map(budget, budgets.values()))


BUDGETS = Own(
    rows=(
        {"few": 40, "some": 100, "many": 400},
        {"few": 40, "some": 120, "many": 400},
        {"few": 50, "some": 100, "many": 400},
        {"few": 50, "some": 120, "many": 400},
        {"few": 45, "some": 110, "many": 400},
        {"few": 60, "some": 90, "many": 400},
    ),
    parts=all_settle,
    says=("budgets of {few}, {some} and {many} steps",),
)

both = Task(
    id="10.6",
    title="Better than any constant",
    name="settle",
    section="First trouble: noise",
    reference=settle,
    parts=all_settle(**BUDGETS.rows[0]),
    own=BUDGETS,
    mistakes={
        "One rate for the whole way cannot be large at first and small at the end.":
            "return lambda t: 5 / steps",
        "η falls too early: its rates are used up before the start is forgotten.":
            "return lambda t: 0.5 * 0.1 ** (t / 3)",
        "η falls too late: at the end its steps still stir up noise.":
            "return lambda t: 0.5 / (1 + t / steps)",
        "The other way round: first large, to travel, then small, to arrive.":
            "return lambda t: t / steps",
        "A first η beyond 2/λ runs away, and there is no way back in time.":
            "return lambda t: 40.0 * 0.5 ** (10 * t / steps)",
        "Budgets differ: let the fall depend on steps, not on a number that suits one.":
            "return lambda t: 0.12 * 0.1 ** (t / 100)",
        "t is 0 at the first update: 1/t is no number there.":
            "1 / (1 + t) -> 1 / t",
        "A negative η climbs: rates are numbers from 0 on.":
            "1 / (1 + t) -> -1 / (1 + t)",
    },
)  # fmt: skip
