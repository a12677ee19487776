"""The cheat sheet: up to date with the rules, on one page, the same on each run."""

import importlib.util
import inspect
from pathlib import Path

import pytest

from coursekit import authoring, catalogue, optimizer, optimizers

DOCS = Path(__file__).parent.parent / "docs"
NEW = "run `.venv/bin/python docs/cheatsheet.py`"


@pytest.fixture(scope="module")
def sheet():
    spec = importlib.util.spec_from_file_location("cheatsheet", DOCS / "cheatsheet.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_notebook_is_what_the_sources_say(sheet):
    same = authoring.read(DOCS / "cheatsheet.ipynb") == sheet.notebook()
    assert same, NEW


def test_the_pdf_was_drawn_from_these_sources(sheet):
    stored = (DOCS / "cheatsheet.pdf").read_bytes()
    assert f"/Keywords ({sheet.digest()})".encode() in stored, NEW


def test_the_pdf_has_one_page_and_no_date(sheet, tmp_path):
    for folder in (DOCS, tmp_path):
        sheet.write(tmp_path)
        page = (folder / "cheatsheet.pdf").read_bytes()
        assert page.count(b"/Type /Page ") == page.count(b"/Count 1 ") == 1
        assert b"/CreationDate" not in page


def test_the_same_sources_give_the_same_bytes(sheet, tmp_path):
    written = []
    for _ in range(2):
        sheet.write(tmp_path)
        written.append([p.read_bytes() for p in sorted(tmp_path.iterdir())])
    assert written[0] == written[1]


def test_every_rule_of_a_lesson_is_on_the_page_as_it_runs(sheet):
    drawn = [line for column in sheet.columns() for line in column]
    for row in catalogue.catalogue():
        if row.lesson:
            rule = getattr(optimizers, row.name).rule
            last = inspect.getsource(rule).rstrip().splitlines()[-1].strip()
            assert f"  {last}" in drawn, row.name


def test_a_changed_rule_changes_the_digest(sheet, monkeypatch):
    @optimizer
    def gd(theta, grad, t, *, eta=0.1):
        """Gradient ascent."""
        return theta + eta * grad(theta)

    before = sheet.digest()
    monkeypatch.setattr(optimizers, "gd", gd)
    assert sheet.digest() != before


def test_a_full_page_is_refused(sheet, monkeypatch):
    monkeypatch.setattr(sheet, "LINES", 40)
    with pytest.raises(SystemExit, match="need 6 columns; there are 3"):
        sheet.columns()
