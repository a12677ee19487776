"""Whatever people and files are called: each is a row, with a page and a way back."""

import csv
import ntpath
import re
from pathlib import PureWindowsPath
from types import SimpleNamespace
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from grader import finished, grade, rows
from test_grading_submissions import LESSON, TEXT, laid_out, zipped
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.grading.collect.platforms import canvas, moodle
from coursekit.grading.collect.roster import roster
from coursekit.grading.collect.submissions import collect
from coursekit.grading.report.pages import place
from coursekit.names import normal

STRANGE = [
    "CON", "nul", "aux.ipynb", "Lpt1. x", "x" * 240, "y" + "x" * 239, "é" * 120,
    "-rf", "--out", "$(reboot)", "`id`", "a;b", "a&b", "=1+1", "%2e%2e", "%s{0}", "~",
    "trailing.", "trailing ", "dots...", "😀", "👩\u200d👧", "\u202etxt.exe", "\u200b",
    "مریم\u200cمیرزا", "ze\u200bro", "!!!", "_", "   ", "a?b", "a*b", "a|b", 'a"b',
    "a:b", "a\tb", "<b>", "<script>ran = 1<script>",
]  # fmt: skip
MOODLE = "_assignsubmission_file_"
HANDED = {
    "plain": "{name}/" + LESSON,
    "moodle": "{name}_77{n}" + MOODLE + "/" + LESSON,
    "canvas": "{name}_88{n}_99{n}_01-a?b:c..ipynb",
}
NUMBERS = {"moodle": moodle.NAMES, "canvas": canvas.NAMES}


def is_a_file_anywhere(name):
    """Whether Windows, too, has such files, and no command takes the name amiss."""
    reserved = getattr(ntpath, "isreserved", lambda n: PureWindowsPath(n).is_reserved())
    return (
        not re.search(r'[<>:"/\\|?*\x00-\x1f\u200b\u202a-\u202e]', name)
        and not re.match(r"[-~. ]", name)
        and not name.endswith((".", " "))
        and not reserved(name)
        and 0 < len(name.encode()) <= 255
    )


def cut(name, named):
    """As much of a name as a file's name of a platform has room for."""
    room = 255 - len(named) if named.endswith(".ipynb") and "/" not in named else 255
    return name.encode()[:room].decode(errors="ignore")


@pytest.fixture(scope="module", params=HANDED)
def graded(request, tmp_path_factory, sandboxed):
    """A class of all these people that was graded, as they came from a platform."""
    where = tmp_path_factory.mktemp(request.param)
    named = HANDED[request.param]
    files = {named.format(name=cut(name, named), n=n): TEXT
             for n, name in enumerate(STRANGE, 10)}  # fmt: skip
    handed_in = where / "class"
    if request.param == "plain":
        laid_out(handed_in, files)
    else:
        handed_in = zipped(where / "class.zip", files)
    kind = "moodle" if request.param == "moodle" else "canvas"
    grader = grade(handed_in, where / "out", "--format", kind)
    status, said, complained = finished(grader)
    assert status == 0, said + complained
    table = {"moodle": "moodle-01.csv", "canvas": "canvas.csv"}[kind]
    return SimpleNamespace(
        how=request.param, out=where / "out", said=said + complained,
        upload=where / "out" / table,
    )  # fmt: skip


def test_everybody_is_a_row_a_line_and_a_page(graded):
    students = {row["student"] for row in rows(graded.out)}
    assert len(students) == len(STRANGE)
    assert all(name.strip() for name in students)
    pages = [*graded.out.glob("feedback/*/*.html")]
    assert len(pages) == len(STRANGE)
    links = re.findall(
        'href="(feedback/[^"]*)"', (graded.out / "class.html").read_text()
    )
    assert {graded.out / unquote(link) for link in links} == {*pages}
    with open(graded.upload, encoding="utf-8", newline="") as file:
        uploaded = [cell for row in csv.reader(file) for cell in row]
    assert all(uploaded.count(name) == 1 for name in students)


