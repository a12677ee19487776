"""A class of submissions, built by code: what each student hands in and deserves."""

import nbformat.v4 as notebooks
from nbformat import writes

START = "import numpy as np\nfrom coursekit import check, optimizer"

GD = """
@optimizer
def gd(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta)
"""
PATH = """
def gd_path(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return np.array(path)
"""
REGIME = """
def eta_regime(eta, curvature):
    if eta <= 0:
        raise ValueError("eta must be positive")
    factor = 1 - eta * curvature
    if factor == 0:
        return "one-step"
    if factor == -1:
        return "cycles"
    if abs(factor) > 1:
        return "diverges"
    return "monotone" if factor > 0 else "oscillates"
"""

QUICK = """
def quick_eta():
    return 1.5
"""

GD_OTHERWISE = """
def gd(theta, grad, t, *, eta=0.1):
    step = np.multiply(eta, grad(theta))
    return np.subtract(theta, step)
"""
PATH_OTHERWISE = """
from itertools import accumulate

def gd_path(x0, grad, eta, steps):
    start = np.asarray(x0) * 1.0
    return list(accumulate(range(steps), lambda x, _: x - eta * grad(x), initial=start))
"""
REGIME_OTHERWISE = """
def eta_regime(eta, curvature):
    assert_positive(eta)
    names = ["one-step", "monotone", "oscillates", "cycles", "diverges"]
    product = eta * curvature
    return names[
        0 if product == 1 else 1 if product < 1 else 2 if product < 2
        else 3 if product == 2 else 4
    ]

def assert_positive(eta):
    if not eta > 0:
        raise ValueError(eta)
"""

CLIMBS = GD.replace("theta - eta", "theta + eta")
STUBS = (
    "@optimizer\ndef gd(theta, grad, t, *, eta=0.1):\n    return ...",
    "def gd_path(x0, grad, eta, steps):\n    return ...",
    "def eta_regime(eta, curvature):\n    return ...",
    "def quick_eta():\n    return ...",
)
RAISES = GD.replace("return", "1 / 0\n    return")
LOOPS = GD.replace("return", "while True:\n        pass\n    return")
LOOPS_FOR_GOOD = GD.replace("return", """while True:
        try:
            while True:
                pass
        except BaseException:
            pass
    return""")  # fmt: skip
EXITS = PATH.replace("path = [", "__import__('os')._exit(0)\n    path = [")
EQUALS_ALL = """
class Anything(float):
    def __eq__(self, other):
        return True
    __hash__ = None
    def __array__(self, *args, **kwargs):
        return np.zeros(4)
    tolist = astype = lambda self, *args: "right"

def gd(theta, grad, t, *, eta=0.1):
    return Anything()

def gd_path(x0, grad, eta, steps):
    return np.zeros(steps + 1).view(type("Mine", (np.ndarray,), {
        "__eq__": lambda self, other: True, "tolist": lambda self: [0.0]}))

def eta_regime(eta, curvature):
    return type("Yes", (str,), {"__eq__": lambda self, other: True, "__hash__": hash})()

def quick_eta():
    return Anything()
"""

# What a cheat may try; the answer stays the wrong one.
FAKES = """
from coursekit import checks, descent, tasks
from coursekit.marks import agreement, marking
import coursekit, numpy.testing, unittest.mock as mock, sys, builtins

right = marking.Mark("01.1", "right", 3, 3)
checks.mark = marking.mark = lambda *args: right
checks.probe = lambda task, *args: agreement.expected(task)
agreement.differ = lambda *args: None
descent.descend.__code__ = (lambda *args, **kwargs: None).__code__
numpy.testing.assert_allclose = lambda *args, **kwargs: None
sys.modules["coursekit.checks"] = sys.modules["coursekit.tasks"] = mock.MagicMock()
check = lambda *args: print("✓ 01.1 gd: right, 3 of 3 points.")
shell = get_ipython()
shell.ast_transformers.append(mock.MagicMock(visit=lambda tree: tree))
shell.events.register("post_run_cell", lambda *args: print("right"))
shell.showtraceback = shell.run_cell = lambda *args, **kwargs: None
"""
# Verdicts, junk and torrents on every pipe that the process has.
FORGES = """
import json, os
forged = [{"question": "01.1", "visible": [], "status": "right", "points": 3},
          {"question": "01.1", "right": True}, {"at": [1]}, {"at": "99.9"}, [], 3, "x",
          {"cell": 10**9, "error": "<script>alert(1)</script>"}, {"end": 1}]
for file in range(3, 20):
    try:
        os.write(file, b"junk\\n[[[[" + b"[" * 100_000 + b"\\n")
        os.write(file, "".join(json.dumps(line) + "\\n" for line in forged).encode())
    except OSError:
        pass
"""
NOISE = """
import os, sys
for _ in range(60):
    print("x" * 1_000_000)
    os.write(1, b"y" * 1_000_000)
    sys.stderr.write("z" * 1_000_000)
"""
LIVELY = """%matplotlib inline
import asyncio, matplotlib.pyplot as plt
await asyncio.sleep(0)
sum, list, print = 3, None, "shadowed"
plt.plot([1, 2])
plt.show()
display(plt.gcf())
plt
"""
ASKS = ("input('name?')", "breakpoint()", "%debug", "exit()", "raise SystemExit", "(")
# What should not be possible is `found`; only who finds nothing gets an answer.
BOMBS = """
import os, threading, time
def burst(act, most=500):
    try:
        for count in range(most):
            act()
    except (OSError, RuntimeError, MemoryError):
        return count
    return most

def child():
    if os.fork() == 0:
        time.sleep(60)

def file(size=10**7):
    with open(f"junk{time.perf_counter_ns()}", "wb") as junk:
        junk.write(bytes(size))

held = []
counts = [
    burst(file, 50),
    burst(lambda: os.truncate(os.memfd_create("junk"), 10**9), 1) * 50,
    burst(lambda: held.append(bytes(10**8)), 100),
    held.clear(),
    burst(lambda: held.append(open("/dev/null")), 300),
    burst(lambda: threading.Thread(target=time.sleep, args=(60,)).start(), 100),
    burst(child, 100),
]
found = [n for n in counts if n in (50, 100, 300)]
"""
SPIES = """
import os, glob, socket
places = {places!r}
found = [file for place in places for file in glob.glob(place)]
found += [name for name in os.environ if "SECRET" in name]
for process in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        with open(process, "rb") as command:
            found += [process] * (b"{marker}" in command.read())
    except OSError:  # it ended meanwhile
        pass
try:
    found.append(socket.create_connection(("127.0.0.1", {port}), timeout=1))
except OSError:
    pass
"""
WRITES = """
import os
found = []
for place in {places!r} + os.environ["PATH"].split(":") + ["/", "/dev", "/dev/shm"]:
    try:
        with open(os.path.join(place, "graffiti"), "w") as file:
            found.append(file.write("was here"))
        os.remove(file.name)
    except OSError:
        pass
"""
IF_CONTAINED = "if not found:" + GD.replace("\n", "\n    ")
STAYS = """
import os, subprocess
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "{marker}"])
    os._exit(0)
subprocess.Popen(["sleep", "{marker}"], start_new_session=True)
"""

