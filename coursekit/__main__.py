"""`coursekit`, the command; it needs more than the library does, and says so."""

import sys

from coursekit.extras import how_to_install


def main() -> None:
    """Run the command line; where its library is missing, say in a sentence how."""
    try:
        from coursekit.cli import app
    except ModuleNotFoundError as missing:
        if missing.name != "typer":
            raise
        sys.exit(f"The command coursekit needs typer: {how_to_install('course')}.")
    app()


if __name__ == "__main__":
    main()
