"""Apply a rule to the coordinates that a minibatch touches.

The model is logistic regression, P(label 1) = 1 / (1 + exp(-Σ w x)). A minibatch is
one update: the rule gets the weights and memories of the touched coordinates as theta
and memory, and the sum of the minibatch's gradients as grad. The others rest. For gd,
adagrad, ftrl and rda that is what a dense run does (rda's weights change with t alone:
they are brought up to date when they are asked for); momenta and decaying means stand
still meanwhile, as in libraries' "lazy" optimizers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

import numpy as np

from coursekit.arrays import Array, Integers
from coursekit.rule import Optimizer, RuleError
from coursekit.sparse.rows import Rows
from coursekit.sparse.scores import sigmoid


class Learner(Protocol):
    """What of a Model says how it learns."""

    @property
    def optimizer(self) -> Optimizer: ...
    @property
    def minibatch(self) -> int: ...
    @property
    def l1(self) -> float: ...


def walk(model: Learner, block: Rows, t: int, table: Array, slot: Integers) -> Array:
    """Learn a block minibatch by minibatch, in place; each row's margin beforehand.

    t      updates so far
    table  (slots, 2 + memories), as a Model keeps it
    slot   (slots,), scratch
    """
    margins, size = np.empty(len(block)), model.minibatch
    with np.errstate(all="ignore"):  # divergence is data
        for a in range(0, len(block), size):
            t += 1
            part = block[a : a + size]
            margins[a : a + size] = _update(model, part, t, table, slot)
    return margins


def _update(model, rows, t, table, slot):
    """One minibatch: gather what it touches, apply the rule, put it back."""
    touched, where = _unique(rows.indices, slot)
    theta, *memory = table.take(touched, axis=0).T[:-1].copy()
    theta = now(model.optimizer, theta, *memory, t=t - 1)
    row = rows.row()
    margins = margins_of(rows, row, theta[where])

    def grad(weights):
        there = np.array_equal(weights, theta)
        z = margins if there else margins_of(rows, row, weights[where])
        slopes = rows.values * (sigmoid(z) - rows.labels)[row]
        g = np.bincount(where, slopes, minlength=len(touched))
        return g + model.l1 * np.sign(weights) if model.l1 else g

    memory = dict(zip(model.optimizer.memory, memory))
    moved, memory = model.optimizer.step(theta, grad, t, memory)
    for column, new in zip(table.T, (moved, *memory.values(), t)):
        column[touched] = new
    return margins


def _unique(indices, slot):
    """The distinct indices, and where in them each index stands; slot is scratch.

    The last of equal indices writes its place over the others': no sorting.
    """
    places = np.arange(len(indices), dtype=slot.dtype)
    slot[indices] = places
    last = slot.take(indices)
    chosen = last == places
    return indices.compress(chosen), (np.cumsum(chosen) - 1).take(last)


def margins_of(rows: Rows, row: Integers, weights: Array) -> Array:
    """The sum of weight * value in each row; weights stand beside the values."""
    sums = np.bincount(row, weights * rows.values, minlength=len(rows))
    return np.asarray(sums, float)


def now(optimizer: Optimizer, theta: Array, *memory: Array, t: int) -> Array:
    """Weights after t updates, of coordinates that may have rested for a while."""
    if not ages(optimizer) or t == 0:
        return theta
    named = dict(zip(optimizer.memory, memory))
    with np.errstate(all="ignore"):
        return optimizer.step(theta, np.zeros_like, t, named)[0]


@lru_cache
def ages(optimizer: Optimizer) -> bool:
    """Whether weights follow from memory and t, so that they change at rest: rda's."""
    theta = np.array([0.3, -0.2])
    memory = {name: np.full(2, 0.5) for name in optimizer.memory}
    try:
        (five, kept), (seven, _) = (
            optimizer.step(theta, np.zeros_like, t, memory) for t in (5, 7)
        )
    except AttributeError:
        raise RuleError(
            f"{optimizer.name} asks for more than the gradient, and that is all that "
            "sparse rows have."
        ) from None
    rests = all(np.array_equal(kept[name], memory[name]) for name in memory)
    return bool(rests and five[0] == five[1] and five[0] != seven[0])
