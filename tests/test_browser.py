"""The explorers as learners meet them: real JupyterLab, real Chromium, real keys."""

import re

import pytest

from coursekit import canyon, descend, gd, momentum, parabola, two_wells

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

CELLS = [
    "from coursekit import canyon, explore, gd, momentum, optimizer, parabola\n"
    "from coursekit import two_wells",
    "explore(momentum(eta=0.02), canyon)",
    "explore(gd(eta=0.03), [parabola, two_wells], steps=15)",
    "@optimizer\ndef mine(theta, grad, t, *, eta=0.1):\n    return ...",
    "explore(mine, canyon)",
]


class Explorer:
    """One explorer on a page, by its place."""

    def __init__(self, page, place):
        self.page, self.root = page, page.locator(".ck").nth(place)
        self.root.locator("canvas").first.wait_for()
        self.settle()

    def settle(self):
        """Wait until the hand rests and Python has answered everything."""
        status = self.root.get_by_role("status").element_handle()
        self.page.wait_for_function("e => e.ariaBusy === 'false'", arg=status)

    @property
    def words(self):
        self.settle()
        return self.root.get_by_role("status").inner_text()

    @property
    def theta(self):
        found = re.search(r"θ = \(?(.*?)\)?, f", self.words).group(1)
        return [float(x.replace("−", "-")) for x in found.split(",")]

    @property
    def picture(self):
        self.settle()
        return self.root.locator("canvas").first.evaluate("e => e.toDataURL()")

    def control(self, label):
        return self.root.get_by_label(label, exact=True)

    def number(self, label):
        self.settle()
        return float(self.control(label).input_value())


@pytest.fixture(scope="module")
def page(lab):
    page = lab.open("explorers.ipynb", *CELLS, height=2600)
    yield page
    assert page.complaints == []
    page.close()


@pytest.fixture
def on_canyon(page):
    return fresh(page, 0)


@pytest.fixture
def on_parabola(page):
    return fresh(page, 1)


def fresh(page, place):
    explorer = Explorer(page, place)
    explorer.root.get_by_role("button", name="Reset").click()
    return explorer


def near(values):
    return pytest.approx(values, rel=1e-5, abs=1e-9)


def test_an_explorer_appears_with_the_path_that_the_rule_takes(on_canyon, on_parabola):
    assert on_canyon.theta == near(descend(momentum(eta=0.02), canyon).theta[-1])
    assert on_parabola.theta == near([1 - 1.9 * 0.64**15])
    assert "Reached the minimum (to 0.004) at step 14" in on_parabola.words


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft", "PageDown", "Home", "End"])
def test_keys_move_eta_and_the_path_is_that_of_the_new_eta(on_canyon, key):
    before = on_canyon.picture
    on_canyon.control("η").press(key)
    assert on_canyon.picture != before
    eta = on_canyon.number("η of momentum, exactly")
    assert eta != 0.02
    run = descend(momentum(eta=eta), canyon)
    if run.left_at < 0:
        assert on_canyon.theta == near(run.theta[-1])
    else:
        assert f"Left the picture at step {run.left_at}." in on_canyon.words


def test_beta_moves_too(on_canyon):
    on_canyon.control("β").press("Home")
    assert on_canyon.theta == near(descend(gd(eta=0.02), canyon).theta[-1])


def test_an_exact_value_can_be_typed_as_a_fraction(on_parabola):
    on_parabola.control("η of gd, exactly").fill("1/12")
    on_parabola.control("η of gd, exactly").press("Enter")
    assert on_parabola.theta == near([1.0])
    assert "at step 1." in on_parabola.words


def test_what_is_no_number_is_marked_and_changes_nothing(on_parabola):
    before, field = on_parabola.words, on_parabola.control("η of gd, exactly")
    field.fill("fast")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    assert on_parabola.words == before


def test_dragging_the_start_moves_the_path_to_where_the_hand_lets_go(on_canyon):
    before = on_canyon.picture
    box = on_canyon.root.locator("canvas").first.bounding_box()
    mouse = on_canyon.page.mouse
    at = on_canyon.root.locator(".ck-start").bounding_box()
    mouse.move(at["x"] + 13, at["y"] + 13)
    mouse.down()
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.1 * box["height"])
    mouse.up()
    start = on_canyon.number("x of the start"), on_canyon.number("y of the start")
    assert start == pytest.approx((-1 + 0.8 * 4, 3 - 0.1 * 4), abs=0.02)
    assert on_canyon.theta == near(descend(momentum(eta=0.02), canyon, start).theta[-1])
    assert on_canyon.picture != before


def test_pressing_anywhere_puts_the_start_there(on_parabola):
    box = on_parabola.root.locator("canvas").first.bounding_box()
    x, y = box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"]
    on_parabola.page.mouse.click(x, y)
    x = on_parabola.number("x of the start")
    assert x == pytest.approx(-1 + 0.9 * 4, abs=0.02)
    assert on_parabola.theta == near([1 + (x - 1) * 0.64**15])


def test_arrow_keys_move_the_start(on_canyon):
    start = on_canyon.root.locator(".ck-start")
    start.press("ArrowRight")
    start.press("ArrowUp")
    assert on_canyon.number("x of the start") == pytest.approx(-0.46)
    assert on_canyon.number("y of the start") == pytest.approx(2.34)
    run = descend(momentum(eta=0.02), canyon, (-0.46, 2.34))
    assert on_canyon.theta == near(run.theta[-1])


