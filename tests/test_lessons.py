"""Predictions are kept and quoted back; lessons run the same without them."""

import ast
import json

import numpy as np
import pytest
from tables import RULES

from coursekit import descend, gd, lessons, optimizer, progress, rosenbrock


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


KEY, QUESTION = "00.minus", lessons.prediction("00.minus")
RIGHT = QUESTION["answer"]
WRONG = next(option for option in QUESTION["options"] if option != RIGHT)


def buttons(card):
    return card.widget.children[1]


def told(card):
    return card.widget.value


def test_a_choice_is_stored_and_quoted_back():
    buttons(lessons.predict(KEY)).value = WRONG
    stored = json.loads(progress.FILE.read_text(encoding="utf-8"))
    assert stored["predicted"][KEY] == {"asked": QUESTION["ask"], "chosen": WRONG}
    assert f"You predicted “{WRONG}”." in told(lessons.reveal(KEY))
    buttons(lessons.predict(KEY)).value = RIGHT
    assert "and so it is" in told(lessons.reveal(KEY))


def test_without_a_choice_the_answer_is_told_all_the_same():
    assert "no prediction" in told(lessons.reveal(KEY))
    assert f"Answer: {RIGHT}. {QUESTION['why']}" in told(lessons.reveal(KEY))


def test_what_a_notebook_stores_holds_neither_choice_nor_answer():
    before = lessons.reveal(KEY).words
    buttons(lessons.predict(KEY)).value = WRONG
    assert lessons.reveal(KEY).words == before
    assert RIGHT not in before


@pytest.mark.parametrize("key", ["00.none", "77.none", "minus", ""])
def test_an_unknown_prediction_is_named(key):
    with pytest.raises(ValueError, match=f"There is no prediction {key!r}"):
        lessons.predict(key)
    with pytest.raises(ValueError, match=f"There is no prediction {key!r}"):
        lessons.reveal(key)


def test_a_card_is_shown_by_old_and_new_ipywidgets_alike():
    class OfSeven:  # ipywidgets 7 has no _repr_mimebundle_
        model_id = "1f"

    card = lessons.Card(OfSeven(), "Which?")._repr_mimebundle_()
    assert card["text/plain"] == "Which?"
    today = lessons.predict(KEY)
    view = today.widget._repr_mimebundle_()
    assert today._repr_mimebundle_()[lessons.VIEW] == view[lessons.VIEW]
    assert card[lessons.VIEW] == view[lessons.VIEW] | {"model_id": "1f"}


def test_nothing_is_chosen_at_first_and_nothing_is_written():
    assert buttons(lessons.predict(KEY)).value is None
    assert not progress.FILE.exists()


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", "7"])
def test_a_damaged_progress_file_costs_nothing_but_itself(damage):
    progress.FILE.parent.mkdir()
    progress.FILE.write_text(damage, encoding="utf-8")
    assert "no prediction" in told(lessons.reveal(KEY))
    buttons(lessons.predict(KEY)).value = RIGHT
    assert "and so it is" in told(lessons.reveal(KEY))


def test_what_a_learner_chose_is_text_and_never_markup():
    progress.note("predicted", KEY, {"asked": "Which?", "chosen": "<script>"})
    assert "<script>" not in told(lessons.reveal(KEY))


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


BANK = [
    question
    for lesson in range(15)
    for question in (*lessons.bank(lesson), *lessons.predictions(lesson).values())
]


@pytest.mark.parametrize("question", BANK, ids=lambda q: q["ask"][:40])
def test_the_answer_of_each_question_is_one_of_its_options(question):
    assert question["options"].count(question["answer"]) == 1
    assert len(set(question["options"])) == len(question["options"]) >= 2
    assert question["why"]


@pytest.mark.parametrize(
    "lesson", [int(path.stem) for path in lessons.QUESTIONS.glob("*.toml")]
)
def test_a_written_lesson_has_at_least_six_questions_to_recall(lesson):
    assert len(lessons.bank(lesson)) >= 6


def test_recall_answers_at_once():
    card = lessons.recall(2)
    _, question = lessons._drawn(2, 1)
    asked, answer = card.widget.children[0].children
    wrong = next(o for o in question["options"] if o != question["answer"])
    asked.children[1].value = wrong
    assert "Not quite" in answer.value
    asked.children[1].value = question["answer"]
    assert "Yes" in answer.value


def test_the_first_lesson_has_nothing_to_recall():
    with pytest.raises(ValueError, match="no earlier lesson"):
        lessons.recall(0)
