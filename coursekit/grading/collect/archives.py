"""Zip files, read where they are: nothing is ever unpacked to the disk.

Whatever a name in a zip says, it never becomes a path; whatever a size in it says,
no more is read than a notebook may have.
"""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path

MEMBERS = 100_000
SWELLS = 200  # times; a notebook's text shrinks to a tenth, a bomb's to a thousandth

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
    RuntimeError, ValueError, OverflowError,
)  # fmt: skip


class Refused(Exception):
    """What in a zip cannot be had; says why in one sentence."""


def too_large(size: int) -> str:
    """The sentence about a file of so many bytes."""
    return f"The file is too large ({size / 1e6:.0f} MB); clear its outputs."


def listing(path: Path, inside: Sequence[str] = ()) -> list[tuple[str, float]]:
    """The files in a zip, as (name, seconds since 1970). Raises Refused, OSError."""
    infos = _archive(path, inside).infolist()
    if len(infos) > MEMBERS:
        raise Refused(f"There are more than {MEMBERS:,} files in this zip.")
    return [(info.filename, _time(info)) for info in infos if not info.is_dir()]


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
    if not inside:
        about = path.stat()
        return _opened(path, about.st_mtime_ns, about.st_size)
    return _nested(BytesIO(content(path, inside, 10 * 50_000_000)))


@lru_cache(4)
def _opened(path, changed, size):
    return _nested(path)


def _nested(stream):
    try:
        return zipfile.ZipFile(stream)
    except _BROKEN:
        raise Refused("This is not a zip file, or a broken one.") from None


def _time(info):
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
