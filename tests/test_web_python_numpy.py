"""The small part of NumPy that pages have, against NumPy itself."""

import math

import numpy as np
import pytest
from small_python import done

A = "np.array([3.0, -1.5, 0.25])"
B = "np.array([2.0, 0.0, -4.0])"
N = "np.array([3, 1, 2])"
M = "np.array([[4.0, 1.0, 0.5], [1.0, 3.0, -2.0]])"
S = "np.array([[4.0, 1.0], [1.0, 3.0]])"
T = "np.arange(24.0).reshape(2, 3, 4)"

SIGNS = "+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!="
OPERANDS = (A, B), (A, "2"), (A, "2.5"), (N, "2"), (N, N), (M, A), (M, M), (N, A)
ARITHMETIC = [f"{a} {sign} {b}" for a, b in OPERANDS for sign in SIGNS] + [
    f"2.0 {sign} {a}" for a in (B, M) for sign in ("+", "-", "*", "/", "**")
]
EACH = [
    f"np.{name}({a})"
    for name in (
        "sqrt", "exp", "log", "abs", "sign", "square", "sin", "cos", "tanh", "isnan",
        "isfinite", "floor", "ceil", "rint", "log1p", "expm1", "cbrt", "reciprocal",
        "negative", "arctan", "radians", "cumsum", "sort", "argsort", "diff", "ravel",
    )
    for a in (A, B)
]  # fmt: skip
ALONG = [
    f"{a}.{name}({axis})"
    for name in ("sum", "mean", "max", "min", "std", "var", "prod", "any", "argmax")
    for a, axis in ((A, ""), (M, ""), (M, "axis=0"), (M, "axis=1"), (M, "axis=-1"))
] + [f"{T}.{name}(axis={axis})" for name in ("sum", "max") for axis in (0, 1, 2)]
PARTS = [
    f"{A}[0]", f"{A}[-1]", f"{A}[1:]", f"{A}[::-1]", f"{A}[{A} > 0]", f"{A}[[0, 2]]",
    f"{M}[0]", f"{M}[:, 1]", f"{M}[1, 2]", f"{M}[..., None]", f"{M}[:, [2, 0]]",
    f"{M}[{M} > 1]", f"{M}[[0, 1], [1, 2]]", f"{T}[1, :, 2]", f"{T}[0, 1:, ::2]",
    f"{A}[None, :]", f"{M}.T", f"{T}.T", f"{M}.reshape(3, 2)", f"{M}.reshape(-1)",
    f"{A}[np.newaxis]", f"{M}[-1][-1]", f"{T}.transpose(2, 0, 1)",
]  # fmt: skip
MADE = [
    "np.array([1, 2])", "np.array([1, 2.0])", "np.array([True, False])", "np.zeros(3)",
    "np.ones((2, 2))", "np.full((2,), 7)", "np.eye(2)", "np.arange(5)",
    "np.arange(1, 2, 0.25)", "np.linspace(0, 1, 5)", "np.diag([1, 2])", "np.array(3.0)",
    f"np.zeros_like({N})", f"np.full_like({A}, 2)", f"np.outer({A}, {B})",
    f"np.concatenate([{A}, {B}])", f"np.stack([{A}, {B}])", f"np.vstack(({A}, {B}))",
    f"np.hstack(({A}, {B}))", f"np.column_stack(({A}, {B}))", f"np.append({A}, 1)",
    f"np.tile({A}, 2)", f"np.repeat({N}, 2)", f"np.roll({A}, 1)", f"np.flip({A})",
    f"np.where({A} > 0, {A}, 0)", f"np.clip({A}, -1, 1)", f"np.maximum({A}, {B})",
    f"np.minimum({A}, 0)", f"np.select([{A} > 1, {A} < 0], [1.0, 2.0], 3.0)",
    f"np.round({A}, 1)", f"np.unique({N})", f"np.median({A})", f"np.ptp({A})",
    f"np.average({A}, weights=[1, 2, 3])", f"np.percentile({A}, 30)",
    f"np.searchsorted([1, 2, 3], {A})", "np.interp(1.5, [1, 2], [3, 5])",
    "np.nan_to_num([np.nan, np.inf, 1])", f"np.allclose({A}, {A})",
    f"np.array_equal({A}, {B})", f"np.isclose({A}, {B})", f"np.count_nonzero({B})",
    f"np.heaviside({B}, 0.5)", f"np.hypot({A}, {B})", f"np.subtract.outer({A}, {B})",
    "np.float64(2) ** 0.5", f"np.argmin({A})", "np.nansum([1.0, np.nan])",
    "np.meshgrid([1, 2], [3, 4, 5])[0]", f"{N}.astype(float)", f"{A}.astype(int)",
    f"np.diff({A}, prepend=1)", f"np.diff({M}, axis=0, prepend={M}[:1], append=0)",
    f"np.resize({A}, (2, 4))", f"np.resize({N}, 2)",
    "np.imag(np.sin(np.array([1 + 1j])))",
    f"np.triu({M})", f"np.trace({S})", f"np.split({A}, 3)[1]", "np.gcd(12, 18)",
]  # fmt: skip
PRODUCTS = [
    f"{M} @ {A}", f"{A} @ {B}", f"{M} @ {M}.T", f"{S} @ {M}", f"np.dot({A}, {B})",
    f"np.linalg.norm({A})", f"np.linalg.norm({M}, axis=1)", f"np.linalg.norm({A}, 1)",
    f"np.linalg.norm({A}, np.inf)", f"np.linalg.norm({M})", f"np.linalg.det({S})",
    f"np.linalg.inv({S})", f"np.linalg.solve({S}, [1.0, 2.0])",
    f"np.linalg.eigvalsh({S})",
    f"np.linalg.matrix_power({S}, 3)", f"np.sort(np.linalg.eigvals({S}))",
    f"abs(np.linalg.eigh({S})[1])", "np.roots([1, -3, 2])", f"{T} @ np.ones(4)",
    "abs(np.roots([1, 1, 1]))", f"np.einsum('ij,j->i', {M}, {A})",
    f"np.einsum('ij,ik', {M}, {M})", f"np.einsum('i,i', {A}, {B})",
    f"np.einsum('ii->i', {S})", f"np.linalg.lstsq({S}, [1.0, 2.0], rcond=None)[0]",
    f"np.linalg.lstsq({M}, [1.0, 2.0], rcond=None)[0]",
    f"np.linalg.lstsq({M}.T, {A}, rcond=None)[0]",
    f"np.linalg.lstsq({M}.T, {A}, rcond=None)[1]",
    "np.linalg.lstsq(np.ones((2, 2)), [2.0, 2.0], rcond=None)[0]",
    f"np.linalg.lstsq({S}, np.eye(2), rcond=None)[0]",
    f"np.linalg.lstsq({M}.T, {A}, rcond=None)[3]",
]  # fmt: skip
EDGES = [
    f"{A} / 0", f"{A} / {B}", f"0 / {B}", f"{B} ** -1.0", f"{B} ** 0.5",
    "np.sqrt(-1.0)",
    "np.log(0.0)", "np.exp(1000.0)", "np.array([1e200]) ** 2", "np.array([0.0]) / 0",
    "np.maximum(np.nan, 1.0)", "np.array([np.nan]) < 1", "np.array([-8.0]) ** (1 / 3)",
    "np.sign(np.nan)", "np.array([True, False]) + 1", "np.array([7, -7]) // 2",
    "np.array([7, -7]) % 3", "np.array([7.5, -7.5]) % 3", "np.array([]).sum()",
]  # fmt: skip
WRONG = [
    f"{A} + np.array([1.0, 2.0])", f"{M} @ {B}[:2]", f"np.dot({A}, {B}[:2])", f"{A}[5]",
    f"{M}[0, 9]", f"{M}[0, 0, 0]", f"bool({A} > 0)", f"{A}.reshape(2)",
    f"{A}.max(axis=3)",
    "np.linalg.solve(np.zeros((2, 2)), [1.0, 1.0])", f"np.linalg.inv({M})", f"{A}[1.5]",
    f"{N} ** -1", "np.concatenate([])", f"{A}.item()", "-np.array([True])", f"{A}.foo",
    "np.foo", "np.array([True]) - np.array([True])", "np.array([[1, 2], [3]])",
    "len(np.array(3))", f"np.linalg.det({A})", f"{A} + None", f"np.max({A}, {B})",
    f"np.stack([{A}, {M}])",
]  # fmt: skip
LACKING = [
    "np.fft", "np.random.default_rng(1)", "np.einsum('...i->...', [1])",
    "np.float32(1)", "np.linalg.svd", "np.linalg.eig", "np.tan(1j)", "np.ma",
    f"{A}.astype('f4')", f"{A}.byteswap()",
]  # fmt: skip
LIBRARY = [
    f"math.{call}"
    for call in (
        "dist([1, 2], (4.5, 6))", "hypot(3, 4, 12)", "hypot()", "log1p(1e-12)",
        "prod([2, 3.5])", "fsum([0.1] * 10)", "fsum([1e100, 1, -1e100])", "comb(7, 3)",
        "perm(5, 2)", "isqrt(99)", "gcd(12, 18, 8)", "exp2(3)",
        "cbrt(-27)", "sqrt(2)", "tau",
    )
] + [
    f"list(__import__('itertools').{call})"
    for call in (
        "accumulate([1, 2, 3])", "accumulate([1, 2], initial=5)", 
        "pairwise([1, 2, 3])", "combinations([1, 2, 3], 2)", "product([1, 2], [3, 4])",
        "product([0, 1], repeat=2)", "takewhile(lambda x: x < 3, [1, 2, 3, 1])",
        "zip_longest([1, 2], [3], fillvalue=0)",
    )
] + [
    f"__import__('statistics').{name}([1, 2, 4, 8.5])"
    for name in ("mean", "fmean", "median", "stdev", "pstdev", "variance", "pvariance")
]  # fmt: skip
TABLE = LIBRARY + ARITHMETIC + EACH + ALONG + PARTS + MADE + PRODUCTS + EDGES


