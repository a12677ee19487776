"""The rate that a rule takes, step by step: beside its ideal, beside the distance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined


def rates_by_step(rates: Array, ideal: Sequence[str] = (), alt: str = "") -> Axes:
    """Rates (steps, 2) of x and y from step 1 on.

    ideal  a fraction per coordinate as text, as in ("1/12", "1/80"): a dotted line
           each at the rate that would take one step
    """
    first, last = (", ".join(f"{x:.2g}" for x in rates[k]) for k in (0, -1))
    told = f"Rates of x and y: {first} at step 1, {last} at step {len(rates)}."
    return curves(
        dict(zip("xy", rates.T)),
        "rate",
        np.arange(1, len(rates) + 1),
        levels={f"{at} for {name}": _value(at) for name, at in zip("xy", ideal)},
        ax=axes(joined(alt, told)),
    )


def _value(fraction):
    over, _, under = fraction.partition("/")
    return float(over) / float(under)


def distance_and_rate(away: Array, rate: Array, limit: float) -> Axes:
    """|x| and η/√s (steps,) from step 1 on, and the rate from which steps lead away."""
    steps = np.arange(1, len(away) + 1)
    passed = steps[np.argmax(rate > limit)]
    told = (
        f"The distance falls to {away.min():.0e} at step {steps[away.argmin()]} and "
        f"ends at {away[-1]:.2g}; the rate passes {limit:g} at step {passed}."
    )
    return curves(
        {"distance |x|": away, "rate η/√s": rate},
        "distance, rate",
        steps,
        log="y",
        levels={"2/λ": limit},
        ax=axes(told),
    )
