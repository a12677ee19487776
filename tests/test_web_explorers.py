"""The page's engine answers as Python does: every lab, in several settings."""

import json
from copy import deepcopy
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from pages import carried_out, difference

from coursekit import descend, explore, optimizer
from coursekit.dialects import torch
from coursekit.explorers import labs, maps, runs
from coursekit.explorers.description import MIME, described
from coursekit.explorers.surfaces import Surface
from coursekit.optimizers import (
    adagrad,
    adam,
    adamw,
    gd,
    momentum,
    nesterov,
    newton,
    rmsprop,
    rmsprop_momentum,
    rmsprop_nesterov,
)
from coursekit.plots import landscapes, palette
from coursekit.problem import Problem
from coursekit.problems import (
    bowl,
    canyon,
    elongated_bowl,
    himmelblau,
    rosenbrock,
    rotated_canyon,
    saddle,
    two_wells,
    wall,
)
from coursekit.schedules import exponential
from coursekit.web import course

RNG = np.random.default_rng(2)
X = RNG.normal(size=(200, 2))
Y = X @ (1.0, -0.5) + RNG.normal(size=200)


def sparing(theta):
    """A problem of a lesson's own, without its gradient."""
    points = np.array([0.0, 1.0, 2.0])
    return np.mean((theta * points - 1) ** 2, axis=-1) + 0.3 * np.cos(theta[..., 0])


@optimizer
def oddly_named(
    theta, grad, t, new=0, f=1,
    *, eta=0.02, args=0.5, g=1.0, state=1, out=1, first=1, steps=1, surface=1, at=0,
):  # fmt: skip
    new = args * new - eta * g * state * grad(theta)
    return theta + out * first * steps * surface * new + at * f, new, f


@optimizer
def soon_there(theta, grad, t):
    return theta - grad(theta) / 30


own = Problem(sparing, name="spring", start=(3.0,), window=((-3, 5),))
ball = momentum(eta=0.02, beta=0.2)
family = rmsprop_momentum(eta=0.01), rmsprop_nesterov(eta=0.01), rmsprop(eta=0.01)
EXPLORERS = {
    "own problem": lambda: explore(gd(eta=0.02), own, steps=10),
    "oddly named": lambda: explore(oddly_named(f=2), [canyon, own], steps=20),
    "fast and slow": lambda: explore([soon_there, gd(eta=1e-4)], bowl, steps=40),
    "descent_1d": lambda: labs.descent_1d((0.03, 0.15), steps=30),
    "basins": lambda: explore(
        gd(eta=0.4), [two_wells, canyon, bowl, himmelblau], steps=60, show="basins"
    ),
    "newton's basins": lambda: explore(
        newton, [two_wells, himmelblau], steps=20, show="basins"
    ),
    "noise": lambda: labs.noise((1, 16, 200), eta=0.2, data=(X, Y), steps=60),
    "map": lambda: explore(
        ball, [canyon, two_wells], steps=120, show="map", ranges={"eta": (0.002, 0.3)}
    ),
    "nesterov's map": lambda: explore(
        [nesterov(eta=0.01), adam(eta=0.1)], [canyon, saddle], steps=60, show="map"
    ),
    "adam's map": lambda: explore(adam(eta=0.1), canyon, steps=60, show="map"),
    "look_ahead": lambda: labs.look_ahead(problems=[elongated_bowl, two_wells]),
    "effective_rate": lambda: labs.effective_rate(),
    "wall": lambda: explore([adagrad(eta=0.5), gd(eta=0.02)], wall, steps=400),
    "turned": lambda: explore(
        [rmsprop(eta=0.1), adagrad(eta=0.5)],
        [elongated_bowl, rotated_canyon(30), wall],
        steps=100,
    ),
    "flies away": lambda: explore(
        [gd(eta=10.0), momentum(eta=3.0)], [rosenbrock, canyon], steps=400
    ),
    "family": lambda: explore(family, rosenbrock, steps=300),
    "adam_lab": lambda: labs.adam_lab(),
    "reddi_lab": lambda: labs.reddi_lab(),
    "dialects": lambda: explore(
        [rule(eta=0.1, weight_decay=1.0) for rule in (torch.adam, adamw)], canyon
    ),
    "schedules_lab": lambda: labs.schedules_lab(),
    "a schedule": lambda: explore(momentum(eta=exponential(0.02, s=20)), canyon),
    "curvature_lab": lambda: labs.curvature_lab(),
    "sparsity": lambda: labs.sparsity(),
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=EXPLORERS)
def answers(request):
    """The explorer, settings, and what the page's engine answers in each of them."""
    explorer = EXPLORERS[request.param]()
    description = described(explorer.scene, explorer.state)
    assert "still" not in description, description
    settings = list(several(explorer))
    count = range(len(explorer.scene.optimizers))
    asked = [
        {"want": want, "runners": [*count], "settings": state}
        for state in settings
        for want in ("path", "picture")
    ]
    job = {"task": "ask", "description": description, "questions": asked}
    (found,) = carried_out([job])
    assert isinstance(found, list), found
    return explorer.scene, list(zip(settings, found[::2], found[1::2]))


