"""A learner's own picture, from what predictions, quizzes and checks have noted."""

import json
import os

import nbformat.v4 as notebooks
import pytest
from nbclient import NotebookClient
from typer.testing import CliRunner

from coursekit import progress
from coursekit.checks import CheckFailed, check
from coursekit.cli import app
from coursekit.tasks import tasks


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """An empty course, with the lessons' folder as the working directory."""
    for folder in progress.FOLDERS:
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    return tmp_path


def record(chosen, answer=None, **more):
    """What a card notes of a prediction: one with an answer was opened."""
    made = {"asked": "Which?", "chosen": chosen, **more}
    return made | {"answer": answer} if answer else made


def predicted(key, chosen, answer=None, **more):
    return progress.note("predicted", key, record(chosen, answer, **more))


def recalled(asked, chosen, answer, lesson="01", **more):
    made = record(chosen, answer, lesson=lesson, **more) | {"asked": asked}
    return progress.note("recalled", asked, made)


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


def test_predictions_are_right_wrong_shown_or_open():
    predicted("01.a", "more", "more")
    predicted("01.b", "more", "less")
    predicted("01.c", "less")
    predicted("01.d", "", "less")
    _, lesson, *_ = picture()
    assert lesson.split("  ")[:1] == ["01"]
    assert "1 right, 1 wrong, 1 shown, 1 open" in lesson


def test_a_wrong_prediction_is_no_debt_but_names_a_section_to_read_again():
    predicted("01.a", "more", "less", section="Two steps")
    predicted("01.b", "more", "less", section="Two steps")
    predicted("01.c", "more", "more", section="The parabola")
    predicted("01.d", "", "less", section="Nobody guessed")
    predicted("01.e", "more", "less")
    assert progress.progress().surprises == ("01 Two steps",)
    assert not any("it is" in sentence for sentence in progress.progress().revisit)
    assert picture()[-2:] == [progress.SURPRISED, "  01 Two steps"]


def test_a_prediction_made_anew_is_open_until_it_is_seen_again():
    predicted("01.a", "more", "less")
    predicted("01.a", "less")
    assert "1 open" in picture()[1]
    predicted("01.a", "less", "less")
    assert "1 right" in picture()[1]


def test_a_missed_question_is_one_to_revisit_until_it_is_known():
    recalled("How far?", "a mile", "an inch")
    assert "0 of 1" in picture()[1]
    again = "01 How far? You said “a mile”; it is “an inch”."
    assert again in progress.progress().revisit
    recalled("How far?", "", "an inch")
    assert "01 How far? It is “an inch”." in progress.progress().revisit
    recalled("How far?", "an inch", "an inch")
    assert "1 of 1" in picture()[1]
    assert not any("How far?" in said for said in progress.progress().revisit)


def test_solved_exercises_are_counted_and_the_others_named(person, capsys):
    check("01.1", gd)
    wrong("01.1", climb)
    wrong("01.2", lambda x0, grad, eta, steps: [x0])
    others = [f"{each.id} {each.name}" for each in tasks("01").values()][1:]
    assert picture()[1].endswith(f"1 of {len(others) + 1} solved")
    assert picture()[-1] == f"  01 Not solved yet: {', '.join(others)}."


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
    assert f"1 of {len(tasks('01'))} solved" in picture()[1]


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
def test_a_damaged_file_counts_as_absent_and_is_put_aside(damage):
    progress.FILE.parent.mkdir()
    for name in ("unread-progress-1.json", "unread-progress-2.json"):
        progress.FILE.write_text(damage, encoding="utf-8")
        assert picture()[0] == progress.EMPTY
        predicted("01.a", "more", "more")
        assert "1 right" in picture()[1]
        assert progress.FILE.with_name(name).read_text(encoding="utf-8") == damage
        assert picture()[-1] == f"  notebooks/.coursekit/{name}"
    assert progress.LOST in progress.progress()._repr_html_()


def test_what_was_chosen_is_text_and_never_markup():
    for kind, what in (("predicted", {}), ("recalled", {"lesson": "<u>"})):
        made = {"asked": "<b>", "chosen": "<script>", "answer": "<i>", **what}
        progress.note(kind, "01.a", made)
    shown = progress.progress()._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown and "<u>" not in shown


def test_the_file_is_readable_and_nothing_else_is_left_beside_it():
    predicted("01.a", "more", "more")
    assert os.listdir(progress.FILE.parent) == [progress.FILE.name]
    assert json.loads(progress.FILE.read_text(encoding="utf-8"))["recalled"] == {}


def test_what_is_forgotten_is_gone():
    predicted("01.a", "more", "more")
    assert progress.forget("predicted", "01.a")
    assert progress.forget("predicted", "01.a")
    assert picture() == [progress.EMPTY]


# One file for elsewhere


def test_what_is_exported_from_both_folders_is_imported_into_another_course(
    course, person, monkeypatch, capsys, tmp_path_factory
):
    predicted("01.a", "more", "less", section="Two steps")
    recalled("How far?", "a mile", "an inch")
    monkeypatch.chdir(course / "exercises")
    check("01.1", gd)
    text, before = progress.exported(course), picture()
    other = tmp_path_factory.mktemp("other")
    (other / "notebooks").mkdir()
    assert progress.imported(text, other) == 3
    assert picture(other) == before
    assert (other / "notebooks" / progress.FILE).exists()
    assert progress.imported(text, other) == 0


@pytest.mark.parametrize("ours, theirs", [("", "1"), ("1", "2")])
def test_of_two_choices_the_later_one_stays(course, ours, theirs):
    predicted("01.a", "more", at=theirs)
    later = progress.exported()
    predicted("01.a", "less", at=ours)
    earlier = progress.exported()
    assert progress.imported(later) == 1
    assert progress.noted("predicted")["01.a"]["chosen"] == "more"
    assert progress.imported(earlier) == 0


@pytest.mark.parametrize("text", DAMAGED)
def test_what_is_no_file_of_progress_is_refused_and_changes_nothing(text):
    predicted("01.a", "more", "more")
    before = progress.exported()
    with pytest.raises(ValueError, match="This is no file of a learner's progress"):
        progress.imported(text)
    assert progress.exported() == before


def test_an_import_into_a_folder_that_cannot_be_written_is_refused(course):
    predicted("01.a", "more", "more")
    text = progress.exported()
    other = course / "elsewhere"
    other.mkdir()
    (other / ".coursekit").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="cannot be written"):
        progress.imported(text, other)
