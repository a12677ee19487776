"""The labs in JupyterLab: what each adds to the explorer, and how all of them look."""

import re

import pytest

from coursekit import descend
from coursekit.explorers import labs

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

LABS = [
    "descent_1d", "look_ahead", "noise", "effective_rate", "adam_lab", "reddi_lab",
    "schedules_lab", "curvature_lab", "sparsity",
]  # fmt: skip
# Every other explorer of the lessons, by its lesson.
LESSONS = {
    "00": "explore(gd, parabola, steps=10)",
    "02": "explore(gd(eta=0.4), [two_wells, canyon], steps=60, show='basins')",
    "04": "explore(momentum(eta=0.02, beta=0.2), [canyon, two_wells], show='map')",
    "06": "explore([adagrad(eta=0.5), rmsprop, gd(eta=0.05)], canyon, steps=400)",
    "13": "explore([gd(eta=0.01), momentum(eta=0.003), nesterov(eta=0.003),\n"
    "    adagrad(eta=0.5), rmsprop(eta=0.05), adam(eta=0.1)], [canyon, rosenbrock])",
    "one of four knobs": "explore(adam(eta=0.1), canyon)",
}
NAMES = [*LABS, *LESSONS]
CELLS = [
    "from coursekit import adagrad, adam, canyon, explore, gd, momentum, nesterov\n"
    "from coursekit import parabola, rmsprop, rosenbrock, two_wells\n"
    "from coursekit.explorers import labs",
    *(f"labs.{name}()" for name in LABS),
    *LESSONS.values(),
]
SETTLED = """() => {
  const readouts = [...document.querySelectorAll(".ck-readout")];
  return readouts.length === 15 && readouts.every((each) => each.ariaBusy === "false");
}"""
PICTURES = ".ck canvas[role=img]"
DRAWN = """pictures => [...document.querySelectorAll(pictures)].map((canvas) => {
  const { width, height } = canvas;
  const blank = Object.assign(document.createElement("canvas"), { width, height });
  return width * height > 0 && canvas.toDataURL() !== blank.toDataURL();
})"""


@pytest.fixture(scope="module")
def page(lab):
    page = lab.open("labs.ipynb", *CELLS, height=12000)
    page.wait_for_function(SETTLED)
    yield page
    assert page.complaints == []
    page.close()


def root(page, name):
    return page.locator(".ck").nth(NAMES.index(name))


def words(page, name):
    page.wait_for_function(SETTLED)
    return root(page, name).get_by_role("status").text_content()


@pytest.mark.parametrize("width", [1280, 1118, 968])
def test_pictures_and_play_fit_on_one_screen(page, width):
    """At most 640 px high at 950 px and more: every explorer of every lesson."""
    page.set_viewport_size({"width": width, "height": 12000})
    page.wait_for_function(SETTLED)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.ck')].map(e => e.getBoundingClientRect())"
        ".map(({width, height}) => [width, height])"
    )
    assert len(sizes) == len(NAMES)
    for name, (_, high) in zip(NAMES, sizes):
        assert high <= 640, name
    page.set_viewport_size({"width": 1280, "height": 12000})


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_axe_finds_no_serious_problem_in_any_lab(lab, page, theme):
    from axe_playwright_python.sync_playwright import Axe

    lab.theme(page, theme)
    page.wait_for_function(SETTLED)
    assert page.evaluate(DRAWN, PICTURES) == [True] * 30
    for name in NAMES:
        path = lab.output / f"lab-{name}-{theme.lower()}.png"
        root(page, name).screenshot(path=path)
    found = Axe().run(page, context=".ck").response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    assert grave == []


def test_each_lab_says_where_its_rules_end(page):
    for name in LABS:
        lab = getattr(labs, name)()
        said = words(page, name)
        for rule in lab.scene.optimizers:
            name = f"{rule.name}: " if len(lab.scene.optimizers) > 1 else ""
            assert f"{name}Step {lab.state['t']}: " in said


def test_a_click_beside_the_paths_sets_lambda1(page):
    there = root(page, "sparsity")
    there.get_by_label("speed", exact=True).select_option("60")
    field = there.get_by_label("λ₁ of ftrl, exactly")
    before = words(page, "sparsity")
    box = there.locator(".ck-frame").bounding_box()
    x, y = box["x"] + 0.999 * box["width"], box["y"] + 0.5 * box["height"]
    page.mouse.click(x, y)
    after = words(page, "sparsity")
    assert float(field.input_value()) == 20
    at = [re.search(r"ftrl.*? = \((.*?)\)", text)[1] for text in (before, after)]
    assert at[0] != at[1] and float(at[1].split(", ")[1]) == 0


def test_what_is_beside_the_paths_can_be_chosen(page):
    there = root(page, "adam_lab")
    picture = "canvases => canvases.map(e => e.toDataURL())[1]"
    seen = []
    for side in ("loss curve", "step / η"):
        there.get_by_label("beside the paths", exact=True).select_option(side)
        page.wait_for_function(SETTLED)
        seen.append(there.locator("canvas[role=img]").evaluate_all(picture))
    assert seen[0] != seen[1]


def test_a_choice_of_batch_size_walks_by_its_batches(page):
    there = root(page, "noise")
    lab = labs.noise()
    for n in (4, 0):
        there.get_by_label("batch size").select_option(str(n))
        run = descend(lab.scene.optimizers[0], lab.scene.surfaces[n].problem)
        x = re.search(r" = \((.*?), ", words(page, "noise"))[1].replace("−", "-")
        assert float(x) == pytest.approx(run.theta[-1, 0], abs=0.0006)
