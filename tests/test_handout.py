"""A learner's copy: made without outputs, renewed, and never overwritten."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel

from coursekit import authoring, handout
from coursekit.handout import NoCopy, decide, hand_out, student_of

LESSON = "notebooks/01-down.ipynb"
SHEET = "docs/cheatsheet.pdf"


def notebook(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    for count, cell in enumerate(cells, 1):
        cell.outputs = [nbformat.v4.new_output("stream", text="the answer\n")]
        cell.execution_count = count
    return authoring.normalised(nbformat.v4.new_notebook(cells=cells))


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course of one lesson and a cheat sheet, whose editions a test can change."""
    root = tmp_path / "course"
    for name in (LESSON, SHEET):
        (root / name).parent.mkdir(parents=True)
    authoring.write(notebook("1 + 1", "2 + 2"), root / LESSON)
    (root / SHEET).write_bytes(b"first")
    monkeypatch.setattr(handout, "COURSE", root)
    return root


@pytest.fixture
def copy(course, tmp_path):
    folder = tmp_path / "my course"
    hand_out(folder)
    return folder


def publish(course, *sources):
    authoring.write(notebook(*sources), course / LESSON)


def edit(copy, *sources, name=LESSON):
    authoring.write(notebook(*sources), copy / name)


def sources(copy, name=LESSON):
    return [cell.source for cell in authoring.read(copy / name).cells]


def outcomes(copy, **options):
    return {each.name: each.outcome for each in hand_out(copy, **options)}


# What is handed out


def test_a_copy_has_every_lesson_exercise_and_cheat_sheet(tmp_path):
    root = Path(__file__).parent.parent
    notebooks = {
        path.relative_to(root).as_posix()
        for folder in ("notebooks", "exercises")
        for path in (root / folder).glob("*.ipynb")
    }
    pages = {f"notebooks/{path.name}" for path in root.glob("notebooks/*.md")}
    wanted = notebooks | pages | {"docs/cheatsheet.ipynb", "docs/cheatsheet.pdf"}
    assert outcomes(tmp_path / "copy") == dict.fromkeys(wanted, "new")
    assert all((tmp_path / "copy" / name).is_file() for name in wanted)


def test_no_answer_stands_under_a_question_of_a_copy(tmp_path):
    hand_out(tmp_path / "copy")
    for folder in ("notebooks", "exercises"):
        for path in (tmp_path / "copy" / folder).glob("*.ipynb"):
            for cell in authoring.read(path).cells:
                assert not cell.get("outputs"), path
                assert cell.get("execution_count") is None


def test_the_cheat_sheet_of_a_copy_keeps_what_it_shows(tmp_path):
    hand_out(tmp_path / "copy")
    cells = authoring.read(tmp_path / "copy/docs/cheatsheet.ipynb").cells
    assert any(cell.get("outputs") for cell in cells)


def test_every_link_within_a_copy_leads_somewhere(tmp_path):
    hand_out(tmp_path / "copy")
    for path in (tmp_path / "copy").rglob("*.ipynb"):
        nbformat.validate(authoring.read(path))
        for cell in authoring.read(path).cells:
            prose = cell.source if cell.cell_type == "markdown" else ""
            for link in re.findall(r"\]\(([^)\s#:]+)[^)\s:]*\)", prose):
                assert (path.parent / link).exists(), f"{path.name} links to {link}"


def test_a_copy_says_of_its_kernel_what_jupyterlab_would_write(copy):
    metadata = authoring.read(copy / LESSON).metadata
    assert metadata.language_info == IPythonKernel.language_info
    assert metadata.kernelspec.name == "python3"


# What becomes of a copy

OLD, NEW, OWN = "old edition", "new edition", "own words"


@pytest.mark.parametrize(
    ("now", "handed", "restore", "outcome"),
    [
        (None, None, False, "new"),
        (None, OLD, False, "deleted"),
        (None, NEW, False, "deleted"),
        (None, OLD, True, "new"),
        (NEW, None, False, "same"),
        (NEW, OLD, False, "same"),
        (NEW, NEW, False, "same"),
        (OLD, OLD, False, "renewed"),
        (OWN, NEW, False, "kept"),
        (OWN, OLD, False, "beside"),
        (OWN, None, False, "beside"),
        (OWN, OLD, True, "beside"),
    ],
)
def test_only_what_is_missing_or_unchanged_is_written(now, handed, restore, outcome):
    assert decide(now, handed, NEW, restore) == outcome


