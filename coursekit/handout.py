"""A learner's own copy of the course: made, renewed, and never overwritten.

Notebooks are handed out without outputs, so that no answer stands under its question.
The copy keeps a digest of what it was handed: what differs from it is the learner's.
To run a notebook is no change, for outputs come again.
"""

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from coursekit.tasks import lessons
from coursekit.tasks.variants import named, same_student, worded

PACKAGE = Path(__file__).parent
# Beside the code in a wheel, around the package in a clone.
WHEEL = PACKAGE / "course"
COURSE = WHEEL if WHEEL.is_dir() else PACKAGE.parent
CONTENTS = (
    "notebooks/*.ipynb",
    "notebooks/*.md",
    "exercises/*.ipynb",
    "docs/cheatsheet.ipynb",
    "docs/cheatsheet.pdf",
)
RECORD = Path(".coursekit") / "handed-out.json"
STUDENT = Path(".coursekit") / "student"  # whose numbers the exercises have
EXERCISE = re.compile(r"exercises/(\d\d)-.*\.ipynb")
SAYS = {
    "new": "{name} is new.",
    "renewed": "{name} is the new edition; you had not changed it.",
    "beside": "{name} is yours, as you changed it; the new edition is {more}.",
    "deleted": "{name} stays deleted; `coursekit new --restore` brings it back.",
    "retired": "{name} is no longer a part of the course; yours stays.",
    "refused": "{name} stays as it is: {more}.",
}


class NoCopy(OSError):
    """There can be no copy of the course in this folder; says why."""


@dataclass(frozen=True)
class Handed:
    """What became of one file of the course in a copy; as text, a sentence."""

    name: str  # within the copy, as in "notebooks/04-momentum.ipynb"
    outcome: str  # of SAYS
    more: str = ""

    def __str__(self) -> str:
        return SAYS[self.outcome].format(name=self.name, more=self.more)


def is_copy(folder: Path) -> bool:
    """Whether the course was handed out in a folder."""
    return (folder / RECORD).is_file()


def student_of(folder: Path) -> str:
    """Whose numbers the exercises of a copy have, or ""."""
    with suppress(OSError, ValueError):
        return named((folder / STUDENT).read_text(encoding="utf-8"))
    return ""


def hand_out(folder: Path, restore: bool = False, student: str = "") -> list[Handed]:
    """Copy the course to a folder, or bring its copy there up to date.

    restore  whether files that the learner deleted come back
    student  whose numbers the exercises have; "" for those that the copy has already

    Returns what became of each file that is not as it was: none where all are. Raises
    NoCopy.
    """
    files, student = _files(), _settled(folder, student)
    _demand_place(folder, files)
    if student:
        _write(folder / STUDENT, student.encode())
    record = _read_record(folder)
    handed = [
        _hand_out(folder, name, _edition(name, files[name], student), record, restore)
        for name in sorted(files)
    ]
    handed += _retired(folder, record, files)
    _write_record(folder, record)
    return [each for each in handed if each.outcome in SAYS]


def decide(now: str | None, handed: str | None, edition: str, restore: bool) -> str:
    """What is to become of a file: `now` there, last `handed` out, and the new edition.

    All three are digests, None for no file. "same" and "kept" ask for nothing.
    """
    if now is None:
        return "deleted" if handed and not restore else "new"
    if now == edition:
        return "same"
    if now == handed:
        return "renewed"
    return "kept" if handed == edition else "beside"


def digest(name: str, content: bytes) -> str:
    """A digest of what a person can change: a notebook's cells, all of another file."""
    if name.endswith(".ipynb"):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            cells = json.loads(content)["cells"]
            written = [(c["cell_type"], "".join(c["source"])) for c in cells]
            content = json.dumps(written).encode()
    return hashlib.sha256(content).hexdigest()


def _files():
    """{name: path} of what the course hands out."""
    found = chain.from_iterable(map(COURSE.glob, CONTENTS))
    files = {path.relative_to(COURSE).as_posix(): path for path in found}
    if not files:
        raise NoCopy(f"There are no lessons in {COURSE}: install the course again.")
    return files


