"""Exercise 10: schedules as functions of t, a plateau, and the search for η."""

import numpy as np

from coursekit import schedules
from coursekit.tasks import Task, plateaus, thirds
from coursekit.tasks.rates import at, on_a_parabola, searched, together, told


def formula(f):
    """An answer from a formula f(t, ...): what it returns is a function of t."""
    return lambda *settings, **named: lambda t: f(t, *settings, **named)


def compounding(factor):
    """An answer that shrinks the rate that it gave last, by factor(t, s)."""

    def make(eta0, s, c=1):
        eta = eta0

        def schedule(t):
            nonlocal eta
            eta = eta * factor(t, s)
            return eta

        return schedule

    return make


power_mistakes = {
    "Staircase: t // s drops every s steps at once; t / s falls smoothly.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + t // s) ** c),
    "Divide t by s (Keras' decay is 1/s): after s steps there stands 1 + 1.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + t * s) ** c),
    "t is 0 at the first update, and η(0) = η₀; you started it at 1.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + (t + 1) / s) ** c),
    "t counts from 0 here, so that η(0) = η₀: do not subtract 1.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + (t - 1) / s) ** c),
    "Missing 1: without it η is infinite at t = 0.":
        formula(lambda t, eta0, s, c=1: eta0 / np.divide(t, s) ** c),
    "c is ignored: it is the power of 1 + t/s.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + t / s)),
    "c is an exponent, not a factor.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + c * t / s)),
    "The power is of 1 + t/s as a whole, not of t/s alone.":
        formula(lambda t, eta0, s, c=1: eta0 / (1 + (t / s) ** c)),
    "η₀ is not raised to the power c, only 1 + t/s is.":
        formula(lambda t, eta0, s, c=1: (eta0 / (1 + t / s)) ** c),
    "It grows: divide by (1 + t/s)ᶜ.":
        formula(lambda t, eta0, s, c=1: eta0 * (1 + t / s) ** c),
    "That halves again and again; here a half is followed by a third, a fourth.":
        formula(lambda t, eta0, s, c=1: eta0 * 0.5 ** (c * t / s)),
    "That is exponential scheduling: tenfold every s steps.":
        formula(lambda t, eta0, s, c=1: eta0 * 0.1 ** (t / s)),
    "The formula starts from η₀ at each t: do not shrink what has been shrunk.":
        compounding(lambda t, s: 1 / (1 + t / s)),
}  # fmt: skip

fading = Task(
    id="10.1",
    title="Power scheduling",
    name="power",
    section="Four schedules",
    reference=schedules.power,
    parts=(
        at("whole steps", "power", 0.01, 20, t=(60, 10, 20, 400, 5)),
        at("another c, and fractions of a step", "power", 0.3, 4.0, 1.5, t=(6, 2.5, 1)),
        at("the first update, t = 0", "power", 0.2, 7.0, t=(3, 0, 9)),
        together(
            "two schedules that live at the same time", "power",
            (0.1, 5.0, 0.5), (0.7, 30.0), t=(8, 2, 50),
        ),
    ),
    mistakes=power_mistakes,
    makes=True,
)  # fmt: skip

