"""Questions and rules on a page, in Chromium: typed, checked, walked, sent by link."""

import base64
import json

import pytest
from browser import PATIENCE

from coursekit import web
from coursekit.explorers.yours import rule_description
from coursekit.web.python import elements
from coursekit.web.python.scripts import hands_script, python_script

STUB = "def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):\n    return ...\n"
HEAD = STUB.splitlines()[0] + "\n"
RIGHT = HEAD + "    v = beta * v - eta * grad(theta)\n    return theta + v, v\n"
OWN = RIGHT.replace("momentum", "own").replace("grad(theta)", "grad(theta + beta * v)")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A page</title>
<link rel="icon" href="data:,">{scripts}<main><h1>A page</h1>{body}</main></html>"""
SCRIPTS = {
    "coursekit.js": web.engine_script,
    "coursekit-course.js": web.course_script,
    "coursekit-hands.js": hands_script,
    "coursekit-python.js": python_script,
}
TYPE = """(text) => {
  const area = document.querySelector("textarea");
  area.focus();
  area.value = text;
  area.dispatchEvent(new Event("input"));
}"""
SETTLED = "document.querySelector('.ck-readout')?.ariaBusy === 'false'"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A folder with two pages and the scripts that they call."""
    folder = tmp_path_factory.mktemp("site")
    for name, text in SCRIPTS.items():
        (folder / name).write_text(text(), encoding="utf-8")
    early = [name for name in SCRIPTS if "python" not in name]
    scripts = "".join(f'<script defer src="{name}"></script>' for name in early)
    bodies = {
        "exercise": elements.exercise("04.1", STUB) + elements.exercise("03.1", "..."),
        "two": elements.exercise("04.1", STUB) + elements.exercise("04.2", "..."),
        "rule": elements.rule(rule_description("04")),
    }
    for name, body in bodies.items():
        text = PAGE.format(scripts=scripts, body=body)
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


class Opened:
    """A page from a file, with what it complains of and asks for."""

    def __init__(self, browser, address):
        self.complaints, self.requests = [], []
        self.page = browser.new_page(viewport={"width": 390, "height": 844})
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(address)

    def said(self, text=None):
        """What the page says after a text was typed and the button pressed."""
        if text is not None:
            self.page.evaluate(TYPE, text)
            self.page.evaluate("document.querySelector('.ckt-said').textContent = ''")
            self.page.evaluate("document.querySelector('.ckt-row button').click()")
        self.page.wait_for_function(
            "document.querySelector('.ckt-check')?.ariaBusy !== 'true' && "
            "!['', 'Python is on its way …']"
            ".includes(document.querySelector('.ckt-said').textContent)"
        )
        return self.page.locator(".ckt-said").first.text_content()

    def readout(self, words):
        """Wait until the explorer says these words."""
        self.page.wait_for_function(
            f"document.querySelector('.ck-readout')?.innerText.includes({words!r})"
        )

    def loaded_python(self):
        return any("coursekit-python.js" in url for url in self.requests)


@pytest.fixture
def exercise(browser, site):
    opened = Opened(browser, (site / "exercise.html").as_uri())
    yield opened
    assert not opened.complaints
    assert all(url.startswith(("file:", "blob:")) for url in opened.requests)
    opened.page.close()


@pytest.fixture
def rule(browser, site):
    opened = Opened(browser, (site / "rule.html").as_uri())
    yield opened
    assert not opened.complaints
    assert all(url.startswith(("file:", "blob:")) for url in opened.requests)
    opened.page.close()


def test_an_answer_is_checked_and_noted_and_an_endless_one_ends(exercise):
    page = exercise.page
    page.evaluate(
        "document.addEventListener('ck-solved', (e) => { window.solved = e.detail; })"
    )
    assert not exercise.loaded_python()
    assert exercise.said(HEAD + "    while True: pass\n").startswith("✗ It did not end")
    uphill = exercise.said(RIGHT.replace("- eta", "+ eta"))
    assert "The velocity points uphill: it must go against the slope." in uphill
    assert page.evaluate("window.solved") is None
    assert exercise.said(RIGHT) == "✓ 04.1 momentum: right, 7 of 7 points."
    assert page.evaluate("window.solved") == {"id": "04.1", "name": "momentum"}
    cannot = page.locator("ck-exercise").nth(1).inner_text()
    assert "random numbers" in cannot and "coursekit lab" in cannot


