"""Hands, themes and sizes: one explorer on a page from a disk, in Chromium."""

from io import BytesIO

import numpy as np
import pytest
from browser import PATIENCE
from PIL import Image
from playwright.sync_api import expect

from coursekit import (
    Problem,
    canyon,
    descend,
    explore,
    gd,
    momentum,
    newton,
    optimizer,
    two_wells,
)
from coursekit.explorers.surfaces import Surface

pytestmark = pytest.mark.xdist_group("browser")
SETTLED = "document.querySelector('.ck-readout')?.ariaBusy === 'false'"
PICTURES = "[...document.querySelectorAll('canvas[role=img]')].map(c => c.toDataURL())"
FIT = """[...document.querySelectorAll("canvas[role=img]")].every((canvas) =>
  canvas.width === Math.round(canvas.clientWidth * devicePixelRatio))"""
NUMBERS = ".ck-side svg text"
LONG = 5000  # steps that play for minutes


class Alone:
    """A page with one explorer."""

    def __init__(self, page):
        self.page = page

    def settle(self):
        self.page.wait_for_function(SETTLED)

    def control(self, label):
        return self.page.get_by_label(label, exact=True)

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    @property
    def words(self):
        self.settle()
        return self.page.locator(".ck-readout").inner_text()

    @property
    def start(self):
        self.settle()
        box = self.page.locator(".ck-start").bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    @property
    def step(self):
        return int(self.page.locator(".ck-clock b").text_content())

    def type(self, label, text):
        self.control(label).fill(text)
        self.control(label).press("Enter")


@pytest.fixture
def alone(browser, tmp_path):
    """What opens a page of one explorer; nothing goes wrong on it."""
    pages, wrong = [], []

    def show(explorer, **settings):
        explorer.to_html(tmp_path / "alone.html")
        page = browser.new_page(offline=True, **settings)
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.goto((tmp_path / "alone.html").as_uri())
        page.wait_for_function(SETTLED)
        pages.append(page)
        return Alone(page)

    yield show
    for page in pages:
        page.close()
    assert wrong == []


def race(steps=200):
    return explore([gd(eta=0.02), momentum(eta=0.02)], [canyon, two_wells], steps=steps)


# Pictures


@pytest.mark.parametrize("whose", ["system", "JupyterLab"])
def test_both_pictures_follow_the_theme_and_come_back_with_it(alone, whose):
    page = alone(race(), color_scheme="light").page

    def turn(dark):
        if whose == "system":
            page.emulate_media(color_scheme="dark" if dark else "light")
        else:
            page.evaluate("dark => document.body.dataset.jpThemeLight = !dark", dark)

    light = page.evaluate(PICTURES)
    for dark, same in ((True, "!=="), (False, "===")):
        turn(dark)
        alike = f"light => {PICTURES}.every((now, n) => now {same} light[n])"
        page.wait_for_function(alike, arg=light)


def test_both_pictures_are_drawn_anew_in_another_size_also_while_it_plays(alone):
    there = alone(race(LONG))
    there.button("Play").click()
    for width in (1280, 700, 390, 1000):
        there.page.set_viewport_size({"width": width, "height": 700})
        there.page.wait_for_function(FIT)
    assert there.step < LONG


HIDE = """() => {
  let seen = 0;
  new ResizeObserver(() => {
    if (++seen !== 2) return;
    const { style } = document.body;
    style.display = "none";
    requestAnimationFrame(() => requestAnimationFrame(() => {
      style.display = "";
      document.title = "shown again";
    }));
  }).observe(document.querySelector(".ck-land"));
}"""


MARKS = "[...document.querySelectorAll('.ck-ticks span')].map(e => e.textContent)"


def test_marks_keep_their_words_where_the_page_is_hidden_while_it_changes(alone):
    size = {"width": 800, "height": 700}
    wanted = alone(race(), viewport=size).page.evaluate(f"String({MARKS})")
    page = alone(race()).page
    page.evaluate(HIDE)
    page.set_viewport_size(size)
    page.wait_for_function("document.title === 'shown again'")
    page.wait_for_function(f"wanted => String({MARKS}) === wanted", arg=wanted)


def test_the_axis_beside_the_paths_follows_the_runs(alone):
    def numbers(there):
        there.settle()
        return there.page.locator(NUMBERS).all_text_contents()

    best = 1 / 46
    there = alone(explore(gd(eta=0.001), canyon, steps=100))
    before = numbers(there)
    there.type("η of gd, exactly", str(best))
    after = numbers(there)
    assert before != after
    there.button("Play").click()
    there.button("Pause").click()
    there.control("step").press("Home")
    assert numbers(there) == after
    assert numbers(alone(explore(gd(eta=best), canyon, steps=100))) == after


