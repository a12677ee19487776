"""What the worker asks of Python: one text in, one text out."""

import json
import sys
import types
from collections import OrderedDict

import errors
import library  # noqa: F401  which adds to Python's own modules
import numpy as np
import small_python

from coursekit.asking import borrowing
from coursekit.asking.building import SURFACES
from coursekit.asking.carrying import asked
from coursekit.descent import _Gradient
from coursekit.outcomes import Failed, Given
from coursekit.rule import Optimizer, RuleError, optimizer

TOLD_APART = "float", "int", "complex"


class SimpleNamespace:
    """As in types, which here has only its name."""

    def __init__(self, **named):
        for name, value in named.items():
            setattr(self, name, value)


types.SimpleNamespace = SimpleNamespace


class Reader:
    """What the reader's text has defined, and the text as it was compiled last."""

    names = {}
    text, code = "", None


def serve(text):
    """The answer to one request, as JSON."""
    request = json.loads(text)
    np._Mode.numpys = False
    try:
        return written(REQUESTS[request["do"]](request))
    except MemoryError:
        return written({"memory": True})
    except np.Lacking as lack:
        return written({"lacks": str(lack), "line": errors.line_of(lack)})
    except OverflowError:  # of a length, as in [0] * 10**12
        return written({"memory": True})
    except BaseException as error:  # KeyboardInterrupt, too, which code can raise
        try:
            return written(failed(error))
        except np.Lacking as lack:
            return written({"lacks": str(lack), "line": errors.line_of(error)})


def failed(error):
    """An error in words, with its line."""
    sentence = isinstance(error, RuleError)
    says = str(error) if sentence else errors.format_exception_only(error)[0]
    says = says[:300]
    return {
        "error": says, "sentence": sentence,
        "line": errors.line_of(error), "at": errors.line_number(error),
    }  # fmt: skip


def load(request):
    """Run the reader's text, which defines something."""
    errors.Text.lines = request["source"].split("\n")
    errors.Text.own = list(request["signatures"])
    small_python.SIGNATURES.update(request["signatures"])
    small_python.KEPT.clear()
    errors.Text.lambdas = request["lambdas"]
    small_python.ANSWER["name"] = request["name"]
    guard(request.get("guarded", ()))
    names = fresh()
    for name, place in request.get("names", {}).items():
        names[name] = imported(*place)
    for code in request.get("before", ()):
        earlier(code, names)
    Reader.names = names
    exec(compiled(request["code"]), names)
    wanted = request["name"]
    if wanted not in names:
        return {"missing": wanted}
    return {"loaded": wanted}


def compiled(text):
    """A rule that is walked at every key, each time from new names, is compiled once."""
    if text != Reader.text:
        Reader.code = compile(text, errors.FILE, "exec")
        Reader.text = text
    return Reader.code


def fresh():
    """The names that a notebook has after its first cell."""
    import math

    names = {name: Missing("`" + name + "`") for name in ABSENT}
    names.update({
        "__name__": "__main__", "np": np, "math": math, "optimizer": optimizer,
        "isinstance": small_python.is_instance, "round": rounded, "float": small_float,
        "max": largest, "min": least, "in_place_": in_place, "unpacked_": unpacked,
        "ordered_": ordered, "stepped_": stepped, "keys_": np._Keys(),
        "kept_": small_python.kept,
    })  # fmt: skip
    return names


# What Python has, and the small Python has not or does otherwise.
ABSENT = (
    "ascii", "breakpoint", "compile", "eval", "exec", "exit", "format", "globals",
    "help", "input", "locals", "open", "quit", "vars",
)  # fmt: skip


class Missing:
    """What says that it is not here to whoever uses it."""

    def __init__(self, name):
        self.lacking = name

    def __call__(self, *given, **named):
        np.lacks(self.lacking)

    def __getattr__(self, name):
        np.lacks(self.lacking)


def imported(module, name):
    """What a page has of what a cell of the notebook imports; "" for the module."""
    try:
        __import__(module)
        return getattr(sys.modules[module], name) if name else sys.modules[module]
    except (np.Lacking, ImportError, AttributeError):
        return Missing(module + "." + name)


def earlier(code, names):
    """Run what stands above a question; what does not run defines nothing."""
    try:
        exec(code, names)
    except (Exception, np.Lacking):
        pass


