"""What stands in a reader's text for Python's own functions and names."""

import sys
from collections import OrderedDict

import numpy as np
import small_python

from coursekit.rule import optimizer


def fresh():
    """The names that a notebook has after its first cell."""
    import math

    names = {name: Missing("`" + name + "`") for name in ABSENT}
    names.update({
        "__name__": "__main__", "np": np, "math": math, "optimizer": optimizer,
        "isinstance": small_python.is_instance, "round": rounded, "float": small_float,
        "max": largest, "min": least, "in_place_": in_place, "unpacked_": unpacked,
        "ordered_": ordered, "stepped_": stepped, "keys_": np._Keys(),
        "kept_": small_python.kept,
    })  # fmt: skip
    return names


# What Python has, and the small Python has not or does otherwise.
ABSENT = (
    "ascii", "breakpoint", "compile", "eval", "exec", "exit", "format", "globals",
    "help", "input", "locals", "open", "quit", "vars",
)  # fmt: skip


class Missing:
    """What says that it is not here to whoever uses it."""

    def __init__(self, name):
        self.lacking = name

    def __call__(self, *given, **named):
        np.lacks(self.lacking)

    def __getattr__(self, name):
        np.lacks(self.lacking)


def imported(module, name):
    """What a page has of what a cell of the notebook imports; "" for the module."""
    try:
        __import__(module)
        return getattr(sys.modules[module], name) if name else sys.modules[module]
    except (np.Lacking, ImportError, AttributeError):
        return Missing(module + "." + name)


def small_float(value=0.0):
    """float(), of NumPy's numbers, too."""
    if isinstance(value, np.ndarray):
        if value.shape:
            kind = "only 0-dimensional arrays can be converted to Python scalars"
            raise TypeError(kind)
        value = value.x[0]
    try:
        return float(np.plain(value))
    except ValueError:
        raise ValueError("could not convert string to float: " + repr(value))


def largest(*given, **named):
    """max(), which asks arrays for a yes or no."""
    return _best(max, lambda one, best: one > best, given, named)


def least(*given, **named):
    """min(), likewise."""
    return _best(min, lambda one, best: one < best, given, named)


def _best(builtin, better, given, named):
    items = given if len(given) > 1 else given[0]
    if len(given) == 1 and not isinstance(items, (list, tuple)) or named:
        return builtin(*given, **named)
    if not [1 for item in items if isinstance(item, (np.ndarray, np.float64))]:
        return builtin(*given)
    best = items[0]
    for item in items[1:]:
        if better(item, best):
            best = item
    return best


def unpacked(*parts):
    """[*one, *other]."""
    made = []
    for part in parts:
        made.extend(list(part))
    return made


def ordered(*parts):
    """{**one, key: value}, in order."""
    made = OrderedDict()
    for part in parts:
        for key, value in part.items() if isinstance(part, dict) else part:
            made[key] = value
    return made


def stepped(items, key):
    """items[::step], of lists, tuples and texts, too."""
    if not isinstance(items, (list, tuple, str)) or key.step in (None, 1):
        return items[key]
    found = [items[i] for i in range(*key.indices(len(items)))]
    if isinstance(items, str):
        return "".join(found)
    return tuple(found) if isinstance(items, tuple) else found


np.KINDS[small_float] = 2
small_python.FLOATS.append(small_float)
IN_PLACE = {
    "*": (lambda a, b: a * b, "__imul__"), "/": (lambda a, b: a / b, "__itruediv__"),
    "//": (lambda a, b: a // b, "__ifloordiv__"), "%": (lambda a, b: a % b, "__imod__"),
    "**": (lambda a, b: a**b, "__ipow__"),
}  # fmt: skip


def in_place(sign, target, value):
    """What `target *= value` and its like leave behind."""
    operation, method = IN_PLACE[sign]
    if isinstance(target, np.ndarray):
        return getattr(target, method)(value)
    return operation(target, value)


def rounded(value, digits=None):
    """round(), of arrays, too."""
    if isinstance(value, np.ndarray):
        return np.round(value, digits or 0)
    value = np.plain(value)
    if digits is None:
        return int(np._half_to_even(value)) if isinstance(value, float) else value
    return np._half_to_even(value, digits)
