"""The command line, `coursekit`: one function per command."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from coursekit.grading.command import grade

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command()(grade)

Notebooks = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)]


@app.command()
def lab(folder: Path = Path()):
    """Open JupyterLab at the lessons of the course in --folder."""
    command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.root_dir={folder}"]
    # Long lines of code wrap, where a window is narrow.
    command.append(f"--LabApp.app_settings_dir={Path(__file__).parent / 'jupyterlab'}")
    if (folder / "notebooks").is_dir():
        command.append("--LabApp.default_url=/lab/tree/notebooks")
    raise typer.Exit(subprocess.call(command))


@app.command()
def check(notebooks: Notebooks):
    """Run notebooks under nbval and print one line per question."""
    from coursekit.notebook_check import check_notebook

    good = True
    for path in notebooks:
        checked = check_notebook(path)
        for question, said in checked.questions.items():
            typer.echo(f"{question}: {said}" if said == "right" else said)
        for project, said in checked.projects.items():
            typer.echo(f"project {project}: {said}")
        if checked.projects and "done" not in checked.projects.values():
            typer.echo(f"{path.name}: no project is done yet; one is asked for")
        for said in checked.trouble:
            typer.echo(f"! {path.name}: {said}")
        asked = len(checked.questions)
        typer.echo(f"{path.name}: {checked.right} of {asked} questions right")
        good &= checked.good
    raise typer.Exit(not good)


@app.command()
def progress(folder: Path = Path()):
    """Show what you have predicted, recalled and solved, and what to revisit."""
    from coursekit.progress import progress

    typer.echo(progress(folder))


@app.command()
def exercises(solutions: Path = Path("solutions"), target: Path = Path("exercises")):
    """Make the exercise notebooks anew from the solution notebooks."""
    from coursekit import authoring

    if not list(solutions.glob("*.ipynb")):
        raise typer.BadParameter(f"there is no solution notebook in {solutions}.")
    for path in authoring.exercises(solutions, target):
        typer.echo(path)


@app.command()
def normalise(notebooks: Notebooks):
    """Take out of notebooks what changes from run to run: ids, timings, machines."""
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
