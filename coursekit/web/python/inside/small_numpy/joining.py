"""Arrays from arrays: joined, cut, repeated, compared."""


def concatenate(parts, axis=0):
    parts = [asarray(part) for part in parts]
    if not parts:
        raise ValueError("need at least one array to concatenate")
    if any_of([not part.shape for part in parts]):
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    if axis is None:
        parts, axis = [part.ravel() for part in parts], 0
    first = parts[0]
    axis = _axis(axis, len(first.shape))
    kind = max([part.kind for part in parts])
    for i, part in enumerate(parts):
        if len(part.shape) != len(first.shape):
            raise ValueError(
                "all the input array dimensions except for the concatenation axis must "
                "match exactly, but along dimension 0, the array at index 0 has %d "
                "dimension(s) and the array at index %d has %d dimension(s)"
                % (len(first.shape), i, len(part.shape))
            )
        for at in range(len(first.shape)):
            if at != axis and part.shape[at] != first.shape[at]:
                raise ValueError(
                    "all the input array dimensions except for the concatenation axis "
                    "must match exactly, but along dimension %d, the array at index 0 "
                    "has size %d and the array at index %d has size %d"
                    % (at, first.shape[at], i, part.shape[at])
                )
    outer = _product(first.shape[:axis])
    sizes = [_product(part.shape[axis:]) for part in parts]
    x = []
    for i in range(outer):
        for part, size in zip(parts, sizes):
            x = x + part.x[i * size : (i + 1) * size]
    n = sum_of([part.shape[axis] for part in parts])
    shape = tuple(first.shape[:axis]) + (n,) + tuple(first.shape[axis + 1 :])
    return ndarray([of_kind(value, kind) for value in x], shape, kind)


def stack(parts, axis=0):
    parts = [asarray(part) for part in parts]
    if any_of([part.shape != parts[0].shape for part in parts]):
        raise ValueError("all input arrays must have the same shape")
    axis = _axis(axis, len(parts[0].shape) + 1)
    return concatenate([expand_dims(part, axis) for part in parts], axis)


def vstack(parts):
    return concatenate([atleast_2d(part) for part in parts], 0)


def hstack(parts):
    parts = [atleast_1d(part) for part in parts]
    return concatenate(parts, 0 if len(parts[0].shape) == 1 else 1)


def column_stack(parts):
    parts = [asarray(part) for part in parts]
    return hstack(
        [part.reshape(-1, 1) if len(part.shape) == 1 else part for part in parts]
    )


def append(x, values, axis=None):
    x, values = asarray(x), asarray(values)
    if axis is None:
        return concatenate([x.ravel(), values.ravel()])
    return concatenate([x, values], axis)


def insert(x, place, values):
    x, values = asarray(x).ravel(), asarray(values)
    return concatenate([x[:place], values.ravel().astype(x.kind), x[place:]])


def delete(x, place):
    x = asarray(x)
    n = x.shape[0]
    places = [place] if isinstance(place, int) else asarray(place).x
    gone = [_index(i, n, 0) for i in places]
    return x[[i for i in range(n) if i not in gone]]


def expand_dims(x, axis):
    x = asarray(x)
    axis = _axis(axis, len(x.shape) + 1)
    return x.reshape(tuple(x.shape[:axis]) + (1,) + tuple(x.shape[axis:]))


def atleast_1d(x):
    x = asarray(x)
    return x if x.shape else x.reshape(1)


def atleast_2d(x):
    x = asarray(x)
    if len(x.shape) > 1:
        return x
    return x.reshape(1, -1)


def split(x, parts, axis=0):
    x = asarray(x)
    if isinstance(parts, int) and x.shape[0] % parts:
        raise ValueError("array split does not result in an equal division")
    return array_split(x, parts, axis)


def array_split(x, parts, axis=0):
    x = asarray(x)
    n = x.shape[axis]
    if isinstance(parts, int):
        sizes = [n // parts + (i < n % parts) for i in range(parts)]
        cuts = [sum_of(sizes[:i]) for i in range(parts + 1)]
    else:
        cuts = [0] + list(parts) + [n]
    before = (_Keys()[:],) * axis
    return [x[before + (_Keys()[a:b],)] for a, b in zip(cuts, cuts[1:])]


def tile(x, times):
    x, times = asarray(x), _shape(times)
    shape = (1,) * (len(times) - len(x.shape)) + tuple(x.shape)
    times = (1,) * (len(shape) - len(times)) + times
    x = x.reshape(shape)
    for axis, n in enumerate(times):
        x = concatenate([x] * n, axis) if n else zeros((0,), x.kind)
    return x


def resize(x, shape):
    x, shape = asarray(x).ravel(), _shape(shape)
    n = _product(shape)
    values = x.x * (n // len(x.x) + 1) if x.x else [0] * n
    return ndarray(values[:n], shape, x.kind)


def repeat(x, times, axis=None):
    x = asarray(x)
    if axis is None:
        x, axis = x.ravel(), 0
    counts = [times] * x.shape[axis] if isinstance(times, int) else asarray(times).x

    def repeated(line):
        return [value for value, n in zip(line, counts) for _ in range(n)]

    return _along(x, axis, repeated, x.kind)


def take(x, indices, axis=None):
    x = asarray(x)
    if axis is None:
        return x.ravel()[asarray(indices) if not isinstance(indices, int) else indices]
    keys = (_Keys()[:],) * _axis(axis, len(x.shape))
    return x[keys + (asarray(indices) if not isinstance(indices, int) else indices,)]


def shape(x):
    return asarray(x).shape


def ndim(x):
    return len(asarray(x).shape)


def size(x):
    return len(asarray(x).x)


def moveaxis(x, one, other):
    x = asarray(x)
    axes = list(range(len(x.shape)))
    axes.insert(_axis(other, len(axes)), axes.pop(_axis(one, len(axes))))
    return x.transpose(axes)


def isscalar(x):
    return _kind_of_number(plain(x)) is not None


def isclose(one, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    def close(a, b):
        if a != a or b != b:
            return equal_nan and a != a and b != b
        if math.isinf(a) or math.isinf(b):
            return a == b
        return abs(a - b) <= atol + rtol * abs(b)

    return _ufunc2("isclose", close, 0)(one, other)


def allclose(one, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(all_(isclose(one, other, rtol, atol, equal_nan)))


def array_equal(one, other, equal_nan=False):
    one, other = asarray(one), asarray(other)
    if one.shape != other.shape:
        return False
    pairs = zip(one.x, other.x)
    return all_of([a == b or (equal_nan and a != a and b != b) for a, b in pairs])
