"""Symbols as JavaScript: what is used twice, or sums over rows, gets a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from coursekit.web.translate.data import Column
from coursekit.web.translate.symbols import ROW, Kept, Symbol, Total, constant, node


class Script:
    """The constants that functions of one module share: data, and what is drawn.

    columns  numbers of data sets, as base64 of float64, which several modules share
    """

    def __init__(self, columns: list[str]) -> None:
        self.columns = columns
        self.shared: dict[str, str] = {}  # by text

    def name(self, text: str) -> str:
        """What a shared constant of this text is called."""
        return self.shared.setdefault(text, f"shared{len(self.shared)}")

    @property
    def lines(self) -> str:
        """The definitions of all shared constants."""
        made = (f"const {name} = {text};" for text, name in self.shared.items())
        return " ".join(made)

    def function(
        self, arguments: Iterable[Symbol], values: Any, shape: str = "{}"
    ) -> str:
        """An arrow function that returns the values, in the shape of a pattern."""
        lines, texts = self.body(np.ravel(np.asarray(values, object)))
        given = ", ".join(symbol.pattern for symbol in arguments)
        return f"({given}) => {{ {lines} return {shape.format(', '.join(texts))}; }}"

    def body(self, values: Iterable[Any]) -> tuple[str, list[str]]:
        """Lines of constants, and the values in terms of them."""
        return _Body(self).of([constant(value) for value in values])


class _Body:
    """The lines of one function; the term of a sum is one within another."""

    def __init__(self, script: Script, outer: _Body | None = None) -> None:
        self.script, self.outer = script, outer
        self.names: dict[Symbol, str] = {}
        self.uses: Counter[Symbol] = Counter()
        self.seen: set[Symbol] = set()
        self.lines: list[str] = []

    def of(self, values):
        for value in values:
            self.count(value)
        texts = [self.text(value) for value in values]
        return " ".join(self.lines), texts

    def count(self, symbol):
        self.uses[symbol] += 1
        if symbol not in self.seen:
            self.seen.add(symbol)
            for part in symbol.parts:
                self.count(part)

    def text(self, symbol):
        if self.outer and not symbol.by_row:
            return self.outer.text(symbol)
        if symbol in self.names:
            return self.names[symbol]
        body = self.written(symbol)
        if not symbol.parts or isinstance(symbol, Column):
            return body
        if self.uses[symbol] == 1 and not isinstance(symbol, Total):
            return f"({body})"
        depth = "row_" if self.outer else ""
        self.names[symbol] = f"{depth}${len(self.names)}"
        self.lines.append(f"const {self.names[symbol]} = {body};")
        return self.names[symbol]

    def written(self, symbol):
        if isinstance(symbol, Column):
            if symbol.numbers not in self.script.columns:
                self.script.columns.append(symbol.numbers)
            place = self.script.columns.index(symbol.numbers)
            return f"{self.script.name(f'np.numbers(columns[{place}])')}[{ROW}]"
        if isinstance(symbol, Kept):
            drawn = self.script.name(f"np.kept((key) => {symbol.made})")
            return f"{drawn}({self.text(symbol.parts[0])})"
        if isinstance(symbol, Total):
            rows, term = symbol.parts
            lines, (text,) = _Body(self.script, self).of([term])
            counted = self.text(rows)
            return f"np.total({counted}, ({ROW}) => {{ {lines} return {text}; }})"
        return symbol.pattern.format(*map(self.text, symbol.parts))


def coordinates(name: str, d: int) -> np.ndarray:
    """The names of d numbers, as an array of symbols."""
    return np.array([node(f"{name}_{i}") for i in range(d)], object)
