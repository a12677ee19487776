"""Many submissions at once; what is known is kept, so that no work is done twice."""

import fcntl
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from pathlib import Path

from coursekit.grading.judging import judge
from coursekit.grading.reading import Unreadable, code_cells, content, fingerprint


class Busy(Exception):
    """Another grader is at work in the same folder."""


class Results:
    """Results in OUT/.state, one file each, named by what the result depends on."""

    def __init__(self, out, seconds):
        self.folder, self.seconds = Path(out, ".state"), seconds
        self.scratch = self.folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)

    def key(self, submission):
        """The name of a submission's result; what cannot be read has one at once."""
        try:
            raw = content(submission.path)
            key = fingerprint(raw, submission.lesson, self.seconds)
            if not self.load(key):
                _cells(submission, raw)
        except Unreadable as error:
            told = {"lesson": submission.lesson, "unreadable": str(error)}
            key = hashlib.sha256(json.dumps(told).encode()).hexdigest()
            if not self.load(key):
                self.save(key, told)
        return key

    def load(self, key):
        """The result, or None if there is none or only a part of one."""
        try:
            return json.loads(self._path(key).read_text("utf-8"))
        except (OSError, ValueError):
            return None

    def save(self, key, result):
        write(self._path(key), [json.dumps(result)])

    def _path(self, key):
        return self.folder / f"{key}.json"

    @contextmanager
    def lock(self):
        """Nobody else grades into this folder meanwhile. Raises Busy."""
        with open(self.folder / "lock", "w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                where = self.folder.parent
                raise Busy(f"Another grader is at work in {where}.") from None
            yield


def write(path, pieces):
    """Write a text file at once or not at all."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with open(unfinished, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(pieces)
        os.replace(unfinished, path)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise


def grade_all(todo, results, sandbox, jobs):
    """Make the result of each key in `todo`, {key: submission}.

    Yields (key, why) as they end: why there is none, or "". Equal submissions have
    one key, so that they are graded once.
    """
    pool = ThreadPoolExecutor(jobs)
    try:
        running = {
            pool.submit(_grade, submission, key, results, sandbox): key
            for key, submission in todo.items()
        }
        for done in as_completed(running):
            error = done.exception()  # this one's trouble is not the others'
            yield running.pop(done), error and (str(error) or type(error).__name__)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _grade(submission, key, results, sandbox):
    cells = _cells(submission, content(submission.path))
    results.save(key, judge(submission.lesson, cells, sandbox, results.seconds))


def _cells(submission, raw):
    cells = code_cells(raw)
    if not submission.lesson:
        raise Unreadable("No lesson of the course is named in it; see its file's name.")
    return cells
