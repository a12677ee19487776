"""A class is reviewed in Chromium, by keyboard alone, and then graded again."""

import base64
import io
import json
from dataclasses import asdict

import matplotlib.pyplot as plt
import pytest
from browser import PATIENCE
from grader import text_of
from recorded import ASKED, CLIMBS, FIRST, handed, result, table
from test_grading_person import in_words

from coursekit.grading.person.overrides import of_class
from coursekit.grading.report.reports import reports
from coursekit.marks import Mark
from coursekit.outcomes import Status

pytestmark = pytest.mark.xdist_group("browser")

CODE = "def gd(theta, grad, eta, steps):\n    return theta + eta * grad(theta)  # {}\n"
NAMES = [f"student {n:02}" for n in range(30)]


def told(name, status, version="first"):
    statuses = [status, *["right"] * (len(ASKED) - 1)]
    code = {"gd": CODE.format(name)}
    return {**result(*statuses, says=CLIMBS), "code": code, "digest": version}


def class_of(first, **others):
    """Thirty invented students: every third has `first`, others are named."""
    statuses = {name: "right" if n % 3 else first for n, name in enumerate(NAMES)}
    own = [(handed(name), told(name, status)) for name, status in statuses.items()]
    return [(s, others.get(s.student.replace(" ", "_"), r)) for s, r in own]


def graded(out, class_):
    """Grade as the command does: overrides.json counts if it is there."""
    return reports(out, lambda: iter(class_), overrides=of_class(out))


