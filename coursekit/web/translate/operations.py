"""What Python's operators and NumPy's functions are in JavaScript.

Only what differs has a name of its own there (`np.power`): see `front/numpy.js`.
"""

from __future__ import annotations

import ast
import math
import operator
from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from coursekit.web.translate.data import Generator, Rows, product, spread
from coursekit.web.translate.symbols import (
    ADD,
    DIVIDE,
    KNOB,
    MULTIPLY,
    POWERS,
    STEP,
    NotTranslated,
    Symbol,
    constant,
    node,
    op,
    symbolic,
)

SUBTRACT = op("{} - {}", operator.sub)
FLOORED = op("np.floored({}, {})", operator.floordiv)
REST = op("np.rest({}, {})", operator.mod)
ROOT = op("Math.sqrt({})")
CHOOSE = op("{} ? {} : {}")
LARGER, SMALLER = op("Math.max({}, {})"), op("Math.min({}, {})")
GENERAL = op("np.power({}, {})", operator.pow)
BY_STEP = op(f"np.raised({POWERS}{{}}, {{}})", operator.pow)
SQUARED = op("{0} * {0}")


def power(a: Any, b: Any) -> Any:
    """NumPy's own short cuts for ** 2 and ** 0.5; a knob ** t; the power in general."""
    if isinstance(b, int | float) and b == 2 and symbolic(a):
        return MULTIPLY(a, a)
    if isinstance(b, int | float) and b == 0.5 and symbolic(a):
        return ROOT(a)
    if b is STEP and isinstance(a, Symbol) and a.pattern.startswith(KNOB):
        return BY_STEP(a, b)
    return GENERAL(a, b)


BINARY: dict[type, Callable[..., Any]] = {
    ast.Add: ADD, ast.Sub: SUBTRACT, ast.Mult: MULTIPLY, ast.Div: DIVIDE,
    ast.Pow: power, ast.FloorDiv: FLOORED, ast.Mod: REST,
    ast.BitAnd: op("{} && {}", operator.and_),
    ast.BitOr: op("{} || {}", operator.or_),
}  # fmt: skip
BINARY = {kind: spread(act) for kind, act in BINARY.items()} | {ast.MatMult: product}
PYTHON: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.Pow: operator.pow, ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod, ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
    ast.MatMult: operator.matmul,
}  # fmt: skip
UNARY: dict[type, Callable[..., Any]] = {
    ast.USub: spread(op("-{}", operator.neg)), ast.UAdd: lambda a: a,
    ast.Invert: op("!{}"), ast.Not: op("!{}", operator.not_),
}  # fmt: skip
COMPARE: dict[type, Callable[..., Any]] = {
    ast.Gt: op("{} > {}", operator.gt), ast.Lt: op("{} < {}", operator.lt),
    ast.GtE: op("{} >= {}", operator.ge), ast.LtE: op("{} <= {}", operator.le),
    ast.Eq: op("{} === {}", operator.eq), ast.NotEq: op("{} !== {}", operator.ne),
}  # fmt: skip
KNOWN: dict[type, Callable[..., Any]] = {
    ast.Gt: operator.gt, ast.Lt: operator.lt, ast.GtE: operator.ge,
    ast.LtE: operator.le, ast.Eq: operator.eq, ast.NotEq: operator.ne,
    ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b, ast.NotIn: lambda a, b: a not in b,
}  # fmt: skip


def array(values: Any, dtype: Any = float) -> Any:
    """np.array of symbols. Raises NotTranslated for one that holds no floats."""
    if isinstance(values, Rows):
        return values
    if np.dtype(dtype) != float:
        raise NotTranslated(f"an array of {np.dtype(dtype)}")
    return np.array(values, object)


def _plain(act):
    """Python's min, max and float take numbers; NumPy refuses them several."""

    def guarded(*parts):
        if any(np.ndim(part) or isinstance(part, Rows) for part in parts):
            raise NotTranslated("it takes plain numbers")
        if len(parts) > 2:
            raise NotTranslated("it takes one or two numbers")
        return act(*parts)

    return guarded


