"""Exercise 02: several dimensions, their wells, their rates, and a lucky start."""

from dataclasses import replace
from functools import partial

import numpy as np

from coursekit import problems
from coursekit.problems import canyon, rotated_canyon, two_wells
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, calls, same, slope
from coursekit.tasks.lesson01 import along, changing, gd_path, path_mistakes

START_IN_4D = np.array([1.0, -2.0, 0.5, 1e-6])


def around_0(theta):
    x, y = theta
    return np.array([2 * x + 0.5 * y, 0.5 * x + y])


def plain(theta):
    return 0.02 * np.asarray(theta, dtype=float)


path = Task(
    id="02.1",
    title="The path of a point",
    section="How do you read a map of a surface?",
    name="gd_path",
    reference=gd_path,
    parts=(
        along("the canyon", slope("canyon"), np.array([-0.5, 2.3]), 0.02, 14),
        # Not on the two wells: where it is graded, their slope is asked for, and gone.
        along("Himmelblau's surface", slope("himmelblau"), (0, 0), 0.01, 20),
        along("a bowl in four dimensions", slope("tilted"), START_IN_4D, 0.3, 6),
        *changing(
            np.array([1.5, -1.8]), slope("himmelblau"), 0.01,
            np.array([-0.7, 0.2]), around_0,
        ),
        along("the canyon", slope("canyon"), [3, -1], 0.06, 20),
        along("a bowl around 0, where it is nearly flat,", around_0,
              np.array([3e-9, -2e-9]), 0.12, 60),
        calls(
            "a tiny eta far up the canyon, a huge one on a plain, and one dimension",
            (np.array([310.0, -270.0]), slope("canyon"), 2e-5, 3),
            (np.array([3.0, -8.0, 5.0]), plain, 65.0, 8),
            (np.array([-0.9]), slope("parabola"), 0.03, 4),
            axes=("step", "coordinate"),
        ),
    ),
    mistakes={
        **path_mistakes,
        "Update all coordinates from the same point.": """
            path = [np.array(x0, dtype=float)]
            for _ in range(steps):
                x = path[-1].copy()
                for i in range(x.size):
                    x[i] -= eta * grad(x)[i]
                path.append(x)
            return np.array(path)
            """,
        "Update both from the same point; there may be more coordinates than two.": """
            x, y = x0
            path = [(x, y)]
            for _ in range(steps):
                x = x - eta * grad(np.array([x, y]))[0]
                y = y - eta * grad(np.array([x, y]))[1]
                path.append((x, y))
            return np.array(path)
            """,
        "Right for two coordinates; there may be one, three or more.": """
            path = [x0]
            for _ in range(steps):
                x, y = path[-1]
                g = grad(np.array([x, y]))
                path.append((x - eta * g[0], y - eta * g[1]))
            return np.array(path)
            """,
        "Rows are steps, columns are coordinates.":
            "return np.array(path).T",
        "You need one partial per coordinate.":
            "path.append(path[-1] - eta * sum(grad(path[-1])))",
        "The partial of coordinate 0 moves them all; each has its own.":
            "path.append(path[-1] - eta * grad(path[-1])[0])",
        "Each partial loses its size: the step is η · g, not of one length.":
            "path.append(path[-1] - eta * grad(path[-1]) "
            "/ np.linalg.norm(grad(path[-1])))",
        "x0 is the caller's own array, and x −= … rewrites it.": """
            x = np.asarray(x0, dtype=float)
            path = [x.copy()]
            for _ in range(steps):
                x -= eta * grad(x)
                path.append(x.copy())
            return np.array(path)
            """,
    },
    guarded=RULES,
)  # fmt: skip


def two_wells_grad(theta):
    x, y = theta
    deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
    shallow = np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    g_x = deep * (x + 1) + shallow * (x - 1)
    g_y = deep * (y - 1) + shallow * (y + 1)
    return np.array([g_x, g_y])


