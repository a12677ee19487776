"""Experiments: kept results, kills, processes, clusters, tuning."""

import subprocess
import sys

import numpy as np
import pytest

from coursekit import gd, momentum, optimizer
from coursekit.datasets import Dataset, two_moons
from coursekit.experiments import repeat, train, tune
from coursekit.networks import dense, relu, softmax_cross_entropy, tanh
from coursekit.results import key, load
from coursekit.schedules import cosine, exponential

MOONS = two_moons(120)
SMALL = dense([2, 6, 2], tanh)
SHORT = {"steps": 60, "batch": 16}
BOOK = momentum(eta=0.2, beta=0.9)


def same(a, b):
    """Whether two results are the same in all but the time that they took."""
    arrays = [(r.theta, *r.curve, r.confusion, r.diverged, r.seed) for r in (a, b)]
    return all(np.array_equal(x, y, equal_nan=True) for x, y in zip(*arrays))


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


SCRIPT = """
import sys
import numpy as np
from coursekit import optimizer
from coursekit.datasets import Dataset
from coursekit.experiments import repeat
from coursekit.networks import dense, tanh

@optimizer
def spoken(theta, grad, t, *, eta=0.5):
    if t == 1:
        print("a run begins", flush=True)
        sys.stdin.readline()
    return theta - eta * grad(theta)

@optimizer
def own(theta, grad, t, *, eta=0.5):
    return theta - eta * grad(theta)

if __name__ == "__main__":
    file, folder, rule, scheduler = sys.argv[1:]
    rows = np.load(file)
    data = Dataset(rows["X"], rows["y"], rows["X_test"], rows["y_test"])
    where = {"folder": folder, "scheduler": scheduler or None}
    rule = {"spoken": spoken, "own": own}[rule]
    many = repeat(dense([2, 6, 2], tanh), data, rule, 6, steps=60, batch=16, **where)
    print(float(many.theta.sum()), flush=True)
"""
ROWS = ("X", "y", "X_test", "y_test")


def experiment(folder, rule, scheduler=""):
    """The process of an experiment of six runs, as somebody would write it."""
    np.savez(folder / "data.npz", **{k: getattr(MOONS, k) for k in ROWS})
    script = folder / "experiment.py"
    script.write_text(SCRIPT)
    files = [folder / "data.npz", folder / "results"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    command = [sys.executable, script, *files, rule, scheduler]
    return subprocess.Popen(command, **pipes, text=True)


@pytest.mark.slow
def test_a_killed_experiment_goes_on_where_it_was_and_loses_one_run(tmp_path):
    with experiment(tmp_path, "spoken") as process:
        for _ in range(3):
            process.stdout.readline()
            print(file=process.stdin, flush=True)
        process.stdout.readline()  # the fourth has begun, and waits
        process.kill()
    kept = list((tmp_path / "results").glob("*.npz"))
    assert len(kept) == 3 and all(load(path) for path in kept)
    with experiment(tmp_path, "spoken") as process:
        *begun, total = process.communicate()[0].splitlines()
    assert len(begun) == 3
    assert float(total) == runs_of(gd(eta=0.5), None, 6).theta.sum()


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


@pytest.mark.slow
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


def test_a_dask_cluster_gives_what_one_process_gives(tmp_path, cluster):
    address, _ = cluster
    with experiment(tmp_path, "own", address) as process:
        total = process.communicate()[0]
    assert float(total) == runs_of(own_rule(), None, 6).theta.sum()
    assert len(list((tmp_path / "results").iterdir())) == 6


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
