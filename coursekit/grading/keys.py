"""What a result depends on, as a digest: grading again repeats nothing but that."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import coursekit
from coursekit.grading.judging import Terms

# Of the grader itself only what runs and marks; how reports look changes no mark.
MARKS = {
    "judging", "marking", "patience", "reading", "released", "runner", "sandbox"
}  # fmt: skip
ELSEWHERE = {"cli", "authoring", "notebook_check", "catalogue"}
LESSON = re.compile(r"lesson(\d\d)")


def key(raw: bytes, lesson: str, terms: Terms) -> str:
    """The name of a result: submission, tasks and all they use, library, terms."""
    own = terms.own.get(lesson, "")
    cells = terms.released.get(lesson, ())
    parts = (edition(lesson), own, repr(cells), f"{terms.seconds:g}", str(terms.seed))
    start = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(start + raw).hexdigest()


@cache
def edition(lesson: str, package: Path = Path(coursekit.__file__).parent) -> str:
    """A digest of the package as far as it can touch a lesson's marks."""
    tasks, digest = package / "tasks", hashlib.sha256()
    wanted = _with_those_it_uses(lesson, tasks)
    for path in sorted(package.rglob("*.py")):
        number = path.parent == tasks and LESSON.fullmatch(path.stem)
        other = number and number[1] not in wanted
        looks = path.parent.name == "grading" and path.stem not in MARKS
        if not other and not looks and path.stem not in ELSEWHERE:
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _with_those_it_uses(lesson, tasks):
    """A lesson and the ones whose task files its own one imports, and theirs."""
    waiting, found = [lesson], set()
    while waiting:
        number = waiting.pop()
        path = tasks / f"lesson{number}.py"
        if number in found or not path.exists():
            continue
        found.add(number)
        waiting += re.findall(
            r"coursekit\.tasks\.lesson(\d\d)", path.read_text("utf-8")
        )
    return found
