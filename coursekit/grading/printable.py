"""Text of students (names, errors, starts of files) as it may be shown anywhere."""

from __future__ import annotations

from unicodedata import category

JOINERS = "\u200c\u200d"  # which Persian names and some emoji need


def printable(text: str) -> str:
    """The text without what would steer a terminal or hide in a table or page.

    Line breaks stay; other spaces become plain ones.
    """
    if text.replace("\n", "").isprintable():  # as nearly all of it is
        return text
    return "".join(map(_shown, text))


def _shown(letter):
    if letter.isprintable() or letter == "\n" or letter in JOINERS:
        return letter
    return " " if letter == "\t" or category(letter) == "Zs" else "\ufffd"
