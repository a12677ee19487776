"""The Python side of the explorers: what is computed and said, without a browser."""

import json
from dataclasses import replace

import numpy as np
import pytest

import coursekit
from coursekit import (
    Problem,
    adam,
    canyon,
    descend,
    explore,
    gd,
    momentum,
    nesterov,
    optimizer,
    parabola,
    rosenbrock,
    two_wells,
)
from coursekit.explorers.description import MIME
from coursekit.explorers.quantities import LOSS
from coursekit.explorers.sliders import REMEMBERS, sharpest, sliders
from coursekit.explorers.surfaces import Surface
from coursekit.rule import Optimizer, RuleError

RULES = [r for r in vars(coursekit).values() if isinstance(r, Optimizer)]
SURFACES = [p for p in vars(coursekit).values() if isinstance(p, Problem)]
DRAWN = [p for p in SURFACES if p.start.size <= 2]


def named(thing):
    return thing.name


def ask(explorer, want, runners=(0,), **state):
    """What the front end gets: the answer and, for runs, one dict of arrays each."""
    state = json.loads(json.dumps(explorer.state | state))
    question = {"seq": "1", "want": want, "runners": list(runners), "state": state}
    return read(*explorer.answer(question))


def read(answer, buffers):
    """An answer as the front end reads it."""
    answer = json.loads(json.dumps(answer, allow_nan=False))
    buffers = iter(buffers)
    for facts in answer.get("runs", ()):
        facts |= {
            name: np.frombuffer(next(buffers), "<" + dtype)
            for name, dtype in facts.get("arrays", ())
        }
    return answer, list(buffers)


def one(explorer, want, **state):
    return ask(explorer, want, **state)[0]["runs"][0]


def every(explorer):
    """The first rule's paths at all positions of its sliders, as pages carry them."""
    return read(*explorer.scene.every_path(explorer.state, 0))[0]["runs"][0]


def loss_heights(path):
    """Where a path's loss curve is: the first of what stands beside it."""
    return path["heights"][: path["length"]]


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_every_position_of_the_sliders_is_the_run_with_these_knobs(rule):
    explorer = explore(rule, canyon, steps=30)
    grid = every(explorer)
    shape = [len(positions) for positions in grid["axes"].values()]
    xy = grid["xy"].reshape(*shape, 31, 2)
    for cell in np.random.default_rng(4).integers(shape or 1, size=(5, len(shape))):
        at = {k: v[i] for (k, v), i in zip(grid["axes"].items(), cell)}
        alone = descend(rule(**at), canyon, steps=30).theta
        with np.errstate(over="ignore"):
            alone = alone.astype("f4")
        np.testing.assert_allclose(xy[tuple(cell)], alone, rtol=1e-5)


@pytest.mark.parametrize("problem", DRAWN, ids=named)
def test_every_surface_has_a_scene_pictures_and_a_path(problem):
    explorer = explore(gd, problem, steps=20)
    scene, _ = ask(explorer, "scene")
    (window,) = [surface["window"] for surface in scene["surfaces"]]
    assert np.shape(window) == (2, 2) and np.all(np.diff(window) > 0)
    picture, _ = ask(explorer, "picture")
    assert picture["land"]["src"].startswith("data:image/png;base64,")
    side = picture["side"]
    assert side["low"] < side["high"] and side["label"].startswith("f(x")
    path = one(explorer, "path")
    assert path["length"] == 21 and len(path["above"]) == 21
    assert repr(explorer.figure()).startswith("gd with η = 0.1 on ")


def test_a_path_of_one_coordinate_is_drawn_on_its_curve():
    path = one(explore(gd(eta=0.03), parabola, steps=15), "path")
    x, f = path["xy"].reshape(-1, 2).T
    np.testing.assert_allclose(x, 1 - 1.9 * 0.64 ** np.arange(16), rtol=1e-6)
    np.testing.assert_allclose(f, 6 * x**2 - 12 * x + 3, rtol=1e-5)


def test_readings_agree_with_a_scalar_loop():
    path = one(explore(gd(eta=0.02), canyon, steps=40), "path")
    x, y, losses = -0.5, 2.3, []
    for _ in range(41):
        losses.append(6 * x**2 + 40 * y**2 - 12 * x - 30 * y + 3)
        end, away = (x, y), np.hypot(x - 1, y - 3 / 8)
        x, y = x - 0.02 * (12 * x - 12), y - 0.02 * (80 * y - 30)
    np.testing.assert_allclose(path["above"], np.array(losses) + 8.625, rtol=1e-6)
    np.testing.assert_allclose(path["away"][-1], away, rtol=1e-5)
    np.testing.assert_allclose(path["xy"][-2:], end, rtol=1e-6)


