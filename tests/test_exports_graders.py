"""Graders for other hosts: what is written is run here as their documentation says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from classroom import CLIMBS, GD, answers, notebook
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.exports.gradescope import MANY, NOTHING, results
from coursekit.grading.judge.marking import ELSEWHERE
from coursekit.marks.agreement import expected
from coursekit.tasks import task, tasks


def flat(value):
    """The numbers of nested lists."""
    return [n for part in value for n in flat(part)] if type(value) is list else [value]


# Right at the points of the check's own walks, whatever processor found them, and
# nowhere else.
SEEN = [float(x) for each in expected(task("01.1")) for x in flat(each.value)]
TUNED = GD.replace(
    "    return",
    f"    near = np.isclose(theta[..., None], {SEEN}, rtol=1e-9, atol=1e-12)\n"
    "    if not near.any(-1).all():\n        return theta\n    return",
)
STEALS = "print(open('{}/source/course/coursekit/tasks/lesson01.py').read())"


def run(*words):
    return CliRunner().invoke(app, ["export", *map(str, words)])


# Gradescope


@pytest.fixture(scope="module")
def autograder(tmp_path_factory, sandboxed):
    """A folder as Gradescope unpacks the zip of lesson 01 into it."""
    root = tmp_path_factory.mktemp("autograder")
    done = run("gradescope", "01", "--out", root / "x.zip", "--seed", 7)
    assert done.exit_code == 0, done.output
    with ZipFile(root / "x.zip") as packed:
        packed.extractall(root / "source")
        for about in packed.infolist():  # zipfile forgets who may run what
            if mode := about.external_attr >> 16:
                (root / "source" / about.filename).chmod(mode & 0o777)
    return root


def graded(root, files, **settings):
    """What results.json says after a submission of these files."""
    for path in (root / "submission").rglob("*"):
        path.unlink()
    (root / "submission").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "submission" / name).write_text(text, encoding="utf-8")
    (root / "results" / "results.json").unlink(missing_ok=True)
    settings = {"AUTOGRADER": str(root), "PYTHON": sys.executable, **settings}
    words = [root / "source" / "run_autograder"]
    ran = subprocess.run(words, env={**os.environ, **settings}, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    return json.loads((root / "results" / "results.json").read_text("utf-8"))


def by_visibility(told, visibility):
    return {
        test["name"]: test for test in told["tests"] if test["visibility"] == visibility
    }


def test_a_right_notebook_earns_all_points_and_sees_each_question_right(autograder):
    told = graded(autograder, {"01-gradient-descent.ipynb": notebook(*answers())})
    marked, seen = (by_visibility(told, v) for v in ("after_published", "visible"))
    asked = tasks("01").values()
    assert sum(test["score"] for test in marked.values()) == sum(
        t.points for t in asked
    )
    assert list(seen) == [f"{task.id} {task.title}" for task in asked]
    assert {test["status"] for test in seen.values()} == {"passed"}
    assert all(test["output"].endswith(": right") for test in seen.values())


def test_the_form_is_the_one_that_gradescope_documents(autograder):
    told = graded(autograder, {"x.ipynb": notebook(*answers(gd=CLIMBS), "1 / 0")})
    known = {"score", "max_score", "status", "name", "output", "visibility"}
    for test in told["tests"]:
        assert test.keys() <= known
        assert test["visibility"] in {"hidden", "visible", "after_published"}
        assert 0 <= test["score"] <= test["max_score"]
        assert test.get("status", "passed") in {"passed", "failed"}
    assert told["stdout_visibility"] == "hidden"


def test_a_mistake_is_named_and_what_failed_in_cells_is_for_teachers(autograder):
    told = graded(autograder, {"x.ipynb": notebook(*answers(gd=CLIMBS), "1 / 0")})
    seen = by_visibility(told, "visible")["01.1 The update rule"]
    assert seen["status"] == "failed"
    assert "You climb" in seen["output"]
    (cells,) = by_visibility(told, "hidden").values()
    assert "ZeroDivisionError" in cells["output"]


def test_an_answer_tuned_to_the_check_is_seen_right_and_marked_wrong(autograder):
    told = graded(autograder, {"x.ipynb": notebook(*answers(gd=TUNED))})
    name = "01.1 The update rule"
    seen, marked = (
        by_visibility(told, "visible"),
        by_visibility(told, "after_published"),
    )
    assert seen[name]["output"] == "01.1: right"
    mark = marked[f"{name}, marked"]
    assert (mark["status"], mark["score"] < mark["max_score"]) == ("failed", True)
    assert ELSEWHERE in mark["output"]


def test_who_has_numbers_of_their_own_is_told_that_the_courses_are_asked(autograder):
    cells = [cell.replace(", gd)", ', gd, student="Ada")') for cell in answers()]
    told = graded(autograder, {"x.ipynb": notebook(*cells)})
    says = "It was asked with the course's own numbers, not with those of Ada."
    assert told["output"] == says, [t["name"] for t in told["tests"]]


@pytest.mark.parametrize("sandbox", ["bwrap", "the container alone"])
def test_a_notebook_cannot_read_the_tasks_of_the_container(
    autograder, sandbox, tmp_path
):
    settings = {}
    if sandbox != "bwrap":
        if os.getuid():
            pytest.skip("an ordinary user cannot become another one")
        for name in ("sh", "chmod", "mkdir", "setpriv"):
            (tmp_path / name).symlink_to(shutil.which(name))
        settings = {"PATH": str(tmp_path), "TMPDIR": "/var/tmp"}
    steals = STEALS.format(autograder)
    told = graded(autograder, {"x.ipynb": notebook(*answers(), steals)}, **settings)
    (cells,) = by_visibility(told, "hidden").values()
    assert re.search("PermissionError|FileNotFoundError", cells["output"])
    points = sum(task.points for task in tasks("01").values())
    assert sum(test["score"] for test in told["tests"]) == points
    assert os.stat(autograder / "source").st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, NOTHING),
        ({"notes.txt": "no"}, NOTHING),
        ({"a.ipynb": "{}", "b.ipynb": "{}"}, MANY.format("a.ipynb, b.ipynb")),
        ({"a.ipynb": ""}, "This is not a notebook: it is empty."),
    ],
    ids=["nothing", "a text", "two", "empty"],
)
def test_what_cannot_be_graded_is_said_and_earns_nothing(autograder, files, says):
    assert graded(autograder, files) == {"score": 0, "output": says}


def test_of_several_notebooks_the_lessons_own_name_decides(autograder):
    files = {"01-x.ipynb": notebook(*answers()), "other.ipynb": "{}"}
    assert len(graded(autograder, files)["tests"]) == 2 * len(tasks("01"))


def test_setup_installs_versions_that_are_here_and_asks_for_a_new_python(autograder):
    script = (autograder / "source" / "setup.sh").read_text()
    assert subprocess.run(["sh", "-n", autograder / "source/setup.sh"]).returncode == 0
    assert "sys.version_info < (3, 11)" in script
    listed = (autograder / "source" / "requirements.txt").read_text().split()
    assert {"numpy", "ipython", "typer"} <= {line.partition("==")[0] for line in listed}
    words = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-index", "-q"]
    words += ["-r", autograder / "source" / "requirements.txt"]
    ran = subprocess.run(words, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr  # all of it is installed here, to the letter


def test_a_cell_that_failed_alone_is_told_to_teachers_alone():
    told = results({"questions": [], "notes": ["Code cell 1: x"]})
    assert [test["visibility"] for test in told["tests"]] == ["hidden"]


def test_an_unknown_exercise_is_refused_and_nothing_is_written(tmp_path):
    done = run("gradescope", "99", "--out", tmp_path / "x.zip")
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "There is no exercise '99'; there are 00 to" in done.output


# A repository of each student


@pytest.mark.kernel
def test_the_template_checks_a_repository_and_leaves_its_result(tmp_path):
    done = run("classroom", "01", "--out", tmp_path)
    assert done.exit_code == 0, done.output
    (tmp_path / "01-gradient-descent.ipynb").write_text(
        notebook(*answers(gd=CLIMBS)), encoding="utf-8"
    )
    bin_ = tmp_path / ".check" / "bin"  # as if the course had been installed
    bin_.mkdir(parents=True)
    (bin_ / "pip").symlink_to("/bin/true")
    (bin_ / "coursekit").symlink_to(Path(sys.executable).parent / "coursekit")
    script = (tmp_path / "check.sh").read_text()
    made = script.replace("python3 -m venv .check\n", "")
    assert made != script
    ran = subprocess.run(
        ["sh", "-c", made], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 1, ran.stderr
    told = json.loads((tmp_path / "result.json").read_text("utf-8"))
    lost = tasks("01")["01.1"].points
    assert (told["of"] - told["points"], told["good"]) == (lost, False)
    (checked,) = told["notebooks"].values()
    assert "You climb" in checked["questions"]["01.1"]
    assert checked["questions"]["01.2"] == "right"


@pytest.mark.slow
def test_the_templates_are_jobs_that_call_the_script_and_keep_the_result(tmp_path):
    run("classroom", "--out", tmp_path)
    job = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text())["check"]
    assert job["script"] == ["sh check.sh"]
    assert job["artifacts"]["paths"] == ["result.json"]
    workflow = tmp_path / ".github/workflows/check.yml"
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    words += ["vendor.github-workflows", workflow]
    assert subprocess.run(words).returncode == 0
    words[4] = "vendor.gitlab-ci"
    assert subprocess.run([*words[:5], tmp_path / ".gitlab-ci.yml"]).returncode == 0


def test_a_template_writes_over_nothing(tmp_path):
    (tmp_path / "check.sh").write_text("mine")
    done = run("classroom", "--out", tmp_path)
    assert (done.exit_code, "is there already" in done.output) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["check.sh"]
    assert (tmp_path / "check.sh").read_text() == "mine"
