"""Carrying an ask out: what is called, how often, and what counts as a value."""

import inspect
import json
import math
import warnings
from dataclasses import replace
from functools import wraps
from traceback import extract_tb, format_exception_only
from typing import Any

import numpy as np

from coursekit.asking import borrowing
from coursekit.asking.borrowing import Borrowed
from coursekit.asking.building import Endless, built, surface
from coursekit.asking.drawing import drawn
from coursekit.asking.values import plain
from coursekit.asking.views import entries, seen
from coursekit.descent import descend
from coursekit.outcomes import Failed, Given, Outcome, Status
from coursekit.rule import NotStarted, Optimizer, RuleError, optimizer

# The value of an ask that an answer refused by an error, as it was to do. No answer
# can return it, for plain() makes no dicts.
REFUSED = {"refused": True}
Ask = dict[str, Any]
REFUSALS = {"ValueError": ValueError, "ZeroDivisionError": ZeroDivisionError}

# What people write for arrays as if they were numbers, and what NumPy then says.
SLIPS = {
    "truth value of an array": "; for arrays write np.where(condition, a, b), and "
    "np.maximum(a, b) for the larger of two",
    "only integer scalar arrays can be converted": "; np.max(a, b) takes b for an "
    "axis: np.maximum(a, b) is the larger of two",
    "arrays can be converted to Python scalars": "; math.sqrt and the like take one "
    "number: np.sqrt takes an array",
    "'OwnPoint'": "; grad is a function: call it, as in grad(theta)",
    "'function'": "; a function is to be called, as in grad(x)",
    "'NoneType' object is not": "; None is what a function gives that returns nothing, "
    "as rng.shuffle(array) does",
    "math domain error": "; below 0 take np.sqrt(complex(x)), not math.sqrt(x)",
    "object cannot be interpreted as an integer": "; np.max(a, b) takes b for an "
    "axis: np.maximum(a, b) is the larger of two",
}
HEX = "0123456789abcdefABCDEF"


class _Placed(Exception):
    """Wraps what an ask of a series raised, with its index."""

    def __init__(self, index, error):
        self.index, self.error = index, error


def asked(ask: Ask, answer: Any, name: str) -> Outcome:
    """The Outcome of one ask: Given a value, or Failed and why.

    name  what the exercise calls the answer, for the sentences of a failure
    """
    borrowing.noted()
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = _carried(ask, answer, name)
        return Failed(Status.BORROWED) if borrowing.noted() else Given(value)
    except (Exception, SystemExit) as error:
        return _failed(error, answer)


def _failed(error, answer):
    place = []
    while isinstance(error, _Placed):
        place.append(error.index)
        error = error.error
    words = format_exception_only(error)[0].split()
    # Where a function was made is no matter: make.<locals>.f() is f().
    says = " ".join(word.rpartition(".<locals>.")[2] for word in words)
    says = _without_addresses(says)[:300]
    if isinstance(error, Borrowed):
        return Failed(Status.BORROWED, place=tuple(place))
    unwritten = isinstance(error, NotStarted | NotImplementedError)
    if unwritten or "'ellipsis'" in says:
        return Failed(Status.NOT_STARTED, place=tuple(place))
    if isinstance(error, RuleError):
        return Failed(Status.WRONG, _without_addresses(str(error)), tuple(place))
    hint = next((hint for slip, hint in SLIPS.items() if slip in says), "")
    return Failed(Status.RAISED, says + hint, tuple(place), _line(error, answer))


def _without_addresses(says):
    """What was said, but for places in memory, as in "at 0x7f12": new in each run."""
    first, *rest = says.split(" at 0x")
    return first + "".join(piece.lstrip(HEX) for piece in rest)


def _line(error, answer):
    """Where in the cell (or file) of the answer the error arose."""
    function = inspect.unwrap(getattr(answer, "rule", answer))
    code = getattr(function, "__code__", None)
    frames = extract_tb(error.__traceback__)
    own = [f for f in frames if code and f.filename == code.co_filename]
    return f"line {own[-1].lineno}: `{own[-1].line}`" if own else ""


def _carried(ask, answer, name):
    """The value of an ask, perhaps REFUSED; raises what the answer raises."""
    if "series" in ask:
        return [
            _carried_at(index, one, answer, name)
            for index, one in enumerate(ask["series"])
        ]
    if "draws" in ask:
        return [drawn(answer, **draw) for draw in ask["draws"]]
    refusals = ask.get("refusal", ())
    errors = tuple(REFUSALS[kind] for kind in refusals if kind != "nan")
    try:
        value = _twice(lambda: _value(ask, answer, name))
    except errors:
        return REFUSED
    except Endless:
        raise RuleError(
            "It called what it was given again and again and found no end."
        ) from None
    lost = "nan" in refusals and not np.isfinite(value).all()
    return REFUSED if lost else value


