"""The front end's modules: joined for widgets and pages, and their own tests."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from coursekit import explore, gd, parabola
from coursekit.explorers import front

HERE = Path(__file__).parent
MODULES = sorted(front.FOLDER.glob("*.js"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder in place of the front end's."""
    monkeypatch.setattr(front, "FOLDER", tmp_path)
    front.script.cache_clear()
    yield tmp_path
    front.script.cache_clear()


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
    joined.write_text(front.script(), encoding="utf-8")
    said = node("--test", f"{HERE / 'js'}/", COURSEKIT_SCRIPT=str(joined))
    assert re.search(r"pass (\d+)", said) and "skipped 0" in said


def test_the_joined_script_imports_nothing_and_has_every_module_once():
    script = front.script()
    assert not re.search(r"^import ", script, re.M)
    assert not re.search(r"https?://", script)
    needed = [path.stem for path in MODULES if path.stem != "explorer"]
    assert sorted(re.findall(r"^const \$(\w+) = \(\(\)", script, re.M)) == needed


def test_names_that_two_modules_share_do_not_meet(folder):
    (folder / "one.js").write_text("const a = 1;\nexport const b = () => a;\n")
    (folder / "two.js").write_text(
        'import { b } from "./one.js";\nconst a = 2;\n'
        "export function c() {\n  return b() + a;\n}\n"
    )
    (folder / "main.js").write_text(
        'import { c } from "./two.js";\nexport default c();\n'
    )
    (folder / "joined.mjs").write_text(front.script("main"))
    look = f"import('{folder / 'joined.mjs'}').then((m) => console.log(m.default))"
    assert node("--eval", look).strip() == "3"


def test_modules_that_import_one_another_are_refused_by_name(folder):
    (folder / "a.js").write_text('import { b } from "./b.js";\nexport const a = b;\n')
    (folder / "b.js").write_text('import { a } from "./a.js";\nexport const b = a;\n')
    with pytest.raises(ValueError, match="a imports b imports a: a circle"):
        front.script("a")


def test_every_module_is_type_checked_and_no_ink_stands_outside_the_style():
    for path in MODULES:
        code = path.read_text(encoding="utf-8")
        assert code.startswith("// @ts-check\n"), path.name
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", code), path.name


def test_a_widget_sends_a_small_module_and_the_script_beside_it():
    explorer = explore(gd, parabola)
    assert len(explorer._esm) < 1000
    assert explorer._script == front.script()
    assert "_script" in explorer._esm and "NAME" not in explorer._esm
