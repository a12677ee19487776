"""The explorers where Python is gone, for other readers, and in other sizes."""

import nbformat
import pytest

from coursekit import (
    adagrad,
    adam,
    canyon,
    descend,
    explore,
    gd,
    momentum,
    nesterov,
    rmsprop,
)
from coursekit.explorers import labs

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

CELLS = [
    "from coursekit import canyon, explore, gd, momentum, nesterov, parabola\n"
    "from coursekit import two_wells",
    "explore([gd(eta=0.4), momentum(eta=0.1), nesterov(eta=0.1)], two_wells)",
    "explore(momentum(eta=0.1), [two_wells, canyon], show=('map', 'basins'))",
    "explore(gd(eta=0.15), [parabola, canyon], steps=15, start=0.75)",
]
WORDS = (
    "[...document.querySelectorAll('.ck-readout')].map(p => p.textContent).join(' ')"
)
WAITS = "!document.querySelector('.ck-waits').hidden"
SETTLED = """() => {
  const readouts = [...document.querySelectorAll(".ck-readout")];
  return readouts.length && readouts.every((readout) => readout.ariaBusy === "false");
}"""


@pytest.fixture(scope="module")
def page(lab):
    page = lab.open("states.ipynb", *CELLS, height=2600)
    page.wait_for_function(SETTLED)
    yield page
    assert page.complaints == []
    page.close()


def test_axe_finds_no_serious_problem_in_either_theme(lab, page):
    from axe_playwright_python.sync_playwright import Axe

    for theme in ("Dark", "Light"):
        lab.theme(page, theme)
        found = Axe().run(page, context=".ck").response["violations"]
        grave = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
        assert grave == [], f"{theme}: {[v['nodes'] for v in found]}"


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_nothing_overflows(lab, page, theme, width):
    page.set_viewport_size({"width": width, "height": 2600})
    lab.theme(page, theme)
    page.wait_for_function(SETTLED)
    page.screenshot(path=lab.output / f"explorers-{theme.lower()}-{width}.png")
    for root in page.locator(".ck").all():
        assert root.evaluate("e => e.scrollWidth <= e.parentElement.clientWidth")
        for part in root.locator("input:visible, button:visible, select:visible").all():
            assert part.evaluate("e => e.scrollWidth <= e.offsetWidth + 1")


LOOPING = """
from coursekit import optimizer

@optimizer
def looping(theta, grad, t, *, eta=0.03):
    for _ in range(2):
        theta = theta - eta * grad(theta)
    return theta

explore(looping, canyon)
"""


def test_an_explorer_of_the_courses_rules_lives_on_where_python_is_gone(lab):
    page = lab.show("restarted.ipynb", *CELLS[:2])
    page.wait_for_function(SETTLED)
    lab.restart(page)
    for control in (
        page.get_by_label("η of gd", exact=True),
        page.locator(".ck-start"),
    ):
        before = page.evaluate(WORDS)
        control.press("ArrowLeft")
        page.wait_for_function(f"words => {WORDS} !== words", arg=before)
        page.wait_for_function(SETTLED)
        assert not page.evaluate(WAITS)
    assert "gd: Step 100: (x, y) = (−0.98" in page.evaluate(WORDS)


def test_an_explorer_moves_while_python_works_and_python_then_knows_how_it_is_set(lab):
    page = lab.show(
        "busy.ipynb",
        f"{CELLS[0]}\nfrom pathlib import Path\nimport time",
        "shown = explore(gd(eta=0.02), canyon)\nshown",
    )
    page.wait_for_function(SETTLED)
    lab.add(page, "while not Path('go').exists():\n    time.sleep(0.05)")
    slider = page.get_by_label("η of gd", exact=True)
    before = page.evaluate(WORDS)
    slider.press("Home")
    page.wait_for_function(f"words => {WORDS} !== words", arg=before)
    page.wait_for_function(SETTLED)
    lab.add(page, "print(repr(shown.figure()))")
    (lab.folder / "go").touch()
    eta = page.get_by_label("η of gd, exactly", exact=True).input_value()
    assert float(eta) < 0.02
    page.get_by_text(f"gd with η = {eta} on canyon").last.wait_for(state="attached")


