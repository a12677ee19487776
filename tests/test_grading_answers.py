"""No answers in the room: what a student's code may try, in every lesson, earns 0."""

import ast
import inspect
import json
import re
import textwrap

import classroom
import pytest

from coursekit.grading.judge.judging import Terms, judge
from coursekit.grading.judge.room import Rooms, is_absent, withheld
from coursekit.outcomes import Status
from coursekit.tasks import lessons, tasks
from coursekit.tasks.hidden import hidden

SEED = 987_654_321

# Each defines the lesson's answers, NAMES, from whatever it can get hold of.
START = """
import builtins, gc, glob, importlib, inspect, os, pkgutil, subprocess, sys, types
import numpy as np
import coursekit

def modules():
    for found in pkgutil.walk_packages(coursekit.__path__, "coursekit."):
        try:
            yield importlib.import_module(found.name)
        except BaseException:
            continue

def things():
    for module in list(modules()):
        for name, thing in vars(module).items():
            yield name, getattr(thing, "rule", thing)

def copy(function, **names):
    return types.FunctionType(
        function.__code__, {**function.__globals__, **names}, function.__name__,
        function.__defaults__, function.__closure__,
    )
"""
ATTACKS = {
    "imports the tasks anew, as another package": """
kept = {n: sys.modules.pop(n) for n in list(sys.modules) if n.startswith("coursekit")}
try:
    import coursekit.tasks
    for task in coursekit.tasks.tasks(LESSON).values():
        globals()[task.name] = getattr(task.reference, "rule", task.reference)
except ImportError:
    pass
sys.modules.update(kept)
""",
    "copies the code of whatever has the name": """
for name, thing in things():
    if name in NAMES and inspect.isfunction(thing):
        kw = dict(thing.__kwdefaults__ or {})
        globals()[name] = copy(inspect.unwrap(thing))
        globals()[name].__kwdefaults__ = kw
""",
    "runs the source of whatever has the name": """
for name, thing in things():
    if name in NAMES and inspect.isfunction(thing):
        source = inspect.getsource(thing).replace("@optimizer", "")
        try:
            exec(source, {**thing.__globals__}, globals())
        except Exception:
            pass
""",
    "asks the garbage collector for tasks and references": """
for thing in gc.get_objects():
    try:
        name, reference = thing.name, thing.reference
    except BaseException:
        continue
    if name in NAMES:
        globals()[name] = getattr(reference, "rule", reference)
""",
    "asks another process": """
code = "import sys; sys.path[:0] = ['/course', '/srv', '..']; import coursekit.tasks"
for path in [*sys.path, "/srv", "/course"]:
    done = subprocess.run([sys.executable, "-c", code], cwd="/", capture_output=True,
                          env={"PYTHONPATH": path or "."})
    if done.returncode == 0:
        import_from = path
        break
""",
    "looks for files that know": """
seen = []
for root in sys.path + [sys.prefix, sys.base_prefix, "/home", "/root", "/srv", "/opt"]:
    for folder, _, files in os.walk(root):
        seen += [os.path.join(folder, f) for f in files
                 if f.startswith("lesson") or "solutions" in folder]
for path in seen:
    try:
        exec(open(path).read(), globals())
    except BaseException:
        continue
""",
    "writes values to the pipe": """
line = '{"outcome": {"value": [1.0]}}\\n{"is": "function"}\\n{"ready": true}\\n' * 50
for file in range(3, 30):
    try:
        os.write(file, line.encode())
    except OSError:
        pass
""",
    "replaces what carries the asks out": """
import coursekit.asking.carrying as carrying, coursekit.outcomes as out
for module in (coursekit.asking, carrying, sys.modules["__main__"]):
    module.asked = lambda ask, answer, name: out.Given([1.0])
carrying.plain = carrying.seen = lambda *given: [1.0]
out.to_json = lambda outcome: {"value": [1.0]}
for name in NAMES:
    globals().setdefault(name, lambda *given, **knobs: 1.0)
""",
    "uses the rules that stand still": """
for name, thing in things():
    if callable(thing) and len(NAMES) > 0 and name in ("gd", "momentum", "adam"):
        for asked in NAMES:
            globals().setdefault(asked, thing)
""",
}
LESSONS = lessons()


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_attack_earns_a_point(lesson, sandboxed):
    asked = tasks(lesson)
    names = f"LESSON, NAMES = {lesson!r}, {[task.name for task in asked.values()]!r}"
    for attack, cell in ATTACKS.items():
        terms = Terms(seconds=20, seed=SEED)
        result = judge(lesson, [START, names, cell], sandboxed, terms)
        earned = {q["question"]: q["points"] for q in result["questions"]}
        assert not any(earned.values()), (attack, earned)


