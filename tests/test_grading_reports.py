"""What a teacher gets of a class: tables, a page, and what platforms take back."""

import csv
import inspect
import json
import re
import tracemalloc
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path

import classroom
import pytest
from grader import text_of

from coursekit import optimizers
from coursekit.grading.collect import platforms
from coursekit.grading.collect.reading import File
from coursekit.grading.collect.roster import roster
from coursekit.grading.collect.submissions import Submission
from coursekit.grading.judge import projects
from coursekit.grading.judge.projects import stubs_of
from coursekit.grading.judge.released import released
from coursekit.grading.report import likeness
from coursekit.grading.report.pages import folder
from coursekit.grading.report.reports import reports
from coursekit.grading.report.sources import Sources
from coursekit.grading.report.tables import uploads
from coursekit.marks import Mark, lines, mark
from coursekit.outcomes import Given, Status
from coursekit.tasks import tasks

ASKED = dict(islice(tasks("01").items(), 3))
CLIMBS = "You climb: the gradient points uphill, so subtract."


def result(*statuses, says="", sample=(), lesson="01"):
    """The result of a submission whose questions have these statuses."""
    questions = [
        {
            "title": task.title,
            "name": task.name,
            **fields(task, status, says),
        }
        for task, status in zip(ASKED.values(), statuses, strict=True)
    ]
    return {"lesson": lesson, "questions": questions, "notes": [], "sample": sample}


def fields(task, status, says):
    given = Mark(task.id, Status(status), 0, task.points)
    if status == "right":
        given = replace(given, points=task.points)
    elif says:
        wrong = {"mistake": says} if status == "wrong" else {"says": says}
        given = replace(given, tested="it", **wrong)
    return asdict(given)


def handed(student, **about):
    path = Path(f"{student}.ipynb")
    return Submission(student, about.pop("lesson", "01"), File(path), **about)


FIRST, SECOND, THIRD = (task.points for task in ASKED.values())
ALL = FIRST + SECOND + THIRD

RIGHT, NONE = result(*["right"] * 3), result(*["not started"] * 3)
WRONG = result("wrong", "right", "right", says=CLIMBS)
CLASS = [
    (handed("ada"), RIGHT),
    (handed("ben", late=True), WRONG),
    (handed("cas", older=2), WRONG),
    (handed("dan"), NONE),
    (handed("eve"), result("borrowed", "died", "right")),
    (handed("fay", lesson=""), {"lesson": "", "unreadable": "It is no notebook."}),
]


def reported(out, graded=CLASS, **options):
    out.mkdir(exist_ok=True)
    changed = reports(out, lambda: iter(graded), **options).changed
    return (out / "class.html").read_text("utf-8"), changed


def uploaded(out, graded, kind, roster=None, **columns):
    """What is said of the upload that is written."""
    out.mkdir(exist_ok=True)
    totals = reports(out, lambda: iter(graded), roster).totals
    return uploads(out, kind, totals, roster, columns)


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def people(tmp_path):
    (tmp_path / "class.csv").write_text(
        "Identifier,Full name,Email address,ID,Grade\n"
        'Participant 7,ada,ada@x.org,70,\nParticipant 8,"=cmd|x",b@x.org,80,\n'
    )
    return roster(tmp_path / "class.csv")


def test_totals_tell_points_lateness_and_what_is_missing(tmp_path, people):
    second = (handed("ada", lesson="02"), {"lesson": "02", "unreadable": "No."})
    reported(tmp_path / "out", [*CLASS, second], roster=people)
    rows = {row.pop("student"): row for row in table(tmp_path / "out/totals.csv")}
    of = ALL + sum(task.points for task in tasks("02").values())
    assert rows["ada"] == {
        "points": f"{ALL:g}", "of": f"{of:g}", "percent": f"{100 * ALL / of:.1f}",
        "handed in": "01 02", "late": "", "missing": "",
    }  # fmt: skip
    assert (rows["ben"]["points"], rows["ben"]["late"]) == (f"{ALL - FIRST:g}", "01")
    assert rows["ben"]["missing"] == "02"
    assert (rows["'=cmd|x"]["points"], rows["'=cmd|x"]["missing"]) == ("0", "01 02")


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\n=", " =", "＝", "\u00a0="]
)
def test_no_cell_of_any_table_is_a_formula(start, tmp_path):
    evil = f"{start}cmd|'/C calc'!A0"
    told = {"lesson": "01", "unreadable": evil}
    class_ = [(handed(evil, id=evil), told), (handed(evil), RIGHT)]
    for kind in platforms.uploads():
        uploaded(tmp_path, class_, kind)
    for path in tmp_path.glob("*.csv"):
        cells = [cell for row in table(path) for cell in row.values() if cell]
        assert evil not in cells
        assert not [c for c in cells if c.strip()[:1] in tuple("=+-@＝") and c != "-"]


