"""Functions of each number of an array."""


def _each(function, data, kind):
    """A function of each number; a number where one was given."""
    if type(data) is not ndarray:
        data = asarray(data)
    return _wrapped([function(value) for value in data.x], data.shape, kind)


def _ufunc(name, function, of_complex=None, kind=2):
    def applied(x, **options):
        if options:
            lacks("the option %s of np.%s" % (list(options)[0], name))
        if type(x) is float:
            return number(function(x))
        x = asarray(x)
        if x.kind == 4:
            lacks("arrays of anything but numbers")
        if x.kind == 3:
            if of_complex is None:
                lacks("np.%s of complex numbers" % name)
            return _each(of_complex, x, 3)
        return _each(function, x, kind)

    return applied


class _Ufunc2:
    """A function of two numbers, for arrays of any shapes."""

    def __init__(self, name, operation, kind):
        self.name, self.operation, self.kind = name, operation, kind

    def __call__(self, one, other, *out, **options):
        if out or options:
            lacks(
                "the option %s of np.%s" % (list(options or {"out": 0})[0], self.name)
            )
        one, other = asarray(one), asarray(other)
        shape = one.shape
        if other.shape != shape:
            shape = _common(shape, other.shape)
        x, y = _spread(one.x, one.shape, shape), _spread(other.x, other.shape, shape)
        kind = max(one.kind, other.kind) if self.kind is None else self.kind
        operation = self.operation
        x = [operation(a, b) for a, b in zip(x, y)]
        if kind == 2:
            x = [float(a) if type(a) is not float else a for a in x]
        return _wrapped(x, shape, kind)

    def outer(self, one, other):
        one, other = asarray(one), asarray(other)
        shape = tuple(one.shape) + (1,) * len(other.shape)
        return self(one.reshape(shape), other)

    def reduce(self, data, axis=0):
        data = asarray(data)
        return _reduced(
            data, axis, False, lambda x: _folded(self.operation, x), data.kind
        )


def _folded(operation, x):
    total = x[0]
    for value in x[1:]:
        total = operation(total, value)
    return total


def _ufunc2(name, operation, kind=None):
    return _Ufunc2(name, operation, kind)


def _quiet(function, otherwise):
    """The function, with another value where it raises."""

    def applied(x):
        try:
            return function(x)
        except (ValueError, OverflowError, ZeroDivisionError):
            return otherwise(x)

    return applied


def _complex(name):
    import cmath

    return getattr(cmath, name)


def _log(x):
    return math.log(x) if x > 0 else -inf if x == 0 else nan


def _sign(x):
    return x if x != x else (x > 0) - (x < 0)


def _cube_root(x):
    root = math.copysign(abs(x) ** (1 / 3), x)
    if root and math.isfinite(root):
        root = root - (root * root * root - x) / (3 * root * root)
    return root


def _half_to_even(x, decimals=0):
    if type(x) is int and decimals >= 0:
        return x
    if not math.isfinite(x):
        return x
    scale = 10.0 ** abs(decimals)
    moved = x * scale if decimals >= 0 else x / scale
    low = math.floor(moved)
    half = moved - low
    even = low if half < 0.5 or (half == 0.5 and low % 2 == 0) else low + 1
    even = math.copysign(float(even), x)
    return even / scale if decimals >= 0 else even * scale


