"""Errors in the words of the Python that learners know, with the line of their text."""

import io
import re
import sys

import numpy as np
from small_python import SIGNATURES

LONGEST = 2000  # signs of a message: who reads more?
FILE = "your code"  # what the reader's text is called in tracebacks
SIGNS = {
    "add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%",
    "pow": "** or pow()", "matmul": "@", "and": "&", "or": "|", "xor": "^",
}  # fmt: skip
COMPARISONS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">="}
SAID = (  # (MicroPython's words, Python's)
    ("^divide by zero$", "division by zero"),
    ("^name '(.*)' isn't defined$", "name '{0}' is not defined"),
    ("^'(.*)' object isn't callable$", "'{0}' object is not callable"),
    ("^'(.*)' object isn't iterable$", "'{0}' object is not iterable"),
    ("^'(.*)' object isn't subscriptable$", "'{0}' object is not subscriptable"),
    ("^'(.*)' object doesn't support item assignment$",
     "'{0}' object does not support item assignment"),
    ("^unsupported type for __neg__: '(.*)'$", "bad operand type for unary -: '{0}'"),
    ("^unsupported type for __abs__: '(.*)'$", "bad operand type for abs(): '{0}'"),
    ("^list indices must be integers, not (.*)$",
     "list indices must be integers or slices, not {0}"),
    ("^tuple indices must be integers, not (.*)$",
     "tuple indices must be integers or slices, not {0}"),
    ("^(.*) takes 1 positional arguments but (.*)$",
     "{0} takes 1 positional argument but {1}"),
    ("^local variable referenced before assignment$",
     "cannot access local variable before it has a value"),
    ("^need more than ([0-9]+) values to unpack$",
     "not enough values to unpack (expected more, got {0})"),
    ("^invalid syntax for integer with base (.*): (.*)$",
     "invalid literal for int() with base {0}: {1}"),
    ("^can't convert (.*) to float$", "must be real number, not {0}"),
    ("^can't convert (.*) to int$", "int() argument must be a string, a bytes-like "
     "object or a real number, not '{0}'"),
)  # fmt: skip


def in_pythons_words(error):
    """The message of an error as Python would have it."""
    says = " ".join(str(error)[:LONGEST].split())
    found = re.match("^unsupported types for __(\\w+)__: '(.*)', '(.*)'$", says)
    if found:
        method, one, other = found.group(1), found.group(2), found.group(3)
        one, other = _as_numpy(one), _as_numpy(other)
        name = method[1:] if method[1:] in SIGNS and method[0] in "ir" else method
        if name in COMPARISONS:
            return "'%s' not supported between instances of '%s' and '%s'" % (
                COMPARISONS[name], one, other
            )  # fmt: skip
        sign = SIGNS.get(name, name)
        sign = sign + "=" if method[0] == "i" and name != method else sign
        return "unsupported operand type(s) for %s: '%s' and '%s'" % (sign, one, other)
    if isinstance(error, KeyError) and error.args:
        return repr(error.args[0])[:LONGEST]
    for pattern, other_words in ARGUMENTS:
        found = re.match(pattern, says)
        if found and other_words(found, error):
            return other_words(found, error)
    for pattern, words in SAID:
        found = re.match(pattern, says)
        if found:
            groups = [found.group(i + 1) for i in range(words.count("{"))]
            return words.format(*groups)
    return says


def _numbered(found, error):
    """Too few arguments, or too many, of a function whose parameters are known.

    MicroPython counts what a function takes from around it, too.
    """
    name, takes, given = found.group(1), int(found.group(2)), int(found.group(3))
    names, most = _parameters(name, takes)
    if given < takes:
        missing = names[len(names) + given - takes :]
        return _missing(name, "positional", missing) if missing else ""
    if most is None:
        return ""
    given += most - takes
    takes = str(most) if len(names) == most else "from %d to %d" % (len(names), most)
    return "%s() takes %s positional argument%s but %d %s given" % (
        name, takes, "" if takes == "1" else "s", given, "was" if given == 1 else "were"
    )  # fmt: skip


def _missing(name, kind, missing):
    missing = ["'" + each + "'" for each in missing]
    many = len(missing) > 1
    last = (", and " if len(missing) > 2 else " and ") + missing.pop() if many else ""
    return "%s() missing %d required %s argument%s: %s" % (
        name, len(missing) + many, kind, "s" if many else "", ", ".join(missing) + last
    )  # fmt: skip


