"""Exercise 07: RMSProp, Adadelta, RMSProp with Nesterov, and how to make one rest."""

import math
from functools import partial

from coursekit.descent import descend
from coursekit.optimizers import adadelta, rmsprop, rmsprop_nesterov
from coursekit.problems import quadratic
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, flat, rates, series, walk

rule = Task(
    id="07.1",
    title="RMSProp",
    name="rmsprop",
    section="Forgetting is one line",
    reference=rmsprop,
    parts=(
        walk("canyon", steps=10, eta=0.1),
        walk(eta=0.05, rho=0.6, eps=1e-4),
        walk("wall", steps=8, eta=0.4),
        series("two walks, one after the other", walk(), walk(eta=0.2, rho=0.95)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.2),
            walk(eta=0.05, rho=0.6),
        ),
        walk(eta=5e3),
        flat(eta=1e-9, eps=1e-16),
    ),
    mistakes={
        "AdaGrad: nothing is forgotten; keep ρ of s and add 1 − ρ of the square.":
            "s = s + g**2",
        "The new square's share is 1 − ρ; you added all of it.":
            "s = rho * s + g**2",
        "Weights swapped: ρ is the share of the old s, 1 − ρ that of the new square.":
            "s = (1 - rho) * s + rho * g**2",
        "Slopes of both signs cancel: average their squares.":
            "s = rho * s + (1 - rho) * g; "
            "return theta - eta * g / np.sqrt(s**2 + eps), s",
        "Square the slope alone, not its share: (1 − ρ) g².":
            "s = rho * s + ((1 - rho) * g) ** 2",
        "s averages the squares of the slopes; you averaged their sizes.":
            "s = rho * s + (1 - rho) * np.abs(g)",
        "Square the slope: s averages g², and of a negative s the root is nan.":
            "s = rho * s + (1 - rho) * g",
        "s is this slope's square alone: nothing of the past is in it.":
            "s = g**2",
        "Update s, then divide.":
            "old = s; return theta - eta * g / np.sqrt(old + eps), s",
        "s is forgotten at once: return the new s after θ.":
            "old = s; return theta - eta * g / np.sqrt(s + eps), old",
        "Divide by the root of s: g/g² explodes for small g.":
            "return theta - eta * g / (s + eps), s",
        "Here ε stands inside the root, √(s + ε); you have √s + ε.":
            "return theta - eta * g / (np.sqrt(s) + eps), s",
        "Without ε a slope that was always 0 gives 0/0.":
            "return theta - eta * g / np.sqrt(s), s",
        "That corrects the bias, as Adam will; RMSProp's first step is too long.":
            "return theta - eta * g / np.sqrt(s / (1 - rho**t) + eps), s",
        "One mean for all parameters: each needs a mean of its own.":
            "s = rho * s + (1 - rho) * (g**2).sum()",
        "A steep past makes small steps: divide by the root, do not multiply.":
            "return theta - eta * g * np.sqrt(s + eps), s",
        "You climb: the gradient points uphill, so subtract.":
            "return theta + eta * g / np.sqrt(s + eps), s",
        "η is ignored; change η and nothing changes.":
            "return theta - g / np.sqrt(s + eps), s",
        "s starts at 0; you started with the first square.":
            "s = rho * s + (1 - rho) * g**2 if t > 1 else g**2",
        "The slope itself is missing above the root: η/√s is only the rate.":
            "return theta - eta / np.sqrt(s + eps), s",
        "Only the sign of g is left: divide g itself by the root.":
            "return theta - eta * np.sign(g) / np.sqrt(s + eps), s",
        "s is a mean already; do not take the mean over t as well.":
            "return theta - eta * g / np.sqrt(s / t + eps), s",
    },
    guarded=RULES,
)  # fmt: skip

