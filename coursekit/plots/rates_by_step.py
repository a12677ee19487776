"""The rate that each of two coordinates gets, step by step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from coursekit import plots
from coursekit.arrays import Array


def rates_by_step(
    rates: Array, ideal: Sequence[str] = (), log: bool = False, alt: str = ""
) -> Axes:
    """Rates (steps, 2) of x and y from step 1 on; x is solid, y dashed.

    ideal  a fraction per coordinate as text, as in ("1/12", "1/80"): a dotted line
           each at the rate that would take one step
    """
    steps = np.arange(1, len(rates) + 1)
    first, last = (", ".join(f"{x:.2g}" for x in rates[k]) for k in (0, -1))
    told = f"Rates of x and y: {first} at step 1, {last} at step {len(rates)}."
    ax = plots.axes(f"{alt} {told}".strip())
    looks = {"x": (plots.BLUE, "-", "o"), "y": (plots.VERMILION, "--", "s")}
    for k, (name, (colour, line, marker)) in enumerate(looks.items()):
        style = {"color": colour, "linestyle": line, "marker": marker}
        ax.plot(steps, rates[:, k], label=name, markersize=4, markevery=0.04, **style)
    for name, (colour, _, _) in zip(ideal, looks.values()):
        over, _, under = name.partition("/")
        level = float(over) / float(under)
        ax.axhline(level, color=colour, linestyle=":", linewidth=1)
        ax.text(len(rates), level, name, ha="right", va="bottom", color=colour)
    ax.set(xlabel="step", ylabel="rate", yscale="log" if log else "linear")
    ax.legend(fontsize="small")
    return ax
