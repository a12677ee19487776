"""The surfaces of the course, with their gradients, Hessians, minima and saddles.

Each is a Problem (`coursekit/problem.py`) and answers for one point and for ten
thousand. Data sets and gradients that change from step to step: `coursekit/online.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from coursekit.problem import Problem, surface

# MDL equation 11.2
parabola = surface(
    lambda x: 6 * x**2 - 12 * x + 3,
    lambda x: (12 * x - 12,),
    lambda x: ((12,),),
    name="parabola",
    start=(-0.9,),
    window=((-1, 3),),
    minima=((1,),),
)

# MDL, "a Single Minimum": a bowl that is nearly round, and a canyon
bowl = surface(
    lambda x, y: 6 * x**2 + 9 * y**2 - 12 * x - 14 * y + 3,
    lambda x, y: (12 * x - 12, 18 * y - 14),
    lambda x, y: ((12, 0), (0, 18)),
    name="bowl",
    start=(-0.5, 2.9),
    window=((-1, 3), (-1, 3)),
    minima=((1, 7 / 9),),
)

canyon = surface(
    lambda x, y: 6 * x**2 + 40 * y**2 - 12 * x - 30 * y + 3,
    lambda x, y: (12 * x - 12, 80 * y - 30),
    lambda x, y: ((12, 0), (0, 80)),
    name="canyon",
    start=(-0.5, 2.3),
    window=((-1, 3), (-1, 3)),
    minima=((1, 3 / 8),),
)

# HOML's picture of scales that differ: shallow along x, steep along y
elongated_bowl = surface(
    lambda x, y: x**2 / 2 + 8 * y**2,
    lambda x, y: (x, 16 * y),
    lambda x, y: ((1, 0), (0, 16)),
    name="elongated_bowl",
    start=(-2.5, 1.0),
    window=((-3, 1), (-1.5, 1.5)),
    minima=((0, 0),),
)


def rotated_canyon(degrees: float = 45) -> Problem:
    """The canyon and its start, turned about its minimum: steep across the axes."""
    angle, centre = np.deg2rad(degrees), canyon.minima[0]
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    f_xx, f_yy = 12 * cos**2 + 80 * sin**2, 12 * sin**2 + 80 * cos**2
    f_xy = (12 - 80) * cos * sin

    def partials(x, y):
        x, y = x - 1, y - 3 / 8
        return f_xx * x + f_xy * y, f_xy * x + f_yy * y

    def value(x, y):
        f_x, f_y = partials(x, y)
        return ((x - 1) * f_x + (y - 3 / 8) * f_y) / 2 - 8.625

    return surface(
        value,
        partials,
        lambda x, y: ((f_xx, f_xy), (f_xy, f_yy)),
        name=f"canyon turned by {degrees}°",
        start=centre + ((cos, -sin), (sin, cos)) @ (canyon.start - centre),
        window=centre[:, None] + np.array((-2.5, 2.5)),
        minima=canyon.minima,
    )


def quadratic(
    A: ArrayLike, b: ArrayLike | None = None, start: ArrayLike | None = None
) -> Problem:
    """½ θᵀAθ − bᵀθ for a symmetric A (d, d), in any number d of dimensions.

    b (d,) is 0 and the start (d,) all ones if None. Its minimum is known where A is
    positive definite. Raises ValueError for other shapes and where A ≠ Aᵀ.
    """
    A = np.asarray(A, float)
    d = len(A)
    b = np.zeros(d) if b is None else np.asarray(b, float)
    if A.shape != (d, d) or b.shape != (d,) or not np.allclose(A, A.T):
        raise ValueError(
            f"quadratic needs a symmetric (d, d) matrix and d numbers; A has the "
            f"shape {A.shape}, b {b.shape}."
        )
    definite = np.linalg.eigvalsh(A)[0] > 0
    return Problem(
        value=lambda theta: ((theta @ A / 2 - b) * theta).sum(axis=-1),
        gradient=lambda theta: theta @ A - b,
        hessian=lambda theta: np.broadcast_to(A, (*np.shape(theta), d)),
        name=f"quadratic in {d} dimensions",
        start=np.ones(d) if start is None else start,
        minima=np.linalg.solve(A, b) if definite else (),
    )


# MDL equation 11.4: a well of depth 2 at (−1, 1) and one of depth 1 at (1, −1).
# Each pulls on the other, so the minima lie a little towards one another.
def _wells(x, y):
    deep = 2 * np.exp(-((x + 1) ** 2 + (y - 1) ** 2) / 2)
    shallow = np.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    return deep, shallow


def _two_wells_partials(x, y):
    deep, shallow = _wells(x, y)
    return (
        deep * (x + 1) + shallow * (x - 1),
        deep * (y - 1) + shallow * (y + 1),
    )


def _two_wells_second(x, y):
    deep, shallow = _wells(x, y)
    f_xy = -deep * (x + 1) * (y - 1) - shallow * (x - 1) * (y + 1)
    return (
        (deep * (1 - (x + 1) ** 2) + shallow * (1 - (x - 1) ** 2), f_xy),
        (f_xy, deep * (1 - (y - 1) ** 2) + shallow * (1 - (y + 1) ** 2)),
    )


two_wells = surface(
    lambda x, y: -sum(_wells(x, y)),
    _two_wells_partials,
    _two_wells_second,
    name="two_wells",
    start=(0.0, 0.0),
    window=((-2, 2), (-2, 2)),
    minima=(
        (-0.9803836355776621, 0.9803836355776621),
        (0.8939741041006755, -0.8939741041006755),
    ),
    saddles=((0.3640740385517348, -0.3640740385517348),),
)

rosenbrock = surface(
    lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    lambda x, y: (2 * (x - 1) - 400 * x * (y - x**2), 200 * (y - x**2)),
    lambda x, y: ((2 - 400 * (y - 3 * x**2), -400 * x), (-400 * x, 200)),
    name="rosenbrock",
    start=(-1.2, 1.0),
    window=((-2, 2), (-1, 3)),
    minima=((1, 1),),
)


def _himmelblau_partials(x, y):
    a, b = x**2 + y - 11, x + y**2 - 7
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


himmelblau = surface(
    lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    _himmelblau_partials,
    lambda x, y: (
        (12 * x**2 + 4 * y - 42, 4 * (x + y)),
        (4 * (x + y), 4 * x + 12 * y**2 - 26),
    ),
    name="himmelblau",
    start=(0.0, 0.0),
    window=((-5, 5), (-5, 5)),
    minima=(
        (3, 2),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286169),
        (3.584428340330492, -1.848126526964404),
    ),
    saddles=(
        (0.0866775045553964, 2.884254701174776),
        (-3.07302575076439, -0.0813530442879675),
        (3.385154183607021, 0.0738518798377493),
        (-0.127961346730680, -1.953714980244577),
    ),
)


def _beale_terms(x, y):
    """Beale's three residuals a, with their partials a_x, a_y and a_xy, a_yy."""
    yy, yyy = y * y, y * y * y
    return (
        (1.5 - x + x * y, y - 1, x, 1, 0),
        (2.25 - x + x * yy, yy - 1, 2 * x * y, 2 * y, 2 * x),
        (2.625 - x + x * yyy, yyy - 1, 3 * x * yy, 3 * yy, 6 * x * y),
    )


