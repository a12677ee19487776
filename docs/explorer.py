"""Record docs/explorer.webp: an explorer at work, for the README.

    .venv/bin/python docs/explorer.py

Chromium opens the page that `to_html` writes and moves its sliders; each frame waits
until the picture is up to date. It needs Chromium (Debian: `apt install chromium`).
"""

import shutil
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from coursekit import canyon, explore, gd, momentum

TARGET = Path(__file__).with_suffix(".webp")
WIDTH = 800  # pixels
FRAME, LAST = 120, 2500  # milliseconds
ETA, BETA = "knobs.1.eta", "knobs.1.beta"  # momentum's
FLAGS = ["--no-sandbox", "--disable-gpu", "--force-device-scale-factor=1"]
SETTLED = "document.querySelector('.ck-readout')?.ariaBusy === 'false'"
# A slider to a position; a hand above its thumb. 16 px is the width of a thumb.
MOVE = """([path, position]) => {
  const slider = document.querySelector(`input[type=range][data-path="${path}"]`);
  slider.value = position;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const { left, top, width, height } = slider.getBoundingClientRect();
  const part = slider.value / slider.max;
  const hand = document.querySelector("#hand");
  hand.style.left = `${left + scrollX + 8 + part * (width - 16) - 3}px`;
  hand.style.top = `${top + scrollY + height / 2 - 1}px`;
}"""
HAND = """<svg id="hand" width="18" height="24" viewBox="0 0 18 24"
  style="position: absolute; z-index: 1"><path fill="#000" stroke="#fff"
  stroke-width="1.5" d="M1 1v18l4.5-4 3 7.5 3-1.3-3-7.2h6z"/></svg>"""
STYLE = """html { color-scheme: light } body { margin: 4px !important }
h1, .ck ~ *, .ck > p, .ck > .ck-row:last-of-type { display: none }
.ck-readout { font-size: 13px; white-space: nowrap }"""


def positions(start, *stops):
    """Whole numbers from `start` by way of each of the stops, slower near them."""
    for stop in stops:
        while start != stop:
            left = abs(stop - start)
            start += (1 if stop > start else -1) * max(1, min(3, left // 4))
            yield start


def story():
    """(which slider, its position), frame by frame: play, less β, more η, too much."""
    yield from [("t", 0)] * 6
    yield from (("t", t) for t in range(0, 61, 2))
    yield from [("t", 60)] * 8
    yield from ((BETA, position) for position in positions(12, 1))
    yield from [(BETA, 1)] * 6
    yield from ((ETA, position) for position in positions(41, 54))
    yield from [(ETA, 54)] * 8
    yield from ((ETA, position) for position in positions(54, 61, 54))


def frames(page):
    """A picture per step of the story."""
    for slider, position in story():
        page.evaluate(MOVE, [slider, position])
        page.wait_for_function(SETTLED)
        shot = page.locator("body").screenshot(animations="disabled")
        yield Image.open(BytesIO(shot)).convert("RGB")


def record(target):
    """Write the moving picture to the file `target`."""
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "page.html")
        shown = explore([gd(eta=0.0235), momentum(eta=0.005)], canyon, steps=60)
        shown.to_html(path)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.goto(path.as_uri())
        page.add_style_tag(content=STYLE)
        page.evaluate(
            "hand => document.body.insertAdjacentHTML('beforeend', hand)", HAND
        )
        first, *others = frames(page)
        browser.close()
    times = [FRAME] * len(others) + [LAST]
    first.save(
        target, save_all=True, append_images=others, duration=times, loop=0,
        lossless=True, method=6, minimize_size=True,
    )  # fmt: skip


if __name__ == "__main__":
    record(sys.argv[1] if len(sys.argv) > 1 else TARGET)
