"""The quiz bank for learning platforms and flash cards.

gift  text that Moodle imports (https://docs.moodle.org/en/GIFT_format)
qti   a zip in QTI 1.2 that Canvas, Blackboard and Brightspace import, by text2qti
anki  a deck of cards, by genanki

All have every question of the bank with its options, the reason for the answer, and for
each wrong option the line that the course says to it. Predictions are left out: they
speak of the picture above them. The same questions give the same text, and decks that
Anki takes for the same ones.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from coursekit.exports import NotExported, demand
from coursekit.extras import how_to_install

if TYPE_CHECKING:
    from coursekit.cards import Question

TITLE = "Gradient-descent optimizers"


class Format(StrEnum):
    """What the bank can be written as."""

    GIFT = "gift"
    QTI = "qti"
    ANKI = "anki"


ENDINGS = {Format.GIFT: ".gift.txt", Format.QTI: ".qti.zip", Format.ANKI: ".apkg"}


def questions(lessons: Iterable[str] = ()) -> list[Question]:
    """The bank of these lessons ("04"), of all if none is named. Raises NotExported."""
    from coursekit.cards.bank import FILES, bank  # beside a widget, which takes long

    known = sorted(path.stem for path in FILES.glob("[0-9][0-9].toml"))
    chosen = list(lessons) or known
    demand(chosen, known, "lesson")
    return [question for lesson in chosen for question in bank(int(lesson))]


def export(asked: list[Question], kind: Format, path: Path) -> None:
    """Write questions as a file of this kind. Raises NotExported, OSError."""
    {Format.GIFT: _gift, Format.QTI: _qti, Format.ANKI: _anki}[kind](asked, path)


def titles(asked: list[Question]) -> Iterable[str]:
    """What each question is called: its lesson and its place there, 04.03."""
    counts: dict[int, int] = {}
    for question in asked:
        counts[question.lesson] = counts.get(question.lesson, 0) + 1
        yield f"{question.lesson:02}.{counts[question.lesson]:02}"


# --- GIFT ----------------------------------------------------------------------------


def _gift(asked, path):
    blocks, lesson = [], None
    for title, question in zip(titles(asked), asked, strict=True):
        if question.lesson != lesson:
            lesson = question.lesson
            blocks.append(f"$CATEGORY: {TITLE}/Lesson {lesson:02}")
        blocks.append(_gift_block(title, question))
    path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


def _gift_block(title, question):
    lines = [f"::{title}::[plain]{_gift_text(question.ask)} {{"]
    for option in question.options:
        right = option == question.answer
        said = question.why if right else question.wrong[option]
        lines.append(f"{'=' if right else '~'}{_gift_text(option)}#{_gift_text(said)}")
    return "\n".join([*lines, f"####{_gift_text(question.why)}", "}"])


def _gift_text(text):
    r"""Text in which the signs that mean something in GIFT mean themselves: \= \~ …"""
    return re.sub(r"([\\~=#{}:])", r"\\\1", text)


# --- QTI -----------------------------------------------------------------------------


def _qti(asked, path):
    try:
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz
    except ImportError:
        raise NotExported(f"QTI needs text2qti: {how_to_install('export')}.") from None
    blocks = [f"Quiz title: {TITLE}"]
    for title, question in zip(titles(asked), asked, strict=True):
        blocks.append(_qti_block(title, question))
    QTI(Quiz("\n\n".join(blocks) + "\n", config=Config())).save(path)


def _qti_block(title, question):
    lines = [f"Title: {title}", f"1. {_markdown(question.ask)}"]
    lines.append(f"... {_markdown(question.why)}")
    for letter, option in zip(string.ascii_lowercase, question.options, strict=False):
        right = option == question.answer
        lines.append(f"{'*' * right}{letter}) {_markdown(option)}")
        if not right:
            lines.append(f"... {_markdown(question.wrong[option])}")
    return "\n".join(lines)


def _markdown(text):
    """Plain text as Markdown that shows the same: signs are entities."""
    return re.sub(r"[!-/:-@[-`{-~]", lambda sign: f"&#{ord(sign[0])};", text)


# --- Anki ----------------------------------------------------------------------------

CSS = (
    ".card { font-family: sans-serif; font-size: 20px; max-width: 40em; margin: auto; }"
)
FRONT = "{{Question}}<ol type=a>{{Options}}</ol>"
BACK = "{{FrontSide}}<hr id=answer><b>{{Answer}}</b><p>{{Why}}</p>{{Wrong}}"
FIELDS = ("Question", "Options", "Answer", "Why", "Wrong")


def _anki(asked, path):
    try:
        import genanki
    except ImportError:
        raise NotExported(f"Anki needs genanki: {how_to_install('export')}.") from None
    model = genanki.Model(
        _number("model"),
        f"{TITLE}: question",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
    )
    decks: dict[int, genanki.Deck] = {}
    for question in asked:
        name = f"{TITLE}::Lesson {question.lesson:02}"
        deck = decks.setdefault(question.lesson, genanki.Deck(_number(name), name))
        deck.add_note(
            genanki.Note(model, fields=_anki_fields(question), guid=_guid(question))
        )
    genanki.Package(list(decks.values())).write_to_file(path)


def _anki_fields(question):
    options = "".join(f"<li>{escape(option)}</li>" for option in question.options)
    wrong = "".join(
        f"<p><i>{escape(option)}</i>: {escape(said)}</p>"
        for option, said in question.wrong.items()
    )
    plain = (question.ask, question.answer, question.why)
    ask, answer, why = map(escape, plain)
    return [ask, options, answer, why, wrong]


def _number(name):
    """A number that is this name's for good, as Anki wants for models and decks."""
    return int(sha256(f"{TITLE} {name}".encode()).hexdigest()[:8], 16)


def _guid(question):
    """What a card is known by: it keeps its history while its question stays."""
    return sha256(f"{question.lesson} {question.ask}".encode()).hexdigest()[:16]
