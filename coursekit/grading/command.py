"""coursekit grade: a folder of submissions in, marks and feedback out."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from coursekit.tasks import lessons as known_lessons

Folder = typer.Argument(exists=True, file_okay=False, help="One folder per student.")
NAMED = 5  # submissions that the last line names


class Sandbox(StrEnum):
    """How a student's code is kept from doing harm."""

    auto = "auto"
    bwrap = "bwrap"
    none = "none"


def grade(
    submissions: Annotated[Path, Folder],
    out: Annotated[Path, typer.Option(help="Where marks and feedback go.")],
    lessons: Annotated[str, typer.Option(help="Only these, as in 01,02.")] = "",
    jobs: Annotated[int, typer.Option(min=1, help="At once.")] = os.cpu_count() or 1,
    sandbox: Annotated[Sandbox, typer.Option(help="none: trust all.")] = Sandbox.auto,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds for a cell.")] = 30,
):
    """Grade a class: run every notebook in a sandbox, mark its answers, say why.

    Running it again grades only what is new. The exit status is 0 if all
    submissions could be graded, 1 if some could not, 2 if nothing could begin.
    """
    if os.name != "posix":
        _refuse("Grading needs Linux or macOS; on Windows, the Linux in WSL will do.")
    found = _submissions(submissions, _lessons(lessons))
    if sandbox is Sandbox.none:
        typer.secho(_WARNING, fg="red", bold=True, err=True)
    problems = _grade_alone(found, out, str(sandbox), jobs, timeout)
    typer.echo(_summary(len(found), problems))
    raise typer.Exit(1 if problems else 0)


_WARNING = """WARNING: --sandbox none. The students' code runs as you, on your machine:
it can read, change and send whatever you can. Only for code that you trust."""


# What follows imports where it is used: `coursekit` has other commands, and Windows.
def _submissions(folder, wanted):
    from coursekit.grading.submissions import submissions

    found = submissions(folder, wanted)
    if not found:
        _refuse(f"No student's folder in {folder} has a notebook to grade.")
    return found


def _grade_alone(found, out, sandbox, jobs, timeout):
    """Grade, unless another grader does or students' code cannot be run safely."""
    from coursekit.grading.batch import Busy, Results
    from coursekit.grading.sandbox import NoSandbox

    try:
        results = Results(out, timeout)
        with results.lock():
            return _grade(found, results, sandbox, jobs)
    except (Busy, NoSandbox, OSError) as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        typer.echo("\nStopped. Run it again to grade the rest.", err=True)
        os._exit(130)  # at once: what is done is kept, the runners end with us


def _grade(found, results, sandbox, jobs):
    """Grade, write all reports; returns what could not be graded, and why."""
    from coursekit.grading.reports import reports

    keys = {submission: results.key(submission) for submission in found}
    todo = {key: s for s, key in keys.items() if not results.load(key)}
    failed = _grade_new(todo, results, sandbox, jobs) if todo else {}
    graded = [s for s in found if not failed.get(keys[s])]
    reports(results.folder.parent, lambda: ((s, results.load(keys[s])) for s in graded))
    unreadable = {s: results.load(keys[s]).get("unreadable") for s in graded}
    reasons = {str(s): unreadable.get(s) or failed.get(keys[s]) for s in found}
    return {name: why for name, why in reasons.items() if why}


def _grade_new(todo, results, sandbox, jobs):
    """Why there is no result, by key; None where there is one."""
    from coursekit.grading.batch import grade_all
    from coursekit.grading.sandbox import sandbox as prepare

    start, failed = prepare(sandbox, results.scratch), {}
    with typer.progressbar(length=len(todo), label="Grading", file=sys.stderr) as bar:
        for key, why in grade_all(todo, results, start, jobs):
            failed[key] = why
            bar.update(1)
    return failed


def _lessons(text):
    wanted = [number.strip().zfill(2) for number in text.split(",") if number.strip()]
    unknown = [number for number in wanted if number not in known_lessons()]
    if unknown:
        _refuse(f"There is no exercise {unknown[0]}; there are {known_lessons()}.")
    return wanted


def _summary(total, problems):
    line = f"graded {total - len(problems)} of {total}"
    if not problems:
        return line
    reasons = [f"{name} ({why.rstrip('.')})" for name, why in problems.items()]
    more = len(reasons) - NAMED
    named = ", ".join(reasons[:NAMED]) + (f", and {more} more" if more > 0 else "")
    return f"{line}; {len(problems)} could not be graded: {named}"


def _refuse(sentence):
    typer.echo(sentence, err=True)
    raise typer.Exit(2)
