"""Explorers that live in a page by itself, from disk, in Chromium."""

import re

import pytest
from browser import PATIENCE

from coursekit import canyon, descend, explore, momentum, two_wells, web
from coursekit.explorers.description import described

pytestmark = pytest.mark.xdist_group("browser")
STILL = '<p style="height: 400px">still</p>'
SETTLED = "document.querySelector('.ck-readout')?.ariaBusy === 'false'"
PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture
def page(browser, tmp_path):
    """A page far down which an explorer with a map stands, without a network."""
    ball = momentum(eta=0.02, beta=0.2)
    explorer = explore(ball, [canyon, two_wells], steps=60, show="map")
    element = web.element(
        "ck-explorer", described(explorer.scene, explorer.state), STILL
    )
    unknown = web.element("ck-explorer", {"still": "Open the notebook."}, STILL)
    scripts = web.inline(web.course_script(), web.engine_script())
    gap = '<p style="height: 3000px">far</p>'
    text = f"<!doctype html><meta charset=utf-8>{scripts}{gap}{element}{unknown}"
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    page = browser.new_page(offline=True)
    page.set_default_timeout(PATIENCE * 1000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("request", lambda asked: page.complaints.append(asked.url))
    page.goto((tmp_path / "page.html").as_uri())
    yield page
    assert [words for words in page.complaints if "page.html" not in words] == []
    page.close()


def come_to_life(page):
    page.locator("ck-explorer").first.scroll_into_view_if_needed()
    page.wait_for_function(SETTLED)


def test_a_picture_stands_until_its_explorer_comes_into_view(page):
    still = page.get_by_text("still", exact=True).first
    assert still.is_visible() and page.locator(".ck").count() == 0
    come_to_life(page)
    assert still.is_hidden() and page.locator(".ck").count() == 1


def test_the_map_follows_a_hand_that_drags_the_start(page):
    come_to_life(page)
    drawn = page.locator(".ck-map")
    pictures = {drawn.evaluate(PIXELS)}
    box = page.locator(".ck-start").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(1, 4):
        page.mouse.move(x + 40 * n, y + 15 * n)
        page.wait_for_function(SETTLED)
        pictures.add(drawn.evaluate(PIXELS))
    page.mouse.up()
    assert len(pictures) == 4


def test_a_key_moves_a_slider_to_the_run_of_python(page):
    come_to_life(page)
    slider = page.get_by_label("β of momentum", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(SETTLED)
    beta = float(slider.get_attribute("aria-valuetext").split(",")[0])
    run = descend(momentum(eta=0.02, beta=beta), canyon, steps=60)
    words = page.locator(".ck-readout").inner_text().replace("−", "-")
    x, y = re.search(r"= \((\S+), (\S+)\)", words).groups()
    assert [float(x), float(y)] == pytest.approx(run.theta[-1], abs=1e-3)
    assert beta != 0.2 and f"arrived at step {run.arrived_at()}" in words


def test_basins_follow_a_knob(page):
    come_to_life(page)
    page.get_by_label("surface").select_option("1")
    page.get_by_label("basins").check()
    page.wait_for_function(SETTLED)
    tints = page.locator(".ck-basins")
    before = tints.evaluate(PIXELS)
    page.get_by_label("β of momentum", exact=True).focus()
    page.keyboard.press("End")
    page.wait_for_function(SETTLED)
    assert tints.evaluate(PIXELS) != before


def test_what_does_not_live_in_pages_keeps_its_picture_and_says_what_to_do(page):
    line = page.locator("ck-explorer").nth(1)
    line.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.ck-still')")
    assert line.get_by_text("still", exact=True).is_visible()
    assert line.locator(".ck-still").inner_text() == "Open the notebook."


def test_a_page_without_the_course_says_so(page):
    page.evaluate("globalThis.coursekit = {}")
    page.locator("ck-explorer").first.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.ck-still')")
    words = page.locator(".ck-still").first.inner_text()
    assert words == "It stands still here: this page does not know optimizers.momentum."
