"""Sums, means, orders: what goes along an axis."""


def sum_of(x):
    total = 0
    for value in x:
        total = total + value
    return total


def _total(x):
    if len(x) < 9:
        return sum_of(x)
    half = len(x) // 2  # in pairs, as NumPy does, so that rounding stays small
    return _total(x[:half]) + _total(x[half:])


def _mean(x):
    return _total(x) / len(x) if x else nan


def _variance(x, ddof):
    mean = _mean(x)
    squares = [(value - mean) ** 2 for value in x]
    return _divided(float(_total(squares)), float(max(len(x) - ddof, 0)))


def _greatest(x):
    if not x:
        raise ValueError(
            "zero-size array to reduction operation maximum which has no identity"
        )
    return _folded(_more, x)


def _least(x):
    if not x:
        raise ValueError(
            "zero-size array to reduction operation minimum which has no identity"
        )
    return _folded(_less, x)


def _place_of(x, wanted):
    for i, value in enumerate(x):
        if value == wanted or (value != value and wanted != wanted):
            return i


def _axis(axis, ndim):
    axis = plain(axis)
    if type(axis) is ndarray and axis.kind == 2 or not isinstance(axis, int):
        if type(axis) is ndarray and len(axis.x) != 1 or type(axis) is ndarray:
            raise TypeError(
                "only integer scalar arrays can be converted to a scalar index"
            )
        raise TypeError(
            "'%s' object cannot be interpreted as an integer" % type(axis).__name__
        )
    if not -ndim <= axis < ndim:
        raise AxisError(
            "axis %d is out of bounds for array of dimension %d" % (axis, ndim)
        )
    return axis + ndim if axis < 0 else axis


def _lines(array, axis):
    """The numbers along an axis, line by line, and how many lie within and before."""
    n = array.shape[axis]
    inner = _product(array.shape[axis + 1 :])
    outer = _product(array.shape[:axis])
    starts = [i * n * inner + j for i in range(outer) for j in range(inner)]
    return [
        array.x[s : s + (n - 1) * inner + 1 : inner]
        if inner == 1
        else [array.x[s + k * inner] for k in range(n)]
        for s in starts
    ]


def _reduced(array, axis, keepdims, function, kind):
    if axis is None:
        value = function(array.x)
        if keepdims:
            return ndarray([of_kind(value, kind)], (1,) * len(array.shape), kind)
        return number(of_kind(value, kind))
    if isinstance(axis, (tuple, list)):
        for each in sorted(
            [_axis(one, len(array.shape)) for one in axis], reverse=True
        ):
            array = asarray(_reduced(array, each, keepdims, function, kind))
        return array if array.shape else number(array.x[0])
    axis = _axis(axis, len(array.shape))
    x = [of_kind(function(line), kind) for line in _lines(array, axis)]
    before, after = tuple(array.shape[:axis]), tuple(array.shape[axis + 1 :])
    return _wrapped(x, before + ((1,) if keepdims else ()) + after, kind)


def _along(array, axis, function, kind):
    """A function of each line along an axis that gives a line."""
    axis = _axis(axis, len(array.shape))
    lines = [function(line) for line in _lines(array, axis)]
    n, inner = len(lines[0]) if lines else 0, _product(array.shape[axis + 1 :])
    shape = tuple(array.shape[:axis]) + (n,) + tuple(array.shape[axis + 1 :])
    outer = _product(array.shape[:axis])
    x = [
        lines[i * inner + j][k]
        for i in range(outer)
        for k in range(n)
        for j in range(inner)
    ]
    return ndarray(x, shape, kind)


def _method(name):
    def applied(data, *given, **named):
        if "out" in named or "where" in named or "initial" in named or "dtype" in named:
            lacks("the option %s of np.%s" % (list(named)[0], name))
        return getattr(asarray(data), name)(*given, **named)

    return applied


sum = _method("sum")
prod = _method("prod")
mean = _method("mean")
var = _method("var")
std = _method("std")
max_ = amax = _method("max")
min_ = amin = _method("min")
any_ = _method("any")
all_ = _method("all")
argmax = _method("argmax")
argmin = _method("argmin")
reshape = _method("reshape")
ravel = _method("ravel")
transpose = _method("transpose")
swapaxes = _method("swapaxes")
squeeze = _method("squeeze")


def ptp(x, axis=None):
    x = asarray(x)
    return x.max(axis=axis) - x.min(axis=axis)


def median(x, axis=None):
    def middle(line):
        line = sorted(line)
        n = len(line) // 2
        return float(line[n]) if len(line) % 2 else (line[n - 1] + line[n]) / 2

    return _reduced(asarray(x), axis, False, middle, 2)


def percentile(x, q, axis=None):
    return quantile(x, asarray(q) / 100 if type(q) is ndarray else q / 100, axis)


