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
        self.root.locator("canvas[role=img]").first.wait_for()
        self.settle()

    def settle(self):
        """Wait until the hand rests and Python has answered everything."""
        status = self.root.get_by_role("status").element_handle()
        self.page.wait_for_function("e => e.ariaBusy === 'false'", arg=status)

    @property
    def words(self):
        self.settle()
        return self.root.get_by_role("status").text_content()

    @property
    def theta(self):
        """Where the readout says that the run is, to its three or so decimals."""
        found = re.search(r"(?:x|\)) = \(?(.*?)\)?, [^,]* above", self.words).group(1)
        return [float(x.replace("−", "-")) for x in found.split(",")]

    @property
    def picture(self):
        self.settle()
        return self.root.locator("canvas[role=img]").first.evaluate(
            "e => e.toDataURL()"
        )

    def control(self, label):
        return self.root.get_by_label(label, exact=True)

    def more(self):
        """Open the fields that are folded away."""
        if self.root.locator("details[open]").count() == 0:
            self.root.locator("summary").click()

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


def on_land(problem, across, down=0.0):
    """The point so far across and down what is drawn of a problem."""
    (left, right), *rest = problem.frame
    bottom, top = rest[0] if rest else (0.0, 1.0)
    return left + across * (right - left), top - down * (top - bottom)


def fresh(page, place):
    explorer = Explorer(page, place)
    explorer.more()
    explorer.root.get_by_role("button", name="Reset").click()
    explorer.root.locator("summary").click()
    return explorer


def near(values):
    """The same to the decimals that the readout has."""
    return pytest.approx(values, abs=0.0006)


def test_an_explorer_appears_with_the_path_that_the_rule_takes(on_canyon, on_parabola):
    assert on_canyon.theta == near(descend(momentum(eta=0.02), canyon).theta[-1])
    assert on_parabola.theta == near([1 - 1.9 * 0.64**15])
    assert "arrived at step 14 (stays within 0.004)" in on_parabola.words


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowLeft", "PageDown", "Home", "End"])
def test_keys_move_eta_and_the_path_is_that_of_the_new_eta(on_canyon, key):
    before = on_canyon.picture
    on_canyon.control("η of momentum").press(key)
    assert on_canyon.picture != before
    eta = on_canyon.number("η of momentum, exactly")
    assert eta != 0.02
    run = descend(momentum(eta=eta), canyon)
    if run.left_at < 0:
        assert on_canyon.theta == near(run.theta[-1])
    else:
        assert f"left the picture at step {run.left_at}." in on_canyon.words


def test_beta_moves_too(on_canyon):
    on_canyon.control("β of momentum").press("Home")
    assert on_canyon.theta == near(descend(gd(eta=0.02), canyon).theta[-1])


def test_an_exact_value_can_be_typed_as_a_fraction(on_parabola):
    on_parabola.control("η of gd, exactly").fill("1/12")
    on_parabola.control("η of gd, exactly").press("Enter")
    assert on_parabola.theta == near([1.0])
    assert "arrived at step 1 " in on_parabola.words


def test_what_is_no_number_is_marked_and_changes_nothing(on_parabola):
    before, field = on_parabola.words, on_parabola.control("η of gd, exactly")
    field.fill("fast")
    field.press("Enter")
    assert field.get_attribute("aria-invalid") == "true"
    assert on_parabola.words == before


def test_dragging_the_start_moves_the_path_to_where_the_hand_lets_go(on_canyon):
    before = on_canyon.picture
    box = on_canyon.root.locator("canvas[role=img]").first.bounding_box()
    mouse = on_canyon.page.mouse
    at = on_canyon.root.locator(".ck-start").bounding_box()
    mouse.move(at["x"] + 22, at["y"] + 22)
    mouse.down()
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.1 * box["height"])
    mouse.up()
    start = on_canyon.number("x of the start"), on_canyon.number("y of the start")
    assert start == pytest.approx(on_land(canyon, 0.8, 0.1), abs=0.02)
    assert on_canyon.theta == near(descend(momentum(eta=0.02), canyon, start).theta[-1])
    assert on_canyon.picture != before


