"""What modules of Python's library have besides what MicroPython's have.

Each module here has those names added, or replaced where they lack an argument.
"""

import functools
import itertools
import math as _math
import sys
import types

from numpy import plain


class math:
    """The module math: it is built in, and takes no further names itself."""

    def __init__(self):
        for name in dir(_math):
            if name[0] != "_":
                setattr(self, name, getattr(_math, name))

    def cbrt(self, x):
        return _math.copysign(abs(x) ** (1 / 3), x)

    def comb(self, n, k):
        if k < 0 or n < 0:
            raise ValueError("n and k must be non-negative integers")
        return self.perm(n, k) // _math.factorial(k)

    def dist(self, one, other):
        one, other = list(one), list(other)
        if len(one) != len(other):
            raise ValueError("both points must have the same number of dimensions")
        return self.hypot(*[a - b for a, b in zip(one, other)])

    def exp2(self, x):
        return 2.0 ** plain(x)

    def fsum(self, values):
        """Without rounding before the end: parts of the sum that do not overlap."""
        parts = []
        for x in values:
            x, kept = float(plain(x)), []
            for y in parts:
                if abs(x) < abs(y):
                    x, y = y, x
                high = x + y
                low = y - (high - x)
                if low:
                    kept.append(low)
                x = high
            parts = kept + [x]
        return float(sum(parts))

    def gcd(self, *numbers):
        found = 0
        for n in numbers:
            while n:
                found, n = n, found % n
        return abs(found)

    def hypot(self, *sides):
        sides = [abs(float(plain(side))) for side in sides]
        longest = max(sides, default=0.0)
        if longest == 0 or _math.isinf(longest):
            return longest
        return longest * _math.sqrt(self.fsum([(a / longest) ** 2 for a in sides]))

    def isqrt(self, n):
        if n < 0:
            raise ValueError("isqrt() argument must be nonnegative")
        root = n
        while root * root > n:
            root = (root + n // root) // 2
        return root

    def log1p(self, x):
        x = plain(x)
        above = 1.0 + x
        return x * 1.0 if above == 1 else _math.log(above) * x / (above - 1)

    def perm(self, n, k=None):
        return self.prod(range(n, n - (n if k is None else k), -1))

    def prod(self, values, start=1):
        for x in values:
            start = start * x
        return start


def accumulate(items, function=lambda a, b: a + b, initial=None):
    total, empty = initial, initial is None
    if not empty:
        yield total
    for item in items:
        total, empty = item if empty else function(total, item), False
        yield total


def combinations(items, n):
    items = tuple(items)
    if n == 0:
        yield ()
    for i in range(len(items) if n else 0):
        for rest in combinations(items[i + 1 :], n - 1):
            yield (items[i],) + rest


def pairwise(items):
    items = list(items)
    return zip(items, items[1:])


def product(*parts, repeat=1):
    rows = [()]
    for part in [list(part) for part in parts] * repeat:
        rows = [row + (item,) for row in rows for item in part]
    return iter(rows)


def takewhile(wanted, items):
    for item in items:
        if not wanted(item):
            return
        yield item


def zip_longest(*parts, fillvalue=None):
    parts = [list(part) for part in parts]
    for i in range(max([len(part) for part in parts])):
        yield tuple([part[i] if i < len(part) else fillvalue for part in parts])


def cache(function):
    """A function that remembers; its arguments are told apart by their text."""
    known = {}

    def cached(*given, **named):
        key = repr(given) + repr(named)
        if key not in known:
            known[key] = function(*given, **named)
        return known[key]

    return cached


def lru_cache(maxsize=128, typed=False):
    return cache(maxsize) if callable(maxsize) else cache


class SimpleNamespace:
    def __init__(self, **named):
        for name, value in named.items():
            setattr(self, name, value)


ADDED = {
    functools: (cache, lru_cache),
    itertools: (accumulate, combinations, pairwise, product, takewhile, zip_longest),
    types: (SimpleNamespace,),
}
for module, added in ADDED.items():
    for each in added:
        setattr(module, each.__name__, each)
sys.modules["math"] = math()
