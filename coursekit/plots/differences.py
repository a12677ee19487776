"""What a measured slope is off by, against the distance that it is measured over."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from coursekit.plots.curves import curves
from coursekit.plots.drawings import axes


def difference_errors(h: ArrayLike, errors: Mapping[str, ArrayLike]) -> Axes:
    """Errors (n,) of slopes measured over distances h (n,), both axes logarithmic.

    errors  by what the way of measuring is called
    """
    order = np.argsort(h)  # so that names stand at the right end
    h = np.asarray(h, float)[order]
    errors = {name: np.asarray(error)[order] for name, error in errors.items()}
    best = {name: h[np.argmin(error)] for name, error in errors.items()}
    said = ", ".join(f"{name} at h = {at:.0e}" for name, at in best.items())
    ax = axes(f"The error of a slope against h falls, then rises. Least: {said}.")
    return curves(errors, "error of the slope", h, "distance h", log="xy", ax=ax)
