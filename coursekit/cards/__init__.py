"""Questions of the lessons: what is asked, in what order, and by which card."""

from coursekit.cards.bank import Question, bank, prediction, predictions
from coursekit.cards.card import Card
from coursekit.cards.order import quizzed, recalled

__all__ = [
    "Card", "Question", "bank", "prediction", "predictions", "quizzed", "recalled",
]  # fmt: skip
