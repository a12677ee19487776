"""Each lab shows what its lesson claims; a number decides, not the picture."""

import json
from itertools import combinations

import numpy as np
import pytest

from coursekit import adam, descend, explore, gd, momentum, nesterov
from coursekit.explorers import labs
from coursekit.online import linear_regression, noisy_quadratic
from coursekit.problems import elongated_bowl

LABS = [
    labs.descent_1d, labs.look_ahead, labs.noise, labs.effective_rate, labs.adam_lab,
    labs.reddi_lab, labs.schedules_lab, labs.curvature_lab, labs.sparsity,
]  # fmt: skip


def pack(lab, i=0, **state):
    """The arrays of optimizer i of a lab, in a state, by name."""
    state = json.loads(json.dumps(lab.state | state))
    return named(*lab.scene.answer_path(state, [i]))


def every(lab, i=0):
    """The same of all positions of its sliders, and these as `axes`."""
    return named(*lab.scene.every_path(lab.state, i))


def named(answer, buffers):
    (facts,) = answer["runs"]
    assert "error" not in facts, facts
    parts = zip(facts["arrays"], buffers, strict=True)
    return {
        "axes": facts["axes"],
        **{name: np.frombuffer(b, "<" + kind) for (name, kind), b in parts},
    }


def curves(lab, i=0, **state):
    """What stands beside the path of optimizer i: (quantities' curves, steps + 1)."""
    heights = pack(lab, i, **state)["heights"].reshape(-1, lab.state["steps"] + 1)
    surface = lab.scene.surfaces[state.get("surface", 0)]
    shown = [
        (low + part * (high - low), powers)
        for quantity, own in zip(surface.beside, surface.curves)
        for part in heights[own].astype(float)
        for low, high, powers in [quantity.axis(surface)]
    ]
    return [10.0**values if powers else values for values, powers in shown]


def theta(lab, i=0, **state):
    return pack(lab, i, **state)["xy"].reshape(-1, 2)


def beside(lab):
    return [side["name"] for side in lab.scene.sides]


@pytest.mark.slow
@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_a_lab_has_pictures_and_paths_on_each_of_its_surfaces(make):
    lab = make()
    lab.state["on"] = [True for _ in lab.state["on"]]
    drawn = repr(lab.figure())
    for i, rule in enumerate(lab.scene.optimizers):
        assert f"{rule.name} with " in drawn or f"{rule.name} on " in drawn
        for n, surface in enumerate(lab.scene.surfaces):
            start = surface.problem.start.tolist()
            path = pack(lab, i, surface=n, start=start)
            alone = descend(rule, surface.problem, steps=lab.state["steps"]).theta
            columns = path["xy"].reshape(-1, 2)[:, : alone.shape[-1]]
            assert columns == pytest.approx(alone, rel=1e-5, abs=1e-6, nan_ok=True)
        grid = every(lab, i)
        assert sum(v.nbytes for k, v in grid.items() if k != "axes") <= 4_020_000
        assert len(grid["left"]) == np.prod([len(v) for v in grid["axes"].values()])
    for side in range(len(lab.scene.sides)):
        asked = {"seq": 1, "want": "picture", "state": {**lab.state, "side": side}}
        picture = lab.answer(asked)[0]
        assert picture["land"]["src"].startswith("data:image/png")
        assert {"label", "reach", "ends"} & picture["side"].keys()


def test_on_the_parabola_each_error_is_the_last_times_1_minus_12_eta():
    lab = labs.descent_1d((0.03, 0.15))
    for i, eta in enumerate((0.03, 0.15)):
        x = theta(lab, i)[:, 0]
        assert x == pytest.approx(1 - 1.9 * (1 - 12 * eta) ** np.arange(16), rel=1e-5)
    distance = curves(lab)[beside(lab).index("distance")]
    shown = distance > 1.1e-4
    assert np.log10(distance[shown]) == pytest.approx(
        np.log10(1.9 * 0.64 ** np.arange(16))[shown], abs=0.02
    )


