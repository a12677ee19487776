"""Pictures in words: what walked, from where to where, with numbers people say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from coursekit.arrays import Array, Integers
from coursekit.problem import Problem

SYMBOLS = {
    "eta": "η", "eta0": "η₀", "beta": "β", "beta1": "β₁", "beta2": "β₂", "eps": "ε",
    "rho": "ρ", "gamma": "γ", "mu": "μ", "alpha": "α", "lambda1": "λ₁", "lambda2": "λ₂",
    "weight_decay": "λ", "kappa": "κ", "phi": "φ", "psi": "ψ",
    "eta_final": "η_final",
}  # fmt: skip  # of knobs

MINUS = re.compile(r"(?<!\w)-(?=\d|inf)|(?<=\de)-0?(?=\d)")  # as Python writes it


class Run(Protocol):
    """What of a Trajectory is drawn."""

    @property
    def optimizer(self) -> Any: ...
    @property
    def problem(self) -> Problem: ...
    @property
    def theta(self) -> Array: ...
    @property
    def loss(self) -> Array: ...
    @property
    def left_at(self) -> Integers: ...
    @property
    def basin(self) -> Integers: ...


def signed(text: str) -> str:
    """The same words, where a number has a minus in place of a hyphen: −0.9, 1e−7."""
    return MINUS.sub("−", text)


def point(theta: ArrayLike) -> str:
    """Coordinates as text: (0.9678, 0.3765); 0 is what no picture tells from it."""
    seen = np.where(np.abs(theta) < 1e-4, 0, theta)
    return "(" + ", ".join(f"{x:.4g}" for x in np.atleast_1d(seen)) + ")"


def loss_of(problem: Problem) -> str:
    """What the loss is called on an axis: f(x, y); f(θ) where there are many."""
    letters = problem.letters if len(problem.letters) <= 2 else ("θ",)
    return f"f({', '.join(letters)})"


def rule_in_words(optimizer: Any) -> str:
    """A rule with its knobs, as one says them: momentum with η = 0.111 and β = 0.9."""
    knobs = [(k, v) for k, v in optimizer.knobs.items() if k != "eps"]
    said = [f"{SYMBOLS.get(knob, knob)} = {_value(v)}" for knob, v in knobs]
    with_them = " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))
    return f"{optimizer.name} with {with_them}" if said else optimizer.name


def _value(knob):
    if callable(knob):
        return "a schedule"
    return f"{knob:.3g}" if np.ndim(knob) == 0 else "several values"


def words(run: Run) -> str:
    """One sentence about a single run: what walked, from where to where."""
    steps, at = len(run.theta) - 1, run.left_at
    left = f"; it leaves the picture at step {at}" if at >= 0 else ""
    return (
        f"{rule_in_words(run.optimizer)} on {run.problem.name}, {steps} steps from "
        f"{point(run.theta[0])} to {point(run.theta[-1])}{left}."
    )


def together(alt: str, runs: Sequence[Run]) -> str:
    """What was said of a picture, and a sentence for each run in it."""
    return joined(alt, " ".join(words(run) for run in runs))


def joined(alt: str, computed: str) -> str:
    """What was said of a picture, then what is computed from its data."""
    return f"{alt} {computed}".strip()
