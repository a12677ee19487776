"""Two values in plain numbers: where they differ first, and how they are quoted.

Nothing strange in `got` matters, as it may be anything that a student's process wrote:
the walk goes along `expected`, which is ours.
"""

import math
from typing import Any

Place = tuple[int, ...]
ROUNDING = 1e-14  # what differs by less is the same, where 0 may be expected


def differ(
    got: Any, expected: Any, rtol: float, place: Place = ()
) -> tuple[Place, Any, Any] | None:
    """The first place where they differ, as (place, got, expected), or None."""
    if not isinstance(expected, list) or not _as_long(got, expected):
        return None if _equal(got, expected, rtol) else (place, got, expected)
    for number, (one, other) in enumerate(zip(got, expected)):
        if type(one) is type(other) and not isinstance(one, list) and one == other:
            continue  # most are: no need to say where
        if found := differ(one, other, rtol, (*place, number)):
            return found
    return None


def _as_long(got, expected):
    return isinstance(got, list) and len(got) == len(expected)


def _equal(got, expected, rtol):
    if isinstance(got, float) and isinstance(expected, float):
        close = math.isclose(got, expected, rel_tol=rtol, abs_tol=ROUNDING)
        return close or (math.isnan(got) and math.isnan(expected))
    return type(got) is type(expected) and got == expected


def shape(value: Any) -> Place:
    """The lengths of nested lists, along the first items."""
    lengths = []
    while isinstance(value, list):
        lengths.append(len(value))
        value = value[0] if value else None
    return tuple(lengths)


def quoted(got: Any, expected: Any) -> tuple[str, str]:
    """Both values as a sentence may quote them, with as many digits as they need."""
    for digits in range(6, 17):
        one, other = _quoted(got, digits), _quoted(expected, digits)
        if one != other:
            return one, other
    return _quoted(got, 17), _quoted(expected, 17)


def _quoted(value, digits):
    if isinstance(value, list):
        return f"an array of the shape {shape(value)}"
    if isinstance(value, dict):
        return "an error"  # the only dict is a refusal
    return f"{value:.{digits}g}" if isinstance(value, float) else repr(value)[:80]
