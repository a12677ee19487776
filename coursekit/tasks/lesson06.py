"""Exercise 06: a rate per parameter."""

import numpy as np

from coursekit.optimizers import adagrad, delta_bar_delta
from coursekit.problems import canyon, wall
from coursekit.tasks import Task
from coursekit.tasks.probes import RULES, in_turn, walk


def signs(*, average=None, up=None, down=None, zero=None, keep=None, move=None):
    """Delta-bar-delta with one of its equations replaced."""
    average = average or (lambda g_bar, g: g_bar)
    up = up or (lambda rate, kappa: rate + kappa)
    down = down or (lambda rate, phi: (1 - phi) * rate)
    zero = zero or (lambda rate, kappa, phi: rate)
    keep = keep or (lambda g_bar, g, beta: (1 - beta) * g + beta * g_bar)
    move = move or (lambda theta, rate, g, old: theta - rate * g)

    def rule(
        theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
    ):
        g = grad(theta)
        old = rate if t > 1 else eta + rate
        agree = average(g_bar, g) * g
        rate = np.where(
            agree > 0,
            up(old, kappa),
            np.where(agree < 0, down(old, phi), zero(old, kappa, phi)),
        )
        return move(theta, rate, g, old), rate, keep(g_bar, g, beta)

    return rule


