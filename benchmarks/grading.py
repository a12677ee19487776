"""Submissions per second of `coursekit grade`, beside nbgrader, on the same notebooks.

    python benchmarks/grading.py [students] [--alone 300]

Students hand in the solution of exercise 01, each with a remark of their own. Both
graders take the same folder in one batch, one after the other: nbgrader autogrades and
writes feedback; we do so three times: with the cells that the exercise only draws in
left out, with every cell run, and again over what has not changed. `--alone 300` also
grades so many without nbgrader, for their time, and how much of it is feedback, and
`--memory 300 10000` tells the memory of the grader itself for classes of these sizes.

Beside the seconds that pass stands the work: processor seconds of all processes that
were started. Its ratio is one of the programs, also on a machine that is busy. Ours run
without bubblewrap here: of a sandbox that it ends the kernel does not tell the work.
"""

import argparse
import ctypes
import os
import re
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from coursekit.grading.collect.submissions import collect
from coursekit.grading.judge.judging import Terms
from coursekit.grading.judge.released import released
from coursekit.grading.many.batch import Results, seed_of
from coursekit.grading.report import standing
from coursekit.grading.report.reports import reports

ROOT = Path(__file__).parent.parent
NAME = "01-gradient-descent.ipynb"
GRADE = "import typer; from coursekit.grading.command import grade; typer.run(grade)"
CONFIG = """
c = get_config()
c.ClearSolutions.enabled = False
"""
BLOCK = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)


def class_of(folder, count):
    """`count` students' notebooks, as nbgrader collects them: answered, not run."""
    exercise = nbformat.read(ROOT / "exercises" / NAME, as_version=4)
    solution = nbformat.read(ROOT / "solutions" / NAME, as_version=4)
    answers = {c.source for c in solution.cells if "BEGIN SOLUTION" in c.source}
    stubs = [cell for cell in exercise.cells if cell.source.endswith("return ...")]
    for number in range(count):
        for stub, answer in zip(stubs, sorted(answers, key=solution_order(solution))):
            stub.source = f"{BLOCK.sub('', answer).rstrip()}  # student {number}"
        path = folder / f"student{number:03}" / "01" / NAME
        path.parent.mkdir(parents=True)
        nbformat.write(exercise, path)


def solution_order(solution):
    return [cell.source for cell in solution.cells].index


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds that passed, seconds of work, its own memory.

    work    of it and of all processes that it started
    memory  the most that it held itself, without these, in bytes
    """

    passed: float
    work: float
    memory: int = 0

    def __add__(self, other):
        return Cost(self.passed + other.passed, self.work + other.work)


ADOPTS = 36  # the kernel's PR_SET_CHILD_SUBREAPER: orphans of children become ours


def cost(command, folder):
    """The Cost of a command that succeeds."""
    # nbgrader starts a program of its environment by name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    environment["JUPYTER_CONFIG_DIR"] = str(folder / "no-config")
    ctypes.CDLL(None).prctl(ADOPTS, 1, 0, 0, 0)
    nothing, start = subprocess.DEVNULL, time.perf_counter()
    pipes = {"stdout": nothing, "stderr": nothing}
    running = subprocess.Popen(command, cwd=folder, env=environment, **pipes)
    work = 0.0
    with suppress(ChildProcessError):  # there is no other any more
        while True:
            pid, status, used = os.wait4(-1, 0)
            work += used.ru_utime + used.ru_stime
            if pid == running.pid:
                passed, memory = time.perf_counter() - start, 1024 * used.ru_maxrss
                if status:
                    raise SystemExit(f"{command} ended with {status}.")
    running.returncode = 0
    return Cost(passed, work, memory)


def ours(folder, out, exercises):
    command = [sys.executable, "-c", GRADE, "submitted", "--out", out, "--jobs", "2"]
    command += ["--sandbox", "none", "--exercises", str(exercises)]
    return cost(command, folder)


def theirs(folder):
    """nbgrader on the same class: it wants the assignment to be known first."""
    nbgrader = [sys.executable, "-m", "nbgrader"]
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source = folder / "source" / "01" / NAME
    source.parent.mkdir(parents=True)
    source.write_bytes((ROOT / "exercises" / NAME).read_bytes())
    cost([*nbgrader, "generate_assignment", "01", "--create"], folder)
    graded = cost([*nbgrader, "autograde", "01", "--create"], folder)
    return graded + cost([*nbgrader, "generate_feedback", "01"], folder)


def say(what, taken, than=None):
    line = f"{what:44}{taken.passed:8.1f} s passed {taken.work:8.1f} s of work"
    if than:
        passed, work = than.passed / taken.passed, than.work / taken.work
        line += f"  {passed:6.1f} and {work:6.1f} times nbgrader"
    print(line, flush=True)


def pages(folder, out):
    """The Cost of all reports, from results that are there."""
    terms = Terms(seed=seed_of(folder / out), released=released(ROOT / "exercises"))
    found = collect(folder / "submitted").read()
    results = Results(folder / out, terms)
    keys = {own: results.read(own.lesson, raw, terms)[0] for own, raw in found}
    start, work = time.perf_counter(), time.process_time()
    reports(folder / out, lambda: ((s, results.load(key)) for s, key in keys.items()))
    return Cost(time.perf_counter() - start, time.process_time() - work)


def compare(count):
    with TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)  # as root, notebooks run as others
        class_of(folder / "submitted", count)
        ours(folder, "warm", ROOT / "exercises")
        nbgrader = theirs(folder)
        say("nbgrader autograde + generate_feedback", nbgrader)
        say("coursekit grade", ours(folder, "skipping", ROOT / "exercises"), nbgrader)
        every = ours(folder, "every", folder / "nothing")
        say("coursekit grade, every cell runs and draws", every, nbgrader)
        again = ours(folder, "skipping", ROOT / "exercises")
        say("coursekit grade, again", again, nbgrader)


def alone(count):
    with TemporaryDirectory() as place:
        folder = Path(place)
        folder.chmod(0o755)  # as root, notebooks run as others
        class_of(folder / "submitted", count)
        say(f"{count} submissions", ours(folder, "out", ROOT / "exercises"))
        say("the same again", ours(folder, "out", ROOT / "exercises"))
        say("all reports of them", pages(folder, "out"))


def memory(counts):
    """The grader's own peak for classes in which all handed in the same.

    Where nothing is new, no child is started, so that it is nobody else's. The reports
    are written all the same: the grader is made to forget that they stand.
    """
    for count in counts:
        with TemporaryDirectory() as place:
            folder = Path(place)
            folder.chmod(0o755)
            class_of(folder / "submitted", 1)
            raw = next((folder / "submitted").rglob(NAME)).read_bytes()
            for number in range(1, count):
                path = folder / "submitted" / f"student{number:06}" / "01" / NAME
                path.parent.mkdir(parents=True)
                path.write_bytes(raw)
            ours(folder, "out", ROOT / "exercises")
            (folder / "out" / ".state" / standing.NAME).unlink()
            taken = ours(folder, "out", ROOT / "exercises")
            say(f"{count} students, {taken.memory / 1e6:.0f} MB", taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("students", type=int, nargs="?", default=6)
    parser.add_argument("--alone", type=int, default=0)
    parser.add_argument("--memory", type=int, nargs="*", default=[])
    options = parser.parse_args()
    if options.students:
        compare(options.students)
    if options.alone:
        alone(options.alone)
    memory(options.memory)
