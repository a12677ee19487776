"""nbgrader: the folder `submitted/` of its course, as the server collects it.

    submitted/ada/01/01-….ipynb
    submitted/ada/01/timestamp.txt      when the assignment "01" was handed in

Students are folders as anywhere else. In this layout alone `timestamp.txt` is the
platform's and not the student's.
"""

import re
from datetime import datetime

NAMES = ()
FOLDER = "submitted"
STAMP = "timestamp.txt"


def is_stamp(parts):
    """Whether the parts of a name below `submitted` are a timestamp's."""
    return len(parts) == 3 and parts[-1] == STAMP


def moment(text):
    """Seconds since 1970 of a stamp as in "2026-11-20 15:58:23.9 UTC", or None."""
    stamp = re.match(r"\s*([\d-]{10}[ T][\d:]{5,8})(\S*)\s*(.*)", text)
    try:
        zone = "+00:00" if stamp[3].strip() in ("UTC", "Z", "+0000", "+00:00") else ""
        zone = zone or ("+00:00" if stamp[2].endswith(("Z", "+00:00")) else "")
        return datetime.fromisoformat(stamp[1] + zone).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
