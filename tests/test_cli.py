"""The commands, as a person types them."""

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from coursekit import authoring
from coursekit.cli import app

IMPORTS = "from coursekit import check, optimizer"
RULE = """@optimizer
def gd(theta, grad, t, *, eta=0.1):
    return {}"""


def coursekit(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def check(path):
    """Status and lines of `coursekit check`, a process of its own: it is pytest."""
    command = [sys.executable, "-c", "from coursekit.cli import app; app()", "check"]
    ran = subprocess.run([*command, path], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout.splitlines()


@pytest.fixture
def notebook(tmp_path):
    def write(body, *more):
        sources = [IMPORTS, RULE.format(body), 'check("01.1", gd)', *more]
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        path = tmp_path / "01.ipynb"
        authoring.write(nbformat.v4.new_notebook(cells=cells), path)
        return path

    return write


def test_check_is_green_for_a_right_answer(notebook):
    status, lines = check(notebook("theta - eta * grad(theta)"))
    assert lines == ["01.1: right", "01.ipynb: 1 of 1 questions right"]
    assert status == 0


def test_check_says_what_is_wrong(notebook):
    status, lines = check(notebook("theta + eta * grad(theta)"))
    assert any("You climb" in line for line in lines)
    assert lines[-1] == "01.ipynb: 0 of 1 questions right"
    assert status == 1


def test_check_says_what_is_not_started_and_runs_to_the_end(notebook):
    status, lines = check(notebook("...", "1 / 0"))
    assert "not started" in lines[0]
    assert any("ZeroDivisionError" in line for line in lines)
    assert status == 1


def test_check_refuses_what_is_no_notebook(tmp_path):
    (tmp_path / "01.ipynb").write_text("<html>", encoding="utf-8")
    status, lines = check(tmp_path / "01.ipynb")
    assert "could not be run as a notebook" in "\n".join(lines)
    assert status == 1
    assert check(tmp_path / "none.ipynb")[0] == 2


def test_exercises_wants_solutions(tmp_path):
    result = coursekit("exercises", "--solutions", tmp_path, "--target", tmp_path)
    assert result.exit_code == 2
    assert "no solution notebook" in result.output


def test_normalise_rewrites_the_file_in_its_stored_form(notebook):
    path = notebook("...")
    assert coursekit("normalise", path).exit_code == 0
    assert authoring.normalised(authoring.read(path)) == authoring.read(path)


def test_optimizers_are_listed_with_knobs_memory_and_lesson():
    lines = coursekit("optimizers").output.splitlines()
    adam = next(i for i, line in enumerate(lines) if line.startswith("adam "))
    assert "beta1=0.9" in lines[adam + 1]
    assert "memory: m=0, s=0; lesson 08" in lines[adam + 1]


def test_the_lab_wraps_long_lines_of_code(monkeypatch):
    asked = []
    monkeypatch.setattr("subprocess.call", lambda command: asked.extend(command) or 0)
    assert CliRunner().invoke(app, ["lab"]).exit_code == 0
    (folder,) = (
        option.partition("=")[2] for option in asked if "app_settings_dir" in option
    )
    settings = json.loads(Path(folder, "overrides.json").read_text())
    tracker = settings["@jupyterlab/notebook-extension:tracker"]
    assert tracker["codeCellConfig"]["lineWrap"] is True
