"""The parent of a child: hears it out, asks, blames what ended it, marks the rest."""

import json
import os
import re
import select
import signal
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from threading import Thread
from time import monotonic, sleep

from coursekit.grading.judge.marking import marked
from coursekit.grading.judge.plain import is_plain
from coursekit.grading.judge.released import idle
from coursekit.grading.judge.sandbox import LIMITS, command
from coursekit.grading.printable import printable
from coursekit.marks import Mark
from coursekit.outcomes import Failed, Status, from_json
from coursekit.patience import PATIENT, slowness
from coursekit.tasks import load
from coursekit.tasks.hidden import hidden
from coursekit.tasks.properties import judged
from coursekit.tasks.variants import unworded, variants

# Each is multiplied by how busy the machine is.
START = 60  # seconds that a child may take until it is ready
GRACE = 5  # seconds after which a cell that ignores its interrupt is killed
WHOLE = 10  # a submission may take this many times what a cell may take
HEARD = 10_000_000  # bytes that one submission may tell, in lines of at most
LONGEST = 2_000_000  # bytes; right answers tell 700 kB in all
CHILDREN = 12  # that one submission may cost, besides one for each question
NOTES, NOTE = 20, 300  # notes that a submission may have, characters of each


MISSED = re.compile(r"NameError: name '(\w+)' is not defined")


class NotGraded(Exception):
    """The machine failed, not the submission; says why. Another run may succeed."""


class _Silent(Exception):
    """The child says no more: `timeout` where it still runs."""

    def __init__(self, timeout):
        self.timeout = timeout


@dataclass(frozen=True)
class Terms:
    """How a class is graded: what a mark depends on beside the submission.

    seconds   of work that a cell or an answer may take
    seed      what the hidden inputs are drawn from
    own       {lesson: text of its task file} for lessons outside of the course
    released  {lesson: sources of the code cells of its exercise}
    student   whose numbers the questions have, or "" for the course's own
    claimed   whose numbers the notebook itself says that it has
    """

    seconds: float = 30
    seed: int = 0
    own: dict = field(default_factory=dict)
    released: dict = field(default_factory=dict)
    student: str = ""
    claimed: str = ""


def judge(lesson, cells, sandbox, terms):
    """The result of one submission: a plain dict, the same for the same code cells.

    A child that dies or hangs takes only the cell or the question that it was at with
    it: the next one does without. Raises NotGraded.
    """
    for number, source in terms.own.items():
        load(number, source)
    story = Story(variants(lesson, terms.student), cells, terms, lesson)
    until = monotonic() + (START + WHOLE * terms.seconds) * slowness()
    for _ in range(CHILDREN + len(story.asked)):
        if monotonic() > until or story.heard >= HEARD or story.run(sandbox, until):
            break
    story.late = monotonic() > until
    questions = [story.marked(task) for task in story.asked.values()]
    told = {"lesson": lesson, "questions": questions, "notes": story.notes()}
    return {**told, "failed": sorted(story.errors)}


