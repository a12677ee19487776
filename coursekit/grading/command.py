"""coursekit grade: submissions in, marks and feedback out."""

import os
import sys
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.tasks import add
from coursekit.tasks import lessons as known_lessons

if TYPE_CHECKING:
    from coursekit.grading.collect.roster import Roster

Place = typer.Argument(exists=True, help="Folder or zip of what was handed in.")
NAMED = 5  # submissions that the last line names
Option = typer.Option


class Sandbox(StrEnum):
    """How a student's code is kept from doing harm."""

    auto = "auto"
    bwrap = "bwrap"
    docker = "docker"
    podman = "podman"
    none = "none"


class Upload(StrEnum):
    """What takes the marks back."""

    moodle = "moodle"
    canvas = "canvas"


@dataclass(frozen=True)
class Workers:
    """Who grades: a cluster at this address, or, if it is "", this machine."""

    scheduler: str
    sandbox: str
    jobs: int


@dataclass(frozen=True)
class Wanted:
    """What the reports are made for: a class, and a platform or ""."""

    roster: "Roster | None"
    upload: str


def grade(
    submissions: Annotated[Path, Place],
    out: Annotated[Path, Option(help="Where marks and feedback go.")],
    lessons: Annotated[str, Option(help="Only these, as in 01,02.")] = "",
    roster: Annotated[Path | None, Option(help="CSV of all students.")] = None,
    due: Annotated[datetime | None, Option(help="Later ones are late.")] = None,
    format: Annotated[Upload | None, Option(help="A file to upload, too.")] = None,
    seed: Annotated[int | None, Option(min=0, help="Of the hidden inputs.")] = None,
    tasks: Annotated[list[Path] | None, Option(help="A task file of your own.")] = None,
    exercises: Annotated[Path, Option(help="As handed out.")] = Path("exercises"),
    jobs: Annotated[int, Option(min=1, help="At once.")] = os.cpu_count() or 1,
    scheduler: Annotated[str, Option(help="Address of a Dask cluster.")] = "",
    sandbox: Annotated[Sandbox, Option(help="none: trust all.")] = Sandbox.auto,
    timeout: Annotated[float, Option(min=0.1, help="Seconds of work in a cell.")] = 30,
) -> None:
    """Grade a class: run every notebook in a sandbox, mark its answers, say why.

    Again, it grades only what is new. Exit status: 0 all graded, 1 some, 2 no start.
    """
    _demand_posix()
    own, table = _own(tasks or ()), _roster(roster)
    found = _submissions(submissions, _lessons(lessons), table, due)
    terms = {"seconds": timeout, "seed": seed, "own": own, "released": exercises}
    workers, wanted = Workers(scheduler, sandbox, jobs), Wanted(table, format or "")
    _end(len(found), _grade_alone(found, out, terms, workers, wanted))


_WARNING = """WARNING: --sandbox none. The students' code runs as you, on your machine:
it can read, change and send whatever you can. Only for code that you trust."""


def _demand_posix():
    if os.name != "posix":
        _refuse("Grading needs Linux or macOS; on Windows, the Linux in WSL will do.")


def _own(paths):
    """{lesson: text} of a teacher's own task files, which the course then knows."""
    try:
        return {add(path): path.read_text("utf-8") for path in paths}
    except (ValueError, OSError, SyntaxError, ImportError) as error:
        _refuse(str(error))


def _roster(path):
    from coursekit.grading.collect.roster import NoRoster, roster

    try:
        return roster(path) if path else None
    except NoRoster as error:
        _refuse(str(error))


# What follows imports where it is used: `coursekit` has other commands, and Windows.
def _submissions(place, wanted, roster, due):
    from coursekit.grading.collect.submissions import submissions

    latest = due.timestamp() if due else None
    found, nameless = submissions(place, wanted, roster, latest)
    for name in nameless:
        typer.echo(f"Passed over, as its name says no student: {name!r}", err=True)
    if not found:
        _refuse(f"Nobody in {place} has a notebook to grade.")
    return found