def test_pressing_anywhere_puts_the_start_there(on_parabola):
    box = on_parabola.root.locator("canvas[role=img]").first.bounding_box()
    x, y = box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"]
    on_parabola.page.mouse.click(x, y)
    x = on_parabola.number("x of the start")
    assert x == pytest.approx(on_land(parabola, 0.9)[0], abs=0.02)
    assert on_parabola.theta == near([1 + (x - 1) * 0.64**15])


def width(k):
    low, high = canyon.frame[k]
    return high - low


def test_a_hand_on_the_start_covers_no_words_beside_it(on_canyon):
    start = on_canyon.root.locator(".ck-start")
    start.hover()
    looks = start.evaluate("e => getComputedStyle(e).backgroundColor")
    assert looks == "rgba(0, 0, 0, 0)"


def test_arrow_keys_move_the_start(on_canyon):
    start = on_canyon.root.locator(".ck-start")
    start.press("ArrowRight")
    start.press("ArrowUp")
    assert on_canyon.number("x of the start") == pytest.approx(
        -0.5 + width(0) / 100, abs=0.006
    )
    assert on_canyon.number("y of the start") == pytest.approx(
        2.3 + width(1) / 100, abs=0.006
    )
    at = on_canyon.number("x of the start"), on_canyon.number("y of the start")
    assert on_canyon.theta == near(descend(momentum(eta=0.02), canyon, at).theta[-1])


def test_a_moved_start_gives_all_slider_positions_anew(on_canyon):
    on_canyon.root.locator(".ck-start").press("ArrowRight")
    on_canyon.settle()
    on_canyon.control("η of momentum").press("ArrowLeft")
    eta = on_canyon.number("η of momentum, exactly")
    at = on_canyon.number("x of the start"), 2.3
    run = descend(momentum(eta=eta), canyon, at)
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
    on_parabola.more()
    assert on_parabola.control("y of the start").is_visible()
    on_parabola.control("surface").select_option("parabola")
    assert on_parabola.theta == near(
        descend(gd(eta=0.03), parabola, steps=15).theta[-1]
    )
    assert not on_parabola.control("y of the start").is_visible()


def test_two_explorers_do_not_disturb_each_other(on_canyon, on_parabola):
    words, picture = on_canyon.words, on_canyon.picture
    on_parabola.control("η of gd").press("End")
    on_parabola.root.locator(".ck-start").press("ArrowLeft")
    assert "left the picture" in on_parabola.words
    assert (on_canyon.words, on_canyon.picture) == (words, picture)


def test_an_unsolved_rule_is_told_in_words(page):
    assert "mine is not written yet" in Explorer(page, 2).words


FOCUSED = """() => {
  const { type, tagName, ariaLabel, labels, textContent } = document.activeElement;
  const name = ariaLabel || labels?.[0]?.innerText.trim() || textContent.trim();
  return [type || tagName.toLowerCase(), name];
}"""


def test_tab_reaches_every_control_and_keys_move_it(on_canyon):
    shown = on_canyon.root.locator("input, button, select, summary").locator(
        "visible=true"
    )
    on_canyon.more()
    count = shown.count()
    on_canyon.root.get_by_role("combobox").first.focus()
    reached = []
    for _ in range(count):
        reached.append(tuple(on_canyon.page.evaluate(FOCUSED)))
        before = on_canyon.picture
        if reached[-1][0] == "range":
            on_canyon.page.keyboard.press("ArrowLeft")
            assert on_canyon.picture != before, (reached, on_canyon.words)
        if reached[-1][1] in ("Back", "Reset"):
            on_canyon.page.keyboard.press("Enter")
            assert on_canyon.picture != before, (reached, on_canyon.words)
        on_canyon.page.keyboard.press("Tab")
    assert len(set(reached)) == count
    assert {("summary", "More"), ("text", "β of momentum, exactly")} <= set(reached)
    assert on_canyon.root.locator("details[open]").count() == 1
    on_canyon.root.locator("summary").press("Escape")
    assert on_canyon.root.locator("details[open]").count() == 0