def test_a_restarted_kernel_leaves_the_picture_and_a_sentence(lab):
    page = lab.show("gone.ipynb", CELLS[0], LOOPING)
    page.wait_for_function(SETTLED)
    lab.restart(page)
    page.get_by_label("η of looping", exact=True).press("ArrowLeft")
    page.wait_for_function(WAITS)
    assert page.get_by_text("Python has not answered yet").is_visible()
    assert page.locator(".ck canvas[role=img]").first.is_visible()


def test_a_saved_notebook_without_its_kernel_shows_the_still_picture(lab):
    page = lab.show("saved.ipynb", *CELLS[:2])
    page.wait_for_function(SETTLED)
    assert not page.locator(".jp-RenderedImage img").is_visible()  # the view is enough
    lab.command(page, "docmanager:save")
    lab.command(page, "kernelmenu:shutdown")
    path = lab.folder / "saved.ipynb"
    assert path.stat().st_size < 300_000
    assert len(nbformat.read(path, 4).cells[1].outputs) == 3
    page = lab.visit("saved.ipynb")
    page.locator(".jp-RenderedImage img").wait_for()
    assert page.locator(".ck").count() == 0
    page.close()


def near(text, values):
    """Whether these numbers, as the readout prints them, are in the text."""
    printed = ", ".join(f"{x:.3f}".replace("-", "−") for x in values)
    return f" = ({printed})" in text


def test_an_exported_page_works_from_disk_with_networking_off(lab):
    path = lab.folder / "page.html"
    explore([gd(eta=0.02), momentum(eta=0.02)], canyon, steps=40).to_html(path)
    page = lab.page(offline=True)
    page.goto(path.as_uri())
    page.wait_for_function(SETTLED)
    page.screenshot(path=lab.output / "explorers-page.png", full_page=True)
    assert near(page.evaluate(WORDS), descend(gd(eta=0.02), canyon, steps=40).theta[-1])
    picture = "document.querySelector('canvas[role=img]').toDataURL()"
    before = page.evaluate(picture)
    slider = page.get_by_label("β of momentum", exact=True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SETTLED)
    beta = float(slider.get_attribute("aria-valuetext").split(",")[0])
    run = descend(momentum(eta=0.02, beta=beta), canyon, steps=40)
    assert beta < 0.9 and near(page.evaluate(WORDS), run.theta[-1])
    assert page.evaluate(picture) != before
    page.get_by_role("button", name="Back", exact=True).click()
    page.wait_for_function(SETTLED)
    assert near(page.evaluate(WORDS), run.theta[-2])
    page.get_by_label("start, arrow keys move it").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SETTLED)
    assert not near(page.evaluate(WORDS), run.theta[-2])
    assert page.complaints == []
    page.close()


FAULTY = """
import anywidget

class Faulty(anywidget.AnyWidget):
    _esm = '''
      export default { render({ model, el }) {
        el.textContent = "faulty";
        setTimeout(() => { throw new Error("later"); });
        Promise.reject(new Error("in a promise"));
        console.warn("a warning");
        if (model.get("comm_fails")) throw new Error("while it is drawn");
      } };
    '''
    comm_fails = __import__("traitlets").Bool(True).tag(sync=True)

Faulty()
"""
BUSY = """async () => {
  const plugin = { id: "slow", activate: () => { throw new Error("of JupyterLab"); } };
  jupyterapp.registerPlugin({ ...plugin, autoStart: false });
  await jupyterapp.activatePlugin("slow").catch(() => {});
}"""


def test_a_fault_of_ours_is_heard_and_one_of_jupyterlab_is_not(lab):
    page = lab.show("faulty.ipynb", FAULTY)
    page.get_by_text("faulty", exact=True).wait_for()
    faults = {"later", "in a promise", "a warning", "while it is drawn"}
    for _ in range(1000):
        heard = {fault for fault in faults if fault in "".join(page.complaints)}
        if heard == faults:
            break
        page.wait_for_timeout(50)
    assert heard == faults
    page.complaints.clear()
    with page.expect_console_message(lambda message: "of JupyterLab" in message.text):
        page.evaluate(BUSY)
    assert page.complaints == []


def test_the_explorer_works_in_voila(lab):
    lab.write("voila.ipynb", CELLS[0], "explore(momentum(eta=0.02), canyon)")
    with lab.voila("voila.ipynb") as base:
        page = lab.page()
        page.goto(base)
        page.wait_for_function(SETTLED)
        page.get_by_label("β of momentum", exact=True).press("Home")
        page.wait_for_function(SETTLED)
        run = descend(gd(eta=0.02), canyon)
        assert near(page.evaluate(WORDS), run.theta[-1])
        page.close()


