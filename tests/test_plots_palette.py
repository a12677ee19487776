"""Colours that can be seen, told apart, and are in one place."""

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import coursekit
from coursekit import catalogue, dialects
from coursekit.plots import palette

ROOT = Path(coursekit.__file__).parent.parent
LOOKS = {
    **palette.RULES,
    **{f"plain {n}": look for n, look in enumerate(palette.PLAIN)},
}
FIRST = ["gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"]
MEET = [  # in a lesson, in one picture
    ["gd", "momentum", "adagrad", "delta_bar_delta", "adam"],
    ["gd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "rmsprop_momentum",
     "rmsprop_nesterov"],
    ["gd", "momentum", "rmsprop", "adam", "adamax", "nadam", "amsgrad", "adamw",
     "adabound", "lion"],
    ["gd", "momentum", "newton", "damped_newton", "steepest_descent",
     "conjugate_gradient"],
    ["gd", "adagrad", "ftrl", "rda"],
]  # fmt: skip

# Machado, Oliveira, Fernandes (2009), at full strength, for linear red, green, blue.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def linear(color):
    parts = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """As the Web Content Accessibility Guidelines 2.2 define it."""
    dim, bright = sorted(linear(c) @ (0.2126, 0.7152, 0.0722) for c in (one, other))
    return (bright + 0.05) / (dim + 0.05)


def oklab(rgb):
    """Ottosson (2020): linear red, green, blue as lightness and two axes of hue."""
    cones = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929],
         [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    )  # fmt: skip
    axes = np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468],
         [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    )  # fmt: skip
    return axes @ np.cbrt(cones @ rgb)


def distance(one, other):
    """How far apart two colours are for the eyes that part them least."""
    return min(
        np.linalg.norm(
            np.subtract(*(oklab(np.clip(eye @ linear(c), 0, 1)) for c in (one, other)))
        )
        for eye in map(np.array, SIGHT.values())
    )


def test_contrast_and_distance_are_those_of_known_colours():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert oklab(linear("#ff0000")) == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)
    assert distance("#ff0000", "#ff0000") == 0
    assert distance("#ff0000", "#00c000") < 0.5 * np.linalg.norm(
        oklab(linear("#ff0000")) - oklab(linear("#00c000"))
    )  # red and green are much alike for some


def grounds():
    """All that a still path can cross: papers, the highest ground, the wells' tints."""
    over = [palette.GROUND, *((well, palette.TINT) for well in palette.WELLS)]
    laid = [palette.over(*each, paper) for each in over for paper in palette.PAPERS]
    return [*palette.PAPERS, *laid]


@pytest.mark.parametrize("name", LOOKS)
def test_a_rule_is_seen_on_all_that_it_can_cross_in_both_themes(name):
    color = LOOKS[name].color
    for ground in grounds():
        assert contrast(color, ground) >= 3, ground
    night = [ground for ground in grounds() if contrast(ground, "#000000") < 3]
    assert len(night) == len(grounds()) / 2
    for ground in night:
        assert contrast(palette.dark(color), ground) >= 3, ground


def test_words_are_as_readable_on_both_papers_as_one_ink_can_be():
    on_white, on_night = (contrast(palette.INK, paper) for paper in palette.PAPERS)
    assert min(on_white, on_night) > 4.1  # the best is the root of 18.9, 4.34


def test_the_tints_of_wells_are_told_apart_on_both_papers():
    for paper in palette.PAPERS:
        tints = [palette.over(well, palette.TINT, paper) for well in palette.WELLS]
        for one, other in combinations([*tints, paper], 2):
            assert np.linalg.norm(oklab(linear(one)) - oklab(linear(other))) > 0.008


@pytest.mark.parametrize("change", [lambda color: color, palette.dark])
def test_colours_that_meet_are_told_apart_with_every_kind_of_sight(change):
    nearest = 0.86 if change is palette.dark else 1.0  # white brings them closer
    for names, least in ((FIRST, 0.074), *((names, 0.054) for names in MEET)):
        for one, other in combinations(names, 2):
            pair = (change(palette.RULES[name].color) for name in (one, other))
            assert distance(*pair) >= nearest * least, (one, other)


def test_rules_that_meet_differ_in_line_or_marker_too():
    for names in (FIRST, *MEET):
        looks = [palette.RULES[name] for name in names]
        assert len({(look.line, look.marker) for look in looks}) == len(looks)


def test_no_two_rules_share_colour_and_marker_or_colour_and_line():
    for part in ("line", "marker"):
        seen = {(look.color, getattr(look, part)) for look in LOOKS.values()}
        assert len(seen) == len(LOOKS)


def test_rules_drawn_together_are_told_apart_even_if_nobody_knows_them():
    for names in (["mine", "yours", "gd"], ["gd"] * 5, [*palette.RULES]):
        looks = palette.looks(names)
        assert len(set(looks)) == len(names)
    assert palette.looks(["mine", "adam"])[1] == palette.RULES["adam"]


