"""Problems whose gradient depends on the step: minibatches, noise, online losses.

Randomness is a function of a seed and the step t, so a run can be repeated and
continued from any row; the runs of one batch all meet the same draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Draw, Integers
from coursekit.problem import SUBSCRIPTS, Problem

DRAWN_AT_ONCE = 1000


def minibatches(n: int, batch_size: int, seed: int = 0) -> Draw:
    """A function of t = 1, 2, ...: the rows that step t sees, numbers from 0 to n − 1.

    Each epoch shuffles the n rows anew; its last batch holds what is left. Raises
    ValueError for a batch of no row, or of more than n.
    """
    if not 1 <= batch_size <= n:
        raise ValueError(f"A batch of {n} rows has 1 to {n} of them; got {batch_size}.")
    steps_per_epoch = -(-n // batch_size)

    @lru_cache(maxsize=2)
    def shuffled(epoch: int) -> Integers:
        return np.random.default_rng((seed, epoch)).permutation(n)

    def rows(t: int) -> Integers:
        epoch, batch = divmod(t - 1, steps_per_epoch)
        return shuffled(epoch)[batch * batch_size : (batch + 1) * batch_size]

    return rows


def random_rows(n: int, batch_size: int, seed: int = 0) -> Draw:
    """A function of t = 1, 2, ...: the rows that step t sees, drawn from all n anew.

    A row may come twice, in one step too. Raises ValueError for a batch of no row.
    """
    if batch_size < 1:
        raise ValueError(f"A batch has one row or more; got {batch_size}.")
    return lambda t: np.random.default_rng((seed, t)).integers(n, size=batch_size)


def linear_regression(
    X: ArrayLike,
    y: ArrayLike,
    batch_size: int | None = None,
    seed: int = 0,
    draw: Callable[[int, int, int], Draw] = minibatches,
) -> Problem:
    """Half the mean squared error of X @ theta, for rows X (n, d) and numbers y (n,).

    batch_size  how many rows a step sees, all of them if None
    draw        which rows these are: minibatches (shuffled), or random_rows
    Raises ValueError for shapes that do not fit together.
    """
    X, y = _data(X, y)

    def gradient(theta, rows=slice(None)):
        return (theta @ X[rows].T - y[rows]) @ X[rows] / len(y[rows])

    hessian = X.T @ X / len(y)
    return Problem(
        value=lambda theta: ((theta @ X.T - y) ** 2).mean(axis=-1) / 2,
        gradient=gradient,
        hessian=lambda theta: np.broadcast_to(hessian, (*theta.shape, X.shape[1])),
        name="linear regression",
        start=np.zeros(X.shape[1]),
        letters=weights(X.shape[1]),
        minima=np.linalg.lstsq(X, y, rcond=None)[0],
        oracle=_sampled(gradient, len(y), batch_size, seed, draw),
    )


def weights(d: int) -> tuple[str, ...]:
    """What the d weights of a model are called in pictures: w₁, w₂, ..."""
    return tuple("w" + str(n).translate(SUBSCRIPTS) for n in range(1, d + 1))


def logistic_regression(
    X: ArrayLike,
    y: ArrayLike,
    l2: float = 0.0,
    batch_size: int | None = None,
    seed: int = 0,
) -> Problem:
    """The mean log-loss of labels y, 0 or 1, plus l2/2 times the squared weights.

    The rest is as in linear_regression; labels other than 0 and 1 raise ValueError.
    """
    X, y = _data(X, y, labels=(0, 1))

    def value(theta):
        z = theta @ X.T
        return (np.logaddexp(0, z) - y * z).mean(axis=-1) + l2 / 2 * (theta**2).sum(-1)

    def gradient(theta, rows=slice(None)):
        wrong = _sigmoid(theta @ X[rows].T) - y[rows]
        return wrong @ X[rows] / len(y[rows]) + l2 * theta

    def hessian(theta):
        p = _sigmoid(theta @ X.T)[..., None, :]
        return X.T * (p * (1 - p)) @ X / len(y) + l2 * np.eye(X.shape[1])

    return Problem(
        value=value,
        gradient=gradient,
        hessian=hessian,
        name="logistic regression",
        start=np.zeros(X.shape[1]),
        letters=weights(X.shape[1]),
        oracle=_sampled(gradient, len(y), batch_size, seed),
    )


def noisy_quadratic(
    eigenvalues: ArrayLike = (1.0,), sigma: ArrayLike = 1.0, seed: int = 0
) -> Problem:
    """½ Σ λ θ², seen through gradients with normal noise of size sigma.

    sigma  a number, or one for each coordinate
    """
    curvature = np.asarray(eigenvalues, float)

    def oracle(theta, t):
        noise = np.random.default_rng((seed, t)).normal(size=curvature.size)
        return curvature * theta + np.asarray(sigma) * noise

    return Problem(
        value=lambda theta: (curvature * theta**2).sum(axis=-1) / 2,
        gradient=lambda theta: curvature * theta,
        hessian=lambda theta: np.broadcast_to(
            np.diag(curvature), (*theta.shape, curvature.size)
        ),
        name="noisy quadratic",
        start=np.ones(curvature.size),
        minima=np.zeros(curvature.size),
        oracle=oracle,
    )


def repeated(slopes: Sequence[float], name: str = "repeated slopes") -> Problem:
    """Losses slope·x on [−1, 1] with these slopes (n,), in turn, again and again.

    Raises ValueError where their mean is not above 0, so that −1 is not the best place.
    """
    return _online(
        lambda t: float(slopes[(t - 1) % len(slopes)]), float(np.mean(slopes)), name
    )


def reddi(C: float = 3.0) -> Problem:
    """Reddi, Kale, Kumar (2018): loss C·x every third step, else −x, on [−1, 1]."""
    return repeated((C, -1.0, -1.0), f"reddi, C = {C:g}")


def reddi_random(
    C: float = 3.0, delta: float = 0.2, seed: int | Sequence[int] = 0
) -> Problem:
    """The same, drawn: loss C·x with the probability (1+δ)/(C+1), else −x.

    seed  a number, or several: row i of the runs, (seeds, ..., 1), meets seed i's draws
    """
    p = (1 + delta) / (C + 1)

    def slope(t):
        block, place = divmod(t, DRAWN_AT_ONCE)
        drawn = np.array([_uniform(s, block)[place] for s in np.atleast_1d(seed)])
        slopes = np.where(drawn < p, C, -1.0)
        return slopes if np.ndim(seed) else slopes[0]

    return _online(slope, p * C - (1 - p), f"reddi at random, C = {C:g}")


@lru_cache(maxsize=64)
def _uniform(seed: int, block: int) -> Array:
    """Numbers from 0 to 1 for the steps of a block; a generator a step is slow."""
    return np.random.default_rng((seed, block)).random(DRAWN_AT_ONCE)


def _online(slope: Callable[[int], ArrayLike], mean_slope: float, name: str) -> Problem:
    """Linear losses slope(t)·x on [−1, 1]; the best fixed point of their mean is −1."""
    if mean_slope <= 0:
        raise ValueError(
            f"{name}: the mean slope is {mean_slope:g}, so −1 is not best."
        )

    def oracle(theta, t):
        slopes = np.asarray(slope(t))
        return np.zeros_like(theta) + slopes.reshape(-1, *[1] * (theta.ndim - 1))

    return Problem(
        value=lambda theta: mean_slope * theta[..., 0],
        gradient=lambda theta: np.full_like(theta, mean_slope),
        hessian=lambda theta: np.zeros((*theta.shape, 1)),
        name=name,
        start=(0.0,),
        window=((-1.25, 1.25),),
        minima=((-1.0,),),
        oracle=oracle,
        project=lambda theta: np.clip(theta, -1, 1),
    )


def _data(
    X: ArrayLike, y: ArrayLike, labels: tuple[int, int] | None = None
) -> tuple[Array, Array]:
    X, y = np.asarray(X, float), np.asarray(y, float)
    if X.ndim != 2 or y.shape != X.shape[:1]:
        raise ValueError(
            f"X needs the shape (rows, columns) and y one number per row; "
            f"they have the shapes {X.shape} and {y.shape}."
        )
    if labels is not None and not np.isin(y, labels).all():
        raise ValueError("logistic_regression needs the labels 0 and 1.")
    return X, y


def _sampled(gradient, n, batch_size, seed, draw=minibatches):
    """The oracle of a data set: the gradient of the minibatch that step t draws."""
    if batch_size is None:
        return None
    rows = draw(n, batch_size, seed)
    return lambda theta, t: gradient(theta, rows(t))


def _sigmoid(z):
    """1 / (1 + exp(-z)), in a form that cannot overflow."""
    return (1 + np.tanh(z / 2)) / 2
