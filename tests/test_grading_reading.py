"""Submissions are found and read whatever wrote them; nothing harmful is followed."""

import json
import os
import tracemalloc
from time import process_time

import classroom
import pytest
from recorded import result

from coursekit.grading.collect import reading
from coursekit.grading.collect.lessons import lesson_of
from coursekit.grading.collect.reading import (
    File,
    Unreadable,
    code_cells,
    content,
    damage,
)
from coursekit.grading.judge.answers import figures, printed
from coursekit.grading.many.batch import Notebook, completed
from coursekit.grading.printable import printable

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
        b"\xef\xbb\xbf" + TEXT.encode("utf-8-sig"),
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
    ids=[
        *("plain", "BOM", "BOMs", "UTF-16", "CRLF", "stripped"),
        *("v3", "kernel", "new", "raw"),
    ],
)
def test_cells_are_read_whatever_tool_saved_the_notebook(raw):
    assert code_cells(raw) == CELLS


@pytest.mark.parametrize(
    "raw",
    [b"", b"<html>", b"\x00\xff", b"[]", b"3", b'{"cells": 5}', b'{"nbformat": 4}',
     b'{"cells": {"a": {}}}', b"[" * 100_000, b'{"a":' * 100_000],
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


def cells(*kept):
    """The bytes of a notebook with these cells."""
    return json.dumps({**PLAIN, "cells": [*PLAIN["cells"], *kept]}).encode()


HARMLESS = {
    "no source": {"cell_type": "code", "source": None, "outputs": []},
    "no cell": None,
    "no metadata": {"cell_type": "markdown", "metadata": None, "source": "x"},
    "strange metadata": {"cell_type": "markdown", "metadata": [3], "source": "x"},
    "no type": {"source": "x"},
    "a number": 7,
    "a source that is a number": {"cell_type": "code", "source": 5, "outputs": 5},
    "lines that are none": {"cell_type": "code", "source": ["", None, 3]},
    "a text that is a number": {"cell_type": "markdown", "source": 5},
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_one_cell_that_a_tool_has_spoiled_costs_nobody_the_others(kind):
    assert [cell for cell in code_cells(cells(HARMLESS[kind])) if cell] == CELLS


def test_a_cell_that_has_run_is_code_whatever_its_type_says():
    spoiled = cells({"source": "z", "outputs": [], "execution_count": 3})
    assert code_cells(spoiled) == [*CELLS, "z"]


def test_one_letter_in_another_encoding_is_read_as_that_letter():
    whole = json.dumps(PLAIN, ensure_ascii=False).encode()
    spoiled = whole.replace("é".encode(), "é".encode("cp1252"), 1)
    assert spoiled != whole
    assert code_cells(spoiled) == CELLS


LINES = TEXT.splitlines()
DAMAGED = {
    "conflict": ("\n".join([*LINES[:5], "<<<<<<< HEAD", *LINES[5:]]),
                 "There are conflict markers of a merge in line 6: remove them."),
    "indented conflict": ("\n".join([*LINES[:5], "  >>>>>>> b", *LINES[5:]]),
                          "There are conflict markers of a merge in line 6"),
    "cut off after a brace": ('{"cells": [{"source": {}', "it ends in the middle"),
    "nothing": (bytes(9), "it is empty"),
    "deep": (TEXT.rstrip()[:-1] + ', "a":' + "[" * 99_999 + "]" * 99_999 + "}",
             "it is nested too deeply to be read"),
    "no cells": ('{"nbformat": 4}', "it is JSON, but there are no cells in it"),
    "cut off": ("\n".join(LINES[:7]), "it ends in the middle, at line 7; was it saved"),
    "broken": ("\n".join([*LINES[:4], "oops", *LINES[4:]]), "it is broken at line 5,"),
    "empty": (" \n", "it is empty"),
    "gz": (b"\x1f\x8b\x08\0", "This is an archive (.gz)"),
    "zip": (b"PK\x03\x04\0\0", "This is an archive (.zip)"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "This is an archive (.7z)"),
    "rar": (b"Rar!\x1a\x07", "This is an archive (.rar)"),
    "tar": (bytes(257) + b"ustar\0", "This is an archive (.tar)"),
    "web page": ("\n<!DOCTYPE HTML><title>Sign in", "it is a web page. Hand in the"),
    "LFS": ("version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
    "controls": ("\x1b]0;owned\x07hello", 'it begins with "]0;ownedhello"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAMAGED)
def test_what_is_wrong_with_a_damaged_file_is_said(kind):
    raw, sentence = DAMAGED[kind]
    with pytest.raises(Unreadable) as said:
        code_cells(raw if isinstance(raw, bytes) else raw.encode())
    assert sentence in str(said.value)
    assert str(said.value).isprintable()


@pytest.mark.parametrize("text", ["Zoë", "李小龙", "a\nb", "عل\u200cی", "👩\u200d🎓"])
def test_names_of_people_are_shown_as_they_are(text):
    assert printable(text) == text


@pytest.mark.parametrize(("count", "is_read"), [(99, True), (100, False)])
def test_a_notebook_of_more_values_than_any_has_is_not_made_of_them(
    count, is_read, monkeypatch
):
    monkeypatch.setattr(reading, "VALUES", 99)
    raw = b'{"cells": [' + b"[]," * count + b"[]]}"
    if is_read:
        assert code_cells(raw) == []
    else:
        with pytest.raises(Unreadable, match="too many values"):
            code_cells(raw)


@pytest.mark.parametrize(
    "letter", ["\0", "\x1b", "\x07", "\r", "\x9b", "\u202e", "\udcff"]
)
def test_what_steers_a_terminal_or_hides_is_not_shown(letter):
    assert printable(f"a{letter}b") == "a\ufffdb"


@pytest.mark.parametrize(
    "output", [5, None, {"data": 5}, {"data": {"image/png": 5}},
               {"data": {"image/png": [5, None, {}]}},
               {"name": "stdout", "text": [5, None]}],
)  # fmt: skip
@pytest.mark.parametrize("outputs", [lambda one: one, lambda one: [one]])
def test_an_output_that_is_none_ends_no_class(output, outputs):
    shows = {"cell_type": "code", "source": "x", "outputs": outputs(output)}
    begins = {"cell_type": "markdown", "source": "## Project 14A"}
    assert figures("14", cells(begins, shows)) == []
    assert printed("14", cells(begins, shows)) == ""


def of(**metadata):
    return json.dumps({**PLAIN, "metadata": metadata}).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (of(kernelspec={"name": "ir", "language": "R"}), "R"),
        (of(language_info={"name": "julia"}, kernelspec={"language": "?"}), "julia"),
        (of(language_info={"name": "x" * 900}), "x" * 20),
        (of(kernelspec={"language": "python"}), ""),
        (of(language_info={"name": "ipython"}), ""),
        (of(language_info=["R"], kernelspec={"language": 7}), ""),
        (json.dumps({**PLAIN, "metadata": []}).encode(), ""),
        (version_3().encode(), ""),
    ],
)
def test_a_notebook_says_its_language(raw, said):
    assert reading.language(raw) == said


def test_who_answers_in_another_language_reads_that_and_an_honest_one_loses_nothing():
    notebook = Notebook.of("01", of(kernelspec={"language": "R"}))
    missing = completed({**result(*["missing"] * 3), "failed": []}, notebook)
    says = "The notebook says that its code is R: answer in Python."
    ours = {q["says"] for q in missing["questions"] if q["name"]}
    assert ours == {says}
    told = {**result("right", "missing", "right"), "failed": []}
    kept = completed(told, notebook)["questions"][: len(told["questions"])]
    assert kept == told["questions"]


# What is large, and says nothing


def test_many_checks_in_a_notebook_are_counted_in_no_time():
    raw = classroom.notebook('check("02.1", f)\n' * 20_000).encode()
    start = process_time()
    assert lesson_of(raw, "01-x.ipynb")[0] == "02"
    assert process_time() - start < 5


def test_many_lines_of_what_is_no_notebook_take_no_memory():
    raw = b"ab\n" * 1_000_000
    tracemalloc.start()
    assert "it begins with" in damage(raw)
    used = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert used < 10 * len(raw)


def test_a_notebook_of_bytes_in_no_encoding_is_read_in_no_time():
    text = classroom.notebook("x = 'HERE'").encode()
    raw, start = text.replace(b"HERE", b"\xfc" * 8_000_000), process_time()
    assert code_cells(raw) == ["x = '" + "ü" * 8_000_000 + "'"]
    assert process_time() - start < 5