def test_what_is_no_rule_has_no_colour_of_a_rule_beside_rules():
    _, *others = palette.looks(["gd", "β = 0.9", "growing β", "mine", "yours"])
    assert others == palette.PLAIN
    rules = {look.color for look in palette.RULES.values()}
    assert not rules & {look.color for look in palette.PLAIN}


def test_where_no_rule_is_two_of_ones_own_are_told_apart_by_colour():
    one, other = palette.looks(["proximal", "subgradient"])
    assert distance(one.color, other.color) > 0.07
    assert palette.looks(["mine"]) == [palette.OWN]


def test_plain_colours_are_told_apart_and_from_those_of_the_first_rules():
    plain = [look.color for look in palette.PLAIN[:3]]
    for one, other in combinations(
        [*plain, *(palette.RULES[n].color for n in FIRST)], 2
    ):
        assert distance(one, other) >= 0.05 or {one, other}.isdisjoint(plain)


def test_every_rule_that_a_lesson_teaches_has_its_look():
    taught = {name for names in catalogue.TAUGHT.values() for name in names}
    rules = taught - {"nesterov_framework", "polak_ribiere", "polak_ribiere_plus"}
    assert rules <= {*palette.RULES}
    assert dialects.__all__


def test_every_line_and_marker_is_known_to_the_front_end():
    assert {look.marker for look in LOOKS.values()} <= {*palette.MARKERS}
    assert {look.line for look in LOOKS.values()} == {*palette.DASHES}
    assert len({*palette.MARKERS.values()}) == len(palette.MARKERS)


def test_colours_of_rules_stand_in_one_place():
    known = {look.color for look in LOOKS.values()}
    for file in sorted((ROOT / "coursekit").rglob("*.*")):
        if file.suffix in (".py", ".js", ".css", ".html") and file.name != "palette.py":
            text = file.read_text(encoding="utf-8").lower()
            assert not known & set(re.findall(r"#[0-9a-f]{6}", text)), file


def drawing():
    """What draws: files of `plots` but the palette, and code cells of lessons."""
    for file in sorted((ROOT / "coursekit" / "plots").glob("*.py")):
        if file.name != "palette.py":
            yield file.name, file.read_text(encoding="utf-8")
    for file in sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*")]):
        if file.suffix == ".ipynb":
            for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    yield file.name, "".join(cell["source"])


def literal(text):
    """Colours that a source names itself, and sequences of matplotlib's colours."""
    named = r'(?:\b(?:colors?|c)|\w*(?:color|colors)"?)\s*[=:]\s*"(?!none")[^"]*"'
    short = r'"[krgbcmyw][.o*x+s^v<>D:-]{1,3}"'
    maps = r'cmap"?\s*[=:]\s*"(?!PuOr)[^"]*"'  # which parts weights by their sign
    return [match for each in (named, short, maps) for match in re.findall(each, text)]


def test_a_literal_colour_is_found():
    for text in ('color="0.5"', 'cmap="viridis"', '"k."', '{"color": "w"}', 'c="red"',
                 'edgecolors="0.8"', 'markeredgecolor="black"'):  # fmt: skip
        assert literal(f"ax.plot(x, {text})"), text
    assert not literal('plot(color=plots.INK, facecolor="none", label="k", x="w")')


def test_what_draws_takes_its_colours_from_the_palette():
    found = [(name, colors) for name, text in drawing() if (colors := literal(text))]
    assert not found


def stale(notebook):
    """The pictures of a notebook that were drawn in another style, by their words."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", ()):
                about = output["metadata"].get("image/png", {})
                if about.get("style") != palette.digest():
                    yield "".join(output["data"].get("text/plain", "no words"))


@pytest.mark.parametrize(
    "file",
    sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")]),
    ids=lambda file: f"{file.parent.name}/{file.stem}",
)
def test_no_stored_picture_is_of_an_older_style(file):
    """Run the notebook again and normalise it: its pictures have colours of before."""
    pictures = list(stale(json.loads(file.read_text(encoding="utf-8"))))
    assert not pictures, f"{len(pictures)} to draw again: " + "; ".join(pictures)[:300]


def test_a_changed_colour_makes_stored_pictures_stale(monkeypatch):
    about = {"image/png": {"style": palette.digest()}}
    data = {"image/png": "", "text/plain": ["gd ", "walks"]}
    cells = [{"outputs": [{"data": data, "metadata": about}]}]
    assert list(stale({"cells": cells})) == []
    changed = palette.RULES | {"gd": palette.RULES["gd"]._replace(color="#123456")}
    monkeypatch.setattr(palette, "RULES", changed)
    assert list(stale({"cells": cells})) == ["gd walks"]
