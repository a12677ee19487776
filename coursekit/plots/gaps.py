"""By how much one arm is ahead of another, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from matplotlib.axes import Axes

from coursekit.plots import palette
from coursekit.plots.drawings import axes
from coursekit.plots.sentences import joined


class Gap(Protocol):
    """A mean difference, and the ends of its interval."""

    @property
    def gap(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def high(self) -> float: ...


def gaps(
    found: Mapping[str, Gap],
    xlabel: str,
    *,
    margin: float | None = None,
    alt: str = "",
) -> Axes:
    """Each difference as a dot on its interval, under one another, beside a line at 0.

    margin  differences up to this size, either way, count as none: a band around 0
    """
    ax = axes(joined(alt, _words(found, margin)), 6.4, 0.45 * len(found) + 1.3)
    if margin is not None:
        ax.axvspan(-margin, margin, color=palette.INK, alpha=palette.GROUND[1])
    ax.axvline(0, color=palette.SOFT, linewidth=1)
    for row, each in enumerate(found.values()):
        ax.plot([each.low, each.high], [row, row], "-", color=palette.BLUE)
        ax.plot(each.gap, row, "o", color=palette.BLUE)
    ax.set_yticks(range(len(found)), labels=[*found])
    ax.set(xlabel=xlabel, ylim=(len(found) - 0.5, -0.5))
    return ax


def _words(found, margin):
    said = "; ".join(
        f"{name}: {each.gap:+.4f}, from {each.low:+.4f} to {each.high:+.4f}"
        for name, each in found.items()
    )
    band = "" if margin is None else f" The band is ±{margin:g}."
    return f"Differences with their intervals. {said}.{band}"
