"""The widget that asks: it notes choices, and tells an answer once it is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
from IPython.display import display
from traitlets import Bool, Dict, Int, List, Unicode

from coursekit import cells
from coursekit.cards import stored
from coursekit.cards.bank import Question
from coursekit.joined import Front
from coursekit.progress import forget, note, noted

FRONT = Front(Path(__file__).with_name("front"), "card")
VIEW = "application/vnd.jupyter.widget-view+json"
NOTED = {"predict": "predicted", "reveal": "predicted"}  # else "recalled"


class Card(anywidget.AnyWidget):
    """What `predict`, `reveal`, `recall` and `quiz` return.

    kind       the name of that function
    place      where it stands: of two cards with one name, one shows what both know
    questions  what may be asked, the likeliest first; the front end draws from them
    shown      how many of them are asked

    The front end sends {"id": …, "record": {"chosen", "opened", "at"}} when a choice
    was kept or an answer asked for, and {"id": …, "record": null} to begin anew.
    """

    _esm = FRONT.loader
    _css = FRONT.style
    _script = Unicode(FRONT.script).tag(sync=True)
    kind = Unicode().tag(sync=True)
    place = Unicode().tag(sync=True)
    name = Unicode().tag(sync=True)  # the class of its stored form
    shown = Int().tag(sync=True)
    questions = List(Dict()).tag(sync=True)  # [{id, lesson, ask, options}]
    records = Dict().tag(sync=True)  # {id: {chosen, opened, at, place, missed}}
    told = Dict().tag(sync=True)  # {id: {answer, why, wrong}}, of what is opened
    written = Bool(True).tag(sync=True)  # whether notes outlive the kernel

    def __init__(
        self, kind: str, place: str, questions: Sequence[Question], shown: int
    ) -> None:
        self.asked = {question.key: question for question in questions}
        self.noted = NOTED.get(kind, "recalled")
        super().__init__(
            kind=kind,
            place=place,
            name="ckq-" + re.sub(r"\W", "-", f"{kind}-{place}"),
            shown=shown,
            questions=[_public(question) for question in questions],
        )
        for id, record in noted(self.noted).items():
            if id in self.asked:
                self._take(id, record)
        self.on_msg(lambda _, message, buffers: self.save(**message))
        cells.note(self)

    @property
    def words(self) -> str:
        """What a notebook stores of it, as plain text."""
        return stored.words(self.kind, self._first())

    def save(self, id: str, record: dict[str, Any] | None) -> None:
        """Note what became of a question, and tell all cards that ask it."""
        made = None if record is None else self._note(id, **record)
        done = forget(self.noted, id) if made is None else note(self.noted, id, made)
        for card in self._open():
            if card.noted == self.noted and id in card.asked:
                card.written = done
                card._take(id, made)

    def _open(self):
        return [card for card in cells.shown() if isinstance(card, Card)]

    def _note(self, id, chosen, opened, at):
        """The record of a question as progress keeps it: text under names."""
        question = self.asked[id]
        made = {"asked": question.ask, "chosen": chosen, "at": at}
        if self.noted == "recalled":
            made |= {"lesson": f"{question.lesson:02}", "place": self.place}
        elif question.section:
            made["section"] = question.section
        return made | {"answer": question.answer} if opened else made

    def _take(self, id, record):
        """Know the record of a question, and its answer if that is to be seen."""
        records, told = dict(self.records), dict(self.told)
        records.pop(id, None)
        told.pop(id, None)
        if record is not None:
            records[id] = _shown(record)
            if records[id]["opened"]:
                told[id] = _told(self.asked[id])
        self.told, self.records = told, records

    def _first(self):
        return list(self.asked.values())[: self.shown]

    def _ipython_display_(self) -> None:
        """Its words and the live card, which hides them, as outputs of their own.

        JupyterLab shows one form of an output, and where Python is gone no view comes.
        """
        html = stored.html(self.kind, self._first(), self.name)
        display({"text/plain": self.words, "text/html": html}, raw=True)
        view, _ = self._repr_mimebundle_() or ({}, {})
        if VIEW in view:
            display({VIEW: view[VIEW]}, raw=True)


def _public(question):
    """What may be known before a choice."""
    asked = {"id": question.key, "lesson": question.lesson, "ask": question.ask}
    return asked | {"options": list(question.options)}


def _told(question):
    told = {"answer": question.answer, "why": question.why}
    return told | {"wrong": dict(question.wrong)}


def _shown(record):
    """A record of progress as the front end knows it."""
    opened = "answer" in record
    return {
        "chosen": record["chosen"],
        "opened": opened,
        "missed": opened and record["chosen"] != record["answer"],
        "at": record.get("at", ""),
        "place": record.get("place", ""),
    }
