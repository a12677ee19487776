"""Arrays from lists, ranges and grids."""


def array(data, dtype=None, copy=True, ndmin=0, order="C"):
    """An array of numbers, lists of them, or arrays."""
    if dtype is None and type(data) in (tuple, list) and data and not ndmin:
        for item in data:
            if type(item) is not float:
                break
        else:
            return ndarray(list(data), (len(data),), 2)
    made = _made(data)
    if made is data:
        made = data.copy()
    made = made if dtype is None else made.astype(dtype)
    while len(made.shape) < ndmin:
        made = made.reshape((1,) + tuple(made.shape))
    return made


def asarray(data, dtype=None):
    """The array itself, or one of what can be an array."""
    if type(data) is ndarray and (dtype is None or kind_of(dtype) == data.kind):
        return data  # the way that most go
    return _made(data) if dtype is None else _made(data).astype(dtype)


asanyarray = ascontiguousarray = asarray


def _made(data):
    if type(data) is ndarray:
        return data
    data = plain(data)
    kind = _kind_of_number(data)
    if kind is not None:
        return ndarray([data], (), kind)
    if not isinstance(data, (list, tuple, range)):
        return ndarray([data], (), 4)
    items = list(data)
    if not items:
        return ndarray([], (0,), 2)
    if all_of([type(item) is float for item in items]):
        return ndarray(items, (len(items),), 2)
    if all_of([_kind_of_number(item) is not None for item in items]):
        return _of_numbers(items, (len(items),))
    parts = [_made(item) for item in items]
    shape, kind = parts[0].shape, max([part.kind for part in parts])
    if any_of([part.shape != shape for part in parts]):
        raise ValueError(
            "setting an array element with a sequence. The requested array has an "
            "inhomogeneous shape after 1 dimensions. The detected shape was (%d,) + "
            "inhomogeneous part." % len(parts)
        )
    x = [value for part in parts for value in part.x]
    return _of_numbers(x, (len(parts),) + tuple(shape), kind)


def _of_numbers(x, shape, kind=None):
    if kind is None:
        kind = max([_kind_of_number(value) for value in x])
    return ndarray([of_kind(value, kind) for value in x], shape, kind)


def full(shape, value, dtype=None):
    shape, value = _shape(shape), plain(value)
    if type(value) is ndarray or isinstance(value, (list, tuple)):
        value = asarray(value)
        x = _spread(value.x, value.shape, shape)
        return ndarray(list(x), shape, value.kind)
    kind = _kind_of_number(value) if dtype is None else kind_of(dtype)
    return ndarray([of_kind(value, kind)] * _product(shape), shape, kind)


def zeros(shape, dtype=float):
    return full(shape, 0, dtype)


def ones(shape, dtype=float):
    return full(shape, 1, dtype)


empty = zeros


def full_like(like, value, dtype=None):
    like = asarray(like)
    kind = like.kind if dtype is None else kind_of(dtype)
    return full(like.shape, value).astype(kind)


def zeros_like(like, dtype=None):
    return full_like(like, 0, dtype)


def ones_like(like, dtype=None):
    return full_like(like, 1, dtype)


empty_like = zeros_like


def copy(data):
    return array(data)


def eye(n, columns=None, k=0, dtype=float):
    columns = n if columns is None else columns
    x = [j - i == k for i in range(n) for j in range(columns)]
    return ndarray(
        [of_kind(value, kind_of(dtype)) for value in x], (n, columns), kind_of(dtype)
    )


identity = eye


def arange(start, stop=None, step=1, dtype=None):
    if stop is None:
        start, stop = 0, start
    start, stop, step = plain(start), plain(stop), plain(step)
    n = max(0, math.ceil((stop - start) / step))
    x = [start + i * step for i in range(n)]
    kind = max([_kind_of_number(value) for value in (start, stop, step)])
    return ndarray([of_kind(value, kind) for value in x], (n,), kind).astype(
        kind if dtype is None else dtype
    )


def linspace(start, stop, num=50, endpoint=True):
    start, stop = float(start), float(stop)
    step = (stop - start) / max(1, num - 1 if endpoint else num)
    x = [start + i * step for i in range(num)]
    if endpoint and num > 1:
        x[-1] = stop
    return ndarray(x, (num,), 2)


def logspace(start, stop, num=50, base=10.0):
    return base ** linspace(start, stop, num)


def geomspace(start, stop, num=50):
    made = exp(linspace(math.log(start), math.log(stop), num))
    made.x[0], made.x[-1] = float(start), float(stop)
    return made


def meshgrid(one, other, indexing="xy"):
    one, other = asarray(one), asarray(other)
    n, m = len(one.x), len(other.x)
    if indexing == "ij":
        x, y = one.reshape(n, 1), other.reshape(1, m)
        return [broadcast_to(x, (n, m)).copy(), broadcast_to(y, (n, m)).copy()]
    x, y = one.reshape(1, n), other.reshape(m, 1)
    return [broadcast_to(x, (m, n)).copy(), broadcast_to(y, (m, n)).copy()]


broadcast_shapes = _common


def broadcast_to(data, shape):
    data, shape = asarray(data), _shape(shape)
    if not _fits(data.shape, shape):
        raise ValueError(
            "operands could not be broadcast together with remapped shapes "
            "[original->remapped]: %s and requested shape %s"
            % (_written(data.shape), _written(shape))
        )
    made = ndarray(list(_spread(data.x, data.shape, shape)), shape, data.kind)
    made.locked = True
    return made


def diag(data, k=0):
    data = asarray(data)
    if len(data.shape) == 1:
        n = len(data.x) + abs(k)
        made = zeros((n, n), data.kind)
        for i, value in enumerate(data.x):
            made.x[(i - min(k, 0)) * n + i + max(k, 0)] = value
        return made
    rows, columns = data.shape
    cells = [(i, i + k) for i in range(rows) if 0 <= i + k < columns]
    return ndarray(
        [data.x[i * columns + j] for i, j in cells], (len(cells),), data.kind
    )


diagonal = diag


def tril(data, k=0):
    data = asarray(data)
    rows, columns = data.shape[-2:]
    kept = [j - i <= k for i in range(rows) for j in range(columns)]
    return where(ndarray(kept, (rows, columns), 0), data, 0)


def triu(data, k=0):
    data = asarray(data)
    rows, columns = data.shape[-2:]
    kept = [j - i >= k for i in range(rows) for j in range(columns)]
    return where(ndarray(kept, (rows, columns), 0), data, 0)
