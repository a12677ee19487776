"""Answers to exercise 06 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import optimizer


@optimizer
def signs_in_subgoals(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    if t == 1:
        rate = np.full_like(theta, eta)
    agreement = np.sign(g_bar * g)
    rate = rate + kappa * (agreement == 1) - phi * rate * (agreement == -1)
    g_bar = beta * g_bar + (1 - beta) * g
    # 4 move
    return theta - rate * g, rate, g_bar


def signs_in_a_loop(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g, new, rates, bars = grad(theta), [], [], []
    for i in range(len(theta)):
        r = eta if t == 1 else float(rate[i])
        before = float(g_bar[i]) if t > 1 else 0.0
        if before * g[i] > 0:
            r = r + kappa
        elif before * g[i] < 0:
            r = (1 - phi) * r
        new.append(theta[i] - r * g[i])
        rates.append(r)
        bars.append((1 - beta) * g[i] + beta * before)
    return np.array(new), np.array(rates), np.array(bars)


def signs_with_masks(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    rate = (rate + eta * (t == 1)) * np.ones_like(g)
    same, other = np.sign(g) * np.sign(g_bar) > 0, np.sign(g) * np.sign(g_bar) < 0
    rate[same] += kappa
    rate[other] *= 1 - phi
    return theta - rate * g, rate, g_bar + (1 - beta) * (g - g_bar)


def signs_by_select(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    if t == 1:
        rate = eta
    g = grad(theta)
    cases = [g_bar * g > 0, g_bar * g < 0]
    rate = np.select(cases, [rate + kappa, rate - phi * rate], rate)
    return theta - rate * g, rate, beta * g_bar + (1 - beta) * g


@optimizer
def squares_in_subgoals(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    s = s + g * g
    # 3 scale
    scale = np.sqrt(s + eps)
    # 4 move
    return theta - eta * g / scale, s


def squares_in_a_loop(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    s = np.zeros(len(theta)) + s
    new = np.empty(len(theta))
    for i, slope in enumerate(g):
        s[i] = s[i] + slope**2
        new[i] = theta[i] - eta / math.sqrt(s[i] + eps) * slope
    return new, s


def rate_of(s, eta, eps):
    return eta * (s + eps) ** -0.5


def squares_with_a_helper(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    s = s + np.square(g)
    return theta - rate_of(s, eta, eps) * g, s


def squares_on_a_copy(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    theta, s = theta.copy(), np.array(s, dtype=float) + np.zeros_like(theta)
    g = grad(theta)
    s += g**2
    theta -= eta * np.divide(g, np.sqrt(np.add(s, eps)))
    return theta, s


RIGHT = {
    "06.1": [signs_in_subgoals, signs_in_a_loop, signs_with_masks, signs_by_select],
    "06.2": [squares_in_subgoals, squares_in_a_loop, squares_with_a_helper,
             squares_on_a_copy],
}  # fmt: skip


def with_knobs(**fixed):
    """The course's rule with knobs that cannot be changed."""

    def rule(
        theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
    ):
        knobs = {"eta": eta, "kappa": kappa, "phi": phi, "beta": beta, **fixed}
        return signs_in_subgoals.rule(theta, grad, t, rate, g_bar, **knobs)

    return rule


