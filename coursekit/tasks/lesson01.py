"""Exercise 01: gradient descent in one dimension."""

import numpy as np

from coursekit.optimizers import gd
from coursekit.problems import parabola
from coursekit.tasks import Task
from coursekit.tasks.probes import RULES, each, in_turn, once, text, walk

gd_mistakes = {
    "You climb: the gradient points uphill, so subtract.":
        lambda theta, grad, t, *, eta=0.1: theta + eta * grad(theta),
    "η is ignored; change η and nothing changes.":
        lambda theta, grad, t, *, eta=0.1: theta - grad(theta),
    "You typed a number for η; use eta, or changing it changes nothing.":
        lambda theta, grad, t, *, eta=0.1: theta - 0.1 * grad(theta),
    "You kept the direction and lost the size; steps no longer shrink near the "
    "minimum.":
        lambda theta, grad, t, *, eta=0.1:
            theta - eta * grad(theta) / np.linalg.norm(grad(theta)),
    "Only the sign is used, so every step has length η.":
        lambda theta, grad, t, *, eta=0.1: theta - eta * np.sign(grad(theta)),
    "Rounded to integers: keep θ a float.":
        lambda theta, grad, t, *, eta=0.1: (theta - eta * grad(theta)).astype(int),
    "You subtracted the position, not its slope.":
        lambda theta, grad, t, *, eta=0.1: theta - eta * theta,
    "That is the step alone; return where it takes you: θ plus the step.":
        lambda theta, grad, t, *, eta=0.1: -eta * grad(theta),
    "Your η shrinks with t; here it stays the same all the way.":
        lambda theta, grad, t, *, eta=0.1: theta - eta / t * grad(theta),
    "η scales the step, not the place where you measure the slope.":
        lambda theta, grad, t, *, eta=0.1: theta - grad(eta * theta),
    "One slope moves all coordinates; each has its own partial derivative.":
        lambda theta, grad, t, *, eta=0.1: theta - eta * grad(theta).sum(),
}  # fmt: skip

rule = Task(
    id="01.1",
    title="The update rule",
    section="Fifteen steps of one rule",
    name="gd",
    reference=gd,
    parts=(
        walk(parabola, steps=15, eta=0.03),
        walk(eta=0.17),
        in_turn("two walks, one after the other", walk(), walk(eta=0.4)),
    ),
    mistakes=gd_mistakes,
    guarded=RULES,
)


