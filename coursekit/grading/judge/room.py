"""The course as a child sees it: a copy in which nobody knows what is right.

It holds the library that learners have, without tasks, marks and the grader. `check`
does nothing there. What would answer the lesson's questions has no body: rules stand
still, so that a notebook which draws them runs on, and other functions refuse; asking
tells that they were called.
"""

import ast
import compileall
import inspect
import shutil
import sys
from pathlib import Path
from threading import Lock

import coursekit
from coursekit.grading.judge.containers import ROOM
from coursekit.tasks import load, tasks

__all__ = ["PACKAGE", "ROOM", "Rooms", "withheld"]

PACKAGE = Path(coursekit.__file__).parent
ABSENT = {
    "tasks", "marks", "grading", "jupyterlab", "questions", "__pycache__",
    "authoring.py", "cli.py", "notebook_check.py",
}  # fmt: skip
CHECKS = '''"""check() while a notebook is graded: its answers are asked afterwards."""


class CheckFailed(Exception):
    """What check raises elsewhere."""


def check(question, answer=None, student=""):
    """Do nothing."""
'''
# What stands in place of a body, by the first parameters; all tell of their call.
STILL = {
    ("theta", "grad", "t"): "return {rest}",
    ("x", "y"): "return 0 * x, 0 * y",
    ("t", "eta0"): "return eta0",
}


class Rooms:
    """The rooms in a folder, each furnished when it is first asked for."""

    def __init__(self, scratch):
        self.folder, self.lock, self.made = Path(scratch, "rooms"), Lock(), {}
        shutil.rmtree(self.folder, ignore_errors=True)  # of a grader that was killed
        self.folder.mkdir(parents=True)

    def empty(self):
        """A room for no lesson."""
        return self._room("empty", set())

    def of(self, lesson, own=""):
        """The room of a lesson; `own` is the text of a teacher's own task file."""
        with self.lock:
            if own:
                load(lesson, own)
            if lesson not in self.made:
                self.made[lesson] = self._room(lesson, withheld(lesson))
            return self.made[lesson]

    def _room(self, name, without):
        room = self.folder / name
        room.mkdir()
        furnish(room, without)
        return room


def furnish(room, withheld):
    """Write the course into a folder, without what knows what is right.

    withheld  functions of the package that have no body there
    """
    shutil.copytree(PACKAGE, room / "coursekit", ignore=_absent)
    (room / "coursekit" / "checks.py").write_text(CHECKS, encoding="utf-8")
    for file, lines in _by_file(withheld).items():
        path = room / "coursekit" / file
        path.write_text(_without_bodies(path.read_text("utf-8"), lines), "utf-8")
    shutil.copy(Path(__file__).with_name("child.py"), room)
    compileall.compile_dir(room, quiet=2)
    for path in (room, *room.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def withheld(lesson):
    """The functions of the package that would answer the lesson's questions."""
    asked = tasks(lesson).values()
    functions = {
        _function(f) for task in asked for f in (task.reference, *task.guarded)
    }
    used = {_function(f) for task in asked for f in task.uses}
    return functions - used


def _function(thing):
    return inspect.unwrap(getattr(thing, "rule", thing))


def _absent(folder, names):
    """What of a folder of the package is not copied."""
    return {name for name in names if is_absent(Path(folder, name))}


def is_absent(path, package=PACKAGE):
    """Whether a file or folder of the package is in no room."""
    return bool(ABSENT & {path.relative_to(package).parts[0], path.name})


def _by_file(functions):
    """{file within the package: first lines} of the functions that the room has."""
    found = {}
    for function in functions:
        path, line = _written_at(function)
        if path.is_relative_to(PACKAGE) and not is_absent(path):
            found.setdefault(path.relative_to(PACKAGE), set()).add(line)
    return found


def _written_at(function):
    """The file and the first line of a function's source."""
    path, line = Path(function.__code__.co_filename), function.__code__.co_firstlineno
    file = getattr(sys.modules.get(function.__module__), "__file__", None)
    if path.is_file() or not file:
        return path, line
    # Made from another's source (dialects/derived.py), by a def of its name.
    path = Path(file)
    lines = [
        _first_line(node)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == function.__name__
    ]
    return path, lines[0]


def _first_line(function):
    return min(part.lineno for part in (function, *function.decorator_list))


def _without_bodies(source, lines):
    """The source of a module in which the functions of these first lines are empty."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and _first_line(node) in lines:
            node.body = _nothing([argument.arg for argument in node.args.args])
    return ast.unparse(ast.fix_missing_locations(tree))


def _nothing(parameters):
    """The body of a function that only tells that it was called."""
    told = "from coursekit.asking.borrowing import Borrowed, note"
    still = (
        body
        for first, body in STILL.items()
        if tuple(parameters[: len(first)]) == first
    )
    rest = ", ".join(parameters[:1] + parameters[3:])
    body = next(still, "raise Borrowed").format(rest=rest)
    return ast.parse(f"{told}\nnote()\n{body}").body
