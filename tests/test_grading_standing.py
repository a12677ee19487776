"""Reports that stand are not written again; whatever else changed, they are right."""

import json
import shutil

import classroom
import pytest
import typer
from grader import contents, finished
from grader import grade as started

from coursekit.grading import command
from coursekit.grading.report import pages, reports, standing
from coursekit.grading.report.standing import PACKAGE, digest_of


@pytest.fixture(scope="module")
def graded(tmp_path_factory, sandboxed):
    """A folder with class/ of two students and out/, where their reports stand."""
    place = tmp_path_factory.mktemp("standing")
    right = classroom.notebook(*classroom.answers())
    classroom.hand_in(place / "class", "ada", right)
    classroom.hand_in(place / "class", "bea", classroom.notebook())
    status, _, complained = finished(started(place / "class", place / "out"))
    assert status == 0, complained
    return place


@pytest.fixture
def place(graded, tmp_path):
    return shutil.copytree(graded, tmp_path / "copy")


@pytest.fixture
def written(monkeypatch):
    """A list that grows by one when reports are written."""
    calls, write = [], reports.reports

    def counting(*args):
        calls.append(1)
        return write(*args)

    monkeypatch.setattr(reports, "reports", counting)
    return calls


def grade(place, **options):
    """Grade again, here; nobody is new, so that no child is started."""
    out = place / "out"
    if (place / "late.toml").exists():
        options["late"] = place / "late.toml"
    if (place / "roster.csv").exists():
        options["roster"] = place / "roster.csv"
    with pytest.raises(typer.Exit) as ended:
        command.grade(place / "class", out, exercises=out, timeout=2, **options)
    return ended.value.exit_code


def by_hand(place, points=1):
    mark = {"student": "ada", "lesson": "01", "question": "01.1", "points": points}
    said = {"form": "coursekit overrides", "version": 1, "marks": [mark]}
    (place / "out" / "overrides.json").write_text(json.dumps(said))


def a_result_that_says_something_else(place):
    path = next((place / "out" / ".state").glob("?" * 64 + ".json"))
    told = json.loads(path.read_text())
    told["questions"][0]["says"] = "Something else."
    path.write_text(json.dumps(told))


CHANGES = {
    "a mark by hand": by_hand,
    "a late rule": lambda place: (place / "late.toml").write_text(
        "points_per_day = 1\n[deadline]\n01 = 2001-01-01T00:00:00Z\n"
    ),
    "a roster": lambda place: (place / "roster.csv").write_text("name\nada\ncyd\n"),
    "a page taken away": lambda place: (place / "out/feedback/ada/01.html").unlink(),
    "a page too many": lambda place: shutil.copytree(
        place / "out/feedback/ada", place / "out/feedback/dan"
    ),
    "a page changed": lambda place: (place / "out/feedback/bea/01.html").write_text(""),
    "a table changed": lambda place: (place / "out/marks.csv").write_text("student\n"),
    "the review cut off": lambda place: (place / "out/review/index.html").write_text(
        "<"
    ),
    "a damaged memory": lambda place: (place / "out/.state/reports").write_text("{"),
    "a result": a_result_that_says_something_else,
    "a student less": lambda place: shutil.rmtree(place / "class/bea"),
}


def as_written_anew(place):
    """The contents of reports of which nothing was there."""
    out = place / "out"
    for path in out.iterdir():
        if path.name not in (".state", "overrides.json"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    grade(place)
    return contents(out)


def test_reports_that_stand_are_not_written_again(place, written):
    before = contents(place / "out")
    assert grade(place) == 0
    assert not written
    assert contents(place / "out") == before


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_after_any_change_they_are_as_if_written_anew(change, place, written):
    change(place)
    grade(place)
    assert written
    grade(place)  # what the first run said of changed marks is old now
    assert contents(place / "out") == as_written_anew(place)


def test_after_a_run_that_could_not_write_them_they_are_written(
    place, written, monkeypatch
):
    def full(*args):
        raise OSError("the disk is full")

    by_hand(place)
    with monkeypatch.context() as patch:
        patch.setattr(pages, "class_page", full)
        assert grade(place) == 1
    assert grade(place) == 0
    assert len(written) == 2
    grade(place)
    assert contents(place / "out") == as_written_anew(place)


def test_marks_that_changed_are_listed_in_one_run_only(place):
    by_hand(place)
    grade(place)
    assert (place / "out" / "changed.csv").exists()
    grade(place)
    assert not (place / "out" / "changed.csv").exists()


def test_another_edition_of_the_package_writes_them_again(
    place, written, monkeypatch, tmp_path
):
    page = tmp_path / "package" / "feedback.html"
    page.parent.mkdir()
    page.write_text("one")
    monkeypatch.setattr(standing, "PACKAGE", page.parent)
    grade(place)
    grade(place)
    assert len(written) == 1
    page.write_text("two")
    grade(place)
    assert len(written) == 2


def test_what_they_are_made_of_includes_templates_and_scripts(monkeypatch, tmp_path):
    copy = shutil.copytree(PACKAGE / "grading", tmp_path / "grading")
    monkeypatch.setattr(standing, "PACKAGE", tmp_path)
    before = digest_of([])
    for name in ("report/feedback.html", "person/review.html", "report/pages.py"):
        kept = (copy / name).read_bytes()
        (copy / name).write_bytes(kept + b" ")
        assert digest_of([]) != before, name
        (copy / name).write_bytes(kept)
    assert digest_of([]) == before