def _beale_second(x, y):
    terms = _beale_terms(x, y)
    f_xx = sum(2 * a_x**2 for _, a_x, _, _, _ in terms)
    f_xy = sum(2 * (a_x * a_y + a * a_xy) for a, a_x, a_y, a_xy, _ in terms)
    f_yy = sum(2 * (a_y**2 + a * a_yy) for a, _, a_y, _, a_yy in terms)
    return (f_xx, f_xy), (f_xy, f_yy)


beale = surface(
    lambda x, y: sum(a**2 for a, *_ in _beale_terms(x, y)),
    lambda x, y: (
        sum(2 * a * a_x for a, a_x, *_ in _beale_terms(x, y)),
        sum(2 * a * a_y for a, _, a_y, *_ in _beale_terms(x, y)),
    ),
    _beale_second,
    name="beale",
    start=(1.0, 1.5),
    window=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((3, 0.5),),
    saddles=((0, 1),),
)

saddle = surface(
    lambda x, y: x**2 - y**2,
    lambda x, y: (2 * x, -2 * y),
    lambda x, y: ((2, 0), (0, -2)),
    name="saddle",
    start=(0.5, 0.3),
    window=((-1, 1), (-1, 1)),
    saddles=((0, 0),),
)

# A wall of slope 100 above x = 5, a plain of slope 1 behind it, a bowl within ±1:
# what AdaGrad sums up on the wall, it never forgets.
wall = surface(
    lambda x: np.where(
        np.abs(x) < 1, x**2 / 2, np.abs(x) - 0.5 + 99 * np.maximum(x - 5, 0)
    ),
    lambda x: (np.where(x > 5, 100, np.clip(x, -1, 1)),),
    lambda x: ((np.where(np.abs(x) < 1, 1, 0),),),
    name="wall",
    start=(6.0,),
    window=((-2, 7),),
    minima=((0,),),
)

# Lessard, Recht and Packard (2016), section 4.6: convex, yet the heavy ball with
# eta = 1/9, beta = 4/9, the best for curvatures from 1 to 25, cycles from 3.3
lessard = surface(
    lambda x: np.where(
        x < 1,
        12.5 * x**2,
        np.where(x < 2, x**2 / 2 + 24 * x - 12, 12.5 * x**2 - 24 * x + 36),
    ),
    lambda x: (np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24)),),
    lambda x: ((np.where((x >= 1) & (x < 2), 1, 25),),),
    name="lessard",
    start=(3.3,),
    window=((-4, 4),),
    minima=((0,),),
)
