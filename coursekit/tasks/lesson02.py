"""Exercise 02: several dimensions, their wells and their rates."""

import numpy as np

from coursekit.problems import canyon, two_wells
from coursekit.tasks import Task
from coursekit.tasks.lesson01 import along, gd_path, hardly_moving, path_mistakes
from coursekit.tasks.probes import RULES, each, tilted


def slope_of(problem):
    def grad(theta):
        return problem.gradient(np.asarray(theta, dtype=float))

    return grad


def one_after_the_other(x0, grad, eta, steps):
    path = [np.array(x0, dtype=float)]
    for _ in range(steps):
        x = path[-1].copy()
        for i in range(x.size):
            x[i] -= eta * grad(x)[i]
        path.append(x)
    return np.array(path)


def in_place(x0, grad, eta, steps):
    x = np.asarray(x0, dtype=float)
    path = [x.copy()]
    for _ in range(steps):
        x -= eta * grad(x)
        path.append(x.copy())
    return np.array(path)


plane_mistakes = {
    **path_mistakes,
    "Update all coordinates from the same point.": one_after_the_other,
    "Rows are steps, columns are coordinates.":
        lambda x0, grad, eta, steps: gd_path(x0, grad, eta, steps).T,
    "You need one partial per coordinate.":
        lambda x0, grad, eta, steps: gd_path(x0, lambda x: sum(grad(x)), eta, steps),
    "x0 is the caller's own array, and x −= … rewrites it.": in_place,
}  # fmt: skip

path = Task(
    id="02.1",
    title="The path of a point",
    section="A second coordinate changes nothing in the rule",
    name="gd_path",
    reference=gd_path,
    parts=(
        along("the canyon", slope_of(canyon), np.array([-0.5, 2.3]), 0.02, 14),
        along("the two wells", slope_of(two_wells), (0, 0), 0.4, 20),
        along("a bowl in four dimensions", slope_of(tilted), tilted.start, 0.3, 6),
        hardly_moving(slope_of(two_wells), np.array([1.5, -1.8]), 0.4),
    ),
    mistakes=plane_mistakes,
    guarded=RULES,
)


def two_wells_grad(theta):
    return two_wells.gradient(theta)


def built(partials):
    """A two_wells_grad of its own idea: partials(x, y, deep, shallow)."""

    def answer(theta):
        x, y = theta
        deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
        shallow = np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
        return np.array(partials(x, y, deep, shallow))

    return answer


def weighing(deep, shallow):
    """The two_wells_grad of wells that are this many times as deep."""
    return built(
        lambda x, y, d, s: (
            deep * d * (x + 1) + shallow * s * (x - 1),
            deep * d * (y - 1) + shallow * s * (y + 1),
        )
    )


def separate(theta):
    x, y = theta
    left, right = np.exp(-((x + 1) ** 2) / 2), np.exp(-((x - 1) ** 2) / 2)
    top, bottom = np.exp(-((y - 1) ** 2) / 2), np.exp(-((y + 1) ** 2) / 2)
    f_x = 2 * left * (x + 1) + right * (x - 1)
    return np.array([f_x, 2 * top * (y - 1) + bottom * (y + 1)])


wells_mistakes = {
    "The deep well has weight 2; check ∂ at (0, 0).": weighing(1 / 2, 1),
    "The well of weight 2 is the one at (−1, 1).": weighing(1 / 2, 2),
    "Away from (−1, 1) the other well still pulls; that is why the minimum is not at "
    "(−1, 1).":
        weighing(1, 0),
    "This is −gradient: the minus of f and the minus of the exponent cancel.":
        weighing(-1, -1),
    "Twice too much: the ½ in the exponent cancels the 2 of the square.":
        weighing(2, 2),
    "(x+1) belongs with (y−1).":
        lambda theta: two_wells.gradient(theta * [1, -1]) * [1, -1],
    "x- and y-partials differ.":
        lambda theta: two_wells.gradient(theta)[[0, 0]],
    "You swapped the two: ∂f/∂x comes first.":
        lambda theta: two_wells.gradient(theta)[::-1],
    "Each exponential needs its inner derivative, as (x+1) for the deep well.":
        built(lambda x, y, deep, shallow: (deep + shallow, deep + shallow)),
    "Here both partials need both coordinates.": separate,
}  # fmt: skip


def at(label, *points):
    """A Part for two_wells_grad: the gradient at each of these points."""
    points = [(np.array(point),) for point in points]
    return each(label, "two_wells_grad", *points, axes=("coordinate",))


flat = [*two_wells.minima, *two_wells.saddles]
wells = Task(
    id="02.2",
    title="The gradient of the two wells",
    section="Two wells: where you end depends on where you start",
    name="two_wells_grad",
    reference=two_wells_grad,
    parts=(
        at("points around the wells", [0.7, -0.2], [-1.4, 1.2], [-0.3, -0.8]),
        at("points of whole numbers", [0, 0], [-1, 1], [1, -1], [2, 1]),
        # So flat that a difference quotient is not good enough.
        at("places that are nearly flat", *np.round(flat, 6), [0.4, 0.6]),
    ),
    mistakes=wells_mistakes,
    guarded=(two_wells.gradient,),
)


