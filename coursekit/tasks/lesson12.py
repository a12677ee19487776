"""Exercise 12: the soft threshold, FTRL-Proximal, weights that are cut, a band."""

import math
from functools import lru_cache, partial

import numpy as np

from coursekit.optimizers import ftrl, soft_threshold
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, calls, same, series, walk

SIGNED = np.array([3.0, -2.5, 0.5, -0.4, 1.5, -1.0, 0.0])
LARGE, TINY = np.array([4e6, -2.5e5, 0.7, 3.0]), np.array([-3e-9, 2e-9, 5e-10])

soft = Task(
    id="12.1",
    title="The soft threshold",
    name="soft_threshold",
    section="The operation that gives zeros: the soft threshold",
    reference=soft_threshold,
    parts=(
        call("numbers of both signs", SIGNED, 0.6, axes=("number",)),
        call("a large λ₁", SIGNED, 1.2, axes=("number",)),
        same(calls(
            "whole numbers, large and small ones, and λ₁ from 0 to above all of them",
            (np.array([4, -3, 1, 0]), 0.5),
            (np.array([2.0, -2.0, 5.0]), 2.0),
            (np.array([0.3, -0.2, -4.0]), 0.25),
            (np.array([0.3, -0.2, -0.1]), 0.6),
            (LARGE, 0.25),
            (TINY, 1e-9),
            (TINY, 0.0),
            axes=("number",),
        )),
    ),
    mistakes={
        "You pushed away from zero: subtract λ₁ from the size.":
            "return z + np.sign(z) * lambda1",
        "Shrink survivors too: they are pulled by λ₁ as well.":
            "return np.where(np.abs(z) > lambda1, z, 0.0)",
        "|z| ≤ λ₁ gives exactly 0; you let small numbers cross to the other side.":
            "return z - np.sign(z) * lambda1",
        "The threshold is λ₁, not its square.":
            "np.abs(z) - lambda1 -> np.abs(z) - lambda1 ** 2",
        "The sign is lost: negative numbers stay negative.":
            "return np.maximum(np.abs(z) - lambda1, 0)",
        "All negatives became 0: compare the size of z, not z.":
            "return np.maximum(z - lambda1, 0)",
        "Negative numbers are pulled up, by + λ₁, as positive ones are pulled down.":
            "return np.where(np.abs(z) <= lambda1, 0, z - lambda1)",
        "Below −λ₁ the numbers are pulled as well; you left them as they were.":
            "return np.where(z < -lambda1, z, np.maximum(z - lambda1, 0))",
        "That is what the threshold takes away; return what is left.":
            "return np.clip(z, -lambda1, lambda1)",
        "Each survivor loses λ₁ itself, not the share λ₁ of its size.":
            "return np.where(np.abs(z) > lambda1, z * (1 - lambda1), 0.0)",
        "Keep float: zeros made like a list of whole numbers cut the fractions off.":
            "return (np.sign(z) * np.maximum(np.abs(z) - lambda1, 0)).astype(z.dtype)",
        "The price is λ₁ once: you took off half of it.":
            "np.abs(z) - lambda1 -> np.abs(z) - lambda1 / 2",
        "You took λ₁ off twice.":
            "np.abs(z) - lambda1 -> np.abs(z) - 2 * lambda1",
    },
    guarded=(soft_threshold, *RULES),
)  # fmt: skip

CANYON = {"on": "canyon", "start": (0.0, 0.0)}
NEAR = {"A": [[2.0, 0.5], [0.5, 1.0]], "b": [0.0, 0.0], "start": [3e-9, -2e-9]}

