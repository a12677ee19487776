"""Exercise 11: Newton, damping, conjugate gradients."""

from functools import partial

import numpy as np

from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, calls, same, series, walk

COUPLED = {
    "A": [[5.0, 2.0, 0.5], [2.0, 3.0, -1.0], [0.5, -1.0, 4.0]],
    "b": [1.0, -2.0, 3.0],
    "start": [2.0, 1.0, -0.7],
}
TROUGH = {"A": [[1.0, 2.0], [2.0, 4.0]], "b": [0.5, 1.0]}
LEDGE = {"A": [[3.0, 0.0], [0.0, 0.0]], "b": [1.0, 1.0]}
PLAIN = {"A": [[2e-3, 1e-3], [1e-3, 2.0]], "b": [5.0, 3.0], "start": [0.4, -0.3]}
NEAR = {"A": [[2.0, 0.5], [0.5, 1.0]], "b": [0.0, 0.0], "start": [3e-9, -2e-9]}
NO_JUMP = ("ValueError", "ZeroDivisionError", "nan")


def newton(theta, grad, t):
    g = grad(theta)
    H = grad.hessian(theta)
    d = np.linalg.solve(H, g)
    return theta - d


newton_task = Task(
    id="11.1",
    title="Newton's jump",
    section="Where the parabola is level, Newton lands",
    name="newton",
    reference=newton,
    parts=(
        walk("rosenbrock", steps=4),
        series(
            "surfaces with a saddle, and one that is nearly flat",
            walk("saddle", steps=2),
            walk("two_wells", start=np.array([0.7, -0.2]), steps=3),
            walk(PLAIN, steps=1),
        ),
        series(
            "three coordinates, a tiny step, and two singular Hessians",
            walk(COUPLED, steps=1),
            walk(NEAR, steps=2),
            walk(TROUGH, steps=1, refusal=NO_JUMP),
            walk(LEDGE, steps=1, refusal=NO_JUMP),
        ),
    ),
    mistakes={
        "Solve H d = g: you multiplied by H.":
            "d = H @ g",
        "Minus: the level point of the parabola lies at θ − d.":
            "return theta + d",
        "A singular H has no Newton step: pinv and lstsq hide that; let solve raise.":
            "d = np.linalg.pinv(H) @ g",
        "A singular H has no Newton step: you stay; let solve raise its error.": """
            try:
                return theta - np.linalg.solve(grad.hessian(theta), grad(theta))
            except np.linalg.LinAlgError:
                return theta.copy()""",
        "A singular H has no Newton step: you step by the slope; let solve raise.": """
            try:
                return theta - np.linalg.solve(grad.hessian(theta), grad(theta))
            except np.linalg.LinAlgError:
                return theta - grad(theta)""",
        "Slope and Hessian at the same point: take both at θ.":
            "H = grad.hessian(theta - g)",
        "Same point: ask for the slope at θ, where H is, not ahead of it.":
            "d = np.linalg.solve(H, grad(theta - g))",
        "That is saddle-free Newton: keep the signs of the eigenvalues.": """
            sizes, directions = np.linalg.eigh(grad.hessian(theta))
            return theta - directions @ (directions.T @ grad(theta) / np.abs(sizes))""",
        "Newton does not ask for downhill; you step by the slope there.": """
            g = grad(theta)
            d = np.linalg.solve(grad.hessian(theta), g)
            return theta - (d if g @ d > 0 else g)""",
        "Newton does not ask for downhill; you turn its step round.": """
            g = grad(theta)
            d = np.linalg.solve(grad.hessian(theta), g)
            return theta - (d if g @ d > 0 else -d)""",
        "You used the diagonal of H alone, a rate per coordinate: solve with all of H.":
            "d = g / np.diag(H)",
        "1/H entry by entry is no inverse: solve H d = g.":
            "d = (1 / H) @ g",
        "* and / go entry by entry, and give a matrix: solve H d = g.":
            "d = g / H",
        "The matrix comes first: np.linalg.solve(H, g).":
            "d = np.linalg.solve(g, H)",
        "The determinant is one number for all directions: solve H d = g.":
            "d = g / np.linalg.det(H)",
        "That is gradient descent: the curvature is missing.":
            "d = g",
        "Newton has no learning rate: jump all the way.":
            "return theta - 0.1 * d",
        "Newton has no learning rate: you jump half the way; jump all of it.":
            "return theta - 0.5 * d",
        "Newton's jump does not depend on t.":
            "return theta - d / t",
        "That is the step d alone: it leads away from θ, so return θ − d.":
            "return d",
        "d solves H d = g: you solved H d = θ.":
            "d = np.linalg.solve(H, theta)",
        "No damping here: H as it is.":
            "d = np.linalg.solve(H + np.eye(len(g)), g)",
    },
    guarded=RULES,
)  # fmt: skip


