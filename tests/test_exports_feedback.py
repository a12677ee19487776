"""Feedback on its way: each student's page, under the name that a platform knows."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from test_grading_reports import RIGHT, WRONG, handed, reported
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.grading.collect.platforms import canvas, moodle
from coursekit.grading.collect.reading import File

ADA = "lovelaceada_LATE_4501_98765_01-gradient-descent.ipynb"


@pytest.fixture
def grades(tmp_path):
    """A class of three that was graded: two of Moodle's or Canvas's, one of neither."""
    people = [
        (handed("Ada_of L", id="4501"), RIGHT),
        (handed("Ben", id="4502"), WRONG),
        (handed("Cas <b>", id=""), WRONG),
    ]
    reported(tmp_path / "grades", people)
    return tmp_path / "grades"


def run(grades, *words):
    words = ["export", "feedback", grades, "--lesson", "01", *words]
    return CliRunner().invoke(app, [*map(str, words)])


def packed(path):
    with ZipFile(path) as file:
        return {name: file.read(name).decode() for name in file.namelist()}


def test_moodle_gets_a_name_that_it_reads_as_this_participant(grades, tmp_path):
    done = run(grades, "--format", "moodle", "--out", tmp_path / "x.zip")
    assert done.exit_code == 1
    assert "! Cas <b>: no number of Moodle is known." in done.output
    assert "has the feedback of 2 students" in done.output
    found = packed(tmp_path / "x.zip")
    read = {moodle.NAMES[0].fullmatch(name)["id"]: page for name, page in found.items()}
    for name in found:  # Moodle itself parts names at their first four underscores
        assert len(name.split("_", 4)) == 5
        assert name.split("_", 4)[2:4] == ["assignsubmission", "file"]
    assert read.keys() == {"4501", "4502"}
    assert "Ada_of L" in read["4501"]
    assert "Ben" in read["4502"]


def test_canvas_gets_its_own_names_back(tmp_path):
    ada = handed("Ada Lovelace", id="4501", name="01-gradient-descent.ipynb")
    people = [(replace(ada, file=File(Path(ADA))), RIGHT), (handed("Ben"), WRONG)]
    reported(tmp_path / "grades", people)
    done = run(tmp_path / "grades", "--format", "canvas", "--out", tmp_path / "x.zip")
    assert "! Ben: the file's name is none that Canvas gave." in done.output
    ((name, page),) = packed(tmp_path / "x.zip").items()
    assert name == ADA.replace(".ipynb", ".html")
    assert any(form.fullmatch(name) for form in canvas.NAMES)
    assert "Ada Lovelace" in page


def test_a_mail_merge_has_address_points_words_and_the_page(grades, tmp_path):
    (tmp_path / "class.csv").write_text("Full name,Email\nBen,ben@x.org\nEve,e@x.org\n")
    options = ("--roster", tmp_path / "class.csv", "--out", tmp_path / "x.csv")
    done = run(grades, "--format", "mail", *options)
    assert "! Cas <b>: no address is known." in done.output
    with open(tmp_path / "x.csv", encoding="utf-8", newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["Ben"]["address"] == "ben@x.org"
    assert rows["Ben"]["words"].startswith("01.1: ")
    assert "You climb" in rows["Ben"]["words"]
    assert rows["Ada_of L"]["words"] == ""
    assert float(rows["Ben"]["points"]) < float(rows["Ben"]["of"])
    assert all((grades / row["page"]).is_file() for row in rows.values())


def test_a_page_names_no_other_student(grades, tmp_path):
    run(grades, "--format", "moodle", "--out", tmp_path / "x.zip")
    for name, page in packed(tmp_path / "x.zip").items():
        others = {"Ada_of L", "Ben", "Cas"} - {re.split(r"_\d", name)[0]}
        others -= {"Ada_of L"} if name.startswith("Ada of L") else set()
        assert not [other for other in others if re.search(rf"\b{other}\b", page)]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.unlink(), "grade the class first"),
        (lambda path: path.write_text("["), "is damaged: grade the class again"),
        (lambda path: path.write_text("[1]"), "is damaged: grade the class again"),
        (lambda path: path.write_text("[]"), "Nobody in"),
    ],
    ids=["none", "cut off", "foreign", "empty"],
)
def test_what_cannot_be_sent_is_said_and_nothing_is_written(
    grades, damage, says, tmp_path
):
    damage(grades / "results.json")
    done = run(grades, "--format", "moodle", "--out", tmp_path / "x.zip")
    assert (done.exit_code, says in done.output) == (2, True)
    assert not (tmp_path / "x.zip").exists()


def test_where_no_platform_knows_anybody_nothing_is_written(grades, tmp_path):
    done = run(grades, "--format", "canvas", "--out", tmp_path / "x.zip")
    assert done.exit_code == 2
    assert "none that Canvas gave, for anybody" in done.output
    assert not (tmp_path / "x.zip").exists()


def test_a_mail_merge_without_an_address_is_not_written(grades, tmp_path):
    done = run(grades, "--format", "mail", "--out", tmp_path / "x.csv")
    assert done.exit_code == 2
    assert "no address is known, for anybody" in done.output
    assert "--roster" in done.output
    assert not (tmp_path / "x.csv").exists()


def test_results_say_under_which_name_a_notebook_came(grades):
    listed = json.loads((grades / "results.json").read_text("utf-8"))
    assert {entry["handed in as"] for entry in listed} == {
        "Ada_of L.ipynb", "Ben.ipynb", "Cas <b>.ipynb",
    }  # fmt: skip
