"""Are these runs better than those? scipy's tests, with the size of the effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from coursekit.arrays import Array


class Measured(Protocol):
    """What can be compared besides arrays: a Result, or what has its measures."""

    @property
    def optimizer(self) -> str: ...
    @property
    def accuracy(self) -> Array: ...
    @property
    def mcc(self) -> Array: ...


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two arms of an experiment, and how they differ; it prints as a sentence.

    arms       the finite values of each; left_out: how many of each were not
    mean, se   of each arm, with its standard error; normal: p of its normality
    t, p_t     Student's t, equal variances; all p are two-sided
    u, p_u     Mann and Whitney's U of the first arm
    d          Cohen's d: the difference of the means in pooled standard deviations
    """

    names: tuple[str, ...]
    arms: tuple[Array, ...]
    left_out: tuple[int, ...]

    @cached_property
    def mean(self) -> tuple[float, ...]:
        return tuple(float(arm.mean()) for arm in self.arms)

    @cached_property
    def se(self) -> tuple[float, ...]:
        return tuple(float(arm.std(ddof=1) / len(arm) ** 0.5) for arm in self.arms)

    @cached_property
    def normal(self) -> tuple[float, ...]:
        return tuple(map(_normality, self.arms))

    @cached_property
    def _tests(self) -> list[float]:
        from scipy import stats

        tests = stats.ttest_ind(*self.arms), stats.mannwhitneyu(*self.arms)
        return [float(x) for test in tests for x in (test.statistic, test.pvalue)]

    @property
    def t(self) -> float:
        """Student's t of the first arm against the second."""
        return self._tests[0]

    @property
    def p_t(self) -> float:
        """How probable so large a t is by chance."""
        return self._tests[1]

    @property
    def u(self) -> float:
        """Mann and Whitney's U of the first arm."""
        return self._tests[2]

    @property
    def p_u(self) -> float:
        """How probable so extreme a U is by chance."""
        return self._tests[3]

    @cached_property
    def d(self) -> float:
        """Cohen's d of the first arm against the second."""
        a, b = self.arms
        freedom = len(a) + len(b) - 2
        squares = len(a) * a.var() + len(b) * b.var()
        return float((a.mean() - b.mean()) / (squares / freedom) ** 0.5)

    def __repr__(self) -> str:
        first, second = (
            f"{name} ({mean:.5f} ± {se:.5f}, {len(arm)} runs)"
            for name, mean, se, arm in zip(self.names, self.mean, self.se, self.arms)
        )
        return (
            f"{first} and {second} {self._verdict()}: d = {self.d:.3f}, "
            f"t = {self.t:.3f} (p = {self.p_t:.2g}), U = {self.u:g} "
            f"(p = {self.p_u:.2g}).{self._doubts()}"
        )

    def _verdict(self):
        sure = {self.p_t < 0.05, self.p_u < 0.05}
        if sure == {True, False}:
            return "differ by one test and not by the other"
        return "differ" if sure == {True} else "may not differ"

    def _doubts(self):
        skewed = [n for n, p in zip(self.names, self.normal) if p < 0.05]
        lost = [f"{k} of {n}" for n, k in zip(self.names, self.left_out) if k]
        doubts = f" Not normal: {', '.join(skewed)}; trust U." if skewed else ""
        return doubts + (f" Diverged, left out: {', '.join(lost)}." if lost else "")


def compare(
    a: ArrayLike | Measured,
    b: ArrayLike | Measured,
    names: Sequence[str] | None = None,
    measure: str = "accuracy",
) -> Comparison:
    """Compare two arms, each an array of numbers or a Result with many runs.

    measure  what of a Result counts: "accuracy" or "mcc".
    Raises ValueError for an arm of fewer than 3 finite values, or two without spread.
    """
    names = names or [getattr(x, "optimizer", f"arm {i}") for i, x in ((1, a), (2, b))]
    values = [np.ravel(_numbers(x, measure)).astype(float) for x in (a, b)]
    arms = [x[np.isfinite(x)] for x in values]
    for name, arm in zip(names, arms):
        if len(arm) < 3:
            raise ValueError(
                f"A comparison needs 3 or more finite values; {name} has {len(arm)}."
            )
    if not any(np.ptp(arm) for arm in arms):
        raise ValueError("Each arm has one value only: there is no spread to compare.")
    left_out = tuple(len(x) - len(arm) for x, arm in zip(values, arms))
    return Comparison(tuple(names), tuple(arms), left_out)


