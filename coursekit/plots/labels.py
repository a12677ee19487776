"""Names beside what they name, in place of legends: where they cover least.

Where that is depends on the axes' limits, which a lesson may still set, so a figure
places its names when it is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from coursekit.arrays import Array
from coursekit.plots import palette

APART = 15  # CSS pixels, as all lengths here, between names at the ends of curves
TRIED = (10, 18, 30, 46)  # how far a name may stand from what it names
CROWD = 14  # how near another path makes a place a crowd
FAR = 20  # from here on a line leads to it
CSS = 96  # pixels per inch
KEY = "coursekit names"  # under which axes keep what they name
OFF = "coursekit lines"  # and what else is no place for a name


def name_paths(ax: Axes, lines: Sequence[Line2D], names: Sequence[str]) -> None:
    """Write each name beside the end of its path, where it covers least.

    It has its path's colour, for another path may be as near.
    """
    _in_their_colours(_keep(ax, lines, names, _beside), lines)


def name_curves(ax: Axes, lines: Sequence[Line2D], names: Sequence[str]) -> None:
    """Write each name at the right end of its curve, none over another.

    It has its curve's colour: curves that end together are told apart by it.
    """
    _in_their_colours(_keep(ax, lines, names, _at_ends), lines)


def keep_off(ax: Axes, lines: Sequence[Array]) -> None:
    """Have names keep off these lines, (n, 2) each, as they keep off paths."""
    ax.__dict__.setdefault(OFF, []).extend(lines)


def _in_their_colours(notes, lines):
    for note, line in zip(notes, lines):
        note.set_color(line.get_color())


def _keep(ax, lines, names, place):
    notes = [_note(ax, name) for name in names]
    kept = ax.__dict__.setdefault(KEY, [])
    kept.append((place, list(lines), notes))
    return notes


def _note(ax, name):
    leader = {"arrowstyle": "-", "color": palette.SOFT, "linewidth": 0.6, "shrinkB": 3}
    return ax.annotate(
        name, (0, 0), xytext=(0, 0), textcoords="offset points", arrowprops=leader,
        va="center", ha="center", fontsize=palette.TEXT, color=palette.INK, zorder=9,
        annotation_clip=False,
    )  # fmt: skip


def ignore(ax: Axes, ignored: bool) -> None:
    """Have a figure's layout ignore the names of these axes, or heed them."""
    for _, _, notes in ax.__dict__.get(KEY, ()):
        for note in notes:
            note.set_in_layout(not ignored)


def place(ax: Axes, renderer: Any) -> None:
    """Put all names of these axes where they belong now."""
    for how, lines, notes in ax.__dict__.get(KEY, ()):
        how(ax, renderer, lines, notes)


def _seen(ax: Axes, line: Line2D) -> Array:
    """The pixels (n, 2) of a line up to where it leaves the axes for good."""
    data = np.column_stack([np.asarray(part, float) for part in line.get_data()])
    with np.errstate(all="ignore"):
        pixels = ax.transData.transform(data)
    box = ax.bbox
    x, y = pixels.T
    inside = (
        (x >= box.x0 - 1) & (x <= box.x1 + 1) & (y >= box.y0 - 1) & (y <= box.y1 + 1)
    )
    there = np.isfinite(pixels).all(axis=1)
    last = np.flatnonzero(inside & there)
    if not last.size:
        return np.empty((0, 2))
    seen, beyond = pixels[: last[-1] + 1][there[: last[-1] + 1]], pixels[last[-1] + 1 :]
    if len(beyond) and np.isfinite(beyond[0]).all():
        seen = np.vstack([seen, _at_frame(seen[-1], beyond[0], box)])
    return seen


def _at_frame(inside, outside, box):
    """Where the way from a pixel in a box to one out of it crosses the frame."""
    way = outside - inside
    with np.errstate(all="ignore"):
        shares = (np.where(way > 0, box.max, box.min) - inside) / way
    return inside + np.clip(np.nanmin(np.where(way == 0, 1, shares)), 0, 1) * way


def _put(note: Annotation, ax: Axes, pixel: Array, away: Array, unit: float) -> None:
    """A name so many pixels away from a pixel; from afar a thin line leads to it."""
    note.xy = tuple(ax.transData.inverted().transform(pixel))
    note.set_position(tuple(away * 72 / CSS / unit))
    if note.arrow_patch is not None:
        note.arrow_patch.set_visible(bool(np.hypot(*away) > FAR * unit + 40 * unit))


def _at_ends(ax, renderer, lines, notes):
    unit = renderer.points_to_pixels(72 / CSS)
    paths = [_seen(ax, line) for line in lines]
    edge = ax.bbox.x1 - 0.06 * ax.bbox.width
    for note, path in zip(notes, paths):
        note.set_visible(bool(len(path)))
    named = [(note, path) for note, path in zip(notes, paths) if len(path)]
    at_edge = [pair for pair in named if pair[1][-1, 0] > edge]
    inside = [pair for pair in named if pair[1][-1, 0] <= edge]
    at_edge.sort(key=lambda named: _height(named[1], ax, unit))
    ends = [path[-1] for _, path in at_edge]
    ys = np.array(_spread([y for _, y in ends], APART * unit))
    for (note, _), end, y, led in zip(at_edge, ends, ys, _led(ends, ys, unit)):
        note.set_ha("left")
        _put(note, ax, end, np.array([(18 if led else 8) * unit, y - end[1]]), unit)
        note.arrow_patch.set_visible(led and abs(y - end[1]) > 6 * unit)
    taken = [Text.get_window_extent(note, renderer) for note, _ in at_edge]
    _find_room(ax, renderer, inside, paths, taken, unit)


