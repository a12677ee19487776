"""Exercise 11: Newton, damping, conjugate gradients."""

import numpy as np

from coursekit.problems import quadratic, rosenbrock, saddle, two_wells
from coursekit.tasks import Part, Task
from coursekit.tasks.conjugate import (
    directed,
    fixed,
    into_b,
    no_rest,
    of_lengths,
    replaced,
    upside_down,
)
from coursekit.tasks.probes import RULES, each, in_turn, once, walk

coupled = quadratic(
    [[5.0, 2.0, 0.5], [2.0, 3.0, -1.0], [0.5, -1.0, 4.0]],
    b=[1.0, -2.0, 3.0],
    start=[2.0, 1.0, -0.7],
)
trough = quadratic([[1.0, 2.0], [2.0, 4.0]], b=[0.5, 1.0])
ledge = quadratic([[3.0, 0.0], [0.0, 0.0]], b=[1.0, 1.0])


def refusal(name, problem):
    """A Part that is right where the rule gives no step: it raises, or says nan."""
    step = walk(problem, steps=1)

    def call(answer):
        try:
            path = step.call(answer)
        except (ValueError, ZeroDivisionError):  # numpy's LinAlgError is a ValueError
            return "no step"
        return path if np.isfinite(path).all() else "no step"

    return Part(name, call, step.axes)


def newton(theta, grad, t):
    return theta - np.linalg.solve(grad.hessian(theta), grad(theta))


def jumping(step):
    """Newton with another step: step(H, g, theta, grad)."""

    def rule(theta, grad, t):
        return theta - step(grad.hessian(theta), grad(theta), theta, grad)

    return rule


def positive(H, g, theta, grad):
    sizes, directions = np.linalg.eigh(H)
    return directions @ (directions.T @ g / np.abs(sizes))


def tired(theta, grad, t):
    H, g = grad.hessian(theta), grad(theta)
    return theta - np.linalg.solve(H, g) / t


newton_mistakes = {
    "Solve H d = g: you multiplied by H.":
        jumping(lambda H, g, theta, grad: H @ g),
    "Minus: the level point of the parabola lies at θ − d.":
        jumping(lambda H, g, theta, grad: -np.linalg.solve(H, g)),
    "A singular H has no Newton step: pinv and lstsq hide that; let solve raise.":
        jumping(lambda H, g, theta, grad: np.linalg.pinv(H) @ g),
    "Slope and Hessian at the same point: take both at θ.":
        jumping(lambda H, g, theta, grad: np.linalg.solve(grad.hessian(theta - g), g)),
    "Same point: ask for the slope at θ, where H is, not ahead of it.":
        jumping(lambda H, g, theta, grad: np.linalg.solve(H, grad(theta - g))),
    "That is saddle-free Newton: you took the eigenvalues' sizes; keep their signs.":
        jumping(positive),
    "You used the diagonal of H alone: one rate per coordinate. Solve with all of H.":
        jumping(lambda H, g, theta, grad: g / np.diag(H)),
    "1/H entry by entry is no inverse: solve H d = g.":
        jumping(lambda H, g, theta, grad: (1 / H) @ g),
    "That is gradient descent: the curvature is missing.":
        jumping(lambda H, g, theta, grad: g),
    "Newton has no learning rate: jump all the way.":
        jumping(lambda H, g, theta, grad: 0.1 * np.linalg.solve(H, g)),
    "Newton's jump does not depend on t.": tired,
    "That is the step d alone: it leads away from θ, so return θ − d.":
        lambda theta, grad, t: np.linalg.solve(grad.hessian(theta), grad(theta)),
    "d solves H d = g: you solved H d = θ.":
        jumping(lambda H, g, theta, grad: np.linalg.solve(H, theta)),
    "No damping here: H as it is.":
        jumping(lambda H, g, theta, grad: np.linalg.solve(H + np.eye(len(g)), g)),
}  # fmt: skip

