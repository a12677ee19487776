"""Exercise 09: Adam's family, and the data on which it fails."""

from itertools import cycle

import numpy as np

from coursekit.datasets import wilson_data
from coursekit.optimizers import adam, adamax, amsgrad, nadam
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, calls, drawn, flat, rng, series, walk

rule = Task(
    id="09.1",
    title="AdaMax",
    name="adamax",
    section="Two cousins of Adam's first days",
    reference=adamax,
    parts=(
        walk("canyon", steps=12, eta=0.2),
        walk(steps=8, eta=0.05, beta1=0.8, beta2=0.6, eps=1e-3),
        series("two walks, one after the other", walk(), walk(eta=0.1, beta2=0.9)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.1),
            walk(eta=0.1, beta1=0.5),
            walk(eta=0.1, eps=1e-2),
        ),
        walk("trough", eta=0.2, beta2=0.8),
        walk(eta=5e3),
        flat(eta=1e-9),
    ),
    mistakes={
        "Take the size |g|: without it a negative slope never enters the maximum.":
            "u = np.maximum(beta2 * u, g + eps)",
        "A maximum needs no correction: divide by u as it is.":
            "return theta - eta * m / (1 - beta1**t) / (u / (1 - beta2**t)), m, u",
        "The old maximum fades: β₂u, or one large slope would rule for ever.":
            "u = np.maximum(u, np.abs(g) + eps)",
        "The maximum fades by β₂; you took β₁.":
            "u = np.maximum(beta1 * u, np.abs(g) + eps)",
        "u is already a norm: no root.":
            "return theta - eta * m / (1 - beta1**t) / np.sqrt(u), m, u",
        "The maximum is of sizes |g|, not of their squares.":
            "u = np.maximum(beta2 * u, g**2 + eps)",
        "The maximum is of sizes |g| of the slopes, not of m.":
            "u = np.maximum(beta2 * u, np.abs(m) + eps)",
        "That is Adam's mean of squares; AdaMax takes a maximum.":
            "u = beta2 * u + (1 - beta2) * g**2 + eps",
        "A maximum, not a sum of |g|.":
            "u = beta2 * u + np.abs(g) + eps",
        "m starts at 0 and needs its correction: divide it by 1 − β₁ᵗ.":
            "return theta - eta * m / u, m, u",
        "m is corrected with its own β₁, not with β₂.":
            "return theta - eta * m / (1 - beta2**t) / u, m, u",
        "ε stands inside the maximum: max(β₂u, |g| + ε).":
            "u = np.maximum(beta2 * u, np.abs(g)); "
            "return theta - eta * m / (1 - beta1**t) / (u + eps), m, u",
        "Without ε a slope that was always 0 gives 0/0.":
            "u = np.maximum(beta2 * u, np.abs(g))",
        "You climb: the gradient points uphill, so subtract.":
            "return theta + eta * m / (1 - beta1**t) / u, m, u",
        "Walk along m̂, the mean of the slopes; you took this slope alone.":
            "return theta - eta * g / u, m, u",
        "m is a mean: the new slope's share is 1 − β₁.":
            "m = beta1 * m + g",
        "One maximum for all parameters: each needs its own.":
            "u = np.maximum(beta2 * u, np.abs(g).max() + eps)",
        "The smaller of the two would let a large slope through: take the maximum.":
            "u = np.minimum(beta2 * u, np.abs(g)) + eps",
        "u is forgotten at once: return the new u after m.":
            "old = u; return theta - eta * m / (1 - beta1**t) / u, m, old",
        "You exchanged the two β: β₁ belongs to m, β₂ to u.":
            "beta1, beta2 = beta2, beta1",
    },
    guarded=RULES,
)  # fmt: skip

