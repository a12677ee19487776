"""A full disk, strange names, unchanged cells: nothing is lost, nothing breaks."""

import csv
import json
import os
import shutil
from math import inf
from pathlib import Path
from threading import Event, Thread

import classroom
import pytest
from grader import contents, finished, grade, rows

from coursekit.grading.judge import judging, sandbox
from coursekit.grading.judge.judging import Terms, judge
from coursekit.grading.judge.released import idle, released
from coursekit.grading.many.keys import edition, key
from coursekit.tasks import lessons, tasks

ROOT = Path(__file__).parent.parent
ANSWERS = classroom.notebook(*classroom.answers())
STRANGE = ["O'Hara, B.", 'the "great"', "[ada]", "a;b|c", "two\nlines", "x..y", "=1+1",
           "-2", "@me", "ünï", "x" * 200, "b\udcff\udcfe"]  # fmt: skip


def test_strange_names_are_kept_in_every_table_and_the_last_line_is_one(
    tmp_path, sandboxed
):
    for name in STRANGE:
        classroom.hand_in(tmp_path / "class", name, ANSWERS)
    for name in STRANGE[:3] + STRANGE[4:5] + STRANGE[-1:]:
        classroom.hand_in(tmp_path / "class", name, "no notebook", "02-x.ipynb")
    status, said, _ = finished(grade(tmp_path / "class", tmp_path / "out"))
    assert status == 1
    assert said.count("\n") == 1
    assert said.startswith("graded 12 of 17; 5 could not be graded: ")
    told = {
        name.removeprefix("'")
        for name in (row["student"] for row in rows(tmp_path / "out"))
    }
    assert told == {
        name.replace("\udcff", "\ufffd").replace("\udcfe", "\ufffd") for name in STRANGE
    }
    assert len(list((tmp_path / "out").rglob("feedback/*/01.html"))) == len(STRANGE)
    with open(tmp_path / "out" / "totals.csv", newline="") as file:
        assert len(list(csv.reader(file))) == len(STRANGE) + 1


def test_on_a_full_disk_it_says_so_and_goes_on_when_there_is_room(tmp_path, sandboxed):
    for number in range(3):
        text = classroom.notebook(*classroom.answers(), f"# {number}")
        classroom.hand_in(tmp_path / "class", f"s{number}", text)
    out = tmp_path / "out"
    assert finished(grade(tmp_path / "class", out))[0] == 0
    whole = contents(out)
    # The same out, on a disk without room for a single page more.
    small = 'mount -t tmpfs -o size=32k none "$0/full" && exec "$@"'
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no unshare on this machine")
    full = [unshare, "--mount", "sh", "-c", small, str(tmp_path)]
    if os.getuid() != 0:
        full[1:1] = ["--user", "--map-root-user"]
    (tmp_path / "full").mkdir()
    ended = finished(grade(tmp_path / "class", tmp_path / "full", prefix=full))
    if "permission denied" in ended[2] or "not permitted" in ended[2]:
        pytest.skip("no small disk can be made here")
    assert ended[0] in (1, 2), ended
    assert "No space left on device" in ended[1] + ended[2]
    assert "Traceback" not in ended[2]
    assert finished(grade(tmp_path / "class", tmp_path / "full"))[0] == 0
    assert contents(tmp_path / "full") == whole


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    classroom.hand_in(tmp_path / "class", "ada", ANSWERS)
    (tmp_path / "out").write_text("a file")
    status, _, complained = finished(grade(tmp_path / "class", tmp_path / "out"))
    assert (status, "Traceback" in complained) == (2, False)
    assert "out" in complained


# What grading again repeats


def package(tmp_path):
    """A package with two lessons, of which the second uses the first."""
    files = {
        "rule.py": "", "plots/paths.py": "", "cli.py": "", "tasks/__init__.py": "",
        "tasks/lesson01.py": "", "tasks/lesson03.py": "", "grading/judge/child.py": "",
        "tasks/lesson02.py": "from coursekit.tasks.lesson01 import x",
        "grading/report/pages.py": "", "grading/report/likeness.py": "",
        "grading/judge/projects.py": "", "grading/judge/answers.py": "",
        "grading/person/sentences.py": "",
        "grading/judge/judging.py": "def f():\n    import coursekit.marks.marking",
        "marks/marking.py": "", "marks/words.py": "",
    }  # fmt: skip
    place = tmp_path / "coursekit"
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)
    return place


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        ("rule.py", "123"), ("tasks/lesson01.py", "12"), ("tasks/lesson02.py", "2"),
        ("tasks/lesson03.py", "3"), ("grading/judge/child.py", "123"),
        ("grading/judge/judging.py", "123"), ("marks/marking.py", "123"),
        ("marks/words.py", ""), ("grading/report/pages.py", ""), ("cli.py", ""),
    ],
)  # fmt: skip
def test_a_change_touches_the_lessons_that_depend_on_it(changed, touched, tmp_path):
    place = package(tmp_path)

    def editions():
        edition.cache_clear()
        return {number: edition(f"0{number}", place) for number in "123"}

    before = editions()
    (place / changed).write_text("from coursekit.tasks.lesson01 import x  # changed")
    after = editions()
    edition.cache_clear()
    assert "".join(n for n in "123" if before[n] != after[n]) == touched


