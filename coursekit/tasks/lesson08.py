"""Exercise 08: Adam and its bias correction."""

import numpy as np

from coursekit.descent import descend
from coursekit.dialects import homl
from coursekit.optimizers import adam, gd, momentum, rmsprop
from coursekit.problems import bowl, canyon, elongated_bowl, two_wells
from coursekit.tasks import Task
from coursekit.tasks.asks import RULES, call, calls, flat, repeated, series, walk


def ema(beta, xs, correct=True):
    average, averages = 0.0, []
    for t, x in enumerate(xs, start=1):
        average = beta * average + (1 - beta) * x
        averages.append(average / (1 - beta**t) if correct else average)
    return averages


VALUES = np.array([2.0, -1.0, 4.0, 0.5, 3.0])

average = Task(
    id="08.1",
    title="The corrected average",
    name="ema",
    section="How much is missing?",
    reference=ema,
    parts=(
        call("averages of [2, -1, 4, 0.5, 3] with beta = 0.9", 0.9, VALUES,
             axes=("value",)),
        call(
            "averages of [1, 1, 1, 5] with beta = 0.5 without correction",
            0.5, np.array([1.0, 1.0, 1.0, 5.0]), False, axes=("value",),
        ),
        calls(
            "whole numbers in a list and in an array, and a single value",
            (0.75, [3, 3, 3, 3]), (0.99, np.array([7.0]), True),
            (0.25, [8, -2, 4], False), (0.8, np.array([5, -1, 12])),
            axes=("value",),
        ),
        calls(
            "another beta, no correction, and many values of many sizes",
            (0.6, VALUES), (0.9, VALUES, False), (0.9, repeated([2.0, -1.0, 6.0], 12)),
            (0.9, np.array([4e9, -3e8, 1e9])), (0.9, np.array([3e-9, -2e-9, 5e-9])),
            axes=("value",),
        ),
    ),
    mistakes={
        "Sum, not average: tends to 1/(1−β) times the value; give x the share 1 − β.":
            "average = beta * average + x",
        "Begin with an average of 0, not with the first value.":
            "average, averages = 0.0, [] -> average, averages = xs[0], []",
        "First correction divides by zero: t counts from 1.":
            "start=1 -> start=0",
        "Off by one: the correction is too weak; t counts from 1.":
            "beta ** t -> beta ** (t + 1)",
        "Keep the raw average; correct a copy.":
            "average = (beta * average + (1 - beta) * x) "
            "/ (1 - beta**t if correct else 1); averages.append(average)",
        "Divide to enlarge; you multiplied.":
            "average / (1 - beta ** t) -> average * (1 - beta ** t)",
        "Power, not product: the weights add up to 1 − βᵗ.":
            "beta ** t -> beta * t",
        "The weights add up to 1 − βᵗ at step t; 1 − β is right for t = 1 only.":
            "beta ** t -> beta",
        "Nothing is corrected: where correct is true, divide by 1 − βᵗ.":
            "averages.append(average)",
        "correct is ignored: where it is false, return the raw averages.":
            "averages.append(average / (1 - beta**t))",
        "correct is turned round: it is true where you correct nothing.":
            "averages.append(average if correct else average / (1 - beta**t))",
        "Weights swapped: β is the share of the old average.":
            "average = (1 - beta) * average + beta * x",
        "β and 1 − β are exchanged everywhere: β is the share of the old average.":
            "beta = 1 - beta",
        "That is the last average alone; return one for each value.":
            "return averages[-1:]",
        "One average for each value; yours is a single number.":
            "return averages[-1]",
        "The zero before the first value is no average of anything: leave it out.":
            "average, averages = 0.0, [] -> average, averages = 0.0, [0.0]",
        "Each value changes the average before it is shown; yours comes one too late.":
            """
            average, averages = 0.0, []
            for t, x in enumerate(xs, start=1):
                averages.append(average / (1 - beta**t) if correct else average)
                average = beta * average + (1 - beta) * x
            return averages
            """,
        "Whole numbers only: begin with floats, not with an array like xs.":
            """
            average, averages = 0.0, np.zeros_like(xs)
            for t, x in enumerate(xs, start=1):
                average = beta * average + (1 - beta) * x
                averages[t - 1] = average / (1 - beta**t) if correct else average
            return averages
            """,
    },
)  # fmt: skip


