"""A submission's bytes, and the cells in them; nothing in them is run."""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from coursekit import written
from coursekit.grading.collect import archives

LARGEST = 50_000_000  # bytes; figures in outputs are large, a notebook is not
VALUES = 5_000_000  # of a notebook's JSON, each of which takes memory
OTHERWISE = {  # how files begin that lie in a notebook's place
    "<!doctype html": "a web page",
    "<html": "a web page",
    "version https://git-lfs": "a pointer of Git LFS",
}
OLDER = {  # bytes that are not UTF-8, as Python escapes them, in Windows' letters
    0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)
}
CONFLICT = re.compile(r"^(?:[ \t]*(?:<<<<<<< |>>>>>>> )|=======\r?$)", re.MULTILINE)
LANGUAGE = 20  # characters of a language's name


class Unreadable(Exception):
    """A file from which no cells can be had; says why in one sentence."""


@dataclass(frozen=True, slots=True)
class File:
    """A file, or, by its name there, one inside of a zip (and of a zip in that)."""

    path: Path
    inside: tuple = ()

    @property
    def name(self) -> str:
        return self.inside[-1].rpartition("/")[2] if self.inside else self.path.name


def content(file: File) -> bytes:
    """The bytes of a regular file of at most LARGEST bytes; no link is followed."""
    try:
        if file.inside:
            return archives.content(file.path, file.inside, LARGEST)
        return _content(file.path)
    except archives.Refused as error:
        raise Unreadable(str(error)) from None
    except OSError as error:
        reason = "it is a link" if file.path.is_symlink() else error.strerror
        raise Unreadable(f"The file cannot be opened: {reason}.") from None


def _content(path):
    if path.is_dir():
        raise Unreadable("There is no notebook in this folder.")
    with open(path, "rb", opener=carefully) as stream:
        about = os.fstat(stream.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise Unreadable("This is not an ordinary file.")
        if about.st_size > LARGEST:
            raise Unreadable(archives.too_large(about.st_size))
        return stream.read(LARGEST)


def carefully(path: str, flags: int) -> int:
    # Without O_NONBLOCK a pipe that nobody writes to would hold up the class.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def code_cells(raw: bytes) -> list[str]:
    """The sources of a notebook's code cells, of any notebook format and encoding.

    Not by nbformat, which refuses cells whose ids or metadata a tool has stripped.
    Raises Unreadable.
    """
    try:
        return [cell["source"] for cell in cells(raw) if _is_code(cell)]
    except Exception as error:  # whatever is wrong with it, it is no notebook
        raise Unreadable(damage(raw, error)) from None


def answers_in_words(raw: bytes, lesson: str) -> dict[str, str]:
    """{question: text} of what a notebook answers in words. Raises Unreadable."""
    try:
        return written.answers(lesson, cells(raw))
    except Exception as error:
        raise Unreadable(damage(raw, error)) from None


def texts(raw: bytes) -> list[str]:
    """The texts of all cells, be they code or prose. Raises Unreadable."""
    try:
        return [*map(written.text_of, cells(raw))]
    except Exception as error:
        raise Unreadable(damage(raw, error)) from None


def language(raw: bytes) -> str:
    """The language that a notebook says its code is in; "" for Python, or none.

    raw  the bytes of a notebook whose cells can be read
    """
    about = _opened(raw)[1]
    said = _part(about, "language_info", "name") or _part(
        about, "kernelspec", "language"
    )
    is_python = re.search("python|sage|^$", said.strip(), re.IGNORECASE)
    return "" if is_python else said.strip()[:LANGUAGE]


def _part(about, name, key):
    """A text in a notebook's metadata, or ""."""
    table = about.get(name) if isinstance(about, dict) else None
    said = table.get(key) if isinstance(table, dict) else None
    return said if isinstance(said, str) else ""


def cells(raw: bytes) -> tuple[dict[str, Any], ...]:
    """A notebook's cells as its JSON has them; raises whatever is wrong with it.

    What is no cell is left out. Each has a source that is text and outputs in a list.
    """
    return _opened(raw)[0]


@lru_cache(maxsize=1)  # each notebook is asked for its code, its words, its texts
def _opened(raw):
    """(cells, metadata) of a notebook."""
    if raw.count(b",") > VALUES:
        raise Unreadable("The file has too many values; clear its outputs.")
    notebook = json.loads(_text(raw))
    sheets = notebook.get("worksheets", [notebook])  # before nbformat 4
    found = [sheet["cells"] for sheet in sheets if "cells" in sheet]
    if not found or not all(isinstance(cells, list) for cells in found):
        raise TypeError("There are no cells in it.")
    whole = tuple(_whole(c) for cells in found for c in cells if isinstance(c, dict))
    return whole, notebook.get("metadata")


def _whole(cell):
    outputs = cell.get("outputs")
    if "outputs" in cell and not isinstance(outputs, list):
        cell = {**cell, "outputs": []}
    return {**cell, "source": _source(cell)}


def _text(raw):
    """The text of a notebook's bytes; what is not in its encoding is in an older one.

    One letter that another tool has put in costs nobody the notebook.
    """
    encoding = json.detect_encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "surrogateescape").translate(OLDER)
    return text.lstrip("\ufeff")


def damage(raw: bytes, error: Exception | None = None) -> str:
    """In one sentence what is wrong with the bytes of a file that is no notebook.

    error  what reading them raised
    """
    if isinstance(error, Unreadable):
        return str(error)
    if kind := archives.kind(raw):
        return archive(kind)
    text = raw.decode(json.detect_encoding(raw), "replace")
    if found := CONFLICT.search(text):
        number = text.count("\n", 0, found.start()) + 1
        return f"There are conflict markers of a merge in line {number}: remove them."
    for start, what in OTHERWISE.items():
        if text.lstrip().lower().startswith(start):
            return f"This is not a notebook: it is {what}. Hand in the notebook."
    if not text.strip(" \n\r\t\ufeff") or not raw.strip(b"\0"):
        return "This is not a notebook: it is empty."
    if isinstance(error, RecursionError):
        return "This is not a notebook: it is nested too deeply to be read."
    if text.lstrip()[:1] == "{" and (text.rstrip()[-1:] != "}" or _is_at_end(error)):
        last = text.rstrip("\n").count("\n") + 1
        return (
            f"This is not a notebook: it ends in the middle, at line {last}; "
            "was it saved and uploaded whole?"
        )
    if text.lstrip()[:1] == "{" and isinstance(error, json.JSONDecodeError):
        return (
            f"This is not a notebook: it is broken at line {error.lineno}, column "
            f"{error.colno} ({error.msg})."
        )
    if text.lstrip()[:1] == "{" and isinstance(error, TypeError | AttributeError):
        return "This is not a notebook: it is JSON, but there are no cells in it."
    start = "".join(c for c in text[:40] if c.isprintable()).strip()
    return f'This is not a notebook: it begins with "{start}".'


def _is_at_end(error):
    """Whether a mistake in JSON is that nothing more comes."""
    if not isinstance(error, json.JSONDecodeError):
        return False
    return error.pos >= len(error.doc.rstrip())


def archive(kind: str) -> str:
    """What to say of an archive where a notebook should be."""
    return f"This is an archive ({kind}) and not a notebook: hand in the notebook."


def _source(cell):
    source = cell.get("source", cell.get("input"))
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _is_code(cell):
    # Without a type, what has been run is code.
    was_run = {"outputs", "execution_count", "input"} & cell.keys()
    return (cell.get("cell_type") or ("code" if was_run else "markdown")) == "code"
