"""Exercise 09: Adam's family, and the data on which it fails."""

import numpy as np

from coursekit.optimizers import adam, adamax, amsgrad, nadam
from coursekit.problems import canyon
from coursekit.tasks import Task, wilson
from coursekit.tasks.probes import RULES, in_turn, walk


def largest(u, g, beta, eps):
    return np.maximum(beta * u, np.abs(g) + eps)


def corrected(m, b1, b2, t):
    return m / (1 - b1**t)


def maximal(
    collect=largest, mean=corrected, divide=lambda m, u, t, b2: m / u, keep=1,
    outside=0,
):  # fmt: skip
    """AdaMax with one of its equations replaced."""

    def rule(theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
        g = grad(theta)
        m = beta1 * m + (1 - beta1) * g
        new = collect(u, g, beta2, eps)
        step = divide(mean(m, beta1, beta2, t), new + outside * eps, t, beta2)
        return theta - eta * step, m, new if keep else u

    return rule


adamax_mistakes = {
    "The book's line lacks the absolute value: negative gradients vanish.":
        maximal(lambda u, g, beta, eps: np.maximum(beta * u, g + eps)),
    "Max needs no correction: divide by u as it is.":
        maximal(divide=lambda m, u, t, b2: m / (u / (1 - b2**t))),
    "β₂u, or one spike rules forever: the old maximum fades.":
        maximal(lambda u, g, beta, eps: np.maximum(u, np.abs(g) + eps)),
    "u is already a norm: no root.": maximal(divide=lambda m, u, t, b2: m / np.sqrt(u)),
    "ℓ∞ uses |g|, not its square.":
        maximal(lambda u, g, beta, eps: np.maximum(beta * u, g**2 + eps)),
    "That is Adam's mean of squares; AdaMax takes a maximum.":
        maximal(lambda u, g, beta, eps: beta * u + (1 - beta) * g**2 + eps),
    "A maximum, not a sum of |g|.":
        maximal(lambda u, g, beta, eps: beta * u + np.abs(g) + eps),
    "m starts at 0 and needs its correction: divide it by 1 − β₁ᵗ.":
        maximal(mean=lambda m, b1, b2, t: m),
    "m is corrected with its own β₁, not with β₂.":
        maximal(mean=lambda m, b1, b2, t: m / (1 - b2**t)),
    "ε stands inside the maximum: max(β₂u, |g| + ε).":
        maximal(lambda u, g, beta, eps: np.maximum(beta * u, np.abs(g)), outside=1),
    "Without ε a slope that was always 0 gives 0/0.":
        maximal(lambda u, g, beta, eps: np.maximum(beta * u, np.abs(g))),
    "You climb: the gradient points uphill, so subtract.":
        maximal(divide=lambda m, u, t, b2: -m / u),
    "One shared maximum: no longer per-parameter.":
        maximal(lambda u, g, beta, eps:
                np.maximum(beta * u, np.abs(g).max() + eps)),
    "The smaller of the two would let a large slope through: take the maximum.":
        maximal(lambda u, g, beta, eps: np.minimum(beta * u, np.abs(g)) + eps),
    "u is forgotten at once: return the new u after m.": maximal(keep=0),
}  # fmt: skip

rule = Task(
    id="09.1",
    title="AdaMax",
    name="adamax",
    section="AdaMax: what is left of the p-th power",
    reference=adamax,
    parts=(
        walk(canyon, steps=12, eta=0.2),
        walk(steps=8, eta=0.05, beta1=0.8, beta2=0.6, eps=1e-3),
        in_turn("two walks, one after the other", walk(), walk(eta=0.1, beta2=0.9)),
    ),
    mistakes=adamax_mistakes,
    guarded=RULES,
)


def scheduled(beta1, t, psi):
    return beta1 * (1 - 0.5 * 0.96 ** (t * psi))


def blended(now, ahead, product, m, g):
    return ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)


