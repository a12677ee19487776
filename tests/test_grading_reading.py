"""Submissions are found and read whatever wrote them; nothing harmful is followed."""

import json
import os

import classroom
import pytest

from coursekit.grading.collect import reading
from coursekit.grading.collect.reading import File, Unreadable, code_cells, content

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
        "folder": "no notebook in this folder",
        "no": "No such",
    }.items():
        with pytest.raises(Unreadable, match=reason):
            content(File(tmp_path / name))
    assert content(File(secret)) == b"solution"
