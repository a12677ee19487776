"""Predictions, recall and quizzes as learners meet them, in JupyterLab in Chromium."""

import json
import re

import pytest

from coursekit.cards import bank, prediction, recalled

pytest_plugins = ["browser"]
pytestmark = pytest.mark.xdist_group("browser")

IMPORTS = "from coursekit import predict, quiz, recall, reveal"
KEY = "13.tuned"
ASKED = prediction(KEY)
WRONG = next(option for option in ASKED.options if option != ASKED.answer)
FAR = "from IPython.display import HTML\nHTML('<p style=\"height: 2000px\">far</p>')"


class Card:
    """One card on a page, by its place."""

    def __init__(self, page, place):
        self.page, self.root = page, page.locator(".ckq").nth(place)
        self.root.wait_for()

    def option(self, text):
        return self.root.get_by_role("radio").nth(self.options.index(text))

    def button(self, name):
        return self.root.get_by_role("button", name=name, exact=True)

    @property
    def options(self):
        return self.root.locator(".ckq-text").all_inner_texts()

    @property
    def ask(self):
        return self.root.locator(".ckq-ask").inner_text()

    @property
    def chosen(self):
        """The option whose button is on, if one is."""
        on = [box.is_checked() for box in self.root.get_by_role("radio").all()]
        return self.options[on.index(True)] if any(on) else None

    def says(self, words):
        """Wait until its status says these words."""
        self.root.get_by_role("status").filter(has_text=words).wait_for()

    def keep(self, text, name="Keep my choice"):
        self.option(text).check()
        self.button(name).click()

    def places(self):
        """Where its question and its options begin, from its top."""
        return self.root.evaluate(
            "root => [...root.querySelectorAll('.ckq-title, .ckq-ask, .ckq-option')]"
            ".map(e => e.getBoundingClientRect().y - root.getBoundingClientRect().y)"
        )


@pytest.fixture
def opened(lab, request):
    """What shows a notebook of these cells, with nothing predicted before."""

    def show(*cells, **size):
        (lab.folder / ".coursekit/progress.json").unlink(missing_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)
        page = lab.show(f"{name}.ipynb", IMPORTS, *cells, **size)
        page.notebook = f"{name}.ipynb"
        return page

    yield show
    assert lab.stays.complaints == []


def noted(lab, kind):
    file = lab.folder / ".coursekit/progress.json"
    return json.loads(file.read_text(encoding="utf-8"))[kind]


def again(lab, page):
    """The page of the same notebook, opened anew."""
    lab.command(page, "docmanager:save")
    fresh = lab.visit(page.notebook)
    fresh.notebook = page.notebook
    return fresh


CELLS = "jupyterapp.shell.currentWidget.content.widgets.length"
ACTIVE = "jupyterapp.shell.currentWidget.content.activeCellIndex"


def test_keys_stay_in_the_card(opened):
    page = opened(f"predict({KEY!r})", "1 + 1", "2 + 2")
    card, (first, second, *_) = Card(page, 0), ASKED.options
    card.option(first).click()
    before = page.evaluate(f"[{CELLS}, {ACTIVE}]")
    page.keyboard.press("ArrowDown")
    assert card.chosen == second
    for key in ("b", "x", "d", "d", "m", "a", "c", "v", "ArrowUp"):
        page.keyboard.press(key)
    assert page.evaluate(f"[{CELLS}, {ACTIVE}]") == before
    assert card.chosen == first


def test_a_prediction_is_made_by_keys_alone(lab, opened):
    page = opened(f"predict({KEY!r})", f"reveal({KEY!r})")
    predict, reveal = Card(page, 0), Card(page, 1)
    predict.option(ASKED.options[0]).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert predict.button("Keep my choice").evaluate(
        "e => e === document.activeElement"
    )
    page.keyboard.press("Enter")
    reveal.says(
        "It came otherwise." if ASKED.options[1] != ASKED.answer else "So it is"
    )
    assert noted(lab, "predicted")[KEY]["chosen"] == ASKED.options[1]
    # What had the focus is gone; the focus is still in the card.
    assert predict.root.evaluate("e => e.contains(document.activeElement)")


