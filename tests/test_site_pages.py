"""The web site as people meet it, in Chromium, from a disk and from a server."""

import base64
import json
import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import address_of

from coursekit.cards import prediction
from coursekit.progress import exported, imported, note

pytest_plugins = ["website"]
pytestmark = pytest.mark.xdist_group("browser")

LESSON, KEY = "notebooks/04-momentum", "04.top"
ASKED = prediction(KEY)
WRONG = next(option for option in ASKED.options if option != ASKED.answer)
CODE = [".highlight", "dt.sig", "mjx-container"]  # whose colours another test holds
KINDS = (
    "index",
    LESSON,
    "exercises/04-momentum",
    "progress",
    "search",
    "docs/teachers",
)


def problems(page, within="html", **rules):
    """What axe-core finds within an element, by rule."""
    options = {"preload": False, "resultTypes": ["violations"], **rules}
    context = {"include": [within], "exclude": CODE}
    found = Axe().run(page, context=context, options=options)
    violations = found.response["violations"]
    return {v["id"]: [n["html"][:120] for n in v["nodes"]][:3] for v in violations}


def wider(page, width):
    """Whether a page, or what scrolls in it as a whole, is wider than a screen."""
    page.set_viewport_size({"width": width, "height": 800})
    whole = "[...document.querySelectorAll('html, .content')]"
    return page.evaluate(f"Math.max(...{whole}.map((e) => e.scrollWidth))") > width


def test_every_page_is_quiet_fits_a_phone_and_is_built_for_everybody(site, visitor):
    page, found = visitor.open("index"), {}
    structure = {"rules": {"color-contrast": {"enabled": False}}}
    for name in visitor.names:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto((site / f"{name}.html").as_uri())
        around = name in KINDS  # what is around an article is so on every page
        wrong = problems(page, "html" if around else "article", **structure)
        wide = [width for width in (390, 800, 1020) if wider(page, width)]
        if wrong or wide or visitor.complaints:
            found[name] = wrong, wide, visitor.complaints.copy()
            visitor.complaints.clear()
    assert found == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_far_enough_apart_on_each_kind_of_page(visitor, theme):
    found = {}
    for name in KINDS:
        page = visitor.open(name)
        visitor.put_in_theme(page, theme)
        found |= problems(page, runOnly=["color-contrast"])
        page.close()
    assert found == {}


class Lesson:
    """A lesson's page: the first prediction of a key, its answer, its veils."""

    def __init__(self, page):
        self.page = page
        cards = page.locator("ck-card").filter(has_text=ASKED.ask)
        self.predict, self.reveal = cards.nth(0), cards.nth(1)
        self.veil = page.locator("ck-veil").first
        self.outcome = self.veil.locator(".ck-veiled")

    def says(self, card, words):
        """Wait until the status of a card says these words."""
        card.get_by_role("status").filter(has_text=words).wait_for()

    def option(self, text):
        return self.predict.get_by_role("radio", name=text, exact=True)


def test_a_prediction_is_made_by_keys_kept_over_a_reload_and_opens_its_answer(visitor):
    page = visitor.open(LESSON)
    lesson = Lesson(page)
    lesson.predict.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _ in range(ASKED.options.index(WRONG)):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    lesson.says(lesson.predict, "Kept.")
    page.reload()
    lesson = Lesson(page)
    lesson.says(lesson.predict, "Kept.")
    assert lesson.option(WRONG).is_checked()
    lesson.reveal.scroll_into_view_if_needed()
    lesson.says(lesson.reveal, "It came otherwise.")
    assert ASKED.why in lesson.reveal.inner_text()
    assert ASKED.wrong[WRONG] in lesson.reveal.inner_text()


def test_what_answers_a_question_is_veiled_until_it_is_asked_for(visitor):
    page = visitor.open(LESSON)
    lesson = Lesson(page)
    assert not lesson.outcome.is_visible()
    assert lesson.outcome.evaluate("e => e.inert")
    lesson.veil.get_by_role("button", name="Show me").press("Enter")
    assert lesson.outcome.is_visible()
    assert not lesson.outcome.evaluate("e => e.inert")
    assert lesson.outcome.evaluate("e => e === document.activeElement")
    assert lesson.veil.locator(".ck-cover").count() == 0
    lesson.says(lesson.predict, "You asked to see it.")
    lesson.predict.get_by_role("button", name="Predict anew").click()
    assert not lesson.outcome.is_visible()


def test_a_choice_lifts_the_veil(visitor):
    page = visitor.open(LESSON)
    lesson = Lesson(page)
    lesson.option(ASKED.answer).check()
    assert not lesson.outcome.is_visible()
    lesson.predict.get_by_role("button", name="Keep my choice").click()
    assert lesson.outcome.is_visible()


def test_without_scripts_everything_is_there_and_answers_unfold(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / f"{LESSON}.html").as_uri())
    lesson = Lesson(page)
    assert lesson.outcome.is_visible()
    assert lesson.predict.get_by_text(ASKED.options[0]).is_visible()
    answer = lesson.reveal.get_by_text(ASKED.why)
    assert not answer.is_visible()
    lesson.reveal.get_by_text("Answer", exact=True).click()
    assert answer.is_visible()
    context.close()


