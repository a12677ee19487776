"""`coursekit`, the command; it needs more than the library does, and says so."""

import sys
from collections.abc import Callable

from coursekit.extras import how_to_install


def command() -> Callable[[], None]:
    """The command line; where its library is missing, a sentence says how to get it."""
    try:
        from coursekit.cli import app
    except ModuleNotFoundError as missing:
        if missing.name != "typer":
            raise
        sys.exit(f"The command coursekit needs typer: {how_to_install('course')}.")
    return app


def main() -> None:
    """Run the command line."""
    command()()


if __name__ == "__main__":
    main()
