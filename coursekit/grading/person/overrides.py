"""What a person says of marks: a file that grading reads, and never writes.

{
  "form": "coursekit overrides",
  "version": 1,
  "class": "5f0c…",       # of which it is; "" fits any
  "remarks": ["…"],       # the list to choose from
  "marks": [
    {"student": "ada", "lesson": "01", "question": "01.2",
     "points": 1.5,       # absent: the program's points stay
     "remark": "…", "by": "M. Curie", "at": "2026-11-20T10:05:00Z",
     "on": "9c1d…",       # the notebook that the person saw
     "was": 1,            # the points that the program gave it then
     "rubric": {"It can fail": 2}}
  ]
}
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from secrets import token_hex
from typing import Any

from coursekit.grading.many.batch import write

NAME = "overrides.json"
FORM, VERSION = "coursekit overrides", 1
LARGEST = 50_000_000  # bytes
SURROGATE = re.compile("[\ud800-\udfff]")  # half a letter, which no file can hold
SHOWN = 40  # characters of a value that a sentence quotes
WORDS = ("remark", "by", "at", "on")

Place = tuple[str, str, str]  # student, lesson, question


class NoOverrides(Exception):
    """A file that is not taken for a person's marks; says why in one sentence."""


class _Twice(ValueError):
    """What is named twice in one object."""


@dataclass(frozen=True)
class Hand:
    """What a person says of one answer; the file's form explains each.

    points  None where those of the program stay
    """

    student: str
    lesson: str
    question: str
    points: float | None = None
    remark: str = ""
    by: str = ""
    at: str = ""
    on: str = ""
    was: float | None = None
    rubric: Mapping[str, float] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        return self.student, self.lesson, self.question

    @property
    def json(self) -> dict[str, Any]:
        """As the file has it: what is not said is absent."""
        listed = {name: getattr(self, name) for name in self.__dataclass_fields__}
        named = ("student", "lesson", "question")
        return {
            k: v for k, v in listed.items() if k in named or v not in (None, "", {})
        }


@dataclass(frozen=True)
class Overrides:
    """All that a person said of a class.

    owner  the class, as `class_of` names it
    """

    owner: str = ""
    hands: Mapping[Place, Hand] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def class_of(out: Path, owner: str = "") -> str:
    """The name of the class that is graded into `out`: drawn once, and kept there.

    owner  what a new one is called, where overrides know their class. Raises OSError.
    """
    path = Path(out).resolve() / ".state" / "class"
    if path.exists() and (known := path.read_text("utf-8").strip()):
        return known
    path.parent.mkdir(parents=True, exist_ok=True)
    owner = owner or token_hex(8)
    write(path, [owner])
    return owner


def of_class(out: Path, path: Path | None = None) -> Overrides:
    """The Overrides in a file, by default OUT/overrides.json if it is there.

    Raises NoOverrides, OSError.
    """
    usual = Path(out) / NAME
    if path is None and not usual.exists():
        return Overrides(class_of(out))
    path = path or usual
    found = read(path)
    owner = class_of(out, found.owner)
    if found.owner not in ("", owner):
        raise NoOverrides(
            f"{path} belongs to another class than {out}, and nothing is graded or "
            'changed. If they are one class, write "class": "" into it.'
        )
    return Overrides(owner, found.hands, found.remarks)


def read(path: Path) -> Overrides:
    """What a file says. Raises NoOverrides."""
    try:
        if path.stat().st_size > LARGEST:
            raise NoOverrides(f"{path} is larger than any review: is it that file?")
        text = path.read_text("utf-8-sig")
        listed = json.loads(text, object_pairs_hook=_once) if text.strip() else None
    except json.JSONDecodeError as error:
        raise _damaged(path, f"line {error.lineno}, {error.msg}") from None
    except UnicodeDecodeError:
        raise _damaged(path, "it is no text in UTF-8") from None
    except _Twice as error:
        raise _damaged(path, f"it says {error} twice in one place") from None
    except (ValueError, RecursionError):
        raise _damaged(path, "it is no JSON") from None
    except OSError as error:
        raise NoOverrides(f"{path} cannot be read: {error.strerror}.") from None
    if SURROGATE.search(json.dumps(listed, ensure_ascii=False)):
        raise _damaged(path, "it has half a letter")
    if listed is None:
        raise _damaged(path, "it is empty")
    if not isinstance(listed, dict) or listed.get("form") != FORM:
        raise NoOverrides(f"{path} was not saved by the review page.")
    if listed.get("version") != VERSION:
        raise NoOverrides(
            f"{path} has version {listed.get('version')!r}, and this coursekit reads "
            f"{VERSION}: was it saved by a later one?"
        )
    owner, marks = listed.get("class", ""), listed.get("marks")
    remarks = listed.get("remarks", [])
    if not isinstance(owner, str) or not isinstance(marks, list):
        raise _damaged(path, "it has no list of marks")
    if not isinstance(remarks, list) or not all(isinstance(r, str) for r in remarks):
        raise _damaged(path, "its remarks are no list of texts")
    hands: dict[Place, Hand] = {}
    for number, entry in enumerate(marks, 1):
        hand = _hand(entry, path, number)
        if hand.place in hands:
            where = f"{hand.student} has two marks for {hand.question or hand.lesson}"
            raise NoOverrides(f"{path}: {where}; keep one.")
        hands[hand.place] = hand
    return Overrides(owner, hands, tuple(remarks))


def _hand(entry, path, number):
    """One mark of the file. Raises NoOverrides."""
    if not isinstance(entry, dict):
        raise _damaged(path, f"mark {number} is none")
    if unknown := entry.keys() - Hand.__dataclass_fields__.keys():
        raise _damaged(path, f"mark {number} has an unknown {min(unknown)!r}")
    for name in ("student", "lesson", "question"):
        if not isinstance(entry.get(name), str):
            raise _damaged(path, f"mark {number} does not say its {name}")
    whose = f"mark {number}, {entry['student']} {entry['question']}"
    for name in WORDS:
        if not isinstance(entry.get(name, ""), str):
            raise _damaged(path, f"{whose}: {name} is no text")
    for name in ("points", "was"):
        if entry.get(name) is not None and not _is_points(entry[name]):
            said = json.dumps(entry[name])[:SHOWN]
            raise _damaged(path, f"{whose}: {name} is {said}, and no number from 0 on")
    rubric = entry.get("rubric", {})
    if not isinstance(rubric, dict) or not all(map(_is_points, rubric.values())):
        raise _damaged(path, f"{whose}: its rubric has no points by criterion")
    return Hand(**entry)


def _once(pairs):
    """A JSON object. Raises _Twice where it names one thing again."""
    for name, count in Counter(name for name, _ in pairs).items():
        if count > 1:
            raise _Twice(repr(name))
    return dict(pairs)


def _is_points(value):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and 0 <= value < 1e6 and isfinite(value)


def _damaged(path, why):
    return NoOverrides(f"{path} is damaged ({why}): nothing is graded or changed.")