without_eta = Task(
    id="07.2",
    title="Adadelta",
    name="adadelta",
    section="Can a rule do without η?",
    reference=adadelta,
    parts=(
        walk("canyon", steps=15),
        walk(steps=10, rho=0.7, eps=1e-3),
        walk("wall", steps=6, rho=0.5),
        series("two walks, one after the other", walk(), walk(eps=1e-2)),
        series("a long memory, and a short one", walk(rho=0.99), walk(rho=0.3)),
        walk("canyon", eps=3e6),
        flat(rho=0.8, eps=1e-16),
    ),
    mistakes={
        "That is RMSProp with η = 1: the root of d + ε is missing above.":
            "step = g / np.sqrt(s + eps)",
        "Take the old d in the step; d learns of this step afterwards.":
            "theta - step -> theta - np.sqrt("
            "rho * d + (1 - rho) * step**2 + eps) / np.sqrt(s + eps) * g",
        "Update s with this slope first, then divide.":
            "old = s; step = np.sqrt(d + eps) / np.sqrt(old + eps) * g",
        "Nothing ever moves: d begins at 0, so ε is needed in the upper root, too.":
            "step = np.sqrt(d) / np.sqrt(s + eps) * g",
        "Upside down: the root of d stands above the line, that of s below.":
            "step = np.sqrt(s + eps) / np.sqrt(d + eps) * g",
        "There is no η here, not even Keras's 0.001.":
            "step = 0.001 * np.sqrt(d + eps) / np.sqrt(s + eps) * g",
        "Without ε below a slope that was always 0 gives 0/0.":
            "step = np.sqrt(d + eps) / np.sqrt(s) * g",
        "The roots are missing: the ratio is one of root mean squares.":
            "step = (d + eps) / (s + eps) * g",
        "The upper root is missing: √(d + ε), not d + ε.":
            "step = (d + eps) / np.sqrt(s + eps) * g",
        "The lower root is missing: √(s + ε), not s + ε.":
            "step = np.sqrt(d + eps) / (s + eps) * g",
        "ε stands inside both roots; you added it outside.":
            "step = (np.sqrt(d) + eps) / (np.sqrt(s) + eps) * g",
        "The slope itself is missing: the ratio of the roots is only its rate.":
            "step = np.sqrt(d + eps) / np.sqrt(s + eps)",
        "d averages the squares of the steps; you averaged those of the slopes.":
            "return theta - step, s, rho * d + (1 - rho) * g**2",
        "d averages the squares of the steps; you averaged the squares of θ.":
            "return theta - step, s, rho * d + (1 - rho) * (theta - step) ** 2",
        "d is a mean; you summed all steps.":
            "return theta - step, s, d + step**2",
        "d averages squares; you averaged the steps' sizes.":
            "return theta - step, s, rho * d + (1 - rho) * np.abs(step)",
        "Square the steps in d: with their signs they cancel, and its root may be nan.":
            "return theta - step, s, rho * d + (1 - rho) * step",
        "Weights swapped in d: ρ is the share of the old mean.":
            "return theta - step, s, (1 - rho) * d + rho * step**2",
        "d is forgotten at once: return the new d after s.":
            "return theta - step, s, d",
        "s is forgotten at once: return the new s before d.":
            "old = s; return theta - step, old, rho * d + (1 - rho) * step**2",
        "Nothing of s is forgotten: keep ρ of it and add 1 − ρ of the square.":
            "s = s + g**2",
        "Weights swapped in s: ρ is the share of the old mean.":
            "s = (1 - rho) * s + rho * g**2",
        "s averages squares; you averaged the slopes themselves.":
            "s = rho * s + (1 - rho) * g",
        "You climb: the gradient points uphill, so subtract.":
            "return theta + step, s, rho * d + (1 - rho) * step**2",
    },
    guarded=RULES,
)  # fmt: skip

