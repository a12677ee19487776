"""What signatures call arrays, and the functions that go with them.

Shapes stand in docstrings: coordinates are the last axis, runs the axes before.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[np.floating]]
Integers = np.ndarray[Any, np.dtype[np.integer]]

OfTheta = Callable[[Array], Array]  # a loss, a gradient, a Hessian, a projection
OfStep = Callable[[Array, int], Array]  # what a step t = 1, 2, ... sees at theta
Draw = Callable[[int], Integers]  # the rows of data that a step t = 1, 2, ... sees