rule = Task(
    id="08.2",
    title="Adam",
    name="adam",
    section="Two memories make one rule, nearly",
    reference=adam,
    parts=(
        walk("canyon", steps=14, eta=0.1),
        walk(steps=8, eta=0.05, beta1=0.8, beta2=0.95, eps=1e-6),
        walk(eta=0.02, beta1=0.5, beta2=0.6, eps=1e-3),
        series("two walks, one after the other", walk(), walk(eta=0.3, beta2=0.9)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.3),
            walk(eta=0.3, beta1=0.5),
            walk(eta=0.3, eps=1e-2),
        ),
        walk("trough", eta=0.2, beta2=0.8),
        walk(eta=5e3),
        flat(eta=1e-9),
    ),
    mistakes={
        "Step 1 is 3.16× too large, not too small: correct both averages.":
            "m_hat = m; s_hat = s",
        "Both start at 0: correct both; m is still raw.":
            "m_hat = m",
        "Both start at 0: correct both; s is still raw.":
            "s_hat = s",
        "t counts from 1: the correction is 1 − βᵗ, not 1 − βᵗ⁻¹.":
            "** t -> ** (t - 1 or 1)",
        "t counts from 1: with t − 1 the first correction divides by 0.":
            "** t -> ** (t - 1)",
        "Off by one: correction too weak; t is already 1 at the first step.":
            "** t -> ** (t + 1)",
        "Power, not product: 1 − βᵗ is beta ** t.":
            "** t -> * t",
        "1 − β is right at t = 1 only: the weights add up to 1 − βᵗ.":
            "beta1 ** t -> beta1; beta2 ** t -> beta2",
        "Match each β to its moment: s is corrected with β₂.":
            "s_hat = s / (1 - beta1**t)",
        "The average of the squares has β₂; you gave it β₁.":
            "s = beta1 * s + (1 - beta1) * g**2",
        "s takes β₂, in its average and in its correction; you used β₁ for both.":
            "beta2 = beta1",
        "You exchanged the two β: β₁ belongs to m, β₂ to s.":
            "beta1, beta2 = beta2, beta1",
        "ε stands outside the root here: inside it makes small steps smaller.":
            "return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s",
        "ε is scaled by the correction; add it to √ŝ, the corrected root.":
            "return theta - eta * m_hat * (1 - beta2**t) ** 0.5 "
            "/ (np.sqrt(s) + eps), m, s",
        "Without ε a slope that was always 0 gives 0/0.":
            "return theta - eta * m_hat / np.sqrt(s_hat), m, s",
        "s averages the squares of the slopes; you averaged their sizes.":
            "s = beta2 * s + (1 - beta2) * np.abs(g)",
        "s averages the squares of the slopes; you averaged the slopes themselves.":
            "s = beta2 * s + (1 - beta2) * g",
        "s averages g²; you averaged m².":
            "s = beta2 * s + (1 - beta2) * m**2",
        "Corrected averages are corrected again: return the raw ones, correct copies.":
            "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m_hat, s_hat",
        "Wrong way: divide by 1 − βᵗ to enlarge, do not multiply.":
            "m_hat = m * (1 - beta1**t); s_hat = s * (1 - beta2**t)",
        "Two equal signs: ascent; +g in m goes with − in the step, −g with +.":
            "m = beta1 * m - (1 - beta1) * g",
        "Walk along m̂, the mean of the slopes; you took this slope alone.":
            "m_hat = g",
        "m is a mean: the new slope's share is 1 − β₁.":
            "m = beta1 * m + g",
        "s is a mean: the new square's share is 1 − β₂.":
            "s = beta2 * s + g**2",
        "Weights swapped in m: β₁ is the share of the old mean.":
            "m = (1 - beta1) * m + beta1 * g",
        "Weights swapped in s: β₂ is the share of the old mean.":
            "s = (1 - beta2) * s + beta2 * g**2",
        "Correct s, then take the root: √(s/(1 − β₂ᵗ)).":
            "s_hat = s / (1 - beta2**t) ** 2",
        "Divide by the root of ŝ, not by ŝ.":
            "return theta - eta * m_hat / (s_hat + eps), m, s",
        "m and s are forgotten at once: return the new ones after θ.":
            "old_m, old_s = m, s; "
            "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), old_m, old_s",
        "η is ignored; change η and nothing changes.":
            "return theta - m_hat / (np.sqrt(s_hat) + eps), m, s",
        "One shared number: s is a mean for each parameter.":
            "s = beta2 * s + (1 - beta2) * (g**2).sum()",
    },
    guarded=RULES,
)  # fmt: skip

