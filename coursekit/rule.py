"""What an optimizer is: an update rule whose signature is the contract.

After `(theta, grad, t)` come the rule's memories,
each with its start value; after `*` come the knobs. The body holds the equations
and returns the new theta, followed by the new memories in the same order.

theta, grad(theta) and every memory are arrays of one shape, not to be written to:
coordinates on the last axis, runs on the axes before. t counts the updates from 1.
A knob is a number, an array with one value per run, or a function of t = 0, 1, ...
(a schedule: t = 0 is the first update); rules do not know which.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from coursekit.arrays import Array, OfTheta


class RuleError(TypeError):
    """A rule does not keep the contract; the message says how to mend it."""


class NotStarted(RuleError):
    """The rule or function still is the stub that ends in `return ...`."""


@dataclass(frozen=True, eq=False)
class Optimizer:
    """An update rule with its knobs set.

    Calling it sets knobs, `adam(eta=0.01)`, and start values of memories, as in
    `adagrad(s=0.1)`; what it gives back is an optimizer too.
    """

    rule: Callable[..., Any]
    knobs: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "__doc__", self.rule.__doc__)

    @property
    def name(self) -> str:
        return self.rule.__name__

    def __repr__(self):
        starts = {name: start for name, start in self.memory.items() if start != 0}
        settings = (f"{k}={v!r}" for k, v in {**starts, **self.knobs}.items())
        return f"{self.name}({', '.join(settings)})"

    def __call__(self, *positional: Any, **settings: Any) -> "Optimizer":
        if positional:
            raise RuleError(
                f"{self.name}(...) sets knobs by name, as in {self!r}; to move a point "
                f"use {self.name}.step(theta, grad, t, memory) or descend."
            )
        knobs, memory = dict(self.knobs), dict(self.memory)
        for name, value in settings.items():
            if name not in knobs and name not in memory:
                known = ", ".join(self.knobs) or "none"
                raise RuleError(f"{self.name} has no knob {name!r}; it has: {known}.")
            home = memory if name in memory else knobs
            home[name] = _setting(self.name, name, value, in_memory=home is memory)
        return replace(self, knobs=knobs, memory=memory)

    def remember(self, theta: Array) -> dict[str, Array]:
        """The memory before the first step: one array like theta per name."""
        return {k: np.full_like(theta, start) for k, start in self.memory.items()}

    def step(
        self, theta: Array, grad: OfTheta, t: int, memory: dict[str, Array]
    ) -> tuple[Array, dict[str, Array]]:
        """One update: the new theta and the new memory, as new arrays.

        theta (..., d) floats; grad a function theta -> (..., d); t = 1, 2, ...;
        memory a dict of arrays like theta. Raises RuleError.
        """
        knobs = {
            name: knob if type(knob) is float else _at(knob, t, theta)
            for name, knob in self.knobs.items()
        }
        remembered = [read_only(memory[name]) for name in self.memory]
        try:
            returned = self.rule(read_only(theta), grad, t, *remembered, **knobs)
        except ValueError as error:
            if "read-only" in str(error):
                raise RuleError(_in_place(self.name)) from None
            raise
        returned = _counted(self, returned)
        for i, new in enumerate(returned):
            if not isinstance(new, np.ndarray) or not _alike(new, theta):
                raise RuleError(_misshapen(self, i, new, theta))
        return returned[0], dict(zip(self.memory, returned[1:], strict=True))


def optimizer(rule: Callable[..., Any]) -> Optimizer:
    """Make an Optimizer of a rule `def name(theta, grad, t, memory=0, *, knob=1.0)`."""
    parameters = list(inspect.signature(rule).parameters.values())
    names = [p.name for p in parameters]
    if names[:3] != ["theta", "grad", "t"]:
        raise RuleError(
            f"A rule's first arguments are theta, grad, t; {rule.__name__} "
            f"begins with ({', '.join(names[:3])})."
        )
    memory: dict[str, Any] = {}
    knobs: dict[str, Any] = {}
    for p in parameters[3:]:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            raise RuleError(f"{rule.__name__}: name each memory and knob; not {p}.")
        kind, home = ("knob", knobs) if p.kind == p.KEYWORD_ONLY else ("memory", memory)
        if p.default is p.empty:
            raise RuleError(
                f"{rule.__name__}: the {kind} {p.name} needs a start value, as in "
                f"{p.name}=0" + ("." if kind == "knob" else "; knobs go after the *.")
            )
        in_memory = home is memory
        home[p.name] = _setting(rule.__name__, p.name, p.default, in_memory)
    return Optimizer(rule, knobs, memory)


def _setting(rule, name, value, in_memory):
    """The value of a knob or the start of a memory, checked."""
    if callable(value) and not in_memory:
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "iuf" or (in_memory and array.ndim):
        allowed = "a number" if in_memory else "a number, an array or a function of t"
        raise RuleError(f"{name} of {rule} is {allowed}; {value!r} is not.")
    return array if array.ndim else array.item()


def _at(knob, t, theta):
    """The knob's value at update t, in theta's precision, ready to broadcast.

    Numbers stay Python's own: NumPy's would turn float32 into float64.
    """
    value = scheduled(knob, t - 1) if callable(knob) else knob
    if type(value) is float:
        return value
    array = np.asarray(value)
    if array.dtype.kind not in "iuf":
        raise RuleError(f"A knob is a number; the schedule {knob!r} gave {value!r}.")
    return array.astype(theta.dtype)[..., None] if array.ndim else array.item()


def scheduled(schedule: Callable[[int], Any], t: int) -> Any:
    """What a schedule gives at t = 0, 1, ...; RuleError where it divides by t = 0."""
    try:
        with np.errstate(divide="ignore"):
            value = schedule(t)
    except ZeroDivisionError:
        if t > 0:
            raise
        value = np.inf  # as NumPy has it
    if t == 0 and np.ndim(value) == 0 and value == np.inf:
        raise RuleError(
            "A schedule divides by 0 at t = 0: schedules count from 0, rules from 1, "
            "so write t + 1, as in 0.1 / (t + 1)**0.5."
        )
    return value


def read_only(array: Array) -> Array:
    """The same numbers, in an array that cannot be written to."""
    view = array.view()
    view.setflags(write=False)
    return view


def _in_place(name):
    return (
        f"{name} changes theta, a memory or the gradient in place (as `-=` or "
        "`g[0] = ...` do), which rewrites the past of the path; make a new array: "
        "theta = theta - ..., g = eta * g."
    )


def _counted(self, returned):
    """What a rule returned, as a tuple: theta and then each memory."""
    if returned is ...:
        raise NotStarted(f"{self.name} is not written yet: replace its `...`.")
    if returned is None:
        raise RuleError(f"{self.name} returns nothing; end it with `return theta ...`.")
    values = returned if isinstance(returned, tuple) else (returned,)
    if len(values) != 1 + len(self.memory):
        wanted = ", ".join(["theta", *self.memory])
        raise RuleError(
            f"{self.name} should return {wanted} ({1 + len(self.memory)} values) but "
            f"returned {len(values)}. Each name before the * is a memory and comes "
            "back; a knob belongs after the *."
        )
    return values


def _alike(new, theta):
    return new.shape == theta.shape and new.dtype.kind != "c"


def _misshapen(self, i, new, theta):
    name = ("theta", *self.memory)[i]
    if not isinstance(new, np.ndarray | np.generic | float | int):
        return f"{self.name} returned {new!r} as {name}, which is not an array."
    if isinstance(new, np.ndarray) and new.dtype.kind == "c":
        return f"{self.name} returned {name} in complex numbers; theta is real."
    return (
        f"{self.name} returned {name} with the shape {np.shape(new)}; "
        f"it should keep theta's shape {theta.shape}."
    )
