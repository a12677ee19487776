"""The course's colours, lines and markers: here, and nowhere else.

One look per rule, for still pictures and for live ones. A still one has no paper of its
own, so its colours are read on white and on JupyterLab's dark #111 alike; a live one
uses `dark(color)` there. A test holds contrasts and distances of all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from itertools import cycle
from typing import NamedTuple


class Look(NamedTuple):
    """How something is drawn: colour (hex), and matplotlib's line and marker."""

    color: str
    line: str
    marker: str


# Found by search: as far apart as can be, for every common kind of colour vision, among
# the first six and among rules that meet in a lesson; 3 : 1 on the highest ground.
RULES = {
    "gd": Look("#2c59f6", "-", "o"),
    "momentum": Look("#a65109", "--", "s"),
    "nesterov": Look("#447552", "-.", "^"),
    "adagrad": Look("#b3801d", "-", "D"),
    "rmsprop": Look("#9b3abe", ":", "v"),
    "adadelta": Look("#d75368", "-.", "<"),
    "adam": Look("#1094b8", "-", "P"),
    "delta_bar_delta": Look("#e3537b", "--", "d"),
    "rmsprop_momentum": Look("#c91561", "--", "h"),
    "rmsprop_nesterov": Look("#686595", "-.", ">"),
    "adamax": Look("#d5394b", "--", "p"),
    "nadam": Look("#80887e", ":", ">"),
    "amsgrad": Look("#7f5a99", ":", "h"),
    "adamw": Look("#5b7469", "-.", "*"),
    "adabound": Look("#ca7028", "--", "H"),
    "lion": Look("#b163e5", "-.", "D"),
    "newton": Look("#c90384", "-", "d"),
    "damped_newton": Look("#9a893d", "-.", "v"),
    "steepest_descent": Look("#837ed4", "--", "D"),
    "conjugate_gradient": Look("#27764e", "--", "8"),
    "ftrl": Look("#926946", ":", "p"),
    "rda": Look("#d643c4", "--", "<"),
}
INK = "#6f7782"  # of words, and of what has no colour of its own
SOFT = "#7b838d"  # of axes and ticks
OWN = Look(INK, "-", "X")  # a learner's own rule
PLAIN = [  # for what is no rule and stands beside rules: all are nearly grey
    OWN, Look("#6a9090", "--", "o"), Look("#6d6284", "-.", "s"), Look(INK, ":", "D"),
]  # fmt: skip
CYCLE = [*[*RULES.values()][:7], OWN]  # for what differs, but not in its rule
BLUE, VERMILION, GREEN, ORANGE, PURPLE, _, SKY = (each.color for each in CYCLE[:7])

MARKERS = {
    "o": "circle", "s": "square", "^": "triangle up", "D": "diamond",
    "v": "triangle down", "<": "triangle left", "P": "plus", "d": "thin diamond",
    "h": "hexagon", ">": "triangle right", "p": "pentagon", "*": "star",
    "H": "turned hexagon", "8": "octagon", "X": "cross",
}  # fmt: skip
DASHES: dict[str, list[float]] = {
    "-": [], "--": [7, 3], "-.": [7, 3, 1.5, 3], ":": [1.5, 3],
}  # fmt: skip  # pixels

# What stands behind still pictures, and what they lay over it: a colour, its share.
PAPERS = "#ffffff", "#111111"
ON_COLOR = PAPERS[0]  # of words on a rule's colour, 3 : 1 as that is on white paper
GROUND = INK, 0.10  # the highest ground of a landscape; the lowest is paper
CONTOUR, GRID = (INK, 0.40), (INK, 0.22)
WELLS = "#1f6fc0", "#b06a00", "#1f8038", "#9040c0", "#c03a30", "#108078"
TINT = 0.10  # of a well's colour; there are no bands under it
BANDS = 12  # of a landscape
SMALL, TEXT, HEAD = 8.0, 9.0, 10.0  # points: ticks; words; what is above a picture

FAINTEST = 0.15  # of a rule's colour, on a map of steps: what took them all
WHITER = 0.22  # how much white the colours of live pictures get in the dark


def look(name: str) -> Look:
    """How the rule called `name` is drawn: as one's own, if the course has none."""
    return RULES.get(name, OWN)


def looks(names: Sequence[str]) -> list[Look]:
    """How these are drawn together: each rule in its look, others plain.

    Where none is a rule, or one is there twice, all colours serve in turn. Of more than
    four plain ones the others take the looks of rules that are not here.
    """
    unknown = len(names) > 1 and RULES.keys().isdisjoint(names)
    if unknown or len(set(names)) < len(names):
        return [CYCLE[i % len(CYCLE)] for i in range(len(names))]
    taken = [RULES[name] for name in names if name in RULES]
    spare = cycle([*PLAIN, *(each for each in RULES.values() if each not in taken)])
    return [RULES.get(name) or next(spare) for name in names]


def rgb(color: str) -> list[float]:
    """Red, green and blue of a hex colour, from 0 to 1."""
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def css(color: str, share: float) -> str:
    """A hex colour that lets the paper through, as CSS has it."""
    red, green, blue = (round(255 * part) for part in rgb(color))
    return f"rgba({red}, {green}, {blue}, {share:.3g})"


def ramp(color: str) -> list[tuple[float, ...]]:
    """The colours of the fastest and the slowest: red, green, blue, share."""
    return [(*rgb(color), 1.0), (*rgb(color), FAINTEST)]


def over(color: str, share: float, paper: str) -> str:
    """The hex colour that comes of `share` of one laid over another."""
    mixed = (share * c + (1 - share) * p for c, p in zip(rgb(color), rgb(paper)))
    return "#" + "".join(f"{round(255 * part):02x}" for part in mixed)


def dark(color: str) -> str:
    """The colour as live pictures use it on dark paper: with some white in it."""
    return over("#ffffff", WHITER, color)


def digest() -> str:
    """What a stored picture keeps of the style that it was drawn in: 12 hex digits."""
    style = [RULES, OWN, DASHES, GROUND, CONTOUR, GRID, WELLS, TINT, BANDS]
    text = json.dumps([*style, SMALL, TEXT, HEAD])
    return sha256(text.encode()).hexdigest()[:12]
