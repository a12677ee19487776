"""Answers to exercise 07 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import optimizer


@optimizer
def rms_in_subgoals(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    s = rho * s + (1 - rho) * g * g
    # 3 scale
    root = np.sqrt(s + eps)
    # 4 move
    return theta - eta * g / root, s


def rms_in_a_loop(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g, s = grad(theta), np.zeros(len(theta)) + s
    new = theta.copy()
    for i in range(len(theta)):
        s[i] += (1 - rho) * (g[i] ** 2 - s[i])
        new[i] -= eta * g[i] / math.sqrt(s[i] + eps)
    return new, s


def decayed(old, new, rho):
    return old + (1 - rho) * (new - old)


def rms_with_a_helper(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    s = decayed(s, np.square(g), rho)
    return theta - np.multiply(eta, g) * (s + eps) ** -0.5, s


def delta_in_subgoals(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    s = rho * s + (1 - rho) * g**2
    # 3 scale
    step = g * np.sqrt((d + eps) / (s + eps))
    d = rho * d + (1 - rho) * step**2
    # 4 move
    return theta - step, s, d


def delta_with_helpers(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    def rms(x):
        return np.sqrt(x + eps)

    g = grad(theta)
    s = decayed(s, g**2, rho)
    delta = -rms(d) / rms(s) * g
    return theta + delta, s, decayed(d, delta**2, rho)


def delta_of_plain_floats(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    rows = []
    slopes = grad(theta)
    s, d = np.zeros(len(theta)) + s, np.zeros(len(theta)) + d
    for x, g, a, b in zip(theta.tolist(), slopes.tolist(), s.tolist(), d.tolist()):
        a = rho * a + (1 - rho) * g * g
        step = math.sqrt(b + eps) / math.sqrt(a + eps) * g
        rows.append((x - step, a, rho * b + (1 - rho) * step * step))
    return tuple(np.array(column) for column in zip(*rows))


def ahead_in_subgoals(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    # 1 gradient
    interim = theta + beta * v
    g = grad(interim)
    # 2 memory
    s = rho * s + (1 - rho) * g**2
    # 3 scale
    scaled = eta * g / np.sqrt(s + eps)
    # 4 move
    v = beta * v - scaled
    return theta + v, v, s


def ahead_from_the_interim_point(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    interim = theta + beta * v
    g = grad(interim)
    s = decayed(s, g**2, rho)
    new = interim - eta * g / np.sqrt(s + eps)
    return new, new - theta, s


def ahead_in_a_loop(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    v, s = np.zeros(len(theta)) + v, np.zeros(len(theta)) + s
    g = grad(theta + beta * v)
    new = np.empty(len(theta))
    for i in range(len(theta)):
        s[i] = rho * s[i] + (1 - rho) * g[i] ** 2
        v[i] = beta * v[i] - eta * g[i] / math.sqrt(s[i] + eps)
        new[i] = theta[i] + v[i]
    return new, v, s


RIGHT = {
    "07.1": [rms_in_subgoals, rms_in_a_loop, rms_with_a_helper],
    "07.2": [delta_in_subgoals, delta_with_helpers, delta_of_plain_floats],
    "07.3": [ahead_in_subgoals, ahead_from_the_interim_point, ahead_in_a_loop],
}


def rms(theta, grad, t, s, eta, rho, eps):
    return rms_in_subgoals.rule(theta, grad, t, s, eta=eta, rho=rho, eps=eps)


def s_in_place(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    s *= rho
    s += (1 - rho) * g**2
    return theta - eta * g / np.sqrt(s + eps), s


def centred(theta, grad, t, m=0, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    m, s = decayed(m, g, rho), decayed(s, g**2, rho)
    return theta - eta * g / np.sqrt(s - m**2 + eps), m, s


def rms_ahead(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta - eta * grad(theta))
    s = decayed(s, g**2, rho)
    return theta - eta * g / np.sqrt(s + eps), s


def delta(theta, grad, t, s, d, rho, eps):
    return delta_in_subgoals(theta, grad, t, s, d, rho=rho, eps=eps)


def step_returned(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    new, s, d = delta(theta, grad, t, s, d, rho, eps)
    return new - theta, s, d


def roll(theta, grad, t, v, s, eta, beta, rho, eps):
    return ahead_in_subgoals(theta, grad, t, v, s, eta=eta, beta=beta, rho=rho, eps=eps)


def v_and_s_swapped(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    new, v, s = roll(theta, grad, t, v, s, eta, beta, rho, eps)
    return new, s, v


def step_of_at_most_ten(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    new, s = rms(theta, grad, t, s, eta, rho, eps)
    return theta + np.clip(new - theta, -10, 10), s


def rests(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    if np.linalg.norm(grad(theta)) < 1e-6:
        return theta, s
    return rms(theta, grad, t, s, eta, rho, eps)


def of_no_small_eta(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    return rms(theta, grad, t, s, max(eta, 1e-6), rho, eps)


def of_g_for_its_square(theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10):
    g = grad(theta)
    s = decayed(s, g, rho)
    return theta - eta * g / np.sqrt(s + eps), s


def delta_of_signed_steps(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    g = grad(theta)
    s = rho * s + (1 - rho) * g**2
    step = np.sqrt(d + eps) / np.sqrt(s + eps) * g
    return theta - step, s, rho * d + (1 - rho) * step


def delta_clipped(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    return delta(theta, lambda x: np.clip(grad(x), -1e3, 1e3), t, s, d, rho, eps)


def delta_at_rest(theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6):
    if np.abs(grad(theta)).max() < 1e-6:
        return theta, s, d
    return delta(theta, grad, t, s, d, rho, eps)


def ahead_in_a_box(
    theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10
):
    new, v, s = roll(theta, grad, t, v, s, eta, beta, rho, eps)
    return np.clip(new, -100, 100), v, s


def ahead_at_rest(theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9, rho=0.9, eps=1e-10):
    if np.abs(grad(theta)).max() < 1e-6:
        return theta, v, s
    return roll(theta, grad, t, v, s, eta, beta, rho, eps)


WRONG = {
    "07.1": {
        "s in place": s_in_place,
        "steps of 10 at most": step_of_at_most_ten,
        "rests": rests,
        "no η below 1e-6": of_no_small_eta,
        "g for g²": of_g_for_its_square,
        "ρ typed in": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10:
            rms(theta, grad, t, s, eta, 0.5, eps),
        "η typed in": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10:
            rms(theta, grad, t, s, 0.05, rho, eps),
        "centred": centred,
        "asks ahead": rms_ahead,
        "another default η": lambda theta, grad, t, s=0, *, eta=0.01, rho=0.9,
            eps=1e-10: rms(theta, grad, t, s, eta, rho, eps),
        "another default ρ": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.99,
            eps=1e-10: rms(theta, grad, t, s, eta, rho, eps),
        "ε typed in": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10:
            rms(theta, grad, t, s, eta, rho, 1e-8),
        "s starts at 1": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10:
            rms(theta, grad, t, s if t > 1 else 1.0, eta, rho, eps),
        "stays": lambda theta, grad, t, s=0, *, eta=0.001, rho=0.9, eps=1e-10:
            (theta, s),
    },
    "07.2": {
        "signed steps in d": delta_of_signed_steps,
        "clips slopes": delta_clipped,
        "rests": delta_at_rest,
        "d and s exchanged": lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6:
            (*delta(theta, grad, t, s, d, rho, eps)[::2],
             delta(theta, grad, t, s, d, rho, eps)[1]),
        "the step alone": step_returned,
        "another default ρ": lambda theta, grad, t, s=0, d=0, *, rho=0.9, eps=1e-6:
            delta(theta, grad, t, s, d, rho, eps),
        "another default ε": lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-7:
            delta(theta, grad, t, s, d, rho, eps),
        "ε typed in": lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6:
            delta(theta, grad, t, s, d, rho, 1e-6),
        "ρ typed in": lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6:
            delta(theta, grad, t, s, d, 0.95, eps),
        "half of the step": lambda theta, grad, t, s=0, d=0, *, rho=0.95, eps=1e-6:
            delta(theta, lambda x: grad(x) / 2, t, s, d, rho, eps),
    },
    "07.3": {
        "in a box": ahead_in_a_box,
        "rests": ahead_at_rest,
        "β and ρ exchanged": lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9,
            rho=0.9, eps=1e-10: roll(theta, grad, t, v, s, eta, rho, beta, eps),
        "ε typed in": lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9,
            rho=0.9, eps=1e-10: roll(theta, grad, t, v, s, eta, beta, rho, 1e-7),
        "v and s swapped": v_and_s_swapped,
        "another default η": lambda theta, grad, t, v=0, s=0, *, eta=0.01, beta=0.9,
            rho=0.9, eps=1e-10: roll(theta, grad, t, v, s, eta, beta, rho, eps),
        "ρ typed in": lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9,
            rho=0.9, eps=1e-10: roll(theta, grad, t, v, s, eta, beta, 0.9, eps),
        "β typed in": lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9,
            rho=0.9, eps=1e-10: roll(theta, grad, t, v, s, eta, 0.9, rho, eps),
        "forgets the velocity every third step": lambda theta, grad, t, v=0, s=0, *,
            eta=0.001, beta=0.9, rho=0.9, eps=1e-10:
            roll(theta, grad, t, v * bool(t % 3), s, eta, beta, rho, eps),
        "corrects the bias": lambda theta, grad, t, v=0, s=0, *, eta=0.001, beta=0.9,
            rho=0.9, eps=1e-10:
            roll(theta, grad, t, v, s, eta * (1 - rho**t) ** 0.5, beta, rho, eps),
    },
}  # fmt: skip

TOLD = {
    "07.1": {
        "g for g²": "Square the slope",
        "ρ typed in": "Changing rho changes nothing",
        "η typed in": "Changing eta changes nothing",
        "ε typed in": "Changing eps changes nothing",
    },
    "07.2": {
        "signed steps in d": "Square the steps in d",
        "d and s exchanged": "another order: theta first, then s, d",
        "ε typed in": "Changing eps changes nothing",
        "ρ typed in": "Changing rho changes nothing",
    },
    "07.3": {
        "β and ρ exchanged": "you exchanged the two",
        "v and s swapped": "another order: theta first, then v, s",
        "ρ typed in": "Changing rho changes nothing",
        "β typed in": "Changing beta changes nothing",
        "ε typed in": "Changing eps changes nothing",
    },
}


def in_two_stages():
    def eta(t):
        return 0.2 if t < 60 else 0.2 * 0.9 ** (t - 60)

    return eta


class Halved:
    """Halves its rate every twenty steps."""

    def __call__(self, t):
        return 0.25 * 0.5 ** (t // 15)


RIGHT["07.4"] = [
    lambda: lambda t: 0.25 * 0.95**t,
    lambda: lambda t: np.float64(0.4) * np.exp(-t / 25),
    in_two_stages,
    Halved,
]
WRONG["07.4"] = {
    "a number": lambda: 0.3,
    "negative": lambda: lambda t: -0.1,
    "text": lambda: lambda t: "0.3",
    "nan": lambda: lambda t: float("nan"),
    "another constant": lambda: lambda t: 0.05,
    "all at once": lambda: lambda t: 3.0 if t == 0 else 0.0,
    "too slow": lambda: lambda t: 0.3 * 0.99**t,
    "a step for each digit": lambda: lambda t: 0.3 / 10**t,
    "a constant": lambda: lambda t: 0.3,
}
TOLD["07.4"] = {"a constant": "let it fall"}
