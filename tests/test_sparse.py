"""Sparse learning against recorded runs, dense runs and loops written differently."""

import json
import math
import sys
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.metrics import log_loss, roc_auc_score

from coursekit import (
    adagrad,
    adam,
    conjugate_gradient,
    delta_bar_delta,
    descend,
    ftrl,
    gd,
    momentum,
    nadam,
    nesterov,
    newton,
    optimizer,
    rda,
    schedules,
)  # fmt: skip
from coursekit.clicks import clicks
from coursekit.problem import Problem
from coursekit.rule import RuleError
from coursekit.sparse import Score, best_on, hashed, learn, load

DATA = Path(__file__).parent / "data"
WABBIT = json.loads((DATA / "vowpal_wabbit.json").read_text())
RECORDED = json.loads((DATA / "recorded_runs.json").read_text())["sparse_online"]


def drawn(rows, size, seed=0, most=6):
    """Triples with indices in no order, some twice in a row, values of both signs."""
    rng = np.random.default_rng(seed)
    for _ in range(rows):
        k = rng.integers(1, most + 1)
        yield rng.integers(0, size, k), rng.normal(size=k), rng.integers(0, 2)


def matrix(triples, size):
    """The dense matrix and labels of triples; equal indices add up."""
    X, y = np.zeros((len(triples), size)), np.array([label for *_, label in triples])
    for dense, (indices, values, _) in zip(X, triples):
        for i, x in zip(indices, values):
            dense[i] += x
    return X, y