def test_after_a_correction_the_changed_marks_are_listed(tmp_path):
    _, changed = reported(tmp_path)
    assert changed == []
    assert not (tmp_path / "changed.csv").exists()
    corrected = [(s, RIGHT if r is WRONG else r) for s, r in CLASS]
    _, changed = reported(tmp_path, corrected)
    rows = table(tmp_path / "changed.csv")
    assert [(r["student"], r["question"], r["from"], r["to"]) for r in rows] == [
        ("ben", "01.1", "0", f"{FIRST:g}"), ("cas", "01.1", "0", f"{FIRST:g}")
    ]  # fmt: skip
    assert len(changed) == 2
    assert reported(tmp_path, corrected)[1] == []
    assert not (tmp_path / "changed.csv").exists()


def test_pages_of_students_who_are_gone_are_gone(tmp_path):
    second = (handed("ben", lesson="02"), {"lesson": "02", "unreadable": "No."})
    reported(tmp_path, [*CLASS, second])
    (tmp_path / "feedback" / "ben" / "notes.txt").write_text("the teacher's own")
    reported(tmp_path, [CLASS[0]], wanted=("01",))
    left = {str(p.relative_to(tmp_path)) for p in (tmp_path / "feedback").rglob("*.*")}
    assert left == {
        "feedback/ada/01.html", "feedback/ben/02.html", "feedback/ben/notes.txt"
    }  # fmt: skip
    reported(tmp_path, [CLASS[0]])
    assert not (tmp_path / "feedback" / "ben" / "02.html").exists()


def test_what_collecting_remarked_stands_in_the_row_on_the_page_and_in_the_list(
    tmp_path,
):
    note = "It was graded as lesson 01; but its name says lesson 02."
    page, _ = reported(tmp_path, [(handed("ada", notes=(note,), older=1), RIGHT)])
    newest = "The newest of your 2 notebooks was graded."
    assert {row["note"] for row in table(tmp_path / "marks.csv")} == {
        f"{note} {newest}"
    }
    assert note in text_of(tmp_path / "feedback" / "ada" / "01.html")
    assert facts_of(page, "1 need a person")[1][2] == note


def test_no_control_character_reaches_a_table_or_a_page(tmp_path):
    evil = "a\x1b]0;owned\x07\x00\u202eb"
    unread = {"lesson": "01", "unreadable": evil}
    told = [
        (handed(evil, name=f"{evil}.ipynb", id=evil), unread),
        (handed(f"{evil}2"), {**RIGHT, "notes": [evil]}),
    ]  # fmt: skip
    reported(tmp_path, told, failed=[(handed(evil), evil)])
    for path in tmp_path.rglob("*.*"):
        text = path.read_text("utf-8")
        whole = json.dumps(json.loads(text), ensure_ascii=False) \
            if path.suffix == ".json" else text  # fmt: skip
        assert not set(whole) & set("\x00\x07\x1b\u202e"), path
        assert "owned" in whole


@pytest.mark.parametrize(
    "spoiled", ["", "[\n{", "[\n3\n]\n", "null", '[\n{"questions": 3}']
)
def test_a_damaged_list_of_old_marks_is_no_obstacle(spoiled, tmp_path):
    (tmp_path / "results.json").write_text(spoiled)
    reported(tmp_path)
    assert len(json.loads((tmp_path / "results.json").read_text())) == len(CLASS)