def test_a_key_depends_on_submission_lesson_and_terms():
    terms = [Terms(), Terms(seconds=2), Terms(seed=1), Terms(own={"01": "x"}),
             Terms(released={"01": ("x",)}), Terms(student="Ada")]  # fmt: skip
    keys = {key(raw, "01", each) for raw in (b"a", b"b") for each in terms}
    assert len(keys) == 12
    assert key(b"a", "02", terms[3]) == key(b"a", "02", Terms())


# What feedback refers to


NAMED = [task for lesson in lessons() for task in tasks(lesson).values()]


@pytest.mark.parametrize("task", NAMED, ids=lambda task: task.id)
def test_the_section_to_read_again_is_a_heading_of_the_lesson(task):
    (path,) = (ROOT / "notebooks").glob(f"{task.id[:2]}-*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    text = "\n".join(
        "".join(c["source"]) for c in cells if c["cell_type"] == "markdown"
    )
    assert f"## {task.section}" in text.splitlines()


# Cells that need not run


CELLS = [
    "import numpy as np\nfrom coursekit import check, descend, plots",
    "run = descend(gd(eta=0.15))\nax = plots.path_1d(run)",
    "for eta in (0.1, 0.2):\n    print(eta, gd)",
    'check("01.1", gd)',
    "_ = ax.set(xlabel='η')",
    "start = 3",
    "np.random.seed(3)",
    "class Own:\n    pass",
    "values = []\nvalues.append(3)",
]


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        ("def gd(theta): return theta", {1, 2, 3, 4, 5, 8}),
        ("def gd(theta): return theta + start", {1, 2, 3, 4, 8}),
        ("def gd(theta): return run.theta", {2, 3, 4, 5, 8}),
        ("def gd(theta: run): return theta", {2, 3, 4, 5, 8}),
        ("run" + " " * 20_000, {2, 3, 4, 5, 8}),
        (" " * 400_000, set()),
        ("%timeit ax", {2, 3, 4, 5, 8}),
        ("gd = values.pop", {1, 2, 3, 4, 5}),
        ("def gd(theta):\n    start = theta\n    return start", {1, 2, 3, 4, 5, 8}),
    ],
)
def test_unchanged_cells_that_only_show_rest_unless_they_are_needed(own, rest):
    assert idle([*CELLS, own], CELLS, {"gd"}) == rest


def test_a_cell_that_somebody_changed_or_that_answers_always_runs():
    changed = [cell.replace("0.15", "0.2").replace("print", "list") for cell in CELLS]
    assert idle(changed, CELLS, {"gd"}) == {3, 4, 5, 8}
    assert idle(["gd = 3", "print(gd)"], ["gd = 3", "print(gd)"], {"gd"}) == {1}
    assert idle(CELLS, [], {"gd"}) == set()


@pytest.mark.parametrize(
    "lesson", sorted(path.name[:2] for path in ROOT.glob("exercises/*.ipynb"))
)
def test_a_solution_gets_its_marks_whether_or_not_its_drawings_run(lesson, sandboxed):
    solved = _solution(lesson)
    handed_out = released(ROOT / "exercises")
    assert lesson in handed_out
    result = judge(lesson, solved, sandboxed, Terms(released=handed_out))
    assert {q["status"] for q in result["questions"]} == {"right"}, result
    assert result["notes"] == []


def _solution(lesson):
    (path,) = (ROOT / "solutions").glob(f"{lesson}-*.ipynb")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def test_what_is_left_out_imports_nothing_that_draws(sandboxed):
    solved = _solution("01")
    spy = 'import sys\nif "matplotlib" in sys.modules: del gd'
    cells = [*solved, spy]
    statuses = [
        [q["status"] for q in judge("01", cells, sandboxed, terms)["questions"]]
        for terms in (Terms(released=released(ROOT / "exercises")), Terms())
    ]
    assert statuses == [["right"] * 4, ["missing", *["right"] * 3]]


def test_a_users_own_plots_are_drawn(sandboxed):
    draws = "from coursekit import canyon, descend, explore, gd, plots\n" \
            "ax = plots.landscape(canyon)\nexplore(gd, canyon)"  # fmt: skip
    assert judge("01", [draws], sandboxed, Terms())["notes"] == []


def test_the_sandbox_runs_the_package_that_grades():
    assert Path(sandbox.__file__).parents[2] == sandbox.PACKAGE


def test_half_a_line_costs_the_grader_no_more_than_its_grace(monkeypatch):
    monkeypatch.setattr(judging, "GRACE", 0.1)
    pipe, writes = os.pipe()
    os.write(writes, b'{"at": 0}\n{"at"')
    lines = judging._lines(pipe, inf, inf)
    assert next(lines) == b'{"at": 0}'
    with pytest.raises(judging._Silent):
        next(lines)
    os.close(pipe)
    os.close(writes)


def test_a_line_that_grows_by_a_letter_now_and_then_has_the_same_grace(monkeypatch):
    monkeypatch.setattr(judging, "GRACE", 0.1)
    pipe, writes = os.pipe()
    stopped = Event()

    def drip():
        while not stopped.wait(0.01):
            os.write(writes, b"x")

    dripping = Thread(target=drip)
    dripping.start()
    with pytest.raises(judging._Silent):
        next(judging._lines(pipe, inf, inf))
    stopped.set()
    dripping.join()
    os.close(pipe)
    os.close(writes)