warming = Task(
    id="09.2",
    title="Nadam",
    name="nadam",
    section="Two cousins of Adam's first days",
    reference=nadam,
    parts=(
        walk("canyon", steps=12, eta=0.1),
        walk(steps=8, eta=0.05, beta1=0.7, beta2=0.9, psi=2.0, eps=1e-5),
        series("two walks, one after the other", walk(), walk(eta=0.2, psi=0.5)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.2),
            walk(eta=0.2, beta1=0.5),
            walk(eta=0.2, beta2=0.8),
            walk(eta=0.2, eps=1e-2),
        ),
        walk("trough", eta=0.2, beta2=0.8),
        walk(eta=5e3),
        flat(eta=1e-9),
    ),
    mistakes={
        "No look-ahead term: that is Adam, 1 − β₁ᵗ below m and no share of g.":
            "m_hat = m / (1 - beta1**t)",
        "There are two corrections: m is divided by 1 − Πμ·μₜ₊₁, g by 1 − Πμ.":
            "m_hat = (ahead * m + (1 - now) * g) / (1 - product)",
        "Look ahead with this step's m; yours is the one before it.":
            "old = m; "
            "m_hat = "
            "ahead * old / (1 - product * ahead) + (1 - now) * g / (1 - product)",
        "Nadam folds the look-ahead into m; measure the slope at θ.":
            "g = grad(theta - eta * m)",
        "The gradient's share is (1−μₜ)·g/(1−Πμ); you left its correction out.":
            "m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g",
        "The gradient's share is (1−μₜ)·g/(1−Πμ); you took all of g.":
            "m_hat = ahead * m / (1 - product * ahead) + g / (1 - product)",
        "The gradient's share is 1−μₜ, of this step; you took the next step's μ.":
            "m_hat = "
            "ahead * m / (1 - product * ahead) + (1 - ahead) * g / (1 - product)",
        "The share of g is missing: (1−μₜ)·g/(1−Πμ) joins the mean.":
            "m_hat = ahead * m / (1 - product * ahead)",
        "m is weighted with the next momentum, μₜ₊₁: that is the look-ahead.":
            "ahead = now",
        "The momentum warms up: μₜ = β₁(1 − ½·0.96^(tψ)); you kept it at β₁.":
            "now = beta1; ahead = beta1",
        "Half of 0.96^(tψ) is taken off; you took all of it.":
            "0.5 * 0.96 -> 0.96",
        "ψ stands in the exponent, beside t.":
            "now = beta1 * (1 - 0.5 * psi * 0.96**t); "
            "ahead = beta1 * (1 - 0.5 * psi * 0.96 ** (t + 1))",
        "m is an average with β₁ itself; μₜ is for m̂ alone.":
            "m = now * m + (1 - now) * g",
        "Momentum part uses β₁, for m and for μ; β₂ belongs to s.":
            "beta1 = beta2",
        "The product of all μ so far is a memory: return the new one.":
            "old = product; "
            "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, old",
        "The product has this step's μ in it: multiply by μₜ before you use it.":
            "product = 1 * product",
        "Keep the product up to μₜ; μₜ₊₁ joins it at the next step.":
            "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, "
            "product * ahead",
        "μ begins low: 0.96^(ψt)/2 is taken off, not added.":
            "1 - 0.5 -> 1 + 0.5",
        "The product holds all μ so far; yours is this step's alone.":
            "product = now",
        "s starts at 0 and needs its correction: ŝ = s/(1 − β₂ᵗ).":
            "s_hat = s",
        "ε stands outside the root: √ŝ + ε.":
            "return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s, product",
        "You climb: m̂ points uphill, so subtract the step.":
            "return theta + eta * m_hat / (np.sqrt(s_hat) + eps), m, s, product",
    },
    guarded=RULES,
)  # fmt: skip