def test_enter_on_an_option_keeps_it_and_none_keeps_nothing(lab, opened):
    page = opened(f"predict({KEY!r})")
    card = Card(page, 0)
    card.button("Keep my choice").click(force=True)  # which it says it is not ready for
    assert not (lab.folder / ".coursekit/progress.json").exists()
    card.option(WRONG).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    card.says("Kept. You may change it")
    assert noted(lab, "predicted")[KEY]["chosen"] == WRONG


def test_a_choice_is_shown_again_after_a_run_a_reload_and_a_restart(lab, opened):
    page = opened(f"predict({KEY!r})")
    Card(page, 0).keep(WRONG)
    Card(page, 0).says("Kept")
    lab.run_all(page)
    Card(page, 0).says("Kept")
    assert Card(page, 0).chosen == WRONG
    fresh = again(lab, page)
    Card(fresh, 0).says("Kept")
    assert Card(fresh, 0).chosen == WRONG
    lab.restart(fresh)
    lab.run_all(fresh)
    Card(fresh, 0).says("Kept")
    assert Card(fresh, 0).chosen == WRONG
    fresh.close()


def test_a_changed_mind_is_kept_until_the_answer_was_seen(lab, opened):
    page = opened(f"predict({KEY!r})", FAR, f"reveal({KEY!r})")
    predict, reveal = Card(page, 0), Card(page, 1)
    predict.keep(WRONG)
    predict.says("Kept. You may change it until you see the answer.")
    predict.keep(ASKED.answer, "Keep this instead")
    predict.button("Kept").wait_for()
    assert "answer" not in noted(lab, "predicted")[KEY]
    assert not reveal.root.get_by_role("radiogroup").is_visible()
    reveal.root.scroll_into_view_if_needed()
    reveal.says("So it is.")
    assert noted(lab, "predicted")[KEY]["answer"] == ASKED.answer
    assert predict.root.get_by_role("radio", disabled=True).count() == len(
        ASKED.options
    )


def test_reveal_follows_the_choice_in_whatever_order_cells_run(opened):
    page = opened(f"reveal({KEY!r})", f"predict({KEY!r})")
    reveal, predict = Card(page, 0), Card(page, 1)
    reveal.says("Predict first")
    assert ASKED.why not in page.content()
    predict.keep(WRONG)
    reveal.says("It came otherwise.")
    wrong, right = (reveal.root.locator(f".ckq-{each}") for each in ("wrong", "right"))
    assert wrong.locator(".ckq-text").inner_text() == WRONG
    assert wrong.locator(".ckq-line").inner_text() == ASKED.wrong.get(WRONG, "")
    assert right.locator(".ckq-text").inner_text() == ASKED.answer
    assert right.locator(".ckq-line").inner_text() == ASKED.why


@pytest.mark.parametrize("place", [0, 1])
def test_who_will_not_guess_is_shown_the_answer_in_both_cards(lab, opened, place):
    page = opened(f"predict({KEY!r})", FAR, f"reveal({KEY!r})")
    cards = [Card(page, 0), Card(page, 1)]
    cards[place].button("Show me").click()
    for card in cards:
        card.says("You asked to see it.")
    assert cards[0].root.locator("li").first.is_visible() is (place == 0)
    assert noted(lab, "predicted")[KEY]["chosen"] == ""


def test_a_prediction_can_be_made_anew(lab, opened):
    page = opened(f"predict({KEY!r})", f"reveal({KEY!r})")
    predict, reveal = Card(page, 0), Card(page, 1)
    predict.keep(WRONG)
    reveal.says("It came otherwise.")
    predict.button("Predict anew").click()
    reveal.says("Predict first")
    predict.keep(ASKED.answer)
    reveal.says("So it is.")


