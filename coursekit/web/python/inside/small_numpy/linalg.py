"""numpy.linalg: solving, inverses, eigenvalues, norms."""


class _Linalg:
    """numpy.linalg, as much of it as vectors and small matrices need."""

    LinAlgError = LinAlgError

    def norm(self, x, ord=None, axis=None, keepdims=False):
        x = asarray(x)
        if ord not in (None, 1, 2, inf, -inf) and ord != "fro":
            lacks("np.linalg.norm with ord=" + repr(ord))
        if axis is None and len(x.shape) > 1:
            if ord == 2:
                return sqrt(self.eigvalsh(x.T @ x)[-1])
            if ord not in (None, "fro"):
                lacks("np.linalg.norm of a matrix with ord=" + repr(ord))
        return _reduced(x, axis, keepdims, lambda line: _norm(line, ord), 2)

    def det(self, matrices):
        return _of_matrices(matrices, lambda m: _eliminated(m, [])[0], "det")

    def solve(self, matrix, right):
        matrix, right = asarray(matrix), asarray(right)
        if len(matrix.shape) > 2:
            return self._solve_many(matrix, right)
        n = _square(matrix)
        if right.shape[0] != n:
            raise ValueError(
                "solve: Input operand 1 has a mismatch in its core dimension 0, with "
                "gufunc signature (m,m),(m,n)->(m,n) (size %d is different from %d)"
                % (right.shape[0], n)
            )
        columns = (
            [right.x]
            if len(right.shape) == 1
            else [_column(right, j) for j in range(right.shape[1])]
        )
        found = _solved(matrix, columns)
        x = [column[i] for i in range(n) for column in found]
        return ndarray(x, right.shape, 2)

    def _solve_many(self, matrices, right):
        outer = tuple(matrices.shape[:-2])
        if tuple(right.shape[: len(outer)]) != outer or len(right.shape) != len(
            matrices.shape
        ):
            return lacks("np.linalg.solve of stacks that broadcast")
        flat = matrices.reshape((-1,) + tuple(matrices.shape[-2:]))
        sides = right.reshape((-1,) + tuple(right.shape[-2:]))
        made = [self.solve(flat[i], sides[i]) for i in range(flat.shape[0])]
        return stack(made).reshape(right.shape)

    def inv(self, matrix):
        matrix = asarray(matrix)
        return self.solve(matrix, eye(_square(matrix)))

    def matrix_power(self, matrix, n):
        matrix = asarray(matrix)
        if n < 0:
            matrix, n = self.inv(matrix), -n
        result = eye(_square(matrix), dtype=matrix.kind)
        for _ in range(n):
            result = result @ matrix
        return result

    def lstsq(self, matrix, right, rcond=None):
        """The shortest of the nearest, by singular values."""
        matrix, right = asarray(matrix), asarray(right)
        rows, columns = matrix.shape
        if right.shape[0] != rows:
            raise LinAlgError("Incompatible dimensions")
        lines, turns, sizes = _singular(matrix)
        least = max(sizes) * (max(rows, columns) * 2.0**-52 if rcond is None else rcond)
        kept = [i for i in range(columns) if sizes[i] > least]
        found = zeros((columns,) + tuple(right.shape[1:]))
        for i in kept:
            along = asarray(lines[i]) @ right / sizes[i] ** 2
            found = found + multiply.outer(asarray(turns[i]), along)
        left = right - matrix @ found
        exact = len(kept) < columns or rows <= columns
        rest = zeros(0) if exact else asarray((left * left).sum(axis=0)).reshape(-1)
        sizes = sorted(sizes, reverse=True)[: min(rows, columns)]
        return found, rest, len(kept), array(sizes)

    def eigvals(self, matrix):
        matrix = asarray(matrix)
        n = _square(matrix)
        if n == 1:
            return matrix.reshape(1).astype(2)
        if n > 2:
            if array_equal(matrix, matrix.T):
                return self.eigvalsh(matrix)
            return lacks("np.linalg.eigvals of more than 2 × 2 numbers")
        a, b, c, d = [float(value) for value in matrix.x]
        found = _roots_of_two(-(a + d), a * d - b * c)
        return _of_numbers(found, (2,))

    def eigvalsh(self, matrix):
        return self.eigh(matrix)[0]

    def eigh(self, matrix):
        values, vectors = _jacobi(asarray(matrix))
        n = len(values)
        order = sorted(range(n), key=lambda i: values[i])
        x = [vectors[i][j] for i in range(n) for j in order]
        return ndarray([values[i] for i in order], (n,), 2), ndarray(x, (n, n), 2)

    def __getattr__(self, name):
        if " " + name + " " in LINALG:
            return lacks("np.linalg." + name)
        raise AttributeError("module 'numpy.linalg' has no attribute '%s'" % name)


