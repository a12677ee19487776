"""Exercise 00: a gradient measured by differences, and a hill that misleads them."""

from dataclasses import replace

import numpy as np

from coursekit.problem import difference_quotient
from coursekit.tasks import Task
from coursekit.tasks.asks import calls


def numeric_grad(f, x, h=1e-5):
    g = np.zeros(len(x))
    x = np.array(x, dtype=float)
    for i in range(len(x)):
        ahead, behind = x.copy(), x.copy()
        ahead[i] += h
        behind[i] -= h
        g[i] = (f(ahead) - f(behind)) / (2 * h)
    return g


# Heights, for any number of points on the last axis; no partial is near 0 where
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


def ripple(x):
    x = np.asarray(x)
    return 2000 * x[..., 0] + np.sin(1000 * x[..., 0])


def faint(x):
    x = np.asarray(x)
    return 1e-9 * (x**2 * np.arange(1, 1 + x.shape[-1])).sum(axis=-1)


def at(label, *cases):
    """A Part for numeric_grad: the partials in each case (f, x) or (f, x, h)."""
    cases = [(f, np.array(x), *h) for f, x, *h in cases]
    return calls(label, *cases, axes=("coordinate",))


gradient = Task(
    id="00.1",
    title="A gradient by differences",
    name="numeric_grad",
    section="How far apart should the two heights be?",
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
            *[(twisted, [1.1, 0.9, -0.6], h) for h in (0.1, 0.3)],
        ),
        at(
            "points of whole numbers",
            (cubic, [2], 0.25),
            (saddle, [0, 2], 0.1),
            (twisted, [1, -1, 3], 0.1),
            (twisted, [2, 1, 1]),
        ),
        at(
            "heights that ripple so fast that the default h shows",
            *[(ripple, [x]) for x in (0.0437, -0.0291)],
            (ripple, [0.0437], 3e-6),
        ),
        at(
            "slopes near 1e-9 and above 1000, and five coordinates",
            (faint, [1.4, 0.3], 0.2),
            (faint, [0.7, -1.6, 2.3, 0.4, -3.8]),
            (cubic, [-37.5], 0.5),
        ),
    ),
    mistakes={
        "One-sided difference: error ∝ h; use both sides.":
            "g[i] = (f(ahead) - f(x)) / h",
        "One-sided, to the left: the error is still ∝ h; use both sides.":
            "g[i] = (f(x) - f(behind)) / h",
        "You moved 2h in total; your answer is exactly double.":
            "g[i] = (f(ahead) - f(behind)) / h",
        "A difference is not yet a slope: divide by the distance, 2h.":
            "g[i] = f(ahead) - f(behind)",
        "/ 2 * h multiplies by h; write / (2 * h).":
            "g[i] = (f(ahead) - f(behind)) / 2 * h",
        "Sign reversed: this is −gradient.":
            "g[i] = (f(behind) - f(ahead)) / (2 * h)",
        "Only the sizes: a slope that falls is negative, so leave out abs().":
            "g[i] = abs(f(ahead) - f(behind)) / (2 * h)",
        "That is the curvature f″; the slope is f(x+h) − f(x−h), divided by 2h.":
            "g[i] = (f(ahead) - 2 * f(x) + f(behind)) / h**2",
        "h is the step itself, not a fraction of x.": """
            shifts = h * np.diag(x)
            return [(f(x + e) - f(x - e)) / (2 * e.sum()) for e in shifts]
            """,
        "You went h/2 to each side; go h, and divide by 2h.":
            "h = h / 2",
        "You moved all coordinates at once, and got one number; shift one at a time.":
            "return (f(x + h) - f(x - h)) / (2 * h)",
        "You moved all coordinates at once, along the diagonal; shift one at a time.":
            "ahead[i] += h -> ahead += h; behind[i] -= h -> behind -= h",
        "That is the slope in one coordinate; return one for each.":
            "return g[0]",
        "`return` stands inside the loop: coordinate 0 is the only one that is done.":
            "range(len(x)) -> range(1)",
        "Each turn of the loop overwrites the slope before; keep one per coordinate.":
            "return g[-1]",
        "You added the slopes of all coordinates; return one for each.":
            "return g.sum()",
        "`ahead = x` makes no copy, so the same place is asked twice: x.copy() is one.":
            "ahead, behind = x, x",
        "Too small: rounding error swamps the difference.":
            "h = 1e-12",
        "The default of h is 1e-5; at 1e-12 rounding error swamps the difference.":
            "h=1e-5 -> h=1e-12",
        "The default of h is to be 1e-5; yours is larger, and less exact.":
            "h=1e-5 -> h=1e-4",
        "Your input array changed; copy it or undo the step.": """
            g, x = np.zeros(len(x)), np.asarray(x, dtype=float)
            for i in range(len(x)):
                x[i] += h
                ahead = f(x)
                x[i] -= 2 * h
                g[i] = (ahead - f(x)) / (2 * h)
            return g
            """,
        "Undo the step before the next coordinate: the earlier ones are still shifted.":
            """
            g, x = np.zeros(len(x)), np.array(x, dtype=float)
            for i in range(len(x)):
                x[i] += h
                ahead = f(x)
                x[i] -= 2 * h
                g[i] = (ahead - f(x)) / (2 * h)
            return g
            """,
        "x holds whole numbers, which swallow h; convert it to float.":
            "x = np.array(x)",
        "zeros_like copies the type of x; make room for floats.":
            "g = np.zeros_like(x)",
        "x is whole, and copy and zeros_like keep it whole; convert x to float first.":
            "g = np.zeros_like(x); x = np.array(x)",
    },
    guarded=(difference_quotient,),
)  # fmt: skip