def gd_path(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return np.array(path)


def same_row(x0, grad, eta, steps):
    x = np.array(x0, dtype=float)
    path = [x]
    for _ in range(steps):
        x -= eta * grad(x)
        path.append(x)
    return np.array(path)


def whole_numbers(x0, grad, eta, steps):
    path = np.array([x0] * (steps + 1))
    for t in range(steps):
        path[t + 1] = path[t] - eta * grad(path[t])
    return path


def last_row_empty(x0, grad, eta, steps):
    path = gd_path(x0, grad, eta, steps)
    path[1:][-1:] = 0
    return path


def stops_early(x0, grad, eta, steps):
    path = gd_path(x0, grad, eta, steps)
    flat = [bool(np.all(np.abs(grad(x)) < 1e-6)) for x in path]
    return path[: flat.index(True) + 1] if True in flat else path


# These are wrong in any number of dimensions, so lesson 02 takes them over.
path_mistakes = {
    "You climb: the gradient points uphill, so subtract.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, -eta, steps),
    "η is ignored; change η and nothing changes.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, 1, steps),
    "Include the starting point: n steps visit n+1 positions.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, eta, steps)[:steps],
    "x₀ is missing (this is how 14 became 15 in the book).":
        lambda x0, grad, eta, steps: gd_path(x0, grad, eta, steps)[1:],
    "Recompute the slope at each new position.":
        lambda x0, grad, eta, steps: gd_path(x0, lambda x: grad(x0), eta, steps),
    "One step short: range(1, n) counts n − 1 steps.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, eta, max(steps - 1, 0)),
    "That is the end alone; return every position on the way.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, eta, steps)[-1],
    "All rows are equal: store a copy.": same_row,
    "Rounded to integers: x0 holds whole numbers; convert it to float.": whole_numbers,
    "The last row was never filled: your loop ends one step too soon.": last_row_empty,
    "You stopped where it is flat; make every step that was asked for.": stops_early,
}  # fmt: skip


def along(where, slope, x0, eta, steps):
    """A Part for gd_path: the positions from x0, (steps + 1,) or (steps + 1, d)."""
    label = f"{steps} steps on {where} from {text(x0)} with eta = {text(eta)}"
    return once(label, x0, slope, eta, steps, axes=("step", "coordinate"))


def hardly_moving(slope, x0, eta):
    """A Part for gd_path: no step, and two."""
    cases = [(x0, slope, eta, steps) for steps in (0, 2)]
    label = "a path of no step and one of two steps"
    return each(label, "gd_path", *cases, axes=("step", "coordinate"))


def parabola_slope(x):
    return parabola.gradient(np.asarray(x)[..., None])[..., 0][()]


def cube(x):
    return x**3


path = Task(
    id="01.2",
    title="The whole path",
    section="Fifteen updates visit sixteen positions",
    name="gd_path",
    reference=gd_path,
    parts=(
        along("the parabola", parabola_slope, -0.9, 0.03, 15),
        along("x⁴/4, whose slope is x³,", cube, 2, 0.06, 6),
        # The first step lands where the slope is 0; the others stay there.
        along("2x² − 2x", lambda x: 4 * x - 2, np.float64(3), 0.25, 5),
        hardly_moving(cube, 0.75, 0.15),
    ),
    mistakes=path_mistakes,
    guarded=RULES,
)


def regime(eta, factor):
    if eta <= 0 or abs(factor) > 1:
        return "diverges"
    if abs(factor) == 1:
        return "cycles"
    if factor == 0:
        return "one-step"
    return "monotone" if factor > 0 else "oscillates"


def eta_regime(eta, curvature):
    return regime(eta, 1 - eta * curvature)


regime_mistakes = {
    "1/a is the one-step rate; divergence starts at 2/a.":
        lambda eta, a: "diverges" if eta * a > 1 else eta_regime(eta, a),
    "For 6x² the curvature is 12.":
        lambda eta, a: eta_regime(eta, a / 2),
    "Below 1/a the factor is positive: same side.":
        lambda eta, a: eta_regime(eta, a).replace("monotone", "oscillates"),
    "A non-positive η never descends.":
        lambda eta, a: "monotone" if eta <= 0 else eta_regime(eta, a),
    "Classify 1−ηa; the loss alone cannot tell monotone from oscillating.":
        lambda eta, a: regime(eta, abs(1 - eta * a)),
    "At η = 1/a the factor is 0: one step lands in the minimum.":
        lambda eta, a: eta_regime(eta, a).replace("one-step", "monotone"),
    "At η = 2/a the factor is −1: the path swings between two points, no further.":
        lambda eta, a: eta_regime(eta, a).replace("cycles", "diverges"),
    "At η = 2/a the factor is −1: the path swings and comes no closer.":
        lambda eta, a: eta_regime(eta, a).replace("cycles", "oscillates"),
    "A positive factor keeps the side; a negative one changes it at each step.":
        lambda eta, a: regime(eta, eta * a - 1),
    "The factor is 1 − ηa; you divided.":
        lambda eta, a: regime(eta, 1 - eta / a),
}  # fmt: skip

# At the borders η·a is 1 or 2 without rounding, however an answer compares it.
regime_of_eta = Task(
    id="01.3",
    title="What η does",
    section="Five things can happen",
    name="eta_regime",
    reference=eta_regime,
    parts=(
        each(
            "the curvature of the parabola",
            "eta_regime",
            *[(eta, 12) for eta in (0.03, 1 / 12, 0.15, 1 / 6, 0.2, 0.001, 0.11)],
        ),
        each(
            "other curvatures",
            "eta_regime",
            *[(eta, 2.0) for eta in (0.005, 0.495, 0.5, 0.505, 0.995, 1, 1.005)],
            *[(eta, 0.5) for eta in (1, 2.0, 3.9, np.array(4.0), 50)],
            *[(eta, 80) for eta in (0.002, 1 / 80, 0.02, 1 / 40, 0.03)],
        ),
        each(
            "an eta of zero and below, and some above",
            "eta_regime",
            *[(eta, 12) for eta in (0, -0.05, -1 / 6, -3)],
            *[(eta, 3) for eta in (0.2, 1 / 3, 0.5, 2 / 3, 0.9)],
            refusal="diverges",
        ),
    ),
    mistakes=regime_mistakes,
    guarded=(regime,),
)