def test_a_moved_start_gives_all_slider_positions_anew(on_canyon):
    on_canyon.root.locator(".ck-start").press("ArrowRight")
    on_canyon.settle()
    on_canyon.control("η").press("ArrowLeft")
    eta = on_canyon.number("η of momentum, exactly")
    run = descend(momentum(eta=eta), canyon, (-0.46, 2.3))
    assert on_canyon.theta == near(run.theta[-1])


def test_steps_can_be_walked_one_by_one_and_played(on_canyon):
    run = descend(momentum(eta=0.02), canyon)
    on_canyon.control("step").press("Home")
    assert on_canyon.theta == near([-0.5, 2.3])
    on_canyon.root.get_by_role("button", name="Next").click()
    assert on_canyon.theta == near(run.theta[1])
    on_canyon.control("speed").select_option("60")
    on_canyon.root.get_by_role("button", name="Play").click()
    assert on_canyon.theta == near(run.theta[-1])


def test_another_surface_can_be_chosen(on_parabola):
    on_parabola.control("surface").select_option("two_wells")
    assert len(on_parabola.theta) == 2
    assert on_parabola.control("y of the start").is_visible()
    on_parabola.control("surface").select_option("parabola")
    assert on_parabola.theta == near(
        descend(gd(eta=0.03), parabola, steps=15).theta[-1]
    )
    assert not on_parabola.control("y of the start").is_visible()


def test_two_explorers_do_not_disturb_each_other(on_canyon, on_parabola):
    words, picture = on_canyon.words, on_canyon.picture
    on_parabola.control("η").press("End")
    on_parabola.root.locator(".ck-start").press("ArrowLeft")
    assert "Left the picture" in on_parabola.words
    assert (on_canyon.words, on_canyon.picture) == (words, picture)


def test_an_unsolved_rule_is_told_in_words(page):
    assert "mine is not written yet" in Explorer(page, 2).words


FOCUSED = """() => {
  const { type, tagName, ariaLabel, labels, textContent } = document.activeElement;
  const name = ariaLabel || labels?.[0]?.innerText.trim() || textContent.trim();
  return [type || tagName, name];
}"""


def test_tab_reaches_every_control_and_keys_move_it(on_canyon):
    on_canyon.root.locator(".ck-start").focus()
    reached = []
    for _ in range(15):
        reached.append(tuple(on_canyon.page.evaluate(FOCUSED)))
        before = on_canyon.picture
        if reached[-1][0] == "range":
            on_canyon.page.keyboard.press("ArrowLeft")
            assert on_canyon.picture != before, reached[-1]
        if reached[-1][1] in ("Back", "Reset"):
            on_canyon.page.keyboard.press("Enter")
            assert on_canyon.picture != before, reached[-1]
        on_canyon.page.keyboard.press("Tab")
    shown = on_canyon.root.locator("input:visible, button:visible, select:visible")
    assert len(set(reached)) == shown.count() == 15
    assert ("text", "β of momentum, exactly") in reached


def test_the_pictures_turn_over_with_the_theme(lab, page, on_canyon):
    seen = {}
    for theme in ("Dark", "Light"):
        lab.theme(page, theme)
        look = on_canyon.root.evaluate(
            "e => [e, ...e.querySelectorAll('img, canvas')].map(getComputedStyle)"
            ".map(style => [style.color, style.filter])"
        )
        seen[theme] = (look[0][0], {filter for _, filter in look[1:]})
    assert seen["Dark"] == ("rgba(255, 255, 255, 0.87)", {TURNED})
    assert seen["Light"] == ("rgba(0, 0, 0, 0.87)", {"none"})


TURNED = "invert(1) hue-rotate(180deg)"


def test_a_click_on_the_map_sets_both_knobs_and_plays(on_canyon):
    on_canyon.control("beside the paths").select_option("map of two knobs")
    on_canyon.settle()
    box = on_canyon.root.locator("canvas").nth(1).bounding_box()
    x, y = box["x"] + 0.9 * box["width"], box["y"] + 0.999 * box["height"]
    on_canyon.page.mouse.click(x, y)
    on_canyon.root.get_by_role("button", name="Pause").wait_for()
    assert on_canyon.number("β of momentum, exactly") == 0
    eta = on_canyon.number("η of momentum, exactly")
    assert 0.02 < eta < 0.05
    run = descend(gd(eta=eta), canyon)
    assert f"Left the picture at step {run.left_at}." in on_canyon.words


def test_a_press_among_the_basins_plays_the_path_from_there(on_parabola):
    on_parabola.control("surface").select_option("two_wells")
    on_parabola.control("basins").check()
    on_parabola.control("speed").select_option("5")
    on_parabola.settle()
    box = on_parabola.root.locator("canvas").first.bounding_box()
    x, y = box["x"] + 0.75 * box["width"], box["y"] + 0.6 * box["height"]
    on_parabola.page.mouse.click(x, y)
    on_parabola.root.get_by_role("button", name="Pause").wait_for()
    start = on_parabola.number("x of the start"), on_parabola.number("y of the start")
    assert start == pytest.approx((1, -0.4), abs=0.02)
    run = descend(gd(eta=0.03), two_wells, start, 15)
    assert on_parabola.theta == near(run.theta[-1])
