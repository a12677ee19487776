"""docker or podman as the sandbox: an image with the course in it runs the answers.

The image needs what the course needs, without the course, and `timeout`, as Debian's
have; see docs/teachers.md. Of this machine it sees the lesson's room, and no more.
"""

import os
import shutil
import subprocess
from contextlib import contextmanager
from secrets import token_hex

IMAGE = "coursekit"
ROOM = "/room"  # where a child finds the course, in every sandbox
LONGEST = 3600  # seconds after which a container that lost its grader ends
PYTHON = ("python", "-s", "-P")


def container(engine, limits, environment):
    """A context manager `child()` that yields the keywords to start one runner with."""

    @contextmanager
    def child(room):
        name = f"coursekit-{token_hex(8)}"
        args = command(engine, name, room, limits, environment)
        try:
            yield {"args": args, "env": dict(os.environ), "cwd": "/", "python": PYTHON}
        finally:
            # An end of the engine's command is not one of what it started.
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run([args[0], "rm", "--force", name], **quiet, timeout=60)

    return child


def command(engine, name, room, limits, environment):
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
