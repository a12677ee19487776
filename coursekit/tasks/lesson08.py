"""Exercise 08: Adam and its bias correction."""

import numpy as np

from coursekit.dialects import homl, tf1
from coursekit.optimizers import adam
from coursekit.problems import canyon
from coursekit.tasks import Task
from coursekit.tasks.probes import RULES, each, in_turn, once, text, walk


def ema(beta, xs, correct=True):
    mean, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        mean = beta * mean + (1 - beta) * x
        averages.append(mean / (1 - beta**t) if correct else mean)
    return np.array(averages)


def averaging(
    share=lambda beta: 1 - beta,
    correction=lambda beta, t: 1 - beta**t,
    feed=lambda raw, corrected: raw,
    divide=lambda mean, missing: mean / missing,
    begin=lambda xs: 0.0,
):
    """The average with one of its ideas replaced."""

    def answer(beta, xs, correct=True):
        mean, averages = begin(xs), []
        for t, x in enumerate(xs, start=1):
            mean = beta * mean + share(beta) * x
            shown = divide(mean, correction(beta, t)) if correct else mean
            averages.append(shown)
            mean = feed(mean, shown)
        return np.array(averages)

    return answer


def t_from_zero(beta, xs, correct=True):
    averages = ema(beta, xs, correct=False)
    with np.errstate(all="ignore"):
        return averages / (1 - beta ** np.arange(len(xs))) if correct else averages


ema_mistakes = {
    "Sum, not average: tends to 1/(1−β) times the value; give x the share 1 − β.":
        averaging(share=lambda beta: 1.0),
    "Then no correction is needed, and the check asked for zero start.":
        averaging(begin=lambda xs: xs[0] if len(xs) else 0.0),
    "First correction divides by zero: t counts from 1.": t_from_zero,
    "Off by one: the correction is too weak; t counts from 1.":
        averaging(correction=lambda beta, t: 1 - beta ** (t + 1)),
    "Keep the raw average; correct a copy.":
        averaging(feed=lambda raw, corrected: corrected),
    "Divide to enlarge; you multiplied.":
        averaging(divide=lambda mean, missing: mean * missing),
    "Power, not product: the weights add up to 1 − βᵗ.":
        averaging(correction=lambda beta, t: 1 - beta * t / (t + 1)),
    "The weights add up to 1 − βᵗ at step t; 1 − β is right for t = 1 only.":
        averaging(correction=lambda beta, t: 1 - beta),
    "Nothing is corrected: where correct is true, divide by 1 − βᵗ.":
        averaging(correction=lambda beta, t: 1.0),
    "correct is ignored: where it is false, return the raw averages.":
        lambda beta, xs, correct=True: ema(beta, xs),
    "Weights swapped: β is the share of the old average.":
        lambda beta, xs, correct=True: averaging(
            share=lambda old: 1 - old, correction=lambda old, t: 1 - old**t
        )(1 - beta, xs, correct),
    "That is the last average alone; return one for each value.":
        lambda beta, xs, correct=True: ema(beta, xs, correct)[-1:],
    "The zero before the first value is no average of anything: leave it out.":
        lambda beta, xs, correct=True: np.append(0.0, ema(beta, xs, correct)),
}  # fmt: skip


def averages_of(beta, xs, *correct):
    """A Part for ema: the averages of these values, (len(xs),)."""
    raw = " without correction" if correct else ""
    label = f"averages of {text(xs)} with beta = {text(beta)}{raw}"
    return once(label, beta, xs, *correct, axes=("value",))


average = Task(
    id="08.1",
    title="The corrected average",
    name="ema",
    section="The geometric sum tells how much is missing",
    reference=ema,
    parts=(
        averages_of(0.9, np.array([2.0, -1.0, 4.0, 0.5, 3.0])),
        averages_of(0.5, np.array([1.0, 1.0, 1.0, 5.0]), False),
        each(
            "a list of whole numbers, and a single value",
            "ema",
            (0.75, [3, 3, 3, 3]),
            (0.99, np.array([7.0]), True),
            (0.25, [8, -2, 4], False),
            axes=("value",),
        ),
    ),
    mistakes=ema_mistakes,
    guarded=RULES,
)


