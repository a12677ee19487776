"""Carries a class through: what was handed in, graded, reported, uploaded."""

import sys
from dataclasses import dataclass, field, fields, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from coursekit.grading.saying import refuse, say

# The rest is imported where it is used: `coursekit` has other commands, and Windows.
if TYPE_CHECKING:
    from coursekit.grading.collect.roster import Roster
    from coursekit.grading.judge.judging import Terms
    from coursekit.grading.person.late import Rules

MANY = 5  # notebooks that one student may replace for a lesson without a word
_WARNING = """WARNING: --sandbox none. The students' code runs as you, on your machine:
it can read, change and send whatever you can. Only for code that you trust."""


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


@dataclass
class Ended:
    """How it ended: how many there were, and (name, why) of those not graded."""

    total: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)
    passed: dict[str, str] = field(default_factory=dict)


def grade_class(options: Options) -> Ended:
    """Grade what was handed in and write all reports; says what is strange in it."""
    return _grade_alone(_collected(options), options)


def _collected(options):
    """What was Collected; the teacher hears what is strange in it."""
    from coursekit.grading.collect.archives import Refused
    from coursekit.grading.collect.submissions import collect

    try:
        found = collect(options.place, options.roster, options.due, options.lessons)
    except (Refused, OSError) as error:
        refuse(f"{options.place} cannot be read: {error}")
    for sentence in found.says:
        say(sentence, err=True)
    for name, why in found.passed.items():
        say(f"Passed over: {name!r}. {why}", err=True)
    if not found.has_files:
        refuse(f"Nobody in {options.place} has a notebook to grade.")
    return found


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
        refuse(str(error))


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
    told = {part.name: getattr(submission, part.name) for part in fields(submission)}
    called = sorted(submission.called)
    return {**told, "file": submission.file.name, "called": called}


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
        say(sentence, err=True)
    return Sources(handed_out, released(options.solutions), others)


def _report(read, failed, options, person, sources, handed):
    """Write the reports, and say whose marks changed.

    handed  what is known of each submission, with its result's digest
    Nothing is written where all stands that would be, of a run that had nothing to say.
    """
    from coursekit.grading.report import standing
    from coursekit.grading.report.reports import reports

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
    _warn_of_hands(written, roster)
    if written.changed:
        names = dict.fromkeys(student for student, *_ in written.changed)
        say(f"Marks changed, see {out / 'changed.csv'}: {', '.join(names)}.")
    if is_alone and written.is_quiet:
        standing.remember(out, made_of)
    if options.upload:
        _upload(written.totals, options)


def _warn_of_hands(written, roster):
    """What a person said that fits nobody, nothing, or more than there is."""
    listed = set(roster.rows) if roster else set()
    if strangers := [name for name in written.strangers if name not in listed]:
        unknown = ", ".join(strangers)
        say(f"They have an extension, but are unknown: {unknown}.", err=True)
    for hand in written.unplaced:
        what = f"{hand.student} {hand.question or hand.lesson}"
        say(f"Marked by hand, but not handed in: {what}. It is kept.", err=True)
    for what in written.beyond:
        say(f"More by hand than the question has: {what}. It counts.", err=True)


def _upload(totals, options):
    """Write what the platform takes back; says where."""
    from coursekit.grading.collect.platforms import NoColumn
    from coursekit.grading.report.tables import uploads

    columns, roster = options.columns, options.roster
    try:
        for said in uploads(options.out, options.upload, totals, roster, columns):
            say(f"{said[:1].upper()}{said[1:]}.")
    except NoColumn as error:
        refuse(f"All is graded, but there is nothing to upload. {error}")


def _warn_of_many(order):
    """A class that was taken for one student hands in much."""
    for submission in order:
        if submission.older >= MANY:
            say(
                f"{submission.student} has {submission.older + 1} notebooks for lesson "
                f"{submission.lesson}: is that one student?", err=True,
            )  # fmt: skip


def _warn_of_numbers(order, variants):
    """Where numbers are not asked that a notebook says it has."""
    if variants:
        strange = [s for s in order if s.claimed != s.numbers]
        what = "without their student's name in the checks: see the column note of"
    else:
        strange = [s for s in order if s.claimed]
        what = "with numbers of their students, asked with the course's own:"
    if strange:
        where = "marks.csv" if variants else "grade them with --variants"
        say(f"{len(strange)} of {len(order)} notebooks {what} {where}.", err=True)


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
