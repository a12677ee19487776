"""How students' files lie in what a teacher collects; who handed in which, and when."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coursekit.grading.collect import archives
from coursekit.grading.collect.reading import File, Unreadable, content
from coursekit.grading.collect.roster import Roster

DEPTH = 5  # folders within folders
NOTEBOOK = re.compile(r"\.ipynb(\.\w+)?( ?\(\d+\))?$", re.IGNORECASE)
MOODLE = re.compile(
    r"(?P<student>.+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<name>.*)"
)
CANVAS = re.compile(r"(?P<student>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<name>.+)")
AHEAD = re.compile(r"(?P<student>.+?)[-_ ]+(?P<name>\d\d?(?:[-_. ].*)?)")
BEHIND = re.compile(r"(?P<name>\d\d?(?:-[\w-]*?)?)[_ ]+(?P<student>[^\W\d].*)")
AROUND = {"submitted", "submissions"}  # a folder around all students' folders


@dataclass(frozen=True)
class Handed:
    """A file that somebody handed in; `name` is its own, `folders` those above it."""

    student: str
    name: str
    file: File
    time: float
    folders: tuple[str, ...] = ()
    id: str = ""
    late: bool = False


def files(place: Path, roster: Roster | None = None) -> tuple[list[Handed], list[str]]:
    """Every notebook in a folder or zip; for students without one, what they gave.

    Also the names of the files that name no student, as a second list.
    """
    found, around = list(_within(place)), AROUND | {place.stem}
    while len(tops := {parts[0] for parts, *_ in found}) == 1 and tops <= around:
        found = [(parts[1:] or parts, file, time) for parts, file, time in found]
        around = around - tops
    times = {p[:-1]: _timestamp(f) for p, f, _ in found if p[-1] == "timestamp.txt"}
    handed: list[Handed] = []
    others: dict[str, Handed] = {}
    nameless: list[str] = []
    for parts, file, time in found:
        own = _handed(parts, file, times.get(parts[:-1]) or time, roster)
        if own and NOTEBOOK.search(parts[-1]):
            handed.append(own)
        elif own and len(parts) > 1 and parts[-1] != "timestamp.txt":
            others.setdefault(own.student, own)
        elif NOTEBOOK.search(parts[-1]):
            nameless.append(parts[-1])
    known = {own.student for own in handed}
    return handed + [o for name, o in others.items() if name not in known], nameless


def _within(place: Path) -> Iterator[tuple[tuple[str, ...], File, float]]:
    """(parts of the name, File, time) of all that lies in a folder or zip."""
    if place.is_dir():
        yield from _in_folder(place, ())
    else:
        yield from _in_zip(File(place), ())


def _in_folder(folder, above):
    for entry in os.scandir(folder):
        parts, file = (*above, entry.name), File(Path(entry.path))
        if _hidden(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            if len(parts) < DEPTH:
                yield from _in_folder(entry.path, parts)
            continue
        time = entry.stat(follow_symlinks=False).st_mtime
        if _is_zip(entry.name) and entry.is_file(follow_symlinks=False):
            yield from _in_zip(file, parts, time)
        else:
            yield parts, file, time


def _in_zip(file, parts, time=0):
    """What lies in a zip: a whole class, or what one student handed in at `time`."""
    try:
        listed = archives.listing(file.path, file.inside)
    except (archives.Refused, OSError):
        yield (*parts[:-1], f"{parts[-1]}.ipynb"), file, time
        return
    names = [tuple(p for p in re.split(r"[/\\]", name) if p) for name, _ in listed]
    whole = not parts or (len(parts) == 1 and _is_class(names))
    above = () if whole else parts[:-1] or (_student(parts[0]),)
    for inner, (name, changed) in zip(names, listed):
        here = File(file.path, (*file.inside, name))
        if not inner or any(map(_hidden, inner)):
            continue
        if whole and _is_zip(name):
            yield from _in_zip(here, inner, changed)
        else:
            yield (*above, *inner), here, changed if whole else time


def _is_class(names):
    """Whether these are the files of many students, not of one."""
    folders = {n[0] for n in names if len(n) > 1 and NOTEBOOK.search(n[-1])}
    whole = len(folders) > 1 or bool(folders & AROUND)
    return whole or any(_who(name[0], len(name)) for name in names if name)


def _student(name):
    """Who handed in a zip that lies by itself."""
    who = _who(name)
    return who["student"] if who else name[: -len(".zip")]


def _is_zip(name):
    return name.lower().endswith(".zip")


def _hidden(name):
    return name.startswith(".") or name == "__MACOSX"


def _handed(parts, file, time, roster):
    """Whose it is: by its platform's folder or name, its folder, or its own name."""
    name, folders = parts[-1], parts[1:-1]
    if who := _who(parts[0], len(parts)):
        name = name if len(parts) > 1 else who["name"]
        late = bool(who.get("late"))
        return Handed(who["student"], name, file, time, folders, who["id"], late)
    if len(parts) > 1:
        return Handed(parts[0], name, file, time, folders)
    stem = NOTEBOOK.sub("", name)
    if roster and (found := roster.within(stem)):
        student, rest = found
        return Handed(student, rest, file, time)
    if flat := AHEAD.fullmatch(stem) or BEHIND.fullmatch(stem):
        return Handed(flat["student"], f"{flat['name']}.ipynb", file, time)
    return None if re.match(r"\d\d-", stem) else Handed(stem, name, file, time)


def _who(name, depth=1):
    """What a platform's folder (or, where nothing is below it, file) tells of whom."""
    match = MOODLE.fullmatch(name) or (depth == 1 and CANVAS.fullmatch(name))
    return match.groupdict() if match else None


def _timestamp(file):
    """The time in nbgrader's timestamp.txt, as in "2026-11-20 15:58:23.9 UTC"."""
    try:
        said = content(file)[:100].decode().strip()
        stamp = re.findall(r"^[\d-]{10}[ T][\d:]{5,8}", said)[0]
        zone = "+00:00" if said.endswith(("UTC", "Z", "+0000", "+00:00")) else ""
        return datetime.fromisoformat(stamp + zone).timestamp()
    except (Unreadable, ValueError, IndexError, UnicodeError):
        return None
