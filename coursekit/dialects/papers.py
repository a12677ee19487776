"""As the papers state it, where the world has settled on something else."""

import numpy as np

from coursekit import optimizers
from coursekit.dialects import optax
from coursekit.dialects.derived import like
from coursekit.rule import optimizer


@like(optimizers.adamax)
def adamax(*, eps=0.0):
    """Kingma & Ba 2015: no ε."""


@like(optax.amsgrad_uncorrected)
def amsgrad(*, eps=0.0):
    """Reddi, Kale, Kumar 2018: no bias correction, no ε."""


@optimizer
def adamw(
    theta, grad, t, m=0, s=0,
    *, eta=1.0, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=1e-5,
):  # fmt: skip
    """Loshchilov & Hutter 2019: η only schedules; the decay is not multiplied by α."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    step = alpha * m_hat / (np.sqrt(s_hat) + eps) + weight_decay * theta
    return theta - eta * step, m, s


@optimizer
def adabound(
    theta, grad, t, m=0, s=0,
    *, eta=0.001, eta_final=0.1, gamma=0.001, beta1=0.9, beta2=0.999,
):  # fmt: skip
    """Luo 2019 as printed: steps fall like 1/√t; no bias correction, no ε."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    low = eta_final * (1 - 1 / (gamma * t + 1))
    high = eta_final * (1 + 1 / (gamma * t))
    return theta - np.clip(eta / np.sqrt(s), low, high) / t**0.5 * m, m, s


@optimizer
def amsbound(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, eta_final=0.1, gamma=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    """AdaBound's sister, as its authors' code: AMSGrad's maximum under the clip."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(s_max, s)
    rate = eta * (1 - beta2**t) ** 0.5 / (np.sqrt(s_max) + eps) / (1 - beta1**t)
    low = eta_final * (1 - 1 / (gamma * t + 1))
    high = eta_final * (1 + 1 / (gamma * t))
    return theta - np.clip(rate, low, high) * m, m, s, s_max
