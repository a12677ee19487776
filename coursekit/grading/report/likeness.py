"""Submissions that are nearly the same, for a person to look at; no mark hangs on it.

Each is reduced to its runs of a few words and signs, in two ways: as it is worded, and
in its form, in which renamed variables, other comments and texts, and lines in another
order are the same.

An answer of a line or two has one possible form, and whoever writes it honestly writes
that. So nothing counts that the exercise, a solution or the course's functions have,
nor what many in a class have; and the rest must be as long as some three lines.
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar
from zlib import crc32

import numpy as np

from coursekit.arrays import Integers

RUN = 6  # tokens
SHORT = 4  # tokens: of a line with fewer the form says nothing
LONGEST, CELLS = 20_000, 200  # of a cell, in characters, and of a notebook
COMMON = 0.1  # of a class: what more of it have is nobody's own,
FEW, MOST = 5, 30  # but never less than what so many share, and never more
RARE = 20  # runs that two must share: some three lines,
LONG = 40  # and of a source that nobody need copy, since lessons teach it
ALIKE = 0.8  # of the runs that either has
COPIED = 0.9  # of the runs of a source
KINDS = ("wording", "form")
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<text>[rbfuRBFU]{0,2}(?:\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}
        |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<number>\d[\w.]*|\.\d\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<joined>\\\n)|(?P<end>\n)
    |(?P<sign>\*\*=?|//=?|[-+*/%&|^<>=!:@]=|->|<<|>>|[^\w\s])""",
    re.VERBOSE,
)
FIXED = {*keyword.kwlist, *dir(builtins)}  # names that mean what they say

Token = tuple[str, str]  # its kind, as TOKEN names it, and its text
Sample = Mapping[str, Sequence[int] | Integers]  # the runs of each kind, as numbers
Name = TypeVar("Name", bound=Hashable)
Source = TypeVar("Source", bound=Hashable)


def sample(
    cells: Iterable[str], released: Collection[str] = ()
) -> dict[str, list[int]]:
    """What a submission adds to the exercise, as a number for each run, by kind."""
    own = [cell[:LONGEST] for cell in cells if cell.strip() not in released][:CELLS]
    lines = [tokens for cell in own for _, tokens in statements(cell)]
    words = [text for tokens in lines for _, text in tokens]
    meanings = [tokens for tokens in map(meant, lines) if len(tokens) >= SHORT]
    forms = (form(run) for tokens in meanings for run in _runs(tokens))
    return {"wording": _numbers(_runs(words)), "form": _numbers(forms)}


def statements(text: str) -> Iterator[tuple[str, list[Token]]]:
    """The lines of a program, as (text, tokens); one over several lines is one."""
    start, depth, tokens = 0, 0, []
    for found in TOKEN.finditer(text):
        kind, token = str(found.lastgroup), found[0]
        if kind == "sign":
            depth = max(0, depth + (token in "([{") - (token in ")]}"))
        if kind == "end" and not depth:
            yield text[start : found.start()], tokens
            start, tokens = found.end(), []
        elif kind not in ("end", "joined"):
            tokens.append((kind, token))
    yield text[start:], tokens


def meant(tokens: Sequence[Token]) -> list[Token]:
    """Tokens without comments; none where a text stands alone, as a docstring does."""
    kept = [token for token in tokens if token[0] != "comment"]
    return [] if all(kind == "text" for kind, _ in kept) else kept


def form(tokens: Sequence[Token]) -> tuple[str, ...]:
    """What tokens say, with names as 1, 2, … in their order, whatever they are."""
    names: dict[str, int] = {}
    found, before = [], ""
    for kind, text in tokens:
        if kind == "name" and text not in FIXED and before != ".":
            found.append(f"name {names.setdefault(text, len(names) + 1)}")
        elif kind == "text":
            found.append('""')
        else:
            found.append(text.removesuffix(".0"))
        before = text
    return tuple(found)


def _runs(tokens):
    if not tokens:
        return []
    return [tokens[i : i + RUN] for i in range(max(1, len(tokens) - RUN + 1))]


