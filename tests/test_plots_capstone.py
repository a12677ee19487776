"""Lesson 14's figures draw the numbers that they are given, and say so in words."""

import numpy as np
import pytest
from figures import drawn
from matplotlib.colors import to_hex

from coursekit import plots
from coursekit.comparisons import paired

RNG = np.random.default_rng(0)
OLD = RNG.normal(0.9, 0.02, 12)
NEW = OLD + RNG.normal(0.01, 0.004, 12)


def test_a_gap_is_a_dot_on_its_interval_beside_a_line_at_0():
    found = {"new": paired(NEW, OLD), "old": paired(OLD, NEW)}
    ax = plots.gaps(found, "gap", margin=0.02)
    zero, *rows = (line.get_xdata() for line in ax.lines)
    assert list(zero) == [0, 0]
    for each, interval, dot in zip(found.values(), rows[::2], rows[1::2]):
        assert list(interval) == [each.low, each.high]
        assert list(dot) == [each.gap]
    (band,) = ax.patches
    assert (band.get_x(), band.get_width()) == pytest.approx((-0.02, 0.04))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["new", "old"]
    said = repr(ax.figure)
    assert f"new: {found['new'].gap:+.4f}, from {found['new'].low:+.4f}" in said
    assert said.endswith("The band is ±0.02.")


def test_without_a_margin_there_is_no_band():
    ax = plots.gaps({"new": paired(NEW, OLD)}, "gap")
    assert not ax.patches and "band" not in repr(ax.figure)


def test_a_change_of_tables_is_a_square_of_its_area_and_colour():
    before, after = np.array([[9, 1], [4, 6]]), np.array([[5, 1], [5, 7]])
    ax = plots.changes(before, after, ["T-cat", "dog"])
    drawn_at = {
        (s.get_x() + s.get_width() / 2, s.get_y() + s.get_height() / 2): s
        for s in ax.patches
    }
    areas = {place: s.get_width() * s.get_height() for place, s in drawn_at.items()}
    assert areas == pytest.approx({(0, 0): 1, (0, 1): 0.25, (1, 1): 0.25})
    colours = [to_hex(s.get_facecolor()) for s in drawn_at.values()]
    assert colours == [plots.ORANGE, plots.BLUE, plots.BLUE]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["T-cat  −4", "dog  +1"]
    assert repr(ax.figure) == "Right answers more or fewer: T-cat −4, dog +1."


def test_promises_are_sorted_into_tenths_and_kept_where_they_come_true():
    promised = np.linspace(0.01, 0.99, 20_000)
    came = (np.random.default_rng(1).uniform(size=20_000) < promised).astype(float)
    ax = plots.promises({"true": promised, "double": promised / 2}, came)
    x, y = drawn(ax, "true").get_data()
    assert len(x) == 10 and x == pytest.approx(np.linspace(0.059, 0.941, 10), abs=1e-3)
    assert y == pytest.approx(x, abs=0.03)
    assert drawn(ax, "double").get_ydata() == pytest.approx(y)
    ratio = promised.sum() / came.sum()
    said = f"true: {ratio:.2f}, double: {ratio / 2:.2f}."
    assert repr(ax.figure) == f"Promised for each that came: {said}"
