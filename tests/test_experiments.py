"""Experiments: many networks, kept results, kills, processes, clusters, comparisons."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.metrics import matthews_corrcoef

from coursekit import adam, descend, gd, momentum, optimizer
from coursekit.datasets import Dataset, digits, two_moons
from coursekit.experiments import compare, repeat, train, tune
from coursekit.networks import convolutional, dense, relu, softmax_cross_entropy, tanh
from coursekit.results import key, load
from coursekit.rule import RuleError
from coursekit.schedules import cosine, exponential, plateau

MOONS = two_moons(120)
SMALL = dense([2, 6, 2], tanh)
SHORT = {"steps": 60, "batch": 16}
BOOK = momentum(eta=0.2, beta=0.9)

# MDL's 22 + 22 Matthews coefficients, from the book's public repository (MIT licence)
PLAIN = [
    0.8536597, 0.8540215, 0.8542887, 0.8551447, 0.8553119, 0.8558845, 0.8560055,
    0.8566911, 0.856916, 0.8571572, 0.857295, 0.8573869, 0.857754, 0.8581042,
    0.8583322, 0.8592576, 0.8600693, 0.8605877, 0.8613283, 0.8616102, 0.8618947,
    0.8624075,
]  # fmt: skip
MOMENTUM = [
    0.8558716, 0.8583383, 0.8583826, 0.8600191, 0.8615741, 0.8623572, 0.8632845,
    0.8635169, 0.8640069, 0.8646287, 0.8647175, 0.8650261, 0.8651726, 0.8651939,
    0.8664345, 0.8665191, 0.8665634, 0.8666346, 0.8667752, 0.8676473, 0.8682786,
    0.8698848,
]  # fmt: skip


def same(a, b):
    """Whether two results are the same in all but the time that they took."""
    arrays = [(r.theta, *r.curve, r.confusion, r.diverged, r.seed) for r in (a, b)]
    return all(np.array_equal(x, y, equal_nan=True) for x, y in zip(*arrays))


# Training


def test_training_is_descending_on_minibatches():
    result = train(SMALL, MOONS, BOOK, seed=5, dtype=float, **SHORT)
    problem = SMALL.on(MOONS, 16, seed=5)
    path = descend(BOOK, problem, SMALL.start(5, float), 60)
    np.testing.assert_array_equal(result.theta, path.theta[-1])
    said = SMALL.predict(result.theta, MOONS.X_test)
    assert result.accuracy == np.mean(said == MOONS.y_test) == result.curve.accuracy[-1]
    assert result.mcc == pytest.approx(matthews_corrcoef(MOONS.y_test, said))
    whole = SMALL.value(path.theta[-1], MOONS.X_test, MOONS.Y_test)
    assert result.curve.test_loss[-1] == pytest.approx(whole)


@pytest.mark.parametrize("net", [dense([64, 12, 10]), convolutional((8, 8), filters=3)])
def test_networks_trained_together_are_those_trained_alone(net):
    data, settings = digits(), {"steps": 40, "dtype": float}
    many = train(net, data, adam, seed=[3, 4, 5], **settings)
    assert many.theta.shape == (3, net.size) and many.curve.loss.shape == (21, 3)
    for i, seed in enumerate((3, 4, 5)):
        alone = train(net, data, adam, seed=seed, **settings)
        np.testing.assert_allclose(many.theta[i], alone.theta, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(many.confusion[i], alone.confusion)
        np.testing.assert_allclose(many.curve.loss[:, i], alone.curve.loss)


def test_a_grid_of_rates_and_seeds_trains_at_once():
    rates = np.array([[0.1], [1.0]])
    grid = train(SMALL, MOONS, gd(eta=rates), seed=[0, 1, 2], dtype=float, **SHORT)
    assert grid.accuracy.shape == grid.mcc.shape == grid.seed.shape == (2, 3)
    alone = train(SMALL, MOONS, gd(eta=1.0), seed=2, dtype=float, **SHORT)
    np.testing.assert_allclose(grid.theta[1, 2], alone.theta, rtol=1e-9, atol=1e-12)


def test_training_is_in_float32_unless_told_otherwise():
    result = train(SMALL, MOONS, adam(eta=exponential(0.01, 50)), **SHORT)
    assert result.theta.dtype == np.float32 and result.curve.loss.dtype == np.float32
    assert train(SMALL, MOONS, adam, dtype=float, **SHORT).theta.dtype == float


def test_the_curve_is_measured_where_it_is_asked_for():
    assert list(train(SMALL, MOONS, gd, 50, 16).curve.t) == list(range(0, 51, 2))
    assert list(train(SMALL, MOONS, gd, 50, 16, every=20).curve.t) == [0, 20, 40, 50]
    assert list(train(SMALL, MOONS, gd, 7, 16).curve.t) == list(range(8))


def test_a_lone_network_that_diverges_is_reported_and_the_others_go_on():
    net = dense([2, 6, 2], relu, softmax_cross_entropy)
    rates = np.full(22, 0.1)
    rates[7] = 1e30
    many = train(net, MOONS, gd(eta=rates), seed=range(100, 122), **SHORT)
    assert many.diverged[7] > 0 and np.isnan(many.accuracy[7]) and np.isnan(many.mcc[7])
    assert (np.delete(many.diverged, 7) == -1).all()
    assert f"1 diverged: seed 107 by step {many.diverged[7]}" in repr(many)
    rates[7] = 0.1
    fine = train(net, MOONS, gd(eta=rates), seed=range(100, 122), **SHORT)
    np.testing.assert_array_equal(
        np.delete(many.theta, 7, axis=0), np.delete(fine.theta, 7, axis=0)
    )


def test_a_plateau_is_told_the_error_and_stays_as_it_was_for_the_next_run():
    rate = plateau(0.5, factor=0.5, patience=1)
    run = train(SMALL, MOONS, gd(eta=rate), steps=200, batch=16, every=10)
    again = train(SMALL, MOONS, gd(eta=rate), steps=200, batch=16, every=10)
    assert same(run, again) and rate.eta == 0.5
    fixed = train(SMALL, MOONS, gd(eta=0.5), steps=200, batch=16, every=10)
    assert not np.array_equal(run.theta, fixed.theta)
    with pytest.raises(ValueError, match="eta: a schedule that is told serves one run"):
        train(SMALL, MOONS, gd(eta=rate), seed=[1, 2])
    with pytest.raises(ValueError, match="eta: a schedule that is told serves one run"):
        train(SMALL, MOONS, momentum(eta=rate, beta=np.array((0.8, 0.9))))


def test_what_cannot_be_trained_is_said():
    with pytest.raises(RuleError, match="is not an optimizer"):
        train(SMALL, MOONS, gd.rule)
    with pytest.raises(ValueError, match="steps is a whole number from 1 on; got 0"):
        train(SMALL, MOONS, gd, steps=0)
    with pytest.raises(ValueError, match="takes 2 numbers to 2 classes; digits has 64"):
        train(SMALL, digits(), gd)
    for batch in (0, 91):
        with pytest.raises(ValueError, match="A batch of 90 rows has 1 to 90"):
            train(SMALL, MOONS, gd, batch=batch)


def test_without_minibatches_every_step_sees_all_rows():
    whole = train(SMALL, MOONS, gd(eta=0.5), 30, batch=None, dtype=float)
    path = descend(gd(eta=0.5), SMALL.on(MOONS), SMALL.start(0, float), 30)
    np.testing.assert_array_equal(whole.theta, path.theta[-1])


def test_on_the_digits_plain_descent_at_the_effective_rate_beats_the_book_s_arms():
    net, data = dense([64, 100, 50, 10]), digits()
    arms = [
        train(net, data, rule, steps=500, seed=range(6), progress=False)
        for rule in (gd(eta=2.0), gd(eta=1.0), BOOK)
    ]
    for book in arms[1:]:
        found = compare(arms[0], book)
        assert found.d > 1 and found.p_u < 0.05


# Repeated runs


class Begun:
    """How many runs have begun; a class, as a list would be part of the rule's key."""

    runs = 0


