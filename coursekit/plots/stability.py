"""Momentum and Nesterov's rule by η, β and curvature: who stays, and who is faster."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.arrays import Array
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes
from coursekit.plots.regions import regions

Rate = Callable[[ArrayLike, ArrayLike], Array]  # (ηλ, β) to the factor of one step


def stable_limits(marks: dict[str, tuple[float, float]]) -> Axes:
    """The largest stable ηλ of both rules against β, with points (β, ηλ) by name."""
    beta = np.linspace(0, 1, 101)
    rising, falling = 2 + 2 * beta, (2 + 2 * beta) / (1 + 2 * beta)
    ax = axes(
        f"The largest stable ηλ by β, from {rising[0]:.0f}: momentum's rises to "
        f"{rising[-1]:.0f}, Nesterov's falls to {falling[-1]:.2f}."
    )
    lines = {"momentum": rising, "nesterov": falling}
    levels = {"gradient descent": 2}
    curves(lines, "largest stable ηλ", beta, "β", levels=levels, marks=marks, ax=ax)
    ax.set_ylim(0, 4.2)
    return ax


def factor_by_push(momentum_rate: Rate, nesterov_rate: Rate, beta: float) -> Axes:
    """By which factor an error shrinks per step under both rules, against ηλ."""
    a = np.linspace(0.001, 1.6, 800)
    lines = {"momentum": momentum_rate(a, beta), "nesterov": nesterov_rate(a, beta)}
    best = a[lines["nesterov"].argmin()]
    ax = axes(
        f"The factor per step against ηλ at β = {beta}: momentum's is level at "
        f"{lines['momentum'].min():.3f}, Nesterov's falls until ηλ = {best:.2f}."
    )
    curves(lines, "factor per step", a, "ηλ", levels={"runs away": 1}, ax=ax)
    ax.set_ylim(0, 1.25)
    return ax


def faster(
    momentum_rate: Rate, nesterov_rate: Rate, curvatures: Sequence[float]
) -> Axes:
    """Which rule is faster at which η and β, on a bowl with these curvatures."""
    etas = np.linspace(0, 4 / max(curvatures), 101)[1:]
    betas = np.linspace(0, 0.99, 100)
    a = etas * np.reshape(curvatures, (-1, 1, 1))
    m, n = (
        rate(a, betas[:, None]).max(axis=0) for rate in (momentum_rate, nesterov_rate)
    )
    cases = {
        "Nesterov faster": (n < 1) & (n < m),
        "momentum faster": (n < 1) & (n >= m),
        "only momentum converges": (m < 1) & (n >= 1),
    }
    ours, theirs = (best_factor(r, curvatures) for r in (momentum_rate, nesterov_rate))
    best = f"best factor: momentum {ours:.2f}, Nesterov {theirs:.2f}"
    ax = regions(etas, betas, cases, xlabel="η", ylabel="β", alt=f"The {best}.")
    ax.set_title(best, fontsize="medium")
    return ax


def best_factor(rate: Rate, curvatures: Sequence[float]) -> float:
    """The least factor of the slower direction, over all η and β: ever finer grids."""
    low, high = np.zeros(2), np.array([4 / max(curvatures), 1.0])
    for _ in range(4):
        etas, betas = np.linspace(low, high, 201).T
        a = etas * np.reshape(curvatures, (-1, 1, 1))
        factor = rate(a, betas[:, None]).max(axis=0)
        row, column = np.unravel_index(factor.argmin(), factor.shape)
        best, near = np.array([etas[column], betas[row]]), (high - low) / 20
        low, high = np.maximum(best - near, 0), best + near
    return float(factor.min())