def dense_weights(rule, triples, size, minibatch=1, passes=1):
    """What `descend` makes of the same rows, all coordinates in every step."""
    X, y = matrix(triples, size)
    batches = -(-len(y) // minibatch)

    def oracle(w, t):
        a = (t - 1) % batches * minibatch
        part = slice(a, a + minibatch)
        return (1 / (1 + np.exp(-X[part] @ w)) - y[part]) @ X[part]

    problem = Problem(value=lambda w: 0.0, start=np.zeros(size), oracle=oracle)
    return descend(rule, problem, steps=passes * batches).theta[-1]


def cells(model):
    return model.weights, model.table, model.t, *model.progressive.parts()


def equal(a, b):
    return all(np.array_equal(x, y) for x, y in zip(cells(a), cells(b)))


# Right weights


@pytest.mark.parametrize("case", WABBIT["cases"], ids=lambda case: case["command"])
def test_sequential_ftrl_has_the_weights_of_vowpal_wabbit(case):
    rows = []
    for line in WABBIT["examples"]:
        label, *cells = line.replace("|", "").split()
        indices, values = zip(*(cell.split(":") for cell in cells))
        rows.append(([*map(int, indices)], [*map(float, values)], int(label == "1")))
    slots, passes = WABBIT["slots"], case["passes"]
    model = learn(ftrl(**case["knobs"]), rows, size=slots, passes=passes)
    np.testing.assert_allclose(model.weights, case["weights"], rtol=0, atol=5e-6)
    assert np.array_equal(model.weights != 0, np.array(case["weights"]) != 0)
    p = 1 / (1 + np.exp(-np.array(case["margins"])))
    assert model.log_loss == pytest.approx(log_loss([r[2] for r in rows], p), abs=5e-6)


@pytest.mark.parametrize("case", RECORDED["cases"], ids=lambda case: case["id"])
def test_recorded_runs_end_in_the_same_weights(case):
    given = case["params"]
    knobs = {
        ours: given[theirs]
        for ours, theirs in {"lambda1": "l1", "lambda2": "l2"}.items()
        if theirs in given
    } | {k: given[k] for k in ("alpha", "beta", "gamma") if k in given}
    rule = {"ftrl": ftrl, "rda": rda}[case["name"]](**knobs)
    data = RECORDED["data"]
    rows = [(*row, label) for row, label in zip(data["rows"], data["y"])]
    model = learn(rule, rows, size=data["d"], passes=given["passes"])
    np.testing.assert_allclose(model.weights, case["w"], rtol=0, atol=1e-10)
    if given["passes"] == 1:
        assert model.log_loss == pytest.approx(case["progressive_logloss"], rel=1e-10)


EXACT = [
    gd(eta=0.3), gd(eta=schedules.power(0.5, 20)), adagrad(eta=0.2, s=0.1),
    rda(gamma=2), rda(gamma=2.0, lambda1=0.01), ftrl(alpha=0.5, lambda1=0.5),
    ftrl(alpha=schedules.power(0.5, 20), lambda1=0.3, lambda2=0.1),
]  # fmt: skip


@pytest.mark.parametrize("minibatch", [1, 7])
@pytest.mark.parametrize("rule", EXACT, ids=repr)
def test_what_a_row_does_not_touch_is_where_a_dense_run_has_it(rule, minibatch):
    rows = list(drawn(60, size=25))
    model = learn(rule, rows, size=25, minibatch=minibatch, passes=2)
    wanted = dense_weights(rule, rows, 25, minibatch, passes=2)
    np.testing.assert_allclose(model.weights, wanted, rtol=0, atol=1e-12)
    assert np.array_equal(model.weights == 0, wanted == 0)


@pytest.mark.parametrize("rule", [momentum, nesterov, adam, nadam], ids=repr)
def test_rows_that_touch_everything_are_a_dense_run_for_any_rule(rule):
    rng = np.random.default_rng(0)
    rows = [
        (rng.permutation(4), rng.normal(size=4), int(rng.integers(2))) for _ in "ab" * 9
    ]
    model = learn(rule, rows, size=4, minibatch=4)
    wanted = dense_weights(rule, rows, 4, minibatch=4)
    np.testing.assert_allclose(model.weights, wanted, rtol=0, atol=1e-12)


def test_a_velocity_rests_while_its_coordinate_is_not_touched():
    rows = list(drawn(40, size=9, most=3))
    w, v = [0.0] * 9, [0.0] * 9
    for indices, values, label in rows:
        x = dict.fromkeys(map(int, indices), 0.0)
        for i, value in zip(indices, values):
            x[int(i)] += value
        p = 1 / (1 + math.exp(-sum(w[i] * x[i] for i in x)))
        for i in x:
            v[i] = 0.8 * v[i] - 0.2 * (p - label) * x[i]
            w[i] += v[i]
    model = learn(momentum(eta=0.2, beta=0.8), rows, size=9)
    np.testing.assert_allclose(model.weights, w, rtol=0, atol=1e-13)


def test_the_subgradient_of_l1_is_added_where_a_row_touches():
    rows = [([0, 1], [1.0, 1.0], 1), ([0], [1.0], 0)]
    model = learn(gd(eta=1.0), rows, size=3, l1=0.1)
    second = 0.5 - (1 / (1 + math.exp(-0.5)) + 0.1)
    np.testing.assert_allclose(model.weights, [second, 0.5, 0], atol=1e-15)


def test_minibatches_of_rows_that_share_little_cost_little_log_loss():
    stream, rule = clicks(4000, size=2**20, features=30), ftrl(lambda1=1.0)
    apart = learn(rule, stream, minibatch=256).log_loss - learn(rule, stream).log_loss
    assert abs(apart) < 0.001


# Whatever the rows come in


@pytest.mark.parametrize("minibatch", [1, 7])
def test_arrays_streams_and_triples_teach_the_same(minibatch):
    stream, rule = clicks(300, size=500), ftrl(lambda1=0.2)
    rows = stream.rows()
    X = csr_array((rows.values, rows.indices, rows.indptr), shape=(300, 500))
    by_stream = learn(rule, stream, minibatch=minibatch)
    assert by_stream.nonzero > 10
    for given in (
        (X, rows.labels),
        (X.tocsc(), list(rows.labels)),
        (rows,),
        (iter(rows),),
    ):
        assert equal(learn(rule, *given, size=500, minibatch=minibatch), by_stream)


def test_blocks_leave_no_trace(monkeypatch):
    whole = learn(adam, clicks(300), minibatch=8)
    monkeypatch.setattr("coursekit.sparse.model.BLOCK", 50)
    assert np.array_equal(learn(adam, clicks(300), minibatch=8).table, whole.table)


def test_a_row_without_features_counts_as_a_guess():
    model = learn(gd, [([], [], 1), ([], [], 0)], size=3)
    assert model.log_loss == pytest.approx(math.log(2))
    assert (model.t, model.nonzero) == (2, 0)


def test_names_are_hashed_into_slots():
    rows = list(
        hashed([(["ad=7", "site=a"], 1), ({"ad": "7", "price": 2.5}, 0)], bits=12)
    )
    (first, ones, label), (second, values, _) = rows
    assert label == 1 and list(ones) == [1, 1]
    assert sorted(values) == [1, 2.5]
    assert len(set(first) | set(second)) == 3
    assert set(first) & set(second) == {second[list(values).index(1)]}
    assert max(*first, *second) < 2**12


def test_hashed_names_are_learned_as_their_slots():
    days = ["mon", "tue", "wed"]
    named = [([f"day={days[i % 3]}", "always"], int(i % 3 == 0)) for i in range(90)]
    model = learn(adagrad(eta=0.5), hashed(named, bits=10), size=2**10)
    assert model.nonzero == 4
    asked = [([f"day={day}", "always"], 0) for day in days[:2]]
    monday, tuesday = model.predict(hashed(asked, bits=10))
    assert monday > 0.8 and tuesday < 0.2


# Going on


@pytest.mark.parametrize("rule", [ftrl(lambda1=0.2), rda(gamma=5.0), nadam], ids=repr)
def test_a_saved_model_goes_on_exactly(rule, tmp_path):
    stream = clicks(256, size=900)
    learn(rule, stream[:128], minibatch=8, l1=0.01).save(tmp_path / "model")
    kept = load(tmp_path / "model")
    assert repr(kept.optimizer) == repr(rule)
    whole = learn(rule, stream, minibatch=8, l1=0.01)
    on = kept.learn(stream[128:])
    assert np.array_equal(on.table, whole.table) and on.t == whole.t == 32
    assert np.array_equal(on.weights, whole.weights)
    assert on.log_loss == pytest.approx(whole.log_loss, rel=1e-14)
    assert on.auc == whole.auc


def test_learning_more_leaves_the_model_as_it_was():
    stream = clicks(100, size=900)
    model = learn(ftrl, stream[:50])
    before = [np.copy(x) for x in cells(model)]
    model.learn(stream[50:])
    assert all(np.array_equal(a, b) for a, b in zip(cells(model), before))


def test_a_rule_of_ones_own_is_given_again_to_load(tmp_path):
    @optimizer
    def gd(theta, grad, t, *, eta=0.1):
        return theta - 2 * eta * grad(theta)

    model = learn(gd, clicks(30, size=900))
    model.save(tmp_path / "model")
    with pytest.raises(ValueError, match=r"give it again, as in load\(path, gd"):
        load(tmp_path / "model")
    assert equal(load(tmp_path / "model", gd), model)
    with pytest.raises(ValueError, match=r"adam needs \['m', 's'\]"):
        load(tmp_path / "model", adam)


def test_a_schedule_is_given_again_to_load(tmp_path):
    rule = gd(eta=schedules.power(0.1, 20))
    model = learn(rule, clicks(30, size=900))
    model.save(tmp_path / "model")
    with pytest.raises(ValueError, match="give it again"):
        load(tmp_path / "model")
    assert equal(load(tmp_path / "model", rule), model)


def test_pruning_forgets_small_weights_and_all_about_them():
    model = learn(ftrl(alpha=0.5), clicks(400, size=900))
    large = np.abs(model.weights) > 0.1
    pruned = model.pruned(0.1)
    assert 0 < pruned.nonzero == large.sum() < model.nonzero
    assert np.array_equal(pruned.weights[large], model.weights[large])
    assert not pruned.table[~large].any()


def test_the_largest_weights_are_kept_and_no_others():
    model = learn(gd, clicks(300, size=900))
    kept = model.largest(40)
    sizes = np.sort(np.abs(model.weights))[::-1]
    assert (
        kept.nonzero == 40
        and np.abs(kept.weights[kept.weights != 0]).min() == sizes[39]
    )
    assert model.largest(0).nonzero == 0
    assert model.largest(900).nonzero == model.largest(5000).nonzero == model.nonzero


def test_the_best_of_models_has_the_least_loss_on_the_rows_named():
    rows = clicks(900)
    models = [learn(gd(eta=eta), rows[:300]) for eta in (3.0, 0.1, 1.0)]
    assert best_on(models, rows[300:]) is models[1]
    assert best_on(models[::2], rows[300:]) is models[2]


def test_rows_are_a_matrix_too():
    rows, X = clicks(60, size=900).rows(), clicks(60, size=900).rows().matrix(950)
    assert X.shape == (60, 950) and X.indices.dtype == np.int32
    weights = np.random.default_rng(3).normal(size=950)
    by_hand = [weights[indices] @ values for indices, values, _ in rows]
    assert X @ weights == pytest.approx(by_hand)


@pytest.mark.parametrize("count", [-1, 2.5])
def test_how_many_weights_are_kept_is_a_whole_number(count):
    with pytest.raises(ValueError, match="a whole number from 0 on"):
        learn(gd, clicks(30, size=900)).largest(count)


# Scores


def test_each_row_is_predicted_before_it_is_learned():
    stream, model, p = clicks(40, size=200), None, [0.5]
    for i in range(39):
        model = model.learn(stream[i : i + 1]) if model else learn(ftrl, stream[:1])
        p.extend(model.predict(stream[i + 1 : i + 2]))
    labels = stream.rows().labels
    model = learn(ftrl, stream, passes=3)  # later passes have seen the labels
    assert model.log_loss == pytest.approx(log_loss(labels, p), rel=1e-12)
    assert model.auc == pytest.approx(roc_auc_score(labels, p), abs=1e-3)
    assert model.progressive.calibration == pytest.approx(sum(p) / labels.sum())


def test_auc_is_scikit_learns():
    margin = np.random.default_rng(0).normal(size=5000)
    label = (np.random.default_rng(1).random(5000) < 1 / (1 + np.exp(-margin))) * 1.0
    halves = Score.of(margin[:99], label[:99]) + Score.of(margin[99:], label[99:])
    assert halves.auc == pytest.approx(roc_auc_score(label, margin), abs=1e-4)
    assert Score.of(np.array([-900.0, 900.0]), np.array([0.0, 1.0])).auc == 1
    assert Score.of(np.zeros(4), np.array([0.0, 1, 1, 1])).auc == 0.5
    assert math.isnan(Score.of(margin, np.ones(5000)).auc)


def test_predictions_are_scored_as_they_are():
    stream = clicks(800)
    model = learn(ftrl, stream[:600])
    score, p = model.score(stream[600:]), model.predict(stream[600:])
    labels = stream[600:].rows().labels
    assert score.log_loss == pytest.approx(log_loss(labels, p))
    assert score.calibration == pytest.approx(p.sum() / labels.sum())
    rows = stream[600:].rows()
    X = csr_array((rows.values, rows.indices, rows.indptr), shape=(200, 20_000))
    assert np.array_equal(model.predict(X), p)
    each = -np.log(np.where(labels == 1, p, 1 - p))
    assert model.losses(stream[600:]) == pytest.approx(each)
    assert model.score(X, labels).log_loss == score.log_loss


def test_divergence_is_data():
    model = learn(gd(eta=1e200), [([0], [1e200], i % 2) for i in range(9)], size=1)
    assert not np.isfinite(model.weights).all()
    assert not math.isfinite(model.log_loss)


@pytest.mark.slow
def test_at_1250_weights_ftrl_foretells_better_than_thresholded_sgd():
    stream = clicks(26_000)
    few, all_, pulled = (
        learn(rule, stream[:6000], passes=3, l1=l1)
        for rule, l1 in ((ftrl(alpha=0.8, lambda1=4.0), 0), (gd, 0), (gd, 0.01))
    )
    few, cut = few.largest(1250), all_.largest(1250)
    assert few.nonzero == cut.nonzero == 1250
    few_loss, cut_loss = (m.score(stream[6000:]).log_loss for m in (few, cut))
    assert few_loss <= 0.600 < 0.610 <= cut_loss
    assert pulled.nonzero == pulled.seen.sum() > 14_000


# Compiled

COMPILED = [
    *EXACT, momentum, nadam, delta_bar_delta, ftrl(z=0.3, s=0.2),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("rule", COMPILED, ids=repr)
def test_a_compiled_rule_learns_the_same_row_by_row(rule):
    rows = list(drawn(60, size=25))
    slow = learn(rule, rows, size=25, passes=2, l1=0.01)
    fast = learn(rule, rows, size=25, passes=2, l1=0.01, fast=True)
    np.testing.assert_allclose(fast.table, slow.table, rtol=0, atol=1e-12)
    np.testing.assert_allclose(fast.weights, slow.weights, rtol=0, atol=1e-12)
    assert fast.log_loss == pytest.approx(slow.log_loss, rel=1e-12)


@pytest.mark.slow
def test_a_learners_own_rule_is_compiled_too():
    @optimizer
    def sign_descent(theta, grad, t, *, eta=0.01):
        return theta - eta * np.sign(grad(theta))

    rows = list(drawn(60, size=25))
    fast = learn(sign_descent, rows, size=25, fast=True)
    slow = learn(sign_descent, rows, size=25)
    np.testing.assert_allclose(fast.weights, slow.weights, rtol=0, atol=1e-12)


def test_a_rule_that_looks_ahead_is_not_compiled():
    with pytest.raises(RuleError, match="nesterov cannot be compiled"):
        learn(nesterov, clicks(10), fast=True)


def test_compiled_learning_takes_no_minibatches():
    with pytest.raises(ValueError, match="row by row"):
        learn(gd, clicks(10), fast=True, minibatch=2)


def test_without_numba_fast_says_what_is_missing(monkeypatch):
    monkeypatch.delitem(sys.modules, "coursekit.sparse.compiled", raising=False)
    monkeypatch.delattr("coursekit.sparse.compiled", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(ImportError, match=r"numba: pip install .*\[fast\]"):
        learn(gd, clicks(10), fast=True)


# What cannot be learned from

GOOD = [([0, 2], [1.0, 2.0], 1)] * 9


@pytest.mark.parametrize("bad, says", [
    (([1], [1.0], 2), "Row 9 holds 2.*: a label is 0 or 1"),
    (([1], [1.0], -1), "Row 9 holds -1.*: a label is 0 or 1"),
    (([1], [1.0], math.nan), "Row 9 holds nan: a label is 0 or 1"),
    (([1], [1.0], "yes"), "a label is 0 or 1"),
    (([0, 1], [1.0, math.nan], 1), "Row 9 holds nan: values are finite"),
    (([0, 1], [math.inf, 1.0], 1), "Row 9 holds inf: values are finite"),
    (([0, 3], [1.0, 1.0], 1), "Row 9 holds 3: indices are whole numbers, 0 to 2"),
    (([-1], [1.0], 1), "Row 9 holds -1: indices are whole numbers, 0 to 2"),
    (([1.5], [1.0], 1), "Row 9 holds 1.5: indices are whole numbers"),
    (([math.nan], [1.0], 1), "Row 9 holds nan: indices are whole numbers"),
    ((["ad=7"], [1.0], 1), "hashed.* turns names into indices"),
    (([1], [1.0, 2.0], 1), "Row 9: an example is .indices, values, label."),
    (([1], [1.0]), "Row 9: an example is .indices, values, label."),
])  # fmt: skip
def test_a_bad_row_is_named(bad, says):
    for rows in (iter([*GOOD, bad, *GOOD]), [*GOOD, bad]):
        with pytest.raises(ValueError, match=says):
            learn(gd, rows, size=3)


def test_a_bad_row_is_named_beyond_the_first_block(monkeypatch):
    monkeypatch.setattr("coursekit.sparse.model.BLOCK", 4)
    with pytest.raises(ValueError, match="Row 9 holds 2"):
        learn(gd, [*GOOD, ([1], [1.0], 2)], size=3)


@pytest.mark.parametrize("empty", [[], iter(()), clicks(0), clicks(9)[4:4]])
def test_an_empty_stream_is_refused(empty):
    with pytest.raises(ValueError, match="stream is empty"):
        learn(gd, empty, size=3)


def test_arrays_need_a_label_per_row():
    for labels in (None, [1, 0]):
        with pytest.raises(ValueError, match="3 rows need a label each"):
            learn(gd, csr_array(np.eye(3)), labels)


def test_what_can_be_read_once_is_not_read_twice():
    with pytest.raises(ValueError, match="only once"):
        learn(gd, iter(GOOD), size=3, passes=2)


@pytest.mark.parametrize("setting", [
    {"size": 0}, {"size": 2.5}, {"minibatch": 0}, {"passes": 0},
])  # fmt: skip
def test_counts_are_whole_numbers(setting):
    with pytest.raises(ValueError, match=f"{next(iter(setting))} is a whole number"):
        learn(gd, GOOD, **setting)


@pytest.mark.parametrize("rule", [newton, conjugate_gradient], ids=repr)
def test_curvature_is_not_to_be_had_from_sparse_rows(rule):
    with pytest.raises(RuleError, match="asks for more than the gradient"):
        learn(rule, GOOD)


def test_one_model_has_one_value_per_knob():
    with pytest.raises(ValueError, match="one value per knob"):
        learn(gd(eta=[0.1, 0.2]), GOOD)
    with pytest.raises(RuleError, match="put @optimizer above"):
        learn(gd.rule, GOOD)


def test_a_bar_counts_rows_when_asked_to(capsys):
    learn(gd, clicks(50), passes=2, progress=True)
    assert "100/100" in capsys.readouterr().err
    learn(gd, islice(clicks(50), 30), progress=True)
    assert "30.0 rows" in capsys.readouterr().err
    learn(gd, clicks(50))
    assert capsys.readouterr().err == ""