@optimizer
def counted(theta, grad, t, *, eta=0.5):
    """Gradient descent that counts the runs which begin."""
    if t == 1:
        Begun.runs += 1
    return theta - eta * grad(theta)


@pytest.fixture
def begun(monkeypatch):
    monkeypatch.setattr(Begun, "runs", 0)
    return Begun


def runs_of(rule, folder, runs=4, **where):
    return repeat(SMALL, MOONS, rule, runs, folder=folder, **SHORT, **where)


def test_repeated_runs_are_single_ones_with_seeds_in_a_row(tmp_path):
    many = runs_of(BOOK, None, seed=10)
    assert many.theta.shape == (4, SMALL.size) and list(many.seed) == [10, 11, 12, 13]
    alone = train(SMALL, MOONS, BOOK, seed=12, **SHORT)
    np.testing.assert_array_equal(many.theta[2], alone.theta)
    assert "4 networks" in repr(many) and not list(tmp_path.iterdir())


def test_arms_with_the_same_seeds_start_alike_and_see_the_same_rows():
    first = [
        repeat(SMALL, MOONS, rule, 3, folder=None, steps=1, batch=16, every=1)
        for rule in (gd(eta=0.1), momentum(eta=0.1))
    ]
    np.testing.assert_array_equal(first[0].theta, first[1].theta)


