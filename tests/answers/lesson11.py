"""Answers to exercise 11 as people write them: right in many styles, wrong in more."""

import numpy as np
from scipy import linalg

from coursekit import optimizer


@optimizer
def jump_in_subgoals(theta, grad, t):
    # 1 gradient
    g = grad(theta)
    # 3 scale
    d = np.linalg.solve(grad.hessian(theta), g)
    # 4 move
    return theta - d


def jump_by_inverse(theta, grad, t):
    return theta - np.linalg.inv(grad.hessian(theta)) @ grad(theta)


@optimizer
def jump_for_many(theta, grad, t):
    d = np.linalg.solve(grad.hessian(theta), grad(theta)[..., None])
    return theta - d[..., 0]


def jump_by_scipy(theta, grad, t):
    H, g = grad.hessian(theta), grad(theta)
    return theta + linalg.solve(H, -g)


def jump_by_eigenvalues(theta, grad, t):
    sizes, directions = np.linalg.eigh(grad.hessian(theta))
    if abs(sizes).min() < 1e-12:
        raise ValueError("The Hessian is singular.")
    return theta - sum(v @ grad(theta) / s * v for s, v in zip(sizes, directions.T))


def jump_by_elimination(theta, grad, t):
    return theta - eliminated(grad.hessian(theta).tolist(), grad(theta).tolist())


def eliminated(A, b):
    n = len(b)
    rows = [[*map(float, row), float(y)] for row, y in zip(A, b)]
    for i in range(n):
        best = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for k in range(n):
            if k != i:
                share = rows[k][i] / rows[i][i]
                rows[k] = [a - share * c for a, c in zip(rows[k], rows[i])]
    return np.array([rows[i][n] / rows[i][i] for i in range(n)])


@optimizer
def damped_in_subgoals(theta, grad, t, *, alpha=1.0):
    # 1 gradient
    g = grad(theta)
    # 3 scale
    H = grad.hessian(theta)
    d = np.linalg.solve(H + alpha * np.eye(theta.size), g)
    # 4 move
    return theta - d


def damped_for_many(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta) + np.asarray(alpha)[..., None] * np.eye(theta.shape[-1])
    return theta - np.linalg.solve(H, grad(theta)[..., None])[..., 0]


def damped_on_a_copy(theta, grad, t, *, alpha=1.0):
    H = np.array(grad.hessian(theta))
    for i in range(len(H)):
        H[i, i] += alpha
    return theta - np.linalg.inv(H).dot(grad(theta))


def damped_by_eigenvalues(theta, grad, t, *, alpha=1.0):
    sizes, directions = np.linalg.eigh(grad.hessian(theta))
    return theta - directions @ ((directions.T @ grad(theta)) / (sizes + alpha))


def damped_by_elimination(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta)
    return theta - eliminated(H + np.diag([alpha] * len(H)), grad(theta))


def textbook(A, b, x0, steps):
    A, b = np.array(A, dtype=float), np.array(b, dtype=float)
    if not np.allclose(A, A.T):
        raise ValueError("A is not symmetric")
    xs = [np.array(x0, dtype=float)]
    r = b - A @ xs[0]
    d = r.copy()
    rr = r @ r
    for _ in range(steps):
        if rr == 0:
            xs.append(xs[-1].copy())
            continue
        Ad = A @ d
        a = rr / (d @ Ad)
        xs.append(xs[-1] + a * d)
        r = r - a * Ad
        rr, before = r @ r, rr
        d = r + rr / before * d
    return np.array(xs)


def with_gradients(A, b, x0, steps):
    """As the lesson's rule says it: g = Ax − b, and a new g at each point."""
    A, b, x = np.asarray(A), np.asarray(b), np.asarray(x0, dtype=float)
    if (A != A.T).any():
        raise ValueError("not symmetric")
    path, direction, last = [x], np.zeros(len(x)), None
    for _ in range(steps):
        g = A @ x - b
        if np.linalg.norm(g) > 1e-12:
            kept = 0 if last is None else (g @ g) / (last @ last)
            direction = kept * direction - g
            x = x - (g @ direction) / (direction @ A @ direction) * direction
            last = g
        path.append(x)
    return path


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def times(A, x):
    return [dot(row, x) for row in A]


def plain_floats(A, b, x0, steps):
    n = len(b)
    if any(A[i][j] != A[j][i] for i in range(n) for j in range(i)):
        raise ValueError("A must equal its transpose.")
    x = [float(v) for v in x0]
    r = [v - w for v, w in zip(b, times(A, x))]
    d, path = r, [x]
    for _ in range(steps):
        if dot(r, r) > 0:
            far = dot(r, r) / dot(d, times(A, d))
            x = [v + far * w for v, w in zip(x, d)]
            new = [v - far * w for v, w in zip(r, times(A, d))]
            share = dot(new, new) / dot(r, r)
            d = [v + share * w for v, w in zip(new, d)]
            r = new
        path.append(x)
    return path


