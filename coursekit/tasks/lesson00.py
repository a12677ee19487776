"""Exercise 00: a gradient measured by differences."""

import numpy as np

from coursekit.problem import difference_quotient
from coursekit.tasks import Task
from coursekit.tasks.probes import each


def numeric_grad(f, x, h=1e-5):
    x = np.asarray(x, dtype=float)
    shifts = h * np.eye(len(x))
    return np.array([(f(x + e) - f(x - e)) / (2 * h) for e in shifts])


# Polynomials, for any number of points on the last axis; no partial is near 0 where
# they are asked, so that rounding stays far below the tolerance.
def cubic(x):
    x = np.asarray(x)
    return x[..., 0] ** 3 + 5 * x[..., 0]


def saddle(x):
    x = np.asarray(x)
    return x[..., 0] ** 3 - 3 * x[..., 0] * x[..., 1] ** 2 + 2 * x[..., 1]


def twisted(x):
    x = np.asarray(x)
    return x[..., 0] * x[..., 1] * x[..., 2] + x[..., 1] ** 5 - 7 * x[..., 2]


def partials(slope):
    """A numeric_grad that asks slope(f, x, e, h) for each coordinate's shift e."""

    def answer(f, x, h=1e-5):
        x = np.asarray(x, dtype=float)
        return np.array([slope(f, x, e, h) for e in h * np.eye(len(x))])

    return answer


def in_place(f, x, h=1e-5):
    g, x = np.zeros(len(x)), np.asarray(x, dtype=float)
    for i in range(len(x)):
        x[i] += h
        ahead = f(x)
        x[i] -= 2 * h
        g[i] = (ahead - f(x)) / (2 * h)
    return g


def of_whole_numbers(f, x, h=1e-5):
    g = np.zeros(len(x))
    for i in range(len(x)):
        ahead, behind = np.array(x), np.array(x)
        ahead[i] += h
        behind[i] -= h
        g[i] = (f(ahead) - f(behind)) / (2 * h)
    return g


def all_in_whole_numbers(f, x, h=1e-5):
    g = np.zeros_like(x)
    g[:] = of_whole_numbers(f, x, h)
    return g


def into_whole_numbers(f, x, h=1e-5):
    g = np.zeros_like(x)
    g[:] = numeric_grad(f, x, h)
    return g


mistakes = {
    "One-sided difference: error ∝ h; use both sides.":
        partials(lambda f, x, e, h: (f(x + e) - f(x)) / h),
    "One-sided, to the left: the error is still ∝ h; use both sides.":
        partials(lambda f, x, e, h: (f(x) - f(x - e)) / h),
    "You moved 2h in total; your answer is exactly double.":
        partials(lambda f, x, e, h: (f(x + e) - f(x - e)) / h),
    "A difference is not yet a slope: divide by the distance, 2h.":
        partials(lambda f, x, e, h: f(x + e) - f(x - e)),
    "/ 2 * h multiplies by h; write / (2 * h).":
        partials(lambda f, x, e, h: (f(x + e) - f(x - e)) / 2 * h),
    "Sign reversed: this is −gradient.":
        partials(lambda f, x, e, h: (f(x - e) - f(x + e)) / (2 * h)),
    "That is the curvature f″; the slope is f(x+h) − f(x−h), divided by 2h.":
        partials(lambda f, x, e, h: (f(x + e) - 2 * f(x) + f(x - e)) / h**2),
    "h is the step itself, not a fraction of x.":
        partials(lambda f, x, e, h: (f(x + e * x) - f(x - e * x)) / (2 * e @ x)),
    "You moved all coordinates at once; shift one at a time.":
        lambda f, x, h=1e-5: (f(np.add(x, h)) - f(np.subtract(x, h))) / (2 * h),
    "That is the slope in one coordinate; return one for each.":
        lambda f, x, h=1e-5: numeric_grad(f, x, h)[0],
    "You typed a number for h; use h, or changing it changes nothing.":
        lambda f, x, h=1e-5: numeric_grad(f, x),
    "Too small: rounding error swamps the difference.":
        lambda f, x, h=1e-5: numeric_grad(f, x, 1e-12),
    "The default of h is 1e-5; at 1e-12 rounding error swamps the difference.":
        lambda f, x, h=1e-12: numeric_grad(f, x, h),
    "Your input array changed; copy it or undo the step.": in_place,
    "Undo the step before the next coordinate: the earlier ones are still shifted.":
        lambda f, x, h=1e-5: in_place(f, np.array(x, dtype=float), h),
    "x holds whole numbers, which swallow h; convert it to float.": of_whole_numbers,
    "zeros_like copies the type of x; make room for floats.": into_whole_numbers,
    "x is whole, and copy and zeros_like keep it whole; convert x to float first.":
        all_in_whole_numbers,
    "You went h/2 to each side; go h, and divide by 2h.":
        lambda f, x, h=1e-5: numeric_grad(f, x, h / 2),
}  # fmt: skip


def at(label, *cases):
    """A Part for numeric_grad: the partials in each case (f, x) or (f, x, h)."""
    cases = [(f, np.array(x), *h) for f, x, *h in cases]
    return each(label, "numeric_grad", *cases, axes=("coordinate",))


gradient = Task(
    id="00.1",
    title="A gradient by differences",
    name="numeric_grad",
    section="A slope can be measured",
    reference=numeric_grad,
    parts=(
        at(
            "one, two and three coordinates with the default h",
            (cubic, [1.537]),
            (saddle, [0.541, -1.283]),
            (twisted, [0.719, -0.437, 2.53]),
        ),
        at(
            "a coarse h, where formulas differ",
            (cubic, [-0.8], 0.1),
            (saddle, [1.4, 0.3], 0.2),
            (twisted, [1.1, 0.9, -0.6], 0.1),
        ),
        at(
            "points of whole numbers",
            (cubic, [2], 0.25),
            (saddle, [0, 2], 0.1),
            (twisted, [1, -1, 3], 0.1),
            (twisted, [2, 1, 1]),
        ),
    ),
    mistakes=mistakes,
    guarded=(difference_quotient,),
)
