"""A function is read once, expression by expression, with symbols for numbers.

What depends on no symbol is worked out here. Coordinates are a NumPy array of symbols,
so shapes and broadcasting are NumPy's own. What is not known is refused by name.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import linecache
import types
from collections.abc import Callable
from contextlib import suppress
from functools import _lru_cache_wrapper, cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from coursekit.schedules import Schedule
from coursekit.schedules import constant as constant_rate
from coursekit.web.translate.data import Generator, Listed, Rows, picked
from coursekit.web.translate.operations import (
    BINARY,
    CALLS,
    CHOOSE,
    COMPARE,
    KNOWN,
    PYTHON,
    UNARY,
    array,
    is_pure,
)
from coursekit.web.translate.symbols import (
    NotTranslated,
    Symbol,
    constant,
    node,
    op,
    symbolic,
)

ATTRIBUTES = {"T", "shape", "ndim", "size", "sum", "mean", "reshape"}
KNOWS_SYMBOLS = Generator, Listed, Rows, np.ndarray


def called(f: Any, /, *args: Any, **settings: Any) -> Any:
    """f of these arguments: read from its source, or known here, or plain Python.

    Raises NotTranslated.
    """
    if isinstance(f, Schedule):
        return called(f.f, *args, **f.settings)
    if getattr(f, "__code__", None) is constant_rate.__code__:  # made by of_t
        bound = inspect.signature(f).bind(*args, **settings)
        bound.apply_defaults()
        return Schedule(f.__wrapped__, bound.arguments)
    if isinstance(f, partial):
        return called(f.func, *f.args, *args, **f.keywords, **settings)
    if isinstance(f, _lru_cache_wrapper):
        return called(f.__wrapped__, *args, **settings)
    if hasattr(f, "translated"):
        return f.translated(*args, **settings)
    home = getattr(f, "__self__", None)
    if isinstance(f, types.MethodType) and hasattr(home, "translated"):
        return f(*args, **settings)
    if isinstance(f, types.FunctionType) and not (f.__module__ or "").startswith(
        "numpy"
    ):
        return _Call(f).of_arguments(args, settings)
    touched = _touched((args, settings))
    if isinstance(home, KNOWS_SYMBOLS) or (is_pure(f) and not touched):
        return f(*args, **settings)
    if f not in CALLS:
        raise NotTranslated(f"{getattr(f, '__name__', f)} is not translated")
    try:
        return CALLS[f](*args, **settings)
    except TypeError as error:
        raise NotTranslated(str(error)) from None


def _touched(value):
    """Whether a value, or a part of it, is known to JavaScript only."""
    if isinstance(value, dict):
        return any(map(_touched, value.values()))
    if isinstance(value, tuple | list):
        return any(map(_touched, value))
    return symbolic(value) or isinstance(value, Rows | Listed | Generator)


@cache
def _tree_of(code):
    """The def or lambda of a code object: a lambda's body is known by its place."""
    text = "".join(linecache.getlines(code.co_filename))
    places = set(code.co_positions())
    found: Any
    for found in ast.walk(_parsed(text)):
        if isinstance(found, ast.FunctionDef) and found.name == code.co_name:
            first = min([found.lineno, *(d.lineno for d in found.decorator_list)])
            if first <= code.co_firstlineno <= found.lineno:
                return found
        if isinstance(found, ast.Lambda) and code.co_name == "<lambda>":
            body = found.body
            ends = body.lineno, body.end_lineno, body.col_offset, body.end_col_offset
            if ends in places:
                return found
    raise NotTranslated(f"{code.co_name} has no source")


@cache
def _parsed(text):
    return ast.parse(text)


