"""Probes for exercises that ask for an update rule: whole walks, not single steps.

A single step from an empty memory cannot tell most wrong rules from right ones.
"""

from coursekit.descent import descend
from coursekit.problems import Problem
from coursekit.rule import Optimizer, optimizer
from coursekit.tasks import Part

import numpy as np

# Coordinates 0 and 1 pull on each other; 2 is flat; 3 has gradients near 1e-9.
CURVATURE = np.array(
    [[3.0, 1.0, 0, 0], [1.0, 0.5, 0, 0], [0, 0, 0.0, 0], [0, 0, 0, 1e-3]]
)
tilted = Problem(
    value=lambda theta: ((theta @ CURVATURE) * theta).sum(axis=-1) / 2,
    gradient=lambda theta: theta @ CURVATURE,
    hessian=lambda theta: np.broadcast_to(CURVATURE, (*theta.shape, 4)),
    name="a tilted bowl",
    start=(1.0, -2.0, 0.5, 1e-6),
)


def as_optimizer(answer):
    """The learner's rule, whether or not `@optimizer` stands above it."""
    return answer if isinstance(answer, Optimizer) else optimizer(answer)


def walk(label, problem=tilted, start=None, steps=6, points=1, **knobs):
    """A Part: the positions of a walk with these knobs, (steps + 1, d)."""

    def call(answer):
        return descend(as_optimizer(answer)(**knobs), problem, start, steps).theta

    return Part(label, call, axes=("step", "coordinate"), points=points)


def walk_again(label, problem=tilted, steps=6, points=1, **knobs):
    """A Part: the second of two equal walks; they differ if state leaks."""
    first = walk(label, problem, steps=steps, points=points, **knobs)

    def call(answer):
        first.call(answer)
        return first.call(answer)

    return Part(label, call, axes=first.axes, points=points)
