"""What the course's own modules take from Python's library, for MicroPython.

`web/python/lowering.py` rewrites them so that they ask for it here.
"""

from collections import OrderedDict

import numpy as np
from signatures import COURSE

SIGNATURES = dict(COURSE)  # the text of the parameters of each function, by its name


def dataclass(made=None, **options):
    """A class with `FIELDS`, its fields' names and default values, is a record."""
    if made is None:
        return dataclass

    def __init__(self, *given, **named):
        given = dict(zip([name for name, _ in made.FIELDS], given))
        given.update(named)
        for name, default in made.FIELDS:
            if name in given:
                setattr(self, name, given.pop(name))
            elif isinstance(default, Field):
                setattr(self, name, default.make())
            elif default is MISSING:
                raise TypeError("missing argument: '%s'" % name)
            else:
                setattr(self, name, default)
        if given:
            raise TypeError("unexpected keyword argument '%s'" % list(given)[0])
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    made.__init__ = __init__
    return made


MISSING = object()


class Field:
    """A field whose default value is made anew each time."""

    def __init__(self, make):
        self.make = make


def field(default_factory):
    return Field(default_factory)


def replace(record, **changes):
    """The record with other values in some fields."""
    values = dict([(name, getattr(record, name)) for name, _ in record.FIELDS])
    values.update(changes)
    return type(record)(**values)


class Wrapped:
    """A function under another's name: what `wraps` gives."""

    def __init__(self, function, of):
        self.function, self.__wrapped__ = function, of
        self.__name__ = getattr(of, "__name__", type(of).__name__)
        self.__doc__ = None

    def __call__(self, *given, **named):
        return self.function(*given, **named)


def wraps(of, **options):
    return lambda function: Wrapped(function, of)


def partial(function, *given, **named):
    """The function with some of its arguments settled."""
    return lambda *others, **more: function(*(given + others), **joined(named, more))


def cache(function):
    """Each value computed once, if its arguments can be told apart by their text."""
    known = {}

    def cached(*given):
        key = repr(given)
        if key not in known:
            known[key] = function(*given)
        return known[key]

    return cached


cached_property = property


class Parameter:
    """One parameter of a function."""

    empty = MISSING
    POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = range(4)

    def __init__(self, name, default, kind):
        self.name, self.default, self.kind = name, default, kind

    def replace(self, **changes):
        return self

    def __str__(self):
        stars = {self.VAR_POSITIONAL: "*", self.VAR_KEYWORD: "**"}.get(self.kind, "")
        return stars + self.name


class Signature:
    """The parameters of a function, in order."""

    def __init__(self, parameters):
        self.parameters = OrderedDict([(each.name, each) for each in parameters])

    def __str__(self):
        known = [
            p.name + ("" if p.default is MISSING else "=" + repr(p.default))
            for p in self.parameters.values()
        ]
        return "(" + ", ".join(known) + ")"

    def bind(self, *given, **named):
        return Bound(self, given, named)


class Bound:
    """Arguments by the names of their parameters."""

    def __init__(self, signature, given, named):
        self.signature, self.arguments = signature, OrderedDict()
        order = list(signature.parameters.values())
        by_place = [p for p in order if p.kind == Parameter.POSITIONAL_OR_KEYWORD]
        if len(given) > len(by_place):
            raise TypeError("too many positional arguments")
        for parameter, value in zip(by_place, given):
            self.arguments[parameter.name] = value
        for name, value in named.items():
            if name not in signature.parameters:
                raise TypeError("got an unexpected keyword argument '%s'" % name)
            if name in self.arguments:
                raise TypeError("multiple values for argument '%s'" % name)
            self.arguments[name] = value
        for parameter in order:
            if parameter.name not in self.arguments and parameter.default is MISSING:
                raise TypeError("missing a required argument: '%s'" % parameter.name)

    def apply_defaults(self):
        for parameter in self.signature.parameters.values():
            if parameter.name not in self.arguments:
                self.arguments[parameter.name] = parameter.default


