"""Training: one network and many, their curves, their precision, their accidents."""

import numpy as np
import pytest
from sklearn.metrics import matthews_corrcoef
from tqdm.std import tqdm

from coursekit import adam, descend, gd, momentum
from coursekit.datasets import digits, two_moons
from coursekit.experiments import compare, train
from coursekit.networks import convolutional, dense, relu, softmax_cross_entropy, tanh
from coursekit.rule import RuleError
from coursekit.schedules import exponential, plateau

MOONS = two_moons(120)
SMALL = dense([2, 6, 2], tanh)
SHORT = {"steps": 60, "batch": 16}
BOOK = momentum(eta=0.2, beta=0.9)


def test_training_is_descending_on_minibatches():
    result = train(SMALL, MOONS, BOOK, seed=5, dtype=float, **SHORT)
    problem = SMALL.on(MOONS, 16, seed=5)
    path = descend(BOOK, problem, SMALL.start(5, float), 60)
    np.testing.assert_allclose(result.theta, path.theta[-1], rtol=1e-9, atol=1e-12)
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
    others, undisturbed = (np.delete(r.theta, 7, axis=0) for r in (many, fine))
    np.testing.assert_allclose(others, undisturbed, rtol=1e-4, atol=1e-5)


def test_a_plateau_is_told_the_error_and_stays_as_it_was_for_the_next_run():
    rate = plateau(0.5, factor=0.5, patience=1)
    run = train(SMALL, MOONS, gd(eta=rate), steps=200, batch=16, every=10)
    again = train(SMALL, MOONS, gd(eta=rate), steps=200, batch=16, every=10)
    np.testing.assert_array_equal(run.theta, again.theta)
    assert rate.eta == 0.5
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


@pytest.mark.parametrize(("progress", "drawn"), [(True, [60]), (False, [])])
def test_the_progress_bar_counts_every_step(monkeypatch, progress, drawn):
    counted = []

    class Bar(tqdm):
        def close(self):
            counted.extend([self.n] if not self.disable else [])
            super().close()

    monkeypatch.setattr("tqdm.auto.tqdm", Bar)
    train(SMALL, MOONS, gd, every=25, progress=progress, **SHORT)
    assert counted[:1] == drawn


def test_without_minibatches_every_step_sees_all_rows():
    whole = train(SMALL, MOONS, gd(eta=0.5), 30, batch=None, dtype=float)
    path = descend(gd(eta=0.5), SMALL.on(MOONS), SMALL.start(0, float), 30)
    np.testing.assert_allclose(whole.theta, path.theta[-1], rtol=1e-9, atol=1e-12)


@pytest.mark.slow
def test_on_the_digits_plain_descent_at_the_effective_rate_beats_the_book_s_arms():
    net, data = dense([64, 100, 50, 10]), digits()
    arms = [
        train(net, data, rule, steps=500, seed=range(6), progress=False)
        for rule in (gd(eta=2.0), gd(eta=1.0), BOOK)
    ]
    for book in arms[1:]:
        found = compare(arms[0], book)
        assert found.d > 1 and found.p_u < 0.05