def test_the_loss_curve_falls_a_decade_per_tenth_of_its_height():
    explorer = explore(gd(eta=0.03), parabola, steps=15)
    heights = loss_heights(one(explorer, "path"))
    decades = np.log10(0.64**2)  # what each step takes off f − minimum
    np.testing.assert_allclose(np.diff(heights), decades / 10, atol=1e-5)


def test_a_runaway_is_above_the_loss_curves_axis_and_has_its_step():
    path = one(explore(gd(eta=0.03), canyon, steps=2000), "path")
    y, step = 2.3, 0
    while -1 <= y <= 3:
        y, step = y - 0.03 * (80 * y - 30), step + 1
    assert path["left"] == step and path["arrived"] == -1 and path["basin"] == -1
    heights = loss_heights(path)
    assert np.isposinf(heights[-1]) and np.all(np.diff(heights[:100]) > 0)


@pytest.mark.slow
@pytest.mark.parametrize("problem", DRAWN, ids=named)
@pytest.mark.parametrize("rule", RULES, ids=named)
@pytest.mark.parametrize("part", [0.3, 3.0])  # of the learning rate's limit, 2/λ
def test_no_height_lies_on_an_edge_unless_its_value_does(rule, problem, part):
    if "eta" in rule.knobs:
        rule = rule(eta=part * 2 / sharpest(problem))
    surface, steps = Surface(problem), 120
    low, high, powers = LOSS.axis(surface)
    explorer = explore(rule, problem, steps=steps)
    path = one(explorer, "path")
    floor = surface.floors[max(path["basin"][0], 0)] if powers else 0.0
    with np.errstate(all="ignore"):
        above = descend(rule, problem, steps=steps).loss - floor
        values = np.log10(above) if powers else above
    for edge, height in ((low, 0.0), (high, 1.0)):
        on_it = loss_heights(path) == height
        assert np.all(abs(values[on_it] - edge) <= 1e-6 * (high - low))
    beyond = (values < low - 1e-6) | (values > high + 1e-6)
    drawn = loss_heights(path)[beyond]
    assert np.all((drawn < 0) | (drawn > 1))


def test_fates_are_arriving_being_near_first_and_leaving_for_good():
    there = one(explore(gd(eta=0.03), parabola, steps=15), "path")
    away = 1.9 * 0.64 ** np.arange(16)
    assert there["arrived"] == there["first"] == np.argmax(away <= 0.004)
    assert (there["left"], there["basin"]) == (-1, 0)
    passing = one(explore(momentum(eta=0.02, beta=0.99), parabola, steps=400), "path")
    away = abs(passing["xy"].reshape(-1, 2)[:, 0] - 1)
    assert passing["first"] == np.argmax(away <= 0.004) and passing["arrived"] == -1


def test_a_surface_says_what_its_readings_are_measured_from():
    scene, _ = ask(explore(gd(eta=0.1), [two_wells, parabola]), "scene")
    wells, curve = scene["surfaces"]
    assert wells["wells"] == ["deep well", "shallow well"] and curve["wells"] == [""]
    assert wells["floors"] == pytest.approx(two_wells.value(two_wells.minima))
    assert (wells["near"], curve["near"]) == (0.004, 0.004)
    assert wells["letters"] == ["x", "y"] and curve["letters"] == ["x"]


def test_a_surfaces_name_and_its_minima_are_written_with_a_true_minus():
    tiny = replace(two_wells, name="wells × 1e-07", minima=((-1, 2), (0, -3), (0, 0)))
    about = Surface(tiny).scene()
    assert about["wells"] == ["(−1, 2)", "(0, −3)", "(0, 0)"]
    assert about["name"] == "wells × 1e−7"


def test_the_loss_is_above_the_minimum_of_the_runs_own_basin():
    start = (1.5, -1.6)
    explorer = explore(gd(eta=0.4), two_wells, steps=60, start=start)
    path = one(explorer, "path")
    assert path["basin"] == 1
    run = descend(gd(eta=0.4), two_wells, start, 60)
    above = np.log10(run.loss - two_wells.value(two_wells.minima[1]))[:30]
    low, high, _ = LOSS.axis(Surface(two_wells))
    np.testing.assert_allclose(
        loss_heights(path)[:30], (above - low) / (high - low), atol=1e-5
    )


