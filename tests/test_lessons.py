"""Predictions are kept and quoted back; lessons run the same without them."""

import ast
import json
import shutil
import subprocess
from html import escape
from pathlib import Path

import numpy as np
import pytest
from IPython.core.events import EventManager
from tables import RULES

from coursekit import cells, descend, gd, lessons, optimizer, progress, rosenbrock
from coursekit.cards import bank, predictions
from coursekit.cards.card import VIEW, Card


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


KEY, QUESTION = "00.minus", lessons.prediction("00.minus")
RIGHT = QUESTION.answer
WRONG = next(option for option in QUESTION.options if option != RIGHT)
NOW = "2026-01-31T12:00:00.000Z"


def kept(card, id, chosen, opened=False, at=NOW):
    """What the front end sends when somebody keeps a choice."""
    card.save(id, {"chosen": chosen, "opened": opened, "at": at})


def stored(kind):
    return json.loads(progress.FILE.read_text(encoding="utf-8"))[kind]


# Predictions


def test_a_choice_is_stored_and_shown_again_by_every_new_card():
    kept(lessons.predict(KEY), KEY, WRONG)
    record = {"asked": QUESTION.ask, "chosen": WRONG, "at": NOW}
    assert stored("predicted") == {KEY: record}
    for again in (lessons.predict(KEY), lessons.reveal(KEY)):
        assert again.records[KEY]["chosen"] == WRONG
        assert not again.records[KEY]["opened"]


def test_a_card_that_is_there_follows_the_choice_of_another_in_either_order():
    reveal, predict = lessons.reveal(KEY), lessons.predict(KEY)
    kept(predict, KEY, WRONG)
    assert reveal.records[KEY]["chosen"] == WRONG
    kept(predict, KEY, RIGHT)
    assert reveal.records[KEY]["chosen"] == RIGHT
    kept(reveal, KEY, RIGHT, opened=True)
    assert predict.records[KEY]["opened"]
    assert predict.told[KEY]["answer"] == RIGHT


def test_the_answer_stays_in_python_until_it_is_opened():
    cards = [lessons.predict(KEY), lessons.reveal(KEY)]
    kept(cards[0], KEY, WRONG)
    for card in cards:
        told = json.dumps([card.told, card.records, card.questions])
        assert "answer" not in told and QUESTION.why not in told
    kept(cards[1], KEY, WRONG, opened=True)
    for card in cards:
        assert card.told[KEY]["why"] == QUESTION.why
        assert card.told[KEY]["wrong"] == dict(QUESTION.wrong)
        assert card.records[KEY]["missed"]


def test_a_prediction_can_be_made_anew():
    predict, reveal = lessons.predict(KEY), lessons.reveal(KEY)
    kept(predict, KEY, WRONG, opened=True)
    predict.save(KEY, None)
    assert (predict.records, predict.told) == ({}, {}) == (reveal.records, reveal.told)
    assert stored("predicted") == {}


def test_where_nothing_can_be_written_a_choice_holds_as_long_as_the_kernel():
    progress.FILE.parent.write_text("a file where the folder should be")
    predict, reveal = lessons.predict(KEY), lessons.reveal(KEY)
    kept(predict, KEY, WRONG)
    assert not predict.written and not reveal.written
    assert reveal.records[KEY]["chosen"] == WRONG


@pytest.fixture
def forms(monkeypatch):
    """What gives the outputs of a card, as a notebook gets them."""

    def outputs(card):
        shown = []
        monkeypatch.setattr(
            "coursekit.cards.card.display", lambda data, raw: shown.append(data)
        )
        card._ipython_display_()
        return shown

    return outputs


@pytest.fixture
def learner():
    """Who has answered this and that."""
    kept(lessons.predict(KEY), KEY, WRONG, opened=True)
    recall, quiz = lessons.recall(3), lessons.quiz(3)
    for card in (recall, quiz):
        for n, asked in enumerate(card.asked.values()):
            kept(card, asked.key, asked.options[n % 2], opened=True)