rule = Task(
    id="12.2",
    title="FTRL-Proximal",
    name="ftrl",
    section="FTRL-Proximal: the same, with AdaGrad's rates",
    reference=ftrl,
    parts=(
        walk(**CANYON, steps=12, alpha=0.5, beta=0.5, lambda1=6.5, lambda2=0.4),
        walk(alpha=0.3, beta=0.7, lambda1=0.5, lambda2=0.2),
        series(
            "the memories z and s of walks with all four knobs",
            walk(steps=8, memory="z", alpha=0.6, beta=0.4, lambda1=0.3, lambda2=0.1),
            walk(steps=7, memory="s", alpha=0.6, beta=0.4, lambda1=0.3, lambda2=0.1),
        ),
        walk(
            **CANYON, steps=4, see="zeros", alpha=0.5, lambda1=25.0, lambda2=0.3,
            label="where weights are exactly 0 in 4 steps on the canyon",
        ),
        series(
            "walks with other knobs, a far one, and one of tiny slopes",
            walk(), walk(alpha=0.4, lambda2=0.3), walk(beta=0.2), walk(lambda1=0.3),
            walk(lambda2=0.3), walk(steps=3, alpha=9e3), walk(NEAR, steps=3, alpha=0.4),
        ),
    ),
    mistakes={
        "Weights oppose z: the minus is missing.":
            "-soft_threshold -> soft_threshold",
        "Sparsity is decided by z, the accumulated gradient: compare |z|, not |w|.":
            "return -soft_threshold(z / ((beta + np.sqrt(s)) / alpha + lambda2), "
            "lambda1), z, s",
        "Take the root: it is β + √s.":
            "beta + np.sqrt(s) -> beta + s",
        "λ₂ stands outside of the fraction: (β + √s)/α + λ₂.":
            "(beta + np.sqrt(s)) / alpha + lambda2 -> "
            "(beta + np.sqrt(s) + lambda2) / alpha",
        "Parentheses: divide by the whole sum, ((β + √s)/α + λ₂).":
            "return -soft_threshold(z, lambda1) / ((beta + np.sqrt(s)) / alpha) "
            "+ lambda2, z, s",
        "A larger α moves further: divide β + √s by α, do not multiply.":
            "(beta + np.sqrt(s)) / alpha -> (beta + np.sqrt(s)) * alpha",
        "β stands beside the root, not under it.":
            "beta + np.sqrt(s) -> np.sqrt(beta + s)",
        "β is missing: β + √s.":
            "beta + np.sqrt(s) -> np.sqrt(s)",
        "λ₂ is ignored: it belongs to the denominator.":
            "/ alpha + lambda2 -> / alpha",
        "λ₂ counts once: you doubled it, as Keras does.":
            "/ alpha + lambda2 -> / alpha + 2 * lambda2",
        "λ₁ is ignored: z has to pass the soft threshold.":
            "soft_threshold(z, lambda1) -> z",
        "The two λ are exchanged: λ₁ is the threshold, λ₂ is in the denominator.":
            "lambda1) / -> lambda2) /; / alpha + lambda2 -> / alpha + lambda1",
        "Survivors shrink too: z is pulled by λ₁ before it is divided.":
            "soft_threshold(z, lambda1) -> np.where(np.abs(z) > lambda1, z, 0)",
        "|z| ≤ λ₁ gives exactly 0; without that, small z cross to the other side.":
            "soft_threshold(z, lambda1) -> (z - np.sign(z) * lambda1)",
        "Exact zeros, not tiny numbers: where |z| ≤ λ₁ the weight is 0.":
            "return np.where(np.abs(z) > lambda1, -soft_threshold(z, lambda1) / "
            "((beta + np.sqrt(s)) / alpha + lambda2), 1e-9), z, s",
        "σ needs both the old and the new s: update s after z.":
            "sigma = (np.sqrt(s + 2 * g**2) - np.sqrt(s + g**2)) / alpha",
        "z ← z + g − σw: the spring's part is subtracted.":
            "z = z + g + sigma * theta",
        "z grows by the slope: you took it off.":
            "z = z - g - sigma * theta",
        "That is dual averaging: the pull to past weights, −σw, is missing.":
            "z = z + g",
        "The spring pulls at the weights: σ times θ, not σ alone.":
            "z = z + g - sigma",
        "σ is divided by α: the springs add up to (β + √s)/α.":
            "sigma = np.sqrt(s + g**2) - np.sqrt(s)",
        "Parentheses: σ is the whole difference of the roots, divided by α.":
            "sigma = np.sqrt(s + g**2) - np.sqrt(s) / alpha",
        "σ is a difference of roots: √(s + g²) − √s, not √g².":
            "sigma = np.abs(g) / alpha",
        "The new spring is a difference: you kept the whole √(s + g²).":
            "sigma = np.sqrt(s + g**2) / alpha",
        "z is a sum: add to the old z.":
            "z = g - sigma * theta",
        "s sums squares; you summed sizes.":
            "s = s + np.abs(g)",
        "s sums squares; you summed the slopes as they are.":
            "s = s + g",
        "s is a sum: add to the old s.":
            "s = g**2",
        "The root of the new s is needed: update s before the weight.": """
            g = grad(theta)
            sigma = (np.sqrt(s + g**2) - np.sqrt(s)) / alpha
            z = z + g - sigma * theta
            rate = (beta + np.sqrt(s)) / alpha + lambda2
            return -soft_threshold(z, lambda1) / rate, z, s + g**2""",
        "w is computed from z alone; you stepped on from the old w.": """
            g = grad(theta)
            sigma = (np.sqrt(s + g**2) - np.sqrt(s)) / alpha
            z = z + g - sigma * theta
            s = s + g**2
            rate = (beta + np.sqrt(s)) / alpha + lambda2
            return soft_threshold(theta - g / rate, lambda1 / rate), z, s""",
        "The formula gives the new w itself: do not add it to the old one.":
            "-soft_threshold -> theta - soft_threshold",
        "ℓ1 is already in the weight's formula: leave the gradient alone.":
            "g = grad(theta) + lambda1 * np.sign(theta)",
        "ℓ2 is already in the weight's formula: leave the gradient alone.":
            "g = grad(theta) + lambda2 * theta",
        "Keep the raw z; only a copy goes through the soft threshold.":
            "lambda2), z, s -> lambda2), soft_threshold(z, lambda1), s",
        "z and s are forgotten at once: return the new ones after θ.":
            "old = z, s; lambda2), z, s -> lambda2), *old",
    },
    guarded=RULES,
)  # fmt: skip


