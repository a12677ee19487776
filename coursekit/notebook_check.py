"""`coursekit check NOTEBOOK`: nbval runs it, one line per question is printed."""

import os
import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from coursekit.authoring import CHECK

# The colours of a terminal, which nbval puts into its reports.
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class Questions:
    """A pytest plugin that keeps the outcome of the cells that check a question."""

    def __init__(self):
        self.cells, self.outcomes, self.trouble = {}, {}, []

    def pytest_collection_modifyitems(self, items):
        for item in items:
            found = CHECK.search(item.cell.source)
            if found:
                self.cells[item.nodeid] = found["question"]

    def pytest_runtest_logreport(self, report):
        question = self.cells.get(report.nodeid)
        if report.when == "call" and question:
            self.outcomes[question] = "right" if report.passed else _reason(report)
        elif report.failed:
            self.trouble.append(_reason(report).splitlines()[-1])


def check_notebook(path):
    """The outcome per question and what else went wrong, as nbval sees the notebook.

    Returns ({"01.1": "right" or what check said}, [other cells' errors, a line each]).
    """
    questions = Questions()
    nbval = ["--nbval-lax", "--nbval-current-env", "--color=no"]
    alone = ["-p", "no:cacheprovider", "-c", os.devnull]
    where = [f"--rootdir={Path(path).resolve().parent}", str(path)]
    with redirect_stdout(StringIO()):
        status = pytest.main([*nbval, *alone, *where], plugins=[questions])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        questions.trouble.append(f"{path} could not be run as a notebook.")
    return questions.outcomes, questions.trouble


def _reason(report):
    """What the cell's error says: the lines after nbval's "Traceback:"."""
    said = ANSI.sub("", report.longreprtext).rpartition("Traceback:")[2]
    return said.strip()