def _height(path, ax, unit):
    """Where a curve ends; of those that end together, whence they come."""
    x, y = _dense(path, unit).T
    return round(y[-1] / (4 * unit)), y[x > x[-1] - 0.1 * ax.bbox.width].mean()


def _led(ends, ys, unit):
    """Which names stand in a column that is moved as a whole, lines leading to it."""
    moved = np.array([abs(y - end[1]) > 6 * unit for end, y in zip(ends, ys)], bool)
    column = np.cumsum([0, *(np.diff(ys) > APART * unit + 1e-6)])[: len(ys)]
    return [bool(moved[column == own].any()) for own in column]


def _spread(ys, gap):
    """The same heights, ascending, moved as little as keeps them a gap apart."""
    blocks = [[y, 1] for y in ys]  # the middle of a block, how many names it has
    done = False
    while not done:
        done = True
        for i in range(len(blocks) - 1):
            (a, n), (b, m) = blocks[i], blocks[i + 1]
            if b - a < gap * (n + m) / 2 - 1e-9:
                blocks[i : i + 2] = [[(a * n + b * m) / (n + m), n + m]]
                done = False
                break
    return [y + gap * (k - (n - 1) / 2) for y, n in blocks for k in range(n)]


def _beside(ax, renderer, lines, notes):
    unit = renderer.points_to_pixels(72 / CSS)
    paths = [_seen(ax, line) for line in lines]
    for note, path in zip(notes, paths):
        note.set_visible(bool(len(path)))
    named = [(note, path) for note, path in zip(notes, paths) if len(path)]
    _find_room(ax, renderer, named, paths, [], unit)


def _find_room(ax, renderer, named, paths, taken, unit):
    """Put each name beside its path, where it covers no path and no name, if it can."""
    dense = [(path, _dense(path, unit)) for path in paths]
    covered = np.concatenate([*(whole for _, whole in dense), *_kept_off(ax, unit)])
    for note, path in named:
        others = [whole for other, whole in dense if other is not path]
        (own,) = (whole for other, whole in dense if other is path)
        sides = own, np.concatenate([np.empty((0, 2)), *others])
        ends = _alone(*sides, unit)
        note.set_ha("center")
        size = Text.get_window_extent(note, renderer)  # without its leader
        taken.append(_best(ax, note, ends, size, covered, taken, sides, unit))


def _kept_off(ax, unit):
    """Points along the lines that names keep off."""
    lines = ax.__dict__.get(OFF, ())
    dense = (_dense(ax.transData.transform(line), unit) for line in lines)
    return [np.empty((0, 2)), *dense]


def _alone(path, others, unit):
    """Where a path may be named: (pixel, cost), its end first, crowded parts last."""
    spread = np.linspace(len(path) - 1, 0, 9)[:-1].astype(int)
    found = []
    for k, end in enumerate(path[spread]):
        near = np.hypot(*(others - end).T) < CROWD * unit
        found.append((end, 2 * k + 3 * min(8, near.sum())))
    return found


def _best(ax, note, ends, size, covered, taken, sides, unit):
    """Put a name at the best place around one of these ends; the box that it takes.

    sides  the points of its own path and those of the others
    """
    half = np.array((size.width, size.height)) / 2 + 2 * unit
    best, least = (ends[0][0], np.zeros(2), size), np.inf
    for end, price in ends:
        for far in TRIED:
            for angle in np.arange(12) * np.pi / 6:
                ray = np.array([np.cos(angle), np.sin(angle)])
                away = ray * (far * unit + np.abs(ray) @ half)
                box = Bbox([end + away - half, end + away + half])
                cost = price + far / 10
                if cost < least:
                    cost += _cost(ax, box, covered, taken)
                    cost += 3 * _crossed(end, away, covered, taken, unit)
                    cost += 8 * _seems_another_s(box, *sides)
                if cost < least:
                    best, least = (end, away, box), cost
    end, away, box = best
    _put(note, ax, end, away, unit)
    return box


def _cost(ax, box, covered, taken):
    x, y = covered.T
    over = (x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)
    outside = box.x0 < ax.bbox.x0 or box.x1 > ax.bbox.x1
    outside |= box.y0 < ax.bbox.y0 or box.y1 > ax.bbox.y1
    return (
        3 * over.sum() + 50 * sum(box.overlaps(other) for other in taken) + 40 * outside
    )


def _seems_another_s(box, own, others):
    """Whether a name's box is nearer to another path than to its own."""
    own_gap, other_gap = (
        np.hypot(
            np.maximum(0, np.abs(x - (box.x0 + box.x1) / 2) - box.width / 2),
            np.maximum(0, np.abs(y - (box.y0 + box.y1) / 2) - box.height / 2),
        ).min(initial=np.inf)
        for x, y in (own.T, others.T)
    )
    return other_gap < own_gap


def _crossed(end, away, covered, taken, unit):
    """How many paths and names lie between a name and what it names, roughly."""
    between = end + np.linspace(0.3, 0.8, 6)[:, None] * away
    gaps = np.hypot(*(covered[:, None] - between).T).min(axis=-1)
    names = sum(box.contains(*point) for box in taken for point in between)
    return int((gaps < 4 * unit).sum()) + names


def _dense(path, unit):
    """Points along a path, its corners among them, at most 5 pixels apart."""
    parts = [path[:1]]
    for a, b in pairwise(path):
        count = 1 + min(400, int(np.hypot(*(b - a)) / (5 * unit)))
        parts.append(a + (b - a) * np.linspace(0, 1, count + 1)[1:, None])
    return np.concatenate(parts)