def damped_newton(theta, grad, t, *, alpha=1.0):
    g = grad(theta)
    H = grad.hessian(theta)
    d = np.linalg.solve(H + alpha * np.eye(len(theta)), g)
    return theta - d


damped_task = Task(
    id="11.2",
    title="Damping",
    section="How much damping is enough?",
    name="damped_newton",
    reference=damped_newton,
    parts=(
        series(
            "walks on the saddle, with a small α and with one that lets it leave",
            walk("saddle", steps=5, alpha=0.3),
            walk("saddle", steps=8, alpha=2.4),
        ),
        series(
            "walks in Rosenbrock's valley, with several α",
            walk("rosenbrock", steps=5, alpha=7.0),
            walk("rosenbrock", steps=5, alpha=2e5),
            walk("rosenbrock", steps=5, alpha=0.0),
        ),
        series(
            "a walk with the default knob, one with a large α, and one of tiny steps",
            walk("two_wells", start=np.array([0.7, -0.2])),
            walk(COUPLED, steps=3, alpha=50.0),
            walk(NEAR, steps=4, alpha=0.7),
            walk(PLAIN, steps=2, alpha=1e-3),
        ),
    ),
    mistakes={
        "αI: α goes on the diagonal only, not on every entry.":
            "H + alpha * np.eye(len(theta)) -> H + alpha",
        "Add α to the diagonal: you multiplied H by it.":
            "H + alpha * np.eye(len(theta)) -> alpha * H",
        "g/α is only the limit for large α: keep H.":
            "H + alpha * np.eye(len(theta)) -> alpha * np.eye(len(theta))",
        "No damping at all: this is Newton; add αI to H.":
            "H + alpha * np.eye(len(theta)) -> H",
        "Plus αI: you took α off the diagonal.":
            "H + alpha -> H - alpha",
        "You climb: the step is −(H + αI)⁻¹ g.":
            "return theta + d",
        "That scales H's own diagonal by 1 + α (Marquardt): add α itself.":
            "np.eye(len(theta)) -> np.diag(np.diag(H))",
        "You raised α where it was too small for descent: use the α that is given.":
            "alpha * np.eye(len(theta)) -> "
            "max(alpha, 1e-3 - np.linalg.eigvalsh(H)[0]) * np.eye(len(theta))",
        "Keep the eigenvalues' signs: it is α that has to outweigh them.": """
            sizes, directions = np.linalg.eigh(grad.hessian(theta))
            H = directions * np.abs(sizes) @ directions.T
            H = H + alpha * np.eye(len(theta))
            return theta - np.linalg.solve(H, grad(theta))""",
        "α itself goes on the diagonal, not its square.":
            "alpha * np.eye(len(theta)) -> alpha ** 2 * np.eye(len(theta))",
        "That is a mean of H and I: add αI and leave H whole.":
            "H + alpha -> (1 - alpha) * H + alpha",
        "ggᵀ is no Hessian: ask grad.hessian(theta).":
            "H = np.outer(g, g)",
        "A shorter Newton step is not a damped one: α changes its direction, too.":
            "d = np.linalg.solve(H, g) / (1 + alpha)",
        "np.eye(2) is the identity of two coordinates alone: take np.eye(len(theta)).":
            "np.eye(len(theta)) -> np.eye(2)",
        "α is the same at each step: do not divide it by t.":
            "H + alpha -> H + alpha / t",
        "Damp each step, not the first alone.":
            "H + alpha -> H + (alpha if t == 1 else 0)",
        "α is no learning rate: it goes on the diagonal of H.":
            "d = alpha * np.linalg.solve(H, g)",
        "The damped step is not multiplied by α.":
            "return theta - alpha * d",
        "α goes on the whole diagonal, not on its first entry alone.":
            "np.eye(len(theta)) -> np.diag(np.arange(len(theta)) == 0)",
        "α may be 0: `alpha or 1` takes 1 for it.":
            "H + alpha -> H + (alpha or 1.0)",
    },
    guarded=RULES,
)  # fmt: skip


def conjugate_gradient(A, b, x0, steps):
    A, b, x = (np.array(given, dtype=float) for given in (A, b, x0))
    if not np.allclose(A, A.T):
        raise ValueError("Conjugate gradients need a symmetric A.")
    r = d = b - A @ x
    path = [x]
    for _ in range(steps):
        if r.any():
            far = (r @ r) / (d @ A @ d)
            x = x + far * d
            new = r - far * (A @ d)
            share = (new @ new) / (r @ r)
            d, r = new + share * d, new
        path.append(x)
    return np.array(path)


