"""As Keras 3 computes it: η inside the velocity, Adam's ε̂, weight decay decoupled."""

from bisect import bisect_left

import numpy as np

from coursekit import optimizers, schedules
from coursekit.dialects import optax, tf1
from coursekit.dialects.derived import decoupled, like
from coursekit.rule import optimizer
from coursekit.schedules import of_t


@decoupled
@like(optimizers.momentum)
def sgd(*, eta=0.01, beta=0.0):
    """The reference, momentum; without a velocity by default."""


@decoupled
@like(optimizers.nesterov_framework)
def sgd_nesterov(*, eta=0.01, beta=0.9):
    """theta is the point ahead."""


@decoupled
@like(optimizers.adagrad)
def adagrad(s=0.1, *, eta=0.001, eps=1e-7):
    """The sum of squares begins at 0.1."""


@decoupled
@like(optimizers.rmsprop_momentum)
def rmsprop(*, eta=0.001, beta=0.0, eps=1e-7):
    """The reference, rmsprop_momentum; without a velocity by default."""


@decoupled
@like(tf1.rmsprop_centered)
def rmsprop_centered(s=0, *, eta=0.001, eps=1e-7):
    """As rmsprop, divided by the standard deviation, ε inside: s − m² + ε."""


@decoupled
@like(optax.adadelta)
def adadelta(*, eta=0.001, rho=0.95, eps=1e-7):
    """A learning rate before Zeiler's step, by default a small one."""


@decoupled
@like(tf1.adam)
def adam(*, eps=1e-7):
    """ε̂: added to √s before the correction, which then takes it along."""


@like(adam)
def adamw(*, weight_decay=0.004):
    """ε̂, as in adam."""


@decoupled
@optimizer
def amsgrad(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7,
):  # fmt: skip
    """ε̂, as in adam."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(s_max, s)
    corrected = (1 - beta2**t) ** 0.5 * m / (1 - beta1**t)
    return theta - eta * corrected / (np.sqrt(s_max) + eps), m, s, s_max


@decoupled
@optimizer
def adamax(theta, grad, t, m=0, u=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    """ε added to the maximum, not inside it."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g))
    return theta - eta * m / (1 - beta1**t) / (u + eps), m, u


@decoupled
@like(optimizers.nadam)
def nadam(*, eta=0.001, psi=1.0, eps=1e-7):
    """The momentum schedule runs 250 times as fast: ψ = 1."""


@decoupled
@like(tf1.ftrl)
def ftrl():
    """λ₂ counts twice, the sum of squares begins at 0.1, any power of it."""


@of_t
def piecewise(t, boundaries, values):
    """PiecewiseConstantDecay: the old value still holds at t = boundary."""
    return values[bisect_left(boundaries, t)]


def plateau(eta0, factor=0.1, patience=10, atol=1e-4, cooldown=0, eta_min=0.0):
    """ReduceLROnPlateau: falls at the `patience`-th error; the threshold is absolute.

    One error of the cooldown already counts.
    """
    return schedules.plateau(
        eta0, factor, patience,
        better=lambda error, best: error < best - atol,
        cooldown=max(cooldown - 1, 0), eta_min=eta_min,
    )  # fmt: skip