def first(m, g, beta):
    return beta * m + (1 - beta) * g


def second(s, g, beta):
    return beta * s + (1 - beta) * g**2


def missing(beta, t):
    return 1 - beta**t


def divided(eta, m_hat, s_hat, eps):
    return eta * m_hat / (np.sqrt(s_hat) + eps)


def assembled(
    first=first, second=second, by=missing, m_by=None, s_by=None, move=divided
):
    """Adam with one of its parts replaced."""

    def rule(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        g = grad(theta)
        m, s = first(m, g, beta1), second(s, g, beta2)
        m_hat, s_hat = m / (m_by or by)(beta1, t), s / (s_by or by)(beta2, t)
        return theta - move(eta, m_hat, s_hat, eps), m, s

    return rule


def hats_stored(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m = first(m, g, beta1) / missing(beta1, t)
    s = second(s, g, beta2) / missing(beta2, t)
    return theta - divided(eta, m, s, eps), m, s


def s_with_beta1(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m, s = first(m, g, beta1), second(s, g, beta2)
    m_hat, s_hat = m / missing(beta1, t), s / missing(beta1, t)
    return theta - divided(eta, m_hat, s_hat, eps), m, s


def betas_swapped(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    knobs = {"eta": eta, "beta1": beta2, "beta2": beta1, "eps": eps}
    return adam.rule(theta, grad, t, m, s, **knobs)


def not_kept(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    return adam.rule(theta, grad, t, m, s, **knobs)[0], m, s


def exchanged(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    new = adam.rule(theta, grad, t, m, s, eta=eta, beta1=beta1, beta2=beta2, eps=eps)
    return new[0], new[2], new[1]


adam_mistakes = {
    "Step 1 is 3.16× too large, not too small: correct both averages.":
        assembled(by=lambda b, t: 1.0),
    "Both start at 0: correct both; m is still raw.": assembled(m_by=lambda b, t: 1.0),
    "Both start at 0: correct both; s is still raw.": assembled(s_by=lambda b, t: 1.0),
    "t counts from 1: the correction is 1 − βᵗ, not 1 − βᵗ⁻¹.":
        assembled(by=lambda b, t: missing(b, t - 1 or 1)),
    "Off by one: correction too weak; t is already 1 at the first step.":
        assembled(by=lambda b, t: missing(b, t + 1)),
    "Power, not product: 1 − βᵗ is beta ** t.":
        assembled(by=lambda b, t: np.abs(1 - b * t)),
    "1 − β is right at t = 1 only: the weights add up to 1 − βᵗ.":
        assembled(by=lambda b, t: 1 - b),
    "Match each β to its moment: s is corrected with β₂.": s_with_beta1,
    "Memory lengths exchanged: β₁ belongs to m, β₂ to s.": betas_swapped,
    "At |g|≲1e-4 steps shrink 100×: ε stands outside the root here.": homl.adam.rule,
    "ε is scaled by the correction (TF's form); add it to √ŝ, corrected.":
        tf1.adam.rule,
    "Without ε a slope that was always 0 gives 0/0.":
        assembled(move=lambda eta, m_hat, s_hat, eps: eta * m_hat / np.sqrt(s_hat)),
    "Second moment squares; you averaged sizes.":
        assembled(second=lambda s, g, beta: beta * s + (1 - beta) * np.abs(g)),
    "Correction compounds: keep the raw averages, correct copies.": hats_stored,
    "Wrong way: divide by 1 − βᵗ to enlarge, do not multiply.":
        assembled(by=lambda b, t: 1 / missing(b, t)),
    "Two equal signs: ascent; +g in m goes with − in the step, −g with +.":
        assembled(first=lambda m, g, beta: beta * m - (1 - beta) * g),
    "Walk along m̂, the mean of the slopes; you took this slope alone.":
        assembled(first=lambda m, g, beta: g, m_by=lambda b, t: 1.0),
    "m is a mean: the new slope's share is 1 − β₁.":
        assembled(first=lambda m, g, beta: beta * m + g),
    "s is a mean: the new square's share is 1 − β₂.":
        assembled(second=lambda s, g, beta: beta * s + g**2),
    "Weights swapped in m: β₁ is the share of the old mean.":
        assembled(first=lambda m, g, beta: (1 - beta) * m + beta * g),
    "Correct s, then take the root: √(s/(1 − β₂ᵗ)).":
        assembled(s_by=lambda b, t: missing(b, t) ** 2),
    "m and s come back in the order of the signature.": exchanged,
    "Divide by the root of ŝ, not by ŝ.":
        assembled(move=lambda eta, m_hat, s_hat, eps: eta * m_hat / (s_hat + eps)),
    "m and s are forgotten at once: return the new ones after θ.": not_kept,
    "η is ignored; change η and nothing changes.":
        assembled(move=lambda eta, m_hat, s_hat, eps: m_hat / (np.sqrt(s_hat) + eps)),
}  # fmt: skip
parts = (
    walk(canyon, steps=14, eta=0.1),
    walk(steps=8, eta=0.05, beta1=0.8, beta2=0.95, eps=1e-6),
    walk(steps=6, eta=0.02, beta1=0.5, beta2=0.6, eps=1e-3),
    in_turn("two walks, one after the other", walk(), walk(eta=0.3, beta2=0.9)),
)

rule = Task(
    id="08.2",
    title="Adam",
    name="adam",
    section="Two memories make one rule, nearly",
    reference=adam,
    parts=parts,
    mistakes=adam_mistakes,
    guarded=RULES,
)


def downhill(m, g, beta):
    return beta * m - (1 - beta) * g


def added(eta, m_hat, s_hat, eps):
    return -eta * m_hat / np.sqrt(s_hat + eps)


def flipped(**other):
    """HOML's second edition with one of its parts replaced."""
    rule = assembled(**{"first": downhill, "move": added, **other})

    def answer(
        theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
    ):
        knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
        return rule(theta, grad, t, m, s, **knobs)

    return answer


def flipped_at_first(m, g, beta):
    """Right for one step: the old mean is turned over again and again."""
    return -beta * m - (1 - beta) * g


flipped_mistakes = {
    "−m and −η cancel once: m points downhill now, so add the step.":
        flipped(move=lambda *given: -added(*given)),
    "That is the first edition; here m collects −g, and the step is added.":
        flipped(first=first, move=lambda *given: -added(*given)),
    "m must point downhill: subtract (1 − β₁)g; you add it and climb.":
        flipped(first=first),
    "Squares stay positive: only m changes its sign, s does not.":
        flipped(second=lambda s, g, beta: beta * s - (1 - beta) * g**2),
    "Only the new slope's sign flips; the old mean stays as it is.":
        flipped(first=flipped_at_first),
    "ε stays +, under the root.":
        flipped(move=lambda eta, m_hat, s_hat, eps:
                -eta * m_hat / np.sqrt(np.abs(s_hat - eps))),
    "HOML 11-8 has √(ŝ+ε); you have √ŝ + ε.":
        flipped(move=lambda eta, m_hat, s_hat, eps:
                -eta * m_hat / (np.sqrt(s_hat) + eps)),
    "Correct both averages, as in Adam.":
        flipped(by=lambda b, t: 1.0),
    "ε = 1e-7 in this edition: look at the signature's defaults.":
        lambda theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8:
            flipped()(theta, grad, t, m, s, eta=eta, beta1=beta1, beta2=beta2, eps=eps),
}  # fmt: skip

other_sign = Task(
    id="08.3",
    title="The other sign",
    name="adam_flipped",
    section="Two editions, two signs",
    reference=homl.adam_flipped,
    parts=(
        walk(canyon, steps=10, eta=0.1),
        walk(steps=8, eta=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
        walk(steps=6, memory="m", eta=0.05, beta1=0.7),
        in_turn("two walks, one after the other", walk(), walk(eta=0.3, beta2=0.9)),
    ),
    mistakes=flipped_mistakes,
    guarded=RULES,
)
