"""Products of arrays, polynomials."""


def dot(one, other):
    one, other = asarray(one), asarray(other)
    if not one.shape or not other.shape:
        return one * other
    return matmul(one, other, "dot")


def matmul(one, other, name="matmul"):
    one, other = asarray(one), asarray(other)
    if not one.shape or not other.shape:
        raise ValueError(
            "matmul: Input operand %d does not have enough dimensions (has 0, gufunc "
            "core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
            % (0 if not one.shape else 1)
        )
    n = one.shape[-1]
    length = other.shape[-2] if len(other.shape) > 1 else other.shape[0]
    if n != length:
        if name == "dot":
            raise ValueError(
                "shapes %s and %s not aligned: %d (dim %d) != %d (dim %d)"
                % (_written(one.shape), _written(other.shape), n, len(one.shape) - 1,
                   length, max(len(other.shape) - 2, 0))
            )  # fmt: skip
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with "
            "gufunc signature (n?,k),(k,m?)->(n?,m?) (size %d is different from %d)"
            % (length, n)
        )
    kind = max(one.kind, other.kind)
    if len(other.shape) == 1:
        rows = [one.x[i : i + n] for i in range(0, len(one.x), n)]
        x = [_inner(row, other.x) for row in rows]
        return _wrapped(_as_kind(x, kind), tuple(one.shape[:-1]), kind)
    if len(other.shape) > 2 or len(one.shape) > 2:
        return _matmul_many(one, other, kind)
    columns = [_column(other, j) for j in range(other.shape[1])]
    rows = [one.x[i : i + n] for i in range(0, len(one.x), n)]
    x = [_inner(row, column) for row in rows for column in columns]
    return _wrapped(_as_kind(x, kind), tuple(one.shape[:-1]) + (other.shape[1],), kind)


def _as_kind(x, kind):
    return [of_kind(value, kind) for value in x]


def _column(matrix, j):
    n, m = matrix.shape
    return [matrix.x[i * m + j] for i in range(n)]


def _inner(row, column):
    return _total([a * b for a, b in zip(row, column)])


def _matmul_many(one, other, kind):
    if len(one.shape) == 1:
        return lacks("a vector times a stack of matrices")
    if len(other.shape) == 2:
        rows = one.reshape(-1, one.shape[-1])
        return matmul(rows, other).reshape(tuple(one.shape[:-1]) + (other.shape[1],))
    outer = _common(one.shape[:-2], other.shape[:-2])
    a = broadcast_to(one, outer + tuple(one.shape[-2:])).reshape(
        (-1,) + tuple(one.shape[-2:])
    )
    b = broadcast_to(other, outer + tuple(other.shape[-2:])).reshape(
        (-1,) + tuple(other.shape[-2:])
    )
    made = stack([matmul(a[i], b[i]) for i in range(a.shape[0])])
    return made.reshape(outer + (one.shape[-2], other.shape[-1]))


def einsum(subscripts, *operands):
    """Sums of products over letters, one after the other."""
    if "." in subscripts:
        return lacks("np.einsum with ...")
    operands = [asarray(operand) for operand in operands]
    before, arrow, after = subscripts.replace(" ", "").partition("->")
    inputs = before.split(",")
    sizes = {}
    for letters, operand in zip(inputs, operands):
        if len(letters) != len(operand.shape):
            raise ValueError("einstein sum subscripts string does not fit the operands")
        for letter, n in zip(letters, operand.shape):
            if sizes.setdefault(letter, n) != n:
                raise ValueError("operands could not be broadcast together")
    if not arrow:
        joined = before.replace(",", "")
        after = "".join(sorted([a for a in sizes if joined.count(a) == 1]))
    order = list(after) + [a for a in sorted(sizes) if a not in after]
    strides = []
    for letters, operand in zip(inputs, operands):
        steps = dict([(letter, 0) for letter in order])
        for letter, stride in zip(letters, _strides(operand.shape)):
            steps[letter] += stride
        strides.append([steps[letter] for letter in order])
    shape = [sizes[letter] for letter in order]
    terms = [1] * _product(shape)
    for operand, steps in zip(operands, strides):
        terms = [a * operand.x[at] for a, at in zip(terms, _places(shape, steps))]
    outer = tuple(shape[: len(after)])
    n = _product(shape[len(after) :])
    sums = [_total(terms[i * n : (i + 1) * n]) for i in range(_product(outer))]
    kind = max([operand.kind for operand in operands])
    return _wrapped(_as_kind(sums, kind), outer, kind)


def inner(one, other):
    return dot(one, transpose(other)) if ndim(other) > 1 else dot(one, other)


vdot = inner


def outer(one, other):
    return multiply.outer(asarray(one).ravel(), asarray(other).ravel())


def cross(one, other):
    return lacks("np.cross")


def trace(x):
    return diag(x).sum()


def polyval(coefficients, x):
    result = 0.0
    for c in asarray(coefficients).x:
        result = result * x + c
    return result


def roots(coefficients):
    c = list(asarray(coefficients).x)
    while c and c[0] == 0:
        c = c[1:]
    zero = 0
    while c and c[-1] == 0:
        c, zero = c[:-1], zero + 1
    if len(c) > 3:
        return lacks("np.roots of a polynomial of degree %d" % (len(c) - 1))
    found = [0.0] * zero
    if len(c) == 2:
        found = [-c[1] / c[0]] + found
    if len(c) == 3:
        found = _roots_of_two(c[1] / c[0], c[2] / c[0]) + found
    return _of_numbers(found, (len(found),))


def _roots_of_two(p, q):
    """The roots of x² + p x + q: the larger first, without cancellation."""
    inside = p * p - 4 * q
    if inside < 0:
        half = math.sqrt(-inside) / 2
        return [complex(-p / 2, half), complex(-p / 2, -half)]
    far = -(p + math.copysign(math.sqrt(inside), p)) / 2
    return [far, q / far] if far else [0.0, 0.0]
