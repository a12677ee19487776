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
from coursekit.joined import Front

HERE = Path(__file__).parent
each_front = pytest.mark.parametrize("front", [EXPLORER, CARD], ids=lambda f: f.entry)


def node(*arguments, **variables):
    """What node says of it; without one a test is skipped."""
    path = shutil.which("node")
    if path is None:
        pytest.skip("no node on this machine")
    environment = {**os.environ, **variables}
    run = subprocess.run(
        [path, *arguments], capture_output=True, text=True, env=environment
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout


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
    needed = sorted({path.stem for path in front.folder.glob("*.js")} - {front.entry})
    assert sorted(re.findall(r"^const \$(\w+) = \(\(\)", script, re.M)) == needed


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
