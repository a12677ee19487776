"""Numbers under heads: a table that a notebook shows, and a terminal prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real


@dataclass(frozen=True)
class Table:
    """Rows of words, the first of each its name, below a row of heads."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __repr__(self) -> str:
        lines = (("", *self.heads), *self.rows)
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join(_line(words, widths) for words in lines)

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in self.heads)
        rows = "".join(map(_row, self.rows))
        inside = f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody>"
        return (
            f'<div class="table-wrapper"><table class="docutils">{inside}</table></div>'
        )


def table(
    rows: Mapping[str, Iterable[object]], heads: Iterable[object], form: str = ""
) -> Table:
    """Each row's values under the heads, with its name in front.

    form  how numbers are written that are not whole, as ".3f"; all else is as it is
    Raises ValueError for a row that has not as many values as there are heads.
    """
    top = tuple(map(str, heads))
    written = {
        str(name): [_written(value, form) for value in values]
        for name, values in rows.items()
    }
    for name, values in written.items():
        if len(values) != len(top):
            raise ValueError(
                f"A row needs a value for each of the {len(top)} heads; {name!r} has "
                f"{len(values)}."
            )
    return Table(top, tuple((name, *values) for name, values in written.items()))


def _written(value, form):
    fraction = isinstance(value, Real) and not isinstance(value, Integral)
    return format(value, form) if fraction else str(value)


def _line(words, widths):
    """A row as text: its name to the left, its values to the right."""
    values = (word.rjust(width) for word, width in zip(words[1:], widths[1:]))
    return "  ".join([words[0].ljust(widths[0]), *values])


def _row(words):
    values = "".join(f"<td>{escape(word)}</td>" for word in words[1:])
    return f'<tr><th scope="row">{escape(words[0])}</th>{values}</tr>'
