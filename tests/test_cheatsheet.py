"""The cheat sheet: up to date with the rules, and as long as they need."""

import importlib.util
import inspect
from pathlib import Path

import pytest
from tables import REFERENCE

from coursekit import authoring, optimizer, optimizers

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


@pytest.mark.slow
def test_the_pdf_has_the_pages_that_its_columns_need_and_no_date(sheet):
    count = -(-len(sheet.columns()) // sheet.COLUMNS)
    for drawn in ((DOCS / "cheatsheet.pdf").read_bytes(), sheet.pdf()):
        assert drawn.count(b"/Type /Page ") == drawn.count(b"/MediaBox") == count
        assert b"/CreationDate" not in drawn


def test_no_line_runs_into_the_next_column_or_off_the_page(sheet):
    for page in sheet.pages():
        width, _ = page.canvas.get_width_height()
        rows = {}
        for text in page.texts:
            if text.get_text():
                row = rows.setdefault(text.get_position()[1], [])
                row.append(text.get_window_extent())
        for row in rows.values():
            edges = [0, *(edge for box in row for edge in (box.x0, box.x1)), width]
            assert edges == sorted(edges) and row[0].y0 >= 0


@pytest.mark.slow
def test_the_same_sources_give_the_same_bytes(sheet, tmp_path):
    written = []
    for _ in range(2):
        sheet.write(tmp_path)
        written.append([p.read_bytes() for p in sorted(tmp_path.iterdir())])
    assert written[0] == written[1]


def test_every_rule_is_on_a_page_as_it_runs(sheet):
    drawn = [line for column in sheet.columns() for line in column]
    for name, rule in REFERENCE.items():
        last = inspect.getsource(rule.rule).rstrip().splitlines()[-1].strip()
        assert f"  {last}" in drawn, name


def test_a_changed_rule_changes_the_digest(sheet, monkeypatch):
    @optimizer
    def gd(theta, grad, t, *, eta=0.1):
        """Gradient ascent."""
        return theta + eta * grad(theta)

    before = sheet.digest()
    monkeypatch.setattr(optimizers, "gd", gd)
    assert sheet.digest() != before


@pytest.mark.parametrize("part", ["notebook", "pdf"])
def test_where_one_file_cannot_be_made_neither_is_written(
    sheet, part, monkeypatch, tmp_path
):
    def broken():
        raise RuntimeError("a rule without source")

    sheet.write(tmp_path)
    before = [p.read_bytes() for p in sorted(tmp_path.iterdir())]
    monkeypatch.setattr(sheet, "title", lambda lesson: "another title")
    monkeypatch.setattr(sheet, part, broken)
    with pytest.raises(RuntimeError):
        sheet.write(tmp_path)
    assert [p.read_bytes() for p in sorted(tmp_path.iterdir())] == before
