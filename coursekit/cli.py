"""The command line, `coursekit`: one function per command."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from coursekit.exports.command import app as exports
from coursekit.extras import how_to_install
from coursekit.grading.command import grade
from coursekit.handout import NoCopy, hand_out, is_copy, student_of
from coursekit.plurals import counted
from coursekit.tasks import lessons, tasks
from coursekit.tasks.variants import in_words, varies

COPY = Path("my-course")  # what git ignores, and `make lab` opens
JUPYTER = {"ignore_unknown_options": True, "allow_interspersed_args": False}

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command()(grade)
app.add_typer(exports, name="export")

Notebooks = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)]
Place = typer.Argument(help="Where your copy is, or will be.")
Lab = typer.Argument(metavar="FOLDER JUPYTER_OPTIONS", show_default=False)


@app.command()
def new(
    folder: Annotated[Path, Place],
    restore: Annotated[bool, typer.Option(help="Also what you deleted.")] = False,
    student: Annotated[str, typer.Option(help="Numbers of one's own.")] = "",
):
    """Copy the course to FOLDER, or bring the copy there up to date.

    What you changed stays; a new edition of it comes beside it. With --student NAME the
    exercises have numbers that follow from the name, and checks that ask with them.
    """
    handed = _handed_out(folder, restore, student)
    if student:
        typer.echo(_numbers_of(student_of(folder)))
    if not handed:
        typer.echo(f"{folder} is up to date.")
    raise typer.Exit(any(each.outcome == "refused" for each in handed))


@app.command(context_settings=JUPYTER)
def lab(arguments: Annotated[list[str] | None, Lab] = None):
    """Open JupyterLab at your copy of the course, made on the first call: my-course.

    Whatever follows the folder goes to JupyterLab, as in --port 8899 --no-browser.
    """
    _demand("jupyterlab", "JupyterLab")
    folder, options = _folder(arguments or [])
    if not is_copy(folder) and folder.is_dir() and any(folder.iterdir()):
        _refuse(
            f"{folder} is no copy of the course: `coursekit new {folder}` puts one "
            "there; `jupyter lab` opens any other folder."
        )
    _handed_out(folder)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(_settings(folder) + options)


def _folder(arguments):
    """The copy to open and Jupyter's options: the copy that we are in, or my-course."""
    if arguments and not arguments[0].startswith("-"):
        return Path(arguments[0]), arguments[1:]
    return _my_copy(), arguments


def _my_copy():
    """The copy that we are in, or the one that lies or will lie here."""
    here = Path.cwd()
    return next(filter(is_copy, (here, *here.parents)), COPY)


def _settings(folder):
    """JupyterLab's options for a copy; a container's root is let in."""
    place = Path(__file__).parent / "jupyterlab"
    settings = [
        f"--ServerApp.root_dir={folder.resolve()}",
        "--LabApp.default_url=/lab/tree/notebooks",
        f"--LabApp.app_settings_dir={place}",
    ]
    if os.name == "posix" and os.geteuid() == 0:
        settings.append("--ServerApp.allow_root=True")
    return settings


def _numbers_of(student):
    """Which questions have a student's own numbers, and which have the course's."""
    asked = [task for lesson in lessons() for task in tasks(lesson).values()]
    texts = {task.id: in_words(task, student) for task in asked}
    own = "; ".join(
        f"{question} “{words}”" for question, words in texts.items() if words
    )
    same = ", ".join(task.id for task in asked if not varies(task))
    return (
        f"The exercises have the numbers of {student}. In the text: {own}. The checks "
        f"of other questions ask with them, too. The same for everybody: {same}."
    )


def _handed_out(folder, restore=False, student=""):
    """Make or renew a copy, and say what became of it; a new one in one sentence."""
    known = is_copy(folder)
    try:
        handed = hand_out(folder, restore, student)
    except NoCopy as error:
        _refuse(str(error))
    if not known:
        typer.echo(f"{folder} is your own copy of the course.")
    for each in handed:
        if known or each.outcome != "new":
            typer.echo(each)
    return handed


def _demand(module, name):
    """Refuse where a library of the extra `course` is missing."""
    if find_spec(module) is None:
        _refuse(f"This command needs {name}: {how_to_install('course')}.")


def _refuse(sentence):
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


@app.command()
def check(
    notebooks: Notebooks,
    result: Annotated[Path | None, typer.Option(help="A JSON file of it.")] = None,
):
    """Run notebooks under nbval and print one line per question."""
    _demand("nbval", "nbval")
    from coursekit.notebook_check import check_notebook, summary

    good, all_checked = True, {}
    for path in notebooks:
        checked = all_checked[path.name] = check_notebook(path)
        for question, said in checked.questions.items():
            typer.echo(f"{question}: {said}" if said == "right" else said)
        for question, is_there in checked.words.items():
            state = "written, a person marks it" if is_there else "still to write"
            typer.echo(f"{question}: {state}")
        for project, said in checked.projects.items():
            typer.echo(f"project {project}: {said}")
        if checked.projects and "done" not in checked.projects.values():
            typer.echo(f"{path.name}: no project is done yet; one is asked for")
        for said in checked.trouble:
            typer.echo(f"! {path.name}: {said}")
        asked = len(checked.questions)
        typer.echo(f"{path.name}: {checked.right} of {asked} questions right")
        good &= checked.good
    if result:
        try:
            result.write_text(summary(all_checked), encoding="utf-8")
        except OSError as error:
            _refuse(f"{result} cannot be written: {error.strerror}.")
    raise typer.Exit(not good)


@app.command()
def progress(
    folder: Annotated[Path | None, Place] = None,
    export: Annotated[Path | None, typer.Option(help="Write it all to a file.")] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", help="Add what such a file has.")
    ] = None,
):
    """Show what you have predicted, recalled and solved, and what to revisit."""
    from coursekit.progress import exported, imported, progress

    copy = _my_copy()
    place = folder or (copy if is_copy(copy) else Path())
    try:
        if import_:
            new = imported(import_.read_text(encoding="utf-8"), place)
            typer.echo(f"{counted(new, 'new record')}.")
        if export:
            export.write_text(exported(place), encoding="utf-8")
    except (OSError, ValueError) as error:
        _refuse(f"{import_ or export}: {error}")
    typer.echo(progress(place))


@app.command()
def exercises(solutions: Path = Path("solutions"), target: Path = Path("exercises")):
    """Make the exercise notebooks anew from the solution notebooks."""
    _demand("nbformat", "nbformat")
    from coursekit import authoring

    if not list(solutions.glob("*.ipynb")):
        raise typer.BadParameter(f"there is no solution notebook in {solutions}.")
    for path in authoring.exercises(solutions, target):
        typer.echo(path)


@app.command()
def normalise(notebooks: Notebooks):
    """Take out of notebooks what changes from run to run: ids, timings, machines."""
    _demand("nbformat", "nbformat")
    from coursekit import authoring

    for path in notebooks:
        authoring.write(authoring.normalised(authoring.read(path)), path)


@app.command()
def optimizers():
    """Print every optimizer: what it is, its knobs, its memory, where it is taught."""
    from coursekit.catalogue import catalogue

    for name, says, knobs, memory, lesson in catalogue():
        typer.secho(name, bold=True, nl=False)
        typer.echo(f"  {says}")
        taught = f"; lesson {lesson}" if lesson else ""
        typer.echo(f"    knobs: {_named(knobs)}; memory: {_named(memory)}{taught}")


def _named(values):
    return ", ".join(f"{name}={value!r}" for name, value in values.items()) or "none"