def test_nothing_moves_above_the_options_and_no_option_where_one_predicts(opened):
    page = opened(f"predict({KEY!r})", "quiz(13)", height=1400)
    card, quiz = Card(page, 0), Card(page, 1)
    places, height = card.places(), card.root.bounding_box()["height"]
    card.keep(WRONG)
    card.says("Kept")
    assert card.places() == places
    page.keyboard.press("Tab")
    card.button("Keep this instead")
    assert card.root.bounding_box()["height"] == height
    above = quiz.places()[:3]
    quiz.keep(bank(13)[0].options[0], "This is my answer")
    quiz.button("Next question").wait_for()
    assert quiz.places()[:3] == above


def test_a_revealed_prediction_is_as_high_as_before(opened):
    page = opened(f"predict({KEY!r})", f"reveal({KEY!r})", height=1400)
    predict, reveal = Card(page, 0), Card(page, 1)
    places, height = predict.places(), predict.root.bounding_box()["height"]
    predict.keep(WRONG)
    reveal.says("It came otherwise.")
    predict.button("Predict anew").wait_for()
    assert predict.places() == places
    assert predict.root.bounding_box()["height"] == height


def test_screen_readers_hear_what_is_asked_and_what_came(opened):
    page = opened(f"predict({KEY!r})", f"reveal({KEY!r})")
    predict, reveal = Card(page, 0), Card(page, 1)
    group = predict.root.get_by_role("radiogroup", name=ASKED.ask)
    assert group.get_by_role("radio").count() == len(ASKED.options)
    predict.keep(WRONG)
    reveal.says(f"The answer: {ASKED.answer}. {ASKED.why}")
    assert reveal.root.get_by_role("status").get_attribute("aria-live") in (
        None,
        "polite",
    )
    chosen = reveal.root.get_by_role("radio", checked=True)
    assert chosen.evaluate("e => e.labels[0].innerText").find("your prediction") > 0


def test_recall_asks_one_after_the_other_and_keeps_the_answers(lab, opened):
    page = opened("recall(13)")
    card, questions = Card(page, 0), recalled(13)[:3]
    for question in questions:
        assert card.ask == question.ask
        card.keep(question.answer, "This is my answer")
        card.says("Right.")
        if question is not questions[-1]:
            card.button("Next question").click()
            assert page.evaluate("document.activeElement.type") == "radio"
    steps = card.root.locator("nav button")
    names = [step.get_attribute("aria-label") for step in steps.all()]
    assert names == [f"Question {n}, known" for n in (1, 2, 3)]
    lab.run_all(page)
    rerun = Card(page, 0)
    rerun.says("Right.")
    assert rerun.ask == questions[0].ask
    rerun.button("Ask others").click()
    assert rerun.ask == recalled(13)[3].ask
    assert rerun.button("This is my answer").is_visible()


def test_a_missed_question_is_asked_first_by_a_later_lesson(lab, opened):
    page = opened("quiz(2)", "recall(5)")
    quiz, missed = Card(page, 0), bank(2)[3]
    quiz.root.get_by_role("button", name="Question 4").click()
    assert quiz.ask == missed.ask
    wrong = next(option for option in missed.options if option != missed.answer)
    quiz.keep(wrong, "This is my answer")
    quiz.says("Not quite.")
    lab.run_all(page)
    recall = Card(page, 1)
    assert recall.ask == missed.ask
    recall.keep(missed.answer, "This is my answer")
    recall.says("Right.")
    assert noted(lab, "recalled")[missed.key]["place"] == "recall 05"


def test_a_quiz_can_be_done_again(lab, opened):
    page = opened("quiz(13)")
    card = Card(page, 0)
    for number in range(1, len(bank(13)) + 1):
        assert f"{number} of {len(bank(13))}" in card.root.inner_text()
        card.button("Show me").click()
        card.says("You asked to see it.")
        if number < len(bank(13)):
            card.button("Next question").click()
    card.button("Ask again").click()
    assert card.ask == bank(13)[0].ask
    card.keep(bank(13)[0].answer, "This is my answer")
    card.says("Right.")
    assert noted(lab, "recalled")[bank(13)[0].key]["chosen"] == bank(13)[0].answer