def test_the_first_arrow_ends_where_nesterov_asks_for_the_slope():
    lab = labs.look_ahead()
    problem = lab.scene.surfaces[0].problem
    steps = lab.state["steps"]
    ahead = descend(nesterov(eta=0.008, beta=0.8), problem, steps=steps)
    assert pack(lab, 0)["via"].reshape(-1, 2)[:-1] == pytest.approx(ahead.probe)
    heavy = descend(momentum(eta=0.008, beta=0.8), problem, steps=steps)
    carried = heavy.theta[:-1] + 0.8 * heavy.memory["v"][:-1]
    via = pack(lab, 1)["via"].reshape(-1, 2)[:-1]
    assert via == pytest.approx(carried, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("make", LABS, ids=lambda make: make.__name__)
def test_no_three_runners_of_a_lab_lie_on_one_another_at_first(make):
    lab = make()
    on = [i for i, shown in enumerate(lab.state["on"]) if shown]
    paths = [theta(lab, i) for i in on]
    near = lab.scene.surfaces[0].problem.near
    for trio in combinations(paths, 3):
        gaps = [np.abs(one - other).max() for one, other in combinations(trio, 2)]
        assert max(gaps) > 10 * near


def test_the_look_ahead_opens_where_its_arrows_can_be_seen_and_told_apart():
    lab = labs.look_ahead()
    t, frame = lab.state["t"], lab.scene.surfaces[0].window
    paths = [theta(lab, i) for i in (0, 1)]
    tips = [pack(lab, i)["via"].reshape(-1, 2) for i in (0, 1)]
    least = np.ptp(frame, axis=1).max() / 25
    for path, tip in zip(paths, tips):
        assert np.linalg.norm(tip[t] - path[t]) > least
        assert np.linalg.norm(path[t + 1] - tip[t]) > least
    assert np.linalg.norm(paths[0][t] - paths[1][t]) > least
    assert {"βv", "−ηg"} <= {text.get_text() for text in lab.figure().axes[0].texts}


def test_a_noisy_walk_is_told_by_its_distance_first():
    noisy, calm = noisy_quadratic((1.0, 2.0)), noisy_quadratic((1.0, 2.0), sigma=0.0)
    assert beside(explore(gd, noisy)) == ["distance", "loss curve"]
    assert beside(explore(gd, calm)) == ["loss curve", "distance"]
    assert beside(labs.noise((1, 4)))[0] == "distance"
    assert "distance" in beside(labs.schedules_lab())


def test_larger_batches_stay_in_a_smaller_ball():
    lab = labs.noise((1, 16, 256))
    away = [curves(lab, surface=n)[0][50:].mean() for n in (1, 3, 4)]  # shuffled
    assert away[0] > 2 * away[1] > 4 * away[2]


def test_the_noise_opens_on_rows_that_are_drawn():
    lab = labs.noise((16, 256))
    names = [surface.problem.name for surface in lab.scene.surfaces]
    assert names == [
        "batches of 16, drawn",
        "batches of 16, shuffled",
        "batches of 256, shuffled",
    ]
    assert lab.state["surface"] == 0


def test_the_noise_can_be_that_of_ones_own_rows():
    X, y = np.eye(2).repeat(3, axis=0), np.arange(6.0)
    lab = labs.noise((1, 6), data=(X, y), steps=30)
    last = theta(lab, surface=2)[-1]
    own = linear_regression(X, y)
    assert last == pytest.approx(descend(gd(eta=0.1), own, (-1.5, 1.5), 30).theta[-1])
    assert "6 rows" in lab.scene.note


def test_the_look_ahead_can_be_on_other_surfaces():
    lab = labs.look_ahead(eta=0.05, beta=0.9, problems=[elongated_bowl])
    assert [s.problem for s in lab.scene.surfaces] == [elongated_bowl]
    assert lab.state["t"] == 2


def test_the_effective_rate_of_adagrad_is_eta_over_the_root_of_all_squares():
    lab = labs.effective_rate((0, 45))
    x, y, sums, rates = -0.5, 2.3, [0.0, 0.0], []
    for _ in range(80):
        slopes = 12 * x - 12, 80 * y - 30
        sums = [s + g * g for s, g in zip(sums, slopes)]
        rates.append([0.5 / s**0.5 for s in sums])
        x, y = x - rates[-1][0] * slopes[0], y - rates[-1][1] * slopes[1]
    shown = np.log10(curves(lab)[:2])[:, 1:]
    assert shown == pytest.approx(np.log10(rates).T, abs=0.02)


def test_without_correction_adams_first_step_is_over_three_times_too_long():
    lab = labs.adam_lab(eta=0.1)
    first = [curves(lab, i, surface=1)[0][1] for i in range(3)]
    assert first[0] == pytest.approx(1, rel=0.05)
    assert first[1] == pytest.approx(0.1 / 0.001**0.5, rel=0.05)


def test_where_epsilon_stands_matters_on_the_faint_surface_only():
    lab = labs.adam_lab(eta=0.1)
    faint, here = ([theta(lab, i, surface=n)[1] for i in (0, 2)] for n in (0, 1))
    assert np.ptp(here, axis=0).max() < 1e-4
    g = 2.5e-7  # the slope along x at the start
    inside = 0.1 * g / (g**2 + 1e-8) ** 0.5
    outside = 0.1 * g / (g + 1e-8)
    assert [at[0] + 2.5 for at in faint] == pytest.approx([outside, inside], rel=1e-3)


def test_adam_walks_to_the_worst_point_and_amsgrad_to_the_best():
    lab = labs.reddi_lab((3.0,), steps=400)
    last = [theta(lab, i)[-3:, 0].mean() for i in range(3)]
    assert last[0] > 0.9
    assert last[1] < -0.8 and last[2] < -0.8


def test_the_schedules_lab_draws_the_distance_first_then_the_schedule_itself():
    lab = labs.schedules_lab(eta0=0.02)
    assert beside(lab)[:2] == ["distance", "η(t)"]
    t = np.arange(200)
    formulas = [0.02 + 0 * t, 0.02 * 0.1 ** (t / 20)]
    for i, rates in enumerate(formulas):
        inside = np.log10(rates) >= -5  # the axis ends there
        drawn = np.log10(curves(lab, i)[1][1:])
        assert drawn[inside] == pytest.approx(np.log10(rates[inside]), abs=1e-4)


def test_newton_takes_one_step_and_conjugate_gradients_two():
    lab = labs.curvature_lab()
    canyon = {"surface": 2, "start": lab.scene.surfaces[2].problem.start.tolist()}
    arrived = [int(pack(lab, i, **canyon)["arrived"][0]) for i in range(4)]
    assert arrived[0] == 1 and arrived[3] == 2
    assert 1 < arrived[1] < 10 and arrived[2] > 2
    wells = lab.scene.surfaces[1].problem
    end = theta(lab, 0, surface=1, start=wells.start.tolist())[-1]
    assert end == pytest.approx(wells.saddles[0], abs=1e-6)


def test_the_curvature_lab_starts_where_its_rules_differ():
    lab = labs.curvature_lab()
    arrived = {}
    for n, surface in enumerate(lab.scene.surfaces):
        problem = surface.problem
        state = {"surface": n, "start": problem.start.tolist()}
        packs = [pack(lab, i, **state) for i in range(4)]
        arrived[problem.name] = [int(p["arrived"][0]) for p in packs]
    newton, damped, steepest, conjugate = arrived["rosenbrock"]
    assert 0 < newton < damped < conjugate and steepest == -1
    newton, *others = arrived["two_wells"]
    assert newton == -1 and min(others) > 0
    newton, damped, *searched = arrived["himmelblau"]
    assert newton == damped == -1 and min(searched) > 0


def test_a_larger_lambda1_takes_weights_away_exactly_and_costs_loss():
    lab = labs.sparsity()
    grid = every(lab)
    lambda1 = np.array(grid["axes"]["lambda1"])
    at = [*grid["axes"]].index("lambda1")
    shape = [len(v) for v in grid["axes"].values()]
    ends = grid["xy"].reshape(*shape, -1, 2)[..., -1, :].take(12, axis=1 - at)
    left = np.count_nonzero(ends, axis=-1)
    assert left[0] == 2 and left[-1] < 2
    plain = theta(lab, 1)[1:]
    assert np.count_nonzero(plain) == plain.size  # descent leaves none out
    words = repr(lab.figure())
    assert "From λ₁ = " in words
    stated = float(words.split("From λ₁ = ")[1].split(" ")[0])
    assert stated in lambda1
    assert beside(lab)[-1] == "ftrl against λ₁"


def test_two_rules_of_one_name_can_be_told_apart():
    other = labs.called("adam too", adam(eta=0.5))
    assert repr(other).startswith("adam too(eta=0.5,") and other.knobs["eta"] == 0.5
    assert other(eta=0.1).name == "adam too"


def test_a_page_of_arrows_knows_to_draw_them(tmp_path):
    assert "computes" in labs.look_ahead().to_html(tmp_path / "page.html")
    assert '"arrows": true' in (tmp_path / "page.html").read_text()
