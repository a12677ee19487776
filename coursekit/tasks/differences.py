"""Two values in plain numbers: where they differ first, and how a sentence says so.

Nothing strange in `got` matters, as it may be anything that a student's process wrote:
the walk goes along `expected`, which is ours.
"""

import math


def differ(got, expected, rtol, place=()):
    """The first place where they differ, as (place, got, expected), or None."""
    keys = _keys(expected)
    if keys is None or _keys(got) != keys:
        return None if _equal(got, expected, rtol) else (place, got, expected)
    found = (differ(got[key], expected[key], rtol, (*place, key)) for key in keys)
    return next(filter(None, found), None)


def difference(got, expected, rtol, axes=()):
    """The sentence that says how two values differ that do; `axes` name the places."""
    subject = "It"
    if isinstance(expected, dict) and _keys(got) == _keys(expected):
        (subject, *_), _, _ = differ(got, expected, rtol)
        got, expected = got[subject], expected[subject]
    if got is None:
        return f"{subject} gave nothing (did you forget `return`?)."
    if _shape(got) != _shape(expected):
        return f"{subject} gave {_said(got)}; expected {_said(expected)}."
    place, one, other = differ(got, expected, rtol)
    where = _where(axes, place, _shape(expected))
    digits = next((n for n in range(6, 17) if _said(one, n) != _said(other, n)), 17)
    return (
        f"{subject} gave {_said(one, digits)}{where}; expected {_said(other, digits)}."
    )


def _where(axes, place, shape):
    """ " at step 3, coordinate 1"; an axis of length 1 need not be named."""
    indices = zip(axes, place, shape)
    words = [f"{axis} {index}" for axis, index, n in indices if n > 1]
    return f" at {', '.join(words)}" if words else ""


def _keys(value):
    if isinstance(value, list):
        return range(len(value))
    return value.keys() if isinstance(value, dict) else None


def _equal(got, expected, rtol):
    if isinstance(got, float) and isinstance(expected, float):
        close = math.isclose(got, expected, rel_tol=rtol, abs_tol=1e-14)
        return close or (math.isnan(got) and math.isnan(expected))
    return type(got) is type(expected) and got == expected


def _shape(value):
    shape = []
    while isinstance(value, list):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


def _said(value, digits=6):
    """A value as a sentence may quote it."""
    if isinstance(value, list):
        return f"an array of the shape {_shape(value)}"
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    return f"a {type(value).__name__}" if isinstance(value, dict) else repr(value)[:80]
