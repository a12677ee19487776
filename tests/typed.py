"""Answers as a reader would type them: a function's text and what it needs."""

import ast
import inspect
from functools import cache
from pathlib import Path

from coursekit.tasks.edits import written_out

ANSWERS = Path(__file__).parent / "answers"


def right(task):
    """The texts of the right answers to a question, in order."""
    tree, text = _module(ANSWERS / f"lesson{task.id[:2]}.py")
    table = _table(tree, "RIGHT")[task.id]
    return [_typed(tree, text, task.name, each) for each in table.elts]


def wrong(task):
    """The texts of the wrong answers, by what they are called."""
    tree, text = _module(ANSWERS / f"lesson{task.id[:2]}.py")
    table = _table(tree, "WRONG")[task.id]
    return {
        key.value: _typed(tree, text, task.name, value)
        for key, value in zip(table.keys, table.values)
    }


def ours(task, edit=""):
    """The text of the reference, or of a mistake."""
    tree, text = _module(Path(inspect.getfile(_function(task))))
    written = written_out(task.reference, edit)
    made = ast.parse(written).body[0]
    needed = _needed(tree, text, made, {made.name})
    return "\n\n".join([*needed, written, f"{task.name} = {made.name}"])


def _function(task):
    return inspect.unwrap(getattr(task.reference, "rule", task.reference))


@cache
def _module(path):
    text = path.read_text(encoding="utf-8")
    return ast.parse(text), text


def _table(tree, name):
    (table,) = (
        node.value for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
    )  # fmt: skip
    return {key.value: value for key, value in zip(table.keys, table.values)}


def _typed(tree, text, name, answer):
    needed = _needed(tree, text, answer, set())
    code = ast.get_source_segment(text, answer)
    last = "" if code == name else f"{name} = {code}"
    if "\n" in code:
        last = (
            f"{name} = ({code})"
            if not code.startswith("lambda")
            else _joined(name, code)
        )
    return "\n\n".join(filter(None, [*needed, last]))


def _joined(name, code):
    return f"{name} = {ast.unparse(ast.parse(f'({code})'))}"


def _needed(tree, text, node, known):
    """What a piece of code needs of its module, as it stands there, in its order."""
    homes = {name: each for each in tree.body for name in _defined(each)}
    wanted, open_ = set(), [node]
    while open_:
        for name in _free(open_.pop()) & homes.keys() - known:
            known = known | {name}
            wanted.add(homes[name])
            open_.append(homes[name])
    return [_written(text, each, known) for each in tree.body if each in wanted]


def _free(node):
    """The names that a piece of code takes from its module, or might."""
    each = [*ast.walk(node)]
    bound = {n.arg for n in each if isinstance(n, ast.arg)}
    if not isinstance(node, ast.Assign | ast.ClassDef):
        bound |= {n.id for n in each if _is_name(n) and isinstance(n.ctx, ast.Store)}
    return {n.id for n in each if _is_name(n) and isinstance(n.ctx, ast.Load)} - bound


def _is_name(node):
    return isinstance(node, ast.Name)


def _defined(node):
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Import() | ast.ImportFrom():
            return [alias.asname or alias.name for alias in node.names]
        case ast.Assign(targets=targets):
            return [
                n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)
            ]
    return []


def _written(text, node, known):
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [a for a in node.names if (a.asname or a.name) in known]
        node = type(node)(
            **{**{f: getattr(node, f) for f in node._fields}, "names": names}
        )
        return ast.unparse(node)
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(d.lineno for d in decorators)])
    return "\n".join(text.split("\n")[first - 1 : node.end_lineno])
