"""Whatever a platform or a teacher collects: every notebook finds its owner."""

import io
import os
import re
import stat
import warnings
import zipfile
from datetime import datetime

import classroom
import pytest

from coursekit.grading.collect import archives, reading
from coursekit.grading.collect import submissions as handed_in
from coursekit.grading.collect.reading import File, Unreadable, code_cells, content
from coursekit.grading.collect.submissions import collect
from coursekit.tasks import tasks

TEXT = classroom.notebook("x = 1")
ASKING = classroom.notebook('check("02.1", gd_path)')
LESSON = "01-gradient-descent.ipynb"


def submissions(place, **options):
    """The Submissions of a place, and the names of what belongs to nobody."""
    collected = collect(place, **options)
    return [submission for submission, _ in collected.read()], list(collected.passed)


def reasons(place):
    """{student: why there is nothing to grade, or ""}"""
    return {
        s.student: "" if isinstance(raw, bytes) else str(raw)
        for s, raw in collect(place).read()
    }


def found(place, **options):
    return [(s.student, s.lesson) for s in submissions(place, **options)[0]]


def zipped(path, files):
    """A zip with these files: {name: text, bytes or (text, date)}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            text, *date = text if isinstance(text, tuple) else (text,)
            info = zipfile.ZipInfo(name, *date)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return path


def laid_out(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


TWO = [("ada", "01"), ("ben", "01")]
MOODLE = "_7654321_assignsubmission_file_"
LAYOUTS = {
    "a folder per student": ([f"ada/{LESSON}", f"ben/{LESSON}"], TWO),
    "nbgrader's submitted": ([f"ada/01/{LESSON}", "ben/01-gd/answers.ipynb"], TWO),
    "submitted itself": (["submitted/ada/01/x.ipynb", "submitted/ben/01/a.ipynb"], TWO),
    "files, students first": ([f"ada_{LESSON}", f"ben-{LESSON}"], TWO),
    "files, students last": (["01-gradient-descent_ada.ipynb", "01 ben.ipynb"], TWO),
    "files with numbers": (["s123_01.ipynb", "456_01 (2).ipynb"],
                           [("456", "01"), ("s123", "01")]),
    "Moodle's folders": ([f"Ada Lovelace{MOODLE}/{LESSON}", f"Ben_B{MOODLE}/1.ipynb"],
                         [("Ada Lovelace", "01"), ("Ben_B", "01")]),
    "Moodle's files": ([f"Ada Lovelace{MOODLE}{LESSON}"], [("Ada Lovelace", "01")]),
    "Canvas's files": ([f"lovelaceada_12_345_{LESSON}",
                        f"bensonben_LATE_13_346_{LESSON[:-6]}-2.ipynb"],
                       [("bensonben", "01"), ("lovelaceada", "01")]),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("pack", ["a folder", "a zip"])
def test_students_and_lessons_are_told_from(layout, pack, tmp_path):
    names, expected = LAYOUTS[layout]
    files = dict.fromkeys(names, TEXT)
    if pack == "a folder":
        assert found(laid_out(tmp_path, files)) == expected
    else:
        assert found(zipped(tmp_path / "download.zip", files)) == expected


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name[:5] != "files"])
def test_a_download_may_lie_in_a_folder_as_it_is(layout, tmp_path):
    names, expected = LAYOUTS[layout]
    zipped(tmp_path / "download.zip", dict.fromkeys(names, TEXT))
    assert found(tmp_path) == expected


def test_the_platforms_number_and_its_mark_of_lateness_are_kept(tmp_path):
    laid_out(tmp_path, {f"bensonben_LATE_13_346_{LESSON}": TEXT})
    ((only,), _) = submissions(tmp_path)
    assert (only.id, only.late) == ("13", True)


def test_what_students_zip_is_read_where_it_is(tmp_path):
    zipped(tmp_path / "ada.zip", {LESSON: TEXT, "notes/02-x.ipynb": TEXT})
    inner = (tmp_path / "ada.zip").read_bytes()
    (tmp_path / "class").mkdir()
    os.rename(tmp_path / "ada.zip", tmp_path / "class" / "ada.zip")
    zipped(tmp_path / "class" / "homework.zip", {LESSON: TEXT})
    os.mkdir(tmp_path / "class" / "cas")
    os.rename(tmp_path / "class" / "homework.zip", tmp_path / "class/cas/homework.zip")
    expected = [("ada", "01"), ("ada", "02"), ("cas", "01")]
    assert found(tmp_path / "class") == expected
    files = {f"Bea{MOODLE}/work.zip": inner, f"Cas{MOODLE}/{LESSON}": TEXT}
    whole = zipped(tmp_path / "moodle.zip", files)
    assert found(whole) == [("Bea", "01"), ("Bea", "02"), ("Cas", "01")]
    newest, _ = submissions(whole)
    assert all(code_cells(content(s.file)) == ["x = 1"] for s in newest)
    assert [s.file.name for s in newest] == [LESSON, "02-x.ipynb", LESSON]


def test_the_newest_of_several_counts_and_the_report_may_say_so(tmp_path):
    for age, name in enumerate(["01-b.ipynb", "01-a.ipynb", "1 (3).ipynb"]):
        path = classroom.hand_in(tmp_path, "ada", TEXT, name)
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    ((only,), _) = submissions(tmp_path)
    assert (only.file.name, only.older) == ("01-b.ipynb", 2)


def test_in_a_zip_the_newest_is_told_by_the_zips_own_times(tmp_path):
    files = {
        "ada/01-a.ipynb": (TEXT, (2026, 11, 2, 9, 0, 0)),
        "ada/01-b.ipynb": (TEXT, (2026, 11, 1, 9, 0, 0)),
        "ben/01-a.ipynb": (TEXT, (2026, 11, 1, 9, 0, 0)),
    }
    (ada, _), _ = submissions(zipped(tmp_path / "class.zip", files))
    assert (ada.file.name, ada.older) == ("01-a.ipynb", 1)


def test_nbgraders_timestamp_says_when_and_due_says_late(tmp_path):
    laid_out(tmp_path / "submitted", {
        f"ada/01/{LESSON}": TEXT, "ada/01/timestamp.txt": "2026-11-20 15:58:23.9 UTC",
        f"ben/01/{LESSON}": TEXT, "ben/01/timestamp.txt": "2026-11-20 15:57:59 UTC",
        f"cas/01/{LESSON}": TEXT, "cas/01/timestamp.txt": "at noon",
    })  # fmt: skip
    os.utime(tmp_path / f"submitted/cas/01/{LESSON}", (0, 0))
    due = datetime.fromisoformat("2026-11-20T15:58:00+00:00").timestamp()
    newest, _ = submissions(tmp_path / "submitted", due=due)
    assert [(s.student, s.late) for s in newest] == [
        ("ada", True), ("ben", False), ("cas", False)
    ]  # fmt: skip


def told(folder, name, *cells, **metadata):
    """(lesson, notes) of a notebook of this name with these cells."""
    classroom.hand_in(
        folder / name, "ada", classroom.notebook(*cells, **metadata), name
    )
    ((only,), _) = submissions(folder / name)
    return only.lesson, only.notes


FOR_TWO = {"coursekit": {"lesson": "02"}}
LESSONS = {
    "1.ipynb": "01", "01 (copy).IPYNB": "01", "2nd try.ipynb": "",
    "01-x.ipynb.txt": "01", "99-none.ipynb": "", "mine.ipynb": "",
}  # fmt: skip


@pytest.mark.parametrize("name", LESSONS)
def test_a_notebook_that_says_no_lesson_has_the_one_of_its_name(name, tmp_path):
    assert told(tmp_path, name, "x = 1") == (LESSONS[name], ())


@pytest.mark.parametrize("name", ["1.ipynb", "mine.ipynb", "02-x.ipynb", "99-x.ipynb"])
@pytest.mark.parametrize("how", ["metadata", "checks", "functions"])
def test_what_is_in_a_notebook_says_the_lesson_before_its_name(how, name, tmp_path):
    functions = [f"def {task.name}(): pass" for task in tasks("02").values()]
    cells = {"metadata": "x = 1", "checks": 'check("02.1", f)'}
    cells["functions"] = "\n".join(functions)
    metadata = FOR_TWO if how == "metadata" else {}
    assert told(tmp_path, name, cells[how], **metadata) == ("02", ())


def test_a_contradiction_between_name_and_content_is_said(tmp_path):
    lesson, (note,) = told(tmp_path, LESSON, 'check("02.1", f)')
    assert lesson == "02"
    assert note == (
        "It was graded as lesson 02, since its checks say so; but its name says "
        "lesson 01."
    )
    lesson, (note,) = told(tmp_path, "02-x.ipynb", 'check("01.1", f)', **FOR_TWO)
    assert (lesson, "its checks say lesson 01" in note) == ("02", True)


def test_a_renamed_notebook_without_checks_is_known_by_its_functions(tmp_path):
    solved = classroom.notebook(classroom.GD, classroom.PATH, classroom.REGIME)
    classroom.hand_in(tmp_path / "a", "ada", solved, "homework.ipynb")
    classroom.hand_in(tmp_path / "b", "ada", solved, "1.ipynb")
    classroom.hand_in(tmp_path / "c", "ada", TEXT, "thoughts.ipynb")
    assert [found(tmp_path / name)[0][1] for name in "abc"] == ["01", "01", ""]


def test_only_the_students_own_notebooks_are_found(tmp_path):
    folder, elsewhere = tmp_path / "class", tmp_path / "elsewhere"
    classroom.hand_in(folder, "ada", TEXT)
    classroom.hand_in(folder, "ada", TEXT, "02-two-dimensions.ipynb")
    classroom.hand_in(folder, "ada", TEXT, "notes.txt")
    classroom.hand_in(folder, "ada", TEXT, ".01-hidden.ipynb")
    classroom.hand_in(folder / "ada", ".ipynb_checkpoints", TEXT)
    classroom.hand_in(folder, ".git", TEXT)
    classroom.hand_in(folder, "__MACOSX", TEXT)
    classroom.hand_in(elsewhere, "bea", TEXT)
    (folder / "bea").symlink_to(elsewhere / "bea")
    (folder / LESSON).write_text(TEXT)
    (folder / "students.csv").write_text("student\nada")
    assert found(folder) == [("ada", "01"), ("ada", "02"), ("bea", "")]
    assert submissions(folder)[1] == [LESSON, "students.csv"]
    assert found(folder, wanted=["02"]) == [("ada", "02")]


def test_who_hands_in_something_else_is_not_forgotten(tmp_path):
    classroom.hand_in(tmp_path, "ada", TEXT)
    classroom.hand_in(tmp_path, "ben", "%PDF-1.7", "homework.pdf")
    (tmp_path / "cas").mkdir()
    (tmp_path / "cas" / LESSON).symlink_to(tmp_path / "ada" / LESSON)
    said = reasons(tmp_path)
    assert list(said) == ["ada", "ben", "cas"]
    assert said["ben"] == "There is no notebook; what was handed in: homework.pdf."
    assert said["cas"] == "It is a link, and links are not followed."


# Zips that mean harm


def reason(path, name, most=10_000_000):
    with pytest.raises(archives.Refused) as refused:
        archives.content(path, (name,), most)
    return str(refused.value)


def test_a_name_in_a_zip_never_becomes_a_path(tmp_path):
    names = ["../../evil/01-a.ipynb", "/etc/01-b.ipynb", "C:\\x\\01-c.ipynb",
             "ok/../../01-d.ipynb"]  # fmt: skip
    path = zipped(tmp_path / "class.zip", dict.fromkeys(names, TEXT))
    before = sorted(tmp_path.parent.rglob("*"))
    newest, nameless = submissions(path)
    assert all(content(s.file) == TEXT.encode() for s in newest)
    assert not any(".." in s.student or "/" in s.student for s in newest)
    assert len(newest) + len(nameless) + 1 >= len(names) - 1
    assert sorted(tmp_path.parent.rglob("*")) == before


def test_what_swells_is_not_unpacked(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a": bytes(9_000_000), "b": bytes(90_000_000)})
    assert path.stat().st_size < 200_000
    assert "swells beyond measure" in reason(path, "a")
    assert "too large (90 MB)" in reason(path, "b")


def test_a_zip_that_lies_about_its_sizes_is_read_no_further(tmp_path):
    path = zipped(tmp_path / "x.zip", {"a": os.urandom(50_000) + bytes(90_000_000)})
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (60_000).to_bytes(4, "little")
    path.write_bytes(raw)
    archives._opened.cache_clear()
    with pytest.raises(archives.Refused):
        archives.content(path, ("a",), 10_000_000)


def test_a_zip_of_a_million_names_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MEMBERS", 3)
    path = zipped(tmp_path / "x.zip", dict.fromkeys("abcd", "1"))
    with pytest.raises(archives.Refused, match="more than 3 files"):
        archives.listing(path)


def nested(depth, raw):
    """The bytes of a zip in a zip in a zip ... that holds a notebook."""
    for number in range(depth):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as archive:
            name = LESSON if number == 0 else f"{number}.zip"
            archive.writestr(name, raw)
        raw = inner.getvalue()
    return raw


def test_zips_within_zips_are_opened_and_beyond_a_depth_they_stay_shut(tmp_path):
    files = {f"s{depth}/work.zip": nested(depth, TEXT) for depth in (1, 2, 3, 4)}
    said = reasons(zipped(tmp_path / "class.zip", files))
    assert [said[f"s{depth}"] for depth in (1, 2, 3)] == [""] * 3
    assert said["s4"] == "These are more than 4 zips within each other."


def test_zips_within_a_zip_count_together(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MEMBERS", 5)
    monkeypatch.setattr(archives, "NESTED_BYTES", 3_000)
    few = zipped(tmp_path / "few.zip", {f"{n}.txt": "" for n in range(3)}).read_bytes()
    many = zipped(tmp_path / "many.zip", {f"{n}": "" for n in range(6)}).read_bytes()
    large = zipped(tmp_path / "large.zip", {"x": os.urandom(2_000)}).read_bytes()
    files = {
        "one/work.zip": {"1.zip": few, LESSON: TEXT},
        "two/work.zip": {"1.zip": few, "2.zip": few},
        "three/work.zip": {"1.zip": large, "2.zip": large},
        "four/work.zip": {"1.zip": many},
    }
    for name, inside in files.items():
        (tmp_path / "class" / name).parent.mkdir(parents=True)
        zipped(tmp_path / "class" / name, inside)
    too_many = "There are more than 5 files in this zip."
    too_large = "The zips in this zip are too large: hand in the notebook."
    said = {"one": "", "two": too_many, "three": too_large, "four": too_many}
    assert reasons(tmp_path / "class") == said


def test_a_zip_whose_files_lie_over_each_other_is_broken(tmp_path):
    path = zipped(tmp_path / "ada.zip", {LESSON: TEXT, "x.ipynb": TEXT})
    raw = bytearray(path.read_bytes())
    second = raw.rindex(b"PK\1\2")
    raw[second + 20 : second + 24] = len(raw).to_bytes(4, "little")
    path.write_bytes(raw)
    assert "lie over each other" in reasons(tmp_path)["ada"]


def test_of_one_students_files_no_more_is_read_than_anybody_needs(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(handed_in, "MOST", 2 * len(TEXT))
    laid_out(tmp_path, {f"ada/0{n}-x.ipynb": TEXT for n in range(1, 5)})
    said = {s.lesson: raw for s, raw in collect(tmp_path).read()}
    assert {n for n, raw in said.items() if raw == TEXT.encode()} == {"01", "02"}
    assert {str(said[n]) for n in ("03", "04")} == {handed_in.TOO_MUCH}


def test_links_and_passwords_in_a_zip_are_told(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("locked", "secret")
    raw = bytearray(path.read_bytes())
    for start, flag in ((raw.rindex(b"PK\x03\x04"), 6), (raw.rindex(b"PK\x01\x02"), 8)):
        raw[start + flag] |= 1
    path.write_bytes(raw)
    assert "it is a link" in reason(path, "link")
    assert "password" in reason(path, "locked")


@pytest.mark.parametrize("raw", [b"", b"PK", b"PK\x03\x04" + bytes(40), b"<html>"])
def test_what_is_no_zip_is_one_bad_row(raw, tmp_path):
    classroom.hand_in(tmp_path, "ada", TEXT)
    classroom.hand_in(tmp_path, "ben", raw, "work.zip")
    said = reasons(tmp_path)
    assert list(said) == ["ada", "ben"]
    assert re.search("zip file.* broken", said["ben"])


def test_another_archive_that_is_called_a_zip_is_called_by_its_kind(tmp_path):
    classroom.hand_in(tmp_path, "ada", b"Rar!\x1a\x07", "work.zip")
    assert "another archive (.rar): unpack it" in reasons(tmp_path)["ada"]


def test_twice_the_same_name_in_a_zip_is_read_once(tmp_path):
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "c.zip", "w") as archive:
        warnings.simplefilter("ignore")
        for text in ("old", TEXT):
            archive.writestr(f"ada/{LESSON}", text)
    ((only,), _) = submissions(tmp_path / "c.zip")
    assert code_cells(content(only.file)) == ["x = 1"]


def test_a_large_file_in_a_zip_is_refused_as_one_beside_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 100)
    path = zipped(tmp_path / "c.zip", {f"ada/{LESSON}": TEXT})
    with pytest.raises(Unreadable, match="too large"):
        content(File(path, (f"ada/{LESSON}",)))
