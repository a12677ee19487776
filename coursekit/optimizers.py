"""The optimizers of the course, in lesson order, each as its update rule.

How to read one: `coursekit/rule.py`. In all of them g is the gradient, v a velocity,
m a mean of gradients, s a sum or mean of squares, z a sum for FTRL; eta is the
learning rate, beta momentum, rho how much of a mean of squares is kept, eps the
smoothing term; where lines are searched, d is a direction. A step goes against the
slope: v <- beta v - eta g, theta <- theta + v.
How PyTorch, Keras, optax and the books differ: `coursekit/dialects/`.
"""

import numpy as np

from coursekit.rule import optimizer


@optimizer
def gd(theta, grad, t, *, eta=0.1):
    """Gradient descent (Cauchy 1847): step against the slope."""
    return theta - eta * grad(theta)


@optimizer
def momentum(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Heavy ball (Polyak 1964): a velocity remembers the slopes behind you."""
    v = beta * v - eta * grad(theta)
    return theta + v, v


@optimizer
def nesterov(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Nesterov (1983): measure the slope where the velocity is about to take you."""
    v = beta * v - eta * grad(theta + beta * v)
    return theta + v, v


@optimizer
def nesterov_framework(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Nesterov as frameworks write it: theta is the point ahead, x + beta v, itself."""
    g = grad(theta)
    v = beta * v - eta * g
    return theta + beta * v - eta * g, v


@optimizer
def delta_bar_delta(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    """Delta-bar-delta (Jacobs 1988): a rate each; up while signs agree, else down."""
    g = grad(theta)
    rate = rate if t > 1 else eta + rate
    up, down = rate + kappa, (1 - phi) * rate
    rate = np.where(g_bar * g > 0, up, np.where(g_bar * g < 0, down, rate))
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


@optimizer
def adagrad(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    """AdaGrad (Duchi et al. 2011): divide by the root of all squares so far."""
    g = grad(theta)
    s = s + g**2
    return theta - eta * g / np.sqrt(s + eps), s


@optimizer
def rmsprop(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    """RMSProp (Hinton 2012): AdaGrad that forgets."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    return theta - eta * g / np.sqrt(s + eps), s


@optimizer
def rmsprop_momentum(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    """RMSProp with momentum: the velocity collects scaled gradients."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    v = beta * v - eta * g / np.sqrt(s + eps)
    return theta + v, v, s


@optimizer
def rmsprop_nesterov(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    """RMSProp with Nesterov momentum: one slope, looked ahead."""
    g = grad(theta + beta * v)
    s = rho * s + (1 - rho) * g**2
    v = beta * v - eta * g / np.sqrt(s + eps)
    return theta + v, v, s


@optimizer
def adadelta(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    """Adadelta (Zeiler 2012): the size d of past steps takes the place of eta."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    step = np.sqrt(d + eps) / np.sqrt(s + eps) * g
    return theta - step, s, rho * d + (1 - rho) * step**2


@optimizer
def adam(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam (Kingma & Ba 2015): momentum and scale, both bias-corrected."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


@optimizer
def adamax(theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
    """AdaMax (Kingma & Ba 2015): Adam scaled by the largest slope, slowly forgotten."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g) + eps)
    return theta - eta * m / (1 - beta1**t) / u, m, u


@optimizer
def nadam(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    """Nadam (Dozat 2016): Adam whose mean looks one step ahead; momentum warms up."""
    g = grad(theta)
    now = beta1 * (1 - 0.5 * 0.96 ** (t * psi))
    ahead = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * psi))
    product = product * now
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
    s_hat = s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, product


@optimizer
def amsgrad(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    """AMSGrad (Reddi 2018): Adam, divided by the root of the largest s so far."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(s_max, s)
    m_hat = m / (1 - beta1**t)
    s_hat = s_max / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, s_max


@optimizer
def adamw(
    theta, grad, t, m=0, s=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.01,
):  # fmt: skip
    """AdamW (Loshchilov & Hutter 2019): weights decay beside Adam's step, not in g."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    step = m_hat / (np.sqrt(s_hat) + eps) + weight_decay * theta
    return theta - eta * step, m, s


@optimizer
def adabound(
    theta, grad, t, m=0, s=0,
    *, eta=0.001, eta_final=0.1, gamma=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    """AdaBound (Luo 2019): Adam's rates, clipped ever closer to eta_final."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    rate = eta * (1 - beta2**t) ** 0.5 / (np.sqrt(s) + eps) / (1 - beta1**t)
    low = eta_final * (1 - 1 / (gamma * t + 1))
    high = eta_final * (1 + 1 / (gamma * t))
    return theta - np.clip(rate, low, high) * m, m, s


@optimizer
def lion(theta, grad, t, m=0, *, eta=1e-4, beta1=0.9, beta2=0.99, weight_decay=1e-3):
    """Lion (Chen 2023): the sign of m blended with g; weights decay beside it."""
    g = grad(theta)
    step = np.sign(beta1 * m + (1 - beta1) * g) + weight_decay * theta
    m = beta2 * m + (1 - beta2) * g
    return theta - eta * step, m


@optimizer
def steepest_descent(theta, grad, t):
    """Steepest descent (Cauchy 1847): along -g, as far as a line search says."""
    d = -grad(theta)
    return theta + grad.line_search(theta, d) * d


@optimizer
def newton(theta, grad, t):
    """Newton: jump to where the local parabola is level, uphill too."""
    H, g = grad.hessian(theta), grad(theta)
    return theta - solve(H, g)


@optimizer
def damped_newton(theta, grad, t, *, alpha=1.0):
    """Damped Newton: a large alpha turns the jump downhill, and shortens it."""
    H, g = grad.hessian(theta), grad(theta)
    return theta - solve(H + diagonal(alpha, theta), g)


@optimizer
def conjugate_gradient(theta, grad, t, d=0, g_last=0):
    """Conjugate gradients (Fletcher & Reeves 1964): on a bowl n steps, no more."""
    g = grad(theta)
    s = ratio(dot(g, g), dot(g_last, g_last))
    d = s * d - g
    return theta + grad.line_search(theta, d) * d, d, g


@optimizer
def polak_ribiere(theta, grad, t, d=0, g_last=0):
    """Conjugate gradients (Polak & Ribière 1969): forgets where g hardly changes."""
    g = grad(theta)
    s = ratio(dot(g, g - g_last), dot(g_last, g_last))
    d = s * d - g
    return theta + grad.line_search(theta, d) * d, d, g


@optimizer
def polak_ribiere_plus(theta, grad, t, d=0, g_last=0):
    """Conjugate gradients (Gilbert & Nocedal 1992): never keeps less than nothing."""
    g = grad(theta)
    s = ratio(dot(g, g - g_last), dot(g_last, g_last))
    d = np.maximum(s, 0) * d - g
    return theta + grad.line_search(theta, d) * d, d, g


@optimizer
def ftrl(theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0):
    """FTRL-Proximal (McMahan 2013, Algorithm 1): exact zeros where |z| <= lambda1."""
    g = grad(theta)
    sigma = (np.sqrt(s + g**2) - np.sqrt(s)) / alpha
    z = z + g - sigma * theta
    s = s + g**2
    return -soft_threshold(z, lambda1) / ((beta + np.sqrt(s)) / alpha + lambda2), z, s


@optimizer
def rda(theta, grad, t, z=0, *, gamma=1.0, lambda1=0.0):
    """Dual averaging with l1 (Xiao 2010): weights from the mean of all gradients."""
    z = z + grad(theta)
    return -(t**0.5) / gamma * soft_threshold(z / t, lambda1), z


def soft_threshold(z, lambda1):
    """z, pulled towards 0 by lambda1 and exactly 0 within it."""
    return np.sign(z) * np.maximum(np.abs(z) - lambda1, 0)


def dot(a, b):
    """aᵀb for each run, (..., 1)."""
    return (a * b).sum(axis=-1, keepdims=True)


def ratio(new, old):
    """new / old; 0 where there is no old: on the first step, and at the minimum."""
    return np.where(old == 0, 0, new / old)


def diagonal(alpha, theta):
    """alpha I for each run, (..., n, n), of as many coordinates as theta has."""
    return (alpha * np.ones_like(theta))[..., None] * np.eye(theta.shape[-1])


def solve(hessian, g):
    """The d with hessian d = g, for each run; NaN where the Hessian is singular."""
    singular = np.linalg.det(hessian) == 0
    hessian = np.where(singular[..., None, None], np.nan, hessian).astype(g.dtype)
    return np.linalg.solve(hessian, g[..., None])[..., 0]
