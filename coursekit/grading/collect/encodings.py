"""Names in zips, and rosters, that do not say their encoding: which one it may be.

Old systems wrote their own. An encoding of another script is taken where nearly all
letters are usual ones there, and form words of their own: in "Joël" as DOS wrote it
stands a letter of Shift-JIS, but between Latin ones. Whatever is taken, no two names
become one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from coursekit.names import normal

# The bytes of usual letters; where two fit alike, the one with fewer of them.
USUAL = {
    "cp949": rb"[\xb0-\xc8][\xa1-\xfe]",
    "gbk": rb"[\xb0-\xd7][\xa1-\xfe]",
    "cp932": rb"[\x82\x83\x88-\x97][\x40-\xfc]|\x81[\x40\x58\x5b]",
    "big5": rb"[\xa4-\xc6][\x40-\xfe]",
    "cp866": rb"[\x80-\xaf\xe0-\xf1]",
    "cp1251": rb"[\xa8\xb8\xc0-\xff]",
}
NEARLY = 0.7  # of all letters: names have rare ones, too
WORD = re.compile(r"(?<![a-zA-Z\x80-\U0010ffff])[^\x00-\x7f]++(?![a-zA-Z])")


def member_names(said: Sequence[str | bytes]) -> list[str]:
    """The names of a zip's members, of which bytes do not say how to read them."""
    unsaid = [name for name in said if isinstance(name, bytes)]
    encoding = _encoding(unsaid)
    read = {raw: _text(raw, encoding) for raw in unsaid}
    if encoding == "cp437":
        read = _apart(read)
    return [read[name] if isinstance(name, bytes) else name for name in said]


def _encoding(names):
    """What names are in that are not UTF-8, as macOS writes it.

    That of Windows where no letter is one of DOS, whose letters are below its signs.
    """
    raw = b"\n".join(name for name in names if not _fits(name, "utf-8"))
    if found := likely(raw):
        return found
    return "cp437" if re.search(rb"[\x80-\xbf]", raw) else "cp1252"


def likely(raw: bytes) -> str:
    """The encoding of another script that a text is in which is not UTF-8, or ""."""
    shares = {encoding: _usual(raw, encoding) for encoding in USUAL}
    best = max(shares, key=lambda encoding: shares[encoding])
    return best if shares[best] >= NEARLY else ""


def _usual(raw, encoding):
    """The share of bytes beyond ASCII that are usual letters in words of their own."""
    if not _fits(raw, encoding):
        return 0.0
    text = raw.decode(encoding)
    letters = [each for word in WORD.findall(text) for each in word]
    written = [each.encode(encoding) for each in letters]
    usual = sum(len(w) for w in written if re.fullmatch(USUAL[encoding], w, re.DOTALL))
    others = re.sub(r"[\x00-\x7f]", "", text).encode(encoding)
    return usual / len(others) if others else 0.0


def _fits(raw, encoding):
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _text(raw, encoding):
    is_usual = encoding in USUAL and _usual(raw, encoding) >= NEARLY
    if _fits(raw, "utf-8") and not is_usual:
        return raw.decode("utf-8")
    return raw.decode(encoding if _fits(raw, encoding) else "cp437")


def _apart(read):
    """The same; in letters that may be wrong, capitals make no two names one."""
    bare = {raw.lower(): normal(name) for raw, name in read.items()}
    same = Counter(bare.values())
    return {
        raw: name if same[normal(name)] == 1 else _in_bytes(raw)
        for raw, name in read.items()
    }


def _in_bytes(raw):
    """The name with its bytes in place of letters: "%8E. Ivanov"."""
    return "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in raw)
