"""The course's own modules in the words of a smaller Python.

The page runs `rule.py`, `descent.py`, `asking/` and the course's rules as they are
written: no sentence and no equation exists twice. MicroPython has no annotations that
can be read, no dataclasses, no order in dicts and less syntax; what of these a module
uses is rewritten here, on its syntax tree. What is not known stays as it is, and then
MicroPython refuses it: a test runs all of it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

LIBRARY = "small_python"  # inside/small_python.py, which has what is named here
OWN_MODULES = "numpy", "math", "bisect", "itertools", "coursekit"
LEFT_OUT = "numpy.typing", "coursekit.arrays"  # names of types alone


@dataclass(frozen=True)
class Lowered:
    """A module's text for MicroPython, and the parameters of its functions, by name."""

    text: str
    signatures: dict[str, list[str]]


def lowered(source: str, without: Collection[str] = ()) -> Lowered:
    """The module for MicroPython.

    without  functions, classes and names of the top level that are left out
    """
    tree = without_docstring(ast.parse(source))
    tree.body = [node for node in tree.body if not _left_out(node, without)]
    found = {
        node.name: parameters(node.args)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    tree = ast.fix_missing_locations(_Smaller().visit(tree))
    head = f"from {LIBRARY} import *\nfrom collections import OrderedDict\n"
    return Lowered(head + ast.unparse(tree) + "\n", found)


def parameters(arguments: ast.arguments) -> list[str]:
    """Each parameter's text, without annotations; "*" before those by name."""
    args = [*arguments.posonlyargs, *arguments.args]
    bare: list[ast.expr | None] = [None] * (len(args) - len(arguments.defaults))
    texts = [*map(_parameter, args, [*bare, *arguments.defaults])]
    if arguments.vararg:
        texts.append(f"*{arguments.vararg.arg}")
    elif arguments.kwonlyargs:
        texts.append("*")
    texts += map(_parameter, arguments.kwonlyargs, arguments.kw_defaults)
    return texts + ([f"**{arguments.kwarg.arg}"] if arguments.kwarg else [])


def _parameter(arg, default):
    return arg.arg if default is None else f"{arg.arg}={ast.unparse(default)}"


def _left_out(node, without):
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name in without
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(t, ast.Name) and t.id in without for t in targets)
    return False


class _Smaller(ast.NodeTransformer):
    """Rewrites what MicroPython does not read, or reads otherwise."""

    def visit_ImportFrom(self, node):
        known = str(node.module).split(".")[0] in OWN_MODULES
        # What else there is of Python's library, `small_python` has, or nobody asks.
        return node if known and node.module not in LEFT_OUT else None

    def visit_Import(self, node):
        kept = [a for a in node.names if a.name.split(".")[0] in OWN_MODULES]
        return ast.Import(kept) if kept else None

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        for each in ast.walk(node.args):
            if isinstance(each, ast.arg):
                each.annotation = None
        node.returns = None
        return without_docstring(node)

    def visit_AnnAssign(self, node):
        self.generic_visit(node)
        return node.value and ast.Assign([node.target], node.value)

    def visit_ClassDef(self, node):
        fields = _fields(node)
        node.bases = [base for base in node.bases if ast.unparse(base) != "Protocol"]
        if any(ast.unparse(base) == "NamedTuple" for base in node.bases):
            node.bases, node.decorator_list = [], [ast.Name("dataclass")]
        self.generic_visit(node)
        node.body = [
            each for each in node.body
            if not (isinstance(each, ast.Assign) and _is_field(each, fields))
        ]  # fmt: skip
        node = without_docstring(node)
        if fields:
            node.body.insert(0, _field_table(fields))
        return node

    def visit_Call(self, node):
        kind = _name(node.func) == "isinstance" and node.args[1]
        self.generic_visit(node)
        if kind:
            node.args[1] = _as_tuple(kind)
        if _name(node.func) == "zip":
            node.keywords = [k for k in node.keywords if k.arg != "strict"]
        if ast.unparse(node.func) == "object.__setattr__":
            node.func = ast.Name("setattr")
        if _name(node.func) == "exec":
            node.func = ast.Name("executed")
        if _name(node.func) == "vars":
            return ast.Attribute(node.args[0], "__dict__")
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        node.left = _as_set(node.left)
        node.comparators = [*map(_as_set, node.comparators)]
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if node.attr == "__doc__":
            return ast.Constant(None)
        if node.attr == "__name__" and ast.unparse(node.value).startswith("type("):
            return ast.Call(ast.Name("kind_name"), node.value.args, [])
        if node.attr == "T":
            return ast.Call(ast.Name("transposed"), [node.value], [])
        return ast.Name("less") if ast.unparse(node) == "float.__lt__" else node

    def visit_Subscript(self, node):
        self.generic_visit(node)
        keys = [each for each in ast.walk(node.slice) if isinstance(each, ast.Constant)]
        new_axes = any(key.value is ... or key.value is None for key in keys)
        sliced = any(isinstance(each, ast.Slice) for each in ast.walk(node.slice))
        if new_axes and not sliced and isinstance(node.ctx, ast.Load):
            return ast.Call(ast.Name("picked"), [node.value, node.slice], [])
        return node

    def visit_Name(self, node):
        return ast.Name("OrderedDict") if node.id == "dict" else node

    def visit_Dict(self, node):
        self.generic_visit(node)
        if None not in node.keys:
            return _ordered(node.keys, node.values)
        parts = [
            value if key is None else _ordered([key], [value])
            for key, value in zip(node.keys, node.values)
        ]
        return ast.Call(ast.Name("joined"), parts, [])

    def visit_DictComp(self, node):
        self.generic_visit(node)
        pair = ast.Tuple([node.key, node.value])
        pairs = ast.ListComp(pair, node.generators)
        return ast.Call(ast.Name("OrderedDict"), [pairs], [])

    def visit_List(self, node):
        self.generic_visit(node)
        return _unpacked(node, "list")

    def visit_Tuple(self, node):
        self.generic_visit(node)
        return _unpacked(node, "tuple")

    def visit_Assign(self, node):
        targets = node.targets  # a star there is one that MicroPython knows
        node.value = self.visit(node.value)
        if any(ast.unparse(target).endswith(".__name__") for target in targets):
            return [node]
        if not all(isinstance(target, ast.Tuple | ast.List) for target in targets):
            node.targets = [self.visit(target) for target in targets]
        return node

    def visit_For(self, node):
        target = node.target
        self.generic_visit(node)
        node.target = target
        return node

    def visit_comprehension(self, node):
        target = node.target
        self.generic_visit(node)
        node.target = target
        return node


