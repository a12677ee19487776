"""Submissions that are nearly the same, for a person to look at; no mark hangs on it.

Each is reduced to its runs of a few words and signs, in two ways: as it is worded, and
in its form, in which renamed variables, other comments and texts, and lines in another
order are the same.

An answer of a line or two has one possible form, and whoever writes it honestly writes
that. So nothing counts that the exercise, a solution or the course's functions have,
nor, between two, what many in a class have; and the rest must be as long as some three
lines.

What many have is evidence where the same ones have all of it and nobody else has any:
honest answers to several questions agree in one and differ in the next. The more of
those have it who wrote as much, the longer it must be, and what all have says nothing.
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
COMMON = 0.1  # of a class: what more of it have is many's,
FEW, MOST = 5, 30  # but never what so few share; each two are compared in no more
RARE = 20  # runs that two must share: some three lines,
LONG = 40  # and many, or a source that nobody need copy, since lessons teach it
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
        for likeness, *pair in _alike(_runs_of(samples, kind), _known(known, kind)):
            best[pair[0], pair[1]] = max(likeness, best.get((pair[0], pair[1]), 0))
    found = [(likeness, *pair) for pair, likeness in best.items()]
    return sorted(found, key=lambda each: (-each[0], str(each[1]), str(each[2])))


def _runs_of(samples, kind):
    return {n: np.asarray(own[kind], dtype=np.uint32) for n, own in samples.items()}


def _known(known, kind):
    return np.unique(np.array(known[kind] if known else (), dtype=np.uint32))


def _alike(samples, known):
    names = list(samples)
    values, counts = _shared(samples, known)
    usual = counts > min(_few(len(names)), MOST)
    rare, nobodys = values[~usual], np.union1d(values[usual], known)
    held = [_places(rare, runs) for runs in samples.values()]
    sizes = [len(runs) - len(_places(nobodys, runs)) for runs in samples.values()]
    for (one, other), n in _together(held):
        likeness = n / (sizes[one] + sizes[other] - n)
        if n >= RARE and likeness >= ALIKE:
            yield likeness, names[one], names[other]


def _shared(samples, known=()):
    """(The runs that several have, but those known, in order; how many have each)."""
    runs = np.concatenate([np.empty(0, dtype=np.uint32), *samples.values()])
    runs.sort()
    again = runs[1:][runs[1:] == runs[:-1]]
    values, counts = np.unique(again, return_counts=True)
    own = ~np.isin(values, known)
    return values[own], counts[own] + 1


def _few(size):
    return max(FEW, COMMON * size)


def _places(values, runs):
    """Where in `values`, which are in order, those of the runs stand that do."""
    first, last = np.searchsorted(values, runs), np.searchsorted(values, runs, "right")
    return first[first < last]


def _together(held):
    """How many runs each two have together: {(one, other): number} as pairs."""
    runs = np.concatenate([np.empty(0, dtype=int), *held])
    owners = np.repeat(np.arange(len(held)), [len(own) for own in held])
    order = np.argsort(runs, kind="stable")
    groups = np.split(owners[order], np.flatnonzero(np.diff(runs[order])) + 1)
    return Counter(p for g in groups for p in combinations(g.tolist(), 2)).items()


def groups(
    samples: Mapping[Name, Sample], known: Sample | None = None
) -> list[tuple[float, list[Name]]]:
    """More than FEW names with the same, that nobody else has: (least likeness, names).

    samples, known  as those of `alike`, which leaves out what many have
    """
    found: dict[frozenset[Name], float] = {}
    for kind in reversed(KINDS):  # whoever has the same words has the same form
        for likeness, names in _groups(_runs_of(samples, kind), _known(known, kind)):
            if not any(names <= others for others in found):
                found[names] = likeness
    told = [(likeness, sorted(names, key=str)) for names, likeness in found.items()]
    return sorted(told, key=lambda each: (-len(each[1]), -each[0], str(each[1])))


def _groups(samples, known):
    values, counts = _shared(samples, known)
    many = values[counts > FEW]
    # Runs of the same owners have the same sum of their owners' numbers.
    numbers = np.random.default_rng(0).integers(2**62, size=len(samples))
    owners = np.zeros(len(many), dtype=int)
    for number, runs in zip(numbers, samples.values(), strict=True):
        owners[_places(many, runs)] += number
    sums, lengths = np.unique(owners, return_counts=True)
    for each in sums[lengths >= LONG]:
        same = many[owners == each]
        names = [name for name, runs in samples.items() if same[0] in runs]
        others = sum(len(runs) >= len(same) for runs in samples.values())
        if len(same) * _weight(len(names), others) >= LONG:
            likeness = _likeness({name: samples[name] for name in names}, known)
            near = {name: share for name, share in likeness.items() if share >= ALIKE}
            if len(near) > FEW:
                yield min(near.values()), frozenset(near)


def _weight(counts, size):
    """How much it says to have what so many of a class have: from 1, for few, to 0.

    What a share p has, another has by chance with a probability of p. What that says
    is -log p, and it adds up; it is measured by that of few.
    """
    if size <= (few := _few(size)):
        return np.ones_like(counts, dtype=float)
    return np.clip(np.log(size / counts) / np.log(size / few), 0, 1)


def _likeness(samples, known):
    """{name: how like it is to what most of these have}."""
    values, counts = _shared(samples, known)
    core = values[counts > len(samples) / 2]
    found = {}
    for name, runs in samples.items():
        shared, own = len(_places(core, runs)), len(runs) - len(_places(known, runs))
        found[name] = shared / (own + len(core) - shared)
    return found


def copies(
    samples: Mapping[Name, Sample],
    sources: Mapping[Source, Sample],
    least: int,
) -> list[tuple[float, Name, Source]]:
    """Names that have nearly all of a source, as (share of it, name, source).

    samples  {name: its sample} of one lesson
    sources  {source: its sample}, without what everybody may have
    least    the runs that a source must have; what many have counts for less
    """
    best: dict[tuple[Name, Source], float] = {}
    for kind in KINDS:
        own, parts = _runs_of(samples, kind), _runs_of(sources, kind)
        for share, name, source in _copies(own, parts, least):
            best[name, source] = max(share, best.get((name, source), 0))
    found = [(share, name, source) for (name, source), share in best.items()]
    return sorted(found, key=lambda each: (-each[0], str(each[1]), str(each[2])))


def _copies(samples, sources, least):
    kinds = list(sources)
    parts = np.concatenate([np.empty(0, dtype=np.uint32), *sources.values()])
    owners = np.repeat(np.arange(len(kinds)), [len(own) for own in sources.values()])
    order = np.argsort(parts, kind="stable")
    parts, owners = parts[order], owners[order]
    weights = _weight(_counts(parts, samples), len(samples))
    sizes = np.bincount(owners, weights, minlength=len(kinds))
    for name, runs in samples.items():
        first, last = (np.searchsorted(parts, runs, side) for side in ("left", "right"))
        spans = map(np.arange, first[first < last], last[first < last])
        held = np.concatenate([np.empty(0, dtype=int), *spans])
        shared = np.bincount(owners[held], weights[held], minlength=len(kinds))
        for source in np.flatnonzero((sizes >= least) & (shared >= COPIED * sizes)):
            yield float(shared[source] / sizes[source]), name, kinds[source]


def _counts(parts, samples):
    """How many of a class have each of these runs; 1 stands for nobody, too."""
    values, counts = _shared(samples)
    found = np.ones(len(parts), dtype=int)
    is_there = np.isin(parts, values)
    found[is_there] = counts[np.searchsorted(values, parts[is_there])]
    return found
