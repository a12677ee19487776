"""Cells that are Python and no more run without IPython, and nobody can tell."""

import subprocess
import sys
from pathlib import Path

import pytest
from classroom import GD, PATH, START

from coursekit.grading.collect.reading import code_cells
from coursekit.grading.judge import judging
from coursekit.grading.judge.judging import Terms, judge
from coursekit.grading.judge.plain import is_plain
from coursekit.grading.judge.released import released

ROOT = Path(__file__).parent.parent
QUICK = Terms(seconds=3)  # of work; one cell below loops

PLAIN = (
    "", " \n", "x = 1;", "for _ in range(3): pass", "a, _ = 1, 2", "# no last _line",
    "class A:\n    exits = 1", 'f"{x!r:>10} %d"', "x = 7 % 3\n(x\n% 2)",
    "history = 3", "ls(1)", "pwd\nx", "who.name",
)  # fmt: skip
FOR_IPYTHON = (
    "%time x = 1", "%%time\nx = 1", "!ls", "x = !ls", "len?", "?len", ">>> x = 1",
    "  x = 1\n  y = 2", "x = (", "display(x)", "get_ipython().magic('pylab')", "exit()",
    "from __future__ import annotations", "import IPython.display", "Out[3]", "_ + 1",
    "print(__)", "_3", "_i2", "_oh", "await f()", "async def f(): pass", "eval('_1')",
    "import ipywidgets as w", "def f():\n    return _", "del _", "-" * 50_000 + "1",
    "x = '\0'", "'\ud800'", "In [1]: x", "ls", " pwd ", "ls -l", "whos;",
    "f'" + "{x}" * 300_000 + "'", "x = 1\n" * 4_000,
)  # fmt: skip


@pytest.mark.parametrize("cell", PLAIN)
def test_what_python_alone_runs_is_plain(cell):
    assert is_plain([cell])
    assert not is_plain([cell, "%pwd"])


@pytest.mark.parametrize("cell", FOR_IPYTHON)
def test_what_asks_something_of_ipython_is_not(cell):
    assert not is_plain([cell])


def test_much_code_is_left_to_ipython():
    assert is_plain(["x = 1\n" * 1_000] * 10)
    assert not is_plain(["x = 1\n" * 1_000] * 100)


def test_what_a_parser_would_warn_of_is_not_said():
    asks = "from coursekit.grading.judge.syntax import code; print(code('1 is 1'))"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True)
    assert told.stdout.startswith("<code object") and not told.stderr


def both_ways(cells, lesson, sandboxed, terms, monkeypatch):
    """The results of a notebook: run as Python alone, and run by IPython."""
    results = []
    for plain in (True, False):
        monkeypatch.setattr(judging, "is_plain", lambda cells, told=plain: told)
        results.append(judge(lesson, cells, sandboxed, terms))
    return results


# Cells that tell what they see, or that go wrong.
TELLING = [
    "import sys; raise Exception(sorted({'matplotlib'} & {*sys.modules}))",
    "1 / 0", "x = 1; y; x = 2", "raise Exception(x)", "x = (1,\n\n\n2); raise Own",
    "\n   \n\n# a comment\n\nraise Exception(sys._getframe().f_lineno)",
    "    # a comment that is indented\nx = 3", "x = 4; 5\nreturn 1",
    "raise Exception(x)",
    "raise SystemExit", "raise SystemExit(3)", "raise KeyboardInterrupt('by hand')",
    "raise GeneratorExit", "class Own(Exception): __str__ = None", "raise Own(1)",
    "assert x == 5, f'{x} is not 5'", "import nothing_of_this_name",
    "def deep(n): return deep(n + 1)\ndeep(0)", "while True: pass", "[0] * 10**12",
    "raise Exception(__name__, '__file__' in globals(), type(__builtins__).__name__)",
    "def three():\n    # at last\n    return 3",
    "import inspect; raise Exception(inspect.getsource(three))",
    "from dataclasses import dataclass\n\n@dataclass\nclass Point:\n    x: 'float'",
    "import pickle; raise Exception(pickle.loads(pickle.dumps(Point(2))))",
    "from __main__ import three as own; raise Exception(own is three)",
    "with open('own.py', 'w') as file: file.write('number = 7')",
    "import own; raise Exception(own.number)",
    "import traceback\ntry: three(1)\n"
    "except TypeError: raise Exception(traceback.format_exc().splitlines()[-1])",
    "import warnings; warnings.simplefilter('error')", "x is 3", "warnings.warn('w')",
    "input('?')", "exec('raise Exception(three())')", "x: int = 8; x",
    "raise Exception(x, __annotations__)", "match x:\n    case 8: raise Exception(x)",
    "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
]  # fmt: skip


def test_cells_do_and_raise_the_same(sandboxed, monkeypatch):
    monkeypatch.setattr(judging, "NOTES", len(TELLING))
    assert is_plain(TELLING)
    here, there = both_ways(TELLING, "01", sandboxed, QUICK, monkeypatch)
    assert here["notes"] == there["notes"]
    assert len(here["notes"]) > 20


ANSWERS = [
    START, "\n\n" + GD.replace("return", "# a comment\n    1 / 0\n    return"),
    PATH.replace("return", "print(path)\n    raise ValueError(len(path))\n    return"),
    "def eta_regime(eta, curvature):\n    import inspect\n"
    "    return inspect.getsource(eta_regime)", "quick_eta = 3",
]  # fmt: skip


def test_answers_are_told_the_same(sandboxed, monkeypatch):
    here, there = both_ways(ANSWERS, "01", sandboxed, QUICK, monkeypatch)
    assert here == there
    assert "(line 4: `1 / 0`)" in here["questions"][0]["says"]


BRIEF = ["01", "02", "04", "06", "07", "08", "09", "11", "12"]  # those that run soon


@pytest.mark.slow
@pytest.mark.parametrize("lesson", BRIEF)
def test_a_solution_is_judged_the_same(lesson, sandboxed, monkeypatch):
    (path,) = (ROOT / "solutions").glob(f"{lesson}-*.ipynb")
    terms = Terms(released=released(ROOT / "exercises"))
    cells = code_cells(path.read_bytes())
    here, there = both_ways(cells, lesson, sandboxed, terms, monkeypatch)
    assert here == there
    assert {question["status"] for question in here["questions"]} == {"right"}


def test_the_exercises_and_solutions_of_the_course_are_plain():
    for path in [
        *(ROOT / "exercises").glob("*.ipynb"),
        *(ROOT / "solutions").glob("*.ipynb"),
    ]:
        assert is_plain(code_cells(path.read_bytes())), path.name


@pytest.mark.parametrize(
    ("cell", "seen"), [("x = 1", []), ("%pwd", ["IPython"]), ("'display'", ["IPython"])]
)
def test_only_what_cells_need_is_imported(cell, seen, sandboxed):
    # Put so that this cell does not itself speak of it.
    looks = "import sys; raise Exception([n for n in ('matplotlib', 'IP' + 'ython') "
    cells = [START, cell, looks + "if n in sys.modules])"]
    (note,) = judge("01", cells, sandboxed, QUICK)["notes"]
    assert note == f"Code cell 3: Exception: {seen}"