other_sign = Task(
    id="08.3",
    title="The other sign",
    name="adam_flipped",
    section="How much is missing?",
    reference=homl.adam_flipped,
    parts=(
        walk("canyon", steps=10, eta=0.1),
        walk(steps=8, eta=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
        walk(memory="m", eta=0.05, beta1=0.7),
        series("two walks, one after the other", walk(), walk(eta=0.3, beta2=0.9)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.3),
            walk(eta=0.3, beta1=0.5),
            walk(eta=0.3, eps=1e-2),
        ),
        walk("trough", eta=0.2, beta2=0.8),
        walk(eta=5e3),
        flat(eta=1e-9, eps=1e-16),
    ),
    mistakes={
        "−m and −η cancel once: m points downhill now, so add the step.":
            "return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s",
        "That is Adam with +g; here m collects −g, and the step is added.":
            "m = beta1 * m + (1 - beta1) * g; "
            "return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s",
        "m must point downhill: subtract (1 − β₁)g; you add it and climb.":
            "m = beta1 * m + (1 - beta1) * g",
        "Squares stay positive: only m changes its sign, s does not.":
            "s = beta2 * s - (1 - beta2) * g**2",
        "Only the new slope's sign flips; the old mean stays as it is.":
            "m = -beta1 * m - (1 - beta1) * g",
        "ε stays +, under the root.":
            "return theta + eta * m_hat / np.sqrt(abs(s_hat - eps)), m, s",
        "ε stays +: minus ε makes a negative root, and nan, where slopes are small.":
            "return theta + eta * m_hat / np.sqrt(s_hat - eps), m, s",
        "Here ε stands inside the root, √(ŝ + ε); you have √ŝ + ε.":
            "return theta + eta * m_hat / (np.sqrt(s_hat) + eps), m, s",
        "Without ε a slope that was always 0 gives 0/0.":
            "return theta + eta * m_hat / np.sqrt(s_hat), m, s",
        "Correct both averages, as in Adam.":
            "m_hat = m; s_hat = s",
        "Both start at 0: correct both; m is still raw.":
            "m_hat = m",
        "Both start at 0: correct both; s is still raw.":
            "s_hat = s",
        "Match each β to its moment: s is corrected with β₂.":
            "s_hat = s / (1 - beta1**t)",
        "You exchanged the two β: β₁ belongs to m, β₂ to s.":
            "beta1, beta2 = beta2, beta1",
        "The direction is lost: step by m̂ with its sign, not by its size.":
            "return theta + eta * np.abs(m_hat) / np.sqrt(s_hat + eps), m, s",
        "Corrected averages are corrected again: return the raw ones, correct copies.":
            "return theta + eta * m_hat / np.sqrt(s_hat + eps), m_hat, s_hat",
        "Divide by the root of ŝ + ε, not by ŝ + ε itself.":
            "return theta + eta * m_hat / (s_hat + eps), m, s",
        "ε is 1e-7 here: look at the signature's defaults.":
            "eps=1e-7 -> eps=1e-8",
    },
    guarded=RULES,
)  # fmt: skip


def which_rule(path, slopes):
    """The name of the rule that walked a path (n + 1, 2), with slopes (n, 2)."""
    steps = np.diff(path, axis=0)
    if np.isclose(abs(steps[0][0]), abs(steps[0][1])):
        return "adam" if abs(steps[1][0] / steps[0][0]) > 0.85 else "rmsprop"
    eta = -steps[0] / slopes[0]
    return "gd" if np.allclose(steps[1], -eta * slopes[1]) else "momentum"


STEPS = 6


def _shown(rule, problem, start):
    """The positions of a walk and the slopes where its steps began."""
    run = descend(rule, problem, start, steps=STEPS)
    return run.theta, run.g