def at(label, *points):
    """A Part for two_wells_grad: the gradient at each of these points."""
    cases = [(np.array(point),) for point in points]
    return calls(label, *cases, axes=("coordinate",))


flat = [*two_wells.minima, *two_wells.saddles]
wells = Task(
    id="02.2",
    title="The gradient of the two wells",
    section="Two wells: where do you end?",
    name="two_wells_grad",
    reference=two_wells_grad,
    parts=(
        at("points around the wells", [0.7, -0.2], [-1.4, 1.2], [-0.3, -0.8],
           [0.7, 1.6]),
        at("points of whole numbers", [0, 0], [-1, 1], [1, -1], [2, 1]),
        # So flat that a difference quotient is not good enough.
        at("places that are nearly flat", *np.round(flat, 6), [0.4, 0.6]),
        at("places so far that the wells hardly pull", [3.1, 2.4], [-4.2, 3.9],
           [2.7, -4.1]),
    ),
    mistakes={
        "The deep well has weight 2; check ∂ at (0, 0).":
            "2 * np.exp -> np.exp",
        "The well of weight 2 is the one at (−1, 1).":
            "2 * np.exp -> np.exp; shallow = np.exp -> shallow = 2 * np.exp",
        "At (−1, 1) the other well still pulls; that is why the minimum is not there.":
            "shallow = 0",
        "This is −gradient: the minus of f and the minus of the exponent cancel.":
            "return -np.array([g_x, g_y])",
        "The two wells pull alike: both terms have the same sign.":
            "shallow = np.exp -> shallow = -np.exp",
        "Twice too much: the ½ in the exponent cancels the 2 of the square.":
            "return 2 * np.array([g_x, g_y])",
        "The exponent is −r²/2: you left out the ½.": """
            x, y = theta
            deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2))
            shallow = np.exp(-((x - 1) ** 2 + (y + 1) ** 2))
            g_x = deep * (x + 1) + shallow * (x - 1)
            g_y = deep * (y - 1) + shallow * (y + 1)
            return np.array([g_x, g_y])
            """,
        "The deep well is at (−1, 1), not (−1, −1): (x+1) goes with (y−1).": """
            x, y = theta
            deep = 2 * np.exp(-((x + 1) ** 2 + (y + 1) ** 2) / 2)
            shallow = np.exp(-((x - 1) ** 2 + (y - 1) ** 2) / 2)
            g_x = deep * (x + 1) + shallow * (x - 1)
            g_y = deep * (y + 1) + shallow * (y - 1)
            return np.array([g_x, g_y])
            """,
        "An x stands for a y in the exponent of the deep well.":
            "deep = 2 * np.exp(-((x + 1) ** 2 + (x - 1) ** 2) / 2)",
        "An x stands for a y in the exponent of the shallow well.":
            "shallow = np.exp(-((x - 1) ** 2 + (x + 1) ** 2) / 2)",
        "In ∂f/∂y the deep well's bracket has an x for a y.":
            "g_y = deep * (x - 1) + shallow * (y + 1)",
        "In ∂f/∂y the shallow well's bracket has an x for a y.":
            "g_y = deep * (y - 1) + shallow * (x + 1)",
        "∂f/∂y has the brackets of ∂f/∂x: take y − 1 and y + 1.":
            "g_y = deep * (x + 1) + shallow * (x - 1)",
        "x + 1 and y − 1 go with the deep well, x − 1 and y + 1 with the shallow one.":
            "g_x = deep * (x - 1) + shallow * (x + 1); "
            "g_y = deep * (y + 1) + shallow * (y - 1)",
        "You added the two partials; return both.":
            "return g_x + g_y",
        "That is f itself; return its two partials.":
            "return -deep - shallow",
        "You swapped the two: ∂f/∂x comes first.":
            "return np.array([g_y, g_x])",
        "Each exponential needs its inner derivative, as (x+1) for the deep well.":
            "g_x = deep + shallow; g_y = deep + shallow",
        "Here both partials need both coordinates.": """
            x, y = theta
            left, right = np.exp(-((x + 1) ** 2) / 2), np.exp(-((x - 1) ** 2) / 2)
            top, bottom = np.exp(-((y - 1) ** 2) / 2), np.exp(-((y + 1) ** 2) / 2)
            g_x = 2 * left * (x + 1) + right * (x - 1)
            return np.array([g_x, 2 * top * (y - 1) + bottom * (y + 1)])
            """,
    },
    guarded=(problems._two_wells_partials,),
)  # fmt: skip


