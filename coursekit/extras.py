"""What a slim install lacks, and the sentence that says how to get it."""

NAME = "gradient-descent-course"


def how_to_install(extra: str) -> str:
    """The commands that install an extra, for people with and without a clone."""
    return f'pip install "{NAME}[{extra}]", or in a clone pip install -e ".[{extra}]"'