def gd_rate(eta, eigenvalues):
    return np.max(np.abs(1 - eta * eigenvalues))


rate_mistakes = {
    "The slow direction (smallest λ) can be the bottleneck.":
        lambda eta, eigenvalues: abs(1 - eta * max(eigenvalues)),
    "The steep direction (largest λ) can be the bottleneck.":
        lambda eta, eigenvalues: abs(1 - eta * min(eigenvalues)),
    "Factors can be negative; size matters.":
        lambda eta, eigenvalues: np.max(1 - eta * eigenvalues),
    "Factor is 1−ηλ; you divided.":
        lambda eta, eigenvalues: np.max(np.abs(1 - eta / eigenvalues)),
    "Factor is 1−ηλ; η/λ is none.":
        lambda eta, eigenvalues: np.max(eta / eigenvalues),
    "Factor is 1−ηλ: the step goes against the slope.":
        lambda eta, eigenvalues: np.max(np.abs(1 + eta * eigenvalues)),
    "That is the rate of the loss, not of the distance.":
        lambda eta, eigenvalues: np.max((1 - eta * eigenvalues) ** 2),
    "Modes do not average; the worst wins.":
        lambda eta, eigenvalues: np.mean(np.abs(1 - eta * eigenvalues)),
    "That is the fastest direction; the slowest decides.":
        lambda eta, eigenvalues: np.min(np.abs(1 - eta * eigenvalues)),
    "That is one factor per direction; the rate is the largest of them.":
        lambda eta, eigenvalues: np.abs(1 - eta * eigenvalues),
    "That is the rate at the best η; use the η that is given.":
        lambda eta, eigenvalues: gd_rate(best_eta(eigenvalues), eigenvalues),
}  # fmt: skip


def rates(label, *cases):
    """A Part for gd_rate: what it says of each η and its eigenvalues."""
    cases = [(eta, np.array(eigenvalues)) for eta, eigenvalues in cases]
    return each(label, "gd_rate", *cases)


rate = Task(
    id="02.3",
    title="The rate of gradient descent",
    section="Every direction has its own factor",
    name="gd_rate",
    reference=gd_rate,
    parts=(
        rates(
            "the canyon below, near and above its best eta",
            *[(eta, [12.0, 80.0]) for eta in (0.02, 0.002, 0.023, 0.03)],
        ),
        rates(
            "several eigenvalues in any order",
            *[(eta, [7.0, 0.4, 18.0, 9.5]) for eta in (0.05, 0.107, 0.2)],
            (0.35, [6.5, 2.9, 3.7]),
        ),
        rates(
            "whole numbers, and a single eigenvalue",
            *[(0.6, [3]), (0.125, [2, 1]), (0.4, [1, 6, 4]), (2, [1, 3])],
        ),
    ),
    mistakes=rate_mistakes,
)


def best_eta(eigenvalues):
    bent = eigenvalues[eigenvalues > 0]
    return 2 / (bent.min() + bent.max())


best_mistakes = {
    "Safe, not best.": lambda eigenvalues: 1 / max(eigenvalues),
    "That is the edge of divergence.": lambda eigenvalues: 2 / max(eigenvalues),
    "Only the extremes count.": lambda eigenvalues: 1 / np.mean(eigenvalues),
    "Diverges in the steep direction.":
        lambda eigenvalues: 1 / min(eigenvalues[eigenvalues > 0]),
    "Flat directions never converge; exclude them.":
        lambda eigenvalues: 2 / (min(eigenvalues) + max(eigenvalues)),
    "Half of the best: at 2/(λ₁+λₙ) the two extreme factors are equal in size.":
        lambda eigenvalues: best_eta(eigenvalues) / 2,
    "Only the smallest and the largest λ count; you added them all.":
        lambda eigenvalues: 2 / sum(eigenvalues),
    "Eigenvalues come in any order: take min and max, not first and last.":
        lambda eigenvalues: 2 / (eigenvalues[0] + eigenvalues[-1]),
}  # fmt: skip


def spectra(label, *spectra):
    """A Part for best_eta: what it says of each of these lists of eigenvalues."""
    return each(label, "best_eta", *[(np.array(spectrum),) for spectrum in spectra])


best = Task(
    id="02.4",
    title="The best learning rate",
    section="κ is what a canyon costs",
    name="best_eta",
    reference=best_eta,
    parts=(
        spectra("the canyon and others like it", [12.0, 80.0], [12.0, 80.0, 3.0]),
        spectra("eigenvalues in any order", [7.0, 0.4, 18.0, 9.5], [2.0, 0.5, 0.25]),
        spectra("flat directions, too", [0, 12, 18, 20], [5.0, 0.0, 0.3, 0.0, 2.0]),
    ),
    mistakes=best_mistakes,
)
