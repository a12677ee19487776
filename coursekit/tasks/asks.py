"""Parts made of asks: what a question tries, in a form that reads well.

    walk("parabola", steps=15, eta=0.09, beta=0.8)         a rule walks
    call("5 of 12 rows", w, X, y, rows)                     a function is called
    calls("usual settings", (0.1, 0.9), (0.3, 0.8))         ... several times
    rates("whole steps", 0.01, 20, t=(60, 10))              a schedule is asked at t
    updates("a patience of 2", (0.1, 0.5, 2), errors=...)   a plateau is told errors
    series("two walks, one after the other", walk(), walk(eta=0.4))
    drawn("which rows have a turn", "turns")                a property of random draws
    same(call("a distance of exactly tol", path, tol))      for every student the same

A rule walks whole paths, because one step from an empty memory cannot tell most wrong
rules from right ones. Arguments may be arrays, tuples and functions; `data` writes them
down. A function travels as its source: it may use np and math and nothing else.
"""

import inspect
import textwrap
from dataclasses import replace

import numpy as np

from coursekit import dialects, optimizers
from coursekit.rule import Optimizer
from coursekit.tasks import Part
from coursekit.tasks.properties import DRAWS
from coursekit.tasks.words import walked

# With its momentum at 0, many a rule is another one; and libraries have them all, too.
RULES = tuple(
    rule
    for module in (optimizers, *(getattr(dialects, name) for name in dialects.__all__))
    for rule in vars(module).values()
    if isinstance(rule, Optimizer)
)


# Early stops, smallest steps and an ε in the wrong place show where slopes vanish.
NEARLY_FLAT = {"A": [[2.0, 0.5], [0.5, 1.0]], "b": [0, 0], "start": [3e-9, -2e-9]}


def walk(
    on="tilted", start=None, steps=6, memory=None, own_point=False, refusal=(),
    see=None, points=1, label="", **knobs,
):  # fmt: skip
    """A Part for a rule: the positions of a walk with these knobs, (steps + 1, d).

    on         a surface by name, or {"A": ..., "b": ..., "start": ...} of a quadratic
    memory     the name of a memory of the rule, which is looked at instead of θ
    own_point  the rule may ask for the slope at its own point alone
    see        a view of the positions instead of them
    """
    details = {"on": on, "steps": steps}
    if start is not None:
        details["start"] = data(start)
    if knobs:
        details["knobs"] = {name: data(value) for name, value in knobs.items()}
    if memory:
        details["look_at"] = memory
    if own_point:
        details["own_point"] = True
    ask = _with({"walk": details}, refusal=list(refusal), see=see)
    return Part(ask, label or walked(details), ("step", "coordinate"), points)


def flat(own_point=False, **knobs):
    """A Part for a rule: a walk beside a minimum, where slopes are near 1e-9."""
    part = walk(NEARLY_FLAT, own_point=own_point, **knobs)
    _, _, settings = part.label.partition(" with ")
    return replace(part, label=f"6 steps right beside a minimum, with {settings}")


def call(label, *arguments, axes=(), points=1, wrong_with=None, anew=None, **how):
    """A Part for a function: what it gives for these arguments.

    wrong_with  the property that every right value has, as in Part
    anew        another such part, from a generator, as in Part
    how         see, entries, vary and refusal of the ask
    """
    ask = _called(arguments, how)
    return Part(ask, label, axes, points, wrong_with=wrong_with, anew=anew)


def calls(label, *cases, axes=(), points=1, or_refusal=False, anew=None, **how):
    """A Part for a function: what it gives for each tuple of arguments."""
    asks = [_called(case, how) for case in cases]
    return Part({"series": asks}, label, axes, points, or_refusal, anew=anew)


def rates(label, *settings, t, points=1, or_refusal=False, wrong_with=None, **how):
    """A Part for a schedule made with these settings: its rates at the times t."""
    part = schedules(label, settings, t=t, points=points, or_refusal=or_refusal, **how)
    return replace(part, wrong_with=wrong_with)


def schedules(label, *settings, t, points=1, or_refusal=False, **how):
    """A Part for schedules that live at the same time, each asked at each t."""
    made = [[data(item) for item in given] for given in settings]
    if or_refusal:
        how = {"refusal": ["ValueError"], **how}
    ask = _with({"make": made, "inputs": list(t)}, **how)
    return Part(ask, label, points=points, or_refusal=or_refusal)


def updates(label, *settings, errors, points=1):
    """A Part for plateaus made with these settings: their rates after each error."""
    made = [[data(item) for item in given] for given in settings]
    how = {"method": "update", "vary": "one factor"}
    ask = _with({"make": made, "inputs": list(errors)}, **how)
    return Part(ask, label, points=points)


def drawn(label, name, points=1):
    """A Part for what holds whatever an answer draws: a property, by name."""
    return Part({"draws": DRAWS[name], "property": name}, label, points=points)


def series(label, *parts, axes=None, points=1):
    """A Part that is right where all these are."""
    asks = [part.ask for part in parts]
    axes = parts[0].axes if axes is None else axes
    or_refusal = any(part.or_refusal for part in parts)
    return Part({"series": asks}, label, axes, points, or_refusal)


def same(part):
    """The part with these numbers for every student: they are special, or published."""
    return replace(part, same=True)


def data(value):
    """The argument as data that JSON can carry; `asking.building.built` makes it anew.

    Raises TypeError for what it does not know.
    """
    if isinstance(value, np.ndarray):
        return {"array": value.tolist()}
    if isinstance(value, np.float64):
        return {"float64": value.item()}
    if isinstance(value, list):
        return [data(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [data(item) for item in value]}
    if value is None or isinstance(value, str | bool | int | float | dict):
        return value  # a dict is data already: slope(...), rng(...), repeated(...)
    if callable(value):
        return made_by(value)
    raise TypeError(f"{value!r} cannot be written down as an argument of an ask.")


def made_by(function, *settings, at_most=None):
    """A function as an argument; with settings, what `function(*settings)` returns.

    at_most  how often one call of the answer may call it
    """
    if function.__name__ == "<lambda>":
        raise TypeError("A function in an ask needs a name: write it with def.")
    source = textwrap.dedent(inspect.getsource(function))
    named = {"function": function.__name__, "source": source}
    return _with(named, **{"with": list(map(data, settings)), "at_most": at_most})


def slope(name, in_1d=False):
    """The gradient of a surface as an argument: of points, or of numbers."""
    return {"function": "slope_in_1d" if in_1d else "slope", "with": [name]}


def rng(*seed):
    """A generator in this state as an argument."""
    return {"rng": list(seed)}


def repeated(row, times):
    """An array of equal rows, which stay equal with other numbers."""
    return {"array": np.asarray(row).tolist(), "times": times}


def _called(arguments, how):
    return _with({"call": [data(argument) for argument in arguments]}, **how)


def _with(ask, **how):
    return {**ask, **{name: value for name, value in how.items() if value}}