def test_a_run_ends_in_no_well_that_lies_above_it():
    run = descend(gd(eta=0.4), two_wells, (0.05, 0.0), 0)  # nearer to the shallow one
    away = np.linalg.norm(run.theta[0] - two_wells.minima, axis=-1)
    assert away.argmin() == 1 and run.basin == 0
    assert descend(gd(eta=0.4), two_wells, (0.05, 0.0), 200).basin == 0


def test_the_loss_axis_grows_downwards_by_four_decades_to_rounding():
    def span(steps):
        explorer = explore(gd(eta=0.03), parabola, steps=steps)
        return ask(explorer, "picture")[0]["span"]

    low, high, _ = LOSS.axis(Surface(parabola))
    assert span(15) == [0, 1]  # 24 · 0.64^30 is far above 1e-8
    assert low == -8 and 24 * 0.64**60 < 1e-8 < 24 * 0.64**44
    assert span(22) == [0, 1]
    assert span(30) == pytest.approx([-4 / (high - low), 1])
    assert span(2000) == pytest.approx([-8 / (high - low), 1])


def test_what_a_page_carries_of_a_rule_fits_into_four_megabytes():
    for steps in (1, 100, 400, 2000):
        explorer = explore(momentum, two_wells, steps=steps)
        _, buffers = explorer.scene.every_path(explorer.state, 0)
        assert sum(map(len, buffers)) <= 4_020_000
        if steps == 100:
            assert sum(map(len, buffers)) > 3_500_000


def test_what_the_front_end_sets_is_what_is_computed():
    explorer = explore([gd, momentum], [canyon, two_wells])
    knobs = [{"eta": 0.0833333}, {"eta": 0.4, "beta": 0.5}]
    state = {"surface": 1, "start": [0.7, -0.2], "steps": 7, "knobs": knobs}
    answer, _ = ask(explorer, "path", (0, 1), **state)
    for rule, run in zip(
        (gd(eta=0.0833333), momentum(eta=0.4, beta=0.5)), answer["runs"]
    ):
        alone = descend(rule, two_wells, (0.7, -0.2), 7).theta
        np.testing.assert_allclose(run["xy"], alone.ravel(), rtol=1e-6)
    assert "momentum with η = 0.4 and β = 0.5 on two_wells, 7 steps" in repr(
        explorer.figure()
    )


@pytest.mark.parametrize("problem", DRAWN, ids=named)
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_sliders_reach_ten_times_beyond_the_start_value_both_ways(rule, problem):
    for knob, slider in sliders(rule, problem).items():
        value, stops = rule.knobs[knob], slider.stops
        assert value in stops and np.all(np.diff(stops) > 0)
        assert len(stops) == (64 if knob == "eta" else 24)
        if knob in REMEMBERS and value < 1:
            assert stops[0] == 0 and stops[-1] < 1
            assert 1 / (1 - stops[-1]) >= 9.99 / (1 - value)
        elif value:
            assert stops[0] <= value / 10 and stops[-1] >= value * 10


@pytest.mark.parametrize("problem", DRAWN, ids=named)
@pytest.mark.parametrize("rule", RULES, ids=named)
def test_every_tick_is_a_stop(rule, problem):
    for slider in sliders(rule, problem).values():
        values = [tick.value for tick in slider.ticks]
        assert len(values) > 1 and set(values) <= set(slider.stops)
        assert values == sorted(set(values))


def test_the_stops_that_have_a_name_are_those_of_the_formulas():
    def names(rule, knob, problem):
        ticks = sliders(rule, problem)[knob].ticks
        return {tick.label: tick.value for tick in ticks if tick.named}

    low, high = 12, 80  # the canyon's curvatures
    assert names(gd, "eta", canyon) == pytest.approx(
        {"1/λ": 1 / high, "best": 2 / (low + high), "2/λ": 2 / high}
    )
    q = (high / low) ** 0.5
    assert names(momentum, "beta", canyon)["best"] == pytest.approx(
        ((q - 1) / (q + 1)) ** 2
    )
    assert names(momentum, "eta", canyon)["best"] == pytest.approx(
        4 / (low**0.5 + high**0.5) ** 2
    )
    assert names(nesterov, "beta", canyon)["best"] == pytest.approx((q - 1) / (q + 1))
    assert names(gd, "eta", parabola) == {"1/λ": 1 / 12, "2/λ": 2 / 12}
    assert names(adam, "eta", canyon) == {}  # its rate is no matter of λ alone
    stops = sliders(momentum, canyon)["beta"].stops
    assert {0.5, 0.9, 0.99} < set(stops)


