"""What else bears a name in NumPy, and what is done about names that are not here."""


class _Random:
    """numpy.random, which is not here: draws would differ from NumPy's."""

    def __getattr__(self, name):
        return lambda *given, **named: lacks("np.random." + name)


class errstate:
    """As in NumPy, and without effect: nothing warns here."""

    def __init__(self, **levels):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __call__(self, function):
        return function


def seterr(**levels):
    return {}


linalg, random = _Linalg(), _Random()
int_ = int64
bool_ = bool
complex128 = complex
generic = floating = float64
integer = int
KINDS = {
    bool: 0, int: 1, float: 2, complex: 3, float64: 2, int64: 1, 0: 0, 1: 1, 2: 2, 3: 3, 4: 4,
    "bool": 0, "int": 1, "int64": 1, "i8": 1, "float": 2, "float64": 2, "f8": 2, "d": 2,
    "complex": 3, "complex128": 3, "?": 0, "i": 1, "f": 2, "b": 0, "c": 3,
}  # fmt: skip
DTYPES = [dtype(code) for code in range(5)]
METHODS = (
    "sum", "prod", "mean", "var", "std", "max", "min", "any", "all", "argmax", "argmin",
    "astype", "reshape", "ravel", "flatten", "copy", "round", "clip", "dot", "conj",
    "squeeze", "transpose", "view", "cumsum",
)  # fmt: skip

# What bears the name of a builtin that is used above.
BUILTINS = {"max": max_, "min": min_, "any": any_, "all": all_, "abs": abs_}


def __getattr__(name):
    if name in BUILTINS:
        return BUILTINS[name]
    if " " + name + " " in IN_NUMPY:
        return lacks("np." + name)
    raise AttributeError("module 'numpy' has no attribute '%s'" % name)
