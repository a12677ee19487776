"""Names of people as names of what we write: on any system, in any shell or zip."""

from __future__ import annotations

import re

from coursekit.grading.printable import printable

LONGEST = 100  # bytes
# What Windows has no files with; what hides a file or makes it an option; an end that
# Windows forgets.
REFUSED = re.compile(r'[<>:"/\\|?*\n\ufffd]|^[-.~ ]|[. ]$')
DEVICE = re.compile(  # which Windows opens in place of a file, whatever its ending
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\..*)?", re.IGNORECASE
)


def filename(text: str, instead: str = "_", longest: int = LONGEST) -> str:
    """The text as (the start of) a file's name of so many bytes; "" stays "".

    instead  what stands in the place of each sign that may not be there
    """
    plain = REFUSED.sub(instead, printable(text))
    if DEVICE.fullmatch(plain):
        plain = instead + plain
    return plain.encode()[:longest].decode(errors="ignore")
