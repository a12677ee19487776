"""Lesson 12's verdicts, on other streams, surfaces and numbers of passes."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from coursekit import descend, ftrl, gd, optimizer, rda
from coursekit.clicks import clicks
from coursekit.dialects import gbc, keras
from coursekit.optimizers import soft_threshold
from coursekit.problems import elongated_bowl
from coursekit.sparse import learn

HOW = {"size": 20_000, "minibatch": 16}
RATES = (0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


@optimizer
def by_sums(theta, grad, t, z=0, *, eta=0.1, lambda1=0.0):
    z = z + grad(theta)
    return -eta * soft_threshold(z, lambda1), z


@optimizer
def centred(theta, grad, t, z=0, s=0, *, alpha=0.1, lambda1=0.0):
    g = grad(theta)
    z, s = z + g, s + g**2
    return -soft_threshold(z, lambda1) * alpha / (1 + np.sqrt(s)), z, s


@pytest.fixture(scope="module")
def stream():
    return clicks(46_000, seed=21)


@pytest.fixture(scope="module")
def parts(stream):
    return stream.parts(6000, 20_000, 20_000)


@pytest.fixture(scope="module")
def plain(parts):
    return learn(gd(eta=0.1), parts[0], passes=3, **HOW)


def ahead(better, worse):
    """How many standard errors the paired difference of two losses (n,) is from 0."""
    gap = worse - better
    return gap.mean() / (gap.std(ddof=1) / len(gap) ** 0.5)


def tuned(arm, parts, passes):
    """Losses on new rows of the best of a grid's models, which is not at its end."""
    models = [learn(arm(r), parts[0], passes=passes, **HOW) for r in RATES]
    models = [model.largest(1250) for model in models]
    best = int(np.argmin([model.score(parts[1]).log_loss for model in models]))
    assert 0 < best < len(RATES) - 1
    return models[best].losses(parts[2])


@pytest.mark.slow
@pytest.mark.parametrize("passes, lambda1", [(1, 1.4), (3, 4.0), (5, 6.6)])
def test_rates_and_sums_together_win_more_than_each_and_both_alone(
    parts, passes, lambda1
):
    cut = tuned(lambda r: gd(eta=r), parts, passes)
    rates = tuned(lambda r: ftrl(alpha=r), parts, passes)
    sums = tuned(lambda r: by_sums(eta=r, lambda1=lambda1), parts, passes)
    both = tuned(lambda r: ftrl(alpha=r, lambda1=lambda1), parts, passes)
    assert min(ahead(both, other) for other in (cut, rates, sums)) > 3
    alone = (cut - rates).mean() + (cut - sums).mean()
    assert (cut - both).mean() > max(0.01, alone)


