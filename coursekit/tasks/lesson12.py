"""Exercise 12: the soft threshold, FTRL-Proximal, and weights that are cut."""

import numpy as np

from coursekit.optimizers import ftrl, soft_threshold
from coursekit.problems import canyon
from coursekit.tasks import Part, Task
from coursekit.tasks.probes import RULES, each, in_turn, once, walk

SIGNED = np.array([3.0, -2.5, 0.5, -0.4, 1.5, -1.0, 0.0])


def sizes(z, lambda1):
    return np.maximum(np.abs(z) - lambda1, 0)


soft_mistakes = {
    "You pushed away from zero: subtract λ₁ from the size.":
        lambda z, lambda1: z + np.sign(z) * lambda1,
    "Shrink survivors too: they are pulled by λ₁ as well.":
        lambda z, lambda1: np.where(np.abs(z) > lambda1, z, 0.0),
    "|z| ≤ λ₁ gives exactly 0; you let small numbers cross to the other side.":
        lambda z, lambda1: z - np.sign(z) * lambda1,
    "The threshold is λ₁, not its square.":
        lambda z, lambda1: np.sign(z) * sizes(z, lambda1**2),
    "The sign is lost: negative numbers stay negative.": sizes,
    "All negatives became 0: compare the size of z, not z.":
        lambda z, lambda1: np.maximum(np.asarray(z) - lambda1, 0),
    "That is what the threshold takes away; return what is left.":
        lambda z, lambda1: np.clip(z, -lambda1, lambda1),
    "Each survivor loses λ₁ itself, not the share λ₁ of its size.":
        lambda z, lambda1: np.where(np.abs(z) > lambda1, z * (1 - lambda1), 0.0),
    "Keep float: zeros made like a list of whole numbers cut the fractions off.":
        lambda z, lambda1: (np.sign(z) * sizes(z, lambda1)).astype(
            np.asarray(z).dtype),
    "The price is λ₁ once: you took off half of it.":
        lambda z, lambda1: np.sign(z) * sizes(z, lambda1 / 2),
    "You took λ₁ off twice.":
        lambda z, lambda1: np.sign(z) * sizes(z, 2 * lambda1),
}  # fmt: skip

soft = Task(
    id="12.1",
    title="The soft threshold",
    name="soft_threshold",
    section="The operation that gives zeros: the soft threshold",
    reference=soft_threshold,
    parts=(
        once("numbers of both signs", SIGNED, 0.6, axes=("number",)),
        once("a large λ₁", SIGNED, 1.2, axes=("number",)),
        each(
            "whole numbers, and λ₁ at and above all of them",
            "soft_threshold",
            (np.array([4, -3, 1, 0]), 0.5),
            (np.array([2.0, -2.0, 5.0]), 2.0),
            (np.array([0.3, -0.2, -4.0]), 0.25),
            axes=("number",),
        ),
    ),
    mistakes=soft_mistakes,
    guarded=(soft_threshold, *RULES),
)


def shrunk(z, lambda1):
    return np.sign(z) * sizes(z, lambda1)


def weight(z, s, theta, alpha, beta, lambda1, lambda2):
    return -shrunk(z, lambda1) / ((beta + np.sqrt(s)) / alpha + lambda2)


def spring(s, g, alpha):
    return (np.sqrt(s + g**2) - np.sqrt(s)) / alpha


def assembled(
    slope=lambda g, theta, lambda1: g,
    spring=spring,
    sum_up=lambda z, g, pull: z + g - pull,
    squares=lambda s, g: s + g**2,
    weight=weight,
    keep=lambda z, s, old_z, old_s, lambda1: (z, s),
):
    """FTRL-Proximal with one of its parts replaced."""

    def rule(
        theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
    ):
        g = slope(grad(theta), theta, lambda1)
        new_z = sum_up(z, g, spring(s, g, alpha) * theta)
        new_s = squares(s, g)
        w = weight(new_z, new_s, theta, alpha, beta, lambda1, lambda2)
        return w, *keep(new_z, new_s, z, s, lambda1)

    return rule