def _carried_at(index, ask, answer, name):
    try:
        return _carried(ask, answer, name)
    except (Exception, SystemExit) as error:
        raise _Placed(index, error) from error


def _twice(value):
    """value(), if it gives the same again."""
    # As text at once: an answer may hand out, and later grow, one and the same list.
    first = json.loads(json.dumps(value()))
    if not _alike(first, json.loads(json.dumps(value()))):
        raise RuleError(
            "It gave something else when it was called again in the same way: what it "
            "keeps from call to call (a global, a default list) must not matter."
        )
    return first


def _alike(one, other):
    """Whether two values are the same but for rounding: chance may add in any order."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        close = math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-14)
        return close or (math.isnan(one) and math.isnan(other))
    return type(one) is type(other) and one == other


def _value(ask, answer, name):
    if "walk" in ask:
        value = _walked(answer, name, **ask["walk"])
    elif "make" in ask:
        value = _unchanged(ask["make"], lambda *made: _used(ask, answer, name, made))
    else:
        value = _unchanged(ask["call"], answer)
        value = entries(value, ask["entries"]) if "entries" in ask else value
    return seen(ask.get("see"), plain(value))


def _walked(
    answer, name, on, steps, start=None, knobs=(), look_at=None, own_point=False
):
    rule = _as_optimizer(answer, name, own_point)
    rule = rule(**{knob: built(value) for knob, value in dict(knobs).items()})
    if look_at and look_at not in rule.memory:
        raise RuleError(f"The rule has no memory {look_at}: keep the signature.")
    run = descend(rule, surface(on), None if start is None else built(start), steps)
    return run.memory[look_at] if look_at else run.theta


def _as_optimizer(answer, name, own_point):
    """The learner's rule under the exercise's name, with or without `@optimizer`."""
    rule = getattr(answer, "rule", answer)

    @wraps(rule, assigned=["__doc__"])
    def named(theta, grad, t, *memory, **knobs):
        seen_grad = OwnPoint(name, grad, theta) if own_point else grad
        return rule(theta, seen_grad, t, *memory, **knobs)

    named.__name__ = name
    if isinstance(answer, Optimizer):
        return replace(answer, rule=named)
    return optimizer(named)


class OwnPoint:
    """The gradient as a framework gives it: at theta, whatever rounding does to it."""

    def __init__(self, name, grad, theta):
        self.name, self.grad, self.theta = name, grad, theta

    def __call__(self, point):
        if np.allclose(point, self.theta, 1e-9, 1e-12, equal_nan=True):
            return self.grad(self.theta)
        raise RuleError(
            f"{self.name} asked for the gradient at {_point(point)} while it stood at "
            f"{_point(self.theta)}: a framework measures the slope at its own point, "
            "theta, and nowhere else."
        )


def _point(theta):
    return "(" + ", ".join(f"{x:.7g}" for x in np.ravel(theta)) + ")"


def _used(ask, answer, name, settings):
    """What each thing made gives for the first input, then for the next, ..."""
    method = ask.get("method")
    made = [answer(*given) for given in settings]
    uses: list[Any] = [getattr(one, method, None) if method else one for one in made]
    for one, use in zip(made, uses):
        if one is ...:
            raise NotStarted("It still returns `...`.")
        if not callable(use):
            kind = "nothing" if one is None else f"a value of type {type(one).__name__}"
            wanted = f"an object with {method}(...)" if method else "a function of t"
            raise RuleError(f"{name}(...) gave {kind}; {wanted} was expected.")
    return [plain(use(item)) for item in ask["inputs"] for use in uses]


def _unchanged(arguments, answer):
    """answer(*arguments), if it leaves the arguments as they were."""
    given, before = built(arguments), built(arguments)
    value = answer(*given)
    if all(map(_same, before, given)):
        return value
    raise RuleError(
        "It changes the caller's array (as `x -= ...` and `x[0] = ...` do): "
        "begin with a copy."
    )


def _same(before, after):
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    compared = isinstance(before, np.ndarray | int | float) and before is not after
    return not compared or np.array_equal(before, after, equal_nan=True)
