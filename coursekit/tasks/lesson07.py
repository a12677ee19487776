"""Exercise 07: RMSProp, Adadelta, RMSProp with Nesterov."""

import numpy as np

from coursekit.optimizers import adadelta, rmsprop, rmsprop_nesterov
from coursekit.problems import canyon, wall
from coursekit.tasks import Task
from coursekit.tasks.probes import RULES, in_turn, walk


def mean(s, g, rho, t):
    return rho * s + (1 - rho) * g**2


def inside(s, eps, rho, t):
    return np.sqrt(s + eps)


def scaled(collect=mean, root=inside, move=lambda eta, g, scale: -eta * g / scale):
    """RMSProp with its memory, its division or its move replaced."""

    def rule(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
        g = grad(theta)
        s = collect(s, g, rho, t)
        return theta + move(eta, g, root(s, eps, rho, t)), s

    return rule


def squared_mean(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    s = rho * s + (1 - rho) * g
    return theta - eta * g / np.sqrt(s**2 + eps), s


def stale(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    return theta - eta * g / np.sqrt(s + eps), mean(s, g, rho, t)


def not_kept(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    return theta - eta * g / np.sqrt(mean(s, g, rho, t) + eps), s


rmsprop_mistakes = {
    "AdaGrad: nothing is forgotten; keep ρ of s and add 1 − ρ of the square.":
        scaled(lambda s, g, rho, t: s + g**2),
    "The new square's share is 1 − ρ; you added all of it.":
        scaled(lambda s, g, rho, t: rho * s + g**2),
    "Weights swapped: memory is one step.":
        scaled(lambda s, g, rho, t: (1 - rho) * s + rho * g**2),
    "Oscillating gradients cancel: average squares.": squared_mean,
    "s averages the squares of the slopes; you averaged their sizes.":
        scaled(lambda s, g, rho, t: rho * s + (1 - rho) * np.abs(g)),
    "Update s, then divide.": stale,
    "s is forgotten at once: return the new s after θ.": not_kept,
    "Divide by the root of s: g/g² explodes for small g.":
        scaled(root=lambda s, eps, rho, t: s + eps),
    "HOML 11-7 has √(s+ε), and so does this exercise; you have √s + ε.":
        scaled(root=lambda s, eps, rho, t: np.sqrt(s) + eps),
    "Without ε a slope that was always 0 gives 0/0.":
        scaled(root=lambda s, eps, rho, t: np.sqrt(s)),
    "That corrects the bias, as Adam will; RMSProp's first step is too long.":
        scaled(root=lambda s, eps, rho, t: np.sqrt(s / (1 - rho**t) + eps)),
    "One shared number: no longer per-parameter.":
        scaled(lambda s, g, rho, t: rho * s + (1 - rho) * (g**2).sum()),
    "A steep past makes small steps: divide by the root, do not multiply.":
        scaled(move=lambda eta, g, scale: -eta * g * scale),
    "You climb: the gradient points uphill, so subtract.":
        scaled(move=lambda eta, g, scale: eta * g / scale),
    "η is ignored; change η and nothing changes.":
        scaled(move=lambda eta, g, scale: -g / scale),
    "s starts at 0; you started with the first square, as no source does.":
        scaled(lambda s, g, rho, t: mean(s, g, rho, t) if t > 1 else g**2),
    "The slope itself is missing above the root: η/√s is only the rate.":
        scaled(move=lambda eta, g, scale: -eta / scale),
    "You typed a number for ρ; use rho.":
        scaled(lambda s, g, rho, t: mean(s, g, 0.9, t)),
}  # fmt: skip

rule = Task(
    id="07.1",
    title="RMSProp",
    name="rmsprop",
    section="Forgetting is one line",
    reference=rmsprop,
    parts=(
        walk(canyon, steps=10, eta=0.1),
        walk(eta=0.05, rho=0.6, eps=1e-4),
        walk(wall, steps=8, eta=0.4),
        in_turn("two walks, one after the other", walk(), walk(eta=0.2, rho=0.95)),
    ),
    mistakes=rmsprop_mistakes,
    guarded=RULES,
)


def rms(x, eps):
    return np.sqrt(x + eps)


def stepping(step=None, keep=None, remember=mean, sign=-1):
    """Adadelta with its step or one of its memories replaced."""
    step = step or (lambda s, d, g, eps: rms(d, eps) / rms(s, eps) * g)
    keep = keep or (lambda d, step, rho, g: rho * d + (1 - rho) * step**2)

    def rule(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
        g = grad(theta)
        s = remember(s, g, rho, t)
        moved = step(s, d, g, eps)
        return theta + sign * moved, s, keep(d, moved, rho, g)

    return rule


def d_too_early(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    g = grad(theta)
    s = mean(s, g, rho, t)
    moved = rms(d, eps) / rms(s, eps) * g
    d = mean(d, moved, rho, t)
    return theta - rms(d, eps) / rms(s, eps) * g, s, d


def s_too_late(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    g = grad(theta)
    moved = rms(d, eps) / rms(s, eps) * g
    return theta - moved, mean(s, g, rho, t), mean(d, moved, rho, t)


adadelta_mistakes = {
    "RMSProp with η=1: the size of past steps is missing above.":
        stepping(lambda s, d, g, eps: g / rms(s, eps)),
    "Use the previous RMS of updates; d learns of this step afterwards.": d_too_early,
    "Update s with this slope first, then divide.": s_too_late,
    "Numerator starts at 0: nothing ever moves; it needs ε, too.":
        stepping(lambda s, d, g, eps: np.sqrt(d) / rms(s, eps) * g),
    "Updates on top, gradients below.":
        stepping(lambda s, d, g, eps: rms(s, eps) / rms(d, eps) * g),
    "Original has no η; Keras adds one, 0.001.":
        stepping(lambda s, d, g, eps: 0.001 * rms(d, eps) / rms(s, eps) * g),
    "Without ε below a slope that was always 0 gives 0/0.":
        stepping(lambda s, d, g, eps: rms(d, eps) / np.sqrt(s) * g),
    "The memories come back in the order of the signature: s, then d.":
        lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6: tuple(
            adadelta.rule(theta, grad, t, s, d, rho=rho, eps=eps)[i] for i in (0, 2, 1)
        ),
    "The roots are missing: the ratio is one of root mean squares.":
        stepping(lambda s, d, g, eps: (d + eps) / (s + eps) * g),
    "ε stands inside both roots; you added it outside.":
        stepping(lambda s, d, g, eps: (np.sqrt(d) + eps) / (np.sqrt(s) + eps) * g),
    "d averages the squares of the steps; you averaged those of the slopes.":
        stepping(keep=lambda d, step, rho, g: rho * d + (1 - rho) * g**2),
    "d is a mean; you summed all steps.":
        stepping(keep=lambda d, step, rho, g: d + step**2),
    "d averages squares; you averaged the steps' sizes.":
        stepping(keep=lambda d, step, rho, g: rho * d + (1 - rho) * np.abs(step)),
    "d is forgotten at once: return the new d after s.":
        stepping(keep=lambda d, step, rho, g: d),
    "Nothing of s is forgotten: keep ρ of it and add 1 − ρ of the square.":
        stepping(remember=lambda s, g, rho, t: s + g**2),
    "Weights swapped in s: memory is one step.":
        stepping(remember=lambda s, g, rho, t: (1 - rho) * s + rho * g**2),
    "You climb: the gradient points uphill, so subtract.": stepping(sign=1),
}  # fmt: skip

without_eta = Task(
    id="07.2",
    title="Adadelta",
    name="adadelta",
    section="Adadelta: no η at all",
    reference=adadelta,
    parts=(
        walk(canyon, steps=15),
        walk(steps=10, rho=0.7, eps=1e-3),
        walk(wall, steps=6, rho=0.5),
        in_turn("two walks, one after the other", walk(), walk(eps=1e-2)),
    ),
    mistakes=adadelta_mistakes,
    guarded=RULES,
)


def ahead_by_beta_v(grad, theta, v, beta):
    return grad(theta + beta * v)


def rolling(ask=ahead_by_beta_v, collect=mean, scale=None, roll=None, move=None):
    """RMSProp with Nesterov with one of its equations replaced."""
    scale = scale or (lambda s, eps: np.sqrt(s + eps))
    roll = roll or (lambda v, g, root, eta, beta: beta * v - eta * g / root)
    move = move or (lambda theta, v, old, beta: theta + v)

    def rule(theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10):
        g = ask(grad, theta, v, beta)
        s = collect(s, g, rho, t)
        new = roll(v, g, scale(s, eps), eta, beta)
        return move(theta, new, v, beta), new, s

    return rule


def two_slopes(theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10):
    s = mean(s, grad(theta), rho, t)
    v = beta * v - eta * grad(theta + beta * v) / np.sqrt(s + eps)
    return theta + v, v, s


def scaled_late(theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10):
    g = grad(theta + beta * v)
    s = mean(s, g, rho, t)
    v = beta * v - eta * g
    return theta + v / np.sqrt(s + eps), v, s


def v_not_kept(theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10):
    g = grad(theta + beta * v)
    s = mean(s, g, rho, t)
    return theta + beta * v - eta * g / np.sqrt(s + eps), v, s


rmsprop_nesterov_mistakes = {
    "Interim point is θ+αv: measure the slope there, with your beta for α.":
        rolling(lambda grad, theta, v, beta: grad(theta)),
    "Look ahead by βv, the part that you are sure to move, not by v.":
        rolling(lambda grad, theta, v, beta: grad(theta + v)),
    "The look-ahead goes along the velocity: θ + βv, not θ − βv.":
        rolling(lambda grad, theta, v, beta: grad(theta - beta * v)),
    "One gradient for both (MDL 11.8): s, too, takes the slope of ahead.": two_slopes,
    "θ ← θ+v: the point ahead is only for measuring.":
        rolling(move=lambda theta, v, old, beta: theta + beta * old + v),
    "GBC 8.6 omits δ: with g=0 you get 0/0; keep ε under the root.":
        rolling(scale=lambda s, eps: np.sqrt(s)),
    "Here ε stands inside the root: √(s+ε).":
        rolling(scale=lambda s, eps: np.sqrt(s) + eps),
    "Divide by the root of s, not by s.": rolling(scale=lambda s, eps: s + eps),
    "Scale the gradient, then add velocity.": scaled_late,
    "Only the slope is scaled: βv joins as it is.":
        rolling(roll=lambda v, g, root, eta, beta: (beta * v - eta * g) / root),
    "The velocity is lost: return the new v after θ.": v_not_kept,
    "The velocity is a sum, not a mean: the scaled slope joins with all its weight.":
        rolling(roll=lambda v, g, root, eta, beta:
                beta * v - (1 - beta) * eta * g / root),
    "You moved with the old velocity; the first step is then 0.":
        rolling(move=lambda theta, v, old, beta: theta + old),
    "Velocity points uphill: v is βv minus the scaled slope, and θ + v.":
        rolling(roll=lambda v, g, root, eta, beta: beta * v + eta * g / root),
    "Nothing of s is forgotten: keep ρ of it and add 1 − ρ of the square.":
        rolling(collect=lambda s, g, rho, t: s + g**2),
    "β belongs to the velocity, ρ to s; you used β for both.":
        lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10:
            rmsprop_nesterov.rule(
                theta, grad, t, v, s, eta=eta, beta=beta, rho=beta, eps=eps),
    "η already inside v: θ moves by v itself.":
        lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10:
            rolling(move=lambda theta, v, old, beta: theta + eta * v)(
                theta, grad, t, v, s, eta=eta, beta=beta, rho=rho, eps=eps),
}  # fmt: skip

ahead = Task(
    id="07.3",
    title="RMSProp with Nesterov",
    name="rmsprop_nesterov",
    section="RMSProp with momentum, and with Nesterov",
    reference=rmsprop_nesterov,
    parts=(
        walk(canyon, steps=10, eta=0.05, beta=0.5),
        walk(steps=8, eta=0.04, beta=0.8, rho=0.6, eps=1e-4),
        in_turn("two walks, one after the other", walk(), walk(eta=0.1, rho=0.95)),
    ),
    mistakes=rmsprop_nesterov_mistakes,
    guarded=RULES,
)
