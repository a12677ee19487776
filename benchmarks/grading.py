"""Submissions per second of `coursekit grade`, beside nbgrader, on the same notebooks.

    python benchmarks/grading.py [students] [--alone 300]

Students hand in the solution of exercise 01, each with a remark of their own. Both
graders take the same folder in one batch, one after the other: nbgrader autogrades and
writes feedback; we do so three times: with the cells that the exercise only draws in
left out, with every cell run, and again over what has not changed. `--alone 300` also
grades so many without nbgrader, for their time, and how much of it is feedback.
"""

import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat

from coursekit.grading.collect.submissions import collect
from coursekit.grading.judge.judging import Terms
from coursekit.grading.judge.released import released
from coursekit.grading.many.batch import Results
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


def seconds(command, folder):
    # nbgrader starts a program of its environment by name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    environment["JUPYTER_CONFIG_DIR"] = str(folder / "no-config")
    start = time.perf_counter()
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True
    )
    return time.perf_counter() - start


def ours(folder, out, exercises):
    command = [sys.executable, "-c", GRADE, "submitted", "--out", out, "--jobs", "2"]
    return seconds([*command, "--exercises", str(exercises)], folder)


def theirs(folder):
    """nbgrader on the same class: it wants the assignment to be known first."""
    nbgrader = [sys.executable, "-m", "nbgrader"]
    (folder / "nbgrader_config.py").write_text(CONFIG)
    source = folder / "source" / "01" / NAME
    source.parent.mkdir(parents=True)
    source.write_bytes((ROOT / "exercises" / NAME).read_bytes())
    seconds([*nbgrader, "generate_assignment", "01", "--create"], folder)
    graded = seconds([*nbgrader, "autograde", "01", "--create"], folder)
    return graded + seconds([*nbgrader, "generate_feedback", "01"], folder)


def say(what, count, taken, than=None):
    ratio = f"  {than / taken:6.1f} times nbgrader" if than else ""
    print(f"{what:44}{taken:8.1f} s {count / taken:8.2f}/s{ratio}", flush=True)


def pages(folder, out):
    """Seconds that the reports take, from results that are there."""
    terms = Terms(released=released(ROOT / "exercises"))
    found = collect(folder / "submitted").read()
    results = Results(folder / out, terms)
    keys = {own: results.read(own.lesson, raw)[0] for own, raw in found}
    start = time.perf_counter()
    reports(folder / out, lambda: ((s, results.load(key)) for s, key in keys.items()))
    return time.perf_counter() - start


def compare(count):
    with TemporaryDirectory() as place:
        folder = Path(place)
        class_of(folder / "submitted", count)
        ours(folder, "warm", ROOT / "exercises")
        nbgrader = theirs(folder)
        say("nbgrader autograde + generate_feedback", count, nbgrader)
        taken = ours(folder, "skipping", ROOT / "exercises")
        say("coursekit grade", count, taken, nbgrader)
        every = ours(folder, "every", folder / "nothing")
        say("coursekit grade, every cell runs and draws", count, every, nbgrader)
        again = ours(folder, "skipping", ROOT / "exercises")
        say("coursekit grade, again", count, again, nbgrader)


def alone(count):
    with TemporaryDirectory() as place:
        folder = Path(place)
        class_of(folder / "submitted", count)
        taken = ours(folder, "out", ROOT / "exercises")
        say(f"{count} submissions", count, taken)
        say("the same again", count, ours(folder, "out", ROOT / "exercises"))
        wrote = pages(folder, "out")
        share = 100 * wrote / (taken - wrote)
        say(f"all reports of them ({share:.0f} % more time)", count, wrote)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("students", type=int, nargs="?", default=6)
    parser.add_argument("--alone", type=int, default=0)
    options = parser.parse_args()
    if options.students:
        compare(options.students)
    if options.alone:
        alone(options.alone)
