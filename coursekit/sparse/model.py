"""The front door: learn from rows, keep the model, save it, load it, go on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from coursekit import optimizers
from coursekit.arrays import Array
from coursekit.extras import how_to_install
from coursekit.rule import Optimizer, RuleError
from coursekit.sparse import touched
from coursekit.sparse.rows import Stream, blocks
from coursekit.sparse.scores import Score, log_losses, sigmoid

BLOCK = 8192  # rows that are checked and scored together


def learn(
    optimizer: Optimizer, rows: Stream, labels: ArrayLike | None = None,
    *, size: int | None = None, minibatch: int = 1, l1: float = 0.0, **how: Any,
) -> Model:  # fmt: skip
    """A Model that has learned the rows, one minibatch after the other.

    rows       a sparse matrix with labels beside it, `clicks(...)`, or any iterable
               of (indices, values, label)
    size       how many slots there are for weights; the columns of rows, else 2**20
    minibatch  how many rows make one update: larger is faster, and a little worse
               where its rows share many features
    l1         times sign(w) is added to each gradient, to see what that does not do
    how        passes, fast, progress: see Model.learn
    Raises ValueError for rows that cannot be learned from, RuleError for such rules.
    """
    if not isinstance(optimizer, Optimizer):
        raise RuleError(
            f"{optimizer!r} is not an optimizer; put @optimizer above your rule."
        )
    if any(np.ndim(knob) for knob in optimizer.knobs.values() if not callable(knob)):
        raise ValueError(f"One model has one value per knob; {optimizer!r} has arrays.")
    size = _whole("size", _width(rows) if size is None else size)
    table = np.tile(_untouched(optimizer), (size, 1))
    model = Model(optimizer, table, 0, _whole("minibatch", minibatch), float(l1))
    return model.learn(rows, labels, **how)


def load(path: str | Path, optimizer: Optimizer | None = None) -> Model:
    """The Model that `Model.save` wrote; it goes on exactly as the saved one would.

    optimizer  needed where the file cannot hold it: a rule that is not the course's
               own, or knobs that are schedules
    Raises ValueError where it is needed and missing, or remembers other things.
    """
    with np.load(path) as file:
        kept = json.loads(str(file["settings"]))
        optimizer = optimizer or _rebuilt(kept)
        if list(optimizer.memory) != list(kept["memory"]):
            raise ValueError(
                f"This model remembers {list(kept['memory'])} and was learned by "
                f"{kept['rule']}; {optimizer.name} needs {list(optimizer.memory)}."
            )
        table = np.tile(_untouched(optimizer), (kept["size"], 1))
        table[file["slots"]] = file["cells"]
        rows, loss, expected, clicked = kept["score"]
        score = Score(rows, loss, expected, clicked, file["histogram"])
    return Model(optimizer, table, kept["t"], kept["minibatch"], kept["l1"], score)


def best_on(models: Iterable[Model], rows: Stream) -> Model:
    """The one of these models that has the least log-loss on rows with labels."""
    return min(models, key=lambda model: model.score(rows).log_loss)


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned, and all that it takes to go on exactly.

    table  a row per slot: the weight as its last update left it, its memories, and
           which update that was, 0 if none
    t      updates so far
    progressive  the Score of each row before it was learned, on the first pass
    """

    optimizer: Optimizer
    table: Array
    t: int
    minibatch: int
    l1: float
    progressive: Score = field(default_factory=Score)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """Which slots any row has touched."""
        return self.table[:, -1] > 0

    @property
    def weights(self) -> Array:
        """One per slot; most are exactly 0."""
        weights, seen = self.table[:, 0].copy(), self.seen
        weights[seen] = touched.now(self.optimizer, *self.table[seen, :-1].T, t=self.t)
        return weights

    @property
    def nonzero(self) -> int:
        """How many weights the model needs."""
        return int(np.count_nonzero(self.weights))

    @property
    def log_loss(self) -> float:
        """The progressive one: each row is predicted first and learned then."""
        return self.progressive.log_loss

    @property
    def auc(self) -> float:
        """The progressive one, as log_loss."""
        return self.progressive.auc

    def learn(
        self, rows: Stream, labels: ArrayLike | None = None,
        *, passes: int = 1, fast: bool = False, progress: bool = False,
    ) -> Model:  # fmt: skip
        """A new Model that has also learned these rows, as if they had come after.

        passes    how often they are walked; only the first pass counts in the score
        fast      compile the rule and go row by row, with numba (`[fast]`)
        progress  show a progress bar
        """
        if _whole("passes", passes) > 1 and iter(rows) is rows:
            raise ValueError(
                "A generator can be read only once: for more passes give a list, "
                "arrays or a stream such as clicks(...)."
            )
        walk = self._compiled_walk() if fast else touched.walk
        table, t, score = self.table.copy(), self.t, self.progressive
        slot = np.empty(len(table), np.int32)
        length = max(1, BLOCK // self.minibatch) * self.minibatch
        with _bar(progress, rows, passes) as advance:
            for lap in range(passes):
                for block in blocks(rows, labels, len(table), length):
                    margins = walk(self, block, t, table, slot)
                    t += -(-len(block) // self.minibatch)
                    if lap == 0:
                        score += Score.of(margins, block.labels)
                    advance(len(block))
        return replace(self, table=table, t=t, progressive=score)

    def predict(self, rows: Stream) -> Array:
        """P(label 1) of each row; labels, where rows have them, play no part."""
        labels = np.zeros(rows.shape[0]) if hasattr(rows, "tocsr") else None
        found = [sigmoid(margins) for margins, _ in self._foretold(rows, labels)]
        return np.concatenate(found)

    def score(self, rows: Stream, labels: ArrayLike | None = None) -> Score:
        """The Score of the weights, as they stand, on rows with labels."""
        return sum((Score.of(*pair) for pair in self._foretold(rows, labels)), Score())

    def losses(self, rows: Stream, labels: ArrayLike | None = None) -> Array:
        """The log-loss of each row (n,), to compare two models row by row."""
        return np.concatenate(
            [log_losses(*pair) for pair in self._foretold(rows, labels)]
        )

    def _foretold(self, rows, labels):
        """Each block's margins under these weights, and its labels."""
        weights = self.weights
        for block in blocks(rows, labels, weights.size, BLOCK):
            there = weights[block.indices]
            yield touched.margins_of(block, block.row(), there), block.labels

    def pruned(self, threshold: float) -> Model:
        """A Model that forgets each coordinate whose weight is within ±threshold."""
        table, small = self.table.copy(), np.abs(self.weights) <= threshold
        table[small] = _untouched(self.optimizer)
        return replace(self, table=table)

    def largest(self, count: int) -> Model:
        """A Model of the `count` largest weights, by size; it forgets the others.

        Fewer are left where there are not so many, or where sizes are equal.
        """
        if not isinstance(count, int | np.integer) or count < 0:
            raise ValueError(f"count is a whole number from 0 on; got {count!r}.")
        sizes = np.sort(np.abs(self.weights))[::-1]
        return self.pruned(sizes[count] if count < len(sizes) else 0.0)

    def save(self, path: str | Path) -> None:
        """Write it into one file, for `load`; slots never touched take no room."""
        slots, score, rule = np.flatnonzero(self.seen), self.progressive, self.optimizer
        settings = json.dumps({
            "rule": rule.name,
            "memory": rule.memory,
            "knobs": {k: None if callable(v) else v for k, v in rule.knobs.items()},
            "own": rule.rule is not _rule_of_the_course(rule.name),
            "size": len(self.table),
            "t": self.t,
            "minibatch": self.minibatch,
            "l1": self.l1,
            "score": score.parts()[:-1],
        })  # fmt: skip
        with open(path, "wb") as file:
            np.savez(
                file,
                settings=settings,
                histogram=score.histogram,
                slots=slots,
                cells=self.table[slots],
            )

    def _compiled_walk(self):
        """`touched.walk` by numba, row by row."""
        if self.minibatch > 1:
            raise ValueError("fast=True goes row by row: leave out the minibatch.")
        try:
            from coursekit.sparse import compiled
        except ImportError:
            raise ImportError(
                f"fast=True needs numba: {how_to_install('fast')}; or leave fast out."
            ) from None
        return partial(compiled.walk, ages=touched.ages(self.optimizer))

    def __repr__(self) -> str:
        return (
            f"<Model of {self.optimizer!r}: {self.progressive.rows:,} rows, log-loss "
            f"{self.log_loss:.3f}, {self.nonzero:,} of {len(self.table):,} weights>"
        )


def _untouched(optimizer):
    """A coordinate's weight and memories before anything has touched it."""
    return np.array([0.0, *optimizer.memory.values(), 0.0])


def _rebuilt(kept):
    """The optimizer whose name, knobs and starts of memories a file holds."""
    known = getattr(optimizers, kept["rule"], None)
    if (
        kept["own"]
        or not isinstance(known, Optimizer)
        or None in kept["knobs"].values()
    ):
        raise ValueError(
            f"The file cannot hold {kept['rule']} itself, only what it learned: give "
            f"it again, as in load(path, {kept['rule']}(...))."
        )
    return getattr(optimizers, kept["rule"])(**kept["knobs"], **kept["memory"])


def _rule_of_the_course(name):
    return getattr(getattr(optimizers, name, None), "rule", None)


def _width(rows):
    """How many slots the rows tell that they need."""
    shape = getattr(rows, "shape", None)
    return shape[1] if shape else getattr(rows, "size", 1 << 20)


def _whole(name, value):
    if not isinstance(value, int | np.integer) or value < 1:
        raise ValueError(f"{name} is a whole number from 1 on; got {value!r}.")
    return int(value)


@contextmanager
def _bar(shown, rows, passes):
    """A function to call with the number of rows done; draws a bar if asked to."""
    if not shown:
        yield lambda rows: None
        return
    from tqdm.auto import tqdm

    total = len(rows) * passes if hasattr(rows, "__len__") else None
    with tqdm(total=total, unit=" rows", unit_scale=True) as bar:
        yield bar.update
