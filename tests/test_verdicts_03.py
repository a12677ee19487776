"""What lesson 03 says of minibatches, on other seeds and rows than its own."""

import numpy as np
import pytest

from coursekit import descend, gd
from coursekit.online import (
    linear_regression,
    minibatches,
    noisy_quadratic,
    random_rows,
)


def rows_of(seed, n=240, d=3):
    """Rows with other scales and another number of them and of weights."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * np.linspace(0.6, 1.2, d)
    return X, X @ np.ones(d) + rng.normal(size=n)


def noise(ground, w, n):
    rows = np.array([ground.gradient(w, [i]) for i in range(n)])
    return rows, ground.gradient(w)


@pytest.mark.parametrize("B", [1, 4, 16, 64])
def test_the_spread_of_a_batch_is_sigma_over_the_root_of_b(B):
    X, y = rows_of(1)
    rows, full = noise(linear_regression(X, y), np.zeros(3), 240)
    sigma = np.sqrt(((rows - full) ** 2).sum(axis=1).mean())
    rng = np.random.default_rng(2)
    drawn = rows[rng.integers(240, size=(6000, B))].mean(axis=1)
    spread = np.sqrt(((drawn - full) ** 2).sum(axis=1).mean())
    assert spread == pytest.approx(sigma / B**0.5, rel=0.05)
    different = rng.permuted(np.tile(np.arange(240), (6000, 1)), axis=1)[:, :B]
    spread = np.sqrt(((rows[different].mean(axis=1) - full) ** 2).sum(axis=1).mean())
    theory = sigma / B**0.5 * ((240 - B) / 239) ** 0.5
    assert spread == pytest.approx(theory, rel=0.05)


@pytest.mark.parametrize("seed", [31, 32])
def test_far_out_most_single_rows_point_downhill_though_their_noise_is_larger(seed):
    X, y = rows_of(seed, n=400, d=2)
    ground = linear_regression(X, y)
    best = ground.minima[0]
    far, near = best + np.array([[-4.0, 3.0], [-0.05, 0.04]])
    shares = []
    for w in (far, near):
        rows, full = noise(ground, w, 400)
        shares.append(np.mean(rows @ full > 0))
        sigma = np.sqrt(((rows - full) ** 2).sum(axis=1).mean())
        assert sigma > np.linalg.norm(full)
    assert shares[0] > 0.8 and 0.45 < shares[1] < 0.7


@pytest.mark.parametrize("B", [1, 12])
def test_near_the_minimum_about_half_of_the_steps_raise_the_loss(B):
    X, y = rows_of(33)
    for seed in (5, 6):
        run = descend(gd(eta=0.05), linear_regression(X, y, B, seed), steps=1500)
        assert 0.4 < np.mean(np.diff(run.loss)[600:] > 0) < 0.6
    full = descend(gd(eta=0.05), linear_regression(X, y), steps=200)
    assert np.all(np.diff(full.loss) < 1e-12)


def test_far_from_the_minimum_nearly_all_steps_of_a_few_rows_go_down_not_of_one():
    X, y = rows_of(34)
    shares = {}
    for B in (1, 16):
        grounds = [linear_regression(X, y, B, seed) for seed in range(20)]
        runs = [descend(gd(eta=0.05), g, np.full(3, -4.0), 20) for g in grounds]
        shares[B] = np.mean([np.diff(run.loss) < 0 for run in runs])
    assert 0.75 < shares[1] < 0.9 and shares[16] > 0.97


@pytest.mark.parametrize(("eta", "curvature"), [(0.5, 1), (0.125, 1), (0.1, 4)])
def test_the_mean_square_of_the_ball_is_that_of_the_formula(eta, curvature):
    seen = []
    for seed in range(40, 46):
        ground = noisy_quadratic((curvature,), sigma=1.5, seed=seed)
        run = descend(gd(eta=eta), ground, (0.0,), 3000)
        seen.append((run.theta[300:] ** 2).mean())
    formula = eta * 1.5**2 / (curvature * (2 - eta * curvature))
    error = np.std(seen, ddof=1) / len(seen) ** 0.5
    assert abs(np.mean(seen) - formula) < max(5 * error, 0.05 * formula)


def test_a_quarter_of_eta_divides_the_mean_square_by_4_to_5():
    ratio = [4 * (2 - push / 4) / (2 - push) for push in (1e-6, 0.5)]
    assert ratio == pytest.approx([4, 5])


def radius(X, y, eta, shuffled, seed, B=16):
    """The root mean square distance of a walk in a loop of its own, for 150 epochs."""
    rng, best = np.random.default_rng(seed), np.linalg.lstsq(X, y, rcond=None)[0]
    w, squares = best, []
    for _ in range(150):
        order = (
            rng.permutation(len(y)) if shuffled else rng.integers(len(y), size=len(y))
        )
        for rows in np.split(order, range(B, len(y), B)):
            w = w - eta * X[rows].T @ (X[rows] @ w - y[rows]) / len(rows)
            squares.append(((w - best) ** 2).sum())
    return np.mean(squares[len(squares) // 3 :]) ** 0.5


@pytest.mark.parametrize("seed", [53, 54])
def test_a_quarter_of_eta_leaves_half_of_the_radius_and_shuffled_rows_less(seed):
    data = rows_of(seed)
    falls = {
        shuffled: radius(*data, 0.2, shuffled, seed)
        / radius(*data, 0.05, shuffled, seed)
        for shuffled in (False, True)
    }
    assert 1.75 < falls[False] < 2.4
    assert 2.6 < falls[True] < 4


@pytest.mark.parametrize("seed", [51, 52])
def test_shuffled_rows_keep_a_smaller_ball_than_drawn_ones(seed):
    X, y = rows_of(seed, n=120)
    balls = {}
    for draw in (random_rows, minibatches):
        for eta in (0.2, 0.05):
            ground = linear_regression(X, y, 10, seed, draw)
            run = descend(gd(eta=eta), ground, ground.minima[0], 3000)
            away = ((run.theta[480::12] - ground.minima[0]) ** 2).sum(axis=1)
            balls[draw, eta] = away.mean()
    assert balls[minibatches, 0.2] < 0.8 * balls[random_rows, 0.2]
    gains = [
        balls[draw, 0.2] / balls[draw, 0.05] for draw in (random_rows, minibatches)
    ]
    assert gains[1] > 2 * gains[0]


def epochs_needed(B, seed):
    """Epochs until the loss is within 1 %, once and to stay, at the best η of each.

    Four orders of the rows choose η, four others judge: else luck would choose.
    """
    X, y = rows_of(seed)
    needed, epoch = [], 240 // B
    for order in range(8):
        ground = linear_regression(X, y, B, order)
        etas = np.geomspace(0.005, 1.9, 40)
        run = descend(gd(eta=etas), ground, np.full(3, -2.0), 10 * epoch)
        near = run.loss[::epoch] < 1.01 * ground.value(ground.minima[0])
        once = [next((n for n, here in enumerate(row) if here), 11) for row in near.T]
        stay = [next((n for n in range(11) if row[n:].all()), 11) for row in near.T]
        needed.append([once, stay])
    best = np.mean(needed[:4], axis=0).argmin(axis=1)
    assert best.min() > 0 and best.max() < 39, "the winner lies inside its grid"
    return np.mean(needed[4:], axis=0)[[0, 1], best]


def test_to_come_near_once_all_rows_need_more_epochs_and_to_stay_there_no_size_does():
    few, every = (
        np.mean([epochs_needed(B, seed) for seed in (61, 62, 63, 64)], axis=0)
        for B in (8, 240)
    )
    assert few[0] < every[0] - 0.5 and abs(few[1] - every[1]) < 1.5
    assert (every < 5 * few).all()  # in steps, 240 to 8: far fewer


def test_an_eta_that_the_full_gradient_takes_throws_single_rows_out():
    X, y = rows_of(71)
    eta = 1.6 / np.linalg.eigvalsh(X.T @ X / len(y)).max()
    for B, away in ((240, False), (1, True)):
        for seed in (1, 2, 3):
            ground = linear_regression(X, y, B, seed)
            end = descend(gd(eta=eta), ground, np.full(3, -2.0), 240).theta[-1]
            left = np.linalg.norm(end - ground.minima[0])
            assert left > 100 if away else left < 0.1


def test_rows_are_drawn_from_all_rows_anew_at_each_step():
    rows = random_rows(7, 3, seed=4)
    drawn = np.array([rows(t) for t in range(1, 4001)])
    assert drawn.shape == (4000, 3)
    shares = np.bincount(drawn.ravel(), minlength=7) / drawn.size
    assert shares == pytest.approx(np.full(7, 1 / 7), abs=0.015)
    again = np.mean([len(set(step)) < 3 for step in drawn.tolist()])
    assert again == pytest.approx(1 - 6 / 7 * 5 / 7, abs=0.03)
    assert np.array_equal(rows(9), random_rows(7, 3, seed=4)(9))
    assert not np.array_equal(
        drawn, [random_rows(7, 3, seed=5)(t) for t in range(4000)]
    )
    with pytest.raises(ValueError, match="one row or more"):
        random_rows(7, 0)
