"""How soon the web site answers: keys, drags, maps, typed rules, a slow phone.

    python benchmarks/site.py [site [results.json]]

Real keys and a real pointer in Chromium; an answer counts when the frame that shows it
has been drawn. Without a folder the site is built first. The load is printed with the
numbers: on a busy machine they mean little.
"""

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.async_api import async_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import FLAGS, address_of, chromium
from watching import PROBE, Row, reported

from coursekit import adam, canyon, explore

ROOT = Path(__file__).parent.parent
SLOW = 4  # times slower than this machine: a phone
HERTZ, SECONDS = 125, 2  # of a mouse
FIRST = """() => new Promise((resolve) => {
  const look = () => {
    const image = document.querySelector(".ck-picture img");
    const stands = image?.complete && image.naturalWidth;
    const lives = document.querySelector("ck-explorer canvas")?.width;
    if (stands || lives) requestAnimationFrame(() => resolve(performance.now()));
    else requestAnimationFrame(look);
  };
  look();
})"""
CHANGED = """() =>
  probe.frames.some(({ paths }) => String(paths) !== String(probe.before))"""
RIGHT = """def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return theta + v, v
"""
TYPE = """(area, text) => {
  area.focus();
  area.value = text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
}"""
CHECKED = """(root) => new Promise((resolve) => {
  const [button, said] = [".ckt-check", ".ckt-said"].map((e) => root.querySelector(e));
  said.textContent = "";
  const since = performance.now();
  new MutationObserver((_, observer) => {
    if (!/^[✓✗]/.test(said.textContent)) return;
    observer.disconnect();
    resolve([performance.now() - since, said.textContent]);
  }).observe(said, { childList: true, subtree: true });
  button.click();
})"""
READY = """(area) => {
  const since = performance.now();
  const { Worker } = window;
  return new Promise((resolve) => {
    window.Worker = class extends Worker {
      constructor(...parts) {
        super(...parts);
        this.addEventListener("message", () => resolve(performance.now() - since));
      }
    };
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}"""


class Explorer:
    """An explorer that lives on a page, and what the probe sees of it."""

    def __init__(self, page, root, canvas="canvas[role=img]"):
        self.page, self.root, self.canvas = page, root, canvas

    async def watch(self):
        await self.root.evaluate("(e, c) => probe.watch(e, c)", self.canvas)

    async def settle(self):
        status = await self.root.locator(".ck-readout").element_handle()
        await self.page.wait_for_function("e => e.ariaBusy === 'false'", arg=status)

    async def keys(self, label, count=40):
        """Milliseconds from each of many keys to the frame with the new path."""
        slider, times = self.root.get_by_label(label, exact=True).first, []
        await slider.press("ArrowLeft")  # the probe has seen a path
        for n in range(count):
            await self.settle()
            await self.watch()
            await slider.press("ArrowLeft" if n < count / 2 else "ArrowRight")
            await self.page.wait_for_function(CHANGED)
            seen = await self.page.evaluate("({ ...probe, watch: 0 })")
            shown = [f["at"] for f in seen["frames"] if f["paths"] != seen["before"]]
            times.append(shown[0] - seen["inputs"][0])
        return times

    async def drag(self, handle, across=1.0, up=0.0, turn=9):
        """(frames a second, milliseconds from each frame's last move) of a drag.

        The mouse moves at its own pace, whatever the page does, so far across the
        handle's box and up and down to both sides, to and fro by the sine of 0 to
        `turn`. It is Chromium's: that of Playwright runs a script in the page at each
        move of a drag.
        """
        await self.settle()
        box = await handle.bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        angle = np.linspace(0, turn, HERTZ * SECONDS)
        xs = middle[0] + 0.4 * across * box["width"] * np.sin(angle)
        ys = middle[1] + 0.4 * up * box["height"] * np.sin(1.7 * angle)
        session = await self.page.context.new_cdp_session(self.page)

        def mouse(kind, x, y):
            about = {"button": "left", "buttons": 1, "clickCount": 1}
            event = {"type": kind, "x": x, "y": y, **about}
            return session.send("Input.dispatchMouseEvent", event)

        await mouse("mousePressed", xs[0], ys[0])
        await self.watch()
        since, moves = time.perf_counter(), []
        for n, at in enumerate(zip(xs, ys)):
            await asyncio.sleep(max(0, since + n / HERTZ - time.perf_counter()))
            moves.append(asyncio.ensure_future(mouse("mouseMoved", *at)))
        await asyncio.gather(*moves)
        seen = await self.page.evaluate("({ ...probe, watch: 0 })")
        await mouse("mouseReleased", xs[-1], ys[-1])
        await session.detach()
        frames = np.array([frame["at"] for frame in seen["frames"]])
        inputs = np.array(seen["inputs"])
        frames = frames[frames > inputs[0]]
        lag = frames - inputs[np.searchsorted(inputs, frames) - 1]
        return 1000 * (len(frames) - 1) / np.ptp(frames), lag


