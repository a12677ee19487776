"""The suite itself: alone in its run, and without a hole where CI=true."""

import os
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
    assert not {"JUPYTER_PATH", "COURSEKIT_DATA", "https_proxy"} & set(os.environ)
"""


def suite(folder, text, **environment):
    """Whether a suite of one file passes under our conftest.py, and what it says."""
    (folder / "test_one.py").write_text(text)
    options = ["-p", "conftest", "-p", "no:cacheprovider"]
    around = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    around.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", *options, folder]
    ran = subprocess.run(
        command, env=around, cwd=folder, capture_output=True, text=True
    )
    return ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("ci", ["true", "false"])
def test_a_skipped_test_is_a_failure_where_ci_is_true(ci, tmp_path):
    passed, said = suite(tmp_path, SKIPS, CI=ci)
    assert passed == (ci == "false")
    assert ("Skipped, though CI=true" in said) == (ci == "true")
    assert ("there is none" in said) == (ci == "true")


def test_settings_of_a_user_and_files_of_earlier_runs_are_not_seen(tmp_path):
    foreign = {"JUPYTER_PATH": "x", "COURSEKIT_DATA": "x", "https_proxy": "x"}
    foreign |= dict.fromkeys(("MPLCONFIGDIR", "IPYTHONDIR"), str(tmp_path))
    passed, said = suite(tmp_path, LOOKS, **foreign)
    assert passed, said