MAKERS = [
    lambda: lessons.predict(KEY),
    lambda: lessons.reveal(KEY),
    lambda: lessons.recall(3),
    lambda: lessons.quiz(3),
]


@pytest.mark.parametrize("make", MAKERS)
def test_what_a_notebook_stores_is_question_and_options_whoever_runs_it(
    make, forms, request
):
    asked = make()
    words, view = forms(asked)
    for question in list(asked.asked.values())[: asked.shown]:
        assert question.ask in words["text/plain"]
        assert escape(question.ask) in words["text/html"]
        assert question.why not in words["text/plain"] + words["text/html"]
        if asked.kind != "reveal":
            for option in question.options:
                assert f"( ) {option}" in words["text/plain"]
                assert f"<li>{escape(option)}</li>" in words["text/html"]
    assert asked.name in words["text/html"]
    assert view.keys() == {VIEW}
    request.getfixturevalue("learner")
    assert forms(make())[0] == words


def test_where_the_answer_is_stored_it_is_an_option_among_others():
    assert RIGHT not in lessons.reveal(KEY).words
    assert lessons.predict(KEY).words.count(RIGHT) == 1


@pytest.mark.parametrize("key", ["00.none", "77.none", "minus", ""])
def test_an_unknown_prediction_is_named(key):
    with pytest.raises(ValueError, match=f"There is no prediction {key!r}"):
        lessons.predict(key)
    with pytest.raises(ValueError, match=f"There is no prediction {key!r}"):
        lessons.reveal(key)


def test_nothing_is_chosen_at_first_and_nothing_is_written():
    assert lessons.predict(KEY).records == {}
    assert not progress.FILE.exists()


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", "7"])
def test_a_damaged_progress_file_costs_nothing_but_itself(damage):
    progress.FILE.parent.mkdir()
    progress.FILE.write_text(damage, encoding="utf-8")
    card = lessons.predict(KEY)
    assert card.records == {}
    kept(card, KEY, RIGHT)
    assert lessons.reveal(KEY).records[KEY]["chosen"] == RIGHT


class Cell:
    """The shell while a cell runs, for the n-th time."""

    def __init__(self, name):
        self.name, self.run = name, 0
        self.events = EventManager(self, {"post_run_cell": lambda result: None})

    def get_parent(self):
        return {"metadata": {"cellId": self.name}, "msg_id": str(self.run)}

    def ended(self):
        for call in self.events.callbacks["post_run_cell"]:
            call(None)


def open_cards():
    return [widget for widget in cells.shown() if isinstance(widget, Card)]


def test_a_cell_that_runs_again_closes_its_cards_of_before(monkeypatch):
    one, other = Cell("one"), Cell("other")
    before = len(open_cards())
    made = []
    for cell in (one, other, one, one):
        cell.run += 1
        monkeypatch.setattr("coursekit.cells.get_ipython", lambda cell=cell: cell)
        made.append((lessons.predict(KEY), lessons.reveal(KEY)))
        cell.ended()
    open_ = [[each.comm is not None for each in pair] for pair in made]
    assert open_ == [[False, False], [True, True], [False, False], [True, True]]
    assert len(open_cards()) == before + 4


def test_a_rule_is_shown_by_its_source():
    assert "return theta - eta * grad(theta)" in lessons.show(gd).data


def shown(rule):
    """The source that `show` prints, without the fence around it."""
    return lessons.show(rule).data.removeprefix("```python\n").removesuffix("\n```")


def executed(rule):
    """The optimizer that the shown source defines, beside the module's other names."""
    names = {**rule.rule.__globals__, "optimizer": optimizer}
    exec(shown(rule), names)
    return names[rule.name]


@pytest.mark.parametrize("name", RULES)
def test_what_is_shown_of_a_rule_is_its_equations_and_runs_the_same(name):
    rule = RULES[name]
    (function,) = ast.parse(shown(rule)).body
    body = function.body[1:]  # after the docstring
    assert ast.get_docstring(function) == rule.__doc__
    assert "grad" in {node.id for node in ast.walk(function) if hasattr(node, "id")}
    assert isinstance(body[-1], ast.Return)
    again = executed(rule)
    assert (again.knobs, again.memory) == (rule.knobs, rule.memory)
    settings = {k: 0.05 for k in rule.knobs if k == "weight_decay"}
    paths = [descend(r(**settings), rosenbrock, steps=7) for r in (rule, again)]
    np.testing.assert_array_equal(*(path.theta for path in paths))


