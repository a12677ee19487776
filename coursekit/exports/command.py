"""`coursekit export`: one function per door."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from coursekit.exports import NotExported
from coursekit.exports import classroom as rooms
from coursekit.exports import feedback as pages
from coursekit.exports import gradescope as autograders
from coursekit.exports.quiz import ENDINGS, Format, export, questions
from coursekit.grading.printable import printable
from coursekit.plurals import counted

app = typer.Typer(no_args_is_help=True, help="Write what other platforms import.")

Lessons = typer.Argument(metavar="[LESSONS]", help="Such as 04 05; all if none.")
Kind = typer.Option(help="Moodle's GIFT, a QTI zip, or a deck for Anki.")
Target = typer.Option(help="The file to write; named by what it is, if absent.")


@app.command()
def quiz(
    lessons: Annotated[list[str] | None, Lessons] = None,
    format: Annotated[Format, Kind] = Format.GIFT,
    out: Annotated[Path | None, Target] = None,
) -> None:
    """Write the quiz questions with a line for each wrong option."""
    path = out or Path(f"optimizers{ENDINGS[format]}")
    with _refusals(path):
        asked = questions(lessons or ())
        export(asked, format, path)
    typer.echo(f"{path} has {len(asked)} questions.")


@app.command()
def gradescope(
    lesson: Annotated[str, typer.Argument(help="Such as 04.")],
    out: Annotated[Path | None, Target] = None,
    exercises: Annotated[Path, typer.Option(help="As handed out.")] = Path("exercises"),
    seed: Annotated[int | None, typer.Option(min=0, help="Of hidden inputs.")] = None,
) -> None:
    """Write an autograder for one lesson, as Gradescope takes it."""
    path = out or Path(f"{lesson}{autograders.ENDING}")
    with _refusals(path):
        autograders.export(lesson, path, exercises, seed)
    typer.echo(f"{path} grades lesson {lesson}; choose the base image Ubuntu 24.04.")


@app.command()
def classroom(
    lessons: Annotated[list[str] | None, Lessons] = None,
    out: Annotated[Path, typer.Option(help="The template's folder.")] = Path(),
) -> None:
    """Write what checks a student's repository on every push, whatever its host."""
    with _refusals(out):
        for path in rooms.export(lessons or [], out):
            typer.echo(path)


@app.command()
def feedback(
    grades: Annotated[Path, typer.Argument(help="What `grade --out` wrote.")],
    lesson: Annotated[str, typer.Option(help="Such as 04.")],
    format: Annotated[pages.Format, typer.Option(help="How it travels.")],
    roster: Annotated[Path | None, typer.Option(help="CSV with addresses.")] = None,
    out: Annotated[Path | None, Target] = None,
) -> None:
    """Write the feedback of one lesson as a platform or a mail merge takes it."""
    from coursekit.grading.collect.roster import NoRoster
    from coursekit.grading.collect.roster import roster as read

    path = out or Path(f"feedback-{lesson}{pages.ENDINGS[format]}")
    with _refusals(path):
        try:
            table = read(roster) if roster else None
        except NoRoster as error:
            _refuse(str(error))
        listed = pages.entries(grades, lesson)
        lost = pages.export(listed, format, path, grades, table)
    for sentence in lost:
        typer.echo(printable(f"! {sentence}"), err=True)
    students = counted(len(listed) - len(lost), "student")
    typer.echo(f"{path} has the feedback of {students}.")
    raise typer.Exit(bool(lost))


@contextmanager
def _refusals(path: Path) -> Iterator[None]:
    """What cannot be written is said in one sentence, and ends the command."""
    try:
        yield
    except NotExported as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{path} cannot be written: {error.strerror}.")


def _refuse(why: str) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(2)
