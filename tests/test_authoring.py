"""Solutions become exercises; stored notebooks say nothing about the machine."""

import warnings

import nbformat
import pytest

from coursekit import authoring
from coursekit.tasks import task

SOLUTION = '''@optimizer
def gd(theta, grad, t, *, eta=0.1):
    """Gradient descent."""
    ### BEGIN SOLUTION
    # 1 gradient
    g = grad(theta)
    if eta:
        # not a subgoal: deeper
        pass
    # 4 move
    return theta - eta * g
    ### END SOLUTION'''

STUB = '''@optimizer
def gd(theta, grad, t, *, eta=0.1):
    """Gradient descent."""
    # 1 gradient
    # 4 move
    return ...'''


def cells(*sources):
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources]
    )


@pytest.fixture
def solution():
    notebook = cells("import numpy as np", SOLUTION, 'check("01.1", gd)')
    for count, cell in enumerate(notebook.cells, 7):
        cell.execution_count = count
        cell.metadata["execution"] = {"iopub.status.busy": "2024-01-01T00:00:00Z"}
    notebook.cells[2].outputs = [
        nbformat.v4.new_output("stream", text="01.1 gd: right")
    ]
    notebook.metadata["widgets"] = {"state": "of a session"}
    return notebook


def test_an_exercise_keeps_signature_subgoals_and_return(solution):
    assert authoring.exercise_from(solution).cells[1].source == STUB


def test_an_exercise_holds_no_outputs_and_leaves_its_solution_alone(solution):
    exercise = authoring.exercise_from(solution)
    assert all(not c.outputs and c.execution_count is None for c in exercise.cells)
    assert solution.cells[1].source == SOLUTION
    assert solution.cells[2].outputs


@pytest.mark.slow
def test_an_exercise_is_a_notebook_that_nbgrader_takes(solution):
    with warnings.catch_warnings(action="ignore"):  # its own, of other libraries
        from nbgrader.nbgraderformat import MetadataValidator
    exercise = authoring.exercise_from(solution)
    MetadataValidator().validate_nb(exercise)
    nbformat.validate(exercise)
    answer, check = (cell.metadata["nbgrader"] for cell in exercise.cells[1:])
    assert answer["solution"] and not answer["grade"]
    assert check["grade"] and check["locked"] and check["points"] == task("01.1").points
    assert answer["grade_id"] != check["grade_id"]


def test_normalising_removes_what_changes_from_run_to_run(solution):
    plain = authoring.normalised(solution)
    assert [cell.execution_count for cell in plain.cells] == [1, 2, 3]
    assert all("execution" not in cell.metadata for cell in plain.cells)
    assert set(plain.metadata) == {"kernelspec", "language_info"}
    assert authoring.normalised(plain) == plain


def test_ids_follow_the_text_and_equal_cells_get_different_ones():
    ids = [cell.id for cell in authoring.normalised(cells("a", "b", "a")).cells]
    moved = [cell.id for cell in authoring.normalised(cells("new", "a", "b")).cells]
    assert len(set(ids)) == 3
    assert moved[1:] == ids[:2]


def test_a_live_view_gives_way_to_a_form_that_can_be_stored():
    notebook = cells("explore(gd, bowl)", "slider")
    view, words = {authoring.VIEW: {"model_id": "1f"}}, {"text/plain": "gd on bowl"}
    for cell, data in zip(notebook.cells, [{**view, **words}, view]):
        cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    still, alone = (cell.outputs for cell in authoring.normalised(notebook).cells)
    assert [output.data for output in still] == [words]
    assert alone == []


def test_a_picture_carries_its_words_as_alternative_text():
    notebook = cells("plots.landscape(bowl);")
    data = {"image/png": "iVBO\n", "text/plain": "Contours of bowl."}
    notebook.cells[0].outputs = [nbformat.v4.new_output("display_data", data=data)]
    (output,) = authoring.normalised(notebook).cells[0].outputs
    assert output.metadata == {"image/png": {"alt": "Contours of bowl."}}
    about = {"image/png": {"alt": "old", "style": "0b5a", "width": 600}, "other": 1}
    notebook.cells[0].outputs[0].metadata = nbformat.from_dict(about)
    (output,) = authoring.normalised(notebook).cells[0].outputs
    kept = {"alt": "Contours of bowl.", "style": "0b5a", "width": 600}
    assert output.metadata == {"image/png": kept}


def test_writing_a_notebook_twice_gives_the_same_bytes(solution, tmp_path):
    first, second = tmp_path / "1.ipynb", tmp_path / "2.ipynb"
    authoring.write(authoring.normalised(solution), first)
    authoring.write(authoring.normalised(authoring.read(first)), second)
    assert first.read_bytes() == second.read_bytes()


def test_every_solution_in_a_folder_becomes_an_exercise(solution, tmp_path):
    (tmp_path / "solutions").mkdir()
    authoring.write(solution, tmp_path / "solutions" / "01-gd.ipynb")
    written = authoring.exercises(tmp_path / "solutions", tmp_path / "exercises")
    assert [path.name for path in written] == ["01-gd.ipynb"]
    assert authoring.read(written[0]).cells[1].source == STUB