@pytest.mark.parametrize("name", RULES)
def test_what_is_shown_fits_a_line_of_code(name):
    assert max(map(len, shown(RULES[name]).splitlines())) <= 88


@pytest.mark.parametrize("thing", [3, "gd", np.sin])
def test_what_has_no_source_cannot_be_shown(thing):
    with pytest.raises(ValueError, match=r"show prints the source .* has none"):
        lessons.show(thing)


# The questions themselves

LESSONS = range(15)
EVERY = [q for n in LESSONS for q in (*bank(n), *predictions(n).values())]


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.ask[:40])
def test_the_answer_of_each_question_is_one_of_its_options(question):
    assert question.options.count(question.answer) == 1
    assert len(set(question.options)) == len(question.options) >= 2
    assert question.why


@pytest.mark.parametrize("question", EVERY, ids=lambda q: q.ask[:40])
def test_each_wrong_option_has_a_line_of_its_own(question):
    others = {option for option in question.options if option != question.answer}
    assert question.wrong.keys() == others
    lines = [*question.wrong.values(), question.why]
    assert all(lines) and len(set(lines)) == len(lines)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_question_is_asked_once_in_a_lesson(lesson):
    asked = [q.ask for q in EVERY if q.lesson == lesson]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_at_least_six_questions_for_its_quiz(lesson):
    assert len(bank(lesson)) >= 6


# Quiz and recall


def test_every_question_of_the_bank_is_in_the_quiz_of_its_lesson():
    for lesson in LESSONS:
        quiz = lessons.quiz(lesson)
        assert [*quiz.asked.values()] == bank(lesson)
        assert quiz.shown == len(bank(lesson))


def test_every_question_of_every_earlier_lesson_can_be_recalled():
    for lesson in LESSONS[1:]:
        earlier = {q.key for n in range(lesson) for q in bank(n)}
        asked = [question["id"] for question in lessons.recall(lesson).questions]
        assert set(asked) == earlier
        assert len(asked) == len(earlier)


def test_without_progress_recall_looks_back_one_three_and_six_lessons():
    for lesson in LESSONS[1:]:
        card = lessons.recall(lesson)
        first = [question["lesson"] for question in card.questions[: card.shown]]
        near = [lesson - back for back in (1, 3, 6) if lesson >= back]
        assert first[: len(near)] == near


def test_lessons_that_look_back_at_the_same_one_begin_with_different_questions():
    first = [lessons.recall(n).questions for n in (7, 9, 12)]
    of_six = [next(q["id"] for q in asked if q["lesson"] == 6) for asked in first]
    assert len(set(of_six)) == 3


def test_an_answer_of_a_quiz_is_known_to_the_recall_of_later_lessons():
    quiz, later = lessons.quiz(2), lessons.recall(3)
    asked = bank(2)[4]
    wrong = next(option for option in asked.options if option != asked.answer)
    kept(quiz, asked.key, wrong, opened=True)
    for recall in (later, lessons.recall(5)):
        known = recall.records[asked.key]
        assert known["missed"] and known["place"] == "quiz 02" and known["at"] == NOW
    record = stored("recalled")[asked.key]
    assert (record["lesson"], record["answer"]) == ("02", asked.answer)


def test_the_first_lesson_has_nothing_to_recall():
    with pytest.raises(ValueError, match="no earlier lesson"):
        lessons.recall(0)


def test_a_lesson_without_questions_has_no_quiz():
    with pytest.raises(ValueError, match="There are no questions on lesson 77"):
        lessons.quiz(77)


# The front end


def test_what_a_card_shows_follows_from_what_is_known():
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    tests = Path(__file__).parent / "js" / "card.test.mjs"
    run = subprocess.run([node, "--test", tests], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