def small_float(value=0.0):
    """float(), of NumPy's numbers, too."""
    if isinstance(value, np.ndarray):
        if value.shape:
            kind = "only 0-dimensional arrays can be converted to Python scalars"
            raise TypeError(kind)
        value = value.x[0]
    try:
        return float(np.plain(value))
    except ValueError:
        raise ValueError("could not convert string to float: " + repr(value))


def largest(*given, **named):
    """max(), which asks arrays for a yes or no."""
    return _best(max, lambda one, best: one > best, given, named)


def least(*given, **named):
    """min(), likewise."""
    return _best(min, lambda one, best: one < best, given, named)


def _best(builtin, better, given, named):
    items = given if len(given) > 1 else given[0]
    if len(given) == 1 and not isinstance(items, (list, tuple)) or named:
        return builtin(*given, **named)
    if not [1 for item in items if isinstance(item, (np.ndarray, np.float64))]:
        return builtin(*given)
    best = items[0]
    for item in items[1:]:
        if better(item, best):
            best = item
    return best


def unpacked(*parts):
    """[*one, *other]."""
    made = []
    for part in parts:
        made.extend(list(part))
    return made


def ordered(*parts):
    """{**one, key: value}, in order."""
    made = OrderedDict()
    for part in parts:
        for key, value in part.items() if isinstance(part, dict) else part:
            made[key] = value
    return made


def stepped(items, key):
    """items[::step], of lists, tuples and texts, too."""
    if not isinstance(items, (list, tuple, str)) or key.step in (None, 1):
        return items[key]
    found = [items[i] for i in range(*key.indices(len(items)))]
    if isinstance(items, str):
        return "".join(found)
    return tuple(found) if isinstance(items, tuple) else found


