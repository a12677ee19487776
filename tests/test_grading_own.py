"""docs/teachers.md: its worked example runs as it stands; a correction is listed."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import classroom
import nbformat
import nbformat.v4 as notebooks
import pytest
from grader import finished, grade, rows, text_of
from typer.main import get_command

from coursekit import tasks
from coursekit.cli import app

TEXT = (Path(__file__).parent.parent / "docs" / "teachers.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [match.groups() for match in BLOCK.finditer(TEXT)]


def blocks(kind):
    return [text.rstrip("\n") for _, found, text in BLOCKS if found.startswith(kind)]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The example's folder, with the exercise that is made of its solution."""
    folder = tmp_path_factory.mktemp("example")
    ((place, source),) = [(k[5:], t) for _, k, t in BLOCKS if k.startswith("file=")]
    (folder / place).parent.mkdir()
    (folder / place).write_text(source, encoding="utf-8")
    cells = [notebooks.new_code_cell(cell) for cell in blocks("cell")]
    (folder / "mine" / "solutions").mkdir()
    solution = folder / "mine" / "solutions" / "71-halving.ipynb"
    nbformat.write(notebooks.new_notebook(cells=cells), solution)
    code, _ = blocks("run")
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
    return folder


@pytest.fixture
def mine(tmp_path, example):
    """A copy of the example's folder, for one test."""
    return shutil.copytree(example, tmp_path, dirs_exist_ok=True)


def answered(mine, answer):
    """The exercise as a student hands it in who writes this for its stub."""
    path = mine / "mine" / "exercises" / "71-halving.ipynb"
    notebook = nbformat.read(path, as_version=4)
    (stub,) = [cell for cell in notebook.cells if "return ..." in cell.source]
    stub.source = f"def halvings(start, tolerance):\n    {answer}"
    return nbformat.writes(notebook)


def options():
    """What the example's own command says after the folder that it grades."""
    _, command = blocks("run")
    return command.partition("--out grades")[2].split()


ANSWERS = {
    "ada": "return math.ceil(math.log2(start / tolerance))",
    "ben": "return int(math.log2(start / tolerance))",
    "cas": "return {8.5: 3, 100.0: 9, 0.9: 7, 0.07: 2}[start]",
    "dan": "return ...",
}


def test_the_worked_example_grades_as_it_says(mine, sandboxed):
    for student, answer in ANSWERS.items():
        text = answered(mine, answer)
        classroom.hand_in(mine / "class", student, text, "71-halving.ipynb")
    out = mine / "grades"
    # Relative, as the example says them.
    said = finished(grade("class", "grades", *options(), cwd=mine))
    assert said[0] == 0, said
    marks = {row["student"]: (row["points"], row["status"]) for row in rows(out)}
    assert marks == {
        "ada": ("2", "right"), "ben": ("0", "wrong"), "cas": ("0", "wrong"),
        "dan": ("0", "not started"),
    }  # fmt: skip
    page = text_of(out / "feedback" / "ben" / "71.html")
    assert "Round up: after fewer halvings" in page
    assert "Read again: lesson 71, “Halving a step”." in page
    assert "wrong for others of their kind" in text_of(out / "feedback/cas/71.html")


def test_a_corrected_task_is_graded_anew_and_the_others_are_not(mine, sandboxed):
    for student in ("ada", "ben"):
        text = answered(mine, ANSWERS[student])
        classroom.hand_in(mine / "class", student, text, "71-halving.ipynb")
    other = classroom.notebook(*classroom.answers())
    classroom.hand_in(mine / "class", "ada", other)
    out, ours = mine / "grades", mine / "mine" / "lesson71.py"
    assert finished(grade(mine / "class", out, *options(), cwd=mine))[0] == 0
    before = {path: path.stat().st_mtime_ns for path in out.glob(".state/*.json")}
    corrected = ours.read_text("utf-8").replace(
        "    return math.ceil(math.log2", "    return math.floor(math.log2"
    )
    corrected = corrected.replace('"ceil -> floor"', '"floor -> ceil"')
    ours.write_text(corrected, encoding="utf-8")
    status, said, _ = finished(grade(mine / "class", out, *options(), cwd=mine))
    assert status == 0, said
    assert "Marks changed" in said and "changed.csv: ada, ben." in said
    after = {path: path.stat().st_mtime_ns for path in out.glob(".state/*.json")}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2
    changed = (out / "changed.csv").read_text().splitlines()[1:]
    assert [line.split(",")[:5] for line in changed] == [
        ["ada", "71", "71.1", "2", "0"], ["ben", "71", "71.1", "0", "2"]
    ]  # fmt: skip


@pytest.fixture
def forget():
    yield
    tasks.OWN.clear()
    sys.modules.pop("coursekit.tasks.lesson71", None)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("mine.py", "", "A task file is called lesson21.py"),
        ("lesson01.py", "", "Lesson 01 is one of the course"),
        ("lesson71.py", "x = 1", "The tasks of lesson71.py are 71.1"),
        ("lesson71.py", "from coursekit.tasks.lesson01 import rule", "are 71.1, 71.2"),
    ],
)
def test_a_file_that_is_no_task_file_is_refused(name, text, sentence, tmp_path, forget):
    (tmp_path / name).write_text(text)
    with pytest.raises(ValueError, match=sentence):
        tasks.add(tmp_path / name)
    assert "71" not in tasks.lessons()


def test_a_mistake_that_does_not_fit_its_reference_is_refused(mine, forget):
    path = mine / "mine" / "lesson71.py"
    path.write_text(path.read_text("utf-8").replace("ceil -> floor", "cell -> floor"))
    with pytest.raises(ValueError, match=r"71.1, mistake 'Round up.*There is no 'cell"):
        tasks.add(path)


def test_a_task_file_that_is_known_is_not_needed_again(mine, forget):
    assert tasks.add(mine / "mine" / "lesson71.py") == "71"
    assert tasks.add("nowhere/lesson71.py") == "71"
    assert tasks.task("71.1").points == 2
    assert "71" in tasks.lessons()


def options_of(command):
    """All options of a command and of those below it."""
    own = {option for known in command.params for option in known.opts}
    below = getattr(command, "commands", {}).values()
    return own.union(*map(options_of, below))


def test_the_document_shows_only_options_that_exist():
    told = set(re.findall(r"(?<![\w-])--[a-z]+", TEXT))
    others = {"--tag"}  # of docker
    assert told - options_of(get_command(app)) == others
