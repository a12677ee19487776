"""JupyterLab in Chromium, for tests and benchmarks that need the real thing.

A private server on a free loopback port, with its own settings and a random token,
and one browser that can reach nothing but that server.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

OUTPUT = Path(__file__).parent.parent / "test-output"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip
QUIET = {
    "apputils-extension/notification": '{"fetchNews": "false"}',
    "docmanager-extension/plugin": '{"autosave": false}',
}
IDLE = """() => {
  const notebook = window.jupyterapp?.shell?.currentWidget;
  const kernel = notebook?.sessionContext?.session?.kernel;
  return kernel?.status === "idle" && kernel.connectionStatus === "connected";
}"""
RAN = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === "code")
  .every(({ model, promptNode }) =>
    model.executionCount && !promptNode.textContent.includes("*"))
"""


def chromium():
    """The browser's path; without one a test is skipped, or fails where CI=true."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        stop = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        stop("no chromium on this machine: see README, browser tests")
    return path


@contextmanager
def jupyterlab(folder):
    """Serve `folder` in JupyterLab; gives the address and the token."""
    private, token, port = folder / ".private", secrets.token_hex(16), _free_port()
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", "--allow-root",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    for name in ("CONFIG", "RUNTIME", "DATA"):
        environment[f"JUPYTER_{name}_DIR"] = str(private / name.lower())
    environment |= {
        "JUPYTERLAB_SETTINGS_DIR": str(_settings(private / "settings")),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "IPYTHONDIR": str(private / "ipython"),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    with open(folder / "server.log", "w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            _until_up(server, f"{base}/api?token={token}", folder / "server.log")
            yield base, token
        finally:
            server.terminate()
            server.wait(20)


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _settings(folder):
    for plugin, values in QUIET.items():
        path = folder / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(values)
    return folder


def _until_up(server, url, log):
    for _ in range(200):
        try:
            return urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start: {log.read_text()[-1000:]}")


class Lab:
    """Notebooks in one running JupyterLab, each opened in a page of its own."""

    output = OUTPUT  # where screenshots go

    def __init__(self, browser, folder, base, token):
        self.browser, self.folder, self.base, self.token = browser, folder, base, token

    def open(self, name, *cells, width=1280, height=900, run=True):
        """A page with a new notebook of these code cells, all run."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / name)
        page = self.visit(name, width, height)
        if run:
            self.run_all(page)
        return page

    def visit(self, name, width=1280, height=900):
        """A page with a notebook that exists; `page.complaints` collects its errors."""
        viewport = {"width": width, "height": height}
        page = self.browser.new_page(viewport=viewport, device_scale_factor=1)
        page.complaints = []
        page.on("pageerror", lambda error: _complain(page, str(error.stack)))
        page.on("console", lambda message: _listen(page, message))
        page.goto(f"{self.base}/doc/tree/{name}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        return page

    def run_all(self, page):
        page.wait_for_function(IDLE, timeout=60_000)
        page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        page.wait_for_function(RAN, timeout=60_000)

    def theme(self, page, name):
        """JupyterLab's "Light" or "Dark" theme, in place when this returns."""
        arguments = f"{{theme: 'JupyterLab {name}'}}"
        page.evaluate(
            f"jupyterapp.commands.execute('apputils:change-theme', {arguments})"
        )
        page.wait_for_function(
            f"document.body.dataset.jpThemeName === 'JupyterLab {name}'"
        )


def _listen(page, message):
    if message.type in ("error", "warning"):
        _complain(page, f"{message.type}: {message.text}")


def _complain(page, words):
    """Note an error, but not the one that JupyterLab makes when its themes change."""
    if not ("removeChild" in words and "jlab_core" in words):
        page.complaints.append(words)


@contextmanager
def laboratory(folder):
    """A Lab: server and browser, both gone afterwards."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with jupyterlab(folder) as (base, token), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield Lab(browser, folder, base, token)
        browser.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """One for a module: while it runs, Playwright keeps asyncio for itself."""
    OUTPUT.mkdir(exist_ok=True)
    with laboratory(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