def looking_ahead(
    momentum=scheduled, blend=blended, later=1, keep=1, ask=0, blend_t=None
):
    """Nadam with one of its ideas replaced."""

    def rule(
        theta, grad, t, m=0, s=0, product=1,
        *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
    ):  # fmt: skip
        g = grad(theta - ask * eta * m)
        now, ahead = momentum(beta1, t, psi), momentum(beta1, t + later, psi)
        new = product * now
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        m_hat = blend_t(beta1, t, m, g) if blend_t else blend(now, ahead, new, m, g)
        root = np.sqrt(s / (1 - beta2**t)) + eps
        return theta - eta * m_hat / root, m, s, new if keep else product

    return rule


nadam_mistakes = {
    "No look-ahead term: that is Adam, 1 − β₁ᵗ below m and no share of g.":
        looking_ahead(blend_t=lambda b, t, m, g: m / (1 - b**t)),
    "One correction: m is divided by 1 − Πμ·μₜ₊₁, g by 1 − Πμ.":
        looking_ahead(blend=lambda now, ahead, product, m, g:
                      (ahead * m + (1 - now) * g) / (1 - product)),
    "Nadam folds the look-ahead into m; measure the slope at θ.":
        looking_ahead(ask=1),
    "The gradient's share is (1−μₜ)·g/(1−Πμ); you left its correction out.":
        looking_ahead(blend=lambda now, ahead, product, m, g:
                      ahead * m / (1 - product * ahead) + (1 - now) * g),
    "The gradient's share is (1−μₜ)·g/(1−Πμ); you took all of g.":
        looking_ahead(blend=lambda now, ahead, product, m, g:
                      ahead * m / (1 - product * ahead) + g / (1 - product)),
    "The gradient's share is 1−μₜ, of this step; you took the next step's μ.":
        looking_ahead(blend=lambda now, ahead, product, m, g:
                      blended(now, ahead, product, m, g)
                      + (now - ahead) * g / (1 - product)),
    "m is weighted with the next momentum, μₜ₊₁: that is the look-ahead.":
        looking_ahead(later=0),
    "The momentum warms up: μₜ = β₁(1 − ½·0.96^(tψ)); you kept it at β₁.":
        looking_ahead(momentum=lambda beta1, t, psi: beta1),
    "Half of 0.96^(tψ) is taken off; you took all of it.":
        looking_ahead(momentum=lambda beta1, t, psi: beta1 * (1 - 0.96 ** (t * psi))),
    "ψ stands in the exponent, beside t.":
        looking_ahead(momentum=lambda beta1, t, psi: beta1 * (1 - 0.5 * psi * 0.96**t)),
    "Momentum part uses β₁, for m and for μ; β₂ belongs to s.":
        lambda theta, grad, t, m=0, s=0, product=1, *, eta=0.002, beta1=0.9,
            beta2=0.999, psi=0.004, eps=1e-8: nadam.rule(
                theta, grad, t, m, s, product,
                eta=eta, beta1=beta2, beta2=beta2, psi=psi, eps=eps),
    "The product of all μ so far is a memory: return the new one.":
        looking_ahead(keep=0),
}  # fmt: skip

warming = Task(
    id="09.2",
    title="Nadam",
    name="nadam",
    section="Nadam: Nesterov's look-ahead, folded into m",
    reference=nadam,
    parts=(
        walk(canyon, steps=12, eta=0.1),
        walk(steps=8, eta=0.05, beta1=0.7, beta2=0.9, psi=2.0, eps=1e-5),
        in_turn("two walks, one after the other", walk(), walk(eta=0.2, psi=0.5)),
    ),
    mistakes=nadam_mistakes,
    guarded=RULES,
)


