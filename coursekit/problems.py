"""What the course minimises: functions with their gradients and curvature.

Coordinates lie on the last axis of `theta`, runs on the axes before it, so the
same surface answers for one point and for ten thousand.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Problem:
    """A function to minimise, and what is known about it.

    value     theta (..., d) -> loss (...)
    gradient  theta (..., d) -> (..., d); a central difference of `value` if not given
    hessian   theta (..., d) -> (..., d, d), where it is known
    start     (d,), where a path begins unless told otherwise
    window    (d, 2), lowest and highest value to draw, per coordinate
    minima    (n, d), local minima, the deepest first; `saddles` likewise
    oracle    (theta, t) -> the gradient that step t = 1, 2, ... sees, where that
              is not the full one (minibatches, online losses)
    """

    value: Callable
    gradient: Callable | None = None
    hessian: Callable | None = None
    name: str = "own problem"
    start: tuple = (0.0,)
    window: tuple | None = None
    minima: tuple = ()
    saddles: tuple = ()
    oracle: Callable | None = None

    def __post_init__(self):
        d = np.size(self.start)
        window = self.window or ((-3.0, 3.0),) * d
        if np.shape(window) != (d, 2):
            raise ValueError(
                f"{self.name}: the start has {d} coordinates, so window needs {d} "
                f"(low, high) pairs; it has the shape {np.shape(window)}."
            )
        gradient = self.gradient or difference_quotient(self.value)
        keep = {
            "start": np.asarray(self.start, float).reshape(d),
            "window": np.asarray(window, float),
            "minima": np.asarray(self.minima, float).reshape(-1, d),
            "saddles": np.asarray(self.saddles, float).reshape(-1, d),
            "gradient": gradient,
            "oracle": self.oracle or (lambda theta, t: gradient(theta)),
        }
        for name, value in keep.items():
            object.__setattr__(self, name, value)

    def __repr__(self):
        return f"<Problem {self.name}, {self.start.size}-dimensional>"


def difference_quotient(value, h=1e-5):
    """The gradient of `value` as central differences: error about h², no algebra."""

    def gradient(theta):
        shifts = h * np.eye(theta.shape[-1])
        ahead, behind = theta[..., None, :] + shifts, theta[..., None, :] - shifts
        return (value(ahead) - value(behind)) / (2 * h)

    return gradient


def surface(f, partials, second, **known):
    """A Problem written in its coordinates: f(x, y), (f_x, f_y), ((f_xx, f_xy), ...)."""

    def hessian(theta):
        rows = second(*theta.T)
        like = np.zeros(theta.T.shape[1:])
        return np.array([[entry + like for entry in row] for row in rows]).T

    return Problem(
        value=lambda theta: f(*theta.T).T,
        gradient=lambda theta: np.array(partials(*theta.T)).T,
        hessian=hessian,
        **known,
    )


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

# MDL section 11.1: a bowl that is nearly round, and a canyon
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


# MDL equation 11.4: a well of depth 2 at (−1, 1) and one of depth 1 at (1, −1).
# They pull on each other, so the minima lie a little inside.
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
    minima=((-0.98038364, 0.98038364), (0.8939741, -0.8939741)),
    saddles=((0.36407404, -0.36407404),),
)