@dataclass(frozen=True, eq=False)
class Pairs:
    """Two arms that share their seeds, compared run by run; it prints as a sentence.

    gaps      (n,) the first arm's value minus the second's, of each finite pair
    gap, se   their mean, and its standard error
    low, high the 95 % interval of the mean, by Student's t with n − 1
    p         of the paired t test, two-sided; p_ranks: of Wilcoxon's, without a shape
    """

    names: tuple[str, ...]
    gaps: Array
    left_out: int

    @property
    def gap(self) -> float:
        """By how much the first arm is ahead, on average."""
        return float(self.gaps.mean())

    @property
    def spread(self) -> float:
        """The standard deviation of the gaps, n − 1 below."""
        return float(self.gaps.std(ddof=1))

    @property
    def se(self) -> float:
        """The standard error of the mean gap."""
        return self.spread / len(self.gaps) ** 0.5

    @cached_property
    def interval(self) -> tuple[float, float]:
        """(low, high) of the mean gap, 95 %."""
        from scipy import stats

        half = float(stats.t.ppf(0.975, len(self.gaps) - 1)) * self.se
        return self.gap - half, self.gap + half

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self.interval[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self.interval[1]

    @cached_property
    def p(self) -> float:
        """How probable so large a mean gap is by chance, by the paired t test."""
        from scipy import stats

        return float(stats.ttest_1samp(self.gaps, 0.0).pvalue)

    @cached_property
    def p_ranks(self) -> float:
        """The same by Wilcoxon's signed ranks, which need no bell."""
        from scipy import stats

        return float(stats.wilcoxon(self.gaps).pvalue)

    def within(self, margin: float) -> bool:
        """Whether the arms are equal up to a margin: all of the interval is inside."""
        return -margin < self.low and self.high < margin

    def __repr__(self) -> str:
        first, second = self.names
        lost = f" Left out: {self.left_out}." if self.left_out else ""
        return (
            f"{first} minus {second}: {self.gap:+.4f}, 95 % interval "
            f"{self.low:+.4f} to {self.high:+.4f} "
            f"({len(self.gaps)} pairs, p = {self.p:.2g}).{lost}"
        )


def paired(
    a: ArrayLike | Measured,
    b: ArrayLike | Measured,
    names: Sequence[str] | None = None,
    measure: str = "accuracy",
) -> Pairs:
    """Compare two arms run by run: run i of each began alike, by seed or by rows.

    measure  what of a Result counts: "accuracy" or "mcc".
    A pair of which a run diverged is left out. Raises ValueError for arms of different
    lengths or seeds, fewer than 3 pairs, and gaps that are all the same.
    """
    names = names or [getattr(x, "optimizer", f"arm {i}") for i, x in ((1, a), (2, b))]
    first, second = (np.ravel(_numbers(x, measure)).astype(float) for x in (a, b))
    if len(first) != len(second):
        raise ValueError(
            f"Pairs need as many runs in each arm; got {len(first)} and {len(second)}."
        )
    seeds = [np.ravel(x.seed) for x in (a, b) if hasattr(x, "seed")]
    if len(seeds) == 2 and not np.array_equal(seeds[0], seeds[1]):
        raise ValueError("Pairs need the same seeds in both arms; these have others.")
    gaps = first - second
    finite = gaps[np.isfinite(gaps)]
    if len(finite) < 3:
        raise ValueError(f"A comparison needs 3 or more pairs; got {len(finite)}.")
    if np.ptp(finite) < 1e-12 * np.abs(first[np.isfinite(first)]).max():
        raise ValueError("All pairs differ by the same: there is no spread to go by.")
    return Pairs(tuple(names), finite, len(gaps) - len(finite))


def _numbers(arm: Any, measure: str) -> ArrayLike:
    return getattr(arm, measure, arm)


def _normality(arm: Array) -> float:
    """p of D'Agostino and Pearson's test, as in MDL; of Shapiro's below 20 values."""
    from scipy import stats

    if not np.ptp(arm):
        return 0.0
    return float((stats.normaltest if len(arm) >= 20 else stats.shapiro)(arm).pvalue)


def with_error(values: ArrayLike, digits: int = 2) -> str:
    """The mean of two values or more (n,) ± its standard error: "0.51 ± 0.02"."""
    numbers = np.asarray(values, float)
    if numbers.ndim != 1 or numbers.size < 2:
        raise ValueError(
            f"A mean ± its error needs two values or more, in one row; got the shape "
            f"{numbers.shape}."
        )
    error = numbers.std(ddof=1) / numbers.size**0.5
    return f"{numbers.mean():.{digits}f} ± {error:.{digits}f}"