def test_a_second_call_does_nothing(copy):
    before = (copy / LESSON).stat().st_mtime_ns
    assert hand_out(copy) == []
    assert (copy / LESSON).stat().st_mtime_ns == before


def test_a_new_edition_replaces_what_the_learner_has_not_changed(course, copy):
    publish(course, "1 + 1", "better")
    (course / SHEET).write_bytes(b"second")
    assert outcomes(copy) == {LESSON: "renewed", SHEET: "renewed"}
    assert sources(copy) == ["1 + 1", "better"]
    assert (copy / SHEET).read_bytes() == b"second"


def test_to_run_a_lesson_is_no_change(course, copy):
    edit(copy, "1 + 1", "2 + 2")  # with outputs
    assert hand_out(copy) == []
    assert authoring.read(copy / LESSON).cells[0].outputs
    publish(course, "better")
    assert outcomes(copy) == {LESSON: "renewed"}


def test_what_the_learner_changed_stays_while_the_course_stays(copy):
    edit(copy, "1 + 1", "my own")
    assert hand_out(copy) == []
    assert sources(copy) == ["1 + 1", "my own"]


def test_a_new_edition_of_what_the_learner_changed_comes_beside_it(course, copy):
    edit(copy, "my own")
    publish(course, "better")
    (said,) = hand_out(copy)
    assert str(said) == (
        f"{LESSON} is yours, as you changed it; the new edition is "
        "notebooks/01-down.new.ipynb."
    )
    assert sources(copy) == ["my own"]
    assert sources(copy, "notebooks/01-down.new.ipynb") == ["better"]
    assert hand_out(copy) == []


def test_a_changed_file_beside_is_not_overwritten_either(course, copy):
    beside = "notebooks/01-down.new.ipynb"
    edit(copy, "my own")
    for text in ("second", "third"):  # that nobody has changed is renewed
        publish(course, text)
        assert [each.more for each in hand_out(copy)] == [beside]
        assert sources(copy, beside) == [text]
    edit(copy, "my own again", name=beside)
    publish(course, "fourth")
    hand_out(copy)
    assert sources(copy, beside) == ["my own again"]
    assert sources(copy, "notebooks/01-down.new2.ipynb") == ["fourth"]
    assert hand_out(copy) == []


def test_what_the_learner_deleted_stays_away_until_asked_for(course, copy):
    (copy / LESSON).unlink()
    publish(course, "better")
    assert outcomes(copy) == outcomes(copy) == {LESSON: "deleted"}
    assert not (copy / LESSON).exists()
    assert outcomes(copy, restore=True) == {LESSON: "new"}
    assert sources(copy) == ["better"]


def test_a_file_that_the_course_gave_up_stays_with_the_learner(course, copy):
    (course / SHEET).unlink()
    assert outcomes(copy) == {SHEET: "retired"}
    assert (copy / SHEET).exists()
    assert hand_out(copy) == []


