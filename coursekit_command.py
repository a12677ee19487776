"""The command `coursekit`: Ctrl-C is a sentence, also while Python still imports.

This is no module of the package, for that imports NumPy before any of its lines run.
"""

import os
import signal
from types import FrameType


def main() -> None:
    """Run the command line."""
    # Not an exception: an import that it interrupts may call it another error.
    before = signal.signal(signal.SIGINT, stop)
    from coursekit.__main__ import command

    app = command()
    signal.signal(signal.SIGINT, before)
    app()


def stop(number: int, frame: FrameType | None) -> None:
    """End at once: nothing has begun."""
    os.write(2, b"\nStopped.\n")
    os._exit(128 + number)
