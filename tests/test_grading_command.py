"""`coursekit grade` says why it does not begin, and what it could not grade."""

import json
import os
import shutil
import signal
import time

import classroom
import pytest
import typer
from grader import contents, finished, gone, grade, marker, processes, rows

from coursekit.grading.command import end
from coursekit.grading.judge.sandbox import sandbox
from coursekit.grading.run import Ended

RIGHT = classroom.notebook(*classroom.answers())


def test_two_files_of_one_name_are_counted_as_two(capsys):
    problems = [("ada/a.ipynb", "It is empty."), ("ada/a.ipynb", "It is a link.")]
    with pytest.raises(typer.Exit):
        end(Ended(3, problems))
    assert capsys.readouterr().out == (
        "graded 1 of 3; 2 could not be graded: ada/a.ipynb (It is empty), "
        "ada/a.ipynb (It is a link)\n"
    )


@pytest.fixture
def pair(tmp_path, sandboxed):
    """Two students with the same answers to lesson 01; one has handed in 02, too."""
    classroom.hand_in(tmp_path / "class", "ada", RIGHT)
    classroom.hand_in(tmp_path / "class", "bea", RIGHT)
    classroom.hand_in(tmp_path / "class", "bea", classroom.notebook(), "02.ipynb")
    return tmp_path / "class"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--lessons", "77"), "There is no exercise 77; there are 00, 01"),
        (("--sandbox", "jail"), "'jail' is not one of 'auto', 'bwrap', 'docker'"),
        (("--tasks", "mine.py"), "A task file is called lesson21.py or so"),
        (("--tasks", "lesson21.py"), "No such file"),
        (("--roster", "nobody.csv"), "nobody.csv cannot be read"),
        (("--due", "noon"), "'--due'"),
        (("--late", "late.toml"), "late.toml cannot be read"),
        (("--jobs", "0"), "should be greater than or equal to 1"),
        (("--format", "moodel"), "'moodel' is not one of 'blackboard', 'brightspace',"),
        (
            ("--column", "Exercise 01"),
            "--column wants a lesson and a header, as in",
        ),
        (("--column", "77=Exercise"), "--column wants a lesson and a header"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence, tmp_path):
    (tmp_path / "class").mkdir()
    status, _, complained = finished(
        grade(tmp_path / "class", tmp_path / "out", *options)
    )
    assert status == 2
    assert sentence in " ".join(complained.replace("│", "").split())


@pytest.mark.parametrize(
    ("option", "name"), [((), "out/overrides.json"), (("--overrides",), "mine.json")]
)
def test_damaged_marks_by_hand_stop_the_grader_and_stay_as_they_are(
    option, name, tmp_path
):
    classroom.hand_in(tmp_path / "class", "ada", RIGHT)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"form": "coursekit overrides", ')
    options = (*option, str(path)) if option else ()
    grader = grade(tmp_path / "class", tmp_path / "out", *options)
    status, _, complained = finished(grader)
    assert (status, "is damaged (line 1" in complained) == (2, True)
    assert complained.count("\n") == 1
    assert path.read_text() == '{"form": "coursekit overrides", '
    assert not (tmp_path / "out" / "marks.csv").exists()


def test_a_folder_without_notebooks_is_refused(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    status, _, complained = finished(grade(tmp_path / "class", tmp_path / "out"))
    assert (status, "has a notebook to grade" in complained) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("out", ["class/grades", "class", "class/ada/../grades"])
def test_marks_among_the_submissions_are_refused(out, tmp_path):
    classroom.hand_in(tmp_path / "class", "ada", RIGHT)
    status, _, complained = finished(grade(tmp_path / "class", tmp_path / out))
    assert (status, "take a folder outside of it" in complained) == (2, True)
    assert not (tmp_path / "class" / "grades").exists()


def test_what_is_no_folder_and_no_zip_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "class.txt").write_text("x")
    status, _, complained = finished(grade(tmp_path / "class.txt", tmp_path / "out"))
    assert status == 2
    assert complained.endswith("This is not a zip file, or a broken one.\n")


CLASS = {
    "ada/01-gradient-descent.ipynb": RIGHT, "ben/report.pdf": "%PDF",
    "\x1b]0;owned\x07/01-a.ipynb": "\x1b[2J<<<", "students.csv": "student",
}  # fmt: skip