sqrt = _ufunc("sqrt", _root, _root)
exp = _ufunc(
    "exp",
    _quiet(math.exp, lambda x: x if x != x else inf if x > 0 else 0.0),
    _complex("exp"),
)
expm1 = _ufunc(
    "expm1", _quiet(math.expm1, lambda x: x if x != x else inf if x > 0 else -1.0)
)
exp2 = _ufunc("exp2", lambda x: 2.0**x)
log = _ufunc("log", _log, _complex("log"))
log2 = _ufunc("log2", lambda x: math.log2(x) if x > 0 else _log(x))
log10 = _ufunc("log10", lambda x: math.log10(x) if x > 0 else _log(x))
log1p = _ufunc("log1p", lambda x: _log1p(x))
sin = _ufunc("sin", _quiet(math.sin, lambda x: nan), _complex("sin"))
cos = _ufunc("cos", _quiet(math.cos, lambda x: nan), _complex("cos"))
tan = _ufunc("tan", _quiet(math.tan, lambda x: nan))
arcsin = _ufunc("arcsin", _quiet(math.asin, lambda x: nan))
arccos = _ufunc("arccos", _quiet(math.acos, lambda x: nan))
arctan = _ufunc("arctan", math.atan)
sinh = _ufunc("sinh", _quiet(math.sinh, lambda x: x * inf))
cosh = _ufunc("cosh", _quiet(math.cosh, lambda x: inf))
tanh = _ufunc("tanh", math.tanh)
radians = deg2rad = _ufunc("radians", math.radians)
degrees = rad2deg = _ufunc("degrees", math.degrees)
cbrt = _ufunc("cbrt", _cube_root)
reciprocal = _ufunc("reciprocal", lambda x: _divided(1.0, x))
isnan = _ufunc("isnan", lambda x: x != x, lambda z: z != z, 0)
isinf = _ufunc("isinf", lambda x: math.isinf(x), None, 0)
isfinite = _ufunc(
    "isfinite", lambda x: math.isfinite(x), lambda z: math.isfinite(abs(z)), 0
)
signbit = _ufunc("signbit", lambda x: math.copysign(1.0, x) < 0, None, 0)
logical_not = _ufunc("logical_not", lambda x: not x, None, 0)
iscomplex = _ufunc("iscomplex", lambda x: False, lambda z: z.imag != 0, 0)


def _log1p(x):
    if x <= -1 or x != x:
        return -inf if x == -1 else nan
    above = 1.0 + x
    return (
        x
        if above == 1.0
        else math.log(above) * (x / (above - 1.0))
        if above < inf
        else inf
    )


def floor(x):
    return _each(lambda a: float(math.floor(a)) if math.isfinite(a) else a, x, 2)


def ceil(x):
    return _each(lambda a: float(math.ceil(a)) if math.isfinite(a) else a, x, 2)


def trunc(x):
    return _each(lambda a: float(int(a)) if math.isfinite(a) else a, x, 2)


def rint(x):
    return round(asarray(x, float))


def round(x, decimals=0):
    x = asarray(x)
    return _each(lambda a: _half_to_even(a, decimals), x, x.kind)


around = round


def abs_(x):
    x = asarray(x)
    return _each(abs, x, 2 if x.kind == 3 else x.kind)


absolute = fabs = abs_


def sign(x):
    x = asarray(x)
    return _each(lambda a: _sign(a) * 1.0 if x.kind == 2 else _sign(a), x, x.kind)


def square(x):
    return multiply(x, x)


def negative(x):
    return -asarray(x) if type(x) is ndarray else number(-plain(x))


def positive(x):
    return x


def real(x):
    return _each(lambda z: z.real if type(z) is complex else z, x, 2)


def imag(x):
    return _each(lambda z: z.imag if type(z) is complex else 0.0, x, 2)


def conj(x):
    return asarray(x).conj()


def angle(z):
    return _each(
        lambda a: (
            math.atan2(a.imag, a.real) if type(a) is complex else math.atan2(0.0, a)
        ),
        z,
        2,
    )


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    top = 1.7976931348623157e308 if posinf is None else posinf
    low = -1.7976931348623157e308 if neginf is None else neginf

    def finite(a):
        return nan if a != a else top if a == inf else low if a == -inf else a

    x = asarray(x)
    return _each(finite, x, x.kind)


def _more(a, b):
    return a if a >= b or a != a else b


def _less(a, b):
    return a if a <= b or a != a else b


def _arithmetic(name, of_arrays, of_numbers, kind=None):
    """A function of two, by way of the arrays' own operators."""

    def combined(a, b):
        return of_numbers(a, b)

    made = _Ufunc2(name, combined, kind)
    outer, reduce = made.outer, made.reduce

    class Arithmetic:
        def __call__(self, one, other, *out, **options):
            if out or options:
                lacks("the option %s of np.%s" % (list(options or {"out": 0})[0], name))
            result = of_arrays(asarray(one), asarray(other))
            return number(result.x[0]) if _bare(result) else result

    self = Arithmetic()
    self.outer, self.reduce = outer, reduce
    return self


def _bare(result):
    return type(result) is ndarray and not result.shape


