"""How answers are tried that give learning rates: schedules, plateaus, a search.

A schedule is what an answer returns, so each part makes one and asks it at several t,
in no order: nothing that it keeps from call to call may matter.
"""

from dataclasses import replace
from itertools import count

import numpy as np

from coursekit.rule import NotStarted, RuleError
from coursekit.tasks import Part
from coursekit.tasks.hidden import varied
from coursekit.tasks.probes import once, text

ENDLESS = 300  # trainings after which an answer is taken not to end by itself


def at(label, name, *arguments, t, points=1, instead=None):
    """A Part for a schedule: its rates at the times t, by their calls.

    instead  a function of the same arguments whose schedule is right, too, where the
             answer raises a ValueError
    """
    part = once(label, *arguments, points=points)

    def call(answer):
        return part.call(lambda *given: rates(answer, given))

    def rates(answer, given):
        try:
            return _rates(name, given, answer(*given), t)
        except ValueError:
            if instead is None:
                raise
            return _rates(name, given, instead(*given), t)

    def vary(rng):
        others = varied(arguments, rng)
        return at(label, name, *others, t=t, points=points, instead=instead)

    return replace(part, call=call, vary=vary)


def _rates(name, given, schedule, t):
    """The rates of a schedule made from `given`, by the calls that ask for them."""
    call = _called(name, given)
    if not callable(schedule):
        raise _other(call, schedule, "a function of t")
    return {f"{call}({text(time)})": schedule(time) for time in t}


def together(label, name, *settings, t, points=1):
    """A Part for schedules that live at the same time, each asked at each t."""

    def asked(answer):
        made = [(given, answer(*given)) for given in settings]
        return {
            at: rate
            for time in t
            for given, schedule in made
            for at, rate in _rates(name, given, schedule, [time]).items()
        }

    return Part(
        label,
        lambda answer: once(label).call(lambda: asked(answer)),
        points=points,
        vary=lambda rng: together(
            label, name, *varied(settings, rng), t=t, points=points
        ),
    )


def _called(name, given):
    return f"{name}({', '.join(map(text, given))})"


def told(label, *settings, errors, points=1):
    """A Part for a plateau: its rate after each of these errors.

    settings  of one plateau, or of several that are told the same errors in turn
    """

    def call(answer):
        def rates():
            made = [_plateau(answer(*given)) for given in settings]
            return {
                f"update({error:.6g}) in epoch {epoch}{_of(given, settings)}":
                    plateau.update(error)
                for epoch, error in enumerate(errors)
                for plateau, given in zip(made, settings)
            }  # fmt: skip

        return once(label).call(rates)

    def vary(rng):
        factor = 1 + rng.uniform(0.02, 0.06)
        others = [factor * error for error in errors]
        return told(label, *varied(settings, rng), errors=others, points=points)

    return Part(label, call, points=points, vary=vary)


def _of(given, settings):
    return f" with {_called('plateau', given)}" if len(settings) > 1 else ""


def _plateau(made):
    if not callable(getattr(made, "update", None)):
        raise _other("plateau(...)", made, "an object with update(error)")
    return made


def _other(call, made, expected):
    """The error that says that something else was made, or nothing yet."""
    if made is ...:
        return NotStarted("It still returns `...`.")
    kind = "nothing" if made is None else f"a value of type {type(made).__name__}"
    return RuleError(f"{call} gave {kind}; {expected} was expected.")


class Endless(BaseException):
    """What no `except Exception` in an answer catches."""


def searched(label, losses, eta0, points=1):
    """A Part for divide_by_three: the η that it finds where η has these losses."""

    def call(answer):
        try:
            return once(label).call(lambda: answer(_counted(losses), eta0))
        except ValueError:
            return "a ValueError"
        except Endless:
            raise RuleError(
                f"It called train {ENDLESS} times and found no end."
            ) from None

    def vary(rng):
        return searched(label, losses, varied(eta0, rng), points)

    return Part(label, call, points=points, vary=vary)


def _counted(losses):
    """train(eta), which is called so often and no more."""
    tries = count()

    def train(eta):
        if next(tries) >= ENDLESS:
            raise Endless
        return losses(float(eta))

    return train


def on_a_parabola(curvature, steps):
    """Losses (steps + 1,) of gradient descent from 1 on a parabola, as they come.

    Where they grow beyond all numbers, they end in nan, as they do in a network.
    """

    def losses(eta):
        with np.errstate(all="ignore"):
            x = (1 - eta * curvature) ** np.arange(steps + 1.0)
            return curvature * x * x / 2 + 0 * x

    return losses
