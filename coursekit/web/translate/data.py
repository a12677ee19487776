"""Data sets within formulas: their rows are a loop in JavaScript, not one line each."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from coursekit.web.translate.symbols import (
    DIVIDE,
    ROW,
    NotTranslated,
    Symbol,
    constant,
    kept,
    node,
    symbolic,
    total,
)

FEW = 8  # rows that are written out one by one
MARK = 7919  # the length of an axis that is looked for


class Column(Symbol):
    """One number of each row; `numbers` is base64 of little-endian float64."""

    def __init__(self, numbers: str) -> None:
        super().__init__("", node(ROW))
        self.numbers = numbers


column = cache(Column)


@dataclass(frozen=True, eq=False)
class Rows:
    """An array with one axis for the rows of a data set; its length there is 1.

    axis   which one, counted from the end
    rows   how many there are, or which
    """

    entries: np.ndarray
    axis: int
    rows: Symbol

    @property
    def T(self) -> Rows:
        return Rows(self.entries.T, -1 - (self.entries.ndim + self.axis), self.rows)

    @property
    def count(self) -> Symbol:
        """How many rows there are."""
        listed = not self.rows.pattern.isdecimal()
        return node("{}.length", self.rows, plain=True) if listed else self.rows

    def __len__(self) -> int:
        raise NotTranslated("how many rows there are")

    def __getitem__(self, index: Any) -> Rows:
        shape = list(self.entries.shape)
        shape[self.axis] = MARK
        after = np.broadcast_to(0, shape)[index].shape
        if MARK not in after:
            raise NotTranslated("some of the rows of a data set")
        axis = after.index(MARK) - len(after)
        return Rows(self.entries[index], axis, self.rows)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """The sum along an axis, that of the rows or another."""
        if axis is None or keepdims:
            raise NotTranslated("a sum over rows and columns")
        at = axis - self.entries.ndim if axis >= 0 else axis
        summed = self.entries.sum(axis=at)
        if at == self.axis:
            return over_rows(self.rows, summed)
        moved = self.axis + 1 if at > self.axis else self.axis
        return Rows(np.asarray(summed, object), moved, self.rows)

    def mean(self, axis: int | None = None) -> Any:
        """The mean along an axis."""
        if axis not in (-1, self.axis):
            raise NotTranslated("a mean over columns")
        return DIVIDE(self.sum(axis=axis), self.count)


@dataclass(frozen=True, eq=False)
class Listed:
    """Numbers that are drawn at random: an array in JavaScript."""

    symbol: Symbol

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice) and index.step is None:
            ends = [0 if index.start is None else index.start]
            ends += [] if index.stop is None else [index.stop]
            pattern = f"{{}}.slice({', '.join('{}' for _ in ends)})"
            return Listed(node(pattern, self.symbol, *map(constant, ends)))
        return node("{}[{}]", self.symbol, constant(index))


@dataclass(frozen=True)
class Generator:
    """NumPy's random generator, of a seed that depends on the step."""

    key: tuple[Any, ...]

    def normal(self, *, size: int) -> np.ndarray:
        drawn = self._drawn(f"normal({size})")
        return np.array([node(f"{{}}[{i}]", drawn) for i in range(size)], object)

    def permutation(self, n: int) -> Listed:
        return Listed(self._drawn(f"permutation({n})"))

    def integers(self, high: int, *, size: int) -> Listed:
        return Listed(self._drawn(f"integers({high}, {size})"))

    def random(self, size: int) -> Listed:
        return Listed(self._drawn(f"random({size})"))

    def _drawn(self, what):
        moving = [part for part in self.key if symbolic(part)]
        if len(moving) != 1:
            raise NotTranslated("a seed that depends on more than the step")
        seed = ", ".join("key" if symbolic(p) else str(int(p)) for p in self.key)
        return kept(f"np.generator([{seed}]).{what}", constant(moving[0]))


def over_rows(rows: Symbol, terms: Any) -> Any:
    """The sum over all rows, of a symbol or of each one in an array."""
    if isinstance(terms, Symbol):
        return total(rows, terms)
    flat = [total(rows, constant(term)) for term in np.ravel(terms)]
    out = np.empty(len(flat), object)
    out[:] = flat
    return out.reshape(np.shape(terms))


def picked(data: np.ndarray, rows: Listed) -> Rows:
    """data[rows], for rows that are drawn."""
    return _columns(data, 0, rows.symbol)


def _columns(data, axis, rows):
    """Constant numbers as Rows; `axis` counts from the front."""
    moved = np.moveaxis(np.asarray(data, "<f8"), axis, -1)
    out = np.empty(moved.shape[:-1], object)
    for i in np.ndindex(out.shape):
        numbers = np.ascontiguousarray(moved[i]).tobytes()
        out[i] = column(base64.b64encode(numbers).decode())
    entries = np.expand_dims(np.asarray(out, object), axis)
    return Rows(entries, axis - np.ndim(data), rows)


def by_rows(data: Any) -> Any:
    """Constant numbers with a long axis as Rows; anything else as it is."""
    if not isinstance(data, np.ndarray) or symbolic(data):
        return data
    long = [i for i, n in enumerate(data.shape) if n > FEW]
    if not long:
        return data
    return _columns(data, long[0], node(str(data.shape[long[0]]), plain=True))


def aligned(parts: tuple[Any, ...]) -> Rows | None:
    """The Rows among some values, by whose axis the others have to go."""
    found = [part for part in parts if isinstance(part, Rows)]
    if any((r.axis, r.rows) != (found[0].axis, found[0].rows) for r in found):
        raise NotTranslated("rows that do not lie alongside")
    return found[0] if found else None


def spread(operation: Callable[..., Any]) -> Callable[..., Any]:
    """The same operation, which knows arrays with rows, too."""

    def act(*parts):
        like = aligned(parts)
        if like is None:
            return operation(*parts)
        parts = tuple(map(by_rows, parts))
        aligned(parts)
        entries = [p.entries if isinstance(p, Rows) else p for p in parts]
        return Rows(np.asarray(operation(*entries), object), like.axis, like.rows)

    return act


def product(a: Any, b: Any) -> Any:
    """a @ b, where each may have rows."""
    if symbolic(a) or isinstance(a, Rows):
        b = by_rows(b)
    if symbolic(b) or isinstance(b, Rows):
        a = by_rows(a)
    left = a.entries if isinstance(a, Rows) else np.asarray(a, object)
    right = b.entries if isinstance(b, Rows) else np.asarray(b, object)
    out = np.matmul(left, right)
    met = -1 if right.ndim == 1 else -2
    if isinstance(a, Rows) and a.axis == -1:
        if not isinstance(b, Rows) or (b.axis, b.rows) != (met, a.rows):
            raise NotTranslated("a product of rows that do not lie alongside")
        return over_rows(a.rows, out)
    if isinstance(a, Rows):
        return Rows(out, a.axis + (right.ndim == 1), a.rows)
    if isinstance(b, Rows):
        return Rows(np.asarray(out, object), b.axis, b.rows)
    return out
