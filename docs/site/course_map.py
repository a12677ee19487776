"""The course map as a picture: the arrows of its Mermaid source, as SVG with links."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

SOURCE = re.compile(r"```mermaid\ngraph LR\n(.*?)```", re.S)
NODE = re.compile(r'(L\w+)(?:\["([^"]+)"\])?')
WIDE, HIGH, ACROSS, DOWN = 96, 44, 116, 84  # pixels: a box; from one box to the next


def drawn(source: str, pages: dict[str, str]) -> str:
    """SVG of the arrows in Mermaid's words, from top to bottom.

    pages  the link of each lesson, by its number
    """
    names, arrows = _read(source)
    rows = _rows(names, arrows)
    places = _places(rows, arrows)
    width = max(x for x, _ in places.values()) + WIDE + 2
    height = max(y for _, y in places.values()) + HIGH + 2
    lines = [_arrow(places[a], places[b]) for a, b in arrows]
    boxes = [_box(names[key], place, pages) for key, place in places.items()]
    return (
        f'<svg class="ck-map" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="group" aria-label="Which lesson needs which; the '
        'table below has the same in words">'
        '<defs><marker id="ck-tip" viewBox="0 0 8 8" refX="7" refY="4" '
        'markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/>'
        f"</marker></defs>{''.join(lines)}{''.join(boxes)}</svg>"
    )


def _read(source):
    """{key: name} of the boxes, and the arrows between them."""
    names, arrows = {}, []
    for line in source.strip().splitlines():
        chain = NODE.findall(line)
        names |= {key: name for key, name in chain if name}
        keys = [key for key, _ in chain]
        arrows += pairwise(keys)
    return names, arrows


def _rows(names, arrows):
    """The boxes in rows: each below all that it needs."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        for a, b in arrows:
            depth[b] = max(depth[b], depth[a] + 1)
    return [[k for k in names if depth[k] == n] for n in range(max(depth.values()) + 1)]


def _places(rows, arrows):
    """Where each box stands: in its row, in the order of what it needs."""
    at = {}
    for n, row in enumerate(rows):

        def wish(key):
            above = [at[a][0] for a, b in arrows if b == key and a in at]
            return sum(above) / len(above) if above else 0

        for i, key in enumerate(sorted(row, key=wish)):
            at[key] = (i * ACROSS + 1, n * DOWN + 1)
    return at


def _arrow(start, end):
    x0, y0 = start[0] + WIDE / 2, start[1] + HIGH
    x1, y1 = end[0] + WIDE / 2, end[1]
    bend = (y1 - y0) / 2
    way = f"M{x0} {y0}C{x0} {y0 + bend} {x1} {y1 - bend} {x1} {y1}"
    if x0 == x1 and y1 - y0 > DOWN:  # round the boxes between, not behind them
        gap, turn = x0 + ACROSS / 2, (DOWN - HIGH) / 2
        way = f"M{x0} {y0}C{x0} {y0 + turn} {gap} {y0 + turn} {gap} {y0 + 2 * turn}"
        way += f"V{y1 - 2 * turn}C{gap} {y1 - turn} {x1} {y1 - turn} {x1} {y1}"
    return f'<path d="{way}" marker-end="url(#ck-tip)"/>'


def _box(name, place, pages):
    number, _, words = name.partition(" ")
    x, y = place
    return (
        f'<a href="{pages[number]}"><rect x="{x}" y="{y}" width="{WIDE}" '
        f'height="{HIGH}" rx="8"/><text x="{x + WIDE / 2}" y="{y + 17}">{number}</text>'
        f'<text x="{x + WIDE / 2}" y="{y + 34}">{escape(words)}</text></a>'
    )