def test_what_is_written_has_names_that_every_system_takes(graded):
    written = [path for path in graded.out.rglob("*") if ".state" not in path.parts]
    assert [p.name for p in written if not is_a_file_anywhere(p.name)] == []
    folded = [normal(str(path)) for path in written]
    assert len({*folded}) == len(folded)


def test_no_name_is_code_anywhere(graded):
    for path in graded.out.rglob("*.html"):
        assert "<script>ran" not in path.read_text(encoding="utf-8")
    cells = [cell for row in rows(graded.out) for cell in row.values()]
    assert "'=1+1" in cells and "'-rf" in cells


def test_what_is_said_steers_no_terminal(graded):
    said = graded.said.replace("\u200d", "").replace("\u200c", "")
    assert all(line.isprintable() for line in said.split("\n"))


def test_feedback_goes_back_under_names_that_every_system_takes(graded, tmp_path):
    if graded.how == "plain":  # no platform takes anything back
        return
    path = tmp_path / "x.zip"
    words = ["export", "feedback", graded.out, "--lesson", "01"]
    words += ["--format", graded.how, "--out", path]
    done = CliRunner().invoke(app, [*map(str, words)])
    assert done.exit_code == 0, done.output
    with ZipFile(path) as packed:
        names = packed.namelist()
    assert len(names) == len(STRANGE)
    assert [name for name in names if not is_a_file_anywhere(name)] == []
    first = {"moodle": 7710, "canvas": 8810}[graded.how]
    numbers = {id_in(name, NUMBERS[graded.how]) for name in names}
    assert numbers == {str(first + n) for n in range(len(STRANGE))}


def id_in(name, forms):
    return next(filter(None, (form.fullmatch(name) for form in forms)))["id"]


# Names that differ by less than a file system sees


CLASS = {
    "in case": ("name\nAda\nADA\nada\n", 3),
    "in Unicode's form": ("name\nJos\u00e9\nJose\u0301\n", 2),
    "in spaces": ("name\nAda  L\nAda L\n", 2),
    "in case, with numbers": ("name,id\nAda,7\nada,8\n", 2),
    "a number that is another's name": ("name\nAda\nada\nAda (2)\n", 3),
}


@pytest.mark.parametrize("how", CLASS)
def test_those_whom_no_file_system_tells_apart_have_pages_of_their_own(how, tmp_path):
    text, count = CLASS[how]
    (tmp_path / "class.csv").write_text(text, encoding="utf-8")
    names = list(roster(tmp_path / "class.csv").rows)
    homes = {normal(place(name, "01", "")[1]) for name in names}
    assert len(names) == len(homes) == count


def test_a_platforms_namesakes_in_other_letters_are_two(tmp_path):
    alike = ("Ada L", "ADA L", "Jos\u00e9", "Jose\u0301")
    files = [f"{name}_7{n}{MOODLE}/{LESSON}" for n, name in enumerate(alike)]
    found = collect(laid_out(tmp_path, dict.fromkeys(files, TEXT))).people
    assert len({normal(person.name) for person in found}) == 4


def test_folders_that_differ_in_letters_alone_are_one_student_and_it_is_said(tmp_path):
    names = ("Ada", "ADA", "Jos\u00e9", "Jose\u0301")
    found = collect(laid_out(tmp_path, {f"{n}/{LESSON}": TEXT for n in names}))
    assert len(found.people) == 2
    assert [said.count("“") for said in found.says] == [2, 2]


def test_a_path_that_leads_out_of_a_zip_leads_nowhere(tmp_path):
    names = ["../../ada/", "..\\ben\\", "/cyd/", "dan/../eve/../../", "C:\\fay\\"]
    found = collect(zipped(tmp_path / "c.zip", {n + LESSON: TEXT for n in names}))
    assert [person.name for person in found.people] == [
        "C:",
        "ada",
        "ben",
        "cyd",
        "dan",
    ]
