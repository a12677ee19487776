"""A class is graded: every submission gets the marks that it deserves, and no other."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import classroom
import pytest
from grader import contents, files, finished, gone, grade, marker, rows, text_of

import coursekit
from coursekit import written
from coursekit.grading.judge import sandbox
from coursekit.tasks import tasks

LESSON = "01"


@pytest.fixture(scope="module")
def school(tmp_path_factory, sandboxed):
    """A graded class, and what it was made of."""
    place = tmp_path_factory.mktemp("school")
    own = marker()
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        subprocess.Popen(["sleep", f"{own}0"]) as neighbour,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("TEACHERS_SECRET", "swordfish")
        folder, port = place / "class", server.getsockname()[1]
        students = classroom.students(folder, own, port)
        for student, (text, *_) in students.items():
            classroom.hand_in(folder, student, text)
        package = Path(coursekit.__file__).parent
        before = files(place), files(package)
        ended = finished(grade(folder, place / "out"))
        neighbour.kill()
        yield {
            "place": place, "folder": folder, "out": place / "out", "marker": own,
            "port": port, "students": students, "ended": ended, "before": before,
        }  # fmt: skip


def deserved(students):
    """The rows of marks.csv, without reasons, that the class should get."""
    asked, sentences = tasks(LESSON), written.of_everybody(LESSON).values()
    for student, (_, *statuses) in sorted(students.items()):
        name = f"'{student}" if student.startswith("=") else student
        if statuses == ["unreadable"]:
            of = sum(each.points for each in (*asked.values(), *sentences))
            yield name, LESSON, "", "0", f"{of:g}", "unreadable"
            continue
        for task, status in zip(asked.values(), statuses, strict=True):
            points = task.points if status == "right" else 0
            yield name, LESSON, task.id, f"{points:g}", f"{task.points:g}", status
        for sentence in sentences:
            yield name, LESSON, sentence.key, "0", f"{sentence.points:g}", "missing"


def test_every_submission_gets_the_marks_it_deserves(school):
    marks = [tuple(row.values())[:6] for row in rows(school["out"])]
    assert marks == list(deserved(school["students"]))


def test_the_last_line_and_the_exit_status_say_what_could_not_be_graded(school):
    status, said, _ = school["ended"]
    total = len(school["students"])
    assert status == 1
    assert said.splitlines()[-1].startswith(
        f"graded {total - 1} of {total}; 1 could not be graded: "
        "jan/01-gradient-descent.ipynb (This is not a notebook"
    )


@pytest.mark.parametrize(
    ("student", "question", "reason"),
    [
        ("cas", "01.1", "You climb: the gradient points uphill, so subtract."),
        ("dan", "01.2", "Replace the `...` by your code."),
        ("eve", "01.1", "ZeroDivisionError"),
        ("fay", "01.1", "`gd` ran longer than 2 s."),
        ("gus", "01.1", "`gd` ran longer than 2 s."),
        ("ida", "01.2", "`gd_path` ended Python itself."),
        ("ola", "01.2", "There is no `gd_path` in the notebook."),
        ("rob", "01.1", "the course's own solution"),
    ],
)
def test_the_report_and_the_feedback_page_say_why(school, student, question, reason):
    [row] = [
        row
        for row in rows(school["out"])
        if (row["student"], row["question"]) == (student, question)
    ]
    page = school["out"] / "feedback" / student / f"{LESSON}.html"
    assert reason in row["reason"]
    assert reason.replace("`", "") in text_of(page)


def test_feedback_tells_which_cells_failed_and_how(school):
    page = (school["out"] / "feedback" / "hal" / "01.html").read_text("utf-8")
    assert "Code cell 1: It ended Python itself." in page
    page = (school["out"] / "feedback" / "sue" / "01.html").read_text("utf-8")
    assert "Code cell 2: EOFError" in page


def test_what_the_spies_and_scribblers_try_succeeds_without_a_sandbox(
    school, monkeypatch
):
    """Else the right marks of kim and leo would prove nothing."""
    monkeypatch.setenv("TEACHERS_SECRET", "swordfish")
    place = school["place"] / "open"
    place.mkdir()
    monkeypatch.setenv("PATH", str(place))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, inside = server.getsockname()[1], [f"{school['folder']}/*"]
        for code in (classroom.SPIES, classroom.WRITES):
            code, names = code.replace('["/", "/dev", "/dev/shm"]', "[]"), {}
            if code == classroom.SPIES:
                places, least = inside, 3  # a file, the secret, the connection
            else:
                places, least = [str(place)], 2
            settings = {"places": places, "port": port, "marker": "no such process"}
            exec(code.format(**settings), names)
            assert len(names["found"]) >= least
            for found in names["found"]:
                if isinstance(found, socket.socket):
                    found.close()
    shutil.rmtree(place)


def test_nothing_is_written_outside_the_output_folder(school):
    out = school["out"]
    kept = {p: t for p, t in files(school["place"]).items() if p != out}
    inside = {path: t for path, t in kept.items() if out not in path.parents}
    assert inside == school["before"][0]
    package = files(Path(coursekit.__file__).parent)
    sources = {path for path in package if "__pycache__" not in path.parts}
    assert sources <= set(school["before"][1])


def test_no_process_is_left_behind(school):
    assert gone(school["marker"])


def test_grading_again_runs_nothing_and_changes_nothing(school):
    before, states = contents(school["out"]), files(school["out"] / ".state")
    assert finished(grade(school["folder"], school["out"]))[0] == 1
    assert contents(school["out"]) == before
    results = [path for path in states if path.suffix == ".json"]
    assert len(results) > 10
    assert all(path.stat().st_mtime_ns == states[path] for path in results)


@pytest.fixture
def few(school, tmp_path):
    """Some quick ones of the class, in a folder of their own."""
    for student in (
        "ada",
        "bea",
        "cas",
        "dan",
        "eve",
        "hal",
        "ida",
        "jan",
        "rob",
        "uma",
    ):
        classroom.hand_in(tmp_path / "few", student, school["students"][student][0])
    return tmp_path / "few"


def feedback_of_few(few, out):
    return {
        path: text
        for path, text in contents(out).items()
        if path.parts[0] == "feedback" and (few / path.parts[1]).exists()
    }


def test_a_killed_run_continues_and_gives_what_an_undisturbed_run_gives(
    school, few, tmp_path
):
    out = tmp_path / "killed"
    for done in (1, 4):
        grader = grade(few, out)
        while len(list(out.glob(".state/*.json"))) < done and grader.poll() is None:
            time.sleep(0.01)
        os.kill(grader.pid, signal.SIGKILL)
        grader.communicate()
        assert not (out / "marks.csv").exists()
    (out / ".state" / f"{'0' * 64}.json.part").write_text("half a res")
    assert finished(grade(few, out))[0] == 1
    names = {student.name for student in few.iterdir()}
    assert rows(out) == [row for row in rows(school["out"]) if row["student"] in names]
    assert feedback_of_few(few, out) == feedback_of_few(few, school["out"])


def test_a_result_that_was_cut_off_is_made_again(school):
    victim = next((school["out"] / ".state").glob("*.json"))
    whole, before = victim.read_bytes(), contents(school["out"])
    victim.write_bytes(whole[:20])
    finished(grade(school["folder"], school["out"]))
    assert victim.read_bytes() == whole
    assert contents(school["out"]) == before


def test_a_second_grader_in_the_same_folder_refuses(school):
    import fcntl

    with open(school["out"] / ".state" / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, _, complained = finished(grade(school["folder"], school["out"]))
    assert status == 2
    assert "Another grader is at work" in complained


def test_results_json_tells_the_same_as_the_table(school):
    entries = json.loads((school["out"] / "results.json").read_text("utf-8"))
    table = rows(school["out"])
    told = [q["status"] for entry in entries for q in entry["questions"]]
    assert told == [row["status"] for row in table]
    assert sum(entry["points"] for entry in entries) == sum(
        float(row["points"]) for row in table
    )


def test_names_and_contents_of_submissions_stay_text(school):
    formulas = [
        cell
        for row in rows(school["out"])
        for cell in row.values()
        if cell.startswith(("=", "+", "-", "@"))
    ]
    pages = {
        path.as_posix(): text.decode()
        for path, text in contents(school["out"]).items()
        if path.suffix == ".html"
    }
    review = pages.pop("review/index.html")
    assert formulas == []
    assert len(pages) == len(school["students"]) + 1
    assert not [
        path for path, page in pages.items() if "<img" in page or "<script" in page
    ]
    assert review.count("<script") == 2  # its data, and what reads them
    assert "<img" not in review


def test_an_ordinary_user_can_grade_with_and_without_a_sandbox(school, few, tmp_path):
    """As root: the grader runs as a user who owns nothing but its output folder."""
    if os.getuid() != 0:
        return  # this whole file was graded by an ordinary user
    user = next(sandbox.USERS)
    for options in ((), ("--sandbox", "none")):
        out = tmp_path / "-".join(["out", *options])
        out.mkdir()
        os.chown(out, user, user)
        # The kernel allows a /proc inside only where the one outside is whole.
        package = str(sandbox.PACKAGE)
        view = [*sandbox.outer(sandbox.PACKAGE, []), "--ro-bind", package, package]
        view += ["--dev-bind", "/proc", "/proc"]
        view.remove("--unshare-pid")
        view += ["--ro-bind", str(few), "/tmp/class", "--bind", str(out), "/tmp/out"]
        prefix = [*view, "--", *sandbox.become(user)]
        ended = finished(grade("/tmp/class", "/tmp/out", *options, prefix=prefix))
        assert (ended[0], "graded 9 of 10" in ended[1]) == (1, True), ended
        assert ("WARNING" in ended[2]) == bool(options)
        assert feedback_of_few(few, out) == feedback_of_few(few, school["out"])
        assert gone(school["marker"])
