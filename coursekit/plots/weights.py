"""How large the weights of models are."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from coursekit.arrays import Array
from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes


def weight_sizes(groups: Mapping[str, Array], edges: Array) -> Axes:
    """How many weights of each group lie between one edge and the next.

    Where there is none a line has a gap.
    """
    middle = (edges[1:] + edges[:-1]) / 2
    counts = {name: np.histogram(w, edges)[0] for name, w in groups.items()}
    told = ", ".join(
        f"{name}: {count.sum()}, most near {middle[count.argmax()]:.2f}, "
        f"{count[abs(middle) > 0.5].sum()} beyond ±0.5"
        for name, count in counts.items()
    )
    lines = {name: np.where(n > 0, n, np.nan) for name, n in counts.items()}
    ax = axes(f"How many weights there are of each size. {told}.")
    return curves(lines, "how many", middle, "weight", log="y", ax=ax)