def never_changes(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g = grad(theta)
    return theta - eta * g, rate, (1 - beta) * g + beta * g_bar


def only_up(theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7):
    g = grad(theta)
    rate = rate if t > 1 else eta + rate
    rate = np.where(g_bar * g > 0, rate + kappa, rate)
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def s_in_place(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    s += g**2
    return theta - eta * g / np.sqrt(s + eps), s


def s_forgotten(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    return theta - eta * g / np.sqrt(s + g**2 + eps)


def eps_before_the_root(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    s = s + g**2 + eps
    return theta - eta * g / np.sqrt(s), s


def asks_ahead(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta - eta * grad(theta))
    s = s + g**2
    return theta - eta * g / np.sqrt(s + eps), s


def the_largest(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    g = grad(theta)
    s = np.maximum(s, g**2)
    return theta - eta * g / np.sqrt(s + eps), s


def of_no_long_step(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    new, s = squares_in_subgoals.rule(theta, grad, t, s, eta=eta, eps=eps)
    return theta + np.clip(new - theta, -10, 10), s


def resting_on_flat_ground(theta, grad, t, s=0, *, eta=0.01, eps=1e-10):
    if np.linalg.norm(grad(theta)) < 1e-6:
        return theta, s
    return squares_in_subgoals.rule(theta, grad, t, s, eta=eta, eps=eps)


def rates_below_one(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    knobs = {"eta": eta, "kappa": kappa, "phi": phi, "beta": beta}
    _, rate, g_bar = signs_by_select(theta, grad, t, rate, g_bar, **knobs)
    rate = np.minimum(rate, 0.45)
    return theta - rate * grad(theta), rate, g_bar


def rates_change_on_level_ground(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g, rate = grad(theta), rate if t > 1 else eta + 0 * theta
    rate = np.where(g_bar * g < 0, (1 - phi) * rate, rate + kappa * (g_bar != 0))
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def with_if(theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7):
    g, rate = grad(theta), rate if t > 1 else eta + 0 * theta
    if g_bar * g > 0:
        rate = rate + kappa
    elif g_bar * g < 0:
        rate = (1 - phi) * rate
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


def one_plus_beta(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    knobs = {"eta": eta, "kappa": kappa, "phi": phi, "beta": beta}
    new, rate, _ = signs_by_select(theta, grad, t, rate, g_bar, **knobs)
    return new, rate, (1 + beta) * grad(theta) + beta * g_bar


def with_itself(
    theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01, phi=0.2, beta=0.7
):
    g, rate = grad(theta), rate if t > 1 else eta + rate
    rate = np.where(g * g > 0, rate + kappa, rate)
    return theta - rate * g, rate, (1 - beta) * g + beta * g_bar


WRONG = {
    "06.1": {
        "rates below 0.45": rates_below_one,
        "rates change on level ground": rates_change_on_level_ground,
        "an `if` for an array": with_if,
        "1 + β": one_plus_beta,
        "g beside itself": with_itself,
        "rate and ḡ exchanged": lambda theta, grad, t, rate=0, g_bar=0, *, eta=0.1,
            kappa=0.01, phi=0.2, beta=0.7: tuple(signs_by_select(
                theta, grad, t, rate, g_bar, eta=eta, kappa=kappa, phi=phi, beta=beta
            )[i] for i in (0, 2, 1)),
        "never changes the rates": never_changes,
        "rates only rise": only_up,
        "knows κ": with_knobs(kappa=0.01),
        "knows φ": with_knobs(phi=0.2),
        "knows β": with_knobs(beta=0.7),
        "another default": lambda theta, grad, t, rate=0, g_bar=0, *, eta=0.01,
            kappa=0.01, phi=0.2, beta=0.7: signs_in_subgoals.rule(
                theta, grad, t, rate, g_bar, eta=eta, kappa=kappa, phi=phi, beta=beta),
        "stays": lambda theta, grad, t, rate=0, g_bar=0, *, eta=0.1, kappa=0.01,
            phi=0.2, beta=0.7: (theta, rate, g_bar),
    },
    "06.2": {
        "s in place": s_in_place,
        "no step longer than 10": of_no_long_step,
        "rests on flat ground": resting_on_flat_ground,
        "knows ε": lambda theta, grad, t, s=0, *, eta=0.01, eps=1e-10:
            squares_in_subgoals.rule(theta, grad, t, s, eta=eta, eps=1e-7),
        "squares the sum": lambda theta, grad, t, s=0, *, eta=0.01, eps=1e-10: (
            theta - eta * grad(theta) / ((s + grad(theta)) ** 2 + eps) ** 0.5,
            s + grad(theta)),
        "s forgotten": s_forgotten,
        "ε gathers in the sum": eps_before_the_root,
        "asks ahead": asks_ahead,
        "cube root": lambda theta, grad, t, s=0, *, eta=0.01, eps=1e-10: (
            theta - eta * grad(theta) / np.cbrt(s + grad(theta) ** 2 + eps),
            s + grad(theta) ** 2),
        "another default": lambda theta, grad, t, s=0, *, eta=0.1, eps=1e-10:
            squares_in_subgoals.rule(theta, grad, t, s, eta=eta, eps=eps),
        "clips the root": lambda theta, grad, t, s=0, *, eta=0.01, eps=1e-10: (
            theta - eta * grad(theta) / np.maximum(
                np.sqrt(s + grad(theta) ** 2 + eps), 1e-3),
            s + grad(theta) ** 2),
        "the largest, not the sum": the_largest,
    },
}  # fmt: skip

TOLD = {
    "06.1": {
        "1 + β": "1 − β, not 1 + β",
        "g beside itself": "not with itself",
        "rate and ḡ exchanged": "another order: theta first, then rate, g_bar",
        "never changes the rates": "Changing kappa or phi changes nothing.",
        "rates only rise": "Rates only rise in yours",
        "knows κ": "Changing kappa changes nothing",
        "knows φ": "Changing phi changes nothing",
        "knows β": "Changing beta changes nothing",
    },
    "06.2": {
        "knows ε": "Changing eps changes nothing",
        "squares the sum": "You squared the sum",
        "ε gathers in the sum": "s itself stays without it",
        "the largest, not the sum": "The largest square",
    },
}


def searched():
    """Tries longer and longer first steps on one bowl, from its farthest start."""
    for eta in (1, 10, 100, 1000, 10_000):
        x, s = 500.0, 0.0
        for _ in range(10):
            s += x * x
            x -= eta * x / math.sqrt(s)
        if abs(x) < 0.001:
            return eta


RIGHT["06.3"] = [lambda: 10_000, lambda: np.float64(3000.0), lambda: 1e18, searched]
WRONG["06.3"] = {
    "1/curvature": lambda: 1 / 12,
    "three numbers": lambda: [1000.0, 1000.0, 1000.0],
    "text": lambda: "1000",
    "infinite": lambda: float("inf"),
    "nan": lambda: float("nan"),
    "the default": lambda: 0.01,
    "too short": lambda: 50.0,
}
TOLD["06.3"] = {"the default": "too short for a far start"}
