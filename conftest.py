"""A run of the suite looks only at itself, whatever else is on the machine.

It has settings, caches and temporary files of its own, and no terminal, proxy or
setting of the person who starts it: neither another run at the same time nor what an
earlier one or a user has left changes what it sees.
"""

import os
import re
import shutil
from collections import defaultdict
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from jupyter_client.manager import KernelManager
from nbval import kernel, plugin

PATIENCE = 600  # seconds that end what hangs; a busy machine is no failure
# What pages compute an explorer by: its numbers differ by processors in their last
# digits, and so do the bytes of its data sets.
DESCRIPTION = '{"scene": '
NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]?\d+)?")
COLUMNS = re.compile(r'"columns": \[[^]]*\]')
OTHERS = (
    "COLUMNS", "FORCE_COLOR", "GITHUB_ACTIONS", "LINES", "NO_COLOR", "PY_COLORS",
    "COURSEKIT_DATA", "DASK_", "GIT_", "IPYTHON", "JUPYTER", "MPL",
    "PYTHONDONTWRITEBYTECODE", "XDG_",
)  # fmt: skip
FOLDERS = {
    "DASK_CONFIG": "dask",
    "DASK_TEMPORARY_DIRECTORY": "dask-files",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter-config",
    "JUPYTER_DATA_DIR": "jupyter-data",
    "JUPYTER_RUNTIME_DIR": "run",
    "MPLCONFIGDIR": "matplotlib",
    "XDG_CACHE_HOME": "cache",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
}


def make_home():
    """Set the environment of this run; returns its folder, which is to be removed."""
    for name in list(os.environ):
        if name.startswith(OTHERS) or name.lower().endswith("_proxy"):
            del os.environ[name]
    # Short, since the names of a kernel's sockets lie in it and may have 103 bytes.
    home = Path(mkdtemp(prefix="course-", dir="/tmp" if os.name == "posix" else None))
    for name, folder in FOLDERS.items():
        (home / folder).mkdir(mode=0o700)
        os.environ[name] = str(home / folder)
    os.environ["DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT"] = f"{PATIENCE}s"
    return home


# The workers of one run share what its first process has made.
HOME = None if "PYTEST_XDIST_WORKER" in os.environ else make_home()


class OwnKernel(plugin.RunningKernel):
    """The kernel of a notebook, in a folder without what earlier runs have kept."""

    def __init__(self, name, cwd, startup_timeout):
        self.folder = mkdtemp(dir=os.environ["XDG_DATA_HOME"])
        super().__init__(name, self.folder, PATIENCE)


def manager(**options):
    """A kernel's manager whose ports are files: nobody else takes them meanwhile."""
    files = Path(os.environ["JUPYTER_RUNTIME_DIR"], uuid4().hex[:12])
    return KernelManager(transport="ipc", ip=str(files), **options)


def pytest_configure(config):
    settings.register_profile(
        "busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("busy machine")
    plugin.RunningKernel = OwnKernel
    plugin.IPyNbCell.sanitize = _without_last_digits(plugin.IPyNbCell.sanitize)
    if os.name == "posix":
        kernel.KernelManager = manager


def pytest_unconfigure(config):
    if HOME:
        shutil.rmtree(HOME, ignore_errors=True)


def pytest_addoption(parser):
    told = "of each table of cases three rows: the first, one between, the last"
    parser.addoption("--few", action="store_true", help=told)


def pytest_collection_modifyitems(config, items):
    for item in items:
        if isinstance(item, plugin.IPyNbCell):
            item.output_timeout = PATIENCE
    if config.getoption("few"):
        kept = _few(items)
        config.hook.pytest_deselected(items=[i for i in items if i not in kept])
        items[:] = [item for item in items if item in kept]


def _few(items):
    tables = defaultdict(list)
    for item in items:
        tables[item.nodeid.partition("[")[0]].append(item)
    return {rows[n] for rows in tables.values() for n in (0, len(rows) // 2, -1)}


def _without_last_digits(sanitize):
    """What nbval compares in place of an output."""

    def sanitized(cell, output):
        if isinstance(output, str) and output.startswith(DESCRIPTION):
            output = NUMBER.sub(lambda found: f"{float(found[0]):.9g}", output)
            output = COLUMNS.sub("", output)
        return sanitize(cell, output)

    return sanitized


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _never_skipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _never_skipped((yield))


def _never_skipped(report):
    """Where CI=true, whatever a test needs is there: a skip is a failure."""
    expected = hasattr(report, "wasxfail")
    if os.environ.get("CI") == "true" and report.skipped and not expected:
        report.outcome = "failed"
        report.longrepr = f"Skipped, though CI=true: {report.longrepr[2]}"
    return report
