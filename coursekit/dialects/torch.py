"""As PyTorch 2 computes it: η outside the velocity, ε outside the root."""

import math

import numpy as np

from coursekit import optimizers, schedules
from coursekit.dialects import optax
from coursekit.dialects.derived import coupled, decoupled, like
from coursekit.rule import optimizer
from coursekit.schedules import half_cosine, of_t, through


@coupled
@optimizer
def sgd(theta, grad, t, v=0, *, eta=0.001, beta=0.0, dampening=0.0):
    """η outside the velocity; dampening spares the first step."""
    g = grad(theta)
    v = beta * v + (1 - dampening) * g if t > 1 else g
    return theta - eta * v, v


@coupled
@like(optax.sgd_nesterov)
def sgd_nesterov(*, eta=0.001):
    """theta is the point ahead; η outside the velocity."""


@coupled
@optimizer
def adagrad(theta, grad, t, s=0, *, eta=0.01, eps=1e-10, lr_decay=0.0):
    """ε outside the root; η may fall like 1/t."""
    g = grad(theta)
    s = s + g**2
    return theta - eta / (1 + (t - 1) * lr_decay) * g / (np.sqrt(s) + eps), s


@coupled
@optimizer
def rmsprop(theta, grad, t, v=0, s=0, *, eta=0.01, beta=0.0, rho=0.99, eps=1e-8):
    """ε outside the root, η outside the velocity, ρ = 0.99."""
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    v = beta * v + g / (np.sqrt(s) + eps)
    return theta - eta * v, v, s


@coupled
@optimizer
def rmsprop_centered(
    theta, grad, t, v=0, m=0, s=0, *, eta=0.01, beta=0.0, rho=0.99, eps=1e-8
):
    """As rmsprop, divided by the standard deviation s − m²."""
    g = grad(theta)
    m = rho * m + (1 - rho) * g
    s = rho * s + (1 - rho) * g**2
    v = beta * v + g / (np.sqrt(s - m**2) + eps)
    return theta - eta * v, v, m, s


@coupled
@like(optax.adadelta)
def adadelta():
    """A learning rate before Zeiler's step; ρ = 0.9."""


@coupled
@like(optimizers.adam)
def adam():
    """The reference; weight decay joins the gradient."""


@like(optimizers.adamw)
def adamw():
    """The reference: θ decays by ηλ."""


@coupled
@like(optimizers.amsgrad)
def amsgrad():
    """The reference: the maximum of the raw s, corrected afterwards."""


@like(decoupled(optimizers.amsgrad))
def adamw_amsgrad(*, weight_decay=0.01):
    """AdamW(amsgrad=True): θ decays by ηλ beside amsgrad's step."""


@coupled
@like(optimizers.adamax)
def adamax():
    """The reference: ε inside the maximum."""


@coupled
@like(optimizers.nadam)
def nadam():
    """The reference: Dozat's momentum schedule with ψ = 0.004."""


@decoupled
@like(optimizers.nadam)
def nadam_decoupled():
    """NAdam(decoupled_weight_decay=True): θ decays by ηλ; λ = 0 by default."""


@of_t
def cosine(t, eta0, steps, eta_min=0.0):
    """CosineAnnealingLR: the cosine goes on and climbs again after `steps`."""
    return eta_min + (eta0 - eta_min) * (1 + math.cos(math.pi * t / steps)) / 2


@of_t
def piecewise(t, eta0, boundaries, factor=0.1):
    """MultiStepLR: times `factor` at each boundary, from t = boundary on."""
    return eta0 * factor ** sum(boundary <= t for boundary in boundaries)


@of_t
def one_cycle(t, eta_max, steps, rise=0.3, div=25.0, final_div=1e4, ease=half_cosine):
    """OneCycleLR: up to eta_max, then down to almost nothing at t = steps − 1."""
    rates = (eta_max / div, eta_max, eta_max / div / final_div)
    return through(t, (0, rise * steps - 1, steps - 1), rates, ease)


@of_t
def one_cycle_three_phases(
    t, eta_max, steps, rise=0.3, div=25.0, final_div=1e4, ease=half_cosine
):
    """OneCycleLR(three_phase=True): back to the start as fast as up, then down."""
    start = eta_max / div
    points = (0, rise * steps - 1, 2 * rise * steps - 2, steps - 1)
    return through(t, points, (start, eta_max, start, start / final_div), ease)


@of_t
def one_cycle_momentum(t, steps, rise=0.3, high=0.95, low=0.85, ease=half_cosine):
    """The momentum that OneCycleLR sets meanwhile: low where the rate is high."""
    return through(t, (0, rise * steps - 1, steps - 1), (high, low, high), ease)


@of_t
def one_cycle_momentum_three_phases(
    t, steps, rise=0.3, high=0.95, low=0.85, ease=half_cosine
):
    """The same for three phases: high throughout the last."""
    points = (0, rise * steps - 1, 2 * rise * steps - 2, steps - 1)
    return through(t, points, (high, low, high, high), ease)


def plateau(
    eta0,
    factor=0.1,
    patience=10,
    rtol=1e-4,
    atol=0.0,
    cooldown=0,
    eta_min=0.0,
    eps=1e-8,
):
    """ReduceLROnPlateau: falls at more than `patience` errors; relative threshold."""
    return schedules.plateau(
        eta0, factor, patience + 1,
        better=lambda error, best: error < best * (1 - rtol) - atol,
        cooldown=cooldown, eta_min=eta_min, least=eps,
    )  # fmt: skip
