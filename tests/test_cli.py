"""The commands, as a person types them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from coursekit import authoring
from coursekit.cli import app
from coursekit.progress import note

ROOT = Path(__file__).parents[1]
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


@pytest.mark.kernel
def test_check_asks_all_questions_of_the_lesson(notebook):
    status, lines = check(notebook("theta - eta * grad(theta)"))
    assert lines == [
        "01.1: right",
        "01.2: not asked, for there is no `gd_path` in the notebook.",
        "01.3: not asked, for there is no `eta_regime` in the notebook.",
        "01.4: not asked, for there is no `quick_eta` in the notebook.",
        "01.sentence: still to write",
        "01.ipynb: 1 of 4 questions right",
    ]
    assert status == 1


@pytest.mark.kernel
def test_check_says_what_is_wrong(notebook):
    status, lines = check(notebook("theta + eta * grad(theta)"))
    assert any("You climb" in line for line in lines)
    assert lines[-1] == "01.ipynb: 0 of 4 questions right"
    assert status == 1


@pytest.mark.kernel
def test_check_says_what_is_not_started_and_runs_to_the_end(notebook):
    status, lines = check(notebook("...", "1 / 0"))
    assert "not started" in lines[0]
    assert any("ZeroDivisionError" in line for line in lines)
    assert status == 1


@pytest.mark.kernel
def test_check_refuses_what_is_no_notebook(tmp_path):
    (tmp_path / "01.ipynb").write_text("<html>", encoding="utf-8")
    status, lines = check(tmp_path / "01.ipynb")
    assert "it is a web page" in lines[0]
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


# A copy of one's own


@pytest.fixture
def launched(tmp_path, monkeypatch):
    """What JupyterLab is started with, from an empty folder with an odd name."""
    (tmp_path / "mes études").mkdir()
    monkeypatch.chdir(tmp_path / "mes études")
    calls = []
    monkeypatch.setattr("jupyterlab.labapp.LabApp.launch_instance", calls.append)
    return calls


def option(options, name):
    (value,) = (o.partition("=")[2] for o in options if o.startswith(f"--{name}="))
    return value


def test_new_makes_a_copy_and_then_says_what_is_new(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert coursekit("new", "x").output == "x is your own copy of the course.\n"
    assert coursekit("new", "x").output == "x is up to date.\n"
    lesson = tmp_path / "x/notebooks/01-gradient-descent.ipynb"
    lesson.unlink()
    result = coursekit("new", "x", "--restore")
    assert result.output == f"notebooks/{lesson.name} is new.\n"
    assert lesson.exists() and result.exit_code == 0


def test_new_says_which_questions_have_the_students_numbers(tmp_path):
    result = coursekit("new", tmp_path / "x", "--student", "Ada Lovelace")
    said = " ".join(result.output.split())
    assert (
        "The exercises have the numbers of Ada Lovelace. In the text: 01.4 “at" in said
    )
    assert "The same for everybody: 00.2, 04.5, 05.3, 09.4, 13.4, 14.3" in said
    refused = coursekit("new", tmp_path / "x", "--student", "Ben")
    assert refused.exit_code == 2 and "take another folder for Ben." in refused.output


def test_new_names_what_it_could_not_write_and_fails(tmp_path):
    (tmp_path / "docs/cheatsheet.pdf").mkdir(parents=True)
    result = coursekit("new", tmp_path)
    assert "docs/cheatsheet.pdf stays as it is: Is a directory." in result.output
    assert result.exit_code == 1


def test_new_refuses_a_file_in_a_sentence(tmp_path):
    (tmp_path / "letter").write_text("mine")
    result = coursekit("new", tmp_path / "letter")
    assert result.exit_code == 2
    assert "is a file; a copy of the course needs a folder." in result.output


def test_the_lab_opens_a_copy_made_on_the_first_call(launched):
    assert coursekit("lab").output == "my-course is your own copy of the course.\n"
    assert coursekit("lab").output == ""
    for options in launched:
        assert option(options, "ServerApp.root_dir") == str(Path("my-course").resolve())
        assert option(options, "LabApp.default_url") == "/lab/tree/notebooks"
    assert Path("my-course/notebooks/00-start-here.ipynb").exists()


def test_the_lab_opens_the_copy_that_it_is_called_in(launched, monkeypatch):
    coursekit("new", "là-bas")
    root = Path("là-bas").resolve()
    for place in (root, root / "notebooks"):
        monkeypatch.chdir(place)
        coursekit("lab")
    assert {option(options, "ServerApp.root_dir") for options in launched} == {
        str(root)
    }
    assert not list(root.rglob("my-course"))


@pytest.mark.parametrize("folder", [[], ["mon cours"]])
def test_the_lab_hands_other_options_on_to_jupyter(launched, folder):
    asked = ["--port", "8899", "--no-browser", "--allow-root", "--ServerApp.token=x"]
    assert coursekit("lab", *folder, *asked).exit_code == 0
    assert launched[0][-5:] == asked
    opened = Path(option(launched[0], "ServerApp.root_dir"))
    assert [opened.name] == (folder or ["my-course"])
    assert (opened / "notebooks").is_dir()


@pytest.mark.parametrize(("user", "let_in"), [(0, True), (1000, False)])
def test_root_is_let_in_as_containers_have_no_other(
    launched, monkeypatch, user, let_in
):
    monkeypatch.setattr("os.geteuid", lambda: user)
    coursekit("lab")
    assert ("--ServerApp.allow_root=True" in launched[0]) is let_in


def test_the_lab_puts_no_course_into_a_folder_of_something_else(launched):
    Path("submissions").mkdir()
    Path("submissions/ada.ipynb").write_text("{}")
    result = coursekit("lab", "submissions")
    assert "submissions is no copy of the course" in result.output
    assert result.exit_code == 2 and launched == []
    assert len(list(Path("submissions").iterdir())) == 1


def test_the_lab_wraps_long_lines_of_code(launched):
    coursekit("lab")
    folder = option(launched[0], "LabApp.app_settings_dir")
    settings = json.loads(Path(folder, "overrides.json").read_text())
    tracker = settings["@jupyterlab/notebook-extension:tracker"]
    assert tracker["codeCellConfig"]["lineWrap"] is True


def test_the_lab_shows_the_glossary_as_a_page_not_as_its_source(launched):
    coursekit("lab")
    folder = option(launched[0], "LabApp.app_settings_dir")
    settings = json.loads(Path(folder, "overrides.json").read_text())
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers == {"markdown": "Markdown Preview"}


def test_progress_finds_the_copy_beside_it(launched):
    coursekit("new", "my-course")
    folder = Path("my-course/notebooks/.coursekit")
    folder.mkdir()
    record = {"predicted": {"01.a": {"asked": "Which?", "chosen": "a"}}}
    (folder / "progress.json").write_text(json.dumps(record))
    assert "1 open" in coursekit("progress").output
    assert coursekit("progress").output == coursekit("progress", "my-course").output


SLOW = """
import os, time
os.write(1, b"importing")
time.sleep(600)
"""


def test_ctrl_c_while_python_imports_is_one_sentence(tmp_path):
    """NumPy, which the package itself imports, takes its time here."""
    (tmp_path / "numpy.py").write_text(SLOW)
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    run = "from coursekit_command import main; main()"
    paths = os.pathsep.join([str(tmp_path), str(ROOT)])
    with subprocess.Popen(
        [sys.executable, "-c", run], **pipes, env=os.environ | {"PYTHONPATH": paths}
    ) as command:
        assert command.stdout.read(9) == b"importing"
        command.send_signal(signal.SIGINT)
        said = command.stderr.read().decode()
    assert (command.returncode, said) == (130, "\nStopped.\n")


def test_progress_moves_to_another_computer_in_one_file(launched):
    for name in ("here", "there"):
        Path(name, "notebooks").mkdir(parents=True)
    note("predicted", "01.a", {"asked": "?", "chosen": "a"}, Path("here/notebooks"))
    shown = coursekit("progress", "here", "--export", "mine.json").output
    came = coursekit("progress", "there", "--import", "mine.json")
    assert came.output == "1 new record.\n" + shown


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_what_is_no_file_of_progress_is_refused_in_a_sentence(launched, text):
    if text:
        Path("mine.json").write_text(text)
    refused = coursekit("progress", ".", "--import", "mine.json")
    assert refused.exit_code == 2
    assert refused.output.startswith("mine.json: ")
    assert len(refused.output.splitlines()) == 1
