"""Arrays: flat lists with a shape."""


class ndarray:
    """Numbers in C order, with a shape."""

    parent = None  # the array that this was sliced out of, and the places there
    locked = False

    def __init__(self, x, shape, kind):
        self.x = x
        self.shape = shape
        self.kind = kind

    # Shape and looks

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self):
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        if len(self.shape) == 1:
            if _Mode.numpys:
                return iter([number(value) for value in self.x])
            return iter(self.x)
        return iter([self[i] for i in range(self.shape[0])])

    def __bool__(self):
        if len(self.x) > 1:
            raise ValueError(
                "The truth value of an array with more than one element is "
                "ambiguous. Use a.any() or a.all()"
            )
        if not self.x:
            raise ValueError("The truth value of an empty array is ambiguous.")
        return bool(self.x[0])

    def __int__(self):
        if self.shape:
            raise TypeError(
                "only 0-dimensional arrays can be converted to Python scalars"
            )
        return int(self.x[0])

    def __contains__(self, value):
        return value in self.x

    def __hash__(self):
        raise TypeError("unhashable type: 'numpy.ndarray'")

    def __repr__(self):
        return "array(" + repr(self.tolist()) + ")"

    def __str__(self):
        return str(self.tolist()).replace(",", "")

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return len(self.x)

    @property
    def T(self):
        return self if len(self.shape) < 2 else self.transpose()

    @property
    def dtype(self):
        return DTYPES[self.kind]

    @property
    def flags(self):
        return _Flags(self)

    def __getattr__(self, name):
        if name == "flat":
            return iter(self.ravel())
        if name == "real":
            return _each(lambda z: z.real if type(z) is complex else z, self, 2)
        if name == "imag":
            return _each(lambda z: z.imag if type(z) is complex else 0.0, self, 2)
        if " " + name + " " in OF_ARRAYS:
            lacks("." + name + " of an array")
        raise AttributeError("'numpy.ndarray' object has no attribute '%s'" % name)

    def tolist(self):
        """As lists in lists; a number where there is no axis."""
        if not self.shape:
            return self.x[0]
        if len(self.shape) == 1:
            return list(self.x)
        size = len(self.x) // self.shape[0] if self.shape[0] else 0
        return [
            ndarray(
                self.x[i * size : (i + 1) * size], self.shape[1:], self.kind
            ).tolist()
            for i in range(self.shape[0])
        ]

    def item(self, *place):
        """The one number, or that at a place."""
        if place:
            return plain(self[place if len(place) > 1 else place[0]])
        if len(self.x) != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self.x[0]

    def copy(self, order="C"):
        """The same numbers in an array of its own."""
        return ndarray(list(self.x), self.shape, self.kind)

    def view(self):
        """The same numbers under another name."""
        return _sharing(self, self.shape)

    def setflags(self, write=True):
        """Allow or forbid writing."""
        self.locked = not write

    def astype(self, of, copy=True):
        """The numbers in another kind."""
        kind = kind_of(of)
        if kind == self.kind:
            return self.copy()
        if kind == 1 and self.kind == 2:
            return ndarray([_cut(value) for value in self.x], self.shape, 1)
        return ndarray([of_kind(value, kind) for value in self.x], self.shape, kind)

    def reshape(self, *shape, order="C"):
        """The numbers in another shape; one length may be −1."""
        shape = _shape(shape[0] if len(shape) == 1 else shape)
        if -1 in shape:
            known = _product([n for n in shape if n != -1])
            if not known or len(self.x) % known:
                raise ValueError(
                    "cannot reshape array of size %d into shape %s"
                    % (len(self.x), _written(shape))
                )
            free = len(self.x) // known
            shape = tuple([free if n == -1 else n for n in shape])
        if _product(shape) != len(self.x):
            raise ValueError(
                "cannot reshape array of size %d into shape %s"
                % (len(self.x), _written(shape))
            )
        if order != "C":
            lacks("reshape with order=" + repr(order))
        return _sharing(self, shape)

    def ravel(self):
        """The numbers in one row."""
        return self.reshape(-1)

    def flatten(self):
        """The numbers in one row of its own."""
        return self.copy().reshape(-1)

    def squeeze(self, axis=None):
        """Without axes of length 1."""
        return self.reshape(tuple([n for n in self.shape if n != 1]))

    def transpose(self, *axes):
        """The axes in the opposite order, or in this one."""
        n = len(self.shape)
        axes = axes[0] if len(axes) == 1 and axes[0] is not None else axes
        if not axes or axes == (None,):
            axes = tuple(reversed(range(n)))
        if n < 2:
            return self
        strides = _strides(self.shape)
        shape = tuple([self.shape[axis] for axis in axes])
        places = _places(shape, [strides[axis] for axis in axes])
        return _taken(self, places, shape)

    def swapaxes(self, one, other):
        """Two axes exchanged."""
        axes = list(range(len(self.shape)))
        axes[one], axes[other] = axes[other], axes[one]
        return self.transpose(axes)

    def fill(self, value):
        """The same number everywhere."""
        self[...] = value

    def sort(self, axis=-1):
        """In order, in place."""
        _store(self, sort(self, axis=axis))

    # Single numbers and parts

    def __getitem__(self, key):
        if type(key) is int64:
            key = key.value
        if type(key) is int:
            n = len(self.shape)
            if n == 1:
                if _Mode.numpys:
                    return number(self.x[_index(key, self.shape[0], 0)])
                return self.x[_index(key, self.shape[0], 0)]
            if n == 0:
                raise IndexError(_TOO_MANY % (0, 1))
        places, shape, advanced = _picked(self, key)
        if not shape and not advanced:
            if type(key) is not tuple or not any_of([k is Ellipsis for k in key]):
                return number(self.x[places[0]])
        if advanced:
            return _wrapped([self.x[i] for i in places], shape, self.kind)
        return _taken(self, places, shape)

    def __setitem__(self, key, value):
        if self.locked:
            raise ValueError(READ_ONLY)
        if type(key) is int and len(self.shape) == 1:
            value = plain(value)
            if _kind_of_number(value) is not None:
                place = _index(key, self.shape[0], 0)
                self.x[place] = _cast(value, self.kind)
                if self.parent:
                    _passed_on(self, [place])
                return
        places, shape, _ = _picked(self, key)
        new = asarray(value)
        if new.shape != shape:
            lengths = new.shape
            while len(lengths) > len(shape) and lengths[0] == 1:
                lengths = lengths[1:]
            if not _fits(lengths, shape):
                raise ValueError(_input_shapes(new.shape, shape))
            new = ndarray(_spread(new.x, lengths, shape), shape, new.kind)
        kind = self.kind
        for place, each in zip(places, new.x):
            self.x[place] = each if new.kind == kind else _cast(each, kind)
        if self.parent:
            _passed_on(self, places)

    # Arithmetic; the first lines are the short way for numbers and arrays of one shape

    def __add__(self, other):
        if type(other) is float:
            kind = self.kind
            return ndarray(
                [a + other for a in self.x], self.shape, kind if kind > 2 else 2
            )
        if type(other) is ndarray and other.shape == self.shape:
            if self.kind == 2 or other.kind == 2:
                x = [a + b for a, b in zip(self.x, other.x)]
                return ndarray(x, self.shape, max(self.kind, other.kind))
        return _combined("add", self, other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other):
        if type(other) is float:
            kind = self.kind
            return ndarray(
                [a - other for a in self.x], self.shape, kind if kind > 2 else 2
            )
        if type(other) is ndarray and other.shape == self.shape:
            if self.kind == 2 or other.kind == 2:
                x = [a - b for a, b in zip(self.x, other.x)]
                return ndarray(x, self.shape, max(self.kind, other.kind))
        return _combined("subtract", self, other, lambda a, b: a - b)

    def __rsub__(self, other):
        return _combined("subtract", self, other, lambda a, b: b - a)

    def __mul__(self, other):
        if type(other) is float:
            kind = self.kind
            return ndarray(
                [a * other for a in self.x], self.shape, kind if kind > 2 else 2
            )
        if type(other) is ndarray and other.shape == self.shape:
            if self.kind == 2 or other.kind == 2:
                x = [a * b for a, b in zip(self.x, other.x)]
                return ndarray(x, self.shape, max(self.kind, other.kind))
        return _combined("multiply", self, other, lambda a, b: a * b)

    __rmul__ = __mul__

    def __truediv__(self, other):
        if type(other) is float and other != 0:
            kind = self.kind
            return ndarray(
                [a / other for a in self.x], self.shape, kind if kind > 2 else 2
            )
        if type(other) is ndarray and other.shape == self.shape:
            try:
                x = [a / b for a, b in zip(self.x, other.x)]
                return ndarray(x, self.shape, max(self.kind, other.kind, 2))
            except ZeroDivisionError:
                pass
        return _combined("divide", self, other, _divided, 2)

    def __rtruediv__(self, other):
        return _combined("divide", self, other, lambda a, b: _divided(b, a), 2)

    def __floordiv__(self, other):
        return _combined("floor_divide", self, other, _floored)

    def __rfloordiv__(self, other):
        return _combined("floor_divide", self, other, lambda a, b: _floored(b, a))

    def __mod__(self, other):
        return _combined("remainder", self, other, _rest)

    def __rmod__(self, other):
        return _combined("remainder", self, other, lambda a, b: _rest(b, a))

    def __divmod__(self, other):
        return self // other, self % other

    def __pow__(self, other):
        if type(other) is int and other == 2 and self.kind:
            return ndarray([a * a for a in self.x], self.shape, self.kind)
        if type(other) is int and other < 0 and self.kind < 2:
            raise ValueError("Integers to negative integer powers are not allowed.")
        return _combined("power", self, other, _power)

    def __rpow__(self, other):
        return _combined("power", self, other, lambda a, b: _power(b, a))

    def __matmul__(self, other):
        return matmul(self, other)

    def __rmatmul__(self, other):
        return matmul(other, self)

    def __neg__(self):
        if not self.kind:
            raise TypeError(_NO_NEGATIVE)
        return ndarray([-a for a in self.x], self.shape, self.kind)

    def __pos__(self):
        return self.copy()

    def __abs__(self):
        kind = 2 if self.kind == 3 else self.kind
        return ndarray([abs(a) for a in self.x], self.shape, kind)

    def __round__(self, decimals=0):
        return round(self, decimals)

    def __invert__(self):
        if self.kind == 0:
            return ndarray([not a for a in self.x], self.shape, 0)
        if self.kind == 1:
            return ndarray([-1 - a for a in self.x], self.shape, 1)
        raise TypeError("ufunc 'invert' not supported for the input types")

    def __and__(self, other):
        return _logical(
            "bitwise_and", self, other, lambda a, b: a and b, lambda a, b: a & b
        )

    __rand__ = __and__

    def __or__(self, other):
        return _logical(
            "bitwise_or", self, other, lambda a, b: a or b, lambda a, b: a | b
        )

    __ror__ = __or__

    def __xor__(self, other):
        return _logical(
            "bitwise_xor", self, other, lambda a, b: a != b, lambda a, b: a ^ b
        )

    def __iadd__(self, other):
        return _in_place("add", self, self + other)

    def __isub__(self, other):
        return _in_place("subtract", self, self - other)

    def __imul__(self, other):
        return _in_place("multiply", self, self * other)

    def __itruediv__(self, other):
        return _in_place("divide", self, self / other)

    def __ifloordiv__(self, other):
        return _in_place("floor_divide", self, self // other)

    def __imod__(self, other):
        return _in_place("remainder", self, self % other)

    def __ipow__(self, other):
        return _in_place("power", self, self**other)

    # Comparisons

    def __eq__(self, other):
        if other is None or isinstance(other, str):
            return ndarray([False] * len(self.x), self.shape, 0)
        return _compared("equal", self, other, lambda a, b: a == b)

    def __ne__(self, other):
        if other is None or isinstance(other, str):
            return ndarray([True] * len(self.x), self.shape, 0)
        return _compared("not_equal", self, other, lambda a, b: a != b)

    def __lt__(self, other):
        return _compared("less", self, other, lambda a, b: a < b)

    def __le__(self, other):
        return _compared("less_equal", self, other, lambda a, b: a <= b)

    def __gt__(self, other):
        return _compared("greater", self, other, lambda a, b: a > b)

    def __ge__(self, other):
        return _compared("greater_equal", self, other, lambda a, b: a >= b)

    # Along axes

    def sum(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, _total, max(self.kind, 1))

    def prod(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, _product, max(self.kind, 1))

    def mean(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, _mean, max(self.kind, 2))

    def var(self, axis=None, ddof=0, keepdims=False):
        return _reduced(self, axis, keepdims, lambda x: _variance(x, ddof), 2)

    def std(self, axis=None, ddof=0, keepdims=False):
        return sqrt(self.var(axis, ddof, keepdims))

    def max(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, _greatest, self.kind)

    def min(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, _least, self.kind)

    def any(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, lambda x: any_of(x), 0)

    def all(self, axis=None, keepdims=False):
        return _reduced(self, axis, keepdims, lambda x: all_of(x), 0)

    def argmax(self, axis=None):
        return _reduced(self, axis, False, lambda x: _place_of(x, _greatest(x)), 1)

    def argmin(self, axis=None):
        return _reduced(self, axis, False, lambda x: _place_of(x, _least(x)), 1)

    def cumsum(self, axis=None):
        return cumsum(self, axis)

    def argsort(self, axis=-1, kind=None):
        return argsort(self, axis)

    def round(self, decimals=0):
        return round(self, decimals)

    def clip(self, low=None, high=None):
        return clip(self, low, high)

    def dot(self, other):
        return dot(self, other)

    def conj(self):
        return (
            _each(lambda z: complex(z.real, -z.imag), self, 3)
            if self.kind > 2
            else self
        )

    def trace(self):
        return trace(self)

    def repeat(self, times, axis=None):
        return repeat(self, times, axis)

    def take(self, indices, axis=None):
        return take(self, indices, axis)

    def nonzero(self):
        return nonzero(self)

    def searchsorted(self, values, side="left"):
        return searchsorted(self, values, side)


_NO_MINUS = (
    "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the "
    "`^` operator, or the logical_xor function instead."
)
_NO_NEGATIVE = (
    "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator "
    "or the logical_not function instead."
)
_TOO_MANY = "too many indices for array: array is %d-dimensional, but %d were indexed"


class _Flags:
    def __init__(self, array):
        self.writeable = not array.locked


def any_of(x):
    for value in x:
        if value:
            return True
    return False


def all_of(x):
    for value in x:
        if not value:
            return False
    return True


def _cast(value, kind):
    """A number as it is written into an array of this kind."""
    if kind == 1 and type(value) is float:
        return _cut(value)
    if kind == 2 and type(value) is complex:
        raise TypeError(
            "float() argument must be a string or a real number, not 'complex'"
        )
    return of_kind(plain(value), kind)


def _cut(value):
    """Without what stands behind the point; what has no whole number is the least."""
    if value != value:
        raise ValueError("cannot convert float NaN to integer")
    if math.isinf(value):
        raise OverflowError("cannot convert float infinity to integer")
    return int(value)


def _wrapped(x, shape, kind):
    """An array, or a number where there is no axis."""
    return ndarray(x, shape, kind) if shape else number(x[0])


def _sharing(array, shape):
    """The same numbers in another shape."""
    made = ndarray(array.x, shape, array.kind)
    if array.parent or array.locked:
        made.parent, made.locked = array.parent, array.locked
    return made


def _taken(array, places, shape):
    """What stands at these places, which are written to as well."""
    made = ndarray([array.x[i] for i in places], shape, array.kind)
    made.parent, made.locked = (array, places), array.locked
    return made


def _passed_on(array, changed):
    """Write what was changed to where it was sliced out."""
    parent, places = array.parent
    for i in changed:
        parent.x[places[i]] = array.x[i]
    if parent.parent:
        _passed_on(parent, [places[i] for i in changed])


def _store(array, new):
    array.x[:] = new.x
    if array.parent:
        _passed_on(array, range(len(array.x)))


def _in_place(name, array, new):
    """What `+=` and its like leave behind."""
    if array.locked:
        raise ValueError("output array is read-only")
    if new.shape != array.shape:
        raise ValueError(
            "non-broadcastable output operand with shape %s doesn't match the "
            "broadcast shape %s" % (_written(array.shape), _written(new.shape))
        )
    if new.kind > array.kind:
        raise UFuncTypeError(
            "Cannot cast ufunc '%s' output from dtype('%s') to dtype('%s') with "
            "casting rule 'same_kind'" % (name, NAMES[new.kind], NAMES[array.kind])
        )
    _store(array, new)
    return array