ahead = Task(
    id="07.3",
    title="RMSProp with Nesterov",
    name="rmsprop_nesterov",
    section="What does a velocity add?",
    reference=rmsprop_nesterov,
    parts=(
        walk("canyon", steps=10, eta=0.05, beta=0.5),
        walk(steps=8, eta=0.04, beta=0.8, rho=0.6, eps=1e-4),
        series("two walks, one after the other", walk(), walk(eta=0.1, rho=0.95)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.1),
            walk(eta=0.1, beta=0.5),
            walk(eta=0.1, eps=3.0),
        ),
        walk(eta=5e3),
        flat(eta=1e-9, beta=0.7, eps=1e-16),
    ),
    mistakes={
        "Measure the slope at the point ahead, θ + βv, not at θ.":
            "g = grad(theta)",
        "Look ahead by βv, the part that you are sure to move, not by v.":
            "g = grad(theta + v)",
        "The look-ahead goes along the velocity: θ + βv, not θ − βv.":
            "g = grad(theta - beta * v)",
        "β belongs to the velocity, ρ to s; you exchanged the two.":
            "beta, rho = rho, beta",
        "One slope for both: s, too, takes the one at θ + βv.":
            "s = rho * s + (1 - rho) * grad(theta) ** 2",
        "θ moves by v alone: the point ahead is only for measuring.":
            "ahead = theta + beta * v; return ahead + v, v, s",
        "Without ε a slope of 0 gives 0/0: keep it under the root.":
            "v = beta * v - eta * g / np.sqrt(s)",
        "Here ε stands inside the root: √(s+ε).":
            "v = beta * v - eta * g / (np.sqrt(s) + eps)",
        "Divide by the root of s, not by s.":
            "v = beta * v - eta * g / (s + eps)",
        "Scale the slope before it joins the velocity, not the whole velocity.":
            "v = beta * v - eta * g; return theta + v / np.sqrt(s + eps), v, s",
        "Only the slope is scaled: βv joins as it is.":
            "v = (beta * v - eta * g) / np.sqrt(s + eps)",
        "The velocity is lost: return the new v after θ.":
            "old = v; return theta + v, old, s",
        "The velocity is a sum, not a mean: the scaled slope joins as a whole.":
            "v = beta * v - (1 - beta) * eta * g / np.sqrt(s + eps)",
        "You moved with the old velocity; the first step is then 0.":
            "old = v; return theta + old, v, s",
        "Velocity points uphill: v is βv minus the scaled slope, and θ + v.":
            "v = beta * v + eta * g / np.sqrt(s + eps)",
        "Nothing of s is forgotten: keep ρ of it and add 1 − ρ of the square.":
            "s = s + g**2",
        "s is forgotten at once: return the new s after v.":
            "old = s; return theta + v, v, old",
        "Update s with this slope first, then divide.":
            "old = s; v = beta * v - eta * g / np.sqrt(old + eps)",
        "β belongs to the velocity, ρ to s; you used β for both.":
            "s = beta * s + (1 - beta) * g**2",
        "β belongs to the velocity, ρ to s; you used ρ for both.":
            "beta = rho",
        "η already inside v: θ moves by v itself.":
            "return theta + eta * v, v, s",
        "s averages squares: g², not g.":
            "s = rho * s + (1 - rho) * g",
    },
    guarded=RULES,
)  # fmt: skip


STEPS, CURVATURES = 400, (1.0, 12.0, 80.0)


def falling_rate():
    return lambda t: 0.3 * 0.1 ** (t / 60)


def wrong_with(start, etas):
    """Why RMSProp with these η, one per step, does not come to rest; "" if it does."""
    if not all(isinstance(eta, float) and math.isfinite(eta) for eta in etas):
        return "Each η should be one finite number."
    if min(etas) < 0:
        return f"No η is below 0; yours has {min(etas):g}."
    for curvature in CURVATURES:
        bowl = quadratic([[curvature]])
        rule = rmsprop(eta=etas.__getitem__)
        path = descend(rule, bowl, (float(start),), STEPS).theta[:, 0]
        if not (far := abs(path[-20:]).max()) <= 1e-6:
            crosses = path[-20:].min() < 0 < path[-20:].max()
            why = "it still hops across" if crosses else "it stops short of"
            return (
                f"On the bowl of curvature {curvature:g} the last 20 positions reach "
                f"up to {far:.2g} from the minimum: {why} it."
            )
    return ""


def at_rest(start):
    """The Part for falling_rate: RMSProp with its rates, on three bowls."""
    label = f"three bowls, {STEPS} steps on each from {start}"
    how = {"wrong_with": partial(wrong_with, start), "vary": "never"}
    return (rates(label, t=range(STEPS), **how),)


RESTING = Own(
    rows=tuple({"start": start} for start in (3, 2.4, 2.8, 3.2, 3.4, 3.6)),
    parts=at_rest,
    says=("walks from {start} on bowls", "quadratic([[1.0]]), ({start:.1f},)"),
)

open_task = Task(
    id="07.4",
    title="Make it rest",
    name="falling_rate",
    section="And how does it end?",
    reference=falling_rate,
    parts=at_rest(**RESTING.rows[0]),
    own=RESTING,
    mistakes={
        "A constant η ends in hops of ±η/2: let it fall.":
            "return lambda t: 0.3",
        "1/√t falls too slowly: the hops at the end are still η/2 wide.":
            "return lambda t: 0.3 / (1 + t) ** 0.5",
        "1/t falls too slowly: the hops at the end are still η/2 wide.":
            "return lambda t: 0.3 / (1 + t)",
        "It falls so fast that the path stops short: all steps together are too short.":
            "return lambda t: 0.3 * 0.1**t",
        "So small an η never gets there: 400 steps of it are no distance.":
            "return lambda t: 1e-6",
        "Your η grows, and the hops grow with it.":
            "return lambda t: 0.3 * 10 ** (t / 200)",
        "It begins too low: all steps together are shorter than the way.":
            "return lambda t: 0.01 * 0.1 ** (t / 60)",
        "Ten times less every 100 steps is nearly enough; here you have only 400.":
            "return lambda t: 0.3 * 0.1 ** (t / 100)",
    },
    guarded=RULES,
)  # fmt: skip
