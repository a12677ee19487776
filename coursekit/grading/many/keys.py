"""What a result depends on, as a digest: grading again repeats nothing but that."""

import ast
import hashlib
from functools import cache
from pathlib import Path

import coursekit
from coursekit import written
from coursekit.grading.judge.judging import Terms
from coursekit.grading.judge.room import is_absent

PACKAGE = Path(coursekit.__file__).parent
# What marks and what is kept beside the marks; all that these import counts, too.
FIRST = (
    "grading/judge/judging.py",
    "grading/judge/projects.py",
    "grading/judge/answers.py",
    "grading/report/likeness.py",
    "grading/person/sentences.py",
)


def key(raw: bytes, lesson: str, terms: Terms) -> str:
    """The name of a result: submission, tasks and all they use, library, terms."""
    own = terms.own.get(lesson, "")
    cells = terms.released.get(lesson, ())
    words = repr(written.questions(lesson))
    given = f"{terms.seconds:g}", str(terms.seed), terms.student, terms.claimed
    parts = (edition(lesson), own, repr(cells), words, *given)
    start = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(start + raw).hexdigest()


@cache
def edition(lesson: str, package: Path = PACKAGE) -> str:
    """A digest of the package as far as it can touch a lesson's marks.

    That is what a child sees, what judges, and the tasks of the lesson.
    """
    digest = hashlib.sha256()
    for path in sorted(files(lesson, package)):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def files(lesson: str, package: Path = PACKAGE) -> set[Path]:
    """The files of the package that can touch a lesson's marks."""
    rooms = {path for path in package.rglob("*.py") if not is_absent(path, package)}
    tasks = package / "tasks" / f"lesson{lesson}.py"
    first = {package / name for name in FIRST} | ({tasks} if tasks.exists() else set())
    child = package / "grading" / "judge" / "child.py"
    return rooms | _imported(first, package) | {child}


def _imported(first, package):
    """These files and all of the package that they import, at the top or within."""
    waiting, found = list(first), set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imports(path, package)
    return found


def _imports(path, package):
    for node in _statements(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = [module, *(f"{module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            owner, _, rest = name.partition(".")
            if owner == package.name:
                yield from _files_of(package.joinpath(*filter(None, rest.split("."))))


def _statements(node):
    """The statements in a module, function, class or branch; no expressions."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(node, part, ()):
            yield inner
            yield from _statements(inner)


def _files_of(place):
    """The file or files that run when a module is imported."""
    candidates = place.with_suffix(".py"), place / "__init__.py"
    return [path for path in candidates if path.is_file()]
