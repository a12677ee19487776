"""A learner's own picture, from what predictions, quizzes and checks have noted."""

import json
import os

import nbformat.v4 as notebooks
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

from coursekit import lessons, progress
from coursekit.checks import CheckFailed, check
from coursekit.cli import app


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """An empty course, with the lessons' folder as the working directory."""
    for folder in progress.FOLDERS:
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


ANSWERS = {}  # of made-up predictions, by key


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    def prediction(key):
        asked = {"ask": f"What of {key}?", "options": ["more", "less"], "why": "So."}
        return asked | {"answer": ANSWERS.get(key)}

    monkeypatch.setattr(lessons, "prediction", prediction)


def predicted(key, chosen, answer=None):
    lessons.predict(key).widget.children[1].value = chosen
    if answer:
        revealed(key, answer)


def revealed(key, answer):
    ANSWERS[key] = answer
    lessons.reveal(key)


def picture(folder="."):
    return str(progress.progress(folder)).splitlines()


SENT = {"content": {"store_history": True}}  # as JupyterLab sends a cell


@pytest.fixture
def person(monkeypatch):
    """Cells are run by a person: the shell's last message asks for history."""

    class Shell:
        def get_parent(self):
            return SENT

    monkeypatch.setattr("IPython.get_ipython", Shell)


def gd(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta)


def climb(theta, grad, t, *, eta=0.1):
    return theta + eta * grad(theta)


def wrong(question, answer):
    with pytest.raises(CheckFailed):
        check(question, answer)


def test_without_progress_the_picture_is_one_sentence():
    assert picture() == [progress.EMPTY]
    assert progress.EMPTY in progress.progress()._repr_html_()
    assert not progress.FILE.exists()


def test_predictions_are_right_wrong_or_open():
    predicted("01.a", "more", "more")
    predicted("01.b", "more", "less")
    predicted("01.c", "less")
    _, lesson, *again = picture()
    assert lesson.split("  ")[:1] == ["01"]
    assert "1 right, 1 wrong, 1 open" in lesson
    assert again[2].endswith("01 What of 01.b? You said “more”; it is “less”.")


def test_a_prediction_chosen_anew_is_open_until_it_is_revealed_again():
    predicted("01.a", "more", "less")
    predicted("01.a", "less")
    assert "1 open" in picture()[1]
    revealed("01.a", "less")
    assert "1 right" in picture()[1]
    assert not any("You said" in line for line in picture())


def test_the_first_answer_to_a_recalled_question_counts():
    card = lessons.recall(2).widget.children[0]
    question = lessons._drawn(2, 1)[1]
    buttons = card.children[0].children[1]
    buttons.value = next(o for o in question["options"] if o != question["answer"])
    buttons.value = question["answer"]
    assert "0 of 1" in picture()[1]
    assert question["ask"] in picture()[4]


def test_solved_exercises_are_counted_and_the_others_named(person, capsys):
    check("01.1", gd)
    wrong("01.1", climb)
    wrong("01.2", lambda x0, grad, eta, steps: [x0])
    assert picture()[1].endswith("1 of 3 solved")
    assert picture()[-1] == "  01 Not solved yet: 01.2 gd_path, 01.3 eta_regime."


def test_a_wrong_answer_alone_notes_nothing(person):
    wrong("01.1", climb)
    wrong("01.1", lambda theta, grad, t, *, eta=0.1: ...)
    assert not progress.FILE.exists()


def test_a_check_outside_of_a_notebook_notes_nothing(capsys):
    check("01.1", gd)
    assert not progress.FILE.exists()


NOTING = ["from coursekit import check, optimizer"]
NOTING += ["@optimizer\ndef gd(theta, grad, t, *, eta=0.1):"]
NOTING[-1] += "\n    return theta - eta * grad(theta)"
NOTING += ['check("01.1", gd)']


@pytest.mark.kernel
@pytest.mark.parametrize("history", [True, False])
def test_a_kernel_notes_what_is_run_with_history_only(course, history):
    cells = [notebooks.new_code_cell(source) for source in NOTING]
    notebook = notebooks.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        startup_timeout=1800,
        resources={"metadata": {"path": str(course / "exercises")}},
    )
    with client.setup_kernel():
        for i, cell in enumerate(cells):
            client.execute_cell(cell, i, store_history=history)
    assert cells[-1].outputs[0].text == "✓ 01.1 gd: right, 6 of 6 points.\n"
    assert (course / "exercises" / progress.FILE).exists() is history


def test_notebooks_and_exercises_are_joined_from_wherever_one_looks(
    course, person, monkeypatch, capsys
):
    predicted("01.a", "more", "more")
    monkeypatch.chdir(course / "exercises")
    check("01.1", gd)
    seen = {str(picture(course / each)) for each in (".", *progress.FOLDERS)}
    assert len(seen) == 1
    assert "1 right" in picture()[1]
    assert "1 of 3 solved" in picture()[1]


def test_the_command_prints_the_same(course):
    predicted("01.a", "more", "less")
    asked = ["progress", str(course)]
    assert CliRunner().invoke(app, asked).output.splitlines() == picture()


def test_where_nothing_can_be_written_nothing_is_noted_and_nothing_fails(
    person, capsys
):
    progress.FILE.parent.write_text("a file where the folder should be")
    check("01.1", gd)
    predicted("01.a", "more", "more")
    assert picture() == [progress.EMPTY]


def test_a_crash_while_writing_leaves_the_old_file(monkeypatch):
    predicted("01.a", "more", "more")

    def crash(*_):
        raise OSError

    monkeypatch.setattr("pathlib.Path.replace", crash)
    predicted("01.b", "less", "more")
    assert "1 right" in picture()[1]
    assert "wrong" not in picture()[1]


DAMAGED = ["", "{", "7", "[1]", '{"predicted": 1}', '{"predicted": {"01.a": 3}}']
DAMAGED += ['{"predicted": {"01.a": ["asked", "chosen"]}}']
DAMAGED += ['{"predicted": {"01.a": {"asked": "?", "chosen": 5}}}']
DAMAGED += ['{"solved": {"01.1": {}}}', '{"recalled": {"?": {"asked": "?"}}}']


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_counts_as_absent(damage):
    progress.FILE.parent.mkdir()
    progress.FILE.write_text(damage, encoding="utf-8")
    assert picture() == [progress.EMPTY]
    predicted("01.a", "more", "more")
    assert "1 right" in picture()[1]


def test_what_was_chosen_is_text_and_never_markup():
    for kind, what in (("predicted", {}), ("recalled", {"lesson": "<u>"})):
        record = {"asked": "<b>", "chosen": "<script>", "answer": "<i>", **what}
        progress.note(kind, "01.a", record)
    shown = progress.progress()._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown and "<u>" not in shown


def test_the_file_is_readable_and_nothing_else_is_left_beside_it():
    predicted("01.a", "more", "more")
    assert os.listdir(progress.FILE.parent) == [progress.FILE.name]
    assert json.loads(progress.FILE.read_text(encoding="utf-8"))["recalled"] == {}
