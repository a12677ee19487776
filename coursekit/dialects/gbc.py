"""As Goodfellow, Bengio, Courville print it: δ in three places in one chapter."""

import numpy as np

from coursekit import optimizers
from coursekit.dialects.derived import like
from coursekit.rule import optimizer


@optimizer
def adagrad(theta, grad, t, s=0, *, eta=0.01, eps=1e-7):
    """Algorithm 8.4: δ outside the root."""
    g = grad(theta)
    s = s + g**2
    return theta - eta * g / (eps + np.sqrt(s)), s


@like(optimizers.rmsprop)
def rmsprop(*, eps=1e-6):
    """Algorithm 8.5: δ = 1e-6."""


@like(optimizers.rmsprop_nesterov)
def rmsprop_nesterov(*, eps=0.0):
    """Algorithm 8.6: no δ, so 0/0 where a slope has always been 0."""
