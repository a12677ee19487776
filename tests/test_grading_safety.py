"""Playful notebooks, one by one: what they do costs or earns nobody else anything."""

import gc
import subprocess
from itertools import count
from math import inf

import attacks
import classroom
import pytest
from classroom import CLIMBS, GD, LOOPS, START, answers

from coursekit.grading.judge import child as inside
from coursekit.grading.judge import judging, sandbox
from coursekit.grading.judge.child import is_ended
from coursekit.grading.judge.judging import Terms, judge
from coursekit.grading.judge.sandbox import command
from coursekit.patience import MOST, slowness
from coursekit.tasks import tasks

PATIENCE = Terms(seconds=3)  # of work; a notebook that loops costs them: few here do
DOES = "def gd(theta, grad, t, *, eta=0.1):\n    "
RIGHT = ["right"] * 4
NONE = ["missing"] * 4
ONE = ["right", *["missing"] * 3]


def first(status):
    return [status, *["missing"] * 3]


# name -> cells, and the status of each answer
PLAYFUL = {
    "a cell that fills the memory, and keeps it": (
        [*answers(), *[f"hoard{n} = []\nwhile True: hoard{n}.append({one})"
                       for n, one in enumerate(("bytes(10**6)", "bytes(500)", "[]"))]],
        RIGHT,
    ),
    "deep recursion": ([START, DOES + "return gd(theta, grad, t)"], first("raised")),
    "a crash of Python itself": (
        [START, "import ctypes\n" + DOES + "ctypes.string_at(0)", classroom.PATH],
        ["died", "right", "missing", "missing"],
    ),
    "a loop in C, which no interrupt reaches": (
        [START, "from itertools import repeat\n" + DOES + "return sum(repeat(1))"],
        first("timeout"),
    ),
    "a process of its own that goes on in the notebook": (
        [*answers(), "import os, time\nparent = os.fork()\nif parent: time.sleep(0.5)",
         "gd = gd if parent else None"],
        RIGHT,
    ),
    "kills whom it can": (
        ["import os, signal\nfor who in (os.getppid(), 1, -1):\n"
         "    try: os.kill(who, signal.SIGKILL)\n    except OSError: pass",
         "os.killpg(0, signal.SIGKILL)", *answers()],
        RIGHT,
    ),
    "closes all files, the runner's pipe, too": (
        [*answers(), "import os\nos.closerange(0, 100)"], RIGHT
    ),
    "ignores all signals": (
        ["import signal\nfor s in range(1, 65):\n"
         "    try: signal.signal(s, signal.SIG_IGN)\n    except Exception: pass",
         START, LOOPS, "import subprocess\nsubprocess.run(['true'])"],
        first("timeout"),
    ),
    "raises what no `except Exception` catches": (
        [START, "raise KeyboardInterrupt", "raise GeneratorExit",
         "class E(BaseException):\n    def __str__(self): raise self\nraise E",
         "import sys\nsys.exit(1)", "quit()", GD], ONE,
    ),
    "answers that end Python politely": (
        [START, DOES + "raise KeyboardInterrupt",
         "def gd_path(*args):\n    raise SystemExit",
         "def eta_regime(*args):\n    quit()"],
        ["raised", "raised", "wrong", "missing"],
    ),
    "patches what tells of the course's own solutions": (
        [START, "from coursekit import gd\nfrom coursekit.asking import borrowing\n"
         "borrowing.note.__code__ = (lambda *a, **k: None).__code__"],
        first("borrowed"),
    ),
    "calls the course's own solutions": (
        [START, "import coursekit\n" + DOES
         + "return coursekit.gd.rule(theta, grad, t, eta=eta)"], first("borrowed"),
    ),
    "a transformer of code that makes every number another": (
        [START, CLIMBS, "import ast\nclass Other(ast.NodeTransformer):\n"
         "    def visit_Constant(self, node):\n"
         "        return ast.copy_location(ast.Constant('right'), node)\n"
         "get_ipython().ast_transformers.append(Other())"], first("wrong"),
    ),
    "code that breaks parsers": (
        ["x = " + "(" * 5000, "-" * 50_000 + "1", "a" + ".b" * 50_000, "\ud800",
         "x = '\0'", "[" * 300 + "]" * 300, *answers()], RIGHT,
    ),
    "looks for the course's solutions": (
        [START, "import coursekit, os\nfrom glob import glob\n"
         "place = os.path.dirname(os.path.dirname(coursekit.__file__))\n"
         "found = glob(place + '/*') + glob(place + '/../*/solutions')\n"
         "ours = 'coursekit', '/child.py', 'pycache__'\n"
         "found = [f for f in found if f[-9:] not in ours]",
         "if not found:" + GD.replace("\n", "\n    ")], ONE,
    ),
    "raises within raise, with a repr that raises": (
        [START, "class Loud(Exception):\n    def __repr__(self): raise self\n"
         "    __str__ = __repr__\n" + DOES + "raise Loud", "raise Loud"],
        first("raised"),
    ),
    "builtins and numpy's tests made useless": (
        ["import numpy.testing\nnumpy.testing.assert_allclose = None\n"
         "import builtins\nbuiltins.print = builtins.sum = None", *answers()], RIGHT,
    ),
    "modules of its own in the place of others": (
        ["%%writefile numpy.py\nboom", "%%writefile coursekit.py\nboom",
         "%%writefile mine.py\nfactor = -1", START,
         GD.replace("- eta", "+ __import__('mine').factor * eta")], ONE,
    ),
    "nan, infinity, torrents of text": (
        [START, DOES + "return theta * np.nan",
         "def gd_path(*args):\n    return [float('inf')] * 16\n"
         "def eta_regime(*args):\n    return 'x' * 10**7\n"
         "def quick_eta():\n    return float('nan')"], ["wrong"] * 4,
    ),
    "results of strange shapes and types": (
        [START, DOES + "return {1: theta}", "def gd_path(*args):\n"
         "    nest = []\n    for _ in range(900): nest = [nest]\n    return nest\n"
         "eta_regime = type('eta_regime', (), {})\n"
         "def quick_eta():\n    return [[1.5]]"],
        ["wrong", "raised", "wrong", "wrong"],
    ),
    "answers that are no functions": (
        [START, "gd = 3\ngd_path = np.zeros(16)\neta_regime = 'monotone'\n"
         "quick_eta = 1.5"],
        ["wrong"] * 4,
    ),
    "namespaces emptied": ([*answers(), "globals().clear()"], NONE),
    "a reset": ([*answers(), "%reset -f"], NONE),
    "answers deleted": ([*answers(), "del gd, gd_path, eta_regime, quick_eta"], NONE),
    "cells duplicated, the first of them wrong": ([START, CLIMBS, GD], ONE),
    "cells in disorder": ([GD, START, GD], ONE),
    "a flood on every pipe": (
        ["import os\nfor file in range(3, 20):\n    try:\n"
         "        for _ in range(1000): os.write(file, bytes(10**5))\n"
         "    except OSError: pass", *answers()], RIGHT,
    ),
    "a flood of lines": (
        ["import os\nfor file in range(3, 20):\n    try:\n"
         "        for _ in range(1000): os.write(file, b'x\\n' * 10**5)\n"
         "    except OSError: pass", *answers()], RIGHT,
    ),
    "reads its own request": (
        ["import sys, os\nprint(sys.stdin.read(), os.read(0, 99))", *answers()], RIGHT
    ),
    "window systems and progress bars": (
        ["%matplotlib qt", "%matplotlib notebook", "import warnings, sys\n"
         "warnings.simplefilter('error')\nsys.stderr.write('99 %\\r')",
         "import matplotlib\nmatplotlib.use('TkAgg')\n"
         "import matplotlib.pyplot as plt\nplt.figure()", *answers()], RIGHT,
    ),
    "warnings in the answer": (
        [START, "import warnings\nwarnings.simplefilter('error')",
         GD.replace("return", "warnings.warn('x')\n    return")], ONE,
    ),
    "other processes": (
        ["%%bash --bg\nsleep 86400", "!sleep 0.01", "%run no.py", *answers()], RIGHT
    ),
    "threads that never end": (
        ["import threading\ndef spin():\n    while True: pass\n"
         "threading.Thread(target=spin).start()", *answers()], RIGHT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLAYFUL)
def test_the_marks_are_the_deserved_ones_for(name, sandboxed):
    cells, statuses = PLAYFUL[name]
    result = judge("01", cells, sandboxed, PATIENCE)
    asked = tasks("01").values()
    full = [
        t.points if s == "right" else 0 for t, s in zip(asked, statuses, strict=True)
    ]
    assert [q["status"] for q in result["questions"]] == statuses, result["notes"]
    assert [q["points"] for q in result["questions"]] == full


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (["1/0"], "Code cell 1: ZeroDivisionError: division by zero"),
        (["x = 1", "import os; os._exit(3)"], "Code cell 2: It ended Python itself."),
        (["raise SystemExit"], "Code cell 1: SystemExit"),
        (["x = (", "y"], "Code cell 1: SyntaxError"),
    ],
)
def test_the_notes_tell_what_went_wrong_in_which_cell(cells, note, sandboxed):
    notes = judge("01", cells, sandboxed, PATIENCE)["notes"]
    assert notes[0].startswith(note)


