"""Starts the grader as a teacher would, and reads what it leaves."""

import csv
import html
import re
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

PATIENCE = 600  # seconds that end what hangs; a busy machine is no failure
GRADE = "import typer; from coursekit.grading.command import grade; typer.run(grade)"


def grade(folder, out, *options, prefix=(), cwd=None):
    command = [*prefix, sys.executable, "-c", GRADE, str(folder), "--out", str(out)]
    command += ["--timeout", "2", "--jobs", "2", "--exercises", str(out), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, **pipes, cwd=cwd)


def finished(grader):
    """Its exit status and what it said, when it has ended."""
    said, complained = grader.communicate(timeout=PATIENCE)
    return grader.returncode, said.decode(), complained.decode()


def files(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


def contents(out):
    """{path: bytes} of all reports, without the name that the class was given."""
    reports = [path for path in out.rglob("*") if ".state" not in path.parts]
    name = out / ".state" / "class"
    owner = name.read_bytes() if name.exists() else b"nobody"
    return {
        p.relative_to(out): p.read_bytes().replace(owner, b"the class")
        for p in reports
        if p.is_file()
    }


def marker():
    """A time to sleep, in seconds, by which a process is told from all others."""
    return f"86400.{uuid4().int}"


def processes(marker):
    """The commands of running processes that have a marker of ours in them."""
    commands = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            commands.append(path.read_bytes().decode(errors="replace"))
        except OSError:  # it ended meanwhile
            continue
    return [command for command in commands if marker in command]


def gone(marker):
    """Whether these processes end soon; on a busy machine that may take a while."""
    deadline = time.monotonic() + 60
    while processes(marker) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes(marker)


def text_of(page):
    return html.unescape(re.sub("<[^>]*>", "", page.read_text("utf-8")))


def rows(out):
    with open(out / "marks.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