def prune(w, threshold):
    return np.where(np.abs(w) <= threshold, 0.0, w)


cut = Task(
    id="12.3",
    title="Pruning",
    name="prune",
    section="May we drop what is small?",
    reference=prune,
    parts=(
        call("weights of both signs", SIGNED, 0.45, axes=("weight",)),
        call("a larger threshold", SIGNED, 0.9, axes=("weight",)),
        same(calls(
            "weights of the threshold's own size, large ones and tiny ones",
            (np.array([1.0, -1.0, 2.0, -3.0]), 1),
            (np.array([0.2, -0.1, 0.05]), 0.1),
            (np.array([-2.0, 0.7, 2.0, -2.5]), 2),
            (LARGE, 0.9),
            (TINY, 2.5e-9),
            (TINY, 0.0),
            axes=("weight",),
        )),
    ),
    mistakes={
        "All negatives removed: compare |w|, not w.":
            "np.abs(w) -> w",
        "You kept the small ones and removed the large.":
            "return np.where(np.abs(w) <= threshold, w, 0.0)",
        "A weight of exactly the threshold's size goes, too: ≤, not <.":
            "np.abs(w) <= -> np.abs(w) <",
        "The survivors stay as they are: this is a hard threshold, not a soft one.":
            "return np.sign(w) * np.maximum(np.abs(w) - threshold, 0)",
        "The threshold is a size, not a share of the weights.":
            "<= threshold -> <= np.quantile(np.abs(w), min(threshold, 1))",
        "Set them to 0 and leave them in place: a weight is found by its position.":
            "return w[np.abs(w) > threshold]",
        "That says which ones to keep; return the weights.":
            "return np.where(np.abs(w) > threshold, 1.0, 0.0)",
        "Compare |w|, not its square, with the threshold.":
            "np.abs(w) -> np.square(w)",
        "The threshold is a size, not a share of the largest weight.":
            "<= threshold -> <= threshold * np.abs(w).max()",
        "Small weights become 0, not the threshold.":
            "return np.where(np.abs(w) <= threshold, threshold, w)",
        "The survivors keep their sign.":
            "return np.where(np.abs(w) <= threshold, 0.0, np.abs(w))",
        "Keep the survivors' values: you rounded them to the threshold's grid.":
            "return np.trunc(w / threshold) * threshold",
        "Small negative weights go, too: compare |w|, not w alone.":
            "np.abs(w) <= threshold -> (w > 0) & (w <= threshold)",
        "The survivors are fractions: an array of whole numbers cuts them off.":
            "return np.where(np.abs(w) <= threshold, 0.0, w).astype(int)",
        "That says which ones go; return the weights.":
            "return np.abs(w) <= threshold",
    },
)  # fmt: skip


