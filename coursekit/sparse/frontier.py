"""Three ways to a model of few weights, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from coursekit.optimizers import ftrl, gd
from coursekit.rule import Optimizer
from coursekit.sparse.model import Model, learn
from coursekit.sparse.rows import Stream
from coursekit.sparse.scores import Score

FEW, ALL = ftrl(alpha=0.8), gd(eta=0.1)


class Point(NamedTuple):
    """A model on a frontier, the setting behind it, its score on rows held back."""

    method: str
    setting: float
    model: Model
    score: Score


def frontier(
    train: Stream, test: Stream, *, lambda1: Sequence[float] = (1, 2, 4, 8),
    l1: Sequence[float] = (0.001, 0.01, 0.1),
    proximal: Optimizer = FEW, plain: Optimizer = ALL, **how: Any,
) -> list[Point]:  # fmt: skip
    """Points of three methods: log-loss on `test` against the weights that it takes.

    "ftrl"         `proximal`, with each lambda1
    "threshold"    `plain`, learned once; of its weights the largest are kept, as many
                   as each of the points before has
    "subgradient"  `plain`, with each l1 * sign(w) added to the gradient
    train and test are streams; how is what else `learn` may be told.
    """

    few = [learn(proximal(lambda1=value), train, **how) for value in lambda1]
    all_ = learn(plain, train, **how)
    largest = np.append(np.sort(np.abs(all_.weights))[::-1], 0.0)
    cuts = [largest[model.nonzero] for model in few]
    tried = [
        *zip([proximal.name] * len(few), lambda1, few),
        *(("threshold", cut, all_.pruned(cut)) for cut in cuts),
        *(("subgradient", x, learn(plain, train, l1=x, **how)) for x in l1),
    ]
    return [Point(*three, three[-1].score(test)) for three in tried]