def test_tab_indents_and_escape_lets_it_leave(exercise):
    page = exercise.page
    page.evaluate(TYPE, "def f():")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("return 1")
    assert page.evaluate("document.querySelector('textarea').value") == (
        "def f():\n    return 1"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"


def test_what_was_typed_is_there_again_after_a_reload(exercise):
    page = exercise.page
    page.evaluate(TYPE, RIGHT)
    page.reload()
    assert page.evaluate("document.querySelector('textarea').value") == RIGHT


def test_a_rule_is_there_again_after_a_reload_and_walks_when_asked(rule):
    rule.page.evaluate(TYPE, OWN)
    rule.readout("your rule: Step 60: (x, y) = (−0.9")
    rule.page.reload()
    assert rule.page.evaluate("document.querySelector('textarea').value") == OWN
    assert rule.said() == (
        "This is your rule of last time. It walks when you press Run."
    )
    rule.page.get_by_role("button", name="Run").click()
    rule.readout("your rule: Step 60: (x, y) = (−0.9")
    rule.page.get_by_role("button", name="Start over").click()
    rule.page.reload()
    assert rule.page.evaluate("document.querySelector('textarea').value") != OWN
    assert rule.page.evaluate("document.querySelector('.ckt-said').textContent") == ""


FULL = "() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }"


@pytest.mark.parametrize("name", ["exercise", "rule"])
def test_where_the_browser_keeps_nothing_the_page_says_so(browser, site, name):
    opened = Opened(browser, (site / f"{name}.html").as_uri())
    opened.page.evaluate(FULL)
    opened.page.evaluate(TYPE, OWN)
    words = "copy your text before you leave this page"
    opened.page.locator(".ckt-said").filter(has_text=words).wait_for()
    if name == "rule":
        opened.readout("your rule: Step 60: (x, y) = (−0.9")
        assert words in opened.said()
    assert not opened.complaints
    opened.page.close()


def test_a_typed_rule_walks_and_a_wrong_one_says_why(rule):
    rule.readout("your rule: Step 60")
    assert not rule.loaded_python()
    rule.page.evaluate(TYPE, OWN)
    rule.readout("your rule: Step 60: (x, y) = (−0.9")
    rule.page.evaluate(TYPE, OWN.replace("grad(", "gard("))
    rule.readout("NameError: name 'gard' is not defined (line 2:")
    assert "NameError" in rule.said()
    rule.page.evaluate(TYPE, HEAD + "    while True: pass\n")
    rule.readout("It did not end in time")
    rule.page.evaluate(TYPE, OWN.replace("beta=0.9", "beta=0.9, gain=2.0"))
    rule.page.wait_for_selector("input[data-path='knobs.1.gain']", state="attached")
    rule.readout("your rule: Step 60")


def test_what_stands_beside_the_paths_is_of_the_rule_typed_last(rule):
    def numbers(text, words):
        rule.page.evaluate(TYPE, text)
        rule.readout(f"your rule: Step 60: (x, y) = (−0.{words}")
        rule.page.wait_for_function(SETTLED)
        return rule.page.locator(".ck-side svg text").all_text_contents()

    often = "    for _ in range(40):\n        theta = theta - 0.05 * grad(theta)\n"
    near = numbers(RIGHT, "949")
    assert numbers(f"{HEAD}{often}    return theta, v\n", "980") != near
    assert numbers(RIGHT, "949") == near


BAD_RULES = {
    "def own(theta, grad, t):\n    while True: pass": "did not end in time",
    "def own(theta, grad, t):\n    return own(theta, grad, t)": "RecursionError",
    "def own(theta, grad, t):\n    return [0.0] * 10**9": "more memory than a page has",
    "import os\ndef own(theta, grad, t):\n    return theta": "Line 1 imports `os`",
    "def own(theta, grad, t)\n    return theta": "SyntaxError: expected ':' (line 1:",
    "def own(theta, grad, t):\nreturn theta": "IndentationError",
    "x = 3": "there is none in this text",
    "[" * 10_000: "there is none in this text",
    OWN + "#" * 20_000: "a page takes 20,000",
    "def g():\n    while True: yield 1\n"
    "def own(theta, grad, t):\n    return theta * sum(g())": "did not end in time",
    "def own(theta, grad, t):\n    while True: print('all')": "did not end in time",
    "<b>def own(theta, grad, t):</b>": "there is none in this text",
    "def own(theta, grad, t):\n    return <b>theta</b>": "SyntaxError",
}


def test_a_rule_that_cannot_walk_says_why_and_the_next_one_walks(rule):
    for text, words in BAD_RULES.items():
        rule.page.evaluate(TYPE, text)
        rule.page.locator(".ckt-said").filter(has_text=words).wait_for()
    named = OWN.replace("own", "größe").replace(" v = ", " δ = v = ")
    tabs = OWN.replace("    ", "\t").replace("\n", "\r\n")
    lost = OWN.replace("theta + v, v", "theta * float('nan'), v")
    for text in (OWN, named, tabs, lost):
        rule.page.evaluate(TYPE, text)
        rule.readout("your rule: Step" if "nan" not in text else "your rule")
    assert rule.page.evaluate("document.querySelector('.ckt-said').textContent") == ""


def test_a_rule_is_copied_as_a_cell_that_a_notebook_runs(rule):
    rule.page.evaluate(
        "navigator.clipboard.writeText = async (text) => { window.copied = text; }"
    )
    rule.page.evaluate(TYPE, OWN)
    rule.readout("your rule: Step 60")
    rule.page.get_by_role("button", name="Copy to my notebook").click()
    rule.page.get_by_text("Copied: paste it into a cell").wait_for()
    text = rule.page.evaluate("window.copied")
    names = {}
    exec(text, names)
    assert names["own"].name == "own"


def test_a_link_carries_a_rule_that_runs_when_its_reader_asks(rule, site, browser):
    sent = {
        "source": OWN, "surface": 1, "start": [0, 1], "steps": 30,
        "knobs": {"eta": 0.02, "beta": 0.5},
    }  # fmt: skip
    linked = rule.page.evaluate(
        "(sent) => '#rule=' + btoa(unescape(encodeURIComponent(JSON.stringify(sent))))"
        ".replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')",
        sent,
    )
    other = Opened(browser, (site / "rule.html").as_uri() + linked)
    assert "came with the link" in other.said()
    assert other.page.evaluate("document.querySelector('textarea').value") == OWN
    assert not other.loaded_python()
    other.page.evaluate("document.querySelector('.ckt-row button').click()")
    other.readout("your rule: Step 30")
    other.page.goto((site / "rule.html").as_uri() + linked[:-9])
    other.page.reload()
    assert "cannot be read" in other.said()
    assert not other.complaints
    other.page.close()


def test_the_page_fits_a_phone(exercise, rule):
    for opened in (exercise, rule):
        wide = opened.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, json.dumps(wide)


def link_of(sent):
    text = base64.urlsafe_b64encode(json.dumps(sent).encode()).decode()
    return f"#rule={text.rstrip('=')}"


SENT = {"source": OWN, "surface": 1, "start": [0, 1], "steps": 30, "knobs": {}}
BOX = "document.querySelector('textarea').value"


@pytest.mark.parametrize("name", ["exercise", "rule"])
def test_two_pages_show_one_text_and_starting_over_is_taken_back(browser, site, name):
    context = browser.new_context()
    one, other = context.new_page(), context.new_page()
    for page in (one, other):
        page.set_default_timeout(PATIENCE * 1000)
        page.goto((site / f"{name}.html").as_uri())
    first = other.evaluate(BOX)
    for text in (OWN, RIGHT):
        one.evaluate(TYPE, text)
        other.wait_for_function(f"{BOX} === {json.dumps(text)}")
    one.get_by_role("button", name="Start over").first.click()
    other.wait_for_function(f"{BOX} === {json.dumps(first)}")
    one.get_by_role("button", name="Take it back").first.click()
    other.wait_for_function(f"{BOX} === {json.dumps(RIGHT)}")
    assert one.get_by_role("button", name="Take it back").count() == 0
    context.close()


def test_a_link_leaves_the_readers_own_rule_and_their_changes_of_its_rule(rule):
    page, address = rule.page, rule.page.url
    page.evaluate(TYPE, RIGHT)
    page.goto(address + link_of(SENT))
    page.reload()
    assert "Your own rule is kept" in rule.said() and page.evaluate(BOX) == OWN
    page.evaluate(TYPE, OWN + "# mine\n")
    page.reload()
    assert page.evaluate(BOX) == OWN + "# mine\n"
    page.goto(address)
    page.reload()
    assert page.evaluate(BOX) == RIGHT


KNOBS = {
    "constructor=0.1": "",
    "toString=0.1": "",
    "__proto__=0.1": "`__proto__` is none.",
    "eta=1e400": "`eta` is none.",
}


def test_knobs_of_any_name_walk_or_are_refused_in_a_sentence(rule):
    for knob, words in KNOBS.items():
        head = f"def own(theta, grad, t, *, {knob}):\n"
        text = head + "    return theta - 0.01 * grad(theta)\n"
        rule.page.evaluate(TYPE, text)
        if words:
            rule.page.locator(".ckt-said").filter(has_text=words).wait_for()
        else:
            path = f"knobs.1.{knob.split('=')[0]}"
            rule.page.wait_for_selector(f"input[data-path='{path}']", state="attached")
            rule.readout("your rule: Step 60")


def test_an_answer_may_use_the_readers_answers_above_it(browser, site):
    opened = Opened(browser, (site / "two.html").as_uri())
    first, second = opened.page.locator("ck-exercise").all()
    first.get_by_role("textbox").fill("def momentum():\n    raise ValueError('above')")
    text = "def terminal_velocity(g, eta, beta):\n    return momentum()"
    second.get_by_role("textbox").fill(text)
    second.get_by_role("button", name="Check").click()
    second.locator(".ckt-said").filter(has_text="ValueError: above").wait_for()
    assert not opened.complaints
    opened.page.close()
