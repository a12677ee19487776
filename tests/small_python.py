"""The page's Python in node, for tests: jobs in, answers out."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest

from coursekit.web.python.scripts import python_script

HERE = Path(__file__).parent
LOST = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def done(folder, jobs):
    """What comes of jobs, in order (tests/js/asked.mjs); without node it is skipped."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    script, asked = folder / "coursekit-python.js", folder / "jobs.json"
    answers = folder / "done.json"
    script.write_text(python_script(), encoding="utf-8")
    asked.write_text(json.dumps(jobs), encoding="utf-8")
    command = [node, HERE / "js" / "asked.mjs", script, asked, answers]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    text = answers.read_text(encoding="utf-8")
    return json.loads(text, object_hook=_numbers)


def _numbers(data):
    return LOST.get(data["number"], data) if data.keys() == {"number"} else data