def test_the_last_line_counts_and_names_all_and_steers_no_terminal(tmp_path, sandboxed):
    for name, text in CLASS.items():
        *folder, file = name.split("/")
        classroom.hand_in(tmp_path / "class", "/".join(folder), text, file)
    (tmp_path / "class" / "cas").mkdir()
    status, said, complained = finished(grade(tmp_path / "class", tmp_path / "out"))
    assert status == 1
    line = said.splitlines()[-1]
    assert line.startswith("graded 1 of 5; 4 could not be graded: students.csv (Its ")
    assert "ben/report.pdf (There is no notebook; what was handed in: report." in line
    assert "cas (Nothing was handed in: the folder is empty)" in line
    assert not {c for c in said + complained if not c.isprintable()} - set("\n\r")


def test_marks_that_have_no_column_are_kept_and_the_status_is_2(pair):
    table = pair.parent / "class.csv"
    table.write_text("Student,ID,Quiz 1 (5),Lab 1 (6)\nada,1,,\nbea,2,,\n")
    options = ("--lessons", "01", "--roster", str(table), "--format", "canvas")
    out = pair.parent / "out"
    status, _, complained = finished(grade(pair, out, *options))
    assert status == 2
    assert (
        "All is graded, but there is nothing to upload. Several columns" in complained
    )
    assert len(rows(out)) > 0
    assert not (out / "canvas.csv").exists()
    column = ("--column", "01=Lab 1 (6)")
    status, said, _ = finished(grade(pair, out, *options, *column))
    assert (status, "“Lab 1 (6)” of canvas.csv has lesson 01." in said) == (0, True)


def test_ctrl_c_while_the_fonts_are_prepared_prints_no_traceback(pair):
    grader = grade(pair, pair.parent / "out")
    fonts = pair.parent / "out" / ".state" / "scratch" / "fonts"
    while not fonts.exists() and grader.poll() is None:
        time.sleep(0.01)
    grader.send_signal(signal.SIGINT)
    status, _, complained = finished(grader)
    assert status == 130
    assert complained.strip().endswith("Stopped. Run it again to grade the rest.")
    assert "Traceback" not in complained


def test_a_bwrap_that_lies_elsewhere_is_found_within_the_outer_one(
    pair, tmp_path, monkeypatch
):
    (tmp_path / "tools").mkdir()
    shutil.copy(shutil.which("bwrap"), tmp_path / "tools")
    monkeypatch.setenv("PATH", f"{tmp_path / 'tools'}:/usr/bin:/bin")
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    assert sandbox("bwrap", tmp_path)


def test_without_a_sandbox_nothing_is_run(pair, monkeypatch):
    monkeypatch.setenv("PATH", str(pair))
    status, _, complained = finished(grade(pair, pair.parent / "out"))
    assert status == 2
    assert "There is no bwrap here." in complained
    assert "--sandbox none" in complained
    assert contents(pair.parent / "out") == {}


def test_equal_submissions_are_graded_once_and_lessons_can_be_chosen(pair):
    out = pair.parent / "out"
    status, said, _ = finished(grade(pair, out, "--lessons", "1"))
    assert (status, said.strip()) == (0, "graded 2 of 2")
    assert len(list(out.glob(".state/*.json"))) == 1
    assert {row["lesson"] for row in rows(out)} == {"01"}
    assert finished(grade(pair, out))[1].strip() == "graded 3 of 3"
    assert {row["lesson"] for row in rows(out)} == {"01", "02"}
    assert len(json.loads((out / "results.json").read_text())) == 3


def test_no_process_survives_a_grader_that_is_killed(pair):
    own = marker()
    loops = [classroom.LINGERS.format(marker=own), "while True: pass"]
    classroom.hand_in(pair, "ada", classroom.notebook(*loops))
    grader = grade(pair, pair.parent / "out", "--timeout", "60")
    while not processes(own) and grader.poll() is None:
        time.sleep(0.05)
    os.kill(grader.pid, signal.SIGKILL)
    assert grader.wait() == -signal.SIGKILL
    assert gone(own)
    grader.communicate()


def test_a_submission_of_no_known_lesson_is_named_and_the_others_graded(pair):
    classroom.hand_in(pair, "cas", classroom.notebook("x = 1"), "poem.ipynb")
    status, said, _ = finished(grade(pair, pair.parent / "out"))
    assert status == 1
    assert said.startswith("graded 3 of 4; 1 could not be graded: cas/poem.ipynb (No ")
    page = pair.parent / "out" / "feedback" / "cas" / "poem.html"
    assert "No lesson of the course is named in it" in page.read_text("utf-8")


def test_the_report_says_that_the_newest_of_several_was_graded(pair):
    classroom.hand_in(pair, "ada", RIGHT, "01-second-try.ipynb")
    finished(grade(pair, pair.parent / "out"))
    page = (pair.parent / "out" / "feedback" / "ada" / "01.html").read_text("utf-8")
    assert "The newest of your 2 notebooks was graded." in page