def conjugate_to_all(A, b, x0, steps):
    """Makes each residual conjugate to every direction before it: Gram and Schmidt."""
    A, b, x = np.array(A, float), np.array(b, float), np.array(x0, float)
    if not np.array_equal(A, A.T):
        raise ValueError("A is not symmetric.")
    path, directions = [x], []
    for _ in range(steps):
        d = r = b - A @ x
        if np.abs(r).max() > 1e-11:
            for old in directions:
                d = d - (r @ A @ old) / (old @ A @ old) * old
            x = x + (r @ d) / (d @ A @ d) * d
            directions.append(d)
        path.append(x)
    return np.stack(path)


def polak_ribiere(A, b, x0, steps):
    """Another share, equal on quadratics."""
    A, b, x = np.array(A, float), np.array(b, float), np.array(x0, float)
    if not np.allclose(A.T, A):
        raise ValueError("not symmetric")
    r = d = b - A @ x
    path = [x]
    for _ in range(steps):
        if np.sqrt(r @ r) > 1e-12:
            x = x + (r @ d) / (d @ A @ d) * d
            new = b - A @ x
            d, r = new + (new @ (new - r)) / (r @ r) * d, new
        path.append(x)
    return np.array(path)


def ones_and_identity(n):
    return 10 * np.ones((n, n)) + np.eye(n)


def by_two_curvatures(n):
    bends = np.ones(n)
    bends[0] = 50
    Q = np.linalg.qr(np.random.default_rng(0).normal(size=(n, n)))[0]
    A = Q * bends @ Q.T
    return (A + A.T) / 2


def in_lists(n):
    return [[21 if i == j else 20 for j in range(n)] for i in range(n)]


RIGHT = {
    "11.1": [jump_in_subgoals, jump_by_inverse, jump_for_many, jump_by_scipy,
             jump_by_eigenvalues, jump_by_elimination],
    "11.2": [damped_in_subgoals, damped_for_many, damped_on_a_copy,
             damped_by_eigenvalues, damped_by_elimination],
    "11.3": [textbook, with_gradients, plain_floats, conjugate_to_all, polak_ribiere],
    "11.4": [ones_and_identity, by_two_curvatures, in_lists],
}  # fmt: skip


def least_squares(theta, grad, t):
    H = grad.hessian(theta)
    d = np.linalg.lstsq(H + 1e-9 * np.eye(len(H)), grad(theta), rcond=None)[0]
    return theta - d


def in_place(theta, grad, t):
    theta -= np.linalg.solve(grad.hessian(theta), grad(theta))
    return theta


def a_little_damped(theta, grad, t):
    H = grad.hessian(theta) + 1e-3 * np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def two_jumps(theta, grad, t):
    theta = theta - np.linalg.solve(grad.hessian(theta), grad(theta))
    return theta - np.linalg.solve(grad.hessian(theta), grad(theta))


def downhill_only(theta, grad, t):
    g = grad(theta)
    d = np.linalg.solve(grad.hessian(theta), g)
    return theta - (d if g @ d > 0 else g)


def by_determinant(theta, grad, t):
    H, g = grad.hessian(theta), grad(theta)
    return theta - g / np.linalg.det(H)


def upper_half(theta, grad, t):
    return theta - np.linalg.solve(np.triu(grad.hessian(theta)), grad(theta))


def damped_once(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta) + (alpha if t == 1 else 0) * np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def damped_on_the_edge(theta, grad, t, *, alpha=1.0):
    H = np.array(grad.hessian(theta))
    H[0, 0] += alpha
    return theta - np.linalg.solve(H, grad(theta))


def damped_and_slow(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta) + alpha * np.eye(len(theta))
    return theta - alpha * np.linalg.solve(H, grad(theta))


def damped_default(theta, grad, t, *, alpha=0.1):
    H = grad.hessian(theta) + alpha * np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def damped_less_and_less(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta) + alpha / t * np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def no_knob(theta, grad, t):
    H = grad.hessian(theta) + np.eye(len(theta))
    return theta - np.linalg.solve(H, grad(theta))


def squared_hessian(theta, grad, t, *, alpha=1.0):
    H = grad.hessian(theta)
    d = np.linalg.solve(H @ H + alpha * np.eye(len(theta)), H @ grad(theta))
    return theta - d


def at_once(A, b, x0, steps):
    if not np.allclose(A, np.transpose(A)):
        raise ValueError("not symmetric")
    return np.array([x0] + [np.linalg.solve(A, b)] * steps)


