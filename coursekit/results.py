"""What training gave, and how it is kept: a file per run, named by what made it."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, partial
from pathlib import Path
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from coursekit.arrays import Array, Integers

FORMAT = 1  # of the files: to be raised when the same settings give other numbers


class Curve(NamedTuple):
    """What was measured on the way, (k, ...): at the steps t (k,), 0 the first.

    `loss` is taken on as many training rows as there are rows to test with.
    """

    t: Integers
    loss: Array
    test_loss: Array
    accuracy: Array


@dataclass(frozen=True, eq=False)
class Result:
    """Trained networks: one, or one per run on the leading axes of everything.

    theta      (..., d), the weights at the end
    curve      a Curve
    confusion  (..., classes, classes), the test rows: true label down, answer across
    seconds    (...), of training alone; networks trained together share alike
    diverged   (...), the first measured step without finite numbers, else -1
    """

    optimizer: str
    data: str
    seed: Integers
    theta: Array
    curve: Curve
    confusion: Integers
    seconds: Array
    diverged: Integers

    @property
    def accuracy(self) -> Array:
        """The share of test rows that are right, (...); NaN for a diverged network."""
        right = np.trace(self.confusion, axis1=-2, axis2=-1)
        share = right / self.confusion.sum(axis=(-2, -1))
        return np.where(self.diverged < 0, share, np.nan)[()]

    @property
    def mcc(self) -> Array:
        """Matthews' correlation of labels and answers, (...), from -1 to 1."""
        from sklearn.metrics import matthews_corrcoef

        classes = self.confusion.shape[-1]
        pairs = np.indices((classes, classes)).reshape(2, -1)
        counts = self.confusion.reshape(-1, classes**2)
        each = [matthews_corrcoef(*pairs, sample_weight=count) for count in counts]
        shaped = np.reshape(each, self.diverged.shape)
        return np.where(self.diverged < 0, shaped, np.nan)[()]

    def __repr__(self) -> str:
        lost = np.argwhere(np.ravel(self.diverged) >= 0).ravel()
        kept = np.ravel(self.accuracy)[np.ravel(self.diverged) < 0]
        n = self.diverged.size
        text = f"{self.optimizer} on {self.data}, {self.curve.t[-1]} steps"
        text += f", {n} networks" if n > 1 else ""
        text += f": test accuracy {kept.mean():.4f}" if kept.size else ""
        text += f" ± {kept.std(ddof=1):.4f}" if kept.size > 1 else ""
        return f"<{text}{self._lost(lost)}>"

    def _lost(self, lost):
        if not lost.size:
            return ""
        seeds = np.broadcast_to(self.seed, self.diverged.shape).ravel()[lost]
        steps = np.ravel(self.diverged)[lost]
        named = (f"seed {s} by step {t}" for s, t in zip(seeds[:3], steps))
        more = ", ..." if lost.size > 3 else ""
        return f"; {lost.size} diverged: {', '.join(named)}{more}"


def join(results: Sequence[Result]) -> Result:
    """Single results as one, with the runs on a new first axis."""
    first = results[0]
    curves = zip(*(result.curve for result in results))
    _, *measured = (np.stack(rows, axis=1) for rows in curves)
    rest = ("seed", "theta", "confusion", "seconds", "diverged")
    stacked = {k: np.stack([getattr(r, k) for r in results]) for k in rest}
    curve = Curve(first.curve.t, *measured)
    return Result(first.optimizer, first.data, curve=curve, **stacked)


# Files


def key(settings: Any) -> str:
    """A short text that changes with anything in `settings` that matters.

    Arrays count by their bytes, functions by their source and what it takes from around
    it, records by their fields.
    """
    text = json.dumps([FORMAT, _said(settings)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def save(result: Result, path: str | Path) -> None:
    """Write a result so that, whatever happens, the file is whole or not there."""
    arrays = {f.name: getattr(result, f.name) for f in fields(result)}
    arrays |= arrays.pop("curve")._asdict()
    with tempfile.NamedTemporaryFile(
        dir=Path(path).parent, suffix=".part", delete=False
    ) as file:
        np.savez(file, **arrays)
    os.replace(file.name, path)


def load(path: str | Path) -> Result | None:
    """The result in a file; None if there is none, or if the file is damaged."""
    try:
        with open(path, "rb") as raw, np.load(raw) as file:
            arrays: dict[str, Any] = dict(file)
        curve = Curve(*(arrays.pop(name) for name in Curve._fields))
        arrays |= {k: str(arrays[k]) for k in ("optimizer", "data")}
        return Result(curve=curve, **arrays)
    except (OSError, ValueError, EOFError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def _said(thing, above=()):
    """What a thing is, as JSON: values as values, functions by their source."""
    if id(thing) in above:
        return "itself"
    above = (*above, id(thing))
    if isinstance(thing, np.ndarray):
        rows = np.ascontiguousarray(thing)
        return [str(rows.dtype), rows.shape, hashlib.sha256(rows.data).hexdigest()]
    if isinstance(thing, dict):
        return {str(k): _said(v, above) for k, v in thing.items()}
    if isinstance(thing, list | tuple):
        return [_said(entry, above) for entry in thing]
    if isinstance(thing, FunctionType):
        return _function_said(thing, above)
    if is_dataclass(thing) and not isinstance(thing, type):
        own = {f.name: getattr(thing, f.name) for f in fields(thing)}
        return [type(thing).__name__, _said(own, above)]
    if isinstance(thing, partial):
        return [_said(part, above) for part in (thing.func, thing.args, thing.keywords)]
    if hasattr(thing, "__name__"):  # modules, classes, NumPy's functions
        return thing.__name__
    if hasattr(thing, "__dict__"):
        return [type(thing).__name__, _said(vars(thing), above)]
    return repr(thing)


def _function_said(f, above):
    """A function's source, and what it takes from around it."""
    around = inspect.getclosurevars(f)
    return [_source(f), _said({**around.nonlocals, **around.globals}, above)]


@cache
def _source(f):
    try:
        return inspect.getsource(f)
    except OSError:
        return f.__code__.co_code.hex() + repr(f.__code__.co_names)
