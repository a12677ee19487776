"""docker or podman as the sandbox: an image with the course in it runs the answers.

The image needs what the course needs, without the course, and `timeout`, as Debian's
have; see docs/teachers.md. Of this machine it sees the lesson's room, and no more.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

# The keywords with which one child is started, until it is done.
Child = AbstractContextManager[dict[str, Any]]
IMAGE = "coursekit"
ROOM = "/room"  # where a child finds the course, in every sandbox
LONGEST = 3600  # seconds after which a container that lost its grader ends
PYTHON = ("python", "-s", "-P")


def container(
    engine: str, limits: Mapping[str, int], environment: Mapping[str, str]
) -> Callable[[Path], Child]:
    """A context manager `child(room)`: the keywords to start one child with."""

    @contextmanager
    def child(room):
        name = f"coursekit-{token_hex(8)}"
        args = command(engine, name, room, limits, environment)
        try:
            yield {"args": args, "env": dict(os.environ), "cwd": "/", "python": PYTHON}
        finally:
            # An end of the engine's command is not one of what it started.
            words, nothing = [args[0], "rm", "--force", name], subprocess.DEVNULL
            subprocess.run(words, stdout=nothing, stderr=nothing, timeout=60)

    return child


def command(
    engine: str,
    name: str,
    room: Path,
    limits: Mapping[str, int],
    environment: Mapping[str, str],
) -> list[str]:
    """The prefix that starts a container with no network, no rights, little memory."""
    kept = {**environment, "HOME": "/tmp", "MPLCONFIGDIR": "/tmp/fonts"}
    settings = [
        f"--env={name}={value}" for name, value in kept.items() if name != "PATH"
    ]
    memory = f"--memory={limits['memory']}"
    return [
        *(shutil.which(engine) or engine, "run", "--rm", "--interactive"),
        *(f"--name={name}", "--pull=never", "--network=none", "--read-only"),
        f"--tmpfs=/tmp:rw,size={limits['disk']},mode=1777",
        f"--volume={room}:{ROOM}:ro",
        *("--user=65534:65534", "--cap-drop=ALL"),
        *("--security-opt=no-new-privileges", f"--pids-limit={limits['processes']}"),
        *(memory, memory.replace("memory", "memory-swap"), "--cpus=1"),
        *("--ipc=private", "--workdir=/tmp", "--log-driver=none", *settings),
        *("--entrypoint=timeout", IMAGE, "--signal=KILL", str(LONGEST)),
    ]
