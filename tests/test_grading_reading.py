"""Submissions are found and read whatever wrote them; nothing harmful is followed."""

import json
import os

import classroom
import pytest

from coursekit.grading import reading
from coursekit.grading.reading import Unreadable, code_cells, content
from coursekit.grading.submissions import submissions

CELLS = ["x = 1\ny = 'é'", "z = 2"]
TEXT = classroom.notebook(*CELLS)
PLAIN = json.loads(TEXT)


def without(*keys):
    """The notebook with all cells stripped of these keys."""
    cells = [{k: v for k, v in c.items() if k not in keys} for c in PLAIN["cells"]]
    return json.dumps({**PLAIN, "cells": cells})


def version_3():
    cells = [
        {"cell_type": "code", "input": cell, "outputs": [], "language": "python"}
        for cell in CELLS
    ]
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
         "worksheets": [{"cells": cells, "metadata": {}}]}
    )  # fmt: skip


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        without("id", "metadata", "outputs", "execution_count").encode(),
        version_3().encode(),
        json.dumps({**PLAIN, "metadata": {"kernelspec": 7}}).encode(),
        json.dumps({**PLAIN, "nbformat_minor": 99}).encode(),
        json.dumps(
            {**PLAIN, "cells": [{"cell_type": "raw"}, *PLAIN["cells"]]}
        ).encode(),
    ],
    ids=["plain", "BOM", "UTF-16", "CRLF", "stripped", "v3", "kernel", "new", "raw"],
)
def test_cells_are_read_whatever_tool_saved_the_notebook(raw):
    assert code_cells(raw) == CELLS


@pytest.mark.parametrize(
    "raw",
    [b"", b"<html>", b"\x00\xff", b"[]", b"3", b'{"cells": 5}', b'{"nbformat": 4}',
     b'{"cells": [{"cell_type": "code", "source": 5}]}', b"[" * 100_000,
     b'{"a":' * 100_000],
)  # fmt: skip
def test_what_is_no_notebook_is_called_so(raw):
    with pytest.raises(Unreadable, match="This is not a notebook: it "):
        code_cells(raw)


def test_links_pipes_folders_and_floods_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST", 1000)
    secret = tmp_path / "secret"
    secret.write_text("solution")
    (tmp_path / "link").symlink_to(secret)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(bytes(1001))
    reasons = {"link": "it is a link", "pipe": "not an ordinary", "large": "too large"}
    for name, reason in {
        **reasons,
        "folder": "Is a directory",
        "no": "No such",
    }.items():
        with pytest.raises(Unreadable, match=reason):
            content(tmp_path / name)
    assert content(secret) == b"solution"


def test_the_lesson_is_told_by_the_name_or_else_by_the_checks_inside(tmp_path):
    asking = classroom.notebook('check("02.1", gd_path)')
    for name, lesson in {
        "01-gradient-descent.ipynb": "01",
        "1.ipynb": "01",
        "02 (copy).IPYNB": "02",
        "mine.ipynb": "02",
        "99-none.ipynb": "",
    }.items():
        classroom.hand_in(tmp_path / name, "ada", asking, name)
        [found] = submissions(tmp_path / name)
        assert (found.student, found.lesson) == ("ada", lesson)
    classroom.hand_in(tmp_path / "no", "ada", TEXT, "thoughts.ipynb")
    assert [found.lesson for found in submissions(tmp_path / "no")] == [""]


def test_the_newest_of_several_counts_and_the_report_may_say_so(tmp_path):
    for age, name in enumerate(["01-b.ipynb", "01-a.ipynb", "1 (3).ipynb"]):
        path = classroom.hand_in(tmp_path, "ada", TEXT, name)
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))
    [found] = submissions(tmp_path)
    assert (found.path.name, found.older) == ("01-b.ipynb", 2)


def test_only_the_students_own_notebooks_are_found(tmp_path):
    folder, elsewhere = tmp_path / "class", tmp_path / "elsewhere"
    classroom.hand_in(folder, "ada", TEXT)
    classroom.hand_in(folder, "ada", TEXT, "02-two-dimensions.ipynb")
    classroom.hand_in(folder, "ada", TEXT, "notes.txt")
    classroom.hand_in(folder, "ada", TEXT, ".01-hidden.ipynb")
    classroom.hand_in(folder / "ada", ".ipynb_checkpoints", TEXT)
    classroom.hand_in(folder, ".git", TEXT)
    classroom.hand_in(elsewhere, "bea", TEXT)
    (folder / "bea").symlink_to(elsewhere / "bea")
    (folder / "01-stray.ipynb").write_text(TEXT)
    found = [(s.student, s.lesson) for s in submissions(folder)]
    assert found == [("ada", "01"), ("ada", "02")]
    assert [s.lesson for s in submissions(folder, ["02"])] == ["02"]


def test_a_result_depends_on_the_submission_its_tasks_and_the_patience():
    keys = {
        reading.fingerprint(raw, lesson, seconds)
        for raw in (b"a", b"b")
        for lesson in ("01", "02")
        for seconds in (1, 2)
    }
    assert len(keys) == 8
    assert reading.fingerprint(b"a", "01", 1) in keys
