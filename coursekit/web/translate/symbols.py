"""Numbers that only JavaScript will know, and what becomes of them, as expressions."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np


class NotTranslated(TypeError):
    """The message names what is not known, and where it stands."""


class Symbol:
    """An expression of JavaScript: a pattern, and the parts that go into it.

    plain  whether Python has a number of its own there, not one of NumPy's
    by_row whether it differs from row to row of a data set
    """

    def __init__(self, pattern: str, *parts: Symbol, plain: bool = False) -> None:
        self.pattern, self.parts, self.plain = pattern, parts, plain
        self.by_row: bool = pattern == ROW or any(part.by_row for part in parts)

    # NumPy's sums, products and means of arrays of symbols call these.
    def __add__(self, other: Any) -> Any:
        return ADD(self, other)

    def __radd__(self, other: Any) -> Any:
        return ADD(other, self)

    def __mul__(self, other: Any) -> Any:
        return MULTIPLY(self, other)

    def __rmul__(self, other: Any) -> Any:
        return MULTIPLY(other, self)

    def __truediv__(self, other: Any) -> Any:
        return DIVIDE(self, other)

    def __bool__(self) -> bool:
        raise NotTranslated("a truth value that depends on the run")

    def __iter__(self) -> Any:
        raise NotTranslated("a number has no parts")


class Total(Symbol):
    """The sum over rows: parts are how they are counted, and what is summed."""

    def __init__(self, rows: Symbol, term: Symbol) -> None:
        super().__init__("", rows, term)
        self.by_row = rows.by_row


class Kept(Symbol):
    """What is drawn at random: a function of one number, asked once for each.

    made  the JavaScript of what is drawn, with `key` in it
    """

    def __init__(self, made: str, key: Symbol) -> None:
        super().__init__("", key)
        self.made = made


ROW = "row"  # the number of a row within a sum
node = cache(Symbol)  # the same operation on the same parts is one symbol
total = cache(Total)
kept = cache(Kept)
STEP = node("t", plain=True)  # the number of the update, from 1
KNOB = "knob_"  # what the name of a knob begins with
POWERS = "powers_of_"  # and before it that of its powers

NAMES = {
    "nan": "NaN", "inf": "Infinity", "-inf": "(-Infinity)",
    "True": "true", "False": "false",
}  # fmt: skip


def constant(number: Any) -> Symbol:
    """A number as a symbol. Raises NotTranslated for what is none."""
    if isinstance(number, np.ndarray) and number.ndim == 0:
        number = number[()]
    if isinstance(number, Symbol):
        return number
    if not isinstance(number, int | float | np.number | np.bool_):
        raise NotTranslated(f"{number!r} is no number")
    text = repr(number.item() if isinstance(number, np.generic) else number)
    plain = not isinstance(number, np.generic)
    return node(NAMES.get(text, f"({text})" if text[0] == "-" else text), plain=plain)


def symbolic(value: Any) -> bool:
    """Whether it, or a part of it, is known to JavaScript only."""
    if isinstance(value, np.ndarray):
        return value.dtype == object and any(map(symbolic, value.flat))
    if isinstance(value, tuple | list):
        return any(map(symbolic, value))
    if isinstance(value, dict):
        return symbolic([*value.values()])
    return isinstance(value, Symbol)


def op(
    pattern: str, fold: Callable[..., Any] | None = None, plain: str = ""
) -> Callable[..., Any]:
    """An operation on numbers or symbols, and on arrays of them by coordinates.

    fold   what works it out where all numbers are known
    plain  the pattern where Python's own numbers behave otherwise than NumPy's
    """

    def one(*parts):
        if fold and not any(isinstance(part, Symbol) for part in parts):
            try:
                return fold(*parts)
            except ZeroDivisionError:
                pass
        symbols = [constant(part) for part in parts]
        own = fold is not None and all(symbol.plain for symbol in symbols)
        return node((own and plain) or pattern, *symbols, plain=own)

    def each(*parts):
        if not any(isinstance(part, np.ndarray) for part in parts):
            return one(*parts)
        parts = np.broadcast_arrays(*(np.asarray(part, object) for part in parts))
        out = np.empty(parts[0].shape, object)
        for i in np.ndindex(out.shape):
            out[i] = one(*(part[i] for part in parts))
        return out[()]  # no axes, no array: as NumPy has it

    return each


ADD = op("{} + {}", lambda a, b: a + b)
MULTIPLY = op("{} * {}", lambda a, b: a * b)
DIVIDE = op("{} / {}", lambda a, b: a / b)
