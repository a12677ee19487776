"""np.random, the generator that all share: an answer leaves it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from coursekit.rule import RuleError


@contextmanager
def shared_generator_untouched() -> Iterator[None]:
    """Put np.random back afterwards. Raises RuleError if what ran changed it.

    It starts in a state that nobody can set: to put it into the one that the same
    answer has left would seem to be no change.
    """
    kept = np.random.get_state()
    np.random.seed()
    before = _state()
    try:
        yield
        if _state() != before:
            raise RuleError("It changes the generator in np.random, which all share.")
    finally:
        np.random.set_state(kept)


def _state() -> list[Any]:
    state: Any = np.random.get_state()
    name, key, *rest = state
    return [name, key.tobytes(), *rest]
