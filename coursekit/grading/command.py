"""coursekit grade: submissions in, marks and feedback out."""

import os
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from coursekit.grading.collect.platforms import uploads
from coursekit.grading.run import Ended, Options, Pool, grade_class
from coursekit.grading.saying import refuse, say
from coursekit.tasks import add
from coursekit.tasks import lessons as known_lessons

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


Upload = StrEnum("Upload", uploads())  # type: ignore[misc]  # a file adds one


def grade(
    submissions: Annotated[Path, Place],
    out: Annotated[Path, Option(help="Where marks and feedback go.")],
    lessons: Annotated[str, Option(help="Only these, as in 01,02.")] = "",
    roster: Annotated[Path | None, Option(help="CSV of all students.")] = None,
    due: Annotated[datetime | None, Option(help="Later ones are late.")] = None,
    format: Annotated[Upload | None, Option(help="A file to upload, too.")] = None,
    column: Annotated[list[str] | None, Option(help="As in 01=HEADER.")] = None,
    late: Annotated[Path | None, Option(help="What lateness costs.")] = None,
    overrides: Annotated[Path | None, Option(help="Marks by hand.")] = None,
    seed: Annotated[int | None, Option(min=0, help="Of the hidden inputs.")] = None,
    variants: Annotated[bool, Option("--variants", help="Students' numbers.")] = False,
    tasks: Annotated[list[Path] | None, Option(help="A task file of your own.")] = None,
    exercises: Annotated[Path, Option(help="As handed out.")] = Path("exercises"),
    solutions: Annotated[Path, Option(help="To find copies.")] = Path("solutions"),
    also: Annotated[list[Path] | None, Option(help="Another class.")] = None,
    jobs: Annotated[int, Option(min=1, help="At once.")] = os.cpu_count() or 1,
    scheduler: Annotated[str, Option(help="Address of a Dask cluster.")] = "",
    sandbox: Annotated[Sandbox, Option(help="none: trust all.")] = Sandbox.auto,
    timeout: Annotated[float, Option(min=0.1, help="Seconds of work in a cell.")] = 30,
) -> None:
    """Grade a class: run every notebook in a sandbox, mark its answers, say why.

    Again, it grades only what is new. Exit status: 0 all graded, 1 some, 2 no start.
    """
    try:
        _demand_posix()
        _demand_apart(submissions, out)
        _demand_others(also or (), submissions, out)
        own, wanted = _own(tasks or ()), _lessons(lessons)
        options = Options(
            submissions, out, wanted, _roster(roster), due.timestamp() if due else None,
            str(format or ""), _columns(column or ()),
            _terms(timeout, seed, own, exercises), _rules(late), overrides, solutions,
            variants, tuple(also or ()), Pool(scheduler, str(sandbox), jobs),
        )  # fmt: skip
        ended = grade_class(options)
    except KeyboardInterrupt:
        typer.echo("\nStopped. Run it again to grade the rest.", err=True)
        os._exit(130)  # at once: what is done is kept, the runners end with us
    end(ended)


def _demand_posix():
    if os.name != "posix":
        refuse("Grading needs Linux or macOS; on Windows, the Linux in WSL will do.")


def _own(paths):
    """{lesson: text} of a teacher's own task files, which the course then knows."""
    try:
        return {add(path): path.read_text("utf-8") for path in paths}
    except (ValueError, OSError, SyntaxError, ImportError) as error:
        refuse(str(error))


# These import where they are used: `coursekit` has other commands, and Windows.
def _roster(path):
    from coursekit.grading.collect.roster import NoRoster, roster

    try:
        return roster(path) if path else None
    except NoRoster as error:
        refuse(str(error))


def _rules(path):
    from coursekit.grading.person.late import NoRules, Rules, read

    try:
        return read(path) if path else Rules()
    except NoRules as error:
        refuse(str(error))


def _terms(seconds, seed, own, exercises):
    from coursekit.grading.judge.judging import Terms
    from coursekit.grading.judge.released import released

    return Terms(seconds, seed, own, released(exercises))


def _demand_apart(place, out):
    """What a grader wrote is nobody's submission."""
    inner, outer = out.resolve(), place.resolve()
    if inner == outer or (place.is_dir() and inner.is_relative_to(outer)):
        refuse(f"--out {out} lies in {place}: take a folder outside of it.")


def _demand_others(folders, place, out):
    """Another class is there, and is not this one."""
    for folder in folders:
        if not folder.exists():
            refuse(f"--also {folder}: there is no such folder or zip.")
        if folder.resolve() in (place.resolve(), out.resolve()):
            refuse(f"--also {folder} is this class itself: name another one.")


def _columns(said):
    """{lesson: header} of what --column says, as in 01=HEADER."""
    found = {}
    for text in said:
        number, equals, header = text.partition("=")
        number = number.strip().zfill(2)
        if not equals or number not in known_lessons():
            refuse(f"--column wants a lesson and a header, as in 01=HEADER: {text!r}.")
        found[number] = header.strip()
    return found


def _lessons(text):
    wanted = [number.strip().zfill(2) for number in text.split(",") if number.strip()]
    unknown = [number for number in wanted if number not in known_lessons()]
    if unknown:
        known = ", ".join(known_lessons())
        refuse(f"There is no exercise {unknown[0]}; there are {known}.")
    return tuple(wanted)


def end(ended: Ended) -> NoReturn:
    """Say in the last line how many were graded, and which were not and why."""
    reasons = [f"{name} ({why.rstrip('.')})" for name, why in ended.problems]
    more = len(reasons) - NAMED
    # What is passed over stands in no table, so that all of it is named here.
    named = [f"{n} ({why.rstrip('.')})" for n, why in ended.passed.items()]
    named += reasons[:NAMED] + ([f"and {more} more"] if more > 0 else [])
    count = len(ended.problems) + len(ended.passed)
    line = f"graded {ended.total - count} of {ended.total}"
    said = f"; {count} could not be graded: {', '.join(named)}" if count else ""
    say(line + said)
    raise typer.Exit(1 if count else 0)
