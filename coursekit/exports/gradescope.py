"""Gradescope's autograder: a zip that its container builds once and runs for everybody.

    setup.sh            installs Python's packages; choose the base image Ubuntu 24.04
    run_autograder      grades what was handed in, and writes results.json
    settings.json       the lesson, and the seed of the hidden inputs
    requirements.txt    the versions of the libraries that were here at the export
    course/             the library that you have, with its tasks
    exercises/          the exercise as handed out, where it is known

The form is the one of https://gradescope-autograders.readthedocs.io. The container is
the sandbox: a notebook runs in it as a user who can read neither tasks nor results.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from secrets import randbelow
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from coursekit.exports import NotExported, demand
from coursekit.extras import NAME

PACKAGE = Path(__file__).parent.parent
ENDING = ".autograder.zip"
UNUSED = {"jupyterlab", "nbval"}  # of what a lesson needs; no window opens there
NOTHING = "There is no notebook in what you handed in."
NUMBERS = "It was asked with the course's own numbers, not with those of {}."
MANY = "Hand in one notebook; this is about {}."

SETUP = """\
#!/bin/sh
# Runs once, when the autograder is made.
set -eu
export DEBIAN_FRONTEND=noninteractive
root="${AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -qq -y --no-install-recommends python3 python3-venv bubblewrap
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "The course needs Python 3.11: choose the base image Ubuntu 24.04." >&2
    exit 1
}
python3 -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet -r "$root/source/requirements.txt"
"""

RUN = """\
#!/bin/sh
# Runs for each submission.
set -eu
root="${AUTOGRADER:-/autograder}"
mkdir -p "$root/results"
# What knows the answers, and the marks, are nothing for a student's code to read.
chmod -R go= "$root/source" "$root/results"
cd /
PYTHONPATH="$root/source/course" "${PYTHON:-$root/venv/bin/python}" -P \\
    -m coursekit.exports.gradescope "$root"
"""


def export(lesson: str, path: Path, exercises: Path, seed: int | None = None) -> None:
    """Write the zip of one lesson. Raises NotExported, OSError.

    seed  of the hidden inputs; without one it is drawn
    """
    from coursekit.tasks import lessons

    demand([lesson], lessons(), "exercise")
    seed = randbelow(2**32) if seed is None else seed
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, script in {"setup.sh": SETUP, "run_autograder": RUN}.items():
            about = ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            about.external_attr = 0o100755 << 16
            packed.writestr(about, script)
        packed.writestr("settings.json", json.dumps({"lesson": lesson, "seed": seed}))
        packed.writestr("requirements.txt", "\n".join(_requirements()) + "\n")
        for file in sorted(PACKAGE.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                packed.write(file, f"course/coursekit/{file.relative_to(PACKAGE)}")
        for file in sorted(exercises.glob(f"{lesson}-*.ipynb")):
            packed.write(file, f"exercises/{file.name}")


def _requirements() -> Iterable[str]:
    """The libraries that grading needs, as name==version of what is installed here."""
    from packaging.requirements import Requirement

    try:
        wanted = list(map(Requirement, requires(NAME) or ()))
    except PackageNotFoundError:
        raise NotExported(f"{NAME} is not installed here, only imported.") from None
    for need in wanted:
        asked = any(
            not need.marker or need.marker.evaluate({"extra": extra})
            for extra in ("", "course")
        )
        if asked and need.name not in UNUSED:
            yield f"{need.name}=={version(need.name)}"


# --- what runs there -----------------------------------------------------------------


def main(root: Path) -> None:
    """Grade root/submission, as root/source says; write root/results/results.json."""
    settings = json.loads((root / "source" / "settings.json").read_text("utf-8"))
    told = _graded(root, settings)
    (root / "results" / "results.json").write_text(json.dumps(told), encoding="utf-8")


def _graded(root, settings):
    from coursekit.grading.collect.reading import File, Unreadable, content
    from coursekit.grading.judge.judging import NotGraded, Terms
    from coursekit.grading.judge.released import released
    from coursekit.grading.many.batch import Notebook, completed, result
    from coursekit.grading.printable import printable
    from coursekit.tasks.variants import claimed

    lesson, submission = settings["lesson"], root / "submission"
    found = sorted(
        path
        for path in submission.rglob("*.ipynb")
        if not any(p.startswith(".") for p in path.relative_to(submission).parts)
    )
    found = [path for path in found if path.name.startswith(lesson)] or found
    if len(found) != 1:
        names = ", ".join(printable(path.name) for path in found)
        return {"score": 0, "output": MANY.format(names) if found else NOTHING}
    try:
        notebook = Notebook.of(lesson, content(File(found[0])))
    except Unreadable as error:
        return {"score": 0, "output": str(error)}
    terms = Terms(seed=settings["seed"], released=released(root / "source/exercises"))
    with TemporaryDirectory(prefix="coursekit-") as scratch:
        Path(scratch).chmod(0o755)  # its rooms are for the notebook's user, too
        try:
            told = result(lesson, notebook.cells, _sandbox(Path(scratch)), terms)
        except NotGraded as error:
            return {"score": 0, "output": f"Not graded: {error}. Hand in again."}
    tests = results(completed(told, notebook))
    name = claimed(notebook.cells)
    return {**tests, "output": NUMBERS.format(printable(name))} if name else tests


def _sandbox(scratch):
    """bubblewrap where the container allows it; else the container alone."""
    from coursekit.grading.judge.sandbox import NoSandbox, sandbox

    try:
        return sandbox("bwrap", scratch)
    except NoSandbox:
        return sandbox("none", scratch)


def results(told: Mapping[str, Any]) -> dict[str, Any]:
    """A result of the grader as Gradescope's results.json has it.

    Of each question there are two tests: what `check` says of its own numbers, without
    points, at once; and the points, for which other numbers were tried, too, when marks
    are published. What went wrong in the cells only teachers see. A sentence in words
    is no test: who reads it gives its points by hand.
    """
    marked = [q for q in told["questions"] if not q["question"].endswith(".sentence")]
    tests = [test for question in marked for test in _tests(question)]
    if told["notes"]:
        tests.append(_test("Cells", "hidden", output="\n".join(told["notes"])))
    return {"tests": tests, "stdout_visibility": "hidden"}


def _tests(question):
    from coursekit.grading.judge.marking import ELSEWHERE, SINGLE
    from coursekit.marks import Mark, lines
    from coursekit.outcomes import Status

    given = Mark(**{key: question[key] for key in Mark.__dataclass_fields__})
    elsewhere = given.says in (ELSEWHERE, SINGLE)  # right for the check's own numbers
    right = given.status == Status.RIGHT or elsewhere
    said, name = "\n".join(lines(given)), f"{given.question} {question['title']}"
    yield _test(
        name, "visible", status=right, output=f"{given.question}: right" * right or said
    )
    yield _test(
        f"{name}, marked", "after_published", status=given.status == Status.RIGHT,
        output=said, score=given.points, max_score=given.of,
    )  # fmt: skip


def _test(name, visibility, score=0, max_score=0, status=None, **more):
    test = {"name": name, "visibility": visibility, "score": score, **more}
    if status is not None:
        test["status"] = "passed" if status else "failed"
    return {**test, "max_score": max_score}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