@dataclass
class Story:
    """What the children of one submission have told. Nothing in it is believed.

    at       the cell or question that the last child was at; None before the first
    again    where one was killed, perhaps by a machine short of memory: tried again
    skip     cells that ended or outlasted their child; the next one goes without
    errors   what went wrong, by cell
    visible  {question: its outcomes on the visible parts}
    answers  {question: these and its outcomes on the hidden parts}, or the status of
             an answer that has none
    closed   whether a hidden input has been sent: what is said from then on, by any
             child, is compared with what is right and shown to nobody
    late     whether the whole notebook took too long
    heard    how many bytes all children have told: what they say is held here
    """

    asked: dict
    cells: list
    terms: Terms
    lesson: str = ""
    at: object = None
    again: list = field(default_factory=list)
    skip: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    visible: dict = field(default_factory=dict)
    answers: dict = field(default_factory=dict)
    closed: bool = False
    late: bool = False
    heard: int = 0

    def run(self, sandbox, until):
        """Hear one child out; whether all has been said, and no other is needed."""
        self.at, fate = None, ""
        with _started(sandbox, self.lesson, self.terms) as child:
            talk = _Talk(child, self.terms.seconds, until, HEARD - self.heard)
            try:
                self._hear_cells(talk)
                self._ask_all(talk)
                return True
            except _Silent as silent:
                fate = "timeout" if silent.timeout else _fate(_status(child.pid))
                self.heard += talk.heard
        if self.at is None:
            why = "the child did not start; is the machine short of memory?"
            raise NotGraded(why)
        return not self._blame(fate)

    def _hear_cells(self, talk):
        """Let the cells run; what went wrong in them is noted, unless we are closed."""
        names = {task.name for task in self.asked.values()}
        released = self.terms.released.get(self.lesson, ())
        unused = idle(self._as_released(), released, names)
        talk.request(
            cells=self.cells,
            skip=sorted({*self.skip, *unused}),
            plain=is_plain([c for n, c in enumerate(self.cells) if n not in unused]),
            seconds=self.terms.seconds,
            limits=_limits(self.terms.seconds),
        )
        while "ready" not in (said := talk.line()):
            if self._is_cell(said.get("at")):
                self.at = said["at"]
            if self._is_cell(said.get("cell")) and not self.closed:
                self.errors[said["cell"]] = str(said.get("error"))[:NOTE]

    def _as_released(self):
        """The cells, with the course's numbers where a student's stood in them."""
        return [unworded(self.lesson, cell) for cell in self.cells]

    def _ask_all(self, talk):
        """Ask the visible parts of all questions, and then the hidden ones."""
        for task in self._open():
            self.at = task.id
            if status := self._unasked(task, talk):
                self.answers[task.id] = status
            elif outcomes := self._outcomes(task, task.parts, talk):
                self.visible[task.id] = outcomes
        self.closed = True
        for task_id, visible in self.visible.items():
            if task_id not in self.answers:
                self.at = task_id
                task = self.asked[task_id]
                parts = hidden(task, self.terms.seed).parts
                if outcomes := self._outcomes(task, parts, talk):
                    self.answers[task_id] = visible, outcomes

    def _open(self):
        """The tasks of which nothing has been heard."""
        known = self.answers.keys() | self.visible.keys()
        return [task for task_id, task in self.asked.items() if task_id not in known]

    def _unasked(self, task, talk):
        """Why there is nothing to ask, as a status or as outcomes; else None."""
        kind = str(talk.ask(name=task.name).get("is"))[:40]
        if kind == "missing":
            return Status.MISSING
        if kind == "function" or (kind == "class" and task.makes):
            return None
        failed = [Failed(Status.WRONG, no_function(task, kind))] * len(task.parts)
        return failed, failed

    def _outcomes(self, task, parts, talk):
        """The outcomes of these asks; none where the answer takes too long."""
        found = []
        for part in parts:
            said = talk.ask(ask=part.ask, name=task.name)
            if "timeout" in said:
                self.answers[task.id] = Status.TIMEOUT
                return None
            found.append(judged(part.ask, from_json(said.get("outcome"))))
        return found

    def _blame(self, fate):
        """Let the next child do without what ended this one; False if nothing did."""
        if fate == "killed" and self.at not in self.again:
            self.again.append(self.at)
            return True
        died = fate != "timeout"
        if self._is_cell(self.at) and self.at not in self.skip:
            long = f"It ran longer than {self.terms.seconds:g} s and was stopped."
            self.errors[self.at] = "It ended Python itself." if died else long
            self.skip.append(self.at)
            return True
        if self.at in self.asked.keys() - self.answers.keys():
            self.answers[self.at] = Status.DIED if died else Status.TIMEOUT
            return True
        return False

    def _is_cell(self, number):
        return type(number) is int and 0 <= number < len(self.cells)

    def notes(self):
        """What went wrong in the cells, as sentences."""
        wrong = sorted(self.errors.items())
        notes = [f"Code cell {n + 1}: {said}"[:NOTE] for n, said in wrong[:NOTES]]
        if len(wrong) > NOTES:
            more = len(wrong) - NOTES
            notes.append(f"{more} more cell{'s' if more > 1 else ''} failed.")
        if self.late:
            notes.append("The whole notebook took too long; the rest was not run.")
        return [printable(note) for note in notes]

    def marked(self, task):
        """The mark of one question, as a dict: never more than its values deserve."""
        unheard = Status.TIMEOUT if self.late else Status.DIED
        said = self.answers.get(task.id, unheard)
        if isinstance(said, Status):
            given = Mark(task.id, said, 0, task.points, says=self._why(task, said))
        else:
            given = marked(task, self.terms.seed, *said)
            if given.status == Status.RAISED and (cause := self._cause(given.says)):
                given = replace(given, says=f"{given.says} {cause}")
        fields = {
            name: printable(value)[:500] if isinstance(value, str) else value
            for name, value in asdict(given).items()
        }
        return {"title": task.title, "name": task.name, **fields}

    def _why(self, task, status):
        seconds = f"{self.terms.seconds:g} s"
        reasons = {
            Status.MISSING: f"There is no `{task.name}` in the notebook",
            Status.TIMEOUT: f"`{task.name}` ran longer than {seconds}",
            Status.DIED: f"`{task.name}` ended Python itself",
        }
        reason = reasons[status]
        if status == Status.MISSING and (other := self._given_to_check(task)):
            reason += f"; its check was given `{other}`"
        lost = status == Status.MISSING and self._cell_of(task.name)
        return f"{reason}. {lost}" if lost else f"{reason}."

    def _given_to_check(self, task):
        """The other name that the notebook's own check was given, or ""."""
        check = re.compile(rf"""\bcheck\(\s*["']{task.id}["']\s*,\s*([^\W\d]\w*)""")
        names = [name for source in self.cells for name in check.findall(source)]
        return next((name for name in names if name != task.name), "")

    def _cell_of(self, name, known=()):
        """What happened to the first failed cell that speaks of a name, or "".

        Where that cell misses a name itself, the cell that should have made that one.
        """
        for number, source in enumerate(self.cells):
            if number in self.errors and number not in known and name in source:
                cause = self._cause(self.errors[number], (*known, number))
                return cause or f"Code cell {number + 1} failed: {self.errors[number]}"
        return ""

    def _cause(self, error, known=()):
        """What happened to the cell that should have made what is missed, or ""."""
        missed = MISSED.search(error)
        return self._cell_of(missed[1], known) if missed else ""


