"""Nobody vanishes, nobody is merged, and nobody is believed about others."""

import os
import re
import struct
import subprocess
import sys
import tracemalloc
import zipfile
import zlib
from datetime import datetime
from itertools import product

import classroom
import pytest
from test_grading_submissions import LESSON, TEXT, laid_out, zipped

from coursekit.grading.collect import entries
from coursekit.grading.collect.platforms import owner
from coursekit.grading.collect.submissions import collect

RIGHT, WRONG = classroom.notebook("right = 1"), classroom.notebook("wrong = 1")
OTHER = classroom.notebook('check("02.1", f)')
MOODLE = "_assignsubmission_file_"


def read(place, **options):
    """{(student, lesson): the bytes of what is graded, or why there is nothing}"""
    return {
        (s.student, s.lesson): raw.decode() if isinstance(raw, bytes) else str(raw)
        for s, raw in collect(place, **options).read()
    }


def names(place, **options):
    return [person.name for person in collect(place, **options).people]


# One more folder around the class


CLASSES = {
    "plain folders": ([f"ada/{LESSON}", f"ben/{LESSON}"], ["ada", "ben"]),
    "one student": ([f"ada/{LESSON}"], ["ada"]),
    "Moodle's": ([f"Ada L_771{MOODLE}/{LESSON}", f"Ben B_772{MOODLE}/{LESSON}"],
                 ["Ada L", "Ben B"]),
    "Canvas's": ([f"lada_1_2_{LESSON}", f"bben_LATE_3_4_{LESSON}", "xeve_5_text.html"],
                 ["bben", "lada", "xeve"]),
    "GitHub's": ([f"ex01-ada/{LESSON}", f"ex01-ben/{LESSON}"],
                 ["ex01-ada", "ex01-ben"]),
    "weeks of students": ([f"ada/week 1/{LESSON}", f"ada/week 2/{LESSON}",
                           f"ben/week 1/{LESSON}"], ["ada", "ben"]),
    "files": ([f"ada_{LESSON}", f"ben_{LESSON}"], ["ada", "ben"]),
    "Google's": ([f"Ada L - {LESSON}", f"Copy of Ben B - {LESSON}",
                  f"Cyd C - Kopie von {LESSON}"], ["Ada L", "Ben B", "Cyd C"]),
    "exercises of files": ([f"Exercise 1/Ada L - {LESSON}",
                            f"Exercise 1/Ben B - {LESSON}",
                            "Exercise 2/Ada L - 2.ipynb",
                            "Exercise 2/Ben B - 2.ipynb"], ["Ada L", "Ben B"]),
    "exercises": ([f"Exercise 1/ada/{LESSON}", f"Exercise 1/ben/{LESSON}",
                   f"Exercise 2/ada/{LESSON}"], ["ada", "ben"]),
    "downloads": ([f"Ex 1/Ada L_771{MOODLE}/{LESSON}",
                   f"Ex 2/Ada L_881{MOODLE}/2.ipynb"], ["Ada L"]),
}  # fmt: skip
AROUND = ["", "Exercise 1/", "ex01-submissions/", "download (1)/CS1-Exercise 01-4711/",
          "a/b/c/d/e/f/g/", "Ex 1-20261120T100500Z-001/Ex 1/"]  # fmt: skip


FLAT = "files", "Google's", "exercises of files"  # which one student may have zipped


def is_a_class(pack, kind, around):
    """Whether these are the files of a class, and cannot be one student's own."""
    if pack == "zip in a folder":
        return kind not in ("one student", *FLAT)
    return kind != "one student" or bool(around)


PACKS = ["folder", "zip", "zip in a folder"]
WRAPPED = [case for case in product(PACKS, CLASSES, AROUND) if is_a_class(*case)]


@pytest.mark.parametrize("ending", ["", " (1)", ".zip", "-001.zip"])
def test_the_parts_of_one_download_are_one_class(ending, tmp_path):
    for number, student in enumerate(("Ada L", "Ben B", "Cyd C"), 1):
        part = tmp_path / f"Exercise 01-20261120T100500Z-00{number}{ending}"
        files = {f"Exercise 01/{student} - {LESSON}": TEXT}
        if part.suffix == ".zip":
            zipped(part, files)
        else:
            laid_out(part, files)
    assert names(tmp_path) == ["Ada L", "Ben B", "Cyd C"]


def test_signs_that_nobody_sees_are_no_part_of_a_name(tmp_path):
    written = f"\u200fדוד כהן\u200f_3{MOODLE}/{LESSON}", f"דוד כהן_3{MOODLE}/x.ipynb"
    laid_out(
        tmp_path, dict.fromkeys((*written, f"Ben\u200b B_4{MOODLE}/{LESSON}"), TEXT)
    )
    assert names(tmp_path) == ["Ben B", "דוד כהן"]


