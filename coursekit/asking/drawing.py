"""Calls of an answer that draws at random, one after another, with one generator."""

from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from itertools import accumulate
from typing import Any

import numpy as np

from coursekit.asking.building import built
from coursekit.asking.values import plain


def drawn(
    answer: Callable[..., Any],
    call: list[Any],
    rng: list[int],
    times: int = 1,
    item: Any = ...,
    most: int = 10_000,
) -> dict[str, Any]:
    """What came of answer(*call, generator), `times` times.

    call  the arguments before the generator, as data; made anew for each call
    rng   the seed of the generator
    item  what of each value is looked at, if not all of it
    most  how many numbers: after them a value's further items are left out

    Gives `values` of the calls in order; `again`, the first once more, by a generator
    in the same state; `unused`, whether the generator was left as it was; `shared`,
    whether np.random, which all share, was changed. It is as before afterwards.
    """

    def value(generator):
        got = answer(*built(call), generator)
        return _cut(plain(got if item is ... else got[item]), most)

    generator, kept = np.random.default_rng(rng), np.random.get_state()
    before = generator.bit_generator.state
    np.random.seed()  # a state that nobody can set: to restore one is a change, too
    untouched = _shared()
    try:
        with redirect_stdout(StringIO()):  # one print in an answer would be hundreds
            values = [value(generator) for _ in range(times)]
            again = value(np.random.default_rng(rng))
        unused = generator.bit_generator.state == before
        shared = _shared() != untouched
    finally:
        np.random.set_state(kept)
    return {"values": values, "again": again, "unused": unused, "shared": shared}


def _cut(value, most):
    """A value up to the item with which it has more numbers than are looked at."""
    if not isinstance(value, list):
        return value
    sizes = accumulate(len(item) if isinstance(item, list) else 1 for item in value)
    return value[: 1 + sum(size <= most for size in sizes)]


def _shared():
    """The state of np.random, as what can be compared."""
    state: Any = np.random.get_state()
    name, key, *rest = state
    return [name, key.tobytes(), *rest]
