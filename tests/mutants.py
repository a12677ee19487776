"""Mutants: the reference of a task with one small thing changed, to be found wrong."""

import ast
import copy
import signal

from coursekit.marks.agreement import expected, is_right, outcome_of
from coursekit.tasks.edits import compiled, tree_of

OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Pow: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
}  # fmt: skip
COMPARISONS = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
SECONDS = 3  # after which a mutant that never ends is wrong

# Mutants that compute the same as the reference: {question: {mutant: why}}.
HARMLESS = {
    "00.2": {
        "+ 1 in 200": "a stronger bend misleads too",
        "+ 1 in 1": "a hill that is lifted has the slopes it had",
        "Add in x - 1": "a hill that is lifted has the slopes it had",
    },
    "02.5": {
        "+ 1 in 2": "farther along the same direction is as lucky",
        "Sub in np.array([1, 3 / 8]) + 2 * steep": "so is the other side",
    },
    "01.3": {"GtE in factor > 0": "a factor of 0 has returned by then"},
    "10.4": {"+ 1 in 0": "the first error is progress, which sets the count to 0"},
    "10.6": {"+ 1 in 1": "1/(2 + t) settles as well"},
    "13.2": {"no minus in -1": "the last axis of a table is axis 1"},
    "13.4": {"+ 1 in 2.0": "a larger η still lets AdaGrad win"},
    "14.1": {"+ 1 in 0": "what stands below the line is 0 or at least 1"},
    "06.1": {"Sub in eta + rate": "the rate is 0 where η joins it"},
    "06.3": {"+ 1 in 10000.0": "many a long first step measures the curvature"},
    "07.4": {
        "+ 1 in 0.3": "a longer way is walked, too",
        "+ 1 in 60": "it falls a little more slowly, and fast enough",
    },
    "08.4": {
        "+ 1 in 0": "y tells what x tells",
        "+ 1 in 1": "so does the third step",
        "GtE in abs(steps[1][0] / steps[0][0]) > 0.85": "no two steps are so alike",
    },
    "09.4": {"LtE in rng.random(n) < p": "no draw is exactly p"},
    "09.5": {
        "+ 1 in 20": "a longer wait fools Adam, too",
        "+ 1 in 1": "so does a sum of 2",
    },
}


class Late(BaseException):
    """A mutant that works too long."""


def of(reference):
    """(what is changed, the changed function) for each mutant of a reference."""
    function = getattr(reference, "rule", reference)
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    tree = tree_of(function)
    for index, node in enumerate(ast.walk(tree)):
        for label, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change([*ast.walk(mutant)][index])
            yield f"{label} in {ast.unparse(node)}", compiled(function, mutant)


def _changes(node):
    """(label, function that changes such a node) for each way to change it."""
    match node:
        case ast.BinOp() if type(node.op) in OPERATORS:
            other = OPERATORS[type(node.op)]
            yield other.__name__, lambda node: setattr(node, "op", other())
        case ast.Compare() if type(node.ops[0]) in COMPARISONS:
            other = COMPARISONS[type(node.ops[0])]
            yield other.__name__, lambda node: node.ops.__setitem__(0, other())
        case ast.Constant() if type(node.value) in (int, float):
            yield "+ 1", lambda node: setattr(node, "value", node.value + 1)
        case ast.UnaryOp(op=ast.USub()):
            yield "no minus", lambda node: setattr(node, "op", ast.UAdd())


def accepted(task, mutant):
    """Whether every part of the task takes a mutant's values for right."""
    before = signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        return all(
            is_right(task, part, outcome_of(part, mutant, task.name), wanted)
            for part, wanted in zip(task.parts, expected(task))
        )
    except Late:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _late(*_):
    raise Late
