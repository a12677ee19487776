"""How long a learner waits: from a clone to the first explorer that answers a key.

    .venv/bin/python benchmarks/start.py        # by pip, and by uv where there is one
    .venv/bin/python benchmarks/start.py pip    # by pip alone

It does what `make lab` does, in a clone of its own, and plays the learner in Chromium.
Says where the time goes, and what both locks weigh. What pip and uv keep of earlier
downloads is used, so a slow line costs more.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from browser import FLAGS, IDLE, chromium, said_address  # noqa: E402

LESSON = "01-gradient-descent.ipynb"
TOKEN = "benchmark"


def main():
    tools = ["pip", *(["uv"] if shutil.which("uv") else [])]
    for tool in sys.argv[1:] or tools:
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder) / "clone"
            seconds = {"git clone": timed("git", "clone", "--quiet", ROOT, clone)}
            seconds |= installed(clone, tool, ".venv/installed", "make lab installs")
            course = weight(clone / ".venv")
            seconds |= learner(clone)
            report(f"make lab, by {tool} ({course:.0f} MB in .venv)", seconds)
            extra = installed(
                clone, tool, ".venv/installed-tests", "make test installs"
            )
            total = weight(clone / ".venv")
            report(f"tests on top, by {tool} ({total:.0f} MB in .venv)", extra)


def timed(*command, cwd=None, env=None):
    began = time.perf_counter()
    subprocess.run(list(map(str, command)), check=True, cwd=cwd, env=env)
    return time.perf_counter() - began


def installed(clone, tool, stamp, name):
    """The seconds of one `make`, with uv or, hiding it, with pip."""
    options = ["UV="] if tool == "pip" else []
    quiet = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    command = ("make", "--silent", stamp, *options)
    return {name: timed(*command, cwd=clone, env=quiet)}


def weight(folder):
    """Megabytes on the disk."""
    paths = (path for path in folder.rglob("*") if not path.is_symlink())
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def learner(clone):
    """Seconds from `coursekit lab` to an explorer that has answered a key."""
    from playwright.sync_api import sync_playwright

    clock = Clock()
    log = clone / "server.log"
    command = [clone / ".venv/bin/coursekit", "lab", "--no-browser", "--port=0"]
    command += [f"--IdentityProvider.token={TOKEN}", "--ip=127.0.0.1"]
    command += ["--LabApp.expose_app_in_browser=True"]
    with open(log, "w") as said, sync_playwright() as playwright:
        server = subprocess.Popen(command, cwd=clone, stdout=said, stderr=said)
        try:
            base = said_address(server, log)
            clock.lap("my-course is made, the server answers")
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page()
            page.set_default_timeout(60_000)
            page.goto(f"{base}/doc/tree/notebooks/{LESSON}?token={TOKEN}")
            page.wait_for_function(IDLE)
            clock.lap("lesson 01 is open, its kernel ready")
            page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
            explorer = page.locator(".ck").first
            explorer.locator("canvas:visible").first.wait_for()
            clock.lap("its cells have run down to the explorer")
            answered(page, explorer)
            clock.lap("the explorer has answered a key")
            browser.close()
        finally:
            server.terminate()
            server.wait()
    return clock.seconds


def answered(page, explorer):
    """Press a key on the slider of η and wait until the sentence is another."""
    status = explorer.get_by_role("status").element_handle()
    page.wait_for_function("e => e.ariaBusy === 'false' && e.textContent", arg=status)
    before = status.inner_text()
    slider = "input[type=range][data-path$='.eta']"
    explorer.locator(slider).first.press("ArrowRight")
    page.wait_for_function("([e, old]) => e.innerText !== old", arg=[status, before])


class Clock:
    """Seconds between one lap and the next, by name."""

    def __init__(self):
        self.seconds, self.last = {}, time.perf_counter()

    def lap(self, name):
        now = time.perf_counter()
        self.seconds[name], self.last = now - self.last, now


def report(title, seconds):
    print(f"\n{title}: {sum(seconds.values()):.0f} s", flush=True)
    for name, value in seconds.items():
        print(f"{value:8.1f} s  {name}")


if __name__ == "__main__":
    main()