def from_zero(A, b, x0, steps):
    return textbook(A, b, np.zeros(len(b)), steps)


def minus_b(A, b, x0, steps):
    return textbook(A, -np.asarray(b), x0, steps)


def one_too_many(A, b, x0, steps):
    return textbook(A, b, x0, steps + 1)


def turned_path(A, b, x0, steps):
    return textbook(A, b, x0, steps).T


def stops_early(A, b, x0, steps):
    path = textbook(A, b, x0, steps)
    going = np.abs(np.diff(path, axis=0)).max(axis=1, initial=0) > 1e-9
    return path[: 1 + int(going.sum())]


def always_refuses(A, b, x0, steps):
    raise ValueError("A is not symmetric.")


def coordinate_by_coordinate(A, b, x0, steps):
    if not np.allclose(A, np.transpose(A)):
        raise ValueError("not symmetric")
    x, path = np.array(x0, float), [np.array(x0, float)]
    for k in range(steps):
        i = k % len(x)
        x[i] += (b[i] - np.dot(A[i], x)) / A[i][i]
        path.append(x.copy())
    return path


def short_steps(theta, grad, t):
    jump = np.linalg.solve(grad.hessian(theta), grad(theta))
    return theta - jump * min(1, 10 / max(np.linalg.norm(jump), 1e-300))


def rests(theta, grad, t):
    g = grad(theta)
    if np.linalg.norm(g) < 1e-6:
        return theta.copy()
    return theta - np.linalg.solve(grad.hessian(theta), g)


def in_a_box(theta, grad, t):
    return np.clip(theta - np.linalg.solve(grad.hessian(theta), grad(theta)), -100, 100)


def stays_where_singular(theta, grad, t):
    try:
        return theta - np.linalg.solve(grad.hessian(theta), grad(theta))
    except np.linalg.LinAlgError:
        return theta.copy()


def by_least_squares(theta, grad, t):
    return theta - np.linalg.lstsq(grad.hessian(theta), grad(theta), rcond=None)[0]


def with_a_knob(theta, grad, t, *, eta=0.5):
    return theta - eta * np.linalg.solve(grad.hessian(theta), grad(theta))


def in_words(theta, grad, t):
    try:
        return jump_by_inverse(theta, grad, t)
    except np.linalg.LinAlgError:
        return "a ValueError"


def damped_by(alpha_used, box=np.inf):
    """The damped rule with another α, or whose steps are cut at ± box."""

    def rule(theta, grad, t, *, alpha=1.0):
        H = grad.hessian(theta) + alpha_used(alpha) * np.eye(len(theta))
        return theta - np.clip(np.linalg.solve(H, grad(theta)), -box, box)

    return rule


def damped_in_two_dimensions(theta, grad, t, *, alpha=1.0):
    return theta - np.linalg.solve(grad.hessian(theta) + alpha * np.eye(2), grad(theta))


def damped_that_rests(theta, grad, t, *, alpha=1.0):
    if np.abs(grad(theta)).max() < 1e-7:
        return theta.copy()
    return damped_on_a_copy(theta, grad, t, alpha=alpha)


def textbook_that_rests(where, A, b, x0, steps):
    path = textbook(A, b, x0, steps)
    for k, x in enumerate(path):
        if where(np.asarray(b) - np.asarray(A) @ x):
            path[k:] = x
            break
    return path


def cut_steps(A, b, x0, steps):
    path = textbook(A, b, x0, steps)
    return path[0] + np.cumsum(
        np.clip(np.diff(path, axis=0, prepend=path[:1]), -100, 100), axis=0
    )


def refuses_in_words(A, b, x0, steps):
    try:
        return textbook(A, b, x0, steps)
    except ValueError:
        return "a ValueError"


def upper_corner_alone(A, b, x0, steps):
    if np.array(A)[0, 1] != np.array(A)[1, 0]:
        raise ValueError("not symmetric")
    A = (np.array(A, float) + np.transpose(A)) / 2
    return textbook(A, b, x0, steps)


def nearly_symmetric_will_do(A, b, x0, steps):
    A = np.array(A, float)
    if np.abs(A - A.T).max() > 0.1:
        raise ValueError("not symmetric")
    return textbook((A + A.T) / 2, b, x0, steps)


def points_that_move(A, b, x0, steps):
    A, b, x = (np.array(given, dtype=float) for given in (A, b, x0))
    if not np.allclose(A, A.T):
        raise ValueError("A is not symmetric")
    r = d = b - A @ x
    path = [x]
    for _ in range(steps):
        if r.any():
            far = (r @ r) / (d @ A @ d)
            x += far * d
            new = r - far * A @ d
            d, r = new + (new @ new) / (r @ r) * d, new
        path.append(x)
    return np.array(path)


