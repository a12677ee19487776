"""What the worker asks of Python: one text in, one text out."""

import json
import sys

import errors
import library  # noqa: F401  which adds to Python's own modules
import numpy as np
import small_python
from in_json import read, written
from stand_ins import fresh, imported

from coursekit.asking import borrowing
from coursekit.asking.building import SURFACES
from coursekit.asking.carrying import asked
from coursekit.descent import _Gradient
from coursekit.outcomes import Failed, Given
from coursekit.rule import Optimizer, RuleError, optimizer

TOLD_APART = "float", "int", "complex"


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


def earlier(code, names):
    """Run what stands above a question; what does not run defines nothing."""
    try:
        exec(code, names)
    except (Exception, np.Lacking):
        pass


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


REQUESTS = {
    "load": load, "ask": ask, "settings": settings, "walk": walk, "rates": rates,
    "evaluated": evaluated,
}  # fmt: skip