@pytest.fixture
def context(browser):
    """A browser that has seen no class."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        # Nobody can press keys in a file chooser here; the page downloads instead.
        context.add_init_script("delete window.showSaveFilePicker")
        yield context


def visit(context, out):
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: page.complaints.append(said.text))
    page.goto((out / "review" / "index.html").as_uri())
    page.wait_for_selector("main > header")
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def save(page, out):
    with page.expect_download() as download:
        page.keyboard.press("s")
    download.value.save_as(out / "overrides.json")


def rows_of(out, student):
    return {
        r["question"]: r for r in table(out / "marks.csv") if r["student"] == student
    }


def test_a_class_is_reviewed_by_keyboard_and_nothing_of_it_is_lost(context, tmp_path):
    out = tmp_path / "grades"
    out.mkdir()
    class_ = class_of("wrong")
    graded(out, class_)
    climbed = NAMES[::3]
    page = visit(context, out)
    page.keyboard.press("Tab")
    press(page, "?")
    assert page.locator("dialog").is_visible()
    press(page, "Escape")
    # The wrong ones stand first, as one group: one mark for all of them.
    press(page, "2", "r")
    page.keyboard.type("The sign alone.")
    press(page, "Enter")
    assert f"{len(climbed)} of 90" in page.inner_text(".status")
    # One of them is looked at alone.
    press(page, "v", "e")
    page.keyboard.type("2.5")
    press(page, "Enter")
    # What is not saved outlives the page, and leaving it warns.
    warned = []
    page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    page.reload()
    assert warned == ["beforeunload"]
    assert f"{len(climbed)} not saved" in page.inner_text(".status")
    page.keyboard.press("v")
    save(page, out)
    assert "all saved" in page.inner_text(".status")
    assert page.complaints == []

    # Graded again, with a corrected task and a new submission.
    again = class_of("right", student_03=told("student 03", "right", "second"))
    graded(out, again)
    first, third, sixth = (rows_of(out, NAMES[n])["01.1"] for n in (0, 3, 6))
    assert (first["points"], first["before"]) == ("2.5", f"{FIRST:g}")
    assert (third["points"], sixth["points"]) == ("2", "2")
    assert "The sign alone." in first["reason"]
    assert "Marked by hand on an older version." in third["reason"]
    assert "the task was corrected" in sixth["reason"]
    others = [rows_of(out, name)["01.1"] for name in NAMES if name not in climbed]
    assert {(r["points"], r["by hand"]) for r in others} == {(f"{FIRST:g}", "")}
    assert "10 need a person" in text_of(out / "class.html")

    # The page shows what came in between; a person looks, and keeps one mark.
    page = visit(context, out)
    assert "was corrected" in page.inner_text("article.chosen .note")
    press(page, "j")
    assert "older version" in page.inner_text("article.chosen .note")
    press(page, "v")
    assert page.inner_text("h1") == NAMES[3]
    press(page, "a")
    assert page.locator("article.chosen .note").count() == 0
    # And takes one away, by mistake another, which comes back.
    press(page, *["n"] * 3, "Delete", *["n"] * 3, "Delete", "u")
    save(page, out)
    assert page.complaints == []
    graded(out, again)
    assert rows_of(out, NAMES[3])["01.1"]["points"] == "2"
    assert "older version" not in rows_of(out, NAMES[3])["01.1"]["reason"]
    assert rows_of(out, NAMES[6])["01.1"]["by hand"] == ""
    assert rows_of(out, NAMES[9])["01.1"]["points"] == "2"
    file = json.loads((out / "overrides.json").read_text("utf-8"))
    assert file["remarks"] == ["The sign alone."]
    assert len(file["marks"]) == len(climbed) - 1


def capstone(figure):
    title = {"title": "The project", "name": "", "question": "14.project"}
    given = Mark("14.project", Status.TO_MARK, 0, 15, says="Project 14A: done.")
    return {
        "lesson": "14", "questions": [{**asdict(given), **title}], "notes": [],
        "digest": "d", "answers": {"14A.hypothesis": "Twice as fast."},
        "code": {}, "figures": [figure] if figure else [],
    }  # fmt: skip


def test_a_project_is_marked_by_keyboard_with_its_figures_in_sight(context, tmp_path):
    drawn = io.BytesIO()
    plt.figure(figsize=(2, 1)).savefig(drawn, format="png")
    figure = base64.b64encode(drawn.getvalue()).decode()
    graded(tmp_path, [(handed("ada", lesson="14"), capstone(figure))])
    page = visit(context, tmp_path)
    assert "Twice as fast." in page.inner_text("article")
    page.wait_for_function("document.querySelector('img').naturalWidth > 0")
    press(page, "f", "d", "x", "c", "f")
    assert page.inner_text(".said") == "4.5 points"
    save(page, tmp_path)
    graded(tmp_path, [(handed("ada", lesson="14"), capstone(figure))])
    row = rows_of(tmp_path, "ada")["14.project"]
    assert (row["points"], row["status"]) == ("4.5", "by hand")
    assert page.complaints == []


def test_sentences_are_marked_by_keyboard_one_after_the_other(context, tmp_path):
    said = {"ada": "In a canyon, where it cancels.", "ben": "In a canyon.", "cas": ""}
    class_ = [in_words(text, name) for name, text in said.items()]
    graded(tmp_path, class_)
    page = visit(context, tmp_path)
    press(page, *["n"] * 3)
    assert page.inner_text("h1") == "04.sentence In a sentence"
    cards = page.locator("article").all_inner_texts()
    assert [text in card for text, card in zip(said.values(), cards)] == [True] * 3
    press(page, "f", "j", "d")
    save(page, tmp_path)
    graded(tmp_path, class_)
    points = [rows_of(tmp_path, name)["04.sentence"]["points"] for name in said]
    assert points == ["2", "1", "0"]
    assert page.complaints == []


PICKER = """() => {
  window.asked = 0;
  window.showSaveFilePicker = async ({ suggestedName }) => {
    window.asked += 1;
    if (window.asked === 1) throw new DOMException("no", "AbortError");
    window.wanted = suggestedName;
    const write = (text) => { window.written = text; };
    return { createWritable: async () => ({ write, close() {} }) };
  };
}"""


def test_a_browser_that_writes_files_is_asked_for_one_once(context, tmp_path):
    graded(tmp_path, class_of("wrong"))
    page = visit(context, tmp_path)
    page.evaluate(PICKER)
    press(page, "1", "s")
    page.wait_for_function("window.asked === 1")
    assert "10 not saved" in page.inner_text(".status")  # it was called off
    press(page, "s")
    page.wait_for_function("document.querySelector('.status').textContent"
                           ".includes('all saved')")  # fmt: skip
    press(page, "2", "s")
    page.wait_for_function("window.written.includes('\"points\": 2')")
    assert page.evaluate("[asked, wanted]") == [2, "overrides.json"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_problem_on_the_page(scheme, browser, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    graded(tmp_path, [*class_of("wrong"), (handed("ada", lesson="14"), capstone(""))])
    size = {"width": 800, "height": 800}
    look = {"viewport": size, "color_scheme": scheme, "bypass_csp": True}
    with browser.new_context(**look) as own:
        page = visit(own, tmp_path)
        for key in ("2", "v", "?"):
            press(page, key)
            found = Axe().run(page).response["violations"]
            serious = [f for f in found if f["impact"] in ("serious", "critical")]
            assert [(f["id"], f["nodes"][0]["html"]) for f in serious] == []
        press(page, "Escape")
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(wide) <= 0