WALKS, BORN_BY_NOISE, BORN_BY_RIGHT = 2000, 0.05, 0.90


def band(visits):
    return 1.25 * visits**0.5


@lru_cache
def farthest(visits, chance):
    """How far from 0 each of many sums of slopes ever comes, (WALKS,).

    A visit adds −1/2 with this chance, for a click, and 1/2 without one.
    """
    clicks = np.random.default_rng(visits).random((WALKS, visits)) < chance
    return np.abs(np.where(clicks, -0.5, 0.5).cumsum(axis=1)).max(axis=1)


def lets_through(visits, lambda1):
    """What is wrong with a λ₁ for features of so many visits, or ""."""
    if not (isinstance(lambda1, float) and math.isfinite(lambda1)):
        return "It should return one finite number, λ₁."
    if lambda1 < 0:
        return f"λ₁ is 0 or more; yours is {lambda1:g}."
    noise, right = (
        (farthest(visits, chance) > lambda1).mean() for chance in (0.5, 0.8)
    )
    seen = f"λ₁ = {lambda1:.4g} for {visits} visits:"
    if noise > BORN_BY_NOISE:
        share = f"{100 * noise:.3g} % of the useless weights"
        return f"{seen} {share} leave 0; 5 % at most should."
    if right < BORN_BY_RIGHT:
        share = f"{100 * right:.3g} % of the useful weights"
        return f"{seen} only {share} leave 0; 90 % or more should."
    return ""


def _banded(visits):
    wrong_with = partial(lets_through, visits)
    return call(
        f"a band for {visits} visits", visits, vary="never", wrong_with=wrong_with
    )


def banded(middle):
    return tuple(map(_banded, (50, middle, 1000)))


VISITS = Own(
    rows=tuple({"middle": visits} for visits in (200, 150, 250, 300, 350, 400)),
    parts=banded,
    says=("for 50, {middle} and 1,000 visits", "in (50, {middle}, 1000)"),
)

open_task = Task(
    id="12.4",
    title="A band for every length of stream",
    name="band",
    section="One weight, drawn",
    reference=band,
    parts=banded(**VISITS.rows[0]),
    own=VISITS,
    mistakes={
        "A λ₁ that suits 50 visits is too small for 1000: sums of noise grow.":
            "return 9.0",
        "What suits 1000 visits is too large for 50: no useful weight gets out.":
            "return 40.0",
        "Each slope is ½ in size: a sum of them never passes the number of visits.":
            "return visits",
        "√visits/2 is where a sum ends; on its way it comes about twice as far.":
            "return 0.5 * visits**0.5",
        "Twice √visits holds noise back, but at 50 visits useful weights, too.":
            "return 2 * visits**0.5",
        "A cube root grows too slowly: noise wanders off like √visits.":
            "return 2.4 * visits ** (1 / 3)",
        "A logarithm grows too slowly: noise wanders off like √visits.":
            "return 2.3 * np.log(visits)",
        "Without a band every weight is born at its first visit.":
            "return 0.0",
        "A tenth of the visits is enough for long streams; for 50 it is too small.":
            "return 0.1 * visits",
        "√visits is nearly enough: try a little more.":
            "return visits**0.5",
    },
)  # fmt: skip
