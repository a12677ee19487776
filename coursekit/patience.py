"""How long what waits may wait: longer on a busy machine, which costs nobody a mark."""

import os

PATIENT = 4  # a cell may take this many times its seconds where it waits or must wait
MOST = 10  # times longer than on an idle machine: an end to what hangs


def slowness() -> float:
    """How many times longer than on an idle machine work takes here now: 1 to MOST."""
    try:
        runnable = os.getloadavg()[0]
    except OSError:  # a system that does not count
        return 1
    return min(max(1, runnable / (os.cpu_count() or 1)), MOST)
