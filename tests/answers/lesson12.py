"""Answers to exercise 12 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import optimizer


def soft_by_cases(z, lambda1):
    out = []
    for x in z:
        if x > lambda1:
            out.append(x - lambda1)
        elif x < -lambda1:
            out.append(x + lambda1)
        else:
            out.append(0.0)
    return out


def soft_by_where(z, lambda1):
    return np.where(np.abs(z) <= lambda1, 0.0, z - lambda1 * np.sign(z))


def soft_by_clipping(z, lambda1):
    return z - np.clip(z, -lambda1, lambda1)


def soft_on_a_copy(z, lambda1):
    w = np.array(z, dtype=float)
    w[abs(w) <= lambda1] = 0
    w[w > 0] -= lambda1
    w[w < 0] += lambda1
    return w


@optimizer
def ftrl_in_subgoals(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    sigma = (np.sqrt(s + g**2) - np.sqrt(s)) / alpha
    z = z + g - sigma * theta
    s = s + g**2
    # 3 scale
    rate = (beta + np.sqrt(s)) / alpha + lambda2
    # 4 move
    return np.where(np.abs(z) <= lambda1, 0, -(z - np.sign(z) * lambda1) / rate), z, s


def ftrl_in_a_loop(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    g, d = grad(theta), len(theta)
    z, s = np.zeros(d) + z, np.zeros(d) + s
    w = np.zeros(d)
    for i in range(d):
        before = math.sqrt(s[i])
        s[i] = s[i] + g[i] ** 2
        z[i] = z[i] + g[i] - (math.sqrt(s[i]) - before) / alpha * theta[i]
        if z[i] > lambda1:
            w[i] = (lambda1 - z[i]) / ((beta + math.sqrt(s[i])) / alpha + lambda2)
        elif z[i] < -lambda1:
            w[i] = -(z[i] + lambda1) / ((beta + math.sqrt(s[i])) / alpha + lambda2)
    return w, z, s


def ftrl_with_a_helper(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    g = grad(theta)
    total = s + g * g
    z = z + g - theta * (total**0.5 - s**0.5) / alpha
    return (
        -soft_by_clipping(z, lambda1) / (lambda2 + (total**0.5 + beta) / alpha),
        z,
        total,
    )


def ftrl_by_rates(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    def stiffness(squares):
        return (beta + np.sqrt(squares)) / alpha

    g = grad(theta)
    old, s = stiffness(s), s + np.square(g)
    z = z + g - (stiffness(s) - old) * theta
    w = -soft_by_where(z, lambda1) * (1 / (stiffness(s) + lambda2))
    return w, z, s


def prune_in_place_of_a_copy(w, threshold):
    w = np.array(w, dtype=float)
    w[np.abs(w) <= threshold] = 0
    return w


def prune_by_mask(w, threshold):
    return w * (np.abs(w) > threshold)


def prune_in_a_loop(w, threshold):
    return [0.0 if -threshold <= x <= threshold else x for x in w]


def prune_by_where(w, threshold):
    return np.where(np.square(w) > threshold**2, w, 0)


RIGHT = {
    "12.1": [soft_by_cases, soft_by_where, soft_by_clipping, soft_on_a_copy],
    "12.2": [ftrl_in_subgoals, ftrl_in_a_loop, ftrl_with_a_helper, ftrl_by_rates],
    "12.3": [prune_in_place_of_a_copy, prune_by_mask, prune_in_a_loop, prune_by_where],
}


def soft_in_place(z, lambda1):
    z -= np.clip(z, -lambda1, lambda1)
    return z


def with_knobs(**fixed):
    """The right rule with knobs that cannot be changed."""

    def rule(
        theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
    ):
        knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": lambda2}
        return ftrl_in_subgoals.rule(theta, grad, t, z, s, **{**knobs, **fixed})

    return rule


def z_in_place(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    g = grad(theta)
    z += g - (np.sqrt(s + g**2) - np.sqrt(s)) / alpha * theta
    s += g**2
    return -soft_by_clipping(z, lambda1) / ((beta + np.sqrt(s)) / alpha + lambda2), z, s


def memory_in_the_wrong_order(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": lambda2}
    w, z, s = ftrl_in_subgoals.rule(theta, grad, t, z, s, **knobs)
    return w, s, z


def no_memory_returned(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    return ftrl_in_subgoals.rule(theta, grad, t, z, s, alpha=alpha, beta=beta)[0]


def pulled_at_each_step(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": t * lambda2}
    return ftrl_in_subgoals.rule(theta, grad, t, z, s, **knobs)


def asks_at_zero(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": lambda2}
    here = grad(np.zeros_like(theta))
    return ftrl_in_subgoals.rule(theta, lambda _: here, t, z, s, **knobs)


def doubled_lambda2(
    theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
):
    knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": 2 * lambda2}
    return ftrl_in_subgoals.rule(theta, grad, t, z, s, **knobs)


def prune_in_place(w, threshold):
    w[np.abs(w) <= threshold] = 0
    return w


def by_knobs(change, cut=np.inf, least=0.0):
    """The right rule with changed knobs, cut weights, or no steps on small slopes."""

    def rule(
        theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
    ):
        knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": lambda2}
        if np.linalg.norm(grad(theta)) < least:
            return theta.copy(), z + 0.0, s + 0.0
        w, z, s = ftrl_in_subgoals.rule(theta, grad, t, z, s, **change(**knobs))
        return np.clip(w, -cut, cut), z, s

    return rule


def of_other_memories(change):
    """The right weights, but with other z and s to remember: change(z, s, old)."""

    def rule(
        theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0, lambda1=0.0, lambda2=0.0
    ):
        knobs = {"alpha": alpha, "beta": beta, "lambda1": lambda1, "lambda2": lambda2}
        w, *new = ftrl_in_subgoals.rule(theta, grad, t, z, s, **knobs)
        return w, *change(*new, z, s)

    return rule


def larger_alpha(alpha, **others):
    return {"alpha": min(alpha, 100), **others}


WRONG = {
    "12.1": {
        "in place": soft_in_place,
        "only the positive side": lambda z, lambda1: np.where(
            np.abs(z) <= lambda1, 0.0, z - lambda1),
        "knows λ₁": lambda z, lambda1: soft_by_clipping(z, 0.6),
        "a single number": lambda z, lambda1: float(soft_by_clipping(z, lambda1).sum()),
        "forgets the negative ones": lambda z, lambda1: np.where(
            z < -lambda1, z, np.maximum(z - lambda1, 0)),
        "a smooth imitation": lambda z, lambda1: z**3 / (z**2 + lambda1**2),
        "no larger than 1000": lambda z, lambda1:
            np.clip(soft_by_clipping(z, lambda1), -1000, 1000),
        "λ₁ at least 1e-8": lambda z, lambda1: soft_by_clipping(z, max(lambda1, 1e-8)),
        "small ones are 0": lambda z, lambda1: np.where(
            np.abs(z) < 1e-6, 0, soft_by_clipping(z, lambda1)),
        "λ₁ typed in": lambda z, lambda1: soft_by_clipping(z, 0.4),
        "rounded": lambda z, lambda1: np.round(soft_by_clipping(z, lambda1), 6),
        "ranks": lambda z, lambda1: np.sort(soft_by_clipping(z, lambda1)),
    },
    "12.2": {
        "z in place": z_in_place,
        "memory in the wrong order": memory_in_the_wrong_order,
        "no memory returned": no_memory_returned,
        "λ₂ once per step": pulled_at_each_step,
        "asks at zero": asks_at_zero,
        "λ₂ counts twice, as in Keras": doubled_lambda2,
        "knows α": with_knobs(alpha=0.5),
        "knows β": with_knobs(beta=1.0),
        "α at most 100": by_knobs(larger_alpha),
        "weights within ± 1000": by_knobs(dict, cut=1000),
        "rests on small slopes": by_knobs(dict, least=1e-6),
        "λ₂ typed in": with_knobs(lambda2=0.2),
        "λ₁ typed in": with_knobs(lambda1=0.4),
        "s that fades": of_other_memories(lambda z, s, old_z, old_s: (z, 0.99 * s)),
        "z that fades": of_other_memories(lambda z, s, old_z, old_s: (0.99 * z, s)),
        "z forgotten": of_other_memories(lambda z, s, old_z, old_s: (old_z, s)),
        "tiny numbers for 0": lambda theta, grad, t, z=0, s=0, *, alpha=0.1, beta=1.0,
            lambda1=0.0, lambda2=0.0: (lambda w, z, s: (w + 1e-15 * (w == 0), z, s))(
                *ftrl_in_subgoals.rule(theta, grad, t, z, s, alpha=alpha, beta=beta,
                    lambda1=lambda1, lambda2=lambda2)),
        "another default": lambda theta, grad, t, z=0, s=0, *, alpha=0.5, beta=1.0,
            lambda1=0.0, lambda2=0.0: ftrl_in_subgoals.rule(theta, grad, t, z, s,
                alpha=alpha, beta=beta, lambda1=lambda1, lambda2=lambda2),
        "s begins at 0.1, as in Keras": lambda theta, grad, t, z=0, s=0.1, *, alpha=0.1,
            beta=1.0, lambda1=0.0, lambda2=0.0: ftrl_in_subgoals.rule(theta, grad, t, z,
                s, alpha=alpha, beta=beta, lambda1=lambda1, lambda2=lambda2),
    },
    "12.3": {
        "in place": prune_in_place,
        "knows the threshold": lambda w, threshold: prune_by_mask(w, 0.45),
        "the largest alone": lambda w, threshold: w * (np.abs(w) == np.abs(w).max()),
        "only the positive ones": lambda w, threshold: np.where(
            (w > 0) & (w <= threshold), 0.0, w),
        "rounds": lambda w, threshold: np.round(w),
        "no larger than 1000": lambda w, threshold: np.clip(
            prune_by_mask(w, threshold), -1000, 1000),
        "a threshold of at least 1e-8": lambda w, threshold: prune_by_mask(
            w, max(threshold, 1e-8)),
        "0.45 or less": lambda w, threshold: prune_by_mask(w, min(threshold, 0.45)),
        "strictly below": lambda w, threshold: w * (np.abs(w) >= threshold),
        "as many as the threshold says": lambda w, threshold: w * (
            np.abs(w) >= np.sort(np.abs(w))[round(threshold)]),
        "whole numbers": lambda w, threshold: prune_by_mask(w, threshold).astype(int),
    },
}  # fmt: skip

TOLD = {
    "12.1": {
        "only the positive side": "are pulled up",
        "knows λ₁": "Changing lambda1 changes nothing",
        "λ₁ typed in": "Changing lambda1 changes nothing",
        "forgets the negative ones": "are pulled as well",
    },
    "12.2": {
        "memory in the wrong order": "theta first, then z, s",
        "λ₂ counts twice, as in Keras": "you doubled it",
        "knows α": "Changing alpha changes nothing",
        "knows β": "Changing beta changes nothing",
        "λ₂ typed in": "Changing lambda2 changes nothing",
        "λ₁ typed in": "Changing lambda1 changes nothing",
    },
    "12.3": {
        "knows the threshold": "Changing threshold changes nothing",
        "the largest alone": "Changing threshold changes nothing",
        "only the positive ones": "Small negative weights go, too",
        "rounds": "Changing threshold changes nothing",
        "as many as the threshold says": "Changing threshold changes nothing",
        "whole numbers": "cuts them off",
        "strictly below": "≤, not <",
    },
}


def by_simulation(visits):
    rng = np.random.default_rng(7)
    slopes = rng.choice([-0.5, 0.5], (3000, visits))
    return np.quantile(np.abs(np.cumsum(slopes, axis=1)).max(axis=1), 0.98)


def by_bands_of_visits(visits):
    for limit, lambda1 in ((60, 9), (300, 20), (2000, 60)):
        if visits <= limit:
            return lambda1
    return 200


RIGHT["12.4"] = [
    lambda visits: 1.3 * math.sqrt(visits),
    lambda visits: 0.2 * visits,
    by_simulation,
    by_bands_of_visits,
]
WRONG["12.4"] = {
    "one for all": lambda visits: 20.0,
    "nan": lambda visits: math.nan,
    "text": lambda visits: "10",
    "a list": lambda visits: [9.0, 20.0],
    "negative": lambda visits: -1.3 * visits**0.5,
    "nothing": lambda visits: None,
    "the length is no share": lambda visits: visits / 2,
    "the square": lambda visits: visits**2,
    "the default of the lesson": lambda visits: 4.0,
    "more than the square root": lambda visits: 3 * visits**0.5,
    "a constant": lambda visits: 9.0,
}
TOLD["12.4"] = {"a constant": "sums of noise grow"}
