"""coursekit grade: submissions in, marks and feedback out."""

import os
import sys
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from coursekit.grading.collect.platforms import uploads
from coursekit.grading.printable import printable
from coursekit.names import squeezed
from coursekit.tasks import add
from coursekit.tasks import lessons as known_lessons

if TYPE_CHECKING:
    from coursekit.grading.collect.roster import Roster
    from coursekit.grading.judge.judging import Terms
    from coursekit.grading.person.late import Rules

Place = typer.Argument(exists=True, help="Folder or zip of what was handed in.")
NAMED = 5  # submissions that the last line names
MANY = 5  # notebooks that one student may replace for a lesson without a word
Option = typer.Option


class Sandbox(StrEnum):
    """How a student's code is kept from doing harm."""

    auto = "auto"
    bwrap = "bwrap"
    docker = "docker"
    podman = "podman"
    none = "none"


Upload = StrEnum("Upload", uploads())  # type: ignore[misc]  # a file adds one


@dataclass(frozen=True)
class Options:
    """What the command line says.

    place      folder or zip of what was handed in; `out` where marks and feedback go
    lessons    only these, or all
    roster     the Roster of the class, or None
    due        seconds since 1970, or None
    upload     the platform that takes the marks back, or ""
    columns    {lesson: the column of the platform's table for its marks}
    terms      the Terms of the class
    rules      what lateness costs
    overrides  the file of what a person says of marks, or None for the usual one
    solutions  the folder of the course's solutions, which need not be there
    variants   whether each student has numbers, from `coursekit new --student`
    also       what other classes handed in, or the results of grading them
    pool       where the work is done
    """

    place: Path
    out: Path
    lessons: tuple[str, ...]
    roster: "Roster | None"
    due: float | None
    upload: str
    columns: dict[str, str]
    terms: "Terms"
    rules: "Rules"
    overrides: Path | None
    solutions: Path
    variants: bool
    also: tuple[Path, ...]
    pool: "Pool"


@dataclass(frozen=True)
class Pool:
    """Where work is done: a Dask cluster's address or "", the sandbox, jobs at once."""

    scheduler: str
    sandbox: str
    jobs: int


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
        ended = _grade_alone(_collected(options), options)
    except KeyboardInterrupt:
        typer.echo("\nStopped. Run it again to grade the rest.", err=True)
        os._exit(130)  # at once: what is done is kept, the runners end with us
    _end(ended)


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


def _rules(path):
    from coursekit.grading.person.late import NoRules, Rules, read

    try:
        return read(path) if path else Rules()
    except NoRules as error:
        _refuse(str(error))


def _demand_apart(place, out):
    """What a grader wrote is nobody's submission."""
    inner, outer = out.resolve(), place.resolve()
    if inner == outer or (place.is_dir() and inner.is_relative_to(outer)):
        _refuse(f"--out {out} lies in {place}: take a folder outside of it.")


def _demand_others(folders, place, out):
    """Another class is there, and is not this one."""
    for folder in folders:
        if not folder.exists():
            _refuse(f"--also {folder}: there is no such folder or zip.")
        if folder.resolve() in (place.resolve(), out.resolve()):
            _refuse(f"--also {folder} is this class itself: name another one.")


def _columns(said):
    """{lesson: header} of what --column says, as in 01=HEADER."""
    found = {}
    for text in said:
        number, equals, header = text.partition("=")
        number = number.strip().zfill(2)
        if not equals or number not in known_lessons():
            _refuse(f"--column wants a lesson and a header, as in 01=HEADER: {text!r}.")
        found[number] = header.strip()
    return found


# What follows imports where it is used: `coursekit` has other commands, and Windows.
def _terms(seconds, seed, own, exercises):
    from coursekit.grading.judge.judging import Terms
    from coursekit.grading.judge.released import released

    return Terms(seconds, seed, own, released(exercises))


def _collected(options):
    """What was Collected; the teacher hears what is strange in it."""
    from coursekit.grading.collect.archives import Refused
    from coursekit.grading.collect.submissions import collect

    try:
        found = collect(options.place, options.roster, options.due, options.lessons)
    except (Refused, OSError) as error:
        _refuse(f"{options.place} cannot be read: {error}")
    for sentence in found.says:
        _say(sentence, err=True)
    for name, why in found.passed.items():
        _say(f"Passed over: {name!r}. {why}", err=True)
    if not found.has_files:
        _refuse(f"Nobody in {options.place} has a notebook to grade.")
    return found