@pytest.mark.parametrize(("pack", "kind", "around"), WRAPPED)
def test_folders_around_a_class_are_seen_through(pack, kind, around, tmp_path):
    files, students = CLASSES[kind]
    texts = {f"{around}{name}": TEXT for name in files}
    place = tmp_path / "class"
    if pack == "folder":
        laid_out(place, texts)
    elif pack == "zip":
        place = zipped(tmp_path / "x.zip", texts)
    else:
        place.mkdir()
        zipped(place / "download (1).zip", texts)
    assert names(place) == students


def test_the_teacher_hears_what_folders_were_taken_for(tmp_path):
    files = [
        f"Exercise 1/{name}/{LESSON}" for name in ("ada", "ben", "cyd", "dan", "e")
    ]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert collect(tmp_path).says == (
        "Took what lies in “Exercise 1” for the work of 5 students: ada, ben, cyd, "
        "dan, ….",
    )
    assert collect(tmp_path / "Exercise 1").says == ()


@pytest.mark.parametrize(
    "folder", ["01-gradient-descent", "week 1", "02", "Exercise 3"]
)
def test_a_lone_students_folder_of_a_lesson_is_no_student(folder, tmp_path):
    laid_out(tmp_path, {f"ada/{folder}/{LESSON}": TEXT})
    assert names(tmp_path) == ["ada"]


@pytest.mark.parametrize("inner", ["bob", f"bob_1{MOODLE}"])
def test_a_lone_students_platform_folder_is_no_wrapper(inner, tmp_path):
    laid_out(tmp_path, {f"Mal L_9{MOODLE}/{inner}/{LESSON}": TEXT})
    assert names(tmp_path) == ["Mal L"]


def test_a_list_of_students_beside_a_class_hides_no_wrapper(tmp_path):
    laid_out(tmp_path, {f"Ex 1/ada/{LESSON}": TEXT, "students.csv": "ada"})
    assert names(tmp_path) == ["ada"]
    assert collect(tmp_path).passed == {"students.csv": "Its name says no student."}


def test_students_who_are_numbers_stay_students(tmp_path):
    laid_out(tmp_path, {f"{n}/homework/{LESSON}": TEXT for n in ("01", "02", "03")})
    assert names(tmp_path) == ["01", "02", "03"]


def test_a_lone_zip_with_a_platforms_name_is_a_students(tmp_path):
    inner = zipped(tmp_path / "i.zip", {f"week {n}/{LESSON}": TEXT for n in "ab"})
    files = {"lada_4501_98765_work.zip": inner.read_bytes()}
    assert names(zipped(tmp_path / "o.zip", files)) == ["lada"]
    (tmp_path / "class").mkdir()
    inner.rename(tmp_path / "class" / "lada_4501_98765_work.zip")
    assert names(tmp_path / "class") == ["lada"]


def test_a_folder_around_a_class_may_be_called_like_a_file_of_a_platform(tmp_path):
    laid_out(tmp_path, {f"CS_101_2026_Exercise 1/{n}/{LESSON}": TEXT for n in "ab"})
    assert names(tmp_path) == ["a", "b"]


def test_zips_of_students_in_a_folder_are_students_and_a_lone_students_are_not(
    tmp_path,
):
    for folder, files in (("a/Ex 1", ("ada", "ben")), ("b/ada", ("hw1", "hw2")),
                          ("c/ada", ("homework",))):  # fmt: skip
        (tmp_path / folder).mkdir(parents=True)
        for name in files:
            zipped(tmp_path / folder / f"{name}.zip", {LESSON: TEXT})
    assert [names(tmp_path / n) for n in "abc"] == [["ada", "ben"], ["ada"], ["ada"]]


def test_a_zip_that_is_all_that_a_zip_holds_is_the_class(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {f"ada/{LESSON}": TEXT}).read_bytes()
    assert names(zipped(tmp_path / "outer.zip", {"inner.zip": inner})) == ["ada"]
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "ben.zip").write_bytes(inner)
    assert names(tmp_path / "class") == ["ben"]


# Names inside what a student made are not believed


def hostile(folder, top, inner):
    """A class of bob and cyd; what mallory calls `top` has names that are theirs."""
    for student in ("bob", "cyd"):
        classroom.hand_in(folder, student, RIGHT)
    files = {f"{name}/{LESSON}": (WRONG, (2098, 1, 1, 0, 0, 0)) for name in inner}
    zipped(folder / top, files)