FAR, NEAR, NEARER = 0.1, 1e-4, 1e-5
ENOUGH = 0.1  # how steep is no matter of opinion
PLACES = [place + h for place in (1, 0) for h in (0, FAR, -FAR)]
PLACES += [place + h for place in (1, 0) for h in (NEAR, -NEAR, NEARER, -NEARER)]


def misleading_hill(x):
    return 200 * (x - 1) ** 3 - (x - 1)


def slopes(heights, place):
    """(measured over FAR, true, true again) at a place of PLACES."""
    at = dict(zip(PLACES, heights))
    return [
        (at[place + h] - at[place - h]) / (2 * h) for h in (FAR, NEAR, NEARER)
    ]  # fmt: skip


def has_a_kink(heights):
    """Whether the slopes right and left of 1 differ, however near one goes."""
    at = dict(zip(PLACES, heights))
    far, near = (abs(at[1 + h] - 2 * at[1] + at[1 - h]) / h for h in (NEAR, NEARER))
    return near > max(0.01, far / 2)  # where it is smooth, a tenth


def misleads(measured, true):
    return true <= -ENOUGH and measured >= ENOUGH


def does_not_mislead(heights):
    """What is wrong with a hill of these heights at PLACES; "" if nothing."""
    if not all(type(height) is float and np.isfinite(height) for height in heights):
        return "Every height is to be a number."
    measured, true, again = slopes(heights, 1)
    says = f"slope {true:.3g} at x = 1, measured over h = 0.1 as {measured:.3g}."
    if misleads(*slopes(heights, 0)[:2]) and not misleads(measured, true):
        return f"It misleads at x = 0 and not at x = 1: {says}"
    if abs(true - again) > 0.01 * max(1, abs(true)) or has_a_kink(heights):
        return "The hill is not smooth at x = 1: its slope jumps there."
    if true >= ENOUGH and measured <= -ENOUGH:
        return f"It rises where it is to fall, and the other way round: {says}"
    if true >= ENOUGH:
        return f"It does not fall at x = 1: {says}"
    if true > -ENOUGH:
        return f"It is about level at x = 1: {says}"
    if abs(measured - true) < 1e-3 * abs(true):
        return f"A distance of 0.1 measures it right: {says}"
    return "" if misleads(measured, true) else f"It does not mislead enough: {says}"


hill = Task(
    id="00.2",
    title="A hill that misleads",
    name="misleading_hill",
    section="How far apart should the two heights be?",
    reference=misleading_hill,
    parts=(
        replace(
            calls("the heights around x = 1", *[(x,) for x in PLACES], vary="never"),
            wrong_with=does_not_mislead,
        ),
    ),
    mistakes={
        "A parabola bends alike on both sides and misleads nobody: take a third power.":
            "return 200 * (x - 1) ** 2 - (x - 1)",
        "Bend it more: a·(x − 1)³ adds a·h² to what is measured, here a/100.":
            "200 -> 60",
        "Without − (x − 1) the ground is level at x = 1; it is to fall there.":
            "return 200 * (x - 1) ** 3",
        "It rises at x = 1: the term that is straight there needs a minus.":
            "return 200 * (x - 1) ** 3 + (x - 1)",
        "Bend it up: where the truth falls, the far heights must rise.":
            "return (x - 1) - 200 * (x - 1) ** 3",
        "You built it around 0; write x − 1 for x.":
            "return 200 * x**3 - x",
        "A kink or a jump has no slope to measure; bend the hill smoothly.":
            "return 3 * abs(x - 1) - (x - 1) if x > 1 else -(x - 1)",
    },
)  # fmt: skip