A3 = np.array(COUPLED["A"])
A4 = np.array([[9, 2, 0, 1], [2, 6, -1, 0], [0, -1, 4, 1], [1, 0, 1, 3]])
TURNED = np.array([[46.0, -34.0], [-34.0, 46.0]])
POINTS = ("point", "coordinate")

cg_task = Task(
    id="11.3",
    title="Conjugate gradients",
    section="Conjugate directions do not undo each other's work",
    name="conjugate_gradient",
    reference=conjugate_gradient,
    parts=(
        same(series(
            "three steps in three dimensions, far from the minimum and very near it",
            call("", A3, np.array([1.0, -2.0, 3.0]), np.array([2.0, 1.0, -0.7]), 3,
                 axes=POINTS),
            call("", A3, np.array([900.0, -2e4, 3e3]), np.array([2.0, 1.0, -0.7]), 3),
            call("", A3, np.array([1.0, -2.0, 3.0]), np.array([-50.0, 3.0, 8e3]), 3),
            call("", A3, np.zeros(3), np.array([3e-9, -2e-9, 1e-9]), 2),
        )),
        call(
            "lists of whole numbers in four dimensions",
            A4.tolist(), [1, 2, -3, 4], [3, -1, 2, 1], 4, axes=POINTS,
        ),
        same(calls(
            "starts in the minimum, and steps beyond it",
            ([[2, 1], [1, 3]], [3, 4], [1, 1], 2),
            ([[2, 0], [0, 2]], [3, -5], [0, 0], 3),
            (A3, np.array([0.4, 1.0, 2.0]), np.zeros(3), 0),
            (A3, np.array([0.4, 1.0, 2.0]), np.zeros(3), 1),
            axes=POINTS,
        )),
        series(
            "a symmetric A, and some that are not",
            call("", TURNED, np.array([33.25, -16.75]), np.array([-0.5, 2.3]), 2,
                 axes=POINTS),
            calls("",
                ([[4.0, 1.0], [2.0, 3.0]], [1.0, 2.0], [2.0, 1.0], 2),
                ([[5.0, 1.0, 0.0], [1.0, 4.0, 0.7], [0.0, -0.7, 3.0]],
                 [1, 2, 3], [0] * 3, 1),
                ([[5.0, 1.0, 0.0], [1.0, 4.0, 0.0], [0.3, 0.0, 3.0]],
                 [1, 2, 3], [0] * 3, 0),
                ([[5.0, 1.0], [1.03, 4.0]], [1.0, 2.0], [2.0, 1.0], 1),
                axes=POINTS, refusal=["ValueError"],
            ),
        ),
    ),
    mistakes={
        "That is steepest descent: the new direction keeps a share of the old one.":
            "share = 0.0",
        "New over old: the share is new·new / old·old; yours is upside down.":
            "share = (r @ r) / (new @ new)",
        "r = b − Ax points downhill; you have its opposite, the gradient.":
            "b - A @ x -> A @ x - b",
        "Your direction is stale: r must be that of the new x.":
            "new = r",
        "The step takes A d off r: you added it.":
            "new = r + far * (A @ d)",
        "b is the caller's own array, and r −= … rewrites it: begin with a copy.": """
            A, x = np.array(A, dtype=float), np.array(x0, dtype=float)
            r = np.asarray(b, dtype=float)
            r -= A @ x
            return conjugate_gradient(A, r + A @ x, x, steps)""",
        "x += … changes the point in the path already: x = x + … makes a new one.":
            "x += far * d",
        "x += … changes the points behind x0 in the path, too: append a copy.":
            "path = [x.copy()]; x += far * d",
        "CG needs a symmetric A: refuse any other by a ValueError.":
            "not np.allclose(A, A.T) -> False",
        "A failed assert is an AssertionError: refuse with `raise ValueError(…)`.":
            "raise ValueError -> raise AssertionError",
        "The length divides by d·Ad, the curvature along d; you divided by d·d.":
            "far = (r @ r) / (d @ d)",
        "The curvature along d is d·Ad; you took it along r.":
            "far = (r @ r) / (r @ A @ r)",
        "The length is searched for: r·r / d·Ad, not a learning rate.":
            "far = 0.1",
        "Squared lengths: the share is new·new / old·old, no root.":
            "share = np.sqrt((new @ new) / (r @ r))",
        "The whole old direction stays: only the share new·new / old·old should.":
            "share = 1.0",
        "The share divides by the old r·r, not by d·d.":
            "share = (new @ new) / (d @ d)",
        "The old direction stays with a plus: r is downhill already.":
            "d, r = new - share * d, new",
        "The new direction begins with the new r; you took the old one.":
            "d, r = r + share * d, new",
        "The share multiplies the old direction, not the old r.":
            "d, r = new + share * r, new",
        "Where r is 0 you have arrived: stay, instead of 0/0.":
            "r.any() -> True",
        "Go on as long as r is not 0: you rest where it is small.":
            "r.any() -> np.linalg.norm(r) > 1e-6",
        "steps steps visit steps + 1 points: x0 comes first.":
            "return np.array(path)[1:]",
        "steps steps visit steps + 1 points: you take one step more.":
            "range(steps) -> range(steps + 1)",
        "Return all points that you visit, not the last one alone.":
            "return path[-1]",
        "Begin at x0, not at 0.":
            "x0 = np.zeros(len(b))",
    },
    guarded=RULES,
)  # fmt: skip