def test_kept_runs_are_not_run_again_and_more_may_be_asked_for(tmp_path, begun):
    before = runs_of(counted, tmp_path)
    again = runs_of(counted, tmp_path)
    assert begun.runs == 4 and same(before, again)
    np.testing.assert_array_equal(before.seconds, again.seconds)
    assert runs_of(counted, tmp_path, runs=6).theta.shape[0] == 6 and begun.runs == 6


def test_anything_that_changes_the_numbers_changes_the_file(tmp_path, begun):
    runs_of(counted, tmp_path, 1)
    runs_of(counted(eta=0.4), tmp_path, 1)
    runs_of(counted(eta=exponential(0.4, 9)), tmp_path, 1)
    runs_of(counted(eta=exponential(0.4, 8)), tmp_path, 1)
    runs_of(counted, tmp_path, 1, seed=1)
    for other in (dense([2, 7, 2], tanh), dense([2, 6, 2])):
        repeat(other, MOONS, counted, 1, folder=tmp_path, **SHORT)
    for noise in (0.1, 0.2):
        data = two_moons(120, noise=noise)
        repeat(SMALL, data, counted, 1, folder=tmp_path, steps=30, batch=16)
    assert begun.runs == len(list(tmp_path.iterdir())) == 9


def test_a_rule_of_the_same_name_with_another_body_has_other_files():
    def written(body, **around):
        names = {"optimizer": optimizer, **around}
        exec(f"@optimizer\ndef mine(theta, grad, t, *, eta=0.1):\n {body}", names)
        return names["mine"]

    plain, twice = (
        written(f"return theta - {k} eta * grad(theta)") for k in ("", "2 *")
    )
    at = [written("return theta - eta * k * grad(theta)", k=k) for k in (1.0, 2.0)]
    keys = [key([rule, 0]) for rule in (plain, twice, *at, plain(eta=0.2))]
    assert len(set(keys)) == 5
    assert key([plain, 0]) == key([plain(eta=0.1), 0]) == keys[0]


@pytest.mark.parametrize("damage", [b"", b"not a file of arrays", None])
def test_a_damaged_file_is_replaced(tmp_path, begun, damage):
    whole = runs_of(counted, tmp_path, 2)
    path = min(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-200] if damage is None else damage)
    assert same(runs_of(counted, tmp_path, 2), whole) and begun.runs == 3
    assert same(runs_of(counted, tmp_path, 2), whole) and begun.runs == 3


