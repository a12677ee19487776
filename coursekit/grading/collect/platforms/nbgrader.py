"""nbgrader: the folder `submitted/` of its course, as the server collects it.

    submitted/ada/01/01-….ipynb
    submitted/ada/01/timestamp.txt      when the assignment "01" was handed in

Students are folders as anywhere else. In this layout alone `timestamp.txt` is the
platform's and not the student's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

NAMES: tuple[re.Pattern, ...] = ()
FOLDER = "submitted"
STAMP = "timestamp.txt"


def is_stamp(parts: Sequence[str]) -> bool:
    """Whether the parts of a name below `submitted` are a timestamp's."""
    return len(parts) == 3 and parts[-1] == STAMP


def moment(text: str) -> float | None:
    """Seconds since 1970 of a stamp as in "2026-11-20 15:58:23.9 UTC", or None."""
    stamp = re.match(r"\s*([\d-]{10}[ T][\d:]{5,8})(\S*)\s*(.*)", text)
    if not stamp:
        return None
    in_utc = (stamp[2] + stamp[3]).strip().endswith(("UTC", "Z", "+0000", "+00:00"))
    try:
        return datetime.fromisoformat(stamp[1] + in_utc * "+00:00").timestamp()
    except (ValueError, OverflowError):
        return None
