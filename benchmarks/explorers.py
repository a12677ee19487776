"""How soon an explorer answers in JupyterLab, beside `interact` with a new figure.

    python benchmarks/explorers.py [results.json]

Real keys and a real pointer in Chromium; an answer counts when the frame that shows it
has been drawn. Both contenders are in one notebook and take turns. On a busy machine
only the ratios mean something: the load is printed with them.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser import chromium, laboratory
from watching import PROBE, Row, reported

CELLS = [
    "import ipywidgets\n"
    "import matplotlib.pyplot as plt\n"
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
    "    _, (left, right) = plt.subplots(1, 2, figsize=(9, 4))\n"
    "    plots.paths(run, ax=plots.landscape(canyon, ax=left))\n"
    "    plots.loss_curves(run, ax=right, floor=-8.625)\n"
    "    plt.show()",
    "explore([gd(eta=0.4), momentum, nesterov, rmsprop(eta=0.05), adam(eta=0.1)],\n"
    "        two_wells)",
    "explore([gd(eta=0.4), momentum, nesterov, adagrad(eta=0.5), rmsprop(eta=0.05),\n"
    "         adam(eta=0.1)], two_wells, steps=200)",
    "from coursekit import optimizer\n"
    "@optimizer\n"
    "def looping(theta, grad, t, *, eta=0.01):\n"  # no page knows a loop
    "    for _ in range(1):\n"
    "        theta = theta - eta * grad(theta)\n"
    "    return theta\n"
    "explore(looping, canyon)",
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
      const land = area.node.querySelector(".ck-land");
      const image = land?.querySelector("img");
      const painted = land?.querySelector(".ck-ground[width]:not([hidden])");
      if (painted || image?.naturalWidth) resolve(performance.now());
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
SETTLED = "e => e.ariaBusy === 'false'"


class Cell:
    """The output of one cell on the page, with its sliders."""

    def __init__(self, page, place):
        self.page, self.root = page, page.locator(".jp-Cell").nth(place)
        self.root.scroll_into_view_if_needed()

    def watch(self, paths=True):
        """Begin to note what happens; whether the paths are noted, too."""
        self.root.evaluate(
            "(e, paths) => probe.watch(e, 'canvas[role=img]', paths)", paths
        )

    def seen(self):
        """What happened since: inputs, frames with their paths, calls, rests."""
        self.page.wait_for_function("() => probe.frames.length")
        return self.page.evaluate("({ ...probe, watch: 0 })")

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
        self.watch()
        self.page.keyboard.press(key)
        seen = self.seen()
        return seen["frames"][0]["at"] - seen["inputs"][0]

    def drag(self, points, hz=30):
        """Press at the first of the points, move on at that pace, let go."""
        self.rest()
        mouse, since = self.page.mouse, time.perf_counter()
        mouse.move(*points[0])
        self.watch()
        mouse.down()
        for n, at in enumerate(points[1:], 1):
            time.sleep(max(0, since + n / hz - time.perf_counter()))
            mouse.move(*at)
        mouse.up()
        self.page.wait_for_timeout(1000)
        self.rest()
        return self.seen()


def steps(ours, theirs, rounds=40):
    """Latencies of single keys, both contenders by turns."""
    mine = ours.root.locator("input[type=range][data-path='knobs.0.eta']")
    other, times = theirs.root.get_by_role("slider").first, ([], [])
    for n in range(rounds):
        key = "ArrowLeft" if n % 20 < 10 else "ArrowRight"
        times[0].append(ours.step(mine, key))
        if n % 2:
            times[1].append(theirs.step(other, key))
    return times


def in_a_row(cell, count=30):
    """Latencies of keys that follow one another, as a hand presses them."""
    slider = cell.root.locator("input[type=range][data-path='knobs.0.eta']")
    keys = ["ArrowLeft" if n % 20 < 10 else "ArrowRight" for n in range(count)]
    return [cell.step(slider, key) for key in keys]


ASKED = """slider => {
  window.asked = new Set();
  // Once it has snapped to a tick, if it does.
  slider.addEventListener("input", () => setTimeout(() => asked.add(slider.value)));
}"""


def slid(cell):
    """A drag of the η slider: percent of its positions shown, lag of the last one."""
    slider = cell.root.get_by_label("η of momentum", exact=True)
    slider.evaluate(ASKED)
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    # Further on each path leaves with its first step, and all are drawn alike.
    ends = box["x"] + 0.02 * box["width"], box["x"] + 0.8 * box["width"]
    seen = cell.drag([(x, y) for x in np.linspace(*ends, 61)])
    pairs = zip([{"paths": None}, *seen["frames"]], seen["frames"])
    shown = [now["at"] for before, now in pairs if now["paths"] != before["paths"]]
    *_, last, _ = seen["inputs"]  # after it, the hand lets go
    return 100 * len(shown) / cell.page.evaluate("asked.size"), shown[-1] - last


def _origin(paths):
    """Where the first of the paths begins."""
    return tuple(paths[0][:2]) if paths else None


def pressed(cell):
    """From a press on the picture to the path from there."""
    box = cell.root.locator("canvas[role=img]").first.bounding_box()
    times = []
    for x, y in np.random.default_rng(0).uniform(0.2, 0.8, (15, 2)):
        at = box["x"] + x * box["width"], box["y"] + y * box["height"]
        seen = cell.drag([at])
        before = _origin(seen["before"])
        shown = [
            frame["at"] for frame in seen["frames"] if _origin(frame["paths"]) != before
        ]
        times.append(shown[0] - seen["inputs"][-2])
    return times


def start_dragged(cell):
    """Different paths shown while the start is dragged, and how soon all is there."""
    box = cell.root.locator("canvas[role=img]").first.bounding_box()
    x = box["x"] + box["width"] * np.linspace(0.1, 0.9, 61)
    y = box["y"] + box["height"] * (0.5 + 0.3 * np.sin(np.linspace(0, 6, 61)))
    seen = cell.drag([*zip(x, y)])
    paths = {_origin(frame["paths"]) for frame in seen["frames"]}
    paths -= {_origin(seen["before"])}
    rested = [when for when in seen["rests"] if when > seen["inputs"][-1]]
    return len(paths), rested[0] - seen["inputs"][-1]


def raced(cell):
    """Frames a second while five optimizers run, and how long one takes to draw."""
    cell.rest()
    cell.root.get_by_label("speed", exact=True).select_option("60")
    cell.rest()
    cell.watch(paths=False)  # to note them takes as long as to draw them
    cell.root.get_by_role("button", name="Play").click()
    cell.rest()
    seen = cell.seen()
    shown = [frame["at"] for frame in seen["frames"]]
    pace = 1e3 * (len(shown) - 1) / (shown[-1] - shown[0])
    return pace, np.median(seen["calls"])


def opened(page):
    """From the end of a cell to its explorer's first picture, by running it again."""
    return [page.evaluate(OPENED) for _ in range(7)][2:]