class Inspect:
    """What of `inspect` is used."""

    Signature = Signature

    def unwrap(self, function):
        while hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        return function

    def signature(self, function):
        function = self.unwrap(getattr(function, "rule", function))
        if not callable(function):
            raise TypeError(repr(function) + " is not a callable object")
        name, first = getattr(function, "__name__", None), 0
        if name is None and hasattr(function, "__call__"):
            name, first = "__call__", 1  # after self
        texts = SIGNATURES.get(name, ())
        if texts is None:
            raise np.Lacking("a look at which of several functions " + name + " is")
        if not texts:
            raise np.Lacking("rules that are neither def, lambda nor __call__")
        found, kind = [], Parameter.POSITIONAL_OR_KEYWORD
        for text in texts[first:]:
            if text == "*":
                kind = Parameter.KEYWORD_ONLY
            elif text.startswith("**"):
                found.append(Parameter(text[2:], MISSING, Parameter.VAR_KEYWORD))
            elif text.startswith("*"):
                found.append(Parameter(text[1:], MISSING, Parameter.VAR_POSITIONAL))
                kind = Parameter.KEYWORD_ONLY
            else:
                parameter, equals, default = text.partition("=")
                parameter = parameter.split(":")[0].strip()
                default = _default(name, parameter, default) if equals else MISSING
                found.append(Parameter(parameter, default, kind))
        return Signature(found)


ANSWER = {}  # its name: what is called so may be a lambda
KEPT = {}  # the default values of a reader's functions, by (function, parameter)


def kept(function, parameter, value):
    """The value; `front/rewriting.js` writes this where a default value stands."""
    KEPT.setdefault((function, parameter), []).append(value)
    return value


def _default(function, parameter, text):
    function = ANSWER["name"] if function == "<lambda>" else function
    values = KEPT.get((function, parameter))
    if values is None:
        return eval(text)  # one of the course's own, which are numbers
    if [1 for value in values if value is not values[0] and value != values[0]]:
        raise np.Lacking(
            "a look at which of several default values " + parameter + " has"
        )
    return values[0]


class Nothing:
    """A context in which nothing is different."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


class Warnings:
    def catch_warnings(self):
        return Nothing()

    def simplefilter(self, how):
        pass


class Copies:
    """Stands for json where something is written and read at once, to copy it."""

    def dumps(self, value):
        return self.loads(value)

    def loads(self, value):
        if isinstance(value, (list, tuple)):
            return [self.loads(item) for item in value]
        return value


FLOATS = []  # what stands for `float` in a reader's text


def is_instance(value, kinds):
    """As in Python, where True is a whole number and NumPy's floats are floats."""
    if isinstance(kinds, tuple):
        for kind in kinds:
            if is_instance(value, kind):
                return True
        return False
    kinds = float if kinds in FLOATS else kinds
    if kinds is int and isinstance(value, bool):
        return True
    if kinds is float and isinstance(value, np.float64):
        return True
    return isinstance(value, kinds)


def transposed(value):
    """value.T, where value may be a number."""
    if type(value) is not np.ndarray or len(value.shape) < 2:
        return value
    return value.transpose()


def picked(value, key):
    """value[key], where value may be a number."""
    return np.asarray(value)[key]


def kind_name(value):
    """type(value).__name__, as Python has it."""
    name = type(value).__name__
    return {"closure": "function", "bound_method": "method"}.get(name, name)


def joined(*dicts):
    """The dicts in one, later ones first."""
    made = OrderedDict()
    for each in dicts:
        for name, value in each.items():
            made[name] = value
    return made


def executed(code, names):
    """exec(), which takes no ordered dict."""
    made = dict(names.items())
    exec(code, made)
    names.update(made)


def less(one, other):
    return one < other


inspect, warnings, json = Inspect(), Warnings(), Copies()
signature = inspect.signature
