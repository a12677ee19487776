"""What a person sees of an answer: its cell; of a project also figures and prints."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from coursekit.grading.collect.reading import cells as cells_of
from coursekit.grading.judge.projects import PROJECTS, stubs_of
from coursekit.tasks import lessons, tasks
from coursekit.written import answer_of, text_of

LONGEST, WORDS = 4_000, 20_000  # characters of a cell, and of an answer in words
FIGURES, FIGURE_BYTES = 8, 400_000  # of a project, and of each of them
PNG = b"\x89PNG\r\n\x1a\n"
CUT = "\n… (cut here)"
NOT_STARTED = "Not started:"  # as `started` of coursekit/lessons.py says it
HEADING = re.compile(r"#+ +Project (\w+)")


def code(lesson: str, cells: Sequence[str]) -> dict[str, str]:
    """{function: the last cell that defines it}, of those that a lesson asks for.

    Of projects, only what is written: a student does one of several.
    """
    asked = tasks(lesson).values() if lesson in lessons() else ()
    of_projects = [name for names in _projects(lesson).values() for name in names]
    names = [task.name for task in asked] + of_projects
    found = {}
    for name in names:
        defines = re.compile(
            rf"^[ \t]*(?:async +)?(?:def|class) +{name}\b|^{name} *=[^=]", re.MULTILINE
        )
        own = [cell for cell in cells if name in cell and defines.search(cell)]
        if own and not (name in of_projects and name in stubs_of(own[-1])):
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
    return list(filter(_is_png, map(_png, _outputs(lesson, raw))))[:FIGURES]


def printed(lesson: str, raw: bytes) -> str:
    """What the cells of a lesson's projects printed, as the notebook has it.

    raw, and from which cell on: as of figures. That a project is not started, which
    the cells of the others print, is left out.
    """
    text = "".join(map(_stream, _outputs(lesson, raw)))[: 10 * WORDS]
    lines = [line for line in text.splitlines() if not line.startswith(NOT_STARTED)]
    return _cut("\n".join(lines), WORDS)


def _outputs(lesson: str, raw: bytes) -> Iterator[Any]:
    """The outputs of a notebook from the first cell on that belongs to a project."""
    projects = _projects(lesson)
    made, begun = [n for names in projects.values() for n in names], False
    for cell in cells_of(raw) if projects else ():
        begun = begun or _begins(cell, projects, made)
        if begun:
            yield from cell.get("outputs") or ()


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
    return "".join(_joined(held).split())


def _stream(output):
    is_print = isinstance(output, Mapping) and output.get("name") == "stdout"
    return _joined(output.get("text")) if is_print else ""


def _joined(held):
    """The text that a notebook has as one or as a list of lines; "" for all else."""
    lines = held if isinstance(held, list) else [held]
    return "".join(line for line in lines if isinstance(line, str))


def _is_png(text):
    if not text or len(text) > FIGURE_BYTES * 4 / 3:
        return False
    try:
        return base64.b64decode(text, validate=True).startswith(PNG)
    except (binascii.Error, ValueError):
        return False