FORGED = ["bob", f"bob_123{MOODLE}", f"bob_4501_98765_{LESSON}", "submitted/bob",
          "bob_attempt_2026-11-20-10-05-00_x"]  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_students_zip_speaks_for_that_student_alone(name, tmp_path):
    hostile(tmp_path, "mallory.zip", [name, name.replace("bob", "cyd")])
    found = read(tmp_path)
    assert found[("bob", "01")] == found[("cyd", "01")] == RIGHT
    assert found[("mallory", "01")] == WRONG
    assert len(found) == 3


@pytest.mark.parametrize("name", FORGED)
@pytest.mark.parametrize("top", [f"Mal L_9{MOODLE}", "malloryl_9_99_"])
def test_nor_does_a_zip_or_a_folder_in_a_platforms_download(top, name, tmp_path):
    folder = tmp_path / "class"
    for student in ("Bob", "Cyd"):
        number = ord(student[0])
        both = f"{student}_{number}{MOODLE}/{LESSON}", f"{student}_{number}_1_{LESSON}"
        laid_out(folder, {both["Mal" not in top]: RIGHT})
    zipped(folder / f"{top}work.zip", {f"{name}/{LESSON}": WRONG})
    if "Mal" in top:
        laid_out(folder, {f"{top}/{name}/02-x.ipynb": WRONG})
    found = read(folder)
    assert found[("Bob", "01")] == found[("Cyd", "01")] == RIGHT
    assert {student for student, _ in found} - {"Bob", "Cyd"} in (
        {"Mal L"},
        {"malloryl"},
    )


def test_the_shortest_prefix_is_the_platforms_and_the_rest_the_students():
    said = owner(f"malloryl_9_99_Bob B_123{MOODLE}{LESSON}", is_folder=False)
    assert (said.student, said.id, said.platform) == ("malloryl", "9", "canvas")
    said = owner(f"Mal L_9{MOODLE}bobb_1_2_{LESSON}", is_folder=False)
    assert (said.student, said.id, said.platform) == ("Mal L", "9", "moodle")


def test_a_students_own_timestamp_makes_nothing_punctual(tmp_path):
    stamp = "2020-01-01 00:00:00 UTC"
    files = {f"ada/01/{LESSON}": TEXT, f"ben/{LESSON}": TEXT}
    places = ("ben/timestamp.txt", "ada/01/timestamp.txt")
    laid_out(tmp_path / "class", {**files, **dict.fromkeys(places, stamp)})
    zipped(tmp_path / "class" / "cyd.zip",
           {f"submitted/cyd/01/{name}": text for name, text in
            ((LESSON, TEXT), ("timestamp.txt", stamp))})  # fmt: skip
    due = datetime(2020, 6, 1).timestamp()
    late = {s.student: s.late for s, _ in collect(tmp_path / "class", due=due).read()}
    assert late == {"ada": True, "ben": True, "cyd": True}


def test_dates_within_a_students_zip_make_nothing_punctual(tmp_path):
    early = (TEXT, (2001, 1, 1, 0, 0, 0))
    (tmp_path / "class").mkdir()
    zipped(tmp_path / "class" / "ada.zip", {LESSON: early})
    ((only, _),) = collect(tmp_path / "class", due=1.2e9).read()
    assert only.late


def test_a_date_in_the_future_does_not_win_and_is_said(tmp_path):
    for name, text, time in (("01-a.ipynb", RIGHT, 1e9), ("01-b.ipynb", WRONG, 4e9)):
        os.utime(classroom.hand_in(tmp_path, "ada", text, name), (time, time))
    ((only, raw),) = collect(tmp_path).read()
    assert (raw.decode(), only.older) == (RIGHT, 1)
    (tmp_path / "ada" / "01-a.ipynb").unlink()
    ((only, _),) = collect(tmp_path).read()
    assert only.notes == ("The date of its file lies in the future.",)


# Who is one and who is two


def test_two_ids_of_one_name_are_two_students_with_names_of_their_own(tmp_path):
    files = {f"smithjohn_4508_1_{LESSON}": RIGHT, f"smithjohn_4509_2_{LESSON}": WRONG}
    assert read(laid_out(tmp_path / "canvas", files)) == {
        ("smithjohn (4508)", "01"): RIGHT, ("smithjohn (4509)", "01"): WRONG,
    }  # fmt: skip
    files = {f"J S_8{MOODLE}/{LESSON}": RIGHT, f"J S_9{MOODLE}/{LESSON}": WRONG}
    assert read(laid_out(tmp_path / "moodle", files)) == {
        ("J S (8)", "01"): RIGHT, ("J S (9)", "01"): WRONG,
    }  # fmt: skip