def _grade_alone(found, out, terms, workers, wanted):
    """Grade, unless another grader does or students' code cannot be run safely."""
    from coursekit.grading.judge.judging import Terms
    from coursekit.grading.judge.released import released
    from coursekit.grading.judge.sandbox import NoSandbox
    from coursekit.grading.many.batch import Busy, Results, seed_of
    from coursekit.grading.many.cluster import NoCluster

    terms["released"] = released(terms["released"])
    try:
        if terms["seed"] is None:
            terms["seed"] = seed_of(out)
        results = Results(out, Terms(**terms))
        with results.lock():
            return _grade(found, results, workers, wanted)
    except (Busy, NoSandbox, NoCluster, OSError) as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        typer.echo("\nStopped. Run it again to grade the rest.", err=True)
        os._exit(130)  # at once: what is done is kept, the runners end with us


def _grade(found, results, workers, wanted):
    """Grade, write all reports; returns what could not be graded, and why."""
    keys, failed = {}, {}
    for submission, name, why in _with_progress(found, results, workers):
        keys[submission] = name
        if why:
            failed[submission] = why
    graded = [s for s in found if s not in failed]
    read = lambda: ((s, results.load(keys[s])) for s in graded)  # noqa: E731
    unread = {s: told["unreadable"] for s, told in read() if "unreadable" in told}
    said = {str(s): why for s, why in {**failed, **unread}.items()}
    try:
        _report(results.folder.parent, read, failed, wanted)
    except OSError as error:
        why = f"marks and feedback could not be written: {error.strerror or error}"
        said |= dict.fromkeys(map(str, found), why)
    return said


def _with_progress(found, results, workers):
    """What grade_all yields, with a bar; the pool is made when something is new."""
    from coursekit.grading.many.batch import grade_all

    pool = cache(lambda: _pool(workers, results.scratch))
    try:
        whole = len(found)
        with typer.progressbar(length=whole, label="Grading", file=sys.stderr) as bar:
            for ended in grade_all(found, results, pool):
                bar.update(1)
                yield ended
    finally:
        if pool.cache_info().currsize:
            pool().close()


def _report(out, read, problems, wanted):
    """Write the reports, and say whose marks changed."""
    from coursekit.grading.report.reports import reports

    changed = reports(out, read, wanted.roster, wanted.upload, problems.items())
    if changed:
        names = dict.fromkeys(student for student, *_ in changed)
        typer.echo(f"Marks changed, see {out / 'changed.csv'}: {list(names)}")


def _pool(workers, scratch):
    from coursekit.grading.judge.sandbox import sandbox as prepare
    from coursekit.grading.many.batch import Here
    from coursekit.grading.many.cluster import Cluster

    if workers.sandbox == "none":
        typer.secho(_WARNING, fg="red", bold=True, err=True)
    if workers.scheduler:
        return Cluster(workers.scheduler, workers.sandbox)
    return Here(prepare(workers.sandbox, scratch), workers.jobs)


def _lessons(text):
    wanted = [number.strip().zfill(2) for number in text.split(",") if number.strip()]
    unknown = [number for number in wanted if number not in known_lessons()]
    if unknown:
        _refuse(f"There is no exercise {unknown[0]}; there are {known_lessons()}.")
    return wanted


def _end(total, problems):
    """Say in the last line how many were graded, and which were not and why."""
    line = f"graded {total - len(problems)} of {total}"
    reasons = [f"{name} ({why.rstrip('.')})" for name, why in problems.items()]
    more = len(reasons) - NAMED
    named = ", ".join(reasons[:NAMED]) + (f", and {more} more" if more > 0 else "")
    said = f"; {len(problems)} could not be graded: {named}" if problems else ""
    # One line, whatever names there are in it.
    typer.echo(" ".join((line + said).split()).encode(errors="replace").decode())
    raise typer.Exit(1 if problems else 0)


def _refuse(sentence):
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
