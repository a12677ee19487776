"""A submission's bytes, and the code cells in them; nothing in them is run."""

import hashlib
import json
import os
import stat
from functools import cache
from pathlib import Path

import coursekit
from coursekit.tasks import lessons

LARGEST = 50_000_000  # bytes; figures in outputs are large, a notebook is not


class Unreadable(Exception):
    """A file from which no cells can be had; says why in one sentence."""


def content(path):
    """The bytes of a regular file of at most LARGEST bytes; no link is followed."""
    try:
        with open(path, "rb", opener=_carefully) as stream:
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise Unreadable("This is not an ordinary file.")
            if about.st_size > LARGEST:
                size = f"{about.st_size / 1e6:.0f} MB"
                raise Unreadable(f"The file is too large ({size}); clear its outputs.")
            return stream.read(LARGEST)
    except OSError as error:
        reason = "it is a link" if path.is_symlink() else error.strerror
        raise Unreadable(f"The file cannot be opened: {reason}.") from None


def _carefully(path, flags):
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


def fingerprint(raw, lesson, seconds):
    """What a result depends on: submission, tasks, library, patience."""
    start = f"{_edition(lesson)} {seconds:g} "
    return hashlib.sha256(start.encode() + raw).hexdigest()


@cache
def _edition(lesson):
    """A digest of the package without the other lessons' tasks."""
    package = Path(coursekit.__file__).parent
    digest = hashlib.sha256(coursekit.__version__.encode())
    others = {f"lesson{number}" for number in lessons()} - {f"lesson{lesson}"}
    for path in sorted(package.rglob("*.py")):
        if path.stem not in others:
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
