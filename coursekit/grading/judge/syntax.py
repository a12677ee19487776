"""What students wrote as Python reads it: within bounds, in silence, and never run."""

import ast
import warnings
from collections.abc import Iterator, Sequence
from types import CodeType

# Of some texts a parser's time grows with the square, and all else waits for it.
LONGEST = 20_000  # characters of a cell
WHOLE = 400_000  # characters of a notebook
NAME = "a cell"

# They would be for the student, who has seen them, and can have any text in them.
warnings.filterwarnings("ignore", module=NAME)


def too_much(cells: Sequence[str]) -> bool:
    """Whether there is more in a notebook than should be read as Python."""
    return sum(map(len, cells)) > WHOLE


def tree(cell: str) -> ast.Module | None:
    """The syntax of a cell; None for magics, what is no Python, or is too much."""
    return _compiled(cell, ast.PyCF_ONLY_AST)


def nodes(cell: str) -> Iterator[ast.AST]:
    """All that the syntax of a cell has; nothing as above."""
    return ast.walk(tree(cell) or ast.Module([], []))


def code(cell: str) -> CodeType | None:
    """The code of a cell; None as above."""
    return _compiled(cell, 0)


def _compiled(cell, flags):
    if len(cell) > LONGEST:
        return None
    try:
        return compile(cell, NAME, "exec", flags, dont_inherit=True)
    except Exception:  # also of too deep a nesting, or of letters that are none
        return None
