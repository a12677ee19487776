"""nbgrader takes the exercises as they are, and gives honest work the marks we give."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import classroom
import nbformat
from grader import finished, grade, rows

from coursekit.tasks import tasks

ROOT = Path(__file__).parent.parent
NOTEBOOK = "01-gradient-descent.ipynb"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "descent"
c.ClearSolutions.enabled = False
c.ExecutePreprocessor.timeout = c.ExecutePreprocessor.startup_timeout = 1800
"""
MARKS = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    marks = {
        f"{sub.student.id} {grade.name}": grade.auto_score
        for sub in book.assignment_submissions("01")
        for notebook in sub.notebooks for grade in notebook.grades
    }
print(json.dumps(marks))
"""
RAISES = classroom.PATH.replace("return", "1 / 0\n    return")
# For each student, what stands in the place of each stub; None leaves it there.
ANSWERS = {
    "ada": (classroom.GD, classroom.PATH, classroom.REGIME, classroom.QUICK),
    "ben": (classroom.CLIMBS, classroom.PATH, None, None),
    "cas": (classroom.GD_OTHERWISE, RAISES, classroom.REGIME_OTHERWISE, None),
}


def nbgrader(course, *words):
    # It starts a program of its environment by name.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path}
    environment["JUPYTER_CONFIG_DIR"] = str(course / "no-config")
    command = [sys.executable, "-m", "nbgrader", *words]
    subprocess.run(
        command, cwd=course, env=environment, check=True, capture_output=True
    )


def answered(released, answers):
    """The released notebook with answers in the cells of its stubs."""
    notebook = nbformat.read(released, as_version=4)
    stubs = [cell for cell in notebook.cells if cell.source.endswith("return ...")]
    for stub, answer in zip(stubs, answers, strict=True):
        stub.source = stub.source if answer is None else answer
    return notebook


def test_nbgrader_gives_honest_work_the_marks_that_we_give(tmp_path, sandboxed):
    (tmp_path / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "source" / "01").mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / NOTEBOOK, tmp_path / "source" / "01")
    nbgrader(tmp_path, "generate_assignment", "01", "--create")
    released = tmp_path / "release" / "01" / NOTEBOOK
    for student, answers in ANSWERS.items():
        path = tmp_path / "submitted" / student / "01" / NOTEBOOK
        path.parent.mkdir(parents=True)
        nbformat.write(answered(released, answers), path)
    nbgrader(tmp_path, "autograde", "01", "--create")
    asked = subprocess.run(
        [sys.executable, "-c", MARKS], cwd=tmp_path, capture_output=True, check=True
    )
    theirs = json.loads(asked.stdout)
    # As nbgrader has collected them, with the exercise beside them.
    options = ("--exercises", str(ROOT / "exercises"), "--timeout", "30")
    ended = finished(grade(tmp_path / "submitted", tmp_path / "out", *options))
    ours = {
        f"{row['student']} check-{row['question'].replace('.', '-')}": row["points"]
        for row in rows(tmp_path / "out")
        if row["question"] in tasks("01")  # nbgrader does not ask for the sentence
    }
    assert ended[0] == 0, ended
    assert {name: float(points) for name, points in ours.items()} == theirs
    full = {float(task.points) for task in tasks("01").values()}
    assert set(theirs.values()) == {0, *full}