exponential_mistakes = {
    "Staircase: t // s drops every s steps at once; t / s falls smoothly.":
        formula(lambda t, eta0, s: eta0 * 0.1 ** (t // s)),
    "Base 0.1: tenfold every s steps; e^(−t/s) falls 2.7-fold.":
        formula(lambda t, eta0, s: eta0 * np.exp(-t / s)),
    "Formula starts from η₀: you shrink what the last call had shrunk already.":
        compounding(lambda t, s: 0.1 ** (t / s)),
    "One step's factor is 0.1 ** (1/s), but t need not come in order: no memory.":
        compounding(lambda t, s: 0.1 ** (1 / s)),
    "It grows: the base is 0.1, or else 10 with −t/s above it.":
        formula(lambda t, eta0, s: eta0 * 10 ** (t / s)),
    "s is how many steps a factor of 0.1 takes: divide t by s.":
        formula(lambda t, eta0, s: eta0 * 0.1 ** (t * s)),
    "A power binds tighter than a division: 0.1 ** (t / s), with parentheses.":
        formula(lambda t, eta0, s: eta0 * 0.1**t / s),
    "0.1 to the power t/s, not times t/s.":
        formula(lambda t, eta0, s: eta0 * 0.1 * t / s),
    "η₀ stands before the power: only 0.1 is raised to t/s.":
        formula(lambda t, eta0, s: (eta0 * 0.1) ** (t / s)),
    "t is 0 at the first update, and η(0) = η₀; you started it at 1.":
        formula(lambda t, eta0, s: eta0 * 0.1 ** ((t + 1) / s)),
    "t counts from 0 here, so that η(0) = η₀: do not subtract 1.":
        formula(lambda t, eta0, s: eta0 * 0.1 ** ((t - 1) / s)),
    "You typed the book's numbers; use eta0 and s.":
        formula(lambda t, eta0, s: 0.01 * 0.1 ** (t / 20)),
    "s steps take a tenth, not a half: the base is 0.1.":
        formula(lambda t, eta0, s: eta0 * 0.5 ** (t / s)),
    "That is power scheduling: a half after s steps.":
        formula(lambda t, eta0, s: eta0 / (1 + t / s)),
}  # fmt: skip

tenfold = Task(
    id="10.2",
    title="Exponential scheduling",
    name="exponential",
    section="Four schedules",
    reference=schedules.exponential,
    parts=(
        at("the book's numbers", "exponential", 0.01, 20, t=(60, 10, 20, 5)),
        at("others, and fractions of a step", "exponential", 0.3, 4.0, t=(6, 2.5, 1)),
        at("the first update, t = 0", "exponential", 0.2, 7.0, t=(3, 0, 9)),
        together(
            "two schedules that live at the same time", "exponential",
            (0.1, 5.0), (0.7, 30.0), t=(8, 2, 50),
        ),
    ),
    mistakes=exponential_mistakes,
    makes=True,
)  # fmt: skip


def phase(t, boundaries):
    """The number of the phase that t is in, whatever the order of the boundaries."""
    return sum(boundary <= t for boundary in boundaries)


def first_met(t, boundaries, values):
    met = [value for boundary, value in zip(boundaries, values) if t < boundary]
    return [*met, values[-1]][0]


piecewise_mistakes = {
    "At t = boundary the new value holds: epoch 5 is the first of the second phase.":
        formula(lambda t, boundaries, values:
            values[sum(boundary < t for boundary in boundaries)]),
    "5 and 50 are lengths: boundaries are end points, 5 and 55; do not add them up.":
        formula(lambda t, boundaries, values:
            values[phase(t, np.cumsum(boundaries))]),
    "Boundaries that do not ascend: sort them or refuse, but give no wrong η.":
        formula(first_met),
    "Return η, not the number of its phase.":
        formula(lambda t, boundaries, values: float(phase(t, boundaries))),
    "After the last boundary the last value stays; yours gives nothing there.":
        formula(lambda t, boundaries, values:
            [*values[: len(boundaries)], None][phase(t, boundaries)]),
    "Before the first boundary values[0] holds; you are a phase late.":
        formula(lambda t, boundaries, values:
            values[max(phase(t, boundaries) - 1, 0)]),
    "values[0] holds until boundaries[0]; you are a phase early.":
        formula(lambda t, boundaries, values: [*values, values[-1]][
            phase(t, boundaries) + 1]),
    "values are rates, not factors that multiply (as MultiStepLR's do).":
        formula(lambda t, boundaries, values:
            float(np.prod(values[: phase(t, boundaries) + 1]))),
    "Constant between the boundaries, with jumps; yours slides.":
        formula(lambda t, boundaries, values:
            np.interp(t, [0, *sorted(boundaries)], values)),
    "A new value stays after its boundary, it does not hold at the boundary only.":
        formula(lambda t, boundaries, values:
            values[list(boundaries).index(t) + 1] if t in boundaries else values[0]),
    "There may be more than one boundary: look at all of them.":
        formula(lambda t, boundaries, values: values[int(t >= min(boundaries))]),
    "values[0] for ever: compare t with the boundaries.":
        formula(lambda t, boundaries, values: values[0]),
}  # fmt: skip

in_pieces = Task(
    id="10.3",
    title="Piecewise constant",
    name="piecewise",
    section="Four schedules",
    reference=schedules.piecewise,
    parts=(
        at("two boundaries, between and beyond them", "piecewise",
           [5, 55], [0.1, 0.001, 0.0002], t=(7, 4, 56, 54, 0, 500, 6)),
        at("t on a boundary", "piecewise",
           [5, 55], [0.1, 0.001, 0.0002], t=(55, 5)),
        at("one boundary, and rates that rise again", "piecewise",
           [3], [0.02, 0.5], t=(9, 2.5, 3, 0)),
        at("three boundaries", "piecewise",
           [2, 4, 9], [0.3, 0.7, 0.1, 0.4], t=(8, 3, 9, 1, 4, 30, 2)),
        at("boundaries that do not ascend, which are sorted or refused", "piecewise",
           [9, 2, 6], [0.4, 0.3, 0.2, 0.1], t=(1, 3, 7, 10), instead=formula(
               lambda t, boundaries, values: values[phase(t, boundaries)])),
    ),
    mistakes=piecewise_mistakes,
    makes=True,
)  # fmt: skip


def plateau(eta0, factor, patience):
    return schedules.plateau(eta0, factor, patience)


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
        told("a patience of 2", (0.1, 0.5, 2), errors=ERRORS),
        told("a patience of 3", (0.4, 0.1, 3), errors=[*ERRORS, *ERRORS]),
        told("a patience of 1, with ties", (1.0, 0.3, 1),
             errors=(0.5, 0.5, 0.4, 0.4, 0.3, 0.35, 0.31, 0.2)),
        told("progress by very little", (0.3, 0.2, 2),
             errors=(0.5, 0.49999, 0.49998, 0.49997, 0.49996, 0.6, 0.7)),
        told("errors that grow far above 1", (0.2, 0.5, 2),
             errors=(7.0, 9.0, 8.0, 30.0, 6.0, 6.5, 6.0, 5.0)),
        told("two that are told the same errors in turn",
             (0.1, 0.5, 2), (0.8, 0.2, 4), errors=ERRORS),
    ),
    mistakes=plateaus.mistakes,
    guarded=(schedules.plateau.update,),
    makes=True,
)  # fmt: skip


def bumpy(eta):
    """Losses that rise before they fall, and rise a little at the end."""
    return np.array([1.0, 1.0 + 4 * eta, 0.2, 0.3]) if eta < 0.5 else [1.0, np.inf]


search = Task(
    id="10.5",
    title="Divide by three",
    name="divide_by_three",
    section="Divide by three until it no longer diverges",
    reference=thirds.divide_by_three,
    parts=(
        searched("60 steps on a parabola, from far too large an η",
                 on_a_parabola(12.0, 60), 10.0),
        searched("400 steps, which end in nan", on_a_parabola(12.0, 400), 4.0),
        searched("an η that works at once", on_a_parabola(5.0, 50), 0.11),
        searched("30 divisions", on_a_parabola(1e12, 40), 150.0),
        searched("losses that rise on their way", bumpy, 7.0),
        searched("a run that diverges at any η",
                 lambda eta: [1.0, float("nan")], 1.0),
    ),
    mistakes=thirds.mistakes,
)  # fmt: skip
