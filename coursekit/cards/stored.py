"""What a notebook stores of a card: the question and its options, never the answer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from coursekit.cards.bank import Question

TITLES = {
    "predict": "Predict first.",
    "recall": "From earlier lessons.",
    "quiz": "A quiz on this lesson.",
}
LATER = "The answer is shown when the cell is run."


def words(kind: str, questions: Sequence[Question]) -> str:
    """The card as plain text."""
    if kind == "reveal":
        return f"{questions[0].ask} {LATER}"
    return "\n".join(_listed(question) for question in questions)


def _listed(question):
    return "\n".join([question.ask, *(f"( ) {option}" for option in question.options)])


def html(kind: str, questions: Sequence[Question], name: str) -> str:
    """The card as HTML of a class `name`, which a live card hides."""
    if kind == "reveal":
        asked = f"<p>{escape(questions[0].ask)} <em>{LATER}</em></p>"
    else:
        title = f"<p><strong>{TITLES[kind]}</strong></p>"
        asked = title + "".join(map(_asked, questions))
    return f'<div class="ckq-words {name}">{asked}</div>'


def _asked(question):
    options = "".join(f"<li>{escape(option)}</li>" for option in question.options)
    return f"<p>{escape(question.ask)}</p><ul>{options}</ul>"
