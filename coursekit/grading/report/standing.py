"""Whether the reports of a run stand already, so that none need be written.

Kept beside the results is a digest of all that the reports were made of, this package
included, and one of their files. A file that was changed, damaged, taken away
or added since is seen by its bytes, whatever its date.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

import coursekit
from coursekit.grading.many.batch import write

PACKAGE = Path(coursekit.__file__).parent
NAME = "reports"  # no result, as the *.json beside it are
WRITTEN = (
    "marks.csv", "results.json", "totals.csv", "changed.csv", "again.csv",
    "mistakes.csv", "lessons.csv", "class.html", "alike.html",
    "feedback/**/*", "review/**/*",
)  # fmt: skip


def digest_of(made_of: Iterable[object]) -> str:
    """A digest of what reports are made of, as it is printed, and of the package."""
    whole = hashlib.sha256(_digest(PACKAGE, ["**/*"]).encode())
    for thing in made_of:
        whole.update(repr(thing).encode("utf-8", "surrogatepass") + b"\0")
    return whole.hexdigest()


def stand(out: Path, made_of: str) -> bool:
    """Whether the reports in `out` are those that would be made of this digest."""
    try:
        kept = json.loads(_path(out).read_text("utf-8"))
        return kept == {"of": made_of, "files": _digest(out, WRITTEN)}
    except (OSError, ValueError):  # none, or a damaged one
        return False


def remember(out: Path, made_of: str) -> None:
    """The reports in `out` are made of this. Raises OSError."""
    write(_path(out), [json.dumps({"of": made_of, "files": _digest(out, WRITTEN)})])


def _path(out):
    return out / ".state" / NAME


def _digest(folder, patterns):
    """A digest of the files that fit: of their paths within the folder, their bytes."""
    whole = hashlib.sha256()
    found = {path for pattern in patterns for path in folder.glob(pattern)}
    for path in sorted(found):
        if path.is_file() and "__pycache__" not in path.parts:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = path.relative_to(folder).as_posix()
            whole.update(f"{name!r} {digest}\n".encode())
    return whole.hexdigest()
