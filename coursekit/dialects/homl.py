"""As Hands-On Machine Learning writes Adam: ε inside the root, like its AdaGrad's."""

import numpy as np

from coursekit.rule import optimizer


@optimizer
def adam(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Equation 11-8, as one printing has it: ε inside the root."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s


@optimizer
def adam_flipped(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
):
    """Equation 11-8, as another has it: m points downhill and is added; ε = 1e-7."""
    g = grad(theta)
    m = beta1 * m - (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta + eta * m_hat / np.sqrt(s_hat + eps), m, s
