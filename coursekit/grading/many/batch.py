"""Many submissions at once; what is known is kept, so that no work is done twice."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from filecmp import cmp
from pathlib import Path
from secrets import randbelow
from typing import Any, Protocol, TextIO

from coursekit.grading.collect.reading import (
    Unreadable,
    answers_in_words,
    code_cells,
    language,
)
from coursekit.grading.collect.submissions import Submission
from coursekit.grading.judge.answers import code, figures, in_words, printed
from coursekit.grading.judge.judging import Terms, judge
from coursekit.grading.judge.projects import rows
from coursekit.grading.judge.sandbox import Sandbox
from coursekit.grading.many.keys import key
from coursekit.grading.person import sentences
from coursekit.grading.printable import printable
from coursekit.grading.report.likeness import sample
from coursekit.outcomes import Status
from coursekit.tasks import tasks, variants
from coursekit.tasks.variants import unworded, with_the_courses_numbers

Result = dict[str, Any]  # JSON values: what judge gives, and a sample for likeness
LANGUAGES = {"r": "R", "julia": "Julia", "octave": "Octave", "scala": "Scala"}
AHEAD = 4  # submissions that wait for each one that is being graded


@dataclass(frozen=True)
class Notebook:
    """What is graded of a submission, and what a person will want to see of it.

    cells    its code cells
    answers  what it says in words
    figures  of its project, in base64
    printed  what the project's cells printed
    digest   of its bytes, by which a changed one is known
    language  that it says its code is in; "" for Python
    """

    lesson: str
    cells: list[str]
    answers: dict[str, str]
    figures: list[str]
    printed: str
    digest: str
    language: str = ""

    @classmethod
    def of(cls, lesson: str, raw: bytes) -> Notebook:
        """That of a file's bytes. Raises Unreadable."""
        cells, answers = code_cells(raw), answers_in_words(raw, lesson)
        shown = figures(lesson, raw), printed(lesson, raw)
        return cls(lesson, cells, answers, *shown, digest(raw), language(raw))


class Busy(Exception):
    """Another grader is at work in the same folder."""