def test_foreign_files_stay_and_those_of_the_same_name_too(course, tmp_path):
    folder = tmp_path / "busy"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "letter.txt").write_text("mine")
    edit(folder, "my own")
    assert outcomes(folder) == {LESSON: "beside", SHEET: "new"}
    assert sources(folder) == ["my own"]
    assert (folder / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize("damage", ["", "{", "[1]", '{"notebooks/01-down.ipynb": 7}'])
def test_a_damaged_record_costs_no_work(course, copy, damage):
    (copy / handout.RECORD).write_text(damage)
    edit(copy, "my own")
    assert outcomes(copy)[LESSON] == "beside"
    assert sources(copy) == ["my own"]


def test_a_damaged_notebook_is_a_changed_one(course, copy):
    (copy / LESSON).write_text("half a note")
    publish(course, "better")
    assert outcomes(copy) == {LESSON: "beside"}
    assert (copy / LESSON).read_text() == "half a note"


def test_a_write_protected_file_is_left_and_named(course, copy):
    (copy / LESSON).chmod(0o444)
    publish(course, "better")
    (course / SHEET).write_bytes(b"second")
    refused, renewed = sorted(map(str, hand_out(copy)), reverse=True)
    assert refused == f"{LESSON} stays as it is: it is write-protected."
    assert renewed.startswith(SHEET)
    assert sources(copy) == ["1 + 1", "2 + 2"]
    (copy / LESSON).chmod(0o644)
    assert outcomes(copy) == {LESSON: "renewed"}


def test_a_file_that_cannot_be_read_is_left_and_named(course, copy):
    (copy / LESSON).unlink()
    (copy / LESSON).mkdir()  # as root reads what is forbidden, but no folder
    assert outcomes(copy) == {LESSON: "refused"}


def test_a_crash_while_writing_leaves_the_old_file_and_no_other(
    course, copy, monkeypatch
):
    publish(course, "better")

    def crash(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(NoCopy, match="No space left on device"):
        hand_out(copy)
    assert sources(copy) == ["1 + 1", "2 + 2"]
    assert len(list(copy.rglob("*"))) == 6  # three folders, two files, the record


# Where there can be no copy


def test_a_copy_needs_a_folder_of_its_own(course, tmp_path):
    (tmp_path / "letter").write_text("mine")
    with pytest.raises(NoCopy, match="letter is a file"):
        hand_out(tmp_path / "letter")
    with pytest.raises(NoCopy, match="cannot hold a copy of the course"):
        hand_out(tmp_path / "letter" / "copy")
    for own in (course, course / "notebooks"):
        with pytest.raises(NoCopy, match="is the course itself"):
            hand_out(own)
    assert not list(course.rglob("*.json"))


def test_an_install_without_lessons_says_so(course, tmp_path):
    (course / LESSON).unlink()
    (course / SHEET).unlink()
    with pytest.raises(NoCopy, match="install the course again"):
        hand_out(tmp_path / "copy")


def test_a_record_is_text_that_a_person_can_read(copy):
    record = json.loads((copy / handout.RECORD).read_text(encoding="utf-8"))
    assert set(record) == {LESSON, SHEET}


# A student's own numbers

EXERCISE = "exercises/01-down.ipynb"
QUESTION = "You start far out, at x = 10. Go.", 'check("01.4", quick_eta)'


@pytest.fixture
def exercised(course):
    """The course with an exercise whose text holds a number."""
    (course / EXERCISE).parent.mkdir()
    authoring.write(notebook(*QUESTION), course / EXERCISE)
    return course


def test_a_copy_keeps_the_numbers_of_its_student(exercised, tmp_path):
    folder = tmp_path / "copy"
    hand_out(folder, student="Ada  Lovelace")
    text, check = sources(folder, EXERCISE)
    assert text != QUESTION[0] and text.startswith("You start far out, at x = ")
    assert check == 'check("01.4", quick_eta, student="Ada Lovelace")'
    assert student_of(folder) == "Ada Lovelace"
    assert hand_out(folder) == hand_out(folder, student="ADA LOVELACE") == []
    assert sources(folder, EXERCISE) == [text, check]


def test_another_student_needs_another_folder(exercised, tmp_path):
    hand_out(tmp_path / "copy", student="Ada")
    with pytest.raises(
        NoCopy, match="has the numbers of Ada; take another folder for B"
    ):
        hand_out(tmp_path / "copy", student="Ben")
    assert student_of(tmp_path / "copy") == "Ada"


def test_what_is_no_name_leaves_no_copy(exercised, tmp_path):
    with pytest.raises(NoCopy, match="no name of a student: '--'"):
        hand_out(tmp_path / "copy", student="--")
    assert not (tmp_path / "copy").exists()


def test_numbers_come_into_a_copy_later_and_beside_what_was_changed(
    exercised, tmp_path
):
    for folder, own in ((tmp_path / "one", False), (tmp_path / "two", True)):
        hand_out(folder)
        if own:
            edit(folder, *QUESTION, "my own", name=EXERCISE)
        found = hand_out(folder, student="Ada")
        assert [(e.name, e.outcome) for e in found] == [
            (EXERCISE, "beside" if own else "renewed")
        ]
    assert 'student="Ada"' in sources(tmp_path / "one", EXERCISE)[1]
    assert sources(tmp_path / "two", EXERCISE) == [*QUESTION, "my own"]
    beside = sources(tmp_path / "two", "exercises/01-down.new.ipynb")
    assert 'student="Ada"' in beside[1]


def test_a_new_edition_has_the_students_numbers_too(exercised, tmp_path):
    hand_out(tmp_path / "copy", student="Ada")
    authoring.write(notebook("Better.", *QUESTION), exercised / EXERCISE)
    assert outcomes(tmp_path / "copy") == {EXERCISE: "renewed"}
    _, text, check = sources(tmp_path / "copy", EXERCISE)
    assert 'student="Ada"' in check and text != QUESTION[0]