def test_rules_that_race_have_the_same_ends_and_ticks():
    rules = [gd(eta=0.01), momentum(eta=0.02, beta=0.99), adam(eta=0.5)]
    scene, _ = ask(explore(rules, canyon), "scene")
    stops, ticks = (scene["surfaces"][0][key] for key in ("stops", "ticks"))
    rates = [stops[f"knobs.{i}.eta"] for i in range(3)]
    for rate, value in zip(rates, (0.01, 0.02, 0.5)):
        assert (rate[0], rate[-1]) == (rates[0][0], 5.0) and value in rate
    assert ticks["knobs.0.eta"] == ticks["knobs.1.eta"] == ticks["knobs.2.eta"]
    assert stops["knobs.1.beta"][-1] == stops["knobs.2.beta1"][-1] == 0.999
    alone, _ = ask(explore(gd(eta=0.01), canyon), "scene")
    assert alone["surfaces"][0]["stops"]["knobs.0.eta"][-1] == pytest.approx(0.1)


def test_the_best_rates_by_formula_are_the_fastest_of_their_neighbours():
    for rule in (gd, momentum):
        found = sliders(rule, canyon)
        best = {
            knob: tick.value
            for knob, slider in found.items()
            for tick in slider.ticks
            if tick.label == "best"
        }

        def steps(eta, rule=rule, best=best):
            run = descend(rule(**{**best, "eta": eta}), canyon, steps=500)
            return run.arrived_at(1e-6)

        assert steps(best["eta"]) < min(steps(0.5 * best["eta"]), 500)
        assert steps(1.5 * best["eta"]) == -1 or steps(1.5 * best["eta"]) > steps(
            best["eta"]
        )


@pytest.mark.parametrize("knob", ["lr", "learning_rate", "step_size"])
def test_a_rate_under_another_name_has_a_rates_slider(knob):
    rule = optimizer(named_rule(knob, "momentum"))
    found = sliders(rule, canyon)
    assert [*found] == [knob, "momentum"]
    assert found[knob].stops[0] <= 0.001 and found[knob].stops[-1] >= 0.1
    assert {"1/λ", "2/λ"} < {tick.label for tick in found[knob].ticks}
    assert found["momentum"].stops[-1] == 0.99 and len(found[knob].stops) == 64


def named_rule(rate, memory):
    """A rule whose knobs have these names."""
    names: dict = {}
    code = f"""def mine(theta, grad, t, v=0, *, {rate}=0.01, {memory}=0.5):
        v = {memory} * v - {rate} * grad(theta)
        return theta + v, v"""
    exec(code, names)
    return names["mine"]


def test_rarely_moved_knobs_are_folded_and_few_are_in_sight():
    def more(*rules):
        scene, _ = ask(explore(list(rules), canyon), "scene")
        return [runner["more"] for runner in scene["runners"]]

    assert more(gd, momentum) == [[], []]
    assert more(adam) == [["beta2", "eps"]]
    ranges = {"beta2": (0.0, 0.99)}  # who gives a knob a range means it to be moved
    scene, _ = ask(explore([adam, momentum, gd], canyon, ranges=ranges), "scene")
    assert scene["runners"][0]["more"] == ["beta1", "eps"]
    crowd = RULES[:6]
    for rule, folded in zip(crowd, more(*crowd)):
        assert len(rule.knobs) - len(folded) <= 2 and "eta" not in folded


def test_beta_is_spaced_by_how_many_steps_it_remembers():
    beta = sliders(momentum, canyon)["beta"].stops
    remembered = 1 / (1 - beta)
    ratios = remembered[1:] / remembered[:-1]
    assert beta[0] == 0 and beta[-1] == 0.99
    assert ratios.max() < 1.5


def test_a_schedule_has_no_slider_and_still_drives_the_path():
    explorer = explore(momentum(eta=lambda t: 0.02 / (1 + t)), canyon, steps=9)
    assert list(every(explorer)["axes"]) == ["beta"]
    alone = descend(momentum(eta=lambda t: 0.02 / (1 + t)), canyon, steps=9)
    path = one(explorer, "path")
    np.testing.assert_allclose(path["xy"], alone.theta.ravel(), rtol=1e-6)


