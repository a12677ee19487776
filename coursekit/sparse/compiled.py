"""Sparse learning row by row at full speed: numba compiles the very rule."""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import lru_cache

import numpy as np
from numba import njit
from numba.core.errors import NumbaError

from coursekit.arrays import Array, Integers
from coursekit.rule import RuleError
from coursekit.sparse.rows import Rows
from coursekit.sparse.touched import Learner


def walk(
    model: Learner, block: Rows, t: int, table: Array, slot: Integers, ages: bool
) -> Array:
    """Learn a block row by row, in place; each row's margin beforehand.

    ages  whether a weight at rest changes with t, see `touched.ages`
    Raises RuleError for rules that cannot be compiled, or that look ahead.
    """
    optimizer, margins = model.optimizer, np.empty(len(block))
    knobs = np.array([
        [knob(max(u - 1, 0)) for u in range(t, t + len(block) + 1)]
        if callable(knob) else np.broadcast_to(float(knob), len(block) + 1)
        for knob in optimizer.knobs.values()
    ]).reshape(len(optimizer.knobs), -1)  # fmt: skip
    share = np.empty(np.diff(block.indptr).max())
    rows = block.indptr, block.indices, block.values, block.labels
    try:
        update = _in_place(optimizer.rule)
        _rows(update, rows, t, table, slot, knobs, model.l1, ages, share, margins)
    except (NumbaError, OSError, KeyError) as error:
        raise RuleError(
            f"{optimizer.name} cannot be compiled: learn without fast=True. A rule "
            "that can asks for grad(theta), at theta itself, and computes with numbers."
        ) from error
    return margins


@njit(error_model="numpy")
def _rows(update, rows, t, table, slot, knobs, l1, ages, share, margins):
    """`touched.walk`, a row at a time; compiled anew for each rule's update."""
    ends, indices, values, labels = rows
    for i in range(len(labels)):
        first, end, t, margin, twice = ends[i], ends[i + 1], t + 1, 0.0, False
        for j in range(first, end):
            cells = table[indices[j]]
            twice, cells[-1] = twice or cells[-1] == t, t
            if ages and t > 1:
                update(cells, 0.0, t - 1, knobs[:, i])
            margin += cells[0] * values[j]
        if twice:
            _merge(indices[first:end], values[first:end], slot, share)
        margins[i] = margin
        wrong = 1 / (1 + np.exp(-margin)) - labels[i]
        for j in range(first, end):
            if twice and slot[indices[j]] != j - first:
                continue
            cells = table[indices[j]]
            g = wrong * (share[j - first] if twice else values[j])
            update(cells, g + l1 * np.sign(cells[0]), t, knobs[:, i + 1])


@njit
def _merge(indices, values, slot, share):
    """Of equal indices the last has all their values as its share; slot finds it."""
    for j, index in enumerate(indices):
        slot[index], share[j] = j, 0.0
    for j, index in enumerate(indices):
        share[slot[index]] += values[j]


@lru_cache
def _in_place(rule):
    """update(cells, g, t, knobs): one coordinate's weight and memories, by the rule."""
    parameters = inspect.signature(rule).parameters.values()
    memories = sum(p.kind == p.POSITIONAL_OR_KEYWORD for p in parameters) - 3
    cells = [f"cells[{i}]" for i in range(1 + memories)]
    knobs = [p.name for p in parameters if p.kind == p.KEYWORD_ONLY]
    given = [f"knobs[{i}]" for i in range(len(knobs))]
    arguments = ", ".join([cells[0], "g", "t", *cells[1:], *given])
    source = f"def update(cells, g, t, knobs): {', '.join(cells)} = rule({arguments})"
    return _defined(source, "update", {"rule": _scalar(rule)})


def _scalar(rule):
    """The rule for one coordinate, compiled; `grad(theta)` is the number grad there."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    function.decorator_list, arguments.defaults = [], []
    arguments.args += arguments.kwonlyargs  # numba knows no others
    arguments.kwonlyargs, arguments.kw_defaults = [], []
    names = {
        name: njit(thing, error_model="numpy") if inspect.isfunction(thing) else thing
        for name, thing in rule.__globals__.items()
        if name in rule.__code__.co_names
    }
    return _defined(_Given().visit(tree), rule.__name__, names)


class _Given(ast.NodeTransformer):
    def visit_Call(self, node):
        self.generic_visit(node)
        return node.func if ast.unparse(node) == "grad(theta)" else node


def _defined(source, name, names):
    """The function that the source defines, compiled."""
    if not isinstance(source, str):
        source = ast.unparse(source)
    exec(source, names)
    return njit(names[name], error_model="numpy")