def quantile(x, q, axis=None):
    if not isinstance(plain(q), (int, float)):
        return lacks("np.quantile of several at once")

    def at(line):
        line = sorted(line)
        place = plain(q) * (len(line) - 1)
        low = min(math.floor(place), max(len(line) - 2, 0))
        high = min(low + 1, len(line) - 1)
        return line[low] + (line[high] - line[low]) * (place - low)

    return _reduced(asarray(x), axis, False, at, 2)


def average(x, axis=None, weights=None):
    x = asarray(x)
    if weights is None:
        return x.mean(axis=axis)
    weights = asarray(weights)
    return (x * weights).sum(axis=axis) / weights.sum(axis=axis)


def _without_nan(name, function, kind=2):
    def applied(x, axis=None):
        def rest(line):
            return function([value for value in line if value == value])

        return _reduced(asarray(x), axis, False, rest, kind)

    return applied


nansum = _without_nan("nansum", _total)
nanmean = _without_nan("nanmean", _mean)
nanmax = _without_nan("nanmax", lambda x: _greatest(x) if x else nan)
nanmin = _without_nan("nanmin", lambda x: _least(x) if x else nan)


def nanargmin(x):
    return _place_of(
        asarray(x).x, _least([value for value in asarray(x).x if value == value])
    )


def nanargmax(x):
    return _place_of(
        asarray(x).x, _greatest([value for value in asarray(x).x if value == value])
    )


def _running(operation):
    def line(x):
        made, total = [], None
        for value in x:
            total = value if total is None else operation(total, value)
            made.append(total)
        return made

    return line


def cumsum(x, axis=None):
    x = asarray(x)
    x = x.ravel() if axis is None else x
    return _along(
        x, 0 if axis is None else axis, _running(lambda a, b: a + b), max(x.kind, 1)
    )


def cumprod(x, axis=None):
    x = asarray(x)
    x = x.ravel() if axis is None else x
    return _along(
        x, 0 if axis is None else axis, _running(lambda a, b: a * b), max(x.kind, 1)
    )


def diff(x, n=1, axis=-1, prepend=None, append=None):
    x = asarray(x)
    parts = [prepend, x, append]
    if prepend is not None or append is not None:
        x = concatenate(
            [_slab(part, x, axis) for part in parts if part is not None], axis
        )
    for _ in range(n):
        x = _along(x, axis, lambda a: [b - c for c, b in zip(a, a[1:])], x.kind)
    return x


def _slab(part, x, axis):
    """A number, or an array, as it can be joined to x along an axis."""
    part, shape = asarray(part), list(x.shape)
    shape[axis] = 1
    return part if part.shape else broadcast_to(part, tuple(shape))


def sort(x, axis=-1):
    x = asarray(x)
    if axis is None:
        x, axis = x.ravel(), -1
    return _along(x, axis, _in_order, x.kind)


def _in_order(line):
    return sorted([v for v in line if v == v]) + [v for v in line if v != v]


def argsort(x, axis=-1, kind=None):
    def order(line):
        return sorted(range(len(line)), key=lambda i: (line[i] != line[i], line[i], i))

    return _along(asarray(x), axis, order, 1)


def flip(x, axis=None):
    x = asarray(x)
    axes = range(len(x.shape)) if axis is None else [axis]
    for each in axes:
        x = _along(x, each, lambda line: list(reversed(line)), x.kind)
    return x


def roll(x, shift, axis=None):
    x = asarray(x)

    def rolled(line):
        n = len(line)
        return [line[(i - shift) % n] for i in range(n)]

    if axis is None:
        return _along(x.ravel(), 0, rolled, x.kind).reshape(x.shape)
    return _along(x, axis, rolled, x.kind)


def unique(x, **options):
    if options:
        lacks("the option %s of np.unique" % list(options)[0])
    x = asarray(x)
    return _of_numbers(sorted(set(x.x)), (len(set(x.x)),), x.kind)


def searchsorted(x, values, side="left"):
    x = asarray(x)

    def place(value):
        if side == "left":
            return sum_of([1 for each in x.x if each < value])
        return sum_of([1 for each in x.x if each <= value])

    return _each(place, values, 1)


def digitize(x, bins):
    return searchsorted(bins, x, side="right")


def interp(x, xs, ys):
    xs, ys = asarray(xs).x, asarray(ys).x

    def at(value):
        if value <= xs[0]:
            return ys[0]
        for i in range(1, len(xs)):
            if value <= xs[i]:
                slope = (ys[i] - ys[i - 1]) / (xs[i] - xs[i - 1])
                return ys[i - 1] + slope * (value - xs[i - 1])
        return ys[-1]

    return _each(at, x, 2)


def isin(x, values):
    values = asarray(values).x
    return _each(lambda a: a in values, x, 0)


def setdiff1d(x, others):
    others = asarray(others).x
    x = unique(x)
    return x[ndarray([value not in others for value in x.x], x.shape, 0)]


def bincount(x, minlength=0):
    x = asarray(x).x
    n = max([minlength] + [value + 1 for value in x])
    return ndarray([x.count(i) for i in range(n)], (n,), 1)
