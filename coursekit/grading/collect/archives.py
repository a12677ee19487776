"""Zip files, read where they are: nothing is ever unpacked to the disk.

Whatever a name in a zip says, it never becomes a path; whatever a size in it says,
no more is read than a notebook may have.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from coursekit.grading.collect.encodings import member_names

MEMBERS = 100_000  # files of a zip, with those of the zips in it
NESTED = 4  # zips within each other
NESTED_BYTES = 100_000_000  # of all zips in a zip; those that are read lie in memory
UTF8 = 0x800  # the flag of a name in UTF-8
UNICODE_PATH = 0x7075  # the extra field of a name in UTF-8
SWELLS = 200  # times; a notebook's text shrinks to a tenth, a bomb's to a thousandth

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError,
)  # fmt: skip
# What the first bytes of other archives are.
_KINDS = {
    b"PK\x03\x04": ".zip", b"PK\x05\x06": ".zip", b"\x1f\x8b": ".gz",
    b"BZh": ".bz2", b"\xfd7zXZ": ".xz", b"7z\xbc\xaf": ".7z", b"Rar!": ".rar",
    b"\x28\xb5\x2f\xfd": ".zst",
}  # fmt: skip
_ENDING = re.compile(r"\.(tar(\.\w+)?|tgz|tbz2?|txz|zip|gz|bz2|xz|7z|rar|zst)$", re.I)


class Refused(Exception):
    """What in a zip cannot be had; says why in one sentence."""


def too_many() -> Refused:
    return Refused(f"There are more than {MEMBERS:,} files in this zip.")


def too_large(size: int) -> str:
    return f"The file is too large ({size / 1e6:.0f} MB); clear its outputs."


def kind(raw: bytes, name: str = "") -> str:
    """The ending of the archive that these bytes are, as in ".tar.gz", or ""."""
    known = next((end for start, end in _KINDS.items() if raw.startswith(start)), "")
    if raw[257:262] == b"ustar":
        known = ".tar"
    named = _ENDING.search(name)
    return named[0].lower() if known and named else known


def is_archive(name: str) -> bool:
    """Whether a file's name ends as that of an archive of any kind."""
    return bool(_ENDING.search(name))


def is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


@dataclass(frozen=True)
class Member:
    """What a zip lists.

    name   by which it is read; `shown` what whoever made the zip called it
    time   seconds since 1970
    """

    name: str
    shown: str
    time: float

    @property
    def is_folder(self) -> bool:
        return self.shown.endswith(("/", "\\"))


def listing(path: Path, inside: Sequence[str] = ()) -> list[Member]:
    """The Members of a zip. Raises Refused, OSError."""
    infos = _archive(path, inside).infolist()
    if len(infos) > MEMBERS:
        raise too_many()
    shown = member_names([_said(info) for info in infos])
    return [
        Member(info.filename, name, _time(info))
        for info, name in zip(infos, shown, strict=True)
    ]


def _said(info):
    """A name as a text where the zip says how it is to be read, else as bytes."""
    if info.flag_bits & UTF8:
        return info.filename
    raw = info.orig_filename.encode("cp437")  # as the library has read it
    return _in_unicode(info.extra, raw) or raw


def _in_unicode(extra, raw):
    """The name that Info-ZIP writes besides, if it is that of these bytes, or ""."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        field, extra = extra[4 : 4 + size], extra[4 + size :]
        checked = b"\x01" + struct.pack("<L", zlib.crc32(raw))
        if kind == UNICODE_PATH and field.startswith(checked):
            return field[len(checked) :].decode("utf-8", "replace")
    return ""


def size(path: Path, inside: Sequence[str]) -> int:
    """How many bytes a zip's file has when it is unpacked. Raises Refused, OSError."""
    return _archive(path, inside[:-1]).getinfo(inside[-1]).file_size


def content(path: Path, inside: Sequence[str], most: int) -> bytes:
    """The bytes of a zip's file of at most `most` bytes. Raises Refused, OSError."""
    archive = _archive(path, inside[:-1])
    try:
        return _member(archive, archive.getinfo(inside[-1]), most)
    except KeyError:
        raise Refused("The file is no longer in the zip.") from None
    except _BROKEN as error:
        why = "it needs a password" if "password" in str(error) else "the zip is broken"
        if isinstance(error, NotImplementedError):
            why = "it is packed in a way that is not known here; zip it anew"
        raise Refused(f"The file cannot be read: {why}.") from None


def _member(archive, info, most):
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("The file cannot be opened: it is a link.")
    if info.file_size > most:
        raise Refused(too_large(info.file_size))
    if info.file_size > 1_000_000 and info.file_size > SWELLS * info.compress_size:
        raise Refused("The file swells beyond measure when it is unpacked.")
    with archive.open(info) as stream:
        raw = stream.read(most + 1)
    if len(raw) > most:
        raise Refused(too_large(len(raw)))
    return raw


def _archive(path, inside):
    if len(inside) >= NESTED:
        raise Refused(f"These are more than {NESTED} zips within each other.")
    about = path.stat()
    return _opened(path, tuple(inside), about.st_mtime_ns, about.st_size)


# A zip within a zip is unpacked once for all of its files.
@lru_cache(3)
def _opened(path, inside, changed, size):
    if not inside:
        return _read(path, size)
    raw = content(path, inside, NESTED_BYTES)
    if raw.count(b"PK\1\2") > MEMBERS:  # before the library lists them all
        raise too_many()
    return _read(BytesIO(raw), len(raw))


def _read(stream, size):
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN:
        raise Refused(_no_zip(stream)) from None
    if sum(info.compress_size for info in archive.infolist()) > size:
        raise Refused("This zip file is broken: its files lie over each other.")
    return archive


def _no_zip(stream):
    """What to say of what zipfile cannot open: a path, or bytes."""
    raw = stream.getvalue() if isinstance(stream, BytesIO) else b""
    if isinstance(stream, Path):
        with open(stream, "rb") as file:
            raw = file.read(300)
    known = kind(raw)
    if known == ".zip":
        return "This zip file is broken: was it saved and uploaded whole?"
    if known:
        return f"This is no zip file, but another archive ({known}): unpack it."
    return "This is not a zip file, or a broken one."


def _time(info):
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
