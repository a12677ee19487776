"""The same questions with other numbers, drawn from a seed that the teacher sets.

An answer that knows the numbers of the visible check, and nothing else, fails here.
Other numbers of the same kind: a factor stays between 0 and 1, an order an order, a
symmetric matrix symmetric; zeros, ones, whole numbers, text and functions stay what
they are, for what is special about a case is often there.
"""

from dataclasses import replace
from functools import cache
from zlib import crc32

import numpy as np

from coursekit.tasks import task as find_task

LEAST, MOST = 0.02, 0.06  # how far a number moves, relative to itself


@cache
def hidden(task_id, seed):
    """The task with the parts that have other inputs; their labels are the same."""
    task = find_task(task_id)
    varied_parts = (p.vary(_generator(task, p, seed)) for p in task.parts if p.vary)
    labels = [p.label for p in task.parts if p.vary]
    parts = tuple(replace(p, label=label) for p, label in zip(varied_parts, labels))
    return replace(task, parts=parts, mistakes={})


def _generator(task, part, seed):
    return np.random.default_rng([seed, crc32(f"{task.id} {part.label}".encode())])


def varied(value, rng):
    """The value with other numbers of the same kind in it."""
    if isinstance(value, np.random.Generator):
        return np.random.default_rng(rng.integers(2**32))
    if isinstance(value, list | tuple):
        return type(value)([varied(item, rng) for item in value])
    if isinstance(value, dict):
        return {key: varied(item, rng) for key, item in value.items()}
    if not isinstance(value, float | np.floating | np.ndarray):
        return value
    array = np.asarray(value)
    if array.dtype.kind != "f" or np.isin(array, (-1, 0, 1)).all():
        return value
    moved = _moved(array, rng)
    return moved if isinstance(value, np.ndarray) else type(value)(moved)


def _moved(array, rng):
    far = rng.uniform(LEAST, MOST, array.shape) * rng.choice([-1, 1], array.shape)
    if array.ndim == 2 and array.size > 1 and np.array_equal(array, array.T):
        scale = 1 + far[0]
        return (array * np.outer(scale, scale)).astype(array.dtype)
    size = np.abs(array)
    power = np.where(size < 1, size ** (1 + far), size * (1 + far))
    return (np.sign(array) * power).astype(array.dtype)
