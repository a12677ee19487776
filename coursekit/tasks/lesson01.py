"""Exercise 01: gradient descent in one dimension."""

from coursekit.optimizers import gd
from coursekit.problems import parabola
from coursekit.rule import optimizer
from coursekit.tasks import Task
from coursekit.tasks.walks import walk, walk_again

import numpy as np

rule = Task(
    id="01.1",
    title="The update rule",
    name="gd",
    reference=gd,
    parts=(
        walk("fifteen steps on the parabola of lesson 01", parabola, steps=15, eta=0.03),
        walk("six steps on a tilted bowl in four dimensions", eta=0.17),
        walk_again("the same walk a second time", eta=0.4),
    ),
)


@rule.mistake("You climb: the gradient points uphill, so subtract.")
@optimizer
def climbs(theta, grad, t, *, eta=0.1):
    return theta + eta * grad(theta)


@rule.mistake("η is ignored; change η and nothing changes.")
@optimizer
def ignores_eta(theta, grad, t, *, eta=0.1):
    return theta - grad(theta)


@rule.mistake(
    "You kept the direction and lost the size; steps no longer shrink near the minimum."
)
@optimizer
def unit_length(theta, grad, t, *, eta=0.1):
    g = grad(theta)
    return theta - eta * g / np.linalg.norm(g)
