"""What stands between brackets."""


def _index(i, length, axis):
    if not -length <= i < length:
        raise IndexError(
            "index %d is out of bounds for axis %d with size %d" % (i, axis, length)
        )
    return i + length if i < 0 else i


def _sliced(cut, length):
    """The positions that a slice takes."""
    step = 1 if cut.step is None else cut.step
    if step == 0:
        raise ValueError("slice step cannot be zero")
    low, high = (0, length) if step > 0 else (-1, length - 1)

    def bound(at, otherwise):
        if at is None:
            return otherwise
        at = at + length if at < 0 else at
        return max(low, min(at, high))

    first = bound(cut.start, 0 if step > 0 else length - 1)
    last = bound(cut.stop, length if step > 0 else -1)
    return range(first, last, step)


class _Keys:
    def __getitem__(self, key):
        return key


_SLICE = type(_Keys()[:])
_EMPTY = "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and "
_INDICES = _EMPTY + "integer or boolean arrays are valid indices"


def _picked(array, key):
    """(places, shape, whether by lists of indices) of what a key picks."""
    keys = key if type(key) is tuple else (key,)
    keys = [_as_key(each) for each in keys]
    if len(keys) == 1 and type(keys[0]) is ndarray and keys[0].kind == 0:
        return _masked(array, keys[0])
    used = sum_of([1 for each in keys if each is not None and each is not Ellipsis])
    if used > len(array.shape):
        raise IndexError(_TOO_MANY % (len(array.shape), used))
    rest = [_Keys()[:]] * (len(array.shape) - used)
    dots = [i for i, each in enumerate(keys) if each is Ellipsis]
    if dots:
        at = dots[0]
        keys = keys[:at] + rest + keys[at + 1 :]
    else:
        keys = keys + rest
    lists = [each for each in keys if type(each) is ndarray]
    together = _common(*[each.shape for each in lists]) if lists else ()
    rows = [_spread(each.x, each.shape, together) for each in lists]
    return _gathered(array, keys, rows, together)


def _as_key(key):
    if key is None or key is Ellipsis or type(key) is _SLICE or type(key) is ndarray:
        if type(key) is ndarray and key.kind > 1:
            raise IndexError(
                "arrays used as indices must be of integer (or boolean) type"
            )
        return key
    key = key.value if type(key) is int64 else key
    if isinstance(key, bool):
        return lacks("an index that is True or False")
    if isinstance(key, int):
        return key
    if isinstance(key, (list, range)):
        made = asarray(list(key))
        return made if key else ndarray([], made.shape, 1)
    raise IndexError(_INDICES)


def _masked(array, mask):
    n = len(mask.shape)
    if mask.shape != array.shape[:n]:
        for axis in range(n):
            if axis < len(array.shape) and mask.shape[axis] != array.shape[axis]:
                raise IndexError(
                    "boolean index did not match indexed array along axis %d; size of "
                    "axis is %d but size of corresponding boolean axis is %d"
                    % (axis, array.shape[axis], mask.shape[axis])
                )
        raise IndexError(_TOO_MANY % (len(array.shape), n))
    inner = _product(array.shape[n:])
    hits = [i for i, hit in enumerate(mask.x) if hit]
    places = [i * inner + j for i in hits for j in range(inner)]
    return places, (len(hits),) + tuple(array.shape[n:]), True


def _gathered(array, keys, rows, together):
    """Places of a full list of keys; lists of indices walk side by side."""
    strides, axis, row = _strides(array.shape), 0, 0
    at, shape, block = [0], [], None
    for key in keys:
        if key is None:
            shape.append(1)
            continue
        length, stride = array.shape[axis], strides[axis]
        if type(key) is ndarray:
            if key.kind == 0:
                lacks("a mask among several indices")
            steps = [_index(i, length, axis) * stride for i in rows[row]]
            row += 1
            if block is None:
                block = len(shape), len(steps)
                shape.extend(together)
                at = [place + step for place in at for step in steps]
            elif block[0] + len(together) != len(shape):
                lacks("lists of indices with a slice between them")
            else:
                at = [place + steps[i % block[1]] for i, place in enumerate(at)]
        elif type(key) is int:
            offset = _index(key, length, axis) * stride
            at = [place + offset for place in at]
        else:
            steps = [i * stride for i in _sliced(key, length)]
            shape.append(len(steps))
            at = [place + step for place in at for step in steps]
        axis += 1
    return at, tuple(shape), block is not None