def test_a_kernel_that_does_not_answer_is_told(lab, opened):
    page = opened(f"predict({KEY!r})")
    lab.restart(page)
    lab.idle(page)
    card = Card(page, 0)
    card.keep(WRONG)
    card.says("Python has not answered: run this cell again.")
    # JupyterLab gives up requests of the old kernel, by errors without any words.
    page.complaints[:] = filter(None, page.complaints)


def test_the_words_are_hidden_by_the_card_and_come_back_without_python(lab, opened):
    page = opened(f"predict({KEY!r})", "quiz(13)")
    Card(page, 1)
    assert not page.locator(".ckq-words").first.is_visible()
    lab.command(page, "docmanager:save")
    lab.command(page, "kernelmenu:shutdown")
    fresh = lab.visit(page.notebook)
    fresh.locator(".ckq-words").nth(1).wait_for()
    assert fresh.locator(".ckq").count() == 0
    words = fresh.locator(".ckq-words").all_inner_texts()
    assert ASKED.ask in words[0] and all(o in words[0] for o in ASKED.options)
    assert all(question.ask in words[1] for question in bank(13))
    fresh.close()


def test_where_widgets_cannot_load_the_words_are_there(lab):
    lab.write("blocked.ipynb", IMPORTS, f"predict({KEY!r})")
    page = lab.page()
    page.route(lambda url: "anywidget" in url, lambda route: route.abort())
    page.goto(f"{lab.base}/doc/tree/blocked.ipynb?token={lab.token}&reset")
    lab.run_all(page)
    words = page.locator(".ckq-words")
    words.wait_for()
    assert words.is_visible()
    assert ASKED.ask in words.inner_text()
    page.close()


@pytest.fixture(scope="module")
def touched(lab):
    """A page that is touched."""
    page = lab.page(1280, 1400, has_touch=True)
    cells = f"predict({KEY!r})", f"reveal({KEY!r})", "quiz(13)"
    lab.write("touch.ipynb", IMPORTS, *cells)
    page.goto(f"{lab.base}/doc/tree/touch.ipynb?token={lab.token}&reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    yield page
    assert page.complaints == []
    page.close()


@pytest.mark.parametrize("theme", ["Dark", "Light"])
def test_it_fits_works_by_touch_and_axe_is_content(lab, touched, theme):
    page = touched
    lab.theme(page, theme)
    for width in (1280, 800, 390):
        page.set_viewport_size({"width": width, "height": 1400})
        (lab.folder / ".coursekit/progress.json").unlink(missing_ok=True)
        lab.run_all(page)
        fits_and_works(lab, page, f"{theme.lower()}-{width}", wide=width > 600)


def fits_and_works(lab, page, name, wide):
    from axe_playwright_python.sync_playwright import Axe

    predict, reveal, quiz = (Card(page, place) for place in range(3))
    predict.root.get_by_text(WRONG).wait_for()
    assert predict.chosen is None
    page.screenshot(path=lab.output / f"questions-asked-{name}.png")
    grave(Axe().run(page, context=".ckq").response)
    predict.root.get_by_text(WRONG).tap()
    predict.button("Keep my choice").tap()
    reveal.root.scroll_into_view_if_needed()
    reveal.says("It came otherwise.")
    quiz.root.get_by_text(bank(13)[0].options[0]).tap()
    quiz.button("This is my answer").tap()
    quiz.button("Next question").wait_for()
    page.screenshot(path=lab.output / f"questions-told-{name}.png")
    grave(Axe().run(page, context=".ckq").response)
    for card in (predict, reveal, quiz):
        assert card.root.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert card.root.evaluate(
            "e => e.getBoundingClientRect().right"
            " <= e.closest('.jp-OutputArea').getBoundingClientRect().right + 1"
        )
        for part in card.root.locator("button:visible, label:visible").all():
            assert wide or part.bounding_box()["height"] >= 40


def grave(response):
    found = response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical")]
    assert bad == [], bad