def test_three_quarters_of_the_weights_go_for_nothing_and_350_are_too_few(parts, plain):
    new = parts[2]
    all_, most = plain.losses(new), plain.largest(plain.nonzero // 4).losses(new)
    assert abs((all_ - most).mean()) < 0.003
    assert ahead(all_, plain.largest(350).losses(new)) > 5


def test_a_slope_of_l1_makes_no_zeros_and_a_better_model(parts, plain):
    train, _, new = parts
    for l1 in (0.03, 0.3):
        pulled = learn(gd(eta=0.1), train, l1=l1, passes=3, **HOW)
        assert pulled.nonzero == plain.nonzero
        if l1 < 0.1:
            assert ahead(pulled.losses(new), plain.losses(new)) > 5


def test_a_soft_threshold_after_each_step_leaves_most_weights(parts, plain):
    @optimizer
    def proximal(theta, grad, t, *, eta=0.1, lambda1=0.1):
        return soft_threshold(theta - eta * grad(theta), eta * lambda1)

    landed = learn(proximal, parts[0], passes=3, **HOW)
    assert 0.85 * plain.nonzero < landed.nonzero < plain.nonzero
    slope = abs(landed.predict(parts[0]) - parts[0].labels).mean()
    assert slope == pytest.approx(1 / 3, abs=0.04)  # λ = 0.1 is 0.3 of it


def test_xiaos_lambda_and_the_solvers_c_leave_about_1250_weights(parts):
    xiao = learn(rda(gamma=0.125, lambda1=0.0017), parts[0], passes=3, size=20_000,
                 minibatch=8)  # fmt: skip
    assert 1250 <= xiao.nonzero < 1500


@pytest.mark.parametrize("lambda1", [2, 5])
def test_a_feature_met_lambda1_times_or_less_has_no_weight(parts, lambda1):
    train = parts[0]
    visits = 2 * np.bincount(train.indices, minlength=20_000)
    model = learn(ftrl(alpha=0.8, lambda1=lambda1), train, passes=2, **HOW)
    assert visits[model.weights != 0].min() > lambda1
    assert (visits <= lambda1).sum() > 5000


def test_lucky_rare_features_are_what_adagrads_rates_and_a_cut_keep(parts):
    train = parts[0]
    rare = np.bincount(train.indices, minlength=20_000) < 5
    cut, ours = (
        learn(ftrl(alpha=a, lambda1=x), train, passes=3, **HOW).largest(1250)
        for a, x in ((0.3, 0.0), (0.8, 4.0))
    )
    kept = [np.abs(model.weights[rare & (model.weights != 0)]) for model in (cut, ours)]
    assert len(kept[0]) > 1.5 * len(kept[1])
    assert kept[0].mean() > 2 * kept[1].mean()


def test_the_centre_matters_little_and_xiaos_single_rate_costs(parts):
    train, _, new = parts
    ours, other, xiao = (
        learn(rule, train, passes=3, **HOW).largest(1250).losses(new)
        for rule in (
            ftrl(alpha=0.8, lambda1=4.0),
            centred(alpha=0.8, lambda1=4.0),
            rda(gamma=0.15, lambda1=0.0034),
        )
    )
    assert abs((ours - other).mean()) < 0.005
    assert ahead(ours, xiao) > 3


def test_the_exact_solver_is_ahead_where_all_rows_are_in_memory(parts):
    train, _, new = parts
    ours = learn(ftrl(alpha=0.8, lambda1=4.0), train, passes=3, **HOW).largest(1250)
    solver = LogisticRegression(
        C=0.87, l1_ratio=1, solver="liblinear", fit_intercept=False
    ).fit(train.matrix(20_000), train.labels)
    p = solver.predict_proba(new.matrix(20_000))[:, 1]
    assert np.count_nonzero(solver.coef_) < 1350
    assert log_loss(new.labels, p) < ours.score(new).log_loss - 0.005


def test_at_a_fixed_lambda1_a_longer_stream_has_more_weights_and_xiaos_fewer():
    ours = [
        learn(ftrl(alpha=0.4, lambda1=3.0), clicks(n, seed=5), minibatch=64).nonzero
        for n in (2000, 8000, 32_000)
    ]
    assert ours[1] > 2 * ours[0] and ours[2] > 2 * ours[1]
    early, late = (
        learn(rda(gamma=0.05, lambda1=3e-4), clicks(n, seed=5)).nonzero
        for n in (2000, 8000)
    )
    assert late < early / 2


@pytest.mark.parametrize("beta", [0.3, 2.0])
def test_without_its_lambdas_ftrl_from_0_is_adagrad(beta):
    rules = ftrl(alpha=0.4, beta=beta), gbc.adagrad(eta=0.4, eps=beta)
    paths = [descend(rule, elongated_bowl, (0, 0), 60).theta for rule in rules]
    assert np.allclose(*paths, atol=1e-12)


def test_keras_takes_half_of_lambda2_and_begins_its_sum_of_squares_at_a_tenth():
    ours = ftrl(alpha=0.5, beta=0.0, lambda1=0.3, lambda2=0.5, s=0.1)
    theirs = keras.ftrl(eta=0.5, lambda1=0.3, lambda2=0.25)
    paths = [descend(rule, elongated_bowl, (0, 0), 40).theta for rule in (ours, theirs)]
    assert np.allclose(*paths, atol=1e-12)