def test_namesakes_stay_two_where_one_download_of_several_has_both(tmp_path):
    files = [f"Ex {n}/J S_{n}{i}{MOODLE}/0{n}-x.ipynb" for n in (1, 2) for i in (1, 2)]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert len(names(tmp_path)) == 4


def test_canvas_numbers_tell_people_apart_across_downloads(tmp_path):
    files = [f"Ex 1/smithjohn_4508_1_{LESSON}", f"Ex 2/smithjohn_4509_2_{LESSON}",
             f"Ex 1/lada_7_3_{LESSON}", "Ex 2/lada_7_4_02-x.ipynb"]  # fmt: skip
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert names(tmp_path) == ["lada", "smithjohn (4508)", "smithjohn (4509)"]


def test_brightspaces_namesakes_are_two_and_one_students_attempts_are_one(tmp_path):
    dates = "9 November, 2026 1105 PM", "9 November, 2026 1005 AM"
    files = [f"{n}-77 - J S - {date}/{LESSON}" for n in (31, 32) for date in dates]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert names(tmp_path) == ["J S (31)", "J S (32)"]


def test_of_canvas_attempts_of_one_time_the_later_upload_counts(tmp_path):
    files = {
        f"lada_7_98769_{LESSON}": WRONG,
        f"lada_7_98770_{LESSON[:-6]}-1.ipynb": RIGHT,
    }
    assert read(zipped(tmp_path / "c.zip", files)) == {("lada", "01"): RIGHT}


def test_one_name_in_several_forms_is_one_student_and_is_said(tmp_path):
    laid_out(tmp_path, {f"Zoë A/{LESSON}": TEXT, "zoe\u0308  a/02-x.ipynb": OTHER})
    collected = collect(tmp_path)
    assert len(collected.people) == 1
    (said,) = collected.says
    assert said.endswith("for one student.")


def test_a_name_is_shown_without_what_steers_a_terminal_and_stays_its_own(tmp_path):
    files = [f"a\x1b[2J/{LESSON}", f"a\x07[2J/{LESSON}", f"a\ufffd[2J/{LESSON}"]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    found = names(tmp_path)
    assert len(set(found)) == 3
    assert all(name.isprintable() for name in found)


# Everything is a row or a named line


def test_every_entry_is_a_row_or_is_named(tmp_path):
    laid_out(tmp_path / "c", {
        f"ada/{LESSON}": TEXT, f".cyd/{LESSON}": TEXT, "notes.csv": "x",
        "gus/deep/report.pdf": "%PDF", f"hal/.{LESSON}": TEXT, "ida/a.py": "x",
        "ida/b.txt": "y", f"{LESSON}": TEXT, "grades/results.json": "[]",
        "grades/.state/seed": "1", ".DS_Store": "",
    })  # fmt: skip
    (tmp_path / "c" / "jan.tar.gz").write_bytes(b"\x1f\x8b\0\0")
    for name in ("ben", f"dan/{LESSON}", "fay/a/b"):
        (tmp_path / "c" / name).mkdir(parents=True)
    (tmp_path / "c" / "eve").symlink_to("ada")
    (tmp_path / "c" / "kim").mkdir()
    (tmp_path / "c" / "kim" / LESSON).symlink_to("../ada/" + LESSON)
    found, passed = read(tmp_path / "c"), collect(tmp_path / "c").passed
    assert found.pop(("ada", "01")) == TEXT
    assert found == {
        ("ben", ""): "Nothing was handed in: the folder is empty.",
        ("dan", "01"): "The folder is empty.",
        ("eve", ""): "There is no notebook. eve: It is a link, and links are not "
        "followed.",
        ("fay", ""): "There is no notebook. a/b: The folder is empty.",
        ("gus", ""): "There is no notebook; what was handed in: report.pdf.",
        ("hal", ""): f"There is no notebook. .{LESSON}: Its name begins with a dot, "
        "which hides it.",
        ("ida", ""): "There is no notebook; what was handed in: a.py, b.txt.",
        ("jan", ""): "This is an archive (.tar.gz) and not a notebook: hand in the "
        "notebook.",
        ("kim", "01"): "It is a link, and links are not followed.",
    }
    assert passed == {
        ".cyd": "Its name begins with a dot, which hides it.",
        "grades": "A grader wrote it.",
        "notes.csv": "Its name says no student.",
        LESSON: "Its name says no student.",
    }


KINDS = ["html", "py", "pdf", "docx", "txt", "md"]


