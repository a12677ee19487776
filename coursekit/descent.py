"""Let an optimizer walk down a problem, and keep what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from coursekit.arrays import Array, Integers
from coursekit.lines import level_point
from coursekit.problem import Problem
from coursekit.rule import Optimizer, RuleError, read_only, scheduled

CALL_IT = "grad is a function: call it where you want the slope, as in grad(theta)."


class State(NamedTuple):
    """Where a run stands after t updates: enough to continue it exactly.

    `probe` is where the rule asked for the gradient to get here and `g` the answer
    (both None at the start). All arrays have theta's shape.
    """

    t: int
    theta: Array
    memory: dict[str, Array]
    probe: Array | None = None
    g: Array | None = None


@dataclass(frozen=True, eq=False)
class Trajectory:
    """A recorded run; row 0 is the start. Divergence is data, not an error.

    theta   (steps+1, ..., d)     loss (steps+1, ...)
    memory  one array like theta per name
    probe   (steps, ..., d), where step 1, 2, ... asked for the gradient; g the answers
    states  the rows one by one; `descend(..., start=run.states[40])` continues there

    Only theta is stored. A rule and its problem are functions of theta and t, so the
    rest is walked again, exactly, when somebody asks for it.
    """

    optimizer: Optimizer
    problem: Problem
    first: State
    theta: Array

    @cached_property
    def states(self) -> tuple[State, ...]:
        walk = iterates(self.optimizer, self.problem, self.first)
        states = tuple(islice(walk, len(self.theta)))
        if not np.array_equal(states[-1].theta, self.theta[-1], equal_nan=True):
            raise RuleError(
                f"{self.optimizer.name} took another path when it was run again: "
                "a rule may depend on its arguments only."
            )
        return states

    @cached_property
    def loss(self) -> Array:
        with np.errstate(all="ignore"):
            return self.problem.value(self.theta)

    @cached_property
    def memory(self) -> dict[str, Array]:
        names = self.optimizer.memory
        return {k: np.stack([s.memory[k] for s in self.states]) for k in names}

    @cached_property
    def probe(self) -> Array:
        return self._asked("probe")

    @cached_property
    def g(self) -> Array:
        return self._asked("g")

    def _asked(self, what: str) -> Array:
        rows = [getattr(s, what) for s in self.states[1:]]
        return np.stack(rows) if rows else np.empty((0, *self.theta.shape[1:]))

    @cached_property
    def left_at(self) -> Integers:
        """The step from which on a run is out of the problem's frame for good, else -1.

        An integer per run: shape theta.shape[1:-1], () for a single run.
        """
        low, high = self.problem.frame.T
        with np.errstate(invalid="ignore"):
            inside = ((self.theta >= low) & (self.theta <= high)).all(axis=-1)
        return _for_good(~inside)

    def arrived_at(self, tol: float | None = None) -> Integers:
        """The step from which on a run stays within `tol` of one minimum, else -1.

        tol  the problem's `near` if None
        An integer per run, as in left_at.
        """
        there = np.moveaxis(self._near(tol), -1, 0)
        steps = np.array([_for_good(each) for each in there], int)
        steps = steps.reshape(-1, *self.theta.shape[1:-1])  # also where there is none
        never = len(self.theta)
        first = np.where(steps < 0, never, steps).min(axis=0, initial=never)
        return np.where(first == never, -1, first)

    def reached_at(self, tol: float | None = None) -> Integers:
        """The first step within `tol` of a minimum, if only to pass it, else -1.

        tol  the problem's `near` if None
        An integer per run, as in left_at.
        """
        near = self._near(tol).any(axis=-1)
        return np.where(near.any(axis=0), np.argmax(near, axis=0), -1)

    def _near(self, tol):
        """Whether each step is within `tol` of each minimum: (steps+1, ..., minima)."""
        away = self.theta[..., None, :] - self.problem.minima
        with np.errstate(all="ignore"):
            away = np.sqrt((away**2).sum(axis=-1))
        return away <= (self.problem.near if tol is None else tol)

    @cached_property
    def basin(self) -> Integers:
        """Which of the problem's minima a run ends nearest to; -1 if it left, or none.

        Only minima that lie no higher than the run's end come into question, and none
        where it ends on a saddle. An integer per run, as in left_at.
        """
        if not len(self.problem.minima):
            return np.full(self.theta.shape[1:-1], -1)
        floors = self.problem.value(self.problem.minima)
        with np.errstate(all="ignore"):
            away = ((self.theta[-1][..., None, :] - self.problem.minima) ** 2).sum(-1)
            end = self.problem.value(self.theta[-1])[..., None]
            below = floors <= end + 1e-9 * np.abs(floors)
        away = np.where(below & np.isfinite(away), away, np.inf)
        known = np.isfinite(away).any(axis=-1) & (self.left_at < 0) & ~self._on_saddle()
        return np.where(known, away.argmin(axis=-1), -1)

    def _on_saddle(self):
        """Whether a run ends within `near` of a saddle, for each run."""
        on = np.zeros(self.theta.shape[1:-1], dtype=bool)
        with np.errstate(all="ignore"):
            for saddle in self.problem.saddles:
                away = ((self.theta[-1] - saddle) ** 2).sum(-1)
                on = on | (away <= self.problem.near**2)
        return on

    def __repr__(self) -> str:
        runs = "×".join(map(str, self.theta.shape[1:-1])) or "1"
        return (
            f"<Trajectory of {self.optimizer!r} on {self.problem.name}: "
            f"{runs} run(s), {len(self.theta) - 1} steps{self._lost()}>"
        )

    def _lost(self):
        left = np.ravel(self.left_at)
        if not (left >= 0).any():
            return ""
        if left.size == 1:
            return f", left the picture at step {left[0]}"
        return f", {(left >= 0).sum()} left the picture"


def _for_good(there):
    """The step from which on `there` (steps, ...) stays true to the end, else -1."""
    back = np.argmax(~there[::-1], axis=0)
    since = np.where(there.all(axis=0), 0, len(there) - back)
    return np.where(there[-1], since, -1)


class _Gradient:
    """The gradient as a rule sees it at step t; notes the question and the answer."""

    __slots__ = ("dtype", "g", "probe", "problem", "t")

    def __init__(self, problem: Problem, t: int, dtype: DTypeLike) -> None:
        self.problem, self.t, self.dtype = problem, t, dtype
        self.probe: Array | None = None
        self.g: Array | None = None

    def __call__(self, theta: Array) -> Array:
        try:
            g = np.asarray(self.problem.oracle(theta, self.t), self.dtype)
        except ValueError as error:
            if "read-only" in str(error):
                raise ValueError(_gradient_in_place(self.problem.name)) from None
            raise
        if g.shape != np.shape(theta):
            raise ValueError(
                f"The gradient of {self.problem.name} has the shape {g.shape} where "
                f"theta has {np.shape(theta)}: one partial derivative per coordinate."
            )
        # A rule may go on writing to an array of its own; what it asked stays.
        writeable = isinstance(theta, np.ndarray) and theta.flags.writeable
        self.probe = theta.copy() if writeable else theta
        self.g = read_only(g)
        return self.g

    def hessian(self, theta: Array) -> Array:
        """The second derivatives at theta, (..., d, d)."""
        if self.problem.hessian is None:
            raise ValueError(f"{self.problem.name} does not know its Hessian.")
        return read_only(np.asarray(self.problem.hessian(theta), self.dtype))

    def line_search(self, theta: Array, direction: Array) -> Array:
        """How far to go along `direction`, (..., 1), as the problem searches lines.

        If it does not say how: to where the parabola along the line is level.
        """
        search = self.problem.line_search or partial(level_point, self.problem)
        return read_only(np.asarray(search(theta, direction), self.dtype))

    def __repr__(self):
        return "grad"

    def __getattr__(self, name):
        raise AttributeError(f"{CALL_IT} It has no {name!r}.")

    def _not_called(self, *_, **__):
        raise RuleError(CALL_IT)

    # All that an array can do, in Python's words and in NumPy's.
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _not_called
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = _not_called
    __pow__ = __rpow__ = __neg__ = __pos__ = __abs__ = __float__ = _not_called
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _not_called
    __getitem__ = __iter__ = _not_called
    __array__ = __array_ufunc__ = __array_function__ = _not_called


def _gradient_in_place(name):
    return (
        f"The gradient of {name} changes theta in place (as `-=` or `theta[0] = ...` "
        "do); it should make a new array."
    )


def iterates(
    optimizer: Optimizer, problem: Problem, start: ArrayLike | State | None = None
) -> Iterator[State]:
    """Yield the State after 0, 1, 2, ... updates, for as long as it is asked.

    `start` and what is raised are those of `descend`.
    """
    state = _continued(optimizer, start) or _first(optimizer, problem, start)
    yield state
    theta, memory = state.theta, state.memory
    for t in count(state.t + 1):
        grad = _Gradient(problem, t, theta.dtype)
        with np.errstate(all="ignore"):
            theta, memory = optimizer.step(theta, grad, t, memory)
            if problem.project is not None:
                theta = problem.project(theta)
        yield State(t, theta, memory, grad.probe, grad.g)


def descend(
    optimizer: Optimizer,
    problem: Problem,
    start: ArrayLike | State | None = None,
    steps: int = 100,
) -> Trajectory:
    """Walk `steps` updates from `start` and return the Trajectory.

    start  (d,) or (..., d) for many runs at once, the problem's own if None, or a
           State to continue from. Arrays of knobs (one value per run) add runs.
    Raises ValueError or RuleError for a start, step count or rule that cannot run.
    """
    if not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps is a whole number from 0 on; got {steps!r}.")
    walk = iterates(optimizer, problem, start)
    first = next(walk)
    rows = np.empty((int(steps) + 1, *first.theta.T.shape), first.theta.dtype)
    rows[0] = first.theta.T
    for row, state in zip(rows[1:], walk, strict=False):
        row[...] = state.theta.T
    theta = rows.transpose(0, *range(rows.ndim - 1, 0, -1))
    return Trajectory(optimizer, problem, first, theta)


def _continued(optimizer: Optimizer, start: ArrayLike | State | None) -> State | None:
    """The State to continue from, if `start` is one of this optimizer's."""
    if not isinstance(start, State):
        return None
    if start.memory.keys() != optimizer.memory.keys():
        raise ValueError(
            f"This state remembers {list(start.memory)}, but {optimizer.name} needs "
            f"{list(optimizer.memory)}: continue with the optimizer that began."
        )
    return start


