"""What a person sees of an answer: the cell that defines it, the project's figures."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence

from coursekit.grading.collect.reading import cells as cells_of
from coursekit.grading.judge.projects import PROJECTS
from coursekit.tasks import lessons, tasks
from coursekit.written import answer_of, text_of

LONGEST, WORDS = 4_000, 20_000  # characters of a cell, and of an answer in words
FIGURES, FIGURE_BYTES = 8, 400_000  # of a project, and of each of them
PNG = b"\x89PNG\r\n\x1a\n"
CUT = "\n… (cut here)"
HEADING = re.compile(r"#+ +Project (\w+)")


def code(lesson: str, cells: Sequence[str]) -> dict[str, str]:
    """{function: the last cell that defines it}, of those that a lesson asks for."""
    asked = tasks(lesson).values() if lesson in lessons() else ()
    names = [task.name for task in asked]
    names += [name for names in _projects(lesson).values() for name in names]
    found = {}
    for name in names:
        defines = re.compile(
            rf"^[ \t]*(?:async +)?(?:def|class) +{name}\b|^{name} *=[^=]", re.MULTILINE
        )
        own = [cell for cell in cells if defines.search(cell)]
        if own:
            found[name] = _cut(own[-1], LONGEST)
    return found


def in_words(answers: Mapping[str, str]) -> dict[str, str]:
    """The same answers, as far as a person will read them."""
    return {key: _cut(text, WORDS) for key, text in answers.items()}


def _cut(text, longest):
    return text if len(text) <= longest else text[:longest] + CUT


def figures(lesson: str, raw: bytes) -> list[str]:
    """The PNG figures of a lesson's projects as the notebook has them, in base64.

    raw  the bytes of a notebook whose cells can be read
    A figure counts from the first cell on that belongs to a project.
    """
    projects = _projects(lesson)
    made, found, begun = [n for names in projects.values() for n in names], [], False
    for cell in cells_of(raw) if projects else ():
        begun = begun or _begins(cell, projects, made)
        if begun:
            found += filter(_is_png, map(_png, cell.get("outputs") or ()))
    return found[:FIGURES]


def _projects(lesson):
    return {name: made for name, made in PROJECTS.items() if name[:2] == lesson}


def _begins(cell, projects, made):
    """Whether a cell says a project's name, or defines one of its functions."""
    text = text_of(cell)
    heading = HEADING.match(text)
    key = answer_of(cell) or ""
    if (heading and heading[1] in projects) or key.partition(".")[0] in projects:
        return True
    return any(re.search(rf"^def {name}\b", text, re.MULTILINE) for name in made)


def _png(output):
    data = output.get("data") if isinstance(output, Mapping) else None
    held = data.get("image/png") if isinstance(data, Mapping) else ""
    lines = held if isinstance(held, list) else [held]
    return "".join("".join(line for line in lines if isinstance(line, str)).split())


def _is_png(text):
    if not text or len(text) > FIGURE_BYTES * 4 / 3:
        return False
    try:
        return base64.b64decode(text, validate=True).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
