"""The explorers' maps of many runs, their pages, and the front end by itself."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

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
    quadratic,
    rmsprop,
    two_wells,
)
from coursekit.explorers import maps
from coursekit.explorers.surfaces import Surface

ROOT = Path(coursekit.__file__).parent.parent
SCRIPT = ROOT / "coursekit" / "explorers" / "explorer.js"
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
    surface, ax = Surface(canyon), coursekit.plots.axes("")
    mesh, words = maps.draw_reach(ax, momentum, axes, surface, canyon.start, 60)
    steps = np.ma.filled(mesh.get_array(), np.nan).reshape(2, 3).T
    for i, eta in enumerate(axes["eta"]):
        for j, beta in enumerate(axes["beta"]):
            run = descend(momentum(eta=eta, beta=beta), canyon, steps=60)
            away = np.linalg.norm(run.theta - [1, 3 / 8], axis=-1) <= 0.004
            assert steps[i, j] == (
                np.argmax(away) if away.any() else pytest.approx(np.nan, nan_ok=True)
            )
    assert "of 6 settings come within 0.004 of a minimum in 60 steps" in words


def test_the_figure_has_the_map_and_the_basins_and_their_words():
    shown = explore(momentum(eta=0.1), two_wells, show=("map", "basins")).figure()
    assert "settings come within 0.004 of a minimum in 100 steps" in repr(shown)
    assert "of 10000 starts come within" in repr(shown)
    assert [ax.get_xlabel() for ax in shown.axes[:2]] == ["x of the start", "η"]


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
    panels = explorer.answer(asked)[0]["panels"]
    assert [panel["src"][:22] for panel in panels] == ["data:image/png;base64,"] * 2


def test_only_what_changed_is_drawn_anew(monkeypatch):
    explorer, drawn = explore(momentum(eta=0.1), two_wells, show="map"), []
    for name in ("land", "curves", "over", "basins"):
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
    assert now(side=0, basins=False) == ["land", "curves"]


# The page


@pytest.mark.slow
def test_a_page_carries_an_answer_for_all_that_can_be_moved_on_it(tmp_path):
    explorer = explore([gd(eta=0.03), adam(eta=0.1)], [canyon, two_wells], steps=20)
    explorer.to_html(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text()
    answers = json.loads(re.search(r'id="answers">(.*?)</script>', text, re.S)[1])
    assert not re.search(r"https?://", text)
    scene = answers["scene"]
    for n, surface in enumerate(scene["surfaces"]):
        for side in range(len(scene["sides"])):
            assert answers[f"picture {n} {side}"]["surface"] == n
        for i in (0, 1):
            (run,) = answers[f"grid {n} {i}"]["runs"]
            for knob in scene["state"]["knobs"][i]:
                control = f'data-path="knobs.{i}.{knob}"\n      '
                moves = f"{control}disabled" not in scene["html"]
                assert control in scene["html"] and moves == (knob in run["axes"])
                if moves:
                    assert run["axes"][knob] == surface["stops"][f"knobs.{i}.{knob}"]
    assert [*answers["grid 0 1"]["runs"][0]["axes"]] == ["eta", "beta1"]


def test_a_page_of_a_rule_for_single_runs_shows_its_path_and_says_so(tmp_path):
    explore(clipped, two_wells, steps=20).to_html(tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text()
    answers = json.loads(re.search(r'id="answers">(.*?)</script>', text, re.S)[1])
    (run,) = answers["grid 0 0"]["runs"]
    assert run["axes"] == {} and run["length"] == 21
    assert answers["scene"]["html"].count("disabled") == 8  # 2 x 2 knobs, start, steps


# The front end: its own tests, and its lint


def test_the_front_end_passes_its_own_tests(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine")
    shutil.copy(SCRIPT, tmp_path / "explorer.mjs")
    shutil.copy(ROOT / "tests" / "js" / "explorer.test.mjs", tmp_path)
    run = subprocess.run(
        [node, "--test", tmp_path / "explorer.test.mjs"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def test_the_front_end_is_tidy():
    code = SCRIPT.read_text(encoding="utf-8")
    plain = re.sub(r"//.*", "", code)
    assert max(map(len, code.splitlines())) <= 88
    for habit in (
        r"\bvar\b",
        r"[^=!]==[^=]",
        "!=[^=]",
        "console",
        r"\beval\b",
        "import",
    ):
        assert not re.search(habit, plain), habit
    named = re.findall(r"^(?:export )?(?:function|const) \[?(\w+)", code, re.M)
    assert len(named) > 20
    unused = [name for name in named if len(re.findall(rf"\b{name}\b", plain)) < 2]
    assert unused == []