def gd_rate(eta, eigenvalues):
    factors = 1 - eta * eigenvalues
    return np.max(np.abs(factors))


def rates(label, *cases):
    """A Part for gd_rate: what it says of each η and its eigenvalues."""
    return calls(label, *[(eta, np.array(eigenvalues)) for eta, eigenvalues in cases])


rate = Task(
    id="02.3",
    title="The shrink factor of gradient descent",
    section="Does each direction have a factor of its own?",
    name="gd_rate",
    reference=gd_rate,
    parts=(
        same(rates(
            "the canyon below, near and above its best eta",
            *[(eta, [12.0, 80.0]) for eta in (0.02, 0.002, 0.023, 0.03)],
        )),
        rates(
            "several eigenvalues in any order",
            *[(eta, [7.0, 0.4, 18.0, 9.5]) for eta in (0.05, 0.107, 0.2)],
            (0.35, [6.5, 2.9, 3.7]),
            (0.05, [45.0, 9.5, 7.0, 0.4]),
            *[(eta, [2.2, 3.1, 3.3, 5.2, 0.7, 6.9]) for eta in (0.3, 0.1)],
        ),
        rates(
            "whole numbers, and a single eigenvalue",
            *[(0.6, [3]), (0.125, [2, 1]), (0.4, [1, 6, 4]), (2, [1, 3]), (0.2, [5])],
        ),
        rates(
            "very small and very large numbers",
            *[(1e-5, [12.0, 80.0]), (9.0, [12.0, 80.0]), (700.0, [3e-4, 2e-3])],
            (2e-9, [3e5, 8e8]),
        ),
    ),
    mistakes={
        "The slow direction (smallest λ) can be the bottleneck.":
            "factors = 1 - eta * max(eigenvalues)",
        "The steep direction (largest λ) can be the bottleneck.":
            "factors = 1 - eta * min(eigenvalues)",
        "Eigenvalues come in any order: the first and the last are not the extremes.":
            "factors = 1 - eta * eigenvalues[[0, -1]]",
        "There may be one eigenvalue or many: take all, not the first two.":
            "factors = 1 - eta * np.array([eigenvalues[0], eigenvalues[1]])",
        "Eigenvalues come in any order, and any may decide: take all, not the first.":
            "factors = 1 - eta * eigenvalues[0]",
        "Factors can be negative; size matters.":
            "return np.max(factors)",
        "A factor above 1 means that the run diverges; return it all the same.":
            "return min(np.max(np.abs(factors)), 1.0)",
        "The factor is 1 − ηλ; you divided η by λ.":
            "factors = 1 - eta / eigenvalues",
        "The factor is 1 − ηλ; η/λ is none.":
            "return np.max(eta / eigenvalues)",
        "The factor is 1 − ηλ; that is ηλ alone.":
            "factors = eta * eigenvalues",
        "The factor is 1 − ηλ: the step goes against the slope.":
            "factors = 1 + eta * eigenvalues",
        "That is the factor of the loss, not of the distance.":
            "return np.max(factors**2)",
        "Modes do not average; the worst wins.":
            "return np.mean(np.abs(factors))",
        "Directions do not multiply; each has its own factor, and the worst wins.":
            "return np.prod(np.abs(factors))",
        "That is the fastest direction; the slowest decides.":
            "return np.min(np.abs(factors))",
        "That is one factor per direction; the largest of them decides.":
            "return np.abs(factors)",
        "That is what a step takes away; the factor is what it leaves.":
            "return 1 - np.max(np.abs(factors))",
        "That is the shrink factor at the best η; use the η that is given.":
            "eta = best_eta(eigenvalues)",
    },
)  # fmt: skip