def never_shrinking(
    top=np.maximum, of=lambda s, t, beta2: s, below=lambda top, t, beta2: top,
    feed=lambda s, top: s, mean=lambda m, t, beta1: m / (1 - beta1**t),
):  # fmt: skip
    """AMSGrad with one of its ideas replaced."""

    def rule(
        theta, grad, t, m=0, s=0, s_max=0,
        *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
    ):  # fmt: skip
        g = grad(theta)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        new = top(s_max, of(s, t, beta2))
        root = np.sqrt(below(new, t, beta2) / (1 - beta2**t)) + eps
        step = eta * mean(m, t, beta1) / root
        return theta - step, m, feed(s, new), new

    return rule


def uncorrected(top, t, beta2):
    return top * (1 - beta2**t)


amsgrad_mistakes = {
    "No max, or none that is kept in s_max: that is Adam.":
        never_shrinking(lambda old, s: s),
    "Rates may only fall: take the larger of the two, not the smaller.":
        never_shrinking(lambda old, s: np.minimum(np.where(old == 0, s, old), s)),
    "Per coordinate: one maximum for all is no longer per-parameter.":
        never_shrinking(lambda old, s: np.maximum(old, s.max())),
    "Here the maximum is of the raw s, corrected afterwards (PyTorch).":
        never_shrinking(of=lambda s, t, beta2: s / (1 - beta2**t), below=uncorrected),
    "Correct the maximum: divide s_max by 1 − β₂ᵗ.": never_shrinking(below=uncorrected),
    "s goes on as it is; only the divisor takes the maximum.":
        never_shrinking(feed=lambda s, top: top),
    "m starts at 0 and needs its correction: divide it by 1 − β₁ᵗ.":
        never_shrinking(mean=lambda m, t, beta1: m),
    "The paper leaves out both corrections; this exercise has them.":
        never_shrinking(mean=lambda m, t, beta1: m, below=uncorrected),
    "A maximum, not a sum of all s.": never_shrinking(np.add),
    "Corrected once too often: divide s_max by 1 − β₂ᵗ, once.":
        never_shrinking(of=lambda s, t, beta2: s / (1 - beta2**t)),
    "The maximum is of s, not of the last square alone.":
        lambda theta, grad, t, m=0, s=0, s_max=0, *, eta=0.001, beta1=0.9,
            beta2=0.999, eps=1e-8: (
                never_shrinking(lambda old, s: np.maximum(old, grad(theta) ** 2))(
                    theta, grad, t, m, s, s_max,
                    eta=eta, beta1=beta1, beta2=beta2, eps=eps)),
    "m keeps its sign and size: no maximum of its own.":
        lambda theta, grad, t, m=0, s=0, s_max=0, *, eta=0.001, beta1=0.9,
            beta2=0.999, eps=1e-8: (
                theta - eta * np.maximum(m, beta1 * m + (1 - beta1) * grad(theta))
                / (1 - beta1**t) / (np.sqrt(
                    (beta2 * s + (1 - beta2) * grad(theta) ** 2) / (1 - beta2**t))
                    + eps),
                np.maximum(m, beta1 * m + (1 - beta1) * grad(theta)),
                beta2 * s + (1 - beta2) * grad(theta) ** 2,
                s_max),
}  # fmt: skip

non_increasing = Task(
    id="09.3",
    title="AMSGrad",
    name="amsgrad",
    section="The problem on which Adam walks the wrong way",
    reference=amsgrad,
    parts=(
        walk(canyon, steps=30, eta=0.2, beta2=0.7),
        walk(steps=10, eta=0.3, beta1=0.6, beta2=0.5, eps=1e-4),
        in_turn("two walks, one after the other", walk(), walk(eta=0.4, beta2=0.8)),
    ),
    mistakes=amsgrad_mistakes,
    guarded=(*RULES, adam),
)

data = Task(
    id="09.4",
    title="Wilson's data",
    name="wilson_data",
    section="Perfect in training, no better than a guess",
    reference=wilson.wilson_data,
    parts=wilson.parts,
    mistakes=wilson.mistakes,
)