def test_whoever_gives_no_notebook_on_canvas_is_a_row(tmp_path):
    names = [f"s{kind}_{n}_9{n}_01-x.{kind}" for n, kind in enumerate(KINDS)]
    texts = dict.fromkeys([*names, "stext_88_text.html", "slink_89_link.html"], "x")
    found = read(zipped(tmp_path / "c.zip", texts))
    assert sorted(found) == sorted(
        (f"s{kind}", "") for kind in [*KINDS, "text", "link"]
    )
    assert all("There is no notebook" in why for why in found.values())


def test_a_notebook_under_another_name_is_one(tmp_path):
    laid_out(tmp_path, {"ada/homework.json": OTHER, "ben/homework": OTHER})
    assert read(tmp_path) == {("ada", "02"): OTHER, ("ben", "02"): OTHER}


@pytest.mark.parametrize("name", ["Jürgen", "Zoë Å", "李小龙", "plain"])
def test_names_in_a_zip_are_read_whether_or_not_it_says_that_they_are_utf8(
    name, tmp_path
):
    flagged = zipped(
        tmp_path / "a.zip", {f"{name}/{LESSON}": TEXT, f"x/{LESSON}": TEXT}
    )
    raw = bytearray(flagged.read_bytes())
    for start, flags in ((b"PK\x03\x04", 7), (b"PK\x01\x02", 9)):
        for match in re.finditer(re.escape(start), bytes(raw)):
            raw[match.start() + flags] &= ~0x08
    (tmp_path / "b.zip").write_bytes(raw)
    assert name in names(flagged)
    assert names(tmp_path / "b.zip") == names(flagged)
    assert read(tmp_path / "b.zip")[(name, "01")] == TEXT


def test_an_empty_folder_in_a_zip_is_a_row(tmp_path):
    path = zipped(tmp_path / "c.zip", {f"ada/{LESSON}": TEXT, "ben/": ""})
    assert read(path)[("ben", "")] == "Nothing was handed in: the folder is empty."


WALKS = """
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from coursekit.grading.collect.submissions import collect
for submission, raw in collect(Path(sys.argv[1])).read():
    print(submission.student, "ok" if isinstance(raw, bytes) else raw)
"""


def test_a_folder_that_cannot_be_opened_is_one_row(tmp_path):
    classroom.hand_in(tmp_path / "c", "ada", TEXT)
    closed = classroom.hand_in(tmp_path / "c", "spy", TEXT).parent
    closed.chmod(0)
    command = [sys.executable, "-c", WALKS, str(tmp_path / "c")]
    if os.getuid() == 0:  # whom no folder is closed to
        for folder in (tmp_path, *tmp_path.parents):
            folder.chmod(folder.stat().st_mode | 0o111)
        command[:0] = ["setpriv", "--reuid", "54321", "--clear-groups"]
    ended = subprocess.run(command, capture_output=True, text=True)
    closed.chmod(0o755)
    assert ended.stdout.splitlines() == [
        "ada ok",
        "spy There is no notebook. spy: The folder cannot be opened: Permission "
        "denied.",
    ], ended.stderr


def test_folders_without_end_are_said(tmp_path, monkeypatch):
    monkeypatch.setattr(entries, "DEPTH", 3)
    laid_out(tmp_path, {f"ada/{LESSON}": TEXT, f"ben/a/b/c/{LESSON}": TEXT})
    found = read(tmp_path)
    assert "It lies below 3 folders" in found[("ben", "")]


def test_thousands_of_files_of_no_lesson_are_one_row_with_their_count(tmp_path):
    files = {f"x{number}.ipynb": "{}" for number in range(1500)}
    (tmp_path / "class").mkdir()
    zipped(tmp_path / "class" / "ada.zip", {**files, LESSON: TEXT})
    found = read(tmp_path / "class")
    assert found.pop(("ada", "01")) == TEXT
    (said,) = found.values()
    assert said.endswith("The same goes for 1,499 other files.")


# Platforms


def late_and_newest(place):
    """{student: (late, the cells' text)}"""
    return {s.student: (s.late, raw.decode()) for s, raw in collect(place).read()}