async def opened(browser, address, name, tag="ck-explorer", canvas="canvas[role=img]"):
    """The explorer within the first such element of a page."""
    page = await browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    await page.goto(f"{address}/{name}.html")
    await page.evaluate(PROBE)
    root = page.locator(tag).first
    await root.scroll_into_view_if_needed()
    await root.locator("canvas").first.wait_for()
    explorer = Explorer(page, root, canvas)
    await explorer.settle()
    return explorer


async def first_picture(browser, address):
    """Milliseconds from asking for the first page to its picture, with no cache."""
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(f"{address}/index.html", wait_until="commit")
    taken = await page.evaluate(FIRST)
    await context.close()
    return taken


async def lesson(browser, address):
    """Keys and drags on the first page, and a drag on a slow machine."""
    explorer = await opened(browser, address, "index")
    times = await explorer.keys("η of momentum")
    slider = explorer.root.get_by_label("η of momentum", exact=True).first
    rate, lag = await explorer.drag(slider)
    session = await explorer.page.context.new_cdp_session(explorer.page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    slow, _ = await explorer.drag(slider)
    await explorer.page.close()
    return [
        Row("key to pixels, median", np.median(times), most=10),
        Row("key to pixels, 95 of 100", np.quantile(times, 0.95), most=20),
        Row("drag to pixels, median", np.median(lag), most=10),
        Row("drag to pixels, 95 of 100", np.quantile(lag, 0.95), most=20),
        Row("drag: frames a second", rate, ""),
        Row(f"drag, {SLOW} times slower: frames a second", slow, "", least=30),
    ]


async def maps(browser, address):
    """A map of 64 x 24 settings x 120 steps while something else is moved."""
    explorer = await opened(browser, address, "map", canvas=".ck-map")
    land = explorer.root.locator(".ck-land")
    by_start, _ = await explorer.drag(land, across=0.8, up=0.8)
    await explorer.root.locator("summary").click()
    knob = explorer.root.get_by_label("β₂ of adam", exact=True).first
    # It has 24 positions: a slower hand would not ask for 30 maps a second.
    by_knob, _ = await explorer.drag(knob, turn=36)
    await explorer.page.close()
    return [
        Row("map while the start is dragged: a second", by_start, "", least=30),
        Row("map while a knob is dragged: a second", by_knob, "", least=30),
    ]


async def typed(browser, address):
    """A rule that a reader typed, and the engine that runs it."""
    explorer = await opened(browser, address, "notebooks/04-momentum", "ck-rule")
    page, area = explorer.page, explorer.root.locator("textarea")
    asked = "performance.getEntriesByType('resource').map(({ name }) => name)"
    early = [url for url in await page.evaluate(asked) if "coursekit-python" in url]
    ready = await area.evaluate(READY)
    await area.evaluate(TYPE, RIGHT.replace("beta", "mu"))
    await explorer.root.get_by_label("μ of your rule", exact=True).first.wait_for()
    times = await explorer.keys("η of your rule")
    await page.close()
    return [
        Row("Python loaded before it is wanted", len(early), "", most=0),
        Row("Python ready after it is wanted", ready, most=1500),
        Row("key to pixels of a typed rule, median", np.median(times), most=30),
    ]


async def checked(browser, address):
    """Milliseconds of checks of 04.1 on its page."""
    page = await browser.new_page()
    await page.goto(f"{address}/exercises/04-momentum.html")
    root = page.locator("ck-exercise").first
    await root.locator("textarea").evaluate(TYPE, RIGHT)
    answers = [await root.evaluate(CHECKED) for _ in range(11)]
    await page.close()
    if not all(said.startswith("✓ 04.1") for _, said in answers):
        raise RuntimeError(answers)
    return [Row("check of 04.1", np.median([ms for ms, _ in answers[1:]]), most=100)]


async def measured(address):
    """All rows."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=FLAGS
        )
        first = [await first_picture(browser, address) for _ in range(5)]
        rows = [Row("first picture, first page", np.median(first), most=1000)]
        for part in (lesson, maps, typed, checked):
            rows += await part(browser, address)
        await browser.close()
    return rows


def main(site=None, results=None):
    with tempfile.TemporaryDirectory() as work:
        if site is None:
            site = Path(work, "site")
            command = [sys.executable, ROOT / "docs/site/build.py", site]
            subprocess.run(command, check=True)
        page = Path(site, "map.html")
        explore(adam, canyon, steps=120, show="map").to_html(page)
        with address_of(site) as address:
            rows = asyncio.run(measured(address))
        page.unlink()
    return reported(rows, results)


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
