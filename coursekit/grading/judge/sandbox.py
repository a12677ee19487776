"""The command prefix in which a student's code cannot do harm.

bubblewrap shows the child a read-only system, the interpreter, the room of its lesson,
one small writable /tmp, and nothing else: no network, no other process, no other file.
A caller who is root first becomes a user who owns nothing, because root's processes
are not counted by RLIMIT_NPROC, whatever user they become inside.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import randbelow
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from coursekit.grading.judge.containers import IMAGE, Child, container
from coursekit.grading.judge.room import PACKAGE, ROOM, Rooms
from coursekit.patience import slowness

# sandbox(lesson, own): what `command` needs to start a child of the lesson's room
Sandbox = Callable[..., Child]

PYTHON = (sys.executable, "-s", "-P")
DISK = 64_000_000  # bytes of /tmp, and of any one file
MEMORY = 2_000_000_000  # bytes; drawing needs 200 MB, the largest lessons 1 GB
PROCESSES = 64
SYSTEM = [*map(Path, ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"))]
LIMITS = {"memory": MEMORY, "processes": PROCESSES, "disk": DISK}
ENGINES = ("podman", "docker")

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONPATH": ROOM,
    **dict.fromkeys(_THREADS, "1"),
}
# Above ordinary users, below systemd's; inside the 65,536 that a container may have.
USERS = iter(lambda: 20_000 + randbelow(40_000), None)


class NoSandbox(Exception):
    """This machine cannot run a student's code as asked; says why and what to do."""


def sandbox(name: str, scratch: Path, private: Collection[Path] = ()) -> Sandbox:
    """A context manager `child(lesson, own)`: what `command` needs to start a child.

    `name` is "auto", "bwrap", "docker", "podman" or "none"; `own` the text of a
    teacher's own task file. In the folder `scratch` rooms and fonts are prepared, and
    "none" gives its children their homes. No child in a sandbox sees what is
    `private`, wherever it lies. Raises NoSandbox.
    """
    if name == "auto":
        return _first_that_works(scratch, private)
    needed = {"none": ""}.get(name, name)
    if needed and not shutil.which(needed):
        raise NoSandbox(f"There is no {needed} here. {_ADVICE}")
    rooms = Rooms(scratch)
    if name in ENGINES:
        make = container(name, LIMITS, _ENVIRONMENT)
    else:
        fonts = _fonts(scratch)
        make = _plain(fonts, scratch) if name == "none" else _bubblewrap(fonts, private)
    with make(rooms.empty()) as child:
        _try(child, name)
    return lambda lesson, own="": make(rooms.of(lesson, own))


def _first_that_works(scratch, private):
    """bwrap, else an engine of containers; where none works, why bwrap does not."""
    engines = [name for name in ENGINES if shutil.which(name)]
    try:
        return sandbox("bwrap", scratch, private)
    except NoSandbox as error:
        for name in engines:
            with suppress(NoSandbox):
                return sandbox(name, scratch, private)
        raise error


_ADVICE = """On Linux, install bubblewrap (0.8 or later) and allow user namespaces, or
use --sandbox podman or docker; if you trust every submission, --sandbox none as an
ordinary user."""
_CLOSED = """As root, notebooks run as another user, who may not enter {closed}: take
another folder for --out, one that all may enter, or `chmod o+x {closed}`."""
_IMAGE = f"Make the image {IMAGE} as docs/teachers.md says, and start the engine."


def command(child: dict[str, Any], *words: str) -> tuple[list[str], dict[str, Any]]:
    """The command line and keywords that start the room's child, or Python's words."""
    python, room = child.pop("python", PYTHON), child.pop("room", ROOM)
    return [*child.pop("args"), *python, *(words or [f"{room}/child.py"])], child


def _try(child, name):
    """Start Python and import what a child needs; what cannot do this cannot grade."""
    room = Path(child.get("room", "/"))
    words, keywords = command(child, "-c", "import child, IPython")
    advice, wait = _IMAGE if name in ENGINES else _ADVICE, 60 * slowness()
    with TemporaryFile("w+") as said:
        try:
            subprocess.run(words, **keywords, stderr=said, timeout=wait, check=True)
        except subprocess.SubprocessError as error:
            if name == "none" and os.getuid() == 0 and (closed := _closed(room)):
                raise NoSandbox(_CLOSED.format(closed=closed)) from None
            said.seek(0)
            reason = (said.read().strip() or str(error)).splitlines()[-1]
            raise NoSandbox(f"No child starts here ({reason}). {advice}") from None


def _closed(place):
    """The first folder around a place that others than its owner may not enter."""
    around = [place, *place.parents][::-1]
    return next((p for p in around if not p.stat().st_mode & stat.S_IXOTH), None)


def _bubblewrap(fonts, private=()):
    hidden = _hidden(private)

    @contextmanager
    def child(room):
        args = _inner(room, fonts, hidden, "--unshare-pid")
        if os.getuid() == 0:
            # Of an end of ours, only a process of root is told: the first one of the
            # outer sandbox, with which all others in it end.
            inside = [Path("/tmp/fonts", file.name) for file in fonts]
            args = [*outer(room, fonts, hidden), "--", *become(next(USERS))]
            args += _inner(Path(ROOM), inside, hidden)
        environment = {**_ENVIRONMENT, "HOME": "/tmp", "MPLCONFIGDIR": "/tmp/fonts"}
        yield {"args": args, "env": environment, "cwd": "/"}

    return child