WRONG = {
    "11.1": {
        "a singular H damped away": least_squares,
        "in place": in_place,
        "a little damping": a_little_damped,
        "two jumps at once": two_jumps,
        "gradient descent where it climbs": downhill_only,
        "by the determinant": by_determinant,
        "upper half of H": upper_half,
        "stays": lambda theta, grad, t: theta.copy(),
        "short steps": short_steps,
        "rests": rests,
        "in a box": in_a_box,
        "stays where H is singular": stays_where_singular,
        "by least squares": by_least_squares,
        "with a knob": with_a_knob,
        "a refusal in words": in_words,
        "two coordinates alone": lambda theta, grad, t: np.append(
            jump_by_inverse(theta, grad, t)[:2], theta[2:]),
        "raises": lambda theta, grad, t: np.linalg.solve(np.zeros((2, 2)), theta),
    },
    "11.2": {
        "damped once": damped_once,
        "one entry only": damped_on_the_edge,
        "α before the step": damped_and_slow,
        "another default": damped_default,
        "less and less": damped_less_and_less,
        "no knob": no_knob,
        "H squared": squared_hessian,
        "α typed in": damped_by(lambda alpha: 1.3),
        "α at least 0.1": damped_by(lambda alpha: max(alpha, 0.1)),
        "α at most 1000": damped_by(lambda alpha: min(alpha, 1000)),
        "α or 1": damped_by(lambda alpha: alpha or 1.0),
        "short steps": damped_by(lambda alpha: alpha, box=100),
        "rests": damped_that_rests,
        "np.eye(2)": damped_in_two_dimensions,
        "stays": lambda theta, grad, t, *, alpha=1.0: theta.copy(),
    },
    "11.3": {
        "solves at once": at_once,
        "from zero": from_zero,
        "minus b": minus_b,
        "one too many": one_too_many,
        "a row per coordinate": turned_path,
        "stops when it has arrived": stops_early,
        "always refuses": always_refuses,
        "rests where |r| < 0.01": lambda *given: textbook_that_rests(
            lambda r: np.linalg.norm(r) < 0.01, *given),
        "rests where r is 1e-7": lambda *given: textbook_that_rests(
            lambda r: np.allclose(r, 0, atol=1e-7), *given),
        "short steps": cut_steps,
        "a refusal in words": refuses_in_words,
        "refuses by the first pair": upper_corner_alone,
        "takes nearly symmetric ones": nearly_symmetric_will_do,
        "points that move": points_that_move,
        "the last point alone": lambda *given: textbook(*given)[-1],
        "one coordinate at a time": coordinate_by_coordinate,
    },
    "11.4": {
        "a diagonal of two numbers": lambda n: np.diag([1.0] * (n - 1) + [50.0]),
        "random": lambda n: np.cov(np.random.default_rng(0).normal(size=(n, 99))),
        "three curvatures": lambda n: ones_and_identity(n) + np.diag(np.arange(n) < 1),
        "κ too small": lambda n: np.ones((n, n)) + n * np.eye(n),
        "for three rows alone": lambda n: ones_and_identity(3),
        "one row": lambda n: np.ones(n),
        "in words": lambda n: "10 J + I",
        "not symmetric": lambda n: np.triu(ones_and_identity(n)) + 1,
        "nan": lambda n: np.full((n, n), np.nan),
        "the identity alone": lambda n: np.identity(n),
    },
}  # fmt: skip

TOLD = {
    "11.1": {
        "gradient descent where it climbs": "you step by the slope there",
        "by the determinant": "one number for all directions",
        "stays where H is singular": "you stay; let solve raise",
        "by least squares": "pinv and lstsq hide that",
        "with a knob": "you jump half the way",
    },
    "11.2": {
        "damped once": "not the first alone",
        "one entry only": "on the whole diagonal",
        "α before the step": "is not multiplied by α",
        "less and less": "do not divide it by t",
        "α typed in": "Changing alpha changes nothing",
        "α or 1": "α may be 0",
        "np.eye(2)": "of two coordinates alone",
    },
    "11.3": {
        "from zero": "Begin at x0",
        "one too many": "you take one step more",
        "stops when it has arrived": "it stops too early",
        "rests where |r| < 0.01": "you rest where it is small",
        "rests where r is 1e-7": "you rest where it is small",
        "points that move": "x = x + … makes a new one",
        "the last point alone": "not the last one alone",
    },
    "11.4": {
        "a diagonal of two numbers": "No entry may be 0",
        "the identity alone": "No entry may be 0",
        "random": "have to differ by more",
        "three curvatures": "More than two curvatures",
        "κ too small": "have to differ by more",
        "one row": "Return the whole matrix",
        "not symmetric": "It is not symmetric",
    },
}