def measured(lab):
    """All rows."""
    page = lab.open("explorers.ipynb", *CELLS, height=3000)
    failed = "[data-mime-type$='stderr'], .jp-RenderedText-error"
    for error in page.locator(failed).all():
        raise RuntimeError(error.inner_text())  # who cannot draw is no contender
    page.evaluate(PROBE)
    ours, theirs, race, six, python = (Cell(page, place) for place in range(1, 6))
    first = opened(page)
    key, new_figure = steps(ours, theirs)
    row = in_a_row(ours)
    share, lag = slid(ours)
    press, (paths, whole) = pressed(ours), start_dragged(ours)
    (pace, draw), (pace_of_six, _) = raced(race), raced(six)
    asked, _ = steps(python, theirs)
    ratio = np.median(new_figure) / np.median(key)
    return [
        Row("key to picture, median", np.median(key), most=12),
        Row("key to picture, 95 of 100", np.quantile(key, 0.95), most=25),
        Row("keys in a row, median", np.median(row), most=12),
        Row("interact, median", np.median(new_figure)),
        Row("interact / explorer", ratio, "x", least=20),
        Row("drag: positions shown", share, "%", least=92),
        Row("drag: last frame after", lag, most=30),
        Row("press to path, median", np.median(press), most=60),
        Row("start dragged 60 times: paths", paths, "", least=55),
        Row("all final after the hand rests", whole, most=70 + 60),
        Row("race of five: frames a second", pace, "", least=58),
        Row("race: drawing a frame", draw, most=1),
        Row("race of six, 200 steps: frames a second", pace_of_six, "", least=58),
        Row("cell's end to first picture", np.median(first), most=300),
        Row("a rule for Python alone: key to picture", np.median(asked), most=30),
    ]


def main(target=None):
    try:
        chromium()
    except pytest.skip.Exception as reason:
        return print(reason) is None
    print("load before", os.getloadavg())
    with tempfile.TemporaryDirectory() as folder, laboratory(Path(folder)) as lab:
        rows = measured(lab)
    return reported(rows, target)


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
