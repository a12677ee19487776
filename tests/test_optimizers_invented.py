"""A new optimizer is one function: what nobody has seen passes all generic machinery.

Each is put into `coursekit.optimizers`, and nowhere else.
"""

import importlib.util
import inspect
from itertools import product

import numpy as np
import pytest
import tables
import test_optimizers
from test_cheatsheet import sheet
from typer.testing import CliRunner

from coursekit import explore, momentum, optimizers, rosenbrock
from coursekit.catalogue import catalogue
from coursekit.cli import app
from coursekit.explorers.sliders import sliders
from coursekit.rule import Optimizer

__all__ = ["sheet"]  # a fixture

HEAD = "import numpy as np\nfrom coursekit import optimizer\n\n@optimizer\n"
INVENTED = {
    "signs": '''
def signs(theta, grad, t, m=0, *, eta=0.01, beta=0.5):
    """Signs alone: what is infinite moves it by no more than eta."""
    m = beta * m + (1 - beta) * grad(theta)
    return theta - eta * np.sign(m), m
''',
    "late": '''
def late(theta, grad, t, last=0, *, eta=0.01, patience=0, drift=-0.001):
    """Each step is the slope of the step before, and a whole number is a knob."""
    return theta - eta * last + drift * (t > patience), grad(theta)
''',
    "eighth": '''
def eighth(theta, grad, t):
    """No knob and no memory."""
    return theta - grad(theta) / 8
''',
    "long": f'''
def long(theta, grad, t, v=0, w=1, *, eta=0.001, swift=0.9, slow=0.99, sure=1e-12):
    """So long that no column of the cheat sheet holds it."""
    v = swift * v - eta * grad(theta + swift * v)
    w = slow * w + (1 - slow) * np.abs(v)
{chr(10).join(f"    w = w + {i} * sure" for i in range(70))}
    return theta + v / (1 + w), v, w
''',
}
PROBLEMS = "two_wells", "minibatches", "rosenbrock", "reddi"


@pytest.fixture(params=INVENTED)
def invented(request, monkeypatch, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(HEAD + INVENTED[request.param].lstrip(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("mine", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    rule = getattr(module, request.param)
    monkeypatch.setattr(optimizers, rule.name, rule, raising=False)
    for table in (tables.REFERENCE, tables.RULES):
        monkeypatch.setitem(table, rule.name, rule)
    return rule


VALUES = {"problem": PROBLEMS, "slope": (np.nan, np.inf)}
CLAIMS = [
    pytest.param(test, inspect.signature(test).parameters, id=name)
    for name, test in vars(test_optimizers).items()
    if name.startswith("test_") and "rule" in inspect.signature(test).parameters
]


@pytest.mark.parametrize("claim, arguments", CLAIMS)
def test_what_is_claimed_of_every_rule_holds(invented, claim, arguments):
    others = [VALUES[name] for name in arguments if name != "rule"]
    for values in product(*others):
        claim(invented.name, *values)


def test_something_is_claimed_of_every_rule():
    assert len(CLAIMS) >= 8


def test_it_is_in_the_catalogue_the_tables_and_on_the_command_line(invented):
    (row,) = [row for row in catalogue() if row.name == invented.name]
    assert (row.says, row.lesson) == (invented.__doc__, "")
    assert (row.knobs, row.memory) == (invented.knobs, invented.memory)
    assert tables._things(optimizers, Optimizer)[invented.name] is invented
    listed = CliRunner().invoke(app, ["optimizers"]).output
    assert any(line.split()[:1] == [invented.name] for line in listed.splitlines())


def test_each_of_its_knobs_has_a_slider_with_the_default_among_its_positions(invented):
    positions = sliders(invented, rosenbrock)
    assert positions.keys() == invented.knobs.keys()
    for knob, at in positions.items():
        assert invented.knobs[knob] in at.stops
        assert (np.diff(at.stops) > 0).all() and len(at.stops) > 9


def test_it_is_explored_and_races(invented):
    explorer = explore([invented, momentum], rosenbrock, steps=20)
    scene, _ = explorer.answer({"want": "scene", "seq": 1})
    assert [runner["name"] for runner in scene["runners"]] == [
        invented.name, "momentum",
    ]  # fmt: skip
    assert invented.name in repr(explorer.figure(steps=20))


@pytest.mark.slow
def test_the_cheat_sheet_has_it_and_only_becomes_longer(invented, sheet, tmp_path):
    cells = [cell.source for cell in sheet.notebook().cells]
    assert cells.index(f"show(optimizers.{invented.name})") > cells.index(
        f"## {sheet.BEYOND}"
    )
    lines = [text for column in sheet.columns() for _, text in column]
    drawn = " ".join(" ".join(lines).split())  # a long line of code is broken
    for line in inspect.getsource(invented.rule).rstrip().splitlines()[3:]:
        assert " ".join(line.split()) in drawn
    assert max(map(sheet._height, sheet.columns())) <= sheet.LINES
    sheet.write(tmp_path)
    written = (tmp_path / "cheatsheet.pdf").read_bytes()
    assert len(written) > len(sheet.HERE.joinpath("cheatsheet.pdf").read_bytes())