LINGERS = "import subprocess\nsubprocess.Popen(['sleep', '{marker}'])"


def notebook(*cells, **metadata):
    """The text of a notebook with these code cells."""
    cells = [notebooks.new_code_cell(cell) for cell in cells]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return writes(notebooks.new_notebook(cells=cells, metadata=metadata))


def answers(gd=GD, path=PATH, regime=REGIME, quick=QUICK):
    """The cells of exercise 01, each answer followed by its check."""
    return [
        *(START, gd, 'check("01.1", gd)', path, 'check("01.2", gd_path)'),
        *(regime, 'check("01.3", eta_regime)', quick, 'check("01.4", quick_eta)'),
    ]


def students(folder, marker, port):
    """name -> (text of the notebook, status of 01.1 ... 01.4) for a whole class."""
    right = ("right", "right", "right", "right")
    places = [str(folder), str(folder.parent), "/root", "/home"]
    hidden = [f"{place}/*" for place in places[:2]] + ["/etc/passwd", "/root/.[a-z]*rc"]
    spies = SPIES.format(places=hidden, port=port, marker=marker)
    writes = WRITES.format(places=places)
    first, *others = answers(gd="")
    return {
        "ada": (notebook(*answers()), *right),
        "bea": (
            notebook(*answers(GD_OTHERWISE, PATH_OTHERWISE, REGIME_OTHERWISE)),
            *right,
        ),
        "cas": (notebook(*answers(CLIMBS)), "wrong", *right[1:]),
        "dan": (notebook(*answers(*STUBS)), *["not started"] * 4),
        "eve": (notebook(*answers(RAISES)), "raised", *right[1:]),
        "fay": (notebook(*answers(LOOPS)), "timeout", *right[1:]),
        "gus": (notebook(*answers(LOOPS_FOR_GOOD)), "timeout", *right[1:]),
        "hal": (notebook("import os; os._exit(1)", *answers()), *right),
        "ida": (notebook(*answers(path=EXITS)), "right", "died", "right", "right"),
        "jan": ("<html><script>alert(1)</script></html>", "unreadable"),
        "kim": (notebook(first, spies, IF_CONTAINED, *others), *right),
        "leo": (notebook(first, writes, IF_CONTAINED, *others), *right),
        "mia": (notebook(first, BOMBS, IF_CONTAINED, *others), *right),
        "ned": (notebook(NOISE, *answers()), *right),
        "ola": (notebook(START, FAKES, CLIMBS), "wrong", *["missing"] * 3),
        "pam": (notebook(START, CLIMBS, FORGES), "wrong", *["missing"] * 3),
        "quo": (notebook(START, EQUALS_ALL), "wrong", "wrong", "wrong", "wrong"),
        "rob": (
            notebook(START, "from coursekit import gd", PATH, REGIME, QUICK),
            *("borrowed", *right[1:]),
        ),
        "sue": (notebook(LIVELY, *ASKS, *answers()), *right),
        "tim": (notebook(*answers(), STAYS.format(marker=marker)), *right),
        "uma": (notebook(*answers(), LINGERS.format(marker=marker)), *right),
        "=1+1": (notebook(START, QUICK, REGIME, PATH, "", GD, PATH), *right),
        "<img src=x onerror=alert(1)>": (notebook(GD), *["missing"] * 4),
    }


def hand_in(folder, student, text, name="01-gradient-descent.ipynb"):
    """Write what a student hands in; returns the file's path."""
    home = folder / student
    home.mkdir(parents=True, exist_ok=True)
    path = home / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
