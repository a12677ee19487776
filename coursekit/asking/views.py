"""How the value of an ask is looked at, by name."""

from typing import Any

import numpy as np

from coursekit.rule import RuleError


def zeros(rows: list[list[float]]) -> list[float]:
    """How many numbers of each row are exactly 0."""
    return [float(sum(x == 0 for x in row)) for row in rows]


def sizes(batches: Any) -> list[float]:
    """How many rows each batch has, from the largest."""
    if not isinstance(batches, list) or not batches:
        raise RuleError("A list of arrays, one per batch, was expected.")
    if not all(isinstance(batch, list) for batch in batches):
        raise RuleError("It gave single numbers; a list of arrays was expected.")
    return sorted((float(len(batch)) for batch in batches), reverse=True)


def shapes(pair: Any) -> list[list[float]]:
    """The shapes of X and y, and which labels there are."""
    try:
        X, y = (np.asarray(part, float) for part in pair)
    except (TypeError, ValueError):
        raise RuleError("It should return two arrays, X and y.") from None
    labels = sorted({float(label) for label in y.ravel()})
    return [list(map(float, X.shape)), list(map(float, y.shape)), labels]


VIEWS = {
    "zeros": zeros,
    "sizes": sizes,
    "shapes": shapes,
    "shape": lambda pair: shapes(pair)[0],
}


def seen(view: str | None, value: Any) -> Any:
    """The value as this view shows it; without a view as it is."""
    return VIEWS[view](value) if view else value


def entries(value: Any, names: list[str]) -> Any:
    """These entries of a dict, in this order. RuleError says which are missing."""
    if value is None or value is ...:
        return value
    if not isinstance(value, dict):
        kind = type(value).__name__
        raise RuleError(f"It returned a {kind} where I expected a dict.")
    if missing := [name for name in names if name not in value]:
        raise RuleError(f"The dict has no entry for {', '.join(map(repr, missing))}.")
    return [value[name] for name in names]