def best_eta(eigenvalues):
    bent = eigenvalues[eigenvalues > 0]
    return 2 / (bent.min() + bent.max())


def spectra(label, *spectra):
    """A Part for best_eta: what it says of each of these lists of eigenvalues."""
    return calls(label, *[(np.array(spectrum),) for spectrum in spectra])


best = Task(
    id="02.4",
    title="The best learning rate",
    section="What does a canyon cost?",
    name="best_eta",
    reference=best_eta,
    parts=(
        same(spectra("the canyon and others like it", [12.0, 80.0], [12.0, 80.0, 3.0])),
        spectra("eigenvalues in any order", [7.0, 0.4, 18.0, 9.5], [2.0, 0.5, 0.25],
                [2.2, 3.1, 3.3, 5.2, 0.7, 6.9]),
        spectra("flat directions, too", [0, 12, 18, 20], [5.0, 0.0, 0.3, 0.0, 2.0]),
        spectra(
            "a single eigenvalue, very small and very large ones",
            *[[4.5], [0, 0, 3], [3e-4, 2e-3], [8e8, 3e5], [0.0, 6.5, 1e-5, 2.5]],
        ),
    ),
    mistakes={
        "1/λₙ is safe and not the best: the slow direction can have a larger η.":
            "return 1 / max(eigenvalues)",
        "2/λₙ is the edge of divergence, where the steep direction swings for ever.":
            "return 2 / max(eigenvalues)",
        "Only the extremes count, not the mean of all eigenvalues.":
            "return 1 / np.mean(eigenvalues)",
        "Only the extremes count, not the mean of the directions that are bent.":
            "return 1 / np.mean(bent)",
        "Only the extremes count, not the median.":
            "return 1 / np.median(bent)",
        "1/λ₁ of the slowest direction diverges in the steep one.":
            "return 1 / min(bent)",
        "Flat directions never converge; exclude them.":
            "bent = eigenvalues",
        "The parentheses are missing: 2 divided by all of λ₁ + λₙ.":
            "return 2 / bent.max() + bent.min()",
        "The parentheses are missing: 2 divided by all of λ₁ + λₙ, not by λ₁ alone.":
            "return 2 / bent.min() + bent.max()",
        "Half of the best: at 2/(λ₁+λₙ) the two extreme factors are equal in size.":
            "return 1 / (bent.min() + bent.max())",
        "Only the smallest and the largest λ count; you added them all.":
            "return 2 / sum(eigenvalues)",
        "Add the two extreme eigenvalues; you multiplied them.":
            "return 2 / (bent.min() * bent.max())",
        "Add the two extreme eigenvalues; you took their difference.":
            "return 2 / (bent.max() - bent.min())",
        "That is 1 over their geometric mean; 2 over their sum balances the factors.":
            "return 1 / np.sqrt(bent.min() * bent.max())",
        "Upside down: η is 2 over the sum of the extremes.":
            "return (bent.min() + bent.max()) / 2",
        "That is the shrink factor at the best η; return the η itself.":
            "return (bent.max() - bent.min()) / (bent.max() + bent.min())",
        "That is κ, the largest over the smallest λ; return an η.":
            "return bent.max() / bent.min()",
        "Eigenvalues come in any order: take min and max, not first and last.":
            "return 2 / (eigenvalues[0] + eigenvalues[-1])",
        "Take min and max of the eigenvalues above 0, not the first and last of them.":
            "return 2 / (bent[0] + bent[-1])",
    },
)  # fmt: skip


CENTRE = canyon.minima[0]
LUCKY_ETA, THERE, FAR = 1 / 80, 0.01, 1.0