def _det(A):
    if len(A) > 2:
        raise NotTranslated("np.linalg.det beyond two dimensions")
    if len(A) == 1:
        return A[0, 0]
    return node("np.det({}, {}, {}, {})", *map(constant, A.flat))


def _solve(A, b):
    """In one and two dimensions; NumPy takes b as (d,) or (d, 1)."""
    if np.ndim(b) == 2:
        return _solve(A, b[:, 0])[:, None]
    if len(A) == 1:
        return DIVIDE(b, A[0])
    if len(A) > 2:
        raise NotTranslated("np.linalg.solve beyond two dimensions")
    asked = ", ".join(["{}"] * 6)
    found = node(f"np.solve({asked})", *map(constant, (*A.flat, *b)))
    return np.array([node(f"{{}}[{i}]", found) for i in range(2)], object)


def _counted(points, t):
    """bisect_right: how many of the points are not above t."""
    out: Any = 0
    for point in points:
        out = ADD(out, CHOOSE(COMPARE[ast.LtE](point, t), 1, 0))
    return out


def _like(fill):
    def made(theta, *value):
        if isinstance(theta, Rows):
            raise NotTranslated("an array with a number for each row")
        out = np.empty(np.shape(theta), object)
        out[...] = fill if fill is not None else value[0]
        return out

    return made


def _reduced(name):
    def act(a, **how):
        return getattr(a if isinstance(a, Rows) else array(a), name)(**how)

    return act


def _generator(key=None):
    parts = tuple(key) if isinstance(key, tuple | list) else (key,)
    if not symbolic(parts):
        raise NotTranslated("random numbers that depend on no step")
    return Generator(parts)


CALLS: dict[Any, Callable[..., Any]] = {
    np.sqrt: ROOT, np.where: CHOOSE, np.maximum: LARGER, np.minimum: SMALLER,
    np.clip: lambda a, low, high: SMALLER(LARGER(a, low), high),
    np.sign: op("np.sign({})"), np.abs: op("Math.abs({})"),
    np.square: SQUARED, np.power: power, np.logaddexp: op("np.logaddexp({}, {})"),
    np.isfinite: op("Number.isFinite({})"), np.isnan: op("Number.isNaN({})"),
}  # fmt: skip
for name in ("exp", "log", "log10", "cos", "sin", "tan", "tanh", "log1p", "expm1"):
    CALLS[getattr(np, name)] = op(f"Math.{name}({{}})")
CALLS = {f: spread(act) for f, act in CALLS.items()} | {
    np.sum: _reduced("sum"), np.mean: _reduced("mean"),
    np.linalg.det: _det, np.linalg.solve: _solve,
    np.array: array, np.asarray: array, np.shape: np.shape, np.ndim: np.ndim,
    np.ones_like: _like(1.0), np.zeros_like: _like(0.0), np.full_like: _like(None),
    np.broadcast_to: np.broadcast_to, np.random.default_rng: _generator,
    bisect_right: _counted, sum: lambda a: sum(a), abs: spread(op("Math.abs({})")),
    len: lambda a: a.count if isinstance(a, Rows) and -len(a.entries.shape) == a.axis
    else len(a),
    divmod: lambda a, b: (FLOORED(a, b), REST(a, b)),
    min: _plain(op("{1} < {0} ? {1} : {0}", min)),
    max: _plain(op("{1} > {0} ? {1} : {0}", max)),
    float: _plain(lambda a: a),
}  # fmt: skip
for name in ("exp", "cos", "sin", "sqrt", "tanh", "log"):
    CALLS[getattr(math, name)] = op(f"Math.{name}({{}})")

# What gives the same for the same, and touches nothing else.
PURE = {
    len, sum, min, max, abs, float, int, bool, range, tuple, list, enumerate, zip,
    divmod, round, isinstance, sorted, reversed, any, all, bisect_right, callable,
}  # fmt: skip


def is_pure(f: Any) -> bool:
    """Whether a function may be called here with numbers that are known."""
    if f in PURE:
        return True
    if f in (np.random.default_rng, np.random.seed):
        return False
    home = getattr(f, "__module__", None) or ""
    return isinstance(f, np.ufunc) or home in ("math", "numpy", "numpy.linalg")