def test_canvas_says_late_anonymous_groups_and_attempts(tmp_path):
    laid_out(tmp_path, {
        f"anon_aB3dE_98765_{LESSON}": TEXT, f"LATE_anon_zQ9xY_98766_{LESSON}": TEXT,
        f"anon_12345_98767_{LESSON}": TEXT, f"anon_67890_98768_{LESSON}": TEXT,
        f"team_red_4501_98769_{LESSON}": WRONG,
        "team_blue_4502_98760_1_2_x.ipynb": OTHER,
        f"quizada_4504_question_77_98772_{LESSON}": TEXT,
        "team_red_4501_98770_01-gradient-descent-1.ipynb": RIGHT,
        f"bensonben_LATE_4503_98771_{LESSON}": TEXT,
    })  # fmt: skip
    assert late_and_newest(tmp_path) == {
        "aB3dE": (False, TEXT), "zQ9xY": (True, TEXT), "12345": (False, TEXT),
        "67890": (False, TEXT), "team_red": (False, RIGHT), "team_blue": (False, OTHER),
        "bensonben": (True, TEXT), "quizada": (False, TEXT),
    }  # fmt: skip


def test_moodle_says_groups_participants_and_other_languages(tmp_path):
    laid_out(tmp_path, {
        f"team red-Ada L_1{MOODLE}/{LESSON}": TEXT,
        f"Participant_2{MOODLE}/{LESSON}": TEXT,
        f"Participant_3{MOODLE}/{LESSON}": TEXT,
        "X Y_4_assignsubmission_file/1.ipynb": TEXT,
        "Z_5_assignsubmission_onlinetext_/onlinetext.html": "<p>",
    })  # fmt: skip
    assert names(tmp_path) == [
        "Participant (2)", "Participant (3)", "X Y", "Z", "team red-Ada L"
    ]  # fmt: skip


@pytest.mark.parametrize("flat", [False, True])
def test_brightspace_says_attempts_by_the_dates_in_its_names(flat, tmp_path):
    between = " - " if flat else "/"
    attempts = {
        "3101-77 - Ada L - 9 November, 2026 1105 PM": RIGHT,
        "3101-77 - Ada L - 9 November, 2026 1005 AM": WRONG,
        "3102-77 - Jean-Luc P- Nov 20, 2026 1005 AM": TEXT,
    }
    files = {f"{name}{between}{LESSON}": text for name, text in attempts.items()}
    laid_out(tmp_path, {**files, "index.html": "<html>"})
    found = collect(tmp_path)
    assert [(p.name, p.id) for p in found.people] == [
        ("Ada L", "3101"), ("Jean-Luc P", "3102")
    ]  # fmt: skip
    assert read(tmp_path)[("Ada L", "01")] == RIGHT
    assert found.passed == {}


BLACKBOARD = "gradebook_2026-CS1_Exercise2001_{}_attempt_2026-11-{}-10-05-00"


def test_blackboard_says_users_by_its_receipts_and_is_no_lesson_11(tmp_path):
    laid_out(tmp_path, {
        BLACKBOARD.format("a_love", 20) + f"_{LESSON}": WRONG,
        BLACKBOARD.format("a_love", 20) + ".txt": "Name: Ada Lovelace (a_love)\nx",
        BLACKBOARD.format("a_love", 21) + f"_{LESSON}": RIGHT,
        BLACKBOARD.format("b_love", 20) + "_x.ipynb": TEXT,
    })  # fmt: skip
    assert read(tmp_path) == {("a_love", "01"): RIGHT, ("b_love", ""): NO_LESSON}


def test_blackboards_users_are_never_merged_without_receipts(tmp_path):
    files = [BLACKBOARD.format(u, 20) + f"_{LESSON}" for u in ("a_love", "b_love")]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert names(tmp_path) == ["a_love", "b_love"]


NO_LESSON = "No lesson of the course is named in it; see its file's name."
METADATA = """---
submission_77:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1234'
    :email: ada@x.org
  - :name: Ben Bit
    :sid:
    :email: ben@x.org
  :created_at: 2026-11-20 10:05:00.000000000 Z
submission_78:
  :submitters:
  - :name: Cyd
    :sid: '1236'
"""


@pytest.mark.parametrize("metadata", [METADATA, "- [", "just text", None])
def test_gradescope_says_who_submitted_together(metadata, tmp_path):
    files = {f"assignment_1_export/submission_{n}/{LESSON}": TEXT for n in (77, 78)}
    if metadata is not None:
        files["assignment_1_export/submission_metadata.yml"] = metadata
    laid_out(tmp_path, files)
    found = collect(tmp_path)
    expected = [("Ada Lovelace", "1234"), ("Ben Bit", "ben@x.org"), ("Cyd", "1236")]
    if metadata != METADATA:
        expected = [("77", "77"), ("78", "78")]
    assert [(person.name, person.id) for person in found.people] == expected
    assert found.passed == {}


