"""The parent of a runner: hears it out, blames what ended it, marks its values."""

import json
import os
import select
import signal
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from tempfile import TemporaryFile
from time import monotonic, sleep

from coursekit.grading.marking import marked
from coursekit.grading.patience import PATIENT, slowness
from coursekit.grading.sandbox import LIMITS, command
from coursekit.marks import Mark
from coursekit.outcomes import NOTHING, Status, from_json
from coursekit.tasks import load, tasks

# Each is multiplied by how busy the machine is.
START = 60  # seconds that a runner may take until it is ready
GRACE = 5  # seconds after which a cell that ignores its interrupt is killed
WHOLE = 10  # a submission may take this many times what a cell may take
HEARD = 30_000_000  # bytes that one runner may tell, in lines of at most
LONGEST = 5_000_000  # bytes, and not more lines than
LINES = 10_000


class NotGraded(Exception):
    """The machine failed, not the submission; says why. Another run may succeed."""


@dataclass(frozen=True)
class Terms:
    """How a class is graded: what a mark depends on beside the submission.

    seconds   of work that a cell or an answer may take
    seed      what the hidden inputs are drawn from
    own       {lesson: text of its task file} for lessons outside of the course
    released  {lesson: sources of the code cells of its exercise}
    """

    seconds: float = 30
    seed: int = 0
    own: dict = field(default_factory=dict)
    released: dict = field(default_factory=dict)


def judge(lesson, cells, sandbox, terms):
    """The result of one submission: a plain dict, the same for the same cells.

    A runner that dies or hangs takes only the cell or the question that it was at
    with it: the next one does without. Raises NotGraded.
    """
    for number, source in terms.own.items():
        load(number, source)
    story = Story(tasks(lesson), len(cells), terms)
    released = terms.released.get(lesson, ())
    until = monotonic() + (START + WHOLE * terms.seconds) * slowness()
    fate = ""
    while monotonic() < until:
        fate = _run(cells, story, sandbox, until, released)
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
    again    where one was killed, perhaps by a machine short of memory: tried again
    skip     cells that ended or outlasted their runner; the next one goes without
    errors   what went wrong, by cell
    answers  what was told of each question: its values, or why there are none
    """

    asked: dict
    cells: int
    terms: Terms
    at: object = None
    again: list = field(default_factory=list)
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
        if fate == "killed" and self.at not in self.again:
            self.again.append(self.at)
            return True
        fate = "died" if fate == "killed" else fate
        if self._is_cell(self.at) and self.at not in self.skip:
            long = f"It ran longer than {self.terms.seconds:g} s and was stopped."
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
        if "visible" in said:
            found = [_outcomes(task, said.get(kind)) for kind in ("visible", "hidden")]
            given = marked(task, self.terms.seed, *found)
        else:
            given = self._without_values(task, said)
        return {"title": task.title, "name": task.name, **asdict(given)}

    def _without_values(self, task, said):
        reasons = {
            Status.MISSING: f"There is no `{task.name}` in the notebook.",
            Status.TIMEOUT: f"`{task.name}` ran longer than {self.terms.seconds:g} s.",
            Status.DIED: f"`{task.name}` ended Python itself.",
        }
        status = next((status for status in reasons if status in said), Status.DIED)
        says = reasons[status]
        if status == Status.MISSING and self.skip:
            cells = ", ".join(str(cell + 1) for cell in sorted(self.skip))
            says += f" Perhaps it was lost with code cell {cells}; see below."
        return Mark(task.id, status, 0, task.points, says=says)


def _outcomes(task, said):
    """The outcomes that a runner told of a task's parts, whatever it told."""
    told = said if isinstance(said, list) else []
    found = [from_json(one) for one in told[: len(task.parts)]]
    return found + [NOTHING] * (len(task.parts) - len(found))


def _run(cells, story, sandbox, until, released):
    """Hear one runner out: "end", or its fate, "timeout", "killed" or "died"."""
    request = {
        "cells": cells,
        "questions": [name for name in story.asked if name not in story.answers],
        "skip": story.skip,
        "released": released,
        "seconds": story.terms.seconds,
        "seed": story.terms.seed,
        "own": story.terms.own,
        "limits": _limits(story.terms.seconds),
    }
    story.at, ended = None, None
    started = _started(sandbox, request)
    with started as runner, suppress(TimeoutError):
        lines = _lines(runner.stdout.fileno(), story.terms.seconds, until)
        for line in islice(lines, LINES):
            story.hear(line)
            if story.at == "end":
                return "end"
        ended = _status(runner.pid)
    if story.at is None:
        raise NotGraded("the runner did not start; is the machine short of memory?")
    return _fate(ended)


def _status(pid):
    """How a child that fell silent ended, as a signal's number or 0; it stays there.

    Were it reaped here, its process group's number could be another's when we kill it.
    """
    for _ in range(100):
        about = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG)
        if about:
            signalled = about.si_code != os.CLD_EXITED
            return about.si_status if signalled else max(0, about.si_status - 128)
        sleep(0.02)
    return 0


def _fate(ended):
    """What an end by this signal means; None is one that is ours to make."""
    fates = {None: "timeout", signal.SIGXCPU: "timeout", signal.SIGKILL: "killed"}
    return fates.get(ended, "died")


def _limits(seconds):
    cpu = int(WHOLE * seconds) + START
    return {**LIMITS, "cpu": cpu}


@contextmanager
def _started(sandbox, request):
    """A runner that has its request; afterwards it and what it started are gone."""
    with sandbox() as child, TemporaryFile() as file:
        file.write(json.dumps(request).encode())
        file.seek(0)
        pipes = {"stdin": file, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        words, keywords = command(child, "-m", "coursekit.grading.runner")
        runner = subprocess.Popen(words, **keywords, **pipes, start_new_session=True)
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
        patience = PATIENT * seconds + GRACE if heard else START
        patience = min(patience * slowness(), until - monotonic())
        if patience <= 0 or not ready.poll(patience * 1000):
            raise TimeoutError
        piece = os.read(pipe, 65536)
        if not piece:
            return
        heard += len(piece)
        *lines, held = (held + piece).split(b"\n")
        yield from lines