np.KINDS[small_float] = 2
small_python.FLOATS.append(small_float)
IN_PLACE = {
    "*": (lambda a, b: a * b, "__imul__"), "/": (lambda a, b: a / b, "__itruediv__"),
    "//": (lambda a, b: a // b, "__ifloordiv__"), "%": (lambda a, b: a % b, "__imod__"),
    "**": (lambda a, b: a**b, "__ipow__"),
}  # fmt: skip


def in_place(sign, target, value):
    """What `target *= value` and its like leave behind."""
    operation, method = IN_PLACE[sign]
    if isinstance(target, np.ndarray):
        return getattr(target, method)(value)
    return operation(target, value)


def rounded(value, digits=None):
    """round(), of arrays, too."""
    if isinstance(value, np.ndarray):
        return np.round(value, digits or 0)
    value = np.plain(value)
    if digits is None:
        return int(np._half_to_even(value)) if isinstance(value, float) else value
    return np._half_to_even(value, digits)


class Refusal:
    """What stands in the place of a solution of the course's."""

    def __call__(self, *given, **named):
        borrowing.note()
        raise borrowing.Borrowed()

    def __getattr__(self, name):
        return self  # its rule, its step


class Guarded:
    kept = []  # (module, name, what is there)


def guard(places):
    """Let the course's own solutions at "module:name" answer nothing, these alone."""
    for module, name, own in Guarded.kept:
        setattr(module, name, own)
    Guarded.kept = []
    for place in places:
        path, name = place.split(":")
        __import__(path)
        module = sys.modules[path]
        for part in name.split(".")[:-1]:
            module = getattr(module, part)
        name = name.split(".")[-1]
        Guarded.kept.append((module, name, getattr(module, name)))
        setattr(module, name, Refusal())


def ask(request):
    """The outcome of one ask (as its text: 3 is not 3.0) on what was loaded."""
    text, name = request["ask"], request["name"]
    answer = Reader.names[name]
    outcome = asked(read(text), answer, name)
    if _may_be_numpys(outcome):
        np._Mode.numpys = True
        again = asked(read(text), answer, name)
        np._Mode.numpys = False
        if isinstance(again, Failed) and "64'" in again.says:
            raise np.Lacking(
                "a number of NumPy's own"
                + (", in " + outcome.line if outcome.line else "")
            )
        outcome = again
    if isinstance(outcome, Failed) and outcome.says.startswith("MemoryError"):
        raise MemoryError
    return outcome_of(outcome)


def read(text):
    """An ask out of its text, in which nan is a word and dicts are pairs, in order."""
    return _as_it_was(json.loads(text))


def _as_it_was(data):
    if isinstance(data, list):
        return [_as_it_was(item) for item in data]
    if isinstance(data, dict):
        return OrderedDict([(key, _as_it_was(item)) for key, item in data["pairs"]])
    return np.nan if data == "NaN" else data


def _may_be_numpys(outcome):
    """Whether NumPy's numbers, which divide by 0, may do otherwise than Python's."""
    if not isinstance(outcome, Failed):
        return False
    says = outcome.says
    of_numbers = ["'%s' object has no attribute" % kind for kind in TOLD_APART]
    return (
        says.startswith("ZeroDivisionError")
        or "complex" in says
        or bool([1 for words in of_numbers if words in says])
    )


def outcome_of(outcome):
    if isinstance(outcome, Given):
        return {"value": outcome.value}
    return {
        "status": outcome.status, "says": outcome.says,
        "place": list(outcome.place), "line": outcome.line,
    }  # fmt: skip


def settings(request):
    """The knobs and memories of the rule that was loaded."""
    rule = _as_optimizer(Reader.names[request["name"]])
    knobs = [[name, knob] for name, knob in rule.knobs.items()]
    return {"knobs": knobs, "remembers": [[k, v] for k, v in rule.memory.items()]}


def _as_optimizer(rule):
    return rule if isinstance(rule, Optimizer) else optimizer(rule)


def walk(request):
    """A walk's numbers: of each step theta, each memory, and the slope that it saw.

    It may go on from a `memory` at step `first`.
    """
    rule = _as_optimizer(rule_called(request))
    rule = rule(**{name: float(knob) for name, knob in request["knobs"].items()})
    problem, theta = SURFACES[request["surface"]], [float(x) for x in request["start"]]
    theta = np.array(theta)
    memory = rule.remember(theta)
    for name, values in request.get("memory", {}).items():
        memory[name] = np.array([float(x) for x in values])
    unseen = [np.nan] * len(theta.x)
    rows, first = [], request.get("first", 1)
    _add_row(rows, theta, memory, unseen)
    for t in range(first, first + request["steps"]):
        grad = _Gradient(problem, t, theta.dtype)
        theta, memory = rule.step(theta, grad, t, memory)
        _add_row(rows, theta, memory, unseen if grad.g is None else grad.g.x)
    return {"rows": rows}


def _add_row(rows, theta, memory, slope):
    rows.extend(theta.x)
    for each in memory.values():
        rows.extend(each.x)
    rows.extend(slope)


def rule_called(request):
    """The reader's rule, or one of the course's by name."""
    if "course" in request:
        import coursekit.optimizers

        return getattr(coursekit.optimizers, request["course"])
    return Reader.names[request["name"]]


def rates(request):
    """What a schedule of the course's gives at each t."""
    import coursekit.schedules

    made = getattr(coursekit.schedules, request["kind"])(*request["settings"])
    return {"rates": [made(t) for t in range(request["steps"])]}


def evaluated(request):
    """An expression in NumPy's names: its value, shape and kind."""
    value = eval(request["text"], fresh())
    array = np.asarray(value)
    return {
        "value": array.tolist(), "shape": list(array.shape), "kind": "bifcO"[array.kind],
    }  # fmt: skip


# --- JSON, with numbers that JSON has no words for ----------------------------------


def written(value):
    """JSON; nan, inf and complex numbers as {"number": text}."""
    parts = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value, put):
    value = np.plain(value)
    if isinstance(value, float):
        if value - value == 0:
            put(repr(value))
        else:
            put('{"number":"%s"}' % value)
    elif value is None or value is True or value is False:
        put({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        put(str(value))
    elif isinstance(value, str):
        put(json.dumps(value))
    elif isinstance(value, dict):
        put("{")
        for i, key in enumerate(value):
            put(("," if i else "") + json.dumps(str(key)) + ":")
            _write(value[key], put)
        put("}")
    elif isinstance(value, (list, tuple)):
        if np.all_of([type(item) is float for item in value]):
            return put(_of_floats(value))
        put("[")
        for i, item in enumerate(value):
            if i:
                put(",")
            _write(item, put)
        put("]")
    else:
        put('{"number":%s}' % json.dumps(repr(value)))


def _of_floats(values):
    """A long list in a tenth of the time that it takes one by one."""
    text = json.dumps(values)
    for word, number in UNWORDED:
        text = text.replace(word, number)
    return text


UNWORDED = (
    ("nan", '{"number":"nan"}'), ("inf", '{"number":"inf"}'),
    ('-{"number":"inf"}', '{"number":"-inf"}'),
)  # fmt: skip
REQUESTS = {
    "load": load, "ask": ask, "settings": settings, "walk": walk, "rates": rates,
    "evaluated": evaluated,
}  # fmt: skip