def test_who_only_typed_something_on_blackboard_has_a_receipt_and_a_row(tmp_path):
    laid_out(tmp_path, {
        BLACKBOARD.format("ada", 20) + f"_{LESSON}": RIGHT,
        BLACKBOARD.format("ada", 20) + ".txt": "Name: Ada Lovelace (ada)\nx",
        BLACKBOARD.format("ben", 20) + ".txt": "Name: Ben Bit (ben)\nx",
    })  # fmt: skip
    assert read(tmp_path) == {
        ("ada", "01"): RIGHT,
        ("ben", ""): "There is no notebook; what was handed in: Blackboard's receipt.",
    }


DATED = ["Nov 20, 2026 10:05 AM", "2026-11-20 1005", "21 novembre 2026 10 h 05",
         "Friday, November 20, 2026 10 05 AM EST", "20.11.2026 10.05"]  # fmt: skip


@pytest.mark.parametrize("date", DATED)
def test_a_date_in_a_name_is_no_part_of_the_students(date, tmp_path):
    files = [f"31-77 - J-L P - {date}/{LESSON}", f"32-77 - Ben - {date}/{LESSON}"]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    assert names(tmp_path) == ["Ben", "J-L P"]


@pytest.mark.parametrize("copy", [" (2)", " 2", " - Copy", " - Kopie"])
def test_what_a_system_adds_to_a_folders_copy_makes_no_other_student(copy, tmp_path):
    both = [f"A L_1{MOODLE}/{LESSON}", f"A L_1{MOODLE}{copy}/{LESSON}"]
    laid_out(tmp_path, dict.fromkeys(both, TEXT))
    assert names(tmp_path) == ["A L"]


def test_of_one_exercise_who_has_no_notebook_is_a_student_too(tmp_path):
    laid_out(tmp_path, {
        f"ex/exercise-01-ada/{LESSON}": TEXT, "ex/exercise-01-b_en--x/README.md": "x",
        "ex/grades.csv": "x",
    })  # fmt: skip
    assert names(tmp_path) == ["exercise-01-ada", "exercise-01-b_en--x"]


def test_the_students_that_are_counted_are_those_that_are_told_apart(tmp_path):
    files = [f"Ex 1/J S_{n}{MOODLE}/{LESSON}" for n in (8, 9)]
    laid_out(tmp_path, dict.fromkeys(files, TEXT))
    (said,) = collect(tmp_path).says
    assert said.endswith("the work of 2 students: J S (8), J S (9).")


# Zips of other systems


COPIES = "hidden copies that Jupyter makes: "
LEFT = "what programs leave behind: "
LEFTOVERS = {  # what lies there, and what is said of it
    ".ipynb_checkpoints/01-x.ipynb": COPIES + ".ipynb_checkpoints.",
    ".IPYNB_Checkpoints/a/b": COPIES + ".IPYNB_Checkpoints.",
    "._01-x.ipynb": LEFT + "._01-x.ipynb.",
    ".DS_Store": LEFT + ".DS_Store.",
    "__MACOSX/._ada": LEFT + "__MACOSX.",
    "desktop.ini": LEFT + "desktop.ini.",
    "Thumbs.db": LEFT + "Thumbs.db.",
    ".git/config": LEFT + ".git.",
}


@pytest.mark.parametrize("left", LEFTOVERS)
@pytest.mark.parametrize("pack", ["folder", "zip", "zip in a folder"])
def test_whoever_leaves_only_leftovers_is_a_row_that_names_them(pack, left, tmp_path):
    files = {f"ada/{LESSON}": TEXT, f"ben/{left}": "", f"cyd/week 1/{left}": ""}
    if pack == "folder":
        place = laid_out(tmp_path / "c", files)
    elif pack == "zip":
        place = zipped(tmp_path / "c.zip", {**files, "__MACOSX/._ada": "", "dan\\": ""})
    else:
        place = laid_out(tmp_path / "c", {f"ada/{LESSON}": TEXT})
        zipped(place / "ben.zip", {left: ""})
        zipped(place / "cyd.zip", {f"week 1/{left}": ""})
    found = read(place)
    found.pop(("dan", ""), None)
    only = f"no notebook, only {LEFTOVERS[left]}"
    what = "zip" if pack == "zip in a folder" else "folder"
    assert found == {
        ("ada", "01"): TEXT,
        ("ben", ""): f"The {what} has {only}",
        ("cyd", ""): found["cyd", ""],
    }
    assert found["cyd", ""].endswith(f"The folder has {only}")


def test_leftovers_are_named_together_and_not_without_end(tmp_path):
    names = ["Thumbs.db", ".ipynb_checkpoints/a", ".DS_Store", "._a", "._b"]
    laid_out(tmp_path, {f"ada/{name}": "" for name in names})
    assert read(tmp_path)["ada", ""] == (
        "The folder has no notebook, only what programs leave behind: .DS_Store, "
        "._a, ._b, …."
    )


