"""A submission's bytes, and the code cells in them; nothing in them is run."""

import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading import archives

LARGEST = 50_000_000  # bytes; figures in outputs are large, a notebook is not


class Unreadable(Exception):
    """A file from which no cells can be had; says why in one sentence."""


@dataclass(frozen=True)
class File:
    """A file, or, by its name there, one inside of a zip (and of a zip in that)."""

    path: Path
    inside: tuple = ()

    @property
    def name(self):
        return self.inside[-1].rpartition("/")[2] if self.inside else self.path.name


def content(file):
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


def carefully(path, flags):
    # Without O_NONBLOCK a pipe that nobody writes to would hold up the class.
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def code_cells(raw):
    """The sources of a notebook's code cells, of any notebook format and encoding.

    Not by nbformat, which refuses cells whose ids or metadata a tool has stripped.
    """
    try:
        notebook = json.loads(raw)
        sheets = notebook.get("worksheets", [notebook])  # before nbformat 4
        cells = [cell for sheet in sheets for cell in sheet["cells"]]
        return [_source(cell) for cell in cells if cell["cell_type"] == "code"]
    except Exception:  # whatever is wrong with it, it is no notebook
        start = raw[:40].decode("ascii", "replace").strip()
        said = f'it begins with "{start}"' if start else "it is empty"
        raise Unreadable(f"This is not a notebook: {said}.") from None


def _source(cell):
    source = cell.get("source", cell.get("input", ""))
    return source if isinstance(source, str) else "".join(source)