def no_function(task, kind):
    """What to say of an answer that is no function but of this kind."""
    if kind == "class":
        return f"{task.name} is a class; the exercise asks for a function."
    return (
        f"{task.name} is not a function but a value of type {kind}: give check the "
        "name alone, without parentheses, and define it only once."
    )


class _Talk:
    """Lines to a child and back, each within its time. Raises _Silent.

    heard  how many bytes have come, of no more than `most`
    """

    def __init__(self, child, seconds, until, most):
        self.child, self.heard = child, 0
        self.lines = _lines(child.stdout.fileno(), seconds, until, most)
        self.writer, self.space = Thread(), select.poll()
        self.space.register(child.stdin, select.POLLOUT)

    def request(self, **what):
        """Write it: in a thread if that might wait, since a child need not read."""
        line = json.dumps(what).encode() + b"\n"
        if len(line) <= select.PIPE_BUF and not self._is_full():
            self._write(line)
        else:
            self.writer = Thread(target=self._write, args=(line,), daemon=True)
            self.writer.start()

    def ask(self, **what):
        self.request(**what)
        return self.line()

    def _is_full(self):
        """Whether the child's pipe has no room for a line of PIPE_BUF bytes."""
        return self.writer.is_alive() or not self.space.poll(0)

    def _write(self, line):
        with suppress(OSError, ValueError):  # it is gone; the silence will tell
            self.child.stdin.write(line)
            self.child.stdin.flush()

    def line(self):
        """What the next line says that says anything: a dict."""
        for line in self.lines:
            self.heard += len(line) + 1
            with suppress(ValueError, RecursionError):
                said = json.loads(line)
                if isinstance(said, dict):
                    return said
        raise _Silent(timeout=False)


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
    """What an end by this signal means."""
    fates = {signal.SIGXCPU: "timeout", signal.SIGKILL: "killed"}
    return fates.get(ended, "died")


def _limits(seconds):
    cpu = int(WHOLE * seconds) + START
    return {**LIMITS, "cpu": cpu}


@contextmanager
def _started(sandbox, lesson, terms):
    """A child of this lesson's room; afterwards it and what it started are gone."""
    with sandbox(lesson, terms.own.get(lesson, "")) as inside:
        words, keywords = command(inside)
        pipes = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.DEVNULL,
        }
        child = subprocess.Popen(words, **keywords, **pipes, start_new_session=True)
        try:
            yield child
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            child.stdout.close()
            with suppress(OSError):
                child.stdin.close()
            child.wait()


def _lines(pipe, seconds, until, most=HEARD):
    """Lines as they come, until there are too many. Raises _Silent if none comes.

    A line that has begun ends soon: a child of ours writes it at once.
    """
    ready, held, heard = select.poll(), b"", 0
    ready.register(pipe, select.POLLIN)
    begun = monotonic()
    while heard < most and len(held) < LONGEST:
        patience = PATIENT * seconds + GRACE if heard else START
        patience = min(patience * slowness(), until - monotonic())
        if held:
            patience = min(patience, begun + GRACE * slowness() - monotonic())
        if patience <= 0 or not ready.poll(patience * 1000):
            raise _Silent(timeout=True)
        piece = os.read(pipe, 65536)
        if not piece:
            return
        heard += len(piece)
        *lines, rest = (held + piece).split(b"\n")
        if lines or not held:
            begun = monotonic()
        held = rest
        yield from lines