def outer(room: Path, fonts: Iterable[Path], hidden: Iterable[Path] = ()) -> list[str]:
    """As root: the same view, for a user who may not even enter root's home."""
    keep = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
    capabilities = [word for name in keep for word in ("--cap-add", name)]
    system = ["--unshare-pid", "--proc", "/proc", "--dev", "/dev"]
    return [shutil.which("bwrap"), *_view(room, fonts, hidden), *system, *capabilities]


def _inner(room, fonts, hidden, *options):
    names = ("user", "ipc", "net", "uts", "cgroup-try")
    apart = [f"--unshare-{name}" for name in names]
    return [
        *(shutil.which("bwrap"), *_view(room, fonts, hidden), *apart, *options),
        *("--disable-userns", "--new-session", "--proc", "/proc"),
        *("--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"),
        *("--chdir", "/tmp", "--"),
    ]


def _view(room, fonts, hidden):
    """What a child can see: a system without homes, data, settings or accounts."""
    view = ["--die-with-parent", "--size", str(DISK), "--perms", "1777"]
    view += ["--tmpfs", "/tmp"]
    for folder in SYSTEM:
        if folder.is_symlink():
            view += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.exists():
            view += ["--ro-bind", str(folder), str(folder)]
    view += _layers({*_needed()}, {*hidden})
    view += ["--ro-bind", str(room), ROOM, "--perms", "0777", "--dir", "/tmp/fonts"]
    for file in fonts:
        view += ["--ro-bind", str(file), f"/tmp/fonts/{file.name}"]
    return view


def _needed():
    """The interpreter, its libraries and bwrap; nothing else of where they lie."""
    roots = {sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)}
    library = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}"
    python = Path(sys.executable)
    while python.is_symlink():
        python = python.parent / python.readlink()
        if (python.parent.parent / library).exists():
            roots.add(str(python.parent.parent))
    parts = ("bin", "lib", "lib64", "include", "pyvenv.cfg")
    paths = {Path(root, part) for root in roots for part in parts}
    paths |= {Path("/etc/ld.so.cache"), Path("/etc/alternatives")}
    # As root, the outer sandbox starts the inner one.
    bwrap = shutil.which("bwrap")
    paths |= {Path(bwrap), Path(bwrap).resolve()} if bwrap else set()
    return sorted(path for path in paths if path.exists())


def _layers(shown, hidden):
    """The words that show some paths and hide others; of two, the inner one counts."""
    words, is_seen = [], dict.fromkeys(SYSTEM, True)
    for path in sorted(shown | hidden):
        around = next((is_seen[p] for p in path.parents if p in is_seen), False)
        is_seen[path] = path not in hidden
        if is_seen[path] != around:
            words += _bound(path) if is_seen[path] else _emptied(path)
    return words


def _bound(path):
    """The words that show a path, read-only, and the folders that lead there."""
    words = []
    for folder in reversed(path.parents[:-1]):
        words += ["--perms", "0755", "--dir", str(folder)]
    return [*words, "--ro-bind", str(path), str(path)]


def _emptied(path):
    if path.is_dir():
        return ["--tmpfs", str(path)]
    return ["--ro-bind", os.devnull, str(path)]


def _hidden(private):
    """What no child sees, though it lie in what is shown: what knows the answers."""
    clone = PACKAGE.parent
    course = clone if (clone / "pyproject.toml").exists() else PACKAGE
    return [path.resolve() for path in (course, PACKAGE, *private)]


def become(user: int) -> list[str]:
    """Set this user and no group, for good."""
    number = str(user)
    identity = ["--reuid", number, "--regid", number, "--clear-groups"]
    rights = ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
    return ["setpriv", *identity, *rights]


def _plain(fonts, scratch):
    """No sandbox: a home of its own, and an end together with the grader's."""

    @contextmanager
    def child(room):
        with TemporaryDirectory(dir=scratch, ignore_cleanup_errors=True) as home:
            args = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
            if os.getuid() == 0:
                user = next(USERS)
                os.chown(home, user, user)
                args = [*become(user), *args[1:]]
            for file in fonts:
                shutil.copy(file, home)
            places = {"HOME": home, "MPLCONFIGDIR": home, "PYTHONPATH": str(room)}
            environment = {**_ENVIRONMENT, **places}
            yield {"args": args, "env": environment, "cwd": home, "room": str(room)}

    return child


def _fonts(scratch):
    """matplotlib's list of fonts, made once: without it each child makes its own."""
    folder = Path(scratch, "fonts")
    folder.mkdir(exist_ok=True)
    if not list(folder.glob("fontlist*.json")):
        ours = {**_ENVIRONMENT, "HOME": "/nonexistent", "MPLCONFIGDIR": str(folder)}
        # Not in the sandbox, so that .pyc files that it would miss are written.
        del ours["PYTHONDONTWRITEBYTECODE"]
        words = [*PYTHON, "-c", "import matplotlib.pyplot"]
        # In a session of its own, so that Ctrl-C ends it without a traceback.
        subprocess.run(words, env=ours, check=True, start_new_session=True)
    fonts = sorted(folder.glob("fontlist*.json"))
    for file in fonts:
        file.chmod(0o644)
    return fonts
