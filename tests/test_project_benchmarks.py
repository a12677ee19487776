"""What benchmarks compare runs, and the probe that they share says what is shown."""

import importlib.util
import sys
from pathlib import Path

import ipywidgets
import pytest
from browser import PATIENCE

ROOT = Path(__file__).parent.parent
# Draws in the frame after a key, and notes when that frame and the next began.
PAGE = """<!doctype html><title>A page</title><canvas role="img"></canvas><script>
  const pen = document.querySelector("canvas").getContext("2d");
  window.began = [];
  function line(length) {
    pen.lineWidth = 4.5;
    pen.beginPath();
    pen.moveTo(1, 2);
    pen.lineTo(length, 2);
    pen.stroke();
  }
  addEventListener("keydown", () => requestAnimationFrame(() => {
    began.push(performance.now());
    line(10);
    requestAnimationFrame(() => began.push(performance.now()));
  }));
  window.play = (left) => requestAnimationFrame(() => {
    line(left);
    if (left > 1) play(left - 1);
  });
  window.outside = () => new Promise((resolve) => {
    const since = performance.now();
    line(5);
    requestAnimationFrame(() => resolve(performance.now() - since));
  });
</script>"""


@pytest.fixture(scope="module")
def benchmarks():
    """What imports a file of that folder, as it is when it is run."""

    def load(name):
        file = ROOT / f"benchmarks/{name}.py"
        described = importlib.util.spec_from_file_location(f"{name}_benchmark", file)
        module = importlib.util.module_from_spec(described)
        described.loader.exec_module(module)
        return module

    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        yield load
    sys.modules.pop("watching", None)


@pytest.fixture
def page(browser, benchmarks):
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.set_content(PAGE)
    page.evaluate(benchmarks("explorers").PROBE)
    page.evaluate("probe.watch(document.body)")
    yield page
    page.close()


def frames(page, count=1):
    page.wait_for_function(f"probe.frames.length >= {count}")
    return page.evaluate("probe.frames")


@pytest.mark.parametrize(
    "name", sorted(file.stem for file in (ROOT / "benchmarks").glob("*.py"))
)
def test_every_benchmark_finds_what_it_imports(benchmarks, name):
    assert benchmarks(name).__doc__


def test_both_contenders_of_the_explorers_benchmark_draw(benchmarks, monkeypatch):
    monkeypatch.setattr(ipywidgets, "interact", lambda **_: lambda drawn: drawn)
    names = {}
    for cell in benchmarks("explorers").CELLS:
        exec(cell, names)
    names["picture"](eta=0.02, beta=0.9)
    landscape, curve, *_ = names["plt"].gcf().axes
    assert landscape.lines
    assert curve.lines


def test_the_frame_that_counts_is_the_one_with_the_ink_and_not_the_next(page):
    page.keyboard.press("a")
    page.wait_for_function("began.length === 2")
    (seen,) = frames(page)
    drawn, following = page.evaluate("began")
    (pressed,) = page.evaluate("probe.inputs")
    assert pressed < drawn <= seen["at"] <= following
    assert seen["paths"] == [[1, 2, 1 + 10 + 2 * 1.7 * 2]]


def test_each_frame_of_many_in_a_row_counts(page):
    page.evaluate("play(30)")
    assert len(frames(page, 30)) == 30
    assert len({frame["paths"][0][2] for frame in frames(page, 30)}) == 30
    assert len(page.evaluate("probe.calls")) >= 30


def test_what_is_drawn_between_frames_counts_when_the_next_one_is_there(page):
    until_next = page.evaluate("outside().then((ms) => [ms, performance.now() - ms])")
    (seen,) = frames(page)
    assert seen["at"] >= until_next[1] + until_next[0] - 1


def test_a_row_says_whether_its_aim_is_met(benchmarks):
    row = benchmarks("explorers").Row
    assert row("key", 9.0, most=10).met
    assert str(row("key", 11.0, most=10)).endswith("<= 10  missed")
    assert str(row("frames", 11.0, "", least=30)).endswith(">= 30  missed")
    assert row("told, and nothing asked of it", 1.0).met