def _norm(line, ord):
    if ord == 1:
        return _total([abs(a) for a in line])
    if ord == inf:
        return _greatest([abs(a) for a in line])
    if ord == -inf:
        return _least([abs(a) for a in line])
    return math.sqrt(_total([abs(a) ** 2 for a in line]))


def _square(matrix):
    if len(matrix.shape) != 2:
        raise LinAlgError(
            "%d-dimensional array given. Array must be at least two-dimensional"
            % len(matrix.shape)
        )
    if matrix.shape[0] != matrix.shape[1]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return matrix.shape[0]


def _of_matrices(matrices, function, name):
    matrices = asarray(matrices)
    if len(matrices.shape) < 3:
        _square(matrices)
        return number(function(matrices))
    flat = matrices.reshape((-1,) + tuple(matrices.shape[-2:]))
    x = [function(flat[i]) for i in range(flat.shape[0])]
    return ndarray(x, tuple(matrices.shape[:-2]), 2)


def _eliminated(matrix, columns):
    """(determinant, rows): the matrix in steps, with further columns beside it."""
    n = matrix.shape[0]
    rows = [
        [float(value) for value in matrix.x[i * n : (i + 1) * n]]
        + [float(column[i]) for column in columns]
        for i in range(n)
    ]
    determinant = 1.0
    for k in range(n):
        pivot = max(range(k, n), key=lambda i: abs(rows[i][k]))
        if rows[pivot][k] == 0:
            return 0.0, None
        if pivot != k:
            rows[k], rows[pivot] = rows[pivot], rows[k]
            determinant = -determinant
        determinant = determinant * rows[k][k]
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            if factor:
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[k])]
    return determinant, rows


def _solved(matrix, columns):
    n = matrix.shape[0]
    _, rows = _eliminated(matrix, columns)
    if rows is None:
        raise LinAlgError("Singular matrix")
    found = []
    for c in range(len(columns)):
        x = [0.0] * n
        for i in reversed(range(n)):
            rest = sum_of([rows[i][j] * x[j] for j in range(i + 1, n)])
            x[i] = (rows[i][n + c] - rest) / rows[i][i]
        found.append(x)
    return found


def _singular(matrix):
    """(columns turned until they stand upright on one another, the turns, lengths)."""
    n = matrix.shape[1]
    u = [[float(value) for value in _column(matrix, j)] for j in range(n)]
    v = [[1.0 if i == j else 0.0 for i in range(n)] for j in range(n)]
    for _ in range(60):
        turned = False
        for p in range(n):
            for q in range(p + 1, n):
                turned = _upright(u, v, p, q) or turned
        if not turned:
            break
    return u, v, [math.sqrt(_inner(line, line)) for line in u]


def _upright(u, v, p, q):
    """Turn two columns; whether there was need."""
    one, other, both = _inner(u[p], u[p]), _inner(u[q], u[q]), _inner(u[p], u[q])
    if not abs(both) > 1e-15 * math.sqrt(one * other):
        return False
    half = (other - one) / (2 * both)
    t = math.copysign(1.0, half) / (abs(half) + math.sqrt(half * half + 1))
    c = 1 / math.sqrt(t * t + 1)
    for of in (u, v):
        pairs = list(zip(of[p], of[q]))
        of[p] = [c * a - c * t * b for a, b in pairs]
        of[q] = [c * t * a + c * b for a, b in pairs]
    return True


def _jacobi(matrix):
    """Eigenvalues and eigenvectors (rows) of a symmetric matrix, by turns."""
    n = _square(matrix)
    a = [[float(v) for v in matrix.x[i * n : (i + 1) * n]] for i in range(n)]
    a = [[a[max(i, j)][min(i, j)] for j in range(n)] for i in range(n)]
    v = [[1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    for _ in range(60):
        off = sum_of([a[i][j] ** 2 for i in range(n) for j in range(i)])
        if off <= 1e-300 or off != off:
            break
        for p in range(n):
            for q in range(p + 1, n):
                _turn(a, v, p, q, n)
    return [a[i][i] for i in range(n)], v


def _turn(a, v, p, q, n):
    if a[p][q] == 0:
        return
    half = (a[q][q] - a[p][p]) / (2 * a[p][q])
    t = math.copysign(1.0, half) / (abs(half) + math.sqrt(half * half + 1))
    c = 1 / math.sqrt(t * t + 1)
    s = t * c
    for k in range(n):
        a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
    for k in range(n):
        a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
    for k in range(n):
        v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
