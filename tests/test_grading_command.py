"""`coursekit grade` says why it does not begin, and what it could not grade."""

import json
import os
import signal
import time

import classroom
import pytest
from grader import contents, finished, gone, grade, marker, processes, rows

RIGHT = classroom.notebook(*classroom.answers())


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
        (("--lessons", "77"), "There is no exercise 77; there are ['0"),
        (("--sandbox", "jail"), "'jail' is not one of 'auto', 'bwrap', 'docker'"),
        (("--tasks", "mine.py"), "A task file is called lesson21.py or so"),
        (("--tasks", "lesson21.py"), "No such file"),
        (("--roster", "nobody.csv"), "nobody.csv cannot be read"),
        (("--due", "noon"), "'--due'"),
        (("--jobs", "0"), "should be greater than or equal to 1"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence, tmp_path):
    status, _, complained = finished(grade(tmp_path, tmp_path / "out", *options))
    assert status == 2
    assert sentence in " ".join(complained.replace("│", "").split())


def test_a_folder_without_notebooks_is_refused(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    status, _, complained = finished(grade(tmp_path / "class", tmp_path / "out"))
    assert (status, "has a notebook to grade" in complained) == (2, True)
    assert not (tmp_path / "out").exists()


def test_without_a_sandbox_nothing_is_run(pair, monkeypatch):
    monkeypatch.setenv("PATH", str(pair))
    status, _, complained = finished(grade(pair, pair.parent / "out"))
    assert status == 2
    assert complained.startswith("There is no bwrap here.")
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