def _parameters(name, takes):
    """(the names that are needed, how many there are by place), if only one function
    can be meant; else ([], None)."""
    known = Text.lambdas if name == "<lambda>" else ()
    known = known or (SIGNATURES.get(name),)
    found = []
    for parameters in known:
        by_place = []
        for parameter in parameters or ():
            if parameter[0] == "*":
                break
            by_place.append(parameter)
        names = [each.split(":")[0].strip() for each in by_place if "=" not in each]
        if (
            parameters is not None
            and len(by_place) <= takes
            and (names, len(by_place)) not in found
        ):
            found.append((names, len(by_place)))
    return found[0] if len(found) == 1 else ([], None)


def _unexpected(found, error):
    called = called_with(found.group(1), line_number(error))
    if not called:
        return ""
    return called + "() got an unexpected keyword argument '" + found.group(1) + "'"


ARGUMENTS = (
    (
        "^(.*)\\(\\) takes ([0-9]+) positional arguments? but ([0-9]+) were given$",
        _numbered,
    ),
    ("^unexpected keyword argument '(\\w+)'$", _unexpected),
)


def _as_numpy(name):
    return {"ndarray": "numpy.ndarray", "closure": "function"}.get(name, name)


def demand_no_lack(error):
    """Raises Lacking where Python has what its smaller brother complains of."""
    says = str(error)[:LONGEST]
    if isinstance(error, NotImplementedError) and "step=1" in says:
        raise np.Lacking("slices with a step of lists, tuples and texts")
    if isinstance(error, ImportError):
        name = says.replace("can't import name ", "").replace("no module named ", "")
        raise np.Lacking("`" + name.replace("'", "") + "`")
    found = re.match("^(module )?'(\\w+)' (object )?has no attribute '(\\w+)'$", says)
    if found and found.group(4) in PYTHONS.get(found.group(2), "").split():
        raise np.Lacking(found.group(2) + "." + found.group(4))
    found = re.match("^unexpected keyword argument '(\\w+)'$", says)
    called = called_with(found.group(1), line_number(error)) if found else ""
    if called and called not in Text.own:
        raise np.Lacking("the argument " + found.group(1) + " of " + called)
    for kind in ("float64", "ndarray"):
        if (
            says.endswith(", '" + kind + "'")
            and "_lt__" in says
            or "_gt__" in says
            or ("_le__" in says or "_ge__" in says)
        ):
            raise np.Lacking("a comparison with an array on the right, as in 0 < x")


def called_with(argument, number):
    """The name of what is called with an argument, in a line or above; "" if nowhere."""
    text = "\n".join(Text.lines[:number])
    at = text.rfind(argument + "=")
    depth = 0
    while at > 0 and depth >= 0:
        at -= 1
        depth += {")": 1, "(": -1}.get(text[at], 0)
    first = at
    while first > 0 and (
        text[first - 1].isalpha() or text[first - 1] in "_.0123456789"
    ):
        first -= 1
    return text[first:at]


def format_exception_only(error):
    """As in traceback: the kind of an error and its message, in a list."""
    demand_no_lack(error)
    kind = type(error).__name__
    kind = np.AS_NUMPY_HAS_IT.get(kind, kind)
    says = in_pythons_words(error)
    if says.startswith("maximum recursion depth"):
        kind = "RecursionError"
    return [kind + ": " + says if says else kind]


def traced(error):
    """The traceback's lines, the innermost last."""
    written = io.StringIO()
    sys.print_exception(error, written)
    return written.getvalue().split("\n")


def line_number(error):
    """The line of the reader's text in which an error arose; 0 if in none."""
    number = 0
    for line in traced(error):
        found = re.match('^ *File "' + FILE + '", line ([0-9]+)', line)
        if found:
            number = int(found.group(1))
    return number


class Text:
    """The reader's text, for the words of its lines."""

    lines = ()
    own = ()  # the names of its functions
    lambdas = ()  # the parameters of each that has no name


def line_of(error, answer=None):
    """As in "line 3: `return eta / 0`", or ""."""
    number = line_number(error)
    if not 0 < number <= len(Text.lines):
        return ""
    line = Text.lines[number - 1].strip()
    return "line %d: `%s`" % (number, line if len(line) <= 200 else line[:199] + "…")
