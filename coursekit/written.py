"""Questions that are answered in words, and by what a person marks the answers.

They stand in the lesson's file of questions:

    [rubric]
    pass = 12                    # of the points of all criteria of a project

    [[written]]
    id = "hypothesis"
    of = ["14A", "14B"]          # projects, of which one is chosen; or the lesson
    title = "Hypothesis"
    ask = "…"

    [[written.criterion]]
    name = "It can fail"
    points = 2
    full = "…"                   # what an answer has that earns all points
    half = "…"                   # and half of them

A question of the lesson itself (`of = ["01"]`, key "01.sentence") is everybody's, and
has points of its own; those of a project are marked together.

An answer is a text cell of the exercise. It is known by the key in its metadata,
`{"coursekit": {"answer": "14A.hypothesis"}}`, or by the line `<!-- answer: KEY -->`
that it begins with, where a tool has dropped metadata or a student has joined cells.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "questions"
MARK = re.compile(r"^[ \t]*<!--\s*answer:\s*(\S+)\s*-->[ \t]*\n?", re.MULTILINE)
HEADING = re.compile(r"\s*#{1,6} ")


@dataclass(frozen=True)
class Criterion:
    """One line of a rubric: what earns all of its points, and what half of them."""

    name: str
    points: int
    full: str
    half: str


@dataclass(frozen=True)
class Written:
    """A question that is answered in words; `key` is unique, as in "14A.hypothesis"."""

    key: str
    project: str
    title: str
    ask: str
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> int:
        """The most that a person can give for it."""
        return sum(criterion.points for criterion in self.criteria)

    @property
    def stub(self) -> str:
        """The text of its cell, before anything is written there."""
        return f"{self.mark}\n{self._prompt}"

    @property
    def mark(self) -> str:
        """The line by which the answer is found where there are no metadata."""
        return f"<!-- answer: {self.key} -->"

    @property
    def _prompt(self):
        return f"*{self.title}, in place of this line: {self.ask}*"

    def answered(self, text: str) -> str:
        """What is written in a cell, without the stub: "" for nothing."""
        return text.replace(self._prompt, "").strip()


def questions(lesson: str) -> dict[str, Written]:
    """The written questions of a lesson ("14"), by key; {} where it has none."""
    return {asked.key: asked for entry in _entries(lesson) for asked in _each(entry)}


def of_everybody(lesson: str) -> dict[str, Written]:
    """Those that no project asks, but the lesson itself, by key."""
    return {
        k: asked for k, asked in questions(lesson).items() if asked.project == lesson
    }


def rubric(lesson: str, question: str) -> list[tuple[str, Criterion]]:
    """(title, criterion) of all that a row of the marks is given by; [] for code.

    question  "01.sentence", or "14.project" for all that a project is marked by
    """
    if question == f"{lesson}.project":
        return criteria(lesson)
    asked = of_everybody(lesson).get(question)
    return [(asked.title, line) for line in asked.criteria] if asked else []


def criteria(lesson: str) -> list[tuple[str, Criterion]]:
    """(title of the question, criterion) of all that one project is marked by."""
    return [
        (entry["title"], Criterion(**line))
        for entry in _entries(lesson)
        if entry["of"] != [lesson]
        for line in entry["criterion"]
    ]


def points(lesson: str) -> int:
    """The most points that a project of a lesson can get; 0 where it has none."""
    return sum(criterion.points for _, criterion in criteria(lesson))


def all_points(lesson: str) -> int:
    """The most points that a person can give in a lesson."""
    own = sum(asked.points for asked in of_everybody(lesson).values())
    return points(lesson) + own


def enough(lesson: str) -> int:
    """The points with which a project of a lesson is passed; 0 where it has none."""
    return _file(lesson).get("rubric", {}).get("pass", 0)


def answers(lesson: str, cells: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """{key: what a notebook's cells say}, of the questions that are answered.

    cells  as a notebook's JSON has them, in order

    Text cells below an answer, up to the next code cell or heading, belong to it. What
    stands in two places is joined.
    """
    asked = questions(lesson)
    found: dict[str, list[str]] = {key: [] for key in asked}
    now = None
    for cell in cells:
        named = answer_of(cell)
        if named is None and cell.get("cell_type") == "code":
            now = None
            continue
        source = text_of(cell)
        now = named or (None if HEADING.match(source) else now)
        before, *marked = MARK.split(source)
        for key, text in [(now, before), *zip(marked[::2], marked[1::2])]:
            now = key
            if key in asked:
                found[key].append(asked[key].answered(text))
    said = {key: "\n\n".join(filter(None, texts)) for key, texts in found.items()}
    return {key: text for key, text in said.items() if text}


def answer_of(cell: Mapping[str, Any]) -> str | None:
    """The key of the question that a cell's metadata say it answers, or None."""
    about = cell.get("metadata")
    ours = about.get("coursekit") if isinstance(about, Mapping) else None
    key = ours.get("answer") if isinstance(ours, Mapping) else None
    return key if isinstance(key, str) else None


def text_of(cell: Mapping[str, Any]) -> str:
    """The text of a cell; of none that is null there is none."""
    source = cell.get("source") or ""
    return source if isinstance(source, str) else "".join(map(str, source))


def _entries(lesson):
    return _file(lesson).get("written", ())


def _each(entry):
    lines = tuple(Criterion(**line) for line in entry["criterion"])
    for project in entry["of"]:
        key = f"{project}.{entry['id']}"
        yield Written(key, project, entry["title"], entry["ask"], lines)


@cache
def _file(lesson):
    path = FILES / f"{lesson}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
