"""How soon an explorer answers in JupyterLab, beside `interact` with a new figure.

    python benchmarks/explorers.py [results.json]

Real keys and a real pointer in Chromium; an answer counts when the frame that shows it
has been drawn. Both contenders are in one notebook and take turns. On a busy machine
only the ratios mean something: the load is printed with them.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import chromium, laboratory

from coursekit import canyon, explore, momentum

CELLS = [
    "import ipywidgets\n"
    "from coursekit import adagrad, adam, canyon, descend, explore, gd, momentum\n"
    "from coursekit import nesterov\n"
    "from coursekit import plots, rmsprop, two_wells",
    "explore(momentum(eta=0.02), canyon)",
    "@ipywidgets.interact(\n"
    "    eta=ipywidgets.FloatLogSlider(0.02, min=-4, max=-1, step=0.05),\n"
    "    beta=ipywidgets.FloatSlider(0.9, min=0, max=0.99, step=0.01),\n"
    ")\n"
    "def picture(eta, beta):\n"
    "    run = descend(momentum(eta=eta, beta=beta), canyon)\n"
    "    _, (left, right) = plots.plt.subplots(1, 2, figsize=(9, 4))\n"
    "    plots.paths(run, ax=plots.landscape(canyon, ax=left))\n"
    "    plots.loss_curves(run, ax=right, floor=-8.625)\n"
    "    plots.plt.show()",
    "explore([gd(eta=0.4), momentum, nesterov, rmsprop(eta=0.05), adam(eta=0.1)],\n"
    "        two_wells)",
    "explore([gd(eta=0.4), momentum, nesterov, adagrad(eta=0.5), rmsprop(eta=0.05),\n"
    "         adam(eta=0.1)], two_wells, steps=200)",
]
OPENED = """async () => {
  const { content, sessionContext } = jupyterapp.shell.currentWidget;
  const { kernel } = sessionContext.session;
  const area = content.widgets[1].outputArea;
  const times = {};
  area.model.clear(); // else the pictures of the run before are taken for the new ones
  const ended = new Promise((resolve) => {
    kernel.anyMessage.connect(function hear(_, { msg }) {
      const { channel, header } = msg;
      if (channel !== "shell" || header.msg_type !== "execute_reply") return;
      kernel.anyMessage.disconnect(hear);
      resolve(performance.now());
    });
  });
  const drawn = new Promise((resolve) => {
    const look = () => {
      const image = area.node.querySelector(".ck-land img");
      const there = image?.src && image.complete && image.naturalWidth;
      if (there) resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
  content.activeCellIndex = 1;
  jupyterapp.commands.execute("notebook:run-cell");
  times.ended = await ended;
  times.drawn = await drawn;
  return times.drawn - times.ended;
}"""
PROBE = """() => {
  const probe = (window.probe = { inputs: [], paints: [], calls: [], rests: [] });
  const channel = new MessageChannel(); // its message runs after the frame at hand
  let first, last, origin, shape, waiting;
  channel.port1.onmessage = () => {
    waiting = false;
    probe.paints.push([performance.now(), origin, shape]);
  };
  const painted = () => waiting || ((waiting = true), channel.port2.postMessage(0));
  const hook = (name, before) => {
    const paint = CanvasRenderingContext2D.prototype;
    const original = paint[name];
    paint[name] = function (...parts) {
      if (probe.root?.querySelector("canvas") === this.canvas) before(...parts);
      return original.apply(this, parts);
    };
  };
  hook("beginPath", () => (first = null));
  hook("moveTo", (x, y) => (first ??= `${x} ${y}`));
  hook("lineTo", (x, y) => (last = `${x} ${y}`));
  hook("stroke", function () {
    painted();
    if (probe.width === 4.5 && first) [origin, shape] = [first, first + last];
  });
  const width = Object.getOwnPropertyDescriptor(
    CanvasRenderingContext2D.prototype, "lineWidth");
  Object.defineProperty(CanvasRenderingContext2D.prototype, "lineWidth", {
    ...width, set(value) { probe.width = value; width.set.call(this, value); } });
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (target.ariaBusy === "false") probe.rests.push(performance.now());
      const images = [target, ...addedNodes].flatMap((node) =>
        node.nodeName === "IMG" ? [node] : [...(node.querySelectorAll?.("img") ?? [])]);
      if (!probe.root?.contains(target)) continue;
      for (const image of images) image.decode().then(
        () => requestAnimationFrame(painted), () => {});
    }
  }).observe(document, {
    subtree: true, childList: true, attributeFilter: ["src", "aria-busy"] });
  for (const type of ["keydown", "pointerdown", "pointermove", "pointerup"])
    document.addEventListener(type, (e) => probe.inputs.push(e.timeStamp), true);
  const frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => frame((now) => {
    const since = performance.now();
    call(now);
    probe.calls.push(performance.now() - since);
  });
  probe.arm = (root) => {
    Object.assign(probe, { root, inputs: [], paints: [], calls: [], rests: [] });
    probe.before = origin;
  };
}"""
SETTLED = "e => e.ariaBusy === 'false'"


class Cell:
    """The output of one cell on the page, with its sliders."""

    def __init__(self, page, place):
        self.page, self.root = page, page.locator(".jp-Cell").nth(place)
        self.root.scroll_into_view_if_needed()

    def arm(self):
        self.root.evaluate("e => window.probe.arm(e)")

    def take(self):
        """What happened since `arm`: inputs, paints, frame calls; settled at last."""
        self.page.wait_for_function("() => probe.paints.length")
        return self.page.evaluate("({ ...window.probe, root: 0, arm: 0 })")

    def rest(self):
        status = self.root.get_by_role("status")
        if status.count():
            handle = status.first.element_handle()
            self.page.wait_for_function(SETTLED, arg=handle)
        else:
            self.page.wait_for_timeout(1500)  # interact does not say when it is done

    def step(self, slider, key):
        """Milliseconds from one key to the frame that shows its effect."""
        self.rest()
        slider.focus()
        self.arm()
        self.page.keyboard.press(key)
        seen = self.take()
        return seen["paints"][0][0] - seen["inputs"][0]

    def drag(self, points, hz=30):
        """Press at the first of the points, move on at that pace, let go."""
        self.rest()
        mouse, since = self.page.mouse, time.perf_counter()
        mouse.move(*points[0])
        self.arm()
        mouse.down()
        for n, at in enumerate(points[1:], 1):
            time.sleep(max(0, since + n / hz - time.perf_counter()))
            mouse.move(*at)
        mouse.up()
        self.page.wait_for_timeout(1000)
        self.rest()
        return self.take()


def steps(ours, theirs, rounds=40):
    """Latencies of single keys, both contenders by turns."""
    mine, other = (
        ours.root.get_by_label("η of momentum", exact=True),
        theirs.root.get_by_role("slider").first,
    )
    mine, times = mine.first, ([], [])
    for n in range(rounds):
        key = "ArrowLeft" if n % 20 < 10 else "ArrowRight"
        times[0].append(ours.step(mine, key))
        if n % 2:
            times[1].append(theirs.step(other, key))
    return times


def slid(cell):
    """A drag of the η slider over 60 positions: frames shown, lag of the last one."""
    box = cell.root.get_by_label("η of momentum", exact=True).bounding_box()
    y = box["y"] + box["height"] / 2
    ends = box["x"] + 0.02 * box["width"], box["x"] + 0.98 * box["width"]
    seen = cell.drag([(x, y) for x in np.linspace(*ends, 61)])
    shown = _changes(seen["paints"], 2)
    return len(shown), shown[-1] - seen["inputs"][
        -2
    ]  # the last is that the hand lets go


def _changes(paints, what):
    """When the path had another origin (1) or shape (2) than in the frame before."""
    pairs = zip([[None] * 3, *paints], paints)
    return [now[0] for before, now in pairs if now[what] != before[what]]


def pressed(cell):
    """From a press on the picture to the path from there."""
    box = cell.root.locator("canvas").first.bounding_box()
    times = []
    for x, y in np.random.default_rng(0).uniform(0.2, 0.8, (15, 2)):
        at = box["x"] + x * box["width"], box["y"] + y * box["height"]
        seen = cell.drag([at])
        shown = [when for when, path, _ in seen["paints"] if path != seen["before"]]
        times.append(shown[0] - seen["inputs"][-2])
    return times


def start_dragged(cell):
    """Different paths shown while the start is dragged, and how soon all is there."""
    box = cell.root.locator("canvas").first.bounding_box()
    x = box["x"] + box["width"] * np.linspace(0.1, 0.9, 61)
    y = box["y"] + box["height"] * (0.5 + 0.3 * np.sin(np.linspace(0, 6, 61)))
    seen = cell.drag([*zip(x, y)])
    paths = {origin for _, origin, _ in seen["paints"]} - {seen["before"]}
    rested = [when for when in seen["rests"] if when > seen["inputs"][-1]]
    return len(paths), rested[0] - seen["inputs"][-1]


def raced(cell):
    """Frames a second while five optimizers run, and how long one takes to draw."""
    cell.rest()
    cell.root.get_by_label("speed", exact=True).select_option("60")
    cell.rest()
    cell.arm()
    cell.root.get_by_role("button", name="Play").click()
    cell.rest()
    seen = cell.take()
    shown = [when for when, *_ in seen["paints"]]
    pace = 1e3 * (len(shown) - 1) / (shown[-1] - shown[0])
    return pace, np.median(seen["calls"])


def opened(page):
    """From the end of a cell to its explorer's first picture, by running it again."""
    return [page.evaluate(OPENED) for _ in range(7)][2:]


