"""As optax computes it: η outside the velocity; ε outside the root, eps_root inside."""

import numpy as np

from coursekit import optimizers, schedules
from coursekit.dialects.derived import decoupled, like
from coursekit.rule import optimizer
from coursekit.schedules import half_cosine, of_t, through


@optimizer
def sgd(theta, grad, t, v=0, *, eta=0.01, beta=0.0):
    """η outside the velocity."""
    v = beta * v + grad(theta)
    return theta - eta * v, v


@optimizer
def sgd_nesterov(theta, grad, t, v=0, *, eta=0.01, beta=0.9):
    """theta is the point ahead; η outside the velocity."""
    g = grad(theta)
    v = beta * v + g
    return theta - eta * (g + beta * v), v


@optimizer
def sgd_damped(theta, grad, t, v=0, *, eta=0.01, beta=0.9, dampening=0.1):
    """The velocity as an average, v ← βv + (1−τ)g, damped from the first step on."""
    v = beta * v + (1 - dampening) * grad(theta)
    return theta - eta * v, v


@optimizer
def adagrad(theta, grad, t, s=0.1, *, eta=0.01, eps=1e-7):
    """The sum of squares begins at 0.1; no step where it is 0."""
    g = grad(theta)
    s = s + g**2
    return theta - eta * np.where(s > 0, 1 / np.sqrt(s + eps), 0) * g, s


@optimizer
def rmsprop(
    theta, grad, t, v=0, s=0, *, eta=0.01, beta=0.0, rho=0.9, eps_root=1e-8, eps=0.0
):
    """η inside the velocity; eps_in_sqrt=False is eps_root = 0, eps = 1e-8."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    v = beta * v - eta * g / (np.sqrt(s + eps_root) + eps)
    return theta + v, v, s


@optimizer
def rmsprop_nesterov(
    theta, grad, t, v=0, s=0, *, eta=0.01, beta=0.9, rho=0.9, eps_root=1e-8, eps=0.0
):
    """As rmsprop_nesterov, but theta is the point ahead."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    step = eta * g / (np.sqrt(s + eps_root) + eps)
    v = beta * v - step
    return theta + beta * v - step, v, s


@optimizer
def rmsprop_centered(
    theta, grad, t, v=0, m=0, s=0,
    *, eta=0.01, beta=0.0, rho=0.9, eps_root=1e-8, eps=0.0,
):  # fmt: skip
    """As rmsprop, divided by the standard deviation, from s − m²."""
    g = grad(theta)
    m = rho * m + (1 - rho) * g
    s = rho * s + (1 - rho) * g**2
    v = beta * v - eta * g / (np.sqrt(s - m**2 + eps_root) + eps)
    return theta + v, v, m, s


@optimizer
def rmsprop_centered_nesterov(
    theta, grad, t, v=0, m=0, s=0,
    *, eta=0.01, beta=0.9, rho=0.9, eps_root=1e-8, eps=0.0,
):  # fmt: skip
    """As rmsprop_centered; theta is the point ahead."""
    g = grad(theta)
    m = rho * m + (1 - rho) * g
    s = rho * s + (1 - rho) * g**2
    step = eta * g / (np.sqrt(s - m**2 + eps_root) + eps)
    v = beta * v - step
    return theta + beta * v - step, v, m, s


@optimizer
def adadelta(theta, grad, t, s=0, d=0, *, eta=1.0, rho=0.9, eps=1e-6):
    """A learning rate before Zeiler's step; ρ = 0.9."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    step = np.sqrt(d + eps) / np.sqrt(s + eps) * g
    return theta - eta * step, s, rho * d + (1 - rho) * step**2


@optimizer
def adam(
    theta, grad, t, m=0, s=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0,
):  # fmt: skip
    """A second ε inside the root; eps = 0 leaves HOML's Adam."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat + eps_root) + eps), m, s


@like(decoupled(adam))
def adamw(*, weight_decay=1e-4):
    """A second ε inside the root; a small weight decay by default."""


@optimizer
def amsgrad(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0,
):  # fmt: skip
    """The maximum of the corrected s, not of the raw one; a second ε."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = m / (1 - beta1**t)
    s_max = np.maximum(s_max, s / (1 - beta2**t))
    return theta - eta * m_hat / (np.sqrt(s_max + eps_root) + eps), m, s, s_max


@optimizer
def amsgrad_uncorrected(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0,
):  # fmt: skip
    """bias_correction_mu and _nu off: Reddi's own AMSGrad, with ε."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(s_max, s)
    return theta - eta * m / (np.sqrt(s_max + eps_root) + eps), m, s, s_max


@like(optimizers.adamax)
def adamax():
    """The reference: ε beside |g|, inside the maximum."""


@like(decoupled(adamax))
def adamaxw(*, weight_decay=1e-4):
    """As adamax; θ decays by ηλ, a little by default."""


@optimizer
def nadam(
    theta, grad, t, m=0, s=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8, eps_root=0.0,
):  # fmt: skip
    """Constant momentum β₁, which the reference only approaches; a second ε."""
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    m_hat = beta1 * m / (1 - beta1 ** (t + 1)) + (1 - beta1) * g / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat + eps_root) + eps), m, s


@like(decoupled(nadam))
def nadamw(*, weight_decay=1e-4):
    """As nadam; θ decays by ηλ, a little by default."""


@like(optimizers.lion)
def lion():
    """The reference."""


def piecewise(eta0, boundaries, factors):
    """piecewise_constant_schedule: at each boundary times its own factor."""
    values = [eta0]
    for factor in factors:
        values.append(values[-1] * factor)
    return schedules.piecewise(boundaries, values)


def warmup_cosine(eta0, warmup, steps, start=0.0, eta_min=0.0):
    """warmup_cosine_decay_schedule: `steps` counts the warm-up too (Keras: not)."""
    decay = schedules.cosine(eta0, steps - warmup, eta_min)
    return schedules.warmup(decay, warmup, start)


@of_t
def one_cycle(t, eta_max, steps, rise=0.3, div=25.0, final_div=1e4):
    """cosine_onecycle_schedule: whole steps; the end is reached at t = steps."""
    rates = (eta_max / div, eta_max, eta_max / div / final_div)
    return through(t, (0, int(rise * steps), steps), rates, half_cosine)


@of_t
def one_cycle_linear(t, eta_max, steps, rise=0.3, fall=0.85, div=25.0, final_div=1e4):
    """linear_onecycle_schedule: straight up, back by fall·steps, then on down."""
    start = eta_max / div
    points = (0, int(rise * steps), int(fall * steps), steps)
    return through(t, points, (start, eta_max, start, start / final_div))


def plateau(
    eta0, factor=0.1, patience=10, rtol=1e-4, atol=0.0, cooldown=0, eta_min=0.0
):
    """reduce_on_plateau: falls at the `patience`-th error; relative threshold."""
    return schedules.plateau(
        eta0, factor, patience,
        better=lambda error, best: error < (1 - rtol) * best - atol,
        cooldown=cooldown, eta_min=eta_min,
    )  # fmt: skip