KAPPA = 10  # at least


def quick_matrix(n):
    v = np.arange(2, n + 2)
    return np.eye(n) + np.outer(v, v)


def wrong_with(n, value):
    """Why conjugate gradients do not need two steps on this (n, n) matrix, or ""."""
    A = np.asarray(value)
    if A.dtype.kind not in "iuf" or not np.isfinite(A).all():
        return "It should hold finite numbers."
    if A.shape != (n, n):
        shape = " by ".join(map(str, A.shape)) or "a single number"
        return f"It should be n by n: {n} by {n}, yours is {shape}."
    askew = ~np.isclose(A, A.T, rtol=1e-9, atol=0)
    if askew.any():
        return f"It is not symmetric: look at {_place(askew)}."
    if np.array_equal(A, np.diag(np.diag(A))):
        return "It is diagonal: no entry may be 0."
    if (A == 0).any():
        return f"An entry is 0: look at {_place(A == 0)}."
    return _wrong_curvatures(np.linalg.eigvalsh(A))


def _place(mask):
    row, column = np.argwhere(mask)[0]
    return f"row {row}, column {column}"


def _wrong_curvatures(sizes):
    """What is wrong with these eigenvalues, ascending."""
    least = 1e-9 * abs(sizes).max()
    if sizes[0] < -least:
        return f"An eigenvalue is negative: {sizes[0]:.3g}."
    if sizes[0] <= least:
        return "An eigenvalue is 0: the matrix is singular."
    if sizes[-1] < KAPPA * (1 - 1e-9) * sizes[0]:
        return f"κ is too small: {sizes[-1] / sizes[0]:.3g}; make it {KAPPA} or more."
    different = 1 + int((np.diff(sizes) > 1e-6 * sizes[-1]).sum())
    if different != 2:
        return f"Each curvature takes a step: yours has {different} different ones."
    return ""


def _two_steps(n):
    """A matrix of this size is judged by its eigenvalues."""
    label = f"a matrix of {n} rows"
    return call(label, n, vary="never", wrong_with=partial(wrong_with, n))


def all_two_steps(**rows):
    return tuple(map(_two_steps, rows.values()))


SIZES = Own(
    rows=(
        {"few": 3, "more": 5, "many": 8},
        {"few": 3, "more": 6, "many": 9},
        {"few": 4, "more": 5, "many": 7},
        {"few": 4, "more": 6, "many": 8},
        {"few": 3, "more": 7, "many": 10},
        {"few": 4, "more": 7, "many": 9},
        {"few": 3, "more": 5, "many": 7},
    ),
    parts=all_two_steps,
)

quick_task = Task(
    id="11.4",
    title="Two steps for any n",
    section="Conjugate directions do not undo each other's work",
    name="quick_matrix",
    reference=quick_matrix,
    parts=all_two_steps(**SIZES.rows[0]),
    own=SIZES,
    mistakes={
        "No entry may be 0, so a diagonal matrix will not do: add a matrix vvᵀ to it.":
            "return np.diag(v)",
        "An entry is 0; where it comes from vvᵀ, v has a 0.":
            "v = np.arange(n)",
        "It is not symmetric; np.eye(n) + np.outer(v, v) is.":
            "np.outer(v, v) -> v",
        "An eigenvalue is 0: in that direction nothing curves; add a multiple of I.":
            "return np.outer(v, v)",
        "An eigenvalue is negative: add vvᵀ to I, do not take it off.":
            "np.eye(n) + -> np.eye(n) -",
        "Two curvatures have to differ by more: put a larger number before one part.":
            "np.outer(v, v) -> np.ones((n, n))",
        "More than two curvatures: take one multiple of I and one matrix vvᵀ.":
            "np.eye(n) -> np.diag(v)",
        "Return the whole matrix: n rows of n numbers.":
            "return v",
    },
)  # fmt: skip
