"""Whether cells are Python and no more: such run without IPython, which starts slowly.

Nothing in them is run here. What is in doubt is for IPython, which takes longer and
knows everything.
"""

import ast
import re
from collections.abc import Sequence

from coursekit.grading.judge.syntax import too_much, tree

# What only IPython gives, or Python alone takes otherwise; a comment may say so, too.
IPYTHON = re.compile(
    r"\b(IPython|ipywidgets|get_ipython|__IPYTHON__|display|exit|quit|In|Out|_[iod]h|"
    r"_i{1,3}|_i?\d+|async|await|__future__)\b"
)
# Magics that a cell of one line may begin with, though it be Python, too.
BARE = re.compile(
    r"\s*(?:cd|dhist|dirs|env|hist|history|ll|ls|lsmagic|magic|matplotlib|pwd|pylab|"
    r"quickref|rehashx|reset|who|who_ls|whos)(?: +-.*)?;?\s*"
)
LAST = re.compile(r"\b_{1,3}\b")  # what was shown last, unless it is only set


def is_plain(cells: Sequence[str]) -> bool:
    """Whether all cells are Python that asks nothing of IPython."""
    return not too_much(cells) and all(map(_is_plain, cells))


def _is_plain(cell):
    if IPYTHON.search(cell) or BARE.fullmatch(cell):
        return False
    found = tree(cell)
    if found is None:
        return False
    return not LAST.search(cell) or not any(map(_asks_for_last, ast.walk(found)))


def _asks_for_last(node):
    is_name = isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)
    return is_name and LAST.fullmatch(node.id) is not None
