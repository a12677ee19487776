"""The pool of many machines: an existing Dask cluster grades what this one would.

The cluster's workers need the same packages and a sandbox of their own. A worker
that dies costs time: Dask gives what it was at to another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from coursekit.grading.judge.judging import Terms

from coursekit.extras import how_to_install
from coursekit.patience import slowness

TRIES = 3  # of a submission whose machine failed
PATIENCE = 20  # seconds until a cluster must have answered


class NoCluster(Exception):
    """There is no such cluster; says why."""


class Cluster:
    """The pool of a Dask cluster at an address. Raises NoCluster."""

    def __init__(self, address: str, sandbox: str) -> None:
        try:
            from distributed import Client

            self.client = Client(address, timeout=PATIENCE * slowness())
        except (ImportError, OSError, ValueError) as error:
            advice = f"{how_to_install('cluster')}; then check the address"
            raise NoCluster(f"No cluster at {address} ({error}): {advice}.") from None
        self.sandbox = sandbox
        self.jobs = max(1, sum(self.client.nthreads().values()))

    def submit(self, lesson: str, told: list[str], terms: Terms) -> Any:
        """Start on the cells of one submission."""
        work = (lesson, told, self.sandbox, terms)
        return self.client.submit(graded, *work, pure=False, retries=TRIES)

    def first(self, futures: Collection) -> Iterable:
        """Those that are done, as soon as any is."""
        from distributed import wait  # Dask is an extra

        return wait(list(futures), return_when="FIRST_COMPLETED").done

    def close(self) -> None:
        """Leave the cluster, which goes on for others."""
        self.client.close()


def graded(lesson: str, told: list[str], sandbox: str, terms: Terms) -> dict[str, Any]:
    """On a worker: what a submission gives in a sandbox of the worker's machine."""
    from coursekit.grading.many.batch import result

    return result(lesson, told, _sandbox(sandbox), terms)


@cache
def _sandbox(name):
    from coursekit.grading.judge.sandbox import sandbox

    return sandbox(name, Path(mkdtemp(prefix="coursekit-")))
