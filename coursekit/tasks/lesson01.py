"""Exercise 01: gradient descent in one dimension."""

from functools import partial

import numpy as np

from coursekit.optimizers import gd
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, calls, same, series, slope, walk
from coursekit.tasks.words import text

NEARLY_FLAT = {"A": [[2.0, 0.5], [0.5, 1.0]], "b": [0.0, 0.0], "start": [3e-9, -2e-9]}
VERY_FLAT = {"A": [[0.02]], "b": [0.0], "start": [3.0]}

rule = Task(
    id="01.1",
    title="The update rule",
    section="How much is left after fifteen steps?",
    name="gd",
    reference=gd,
    parts=(
        walk("parabola", steps=15, eta=0.03),
        walk(eta=0.17),
        series("two walks, one after the other", walk(), walk(eta=0.4)),
        walk("canyon", steps=20, eta=0.06),
        same(walk(
            NEARLY_FLAT, steps=60, eta=0.12,
            label="60 steps around a minimum at 0, from 3e-9 and with eta = 0.12",
        )),
        series(
            "a tiny eta far up the canyon, and a huge one on a plain",
            walk("canyon", [310.0, -270.0], steps=3, eta=2e-5),
            walk(VERY_FLAT, steps=8, eta=65.0),
        ),
    ),
    mistakes={
        "You climb: the gradient points uphill, so subtract.":
            "return theta + eta * grad(theta)",
        "η is ignored; change η and nothing changes.":
            "return theta - grad(theta)",
        "You kept the direction and lost the size; steps no longer shrink near the "
        "minimum.":
            "return theta - eta * grad(theta) / np.linalg.norm(grad(theta))",
        "Only the sign is used, so every step has length η.":
            "return theta - eta * np.sign(grad(theta))",
        "The slope's sign is lost by abs(), so every step goes the same way.":
            "return theta - eta * np.abs(grad(theta))",
        "Rounded to integers: keep θ a float.":
            "return (theta - eta * grad(theta)).astype(int)",
        "You subtracted the position, not its slope.":
            "return theta - eta * theta",
        "The step is η times the slope; θ is no factor of it.":
            "return theta - eta * theta * grad(theta)",
        "That is the step alone; return where it takes you: θ plus the step.":
            "return -eta * grad(theta)",
        "Your η shrinks with t; here it stays the same all the way.":
            "return theta - eta / t * grad(theta)",
        "Your η grows with t; here it stays the same all the way.":
            "return theta - eta * t * grad(theta)",
        "η scales the step, not the place where you measure the slope.":
            "return theta - grad(eta * theta)",
        "Measure the slope where you stand, at θ, not at the place a step ahead.":
            "return theta - eta * grad(theta - eta * grad(theta))",
        "You walk t steps at once; `descend` repeats the rule, so take one step.": """
            for _ in range(t):
                theta = theta - eta * grad(theta)
            return theta
            """,
        "One slope moves all coordinates; each has its own partial derivative.":
            "return theta - eta * grad(theta).sum()",
        "The slope of coordinate 0 moves them all; each has its own.":
            "return theta - eta * grad(theta)[0]",
    },
    guarded=RULES,
)  # fmt: skip