def lucky_start(degrees):
    a = np.deg2rad(degrees)
    steep = np.array([-np.sin(a), np.cos(a)])
    return np.array([1, 3 / 8]) + 2 * steep


def missed(start, degrees):
    """How far from the minimum one step of η = 1/80 leads on the turned canyon."""
    step = LUCKY_ETA * rotated_canyon(degrees).gradient(start)
    return np.linalg.norm(start - step - CENTRE)


def is_unlucky(angles, starts):
    """What is wrong with the starts for these angles; "" if nothing."""
    reasons = (_unlucky(*each) for each in zip(starts, angles))
    return next(filter(None, reasons), "")


def _unlucky(start, degrees):
    """What is wrong with the start on the canyon turned by `degrees`."""
    if np.shape(start) != (2,) or not np.isfinite(np.array(start, float)).all():
        return "A start is two numbers, x and y."
    start = np.array(start)
    away, left = np.linalg.norm(start - CENTRE), missed(start, degrees)
    if away < FAR:
        return f"Start at least 1 from the minimum: here it is {away:.3g}."
    if left <= THERE:
        return ""
    says = f"turned by {degrees}°, one step leaves {left:.3g} of {away:.3g}."
    e = start - CENTRE
    tries = {
        "It is lucky if one adds the minimum": start + CENTRE,
        "It is lucky on a canyon turned the other way": CENTRE + e * (-1, 1),
        "It is lucky on the straight canyon": _turned(e, degrees),
        "It is lucky for an angle in radians": _turned(
            e, degrees - np.rad2deg(degrees)),
        "It stands on the canyon's floor": CENTRE + np.array([-e[1], e[0]]),
    }  # fmt: skip
    for kind, other in tries.items():
        if missed(np.array(other), degrees) <= THERE * max(1, away):
            return f"{kind}: {says}"
    return f"The slope there does not point straight back: {says}"


def _turned(e, degrees):
    """The minimum and what lies from it in the direction e, turned."""
    a = np.deg2rad(degrees)
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    return CENTRE + turn @ e


def on_turned(angles):
    """The Part for lucky_start: its starts for canyons turned by these angles."""
    *first, last = (f"{degrees}".replace("-", "−") for degrees in angles)
    degrees = f"{', '.join(first)} and {last} degrees"
    cases = [(degrees,) for degrees in angles]
    part = calls(f"one step of η = 1/80 on canyons turned by {degrees}", *cases)
    return (replace(part, wrong_with=partial(is_unlucky, angles)),)


TURNED = Own(
    rows=(
        {"angles": (30, 75, -20, 90)},
        {"angles": (35, 70, -25, 90)},
        {"angles": (25, 80, -15, 90)},
        {"angles": (40, 65, -35, 90)},
        {"angles": (20, 55, -40, 90)},
        {"angles": (50, 15, -70, 90)},
    ),
    parts=on_turned,
)

lucky = Task(
    id="02.5",
    title="A lucky start",
    name="lucky_start",
    section="What if the canyon lies askew?",
    reference=lucky_start,
    parts=on_turned(**TURNED.rows[0]),
    own=TURNED,
    mistakes={
        "η = 1/80 wipes out what lies along the curvature 80; yours lies along 12.":
            "steep = np.array([np.cos(a), np.sin(a)])",
        "The direction is right; begin at the minimum, (1, 3/8), and go along it.":
            "return 2 * steep",
        "Turned the other way: the steep direction of the canyon is (−sin, cos).":
            "steep = np.array([np.sin(a), np.cos(a)])",
        "Those are the angle's degrees; np.sin takes radians: use np.deg2rad.":
            "a = degrees",
        "Steep is along y on the straight canyon only; turn it with the canyon.":
            "steep = np.array([0, 1])",
        "The minimum itself needs no step; go at least 1 away from it.":
            "2 * steep -> 0.5 * steep",
        "Neither own direction: the step keeps what lies along the floor.":
            "steep = np.array([1, 1])",
    },
)  # fmt: skip
