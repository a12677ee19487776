"""Node carries out what pages would: rules, surfaces, and the explorers' engine."""

import json
import subprocess
from pathlib import Path

import numpy as np
from test_joined import node_path

from coursekit.web import course_script

ENGINE = Path(__file__).with_name("engine.mjs")
SMALLEST = 1e-6  # below it, a difference counts against this


def carried_out(jobs):
    """The answers to jobs, each {"task": ..., ...}, as numbers and names."""
    asked = json.dumps({"course": course_script(), "jobs": jobs}, allow_nan=False)
    run = subprocess.run(
        [node_path(), str(ENGINE)], input=asked, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return [_numbers(answer) for answer in json.loads(run.stdout)]


def _numbers(value):
    """JSON has no infinities: they came by name."""
    if isinstance(value, dict):
        return {name: _numbers(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_numbers(part) for part in value]
    named = {"NaN": np.nan, "Infinity": np.inf, "-Infinity": -np.inf}
    return named.get(value, value) if isinstance(value, str) else value


def plain(numbers):
    """Numbers as JSON may carry them, the infinite ones by name."""
    names = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
    array = np.asarray(numbers, float)
    if array.ndim:
        return [plain(part) for part in array]
    return float(array) if np.isfinite(array) else names[str(float(array))]


def difference(found, wanted, beside=0.0):
    """The largest difference, relative; infinite where they are not alike.

    beside  numbers against which a difference counts, too, where they are larger
    """
    found, wanted, beside = np.broadcast_arrays(
        *(np.asarray(each, float) for each in (found, wanted, beside))
    )
    with np.errstate(all="ignore"):
        same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
        size = np.fmax(np.abs(wanted), np.abs(beside))
        off = np.abs(found - wanted) / np.maximum(size, SMALLEST)
    off = np.where(same, 0, np.where(np.isfinite(off), off, np.inf))
    return off.max(initial=0.0)