newton_task = Task(
    id="11.1",
    title="Newton's jump",
    section="Where the parabola is level, Newton lands",
    name="newton",
    reference=newton,
    parts=(
        walk(rosenbrock, steps=4),
        in_turn(
            "surfaces with a saddle",
            walk(saddle, steps=2),
            walk(two_wells, start=np.array([0.7, -0.2]), steps=3),
        ),
        in_turn(
            "a step with three coordinates, and two singular Hessians",
            walk(coupled, steps=1),
            refusal("the singular H = [[1, 2], [2, 4]]", trough),
            refusal("the singular H = [[3, 0], [0, 0]]", ledge),
        ),
    ),
    mistakes=newton_mistakes,
    guarded=RULES,
)


def damped_newton(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta) + alpha * np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def damping(dampen, sign=-1):
    """Damped Newton with another matrix: dampen(H, alpha, identity, g)."""

    def rule(theta, grad, t, *, alpha=1.0):
        g = grad(theta)
        matrix = dampen(grad.hessian(theta), alpha, np.eye(len(theta)), g)
        return theta + sign * np.linalg.solve(matrix, g)

    return rule


def sizes_of(H):
    sizes, directions = np.linalg.eigh(H)
    return directions * np.abs(sizes) @ directions.T


def safe(H, alpha, identity, g):
    return H + max(alpha, 1e-3 - np.linalg.eigvalsh(H)[0]) * identity


def shortened(theta, grad, t, *, alpha=1.0):
    return theta - np.linalg.solve(grad.hessian(theta), grad(theta)) / (1 + alpha)


damped_mistakes = {
    "αI: α goes on the diagonal only, not on every entry.":
        damping(lambda H, alpha, identity, g: H + alpha),
    "Add α to the diagonal: you multiplied H by it.":
        damping(lambda H, alpha, identity, g: alpha * H),
    "Use the argument: your α is fixed at 1.":
        damping(lambda H, alpha, identity, g: H + identity),
    "g/α is only the limit for large α: keep H.":
        damping(lambda H, alpha, identity, g: alpha * identity),
    "No damping at all: this is Newton; add αI to H.":
        damping(lambda H, alpha, identity, g: H),
    "Plus αI: you took α off the diagonal.":
        damping(lambda H, alpha, identity, g: H - alpha * identity),
    "You climb: the step is −(H + αI)⁻¹ g.":
        damping(lambda H, alpha, identity, g: H + alpha * identity, sign=1),
    "That scales H's own diagonal by 1 + α (Marquardt); 8.28 adds α.":
        damping(lambda H, alpha, identity, g: H + alpha * np.diag(np.diag(H))),
    "You raised α where it was too small for descent: use the α that is given.":
        damping(safe),
    "Keep the eigenvalues' signs: it is α that has to outweigh them.":
        damping(lambda H, alpha, identity, g: sizes_of(H) + alpha * identity),
    "α² on the diagonal: 8.28 adds α.":
        damping(lambda H, alpha, identity, g: H + alpha**2 * identity),
    "That is a mean of H and I: add αI and leave H whole.":
        damping(lambda H, alpha, identity, g: (1 - alpha) * H + alpha * identity),
    "ggᵀ is no Hessian: ask grad.hessian(theta).":
        damping(lambda H, alpha, identity, g: np.outer(g, g) + alpha * identity),
    "A shorter Newton step is not a damped one: α changes its direction, too.":
        shortened,
}  # fmt: skip

damped_task = Task(
    id="11.2",
    title="Damping",
    section="α must outweigh the most negative curvature",
    name="damped_newton",
    reference=damped_newton,
    parts=(
        walk(saddle, steps=5, alpha=0.3),
        walk(rosenbrock, steps=5, alpha=7.0),
        in_turn(
            "a walk with the default knob, and one with a large α",
            walk(two_wells, start=np.array([0.7, -0.2])),
            walk(coupled, steps=3, alpha=50.0),
        ),
    ),
    mistakes=damped_mistakes,
    guarded=RULES,
)


