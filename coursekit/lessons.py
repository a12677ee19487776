"""What a lesson is made of besides text and pictures: predictions, recall, sources.

A choice is noted beside the notebooks (`coursekit/progress.py`) and quoted back later.
Nothing is locked, and a lesson runs the same when nobody chooses.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import Markdown

from coursekit.progress import note, noted

QUESTIONS = Path(__file__).parent / "questions"
VIEW = "application/vnd.jupyter.widget-view+json"
ROW = widgets.Layout(width="auto")


def show(rule: Callable) -> Markdown:
    """The source of a rule (the course's or your own), as it is run."""
    try:
        source = inspect.getsource(getattr(rule, "rule", rule)).rstrip()
    except (OSError, TypeError):
        raise ValueError(
            f"show prints the source of a rule or function; {rule!r} has none."
        ) from None
    return Markdown(f"```python\n{source}\n```")


def started(*functions: Callable[..., Any]) -> bool:
    """Whether all these functions are written; says which still are the stub.

    In the cells of a project, so that one that is not yours runs without an error.
    """
    stubs = [f.__name__ for f in map(_function, functions) if _is_stub(f)]
    if stubs:
        print(f"Not started: {', '.join(stubs)}.")
    return not stubs


def _function(function):
    return getattr(function, "rule", function)


def _is_stub(function):
    """Whether a function ends in `return ...`, as exercises hand it out."""
    return ... in function.__code__.co_consts


class Card:
    """A widget in JupyterLab; the same in plain words everywhere else."""

    def __init__(self, widget: widgets.Widget, words: str) -> None:
        self.widget, self.words = widget, words

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        # Not by the widget's own method, which ipywidgets 7 (Colab's) does not have.
        view = {"version_major": 2, "version_minor": 0}
        return {
            VIEW: view | {"model_id": self.widget.model_id},
            "text/plain": self.words,
        }


def predict(key: str) -> Card:
    """A question to commit to before the lesson answers it; `reveal` quotes it back.

    key  names the prediction, as in "04.top": the lesson's number comes first

    Raises ValueError for a key that is in no file of questions.
    """
    asked = prediction(key)

    def chosen(option):
        note("predicted", key, {"asked": asked["ask"], "chosen": option})

    return _choices(asked["ask"], asked["options"], chosen)


def reveal(key: str) -> Card:
    """The answer of a prediction, beside what the learner chose.

    Raises ValueError for a key that is in no file of questions.
    """
    asked = prediction(key)
    answer = asked["answer"]
    words = f"Answer: {answer}. {asked['why']}".strip()
    said = "You made no prediction."
    record = noted("predicted").get(key)
    if record:
        note("predicted", key, record | {"answer": answer})
        so_it_is = record["chosen"] == answer
        said = f"You predicted “{record['chosen']}”{', and so it is' * so_it_is}."
    shown = widgets.HTML(f"<p>{escape(said)} <b>{escape(words)}</b></p>")
    return Card(shown, f"{asked['ask']} The answer is shown when the cell is run.")


def recall(lesson: int) -> Card:
    """Up to three questions, from lessons n−1, n−3 and n−6, answered at once.

    Raises ValueError where there is no earlier lesson.
    """
    drawn = [_drawn(lesson, lesson - back) for back in (1, 3, 6)]
    cards = [_quiz(*question) for question in drawn if question]
    if not cards:
        raise ValueError(f"There is no earlier lesson to recall in lesson {lesson}.")
    words = "\n".join(card.words for card in cards)
    return Card(widgets.VBox([card.widget for card in cards]), words)


@cache
def _questions(lesson: int) -> dict[str, list[dict[str, Any]]]:
    """What the file of a lesson holds, by kind; nothing if it has no file."""
    path = QUESTIONS / f"{lesson:02}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def bank(lesson: int) -> list[dict[str, Any]]:
    """The quiz questions of one lesson, in the order of its file."""
    return _questions(lesson).get("question", [])


def predictions(lesson: int) -> dict[str, dict[str, Any]]:
    """The predictions of one lesson, by key, in the order of its file."""
    return {each["id"]: each for each in _questions(lesson).get("prediction", [])}


def prediction(key: str) -> dict[str, Any]:
    """The prediction of this key; raises ValueError where there is none."""
    lesson = key[:2]
    known = predictions(int(lesson)) if lesson.isdecimal() else {}
    if key not in known:
        there = f"; lesson {lesson} has {', '.join(known)}" * bool(known)
        raise ValueError(f"There is no prediction {key!r}{there}.")
    return known[key]


def _drawn(lesson, earlier):
    """Another question of an earlier lesson in each lesson that looks back at it."""
    questions = bank(earlier)
    return (earlier, questions[lesson % len(questions)]) if questions else None


def _quiz(lesson, question):
    told = widgets.HTML()
    asked, answer = question["ask"], question["answer"]

    def answered(chosen):
        if not told.value:  # whoever tries on has seen the answer
            place = {"lesson": f"{lesson:02}", "asked": asked}
            note("recalled", asked, place | {"chosen": chosen, "answer": answer})
        verdict = "Yes" if chosen == answer else "Not quite"
        told.value = f"<p><b>{verdict}:</b> {escape(answer)}. "
        told.value += f"{escape(question['why'])}</p>"

    card = _choices(asked, question["options"], answered)
    return Card(widgets.VBox([card.widget, told]), card.words)


def _choices(question, options, chosen):
    """Radio buttons that pass each choice on, none chosen at first."""
    buttons = widgets.RadioButtons(options=options, value=None, layout=ROW)
    buttons.observe(lambda change: chosen(change["new"]), "value")
    asked = widgets.HTML(f"<p>{escape(question)}</p>")
    words = "\n".join([question, *(f"( ) {option}" for option in options)])
    return Card(widgets.VBox([asked, buttons]), words)
