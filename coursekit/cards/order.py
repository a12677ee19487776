"""In which order questions are asked of somebody of whom nothing is known.

What a learner has missed, and what was not asked for long, comes before: the front end
sorts by that (`drawn` in front/kept.js), and keeps this order where there is nothing to
tell.
"""

from __future__ import annotations

from itertools import chain

from coursekit.cards.bank import Question, bank

BACK = (1, 3, 6)  # lessons: soon, later, and when it is nearly forgotten


def quizzed(lesson: int) -> list[Question]:
    """The questions of a lesson's quiz: its whole bank.

    Raises ValueError for a lesson without questions.
    """
    questions = bank(lesson)
    if not questions:
        raise ValueError(f"There are no questions on lesson {lesson}.")
    return questions


def recalled(lesson: int) -> list[Question]:
    """The questions of all earlier lessons: rounds through the lessons, in each round
    another question of each, the lessons n−1, n−3 and n−6 first.

    Raises ValueError where there is no earlier lesson.
    """
    near = [lesson - back for back in BACK if lesson >= back]
    far = [n for n in reversed(range(lesson)) if n not in near]
    rounds = _rounds([_turned(bank(n), lesson) for n in near])
    questions = [*rounds, *_rounds([_turned(bank(n), lesson) for n in far])]
    if not questions:
        raise ValueError(f"There is no earlier lesson to recall in lesson {lesson}.")
    return questions


def _turned(questions, lesson):
    """Begun elsewhere by each lesson that looks back at them."""
    first = lesson % len(questions) if questions else 0
    return questions[first:] + questions[:first]


def _rounds(decks):
    longest = max(map(len, decks), default=0)
    return list(chain(*(deck[k : k + 1] for k in range(longest) for deck in decks)))