def _detected(label, *walks):
    """A Part for which_rule: walks of a rule on a problem from a start."""

    def anew(rng):
        """The same rules, each somewhere else, in another order."""
        order, places = rng.permutation(len(walks)), rng.permutation(len(walks))
        others = (
            _other_walk(walks[rule][0], *walks[place][1:], rng)
            for rule, place in zip(order, places)
        )
        return _detected(label, *others)

    return calls(label, *(_shown(*walk) for walk in walks), anew=anew)


SHARES = {"momentum": ("beta", 0.4, 0.9), "rmsprop": ("rho", 0.8, 0.95)}


def _other_walk(rule, problem, start, rng):
    """The rule with other knobs, from near the start, so that one can tell it."""
    while True:
        knobs = {"eta": rule.knobs["eta"] * rng.uniform(0.4, 1)}
        if rule.name in SHARES:
            name, least, most = SHARES[rule.name]
            knobs[name] = rng.uniform(least, most)
        near = np.add(start, rng.uniform(-0.1, 0.1, 2))
        walk = rule(**knobs), problem, near.tolist()
        if _can_be_told(*walk):
            return walk


def _can_be_told(rule, problem, start):
    """Whether a walk shows what its rule is, to whoever looks at it in any right way.

    Adam's second step is as long as its first, and RMSProp's shorter, while the slopes
    hardly change and are far above ε; and rounding tells nothing of longer steps.
    """
    path, slopes = _shown(rule, problem, start)
    if np.abs(np.diff(path, axis=0)).min() < 1e-6:
        return False
    if rule.name in ("gd", "momentum"):
        return True
    return np.abs(slopes).min() > 0.1 and np.abs(slopes[1] / slopes[0] - 1).max() < 0.1


detective = Task(
    id="08.4",
    title="Which rule walked this path?",
    name="which_rule",
    section="Two memories make one rule, nearly",
    reference=which_rule,
    parts=(
        _detected(
            "four paths on the canyon",
            (adam(eta=0.1), canyon, (-0.5, 2.3)), (gd(eta=0.02), canyon, (-0.5, 2.3)),
            (rmsprop(eta=0.03), canyon, (-0.5, 2.3)),
            (momentum(eta=0.005), canyon, (-0.5, 2.3)),
        ),
        _detected(
            "four paths on the bowls, from another side",
            (momentum(eta=0.05), elongated_bowl, (-2.5, 1.0)),
            (rmsprop(eta=0.01), bowl, (2.6, -0.4)), (gd(eta=0.05), bowl, (2.6, -0.4)),
            (adam(eta=0.05), elongated_bowl, (-2.5, 1.0)),
        ),
        _detected(
            "five paths on the two wells, short and long steps, other memories",
            (gd(eta=0.3), two_wells, (0.9, -0.2)),
            (adam(eta=0.001, beta1=0.8, beta2=0.99), two_wells, (0.9, -0.2)),
            (momentum(eta=0.02, beta=0.5), two_wells, (-0.6, 1.5)),
            (rmsprop(eta=0.001, rho=0.8), two_wells, (-0.6, 1.5)),
            (adam(eta=0.02), two_wells, (1.4, -1.2)),
        ),
    ),
    mistakes={
        "adam and rmsprop exchanged: Adam's second step is as long as its first.":
            "'adam' if -> 'rmsprop' if; else 'rmsprop' -> else 'adam'",
        "gd and momentum exchanged: gd's second step is −η times the slope there.":
            "'gd' if -> 'momentum' if; else 'momentum' -> else 'gd'",
        "Momentum's first step is gd's, too: look at the second.":
            "np.allclose(steps[1], -eta * slopes[1]) -> True",
        "gd's second step is −η times slopes[1], with the η of the first step.":
            "eta = 1.0",
        "RMSProp's first step is as long in x as in y, too: look at the second.":
            "0.85 -> 0.0",
        "Adam's first step is as long in x as in y, too: look at the second.":
            "0.85 -> 9.0",
        "Compare the lengths: in x and y the signs may differ.":
            "abs(steps[0][0]) -> steps[0][0]; abs(steps[0][1]) -> steps[0][1]",
        "Rounding: compare with np.isclose, not with ==.":
            "np.isclose(abs(steps[0][0]), abs(steps[0][1])) "
            "-> abs(steps[0][0]) == abs(steps[0][1])",
    },
)  # fmt: skip