largest = Task(
    id="09.3",
    title="AMSGrad",
    name="amsgrad",
    section="AMSGrad: divide by the largest s so far",
    reference=amsgrad,
    parts=(
        walk("canyon", steps=30, eta=0.2, beta2=0.7),
        walk(steps=10, eta=0.3, beta1=0.6, beta2=0.5, eps=1e-4),
        series("two walks, one after the other", walk(), walk(eta=0.4, beta2=0.8)),
        series(
            "walks that differ in one knob each",
            walk(eta=0.4),
            walk(eta=0.4, beta1=0.5),
            walk(eta=0.4, eps=1e-2),
        ),
        walk("trough", eta=0.2, beta2=0.5),
        walk(eta=5e3),
        flat(eta=1e-9),
    ),
    mistakes={
        "No max, or none that is kept in s_max: that is Adam.":
            "s_max = s",
        "Compare with all the past: s_max is the largest of every s, not of two.":
            "old = s; s_max = np.maximum(old, s)",
        "A large slope is to be kept: take the larger of the two, not the smaller.":
            "s_max = np.minimum(s_max, s)",
        "The smallest s so far forgets what was large: take the largest.":
            "s_max = np.minimum(np.where(s_max == 0, s, s_max), s)",
        "One maximum for all coordinates: each needs its own.":
            "s_max = np.maximum(s_max, s.max())",
        "Here the maximum is of the raw s, and is corrected afterwards.":
            "s_max = np.maximum(s_max, s / (1 - beta2**t)); s_hat = s_max",
        "Correct the maximum: divide s_max by 1 − β₂ᵗ.":
            "s_hat = s_max",
        "s goes on as it is; only the divisor takes the maximum.":
            "return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s_max, s_max",
        "m starts at 0 and needs its correction: divide it by 1 − β₁ᵗ.":
            "m_hat = m",
        "The paper leaves out both corrections; this exercise has them.":
            "m_hat = m; s_hat = s_max",
        "A maximum, not a sum of all s.":
            "s_max = s_max + s",
        "Corrected once too often: divide s_max by 1 − β₂ᵗ, once.":
            "s_max = np.maximum(s_max, s / (1 - beta2**t))",
        "The maximum is of s, not of the last square alone.":
            "s_max = np.maximum(s_max, g**2)",
        "m keeps its sign and size: no maximum of its own.":
            "m = np.maximum(m, beta1 * m + (1 - beta1) * g); s_max = s",
        "s averages squares; you averaged sizes.":
            "s = beta2 * s + (1 - beta2) * np.abs(g)",
        "ε stands outside the root: √ŝ + ε.":
            "return theta - eta * m_hat / np.sqrt(s_hat + eps), m, s, s_max",
        "Match each β to its moment: s_max is corrected with β₂.":
            "s_hat = s_max / (1 - beta1**t)",
        "You climb: m̂ points uphill, so subtract the step.":
            "return theta + eta * m_hat / (np.sqrt(s_hat) + eps), m, s, s_max",
    },
    guarded=(*RULES, adam),
)  # fmt: skip


data = Task(
    id="09.4",
    title="Wilson's data",
    name="wilson_data",
    section="A label in plain sight",
    reference=wilson_data,
    parts=(
        call(
            "the shapes of X and y for n = 40, p = 0.6",
            40, 0.6, rng(9, 1), see="shapes", vary="never",
        ),
        drawn("the rows of each label", "Wilson's rows"),
        drawn("how often each label is 1, whatever the others are", "Wilson's labels"),
        calls(
            "a p of one half and less, and one above",
            (4, 0.5, rng(9)), (4, 0.2, rng(9)), (4, 0, rng(9)),
            (40, 0.7, rng(9, 1)), (1, 0.51, rng(9)),
            see="shape", refusal=["ValueError"], vary="never",
        ),
    ),
    mistakes={
        "Each sample owns its block: row i has columns 3 + 5i to 7 + 5i.":
            "5 * i -> 0",
        "Of its own columns a row of label 1 fills one, a row of label −1 all five.":
            "ones = 5 if y[i] == 1 else 1",
        "Both kinds have as many ones; −1 has five, and that is the trick.":
            "ones = 1",
        "Label 1 is to be the majority: refuse p ≤ ½ with a ValueError.":
            "raise ValueError('The label 1 needs a majority.') -> pass",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "One half is no majority: refuse p = ½, too.":
            "p <= 0.5 -> p < 0.5",
        "The first column is the label itself, 1 or −1.":
            "X[:, 0] = 1",
        "Labels are 1 and −1, not 1 and 0.":
            "y = np.where(rng.random(n) < p, 1, 0)",
        "3+5n columns: you have another width.":
            "3 + 5 * n -> 5 + 5 * n",
        "p is the share of the label 1; you gave it to −1.":
            "y = np.where(rng.random(n) < p, -1, 1)",
        "Columns 1 and 2 are 1 in every row; column 2 is missing.":
            "X[:, 1:3] -> X[:, 1:2]",
        "Every label is 1: draw each of them, 1 with the probability p.":
            "y = np.ones(n, dtype=int)",
        "Half of the labels are 1, whatever p is: compare with p.":
            "y = np.where(rng.random(n) < 0.5, 1, -1)",
        "A label for itself, in the order of the draw: do not sort them.":
            "y = np.sort(np.where(rng.random(n) < p, 1, -1))",
        "X comes first, then y.":
            "return y, X",
    },
)  # fmt: skip


MOST_SLOPES = 1000
LEAST_BETA2, MOST_BETA2 = 0.5, 0.95


