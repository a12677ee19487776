"""Pictures show the numbers that they were given, and say so in words."""

import base64
import io
from itertools import combinations, product

import matplotlib
import numpy as np
import pytest
from figures import drawn
from matplotlib.text import Annotation, Text
from PIL import Image

from coursekit import (
    adam,
    bowl,
    canyon,
    descend,
    gd,
    momentum,
    newton,
    parabola,
    plots,
    quadratic,
    two_wells,
)
from coursekit.online import linear_regression
from coursekit.plots.paths import apart


def test_a_path_is_drawn_through_every_position():
    run, other = descend(gd(eta=0.02), canyon), descend(momentum(eta=0.01), canyon)
    ax = plots.paths(run, other)
    assert np.array_equal(drawn(ax, "gd").get_xydata(), run.theta)
    assert np.array_equal(drawn(ax, "momentum").get_xydata(), other.theta)


def test_a_path_in_one_dimension_lies_on_its_curve():
    run = descend(gd(eta=0.03), parabola, steps=15)
    ax = plots.path_1d(run, labels=["η = 0.03"])
    x, y = drawn(ax, "η = 0.03").get_data()
    assert np.array_equal(x, run.theta[:, 0])
    assert np.allclose(y, 6 * x**2 - 12 * x + 3)


def test_a_loss_curve_is_the_loss_above_its_floor():
    run = descend(gd(eta=0.03), parabola, steps=15)
    ax = plots.loss_curves(run, labels=["gd"], floor=-3)
    assert np.allclose(drawn(ax, "gd").get_ydata(), run.loss + 3)
    assert ax.get_yscale() == "log"


def test_coordinates_too_small_to_be_seen_are_said_to_be_0():
    assert plots.point((-0.89624, 1.049e-14)) == "(-0.8962, 0)"
    assert plots.point((-0.0, 0.00123)) == "(0, 0.00123)"
    assert plots.point(-1e30) == "(-1e+30)"


def test_a_figure_says_in_words_what_it_shows():
    run = descend(gd(eta=0.02), canyon, steps=14)
    assert repr(plots.paths(run, alt="MDL 11-4.").figure) == (
        "MDL 11-4. gd with η = 0.02 on canyon, 14 steps from (−0.5, 2.3) "
        "to (0.9678, 0.3765)."
    )


def test_the_words_name_divergence():
    run = descend(gd(eta=0.03), canyon, steps=5)
    assert f"it leaves the picture at step {run.left_at}" in repr(
        plots.paths(run).figure
    )


def test_a_landscape_marks_the_minima():
    ax = plots.landscape(two_wells)
    stars = next(line for line in ax.lines if line.get_marker() == "*")
    assert np.allclose(stars.get_xydata(), two_wells.minima)


def test_basins_count_where_each_start_ends():
    x, y = np.meshgrid([-1.5, 1.0], [-1.0, 1.2])
    runs = descend(gd(eta=0.4), two_wells, np.stack([x, y], axis=-1), 200)
    ends = np.linalg.norm(runs.theta[-1] - two_wells.minima[0], axis=-1) < 1e-3
    ax = plots.basins(runs)
    assert f"{ends.mean():.1%} at (−0.9804, 0.9804)" in repr(ax.figure)


def test_the_share_of_starts_that_end_at_a_star_stands_beside_it():
    side = np.linspace(-2, 2, 9)
    starts = np.stack(np.meshgrid(side, side), axis=-1)
    ax = plots.basins(descend(gd(eta=0.4), two_wells, starts, 200))
    shares = [text for text in ax.texts if "end here" in text.get_text()]
    for text, star in zip(shares, two_wells.minima, strict=True):
        at = ax.transLimits.transform(star)
        assert np.linalg.norm(text.get_position() - at) < 0.1


def test_a_start_that_ends_on_a_saddle_has_no_basin():
    start = np.stack(np.meshgrid([0.0, 0.7], [-0.2, 0.0]), axis=-1)
    runs = descend(newton, two_wells, start, steps=20)
    assert np.allclose(runs.theta[-1], two_wells.saddles[0])
    told = "Where 4 starts end: 0.0% at (−0.9804, 0.9804), 0.0% at (0.894, −0.894)."
    assert told in repr(plots.basins(runs).figure)


def test_runs_of_one_optimizer_differ_in_more_than_colour():
    starts = ((-0.5, 2.9), (1.5, -0.8), (2.7, 2.3))
    ax = plots.paths(*(descend(gd(eta=0.02), bowl, start, 12) for start in starts))
    lines = [line for line in ax.lines if line.get_label().startswith("from")]
    assert len(lines) == len({line.get_marker() for line in lines}) == 3


# Without paper, in words, with names in place


