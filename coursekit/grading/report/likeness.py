"""Submissions that are nearly the same, for a person to look at; no mark hangs on it.

Each is reduced to its runs of a few tokens. What many in a class have
(the exercise itself, the usual answer) says nothing; two that share most of what few
others have may have been written together, and one that has all of a solution, or of a
function of the course, may have been copied from there.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from tokenize import COMMENT, NAME, NUMBER, OP, STRING, TokenError, generate_tokens
from zlib import crc32

import numpy as np

from coursekit.arrays import Integers

RUN = 6  # tokens
LONGEST, CELLS = 20_000, 200  # of a cell, in characters, and of a notebook
COMMON = 0.1  # of a class: what more of it have is nobody's own,
FEW, MOST = 5, 30  # but never less than what so many share, and never more
RARE = 20  # runs that two must share
ALIKE = 0.8  # of the runs that either has
COPIED = 0.9  # of the runs of a source


def sample(cells: Sequence[str], released: Collection[str] = ()) -> list[int]:
    """What a submission adds to the exercise, as a number for each run of tokens."""
    own = [cell[:LONGEST] for cell in cells if cell.strip() not in released]
    tokens = [token for cell in own[:CELLS] for token in _tokens(cell)]
    runs = (" ".join(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1))
    return sorted({crc32(run.encode("utf-8", "replace")) for run in runs})


def _tokens(cell):
    kept = (COMMENT, NAME, NUMBER, OP, STRING)
    try:
        return [t.string for t in generate_tokens(io.StringIO(cell).readline)
                if t.type in kept]  # fmt: skip
    except (TokenError, SyntaxError):
        return re.findall(r"\w+|[^\w\s]", cell)


def alike(
    samples: Mapping[str, Sequence[int] | Integers],
) -> list[tuple[float, str, str]]:
    """Pairs of names that are nearly the same, as (likeness, one, other).

    samples  {name: its sample} of one lesson
    """
    names = [name for name in samples if len(samples[name]) >= RARE]
    if len(names) < 2:
        return []
    runs = np.concatenate([samples[name] for name in names])
    owners = np.repeat(np.arange(len(names)), [len(samples[name]) for name in names])
    _, inverse, counts = np.unique(runs, return_inverse=True, return_counts=True)
    rare = counts[inverse] <= min(max(FEW, COMMON * len(samples)), MOST)
    sizes = np.bincount(owners[rare], minlength=len(names))
    found = [
        (float(n / (sizes[one] + sizes[other] - n)), names[one], names[other])
        for (one, other), n in _shared(inverse, owners, rare & (counts[inverse] > 1))
        if n >= RARE
    ]
    return sorted((p for p in found if p[0] >= ALIKE), key=lambda p: (-p[0], *p[1:]))


def copies(
    samples: Mapping[str, Sequence[int] | Integers],
    sources: Mapping[str, Sequence[int] | Integers],
) -> list[tuple[float, str, str]]:
    """Names that have nearly all of a source, as (share of it, name, source).

    samples  {name: its sample} of one lesson
    sources  {what it is called: its sample}, without what the exercise has
    """
    if not samples or not sources:
        return []
    names, kinds = list(samples), list(sources)
    runs = np.concatenate([samples[name] for name in names])
    owners = np.repeat(np.arange(len(names)), [len(samples[name]) for name in names])
    kept = np.isin(runs, np.concatenate([sources[kind] for kind in kinds]))
    runs, owners = runs[kept], owners[kept]
    values, counts = np.unique(runs, return_counts=True)
    usual = values[counts > max(FEW, COMMON * len(names))]
    found = []
    for kind in kinds:
        own = np.setdiff1d(sources[kind], usual)
        shared = np.bincount(owners[np.isin(runs, own)], minlength=len(names))
        for owner in np.flatnonzero(shared >= COPIED * max(len(own), RARE)):
            found.append((float(shared[owner] / len(own)), names[owner], kind))
    return sorted(found, key=lambda each: (-each[0], *each[1:]))


def _shared(runs, owners, kept):
    """How many runs each two owners share, of those that are kept."""
    runs, owners = runs[kept], owners[kept]
    order = np.argsort(runs, kind="stable")
    groups = np.split(owners[order], np.flatnonzero(np.diff(runs[order])) + 1)
    return Counter(p for g in groups for p in combinations(g.tolist(), 2)).items()
