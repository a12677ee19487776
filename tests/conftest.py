"""What tests share, and the marks that say what a test needs beside Python."""

import socket
import subprocess
import sys

import pytest

from coursekit.grading.judge.sandbox import NoSandbox, sandbox

CLUSTER = """
import sys, time
from distributed import LocalCluster

if __name__ == "__main__":
    settings = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with LocalCluster(processes=True, **settings) as cluster:
        print(cluster.scheduler_address, flush=True)
        print(*[w.pid for w in cluster.workers.values()], flush=True)
        sys.stdin.read()
"""

# A test has a mark if it asks for one of these fixtures, whatever file it is in.
MARKS = {
    "browser": {"browser", "lab"},
    "cluster": {"cluster"},
    "sandbox": {"sandboxed"},
}


def pytest_configure(config):
    for mark, fixtures in MARKS.items():
        named = " or ".join(sorted(fixtures))
        config.addinivalue_line("markers", f"{mark}: uses the fixture {named}")
    config.addinivalue_line("markers", "kernel: starts the kernel of a notebook")
    config.addinivalue_line("markers", "slow: works for more than two seconds")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items):
    for item in items:
        for mark, fixtures in MARKS.items():
            if fixtures & {*getattr(item, "fixturenames", ())}:
                item.add_marker(mark)


@pytest.fixture(autouse=True)
def close_figures():
    """No figure of a test is left to the next."""
    yield
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")


@pytest.fixture(scope="module")
def browser():
    """Chromium for a module: while it runs, Playwright keeps asyncio for itself."""
    from browser import started

    with started() as browser:
        yield browser


@pytest.fixture(scope="session")
def sandboxed(tmp_path_factory):
    """What starts runners under bubblewrap."""
    try:
        return sandbox("bwrap", tmp_path_factory.mktemp("fonts"))
    except NoSandbox as error:
        pytest.skip(str(error))


@pytest.fixture
def closed_port():
    """A port at which nobody listens, and nobody else can while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def cluster(tmp_path):
    """A cluster of two worker processes: its address and their process ids."""
    (tmp_path / "cluster.py").write_text(CLUSTER)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, str(tmp_path / "cluster.py")]
    with subprocess.Popen(command, **pipes, cwd=tmp_path, text=True) as running:
        address = running.stdout.readline().strip()
        yield address, [int(pid) for pid in running.stdout.readline().split()]
        running.stdin.close()


@pytest.fixture(autouse=True)
def _answers_begin_anew():
    """Answers that keep what an earlier call left have kept nothing before a test."""
    for name, module in list(sys.modules.items()):
        if name.startswith("answers."):
            for memory in getattr(module, "MEMORIES", ()):
                memory.clear()
