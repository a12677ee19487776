"""What a teacher gets of a class: tables, a page, and what platforms take back."""

import json
import os
import random
import re
import tracemalloc
from dataclasses import asdict
from pathlib import Path

import pytest
from grader import text_of
from recorded import (
    ALL,
    ASKED,
    CLASS,
    CLIMBS,
    FIRST,
    NONE,
    RIGHT,
    SECOND,
    THIRD,
    WRONG,
    handed,
    reported,
    table,
)

from coursekit.grading.collect import platforms
from coursekit.grading.collect.roster import roster
from coursekit.grading.judge import projects
from coursekit.grading.judge.projects import stubs_of
from coursekit.grading.report.overview import SHOWN
from coursekit.grading.report.pages import folder
from coursekit.grading.report.reports import _codes, reports
from coursekit.grading.report.tables import uploads
from coursekit.grading.report.teaching import again_rows
from coursekit.marks import Mark, lines, mark
from coursekit.outcomes import Given, Status
from coursekit.tasks import tasks
from coursekit.written import all_points


def uploaded(out, graded, kind, roster=None, **columns):
    """What is said of the upload that is written."""
    out.mkdir(exist_ok=True)
    totals = reports(out, lambda: iter(graded), roster).totals
    return uploads(out, kind, totals, roster, columns)


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
    of += all_points("02")
    assert rows["ada"] == {
        "points": f"{ALL:g}", "of": f"{of:g}", "percent": f"{100 * ALL / of:.1f}",
        "handed in": "01 02", "late": "", "missing": "",
        "before": f"{ALL:g}", "by hand": "",
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


def test_a_report_that_says_the_same_keeps_its_date(tmp_path):
    def dates():
        return {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.*")}

    reported(tmp_path)
    for path in tmp_path.rglob("*.*"):
        os.utime(path, (0, 0))
    reported(tmp_path)
    assert set(dates().values()) == {0}
    reported(tmp_path, [(s, RIGHT if r is WRONG else r) for s, r in CLASS])
    new = {path.name for path, date in dates().items() if date}
    assert {"marks.csv", "totals.csv", "results.json", "class.html"} <= new
    assert dates()[tmp_path / "feedback" / "ada" / "01.html"] == 0


def test_reports_that_are_not_completed_leave_those_of_before(tmp_path):
    def held():
        files = (path for path in tmp_path.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}

    def spoiled():
        yield handed("zoe"), RIGHT
        raise OSError("the disk is gone")

    reported(tmp_path)
    before = held()
    with pytest.raises(OSError, match="the disk is gone"):
        reports(tmp_path, spoiled)
    page = tmp_path / "feedback" / "zoe" / "01.html"
    assert held() == {**before, page: page.read_bytes()}


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
    assert facts_of(page, "1 needs a person")[1][2] == note


def test_why_a_person_is_needed_is_said_in_whole_sentences(tmp_path):
    notes = ("Its checks name no student.", "Its text has other numbers.")
    page, _ = reported(tmp_path, [(handed("ada", notes=notes), RIGHT)])
    assert facts_of(page, "1 needs a person")[1][2] == " ".join(notes)


NAMELESS = ("again.csv", "lessons.csv", "mistakes.csv")  # which name nobody


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
        if path.name not in NAMELESS:
            assert "owned" in whole


@pytest.mark.parametrize(
    "spoiled", ["", "[\n{", "[\n3\n]\n", "null", '[\n{"questions": 3}']
)
def test_a_damaged_list_of_old_marks_is_no_obstacle(spoiled, tmp_path):
    (tmp_path / "results.json").write_text(spoiled)
    reported(tmp_path)
    assert len(json.loads((tmp_path / "results.json").read_text())) == len(CLASS)


def test_of_all_code_only_that_of_look_alikes_is_held():
    class_ = [(handed(name), {"code": {"gd": name}}) for name in ("ada", "ben", "cas")]
    wanted = {("01", "ben")}
    assert _codes(lambda: iter(class_), wanted) == {("01", "ben"): {"gd": "ben"}}


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
    links.remove("review/index.html")
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


def capstone(*written, failed=(), answers=()):
    """The row of a capstone's project in which these functions are written."""
    cells = [
        f"def {name}(*given):\n    return {3 if name in written else '...'}"
        for names in projects.PROJECTS.values() for name in names
    ]  # fmt: skip
    said = dict.fromkeys(answers, "Ten runs.")
    (row,) = projects.rows("14", cells, failed, said)
    return row["status"], row["points"], row["of"], row["says"]


def test_a_capstone_has_a_row_for_its_project_which_a_person_marks():
    all_of_c = projects.PROJECTS["14C"]
    texts = ["14C.hypothesis", "14C.result", "14C.conclusion"]
    assert capstone() == ("missing", 0, 15, "There is none yet.")
    by_hand = "Its points come from a person."
    whole = capstone(*all_of_c, answers=texts)
    assert whole == ("to mark", 0, 15, f"Project 14C: done. {by_hand}")
    half = "Project 14C: still to write: refute_c, result, conclusion"
    some = capstone("choose", answers=texts[:1])
    assert some == ("to mark", 0, 15, f"{half}. {by_hand}")
    last = len(sum(projects.PROJECTS.values(), ())) - 1
    broken = capstone(*all_of_c, failed=[1, last], answers=texts)
    assert broken[3] == f"Project 14C: code cell {last + 1} failed. {by_hand}"
    assert projects.rows("01", [], [], {}) == []


def test_words_without_code_and_code_without_words_are_each_half_a_project():
    said = capstone(answers=["14A.hypothesis"])[3]
    assert "Project 14A: still to write: arms_a, refute_a, result, conclusion" in said
    code = capstone(*projects.PROJECTS["14A"])[3]
    assert "Project 14A: still to write: hypothesis, result, conclusion" in code


def test_a_capstone_without_a_project_is_not_complete_in_any_report(tmp_path):
    asked = [{"title": t.title, "name": t.name,
              **asdict(Mark(t.id, Status.RIGHT, t.points, t.points))}
             for t in tasks("14").values()]  # fmt: skip
    for written, told in (((), "There is none yet."), (["choose"], "still to write")):
        cells = [f"def {name}():\n    return 3" for name in written]
        whole = {"lesson": "14", "notes": [],
                 "questions": asked + projects.rows("14", cells, [], {})}  # fmt: skip
        reported(tmp_path, [(handed("ada", lesson="14"), whole)])
        (totals,) = table(tmp_path / "totals.csv")
        assert float(totals["percent"]) < 50
        assert "14.project The project" in text_of(tmp_path / "class.html")
        assert told in text_of(tmp_path / "feedback" / "ada" / "14.html")
        assert told in table(tmp_path / "marks.csv")[-1]["reason"]


@pytest.mark.slow
def test_the_parents_memory_does_not_grow_with_results(tmp_path):
    """Not more than a few kilobytes for each student, whatever a result holds."""
    draw = random.Random(1)
    runs = lambda: sorted(draw.choices(range(2**32), k=100))  # noqa: E731
    large = {**WRONG, "notes": ["x" * 20_000]}

    def peak(count):
        def graded():
            for number in range(count):
                own = {**large, "sample": {"wording": runs(), "form": runs()}}
                own["code"] = {q["name"]: f"# {number}" * 500 for q in own["questions"]}
                yield handed(f"s{number}", lesson="01"), json.loads(json.dumps(own))

        tracemalloc.start()
        reports(tmp_path, graded)
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    few, many = peak(SHOWN), peak(SHOWN + 300)  # the page has rows for so many
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


def test_what_to_teach_again_is_what_most_lack_with_its_mistake(tmp_path):
    page, _ = reported(tmp_path)
    rows = facts_of(page, "What to teach again")[1:]
    first, second, third = ASKED.values()
    # Of five answers each: ben, cas, dan, eve lack the first, dan, eve the second.
    assert rows == [
        [f"01, “{first.section}”", "01.1 The update rule", "4 of 5", f"2 × {CLIMBS}"],
        [f"01, “{second.section}”", f"01.2 {second.title}", "2 of 5", "–"],
        [f"01, “{third.section}”", f"01.3 {third.title}", "1 of 5", "–"],
    ]
    listed = table(tmp_path / "again.csv")
    assert [r["question"] for r in listed] == ["01.1", "01.2", "01.3"]
    assert (listed[0]["mistake"], listed[0]["made by"]) == (CLIMBS, "2")


def test_what_to_teach_again_has_the_line_as_they_may_have_written_it():
    row = {"lesson": "01", "edit": "range(steps) -> range(1, steps)"}
    (line,) = again_rows([row])
    assert line == ("01", "range(1, steps)    # in place of range(steps)")


def test_what_few_lack_is_not_taught_again(tmp_path):
    class_ = [(handed(f"s{n}"), RIGHT if n else WRONG) for n in range(6)]
    page, _ = reported(tmp_path, class_)
    assert "What to teach again" not in page


def test_lessons_are_compared_where_there_are_several(tmp_path):
    page, _ = reported(tmp_path)
    assert "From lesson to lesson" not in page
    second = [(handed(name, lesson="02", late=name == "ben"), told) for name, told in [
        ("ada", {"lesson": "02", "unreadable": "No."}),
        ("ben", {**WRONG, "lesson": "02"}),
    ]]  # fmt: skip
    page, _ = reported(tmp_path, [*CLASS, *second])
    rows = table(tmp_path / "lessons.csv")
    share = 1 - FIRST / ALL
    assert list(rows[1].values()) == [
        "02", "2", "4", "1", f"{50 * share:.1f}", f"{50 * share:.1f}", "0"
    ]  # fmt: skip
    assert facts_of(page, "From lesson to lesson")[2][1:4] == ["2", "4", "1"]


def test_the_way_from_lesson_to_lesson_is_drawn_and_told_in_words(tmp_path):
    page, _ = reported(tmp_path)
    assert "<svg" not in page
    page, _ = reported(tmp_path, [
        (handed("ada"), RIGHT), (handed("ben"), NONE),
        (handed("ada", lesson="02"), {**WRONG, "lesson": "02"}),
    ])  # fmt: skip
    share = f"{100 * (1 - FIRST / ALL):.0f} %"
    told = page.partition('<title id="trend-says">')[2].partition("<")[0]
    assert told == (f"mean: 01 50 %, 02 {share}; median: 01 50 %, 02 {share}; "
                    "handed in: 01 100 %, 02 50 %.")  # fmt: skip
    mean, median, handed_in = re.findall(r'<polyline points="([^"]*)"', page)
    places = [[float(n) for n in p.split(",")] for p in handed_in.split()]
    (first, top), (last, middle) = places
    levels = [float(y) for y in re.findall(r'class="grid"[^>]* y1="([^"]*)"', page)]
    assert (top, middle) == (levels[-1], levels[2]) and last > first
    assert mean == median
    names = [
        float(y) for y in re.findall(r' y="([\d.]+)">(?:mean|median|handed)', page)
    ]
    assert len(names) == 3
    assert min(b - a for a, b in zip(sorted(names), sorted(names)[1:])) >= 12


def test_every_mistake_is_a_row_of_its_table_with_its_code(tmp_path):
    edit = "return theta + eta * grad(theta)"
    wrong = {**WRONG, "questions": [{**q, "edit": edit} for q in WRONG["questions"]]}
    reported(tmp_path, [(handed("ada"), wrong), (handed("ben"), wrong)])
    (row,) = table(tmp_path / "mistakes.csv")
    assert list(row.values()) == ["2", "01", "01.1", "gd", CLIMBS, edit]