COUNT = """
from ipywidgets.widgets import widget
print("widgets", len(widget._instances))
"""
COMMS = """() => {
  const { session } = jupyterapp.shell.currentWidget.context.sessionContext;
  return session.kernel._comms.size;
}"""


def held(page, session):
    """What a page holds: nodes, listeners, megabytes of its heap, comms, widgets."""
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    found = {metric["name"]: metric["value"] for metric in metrics}
    return {
        "nodes": found["Nodes"],
        "listeners": found["JSEventListeners"],
        "heap": found["JSHeapUsedSize"] / 1e6,
        "comms": page.evaluate(COMMS),
        "widgets": page.get_by_text("widgets ").last.inner_text(),
    }


def grown(lab, name, cell, settled=SETTLED):
    """The page after a cell ran ten times and forty more, and by how much it grew.

    JupyterLab itself adds a hundred listeners once, at a time of its own.
    """
    page = lab.open(name, CELLS[0], cell, COUNT)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    seen = []
    for n in range(1, 51):
        lab.run_all(page)
        page.wait_for_function(settled)
        if n in (10, 50):
            seen.append(held(page, session))
    first, last = seen
    kept = {name: (first[name], last[name]) for name in ("comms", "widgets")}
    return page, kept, {name: last[name] - first[name] for name in GROWS}


GROWS = ("nodes", "listeners", "heap")


@pytest.mark.slow
def test_fifty_runs_of_a_cell_leave_one_explorer_and_no_more_than_any_cell_does(lab):
    """JupyterLab itself keeps something of each run, with or without a widget."""
    cell = "from IPython.display import HTML\nHTML('x')"
    plain, _, usual = grown(lab, "control.ipynb", cell, settled="true")
    plain.close()
    page, kept, ours = grown(lab, "reruns.ipynb", "explore(momentum(eta=0.02), canyon)")
    assert page.locator(".ck").count() == 1
    for before, after in kept.values():
        assert before == after
    # An explorer has hundreds of nodes, dozens of listeners and about a megabyte.
    assert ours["nodes"] - usual["nodes"] < 40 * 5
    assert ours["listeners"] - usual["listeners"] < 40 * 5
    assert ours["heap"] - usual["heap"] < 40 * 0.3
    assert page.complaints == []
    page.close()


def test_an_explorer_that_is_shown_in_two_cells_lives_until_both_run_anew(lab):
    made = "shown = explore(gd(eta=0.03), canyon)\nshown"
    page = lab.show("twice.ipynb", CELLS[0], made, "shown", COUNT)
    page.wait_for_function(SETTLED)
    count = page.get_by_text("widgets ").last.inner_text()
    lab.run_all(page)
    page.wait_for_function(SETTLED)
    assert page.get_by_text("widgets ").last.inner_text() == count
    for root in page.locator(".ck").all():
        slider = root.get_by_label("η of gd", exact=True)
        before = root.get_by_role("status").text_content()
        slider.press("ArrowLeft")
        page.wait_for_function(SETTLED)
        assert root.get_by_role("status").text_content() != before


def test_two_tabs_on_one_kernel_each_get_their_own_answers(lab):
    first = lab.show("tabs.ipynb", CELLS[0], "explore(momentum(eta=0.02), canyon)")
    first.wait_for_function(SETTLED)
    second = lab.visit("tabs.ipynb")
    lab.run_all(second)
    second.wait_for_function(SETTLED)
    words = first.evaluate(WORDS)
    for key in ("Home", "ArrowRight"):
        second.get_by_label("β of momentum", exact=True).press(key)
        second.locator(".ck-start").press("ArrowRight")
    second.wait_for_function(SETTLED)
    assert second.evaluate(WORDS) != words
    assert first.evaluate(WORDS) == words
    second.close()


def test_a_page_that_is_loaded_anew_gets_its_explorer_back(lab):
    page = lab.open("reload.ipynb", CELLS[0], "explore(momentum(eta=0.02), canyon)")
    page.wait_for_function(SETTLED)
    lab.command(page, "docmanager:save")
    page.reload()
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    lab.run_all(page)
    page.wait_for_function(SETTLED)
    assert "Step 100" in page.evaluate(WORDS)
    assert page.locator(".ck").count() == 1
    page.close()