@pytest.mark.parametrize(
    "encoding, students",
    {
        "cp1252": ["Jürgen", "Zoë Å"],
        "cp850": ["José Ñu", "Jürgen"],
        "cp437": ["Joël", "Noëlle Ähre", "Jürgen"],
        "utf-8": ["José Ñu", "Jürgen", "山田太郎"],
        "cp932": ["山田太郎", "田中ソ能", "田中ソ表", "佐藤みなみ", "齋藤 優"],
        "gbk": ["王小明", "张伟", "刘婷", "陈昊", "赵钰涵"],
        "cp949": ["김철수", "이영희", "최 민수"],
        "big5": ["陳大文", "林志玲", "黃小明"],
        "cp866": ["Пётр Иванов", "О. Иванов", "Д. Иванов"],
        "cp1251": ["Пётр Иванов", "О. Иванов", "Д. Иванов"],
    }.items(),
)
def test_names_in_a_zip_are_in_the_encoding_of_its_system(encoding, students, tmp_path):
    sizes = [len(student.encode(encoding)) for student in students]
    plain = [f"{number}" * size for number, size in enumerate(sizes)]
    path = zipped(tmp_path / "c.zip", {f"{name}/{LESSON}": TEXT for name in plain})
    raw = path.read_bytes()
    for name, student in zip(plain, students, strict=True):
        raw = raw.replace(name.encode(), student.encode(encoding))
    path.write_bytes(raw)
    assert {student for student, _ in read(path)} == {*students}


@pytest.mark.parametrize("number", [0, 0x100])
def test_a_name_that_a_zip_has_in_unicode_besides_is_that(number, tmp_path):
    """If it is that of these bytes: a tool that renamed the file forgot it."""
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        for raw, name in (("J_rgen", "Jürgen"), ("__", "山田")):
            info = zipfile.ZipInfo(f"{raw}/{LESSON}")
            crc = zlib.crc32(info.filename.encode()) ^ number
            said = struct.pack("<BL", 1, crc) + f"{name}/{LESSON}".encode()
            info.extra = struct.pack("<HHHH", 0x5455, 1, 0x7075, len(said)) + said
            info.extra = info.extra.replace(b"UT\1\0", b"UT\1\0\0", 1)
            archive.writestr(info, TEXT)
    expected = {"J_rgen", "__"} if number else {"Jürgen", "山田"}
    assert {student for student, _ in read(tmp_path / "c.zip")} == expected


def test_two_whose_letters_nobody_knows_stay_two(tmp_path):
    """In DOS's letters these are "aÄ" and "aä", which would be one student."""
    path = zipped(tmp_path / "c.zip", {f"a1/{LESSON}": TEXT, f"a2/{LESSON}": TEXT})
    raw = path.read_bytes().replace(b"a1", b"a\x8e").replace(b"a2", b"a\x84")
    path.write_bytes(raw)
    assert {student for student, _ in read(path)} == {"a%8E", "a%84"}


def test_a_class_in_a_zip_in_a_zip_in_a_zip_is_a_class(tmp_path):
    inner = {f"ada/{LESSON}": TEXT, f"ben/{LESSON}": TEXT}
    for name in ("c.zip", "d.zip"):
        inner = {name: zipped(tmp_path / name, inner).read_bytes()}
    assert names(zipped(tmp_path / "e.zip", inner)) == ["ada", "ben"]


# Memory


def test_no_more_is_held_than_one_students_notebooks(tmp_path):
    large = classroom.notebook("#" * 200_000)

    def peak(count):
        files = {f"s{number}/{LESSON}": large for number in range(count)}
        place = zipped(tmp_path / f"{count}.zip", files)
        tracemalloc.start()
        for submission, raw in collect(place).read():
            assert len(raw) > 200_000 and submission.lesson == "01"
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(2)
    assert peak(60) - peak(5) < 55 * 10_000


def test_files_in_many_folders_of_a_zip_take_little_memory(tmp_path):
    names = [f"{n}/" + "a/" * 28 + "x.txt" for n in range(1_000)]
    path = zipped(tmp_path / "eve.zip", dict.fromkeys(names, ""))
    tracemalloc.start()
    assert len(entries.within(path)) == len(names)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 5_000 * len(names)


def test_a_name_of_too_many_folders_in_a_zip_is_a_row_and_no_burden(tmp_path):
    zipped(tmp_path / "eve.zip", {"a/" * 500 + LESSON: TEXT})
    assert "It lies below 30 folders." in read(tmp_path)["eve", ""]
