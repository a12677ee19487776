"""A stream of simulated clicks: many features, few in a row, some far more popular."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from coursekit.arrays import Array
from coursekit.sparse import Example, Rows

CHUNK = 1024  # rows that are drawn together


def clicks(
    length: int,
    seed: int = 0,
    size: int = 20_000,
    features: int = 10,
    zipf: float = 0.8,
) -> Clicks:
    """A stream of `length` rows, each of `features` different ones out of `size`.

    The feature of rank r is drawn with a chance that goes as r**-zipf; its value is 1,
    the label 1 for a click. Who is popular tells nothing, as words such as "the" do
    not: `stream.truth`, the weights behind the labels, is 0 for the first hundredth of
    all ranks, and for four in five of the others down to a fifth of them all. Raises
    ValueError for a negative length, or more features in a row than half of `size`.
    """
    if length < 0 or not 1 <= features <= size // 2:
        raise ValueError(
            f"A stream has 0 or more rows with 1 to {size // 2} of {size} features "
            f"each; asked for {length} rows with {features}."
        )
    return Clicks(0, length, seed, size, features, zipf)


@dataclass(frozen=True)
class Clicks:
    """The rows start ... stop - 1 of a stream; a slice of it is a stream too.

    A row is a function of the seed and its number, drawn when it is asked for: the
    memory does not grow with the length. Iterating gives (indices, values, label).
    """

    start: int
    stop: int
    seed: int
    size: int
    features: int
    zipf: float
    bias: float = -0.97  # about a third of the rows are clicks

    def __len__(self) -> int:
        return self.stop - self.start

    def __getitem__(self, which: slice) -> Clicks:
        a, b, _ = which.indices(len(self))
        part = replace(self, start=self.start + a, stop=self.start + max(a, b))
        # What was computed once holds for every part.
        part.__dict__.update(truth=self.truth, _popularity=self._popularity)
        return part

    def __iter__(self) -> Iterator[Example]:
        for a in range(0, len(self), CHUNK):
            yield from self[a : a + CHUNK].rows()

    @cached_property
    def truth(self) -> Array:
        """The weights, one per feature, that the labels are drawn with."""
        rng = np.random.default_rng((self.seed, 0))
        telling = rng.random(self.size) < 1 / 5
        telling[: self.size // 100] = telling[self.size // 5 :] = False
        return np.where(telling, 3 * rng.normal(size=self.size), 0.0)

    @cached_property
    def _popularity(self):
        """How likely a draw is among the first 1, 2, ... features."""
        share = np.cumsum(np.arange(1.0, self.size + 1) ** -self.zipf)
        return share / share[-1]

    def parts(self, *lengths: int) -> list[Rows]:
        """The first rows, those after them, and so on: as many as the lengths say."""
        ends = np.cumsum([0, *lengths]).tolist()
        if min(lengths, default=0) < 0 or ends[-1] > len(self):
            raise ValueError(
                f"Parts of {lengths} rows are not in a stream of {len(self)}."
            )
        return [self[a:b].rows() for a, b in pairwise(ends)]

    def rows(self) -> Rows:
        """All of them at once, as Rows."""
        first = self.start // CHUNK
        chunks = [self._chunk(c) for c in range(first, -(-self.stop // CHUNK))]
        part = slice(self.start - first * CHUNK, self.stop - first * CHUNK)
        found = [np.concatenate(arrays)[part] for arrays in zip(*chunks)]
        indices, labels = found or (np.empty((0, self.features), int), np.empty(0))
        ends = np.arange(len(labels) + 1) * self.features
        return Rows(ends, indices.ravel(), np.ones(indices.size), labels)

    def _chunk(self, c):
        """The indices (CHUNK, features) and labels of the rows from c * CHUNK on."""
        rng = np.random.default_rng((self.seed, 1, c))
        drawn = np.sort(self._drawn(rng, (CHUNK, self.features)))
        while (twice := np.diff(drawn, prepend=-1) == 0).any():
            drawn[twice] = self._drawn(rng, twice.sum())
            drawn.sort()
        margin = self.truth[drawn].sum(axis=1) + self.bias
        return drawn, (rng.random(CHUNK) < 1 / (1 + np.exp(-margin))).astype(int)

    def _drawn(self, rng, shape):
        return np.searchsorted(self._popularity, rng.random(shape))
