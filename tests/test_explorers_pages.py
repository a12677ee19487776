"""The explorers' maps of many runs, and their pages."""

import json
import re

import numpy as np
import pytest
from matplotlib.path import Path

import coursekit
from coursekit import (
    adam,
    canyon,
    descend,
    explore,
    gd,
    momentum,
    nesterov,
    optimizer,
    plots,
    quadratic,
    rmsprop,
    two_wells,
)
from coursekit.explorers import maps
from coursekit.explorers.surfaces import Surface
from coursekit.plots import palette

ETA = np.geomspace(0.01, 0.06, 60)
BETA = np.array([0.0, 0.3, 0.6, 0.9])


# Maps of many runs


def limit(rule, problem):
    """The largest stable eta for each beta, as the map draws it."""
    axes = {"eta": ETA, "beta": BETA} if "beta" in rule.knobs else {"eta": ETA}
    edge = maps.stability(rule, axes, problem)
    return np.interp(edge - 0.5, np.arange(len(ETA)), ETA)


@pytest.mark.parametrize(
    ("rule", "theory"),
    [
        (momentum, 2 * (1 + BETA)),
        (nesterov, 2 * (1 + BETA) / (1 + 2 * BETA)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
@pytest.mark.parametrize(
    "problem", [canyon, quadratic([[50, 30], [30, 50]])], ids=lambda p: p.name
)
def test_the_limit_on_the_map_is_that_of_theory(rule, theory, problem):
    assert limit(rule, problem) * 80 == pytest.approx(theory, rel=0.01)


def test_where_an_update_has_no_slope_at_the_minimum_no_limit_is_drawn():
    axes = {"eta": ETA, "rho": BETA}
    assert np.isnan(maps.stability(rmsprop, axes, canyon)).all()
    nowhere = quadratic([[1, 0], [0, -1]])
    assert np.isnan(limit(momentum, nowhere)).all()


def test_the_map_counts_the_steps_of_single_runs():
    axes = {"eta": np.array([0.001, 0.02, 0.06]), "beta": np.array([0.0, 0.9])}
    found = maps.reach(momentum, axes, Surface(canyon), canyon.start, 60)
    for i, eta in enumerate(axes["eta"]):
        for j, beta in enumerate(axes["beta"]):
            run = descend(momentum(eta=eta, beta=beta), canyon, steps=60)
            away = np.linalg.norm(run.theta - [1, 3 / 8], axis=-1) > 0.004
            steps = -1 if away[-1] else 0
            for t, far in enumerate(away):
                steps = t + 1 if far and steps >= 0 else steps
            assert found.arrived[i, j] == steps
    assert "momentum stays within 0.004 of a minimum in 60 steps" in found.says()


def test_a_maps_pixels_are_full_where_fast_faint_where_slow_none_where_never():
    axes = {"eta": np.array([0.0001, 0.005, 0.02, 0.06]), "beta": np.array([0.0, 0.2])}
    found = maps.reach(momentum, axes, Surface(canyon), canyon.start, 200)
    image = found.image()
    shares = image[maps.UP // 2, maps.ACROSS // 2 :: maps.ACROSS, 3]
    never, slow, fast, _ = found.arrived[:, 0]
    assert never == -1 < fast < slow
    assert shares[0] == 0 < palette.FAINTEST < shares[1] < shares[2] <= 1
    assert found.left[3, 0]
    hatched = image[: maps.UP, 3 * maps.ACROSS :, 3]
    assert {*np.unique(hatched)} == {0, 0.5}
    texts = [text for _, text in found.words]
    assert texts == ["not in 200 steps"]
    assert found.key == "; hatched: it leaves"
    assert found.name_of_curve == "limit ηλ = 2(1 + β)"


@pytest.mark.parametrize("rule", [momentum, nesterov], ids=["momentum", "nesterov"])
def test_the_name_of_a_limit_stands_beside_its_line(rule):
    figure = explore(rule(eta=0.0125), canyon, show="map").figure()
    figure.draw_without_rendering()
    _, side, *_ = figure.axes
    line = Path(side.transData.transform(side.lines[0].get_xydata()))
    (name,) = (text for text in side.texts if text.get_text().startswith("limit"))
    box = name.get_window_extent()
    assert not line.intersects_bbox(box, filled=False)
    assert side.bbox.x0 <= box.x0 and box.x1 <= side.bbox.x1


def test_a_map_is_data_and_a_picture_that_fills_its_box():
    explorer = explore(momentum(eta=0.0125), canyon, show="map")
    asked = {"seq": 1, "want": "picture", "state": explorer.state}
    reach = json.loads(json.dumps(explorer.answer(asked)[0]))["side"]["reach"]
    scene = explorer.answer({"seq": 2, "want": "scene"})[0]
    about = scene["surfaces"][0]["map"]
    assert about["title"] == "momentum: steps until it stays within 0.004"
    assert [axis["path"] for axis in about["axes"]] == ["knobs.0.eta", "knobs.0.beta"]
    ticks = {tick["label"]: tick["at"] for tick in about["axes"][0]["ticks"]}
    assert ticks["1/λ"] < ticks["2/λ"] < 1
    across, up = np.transpose(reach["limit"])
    assert np.all(np.diff(up) > 0) and across[0] == pytest.approx(
        ticks["2/λ"], abs=0.02
    )
    assert reach["steps"] == 100 and len(reach["arrived"]) == 24 * reach["columns"]


def test_words_about_a_part_of_a_picture_stand_within_it():
    rows, columns = np.indices((60, 90))
    deep = columns + rows > 70
    for mask in (deep, ~deep, abs(columns - 40) + abs(rows - 30) < 9):
        across, up = plots.corner(mask)
        assert mask[int(60 * up), int(90 * across)]
    with pytest.raises(ValueError, match="at least one cell"):
        plots.inmost(np.zeros((3, 3), bool))


def test_basins_are_those_of_single_runs_and_say_so():
    found = maps.basins(gd(eta=0.4), Surface(two_wells), 200)
    rows, columns = found.basin.shape
    (x0, x1), (y0, y1) = two_wells.frame
    for row, column in ((3, 5), (33, 50), (60, 90), (20, 70)):
        x = x0 + (column + 0.5) * (x1 - x0) / columns
        y = y0 + (row + 0.5) * (y1 - y0) / rows
        run = descend(gd(eta=0.4), two_wells, (x, y), 200)
        away = np.linalg.norm(run.theta[-1] - two_wells.minima, axis=-1)
        assert found.basin[row, column] == away.argmin()
    assert [text for _, text in found.words] == [
        "from here, gd ends in the deep well",
        "from here, gd ends in the shallow well",
    ]
    deep = (found.basin == 0).mean()
    assert f"gd ends {deep:.0%} in the deep well" in found.says()


def test_each_basin_has_a_colour_of_its_own():
    colours = plots.tints(np.arange(6))
    assert len({tuple(colour) for colour in colours}) == 6
    assert plots.tints(np.array([-1])).tolist() == [[0, 0, 0, 0]]


def test_the_figure_has_the_map_and_the_basins_and_their_words():
    shown = explore(momentum(eta=0.1), two_wells, show=("map", "basins")).figure()
    assert "momentum stays within 0.004 of a minimum in 100 steps" in repr(shown)
    assert "Of 6700 starts momentum ends" in repr(shown)
    assert [ax.get_xlabel() for ax in shown.axes[:2]] == ["x", "η"]
    assert shown.axes[1].get_title("left").startswith("momentum: steps until")


@optimizer
def clipped(theta, grad, t, *, eta=0.02, longest=1.0):
    """Clips by the norm of everything that it is given: of all runs together."""
    g = grad(theta)
    return theta - eta * g / max(1, np.linalg.norm(g) / longest)


def test_a_rule_that_mixes_runs_gets_a_reason_in_place_of_its_maps():
    explorer = explore(clipped, two_wells, show=("map", "basins"))
    words = repr(explorer.figure())
    assert "No map of many runs: clipped mixes the runs of a batch." in words
    assert words.count("No map of many runs: clipped") == 2
    asked = {"seq": 1, "want": "picture", "state": explorer.state}
    picture = explorer.answer(asked)[0]
    assert picture["land"]["src"].startswith("data:image/png;base64,")
    for panel in (picture["land"], picture["side"]):
        assert "No map of many runs: clipped" in panel["words"][0]["words"]


def test_only_what_changed_is_drawn_anew(monkeypatch):
    explorer, drawn = explore(momentum(eta=0.1), two_wells, show="map"), []
    for name in ("land", "over", "basins"):
        draw = getattr(coursekit.explorers.pictures, name)
        monkeypatch.setattr(
            coursekit.explorers.pictures,
            name,
            lambda *args, name=name, draw=draw: drawn.append(name) or draw(*args),
        )

    def now(**changes):
        drawn.clear()
        state = {**explorer.state, **changes}
        explorer.answer({"seq": 1, "want": "picture", "state": state})
        return drawn

    other = [{"eta": 0.2, "beta": 0.5}]
    assert now() == ["land", "over"]
    assert now(knobs=other) == []  # the map is of all etas and betas
    assert now(start=[0.5, 0.5]) == ["over"]
    assert now(basins=True) == ["basins"]
    assert now(knobs=[{"eta": 0.3, "beta": 0.5}]) == ["basins"]
    assert now(side=0, basins=False) == ["land"]


# The page


@optimizer
def looping(theta, grad, t, *, eta=0.03):
    """A rule that pages do not know."""
    for _ in range(1):
        theta = theta - eta * grad(theta)
    return theta


def described(path):
    """What the element of a page is told."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"https?://", text)
    return json.loads(re.search(r'application/json">(.*?)</script>', text, re.S)[1])


def test_a_page_of_rules_that_it_knows_computes_and_is_small(tmp_path):
    explorer = explore([gd(eta=0.03), adam(eta=0.1)], [canyon, two_wells], show="map")
    words = explorer.to_html(tmp_path / "page.html")
    assert "The page computes: all of it can be moved: 0.2 MB." in words
    page = tmp_path / "page.html"
    assert page.stat().st_size < 300_000
    assert described(page)["rules"][0]["from"] == {"name": "optimizers.gd"}
    text = page.read_text(encoding="utf-8")
    assert '"optimizers.gd": [' in text and '"optimizers.lion"' not in text


@pytest.mark.slow
def test_a_page_carries_an_answer_for_all_that_can_be_moved_on_it(tmp_path):
    explorer = explore([looping, adam(eta=0.1)], [canyon, two_wells], steps=20)
    words = explorer.to_html(tmp_path / "page.html")
    assert "For is not translated. The page has a path for each slider pos" in words
    answers = described(tmp_path / "page.html")["answers"]
    scene = answers["scene"]
    assert scene["alone"] and scene["instant"]
    for n, surface in enumerate(scene["surfaces"]):
        for side in range(len(scene["sides"])):
            assert answers[f"picture {n} {side}"]["surface"] == n
        for i in (0, 1):
            (run,) = answers[f"path {n} {i}"]["runs"]
            for knob in scene["state"]["knobs"][i]:
                moves = f"knobs.{i}.{knob}" not in scene["fixed"]
                assert moves == (knob in run["axes"])
                if moves:
                    assert run["axes"][knob] == surface["stops"][f"knobs.{i}.{knob}"]
    assert [*answers["path 0 1"]["runs"][0]["axes"]] == ["eta", "beta1"]


def test_a_page_of_a_rule_for_single_runs_shows_its_path_and_says_so(tmp_path):
    explore(clipped, two_wells, steps=20).to_html(tmp_path / "page.html")
    answers = described(tmp_path / "page.html")["answers"]
    (run,) = answers["path 0 0"]["runs"]
    assert run["axes"] == {} and run["length"] == 21
    assert answers["scene"]["fixed"] == ["knobs.0.eta", "knobs.0.longest"]