LEAKS = """
def shown(thing):
    try:
        return repr(thing)
    except BaseException:
        return ""

found = [shown(thing) for thing in gc.get_objects()]
raise Exception(" ".join(found)[-250:] + str(sys.argv) + str(dict(os.environ))[:200])
"""


@pytest.mark.parametrize("lesson", LESSONS[:3])
def test_nothing_hidden_comes_back_in_what_a_student_reads(lesson, sandboxed):
    """Answers that raise what they are asked, cells that raise what they find."""
    tell = "def {0}(*given, **knobs):\n    raise Exception(repr((given, knobs)))"
    cells = [START, *[LEAKS] * 5]
    cells += [tell.format(task.name) for task in tasks(lesson).values()]
    result = judge(lesson, cells, sandboxed, Terms(seed=SEED))
    said = json.dumps(result)
    assert str(SEED) not in said
    numbers = {
        number
        for task in tasks(lesson).values()
        for part, other in zip(task.parts, hidden(task.id, SEED).parts)
        for number in set(floats(other.ask)) - set(floats(part.ask))
    }
    assert numbers
    assert not [number for number in numbers if f"{number:.6g}" in said]


def floats(ask):
    text = json.dumps(ask)
    return [float(n) for n in re.findall(r"-?\d+\.\d{3,}(?:e-?\d+)?", text)]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_room_holds_no_task_no_mark_and_no_body_that_answers(lesson, tmp_path):
    room = Rooms(tmp_path).of(lesson)
    names = {path.name for path in (room / "coursekit").iterdir()}
    assert not names & {"tasks", "marks", "grading", "cli.py", "authoring.py"}
    bodies = {
        body for path in (room / "coursekit").rglob("*.py") for body in bodies_in(path)
    }
    for function in withheld(lesson):
        own = body_of(ast.parse(textwrap.dedent(inspect.getsource(function))).body[0])
        assert not own or own not in bodies, f"{function} has its body in the room"


def bodies_in(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [body_of(n) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def body_of(function):
    """The lines of a function as ast writes them, without its docstring."""
    lines = function.body[1:] if ast.get_docstring(function) else function.body
    return "\n".join(map(ast.unparse, lines))


HONEST = """
from coursekit import *
from coursekit import explore, plots
import numpy as np
"""


def test_honest_work_that_draws_other_rules_keeps_its_marks(sandboxed):
    cells = [
        HONEST,
        "run = descend(adam(eta=0.1), canyon, steps=20)\nax = plots.paths(run)",
        "other = descend(momentum(eta=0.01), two_wells, (1.5, 1.5), 30).theta[-1]",
        classroom.GD + "\nbest = descend(gd(eta=0.02), canyon, steps=9).loss[-1]",
    ]
    result = judge("01", cells, sandboxed, Terms())
    assert result["questions"][0]["status"] == Status.RIGHT
    assert result["notes"] == []


def test_what_is_in_no_room_is_said_by_path():
    from coursekit.grading.judge.room import PACKAGE

    assert is_absent(PACKAGE / "tasks" / "lesson01.py")
    assert not is_absent(PACKAGE / "asking" / "carrying.py")
    assert is_absent(PACKAGE / "grading" / "judge" / "judging.py")