add = _arithmetic("add", lambda a, b: a + b, lambda a, b: a + b)
subtract = _arithmetic("subtract", lambda a, b: a - b, lambda a, b: a - b)
multiply = _arithmetic("multiply", lambda a, b: a * b, lambda a, b: a * b)
divide = true_divide = _arithmetic("divide", lambda a, b: a / b, _divided, 2)
floor_divide = _arithmetic("floor_divide", lambda a, b: a // b, _floored)
remainder = mod = _arithmetic("remainder", lambda a, b: a % b, _rest)
power = _arithmetic("power", lambda a, b: a**b, _power)
float_power = _arithmetic("float_power", lambda a, b: a.astype(2) ** b, _power, 2)
maximum = _ufunc2("maximum", _more)
minimum = _ufunc2("minimum", _less)
fmax = _ufunc2("fmax", lambda a, b: b if a != a else a if b != b else max(a, b))
fmin = _ufunc2("fmin", lambda a, b: b if a != a else a if b != b else min(a, b))
fmod = _ufunc2("fmod", lambda a, b: math.fmod(a, b) if b else nan)
hypot = _ufunc2("hypot", lambda a, b: math.sqrt(a * a + b * b), 2)
arctan2 = _ufunc2("arctan2", math.atan2, 2)
copysign = _ufunc2("copysign", math.copysign, 2)
heaviside = _ufunc2(
    "heaviside",
    lambda x, at: x if x != x else 0.0 if x < 0 else 1.0 if x > 0 else at,
    2,
)
logical_and = _ufunc2("logical_and", lambda a, b: bool(a and b), 0)
logical_or = _ufunc2("logical_or", lambda a, b: bool(a or b), 0)
logical_xor = _ufunc2("logical_xor", lambda a, b: bool(a) != bool(b), 0)
equal = _ufunc2("equal", lambda a, b: a == b, 0)
not_equal = _ufunc2("not_equal", lambda a, b: a != b, 0)
less = _ufunc2("less", lambda a, b: a < b, 0)
less_equal = _ufunc2("less_equal", lambda a, b: a <= b, 0)
greater = _ufunc2("greater", lambda a, b: a > b, 0)
greater_equal = _ufunc2("greater_equal", lambda a, b: a >= b, 0)
gcd = _ufunc2("gcd", lambda a, b: _gcd(a, b))


def _gcd(a, b):
    while b:
        a, b = b, a % b
    return abs(a)


def where(condition, one=None, other=None):
    if one is None:
        return nonzero(condition)
    condition, one, other = asarray(condition), asarray(one), asarray(other)
    shape = condition.shape
    if one.shape != shape or other.shape != shape:
        shape = _common(shape, one.shape, other.shape)
    kind = max(one.kind, other.kind)
    parts = [_spread(part.x, part.shape, shape) for part in (condition, one, other)]
    x = [a if yes else b for yes, a, b in zip(*parts)]
    if one.kind != other.kind:
        x = [of_kind(value, kind) for value in x]
    return ndarray(x, shape, kind)


def clip(x, low=None, high=None, **options):
    low = options.pop("a_min", options.pop("min", low))
    high = options.pop("a_max", options.pop("max", high))
    if options:
        lacks("the option %s of np.clip" % list(options)[0])
    x = x if low is None else maximum(x, low)
    return x if high is None else minimum(x, high)


def select(conditions, choices, default=0):
    result = default
    for condition, choice in reversed(list(zip(conditions, choices))):
        result = where(condition, choice, result)
    return result


def piecewise(x, conditions, functions):
    return lacks("np.piecewise")


def nonzero(x):
    x = asarray(x)
    if not x.shape:
        return lacks("np.nonzero of a number")
    hits = [i for i, value in enumerate(x.x) if value]
    axes = []
    for stride, n in zip(_strides(x.shape), x.shape):
        axes.append(ndarray([i // stride % n for i in hits], (len(hits),), 1))
    return tuple(axes)


def flatnonzero(x):
    return nonzero(asarray(x).ravel())[0]


def argwhere(x):
    return stack(nonzero(x), axis=1)


def count_nonzero(x, axis=None):
    return (asarray(x) != 0).sum(axis=axis)