def _demand_place(folder, files):
    """Refuse the course itself, a file, and what cannot be written."""
    here = folder.resolve()
    if here in {COURSE, *(path.parent for path in files.values())}:
        raise NoCopy(f"{folder} is the course itself; a copy needs another folder.")
    if os.path.isfile(folder):
        raise NoCopy(f"{folder} is a file; a copy of the course needs a folder.")
    _write_record(folder, _read_record(folder))


def _settled(folder, student):
    """Whose numbers a copy has from now on; it keeps those that it has."""
    known = student_of(folder)
    if not student:
        return known
    try:
        student = named(student)
    except ValueError as error:
        raise NoCopy(str(error)) from None
    if known and not same_student(known, student):
        raise NoCopy(
            f"{folder} has the numbers of {known}; take another folder for {student}."
        )
    return known or student


def _hand_out(folder, name, edition, record, restore):
    """Do for one file what is to be done; a file that resists stays as it is."""
    place = folder / name
    new = digest(name, edition)
    try:
        now = digest(name, place.read_bytes()) if place.exists() else None
        outcome, more = decide(now, record.get(name), new, restore), ""
        if outcome in ("new", "renewed"):
            _write(place, edition)
        elif outcome == "beside":
            beside = _beside(folder, name, record)
            _write(folder / beside, edition)
            record[beside], more = new, beside
    except OSError as error:
        return Handed(name, "refused", error.strerror or str(error))
    record[name] = new
    return Handed(name, outcome, more)


def _beside(folder, name, record):
    """The name beside a changed file: free, or of an edition that nobody changed."""
    stem, dot, kind = name.rpartition(".")
    for number in count(1):
        beside = (
            f"{stem}.new{dot}{kind}" if number == 1 else f"{stem}.new{number}.{kind}"
        )
        place = folder / beside
        if not place.exists():
            return beside
        if digest(beside, place.read_bytes()) == record.get(beside):
            return beside


def _retired(folder, record, files):
    """What was handed out and is no longer in the course; it is forgotten."""
    gone = [name for name in record if name not in files and ".new" not in name]
    for name in gone:
        del record[name]
    return [Handed(name, "retired") for name in gone if (folder / name).exists()]


def _edition(name, path, student):
    """The bytes of a file as they are handed out: without outputs, where it asks.

    An exercise has the student's numbers.
    """
    if path.suffix != ".ipynb":
        return path.read_bytes()
    notebook = json.loads(path.read_bytes())
    if not name.startswith("docs/"):  # the cheat sheet's outputs are what it says
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell |= {"outputs": [], "execution_count": None}
    exercise = EXERCISE.fullmatch(name)
    if student and exercise and exercise[1] in lessons():
        for cell in notebook["cells"]:
            source = worded(exercise[1], "".join(cell["source"]), student)
            cell["source"] = source.splitlines(keepends=True)
    notebook["metadata"] |= _kernel()
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode()


def _kernel():
    """What JupyterLab notes of this kernel, and asks to save where it differs."""
    with suppress(ImportError):
        from ipykernel.ipkernel import IPythonKernel
        from ipykernel.kernelspec import get_kernel_dict

        spec = get_kernel_dict()
        kernel = {key: spec[key] for key in ("display_name", "language")}
        return {
            "kernelspec": kernel | {"name": "python3"},
            "language_info": IPythonKernel.language_info,
        }
    return {}


def _read_record(folder):
    """{name: digest} of what was handed out; a damaged record counts as none."""
    with suppress(OSError, ValueError):
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if isinstance(record, dict):
            return record
    return {}


def _write_record(folder, record):
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    try:
        _write(folder / RECORD, text.encode())
    except OSError as error:
        why = error.strerror or error
        raise NoCopy(f"{folder} cannot hold a copy of the course: {why}.") from None


def _write(place, content):
    """Replace a file in one move, so that a crash leaves the old one."""
    if place.exists() and not place.stat().st_mode & 0o200:
        raise PermissionError(None, "it is write-protected")
    place.parent.mkdir(parents=True, exist_ok=True)
    new = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        new.write_bytes(content)
        new.replace(place)
    finally:
        new.unlink(missing_ok=True)
