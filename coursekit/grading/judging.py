"""The parent of a runner: hears it out, blames what ended it, marks its values."""

import json
import os
import select
import signal
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from tempfile import TemporaryFile
from time import monotonic

from coursekit.checks import Mark, mark
from coursekit.grading.sandbox import DISK, RUNNER
from coursekit.tasks import tasks

START = 60  # seconds that a runner may take until it is ready
GRACE = 2  # seconds after which one that ignores its interrupt is killed
WHOLE = 10  # a submission may take this many times what a cell may take
HEARD = 30_000_000  # bytes that one runner may tell, in lines of at most
LONGEST = 5_000_000  # bytes, and not more lines than
LINES = 10_000
MEMORY = 2_000_000_000  # bytes; drawing needs 200 MB, the largest lessons 1 GB
PROCESSES = 64


class NotGraded(Exception):
    """The machine failed, not the submission; says why. Another run may succeed."""


def judge(lesson, cells, sandbox, seconds):
    """The result of one submission: a plain dict, the same for the same cells.

    A runner that dies or hangs takes only the cell or the question that it was at
    with it: the next one does without. Raises NotGraded.
    """
    story = Story(tasks(lesson), len(cells), seconds)
    until, fate = monotonic() + START + WHOLE * seconds, ""
    while monotonic() < until:
        fate = _run(cells, story, sandbox, until)
        if not story.blame(fate):
            break
    notes = [f"Code cell {n + 1}: {error}" for n, error in sorted(story.errors.items())]
    if monotonic() > until:
        notes.append("The whole notebook took too long; the rest of it was not run.")
    questions = [story.marked(task, fate) for task in story.asked.values()]
    return {"lesson": lesson, "questions": questions, "notes": notes}


@dataclass
class Story:
    """What the runners of one submission have told. Nothing in it is believed.

    at       the cell or question that the last runner was at; None before the first
    skip     cells that ended or outlasted their runner; the next one goes without
    errors   what went wrong, by cell
    answers  what was told of each question: its values, or why there are none
    """

    asked: dict
    cells: int
    seconds: float
    at: object = None
    skip: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)

    def hear(self, line):
        """Note what a line says, if any sense can be made of it."""
        try:
            said = json.loads(line)
            self.at = said.get("at", self.at)
        except (ValueError, RecursionError, AttributeError):
            return
        if self._is_cell(said.get("cell")):
            self.errors[said["cell"]] = str(said.get("error"))[:300]
        if str(said.get("question")) in self.asked:
            self.answers[said["question"]] = said

    def blame(self, fate):
        """Let the next runner do without what ended this one; False if nothing did."""
        if fate == "end":
            return False
        if self._is_cell(self.at) and self.at not in self.skip:
            long = f"It ran longer than {self.seconds:g} s and was stopped."
            self.errors[self.at] = "It ended Python itself." if fate == "died" else long
            self.skip.append(self.at)
            return True
        if isinstance(self.at, str) and self.at in self.asked.keys() - self.answers:
            self.answers[self.at] = {fate: True}
            return True
        return False

    def _is_cell(self, number):
        return type(number) is int and 0 <= number < self.cells

    def marked(self, task, fate):
        """The mark of one question, as a dict: never more than its values deserve."""
        said = self.answers.get(task.id, {fate: True})
        if "values" in said:
            given = mark(task, said["values"])
            given = replace(given, lines=[line[:500] for line in given.lines])
        else:
            given = self._without_values(task, said)
        return {"title": task.title, "name": task.name, **asdict(given)}

    def _without_values(self, task, said):
        reasons = {
            "missing": f"There is no `{task.name}` in the notebook.",
            "timeout": f"`{task.name}` ran longer than {self.seconds:g} s.",
            "died": f"`{task.name}` ended Python itself.",
        }
        status = next((status for status in reasons if status in said), "died")
        lines = [reasons[status]]
        if status == "missing" and self.skip:
            cells = ", ".join(str(cell + 1) for cell in sorted(self.skip))
            lines.append(f"Perhaps it was lost with code cell {cells}; see below.")
        return Mark(task.id, status, 0, task.points, lines)


def _run(cells, story, sandbox, until):
    """Hear one runner out; returns "end", or how it ended: "died" or "timeout"."""
    request = {
        "cells": cells,
        "questions": [name for name in story.asked if name not in story.answers],
        "skip": story.skip,
        "seconds": story.seconds,
        "limits": _limits(story.seconds),
    }
    story.at, fate = None, "timeout"
    started = _started(sandbox, request)
    with started as runner, suppress(TimeoutError):
        lines = _lines(runner.stdout.fileno(), story.seconds, until)
        for line in islice(lines, LINES):
            story.hear(line)
            if story.at == "end":
                return "end"
        fate = "died"
    if story.at is None:
        raise NotGraded("the runner did not start; is the machine short of memory?")
    return fate


def _limits(seconds):
    cpu = int(WHOLE * seconds) + START
    return {"memory": MEMORY, "processes": PROCESSES, "disk": DISK, "cpu": cpu}


@contextmanager
def _started(sandbox, request):
    """A runner that has its request; afterwards it and what it started are gone."""
    with sandbox() as child, TemporaryFile() as file:
        file.write(json.dumps(request).encode())
        file.seek(0)
        pipes = {"stdin": file, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        command = [*child.pop("args"), *RUNNER]
        runner = subprocess.Popen(command, **child, **pipes, start_new_session=True)
        try:
            yield runner
        finally:
            os.killpg(runner.pid, signal.SIGKILL)
            runner.stdout.close()
            runner.wait()


def _lines(pipe, seconds, until):
    """Lines as they come, until there are too many. TimeoutError if none comes."""
    ready, held, heard = select.poll(), b"", 0
    ready.register(pipe, select.POLLIN)
    while heard < HEARD and len(held) < LONGEST:
        patience = min(seconds + GRACE if heard else START, until - monotonic())
        if patience <= 0 or not ready.poll(patience * 1000):
            raise TimeoutError
        piece = os.read(pipe, 65536)
        if not piece:
            return
        heard += len(piece)
        *lines, held = (held + piece).split(b"\n")
        yield from lines