class _Call:
    """One call of one function: its names, and what its expressions come to."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f = f
        self.names: dict[str, Any] = dict(inspect.getclosurevars(f).nonlocals)

    def of_arguments(self, args, settings):
        bound = inspect.signature(self.f, follow_wrapped=False).bind(*args, **settings)
        bound.apply_defaults()
        self.names |= bound.arguments
        tree = _tree_of(self.f.__code__)
        if isinstance(tree, ast.Lambda):
            return self.of(tree.body)
        return self.block(tree.body)

    # Statements

    def block(self, statements):
        for i, line in enumerate(statements):
            if isinstance(line, ast.Return):
                return self.of(line.value)
            if isinstance(line, ast.If):
                return self.fork(line, statements[i + 1 :])
            if isinstance(line, ast.Assign) and len(line.targets) == 1:
                self.store(line.targets[0], self.of(line.value), line)
            elif isinstance(line, ast.With) and self.is_quiet(line):
                return self.block(line.body + statements[i + 1 :])
            elif isinstance(line, ast.AugAssign) and isinstance(line.target, ast.Name):
                self.augment(line)
            elif not (
                isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
            ):
                self.refuse(line)
        return None

    def is_quiet(self, line):
        """Whether all that is done `with` is that NumPy does not warn."""
        calls = [item.context_expr for item in line.items]
        return all(
            isinstance(call, ast.Call) and self.of(call.func) is np.errstate
            for call in calls
        )

    def fork(self, line, rest):
        """Both ways of an `if` and all that follows; where it is known, one of them."""
        test = self.truth(line.test)
        if not symbolic(test):
            return self.block((line.body if test else line.orelse) + rest)
        before = dict(self.names)
        yes = self.block(line.body + rest)
        self.names = before
        return self.choose(test, yes, self.block(line.orelse + rest), line)

    def choose(self, test, yes, no, where):
        if isinstance(yes, tuple) and isinstance(no, tuple) and len(yes) == len(no):
            return tuple(self.choose(test, a, b, where) for a, b in zip(yes, no))
        if np.shape(yes) != np.shape(no):
            self.refuse(where, "two ways that end in different shapes")
        return CHOOSE(test, yes, no)

    def truth(self, tree):
        value = self.of(tree)
        if _touched(value) and not isinstance(value, Symbol):
            self.refuse(tree, "one truth value for several coordinates")
        return value

    def augment(self, line):
        if isinstance(self.names.get(line.target.id), np.ndarray):
            self.refuse(line, "an array that is changed in place")
        read = ast.BinOp(ast.Name(line.target.id), line.op, line.value)
        read = ast.fix_missing_locations(ast.copy_location(read, line))
        self.names[line.target.id] = self.of(read)

    def store(self, target, value, line):
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple):
            self.unpack(target, list(value), line)
        else:
            self.refuse(line)

    def unpack(self, target, values, line):
        names = list(target.elts)
        for i, part in enumerate(names):
            if isinstance(part, ast.Starred):
                end = len(values) - (len(names) - 1 - i)
                values[i:end] = [values[i:end]]
                names[i] = part.value
        if len(values) != len(names):
            self.refuse(line, f"{len(values)} values for {len(names)} names")
        for name, value in zip(names, values):
            self.store(name, value, line)

    def refuse(self, tree, why=None):
        file = Path(self.f.__code__.co_filename)  # of a cell it is made up
        place = f" of {file.name}" if file.exists() else ""
        where = f"{self.f.__name__}, line {tree.lineno}{place}"
        why = why or f"{type(tree).__name__} is not translated"
        raise NotTranslated(f"{where}: `{ast.unparse(tree)}`: {why}.")

    # Expressions

    def of(self, tree):
        """What an expression comes to: a Python value, a symbol, an array of them."""
        read = getattr(self, f"of_{type(tree).__name__}", None)
        if read is None:
            return self.refuse(tree)
        try:
            return read(tree)
        except NotTranslated as error:
            if ", line " in str(error):
                raise
            self.refuse(tree, str(error))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            self.refuse(tree, f"{type(error).__name__}: {error}")

    def of_Constant(self, tree):
        return tree.value

    def of_Name(self, tree):
        for names in (self.names, self.f.__globals__, vars(builtins)):
            if tree.id in names:
                return names[tree.id]
        return self.refuse(tree, "an unknown name")

    def of_BinOp(self, tree):
        act = BINARY.get(type(tree.op))
        if act is None:
            return self.refuse(tree, f"{type(tree.op).__name__} is not translated")
        left, right = self.of(tree.left), self.of(tree.right)
        known = not _touched((left, right))
        lists = isinstance(left, tuple | list) or isinstance(right, tuple | list)
        with suppress(ZeroDivisionError):
            if known or (lists and isinstance(tree.op, ast.Add)):
                return PYTHON[type(tree.op)](left, right)
        return act(left, right)

    def of_UnaryOp(self, tree):
        return UNARY[type(tree.op)](self.of(tree.operand))

    def of_Compare(self, tree):
        values = [self.of(part) for part in (tree.left, *tree.comparators)]
        pairs = list(zip(tree.ops, values, values[1:]))
        if not _touched(values):
            known = [KNOWN[type(sign)](a, b) for sign, a, b in pairs]
            return known[0] if len(known) == 1 else all(known)
        if any(type(sign) not in COMPARE for sign in tree.ops):
            self.refuse(tree)
        found = [COMPARE[type(sign)](a, b) for sign, a, b in pairs]
        return found[0] if len(found) == 1 else _joined("&&", found)

    def of_BoolOp(self, tree):
        is_and, parts = isinstance(tree.op, ast.And), []
        for part in tree.values:
            parts.append(self.truth(part))
            if not symbolic(parts[-1]) and bool(parts[-1]) is not is_and:
                break
        return (
            _joined("&&" if is_and else "||", parts) if symbolic(parts) else parts[-1]
        )

    def of_IfExp(self, tree):
        test = self.truth(tree.test)
        if not symbolic(test):
            return self.of(tree.body if test else tree.orelse)
        yes, no = self.of(tree.body), self.of(tree.orelse)
        yes, no = (
            np.broadcast_arrays(yes, no) if np.ndim(yes) + np.ndim(no) else (yes, no)
        )
        return self.choose(test, yes, no, tree)

    def of_Tuple(self, tree):
        parts = []
        for part in tree.elts:
            starred = isinstance(part, ast.Starred)
            parts += list(self.of(part.value)) if starred else [self.of(part)]
        return tuple(parts)

    def of_List(self, tree):
        return list(self.of_Tuple(tree))

    def of_ListComp(self, tree):
        (loop, *others) = tree.generators
        if others or loop.ifs:
            self.refuse(tree, "loops within loops and conditions are not translated")
        before, out = dict(self.names), []
        for item in self.of(loop.iter):
            self.store(loop.target, item, tree)
            out.append(self.of(tree.elt))
        self.names = before
        return out

    of_GeneratorExp = of_ListComp

    def of_Slice(self, tree):
        ends = tree.lower, tree.upper, tree.step
        return slice(*(None if part is None else self.of(part) for part in ends))

    def of_Subscript(self, tree):
        value, index = self.of(tree.value), self.of(tree.slice)
        if isinstance(value, Listed):
            return value[index]
        if isinstance(index, Listed):
            return picked(value, index)
        if isinstance(index, Symbol):  # .at counts from the end, as Python does
            pattern = f"[{', '.join(['{}'] * len(value))}].at({{}})"
            return node(pattern, *map(constant, (*value, index)))
        return (np.array(value, object) if isinstance(value, Symbol) else value)[index]

    def of_Attribute(self, tree):
        value = self.of(tree.value)
        if not symbolic(value):
            return getattr(value, tree.attr)
        if tree.attr == "dtype":
            return np.dtype(float)
        if tree.attr == "astype":
            return _as_type(value)
        if tree.attr not in ATTRIBUTES:
            self.refuse(tree)
        return getattr(np.asarray(value, object), tree.attr)

    def of_Call(self, tree):
        f = self.of(tree.func)
        args = self.of_Tuple(ast.Tuple(tree.args))
        settings: dict[str, Any] = {}
        for part in tree.keywords:
            value = self.of(part.value)
            settings |= value if part.arg is None else {part.arg: value}
        return called(f, *args, **settings)


class _as_type:
    """What `.astype` of symbols is: a function of the type, which must be a float."""

    def __init__(self, value):
        self.value = value

    def translated(self, dtype):
        return array(self.value, dtype)


def _joined(sign, parts):
    return op(f" {sign} ".join(["{}"] * len(parts)))(*parts)
