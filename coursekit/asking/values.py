"""What an answer gave, as JSON can carry it."""

from typing import Any

import numpy as np

from coursekit.rule import NotStarted, RuleError

LONGEST_TEXT, MOST_ITEMS, MOST_NUMBERS = 300, 10_000, 100_000
HINTS = {
    "generator": "; `return` gives all at once, `yield` does not",
    "dict": "; the values alone are wanted",
}


def plain(value: Any) -> Any:
    """The value in floats, text, None and lists of them.

    Raises NotStarted for `...` and RuleError for what is none of these.
    """
    if value is ...:
        raise NotStarted("It still returns `...`.")
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | str):
        return value[:LONGEST_TEXT] if isinstance(value, str) else value
    numbers = _numbers(value)
    if numbers is not None:
        return numbers.astype(float).tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value[:MOST_ITEMS]]
    raise RuleError(_strange(value))


def _numbers(value):
    if isinstance(value, dict):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    small = array.size <= MOST_NUMBERS
    return array if array.dtype.kind in "iuf" and small else None


def _strange(value):
    error = value if isinstance(value, type) else type(value)
    if issubclass(error, BaseException):
        return f"It returned the error; raise it: `raise {error.__name__}(...)`."
    kind = type(value).__name__
    hint = HINTS.get(kind, "")
    return f"It returned a {kind} where I expected numbers or text{hint}."