def _numbers(runs):
    return sorted({crc32(" ".join(run).encode("utf-8", "replace")) for run in runs})


def alike(
    samples: Mapping[Name, Sample], known: Sample | None = None
) -> list[tuple[float, Name, Name]]:
    """Pairs of names that are nearly the same, as (likeness, one, other).

    samples  {name: its sample} of one lesson
    known    what is no evidence, since everybody may have it
    """
    best: dict[tuple[Name, Name], float] = {}
    for kind in KINDS:
        own = {name: each[kind] for name, each in samples.items()}
        for likeness, *pair in _alike(own, known[kind] if known else ()):
            best[pair[0], pair[1]] = max(likeness, best.get((pair[0], pair[1]), 0))
    found = [(likeness, *pair) for pair, likeness in best.items()]
    return sorted(found, key=lambda each: (-each[0], str(each[1]), str(each[2])))


def _alike(samples, known):
    names = list(samples)
    if len(names) < 2:
        return
    runs = np.concatenate([samples[name] for name in names])
    owners = np.repeat(np.arange(len(names)), [len(samples[name]) for name in names])
    values, inverse, counts = np.unique(runs, return_inverse=True, return_counts=True)
    usual = counts > min(max(FEW, COMMON * len(samples)), MOST)
    rare = ~(usual | np.isin(values, np.array(known, dtype=runs.dtype)))[inverse]
    sizes = np.bincount(owners[rare], minlength=len(names))
    for (one, other), n in _shared(inverse, owners, rare & (counts[inverse] > 1)):
        likeness = float(n / (sizes[one] + sizes[other] - n))
        if n >= RARE and likeness >= ALIKE:
            yield likeness, names[one], names[other]


def copies(
    samples: Mapping[Name, Sample],
    sources: Mapping[Source, Sample],
    least: int,
) -> list[tuple[float, Name, Source]]:
    """Names that have nearly all of a source, as (share of it, name, source).

    samples  {name: its sample} of one lesson
    sources  {source: its sample}, without what everybody may have
    least    the runs that a source must have
    """
    best: dict[tuple[Name, Source], float] = {}
    for kind in KINDS:
        own = {name: each[kind] for name, each in samples.items()}
        parts = {source: each[kind] for source, each in sources.items()}
        for share, name, source in _copies(own, parts, least):
            best[name, source] = max(share, best.get((name, source), 0))
    found = [(share, name, source) for (name, source), share in best.items()]
    return sorted(found, key=lambda each: (-each[0], str(each[1]), str(each[2])))


def _copies(samples, sources, least):
    names, kinds = list(samples), [s for s, runs in sources.items() if len(runs)]
    if not names or not kinds:
        return
    runs = np.concatenate([samples[name] for name in names])
    owners = np.repeat(np.arange(len(names)), [len(samples[name]) for name in names])
    parts = np.concatenate([sources[kind] for kind in kinds]).astype(runs.dtype)
    places = np.repeat(np.arange(len(kinds)), [len(sources[kind]) for kind in kinds])
    values, counts = np.unique(runs, return_counts=True)
    usual = values[counts > max(FEW, COMMON * len(names))]
    rare = ~np.isin(parts, usual)
    parts, places = parts[rare], places[rare]
    sizes = np.bincount(places, minlength=len(kinds))
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], owners[order]
    first, last = np.searchsorted(runs, parts), np.searchsorted(runs, parts, "right")
    shared: Counter[tuple[int, int]] = Counter()
    for place, start, end in zip(places.tolist(), first, last, strict=True):
        shared.update((owner, place) for owner in owners[start:end].tolist())
    for (owner, place), n in shared.items():
        if sizes[place] >= least and n >= COPIED * sizes[place]:
            yield float(n / sizes[place]), names[owner], kinds[place]


def _shared(runs, owners, kept):
    """How many runs each two owners share, of those that are kept."""
    runs, owners = runs[kept], owners[kept]
    order = np.argsort(runs, kind="stable")
    groups = np.split(owners[order], np.flatnonzero(np.diff(runs[order])) + 1)
    return Counter(p for g in groups for p in combinations(g.tolist(), 2)).items()