@dataclass
class Ended:
    """How it ended: how many there were, and (name, why) of those not graded."""

    total: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)


def _grade_alone(found, options):
    """Grade, unless another grader does or students' code cannot be run safely."""
    from coursekit.grading.judge.sandbox import NoSandbox
    from coursekit.grading.many.batch import Busy, Results, seed_of
    from coursekit.grading.many.cluster import NoCluster
    from coursekit.grading.person.overrides import NoOverrides, of_class

    try:
        seed = options.terms.seed
        seed = seed_of(options.out) if seed is None else seed
        results = Results(options.out, replace(options.terms, seed=seed))
        with results.lock():
            person = of_class(options.out, options.overrides)
            return _grade(found, results, options, person)
    except (Busy, NoSandbox, NoCluster, NoOverrides, OSError) as error:
        _refuse(str(error))


def _grade(found, results, options, person):
    """Grade, write all reports; returns how it Ended."""
    keys, failed = {}, {}
    for submission, name, why in _with_progress(found, results, options):
        keys[submission] = name
        if why:
            failed[submission] = why
    order = sorted(keys, key=lambda s: (s.student, s.lesson, s.file.name))
    graded = [s for s in order if s not in failed]
    read = lambda: ((s, results.load(keys[s])) for s in graded)  # noqa: E731
    unread = results.unread
    unread = {s: unread[keys[s]]["unreadable"] for s in graded if keys[s] in unread}
    ended = Ended(len(keys) + len(found.passed), passed=found.passed)
    ended.problems = [(str(s), why) for s, why in {**failed, **unread}.items()]
    _warn_of_many(order)
    _warn_of_numbers(order, options.variants)
    handed = ((_told(s), results.digest(keys[s])) for s in graded)
    try:
        sources = _sources({s.lesson for s in graded}, options)
        _report(read, failed, options, person, sources, handed)
    except OSError as error:
        why = f"marks and feedback could not be written: {error.strerror or error}"
        ended.problems = [(str(submission), why) for submission in order]
    return ended


def _told(submission):
    """All that reports can say of a submission, in an order that is always the same."""
    called = sorted(submission.called)
    return {**vars(submission), "file": submission.file.name, "called": called}


def _with_progress(found, results, options):
    """What grade_all yields, with a bar; the pool is made when something is new."""
    from coursekit.grading.collect.numbers import with_numbers
    from coursekit.grading.many.batch import grade_all

    workers = cache(lambda: _workers(options, results.scratch))
    try:
        whole = len(found.people)
        with typer.progressbar(length=whole, label="Grading", file=sys.stderr) as bar:
            students, handed = set(), with_numbers(found.read(), options.variants)
            for submission, name, why in grade_all(handed, results, workers):
                bar.update(submission.student not in students)
                students.add(submission.student)
                yield submission, name, why
    finally:
        if workers.cache_info().currsize:
            workers().close()


def _sources(lessons, options):
    """What answers to these lessons may have been copied from; says what was read."""
    from coursekit.grading.judge.released import released
    from coursekit.grading.report.earlier import Earlier
    from coursekit.grading.report.sources import Sources

    handed_out = options.terms.released
    others = Earlier(options.also, lessons, handed_out)
    for sentence in others.says:
        _say(sentence, err=True)
    return Sources(handed_out, released(options.solutions), others)


