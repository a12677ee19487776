"""Exercise 00: a gradient measured by differences."""

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