def test_progress_is_saved_as_the_notebooks_file_and_taken_from_it(visitor, tmp_path):
    lesson = Lesson(visitor.open(LESSON))
    lesson.veil.get_by_role("button", name="Show me").click()
    page = visitor.open("progress")
    row = page.get_by_role("row").filter(has_text="04 Momentum")
    assert "1 shown" in row.inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert imported(text, tmp_path) == 1
    record = json.loads(text)["predicted"][KEY]
    assert (record["chosen"], record["answer"]) == ("", ASKED.answer)

    note("solved", "04.1", {"name": "momentum"}, tmp_path)
    file = tmp_path / "progress.json"
    file.write_text(exported(tmp_path), encoding="utf-8")
    status = page.locator("ck-progress [role=status]")
    page.locator("ck-progress input[type=file]").set_input_files(file)
    status.filter(has_text="1 record is new.").wait_for()
    assert "1 of " in row.inner_text()
    file.write_text("no progress")
    page.locator("ck-progress input[type=file]").set_input_files(file)
    status.filter(has_text="This is no file of a learner's progress.").wait_for()

    forget = page.get_by_role("button", name="orget all of it")
    forget.click()
    assert row.count() == 1
    forget.click()
    assert row.count() == 0


MOMENTUM = """
@optimizer
def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return theta + v, v
"""


def test_a_question_that_is_solved_on_a_page_is_in_the_progress(visitor):
    page = visitor.open("exercises/04-momentum")
    asked = page.locator("ck-exercise").first
    asked.get_by_role("textbox").fill(MOMENTUM)
    asked.get_by_role("button", name="Check 04.1").click()
    asked.get_by_role("status").filter(has_text="✓ 04.1 momentum: right").wait_for()
    row = visitor.open("progress").get_by_role("row").filter(has_text="04 Momentum")
    assert "1 of " in row.inner_text()


UPHILL = MOMENTUM.replace("- eta", "+ eta")
MISSPELT = MOMENTUM.replace("grad(", "gard(").replace("momentum", "own")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_readers_type_and_what_is_said_of_it_is_there_for_everybody(
    visitor, theme
):
    page, found = visitor.open("exercises/04-momentum"), []
    visitor.put_in_theme(page, theme)
    asked = page.locator("ck-exercise").first
    found.append(problems(page, "ck-exercise"))
    for text, words in ((UPHILL, "uphill"), (MOMENTUM, "✓ 04.1")):
        asked.get_by_role("textbox", name="Your answer to 04.1").fill(text)
        asked.get_by_role("button", name="Check 04.1").click()
        asked.get_by_role("status").filter(has_text=words).wait_for()
        found.append(problems(page, "ck-exercise"))
    page.goto(page.url.replace("exercises", "notebooks"))
    own = page.locator("ck-rule")
    own.scroll_into_view_if_needed()
    own.locator("canvas").first.wait_for()
    found.append(problems(page, "ck-rule"))
    for text in (MISSPELT, MISSPELT.replace("gard(", "grad(")):
        own.get_by_role("textbox", name="Your rule, in Python").fill(text)
        said = own.locator(".ckt-said")
        said.filter(
            has_text="NameError" if "gard" in text else re.compile("^$")
        ).wait_for(state="attached")
        found.append(problems(page, "ck-rule"))
    assert found == [{}] * 6


def test_an_exercise_is_solved_by_keys_alone(visitor):
    page = visitor.open("exercises/04-momentum")
    asked = page.locator("ck-exercise").first
    asked.get_by_role("textbox").focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(UPHILL)
    page.keyboard.press("Control+Enter")
    asked.get_by_role("status").filter(has_text="uphill").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(MOMENTUM)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    asked.get_by_role("status").filter(has_text="✓ 04.1").wait_for()


