"""What the command says on a terminal, whatever names there are in it."""

from typing import NoReturn

import typer

from coursekit.grading.printable import printable


def say(text: str, err: bool = False) -> None:
    """One line."""
    typer.echo(" ".join(printable(text).split()), err=err)


def refuse(sentence: str) -> NoReturn:
    """Say why there is no work to do, and end."""
    typer.echo(printable(sentence), err=True)
    raise typer.Exit(2)
