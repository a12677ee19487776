"""The same questions with other numbers, drawn from a seed that the teacher sets.

An answer that knows the numbers of the visible check, and nothing else, fails here.
Other numbers of the same kind: a factor stays between 0 and 1, an order an order, a
symmetric matrix symmetric; zeros, ones, whole numbers, text and functions stay what
they are, for what is special about a case is often there.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from coursekit.asking.building import surface

LEAST, MOST = 0.02, 0.06  # how far a number moves, relative to itself


@lru_cache(maxsize=256)
def hidden(task, seed):
    """The task with other inputs in its parts; its points are the same."""
    lesson, number = map(int, task.id.split("."))
    generators = (
        np.random.default_rng([seed, lesson, number, part])
        for part in range(len(task.parts))
    )
    parts = (another(part, rng) for part, rng in zip(task.parts, generators))
    return replace(task, parts=tuple(parts))


def another(part, rng):
    """The part with other numbers, as its `anew` or its ask says."""
    return part.anew(rng) if part.anew else replace(part, ask=other(part.ask, rng))


def other(ask, rng):
    """The same ask with other numbers, drawn as its `vary` says.

    "never"; "one factor" for all inputs; "counts" for whole numbers of a table; "first"
    for the first argument, a whole number; without it each number for itself.
    """
    match ask:
        case {"vary": "never"}:
            return ask
        case {"draws": draws}:
            return {**ask, "draws": [{**draw, **_other_rng(rng)} for draw in draws]}
        case {"series": asks}:
            return {**ask, "series": [other(one, rng) for one in asks]}
        case {"walk": walk}:
            return {**ask, "walk": _other_walk(walk, rng)}
        case {"make": made, "inputs": inputs}:
            together = ask.get("vary") == "one factor"
            factor = 1 + rng.uniform(LEAST, MOST) if together else 1
            inputs = [factor * x for x in inputs]
            return {**ask, "make": varied(made, rng), "inputs": inputs}
        case {"vary": "counts", "call": arguments}:
            return {**ask, "call": [_recounted(table, rng) for table in arguments]}
        case {"vary": "first", "call": [first, *others]}:
            return {**ask, "call": [first + int(rng.integers(1, 9)), *others]}
    return {**ask, "call": varied(ask["call"], rng)}


def _other_walk(walk, rng):
    start = walk.get("start", {"array": list(surface(walk["on"]).start)})
    start = start if isinstance(start, dict) else {"array": start}
    kind = next(iter(start))
    floats = np.array(start[kind], dtype=float)
    other_walk = {**walk, "start": {kind: _moved(floats, rng).tolist()}}
    if "knobs" in walk:
        knobs = walk["knobs"].items()
        other_walk["knobs"] = {name: varied(knob, rng) for name, knob in knobs}
    return other_walk


def varied(data, rng):
    """An argument's data with other numbers of the same kind in it."""
    match data:
        case list():
            return [varied(item, rng) for item in data]
        case {"function": _}:
            return data
        case {"rng": _}:
            return _other_rng(rng)
        case {"array": rows}:
            return {**data, "array": _moved(np.array(rows), rng).tolist()}
        case {"dict": items}:
            return {"dict": {name: varied(item, rng) for name, item in items.items()}}
        case {"float64": value}:
            return {"float64": _moved(np.float64(value), rng).item()}
        case {"tuple": items}:
            return {"tuple": varied(items, rng)}
        case float():
            return _moved(np.float64(data), rng).item()
    return data


def _other_rng(rng):
    return {"rng": [int(rng.integers(2**32))]}


def _moved(array, rng):
    if array.dtype.kind != "f" or np.isin(array, (-1, 0, 1)).all():
        return array
    far = rng.uniform(LEAST, MOST, array.shape) * rng.choice([-1, 1], array.shape)
    if array.ndim == 2 and array.size > 1 and np.array_equal(array, array.T):
        scale = 1 + far[0]
        return array * np.outer(scale, scale)
    size = np.abs(array)
    power = np.where(size < 1, size ** (1 + far), size * (1 + far))
    return np.sign(array) * power


def _recounted(table, rng):
    """Other counts, 0 where there was none, in what held the old ones."""
    rows = np.array(table["array"] if isinstance(table, dict) else table)
    top = 2 + rows.max() // 25
    counts = (rows + (rows > 0) * rng.integers(1, top, rows.shape)).tolist()
    return {"array": counts} if isinstance(table, dict) else counts