def numpys(text):
    """What NumPy gives: (shape, kind, numbers), or the error in words."""
    try:
        with np.errstate(all="ignore"):
            value = np.asarray(eval(text, {"np": np, "math": math}))
    except Exception as error:
        kind = type(error)
        home = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        return f"{home}{kind.__name__}: {' '.join(str(error).split())}"
    return list(value.shape), value.dtype.kind, value.ravel().tolist()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """What the small NumPy gives for every text."""
    texts = [*TABLE, *WRONG, *LACKING]
    jobs = [{"ask": [{"do": "evaluated", "text": text}]} for text in texts]
    answers = done(tmp_path_factory.mktemp("numpy"), jobs)
    return {text: answer[0] for text, answer in zip(texts, answers)}


def flat(value):
    return (
        [x for each in value for x in flat(each)]
        if isinstance(value, list)
        else [value]
    )


@pytest.mark.parametrize("text", TABLE)
def test_values_shapes_and_kinds_are_numpys(small, text):
    shape, kind, numbers = numpys(text)
    found = small[text]
    assert (found["shape"], found["kind"]) == (shape, kind), found
    assert np.allclose(flat(found["value"]), numbers, 1e-13, 1e-300, equal_nan=True)


@pytest.mark.parametrize("text", WRONG)
def test_errors_are_numpys_word_by_word(small, text):
    assert small[text]["error"] == numpys(text)


@pytest.mark.parametrize("text", LACKING)
def test_what_is_not_here_is_named(small, text):
    assert small[text]["lacks"]
