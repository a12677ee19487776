"""class.html and feedback in a browser: from disk, alone, for everybody, harmless."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import OUTPUT
from recorded import CLASS, WRONG, handed, reported
from test_grading_likeness import PATH, answered

EVIL = (
    "<img src=x onerror=\"document.title='hit'\"><script>document.title='hit'</script>"
)
LINK = "javascript:document.title='hit'"
WIDTHS = (1280, 360)


def kept(cells):
    """What a result keeps of these cells for look-alikes."""
    return {name: answered(cells)[name] for name in ("sample", "code")}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Pages of a class with everything in it, playful names and outputs too."""
    out = tmp_path_factory.mktemp("pages")
    evil = {**WRONG, "notes": [EVIL, LINK]}
    evil["questions"] = [
        {**q, "tested": EVIL, "subject": "It", "got": EVIL, "expected": "3",
         "place": EVIL, "mistake": LINK, "edit": EVIL}
        for q in WRONG["questions"]
    ]  # fmt: skip
    copied = [kept([PATH]), kept([PATH.replace("my walk", EVIL)])]
    class_ = [*CLASS[1:], (CLASS[0][0], {**CLASS[0][1], **copied[0]})]
    class_ += [(handed(EVIL), {**evil, **copied[1]}), (handed(LINK), evil)]
    class_ += [(handed("ben", lesson="02"), {**WRONG, "lesson": "02"})]
    failed = [(handed(EVIL, lesson="02"), EVIL)]
    reported(out, class_, failed=failed)
    feedback = sorted(out.rglob("01.html"), key=lambda path: path.parent.name)
    names = {"class": out / "class.html", "alike": out / "alike.html"}
    return {**names, "evil": feedback[0], "ben": feedback[3]}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["class", "alike", "evil", "ben"])
def test_a_page_is_accessible_and_fits(name, width, theme, pages, browser):
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=True
    )
    page.goto(pages[name].as_uri())
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"grading-{name}-{theme}-{width}.png", full_page=True)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("name", ["class", "alike", "evil"])
def test_nothing_that_students_wrote_is_run_and_nothing_is_fetched(
    name, pages, browser
):
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name].as_uri(), wait_until="load")
    for link in page.locator("a").all():
        assert not link.get_attribute("href").startswith("javascript")
    assert page.locator("script, img, iframe, object, embed, form").count() == 0
    assert page.title() != "hit"
    assert asked == [pages[name].as_uri()]
    page.close()


def test_a_link_of_the_class_leads_to_a_students_page_and_back(pages, browser):
    page = browser.new_page()
    page.goto(pages["class"].as_uri())
    page.get_by_role("row").filter(has_text="ben").get_by_role("link").first.click()
    points = sum(question["points"] for question in WRONG["questions"])
    heading = page.get_by_role("heading", level=1).inner_text()
    assert heading.startswith(f"Lesson 01: {points:g} of")
    page.close()


@pytest.mark.parametrize("name", ["class", "alike", "ben"])
def test_on_paper_it_is_dark_on_white_and_nothing_is_cut_off(name, pages, browser):
    page = browser.new_page(color_scheme="dark")
    page.goto(pages[name].as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).color,"
        " getComputedStyle(document.body).backgroundColor]"
    )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    hidden = """[...document.querySelectorAll('.scroll')]
      .filter((box) => getComputedStyle(box).overflowX !== 'visible').length"""
    assert page.evaluate(hidden) == 0
    page.close()


def test_what_scrolls_can_be_scrolled_by_keyboard(pages, browser):
    page = browser.new_page(viewport={"width": 360, "height": 700})
    page.goto(pages["class"].as_uri())
    boxes = page.locator(".scroll").all()
    assert len(boxes) == 8
    for box in boxes:
        assert box.get_attribute("tabindex") == "0"
        assert page.locator(f"#{box.get_attribute('aria-labelledby')}").count() == 1
    page.close()


def test_a_name_written_from_the_right_turns_nothing_beside_it(tmp_path, browser):
    name = "שרה"
    reported(tmp_path / "out", [(handed(name), WRONG)])
    page = browser.new_page()
    page.goto((tmp_path / "out" / "class.html").as_uri())
    heading = page.locator("th", has_text=name, has=page.locator("a", has_text="01"))
    places = [heading.locator(part).bounding_box()["x"] for part in ("bdi", "a")]
    assert places == sorted(places)
    page.close()