def fooling(beta2):
    """Slopes that, again and again, lead Adam to +1, while −1 is the best place."""
    n = round(20 / (1 - beta2))
    return [float(n)] + [-1.0] * (n - 1)


def adam_is_fooled(beta2):
    """What is wrong with a list of slopes that is to lead Adam to +1, or ""."""

    def wrong_with(slopes):
        if isinstance(slopes, float):
            return "You gave a number, not a list."
        if not _are_numbers(slopes):
            return "A list of slopes was expected: a number for each step."
        if not np.isfinite(slopes).all():
            return "Some slope is not finite."
        if len(slopes) > MOST_SLOPES:
            return f"You gave {len(slopes)} slopes; {MOST_SLOPES} at most are needed."
        if sum(slopes) <= 0:
            side = "to 0: no place is best" if sum(slopes) == 0 else "to less than 0"
            return f"The slopes add up {side}; for −1 to be best, above 0."
        if min(slopes) >= 0:
            return "No slope is negative, so each step leads to −1."
        return _walk_of_adam(slopes, beta2)

    return wrong_with


def _are_numbers(slopes):
    is_list = isinstance(slopes, list) and bool(slopes)
    return is_list and all(isinstance(slope, float) for slope in slopes)


def _walk_of_adam(slopes, beta2):
    steps = max(4 * len(slopes), 2000)
    mean = np.mean(places_of_adam(slopes, beta2, steps)[steps // 2 :])
    where = f"With β₂ = {beta2} your slopes lead Adam"
    if mean < -0.5:
        return f"{where} to −1, the best place."
    return "" if mean > 0.5 else f"{where} to neither end."


def places_of_adam(slopes, beta2, steps):
    """Where Adam is on repeated(slopes): as descend walks, but on numbers, and soon."""
    rule, x, memory = adam(eta=0.01, beta2=beta2), 0.0, (0.0, 0.0)
    places = [x]
    with np.errstate(all="ignore"):
        for t, slope in zip(range(1, steps + 1), cycle(np.array(slopes))):
            x, *memory = rule.rule(x, lambda x, g=slope: g, t, *memory, **rule.knobs)
            x = min(max(x, -1.0), 1.0)
            places.append(x)
    return places


def _fooled(beta2):
    def anew(rng):
        return _fooled(round(rng.uniform(LEAST_BETA2, MOST_BETA2), 3))

    label = f"slopes for β₂ = {beta2}"
    return call(label, beta2, wrong_with=adam_is_fooled(beta2), anew=anew)


def all_fooled(**beta2):
    return tuple(map(_fooled, beta2.values()))


MEMORIES = Own(
    rows=(
        {"first": 0.5, "second": 0.9, "third": 0.95},
        {"first": 0.5, "second": 0.88, "third": 0.95},
        {"first": 0.5, "second": 0.91, "third": 0.95},
        {"first": 0.5, "second": 0.89, "third": 0.94},
        {"first": 0.5, "second": 0.92, "third": 0.95},
        {"first": 0.5, "second": 0.9, "third": 0.94},
        {"first": 0.5, "second": 0.91, "third": 0.94},
    ),
    parts=all_fooled,
)

riddle = Task(
    id="09.5",
    title="Make Adam fail",
    name="fooling",
    section="How long must the memory be?",
    reference=fooling,
    parts=all_fooled(**MEMORIES.rows[0]),
    own=MEMORIES,
    mistakes={
        "The sum is exactly 0, so −1 is no better than +1: let it be above 0.":
            "return [n - 1.0] + [-1.0] * (n - 1)",
        "Signs exchanged: the large slope is positive, the many small ones negative.":
            "return [-float(n)] + [1.0] * (n - 1)",
        "The wait is too short: s still remembers when the large slope comes again.":
            "n = 3",
        "One memory, 1/(1 − β₂) steps, is too short a wait: try several.":
            "n = round(1 / (1 - beta2))",
        "The same wait for each β₂: the longer the memory, the longer the wait.":
            "n = 20",
        "Much too long a wait: it grows with 1/(1 − β₂), not with its square.":
            "n = round(20 / (1 - beta2) ** 2)",
        "The large slope is larger than needed, so it is remembered longer.":
            "return [100.0 * n] + [-1.0] * (n - 1)",
        "A list of slopes is wanted, not how many there are.":
            "return n",
    },
)  # fmt: skip
