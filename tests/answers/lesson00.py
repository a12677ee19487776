"""Answers to exercise 00 as people write them: right in many styles, wrong in more."""

import math

import numpy as np


def with_copies(f, x, h=1e-5):
    g = np.zeros(len(x))
    for i in range(len(x)):
        ahead, behind = np.array(x, dtype=float), np.array(x, dtype=float)
        ahead[i] += h
        behind[i] -= h
        g[i] = (f(ahead) - f(behind)) / (2 * h)
    return g


def with_unit_vectors(f, x, h=1e-5):
    return [(f(x + e) - f(x - e)) / 2 / h for e in h * np.eye(len(x))]


def at_once(f, x, h=1e-5):
    steps = np.diag([float(h)] * len(x))
    return np.subtract(f(x + steps), f(x - steps)) / (2 * h)


def in_plain_floats(f, x, h=1e-5):
    slopes = ()
    for i, middle in enumerate(x):
        around = [float(other) for other in x]
        around[i] = middle + h
        high = f(around)
        around[i] = middle - h
        slopes += ((high - f(around)) / (h + h),)
    return slopes


def put_back(f, x, h=1e-5):
    x = x.astype(float)
    g = np.empty(x.shape)
    for i, old in enumerate(x.tolist()):
        x[i] = old + h
        g[i] = f(x)
        x[i] = old - h
        g[i] -= f(x)
        x[i] = old
    return g / (2 * h)


def over_the_way_that_was_gone(f, x, h=1e-5):
    def partial(i):
        ahead, behind = np.array(x, dtype=float), np.array(x, dtype=float)
        ahead[i], behind[i] = ahead[i] + h, behind[i] - h
        return (f(ahead) - f(behind)) / (ahead[i] - behind[i])

    return [partial(i) for i in range(np.size(x))]


def by_lines(f, x, h=1e-5):
    def along(i):
        unit = np.arange(len(x)) == i
        return lambda s: f(x + s * unit)

    lines = map(along, range(len(x)))
    return np.array([(line(h) - line(-h)) / (2 * h) for line in lines])


def mean_of_both_sides(f, x, h=1e-5):
    x = np.array(x) + 0.0
    left = [f(x) - f(x - h * unit) for unit in np.eye(x.size)]
    right = [f(x + h * unit) - f(x) for unit in np.eye(x.size)]
    return np.add(left, right) / 2 / h


def hill_by_factors(x):
    z = x - 1
    return z * (20 * z - 1) * (20 * z + 1)


def hill_with_a_tail(x):
    return 1000 * math.tanh((x - 1) ** 3) - 2 * x + 5


def hill_that_swings(x):
    return -math.sin(40 * (x - 1))


RIGHT = {
    "00.1": [with_copies, with_unit_vectors, at_once, in_plain_floats, put_back,
             by_lines, mean_of_both_sides, over_the_way_that_was_gone],
    "00.2": [hill_by_factors, hill_with_a_tail, hill_that_swings],
}  # fmt: skip


asked = []


def scaled(of_h):
    """The right answer at another step than the one that was asked for."""
    return lambda f, x, h=1e-5: with_copies(f, x, of_h(h))


def remembers(f, x, h=1e-5):
    asked.append(x)
    return with_copies(f, x, h * (1 + 1e-2 * len(asked)))


def of_higher_order(f, x, h=1e-5):
    fine, coarse = with_copies(f, x, h), with_copies(f, x, 2 * h)
    return (4 * fine - coarse) / 3


def of_real_and_imaginary(f, x, h=1e-5):
    return [np.imag(f(x + 1j * e)) / h for e in h * np.eye(len(x))]


def last_coordinate_missing(f, x, h=1e-5):
    g = np.zeros(len(x))
    g[:-1] = with_copies(f, x, h)[:-1]
    return g


