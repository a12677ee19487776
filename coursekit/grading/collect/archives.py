"""Zip files, read where they are: nothing is ever unpacked to the disk.

Whatever a name in a zip says, it never becomes a path; whatever a size in it says,
no more is read than a notebook may have.
"""

from __future__ import annotations

import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

MEMBERS = 100_000
NESTED = 4  # zips within each other
NESTED_BYTES = 100_000_000  # of a zip in a zip, which is held in memory
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


def listing(path: Path, inside: Sequence[str] = ()) -> list[tuple[str, float]]:
    """The files in a zip, as (name, seconds since 1970). Raises Refused, OSError."""
    infos = _archive(path, inside).infolist()
    if len(infos) > MEMBERS:
        raise Refused(f"There are more than {MEMBERS:,} files in this zip.")
    return [(info.filename, _time(info)) for info in infos if not info.is_dir()]


def folders(path: Path, inside: Sequence[str] = ()) -> list[str]:
    """The names of the folders that a zip lists. Raises Refused, OSError."""
    infos = _archive(path, inside).infolist()
    return [info.filename for info in infos if info.is_dir()]


def content(path: Path, inside: Sequence[str], most: int) -> bytes:
    """The bytes of a zip's file of at most `most` bytes. Raises Refused, OSError."""
    archive = _archive(path, inside[:-1])
    try:
        return _member(archive, archive.getinfo(inside[-1]), most)
    except KeyError:
        raise Refused("The file is no longer in the zip.") from None
    except _BROKEN as error:
        why = "it needs a password" if "password" in str(error) else "the zip is broken"
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
    if inside:
        return _read(BytesIO(content(path, inside, NESTED_BYTES)))
    return _read(path)


def _read(stream):
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN:
        raise Refused("This is not a zip file, or a broken one.") from None


def _time(info):
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
