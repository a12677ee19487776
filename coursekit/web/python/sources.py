"""The files that the page's Python reads: modules of the course, and small ones."""

from __future__ import annotations

import ast
import cmath
import collections
import functools
import itertools
import json
import math
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np

import coursekit
from coursekit.web.python.lowering import lowered, without_docstring

PACKAGE = Path(coursekit.__file__).parent
INSIDE = Path(__file__).with_name("inside")
OURS = (
    "small_python", "errors", "served", "stand_ins", "in_json", "bisect", "library",
    "statistics",
)  # fmt: skip

# A small part of NumPy: one module, whose parts use one another, in these files.
#
# An array is `x`, its numbers in C order, `shape`, and `kind`: 0 for bools, 1 for whole
# numbers, 2 for floats, 3 for complex numbers, 4 for anything else, which can be looked
# at and not computed with. What is sliced out is a copy; writing to it writes to where
# it came from, too. No class has `__float__`: with it, 0.5 * array would ask it for a
# number. What is not here says so by `Lacking`, which no `except Exception` catches.
NUMPY = (
    "kinds", "numbers", "arrays", "shapes", "indices", "making", "functions", "axes",
    "joining", "products", "linalg", "names",
)  # fmt: skip

# The course's modules as they are, and what of them is left out: what the page's own
# files have in another way, and what nobody calls there.
COURSE: dict[str, tuple[str, ...]] = {
    "rule": (),
    "problem": ("SUBSCRIPTS", "Settled", "_letters"),
    "problems": (),
    "lines": (),
    "descent": (),
    "optimizers": (),
    "schedules": ("P", "Rate", "OfT"),
    "asking/borrowing": (),
    "asking/building": (),
    "asking/carrying": ("_line", "Ask"),
    "asking/values": (),
    "asking/views": (),
}
ADDED = {
    "problem": "def _letters(problem, d):\n    return ()\n",
    "asking/carrying": "from errors import format_exception_only, line_of as _line\n",
}
NAMES_OF_NUMPY = """
IN_NUMPY = " {numpy} "
LINALG = " {linalg} "
OF_ARRAYS = " {arrays} "
"""
PACKAGE_TEXT = """
import sys
from coursekit.problem import Problem
from coursekit.rule import NotStarted, Optimizer, RuleError, optimizer


def __getattr__(name):
    if name in WHERE:
        __import__(WHERE[name])
        return getattr(sys.modules[WHERE[name]], name)
    if name in MODULES:
        __import__("coursekit." + name)
        return sys.modules["coursekit." + name]
    if name in KNOWN:
        import numpy
        numpy.lacks("coursekit." + name)
    raise AttributeError("module 'coursekit' has no attribute '%s'" % name)


MODULES = {modules}
KNOWN = {known}
WHERE = {where}
"""
DRAWING = """
import numpy


def drawn(*given, **named):
    numpy.lacks("np.random")
"""


@cache
def files() -> dict[str, str]:
    """The text of each file below /lib, by its path."""
    found: dict[str, str] = {}
    signatures: dict[str, list[str]] = {}
    for name, without in COURSE.items():
        source = (PACKAGE / f"{name}.py").read_text(encoding="utf-8")
        made = lowered(source, without)
        found[f"coursekit/{name}.py"] = made.text + ADDED.get(name, "")
        signatures |= made.signatures
    found["coursekit/__init__.py"] = _package()
    found["coursekit/asking/__init__.py"] = ""
    found["coursekit/asking/drawing.py"] = DRAWING
    found["coursekit/outcomes.py"] = _inside("outcomes")
    parts = [_inside(f"small_numpy/{part}") for part in NUMPY]
    found["numpy.py"] = "".join(parts) + _numpys_names()
    found |= {f"{name}.py": _inside(name) for name in OURS}
    found["errors.py"] += f"PYTHONS = {_pythons_names()}\n"
    found["signatures.py"] = f"COURSE = {json.dumps(signatures)}\n"
    return found


def _inside(name):
    """A file without words for readers: what is shorter is there sooner."""
    tree = ast.parse((INSIDE / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            without_docstring(node)
    return ast.unparse(tree) + "\n"


def _numpys_names():
    return NAMES_OF_NUMPY.format(
        numpy=_public(np), linalg=_public(np.linalg), arrays=_public(np.ndarray)
    )


def _pythons_names():
    """What Python has, by the names of modules and kinds."""
    kinds = str, list, dict, tuple, set, int, float, complex
    modules = math, cmath, itertools, functools, collections
    return {each.__name__: _public(each) for each in (*kinds, *modules)}


def _public(holder):
    return " ".join(name for name in dir(holder) if not name.startswith("_"))


def _package():
    """What `from coursekit import ...` finds, and in which module."""
    modules = [name for name in COURSE if "/" not in name]
    known = [name for name in coursekit.__all__ if name not in modules]
    where = {
        name: f"coursekit.{module}"
        for module in modules
        for name in known
        if hasattr(import_module(f"coursekit.{module}"), name)
    }
    return PACKAGE_TEXT.format(modules=modules, known=known, where=where)
