"""What a lesson is made of besides text and pictures: sources, tables, questions.

A choice is noted beside the notebooks (`coursekit/progress.py`) and quoted back later.
Nothing is locked, and a lesson runs the same when nobody chooses.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from IPython.display import Markdown

from coursekit import written
from coursekit.cards import Card, prediction, quizzed, recalled
from coursekit.tables import table

__all__ = [
    "predict", "quiz", "recall", "reveal", "rubric", "show", "started", "table",
]  # fmt: skip

RECALLED = 3  # questions that a lesson begins with


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


def rubric(lesson: int) -> Markdown:
    """By what a person marks a lesson's project: questions, criteria, points.

    Raises ValueError for a lesson without a project.
    """
    lines = written.criteria(f"{lesson:02}")
    if not lines:
        raise ValueError(f"Lesson {lesson:02} has no project, and so no rubric.")
    told = [
        f"* **{title}: {line.name}**, {line.points} points. Full: {line.full} "
        f"Half: {line.half}"
        for title, line in lines
    ]
    of, enough = written.points(f"{lesson:02}"), written.enough(f"{lesson:02}")
    end = f"Together {of} points; {enough} are a pass."
    return Markdown("\n".join([*told, "", end]).replace(", 1 points", ", 1 point"))


def _function(function):
    return getattr(function, "rule", function)


def _is_stub(function):
    """Whether a function ends in `return ...`, as exercises hand it out."""
    return ... in function.__code__.co_consts


def predict(key: str) -> Card:
    """A question to commit to before the lesson answers it; `reveal` quotes it back.

    key  names the prediction, as in "04.top": the lesson's number comes first

    Raises ValueError for a key that is in no file of questions.
    """
    return Card("predict", key, [prediction(key)], 1)


def reveal(key: str) -> Card:
    """The answer of a prediction beside what the learner chose, once that is chosen.

    Raises ValueError for a key that is in no file of questions.
    """
    return Card("reveal", key, [prediction(key)], 1)


def recall(lesson: int) -> Card:
    """Three questions on earlier lessons: first what was missed, or never asked.

    Raises ValueError where there is no earlier lesson.
    """
    return Card("recall", f"recall {lesson:02}", recalled(lesson), RECALLED)


def quiz(lesson: int) -> Card:
    """All questions of the lesson's bank, one at a time, each answered at once.

    Raises ValueError for a lesson without questions.
    """
    questions = quizzed(lesson)
    return Card("quiz", f"quiz {lesson:02}", questions, len(questions))
