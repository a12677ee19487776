"""As TensorFlow 1's classes compute it, which HOML's first edition calls."""

import numpy as np

from coursekit import optimizers
from coursekit.dialects import optax
from coursekit.dialects.derived import like
from coursekit.rule import optimizer


@like(optax.sgd)
def momentum(*, beta=0.9):
    """η outside the velocity."""


@like(optax.sgd_nesterov)
def momentum_nesterov():
    """theta is the point ahead; η outside the velocity."""


@like(optimizers.adagrad)
def adagrad(s=0.1, *, eps=0.0):
    """The sum of squares begins at 0.1, and there is no ε."""


@like(optimizers.rmsprop_momentum)
def rmsprop(s=1.0, *, beta=0.0):
    """s begins at 1, so this is not HOML 11-7; a velocity if asked for."""


@optimizer
def rmsprop_centered(
    theta, grad, t, v=0, m=0, s=1.0, *, eta=0.001, beta=0.0, rho=0.9, eps=1e-10
):
    """As rmsprop, divided by the standard deviation, ε inside: s − m² + ε."""
    g = grad(theta)
    m = rho * m + (1 - rho) * g
    s = rho * s + (1 - rho) * g**2
    v = beta * v - eta * g / np.sqrt(s - m**2 + eps)
    return theta + v, v, m, s


@like(optax.adadelta)
def adadelta(*, eta=0.001, rho=0.95, eps=1e-8):
    """A learning rate before Zeiler's step, by default a small one."""


@optimizer
def adam(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """ε̂: added to √s before the correction, which then takes it along."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    corrected = (1 - beta2**t) ** 0.5 * m / (1 - beta1**t)
    return theta - eta * corrected / (np.sqrt(s) + eps), m, s


@optimizer
def ftrl(
    theta, grad, t, z=0, s=0.1,
    *, eta=0.001, beta=0.0, lambda1=0.0, lambda2=0.0, shrinkage=0.0, power=-0.5,
):  # fmt: skip
    """λ₂ counts twice, the sum of squares begins at 0.1, any power of it."""
    g = grad(theta)
    sigma = ((s + g**2) ** -power - s**-power) / eta
    z = z + g + 2 * shrinkage * theta - sigma * theta
    s = s + g**2
    rate = (beta + s**-power) / eta + 2 * lambda2
    return -optimizers.soft_threshold(z, lambda1) / rate, z, s
