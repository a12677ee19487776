"""JupyterLab in Chromium, for tests and benchmarks that need the real thing.

A private server on a loopback port that the system gives it, with its own settings
and a random token, and one browser that can reach nothing but that server.
"""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

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
PATIENCE = 600  # seconds that end what hangs; a busy machine is no failure
IDLE = """() => {
  const notebook = window.jupyterapp?.shell?.currentWidget;
  const kernel = notebook?.sessionContext?.session?.kernel;
  return kernel?.status === "idle" && kernel.connectionStatus === "connected";
}"""
RAN = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter((cell) => cell.model.type === "code")
  .every(({ model }) => model.executionCount && model.executionState === "idle")
"""
# Playwright waits for a promise as long as it takes, which may be for ever.
BOUNDED = """([work, seconds]) => Promise.race([
  eval(work),
  new Promise((_, late) => setTimeout(late, 1000 * seconds, new Error(work))),
])"""

NOTEBOOK = "jupyterapp.shell.currentWidget"
ADD = """code => {
  const { content, model } = window.jupyterapp.shell.currentWidget;
  const at = content.widgets.length;
  model.sharedModel.insertCell(at, { cell_type: "code", source: code });
  content.activeCellIndex = at;
}"""

# Notebooks that were there are gone, without a question whether to save them.
TURN = """path => {
  const { commands, shell } = window.jupyterapp;
  const before = [...shell.widgets("main")];
  return commands.execute("docmanager:open", { path })
    .then(() => before.forEach((each) => each.dispose()));
}"""


def done(page, promise):
    """Wait until what a page has begun is done, but no longer than for what hangs."""
    page.evaluate(BOUNDED, [promise, PATIENCE])


def chromium():
    """The browser's path; without one a test is skipped."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no chromium on this machine: see README, browser tests")
    return path


@contextmanager
def jupyterlab(folder):
    """Serve `folder` in JupyterLab; gives the address and the token."""
    token = secrets.token_hex(16)
    options = [
        "jupyterlab", "--ServerApp.port=0", "--allow-root",
        f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}",
        f"--MappingKernelManager.kernel_info_timeout={PATIENCE}",
        "--ServerApp.tornado_settings={'page_config_data': {'buildCheck': False}}",
        "--LabApp.expose_app_in_browser=True", "--no-browser", "--ip=127.0.0.1",
    ]  # fmt: skip
    with _served(options, folder) as base:
        yield base, token


@contextmanager
def _served(options, folder):
    """A server that runs, with settings of its own, until the caller is done."""
    private, log = folder / ".private", folder / "server.log"
    command = [sys.executable, "-m", *options, "--KernelManager.transport=ipc"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    for kind in ("CONFIG", "DATA"):
        environment[f"JUPYTER_{kind}_DIR"] = str(private / kind.lower())
    environment |= {
        "JUPYTERLAB_SETTINGS_DIR": str(_settings(private / "settings")),
        "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
        "IPYTHONDIR": str(private / "ipython"),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    # A socket may have a name of 107 characters, so its folder has a short one.
    with TemporaryDirectory(prefix="lab") as sockets, open(log, "w") as said:
        environment["JUPYTER_RUNTIME_DIR"] = sockets
        server = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=said, stderr=said
        )
        try:
            yield said_address(server, log)
        finally:
            _stop(server)


def _stop(server):
    """Ask it to end its kernels and itself; where the machine is too busy, end it."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


def _settings(folder):
    for plugin, values in QUIET.items():
        path = folder / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(values)
    return folder


def _listens(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
        return True
    return False


def said_address(server, log):
    """Where a server says that it listens, when it does: no other can be meant."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        found = re.search(r"(http://127\.0\.0\.1:(\d+))/", log.read_text())
        if found and _listens(int(found[2])):  # it may say so a moment before
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-1000:]}")