def test_letters_stay_in_the_explorer(on_canyon):
    cells = on_canyon.page.locator(".jp-Cell").count()
    for control in (
        on_canyon.control("η of momentum"),
        on_canyon.root.locator(".ck-play"),
    ):
        for key in ("b", "x", "ArrowDown"):
            control.press(key)
    assert on_canyon.page.locator(".jp-Cell").count() == cells


INKS = """e => {
  const style = getComputedStyle(e);
  const thumb = getComputedStyle(e.querySelector(".ck-knobs"));
  return [style.color, style.backgroundColor, thumb.getPropertyValue("--ck-color")];
}"""


def test_inks_follow_the_theme_and_a_rules_colour_is_pythons(lab, page, on_canyon):
    from coursekit.plots import palette

    (light,) = palette.looks(["momentum"])
    seen, pictures = {}, {}
    for theme in ("Dark", "Light"):
        lab.theme(page, theme)
        page.wait_for_timeout(1000)
        seen[theme] = on_canyon.root.evaluate(INKS)
        pictures[theme] = on_canyon.picture
    assert seen["Light"] == ["rgb(27, 33, 40)", "rgb(255, 255, 255)", light.color]
    dark = palette.dark(light.color)
    assert seen["Dark"] == ["rgb(230, 234, 238)", "rgb(17, 17, 17)", dark]
    assert pictures["Dark"] != pictures["Light"]


def test_page_keys_go_from_tick_to_tick_and_a_drag_snaps_to_one(on_canyon):
    slider = on_canyon.control("η of momentum")
    slider.press("PageDown")
    assert on_canyon.number("η of momentum, exactly") == pytest.approx(1 / 80)
    assert "that is 1/λ" in slider.get_attribute("aria-valuetext")
    slider.press("PageUp")
    assert on_canyon.number("η of momentum, exactly") == pytest.approx(2 / 80)
    box = slider.bounding_box()
    named = on_canyon.root.locator(".ck-knob .ck-named", has_text="1/λ").bounding_box()
    at = named["x"] + named["width"] / 2
    mouse, y = on_canyon.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] - 20, y)
    mouse.down()
    mouse.move(at + 30, y, steps=4)
    mouse.move(at + 3, y, steps=2)
    mouse.up()
    assert on_canyon.number("η of momentum, exactly") == pytest.approx(1 / 80)


def test_a_click_on_the_map_sets_both_knobs_and_plays(on_canyon):
    sides = on_canyon.control("beside the paths")
    sides.select_option(sides.locator("option", has_text="map").get_attribute("value"))
    on_canyon.root.locator(".ck-frame").wait_for(state="attached")
    on_canyon.settle()
    box = on_canyon.root.locator(".ck-frame").bounding_box()
    x, y = box["x"] + 0.9 * box["width"], box["y"] + 0.999 * box["height"]
    on_canyon.page.mouse.click(x, y)
    on_canyon.root.get_by_role("button", name="Pause").wait_for()
    assert on_canyon.number("β of momentum, exactly") == 0
    eta = on_canyon.number("η of momentum, exactly")
    assert eta > 0.025
    run = descend(gd(eta=eta), canyon)
    assert f"left the picture at step {run.left_at}." in on_canyon.words


def test_a_press_among_the_basins_plays_the_path_from_there(on_parabola):
    on_parabola.control("surface").select_option("two_wells")
    on_parabola.control("basins").check()
    on_parabola.control("speed").select_option("5")
    on_parabola.settle()
    box = on_parabola.root.locator("canvas[role=img]").first.bounding_box()
    x, y = box["x"] + 0.75 * box["width"], box["y"] + 0.6 * box["height"]
    on_parabola.page.mouse.click(x, y)
    on_parabola.root.get_by_role("button", name="Pause").wait_for()
    start = on_parabola.number("x of the start"), on_parabola.number("y of the start")
    assert start == pytest.approx(on_land(two_wells, 0.75, 0.6), abs=0.02)
    run = descend(gd(eta=0.03), two_wells, start, 15)
    assert on_parabola.theta == near(run.theta[-1])
