"""A mistake is an edit of the reference: what a learner wrote in place of a line.

    "m_hat = m"                             the line that sets m_hat
    "return theta + eta * v, v"             the return
    "path.append(x)"                        the line that calls path.append
    "** t -> ** (t + 1)"                    text, wherever it stands
    "v = beta * v; return theta - eta * v, v"     two edits, one after the other

A name that no line sets is set first, before all other lines. An edit of several lines
stands in place of the whole body. Raises EditError where an edit does not fit.
"""

import ast
import hashlib
import inspect
import linecache
import textwrap
from contextlib import suppress
from functools import cache

NOT_OURS = "optimizer"  # the decorator that makes a rule of a function


class EditError(ValueError):
    """The edit does not fit the reference; says which part of it and why."""


@cache
def edited(reference, edit):
    """The reference with an edit made: a function of the same signature."""
    function = inspect.unwrap(getattr(reference, "rule", reference))
    return compiled(function, _edited_tree(function, edit))


def written_out(reference, edit=""):
    """The source of the reference, with an edit made if there is one."""
    function = inspect.unwrap(getattr(reference, "rule", reference))
    tree = _edited_tree(function, edit) if edit else tree_of(function)
    return ast.unparse(tree)


def _edited_tree(function, edit):
    tree = tree_of(function)
    if "\n" in edit:
        tree.body = _statements(textwrap.dedent(edit))
        return tree
    for part in edit.split("; "):
        tree = _replaced_text(tree, part) if " -> " in part else _line(tree, part)
    return tree


def tree_of(function):
    """The function's syntax, without a docstring and without `@optimizer`."""
    tree = ast.parse(_source(function)).body[0]
    if ast.get_docstring(tree) is not None:
        tree.body = tree.body[1:]
    tree.decorator_list = [
        decorator for decorator in tree.decorator_list
        if ast.unparse(decorator) != NOT_OURS
    ]  # fmt: skip
    return tree


@cache
def _source(function):
    return textwrap.dedent(inspect.getsource(function))


def compiled(function, tree):
    """The edited function, in the names of the module of the old one.

    It does not take the old one's place there: an edit may call it. Its lines are known
    to `inspect`, so that it can be edited, too.
    """
    names = dict(function.__globals__)
    kept, source = names.get(tree.name), ast.unparse(ast.fix_missing_locations(tree))
    file = f"<a mistake {hashlib.sha256(source.encode()).hexdigest()[:12]}>"
    linecache.cache[file] = len(source), None, source.splitlines(True), file
    exec(compile(source, file, "exec"), names)
    made, names[tree.name] = names[tree.name], kept
    return made


def _replaced_text(tree, part):
    old, new = part.split(" -> ")
    source = ast.unparse(tree)
    found = next((spelling for spelling in _spellings(old) if spelling in source), None)
    if found is None:
        raise EditError(f"There is no {old.strip()!r} in\n{source}")
    try:
        return ast.parse(source.replace(found, new.strip())).body[0]
    except SyntaxError as error:
        raise EditError(f"{part!r} makes no Python: {error}.") from None


def _spellings(code):
    """How ast may write this code: as a line, as a default in a signature, as it is."""
    with suppress(SyntaxError):
        line = ast.unparse(ast.parse(code.strip()))
        yield line
        yield line.replace(" = ", "=")
    yield code.strip()


def _line(tree, part):
    """The tree with one line in the place of that which sets the same name."""
    (line,) = _statements(part)
    key = _key(line)
    places = [
        (body, index)
        for node in ast.walk(tree)
        for body in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(body, list)
        for index, old in enumerate(body)
        if _key(old) == key
    ]
    if len(places) > 1:
        raise EditError(f"{len(places)} lines set {key!r}; edit text by `old -> new`.")
    if places:
        ((body, index),) = places
        body[index] = line
    elif key == "return":
        raise EditError("The reference has no return.")
    else:
        tree.body.insert(0, line)
    return tree


def _statements(source):
    """The statements of a body, which may `return`."""
    try:
        return ast.parse(f"def f():\n{textwrap.indent(source, '    ')}").body[0].body
    except SyntaxError as error:
        raise EditError(f"{source!r} is no Python: {error}.") from None


def _key(line):
    """What a line sets, calls or does: edits replace the line with the same key."""
    match line:
        case ast.Return():
            return "return"
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            return ast.unparse(target)
        case ast.Expr(value=ast.Call(func=function)):
            return ast.unparse(function)
    return None