def _report(read, failed, options, person, sources, handed):
    """Write the reports, and say whose marks changed and where uploads have theirs.

    handed  what is known of each submission, with its result's digest
    Nothing is written where all stands that would be, of a run that had nothing to say.
    """
    from coursekit.grading.collect.platforms import NoColumn
    from coursekit.grading.report import standing
    from coursekit.grading.report.reports import reports
    from coursekit.grading.report.tables import uploads

    out, roster = options.out, options.roster
    failures = [(str(submission), why) for submission, why in failed.items()]
    known = (
        failures, roster and roster.rows, options.lessons, person, options.rules,
        sources.released, sources.solutions,
    )  # fmt: skip
    made_of = standing.digest_of(chain(known, handed))
    # Other classes are read anew; uploads are made of all totals.
    is_alone = not options.also and not options.upload
    if is_alone and standing.stand(out, made_of):
        return
    written = reports(
        out, read, roster, failed.items(), options.lessons, sources, person,
        options.rules,
    )  # fmt: skip
    listed = set(roster.rows) if roster else set()
    if strangers := [name for name in written.strangers if name not in listed]:
        unknown = ", ".join(strangers)
        _say(f"They have an extension, but are unknown: {unknown}.", err=True)
    for hand in written.unplaced:
        what = f"{hand.student} {hand.question or hand.lesson}"
        _say(f"Marked by hand, but not handed in: {what}. It is kept.", err=True)
    for what in written.beyond:
        _say(f"More by hand than the question has: {what}. It counts.", err=True)
    if written.changed:
        names = dict.fromkeys(student for student, *_ in written.changed)
        _say(f"Marks changed, see {out / 'changed.csv'}: {', '.join(names)}.")
    if is_alone and written.is_quiet:
        standing.remember(out, made_of)
    if not options.upload:
        return
    try:
        for said in uploads(
            out, options.upload, written.totals, roster, options.columns
        ):
            _say(f"{said[:1].upper()}{said[1:]}.")
    except NoColumn as error:
        _refuse(f"All is graded, but there is nothing to upload. {error}")


def _warn_of_many(order):
    """A class that was taken for one student hands in much."""
    for submission in order:
        if submission.older >= MANY:
            _say(
                f"{submission.student} has {submission.older + 1} notebooks for lesson "
                f"{submission.lesson}: is that one student?", err=True,
            )  # fmt: skip


def _warn_of_numbers(order, variants):
    """Where numbers are not asked that a notebook says it has."""
    if variants:
        strange = [s for s in order if squeezed(s.claimed) != squeezed(s.numbers)]
        what = "without their student's name in the checks: see the column note of"
    else:
        strange = [s for s in order if s.claimed]
        what = "with numbers of their students, asked with the course's own:"
    if strange:
        where = "marks.csv" if variants else "grade them with --variants"
        _say(f"{len(strange)} of {len(order)} notebooks {what} {where}.", err=True)


def _workers(options, scratch):
    from coursekit.grading.judge.sandbox import sandbox as prepare
    from coursekit.grading.many.batch import Here
    from coursekit.grading.many.cluster import Cluster

    pool = options.pool
    if pool.sandbox == "none":
        typer.secho(_WARNING, fg="red", bold=True, err=True)
    if pool.scheduler:
        return Cluster(pool.scheduler, pool.sandbox)
    private = (options.place, options.out)
    return Here(prepare(pool.sandbox, scratch, private), pool.jobs)


def _lessons(text):
    wanted = [number.strip().zfill(2) for number in text.split(",") if number.strip()]
    unknown = [number for number in wanted if number not in known_lessons()]
    if unknown:
        known = ", ".join(known_lessons())
        _refuse(f"There is no exercise {unknown[0]}; there are {known}.")
    return tuple(wanted)


def _end(ended):
    """Say in the last line how many were graded, and which were not and why."""
    reasons = [f"{name} ({why.rstrip('.')})" for name, why in ended.problems]
    more = len(reasons) - NAMED
    # What is passed over stands in no table, so that all of it is named here.
    named = [f"{n} ({why.rstrip('.')})" for n, why in ended.passed.items()]
    named += reasons[:NAMED] + ([f"and {more} more"] if more > 0 else [])
    count = len(ended.problems) + len(ended.passed)
    line = f"graded {ended.total - count} of {ended.total}"
    said = f"; {count} could not be graded: {', '.join(named)}" if count else ""
    _say(line + said)
    raise typer.Exit(1 if count else 0)


def _say(text, err=False):
    """One line, whatever names there are in it."""
    line = " ".join(printable(text).split())
    typer.echo(line.encode(errors="replace").decode(), err=err)


def _refuse(sentence):
    typer.echo(printable(sentence), err=True)
    raise typer.Exit(2)
