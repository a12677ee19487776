"""The same questions with a student's own numbers, drawn from the student's name.

An open question with `own` takes one of its rows, in its text and in what is asked. Of
the others, the numbers of the check are other ones of the same kind, drawn as hidden
ones are, but such that a person can type them. Random draws stay, and so do parts
whose numbers are special. Nothing here is a secret: who knows a name knows its numbers.
"""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from coursekit.names import normal, squeezed
from coursekit.tasks import Own, Part, Task, tasks
from coursekit.tasks import task as find_task
from coursekit.tasks.hidden import other
from coursekit.tasks.words import text

DIGITS = 3
LONGEST = 100  # characters of a name
CHECK = re.compile(r"""^(check\("[\d.]+", \w+)\)$""", re.MULTILINE)
QUOTED = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
NAMED = re.compile(rf"""\bcheck\([^()\n]*?,\s*student\s*=\s*{QUOTED}""")
ARGUMENT = re.compile(rf""",\s*student\s*=\s*{QUOTED}""")


def named(student: str) -> str:
    """The name as it is written into a copy. Raises ValueError for what is none."""
    name = " ".join(student.split())
    if not squeezed(name) or not name.isprintable() or len(name) > LONGEST:
        raise ValueError(f"This is no name of a student: {student[:LONGEST]!r}.")
    return name


def same_student(one: str, other: str) -> bool:
    """Whether two spellings of a name have the same numbers."""
    return _form(one) == _form(other)


def variant(task_id: str, student: str) -> Task:
    """The task with a student's numbers; the course's own for the name ""."""
    task, form = find_task(task_id), _form(student)
    if not form:
        return task
    return _with_row(task, _row(task, form)) if task.own else _varied(task, form)


def variants(lesson: str, student: str = "") -> dict[str, Task]:
    """The tasks of a lesson with a student's numbers, by id."""
    return {task_id: variant(task_id, student) for task_id in tasks(lesson)}


def varies(task: Task) -> bool:
    """Whether students have numbers of their own in a question."""
    return variant(task.id, "somebody") is not task


def numbers(task: Task, student: str) -> dict[str, Any]:
    """The numbers of an open question that are a student's own, by name."""
    form = _form(student)
    return task.own.rows[_row(task, form) if form else 0] if task.own else {}


def in_words(task: Task, student: str) -> str:
    """The student's own numbers in the words of the question's text, or ""."""
    row, says = numbers(task, student), task.own.says if task.own else ()
    return says[0].format(**row).replace("\n", " ").rstrip(".") if says else ""


def worded(lesson: str, source: str, student: str) -> str:
    """A cell of an exercise with the student's numbers, and the name in its checks."""
    for task in tasks(lesson).values():
        row = numbers(task, student)
        for phrase in task.own.says if task.own else ():
            old, new = phrase.format(**task.own.rows[0]), phrase.format(**row)
            source = source.replace(old, new)
    name = json.dumps(student, ensure_ascii=False)
    return CHECK.sub(lambda found: f"{found[1]}, student={name})", source)


def unworded(lesson: str, source: str) -> str:
    """A cell of anybody's exercise as it is in the course."""
    for task in tasks(lesson).values():
        for said, first in _phrases(task.own) if task.own else ():
            source = source.replace(said, first)
    return ARGUMENT.sub("", source) if "check(" in source else source


@lru_cache(maxsize=256)
def _phrases(own: Own) -> list[tuple[str, str]]:
    """What the question's text may say of a student's numbers, and of the course's."""
    found = []
    for phrase in own.says:
        first, *others = (phrase.format(**row) for row in own.rows)
        found += [(said, first) for said in others]
    return found


def with_the_courses_numbers(lesson: str, source: str, student: str) -> str:
    """A cell of a student's code with the course's numbers in place of the student's.

    They are looked for where the question's function is spoken of.
    """
    for task in tasks(lesson).values():
        if student and task.name in source:
            for name, value in numbers(task, student).items():
                source = _exchanged(source, value, task.own.rows[0][name])
    return source