KILLED = """
import sys
import numpy as np
from coursekit import optimizer
from coursekit.datasets import Dataset
from coursekit.experiments import repeat
from coursekit.networks import dense

@optimizer
def spoken(theta, grad, t, *, eta=0.5):
    if t == 1:
        print("a run begins", flush=True)
    return theta - eta * grad(theta)

rows = np.load(sys.argv[1])
data = Dataset(rows["X"], rows["y"], rows["X_test"], rows["y_test"])
net = dense([2, 6, 2])
many = repeat(net, data, spoken, 6, folder=sys.argv[2], steps=900, batch=16)
print(float(many.theta.sum()), flush=True)
"""


def experiment(folder):
    """The process of an experiment of six runs, each of which says that it begins."""
    np.savez(folder / "data.npz", **{k: getattr(MOONS, k) for k in ROWS})
    script = folder / "experiment.py"
    script.write_text(KILLED)
    command = [sys.executable, script, folder / "data.npz", folder / "results"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


ROWS = ("X", "y", "X_test", "y_test")


def test_a_killed_experiment_goes_on_where_it_was_and_loses_one_run(tmp_path):
    with experiment(tmp_path) as process:
        for _ in range(4):
            process.stdout.readline()
        process.kill()
    kept = list((tmp_path / "results").glob("*.npz"))
    assert 3 <= len(kept) < 6 and all(load(path) for path in kept)
    with experiment(tmp_path) as process:
        *begun, total = process.stdout.read().splitlines()
    assert len(begun) == 6 - len(kept)
    plain = gd(eta=0.5)
    whole = repeat(dense([2, 6, 2]), MOONS, plain, 6, folder=None, steps=900, batch=16)
    assert float(total) == whole.theta.sum()


def test_an_error_in_a_rule_comes_out_and_what_was_done_is_kept(tmp_path):
    @optimizer
    def tired(theta, grad, t, *, eta=0.5):
        if len(list(tmp_path.glob("*.npz"))) == 2:
            raise RuntimeError("enough")
        return theta - eta * grad(theta)

    with pytest.raises(RuntimeError, match="enough"):
        runs_of(tired, tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


# Processes and clusters


def own_rule():
    """A rule as a notebook's cell would define it: no module has it."""
    names = {"optimizer": optimizer}
    exec(
        "@optimizer\ndef own(theta, grad, t, *, eta=0.5):\n"
        " return theta - eta * grad(theta)",
        names,
    )
    return names["own"]


@pytest.mark.parametrize("rule", [BOOK(eta=cosine(0.2, 60)), own_rule()], ids=repr)
def test_processes_give_what_one_gives(tmp_path, rule):
    alone = runs_of(rule, None)
    assert same(runs_of(rule, tmp_path, workers=2), alone)
    assert len(list(tmp_path.iterdir())) == 4


@optimizer
def threads_seen(theta, grad, t, *, eta=0.5):
    """Moves by how many threads BLAS may use."""
    from threadpoolctl import threadpool_info

    blas = [x["num_threads"] for x in threadpool_info() if x["user_api"] == "blas"]
    return theta * 0 + max(blas)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_uses_one_blas_thread(workers):
    settings = {"steps": 1, "batch": 16, "folder": None, "workers": workers}
    result = repeat(SMALL, MOONS, threads_seen, 2, **settings)
    assert (result.theta == 1).all()


def test_a_dask_cluster_gives_what_one_process_gives(tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        spread = runs_of(own_rule(), tmp_path, scheduler=cluster.scheduler_address)
    assert same(spread, runs_of(own_rule(), None))
    assert len(list(tmp_path.iterdir())) == 4


# Tuning


def test_tuning_finds_the_rate_and_says_where_the_grid_ends(tmp_path):
    settings = {"folder": tmp_path, "runs": 2, **SHORT}
    tuned = tune(SMALL, MOONS, gd(eta=0.5), range(-3, 3), **settings)
    np.testing.assert_allclose(tuned.values, 0.5 * 3.0 ** np.arange(-3, 3), rtol=1e-5)
    row = tuned.mean.argmax()
    assert tuned.best.knobs["eta"] == tuned.values[row]
    here = repeat(
        SMALL, MOONS.validation(), gd(eta=float(tuned.values[row])), **settings
    )
    np.testing.assert_array_equal(tuned.accuracy[row], here.accuracy)
    assert not tuned.at_edge and "edge of the grid" not in repr(tuned)
    low = tune(SMALL, MOONS, gd(eta=tuned.values[row] / 9), range(2), **settings)
    assert low.at_edge and "The best eta lies at the edge of the grid" in repr(low)


def test_tuning_looks_at_no_test_row():
    odd = Dataset(MOONS.X, MOONS.y, 1e30 * MOONS.X_test, 1 - MOONS.y_test)
    settings = {"folder": None, "runs": 1, **SHORT}
    tuned = [
        tune(SMALL, data, gd(eta=0.5), (0, 1), **settings) for data in (MOONS, odd)
    ]
    np.testing.assert_array_equal(tuned[0].accuracy, tuned[1].accuracy)


def test_a_value_that_diverges_is_never_the_best():
    net = dense([2, 6, 2], relu, softmax_cross_entropy)
    tuned = tune(net, MOONS, gd(eta=0.3), (0, 60), runs=2, folder=None, **SHORT)
    assert np.isnan(tuned.accuracy[1]).all() and tuned.best.knobs["eta"] == 0.3


def test_a_knob_that_there_is_not_is_said():
    with pytest.raises(ValueError, match="has no number 'rate' to tune"):
        tune(SMALL, MOONS, gd, knob="rate")


# Comparing


def test_mdl_s_44_coefficients_give_its_numbers():
    found = compare(MOMENTUM, PLAIN, names=("momentum", "plain"))
    assert found.t == pytest.approx(6.77398, abs=5e-6)
    assert found.d == pytest.approx(2.04243, abs=5e-6)
    assert found.u == 443 and compare(PLAIN, MOMENTUM).u == 41
    assert found.p_u == pytest.approx(2.52e-6, rel=2e-3)
    assert found.p_t == pytest.approx(3e-8, rel=0.1)
    assert np.round(found.mean, 5) == pytest.approx((0.86413, 0.85778))
    assert np.round(found.se, 5) == pytest.approx((0.00075, 0.00056))
    assert repr(found) == (
        "momentum (0.86413 ± 0.00075, 22 runs) and plain (0.85778 ± 0.00056, 22 runs) "
        "differ: d = 2.042, t = 6.774 (p = 3.1e-08), U = 443 (p = 2.5e-06)."
    )


def test_arms_that_are_alike_are_not_told_apart():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 30))
    assert "may not differ" in repr(compare(a, b))


def test_skewed_arms_are_called_so():
    rng = np.random.default_rng(0)
    a, b = rng.exponential(size=(2, 40)) ** 2
    assert "Not normal: arm 1, arm 2; trust U." in repr(compare(a, b))


def test_diverged_runs_are_left_out_and_counted():
    a, b = [0.9, 0.91, np.nan, 0.93], [0.8, 0.81, 0.82]
    assert "Diverged, left out: 1 of arm 1." in repr(compare(a, b))
    with pytest.raises(ValueError, match="3 or more finite values; arm 2 has 2"):
        compare(a, b[:2])
    with pytest.raises(ValueError, match="no spread to compare"):
        compare([1, 1, 1], [2, 2, 2])


def test_results_are_compared_by_what_is_asked_for():
    arms = [
        train(SMALL, MOONS, rule, seed=range(5), **SHORT) for rule in (gd, gd(eta=1.0))
    ]
    found = compare(*arms, measure="mcc")
    assert found.names == ("gd(eta=0.1)", "gd(eta=1.0)")
    assert found.mean == pytest.approx([arm.mcc.mean() for arm in arms])
