"""Exercise 06: a rate per parameter."""

import math
from functools import partial

from coursekit.descent import descend
from coursekit.optimizers import adagrad, delta_bar_delta
from coursekit.problems import quadratic
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, flat, series, walk

signs_task = Task(
    id="06.1",
    title="Delta-bar-delta",
    name="delta_bar_delta",
    section="An early answer: do the signs agree?",
    reference=delta_bar_delta,
    parts=(
        walk("canyon", steps=12, eta=0.01),
        walk(steps=8, eta=0.3, kappa=0.05, phi=0.4, beta=0.5),
        series("two walks, one after the other", walk(), walk(eta=0.4, beta=0.9)),
        series(
            "walks that differ in one knob each",
            walk(steps=8, eta=0.7),
            walk(steps=8, eta=0.3),
            walk(steps=8, eta=0.7, kappa=0.05),
            walk(steps=8, eta=0.7, phi=0.4),
            walk("canyon", steps=8, memory="g_bar", eta=0.02),
        ),
        walk("canyon", steps=8, memory="g_bar", eta=0.02, beta=0.6),
        walk("trough", memory="rate", eta=0.2, kappa=0.05, phi=0.3),
        walk("canyon", steps=8, eta=0.5),
        flat(eta=0.2, kappa=0.03),
    ),
    mistakes={
        "Agreement earns a bigger rate.":
            "up, down = (1 - phi) * rate, rate + kappa",
        "One rate per parameter: each partial derivative keeps its own.":
            "g_bar * g > 0 -> (g_bar * g).sum() > 0; "
            "g_bar * g < 0 -> (g_bar * g).sum() < 0",
        "Up is careful: it adds κ; only down multiplies.":
            "up, down = (1 + kappa) * rate, (1 - phi) * rate",
        "Down is quick: it multiplies by 1 − φ; you subtracted.":
            "up, down = rate + kappa, rate - phi",
        "Down keeps 1 − φ of the rate; you kept φ.":
            "up, down = rate + kappa, phi * rate",
        "Where ḡ or g is 0 no signs differ: the rate stays as it is.":
            "np.where(g_bar * g < 0, down, rate) -> down",
        "Where ḡ or g is 0 no signs agree: the rate stays as it is.":
            "np.where(g_bar * g < 0, down, rate) -> np.where(g_bar * g < 0, down, up)",
        "Rates only rise in yours: where the signs differ, multiply by 1 − φ.":
            "np.where(g_bar * g < 0, down, rate) -> rate",
        "Rates only fall in yours: where the signs agree, add κ.":
            "up, down = rate, (1 - phi) * rate",
        "Your rates stay what they were: up by κ, down to 1 − φ of it.":
            "up, down = rate, rate",
        "Compare with the average before this step: ḡ must not contain g yet.":
            "g_bar * g > 0 -> ((1 - beta) * g + beta * g_bar) * g > 0; "
            "g_bar * g < 0 -> ((1 - beta) * g + beta * g_bar) * g < 0",
        "Compare g with ḡ, the average of the slopes before it, not with itself.":
            "g_bar * g > 0 -> g * g > 0; g_bar * g < 0 -> g * g < 0",
        "ḡ is an average of all slopes so far; you kept the last one alone.":
            "return theta - rate * g, rate, g",
        "Weights swapped: β is the share of the old average, 1 − β that of g.":
            "return theta - rate * g, rate, beta * g + (1 - beta) * g_bar",
        "The new slope's share in ḡ is 1 − β, not 1 + β.":
            "(1 - beta) * g -> (1 + beta) * g",
        "ḡ is an average: the new slope's share is 1 − β, not all of it.":
            "(1 - beta) * g -> g",
        "Change the rate first, then move with the new one.":
            "rate = np.where( -> new = np.where(; "
            "return theta - rate * g, new, (1 - beta) * g + beta * g_bar",
        "You climb: the gradient points uphill, so subtract.":
            "theta - rate * g -> theta + rate * g",
        "The step is rate · g: signs change the rate, the slope still sets the step.":
            "theta - rate * g -> theta - rate * np.sign(g)",
        "Move by the slope of this step; ḡ is for comparing only.":
            "theta - rate * g -> theta - rate * ((1 - beta) * g + beta * g_bar)",
        "The rates begin at 0: at t = 1 every rate is η.":
            "rate if t > 1 else eta + rate -> rate",
        "η is where the rates begin, at t = 1; you add it at every step.":
            "rate if t > 1 else eta + rate -> eta + rate",
        "The rate is forgotten: each step begins with η again.":
            "rate if t > 1 else eta + rate -> eta",
    },
    guarded=RULES,
)  # fmt: skip