def conjugate_gradient(A, b, x0, steps):
    return directed(A, b, x0, steps)


cg_mistakes = {
    "That is steepest descent: the new direction keeps a share of the old one.":
        replaced(kept=lambda new, old: 0.0),
    "New over old: the share is new·new / old·old; yours is upside down.":
        replaced(kept=lambda new, old: (old @ old) / (new @ new)),
    "r = b − Ax points downhill; you have its opposite, the gradient.": upside_down,
    "Your direction is stale: r must be that of the new x.":
        replaced(residual=lambda r, push, A, b, x: r),
    "The step takes A d off r: you added it.":
        replaced(residual=lambda r, push, A, b, x: r + push),
    "b is the caller's own array, and r −= … rewrites it: begin with a copy.": into_b,
    "CG needs a symmetric A: refuse any other by a ValueError.":
        replaced(check=False),
    "The length divides by d·Ad, the curvature along d; you divided by d·d.":
        replaced(length=lambda r, d, A: (r @ r) / (d @ d)),
    "The curvature along d is d·Ad; you took it along r.":
        replaced(length=lambda r, d, A: (r @ r) / (r @ A @ r)),
    "The length is searched for: r·r / d·Ad, not a learning rate.": fixed,
    "Squared lengths: the share is new·new / old·old, no root.":
        replaced(kept=of_lengths),
    "The whole old direction stays: only the share new·new / old·old should.":
        replaced(kept=lambda new, old: 1.0),
    "Where r is 0 you have arrived: stay, instead of 0/0.": no_rest,
    "steps steps visit steps + 1 points: x0 comes first.":
        lambda A, b, x0, steps: directed(A, b, x0, steps)[1:],
    "Return all points that you visit, not the last one alone.":
        lambda A, b, x0, steps: directed(A, b, x0, steps)[-1],
}  # fmt: skip

A3 = np.array([[5.0, 2.0, 0.5], [2.0, 3.0, -1.0], [0.5, -1.0, 4.0]])
A4 = np.array([[9, 2, 0, 1], [2, 6, -1, 0], [0, -1, 4, 1], [1, 0, 1, 3]])
turned = np.array([[46.0, -34.0], [-34.0, 46.0]])
POINTS = ("point", "coordinate")

cg_task = Task(
    id="11.3",
    title="Conjugate gradients",
    section="Conjugate directions do not undo each other's work",
    name="conjugate_gradient",
    reference=conjugate_gradient,
    parts=(
        once(
            "three steps in three dimensions",
            *(A3, np.array([1.0, -2.0, 3.0]), np.array([2.0, 1.0, -0.7]), 3),
            axes=POINTS,
        ),
        once(
            "lists of whole numbers in four dimensions",
            *(A4.tolist(), [1, 2, -3, 4], [3, -1, 2, 1], 4),
            axes=POINTS,
        ),
        each(
            "starts in the minimum, and steps beyond it",
            "conjugate_gradient",
            ([[2, 1], [1, 3]], [3, 4], [1, 1], 2),
            ([[2, 0], [0, 2]], [3, -5], [0, 0], 3),
            (A3, np.array([0.4, 1.0, 2.0]), np.zeros(3), 0),
            axes=POINTS,
        ),
        each(
            "a symmetric A, and two that are not",
            "conjugate_gradient",
            (turned, np.array([33.25, -16.75]), np.array([-0.5, 2.3]), 2),
            ([[4.0, 1.0], [2.0, 3.0]], [1.0, 2.0], [2.0, 1.0], 2),
            (
                [[5.0, 1.0, 0.0], [1.0, 4.0, 0.7], [0.0, -0.7, 3.0]],
                [1, 2, 3],
                [0] * 3,
                1,
            ),
            axes=POINTS,
            refusal="a ValueError",
        ),
    ),
    mistakes=cg_mistakes,
    guarded=(*RULES, directed),
)
