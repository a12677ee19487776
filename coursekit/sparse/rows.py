"""Sparse rows with labels, from arrays, from a stream, from strings; checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from coursekit.arrays import Array, Integers

Example = tuple[Integers, Array, int]  # indices, their values, the label of one row
Stream = Any  # rows to learn from, in any of the forms that `blocks` names
Named = Iterable[str] | Mapping[str, Any]  # a row whose features have names


@dataclass(frozen=True, eq=False)
class Rows:
    """Examples as CSR arrays: row i has its columns in indices[indptr[i]:indptr[i+1]].

    values stand beside the indices; labels are 0 or 1, one per row. Slices are Rows
    too; iterating gives (indices, values, label), row by row.
    """

    indptr: Integers
    indices: Integers
    values: Array
    labels: Array | Integers

    def __len__(self) -> int:
        return len(self.labels)

    def rows(self) -> Rows:
        """All of them at once: what every stream that can be sliced offers."""
        return self

    def row(self) -> Integers:
        """Which row each index belongs to."""
        return np.repeat(np.arange(len(self)), self.indptr[1:] - self.indptr[:-1])

    def matrix(self, size: int) -> csr_array:
        """The same as a sparse matrix (rows, size), as scikit-learn takes it."""
        indices, ends = self.indices.astype(np.int32), self.indptr.astype(np.int32)
        return csr_array((self.values, indices, ends), shape=(len(self), size))

    def __getitem__(self, which: slice) -> Rows:
        a, b, _ = which.indices(len(self))
        ends = self.indptr[a : max(a, b) + 1]
        part = slice(ends[0], ends[-1])
        labels = self.labels[a : max(a, b)]
        return Rows(ends - ends[0], self.indices[part], self.values[part], labels)

    def __iter__(self) -> Iterator[Example]:
        for i, label in enumerate(self.labels):
            part = slice(self.indptr[i], self.indptr[i + 1])
            yield self.indices[part], self.values[part], label


def blocks(
    rows: Stream, labels: ArrayLike | None, size: int, length: int
) -> Iterator[Rows]:
    """Yield checked Rows, `length` of them at a time.

    rows  a sparse matrix with its labels beside it; a stream that gives Rows for a
          slice, as `clicks` does; or any iterable of (indices, values, label).
    Raises ValueError, naming the row: labels other than 0 and 1, values that are not
    finite, indices outside 0 ... size - 1, and a stream without rows.
    """
    first = 0
    for block in _cut(rows, labels, length):
        yield _checked(block, size, first)
        first += len(block)
    if first == 0:
        raise ValueError("The stream is empty: there is nothing to learn from.")


def hashed(examples: Iterable[tuple[Named, int]], bits: int = 20) -> Iterator[Example]:
    """Yield (indices, values, label) for (features, label): names become slots.

    features are strings, each worth 1, or a dict from names to numbers; a string as
    a value, {"site": "a"}, counts as the name "site=a". Names that fall into the same
    one of the 2**bits slots share their weight.
    """
    from sklearn.feature_extraction import FeatureHasher

    hasher = FeatureHasher(2**bits, alternate_sign=False)
    examples = iter(examples)
    while chunk := list(islice(examples, 1024)):
        named = (
            features if hasattr(features, "items") else dict.fromkeys(features, 1)
            for features, _ in chunk
        )  # fmt: skip
        X = hasher.transform(named)
        labels = np.array([label for _, label in chunk])
        yield from Rows(X.indptr, X.indices, X.data, labels)


def _cut(rows, labels, length):
    if hasattr(rows, "tocsr"):
        X, labels = rows.tocsr(), np.asarray(labels)
        if labels.shape != X.shape[:1]:
            raise ValueError(
                f"{X.shape[0]} rows need a label each; the labels have the shape "
                f"{labels.shape}."
            )
        rows = Rows(X.indptr, X.indices, X.data, labels)
    if hasattr(rows, "rows"):
        for a in range(0, len(rows), length):
            yield rows[a : a + length].rows()
        return
    rows, first = iter(rows), 0
    while chunk := list(islice(rows, length)):
        yield _joined(chunk, first)
        first += len(chunk)


def _joined(chunk, first):
    """The Rows of a list of (indices, values, label)."""
    for i, example in enumerate(chunk, first):
        if len(example) != 3 or np.shape(example[0]) != np.shape(example[1]):
            raise ValueError(
                f"Row {i}: an example is (indices, values, label), with one value per "
                f"index; this one is {example!r}."
            )
    indices, values, labels = zip(*chunk)
    ends = np.cumsum([0, *map(len, indices)])
    return Rows(
        ends, np.concatenate(indices), np.concatenate(values), np.asarray(labels)
    )


def _checked(block, size, first):
    """The block in the types that learning needs; errors name the first bad row."""
    ends, indices, values, labels = map(
        np.asarray, (block.indptr, block.indices, block.values, block.labels)
    )
    _check_arrays(ends, indices, values, labels, first)
    outside = (indices < 0) | (indices >= size)
    if indices.dtype.kind == "f":
        outside |= indices != np.floor(indices)
    one_each = np.arange(len(labels) + 1)
    for bad, found, of_row, rule in (
        ((labels != 0) & (labels != 1), labels, one_each, "a label is 0 or 1"),
        (~np.isfinite(values), values, ends, "values are finite numbers"),
        (outside, indices, ends, f"indices are whole numbers, 0 to {size - 1}"),
    ):
        if bad.any():
            at = bad.argmax()
            row = first + np.searchsorted(of_row, at, "right") - 1
            raise ValueError(f"Row {row} holds {found[at]}: {rule}.")
    return Rows(
        ends.astype(np.intp, copy=False),
        indices.astype(np.intp, copy=False),
        values.astype(float, copy=False),
        labels.astype(float, copy=False),
    )


def _check_arrays(ends, indices, values, labels, first):
    if indices.dtype.kind not in "iuf" or values.dtype.kind not in "biuf":
        raise ValueError(
            f"Indices and values are numbers; row {first} or one after it holds "
            "something else. hashed(...) turns names into indices."
        )
    fits = len(ends) == len(labels) + 1 and ends[-1] == len(indices) == len(values)
    if not fits or ends[0] != 0 or (np.diff(ends) < 0).any():
        raise ValueError(
            "CSR arrays do not fit together: indptr rises from 0 to the number of "
            "indices, which is that of values, and there is a label per row."
        )
