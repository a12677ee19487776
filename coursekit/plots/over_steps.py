"""Numbers against the step, a curve per name."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit import plots


def over_steps(
    curves: Mapping[str, ArrayLike],
    ylabel: str,
    *,
    alt: str = "",
    title: str = "",
    log: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """A curve per name, numbers (n,) of n steps; a rule's name brings its look.

    log  whether the upright axis is logarithmic
    """
    if ax is None:
        ax = plots.axes(f"{alt} {_in_words(curves)}".strip(), 6, 3.5)
    for (name, values), look in zip(curves.items(), plots.looks([*curves])):
        (line,) = ax.plot(values, label=name, markevery=0.1, markersize=5)
        line.set(**look)
    ax.set(xlabel="step", ylabel=ylabel, title=title)
    if log:
        ax.set_yscale("log")
    if len(curves) > 1:
        ax.legend(fontsize="small", framealpha=0.9)
    return ax


def _in_words(curves: Mapping[str, ArrayLike]) -> str:
    """From where to where each curve goes."""
    ends = {name: np.asarray(values, float)[[0, -1]] for name, values in curves.items()}
    went = (f"{name} from {a:.3g} to {b:.3g}" for name, (a, b) in ends.items())
    return f"{', '.join(went)}."