class Results:
    """Results in OUT/.state, one file each, named by what the result depends on."""

    def __init__(self, out: str | Path, terms: Terms) -> None:
        self.folder, self.terms = Path(out).resolve() / ".state", terms
        self.scratch = self.folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)
        self.unread: dict[str, Result] = {}

    def read(
        self, lesson: str, raw: bytes | Unreadable, terms: Terms
    ) -> tuple[str, Notebook]:
        """(key of a submission's result, its notebook), from its bytes.

        What cannot be read (raw says why, or its cells do) has a result at once.
        """
        try:
            if isinstance(raw, Unreadable):
                raise raw
            notebook = Notebook.of(lesson, raw)
            return key(raw, lesson, terms), notebook
        except Unreadable as error:
            whole = digest(raw) if isinstance(raw, bytes) else ""
            told = {"lesson": lesson, "unreadable": str(error), "digest": whole}
            name = json.dumps(told)
            self.unread[name] = told
            return name, Notebook(lesson, [], {}, [], "", whole)

    def load(self, name: str) -> Result | None:
        """The result, or None if there is none or only a part of one."""
        if name in self.unread:
            return self.unread[name]
        try:
            return json.loads(self._path(name).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def digest(self, name: str) -> str:
        """A short name of what a result says, or "" if there is none."""
        if name in self.unread:
            return name
        try:
            return digest(self._path(name).read_bytes())
        except OSError:
            return ""

    def save(self, name: str, told: Result) -> None:
        """Keep a result. Raises OSError."""
        write(self._path(name), [json.dumps(told)])

    def _path(self, name):
        return self.folder / f"{name}.json"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Nobody else grades into this folder meanwhile. Raises Busy."""
        with open(self.folder / "lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                where = self.folder.parent
                raise Busy(f"Another grader is at work in {where}.") from None
            yield


def digest(raw: bytes) -> str:
    """A short name of these bytes."""
    return hashlib.sha256(raw).hexdigest()[:16]


def seed_of(out: Path) -> int:
    """The seed of a class whose teacher names none: drawn once, and kept in OUT."""
    path = Path(out).resolve() / ".state" / "seed"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return int(path.read_text("utf-8"))
    except (OSError, ValueError):
        seed = randbelow(2**32)
        write(path, [str(seed)])
        return seed


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write a text file at once or not at all. Raises OSError."""
    with growing(path) as file:
        file.writelines(pieces)


@contextmanager
def growing(path: Path) -> Iterator[TextIO]:
    """A text file to be written into, which takes its place at the end or never.

    One that says the same already stays, with its date; a disk takes longer to replace
    a file than to read it. Raises OSError.
    """
    unfinished = path.with_name(path.name + ".part")
    try:
        with open(unfinished, "w", encoding="utf-8", errors="replace") as file:
            yield file
        if path.is_file() and cmp(unfinished, path, shallow=False):
            unfinished.unlink()
        else:
            os.replace(unfinished, path)
    except BaseException:
        with suppress(OSError):
            unfinished.unlink()
        raise


class Pool(Protocol):
    """What does the work: this machine's threads, or a cluster."""

    jobs: int

    def submit(self, lesson: str, cells: list[str], terms: Terms) -> Any: ...
    def first(self, futures: Collection) -> Iterable: ...
    def close(self) -> None: ...


def grade_all(
    found: Iterable[tuple[Submission, bytes | Unreadable]],
    results: Results,
    pool: Callable[[], Pool],
) -> Iterator[tuple[Submission, str, str]]:
    """Grade the submissions that have no result yet, each key once.

    found  pairs of a submission and its bytes, of which none are kept
    Yields (submission, key, why there is no result or "") as they end. `pool()` is what
    starts the work: its submit(lesson, cells, terms) gives a future; no more than a few
    wait in it.
    """
    running: dict[Any, tuple[str, Notebook]] = {}
    waiting: dict[str, list[Submission]] = {}
    for submission, raw in found:
        terms = replace(
            results.terms, student=submission.numbers, claimed=submission.claimed
        )
        name, notebook = results.read(submission.lesson, raw, terms)
        if name in waiting:
            waiting[name].append(submission)
        elif results.load(name):
            yield submission, name, ""
        else:
            waiting[name] = [submission]
            future = pool().submit(notebook.lesson, notebook.cells, terms)
            running[future] = name, notebook
        while running and len(running) >= AHEAD * pool().jobs:
            yield from _first_ended(running, waiting, results, pool())
    while running:
        yield from _first_ended(running, waiting, results, pool())


def _first_ended(running, waiting, results, pool):
    for done in pool.first(running):
        name, notebook = running.pop(done)
        why = _ended(done, name, notebook, results)
        for submission in waiting.pop(name):
            yield submission, name, why


def _ended(future, name, notebook, results):
    """Keep a result; why that was not possible, or ""."""
    try:
        results.save(name, completed(future.result(), notebook))
    except Exception as error:  # this one's trouble is not the others'
        return getattr(error, "strerror", None) or str(error) or type(error).__name__
    return ""


def completed(told: Result, notebook: Notebook) -> Result:
    """A result with what a person will see of it, and the rows that a person marks."""
    project = rows(notebook.lesson, notebook.cells, told["failed"], notebook.answers)
    words = sentences.rows(notebook.lesson, notebook.answers)
    questions = [*_in_python(told["questions"], notebook.language), *words, *project]
    return {
        **told,
        "questions": questions,
        "answers": in_words(notebook.answers),
        "code": code(notebook.lesson, notebook.cells),
        "figures": notebook.figures,
        "printed": notebook.printed,
        "digest": notebook.digest,
    }


def _in_python(questions, language):
    """The questions; why all answers are missing where they are in another language."""
    if not language or any(q["status"] != Status.MISSING for q in questions):
        return questions
    name = LANGUAGES.get(language.lower(), language)
    says = f"The notebook says that its code is {name}: answer in Python."
    return [{**q, "says": printable(says)} for q in questions]


class Here:
    """The pool of this machine: threads, each with a runner of its own."""

    def __init__(self, sandbox: Sandbox, jobs: int) -> None:
        self.jobs, self.sandbox = jobs, sandbox
        self.threads = ThreadPoolExecutor(jobs)

    def submit(self, lesson: str, cells: list[str], terms: Terms) -> Future[Result]:
        """Start on the cells of one submission."""
        return self.threads.submit(result, lesson, cells, self.sandbox, terms)

    def first(self, futures: Collection[Future]) -> set[Future]:
        """Those that are done, as soon as any is."""
        return wait(futures, return_when=FIRST_COMPLETED).done

    def close(self) -> None:
        """Begin nothing more; what runs is not waited for."""
        self.threads.shutdown(wait=False, cancel_futures=True)


def result(lesson: str, cells: list[str], sandbox: Sandbox, terms: Terms) -> Result:
    """What is kept of a submission: its marks, and a sample for likeness.

    In the sample are the course's numbers in place of a student's own.
    """
    told = judge(lesson, cells, sandbox, terms)
    released = terms.released.get(lesson, ())
    alike = _with_the_courses_numbers(lesson, cells, released, terms)
    return {
        **told,
        "numbers": _numbers(lesson, terms),
        "sample": sample(alike, released),
    }


def _numbers(lesson, terms):
    """{question: the student's own numbers, in the words of its text}."""
    if not terms.student:
        return {}
    told = {
        id: variants.in_words(task, terms.student) for id, task in tasks(lesson).items()
    }
    return {question: words for question, words in told.items() if words}


def _with_the_courses_numbers(lesson, cells, released, terms):
    """The cells as they would be with the course's numbers."""
    student = terms.claimed or terms.student
    for cell in cells:
        source = unworded(lesson, cell)
        is_exercise = source.strip() in released
        own = not is_exercise and student
        yield with_the_courses_numbers(lesson, source, student) if own else source
