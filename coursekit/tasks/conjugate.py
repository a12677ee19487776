"""Conjugate gradients on A and b, and what people write instead."""

import numpy as np


def directed(A, b, x0, steps, residual=None, kept=None, length=None, check=True):
    """Conjugate gradients; residual, kept and length replace one equation each.

    residual  (r, push, A, b, x) -> the next r, where push = A @ step
    kept      (new, old) -> the share of the old direction that stays
    length    (r, d, A) -> how far to go along d
    """
    residual = residual or (lambda r, push, A, b, x: r - push)
    kept = kept or (lambda new, old: (new @ new) / (old @ old))
    length = length or (lambda r, d, A: (r @ r) / (d @ A @ d))
    A, b, x = (np.array(given, dtype=float) for given in (A, b, x0))
    if check and not np.allclose(A, A.T):
        raise ValueError("Conjugate gradients need a symmetric A.")
    r = d = b - A @ x
    path = [x]
    for _ in range(steps):
        if r.any():
            step = length(r, d, A) * d
            x = x + step
            new = residual(r, A @ step, A, b, x)
            d, r = new + kept(new, r) * d, new
        path.append(x)
    return np.array(path)


def replaced(**equations):
    def answer(A, b, x0, steps):
        return directed(A, b, x0, steps, **equations)

    return answer


def upside_down(A, b, x0, steps):
    A, b, x = (np.array(given, dtype=float) for given in (A, b, x0))
    if not np.allclose(A, A.T):
        raise ValueError("A is not symmetric.")
    r = d = A @ x - b
    path = [x]
    for _ in range(steps):
        if r.any():
            far = (r @ r) / (d @ A @ d)
            x, new = x + far * d, r - far * A @ d
            d, r = new + (new @ new) / (r @ r) * d, new
        path.append(x)
    return np.array(path)


def into_b(A, b, x0, steps):
    """Writes its residual into the caller's b, where that is an array."""
    A, x = np.array(A, dtype=float), np.array(x0, dtype=float)
    r = np.asarray(b, dtype=float)
    r -= A @ x
    return directed(A, r + A @ x, x, steps)


def no_rest(A, b, x0, steps):
    A, b, x = (np.array(given, dtype=float) for given in (A, b, x0))
    if not np.allclose(A, A.T):
        raise ValueError("A is not symmetric.")
    r = d = b - A @ x
    path = [x]
    for _ in range(steps):
        far = (r @ r) / (d @ A @ d)
        x, new = x + far * d, r - far * A @ d
        d, r = new + (new @ new) / (r @ r) * d, new
        path.append(x)
    return np.array(path)


def fixed(A, b, x0, steps):
    return directed(A, b, x0, steps, length=lambda r, d, A: 0.1)


def of_lengths(new, old):
    return np.sqrt((new @ new) / (old @ old))