def all_at_once(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    return np.array([(f(x + h) - f(x - h)) / (2 * h) for _ in x])


def three_at_most(f, x, h=1e-5):
    g = with_copies(f, x, h)
    g[3:] = 0
    return g


MEMORIES = [asked]  # what answers keep from call to call

WRONG = {
    "00.1": {
        "all coordinates at once": all_at_once,
        "three coordinates at most": three_at_most,
        "a default of 1e-4": lambda f, x, h=1e-4: with_copies(f, x, h),
        "a default of 2e-5": lambda f, x, h=2e-5: with_copies(f, x, h),
        "1e-5 whatever h is": lambda f, x, h=1e-5: with_copies(f, x, 1e-5),
        "0.1 whatever h is": lambda f, x, h=1e-5: with_copies(f, x, 0.1),
        "h is at least 1e-4": scaled(lambda h: max(h, 1e-4)),
        "h is at most 0.15": scaled(lambda h: min(h, 0.15)),
        "clipped slopes": lambda f, x, h=1e-5: np.clip(with_copies(f, x, h), -1e3, 1e3),
        "flat below 1e-8": lambda f, x, h=1e-5:
            np.where(abs(with_copies(f, x, h)) > 1e-8, with_copies(f, x, h), 0),
        "inside a box": lambda f, x, h=1e-5: with_copies(f, np.clip(x, -5, 5), h),
        "twice the step": scaled(lambda h: 2 * h),
        "a third of the step": scaled(lambda h: h / 3),
        "the square of the step": scaled(lambda h: h**2),
        "a default of 1e-2": lambda f, x, h=1e-2: with_copies(f, x, h),
        "a column": lambda f, x, h=1e-5: with_copies(f, x, h)[:, None],
        "sizes": lambda f, x, h=1e-5: np.abs(with_copies(f, x, h)),
        "the length": lambda f, x, h=1e-5: np.linalg.norm(with_copies(f, x, h)),
        "a direction": lambda f, x, h=1e-5:
            with_copies(f, x, h) / np.linalg.norm(with_copies(f, x, h)),
        "rounded": lambda f, x, h=1e-5: np.round(with_copies(f, x, h), 4),
        "whole numbers": lambda f, x, h=1e-5: with_copies(f, x, h).astype(int) * 1.0,
        "backwards": lambda f, x, h=1e-5: with_copies(f, x, h)[::-1],
        "the value": lambda f, x, h=1e-5: f(x),
        "a step down the slope": lambda f, x, h=1e-5: x - h * with_copies(f, x, h),
        "single precision": lambda f, x, h=1e-5:
            with_copies(f, np.array(x, np.float32), h).astype(np.float32),
        "h that grows": remembers,
        "a better formula": of_higher_order,
        "a complex step": of_real_and_imaginary,
        "the last one missing": last_coordinate_missing,
    },
    "00.2": {
        "a straight fall": lambda x: -2 * (x - 1),
        "a bowl": lambda x: 6 * x**2 - 12 * x + 3,
        "a valley's side": lambda x: (x - 3) ** 2,
        "a mild third power": lambda x: (x - 1) ** 3 - (x - 1),
        "too fine a ripple": lambda x: math.sin(20 * math.pi * x) / 9,
        "a step": lambda x: -x + (x > 1.05) - (x < 0.95) + (x > 1),
        "level": lambda x: 1000 * (x - 1) ** 3 - 0.01 * x,
        "the third power at 0": lambda x: 300 * x**3 - x,
        "no number": lambda x: float("nan"),
        "a list": lambda x: [x],
    },
}  # fmt: skip

TOLD = {
    "00.1": {
        "all coordinates at once": "along the diagonal",
        "a default of 1e-4": "The default of h is to be 1e-5",
        "1e-5 whatever h is": "Changing h changes nothing",
        "0.1 whatever h is": "Changing h changes nothing",
        "sizes": "leave out abs()",
        "the value": "Changing h changes nothing",
        "single precision": "single precision",
    },
    "00.2": {
        "a straight fall": "A parabola bends alike",
        "a bowl": "Without − (x − 1)",
        "a valley's side": "A parabola bends alike",
        "a mild third power": "Bend it more",
        "too fine a ripple": "It rises at x = 1",
        "a step": "A kink or a jump",
        "level": "Without − (x − 1)",
        "the third power at 0": "You built it around 0",
    },
}
