"""The questions of a lesson: predictions and the bank of its quiz, from its TOML file.

    [[prediction]]
    id = "04.top"                # the lesson's number comes first
    section = "Terminal velocity"    # the heading to read again; may be absent
    ask = "…"
    options = ["…", "…"]
    answer = "…"                 # one of the options, letter by letter
    why = "…"                    # why that is the answer
    wrong = {"…" = "…"}          # for each other option: what is wrong with it

A question of the bank, `[[question]]`, has the same fields without id and section.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FILES = Path(__file__).parent.parent / "questions"


@dataclass(frozen=True)
class Question:
    """A question, its options, and what is said when it is answered."""

    lesson: int
    key: str  # the id of a prediction; a question of the bank goes by its text
    ask: str
    options: tuple[str, ...]
    answer: str
    why: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    section: str = ""


def bank(lesson: int) -> list[Question]:
    """The quiz questions of one lesson, in the order of its file."""
    return [q for q in _written(lesson) if q.key == q.ask]


def predictions(lesson: int) -> dict[str, Question]:
    """The predictions of one lesson, by key, in the order of its file."""
    return {q.key: q for q in _written(lesson) if q.key != q.ask}


def prediction(key: str) -> Question:
    """The prediction of this key; raises ValueError where there is none."""
    lesson = key[:2]
    known = predictions(int(lesson)) if lesson.isdecimal() else {}
    if key not in known:
        there = f"; lesson {lesson} has {', '.join(known)}" * bool(known)
        raise ValueError(f"There is no prediction {key!r}{there}.")
    return known[key]


@cache
def _written(lesson):
    """All that the file of a lesson asks; nothing if there is no file."""
    path = FILES / f"{lesson:02}.toml"
    if not path.exists():
        return ()
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = [*file.get("prediction", []), *file.get("question", [])]
    return tuple(_question(lesson, **entry) for entry in asked)


def _question(lesson, *, ask, options, id=None, **rest):
    return Question(lesson, id or ask, ask, tuple(options), **rest)
