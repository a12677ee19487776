"""The explorers where Python is gone, for other readers, and in other sizes."""

import nbformat
import pytest

from coursekit import canyon, descend, explore, gd, momentum

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
    "[...document.querySelectorAll('.ck-readout p')].map(p => p.innerText).join(' ')"
)
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


def test_a_restarted_kernel_leaves_the_picture_and_a_sentence(lab):
    page = lab.open("restarted.ipynb", *CELLS[:2])
    page.wait_for_function(SETTLED)
    page.evaluate(
        "jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"
    )
    before = page.evaluate(WORDS)
    page.get_by_label("η", exact=True).first.press("ArrowLeft")
    page.wait_for_function(f"words => {WORDS} !== words", arg=before)
    assert "gd, step 100: θ = (−0.98" in page.evaluate(WORDS)
    page.locator(".ck-start").press("ArrowLeft")
    page.wait_for_function(f"{WORDS}.includes('Python has not answered yet')")
    assert page.locator(".ck canvas").first.is_visible()
    page.close()


def test_a_saved_notebook_without_its_kernel_shows_the_still_picture(lab):
    page = lab.open("saved.ipynb", *CELLS[:2])
    page.wait_for_function(SETTLED)
    assert not page.locator(".jp-RenderedImage img").is_visible()  # the view is enough
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")
    page.evaluate("jupyterapp.commands.execute('kernelmenu:shutdown')")
    page.close()
    path = lab.folder / "saved.ipynb"
    assert path.stat().st_size < 300_000
    assert len(nbformat.read(path, 4).cells[1].outputs) == 2
    page = lab.visit("saved.ipynb")
    page.locator(".jp-RenderedImage img").wait_for()
    assert page.locator(".ck").count() == 0
    page.close()


def near(text, values):
    """Whether these numbers, as the readout prints them, are in the text."""
    printed = ", ".join(f"{float(f'{x:.6g}'):g}".replace("-", "−") for x in values)
    return f"θ = ({printed})" in text


def test_an_exported_page_works_from_disk_with_networking_off(lab):
    path = lab.folder / "page.html"
    explore([gd(eta=0.02), momentum(eta=0.02)], canyon, steps=40).to_html(path)
    page = lab.page(offline=True)
    page.goto(path.as_uri())
    page.wait_for_function(SETTLED)
    page.screenshot(path=lab.output / "explorers-page.png", full_page=True)
    assert near(page.evaluate(WORDS), descend(gd(eta=0.02), canyon, steps=40).theta[-1])
    picture = "document.querySelector('canvas').toDataURL()"
    before = page.evaluate(picture)
    slider = page.get_by_label("β", exact=True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(SETTLED)
    beta = float(slider.get_attribute("aria-valuetext"))
    run = descend(momentum(eta=0.02, beta=beta), canyon, steps=40)
    assert beta < 0.9 and near(page.evaluate(WORDS), run.theta[-1])
    assert page.evaluate(picture) != before
    page.get_by_role("button", name="Back").click()
    page.wait_for_function(SETTLED)
    assert near(page.evaluate(WORDS), run.theta[-2])
    assert page.locator(".ck-start").is_disabled()
    assert "Another start" in page.locator("main").inner_text()
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
    page = lab.open("faulty.ipynb", FAULTY)
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
    page.close()


def test_the_explorer_works_in_voila(lab):
    lab.write("voila.ipynb", CELLS[0], "explore(momentum(eta=0.02), canyon)")
    with lab.voila("voila.ipynb") as base:
        page = lab.page()
        page.goto(base)
        page.wait_for_function(SETTLED)
        page.get_by_label("β", exact=True).press("Home")
        page.wait_for_function(SETTLED)
        run = descend(gd(eta=0.02), canyon)
        assert near(page.evaluate(WORDS), run.theta[-1])
        page.close()