def test_work_counts_and_not_the_time_that_passes(sandboxed):
    """Else a busy machine would cost somebody an answer."""
    waits, works = "import time\ntime.sleep(1.5)", "while True: pass"
    notes = judge("01", [waits, works], sandboxed, Terms(seconds=1))["notes"]
    assert notes == ["Code cell 2: It ran longer than 1 s."]


@pytest.mark.parametrize(("load", "times"), [(0, 1), (3, 1.5), (1000, MOST)])
def test_what_waits_may_wait_longer_on_a_busy_machine(load, times, monkeypatch):
    monkeypatch.setattr("os.getloadavg", lambda: (load, 0, 0))
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert slowness() == times
    assert [most for _, _, most in inside.clocks(5)] == [5, 20 * times]


def test_what_asks_for_a_front_end_is_no_error(sandboxed):
    asks = ["%matplotlib inline", "%matplotlib qt", "%matplotlib widget", "exit()"]
    awaits = "import asyncio\nawait asyncio.sleep(0)"
    shows = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
    widget = "import ipywidgets\ndisplay(ipywidgets.IntSlider())"
    assert (
        judge("01", [*asks, awaits, shows, widget], sandboxed, Terms())["notes"] == []
    )


def test_only_the_small_home_of_a_runner_can_be_written(sandboxed):
    show = "print(open('/proc/self/mounts').read())"
    with sandboxed("01") as child:
        words, keywords = command(child, "-c", show)
        shown = subprocess.run(words, **keywords, capture_output=True, check=True)
    mounts = [line.split() for line in shown.stdout.decode().splitlines() if line]
    open_to_all = {where for _, where, _, how, *_ in mounts if "rw" in how.split(",")}
    devices = ("null", "zero", "full", "random", "urandom", "tty", "pts")
    assert "/tmp" in open_to_all
    assert open_to_all <= {"/tmp", "/proc", *(f"/dev/{name}" for name in devices)}


