"""What a lesson is made of besides text and pictures: predictions, recall, sources.

A choice is stored in `.coursekit/progress.json` beside the notebooks and quoted back
later. Nothing is locked, and a lesson runs the same when nobody chooses.
"""

import inspect
import json
import os
import tomllib
from functools import cache
from html import escape
from pathlib import Path

import ipywidgets as widgets
from IPython.display import Markdown

PROGRESS = Path(".coursekit") / "progress.json"
QUESTIONS = Path(__file__).parent / "questions"
ROW = widgets.Layout(width="auto")


def show(rule):
    """The source of a rule (the course's or your own), as it is run."""
    source = inspect.getsource(getattr(rule, "rule", rule)).rstrip()
    return Markdown(f"```python\n{source}\n```")


class Card:
    """A widget in JupyterLab; the same in plain words everywhere else."""

    def __init__(self, widget, words):
        self.widget, self.words = widget, words

    def _repr_mimebundle_(self, **kwargs):
        view = self.widget._repr_mimebundle_()
        view = view[0] if isinstance(view, tuple) else view
        return {**view, "text/plain": self.words}


def predict(key, question, options):
    """A question to commit to before the lesson answers it; `reveal` quotes it back."""
    return _choices(question, options, lambda chosen: _store(key, chosen))


def reveal(key, answer, why=""):
    """The answer of a prediction, beside what the learner chose."""
    chosen = _progress().get(key)
    words = f"Answer: {answer}. {why}".strip()
    if chosen is None:
        said = "You made no prediction."
    else:
        said = f"You predicted “{chosen}”" + (
            ", and so it is." if chosen == answer else "."
        )
    return Card(widgets.HTML(f"<p>{escape(said)} <b>{escape(words)}</b></p>"), words)


def recall(lesson):
    """Up to three questions, from lessons n−1, n−3 and n−6, answered at once."""
    drawn = [_drawn(lesson, lesson - back) for back in (1, 3, 6)]
    cards = [_quiz(lesson, question) for question in drawn if question]
    if not cards:
        raise ValueError(f"There is no earlier lesson to recall in lesson {lesson}.")
    words = "\n".join(card.words for card in cards)
    return Card(widgets.VBox([card.widget for card in cards]), words)


@cache
def bank(lesson):
    """The questions of one lesson, in the order of its file; none if it has no file."""
    path = QUESTIONS / f"{lesson:02}.toml"
    if not path.exists():
        return []
    return tomllib.loads(path.read_text(encoding="utf-8"))["question"]


def _drawn(lesson, earlier):
    """Another question of an earlier lesson in each lesson that looks back at it."""
    return bank(earlier)[lesson % len(bank(earlier))] if bank(earlier) else None


def _quiz(lesson, question):
    told = widgets.HTML()

    def answered(chosen):
        _store(f"recall.{lesson}.{question['ask']}", chosen)
        verdict = "Yes" if chosen == question["answer"] else "Not quite"
        told.value = f"<p><b>{verdict}:</b> {escape(question['answer'])}. "
        told.value += f"{escape(question['why'])}</p>"

    card = _choices(question["ask"], question["options"], answered)
    return Card(widgets.VBox([card.widget, told]), card.words)


def _choices(question, options, chosen):
    """Radio buttons that pass each choice on, none chosen at first."""
    buttons = widgets.RadioButtons(options=options, value=None, layout=ROW)
    buttons.observe(lambda change: chosen(change["new"]), "value")
    asked = widgets.HTML(f"<p>{escape(question)}</p>")
    words = "\n".join([question, *(f"( ) {option}" for option in options)])
    return Card(widgets.VBox([asked, buttons]), words)


def _progress():
    """What has been chosen so far; a damaged file counts as an empty one."""
    try:
        return dict(json.loads(PROGRESS.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _store(key, chosen):
    """Keep a choice; replaced in one move, so that a crash leaves the old file."""
    PROGRESS.parent.mkdir(exist_ok=True)
    new = PROGRESS.with_suffix(f".{os.getpid()}")
    text = json.dumps(_progress() | {key: chosen}, indent=1, ensure_ascii=False)
    new.write_text(text, encoding="utf-8")
    new.replace(PROGRESS)
