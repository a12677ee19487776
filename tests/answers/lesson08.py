"""Answers to exercise 08 as people write them: right in many styles, wrong in more."""

import math
from itertools import accumulate

import numpy as np

from coursekit import optimizer


def ema_with_append(beta, xs, correct=True):
    # 2 memory
    average, result = 0, []
    for t, x in enumerate(xs, 1):
        average = beta * average + (1 - beta) * x
        if correct:
            result.append(average / (1 - beta**t))
        else:
            result.append(average)
    return result


def ema_accumulated(beta, xs, correct=True):
    raw = list(accumulate(xs, lambda m, x: m + (1 - beta) * (x - m), initial=0.0))[1:]
    return [m / (1 - beta ** (t + 1)) if correct else m for t, m in enumerate(raw)]


def ema_by_weights(beta, xs, correct=True):
    xs, result = np.asarray(xs, float), np.zeros(len(xs))
    for t in range(1, len(xs) + 1):
        weights = (1 - beta) * beta ** np.arange(t)[::-1]
        total = (weights * xs[:t]).sum()
        result[t - 1] = total / weights.sum() if correct else total
    return result


def ema_vectorized(beta, xs, correct=True):
    t = np.arange(1, len(xs) + 1)
    back = t[:, None] - t
    raw = np.where(back >= 0, (1 - beta) * beta ** np.abs(back), 0) @ np.array(xs)
    return raw / (1 - beta**t) ** correct


