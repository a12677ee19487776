"""The pool of many machines: an existing Dask cluster grades what this one would.

The cluster's workers need the same packages and a sandbox of their own. A worker
that dies costs time: Dask gives what it was at to another.
"""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

TRIES = 3  # of a submission whose machine failed


class NoCluster(Exception):
    """There is no such cluster; says why."""


class Cluster:
    def __init__(self, address, sandbox):
        try:
            from distributed import Client

            self.client = Client(address, timeout=20)
        except (ImportError, OSError, ValueError) as error:
            advice = "pip install coursekit[cluster]; then check the address"
            raise NoCluster(f"No cluster at {address} ({error}): {advice}.") from None
        self.sandbox = sandbox
        self.jobs = max(1, sum(self.client.nthreads().values()))

    def submit(self, lesson, told, terms):
        work = (lesson, told, self.sandbox, terms)
        return self.client.submit(graded, *work, pure=False, retries=TRIES)

    def first(self, futures):
        from distributed import wait  # Dask is an extra

        return wait(list(futures), return_when="FIRST_COMPLETED").done

    def close(self):
        self.client.close()


def graded(lesson, told, sandbox, terms):
    """On a worker: what a submission gives in a sandbox of the worker's machine."""
    from coursekit.grading.many.batch import result

    return result(lesson, told, _sandbox(sandbox), terms)


@cache
def _sandbox(name):
    from coursekit.grading.judge.sandbox import sandbox

    return sandbox(name, Path(mkdtemp(prefix="coursekit-")))