def grid():
    """Seconds and bytes of all slider positions in the kernel, the best of many."""
    explorer = explore(momentum(eta=0.02), canyon)
    times = []
    for _ in range(30):
        since = time.perf_counter()
        _, buffers = explorer.answer({"seq": 0, "want": "grid", "runners": [0]})
        times.append(time.perf_counter() - since)
    return 1e3 * min(times), sum(map(len, buffers)) / 1e6


def measured(lab):
    """Rows: what, value, unit, limit, whether it is to be at least that."""
    page = lab.open("explorers.ipynb", *CELLS, height=3000)
    page.evaluate(PROBE)
    ours, theirs, race, six = (Cell(page, place) for place in (1, 2, 3, 4))
    first = opened(page)
    key, new_figure = steps(ours, theirs)
    frames, lag = slid(ours)
    press, (paths, whole) = pressed(ours), start_dragged(ours)
    (pace, draw), (pace_of_six, _) = raced(race), raced(six)
    computed, sent = grid()
    return [
        ("key to picture, median", np.median(key), "ms", 12, False),
        ("key to picture, 95 of 100", np.quantile(key, 0.95), "ms", 25, False),
        ("interact, median", np.median(new_figure), "ms", None, False),
        ("interact / explorer", np.median(new_figure) / np.median(key), "x", 20, True),
        ("drag of 60 steps: frames", frames, "", 55, True),
        ("drag: last frame after", lag, "ms", 30, False),
        ("press to path, median", np.median(press), "ms", 60, False),
        ("start dragged 60 times: paths", paths, "", 55, True),
        ("whole grid after the hand rests", whole, "ms", 200 + 70, False),
        ("race of five: frames a second", pace, "", 58, True),
        ("race: drawing a frame", draw, "ms", 1, False),
        ("race of six, 200 steps: frames", pace_of_six, "", 58, True),
        ("cell's end to first picture", np.median(first), "ms", 300, False),
        ("kernel: 64 x 24 x 100 steps", computed, "ms", 30, False),
        ("kernel: sent", sent, "MB", 1.5, False),
    ]


def line(what, value, unit, limit, least):
    """A row of results as text."""
    bound = "" if limit is None else f"{'>=' if least else '<='} {limit:g}"
    missed = "" if met(value, limit, least) else "  missed"
    return f"{what:34}{value:>9.1f} {unit:3}{bound:>9}{missed}"


def met(value, limit, least):
    return limit is None or (value >= limit if least else value <= limit)


def main(target=None):
    try:
        chromium()
    except pytest.skip.Exception as reason:
        return print(reason) is None
    print("load before", os.getloadavg())
    with tempfile.TemporaryDirectory() as folder, laboratory(Path(folder)) as lab:
        rows = measured(lab)
    for row in rows:
        print(line(*row))
    print("load after", os.getloadavg())
    if target:
        names = ("what", "value", "unit", "limit", "at least")
        table = [dict(zip(names, map(_plain, row))) for row in rows]
        Path(target).write_text(json.dumps(table, indent=1))
    return all(met(value, limit, least) for _, value, _, limit, least in rows)


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