def test_on_a_phone_everything_works_by_touch(lab):
    path = lab.folder / "phone.html"
    explore([gd(eta=0.02), momentum(eta=0.02)], canyon, steps=40).to_html(path)
    page = lab.page(390, 844, has_touch=True, is_mobile=True)
    page.goto(path.as_uri())
    page.wait_for_function(SETTLED)
    page.screenshot(path=lab.output / "explorers-phone.png", full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    before = page.evaluate(WORDS)
    page.get_by_role("button", name="knobs of momentum").tap()
    slider = page.get_by_label("β of momentum", exact=True)
    box = slider.bounding_box()
    assert box["height"] >= 40
    page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.wait_for_function(f"words => {WORDS} !== words", arg=before)
    page.get_by_role("button", name="To the start").tap()
    page.wait_for_function(f"{WORDS}.includes('Step 0:')")
    page.get_by_role("button", name="Play").tap()
    page.wait_for_function(f"{WORDS}.includes('Step 40:')")
    page.locator("summary").tap()
    page.get_by_label("speed of Play").select_option("60")
    land = page.locator(".ck-land").bounding_box()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(300)
    after = page.locator(".ck-land").bounding_box()
    assert 0 <= after["y"] <= land["y"]  # it stays in sight
    assert page.complaints == []
    page.close()


SIX = [gd(eta=0.01), momentum(eta=0.003), nesterov(eta=0.003), adagrad(eta=0.5),
       rmsprop(eta=0.05), adam(eta=0.1)]  # fmt: skip


def test_on_a_phone_on_its_side_the_curves_stay_in_sight_too(lab):
    path = lab.folder / "side.html"
    explore(SIX, canyon, steps=100).to_html(path)
    for width in (844, 500):
        page = lab.page(width, 390, has_touch=True, is_mobile=True)
        page.goto(path.as_uri())
        page.wait_for_function(SETTLED)
        page.get_by_label("step", exact=True).scroll_into_view_if_needed()
        slider = page.get_by_label("step", exact=True).bounding_box()
        for picture in (".ck-land", ".ck-side"):
            box = page.locator(picture).bounding_box()
            assert box["y"] >= 0 and box["height"] > 100 and box["width"] > 150
            assert box["y"] + box["height"] <= slider["y"]
        page.close()


CUT = """() => [...document.querySelectorAll(".ck-says span, .ck-who span")]
  .filter((e) => e.scrollWidth > e.clientWidth || e.clientHeight > 32 ||
    (e.matches(".ck-who span") && e.clientHeight > 20 && !e.querySelector("wbr")))
  .map((e) => e.textContent)"""


@pytest.mark.parametrize(
    "made", [lambda: explore(SIX, canyon, steps=100), labs.effective_rate]
)
def test_no_name_and_no_number_of_a_race_is_cut(lab, made):
    path = lab.folder / "race.html"
    made().to_html(path)
    for width in (1280, 832, 816, 700, 390):
        page = lab.page(width, 800)
        page.goto(path.as_uri())
        page.wait_for_function(SETTLED)
        assert page.evaluate(CUT) == [], width
        page.close()


def test_the_picture_stays_in_sight_while_knobs_are_moved(lab, page):
    page.set_viewport_size({"width": 430, "height": 800})
    page.wait_for_function(SETTLED)
    slider = page.get_by_label("step", exact=True).nth(1)
    slider.scroll_into_view_if_needed()
    land = page.locator(".ck-land").nth(1).bounding_box()
    shown = page.locator(".jp-NotebookPanel-notebook").bounding_box()
    assert land["y"] >= shown["y"] - 1
    assert land["y"] + land["height"] <= slider.bounding_box()["y"] + 1
    page.set_viewport_size({"width": 1280, "height": 2600})


@pytest.mark.parametrize("key", ["Escape", "outside"])
def test_what_is_folded_opens_over_the_picture_and_moves_nothing(page, key):
    root = page.locator(".ck").nth(1)
    high = root.bounding_box()["height"]
    root.locator("summary").click()
    assert root.get_by_label("number of steps").is_visible()
    assert root.bounding_box()["height"] == high
    if key == "Escape":
        root.locator("summary").press("Escape")
    else:
        root.locator(".ck-clock").click()
    assert not root.get_by_label("number of steps").is_visible()
