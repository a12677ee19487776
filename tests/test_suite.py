"""The suite itself: alone in its run, and without a hole where CI=true."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each starts a suite of its own

ROOT = Path(__file__).parent.parent
SKIPS = "import pytest\ndef test_that_needs_more(): pytest.skip('there is none')"
LOOKS = """
import os, pathlib
def test_what_is_seen():
    for name in ("JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLCONFIGDIR", "XDG_CACHE_HOME"):
        assert os.listdir(os.environ[name]) == []
    foreign = {"JUPYTER_PATH", "COURSEKIT_DATA", "https_proxy"}
    foreign |= {"PYTHONDONTWRITEBYTECODE"}
    assert not foreign & set(os.environ)
"""


def suite(folder, text, *words, name="test_one.py", **environment):
    """Whether a suite of one file passes under our conftest.py, and what it says."""
    (folder / name).write_text(text, encoding="utf-8")
    options = ["-p", "conftest", "-p", "no:cacheprovider", *words]
    around = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    around.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", *options, folder]
    ran = subprocess.run(
        command, env=around, cwd=folder, capture_output=True, text=True
    )
    return ran.returncode == 0, ran.stdout


TABLE = """
import pytest
@pytest.mark.parametrize("n", range(10))
def test_a_table(n): print(f"row {n}.")
def test_no_table(): print("alone.")
"""


def test_a_quick_run_takes_three_rows_of_each_table_and_every_test(tmp_path):
    passed, said = suite(tmp_path, TABLE, "--few", "-s")
    assert passed and "4 passed, 7 deselected" in said
    assert re.findall(r"row \d|alone", said) == [
        "row 0", "row 5", "row 9", "alone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("was", "now", "passes"),
    [
        ("optimizers.gd", "optimizers.adam", False),
        ('\\"near\\": 0.006', '\\"near\\": 0.007', False),
        ('\\"near\\": 0.006', '\\"near\\": 0.0060000000000001', True),
    ],
)
def test_what_a_page_computes_by_is_compared_but_for_last_digits(
    was, now, passes, tmp_path
):
    text = next(ROOT.glob("notebooks/00-*.ipynb")).read_text(encoding="utf-8")
    assert was in text
    passed, said = suite(tmp_path, text.replace(was, now), "--nbval", name="x.ipynb")
    assert passed == passes, said


@pytest.mark.parametrize("ci", ["true", "false"])
def test_a_skipped_test_is_a_failure_where_ci_is_true(ci, tmp_path):
    passed, said = suite(tmp_path, SKIPS, CI=ci)
    assert passed == (ci == "false")
    assert ("Skipped, though CI=true" in said) == (ci == "true")
    assert ("there is none" in said) == (ci == "true")


def test_settings_of_a_user_and_files_of_earlier_runs_are_not_seen(tmp_path):
    names = "JUPYTER_PATH", "COURSEKIT_DATA", "https_proxy", "PYTHONDONTWRITEBYTECODE"
    foreign = dict.fromkeys(names, "x")
    foreign |= dict.fromkeys(("MPLCONFIGDIR", "IPYTHONDIR"), str(tmp_path))
    passed, said = suite(tmp_path, LOOKS, **foreign)
    assert passed, said
