"""Making an optimizer from another: new defaults, or a weight decay beside it.

A derived rule is the other's source with a few words changed, compiled anew. So it
reads like any rule: `show` prints its equations, and an error points into them.
"""

import ast
import linecache
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from inspect import signature
from math import isfinite
from textwrap import dedent, fill, indent
from zlib import crc32

from coursekit.rule import Optimizer, RuleError, optimizer

SLOPE = "g = grad(theta)"
LINE = 88  # characters


def like(other: Optimizer) -> Callable[[Callable], Optimizer]:
    """Decorator: the rule of `other`, under the name, doc and defaults given here.

    `@like(adagrad) def adagrad(s=0.1, *, eta=0.001): "..."` has no body of its own.
    """

    def make(named):
        defaults = signature(named).parameters.values()
        set_anew = other(**{p.name: p.default for p in defaults})
        return _written(set_anew, named, _equations(other))

    return make


def coupled(inner: Optimizer) -> Optimizer:
    """The same with PyTorch's `weight_decay`: an L2 term that joins the gradient."""
    slope = f"{SLOPE} + weight_decay * theta"
    return _written(_decaying(inner), inner.rule, _with_slope(inner, slope))


def decoupled(inner: Optimizer) -> Optimizer:
    """The same with AdamW's `weight_decay`: theta shrinks before the step from it."""
    slope = f"{SLOPE}\ntheta = (1 - eta * weight_decay) * theta"
    return _written(_decaying(inner), inner.rule, _with_slope(inner, slope))


def _decaying(inner):
    return replace(inner, knobs={**inner.knobs, "weight_decay": 0.0})


def _equations(optimizer):
    """The body of a rule after its docstring, as text without indentation."""
    code = optimizer.rule.__code__
    lines = linecache.getlines(code.co_filename, optimizer.rule.__globals__)
    function = _functions("".join(lines)).get(code.co_firstlineno)
    if function is None:
        raise RuleError(f"{optimizer.name} has no source that can be read.")
    told = ast.get_docstring(function) is not None
    first = function.body[1 if told else 0].lineno
    return dedent("".join(lines[first - 1 : function.end_lineno])).rstrip()


@cache
def _functions(source):
    """The functions of a file, by the line in which each begins, decorators included.

    `inspect.getsource` does the same, but reads the file anew for each.
    """
    nodes = ast.parse(source).body
    for node in nodes:  # it grows meanwhile: functions may stand within functions
        nodes += getattr(node, "body", [])
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    return {min(part.lineno for part in (f, *f.decorator_list)): f for f in functions}


def _with_slope(inner, slope):
    """The equations, with other lines in place of `g = grad(theta)`."""
    equations = _equations(inner)
    if SLOPE not in equations.splitlines():  # gd asks within another line
        equations = f"{SLOPE}\n{equations.replace('grad(theta)', 'g')}"
    if len(re.findall(r"\bgrad\b", equations)) != 1:
        raise RuleError(
            f"{inner.name} asks for more than one grad(theta), or for something else: "
            "there is no telling where a weight decay belongs."
        )
    return equations.replace(SLOPE, slope)


def _written(settings, named, equations):
    """The Optimizer of these equations, named and described as `named` is."""
    name, module = named.__name__, named.__module__
    about = f'"""{named.__doc__}"""\n' if named.__doc__ else ""
    body = indent(f"{about}{equations}", " " * 4)
    source = f"@optimizer\n{_head(name, settings)}\n{body}\n"
    file = f"<{module}.{name} {crc32(source.encode()):08x}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    made = {"optimizer": optimizer}
    exec(compile(source, file, "exec"), settings.rule.__globals__, made)
    made[name].rule.__module__ = module
    return made[name]


def _head(name, settings):
    """The line, or lines, from `def` to the colon."""
    first = ", ".join(["theta", "grad", "t", *map(_default, settings.memory.items())])
    knobs = ", ".join(["*", *map(_default, settings.knobs.items())])
    knobs = knobs if settings.knobs else ""
    line = f"def {name}({', '.join(filter(None, (first, knobs)))}):"
    if len(line) <= LINE:
        return line
    wrapped = indent(f"{first},\n{fill(f'{knobs},', LINE - 4)}", " " * 4)
    return f"def {name}(\n{wrapped}\n):"


def _default(setting):
    name, value = setting
    if not isinstance(value, int | float) or not isfinite(value):
        raise RuleError(f"{name} = {value!r} cannot be written down: give it a number.")
    return f"{name}={repr(value).replace('e-0', 'e-')}"
