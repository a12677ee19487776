"""Names of people in the forms in which they are compared."""

import unicodedata


def normal(name: str) -> str:
    """A name in the form in which names are compared."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return " ".join(unicodedata.normalize("NFC", folded).split())


def squeezed(text: str) -> str:
    """The letters and digits: "Lovelace, Ada" as Canvas has it in "lovelaceada"."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(filter(str.isalnum, whole)).casefold()
