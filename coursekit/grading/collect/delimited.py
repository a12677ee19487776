"""A table as spreadsheets and platforms write it: its header, and the lines below."""

import codecs
import csv
import io
import re

from coursekit.grading.collect.columns import KNOWN
from coursekit.grading.collect.encodings import likely
from coursekit.names import squeezed

SPREADSHEETS = "cp1252"  # how they write in the West where they do not write Unicode
WORKBOOKS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")  # what spreadsheets save by themselves
TITLES = 10  # lines that may stand above the header
CELL_BYTES = 10_000_000
AS_TEXT = re.compile(r'^="([^"]*)"$')  # how spreadsheets are kept from counting with it


def text_of(raw: bytes) -> str:
    """The text of a table, whatever wrote it. Raises UnicodeError."""
    if raw.startswith(WORKBOOKS):
        raise UnicodeError
    marks = {
        codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
    }  # fmt: skip
    for mark, encoding in marks.items():
        if raw.startswith(mark):
            return raw.decode(encoding)
    if 4 * raw[:200].count(0) > len(raw[:200]):
        return raw.decode("utf-16-be" if raw[:1] == b"\0" else "utf-16-le")
    raw = raw.replace(b"\0", b"")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(likely(raw) or SPREADSHEETS)


def table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """(header, lines) of the text of a CSV file. Raises csv.Error."""
    first, _, rest = text.partition("\n")
    separator = re.fullmatch(r'"?sep=(.)"?', first.strip(" \r"), re.IGNORECASE)
    if separator:
        return _headed(_lines(rest, separator[1]))
    unquoted = re.sub(r'"[^"]*"', "", "".join(text.splitlines(True)[:TITLES]))
    return _headed(_lines(text, max(",;\t|", key=unquoted.count)))


def _lines(text, delimiter):
    """The lines of a table that are not empty. Raises csv.Error."""
    csv.field_size_limit(CELL_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return [[AS_TEXT.sub(r"\1", cell) for cell in line] for line in reader if line]
    except csv.Error as error:
        raise csv.Error(f"line {reader.line_num}: {error}") from None


def _headed(lines):
    """(header, lines below it); titles that stand above a header do not count."""
    for number, line in enumerate(lines[:TITLES]):
        if {squeezed(cell) for cell in line} & KNOWN:
            return tuple(line), lines[number + 1 :]
        if sum(map(bool, map(str.strip, line))) > 1:
            break
    return tuple(lines[0]) if lines else (), lines[1:]
