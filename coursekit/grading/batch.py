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

    def __init__(self, out):
        self.folder = Path(out, ".state")
        self.scratch = self.folder / "scratch"
        self.scratch.mkdir(parents=True, exist_ok=True)

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
                raise Busy(
                    f"Another grader is at work in {self.folder.parent}."
                ) from None
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


def grade_all(found, results, sandbox, jobs, seconds):
    """Yield (submission, key, why): the result's key, or None and why there is none."""
    pool = ThreadPoolExecutor(jobs)
    try:
        waiting = {pool.submit(_grade, s, results, sandbox, seconds): s for s in found}
        for done in as_completed(waiting):
            submission = waiting.pop(done)
            try:
                yield submission, done.result(), ""
            except Exception as error:  # this one's trouble is not the others'
                yield submission, None, str(error) or type(error).__name__
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _grade(submission, results, sandbox, seconds):
    """The key of a submission's result, which is made if it is not there yet."""
    try:
        raw = content(submission.path)
        key = fingerprint(raw, submission.lesson, seconds)
        if not results.load(key):
            result = _judge(submission.lesson, raw, sandbox, seconds)
            results.save(key, result)
    except Unreadable as error:
        key = hashlib.sha256(str(error).encode()).hexdigest()
        if not results.load(key):
            results.save(key, {"lesson": submission.lesson, "unreadable": str(error)})
    return key


def _judge(lesson, raw, sandbox, seconds):
    cells = code_cells(raw)
    if not lesson:
        raise Unreadable("No lesson of the course is named in it; see its file's name.")
    return judge(lesson, cells, sandbox, seconds)