def test_an_empty_class_still_is_a_list_and_a_page(tmp_path):
    page, _ = reported(tmp_path, [])
    assert "0 submissions of 0 students" in page
    assert json.loads((tmp_path / "results.json").read_text()) == []


# The page of the class


def facts_of(page, heading):
    """The rows of the table below a heading, as lists of words."""
    part = page.partition(f">{heading}")[2].partition("</table>")[0]
    cells = [re.split("<t[hd]", row)[1:] for row in part.split("<tr")[1:]]
    strip = lambda cell: " ".join(text_of_html(f"<td{cell}").split())  # noqa: E731
    return [[strip(cell) for cell in row] for row in cells]


def text_of_html(html):
    class Page:
        read_text = staticmethod(lambda encoding: html)

    return text_of(Page)


def pearson(one, other):
    """The correlation, from its definition."""
    a, b = ([x - sum(xs) / len(xs) for x in xs] for xs in (one, other))
    squares = sum(x * x for x in a) * sum(y * y for y in b)
    return sum(x * y for x, y in zip(a, b, strict=True)) / squares**0.5


def test_the_page_says_how_hard_and_how_telling_each_question_was(tmp_path):
    page, _ = reported(tmp_path)
    _, first, second, third = facts_of(page, "Questions")
    # Of five, ada alone has its points; elsewhere three have all, dan none, eve a part.
    rest = [SECOND + THIRD] * 3 + [0, THIRD]
    told = pearson([FIRST, 0, 0, 0, 0], rest)
    assert first[:4] == ["01.1 The update rule", "5", "1", "1"]
    assert first[-2:] == ["20 %", f"{told:.2f}"]
    assert second[-2] == "60 %" and third[-2] == "80 %"


def test_a_question_that_all_got_tells_nothing_of_them(tmp_path):
    page, _ = reported(tmp_path, [(handed(name), RIGHT) for name in "abcd"])
    assert facts_of(page, "Questions")[1][-1] == "–"


def test_the_page_counts_marks_by_tenths_and_mistakes_by_name(tmp_path):
    page, _ = reported(tmp_path)
    counts = [part.partition("<")[0] for part in page.split('class="count">')[1:]]
    shares = [0, 0, THIRD / ALL, 1 - FIRST / ALL, 1 - FIRST / ALL, 1]
    tenths = [min(9, int(10 * share)) for share in shares]
    assert counts == [str(tenths.count(n)) for n in range(10)]
    assert facts_of(page, "What they did not")[1:] == [["2", "01.1 gd", CLIMBS]]


def test_the_page_has_a_row_for_each_student_and_a_cell_for_each_question(tmp_path):
    page, _ = reported(tmp_path)
    rows = facts_of(page, "Students and questions")
    assert rows[0] == ["Student", "01.1", "01.2", "01.3", "Total"]
    assert rows[1] == ["ada 01", "✓", "✓", "✓", "100 %"]
    share = f"{100 * (1 - FIRST / ALL):.0f} %"
    assert rows[2] == ["ben 01 late 01", "✗", "✓", "✓", share]
    assert ["dan 01", "○", "○", "○", "0 %"] in rows


def test_the_page_names_who_needs_a_person_and_why(tmp_path):
    failed = [(handed("gus"), "No space left on device")]
    page, _ = reported(tmp_path, failed=failed)
    rows = facts_of(page, "3 need a person")[1:]
    assert [row[0] for row in rows] == ["eve", "fay", "gus/gus.ipynb"]
    assert rows[0][2] == "gd calls the course's own solution; gd_path ended Python"
    assert rows[1][2] == "It is no notebook."
    assert "No space left" in rows[2][2]


def test_its_links_lead_to_the_feedback_pages(tmp_path):
    strange = [
        (handed(name), RIGHT) for name in ("a/../b", "..", "x" * 300, "é #?%", "n\nl")
    ]
    page, _ = reported(tmp_path, strange)
    from urllib.parse import unquote

    links = {unquote(part.partition('"')[0]) for part in page.split('href="')[1:]}
    assert len(links) == len(strange)
    assert all((tmp_path / link).is_file() for link in links)
    assert {path.parent.parent.name for path in tmp_path.rglob("01.html")} == {
        "feedback"
    }


