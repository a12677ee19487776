"""The tables that tests run over: every rule, every problem; new ones are in too."""

import numpy as np

from coursekit import dialects, online, optimizers, problems
from coursekit.problem import Problem
from coursekit.rule import Optimizer


def _things(module, kind):
    return {k: v for k, v in vars(module).items() if isinstance(v, kind)}


REFERENCE = _things(optimizers, Optimizer)
DIALECTS = {
    f"{owner}.{name}": rule
    for owner in dialects.__all__
    for name, rule in _things(getattr(dialects, owner), Optimizer).items()
}
RULES = REFERENCE | DIALECTS
# They solve and sum over coordinates, so a batch may round differently.
CURVATURE = {
    "steepest_descent", "newton", "damped_newton", "conjugate_gradient",
    "polak_ribiere", "polak_ribiere_plus",
}  # fmt: skip

_rng = np.random.default_rng(7)
_X = _rng.normal(size=(30, 3))
_LABELS = (_X @ (1.0, -2.0, 0.5) + _rng.normal(size=30) > 0).astype(float)
_TILTED = np.array(((3.0, 1.0, 0.0), (1.0, 0.5, 0.0), (0.0, 0.0, 1e-3)))

ELEMENTWISE = _things(problems, Problem) | {
    "rotated_canyon": problems.rotated_canyon(30),
    "noisy_quadratic": online.noisy_quadratic((4.0, 1.0), sigma=0.1),
    "reddi": online.reddi(),
    "reddi_random": online.reddi_random(),
}
MATRIX = {
    "quadratic": problems.quadratic(_TILTED, (1.0, 0.0, -1.0)),
    "linear_regression": online.linear_regression(_X, _X @ (1.0, 2.0, 3.0)),
    "logistic_regression": online.logistic_regression(_X, _LABELS, l2=0.01),
    "minibatches": online.logistic_regression(_X, _LABELS, 0.01, batch_size=8, seed=3),
}
PROBLEMS = ELEMENTWISE | MATRIX


def starts(problem, n=5, seed=0):
    """n starts inside the problem's window, (n, d)."""
    low, high = problem.window.T
    return low + (high - low) * np.random.default_rng(seed).random((n, low.size))