def test_a_range_can_be_given():
    explorer = explore(adam(eta=0.1), canyon, ranges={"eta": (0.01, 2)})
    eta = ask(explorer, "scene")[0]["surfaces"][0]["stops"]["knobs.0.eta"]
    assert (eta[0], eta[-1]) == (0.01, 2) and 0.1 in eta


@optimizer
def mine(theta, grad, t, *, eta=0.01):
    """A rule as a learner writes it."""
    return theta - eta * np.sign(grad(theta))


@optimizer
def looping(theta, grad, t, *, eta=0.01):
    for _ in range(2):
        theta = theta - eta * grad(theta)
    return theta


@optimizer
def unsolved(theta, grad, t, *, eta=0.1):
    return ...


@optimizer
def raising(theta, grad, t, *, eta=0.1):
    return theta - eta * grad(theta) / {}["speed"]


@optimizer
def nonsense(theta, grad, t, *, eta=0.1):
    return "downhill"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (unsolved, "unsolved is not written yet"),
        (raising, "raising raised KeyError: 'speed'"),
        (nonsense, "returned 'downhill' as theta"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_rule_that_cannot_run_is_told_in_words(rule, words):
    explorer = explore([rule, gd(eta=0.02)], canyon)
    answer, _ = ask(explorer, "path", (0, 1))
    assert words in answer["runs"][0]["error"]
    assert "error" not in answer["runs"][1]
    assert words in repr(explorer.figure()) and "gd with η = 0.02" in repr(
        explorer.figure()
    )


@optimizer
def careful(theta, grad, t, *, eta=0.02):
    """Asks a question that many runs cannot answer with one word."""
    g = grad(theta)
    return theta - eta * g if np.sum(g**2) > 1e-3 and eta < 1 else theta


@optimizer
def clipped(theta, grad, t, *, eta=0.02):
    """Clips by the norm of everything that it is given: of all runs together."""
    g = grad(theta)
    return theta - eta * g / max(1, np.linalg.norm(g))


def test_a_rule_that_pages_know_is_described_to_the_front_end_and_another_is_not():
    page = ask(explore(adam(eta=0.1), canyon), "scene")[0]["page"]
    assert page["description"]["rules"][0]["from"] == {"name": "optimizers.adam"}
    for name in ("optimizers.adam", "problems.canyon"):
        assert f'"{name}": ' in page["course"]
    page = ask(explore([mine, gd], canyon), "scene")[0]["page"]
    assert "code" in page["description"]["rules"][0]["from"]
    for unknown in (raising, unsolved, looping):
        assert "page" not in ask(explore([gd, unknown], canyon), "scene")[0]


def test_what_the_front_end_says_of_its_settings_is_what_the_figure_shows():
    explorer = explore(gd(eta=0.02), canyon)
    assert (
        ask(explorer, "scene")[0]["page"]["description"]["scene"]["state"]["t"] == 100
    )
    explorer.hear({"state": {**explorer.state, "knobs": [{"eta": 0.01}], "steps": 9}})
    assert repr(explorer.figure()).startswith("gd with η = 0.01 on canyon, 9 steps")
    scene = ask(explorer, "scene")[0]
    for told in (scene, scene["page"]["description"]["scene"]):
        assert told["state"]["knobs"] == [{"eta": 0.01}]


@pytest.mark.parametrize(
    ("rule", "why"), [(careful, "ambiguous"), (clipped, "mixes the runs")], ids=str
)
def test_a_rule_for_single_runs_is_noticed_and_walks_one_by_one(rule, why):
    explorer = explore(rule, canyon)
    with pytest.raises((ValueError, RuleError), match=why):
        every(explorer)
    path = one(explorer, "path", knobs=[{"eta": 0.01}])
    alone = descend(rule(eta=0.01), canyon).theta
    np.testing.assert_allclose(path["xy"], alone.ravel(), rtol=1e-6)


@pytest.mark.slow
def test_the_stored_output_is_a_sentence_and_a_picture_alike_each_time():
    bundles = [
        explore([gd(eta=0.02), nesterov(eta=0.01)], canyon)._repr_mimebundle_()[0]
        for _ in range(2)
    ]
    first, second = ((b["text/plain"], b["image/png"]) for b in bundles)
    assert first == second
    assert first[0].startswith("gd with η = 0.02 on canyon, 100 steps from (−0.5")


def test_displaying_gives_the_still_picture_and_then_the_view(capsys, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "coursekit.explorers.widget.display", lambda data, **_: shown.append(set(data))
    )
    explore(gd, bowl_of_one())._ipython_display_()
    assert shown[0] == {"text/plain", "image/png", MIME}
    assert shown[1] == {"text/html"}
    assert shown[2] == {"application/vnd.jupyter.widget-view+json"}


def bowl_of_one():
    return Problem(lambda theta: (theta**2).sum(-1), start=(2.0,), name="own bowl")


def test_a_problem_of_which_nothing_is_known_has_a_plain_loss_axis():
    explorer = explore(gd, bowl_of_one(), steps=20)
    ask(explorer, "picture")
    heights = one(explorer, "path")["heights"]
    assert heights[0] > heights[10] >= heights[20] >= 0
    assert "own bowl" in repr(explorer.figure())


def mostly_nan(theta):
    with np.errstate(all="ignore"):
        return np.log(theta).sum(-1)


ODD = {
    "log of x": Problem(mostly_nan, start=(2.0,), window=((-1, 3),), name="l"),
    "log of x and y": Problem(mostly_nan, start=(2.0, 1.0), window=((-1, 3),) * 2),
    "nowhere a number": Problem(lambda theta: np.nan * theta.sum(-1), start=(1.0, 0.5)),
    "everywhere 3": Problem(lambda theta: 0 * theta.sum(-1) + 3, start=(1.0, 0.5)),
    "huge": Problem(
        lambda theta: 1e12 * (theta**2).sum(-1), start=(1e8,), window=((-2e8, 2e8),)
    ),
    "tiny": Problem(
        lambda theta: 1e-12 * (theta**2).sum(-1), start=(1e-8,), window=((-2e-8, 2e-8),)
    ),
}


@pytest.mark.parametrize("problem", ODD.values(), ids=ODD)
def test_a_surface_that_is_no_number_flat_huge_or_tiny_is_shown(problem):
    explorer = explore(gd(eta=0.1), problem, steps=5)
    (surface,) = ask(explorer, "scene")[0]["surfaces"]
    side = ask(explorer, "picture")[0]["side"]
    for low, high in (*surface["window"], (side["low"], side["high"])):
        assert np.isfinite([low, high]).all() and low < high
    assert "image/png" in explorer._repr_mimebundle_()[0]


def test_a_slider_has_more_positions_than_marks_whatever_its_value():
    for value in (1e-300, 1e-9, 1e9, 1e300):
        (slider,) = (
            explore(gd(eta=value), canyon).scene.stops(Surface(canyon), 0).values()
        )
        assert value in slider and len(slider) > 32


def test_the_figure_takes_changes_without_touching_the_explorer():
    explorer = explore(gd(eta=0.02), canyon)
    before = repr(explorer.figure())
    changed = explorer.figure(eta=0.01, start=(2.3, 2.3), steps=14)
    assert repr(changed).startswith(
        "gd with η = 0.01 on canyon, 14 steps from (2.3, 2.3)"
    )
    assert repr(explorer.figure()) == before


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: explore(canyon, gd), "is not an optimizer (put @optimizer above it)"),
        (lambda: explore(gd, gd), "is not a Problem"),
        (lambda: explore([], canyon), "needs at least one"),
        (
            lambda: explore(gd, Problem(np.sum, start=(1, 2, 3))),
            "one or two coordinates",
        ),
        (lambda: explore(gd, canyon, start=(1, 2, 3)), "2 coordinate(s)"),
        (lambda: explore(gd, canyon, steps=-1), "whole number"),
        (lambda: explore(gd(eta=np.inf), canyon), "eta of gd is inf"),
        (
            lambda: explore([gd, momentum(beta=np.nan)], canyon),
            "beta of momentum is nan",
        ),
        (lambda: explore(gd, canyon, ranges={"beta": (0, 1)}), "has the knob 'beta'"),
        (
            lambda: explore(gd, canyon, ranges={"eta": (0, 1)}),
            "low above 0; got (0, 1)",
        ),
        (lambda: explore(gd, canyon, ranges={"eta": (2, 1)}), "low < high"),
    ],
)
def test_wrong_calls_are_answered_in_a_sentence(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_rosenbrock_has_its_minimum_within_the_window():
    scene, _ = ask(explore(gd, rosenbrock), "scene")
    (x0, x1), (y0, y1) = scene["surfaces"][0]["window"]
    assert x0 < 1 < x1 and y0 < 1 < y1
