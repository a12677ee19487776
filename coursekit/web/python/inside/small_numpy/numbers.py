"""Single numbers that divide by 0 and compare as NumPy's do."""


class _Mode:
    """Whether single numbers are Python's own, or NumPy's, which divide by 0."""

    numpys = False


def number(value):
    """A number that comes out of an array or a function."""
    if not _Mode.numpys:
        return value
    return float64(value) if type(value) is float else _int64(value)


def _int64(value):
    return int64(value) if type(value) is int else value


def plain(value):
    """A number as Python's own."""
    return value.value if isinstance(value, float64) else value


class float64:
    """A float of NumPy's, for which division by 0 is inf or nan."""

    def __init__(self, value=0.0):
        self.value = float(plain(value))

    def _with(self, other, operation):
        if isinstance(other, ndarray):
            return operation(asarray(self.value), other)
        other = plain(other)
        if _kind_of_number(other) is None:
            return NotImplemented
        return number(operation(self.value, other))

    def __add__(self, other):
        return self._with(other, lambda a, b: a + b)

    def __radd__(self, other):
        return self._with(other, lambda a, b: b + a)

    def __sub__(self, other):
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other):
        return self._with(other, lambda a, b: b - a)

    def __mul__(self, other):
        return self._with(other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._with(other, _divided)

    def __rtruediv__(self, other):
        return self._with(other, lambda a, b: _divided(b, a))

    def __floordiv__(self, other):
        return self._with(other, _floored)

    def __rfloordiv__(self, other):
        return self._with(other, lambda a, b: _floored(b, a))

    def __mod__(self, other):
        return self._with(other, _rest)

    def __rmod__(self, other):
        return self._with(other, lambda a, b: _rest(b, a))

    def __pow__(self, other):
        return self._with(other, _power)

    def __rpow__(self, other):
        return self._with(other, lambda a, b: _power(b, a))

    def __neg__(self):
        return number(-self.value)

    def __pos__(self):
        return self

    def __abs__(self):
        return number(abs(self.value))

    def __eq__(self, other):
        return self._with(other, lambda a, b: a == b)

    def __ne__(self, other):
        return self._with(other, lambda a, b: a != b)

    def __lt__(self, other):
        return self._with(other, lambda a, b: a < b)

    def __le__(self, other):
        return self._with(other, lambda a, b: a <= b)

    def __gt__(self, other):
        return self._with(other, lambda a, b: a > b)

    def __ge__(self, other):
        return self._with(other, lambda a, b: a >= b)

    def __hash__(self):
        return hash(self.value)

    def __bool__(self):
        return self.value != 0

    def __int__(self):
        return int(self.value)

    def __repr__(self):
        return "np.float64(" + repr(self.value) + ")"

    def __str__(self):
        return repr(self.value)

    def __getattr__(self, name):
        return _of_number(self.value, name)


class int64(float64):
    """A whole number of NumPy's, likewise."""

    def __init__(self, value=0):
        self.value = int(plain(value))

    def __repr__(self):
        return "np.int64(" + repr(self.value) + ")"


def _of_number(value, name):
    """What a number of NumPy's has besides its value."""
    if name in ("shape", "ndim", "size"):
        return {"shape": (), "ndim": 0, "size": 1}[name]
    if name == "dtype":
        return dtype(_kind_of_number(value) if type(value) is not float else 2)
    if name in ("item", "tolist"):
        return lambda: value
    if name in ("real", "T"):
        return number(value)
    if name in METHODS:
        return lambda *given, **named: getattr(asarray(value), name)(*given, **named)
    raise AttributeError("'numpy.float64' object has no attribute '%s'" % name)


def _divided(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        a, b = a * 1.0, b * 1.0
        if a != a or a == 0:
            return nan
        return math.copysign(inf, a) * math.copysign(1.0, b)


def _floored(a, b):
    if b == 0:
        return _divided(a, b) if type(a) is float or type(b) is float else 0
    if type(a) is int and type(b) is int:
        return a // b
    if not math.isfinite(a):
        return nan
    return math.floor(a / b) * 1.0 if math.isinf(b) else a // b * 1.0


def _rest(a, b):
    if b == 0:
        return nan if type(a) is float or type(b) is float else 0
    if type(a) is int and type(b) is int:
        return a % b
    if not math.isfinite(a):
        return nan
    return a % b


def _power(a, b):
    if b == 2:
        return a * a
    if type(a) is complex or type(b) is complex:
        return a**b
    if b == 0.5 and type(b) is float:
        return _root(a)
    if b != b or a != a:
        return 1.0 if b == 0 or a == 1 else nan
    if a == 0 and b < 0:
        odd = b % 2 == 1 and math.copysign(1.0, a) < 0
        return -inf if odd else inf
    if a < 0 and type(b) is float:
        if math.isinf(b):
            return (-a) ** b
        whole = b % 1 == 0
        if not whole:
            return inf if a == -inf and b > 0 else 0.0 if a == -inf else nan
        return -((-a) ** b) if b % 2 == 1 else (-a) ** b
    return a**b


def _root(a):
    if type(a) is complex:
        import cmath

        return cmath.sqrt(a)
    if a >= 0:
        return math.sqrt(a)
    return nan
