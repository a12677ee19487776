"""All that lies in a folder or zip, whatever it is; whose it is, layouts.py says."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

from coursekit.grading.collect import archives
from coursekit.grading.collect.reading import File

DEPTH = 30  # folders within folders
NOTEBOOK = re.compile(r"\.ipynb(\.\w+)?( ?\(\d+\))?$", re.IGNORECASE)
# What systems and tools leave behind, and nobody hands in.
JUNK = re.compile(
    r"__MACOSX|\.DS_Store|\._.*|\.git|\.github|\.ipynb_checkpoints|\.vscode|\.idea"
    r"|__pycache__|\.gitignore|\.gitattributes|\.gitkeep|desktop\.ini|Thumbs\.db",
    re.IGNORECASE,
)
COPIES = ".ipynb_checkpoints"  # where Jupyter keeps what a notebook once was
LINK = "It is a link, and links are not followed."
EMPTY = "The folder is empty."
HIDDEN = "Its name begins with a dot, which hides it."
OURS = "A grader wrote it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that lies there.

    parts  its name, after those of the folders above it
    file   where its bytes are; None where it has none
    time   when it came, in seconds since 1970
    why    a sentence where nothing can be had of it: a link, an empty folder
    dated  what a student's own zip says of its date
    is_empty  whether it is a folder in which nothing lies that anybody hands in
    """

    parts: tuple[str, ...]
    file: File | None
    time: float = 0.0
    why: str = ""
    dated: float = 0.0
    is_empty: bool = False

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def is_notebook(self) -> bool:
        return bool(NOTEBOOK.search(self.name))

    @property
    def is_zip(self) -> bool:
        return self.file is not None and archives.is_zip(self.name)


def within(place: Path) -> list[Entry]:
    """The entries of a folder or zip; of a zip in it, the zip itself.

    Raises OSError if the place itself cannot be opened, archives.Refused.
    """
    if place.is_dir():
        return list(_in_folder(place, ()))
    return _in_zip(File(place), ())


def _in_folder(folder, above):
    """The entries below a folder. Raises OSError if it cannot be opened."""
    with os.scandir(folder) as opened:
        found = sorted(opened, key=lambda entry: entry.name)
    if not above and {".state", "results.json"} <= {entry.name for entry in found}:
        raise OSError(0, "a grader wrote this folder")
    for entry in found:
        if not JUNK.fullmatch(entry.name):
            yield from _entries(entry, (*above, entry.name))


def _entries(entry, parts):
    if entry.is_symlink():
        yield Entry(parts, None, why=LINK)
    elif entry.is_dir(follow_symlinks=False):
        yield from _below(entry.path, parts)
    elif entry.name.startswith("."):
        yield Entry(parts, None, why=HIDDEN)
    else:
        time = entry.stat(follow_symlinks=False).st_mtime
        yield Entry(parts, File(Path(entry.path)), time)


def _deep():
    return f"It lies below {DEPTH} folders."


def _below(folder, parts):
    """The entries of a folder in the place; one that says why where there are none."""
    if parts[-1].startswith("."):
        yield Entry(parts, None, why=HIDDEN)
        return
    if len(parts) > DEPTH:
        yield Entry(parts, None, why=_deep())
        return
    try:
        if Path(folder, ".state").is_dir() and Path(folder, "results.json").exists():
            yield Entry(parts, None, why=OURS)
            return
        inside = list(_in_folder(folder, parts)) or [_empty(parts, os.listdir(folder))]
    except OSError as error:
        why = f"The folder cannot be opened: {error.strerror}."
        yield Entry(parts, None, why=why)
        return
    yield from inside


def _empty(parts, left):
    """The Entry of a folder in which lies only what systems and tools left, by name."""
    why = f"The folder has {_only(left)}" if left else EMPTY
    return Entry(parts, None, why=why, is_empty=True)


def _only(left):
    """What to say of leftovers where a notebook should be."""
    names = sorted(set(left))
    what = "hidden copies that Jupyter makes"
    if any(name.lower() != COPIES for name in names):
        what = "what programs leave behind"
    shown = ", ".join(names[:3]) + ", …" * (len(names) > 3)
    return f"no notebook, only {what}: {shown}."


def _in_zip(file, above):
    """The entries of a zip. Raises OSError, archives.Refused."""
    return _listed(file, above)[0]


def _listed(file, above):
    """(The entries of a zip, the leftovers in it that lie in no folder)."""
    entries, leftovers = [], defaultdict[tuple[str, ...], list[str]](list)
    for member in archives.listing(file.path, file.inside):
        parts = _parts(member.shown)
        kept = tuple(takewhile(lambda part: not JUNK.fullmatch(part), parts))
        if member.is_folder or kept != parts:  # and what holds junk alone is empty
            leftovers[kept] += parts[len(kept) : len(kept) + 1]
        elif len(parts) > DEPTH:
            entries.append(Entry((*above, *parts[:DEPTH]), None, why=_deep()))
        elif parts:
            here = File(file.path, (*file.inside, member.name))
            hidden = any(part.startswith(".") for part in parts)
            entry = Entry((*above, *parts), here, member.time)
            entries.append(replace(entry, file=None, why=HIDDEN) if hidden else entry)
    outermost = leftovers.pop((), [])
    empty = [_empty((*above, *folder), left) for folder, left in leftovers.items()]
    folders = {each.parts for each in empty}
    held = {
        folder
        for each in (*entries, *empty)
        for n in range(len(each.parts))
        if (folder := each.parts[:n]) in folders
    }
    return entries + [each for each in empty if each.parts not in held], outermost


def _parts(name):
    return tuple(
        part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")
    )


def opened(entry: Entry) -> list[Entry]:
    """The entries in a zip that lies there by itself, as what its place has.

    Raises OSError, archives.Refused.
    """
    return _in_zip(entry.file, entry.parts)


def unpacked(entry: Entry) -> list[Entry]:
    """What one student handed in as this entry: a zip's files came when the zip did.

    Zips in it are opened, too; where there is too much in them, nothing is had of it.
    """
    found, held = [], 0  # bytes of the zips in it
    waiting = [entry]
    while waiting:
        own = waiting.pop()
        if not own.is_zip:
            found.append(own)
            continue
        held += _size(own) if own is not entry else 0
        if held > archives.NESTED_BYTES:
            why = "The zips in this zip are too large: hand in the notebook."
            return [replace(entry, file=None, why=why)]
        waiting += reversed(_of_zip(own))
        if len(found) + len(waiting) > archives.MEMBERS:
            return [replace(entry, file=None, why=str(archives.too_many()))]
    return found


def _size(entry):
    try:
        return archives.size(entry.file.path, entry.file.inside)
    except (archives.Refused, OSError):  # which opening it will say
        return 0


def _of_zip(entry):
    """The entries in a zip, with its time; one that says why where there are none."""
    try:
        inside, left = _listed(entry.file, entry.parts)
    except archives.Refused as error:
        return [replace(entry, file=None, why=str(error))]
    except OSError as error:
        return [replace(entry, file=None, why=f"The zip cannot be opened: {error}.")]
    if not inside:
        why = f"The zip has {_only(left)}" if left else "There is nothing in this zip."
        return [replace(entry, file=None, why=why)]
    return [replace(each, time=entry.time, dated=each.time) for each in inside]
