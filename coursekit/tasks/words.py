"""An ask in the words of a learner: what was called, and where a value stands in it."""

import re
from fractions import Fraction

import numpy as np

from coursekit.asking.building import surface


def text(argument):
    """An argument nearly as a learner would type it: 0.03, 1/12, [1, -2], grad."""
    match argument:
        case {"function": name, "with": settings}:
            if name in SLOPES:
                return f"the slope of the {surface(settings[0]).name}"
            return called(name, settings)
        case {"function": name}:
            return name
        case {"rng": _}:
            return "rng"
        case {"array": rows, "times": times}:
            return f"{times} times {text(rows)}"
        case {"dict": items}:
            return "{" + ", ".join(f"{k!r}: {text(v)}" for k, v in items.items()) + "}"
        case {"array": value} | {"tuple": value} | {"float64": value}:
            return text(value)
        case None | bool() | str():
            return repr(argument)
    array = np.asarray(argument)
    if array.ndim == 2 and len(array) >= LONG:
        rows, columns = array.shape
        return f"the {rows} by {columns} table that begins {text(argument[0][:LONG])}"
    if array.ndim == 1 and len(array) > 2 * LONG:
        return f"{len(array)} numbers that begin {text(argument[:LONG])}"
    shown = np.array2string(array, separator=", ", formatter={"all": _number})
    return " ".join(shown.split())  # a matrix, too, stays on its line


SLOPES = "slope", "slope_in_1d"
LONG = 5


MINUS = re.compile(r"(?<![\w`.)\]\[])-(?=\d)")


def in_prose(sentence):
    """A sentence with minus signs before its numbers, where Python has hyphens."""
    return MINUS.sub("−", sentence)


def called(name, arguments):
    return f"{name}({', '.join(map(text, arguments))})"


def walked(walk):
    """A walk in a few words: 6 steps on the canyon with eta = 0.03."""
    knobs = walk.get("knobs", {}).items()
    settings = ", ".join(f"{name} = {text(value)}" for name, value in knobs)
    looked_at = f"the memory {walk['look_at']} of " if "look_at" in walk else ""
    where = surface(walk["on"]).name
    steps = "1 step" if walk["steps"] == 1 else f"{walk['steps']} steps"
    return f"{looked_at}{steps} on the {where} with {settings or 'the default knobs'}"


def located(ask, place, axes, name, lengths=()):
    """Where in the value of an ask a place is: (what was called, index words).

    place    indices into the value, as differences.differ and Failed have them
    lengths  of the value's axes at this place; an axis of length 1 is not named
    """
    if "series" in ask and place:
        first, *rest = place
        one = ask["series"][first]
        subject, where = located(one, rest, axes, name, lengths[1:])
        return (walked(one["walk"]) if "walk" in one else subject), where
    if "make" in ask:
        return _use(ask, place, name), ""
    if "entries" in ask and place:
        return repr(ask["entries"][place[0]]), ""
    if "call" in ask:
        return called(name, ask["call"]), _indices(axes, place, lengths)
    return "It", _indices(axes, place, lengths)


def _use(ask, place, name):
    """power(0.1, 5)(8), or update(0.7) in epoch 3."""
    settings, inputs = ask["make"], ask["inputs"]
    if not place:
        return called(name, settings[0])
    number, which = divmod(place[0], len(settings))
    made = called(name, settings[which])
    if "method" not in ask:
        return f"{made}({text(inputs[number])})"
    use = f"{ask['method']}({text(inputs[number])}) in epoch {number}"
    return f"{use} with {made}" if len(settings) > 1 else use


def _indices(axes, place, lengths):
    named = zip(axes, place, lengths)
    words = [f"{axis} {index}" for axis, index, length in named if length > 1]
    return f" at {', '.join(words)}" if words else ""


def _number(x):
    short = f"{x:.6g}"
    if float(short) == x or not np.isfinite(x):
        return short
    fraction = Fraction(float(x)).limit_denominator(1000)
    return str(fraction) if float(fraction) == x else short