def test_a_notebook_shows_a_picture_and_then_its_words(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "coursekit.plots.drawings.display",
        lambda data, metadata=None, raw=False: shown.append((data, metadata)),
    )
    plots.axes("Less <than> more.").figure._ipython_display_()
    (picture, about), (words, _) = shown
    assert picture["text/plain"] == "Less <than> more."
    assert about["image/png"]["alt"] == "Less <than> more."
    assert about["image/png"]["style"] == plots.palette.digest()
    assert "Less &lt;than&gt; more." in words["text/html"]
    assert [*words] == ["text/html"] and "<summary>" in words["text/html"]


def pixels(figure):
    """The picture that a notebook stores, (height, width, 4)."""
    png = base64.b64decode(figure.bundle()[0]["image/png"])
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))


def test_a_picture_is_stored_sharp_small_and_alike_each_time():
    run = descend(gd(eta=0.02), canyon)
    figures = [plots.paths(run).figure for _ in range(2)]
    first, second = (figure.bundle() for figure in figures)
    assert first == second
    assert len(first[0]["image/png"]) < 60_000
    _, width, _ = pixels(figures[0]).shape
    assert first[1]["image/png"]["width"] == round(width * 96 / 144)


def test_a_picture_has_no_paper_of_its_own():
    ax = plots.axes("A line.")
    ax.plot([0, 1], [0, 1])
    seen = pixels(ax.figure)
    assert seen[0, 0, 3] == seen[-1, -1, 3] == 0
    assert (seen[..., 3] > 0).mean() < 0.1


def test_words_get_an_ink_that_both_themes_show_unless_one_was_chosen():
    ax = plots.axes("Words.")
    black, chosen = ax.text(0, 0, "black"), ax.text(0, 1, "blue", color=plots.BLUE)
    large = ax.text(0, 2, "large", fontsize=14)
    ax.plot([0, 1], label="line")
    legend = ax.legend()
    ax.figure.draw_without_rendering()
    assert black.get_color() == plots.INK and chosen.get_color() == plots.BLUE
    assert legend.get_texts()[0].get_color() == plots.INK
    assert legend.get_frame().get_alpha() == 0
    assert black.get_fontsize() == plots.palette.TEXT and large.get_fontsize() == 14


@pytest.mark.parametrize(
    ("python", "read"),
    [
        ("from (-1, 2) to -0.5, +3", "from (−1, 2) to −0.5, +3"),
        ("slope -22.8, -inf", "slope −22.8, −inf"),
        ("× 1e-07, 1e-13, 1e+30", "× 1e−7, 1e−13, 1e+30"),
        ("log-loss, T-cat, MDL 11-4", "log-loss, T-cat, MDL 11-4"),
    ],
)
def test_numbers_in_a_picture_and_in_its_words_have_a_true_minus(python, read):
    ax = plots.axes(python)
    written = ax.text(0, 0, python), ax.set_title(python), ax.set_xlabel(python)
    ax.figure.draw_without_rendering()
    assert {text.get_text() for text in written} == {read} == {repr(ax.figure)}


def test_a_picture_leaves_matplotlibs_settings_as_they_were():
    before = dict(matplotlib.rcParams)
    ax = plots.axes("A map.")
    ax.figure.colorbar(ax.imshow([[0, 1]]), ax=ax)
    ax.figure.bundle()
    assert dict(matplotlib.rcParams) == before


def boxes(ax):
    """Where the names on these axes are, once they are drawn: name -> box."""
    renderer = ax.figure._get_renderer()
    ax.figure.draw(renderer)
    notes = [t for t in ax.texts if isinstance(t, Annotation) and t.get_visible()]
    return {note.get_text(): Text.get_window_extent(note, renderer) for note in notes}


def test_names_of_curves_that_end_together_do_not_cover_one_another():
    ax = plots.axes("Curves.")
    lines = [ax.plot([0, 1], [0, 1 + k / 100])[0] for k in range(5)]
    plots.name_curves(ax, lines, [f"curve {k}" for k in range(5)])
    found = boxes(ax)
    colors = [note.get_color() for note in ax.texts]
    assert colors == [line.get_color() for line in lines]
    heights = [found[f"curve {k}"].y0 for k in range(5)]
    assert heights == sorted(heights)
    for one, other in combinations(found.values(), 2):
        assert one.y0 >= other.y1 or other.y0 >= one.y1
    assert all(box.x0 > ax.bbox.x1 - 0.06 * ax.bbox.width for box in found.values())


def test_a_name_stands_beside_the_end_of_its_path_and_covers_no_path():
    runs = [descend(gd(eta=0.02), bowl, at, 12) for at in ((-0.5, 2.9), (2.7, 2.3))]
    ax = plots.paths(*runs, labels=["left", "right"])
    for name, box in boxes(ax).items():
        line = drawn(ax, name)
        end = ax.transData.transform(line.get_xydata()[-1])
        far = max(box.x0 - end[0], end[0] - box.x1, box.y0 - end[1], end[1] - box.y1)
        assert far < 80
        for path in ("left", "right"):
            points = ax.transData.transform(drawn(ax, path).get_xydata())
            assert not any(box.contains(*point) for point in points)