def reversed_rates(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    rate = rate if t > 1 else eta + rate
    up, down = rate + kappa, (1 - phi) * rate
    rate = np.where(g_bar * g < 0, up, np.where(g_bar * g > 0, down, rate))
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def one_rate(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    rate = rate if t > 1 else eta + rate
    agree = (g_bar * g).sum()
    if agree:
        rate = rate + kappa if agree > 0 else (1 - phi) * rate
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def rate_from_zero(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    up, down = rate + kappa, (1 - phi) * rate
    rate = np.where(g_bar * g > 0, up, np.where(g_bar * g < 0, down, rate))
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def eta_at_each_step(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    rate = eta + rate
    up, down = rate + kappa, (1 - phi) * rate
    rate = np.where(g_bar * g > 0, up, np.where(g_bar * g < 0, down, rate))
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def swapped(theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7):
    knobs = {"eta": eta, "kappa": kappa, "phi": phi, "beta": beta}
    theta, rate, g_bar = signs()(theta, grad, t, rate, g_bar, **knobs)
    return theta, g_bar, rate


def moves_by_average(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    knobs = {"eta": eta, "kappa": kappa, "phi": phi, "beta": beta}
    _, rate, g_bar = signs()(theta, grad, t, rate, g_bar, **knobs)
    return theta - rate * g_bar, rate, g_bar


delta_bar_delta_mistakes = {
    "Agreement earns a bigger rate.": reversed_rates,
    "One rate per parameter: each partial derivative keeps its own.": one_rate,
    "Up is careful: it adds κ; only down multiplies (Jacobs).":
        signs(up=lambda rate, kappa: (1 + kappa) * rate),
    "Down is quick: it multiplies by 1 − φ; you subtracted.":
        signs(down=lambda rate, phi: rate - phi),
    "Down keeps 1 − φ of the rate; you kept φ.":
        signs(down=lambda rate, phi: phi * rate),
    "Zero: leave the rate; no sign, no disagreement.":
        signs(zero=lambda rate, kappa, phi: (1 - phi) * rate),
    "Zero: leave the rate; no sign, no agreement either.":
        signs(zero=lambda rate, kappa, phi: rate + kappa),
    "Compare with the average before this step: ḡ must not contain g yet.":
        signs(average=lambda g_bar, g: 0.3 * g + 0.7 * g_bar),
    "ḡ is an average of all slopes so far; you kept the last one alone.":
        signs(keep=lambda g_bar, g, beta: g),
    "Weights swapped: β is the share of the old average, 1 − β that of g.":
        signs(keep=lambda g_bar, g, beta: beta * g + (1 - beta) * g_bar),
    "Change the rate first, then move with the new one.":
        signs(move=lambda theta, rate, g, old: theta - old * g),
    "You climb: the gradient points uphill, so subtract.":
        signs(move=lambda theta, rate, g, old: theta + rate * g),
    "The step is rate · g: signs change the rate, the slope still sets the step.":
        signs(move=lambda theta, rate, g, old: theta - rate * np.sign(g)),
    "Move by the slope of this step; ḡ is for comparing only.":
        moves_by_average,
    "The rates begin at 0: at t = 1 every rate is η.": rate_from_zero,
    "η is where the rates begin, at t = 1; you add it at every step.": eta_at_each_step,
    "The memories come back in the order of the signature: the rate, then ḡ.": swapped,
}  # fmt: skip

signs_task = Task(
    id="06.1",
    title="Delta-bar-delta",
    name="delta_bar_delta",
    section="The oldest answer: do the signs agree?",
    reference=delta_bar_delta,
    parts=(
        walk(canyon, steps=12, eta=0.01),
        walk(steps=8, eta=0.3, kappa=0.05, phi=0.4, beta=0.5),
        in_turn("two walks, one after the other", walk(), walk(eta=0.4, beta=0.9)),
    ),
    mistakes=delta_bar_delta_mistakes,
    guarded=RULES,
)


def scaled(collect, root=lambda s, eps: np.sqrt(s + eps), sign=-1, divide=None):
    """AdaGrad with its memory, or its division, replaced."""
    divide = divide or (lambda eta, g, scale: eta * g / scale)

    def rule(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
        g = grad(theta)
        s = collect(s, g, t)
        return theta + sign * divide(eta, g, root(s, eps)), s

    return rule


def squares(s, g, t):
    return s + g**2


def old_sum(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    return theta - eta * g / np.sqrt(s + eps), s + g**2


def nothing_kept(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    return theta - eta * g / np.sqrt(s + g**2 + eps), s


adagrad_mistakes = {
    "Signs cancel: accumulate squares.": scaled(lambda s, g, t: s + g),
    "s sums the squares of the slopes; you summed their sizes.":
        scaled(lambda s, g, t: s + np.abs(g)),
    "No memory: this is sign descent; return the new s after θ.": nothing_kept,
    "One shared number: no longer per-parameter.":
        scaled(lambda s, g, t: s + (g**2).sum()),
    "First step divides by √ε: enormous; update s, then divide.": old_sum,
    "Eq 11-6 has √(s+ε); you have √s + ε.":
        scaled(squares, lambda s, eps: np.sqrt(s) + eps),
    "Without ε a slope that was always 0 gives 0/0.":
        scaled(squares, lambda s, eps: np.sqrt(s)),
    "Average never shrinks the rate: s is the sum.":
        scaled(lambda s, g, t: s + (g**2 - s) / t),
    "That forgets the past, as RMSProp does; AdaGrad's sum keeps it all.":
        scaled(lambda s, g, t: 0.9 * s + 0.1 * g**2),
    "Divide by the root of s: you left the root out.":
        scaled(squares, lambda s, eps: s + eps),
    "A steep past makes small steps: divide by the root, do not multiply.":
        scaled(squares, divide=lambda eta, g, scale: eta * g * scale),
    "You climb: the gradient points uphill, so subtract.": scaled(squares, sign=1),
    "η is ignored; change η and nothing changes.":
        scaled(squares, divide=lambda eta, g, scale: g / scale),
    "The slope itself is missing above the root: η/√s is only the rate.":
        scaled(squares, divide=lambda eta, g, scale: eta / scale),
    "Only the sign of g is left: divide g itself by the root.":
        scaled(squares, divide=lambda eta, g, scale: eta * np.sign(g) / scale),
    "The root shrinks the rate; a further 1/√t is not needed.":
        lambda theta, grad, t, s=0, *, eta=0.01, eps=1e-10:
            adagrad.rule(theta, grad, t, s, eta=eta / t**0.5, eps=eps),
    "You typed a number for ε; use eps.":
        scaled(squares, lambda s, eps: np.sqrt(s + 1e-10)),
}  # fmt: skip

rule = Task(
    id="06.2",
    title="AdaGrad",
    name="adagrad",
    section="AdaGrad: divide by all that you have met",
    reference=adagrad,
    parts=(
        walk(canyon, steps=10, eta=0.5),
        walk(eta=0.2, eps=1e-4),
        walk(wall, steps=8, eta=0.5),
        in_turn("two walks, one after the other", walk(), walk(eta=0.4)),
    ),
    mistakes=adagrad_mistakes,
    guarded=RULES,
)