class Lab:
    """Notebooks in one running JupyterLab.

    A page takes seconds to load: `show` and `turn` have one that stays, `open` and
    `visit` load another.
    """

    output = OUTPUT  # where screenshots go

    def __init__(self, browser, folder, base, token):
        self.browser, self.folder, self.base, self.token = browser, folder, base, token
        self.stays = None

    def write(self, name, *cells):
        """A notebook of these code cells."""
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        )
        nbformat.write(notebook, self.folder / name)

    def show(self, name, *cells, width=1280, height=900):
        """The page that stays, with a new notebook of these code cells, all run."""
        self.write(name, *cells)
        return self.run_all(self.turn(name, width, height))

    def turn(self, name, width=1280, height=900):
        """The page that stays, with a notebook that exists and no other."""
        if self.stays is None:
            self.stays = self.visit(name, width, height)
        else:
            self.stays.set_viewport_size({"width": width, "height": height})
            done(self.stays, f"({TURN})({json.dumps(name)})")
            self.stays.wait_for_selector(".jp-Notebook .jp-Cell")
            self.stays.complaints.clear()
        return self.stays

    def open(self, name, *cells, width=1280, height=900):
        """A page with a new notebook of these code cells, all run."""
        self.write(name, *cells)
        return self.run_all(self.visit(name, width, height))

    def visit(self, name, width=1280, height=900):
        """A page with a notebook that exists; `page.complaints` collects its errors."""
        page = self.page(width, height)
        page.goto(f"{self.base}/doc/tree/{name}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        return page

    def page(self, width=1280, height=900, **settings):
        """An empty page."""
        viewport = {"width": width, "height": height}
        page = self.browser.new_page(
            viewport=viewport, device_scale_factor=1, **settings
        )
        page.set_default_timeout(PATIENCE * 1000)
        page.complaints = []
        page.on("pageerror", lambda error: _complain(page, str(error.stack)))
        page.on("console", lambda message: _listen(page, message))
        return page

    def voila(self, name):
        """Serve one notebook as Voila shows it; gives the address."""
        # It takes another port if this one is taken, and says which.
        options = ["voila", name, "--no-browser", "--Voila.ip=127.0.0.1"]
        options.append(f"--Voila.port={20_000 + secrets.randbelow(10_000)}")
        return _served(options, self.folder)

    def idle(self, page):
        """Wait until the kernel is there and has nothing to do."""
        page.wait_for_function(IDLE)

    def run_all(self, page):
        """Run all cells; gives the page when all have run."""
        self.idle(page)
        self.command(page, "notebook:run-all-cells")
        page.wait_for_function(RAN)
        return page

    def command(self, page, name, arguments="{}"):
        """Carry out one of JupyterLab's commands; an error if it never ends."""
        done(page, f"jupyterapp.commands.execute('{name}', {arguments})")

    def restart(self, page):
        """The kernel anew, which knows nothing of what ran."""
        done(page, f"{NOTEBOOK}.sessionContext.session.kernel.restart()")

    def add(self, page, code):
        """Put a cell at the end and begin to run it."""
        page.evaluate(ADD, code)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-cell')")

    def theme(self, page, name):
        """JupyterLab's "Light" or "Dark" theme, in place when this returns."""
        arguments = f"{{theme: 'JupyterLab {name}'}}"
        self.command(page, "apputils:change-theme", arguments)
        page.wait_for_function(
            f"document.body.dataset.jpThemeName === 'JupyterLab {name}'"
        )


# JupyterLab's own code complains of a plugin that was slow to start, of a connection
# that came back, of a theme's style that is gone already. What comes from a widget's
# module, which is a blob, or from what runs it counts, whoever is in between.
THEIRS = "/static/lab/"
OURS = ("blob:", "/@jupyter-widgets/", "/anywidget/", "[anywidget]")


def _listen(page, message):
    if message.type in ("error", "warning"):
        words = f"{message.type}: {message.text}"
        _complain(page, f"{words}\n    at {message.location['url']}")


def _complain(page, words):
    """Note an error or a warning, but not what JupyterLab's code says of itself."""
    if THEIRS not in words or any(place in words for place in OURS):
        page.complaints.append(words)


@contextmanager
def started():
    """Chromium, which can reach nothing outside of this machine."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def address_of(folder):
    """The address of a folder's files on a server of its own."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = partial(Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def laboratory(folder):
    """A Lab: server and browser, both gone afterwards."""
    with jupyterlab(folder) as (base, token), started() as browser:
        yield Lab(browser, folder, base, token)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """One for a module: while it runs, Playwright keeps asyncio for itself."""
    OUTPUT.mkdir(exist_ok=True)
    with laboratory(tmp_path_factory.mktemp("lab")) as lab:
        yield lab