@pytest.mark.parametrize(
    "name",
    ["..", ".", "", "a/b", "a\\b", "/etc", "x" * 300, "é" * 80, "a\0b", "~", "CON "],
)
def test_a_students_name_is_one_folder_below_its_parent(name, tmp_path):
    safe = folder(name)
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()
    (tmp_path / safe).mkdir()
    assert folder(f"{name}x") != safe


def test_plain_names_keep_their_folders():
    for name in ("ada", "Ada Lovelace", "=1+1", "O'Hara, B. (2)", "李小龙"):
        assert folder(name) == name


ANSWER = """
def gd(x, grad):
    w = x * 1.0
    for k in range({n}):
        w = w - {n} * grad(w) / (k + {n})
    if not np.isfinite(w).all() or abs(w).max() > {n}e6:
        raise ValueError("too far after {n} steps")
    return w  # {note}
"""


def test_nearly_the_same_notebooks_are_paired_and_usual_ones_are_not(tmp_path):
    usual = classroom.answers()
    own = {
        name: [*usual, ANSWER.format(n=n, note=f"{name} thought of {n} things at once")]
        for n, name in enumerate(("ada", "ben", "cas", "dan", "eve", "fay", "gus"), 2)
    }
    own["hal"] = [*own["ada"][:-1], own["ada"][-1].replace("at once", "today")]
    samples = {name: likeness.sample(cells, usual[:1]) for name, cells in own.items()}
    graded = [(handed(n), {**RIGHT, "sample": samples[n]}) for n in own]
    page, _ = reported(tmp_path, graded)
    rows = facts_of(page, "Please look")[1:]
    assert [row[1:3] for row in rows] == [["ada", "hal"]]
    assert likeness.alike({"a": likeness.sample(usual), "b": likeness.sample([])}) == []


def stubs_below_headings():
    """{"14A": the functions to write below its heading in the exercise}."""
    notebook = json.loads((COURSE / "exercises" / "14-capstone.ipynb").read_text())
    found, project = {}, None
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if source.startswith("## "):
            heading = re.match(r"## Project (\w+):", source)
            project = heading and heading[1]
        elif project:
            found.setdefault(project, []).extend(stubs_of(source))
    return {project: tuple(names) for project, names in found.items()}


COURSE = Path(__file__).parents[1]


def test_the_projects_are_those_of_the_exercise():
    assert stubs_below_headings() == projects.PROJECTS


def capstone(*written, failed=()):
    """The row of a capstone's project in which these functions are written."""
    cells = [
        f"def {name}(*given):\n    return {3 if name in written else '...'}"
        for names in projects.PROJECTS.values() for name in names
    ]  # fmt: skip
    (row,) = projects.rows("14", cells, failed)
    return row["status"], row["points"], row["of"], row["says"]


def test_a_capstone_has_a_row_for_its_project_which_a_person_marks():
    all_of_c = projects.PROJECTS["14C"]
    assert capstone() == ("missing", 0, 15, "There is none yet.")
    by_hand = "Its points come from a person."
    assert capstone(*all_of_c) == ("to mark", 0, 15, f"Project 14C: done. {by_hand}")
    half = "Project 14C: still to write: conclusion_c"
    assert capstone("choose") == ("to mark", 0, 15, f"{half}. {by_hand}")
    broken = capstone(*all_of_c, failed=[1, 8])
    assert broken[3] == f"Project 14C: code cell 9 failed. {by_hand}"
    assert projects.rows("01", [], []) == []


def test_a_capstone_without_a_project_is_not_complete_in_any_report(tmp_path):
    asked = [{"title": t.title, "name": t.name,
              **asdict(Mark(t.id, Status.RIGHT, t.points, t.points))}
             for t in tasks("14").values()]  # fmt: skip
    for written, told in (((), "There is none yet."), (["choose"], "still to write")):
        cells = [f"def {name}():\n    return 3" for name in written]
        whole = {"lesson": "14", "notes": [],
                 "questions": asked + projects.rows("14", cells, [])}  # fmt: skip
        reported(tmp_path, [(handed("ada", lesson="14"), whole)])
        (totals,) = table(tmp_path / "totals.csv")
        assert float(totals["percent"]) < 50
        assert "14.project The project" in text_of(tmp_path / "class.html")
        assert told in text_of(tmp_path / "feedback" / "ada" / "14.html")
        assert told in table(tmp_path / "marks.csv")[-1]["reason"]


