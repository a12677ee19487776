"""The parent of a runner: hears it out, blames what ended it, marks its values."""

import json
import os
import select
import signal
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from tempfile import TemporaryFile
from time import monotonic

from coursekit.checks import Mark, mark
from coursekit.grading.sandbox import DISK, RUNNER
from coursekit.tasks import tasks

START = 60  # seconds that a runner may take until it is ready
GRACE = 2  # seconds after which one that ignores its interrupt is killed
WHOLE = 10  # a submission may take this many times what a cell may take
HEARD = 30_000_000  # bytes that one runner may tell, in lines of at most
LONGEST = 5_000_000  # bytes
MEMORY = 2_000_000_000  # bytes; drawing needs 200 MB, the largest lessons 1 GB
PROCESSES = 64


class NotGraded(Exception):
    """The machine failed, not the submission; says why. Another run may succeed."""


@dataclass
class Story:
    """What the runners of one submission have told, in their own order.

    ready    whether the last runner came as far as the first cell
    at       the cell or question that the last runner was at
    skip     cells that ended or outlasted their runner; the next one goes without
    errors   what went wrong, by cell
    answers  what was told of each question: its values, or why there are none
    """

    ready: bool = False
    at: object = None
    skip: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)


def judge(lesson, cells, sandbox, seconds):
    """The result of one submission: a plain dict, the same for the same cells.

    A runner that dies or hangs takes only the cell or the question that it was at
    with it: the next one does without. Raises NotGraded.
    """
    asked, story = tasks(lesson), Story()
    until = monotonic() + START + WHOLE * seconds
    fate = _run(asked, cells, story, sandbox, seconds, until)
    while fate != "end" and _blame(fate, story, asked, len(cells), seconds):
        if monotonic() > until:
            break
        fate = _run(asked, cells, story, sandbox, seconds, until)
    marks = [_mark(task, story, fate, seconds) for task in asked.values()]
    notes = [f"Code cell {n + 1}: {error}" for n, error in sorted(story.errors.items())]
    questions = [{"title": asked[m.question].title, **asdict(m)} for m in marks]
    return {"lesson": lesson, "questions": questions, "notes": notes}


def _run(asked, cells, story, sandbox, seconds, until):
    """Hear one runner out; returns "end", or how it ended: "died" or "timeout"."""
    request = {
        "cells": cells,
        "questions": [question for question in asked if question not in story.answers],
        "skip": story.skip,
        "seconds": seconds,
        "limits": _limits(seconds),
    }
    story.at, story.ready = None, False
    with sandbox() as child, _started(child, request) as runner:
        try:
            lines = _lines(runner.stdout.fileno(), seconds, until)
            for line in lines:
                if _hear(_parsed(line), story, asked, len(cells)):
                    return "end"
            fate = "died"
        except TimeoutError:
            fate = "timeout"
    if not story.ready:
        raise NotGraded("the runner did not start; is the machine short of memory?")
    return fate


def _limits(seconds):
    cpu = int(WHOLE * seconds) + 60
    return {"memory": MEMORY, "processes": PROCESSES, "disk": DISK, "cpu": cpu}


@contextmanager
def _started(child, request):
    """A runner that has its request; afterwards it and what it started are gone."""
    with TemporaryFile() as file:
        file.write(json.dumps(request).encode())
        file.seek(0)
        runner = subprocess.Popen(
            [*child.pop("args"), *RUNNER],
            **child,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        yield runner
    finally:
        with suppress(ProcessLookupError):
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


def _parsed(line):
    """A line's object; {} for what no runner of ours would write."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _hear(said, story, asked, cells):
    """Note what a line says, if it can be; whether the runner is done."""
    story.ready = story.ready or said.get("ready") is True
    cell, question, at = said.get("cell"), said.get("question"), said.get("at")
    if type(at) is int or isinstance(at, str):
        story.at = at
    if type(cell) is int and 0 <= cell < cells:
        story.errors.setdefault(cell, str(said.get("error"))[:300])
    if isinstance(question, str) and question in asked:
        story.answers[question] = said
    return said.get("end") is True


def _blame(fate, story, asked, cells, seconds):
    """Make the next runner do without what ended this one; False if nothing did."""
    at = story.at
    if type(at) is int and 0 <= at < cells and at not in story.skip:
        long = f"It ran longer than {seconds:g} s and could not be interrupted."
        story.errors[at] = "It ended Python itself." if fate == "died" else long
        story.skip.append(at)
        return True
    if at in asked and at not in story.answers:
        story.answers[at] = {fate: True}
        return True
    return False


def _mark(task, story, fate, seconds):
    """The Mark of one question; never more than its values deserve."""
    said = story.answers.get(task.id, {fate: True})
    if isinstance(said.get("values"), dict):
        marked = mark(task, said["values"])
        return replace(marked, lines=tuple(line[:500] for line in marked.lines))
    reasons = {
        "missing": f"There is no {task.name} in the notebook.",
        "timeout": f"{task.name} ran longer than {seconds:g} s.",
        "died": f"{task.name} ended Python itself.",
    }
    status = next((status for status in reasons if status in said), "died")
    lines = [reasons[status]]
    if status == "missing" and story.skip:
        cells = ", ".join(str(cell + 1) for cell in story.skip)
        lines.append(f"Perhaps it was lost with code cell {cells}; see below.")
    return Mark(task.id, status, 0, task.points, tuple(lines))