def strange(lesson: str, sources: Iterable[str], student: str) -> list[str]:
    """What the text of an exercise says in place of the student's own numbers."""
    whole, found = "\n".join(sources), []
    for task in tasks(lesson).values():
        if task.own and task.own.says:
            phrase, row = task.own.says[0], numbers(task, student)
            others = {phrase.format(**other) for other in task.own.rows if other != row}
            if phrase.format(**row) not in whole:
                found += sorted(words for words in others if words in whole)
    return [" ".join(words.split()).rstrip(".") for words in found]


def claimed(cells: Iterable[str]) -> str:
    """The student whose numbers a notebook's checks say that they ask for, or ""."""
    names = [found[1] for cell in cells for found in NAMED.finditer(cell)]
    for quoted, _ in Counter(names).most_common():
        with suppress(ValueError):
            return named(re.sub(r"\\(.)", r"\1", quoted[1:-1]))
    return ""


def _form(student):
    return squeezed(student) or normal(student)


def _generator(task, form, part=0):
    digest = hashlib.sha256(form.encode("utf-8", "surrogatepass")).digest()
    seed = int.from_bytes(digest[:8])
    return np.random.default_rng([seed, *map(int, task.id.split(".")), part])


def _row(task, form):
    """The number of the student's row, never the course's own."""
    return int(_generator(task, form).integers(1, len(task.own.rows)))


@lru_cache(maxsize=256)
def _with_row(task, row):
    return replace(task, parts=task.own.parts(**task.own.rows[row]))


@lru_cache(maxsize=256)
def _varied(task, form):
    parts = tuple(
        _varied_part(part, _generator(task, form, number))
        for number, part in enumerate(task.parts)
    )
    changed = any(part is not old for part, old in zip(parts, task.parts))
    return replace(task, parts=parts) if changed else task


def _varied_part(part: Part, rng) -> Part:
    if part.same or part.wrong_with or "draws" in part.ask:
        return part
    if part.anew:
        return part.anew(rng)
    ask = _short(part.ask, other(part.ask, rng))
    if ask == part.ask or repr(ask) == repr(part.ask):  # by repr, for nan is not nan
        return part
    return replace(part, ask=ask, label=_label(part.label, part.ask, ask))


def _short(old, new):
    """The new numbers with few digits, where they are not the old ones."""
    match new:
        case dict():
            known = old if isinstance(old, dict) else {}
            return {key: _short(known.get(key), value) for key, value in new.items()}
        case list():
            known = old if isinstance(old, list) and len(old) == len(new) else [None]
            return [_short(known[n % len(known)], value) for n, value in enumerate(new)]
        case float() if new != old and math.isfinite(new):
            # Of a β beside 1 it is the distance from 1 that counts.
            size, digits = (1 - new, 2) if 0.9 < new < 1 else (abs(new), DIGITS)
            return round(new, digits - 1 - math.floor(math.log10(size)))
    return new


def _label(label, old, new):
    """The label of a part with the new numbers: knobs by name, arguments by value."""
    if "walk" in old:
        knobs = old["walk"].get("knobs", {})
        spelled = [
            (f"{name} = {text(one)}", f"{name} = {text(new['walk']['knobs'][name])}")
            for name, one in knobs.items()
        ]
    else:
        pairs = zip(old.get("call", ()), new.get("call", ()))
        spelled = [(text(one), text(other)) for one, other in pairs if one != other]
    places = {}
    for before, after in spelled:
        for found in re.finditer(rf"(?<![\w.]){re.escape(before)}(?![\w.]*\d)", label):
            if found.span() not in places:
                places[found.span()] = after
                break
    for (start, end), after in sorted(places.items(), reverse=True):
        label = label[:start] + after + label[end:]
    return label


def _exchanged(source, value, new):
    """The source with one number in place of another, wherever it is a word."""
    if value == new or not isinstance(value, int | float):
        return source
    found = rf"(?<![\w.]){re.escape(f'{value:g}')}(?!\w|\.\d*[1-9])"
    return re.sub(found, f"{new:g}", source)