def stepped(theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0):
    g = grad(theta)
    z, s = z + g - spring(s, g, alpha) * theta, s + g**2
    rate = (beta + np.sqrt(s)) / alpha + lambda2
    return shrunk(theta - g / rate, lambda1 / rate), z, s


def old_squares(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    g = grad(theta)
    z = z + g - spring(s, g, alpha) * theta
    return weight(z, s, theta, alpha, beta, lambda1, lambda2), z, s + g**2


def by(change):
    """FTRL whose weight is made by change(z, root, a, b, l1, l2)."""
    return assembled(
        weight=lambda z, s, theta, alpha, beta, lambda1, lambda2: change(
            z, np.sqrt(s), alpha, beta, lambda1, lambda2
        )
    )


ftrl_mistakes = {
    "Weights oppose z: the minus is missing.":
        by(lambda z, root, a, b, l1, l2: shrunk(z, l1) / ((b + root) / a + l2)),
    "Sparsity is decided by z, the accumulated gradient: compare |z|, not |w|.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z / ((b + root) / a + l2), l1)),
    "Take the root: it is β + √s.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l1) / ((b + root**2) / a + l2)),
    "λ₂ stands outside of the fraction: (β + √s)/α + λ₂.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l1) / ((b + root + l2) / a)),
    "A larger α moves further: divide β + √s by α, do not multiply.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l1) / ((b + root) * a + l2)),
    "β stands beside the root, not under it.":
        by(lambda z, root, a, b, l1, l2:
           -shrunk(z, l1) / (np.sqrt(b + root**2) / a + l2)),
    "β is missing: β + √s.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l1) / (1e-10 + root / a + l2)),
    "λ₂ is ignored: it belongs to the denominator.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l1) / ((b + root) / a)),
    "λ₁ is ignored: z has to pass the soft threshold.":
        by(lambda z, root, a, b, l1, l2: -z / ((b + root) / a + l2)),
    "The two λ are exchanged: λ₁ is the threshold, λ₂ is in the denominator.":
        by(lambda z, root, a, b, l1, l2: -shrunk(z, l2) / ((b + root) / a + l1)),
    "Survivors shrink too: z is pulled by λ₁ before it is divided.":
        by(lambda z, root, a, b, l1, l2:
           -np.where(np.abs(z) > l1, z, 0) / ((b + root) / a + l2)),
    "|z| ≤ λ₁ gives exactly 0; without that, small z cross to the other side.":
        by(lambda z, root, a, b, l1, l2:
           -(z - np.sign(z) * l1) / ((b + root) / a + l2)),
    "Exact zeros, not tiny numbers: where |z| ≤ λ₁ the weight is 0.":
        by(lambda z, root, a, b, l1, l2:
           np.where(np.abs(z) > l1, -shrunk(z, l1) / ((b + root) / a + l2), 1e-9)),
    "σ needs both the old and the new s: update s after z.":
        assembled(spring=lambda s, g, alpha: spring(s + g**2, g, alpha)),
    "z ← z + g − σw: the spring's part is subtracted.":
        assembled(sum_up=lambda z, g, pull: z + g + pull),
    "That is dual averaging: the pull to past weights, −σw, is missing.":
        assembled(sum_up=lambda z, g, pull: z + g),
    "σ is divided by α: the springs add up to (β + √s)/α.":
        assembled(spring=lambda s, g, alpha: alpha * spring(s, g, alpha)),
    "σ is a difference of roots: √(s + g²) − √s, not √g².":
        assembled(spring=lambda s, g, alpha: np.abs(g) / alpha),
    "z is a sum: add to the old z.":
        assembled(sum_up=lambda z, g, pull: g - pull),
    "s sums squares; you summed sizes.":
        assembled(squares=lambda s, g: s + np.abs(g)),
    "s is a sum: add to the old s.":
        assembled(squares=lambda s, g: g**2),
    "The root of the new s is needed: update s before the weight.": old_squares,
    "w is computed from z alone; you stepped on from the old w.": stepped,
    "ℓ1 is already in the weight's formula: leave the gradient alone.":
        assembled(slope=lambda g, theta, lambda1: g + lambda1 * np.sign(theta)),
    "Keep the raw z; only a copy goes through the soft threshold.":
        assembled(keep=lambda z, s, old_z, old_s, lambda1: (shrunk(z, lambda1), s)),
    "z and s are forgotten at once: return the new ones after θ.":
        assembled(keep=lambda z, s, old_z, old_s, lambda1: (old_z, old_s)),
}  # fmt: skip


def zeros(steps=12, points=1, **knobs):
    """A Part for the rule: how many coordinates are exactly 0 after each step."""
    moved = walk(canyon, (0.0, 0.0), steps, **knobs)

    def call(answer):
        return [sum(x == 0 for x in theta) for theta in moved.call(answer)]

    return Part(
        f"where weights are exactly 0 in {moved.label}", call, ("step",), points
    )


rule = Task(
    id="12.2",
    title="FTRL-Proximal",
    name="ftrl",
    section="FTRL: decide by everything seen so far",
    reference=ftrl,
    parts=(
        walk(canyon, (0.0, 0.0), 12, alpha=0.5, beta=0.5, lambda1=6.5, lambda2=0.4),
        walk(alpha=0.3, beta=0.7, lambda1=0.5, lambda2=0.2),
        walk(steps=8, memory="z", alpha=0.6, beta=0.4, lambda1=0.3, lambda2=0.1),
        zeros(steps=4, alpha=0.5, lambda1=25.0, lambda2=0.3),
        in_turn("two walks, one after the other", walk(), walk(alpha=0.4, lambda2=0.3)),
    ),
    mistakes=ftrl_mistakes,
    guarded=RULES,
)


def prune(w, threshold):
    return np.where(np.abs(w) <= threshold, 0.0, w)


def ranked(w, threshold):
    return np.where(np.abs(w) <= np.quantile(np.abs(w), threshold), 0.0, w)


prune_mistakes = {
    "All negatives removed: compare |w|, not w.":
        lambda w, threshold: np.where(w <= threshold, 0.0, w),
    "You kept the small ones and removed the large.":
        lambda w, threshold: np.where(np.abs(w) <= threshold, w, 0.0),
    "A weight of exactly the threshold's size goes, too: ≤, not <.":
        lambda w, threshold: np.where(np.abs(w) < threshold, 0.0, w),
    "The survivors stay as they are: this is a hard threshold, not a soft one.":
        lambda w, threshold: np.sign(w) * sizes(w, threshold),
    "The threshold is a size, not a share of the weights.": ranked,
    "Set them to 0 and leave them in place: a weight is found by its position.":
        lambda w, threshold: np.asarray(w)[np.abs(w) > threshold],
    "That says which ones to keep; return the weights.":
        lambda w, threshold: np.where(np.abs(w) > threshold, 1.0, 0.0),
    "Compare |w|, not its square, with the threshold.":
        lambda w, threshold: np.where(np.square(w) <= threshold, 0.0, w),
    "The threshold is a size, not a share of the largest weight.":
        lambda w, threshold: np.where(
            np.abs(w) <= threshold * np.abs(w).max(), 0.0, w),
    "Small weights become 0, not the threshold.":
        lambda w, threshold: np.where(np.abs(w) <= threshold, threshold, w),
    "The survivors keep their sign.":
        lambda w, threshold: np.where(np.abs(w) <= threshold, 0.0, np.abs(w)),
    "Keep the survivors' values: you rounded them to the threshold's grid.":
        lambda w, threshold: np.trunc(np.asarray(w) / threshold) * threshold,
}  # fmt: skip

cut = Task(
    id="12.3",
    title="Pruning",
    name="prune",
    section="Threshold: there is no gap to cut in",
    reference=prune,
    parts=(
        once("weights of both signs", SIGNED, 0.45, axes=("weight",)),
        once("a larger threshold", SIGNED, 0.9, axes=("weight",)),
        each(
            "weights of the threshold's own size",
            "prune",
            (np.array([1.0, -1.0, 2.0, -3.0]), 1),
            (np.array([0.2, -0.1, 0.05]), 0.1),
            (np.array([-2.0, 0.7, 2.0, -2.5]), 2),
            axes=("weight",),
        ),
    ),
    mistakes=prune_mistakes,
)