def several(explorer):
    """The first state, and others: another start, other knobs, steps, sides."""
    scene = explorer.scene
    for n, surface in enumerate(scene.surfaces):
        start = surface.problem.start.tolist()
        first = {**explorer.state, "surface": n, "start": start}
        yield first
        (low, high), *_ = surface.problem.frame
        moved = {**deepcopy(first), "start": [x + 0.07 * (high - low) for x in start]}
        moved["steps"] = 37
        for i in range(len(scene.optimizers)):
            for knob, stops in scene.stops(surface, i).items():
                moved["knobs"][i][knob] = stops[len(stops) // 3]
        moved["basins"] = not first["basins"]
        for side in range(len(scene.sides)):
            yield {**moved, "side": side}
        yield {**moved, "on": [False, *moved["on"][1:]], "basins": True}


def test_paths_curves_and_fates_are_those_of_python(answers):
    scene, found = answers
    for state, paths, _ in found:
        surface = scene.surfaces[state["surface"]]
        for i, page in enumerate(paths):
            # A batch of one: NumPy squares arrays as pages square numbers.
            start, rule = [state["start"]], scene.set(state, i)
            run = descend(rule, surface.problem, start, state["steps"])
            wanted = runs.readings(run, surface)
            assert page.keys() - {"axes", "length"} == wanted.keys()
            assert page["length"] == len(run.theta)
            for name, numbers in wanted.items():
                flat, seen = np.ravel(numbers), np.ravel(page[name])
                if name == "heights":
                    flat, seen = (values(surface, each) for each in (flat, seen))
                if name in runs.WHOLE:
                    assert seen == flat, (state, i, name)
                    continue
                size = np.ptp(surface.window) if name != "above" else 0.0
                assert difference(seen, flat, size) < 1e-9, (state, i, name)


def values(surface, heights):
    """What heights stand for: below a logarithmic axis, rounding has the word."""
    curves = np.reshape(heights, (sum(map(len, surface.curves)), -1))
    found = []
    for quantity, own in zip(surface.beside, surface.curves):
        low, high, powers = quantity.axis(surface)
        there = low + (high - low) * curves[own]
        found.append(10.0**there if powers else there)
    return np.concatenate(found)


def test_axes_basins_and_maps_are_those_of_python(answers):
    scene, found = answers
    for state, _, page in found:
        wanted = json.loads(json.dumps(scene.answer_picture(state, None)[0]))
        assert page["span"] == pytest.approx(wanted["span"], abs=1e-12)
        land, side = wanted["land"], wanted["side"]
        assert page["land"] == {"basin": land["basin"], "words": land["words"]}
        if "reach" in side:
            limit, drawn = (
                side["reach"].pop("limit"),
                page["side"]["reach"].pop("limit"),
            )
            side["reach"]["left"] = [int(left) for left in side["reach"]["left"]]
            np.testing.assert_allclose(drawn, limit, atol=1e-3)
        if "ends" in side:
            page["side"]["ends"] = approximately(page["side"]["ends"])
        if "label" in side:
            page["side"] = approximately(page["side"])
        assert side == page["side"]


def approximately(numbers):
    return {
        name: value if isinstance(value, str) else pytest.approx(value, abs=1e-9)
        for name, value in numbers.items()
    }


# What stands on maps, which still pictures write, too


def placed(words):
    return [{"at": pytest.approx(at), "words": text} for at, text in words]


def test_a_front_end_writes_on_a_map_what_the_still_picture_does():
    jobs, wanted = [], []
    for rule, steps in product((ball, nesterov, adam), (3, 40, 200)):
        second = "beta" if "beta" in rule.knobs else "beta1"
        axes = {"eta": np.geomspace(1e-3, 0.3, 30), second: np.linspace(0, 0.95, 17)}
        surface = Surface(canyon)
        found = maps.reach(rule, axes, surface, canyon.start, steps)
        panel = {
            "columns": 30,
            "arrived": found.arrived.ravel().tolist(),
            "left": found.left.ravel().tolist(),
            "limit": found.curve,
            "steps": steps,
        }
        theory = maps.THEORY.get(rule.name, "")
        jobs.append({"task": "words", "reach": panel, "theory": theory})
        ends = [(at, found.name_of_curve) for at in found.curve[-1:]]
        wanted.append(placed([*found.words, *ends]))
    written = [
        [{"at": word["at"], "words": word["words"]} for word in words]
        for words in carried_out(jobs)
    ]
    assert written == wanted
    assert {len(words) for words in wanted} >= {1, 2}


def test_a_front_end_writes_on_basins_what_the_still_picture_does():
    jobs, wanted = [], []
    for problem, rule in product((two_wells, himmelblau), (gd(eta=0.02), ball, newton)):
        surface = Surface(problem)
        found = maps.basins(rule, surface, 60)
        rows, columns = found.basin.shape
        basin = {"rows": rows, "columns": columns, "of": found.basin.ravel().tolist()}
        basin["rule"] = rule.name
        jobs.append({"task": "words", "basin": basin, "wells": surface.wells})
        wanted.append(placed(found.words))
    assert carried_out(jobs) == wanted
    assert {len(words) for words in wanted} >= {2, 5}
    said = {word["words"] for words in wanted for word in words}
    assert "from here, newton ends at no minimum" in said


# The ground


def test_a_page_draws_the_levels_of_matplotlibs_ground_where_they_are():
    drawn = canyon, two_wells, rosenbrock, himmelblau, saddle
    jobs = [
        {
            "task": "ground",
            "surface": course.name_of_surface(problem),
            "window": problem.frame.tolist(),
            "bands": palette.BANDS,
        }
        for problem in drawn
    ]
    for problem, found in zip(drawn, carried_out(jobs)):
        *_, edges = landscapes._heights(problem)
        assert found["levels"] == pytest.approx(edges.tolist(), rel=1e-12)
        away = np.abs(np.subtract.outer(found["ends"], edges[1:-1]))
        assert away.min(axis=1).max() < 2e-3 * np.ptp(edges)
        assert {*away.argmin(axis=1)} == {*range(palette.BANDS - 1)}


# Stored notebooks


def stored():
    """The descriptions in lessons, with the lesson."""
    for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            for output in cell.get("outputs", []):
                if MIME in output.get("data", {}):
                    yield path.stem, json.loads(output["data"][MIME])


def test_every_explorer_of_a_lesson_lives_in_a_page_or_says_what_to_do():
    lessons, jobs = [], []
    for lesson, description in stored():
        if "still" in description:
            assert "Open the notebook" in description["still"], lesson
            continue
        state = description["scene"]["state"]
        runners = [*range(len(description["rules"]))]
        asked = [
            {"want": want, "runners": runners, "settings": {**state, "surface": n}}
            for n, surface in enumerate(description["scene"]["surfaces"])
            for want in ("path", "picture")
        ]
        for question in asked:
            n = question["settings"]["surface"]
            start = description["scene"]["surfaces"][n]["start"]
            question["settings"]["start"] = start
        lessons.append(lesson)
        jobs.append({"task": "ask", "description": description, "questions": asked})
    assert lessons
    for lesson, answers in zip(lessons, carried_out(jobs)):
        assert isinstance(answers, list), (lesson, answers)
        for paths in answers[::2]:
            for run in paths:
                assert "error" not in run and run["length"] > 1, (lesson, run)


def test_an_explorer_of_a_rule_that_pages_do_not_know_says_so():
    @optimizer
    def looping(theta, grad, t, *, eta=0.1):
        for _ in range(2):
            theta = theta - eta * grad(theta)
        return theta

    explorer = explore(looping, canyon)
    words = described(explorer.scene, explorer.state)["still"]
    assert words.startswith("Open the notebook to move it: Python computes it there.")
    assert "looping, line" in words and "For is not translated" in words


def test_a_rule_that_breaks_in_the_translator_is_shown_all_the_same():
    @optimizer
    def again(theta, grad, t, *, eta=0.1):
        return again.rule(theta, grad, t, eta=eta)

    words = described((shown := explore(again, canyon)).scene, shown.state)["still"]
    assert words.startswith("Open the notebook to move it") and "recursion" in words


def test_a_rule_that_needs_a_curvature_which_nobody_knows_says_so_as_python_does():
    explorer = explore(newton, own, steps=5)
    question = {"want": "path", "runners": [0], "settings": explorer.state}
    job = {"description": described(explorer.scene, explorer.state)}
    (found,) = carried_out([{"task": "ask", **job, "questions": [question]}])
    python, _ = explorer.answer({"seq": 1, "want": "path", "runners": [0]})
    assert found[0][0]["error"] == python["runs"][0]["error"]
    assert "does not know its Hessian" in found[0][0]["error"]
