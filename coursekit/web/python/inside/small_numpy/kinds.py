"""Kinds of numbers, and what is refused by name."""

import math

nan, inf, pi, e, newaxis = math.nan, math.inf, math.pi, math.e, None
NAMES = "bool", "int64", "float64", "complex128", "object"
SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*"}
READ_ONLY = "assignment destination is read-only"


class Lacking(BaseException):
    """What somebody asked for is in NumPy, or in Python, and not on this page."""


class LinAlgError(ValueError):
    """As in numpy.linalg."""


class UFuncTypeError(TypeError):
    """A result does not fit into the array that it is to be written to."""


class AxisError(ValueError):
    """There is no such axis."""


AS_NUMPY_HAS_IT = {
    "LinAlgError": "numpy.linalg.LinAlgError",
    "UFuncTypeError": "numpy._core._exceptions._UFuncOutputCastingError",
    "AxisError": "numpy.exceptions.AxisError",
}


def lacks(name):
    """Refuses by name: what NumPy has and this file has not."""
    raise Lacking(name)


class dtype:
    """The kind of an array's numbers."""

    def __init__(self, of):
        self.code = kind_of(of)
        self.name = NAMES[self.code]
        self.kind = "bifcO"[self.code]

    def __eq__(self, other):
        return self.code == kind_of(other)

    def __ne__(self, other):
        return self.code != kind_of(other)

    def __hash__(self):
        return self.code

    def __repr__(self):
        return "dtype('" + self.name + "')"


def kind_of(of):
    """The kind that a dtype, a type or a name stands for."""
    if type(of) is dtype:
        return of.code
    if of in KINDS:
        return KINDS[of]
    if isinstance(of, str) and of in ("f4", "f2", "float32", "float16"):
        return lacks("single precision, " + of)
    if isinstance(of, str) and of in ("U", "S", "O", "object", "str"):
        return lacks("arrays of " + of)
    raise TypeError("data type '%s' not understood" % of)


def of_kind(value, kind):
    """A number as an array of this kind holds it."""
    if kind == 2:
        if type(value) is complex:
            raise TypeError("float() argument must be a real number, not 'complex'")
        return float(value)
    if kind == 1:
        return int(value)
    if kind == 4:
        return value
    return bool(value) if kind == 0 else complex(value)


def _kind_of_number(value):
    if type(value) is float:
        return 2
    if isinstance(value, bool):
        return 0
    if isinstance(value, int):
        return 1
    return 3 if isinstance(value, complex) else None