MINE = """
def gd_path(x0, grad, eta, steps):
    walked = np.empty((steps + 1, *np.shape(x0)))
    walked[0] = x0
    for now in range(steps):
        walked[now + 1] = walked[now] - eta * grad(walked[now])
    return walked
"""


@pytest.fixture(scope="module")
def sources():
    return Sources(released(COURSE / "exercises"), released(COURSE / "solutions"))


def copied(folder, lesson, sources, **cells):
    """{student: where the class page says that their cells, by name, may be from}."""
    graded = [
        (handed(name, lesson=lesson),
         result("right", "right", "right", sample=likeness.sample(own), lesson=lesson))
        for name, own in cells.items()
    ]  # fmt: skip
    page, _ = reported(folder, graded, sources=sources)
    _, _, rows = page.partition('id="copies"')
    found = re.findall(r"<a href=[^>]*>(\w+)</a></td><td><code>([^<]*)", rows)
    return {name: {place for n, place in found if n == name} for name, _ in found}


def test_a_pasted_function_of_the_course_and_a_solution_are_listed(tmp_path, sources):
    start = sources.released["08"]
    pasted = inspect.getsource(optimizers.adam.rule)
    found = copied(
        tmp_path, "08", sources,
        pastes=[*start, "# my own work\n" + pasted, "x = 3"],
        copies=sources.solutions["08"],
        honest=[*start, MINE, "print('hello')"],
        untouched=start,
    )  # fmt: skip
    assert found.keys() == {"pastes", "copies"}
    assert found["pastes"] == {"coursekit.optimizers.adam"}
    assert {"solution, adam", "solution, ema"} <= found["copies"]


def test_work_of_ones_own_is_like_no_solution(tmp_path, sources):
    own = {"ada": [MINE, classroom.REGIME_OTHERWISE, classroom.GD_OTHERWISE]}
    assert copied(tmp_path, "01", sources, **own) == {}


def test_what_many_in_a_class_have_is_no_copy(tmp_path, sources):
    usual = {f"s{n}": sources.solutions["08"] for n in range(7)}
    assert copied(tmp_path, "08", sources, **usual) == {}


def test_without_solutions_the_source_of_the_course_is_known(tmp_path):
    pasted = {"ada": [inspect.getsource(optimizers.adam.rule)]}
    found = copied(tmp_path, "08", Sources({}, {}), **pasted)
    assert found == {"ada": {"coursekit.optimizers.adam"}}


def test_the_exercise_as_it_was_handed_out_makes_nobody_alike():
    released = ["import numpy as np", "def gd(theta, grad, t):\n    return ..."]
    assert likeness.sample(released, released) == []


@pytest.mark.slow
def test_the_parents_memory_does_not_grow_with_results(tmp_path):
    """Not more than a few kilobytes for each submission, whatever its result holds."""
    large = {**WRONG, "notes": ["x" * 20_000]}

    def peak(count):
        def graded():
            for number in range(count):
                yield (
                    handed(f"s{number % 7}", lesson="01"),
                    json.loads(json.dumps(large)),
                )

        tracemalloc.start()
        reports(tmp_path, graded)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    few, many = peak(50), peak(350)
    assert many - few < 300 * 4000


def test_what_a_page_says_of_a_mark_is_what_the_check_says(tmp_path):
    given = mark(ASKED["01.1"], [Given(3.0)] * len(ASKED["01.1"].parts))
    told = {**WRONG, "questions": [{"title": "", "name": "gd", **asdict(given)}]}
    reported(tmp_path, [(handed("ada"), told)])
    page = text_of(tmp_path / "feedback" / "ada" / "01.html")
    tested, difference = lines(given)
    assert tested.removeprefix("I tested ").rstrip(".") in page
    for said in difference.rstrip(".").split("; expected "):
        assert said in page