rule = Task(
    id="06.2",
    title="AdaGrad",
    name="adagrad",
    section="AdaGrad: divide by all that you have met",
    reference=adagrad,
    parts=(
        walk("canyon", start=[-0.7, 2.1], steps=10, eta=0.5),
        walk(eta=0.2, eps=1e-4),
        walk("wall", steps=8, eta=0.5),
        series("two walks, one after the other", walk(), walk(eta=0.4)),
        series("a small ε, and a large one", walk(eta=0.2), walk(eta=0.2, eps=3.0)),
        walk(eta=5e3),
        flat(eta=1e-8, eps=1e-16),
    ),
    mistakes={
        "Slopes of both signs cancel: add up their squares.":
            "s = s + g",
        "You squared the sum of the slopes; add up the squares.":
            "s = s + g; return theta - eta * g / np.sqrt(s**2 + eps), s",
        "s sums the squares of the slopes; you summed their sizes.":
            "s = s + np.abs(g)",
        "No memory: this is sign descent; return the new s after θ.":
            "old = s; return theta - eta * g / np.sqrt(s + eps), old",
        "One sum for all parameters: each needs a sum of its own.":
            "s = s + (g**2).sum()",
        "Your first step divides by √ε and is enormous: update s, then divide.":
            "old = s; return theta - eta * g / np.sqrt(old + eps), s",
        "Here ε stands inside the root, √(s + ε); you have √s + ε.":
            "return theta - eta * g / (np.sqrt(s) + eps), s",
        "ε belongs below the line, under the root; you added it to θ.":
            "return theta - eta * g / np.sqrt(s) + eps, s",
        "Return s itself, the sum of the squares; you returned its root.":
            "s = np.sqrt(s + g**2 + eps); return theta - eta * g / s, s",
        "Without ε a slope that was always 0 gives 0/0.":
            "return theta - eta * g / np.sqrt(s), s",
        "ε joins under the root only: s itself stays without it.":
            "s = s + g**2 + eps; return theta - eta * g / np.sqrt(s), s",
        "With a mean the rate need not shrink: s is the sum.":
            "s = s + (g**2 - s) / t",
        "That forgets the past, as RMSProp does; AdaGrad's sum keeps it all.":
            "s = 0.9 * s + 0.1 * g**2",
        "The largest square so far is no sum: add every square.":
            "s = np.maximum(s, g**2)",
        "Divide by the root of s: you left the root out.":
            "return theta - eta * g / (s + eps), s",
        "A steep past makes small steps: divide by the root, do not multiply.":
            "return theta - eta * g * np.sqrt(s + eps), s",
        "You climb: the gradient points uphill, so subtract.":
            "return theta + eta * g / np.sqrt(s + eps), s",
        "η is ignored; change η and nothing changes.":
            "return theta - g / np.sqrt(s + eps), s",
        "The slope itself is missing above the root: η/√s is only the rate.":
            "return theta - eta / np.sqrt(s + eps), s",
        "Only the sign of g is left: divide g itself by the root.":
            "return theta - eta * np.sign(g) / np.sqrt(s + eps), s",
        "The root shrinks the rate; a further 1/√t is not needed.":
            "return theta - eta / t**0.5 * g / np.sqrt(s + eps), s",
    },
    guarded=RULES,
)  # fmt: skip


BOWLS, NEARER = (0.01, 1.0, 100.0), (3.0, -0.7)


def one_eta():
    return 10000.0


def wrong_with(far, eta):
    """Why an η does not bring AdaGrad down every bowl in ten steps; "" if it does."""
    if not (isinstance(eta, float) and math.isfinite(eta)):
        return "It should return one finite number, η."
    if eta <= 0:
        return f"η is above 0; yours is {eta:g}."
    for curvature in BOWLS:
        for start in (*NEARER, far):
            surface = quadratic([[curvature]])
            path = descend(adagrad(eta=eta), surface, (start,), steps=20).theta
            if not (away := abs(path[10:]).max()) < 0.01:
                if math.isnan(away):
                    return f"With η = {eta:g} the squares are too large to be added up."
                return (
                    f"With η = {eta:g} AdaGrad is {away:.3g} away after 10 steps, "
                    f"from {start:g} on the bowl of curvature {curvature:g}."
                )
    return ""


def from_far(far):
    """The Part for one_eta: three bowls, and starts of which one is far away."""
    label = f"three bowls, each from three starts, the farthest {far} away"
    return (call(label, wrong_with=partial(wrong_with, far)),)


FAR_STARTS = Own(
    rows=tuple({"far": far} for far in (500, 350, 400, 450, 550, 600)),
    parts=from_far,
    says=("3, −0.7 and {far}.", "[{far}.0]]"),
)

open_task = Task(
    id="06.3",
    title="One η for every bowl",
    name="one_eta",
    section="What does a wild first step do?",
    reference=one_eta,
    parts=from_far(**FAR_STARTS.rows[0]),
    own=FAR_STARTS,
    mistakes={
        "0.01, the default, is how long the first step is: too short for a far start.":
            "return 0.01",
        "2/λ is gradient descent's limit; AdaGrad's η is the length of its first step.":
            "return 0.02",
        "0.5 suited the canyon, whose start is near; one of these starts is far away.":
            "return 0.5",
        "A first step of 1 is no wild step yet: try longer ones.":
            "return 1.0",
        "3 lands on the minimum from 3 at once; beside the farthest start it is short.":
            "return 3.0",
        "10 is long beside two of the starts, not beside the third.":
            "return 10.0",
        "100 is long beside two of the starts, not beside the third.":
            "return 100.0",
        "1000 is nearly long enough: from far away its rate is still above 1/λ.":
            "return 1000.0",
        "A negative η climbs.":
            "return -1000.0",
    },
    guarded=RULES,
)  # fmt: skip
