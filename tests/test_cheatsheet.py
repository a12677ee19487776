"""The cheat sheet: up to date with the rules, and as long as they need."""

import importlib.util
import inspect
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from tables import REFERENCE

from coursekit import authoring, descend, optimizer, optimizers
from coursekit.catalogue import TAUGHT
from coursekit.problems import quadratic, rosenbrock, saddle
from coursekit.schedules import KINDS

DOCS = Path(__file__).parent.parent / "docs"
NEW = "run `.venv/bin/python docs/cheatsheet.py`"


@pytest.fixture(scope="module")
def sheet():
    spec = importlib.util.spec_from_file_location("cheatsheet", DOCS / "cheatsheet.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written(sheet, tmp_path_factory):
    """The files as they are written twice: each time their bytes by name."""
    folders = [tmp_path_factory.mktemp("cheatsheet") for _ in range(2)]
    for folder in folders:
        sheet.write(folder)
    return [{path.name: path.read_bytes() for path in f.iterdir()} for f in folders]


def test_the_notebook_is_what_the_sources_say(sheet):
    same = authoring.read(DOCS / "cheatsheet.ipynb") == sheet.notebook()
    assert same, NEW


def test_the_pdf_was_drawn_from_these_sources(sheet):
    stored = (DOCS / "cheatsheet.pdf").read_bytes()
    assert f"/Keywords ({sheet.digest()})".encode() in stored, NEW


@pytest.mark.slow
def test_the_pdf_has_the_pages_that_its_columns_need_and_no_date(sheet, written):
    count = -(-len(sheet.columns()) // sheet.COLUMNS)
    stored = (DOCS / "cheatsheet.pdf").read_bytes()
    for drawn in (stored, written[0]["cheatsheet.pdf"]):
        assert drawn.count(b"/Type /Page ") == drawn.count(b"/MediaBox") == count
        assert b"/CreationDate" not in drawn


@pytest.mark.slow
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
def test_the_same_sources_give_the_same_bytes(written):
    assert [*written[0]] and written[0] == written[1]


def text_of(lines):
    """The words of the PDF's lines, without how they are set and where they wrap."""
    return " ".join(" ".join(text for _, text in lines).split())


def test_every_rule_is_on_a_page_as_it_runs(sheet):
    drawn = text_of(line for column in sheet.columns() for line in column)
    for name, rule in REFERENCE.items():
        last = inspect.getsource(rule.rule).rstrip().splitlines()[-1].strip()
        assert last in drawn, name


def test_every_taught_rule_has_a_formula_a_first_rate_and_its_whens(sheet):
    taught = {name for names in TAUGHT.values() for name in names}
    asked = {"formula", "first", "use", "fails"}
    assert {
        name for name in taught if not asked <= sheet.TOLD["rule"][name].keys()
    } == set()
    assert sheet.TOLD["rule"].keys() <= taught
    assert sheet.TOLD["schedule"].keys() == KINDS.keys()


@pytest.mark.slow
def test_a_rule_of_which_nothing_is_told_makes_the_sheet_longer(sheet, monkeypatch):
    before = sum(len(block) for block in sheet.blocks())
    monkeypatch.delitem(sheet.TOLD["rule"], "gd")
    assert "Gradient descent (Cauchy 1847)" in text_of(sheet._lines(optimizers.gd))
    monkeypatch.setattr(optimizers, "swings", optimizer(swings), raising=False)
    assert sum(len(block) for block in sheet.blocks()) > before
    assert sheet.pdf().startswith(b"%PDF")


def swings(theta, grad, t, v=0, *, eta=0.1):
    """A rule that nobody has told the sheet about."""
    return theta - eta * grad(theta) - v, v


@pytest.mark.parametrize(
    ("name", "kept", "asked"),
    [
        ("gd", "no numbers", "one gradient"),
        ("momentum", "1 number", "one gradient"),
        ("nadam", "2 numbers", "one gradient"),  # its product is one for all weights
        ("amsgrad", "3 numbers", "one gradient"),
        ("newton", "no numbers", "one gradient and one Hessian"),
        ("conjugate_gradient", "2 numbers", "one gradient and a line search"),
    ],
)
def test_memory_and_cost_are_counted(sheet, name, kept, asked):
    rule = getattr(optimizers, name)
    assert sheet.memory(rule) == f"{kept} a weight"
    assert sheet.cost(rule) == asked


def test_of_a_rule_like_another_the_other_lines_are_shown(sheet):
    assert sheet.code(optimizers.amsgrad) == [
        "s_max = np.maximum(s_max, s)",
        "s_hat = s_max / (1 - beta2**t)",
        "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, s_max",
    ]


def test_signs_and_eps_of_the_libraries_are_found(sheet):
    velocity, adagrad, rmsprop, adam = sheet.lines_of_libraries()
    assert "Keras v ← βv − ηg, θ + v" in velocity
    assert "PyTorch v ← βv + g, θ − ηv" in velocity
    assert "PyTorch 1e-10 outside the root" in adagrad and "TF1 none" in adagrad
    assert "optax 1e-8 inside the root" in rmsprop
    assert "Keras 1e-7 before the correction" in adam
    assert "optax, PyTorch 1e-8 outside the root" in adam


def test_an_eps_in_an_unknown_place_is_refused(sheet):
    @optimizer
    def adam(theta, grad, t, s=0, *, eta=1.0, beta2=0.999, eps=1e-8):
        """A library that adds ε to the slope."""
        g = grad(theta)
        s = beta2 * s + (1 - beta2) * g**2
        return theta - eta * (g + 3 * eps), s

    with pytest.raises(ValueError, match="no name"):
        sheet._eps(SimpleNamespace(adam=adam), "adam")


def test_adadeltas_first_step_is_the_number_told(sheet):
    run = descend(optimizers.adadelta, quadratic([[1.0]]), start=[1.0], steps=1)
    assert f"{1 - run.theta[1, 0]:.4f}" in sheet.TOLD["rule"]["adadelta"]["fails"]


def test_adabound_clips_the_rate_that_holds_ms_correction(sheet):
    """And not Adam's rate before m̂: the two differ tenfold at the first step."""
    run = descend(optimizers.adabound, quadratic([[400.0]]), start=[1.0], steps=1)
    low = 0.1 * (1 - 1 / 1.001)
    assert 1 - run.theta[1, 0] == pytest.approx(low * run.memory["m"][1, 0])
    formula = sheet.TOLD["rule"]["adabound"]["formula"]
    assert formula.startswith(r"\theta \leftarrow \theta - \mathrm{clip}(rate_t,")
    assert formula.endswith(r"(1 - \beta_1^t)")


def test_a_line_search_need_not_find_the_lowest_point():
    run = descend(optimizers.steepest_descent, rosenbrock, steps=1)
    further = run.theta[1] - 1e-4 * rosenbrock.gradient(run.theta[0])
    assert rosenbrock.value(further) < run.loss[1] < run.loss[0]


def test_damping_lengthens_a_jump_before_it_turns_and_shortens_it():
    jumps = []
    for alpha in (0, 1.9, 2.1, 10):
        run = descend(optimizers.damped_newton(alpha=alpha), saddle, steps=1)
        jumps.append(np.linalg.norm(run.theta[1] - run.theta[0]))
    assert jumps[1] > 9 * jumps[0] and jumps[2] > 9 * jumps[0] > 9 * jumps[3]


@pytest.mark.slow
def test_the_course_fits_two_pages_in_eight_points(sheet):
    assert len(sheet.pages()) == 2
    assert min(text.get_size() for page in sheet.pages() for text in page.texts) >= 8


def test_a_changed_rule_changes_the_digest(sheet, monkeypatch):
    @optimizer
    def gd(theta, grad, t, *, eta=0.1):
        """Gradient ascent."""
        return theta + eta * grad(theta)

    before = sheet.digest()
    monkeypatch.setattr(optimizers, "gd", gd)
    assert sheet.digest() != before


@pytest.mark.slow
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