@optimizer
def adam_in_subgoals(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    # 3 scale
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    # 4 move
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


def corrected(x, beta, t):
    return x / (1 - np.power(beta, float(t)))


def adam_with_a_helper(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m = m + (1 - beta1) * (g - m)
    s = s + (1 - beta2) * (g * g - s)
    root = corrected(s, beta2, t) ** 0.5
    return theta - eta / (root + eps) * corrected(m, beta1, t), m, s


def adam_in_a_loop(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    new, m, s = theta.copy(), np.zeros_like(theta) + m, np.zeros_like(theta) + s
    for i in range(len(theta)):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        s[i] = beta2 * s[i] + (1 - beta2) * g[i] ** 2
        root = math.sqrt(s[i] / (1 - beta2**t))
        new[i] -= eta * m[i] / (1 - beta1**t) / (root + eps)
    return new, m, s


def adam_with_one_correction(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    """The paper's faster order; its ε is scaled back, so that it means the same."""
    g = grad(theta)
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    root = math.sqrt(1 - beta2**t)
    return theta - eta * root / (1 - beta1**t) * m / (np.sqrt(s) + eps * root), m, s


@optimizer
def flipped_in_subgoals(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    m = beta1 * m - (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    # 3 scale
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    # 4 move
    return theta + eta * m_hat / np.sqrt(s_hat + eps), m, s


def flipped_with_a_helper(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
):
    downhill = -grad(theta)
    m = beta1 * m + (1 - beta1) * downhill
    s = beta2 * s + (1 - beta2) * downhill**2
    step = corrected(m, beta1, t) / np.sqrt(corrected(s, beta2, t) + eps)
    return theta + eta * step, m, s


def flipped_in_a_loop(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
):
    g = grad(theta)
    m, s = np.zeros(len(theta)) + m, np.zeros(len(theta)) + s
    step = np.zeros(len(theta))
    for i, slope in enumerate(g):
        m[i] = beta1 * m[i] - (1 - beta1) * slope
        s[i] = beta2 * s[i] + (1 - beta2) * slope * slope
        step[i] = m[i] / (1 - beta1**t) / math.sqrt(s[i] / (1 - beta2**t) + eps)
    return theta + eta * step, m, s


def detected_by_ratios(path, slopes):
    path, slopes = np.asarray(path), np.asarray(slopes)
    (x1, y1), (x2, y2) = path[1] - path[0], path[2] - path[1]
    if math.isclose(abs(x1), abs(y1), rel_tol=1e-6):
        return "rmsprop" if abs(y2) < 0.9 * abs(y1) else "adam"
    same = math.isclose(x2 / x1, slopes[1][0] / slopes[0][0], rel_tol=1e-6)
    return "gd" if same else "momentum"


def detected_by_eta(path, slopes):
    etas = -np.diff(np.array(path), axis=0) / np.array(slopes)
    if np.ptp(etas) < 1e-6 * abs(etas).max():
        return "gd"
    if np.isclose(etas[0, 0], etas[0, 1]):
        return "momentum"
    lengths = np.abs(np.diff(np.array(path), axis=0)).sum(axis=1)
    return "adam" if lengths[1] > 0.9 * lengths[0] else "rmsprop"


def detected_by_trying(path, slopes):
    steps, slopes = np.diff(np.array(path), axis=0), np.array(slopes)
    eta = abs(steps[0] / slopes[0]).mean()
    if np.allclose(steps, -eta * slopes, rtol=1e-6, atol=0):
        return "gd"
    if np.allclose(steps[0], -eta * slopes[0], rtol=1e-6, atol=0):
        return "momentum"
    fading = abs(steps[1]).max() < 0.85 * abs(steps[0]).max()
    return ("adam", "rmsprop")[int(fading)]


RIGHT = {
    "08.1": [ema_with_append, ema_accumulated, ema_by_weights, ema_vectorized],
    "08.2": [adam_in_subgoals, adam_with_a_helper, adam_in_a_loop,
             adam_with_one_correction],
    "08.3": [flipped_in_subgoals, flipped_with_a_helper, flipped_in_a_loop],
    "08.4": [detected_by_ratios, detected_by_eta, detected_by_trying],
}  # fmt: skip


def knobs(eta, beta1, beta2, eps):
    return {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}


def typed_in(rule, eps=1e-8, **typed):
    def answer(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=eps):
        given = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps, **typed}
        return rule.rule(theta, grad, t, m, s, **given)

    return answer


STATE = [0]


def with_state(
    theta, grad, t, m=STATE, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    m[0] = beta1 * m[0] + (1 - beta1) * grad(theta)
    s = beta2 * s + (1 - beta2) * grad(theta) ** 2
    return theta - eta * m[0] / (np.sqrt(s) + eps), m, s


def two_gradients(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    m = beta1 * m + (1 - beta1) * grad(theta)
    s = beta2 * s + (1 - beta2) * grad(theta - eta * m) ** 2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


def amsgrad(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    g = grad(theta)
    m = beta1 * m + (1 - beta1) * g
    s = np.maximum(s, beta2 * s + (1 - beta2) * g**2)
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s


def nothing_moves(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    return theta, m, s


def other_weights(beta, xs, correct=True):
    mean, out = 0.0, []
    for t, x in enumerate(xs, 1):
        mean = (1 - beta) * mean + beta * x
        out.append(mean / (1 - beta**t) if correct else mean)
    return out


def in_an_array_like_xs(beta, xs, correct=True):
    out, mean = np.zeros_like(xs), 0.0
    for i, x in enumerate(xs):
        mean = beta * mean + (1 - beta) * x
        out[i] = mean / (1 - beta ** (i + 1)) if correct else mean
    return out


def corrected_for_ten_values(beta, xs, correct=True):
    return [
        m / (1 - beta ** (t + 1)) if correct and t < 10 else m
        for t, m in enumerate(ema_with_append(beta, xs, False))
    ]


def clipped_average(beta, xs, correct=True):
    return np.clip(ema_with_append(beta, xs, correct), -1e6, 1e6)


def standing_where_it_is_level(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    given = knobs(eta, beta1, beta2, eps)
    new, m_new, s_new = adam_with_a_helper(theta, grad, t, m, s, **given)
    on = grad(theta) != 0
    return np.where(on, new, theta), np.where(on, m_new, m), np.where(on, s_new, s)


def changed_adam(rule, eps=1e-8, before=lambda g: g, after=lambda theta, new: new):
    """A rule with other slopes, or another end of its step."""

    def answer(theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=eps):
        given = knobs(eta, beta1, beta2, eps)
        new, m, s = rule(theta, lambda x: before(grad(x)), t, m, s, **given)
        return after(theta, new), m, s

    return answer


def short_step(theta, new):
    return theta + np.clip(new - theta, -10, 10)


def no_short_step(theta, new):
    return np.where(np.abs(new - theta) > 1e-8, new, theta)


def in_a_box(theta, new):
    return np.clip(new, -1000, 1000)


def adam_of_one_beta(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m, s = beta1 * m + (1 - beta1) * g, beta1 * s + (1 - beta1) * g**2
    root = np.sqrt(s / (1 - beta2**t)) + eps
    return theta - eta * m / (1 - beta1**t) / root, m, s


def of_products(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    root = np.sqrt(s / (1 - beta2 * t)) + eps
    return theta - eta * m / (1 - beta1 * t) / root, m, s


def flipped_by_size(
    theta, grad, t, m=0, s=0, *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-7
):
    g = grad(theta)
    m, s = beta1 * m - (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    root = np.sqrt(s / (1 - beta2**t) + eps)
    return theta + eta * np.abs(m) / (1 - beta1**t) / root, m, s


WRONG = {
    "08.1": {
        "weights reversed": other_weights,
        "in an array like xs": in_an_array_like_xs,
        "corrected for ten values": corrected_for_ten_values,
        "clipped": clipped_average,
        "no average at all": lambda beta, xs, correct=True: list(xs),
        "the running mean": lambda beta, xs, correct=True:
            np.cumsum(xs) / np.arange(1, len(xs) + 1),
        "of the squares": lambda beta, xs, correct=True:
            ema_with_append(beta, np.square(xs), correct),
        "knows β = 0.9": lambda beta, xs, correct=True:
            ema_with_append(0.9, xs, correct),
        "backwards": lambda beta, xs, correct=True:
            ema_with_append(beta, xs, correct)[::-1],
        "rounded": lambda beta, xs, correct=True:
            np.round(ema_with_append(beta, xs, correct), 3),
        "correction only up to step two": lambda beta, xs, correct=True: np.append(
            ema_with_append(beta, xs, correct)[:2],
            ema_with_append(beta, xs, False)[2:]),
        "whole numbers": lambda beta, xs, correct=True:
            np.array(ema_with_append(beta, xs, correct)).astype(int),
    },
    "08.2": {
        "stands where it is level": standing_where_it_is_level,
        "steps of 10 at most": changed_adam(adam_with_a_helper, after=short_step),
        "no small step": changed_adam(adam_with_a_helper, after=no_short_step),
        "in a box": changed_adam(adam_with_a_helper, after=in_a_box),
        "no slope below 1e-6": changed_adam(
            adam_with_a_helper, before=lambda g: g * (np.abs(g) > 1e-6)),
        "one β": adam_of_one_beta,
        "products": of_products,
        "state in a default list": with_state,
        "two gradients": two_gradients,
        "s never shrinks": amsgrad,
        "nothing moves": nothing_moves,
        "β₁ typed in": typed_in(adam_in_subgoals, beta1=0.9),
        "β₂ typed in": typed_in(adam_in_subgoals, beta2=0.999),
        "another default ε": typed_in(adam_in_subgoals, eps=1e-7),
    },
    "08.3": {
        "by size": flipped_by_size,
        "steps of 10 at most": changed_adam(
            flipped_with_a_helper, 1e-7, after=short_step),
        "no small step": changed_adam(
            flipped_with_a_helper, 1e-7, after=no_short_step),
        "β₁ typed in": typed_in(flipped_in_subgoals, eps=1e-7, beta1=0.9),
        "β₂ typed in": typed_in(flipped_in_subgoals, eps=1e-7, beta2=0.999),
        "half of η": typed_in(flipped_in_subgoals, eps=1e-7, eta=0.0005),
        "nothing moves": nothing_moves,
        "the paper's Adam": adam_with_a_helper,
        "Adam in a loop": adam_in_a_loop,
    },
    "08.4": {
        "always adam": lambda path, slopes: "adam",
        "in capitals": lambda path, slopes: detected_by_eta(path, slopes).upper(),
        "its number": lambda path, slopes: 3,
        "by the length of the way": lambda path, slopes: (
            "gd" if abs(np.array(path)[-1] - np.array(path)[0]).max() > 0.5 else "adam"
        ),
        "never momentum": lambda path, slopes: detected_by_eta(path, slopes).replace(
            "momentum", "gd"
        ),
    },
}  # fmt: skip

TOLD = {
    "08.1": {
        "weights reversed": "β is the share of the old average",
        "in an array like xs": "begin with floats",
        "no average at all": "Changing beta or correct changes nothing.",
        "the running mean": "Changing beta or correct changes nothing.",
        "knows β = 0.9": "Changing beta changes nothing",
    },
    "08.2": {
        "one β": "The average of the squares has β₂",
        "products": "Power, not product",
        "β₁ typed in": "Changing beta1 changes nothing",
        "β₂ typed in": "Changing beta2 changes nothing",
    },
    "08.3": {
        "by size": "The direction is lost",
        "β₁ typed in": "Changing beta1 changes nothing",
        "β₂ typed in": "Changing beta2 changes nothing",
        "half of η": "Changing eta changes nothing",
    },
    "08.4": {"never momentum": "Momentum's first step is gd's, too"},
}