def test_who_forces_colours_sees_rails_and_pictures_on_their_own_paper(alone):
    page = alone(race(), forced_colors="active", color_scheme="dark").page
    page.get_by_label("η of gd", exact=True).press("Home")
    box = page.get_by_label("η of gd", exact=True).bounding_box()
    across = {"x": box["x"] + 0.6 * box["width"], "width": 4}
    clip = {**across, "y": box["y"], "height": box["height"]}
    rail = np.asarray(Image.open(BytesIO(page.screenshot(clip=clip))).convert("L"))
    assert np.ptp(rail.astype(int)) > 100
    paper = "getComputedStyle(document.querySelector('.ck-side')).backgroundColor"
    assert page.evaluate(paper) == "rgb(16, 19, 23)"


# Hands


def test_a_click_on_the_map_sets_both_knobs_and_plays_their_run(alone):
    explorer = explore(momentum(eta=0.02), canyon, show="map", steps=20)
    there = alone(explorer)
    box = there.page.locator(".ck-frame").bounding_box()
    x, y = box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"]
    there.page.mouse.click(x, y)
    there.page.wait_for_function("document.querySelector('.ck-clock b').data !== '20'")
    stops = explorer.scene.stops(Surface(canyon), 0)
    eta, beta = (
        stops[k][int(a * len(stops[k]))] for k, a in (("eta", 0.3), ("beta", 0.8))
    )
    run = descend(momentum(eta=eta, beta=beta), canyon, steps=20)
    x, y = (f"{c:.3f}".replace("-", "−") for c in run.theta[-1])
    there.page.wait_for_function(
        "document.querySelector('.ck-clock b').innerText === '20'"
    )
    assert f"Step 20: (x, y) = ({x}, {y})" in there.words


def test_a_start_that_is_dragged_over_basins_is_followed_from_there(alone):
    there = alone(explore(gd(eta=0.01), two_wells, show="basins", steps=LONG))
    x, y = there.start
    there.page.mouse.move(x, y)
    there.page.mouse.down()
    there.page.mouse.move(x + 60, y + 20, steps=4)
    assert there.button("Play").is_visible() and there.step == LONG
    there.page.mouse.up()
    there.button("Pause").wait_for()
    assert there.step < LONG


def test_who_wants_less_motion_sees_the_end_of_a_run_at_once(alone):
    ball = explore(gd(eta=0.01), two_wells, show="basins", steps=LONG)
    there = alone(ball, reduced_motion="reduce")
    x, y = there.start
    there.page.mouse.move(x, y)
    there.page.mouse.down()
    there.page.mouse.move(x + 60, y + 20, steps=4)
    there.page.mouse.up()
    assert f"Step {LONG}: " in there.words
    there.button("Play").click()  # who asks for it gets it
    there.button("Pause").wait_for()


def test_a_hand_that_leaves_the_picture_keeps_the_start_at_its_edge(alone):
    there = alone(race())
    there.page.mouse.move(*there.start)
    there.page.mouse.down()
    there.page.mouse.move(-50, 2000, steps=3)
    there.page.mouse.up()
    there.page.locator("summary").click()
    (left, _), (low, _) = canyon.frame
    for letter, edge in (("x", left), ("y", low)):
        control = expect(there.control(f"{letter} of the start"))
        control.to_have_value(f"{edge:g}", timeout=1000 * PATIENCE)
    before = there.words
    there.page.mouse.move(400, 300)
    assert there.words == before


def test_a_finger_that_scrolls_the_page_leaves_the_start_where_it_is(alone):
    there = alone(race(), viewport={"width": 390, "height": 500}, has_touch=True)
    before = there.words
    box = there.page.locator(".ck-land").bounding_box()
    x, y = box["x"] + 0.7 * box["width"], box["y"] + 0.8 * box["height"]
    finger = there.page.context.new_cdp_session(there.page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x, "y": y - 20 * n}]) for n in range(1, 6)),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert there.words == before
    there.page.touchscreen.tap(x, y)
    assert there.words != before


