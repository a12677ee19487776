"""Answers to exercise 09 as people write them: right in many styles, wrong in more."""

import math

import numpy as np

from coursekit import optimizer


@optimizer
def max_in_subgoals(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    m = beta1 * m + (1 - beta1) * g
    u = np.maximum(beta2 * u, np.abs(g) + eps)
    # 3 scale
    m_hat = m / (1 - beta1**t)
    # 4 move
    return theta - eta * m_hat / u, m, u


def max_in_a_loop(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m, u = np.zeros(len(theta)) + m, np.zeros(len(theta)) + u
    new = []
    for i in range(len(theta)):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        u[i] = max(beta2 * u[i], abs(g[i]) + eps)
        new.append(theta[i] - eta / (1 - beta1**t) * m[i] / u[i])
    return np.array(new), m, u


def max_by_where(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m = m + (1 - beta1) * (g - m)
    size, kept = np.sqrt(g**2) + eps, beta2 * u
    u = np.where(size > kept, size, kept)
    return theta - np.divide(eta * m, (1 - beta1**t) * u), m, u


@optimizer
def ahead_in_subgoals(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    # 1 gradient
    g = grad(theta)
    # 2 memory
    now = beta1 * (1 - 0.5 * 0.96 ** (psi * t))
    ahead = beta1 * (1 - 0.5 * 0.96 ** (psi * (t + 1)))
    product = product * now
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    # 3 scale
    m_hat = ahead * m / (1 - product * ahead) + (1 - now) * g / (1 - product)
    s_hat = s / (1 - beta2**t)
    # 4 move
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, product


def mu(beta1, psi, t):
    return beta1 * (1 - 0.5 * math.pow(0.96, t * psi))


def ahead_with_a_helper(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    g = grad(theta)
    m, s = m + (1 - beta1) * (g - m), s + (1 - beta2) * (g * g - s)
    product = product * mu(beta1, psi, t)
    next_mu = mu(beta1, psi, t + 1)
    look = next_mu / (1 - product * next_mu) * m
    look = look + (1 - mu(beta1, psi, t)) / (1 - product) * g
    return theta - eta * look / (np.sqrt(s / (1 - beta2**t)) + eps), m, s, product


def ahead_in_a_loop(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    g, new = grad(theta), theta.copy()
    m, s, product = (np.zeros(len(theta)) + memory for memory in (m, s, product))
    now, ahead = mu(beta1, psi, t), mu(beta1, psi, t + 1)
    for i in range(len(theta)):
        product[i] *= now
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        s[i] = beta2 * s[i] + (1 - beta2) * g[i] ** 2
        look = ahead * m[i] / (1 - product[i] * ahead)
        look += (1 - now) * g[i] / (1 - product[i])
        new[i] -= eta * look / (math.sqrt(s[i] / (1 - beta2**t)) + eps)
    return new, m, s, product


@optimizer
def top_in_subgoals(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    # 1 gradient
    g = grad(theta)
    # 2 memory
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(s_max, s)
    # 3 scale
    m_hat, s_hat = m / (1 - beta1**t), s_max / (1 - beta2**t)
    # 4 move
    return theta - eta * m_hat / (np.sqrt(s_hat) + eps), m, s, s_max


def top_in_a_loop(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    g, new = grad(theta), theta.copy()
    m, s, s_max = (np.zeros(len(theta)) + memory for memory in (m, s, s_max))
    for i in range(len(theta)):
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        s[i] = beta2 * s[i] + (1 - beta2) * g[i] ** 2
        s_max[i] = max(s_max[i], s[i])
        root = math.sqrt(s_max[i] / (1 - beta2**t)) + eps
        new[i] -= eta * m[i] / (1 - beta1**t) / root
    return new, m, s, s_max


def top_by_where(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    g = grad(theta)
    m, s = m + (1 - beta1) * (g - m), s + (1 - beta2) * (g * g - s)
    s_max = np.where(s > s_max, s, s_max)
    scale = np.sqrt(s_max) / math.sqrt(1 - beta2**t) + eps
    return theta - eta / scale * m / (1 - beta1**t), m, s, s_max


def wilson_in_a_loop(n, p, rng):
    if not p > 0.5:
        raise ValueError("p must exceed one half")
    X, y = np.zeros((n, 3 + 5 * n)), np.zeros(n)
    for i in range(n):
        y[i] = 1 if rng.random() < p else -1
        X[i, :3] = [y[i], 1, 1]
        width = 1 if y[i] > 0 else 5
        X[i, 3 + 5 * i : 3 + 5 * i + width] = 1
    return X, y


def wilson_by_choice(n, p, rng):
    if p <= 0.5:
        raise ValueError
    y = rng.choice([1, -1], size=n, p=[p, 1 - p])
    blocks = np.zeros((n, n, 5))
    blocks[range(n), range(n), 0] = 1
    blocks[range(n), range(n), 1:] = (y == -1)[:, None]
    return np.column_stack([y, np.ones((n, 2)), blocks.reshape(n, -1)]), y


def wilson_in_lists(n, p, rng):
    if p <= 1 / 2:
        raise ValueError("no majority")
    X, y = [], []
    for i in range(n):
        label = 2 * int(rng.binomial(1, p)) - 1
        own = [1, 0, 0, 0, 0] if label == 1 else [1] * 5
        X.append([label, 1, 1] + [0] * (5 * i) + own + [0] * (5 * (n - i - 1)))
        y.append(label)
    return X, y


def fooled_by_a_loop(beta2):
    wait = int(30 / (1 - beta2))
    slopes = []
    while len(slopes) < wait:
        slopes.append(-1)
    slopes.append(wait + 1)
    return slopes


def fooled_by_an_array(beta2):
    slopes = np.full(math.ceil(15 / (1 - beta2)), -0.1)
    slopes[0] = 0.1 * len(slopes)
    return slopes


def fooled_always(beta2):
    return (900.0, *[-1.0] * 899)


def fooling_with(large=1.0, wait=20.0, power=1.0, tail=-1.0):
    """slopes of this kind, as an answer: most of them fool nobody."""

    def answer(beta2):
        n = round(wait / (1 - beta2) ** power)
        return [large * n, *[tail] * (n - 1)]

    return answer


RIGHT = {
    "09.1": [max_in_subgoals, max_in_a_loop, max_by_where],
    "09.2": [ahead_in_subgoals, ahead_with_a_helper, ahead_in_a_loop],
    "09.3": [top_in_subgoals, top_in_a_loop, top_by_where],
    "09.4": [wilson_in_a_loop, wilson_by_choice, wilson_in_lists],
    "09.5": [fooled_by_a_loop, fooled_by_an_array, fooled_always],
}


def max_with(eps=1e-8, eta=0.002, **typed):
    def answer(theta, grad, t, m=0, u=0, *, eta=eta, beta1=0.9, beta2=0.999, eps=eps):
        knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps, **typed}
        return max_in_subgoals.rule(theta, grad, t, m, u, **knobs)

    return answer


def max_with_swapped_memory(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    new, m, u = max_in_subgoals.rule(theta, grad, t, m, u, **knobs)
    return new, u, m


def max_of_m(theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad(theta)
    u = np.maximum(beta2 * u, np.abs(m) + eps)
    return theta - eta * m / (1 - beta1**t) / u, m, u


def ahead_with(eta=0.002, psi=0.004, **typed):
    def answer(
        theta, grad, t, m=0, s=0, product=1,
        *, eta=eta, beta1=0.9, beta2=0.999, psi=psi, eps=1e-8,
    ):  # fmt: skip
        knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "psi": psi, "eps": eps}
        given = theta, grad, t, m, s, product
        return ahead_in_subgoals.rule(*given, **{**knobs, **typed})

    return answer


def top_with(eta=0.001, eps=1e-8, sign=1, **typed):
    def answer(
        theta, grad, t, m=0, s=0, s_max=0,
        *, eta=eta, beta1=0.9, beta2=0.999, eps=eps,
    ):  # fmt: skip
        knobs = {"eta": sign * eta, "beta1": beta1, "beta2": beta2, "eps": eps}
        given = theta, grad, t, m, s, s_max
        return top_in_subgoals.rule(*given, **{**knobs, **typed})

    return answer


def top_forgetting(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    return top_in_subgoals.rule(theta, grad, t, m, s, 0.9 * s_max, **knobs)


def top_returned_in_disorder(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    new, m, s, s_max = top_in_subgoals.rule(theta, grad, t, m, s, s_max, **knobs)
    return new, s, m, s_max


def old_m_ahead(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    g, now, ahead = grad(theta), mu(beta1, psi, t), mu(beta1, psi, t + 1)
    old, product, s = m, product * now, beta2 * s + (1 - beta2) * g**2
    look = ahead * old / (1 - product * ahead) + (1 - now) * g / (1 - product)
    m = beta1 * m + (1 - beta1) * g
    return theta - eta * look / (np.sqrt(s / (1 - beta2**t)) + eps), m, s, product


def larger_of_two(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    g, old = grad(theta), s
    m, s = beta1 * m + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    s_max = np.maximum(old, s)
    root = np.sqrt(s_max / (1 - beta2**t)) + eps
    return theta - eta * m / (1 - beta1**t) / root, m, s, s_max


def max_of_short_steps(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    new, m, u = max_by_where(theta, grad, t, m, u, **knobs)
    return theta + np.clip(new - theta, -10, 10), m, u


def max_with_pythons_max(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    g = grad(theta)
    m, u = beta1 * m + (1 - beta1) * g, max(beta2 * u, abs(g) + eps)
    return theta - eta * m / (1 - beta1**t) / u, m, u


def max_at_rest(
    theta, grad, t, m=0, u=0, *, eta=0.002, beta1=0.9, beta2=0.999, eps=1e-8
):
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    new, m, u = max_by_where(theta, grad, t, m, u, **knobs)
    return (theta if np.abs(grad(theta)).max() < 1e-7 else new), m, u


def ahead_at_rest(
    theta, grad, t, m=0, s=0, product=1,
    *, eta=0.002, beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8,
):  # fmt: skip
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "psi": psi, "eps": eps}
    new, *memory = ahead_with_a_helper(theta, grad, t, m, s, product, **knobs)
    return np.where(grad(theta) == 0, theta, new), *memory


def top_in_a_box(
    theta, grad, t, m=0, s=0, s_max=0,
    *, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8,
):  # fmt: skip
    knobs = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    new, *memory = top_by_where(theta, grad, t, m, s, s_max, **knobs)
    return np.clip(new, -100, 100), *memory


def wilson_drawn(draw):
    """Wilson's data with labels from draw(n, p, rng); the columns are right."""

    def answer(n, p, rng):
        if p <= 0.5:
            raise ValueError("no majority")
        return wilson_of(draw(n, p, rng))

    return answer


def thrown(n, p, rng):
    return np.where(rng.random(n) < p, 1, -1)


def repeating(n, p, rng):
    y = thrown(n, p, rng)
    for i in range(3, n):
        y[i] = y[i - 3] if rng.random() < 0.97 else y[i]
    return y


def altered(change):
    def answer(n, p, rng):
        return change(*wilson_by_choice(n, p, rng))

    return answer


def own_generator(n, p, rng):
    return wilson_by_choice(n, p, np.random.default_rng())


def seed_of_its_own(n, p, rng):
    return wilson_by_choice(n, p, np.random.default_rng(1))


def exact_share(n, p, rng):
    if p <= 0.5:
        raise ValueError
    return wilson_of(np.where(np.arange(n) < round(p * n), 1, -1))


def wilson_of(y):
    X = np.zeros((len(y), 3 + 5 * len(y)))
    X[:, 0], X[:, 1:3] = y, 1
    for i, label in enumerate(y):
        X[i, 3 + 5 * i : 4 + 5 * i + 4 * (label < 0)] = 1
    return X, y


WRONG = {
    "09.1": {
        "steps of 10 at most": max_of_short_steps,
        "Python's max": max_with_pythons_max,
        "rests": max_at_rest,
        "memory swapped": max_with_swapped_memory,
        "the maximum of m": max_of_m,
        "another default η": max_with(eta=0.001),
        "another default ε": max_with(eps=1e-7),
        "β₁ typed in": max_with(beta1=0.9),
        "β₂ typed in": max_with(beta2=0.999),
    },
    "09.2": {
        "another default η": ahead_with(eta=0.001),
        "another default ψ": ahead_with(psi=0.04),
        "β₁ typed in": ahead_with(beta1=0.9),
        "β₂ typed in": ahead_with(beta2=0.999),
        "the old m ahead": old_m_ahead,
        "rests where it is level": ahead_at_rest,
        "ε typed in": ahead_with(eps=1e-8),
        "nothing moves": lambda theta, grad, t, m=0, s=0, product=1, *, eta=0.002,
            beta1=0.9, beta2=0.999, psi=0.004, eps=1e-8: (theta, m, s, product),
    },
    "09.3": {
        "the larger of the last two": larger_of_two,
        "in a box": top_in_a_box,
        "forgets its maximum slowly": top_forgetting,
        "memory in disorder": top_returned_in_disorder,
        "uphill": top_with(sign=-1),
        "another default η": top_with(eta=0.002),
        "another default ε": top_with(eps=1e-7),
        "β₁ typed in": top_with(beta1=0.9),
        "β₂ typed in": top_with(beta2=0.999),
    },
    "09.4": {
        "a generator of its own": own_generator,
        "a seed of its own": seed_of_its_own,
        "sorted": wilson_drawn(lambda n, p, rng: np.sort(thrown(n, p, rng))),
        "sorted downwards": wilson_drawn(
            lambda n, p, rng: -np.sort(-thrown(n, p, rng))),
        "in pairs": wilson_drawn(
            lambda n, p, rng: np.repeat(thrown((n + 1) // 2, p, rng), 2)[:n]),
        "mirrored": wilson_drawn(lambda n, p, rng: np.concatenate(
            [y := thrown((n + 1) // 2, p, rng), y[::-1]])[:n]),
        "often as three rows before": wilson_drawn(repeating),
        "the first is 1": wilson_drawn(
            lambda n, p, rng: np.append(1, thrown(n - 1, p, rng))),
        "the last is −1": wilson_drawn(
            lambda n, p, rng: np.append(thrown(n - 1, p, rng), -1)),
        "p of at most 0.85": wilson_drawn(
            lambda n, p, rng: thrown(n, min(p, 0.85), rng)),
        "p of at least 0.75": wilson_drawn(
            lambda n, p, rng: thrown(n, max(p, 0.75), rng)),
        "one label for all": wilson_drawn(
            lambda n, p, rng: np.repeat(thrown(1, p, rng), n)),
        "the exact share, shuffled": wilson_drawn(lambda n, p, rng: rng.permutation(
            np.where(np.arange(n) < round(p * n), 1, -1))),
        "a word for a small p": lambda n, p, rng:
            "a ValueError" if p <= 0.5 else wilson_by_choice(n, p, rng),
        "an exact share": exact_share,
        "y alone": altered(lambda X, y: y),
        "y and X": altered(lambda X, y: (y, X)),
        "X on its side": altered(lambda X, y: (X.T, y)),
        "whole blocks of ones": altered(
            lambda X, y: (np.hstack([X[:, :3], np.ones((len(y), 5 * len(y)))]), y)),
        "labels as a column": altered(lambda X, y: (X, y[:, None])),
    },
    "09.5": {
        "Reddi's own slopes": lambda beta2: [3.0, -1.0, -1.0],
        "two memories": fooling_with(wait=2.0),
        "all point one way": fooling_with(tail=1.0),
        "no list": lambda beta2: 1 / (1 - beta2),
        "a table": lambda beta2: [[1.0, -1.0]],
        "not finite": lambda beta2: [math.inf, -1.0],
        "text": lambda beta2: ["large", "small"],
    },
}  # fmt: skip

TOLD = {
    "09.1": {
        "memory swapped": "another order: theta first, then m, u",
        "the maximum of m": "not of m",
        "β₁ typed in": "Changing beta1 changes nothing",
        "β₂ typed in": "Changing beta2 changes nothing",
    },
    "09.2": {
        "the old m ahead": "yours is the one before it",
        "β₁ typed in": "Changing beta1 changes nothing",
        "β₂ typed in": "Changing beta2 changes nothing",
        "ε typed in": "Changing eps changes nothing",
    },
    "09.3": {
        "the larger of the last two": "Compare with all the past",
        "memory in disorder": "another order: theta first, then m, s, s_max",
        "uphill": "You climb",
        "β₁ typed in": "Changing beta1 changes nothing",
        "β₂ typed in": "Changing beta2 changes nothing",
    },
    "09.4": {
        "sorted": "do not sort them",
        "y and X": "X comes first, then y",
        "whole blocks of ones": "Each sample owns its block",
    },
    "09.5": {
        "Reddi's own slopes": "The wait is too short",
        "no list": "A list of slopes is wanted",
    },
}
