"""The notebooks as they are stored: normalised, small, described, and generated."""

import re
from itertools import chain
from pathlib import Path

import pytest

from coursekit import authoring, tasks

ROOT = Path(__file__).parent.parent
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*.ipynb"))
STORED = [*LESSONS, *SOLUTIONS]

LINES = 15  # of a code cell, a solution's two markers not counted

stored = pytest.mark.parametrize(
    "path", STORED, ids=lambda p: f"{p.parent.name}/{p.stem}"
)
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)


def code_cells(path):
    return [c for c in authoring.read(path).cells if c.cell_type == "code"]


def outputs(path):
    return chain.from_iterable(cell.outputs for cell in code_cells(path))


def numbers(paths):
    return {path.name[:2] for path in paths}


def test_there_is_a_lesson_a_solution_and_an_exercise_for_all_tasks():
    asked = set(tasks.lessons())
    assert asked
    for paths in (LESSONS, SOLUTIONS, EXERCISES):
        assert asked <= numbers(paths)


@stored
def test_it_is_stored_normalised(path, tmp_path):
    authoring.write(authoring.normalised(authoring.read(path)), tmp_path / "again")
    # Not ==, whose report would quote the pictures.
    same = (tmp_path / "again").read_bytes() == path.read_bytes()
    assert same, f"run `coursekit normalise {path.parent.name}/{path.name}`"


@stored
def test_it_is_stored_executed_and_without_an_error(path):
    cells = code_cells(path)
    assert [c.execution_count for c in cells] == list(range(1, len(cells) + 1))
    assert "error" not in {output.output_type for output in outputs(path)}


@stored
def test_no_table_compares_a_row_with_itself(path):
    told = " ".join(
        output.get("data", {}).get("text/plain", "") for output in outputs(path)
    )
    assert not re.search(r"(?<![\d.])0(\.0+)? ± 0(\.0+)?(?![\d.])", told)


@stored
def test_it_is_below_800_kB(path):
    assert path.stat().st_size < 800_000


@stored
def test_every_picture_is_described(path):
    for output in outputs(path):
        kinds = output.get("data", {})
        if any(kind.startswith("image/") for kind in kinds):
            described = kinds.get("text/plain", "")
            assert described and not described.startswith("<"), described
            assert "image/svg+xml" not in kinds


@stored
def test_a_code_cell_fits_in_one_look(path):
    for cell in code_cells(path):
        written = [x for x in cell.source.splitlines() if " SOLUTION" not in x]
        assert len(written) <= LINES, cell.source


def test_exercises_are_what_the_solutions_generate():
    assert {p.name for p in EXERCISES} == {p.name for p in SOLUTIONS}
    for path in SOLUTIONS:
        made = authoring.exercise_from(authoring.read(path))
        found = authoring.read(ROOT / "exercises" / path.name)
        same = made == found  # its report would quote whole notebooks
        assert same, f"{path.name}: run `make exercises`"


def test_every_exercise_and_solution_says_its_lesson_whatever_it_is_renamed_to():
    for path in [*EXERCISES, *SOLUTIONS]:
        assert authoring.read(path).metadata["coursekit"]["lesson"] == path.name[:2]


def test_exercises_hold_no_answer_and_no_output():
    for path in EXERCISES:
        for cell in code_cells(path):
            assert cell.outputs == []
            assert "SOLUTION" not in cell.source


def test_every_question_of_a_lesson_is_checked_once_in_its_exercise():
    for path in EXERCISES:
        checked = [authoring.CHECK.findall(c.source) for c in code_cells(path)]
        assert list(chain(*checked)) == list(tasks.tasks(path.name[:2]))