def _as_set(node):
    """The keys of a dict, to be compared with those of another."""
    keys = isinstance(node, ast.Call) and ast.unparse(node).endswith(".keys()")
    return ast.Call(ast.Name("set"), [node], []) if keys else node


def _name(node):
    return node.id if isinstance(node, ast.Name) else ""


def without_docstring(
    node: ast.FunctionDef | ast.ClassDef | ast.Module,
) -> ast.FunctionDef | ast.ClassDef | ast.Module:
    """The node without its first text, and with something in its body."""
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    node.body = node.body or [ast.Pass()]
    return node


def _fields(node):
    """The annotated names of a record, with their default values."""
    marks = [ast.unparse(each) for each in (*node.decorator_list, *node.bases)]
    if not any(mark.startswith(("dataclass", "NamedTuple")) for mark in marks):
        return {}
    annotated = (each for each in node.body if isinstance(each, ast.AnnAssign))
    return {_name(each.target): each.value for each in annotated}


def _is_field(node, fields):
    return any(_name(target) in fields for target in node.targets)


def _field_table(fields):
    rows: list[ast.expr] = [
        ast.Tuple([ast.Constant(name), default or ast.Name("MISSING")])
        for name, default in fields.items()
    ]
    return ast.Assign([ast.Name("FIELDS")], ast.List(rows))


def _as_tuple(kind):
    """int | float as (int, float); dict stays the name of all dicts."""
    kinds: list[ast.expr] = []
    while isinstance(kind, ast.BinOp):
        kinds.insert(0, kind.right)
        kind = kind.left
    return ast.Tuple([kind, *kinds]) if kinds else kind


def _ordered(keys, values):
    pairs: list[ast.expr] = [ast.Tuple([*each]) for each in zip(keys, values)]
    return ast.Call(ast.Name("OrderedDict"), [ast.List(pairs)] if pairs else [], [])


def _unpacked(node, kind):
    """[*a, b] as list(a) + [b]."""
    if not any(isinstance(item, ast.Starred) for item in node.elts):
        return node
    made = None
    for item in node.elts:
        starred = isinstance(item, ast.Starred)
        part = (
            ast.Call(ast.Name(kind), [item.value], [])
            if starred
            else type(node)([item], ast.Load())
        )
        made = part if made is None else ast.BinOp(made, ast.Add(), part)
    return made