def test_a_submission_that_takes_too_long_in_all_is_ended(sandboxed, monkeypatch):
    """By a clock that goes on by an hour with everything that the child says."""
    hear, clock = judging._Talk.line, count(0, 3600)
    now = [next(clock)]

    def heard(talk):
        said = hear(talk)
        now[0] = next(clock)
        return said

    monkeypatch.setattr(judging, "monotonic", lambda: now[0])
    monkeypatch.setattr(judging._Talk, "line", heard)
    result = judge("01", ["while True: pass", *answers()], sandboxed, PATIENCE)
    assert result["notes"][-1] == (
        "The whole notebook took too long; the rest was not run."
    )
    assert [q["status"] for q in result["questions"]] == ["timeout"] * 4


def test_all_that_a_submission_tells_has_an_end(sandboxed, monkeypatch):
    tells = attacks.FORGING + "for n in range(3):\n    say(cell=n, error='x' * 200_000)"
    cells = [f"{tells}\nos._exit({n})" for n in range(1, 10)]
    monkeypatch.setattr(judging, "HEARD", 1_000_000)
    story = judging.Story(tasks("01"), cells, PATIENCE, "01")
    while story.heard < judging.HEARD and not story.run(sandboxed, inf):
        pass
    assert story.heard < 1_000_000 + 3 * 200_100
    assert len(story.skip) < len(cells)
    assert max(map(len, story.errors.values())) == judging.NOTE
    told = judge("01", cells, sandboxed, PATIENCE)
    assert [q["status"] for q in told["questions"]] == ["died"] * 4


def test_who_imports_the_child_looks_for_garbage_as_before():
    assert inside and gc.isenabled()


def test_a_killed_parent_is_known_to_be_ended_at_once(monkeypatch):
    for _ in range(30):
        parent = subprocess.Popen(["sleep", "60"])
        monkeypatch.setattr("os.getppid", lambda pid=parent.pid: pid)
        assert not is_ended(parent.pid)
        parent.kill()
        assert is_ended(parent.pid)  # before anybody has waited for its end
        parent.wait()


LOOKS = """
import os
seen = [os.path.join(folder, name) for folder, folders, names in os.walk({place!r})
        for name in names]
raise Exception(sorted(map(os.path.basename, seen)))
"""


def test_what_is_private_is_seen_nowhere_not_even_in_what_is_shown(
    sandboxed, tmp_path, monkeypatch
):
    """As where the course, or a class, lies in /usr or in an environment's folder."""
    bound = tmp_path / "bound"
    for name in (
        "solutions/a.ipynb",
        "class/b.ipynb",
        "class/env/lib/c.py",
        "lib/d.py",
    ):
        (bound / name).parent.mkdir(parents=True, exist_ok=True)
        (bound / name).write_text("text")
    (bound / "class.zip").write_text("zipped")
    needed = [*sandbox._needed(), bound, bound / "class" / "env" / "lib"]
    monkeypatch.setattr(sandbox, "_needed", lambda: needed)
    private = [bound / "solutions", bound / "class", bound / "class.zip"]
    here = sandbox.sandbox("bwrap", tmp_path / "scratch", private)
    notes = judge("01", [LOOKS.format(place=str(bound))], here, Terms())["notes"]
    assert notes == ["Code cell 1: Exception: ['c.py', 'class.zip', 'd.py']"]
    read = f"raise Exception(open({str(private[2])!r}).read())"
    assert "zipped" not in str(judge("01", [read], here, Terms())["notes"])