def test_where_paths_end_side_by_side_each_name_is_nearer_to_its_own():
    runs = [
        descend(gd(eta=eta), canyon, (x, 2.3), 14)
        for eta, x in ((0.02, -0.5), (0.01, 2.3))
    ]
    ax = plots.paths(*runs, labels=["left", "right"])
    found = boxes(ax)
    for own, other in (("left", "right"), ("right", "left")):
        centre = (found[own].min + found[own].max) / 2
        near = [
            np.hypot(*(ax.transData.transform(line.get_xydata()) - centre).T).min()
            for line in (drawn(ax, own), drawn(ax, other))
        ]
        assert near[0] < near[1]


def test_names_keep_off_the_line_where_a_surface_begins_to_bend_down():
    starts = (-1.5, 1.2), (0, 0), (0.7, -0.2)
    runs = [descend(newton, two_wells, start, steps=30) for start in starts]
    ax = plots.bends_down(two_wells, plots.paths(*runs))
    found = boxes(ax).values()
    dashed = [path.vertices for path in ax.collections[-1].get_paths()]
    points = ax.transData.transform(np.concatenate(dashed))
    assert not any(box.contains(*point) for box in found for point in points)


def test_a_name_stands_where_its_path_leaves_the_picture():
    run = descend(gd(eta=0.026), canyon, steps=60)
    other = descend(gd(eta=0.01), canyon, steps=60)
    ax = plots.paths(run, other, labels=["leaves", "stays"])
    found = boxes(ax)["leaves"]
    assert ax.bbox.padded(60).contains(found.x0, found.y0)


def test_a_curve_that_leaves_its_axis_is_named_where_it_does():
    ax = plots.axes("Curves.")
    lines = [ax.plot([0, 1, 2, 3], y)[0] for y in ([1, 2, 30, 900], [1, 1, 1, 1])]
    plots.name_curves(ax, lines, ["runaway", "level"])
    ax.set_ylim(0, 3)
    found = boxes(ax)
    assert found["runaway"].x1 < found["level"].x0


def test_names_of_curves_that_end_in_one_point_stand_in_one_column_as_the_curves_come():
    ax = plots.axes("Curves.")
    lines = [ax.plot([0, 1, 2], [1, y, 0])[0] for y in (0.1, 0.9, 0.5)]
    plots.name_curves(ax, lines, ["low", "high", "middle"])
    found = boxes(ax)
    assert found["high"].y0 > found["middle"].y0 > found["low"].y0
    assert len({box.x0 for box in found.values()}) == 1


def test_curves_that_leave_through_the_top_are_named_where_no_curve_is():
    ax = plots.axes("Curves.")
    x, names = np.arange(8), ["steep", "steeper", "broken"]
    curves = 2.0**x, 3.0**x, np.where(x == 2, np.nan, 2.5**x)
    lines = [ax.plot(x, y)[0] for y in curves]
    plots.name_curves(ax, lines, names)
    ax.set_ylim(0, 20)
    found = boxes(ax)
    for one, other in combinations(found.values(), 2):
        assert not one.overlaps(other)
    fine = np.linspace(0, 7, 2000)
    for box, y in product(found.values(), curves):
        known = np.isfinite(y)
        points = np.column_stack([fine, np.interp(fine, x[known], y[known])])
        inside = [box.contains(*p) for p in ax.transData.transform(points)]
        assert not any(inside)


def test_the_dots_of_a_path_do_not_clog():
    theta = np.column_stack([np.linspace(0, 1, 1001), np.zeros(1001)])
    kept = apart(theta, 0.1)
    assert len(kept) in (10, 11) and np.diff(theta[kept, 0]).min() >= 0.1 - 1e-12
    diverged = np.array([[0.0, 0.0], [np.inf, 0.0], [np.nan, 1.0]])
    assert apart(diverged, 0.1)[0] == 0


def test_axes_are_called_as_the_problem_calls_its_coordinates():
    rows = linear_regression(np.eye(2), np.ones(2))
    ax = plots.paths(descend(gd(eta=0.1), rows, steps=3))
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w₁", "w₂")
    ax = plots.loss_curves(descend(gd(eta=0.1), rows, steps=3))
    assert ax.get_ylabel() == "f(w₁, w₂)"
    assert plots.path_1d(descend(gd, parabola)).get_ylabel() == "f(x)"
    many = descend(gd(eta=0.1), quadratic(np.eye(9)), steps=3)
    assert plots.loss_curves(many).get_ylabel() == "f(θ)"


def test_a_rule_is_said_in_plain_words():
    run = descend(momentum(eta=1 / 9, beta=4 / 9), parabola, steps=3)
    assert "momentum with η = 0.111 and β = 0.444 on parabola, 3" in plots.words(run)
    scheduled = descend(gd(eta=lambda t: 0.1 / (1 + t)), parabola, steps=3)
    assert plots.words(scheduled).startswith("gd with η = a schedule on parabola")
    assert "ε" not in plots.words(descend(adam(eta=0.1), parabola, steps=3))