def _first(optimizer, problem, start):
    """The state before the first step, one run per start and per knob value."""
    if not isinstance(optimizer, Optimizer):
        raise RuleError(
            f"{optimizer!r} is not an optimizer; put @optimizer above your rule."
        )
    theta = np.atleast_1d(np.asarray(problem.start if start is None else start))
    if theta.dtype.kind not in "iuf" or not np.isfinite(theta).all():
        raise ValueError(f"The start must be finite numbers; got {start!r}.")
    if theta.dtype.kind != "f":
        theta = theta.astype(float)
    if theta.shape[-1] != problem.start.size:
        raise ValueError(
            f"{problem.name} has {problem.start.size} coordinate(s); "
            f"the start has {theta.shape[-1]} on its last axis."
        )
    runs = _runs(optimizer, theta)
    # Column order keeps each coordinate of all runs together: batches go 4 x faster.
    theta = np.array(np.broadcast_to(theta, (*runs, theta.shape[-1])), order="F")
    return State(0, theta, optimizer.remember(theta))


def _runs(optimizer, theta):
    """The shape of the runs: one per start and, where knobs are arrays, per value."""
    knobs = [scheduled(k, 0) if callable(k) else k for k in optimizer.knobs.values()]
    try:
        return np.broadcast_shapes(theta.shape[:-1], *map(np.shape, knobs))
    except ValueError:
        shapes = [np.shape(k) for k in knobs if np.ndim(k)]
        raise ValueError(
            f"Starts of shape {theta.shape[:-1]} and knobs of shapes {shapes} do not "
            "broadcast: give one value per run, or add axes of length 1."
        ) from None
