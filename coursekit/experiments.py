"""Experiments with networks: train one or many, repeat with other seeds, tune fairly.

    net, data = dense([64, 100, 50, 10]), digits()
    train(net, data, momentum(eta=0.2, beta=0.9), steps=2000).accuracy
    compare(repeat(net, data, gd(eta=2.0)), repeat(net, data, momentum(eta=0.2)))

Each run is kept in a file as soon as it is done: what was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.arrays import Array
from coursekit.comparisons import compare, paired
from coursekit.datasets import Dataset
from coursekit.extras import how_to_install
from coursekit.networks import Network
from coursekit.results import Result, join, key, load, save
from coursekit.rule import Optimizer
from coursekit.training import train

__all__ = ["compare", "paired", "repeat", "train", "tune"]


def repeat(
    net: Network, data: Dataset, optimizer: Optimizer, runs: int = 22,
    *, seed: int = 0, folder: str | Path | None = "results", workers: int = 1,
    scheduler: str | None = None, progress: bool = True, **settings: Any,
) -> Result:  # fmt: skip
    """Train `runs` networks, of the seeds from `seed` on, and return one Result.

    Each is kept in `folder` as soon as it is done, so that a run that was killed goes
    on where it was; None keeps nothing. `workers` processes share the work, or those
    of the Dask cluster at the address `scheduler`. `settings` are those of train.
    """
    arms = [(optimizer, seed + i) for i in range(runs)]
    return join(_all(arms, net, data, settings, folder, workers, scheduler, progress))


def _all(arms, net, data, settings, folder, workers, scheduler, progress):
    """The result of each arm (optimizer, seed), from its file or by training."""
    from tqdm.auto import tqdm

    settings = {"steps": 2000, "batch": 64, **settings}
    paths = [
        _path(folder, net, data, optimizer, seed, settings) for optimizer, seed in arms
    ]
    results = [path and load(path) for path in paths]
    missing = [i for i, result in enumerate(results) if result is None]
    jobs = [(i, *arms[i]) for i in missing]
    done = _spread(jobs, net, data, settings, workers, scheduler)
    bar = tqdm(
        done, total=len(jobs), disable=not progress, delay=1, leave=False, unit="run"
    )
    try:
        for i, result in bar:
            results[i] = result
            if paths[i]:
                save(result, paths[i])
    except KeyboardInterrupt:
        kept = sum(result is not None for result in results) if folder else 0
        raise Interrupted(
            f"{kept} of {len(arms)} kept; run the cell again, and it goes on there."
        ) from None
    return results


class Interrupted(KeyboardInterrupt):
    """Runs were interrupted; shows as its sentence, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def _path(folder, net, data, optimizer, seed, settings):
    """Where the result of these settings is kept."""
    if folder is None:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    made_by = (net, data.fingerprint, optimizer, seed, settings)
    return Path(folder) / f"{optimizer.name}-{seed}-{key(made_by)}.npz"


def _spread(jobs, net, data, settings, workers, scheduler):
    """Yield (i, result) of each job (i, optimizer, seed) as soon as it is done."""
    if scheduler is not None:
        yield from _on_cluster(jobs, net, data, settings, scheduler)
    elif workers > 1:
        from joblib import Parallel, delayed

        pool = Parallel(workers, return_as="generator_unordered", batch_size=1)
        yield from pool(delayed(_one)(job, net, data, settings) for job in jobs)
    else:
        yield from (_one(job, net, data, settings) for job in jobs)


def _on_cluster(jobs, net, data, settings, scheduler):
    try:
        from distributed import Client, as_completed
    except ImportError:
        raise ImportError(
            f"scheduler= needs Dask: {how_to_install('cluster')}; or use workers=."
        ) from None
    with Client(scheduler) as client:
        shared = client.scatter(data, broadcast=True)
        waiting = [
            client.submit(_one, job, net, shared, settings, pure=False) for job in jobs
        ]
        for future in as_completed(waiting):
            yield future.result()


def _one(job, net, data, settings):
    i, optimizer, seed = job
    return i, train(net, data, optimizer, seed=seed, **settings, progress=False)


# Tuning


@dataclass(frozen=True, eq=False)
class Tuned:
    """A knob's values, what came of each, and the optimizer with the best of them.

    values (k,); accuracy (k, runs) on the validation rows, NaN where a run diverged.
    """

    best: Optimizer
    knob: str
    values: Array
    accuracy: Array

    @property
    def mean(self) -> Array:
        """The mean accuracy of each value; diverged runs count as 0."""
        return np.nan_to_num(self.accuracy).mean(axis=1)

    @property
    def at_edge(self) -> bool:
        """Whether the best value is the first or the last: beyond may lie a better."""
        return self.mean.argmax() in (0, len(self.values) - 1)

    def __repr__(self) -> str:
        tried = ", ".join(f"{v:.3g}: {m:.4f}" for v, m in zip(self.values, self.mean))
        edge = (
            f" The best {self.knob} lies at the edge of the grid: look beyond it."
            if self.at_edge
            else ""
        )
        return f"<{self.best!r} is best. {self.knob}: accuracy = {tried}.{edge}>"


def tune(
    net: Network, data: Dataset, optimizer: Optimizer,
    powers: Iterable[int] = range(-2, 3), runs: int = 3,
    *, knob: str = "eta", seed: int = 0, folder: str | Path | None = "results",
    workers: int = 1, scheduler: str | None = None, progress: bool = True,
    **settings: Any,
) -> Tuned:  # fmt: skip
    """Try a knob's value × 3^k for each k of `powers`, and return what is Tuned.

    All is measured on rows taken from the training rows; no test row is looked at.
    """
    centre = optimizer.knobs.get(knob)
    if not isinstance(centre, int | float):
        raise ValueError(f"{optimizer!r} has no number {knob!r} to tune.")
    values = np.array([float(f"{centre * 3.0**k:.6g}") for k in powers])
    arms = [
        (optimizer(**{knob: float(v)}), seed + i) for v in values for i in range(runs)
    ]
    results = _all(
        arms, net, data.validation(), settings, folder, workers, scheduler, progress
    )
    accuracy = join(results).accuracy.reshape(len(values), runs)
    best = values[np.nan_to_num(accuracy).mean(axis=1).argmax()]
    return Tuned(optimizer(**{knob: float(best)}), knob, values, accuracy)
