"""Names of people in the forms in which they are compared."""

import unicodedata

# Which way to read, where to break: nobody sees them, and platforms add them to names.
UNSEEN = dict.fromkeys(map(ord, "\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"))


def seen(text: str) -> str:
    """The text without signs that nobody sees, unless it has no others."""
    shown = text.translate(UNSEEN)
    return shown if shown.strip() else text


def normal(name: str) -> str:
    """A name in the form in which names are compared."""
    folded = unicodedata.normalize("NFC", seen(name)).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def squeezed(text: str) -> str:
    """The letters and digits: "Lovelace, Ada" as Canvas has it in "lovelaceada"."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(filter(str.isalnum, whole)).casefold()
