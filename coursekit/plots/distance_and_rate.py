"""The distance from a minimum beside the rate that a rule takes there."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from coursekit import plots
from coursekit.arrays import Array


def distance_and_rate(away: Array, rate: Array, limit: float) -> Axes:
    """|x| and η/√s (steps,) from step 1 on, and the rate from which steps overshoot."""
    steps = np.arange(1, len(away) + 1)
    passed = steps[np.argmax(rate > limit)]
    alt = (
        f"The distance falls to {away.min():.0e} at step {steps[away.argmin()]} and "
        f"ends at {away[-1]:.2g}; the rate passes {limit:g} at step {passed}."
    )
    return plots.named_curves(
        steps,
        {"distance |x|": away, "rate η/√s": rate},
        "step",
        "distance, rate",
        alt=alt,
        levels={"2/λ": limit},
        log="y",
    )
