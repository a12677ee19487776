"""Front ends: modules that are joined for widgets and pages, and their own tests."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from coursekit import explore, gd, lessons, parabola
from coursekit.cards.card import FRONT as CARD
from coursekit.explorers.page import FRONT as EXPLORER
from coursekit.grading.person.review import FRONT as REVIEW
from coursekit.joined import Front
from coursekit.web import ENGINE
from coursekit.web.python.scripts import HANDS, INSIDE

HERE = Path(__file__).parent
PAGES_CARD = Front(CARD.folder, "elements")
FRONTS = EXPLORER, CARD, PAGES_CARD, ENGINE, REVIEW, HANDS, INSIDE
each_front = pytest.mark.parametrize("front", FRONTS, ids=lambda front: front.entry)


def node_path():
    """Where node is; without one a test is skipped."""
    path = shutil.which("node")
    if path is None:
        pytest.skip("no node on this machine")
    return path


def node(*arguments, **variables):
    """What node says of it."""
    environment = {**os.environ, **variables}
    run = subprocess.run(
        [node_path(), *arguments], capture_output=True, text=True, env=environment
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


@pytest.mark.slow
def test_the_front_end_passes_its_own_tests(tmp_path):
    joined = tmp_path / "joined.mjs"
    joined.write_text(EXPLORER.script, encoding="utf-8")
    said = node("--test", f"{HERE / 'js'}/", COURSEKIT_SCRIPT=str(joined))
    assert re.search(r"pass (\d+)", said) and "skipped 0" in said


@each_front
def test_the_joined_script_imports_nothing_and_has_every_module_once(front):
    script = front.script
    assert not re.search(r"^import ", script, re.M)
    assert not re.search(r"https?://", script)
    beside = [each for each in FRONTS if each.folder == front.folder]
    used = {module for each in beside for module in each.modules}
    assert used >= {path.resolve() for path in front.folder.glob("*.js")}
    names = re.findall(r"^const \$(\w+) = \(\(\)", script, re.M)
    # A module of another folder is named with the way to it.
    stems = [name.rpartition("front_")[2] for name in names]
    assert stems == [path.stem for path in front.modules[:-1]]


def test_a_classic_script_is_that_of_the_entry_and_exports_nothing(tmp_path):
    (tmp_path / "near").mkdir()
    (tmp_path / "far.js").write_text("export const one = 1;\nexport const two = 2;\n")
    (tmp_path / "near" / "main.js").write_text(
        'import * as far from "../far.js";\nimport { two as pair } from "../far.js";\n'
        "globalThis.sum = far.one + pair;\nexport const told = 1;\n"
    )
    text = Front(tmp_path / "near", "main").classic
    assert not re.search(r"^(import|export) ", text, re.M)
    (tmp_path / "page.cjs").write_text(f"{text}\nconsole.log(sum, typeof told);")
    assert node(str(tmp_path / "page.cjs")).strip() == "3 undefined"


def test_names_that_two_modules_share_do_not_meet(tmp_path):
    (tmp_path / "one.js").write_text("const a = 1;\nexport const b = () => a;\n")
    (tmp_path / "two.js").write_text(
        'import { b } from "./one.js";\nconst a = 2;\n'
        "export function c() {\n  return b() + a;\n}\n"
    )
    (tmp_path / "main.js").write_text(
        'import { c } from "./two.js";\nexport default c();\n'
    )
    (tmp_path / "joined.mjs").write_text(Front(tmp_path, "main").script)
    look = f"import('{tmp_path / 'joined.mjs'}').then((m) => console.log(m.default))"
    assert node("--eval", look).strip() == "3"


def test_modules_that_import_one_another_are_refused_by_name(tmp_path):
    (tmp_path / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (tmp_path / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(ValueError, match="a imports b imports a: a circle"):
        _ = Front(tmp_path, "a").script


@pytest.mark.parametrize(
    "form",
    ["export const [a, b] = [1, 2];", "export { a };", 'import a from "./c.js";'],
)
def test_a_form_that_cannot_be_joined_is_refused_by_name(form, tmp_path):
    (tmp_path / "a.js").write_text('import { a } from "./b.js";\nexport default a;\n')
    (tmp_path / "b.js").write_text(f"{form}\n")
    with pytest.raises(ValueError, match=re.escape(f"b.js: `{form}` is in no form")):
        _ = Front(tmp_path, "a").script


@each_front
def test_every_module_is_type_checked_and_no_ink_stands_outside_the_style(front):
    for path in front.folder.glob("*.js"):
        code = path.read_text(encoding="utf-8")
        assert code.startswith("// @ts-check\n"), path.name
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", code), path.name


@pytest.mark.parametrize(
    ("widget", "front"),
    [(explore(gd, parabola), EXPLORER), (lessons.predict("00.minus"), CARD)],
    ids=["explorer", "card"],
)
def test_a_widget_sends_a_small_module_and_the_script_beside_it(widget, front):
    assert len(widget._esm) < 1000
    assert widget._script == front.script
    assert "_script" in widget._esm and "NAME" not in widget._esm


REMARKED = """// a line
/** a block
 * of lines */
"""
PLAIN = """export const a = "// no remark"; // beside code
/** @type {any} */ (globalThis).b = `
  <p>/* no remark */</p>`;
"""


def test_remarks_on_lines_of_their_own_are_left_out_and_nothing_else(tmp_path):
    (tmp_path / "entry.js").write_text(REMARKED + PLAIN)
    assert Front(tmp_path, "entry").script == PLAIN
