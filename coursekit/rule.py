"""What an optimizer is: an update rule whose signature is the contract.

After `(theta, grad, t)` come the rule's memories,
each with its start value; after `*` come the knobs. The body holds the equations
and returns the new theta, followed by the new memories in the same order.

theta, grad(theta) and every memory are arrays of one shape: coordinates on the
last axis, runs on the axes before. t counts the updates from 1. A knob is a
number, an array with one value per run, or a function of t = 0, 1, ... (a
schedule: t = 0 is the first update); rules do not know which.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np


class RuleError(TypeError):
    """A rule does not keep the contract; the message says how to mend it."""


class NotStarted(RuleError):
    """The rule or function still is the stub that ends in `return ...`."""


@dataclass(frozen=True, eq=False)
class Optimizer:
    """An update rule with its knobs set. Calling it sets knobs: `adam(eta=0.01)`."""

    rule: Callable
    knobs: dict = field(default_factory=dict)
    memory: dict = field(default_factory=dict)

    def __post_init__(self):
        object.__setattr__(self, "__doc__", self.rule.__doc__)

    @property
    def name(self):
        return self.rule.__name__

    def __repr__(self):
        return f"{self.name}({', '.join(f'{k}={v!r}' for k, v in self.knobs.items())})"

    def __call__(self, *positional, **knobs):
        if positional:
            raise RuleError(
                f"{self.name}(...) sets knobs by name, as in {self!r}; to move a point "
                f"use {self.name}.step(theta, grad, t, memory) or descend."
            )
        for knob, value in knobs.items():
            if knob not in self.knobs:
                known = ", ".join(self.knobs) or "none"
                raise RuleError(f"{self.name} has no knob {knob!r}; it has: {known}.")
            if not callable(value) and np.asarray(value).dtype.kind not in "iuf":
                raise RuleError(
                    f"{knob} of {self.name} is a number, an array or a function of t; "
                    f"{value!r} is none of them."
                )
        return replace(self, knobs={**self.knobs, **knobs})

    def remember(self, theta):
        """The memory before the first step: one array like theta per name."""
        return {k: np.full_like(theta, start) for k, start in self.memory.items()}

    def step(self, theta, grad, t, memory):
        """One update: the new theta and the new memory, as new arrays.

        theta (..., d) floats; grad a function theta -> (..., d); t = 1, 2, ...;
        memory a dict of arrays like theta. Raises RuleError.
        """
        knobs = {k: _at(knob, t, theta) for k, knob in self.knobs.items()}
        given = [_read_only(theta), *map(_read_only, memory.values())]
        try:
            returned = self.rule(given[0], grad, t, *given[1:], **knobs)
        except ValueError as error:
            if "read-only" in str(error):
                raise RuleError(_in_place(self.name)) from None
            raise
        returned = _counted(self, returned)
        for name, new in zip(("theta", *self.memory), returned, strict=True):
            _same_shape(self.name, name, new, theta)
        return returned[0], dict(zip(self.memory, returned[1:], strict=True))


def optimizer(rule):
    """Make an Optimizer of a rule `def name(theta, grad, t, memory=0, *, knob=1.0)`."""
    parameters = list(inspect.signature(rule).parameters.values())
    names = [p.name for p in parameters]
    if names[:3] != ["theta", "grad", "t"]:
        raise RuleError(
            f"A rule's first arguments are theta, grad, t; {rule.__name__} "
            f"begins with ({', '.join(names[:3])})."
        )
    memory, knobs = {}, {}
    for p in parameters[3:]:
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            raise RuleError(f"{rule.__name__}: name each memory and knob; not {p}.")
        kind, home = ("knob", knobs) if p.kind == p.KEYWORD_ONLY else ("memory", memory)
        if p.default is p.empty:
            raise RuleError(
                f"{rule.__name__}: the {kind} {p.name} needs a start value, as in "
                f"{p.name}=0" + ("." if kind == "knob" else "; knobs go after the *.")
            )
        home[p.name] = p.default
    return Optimizer(rule, knobs, memory)


def _at(knob, t, theta):
    """The knob's value at update t, in theta's precision, ready to broadcast."""
    if callable(knob):
        return float(knob(t - 1))
    if isinstance(knob, float):
        return knob
    knob = np.asarray(knob)
    return knob.astype(theta.dtype)[..., None] if knob.ndim else knob.item()


def _read_only(array):
    view = array.view()
    view.flags.writeable = False
    return view


def _in_place(name):
    return (
        f"{name} changes theta or a memory in place (as `-=` or `x[0] = ...` do), which "
        "would rewrite the past of the path; make a new array: theta = theta - ..."
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


def _same_shape(rule, name, new, theta):
    if not isinstance(new, np.ndarray | np.generic | float | int):
        raise RuleError(f"{rule} returned {new!r} as {name}, which is not an array.")
    if np.shape(new) != theta.shape:
        raise RuleError(
            f"{rule} returned {name} with the shape {np.shape(new)}; "
            f"it should keep theta's shape {theta.shape}."
        )
