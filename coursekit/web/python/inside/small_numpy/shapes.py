"""Shapes, and how two of them meet."""


def _shape(of):
    return (of,) if isinstance(of, int) else tuple(of)


def _written(shape):
    return (
        "(" + ",".join([str(n) for n in shape]) + ("," if len(shape) == 1 else "") + ")"
    )


def _product(numbers):
    product = 1
    for n in numbers:
        product = product * n
    return product


def _strides(shape):
    strides, step = [], 1
    for n in reversed(shape):
        strides.insert(0, step)
        step = step * n
    return strides


def _places(shape, strides, first=0):
    """Where the items of an array with these strides lie, in C order."""
    places = [first]
    for n, stride in zip(shape, strides):
        steps = [i * stride for i in range(n)]
        places = [place + step for place in places for step in steps]
    return places


def _fits(shape, to):
    if len(shape) > len(to):
        return False
    pairs = zip(reversed(shape), reversed(to))
    return all_of([n == m or n == 1 for n, m in pairs])


def _common(*shapes):
    """The shape that these broadcast to."""
    longest = max([len(shape) for shape in shapes])
    padded = [(1,) * (longest - len(shape)) + tuple(shape) for shape in shapes]
    common = []
    for lengths in zip(*padded):
        wanted = [n for n in lengths if n != 1]
        if wanted and any_of([n != wanted[0] for n in wanted]):
            shown = " ".join([_written(shape) for shape in shapes])
            raise ValueError(
                "operands could not be broadcast together with shapes %s " % shown
            )
        common.append(wanted[0] if wanted else 1)
    return tuple(common)


def _spread(x, shape, to):
    """The numbers of an array, broadcast to another shape."""
    if shape == to:
        return x
    if len(x) == 1:
        return x * _product(to)
    shape = (1,) * (len(to) - len(shape)) + tuple(shape)
    inner = 1
    for n, wanted in zip(reversed(shape), reversed(to)):
        if n != wanted:
            starts = range(0, len(x), inner)
            x = [each for i in starts for each in x[i : i + inner] * wanted]
        inner = inner * wanted
    return x


def _input_shapes(one, other):
    return "could not broadcast input array from shape %s into shape %s" % (
        _written(one), _written(other)
    )  # fmt: skip


def _combined(name, array, other, operation, least=None):
    """An operation on an array and what may be put beside it."""
    other = plain(other)
    kind = _kind_of_number(other)
    if kind is None and type(other) is not ndarray:
        if not isinstance(other, (list, tuple)):
            _not_supported(name, array, other)
        other = asarray(other)
    if kind is not None:
        if kind == 1 and array.kind == 2:
            other = float(other)  # as arrays of one kind are combined
        x, shape = [operation(a, other) for a in array.x], array.shape
    else:
        kind, shape = other.kind, array.shape
        if other.shape != shape:
            shape = _common(shape, other.shape)
        x, y = (
            _spread(array.x, array.shape, shape),
            _spread(other.x, other.shape, shape),
        )
        x = [operation(a, b) for a, b in zip(x, y)]
    kind = max(kind, array.kind)
    if kind == 4:
        lacks("arrays of anything but numbers")
    if kind == 0 and name in SYMBOLS:
        return _of_bools(name, x, shape)
    if least is not None:
        kind = max(kind, least)
    if kind == 2:
        x = [float(a) if type(a) is not float else a for a in x]
    return _wrapped(x, shape, max(kind, 1) if name == "power" else kind)


def _of_bools(name, x, shape):
    if name == "subtract":
        raise TypeError(_NO_MINUS)
    return _wrapped([bool(a) for a in x], shape, 0)


def _not_supported(name, array, other):
    what = type(other).__name__
    sign = {"divide": "/", "power": "** or pow()"}.get(name) or SYMBOLS.get(name, name)
    if what in ("function", "closure", "bound_method", "generator"):
        what = "function"
    one = ("bool", "int", "float", "complex", "object")[array.kind]
    raise TypeError(
        "unsupported operand type(s) for %s: '%s' and '%s'" % (sign, one, what)
    )


def _compared(name, array, other, operation):
    other = plain(other)
    if _kind_of_number(other) is not None:
        return _wrapped([operation(a, other) for a in array.x], array.shape, 0)
    return _ufunc2(name, operation, 0)(array, other)


def _logical(name, array, other, of_bools, of_ints):
    other = asarray(other)
    if max(array.kind, other.kind) > 1:
        raise TypeError(
            "ufunc '%s' not supported for the input types, and the inputs could not be "
            "safely coerced to any supported types according to the casting rule "
            "''safe''" % name
        )
    operation = of_ints if array.kind or other.kind else of_bools
    return _ufunc2(name, operation, max(array.kind, other.kind))(array, other)