def test_an_exercise_is_solved_by_touch_on_a_phone(phone):
    page = phone.open("exercises/04-momentum", width=390, height=844)
    asked = page.locator("ck-exercise").first
    asked.get_by_role("textbox").tap()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(MOMENTUM)
    asked.get_by_role("button", name="Check 04.1").tap()
    asked.get_by_role("status").filter(has_text="✓ 04.1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_paper_shows_stills_and_words_and_nothing_to_press(visitor):
    for name, count in ((LESSON, 4), ("exercises/04-momentum", 1), ("index", 1)):
        page = visitor.open(name)
        page.locator(
            "ck-explorer, ck-rule, ck-exercise"
        ).first.scroll_into_view_if_needed()
        visitor.put_in_theme(page, "dark")
        page.locator("body[data-jp-theme-light=false]").wait_for()
        page.emulate_media(media="print", color_scheme="dark")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        pressed = "article :is(button, .ck-button, input[type=range], select):visible"
        assert page.locator(pressed).count() == 0, name
        assert not page.locator(".skip-to-content").is_visible()  # on each sheet
        assert (
            page.locator("article :is(.ck-picture img, textarea):visible").count()
            >= count
        )
        ink = "getComputedStyle(document.querySelector('article h1')).color"
        assert page.evaluate(ink) == "rgb(27, 33, 40)", name  # dark, on white


def test_a_page_of_progress_fits_a_phone_and_gives_back_what_it_cannot_read(phone):
    damaged = '{"predicted": {"04.top": '
    keep = "text => localStorage.setItem('coursekit progress', text)"
    page = phone.open("progress", width=390, height=844)
    unread = page.get_by_role("button", name="what cannot be read")
    assert unread.count() == 0
    page.evaluate(keep, damaged)
    lesson = Lesson(phone.open(LESSON, width=390, height=844))
    lesson.veil.get_by_role("button", name="Show me").click()
    lesson.says(lesson.predict, "cannot be read: the page “Your progress” saves it")
    page.reload()
    with page.expect_download() as download:
        unread.first.click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == damaged
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert problems(page, "article") == {}
    table = page.get_by_role("table").bounding_box()
    assert table["x"] + table["width"] <= 390
    unread.last.click()
    assert unread.count() == 0 and page.get_by_role("row").count() == 2


def test_a_link_with_a_rule_leads_to_it(visitor):
    sent = {"source": MOMENTUM, "surface": 0, "start": [1, 1], "steps": 9, "knobs": {}}
    text = base64.urlsafe_b64encode(json.dumps(sent).encode()).decode().rstrip("=")
    page = visitor.open(LESSON)
    page.goto(f"{page.url}#rule={text}")
    page.reload()
    page.locator("ck-rule .ckt-said").filter(has_text="came with the link").wait_for()
    seen = "document.querySelector('ck-rule').getBoundingClientRect().top"
    page.wait_for_function(f"{seen} >= 0 && {seen} < innerHeight")


def test_a_lesson_has_an_explorer_that_lives_and_a_rule_of_the_readers_own(visitor):
    page = visitor.open("index")
    page.locator("ck-explorer canvas").first.wait_for()
    assert not page.locator("ck-explorer .ck-picture").first.is_visible()
    page = visitor.open(LESSON)
    own = page.locator("ck-rule")
    own.scroll_into_view_if_needed()
    assert "def momentum" in own.get_by_role("textbox").first.input_value()


def test_two_pages_at_once_know_of_one_another(visitor):
    one, other = Lesson(visitor.open(LESSON)), Lesson(visitor.open(LESSON))
    one.option(WRONG).check()
    one.predict.get_by_role("button", name="Keep my choice").click()
    other.says(other.predict, "Kept.")


def test_the_drawers_of_a_phone_open_by_keys_and_give_the_focus_back(visitor):
    page = visitor.open("index", width=390, height=800)
    button = page.get_by_role("button", name="All pages")
    button.press("Enter")
    link = page.locator(".sidebar-drawer").get_by_role("link", name="04 Momentum")
    link.wait_for()
    page.keyboard.press("Escape")
    assert button.evaluate("e => e === document.activeElement")


def test_what_is_touched_in_the_head_of_a_phone_stands_apart(phone):
    page = phone.open(LESSON, width=390, height=844)
    buttons = page.locator(".header-right button").all()
    theme, contents = [each.bounding_box() for each in buttons]
    assert contents["x"] - theme["x"] - theme["width"] >= 8


@pytest.fixture(scope="module")
def server(site, tmp_path_factory):
    """The address of the site below a path of a server."""
    root = tmp_path_factory.mktemp("served")
    shutil.copytree(site, root / "some/where")

    with address_of(root) as address:
        yield f"{address}/some/where"


@pytest.mark.parametrize("where", ["disk", "server"])
def test_the_search_finds_a_word_from_anywhere(visitor, server, where):
    base = server if where == "server" else ""
    page = visitor.open(LESSON, base)
    box = page.get_by_label("Search", exact=True).first
    box.fill("heavy ball")
    box.press("Enter")
    results = page.locator("#search-results")
    results.get_by_role("link").first.wait_for()
    assert "Momentum" in results.inner_text()


def test_below_a_path_of_a_server_pages_are_quiet_and_pictures_come(visitor, server):
    for name in ("index", LESSON, "progress", "api/descent"):
        page = visitor.open(name, server)
        broken = """() => {
          const images = [...document.querySelectorAll(".ck-picture img")];
          return Promise.all(images.map((image) => {
            image.loading = "eager";
            return image.decode().then(() => "", () => image.outerHTML);
          }));
        }"""
        assert "".join(page.evaluate(broken)) == ""


def test_the_theme_of_the_page_is_that_of_its_cards(visitor):
    page = visitor.open(LESSON)
    visitor.put_in_theme(page, "light")
    paper = "getComputedStyle(document.querySelector('.ckq')).backgroundColor"
    light = page.evaluate(paper)
    for _ in range(3):
        page.locator(".theme-toggle:visible").first.click()
        dark = page.evaluate("document.body.dataset.theme") == "dark"
        told = f"document.body.dataset.jpThemeLight === '{str(not dark).lower()}'"
        page.wait_for_function(told)
        assert (page.evaluate(paper) != light) == dark
