"""The web site, built once for a run of the tests, and Chromium to look at it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browser import PATIENCE

ROOT = Path(__file__).parent.parent
BUILDER = ROOT / "docs/site"
REPOSITORY = "somebody/course"
THEMES = "Changed to "  # what the theme's own button says of each change
QUIET = ("file:", "data:", "blob:", "http://127.0.0.1:")


@pytest.fixture(scope="session")
def site():
    """The folder of the site; whichever worker asks first builds it for all."""
    import fcntl

    folder = Path(os.environ["XDG_CACHE_HOME"], "site")
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            environment = os.environ | {"GITHUB_REPOSITORY": REPOSITORY}
            run = subprocess.run(
                [sys.executable, BUILDER / "build.py", folder],
                env=environment, capture_output=True, text=True,
            )  # fmt: skip
            assert run.returncode == 0, run.stdout + run.stderr
    return folder


THEMED = """theme => new Promise((done) => {
  const wanted = matchMedia(`(prefers-color-scheme: ${theme})`);
  const look = () => requestAnimationFrame(wanted.matches ? () => done() : look);
  look();
})"""


class Visitor:
    """Somebody who reads the site; what pages complain of and ask for is noted."""

    def __init__(self, browser, site, **settings):
        self.site = site
        self.complaints, self.outside = [], []
        self.context = browser.new_context(reduced_motion="reduce", **settings)

    @property
    def names(self):
        """The names of all pages, as in "notebooks/04-momentum"."""
        found = [path.relative_to(self.site) for path in self.site.rglob("*.html")]
        return sorted(path.with_suffix("").as_posix() for path in found)

    def open(self, name, base="", width=1280, height=900):
        """A page by its name, from the disk or below the address `base`."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(PATIENCE * 1000)
        self.listen(page)
        page.goto(f"{base or self.site.as_uri()}/{name}.html")
        return page

    def put_in_theme(self, page, theme):
        """The page is drawn in it, "light" or "dark", when this returns."""
        page.emulate_media(color_scheme=theme)
        page.evaluate(THEMED, theme)

    def listen(self, page):
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.text))
        page.on("request", lambda request: self._ask(request.url))

    def _hear(self, words):
        if not words.startswith(THEMES):
            self.complaints.append(words)

    def _ask(self, url):
        if not url.startswith(QUIET):
            self.outside.append(url)


@pytest.fixture
def visitor(browser, site):
    """A Visitor to whom no page may complain, and none ask outside."""
    yield from _content(Visitor(browser, site))


@pytest.fixture
def phone(browser, site):
    """Likewise, by touch."""
    yield from _content(Visitor(browser, site, has_touch=True, is_mobile=True))


def _content(visitor):
    yield visitor
    visitor.context.close()
    assert visitor.complaints == []
    assert visitor.outside == []