def test_the_browsers_own_menu_and_keys_leave_the_start_where_it_is(alone):
    there = alone(race())
    before = there.words
    x, y = there.start
    there.page.mouse.click(x + 90, y + 90, button="right")
    there.page.locator(".ck-start").focus()
    for other in ("Control", "Alt", "Meta"):
        there.page.keyboard.press(f"{other}+ArrowUp")
    assert there.words == before and there.start == (x, y)
    there.page.keyboard.press("ArrowUp")
    assert there.start != (x, y)


@pytest.mark.parametrize("typed", ["1e9", "20001", "0", "-3", "2.5", "1/0", "many"])
def test_no_number_of_steps_that_takes_for_ever_is_walked(alone, typed):
    there = alone(race())
    before = there.words
    there.page.locator("summary").click()
    there.type("number of steps", typed)
    field = there.control("number of steps")
    assert field.get_attribute("aria-invalid") == "true" and there.words == before
    assert field.get_attribute("title") == "from 1 to 20000"
    there.type("number of steps", "20000")
    assert field.get_attribute("aria-invalid") is None
    assert "Step 20000: " in there.words


def test_reset_forgets_what_was_no_number(alone):
    there = alone(explore(gd(eta=0.02), canyon))
    field = there.control("η of gd, exactly")
    there.type("η of gd, exactly", "fast")
    assert field.get_attribute("aria-invalid") == "true"
    there.page.locator("summary").click()
    there.button("Reset").click()
    there.settle()
    assert field.get_attribute("aria-invalid") is None and field.input_value() == "0.02"


def test_what_is_being_typed_stays_while_the_picture_plays(alone):
    there = alone(race(LONG))
    there.button("Play").click()
    field = there.control("η of gd, exactly")
    field.fill("0.0")
    there.page.wait_for_function(
        "Number(document.querySelector('.ck-clock b').innerText) > 4"
    )
    assert field.input_value() == "0.0"


def test_a_rule_that_is_off_has_no_knobs_no_mark_and_no_words(alone):
    there = alone(race())
    marks = there.page.locator(".ck-event")
    assert marks.count() == 2 and "gd: " in there.words
    there.control("gd").uncheck()
    assert "gd: " not in there.words and "momentum: " in there.words
    assert marks.count() == 1
    assert there.control("η of gd").is_hidden()
    assert there.control("η of momentum").is_visible()


@optimizer
def written_out(theta, grad, t, v=0, *, learning_rate=0.02, momentum_factor=0.5):
    v = momentum_factor * v - learning_rate * grad(theta)
    return theta + v, v


LAPS = """() => {
  const minis = [...document.querySelectorAll(".ck-mini:not(.ck-none)")];
  return minis.flatMap((mini) => {
    const boxes = [...mini.children].map((e) => e.getBoundingClientRect());
    return boxes.slice(1).filter(({ width, left }, n) =>
      width && left < boxes[n].right - 1);
  });
}"""


@pytest.mark.parametrize("width", [1280, 900, 760, 390])
def test_a_knob_whose_name_is_a_word_lies_over_nothing(alone, width):
    rules = [written_out, gd(eta=0.01), momentum(eta=0.01)]
    there = alone(explore(rules, canyon), viewport={"width": width, "height": 700})
    if width == 390:
        there.button("knobs of written_out").click()
    assert there.page.evaluate(LAPS) == []
    signs = there.page.locator(".ck-rows i:visible")
    for sign in signs.all():
        assert sign.evaluate("e => e.getBoundingClientRect().width <= 64")
        assert sign.get_attribute("title")


HEAR = """() => {
  window.heard = new Set();
  document.querySelectorAll(".ck-readout p").forEach((line, i) =>
    new MutationObserver(() => heard.add(i)).observe(line, {
      subtree: true, characterData: true, childList: true }));
}"""


def test_of_a_race_only_the_line_that_changed_is_read_aloud(alone):
    there = alone(race())
    there.page.evaluate(HEAR)
    there.control("η of momentum").press("ArrowRight")
    there.settle()
    assert there.page.evaluate("[...heard]") == [1]
    readout = there.page.get_by_role("status")
    assert readout.get_attribute("aria-atomic") == "false"


def test_a_rule_that_refuses_in_a_race_is_told_where_it_is_seen(alone):
    spring = Problem(lambda theta: (theta**2).sum(-1), start=(2.0,), name="spring")
    there = alone(explore([newton, gd(eta=0.1)], spring, steps=5))
    assert "does not know its Hessian" in there.words
    readout = there.page.locator(".ck-readout")
    assert readout.bounding_box()["height"] > 20
    there.control("newton").uncheck()
    assert "Hessian" not in there.words and readout.bounding_box()["height"] < 2