def gd_path(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        path.append(path[-1] - eta * grad(path[-1]))
    return np.array(path)


# These are wrong in any number of dimensions, so lesson 02 takes them over.
path_mistakes = {
    "You climb: the gradient points uphill, so subtract.":
        "path.append(path[-1] + eta * grad(path[-1]))",
    "η is ignored; change η and nothing changes.":
        "path.append(path[-1] - grad(path[-1]))",
    "You recorded before each step; the last position is missing: n steps, n+1 rows.":
        "return np.array(path[:steps])",
    "The start x0 is missing: n steps visit n+1 positions.":
        "return np.array(path[1:])",
    "Recompute the slope at each new position.":
        "path.append(path[-1] - eta * grad(x0))",
    "x never advances: each step begins at the newest position, not at x0.":
        "path.append(path[0] - eta * grad(path[0]))",
    "One step short: range(1, n) counts n − 1 steps.":
        "range(steps) -> range(1, steps)",
    "One step too many: the start is a row already, so n steps make n+1 rows.":
        "range(steps) -> range(steps + 1)",
    "`return` stands inside the loop and ends it after one step: put it below.": """
        path = [np.array(x0, dtype=float)]
        for _ in range(steps):
            path.append(path[-1] - eta * grad(path[-1]))
            return np.array(path)
        """,
    "That is the end alone; return every position on the way.":
        "return path[-1]",
    "Those are the steps; add each to the position that it leaves.":
        "return np.diff(np.array(path), axis=0, prepend=[path[0]])",
    "Those are the slopes along the way; return the positions.":
        "return np.array([grad(x) for x in path])",
    "The path is back to front: x0 comes first.":
        "return np.array(path[::-1])",
    "All rows are equal: store a copy.": """
        x = np.array(x0, dtype=float)
        path = [x]
        for _ in range(steps):
            x -= eta * grad(x)
            path.append(x)
        return np.array(path)
        """,
    "Rounded to integers: x0 holds whole numbers; convert it to float.": """
        path = np.array([x0] * (steps + 1))
        for t in range(steps):
            path[t + 1] = path[t] - eta * grad(path[t])
        return path
        """,
    "The last row was never filled: your loop ends one step too soon.": """
        path = np.zeros((steps + 1, *np.shape(x0)))
        path[0] = x0
        for t in range(steps - 1):
            path[t + 1] = path[t] - eta * grad(path[t])
        return path
        """,
}  # fmt: skip


def along(where, grad, x0, eta, steps):
    """A Part for gd_path: the positions from x0, (steps + 1,) or (steps + 1, d)."""
    start = f"from {text(np.asarray(x0))} with eta = {text(eta)}"
    label = f"{steps} steps on {where} {start}"
    return call(label, x0, grad, eta, steps, axes=("step", "coordinate"))


def changing(x0, grad, eta, other_x0, other_grad):
    """Two Parts for gd_path: few steps, and one argument changed at a time."""
    few = [(x0, grad, eta, steps) for steps in (0, 2)]
    others = [(x0, grad, 2 * eta), (other_x0, grad, eta), (x0, other_grad, eta)]
    changed = [(*case, 2) for case in others]
    axes = ("step", "coordinate")
    return (
        calls("a path of no step and one of two steps", *few, axes=axes),
        calls("two steps with another eta, start and slope", *changed, axes=axes),
    )


def cube(x):
    return x**3


def line(x):
    return 4 * x - 2


def through_0(x):
    return 3 * x


def plain(x):
    return 0.02 * x


path = Task(
    id="01.2",
    title="The whole path",
    section="How much is left after fifteen steps?",
    name="gd_path",
    reference=gd_path,
    parts=(
        along("the parabola", slope("parabola", in_1d=True), -0.9, 0.03, 15),
        along("x⁴/4, whose slope is x³,", cube, 2, 0.06, 6),
        # The first step lands where the slope is 0; the others stay there.
        same(along("2x² − 2x", line, np.float64(3), 0.25, 5)),
        *changing(0.75, cube, 0.15, -0.4, line),
        along("the parabola", slope("parabola", in_1d=True), 3, 0.25, 25),
        along("3x²/2, where it is nearly flat,", through_0, 2e-9, 0.05, 40),
        calls(
            "a tiny eta far from the minimum, and a huge one on a plain",
            (410.0, through_0, 2e-5, 3),
            (3.0, plain, 65.0, 8),
            axes=("step",),
        ),
    ),
    mistakes=path_mistakes,
    guarded=RULES,
)


def eta_regime(eta, curvature):
    if eta <= 0:
        raise ValueError("eta must be above 0")
    factor = 1 - eta * curvature
    if factor == 0:
        return "one-step"
    if abs(factor) > 1:
        return "diverges"
    if factor == -1:
        return "cycles"
    return "monotone" if factor > 0 else "oscillates"


def regimes(label, *cases, **how):
    """A Part for eta_regime: the word for each (eta, curvature)."""
    return calls(label, *cases, refusal=["ValueError"], **how)


# At the borders η·a is 1 or 2 without rounding, however an answer compares it.
regime_of_eta = Task(
    id="01.3",
    title="What η does",
    section="What can a path do?",
    name="eta_regime",
    reference=eta_regime,
    parts=(
        regimes(
            "the curvature of the parabola",
            *[(eta, 12) for eta in (0.03, 1 / 12, 0.15, 1 / 6, 0.2, 0.001, 0.11)],
        ),
        same(regimes(
            "other curvatures",
            *[(eta, 2) for eta in (0.005, 0.495, 0.5, 0.505, 0.995, 1, 1.005)],
            *[(eta, 0.5) for eta in (1, 2.0, 3.9, 4.0, 50)],
            *[(eta, 80) for eta in (0.002, 1 / 80, 0.02, 1 / 40, 0.03)],
            *[(eta, 1) for eta in (1, 2, 3, 1e-4, 2e6)],
            *[(eta, 5e6) for eta in (1e-9, 3e-7, 0.1)],
        )),
        regimes(
            "an eta of zero and below, and some above",
            *[(eta, 12) for eta in (0, -0.05, -1 / 6, -3, -1e-9)],
            *[(eta, 3) for eta in (0.2, 1 / 3, 0.5, 2 / 3, 0.9)],
        ),
        regimes(
            "eta a thousandth off the borders",
            *[(eta, 8) for eta in (0.124875, 0.125125, 0.24975, 0.25025)],
            vary="never",
        ),
    ),
    mistakes={
        "1/a is the one-step rate; divergence starts at 2/a.":
            "abs(factor) > 1 -> factor < 0",
        "You halved the curvature: the factor is 1 − ηa, and for 6x² a is 12.":
            "factor = 1 - eta * curvature / 2",
        "You doubled the curvature: the factor is 1 − ηa.":
            "factor = 1 - eta * curvature * 2",
        "Below 1/a the factor is positive: the path stays on its side, as in monotone.":
            "'monotone' -> 'oscillates'",
        "An η ≤ 0 never descends: a ValueError is asked for, not a word.":
            "raise ValueError('eta must be above 0') -> return 'monotone'",
        "For η ≤ 0 raise a ValueError; \"diverges\" is the word for a large η.":
            "raise ValueError('eta must be above 0') -> return 'diverges'",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "Nothing refuses an η ≤ 0, which never descends: raise a ValueError.":
            "eta <= 0 -> False",
        "η = 0 never descends either: refuse η ≤ 0, not only η < 0.":
            "eta <= 0 -> eta < 0",
        "Classify 1 − ηa with its sign; |1 − ηa|, as the loss, cannot tell the side.":
            "factor = abs(1 - eta * curvature); factor == -1 -> factor == 1",
        "At η = 1/a the factor is 0: one step lands in the minimum.":
            "'one-step' -> 'monotone'",
        "At η = 2/a the factor is −1: the path swings between two points, no further.":
            "'cycles' -> 'diverges'",
        "At η = 2/a the factor is −1: the path swings and comes no closer.":
            "'cycles' -> 'oscillates'",
        "A positive factor keeps the side; a negative one changes it at each step.":
            "factor = eta * curvature - 1; factor == -1 -> factor == 1",
        "The factor is 1 − ηa; you divided.":
            "factor = 1 - eta / curvature",
    },
)  # fmt: skip


NEAR, PATIENCE = 0.01, 60


def quick_eta():
    return 1.5


def on_the_rounded_v(far_out, eta):
    """The places of gradient descent on √(1 + x²) − 1, from far out: an array."""
    x = [float(far_out)]
    for _ in range(PATIENCE):
        x.append(x[-1] - eta * x[-1] / np.sqrt(1 + x[-1] ** 2))
    return np.array(x)


def is_slow(far_out, budget, eta):
    """What is wrong with an η on the rounded V; "" if it stays near in time."""
    if type(eta) is not float or not np.isfinite(eta):
        return "Return one number, an η."
    if eta <= 0:
        return "With an η of 0 or less the path never goes down."
    x = on_the_rounded_v(far_out, eta)
    away = np.flatnonzero(np.abs(x) > NEAR)
    arrives = away[-1] + 1
    says = f"with η = {eta:.4g} it stays within 0.01 from step {arrives} on."
    if arrives <= budget:
        return ""
    if eta > 2:
        return (
            f"It never stays near: with η = {eta:.4g} it ends by going from "
            f"{x[-2]:.3g} to {x[-1]:.3g}."
        )
    if eta == 2:
        return "At η = 2 the factor at the bottom is −1: it comes nearer no more."
    if arrives > PATIENCE and eta < 1:
        return f"It is still on its way: with η = {eta:.4g} x = {x[-1]:.3g} at step 60."
    if eta < 1:
        return f"Too small for the way: {says}"
    if eta == 1:
        return f"Best at the bottom, and still too slow: {says}"
    return f"A little too slow: {says}" if eta < 1.5 else f"It rocks at the end: {says}"


def hurried(far_out, budget, **_):
    """The Part for quick_eta: its η from far out, in so many steps."""
    label = f"60 steps on the rounded V from x = {far_out}"
    return (call(label, wrong_with=partial(is_slow, far_out, budget)),)


IN_A_HURRY = Own(
    rows=(
        {"far_out": 10, "budget": 10, "needs": 12, "right": 12},
        {"far_out": 13, "budget": 13, "needs": 15, "right": 15},
        {"far_out": 14, "budget": 14, "needs": 16, "right": 16},
        {"far_out": 15, "budget": 15, "needs": 17, "right": 17},
        {"far_out": 16, "budget": 16, "needs": 18, "right": 18},
        {"far_out": 17, "budget": 17, "needs": 19, "right": 19},
        {"far_out": 18, "budget": 18, "needs": 20, "right": 20},
    ),
    parts=hurried,
    says=(
        "at x = {far_out}.",
        "at most {budget} steps",
        "and it needs {needs}.",
        "start=[{far_out}]",
        "[[-5, {right}]]",
        "quick_eta()), rounded, steps={needs})",
    ),
)

quick = Task(
    id="01.4",
    title="An η in a hurry",
    name="quick_eta",
    section="Four sentences, tested",
    reference=quick_eta,
    parts=hurried(**IN_A_HURRY.rows[0]),
    own=IN_A_HURRY,
    mistakes={
        "Far out the slope is about 1, so a move is about η long; the way wants more.":
            "return 0.6",
        "That η suits a curvature of 12; here it is 1 at most, so try far larger ones.":
            "return 0.03",
        "1/a is best where the curvature is a; on the way it is less. Go beyond 1.":
            "return 1.0",
        "You are close: try some η between this one and 2.":
            "return 1.05",
        "Near 2 the factor at the bottom is near −1, so it rocks for long: go lower.":
            "return 1.9",
        "At the bottom the curvature is 1, so the limit is 2: beyond it, it swings.":
            "return 3.0",
        "The limit 2/a itself is too much: there the path swings.":
            "return 2.0",
        "At an η of 0 nothing moves, and a negative η climbs.":
            "return -1.0",
    },
)  # fmt: skip
