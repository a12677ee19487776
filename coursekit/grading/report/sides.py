"""Two answers side by side, with what differs marked: the material of alike.html."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Any

from coursekit.grading.printable import printable
from coursekit.grading.report.likeness import TOKEN, form, meant, sample, statements

Place = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A line of one text; `alone` where the other has none of its form.

    pieces  (text, whether its words are others there)
    """

    pieces: tuple[tuple[str, bool], ...]
    alone: bool


@dataclass(frozen=True)
class Beside:
    """Two texts; `title` says what they answer."""

    title: str
    one: Sequence[Line]
    other: Sequence[Line]

    @property
    def alone(self) -> int:
        """How many lines stand in one of the two only."""
        return sum(line.alone for line in (*self.one, *self.other))


def cases(
    facts: Mapping[str, Any],
    codes_of: Callable[[set[Place]], Mapping[Place, Mapping[str, str]]],
) -> list[dict[str, Any]]:
    """All look-alikes of a class's facts, each with its texts beside each other.

    codes_of  of places, (lesson, student): {place: {function: cell}}; it is asked once,
              and only for those who are shown
    """
    rows = [*facts["pairs"], *facts["groups"], *facts["copies"], *facts["earlier"]]
    wanted = {(row["lesson"], name) for row in rows for name in _shown(row)}
    codes = codes_of(wanted) if wanted else {}
    return [
        *(_pair("pairs", n, row, codes) for n, row in enumerate(facts["pairs"], 1)),
        *(_pair("groups", n, row, codes) for n, row in enumerate(facts["groups"], 1)),
        *(_copy("copies", n, row, codes) for n, row in enumerate(facts["copies"], 1)),
        *(_copy("earlier", n, row, codes) for n, row in enumerate(facts["earlier"], 1)),
    ]


def _shown(row):
    """Whose texts stand beside each other; of many, those of the first two."""
    return row["students"][:2] if "students" in row else [row["student"]]


def _pair(table, number, row, codes):
    one, other = _shown(row)
    page, other_page = row["pages"][:2]
    blocks = both(*(codes[row["lesson"], name] for name in (one, other)))
    about = {"page": page, "other_page": other_page, "of": ""}
    return _case(table, number, row, one, other, blocks) | about


def _copy(table, number, row, codes):
    source = row["source"]
    text = printable(source.text())
    blocks = nearest(codes[row["lesson"], row["student"]], text)
    about = {"page": row["page"], "other_page": "", "of": "what stands there"}
    return _case(table, number, row, row["student"], source, blocks) | about


def _case(table, number, row, student, other, blocks):
    shared = {name: row[name] for name in ("lesson", "likeness")}
    about = {"id": f"{table}-{number}", "table": table, "blocks": blocks}
    return {**shared, **about, "student": student, "other": str(other)}


def beside(title: str, one: str, other: str) -> Beside:
    """Two texts with what differs marked, wherever in the other a line stands."""
    return Beside(title, _marked(one, other), _marked(other, one))


def both(one: Mapping[str, str], other: Mapping[str, str]) -> list[Beside]:
    """The answers of two, {function: cell}, to what both have answered."""
    return [beside(name, one[name], other[name]) for name in one if name in other]


def nearest(answers: Mapping[str, str], text: str) -> list[Beside]:
    """The answer that has most of a text, beside it; none where none has anything."""
    wanted = {*sample([text])["form"]}
    shared = {name: len(wanted & {*sample([cell])["form"]})
              for name, cell in answers.items()}  # fmt: skip
    best = max(shared, key=lambda name: shared[name], default="")
    return [beside(best, answers[best], text)] if shared.get(best) else []


def _marked(text, other):
    lines = [
        (line.strip(), tokens, meant(tokens)) for line, tokens in statements(other)
    ]
    there = defaultdict(list)
    for _, _, meaning in lines:
        there[form(meaning)].append([word for _, word in meaning])
    remarks = {line for line, _, _ in lines}
    remarks |= {word for _, tokens, _ in lines for _, word in tokens}
    return [
        _line(line, meant(tokens), there, remarks)
        for line, tokens in statements(text.strip("\n"))
    ]


def _line(text, meaning, there, remarks):
    if not meaning:  # a remark alone, or nothing
        remark = text.lstrip()
        differs = bool(remark) and remark.rstrip() not in remarks
        indent = text.removesuffix(remark)
        return Line(((indent, False), (remark, differs)), False)
    words = [word for _, word in meaning]
    like = there.get(form(meaning), ())
    if not like:
        return Line(((text, False),), True)
    held = iter(max(like, key=lambda others: sum(map(eq, words, others))))
    pieces, end = [], 0
    for found in TOKEN.finditer(text):
        if found.lastgroup in ("end", "joined"):
            continue
        is_remark = found.lastgroup == "comment"
        differs = found[0] not in remarks if is_remark else found[0] != next(held)
        pieces += [(text[end : found.start()], False), (found[0], differs)]
        end = found.end()
    return Line((*pieces, (text[end:], False)), False)
