"""The verdicts of lesson 05, on other seeds and other surfaces than the lesson's."""

import numpy as np
import pytest

from coursekit import descend, quadratic
from coursekit.online import noisy_quadratic
from coursekit.optimizers import gd, momentum, nesterov
from coursekit.problems import lessard, rotated_canyon


def swings(rule, problem, eta, along):
    path = descend(rule(eta=eta), problem, steps=20).theta - problem.minima[0]
    return path @ along


@pytest.mark.parametrize("angle", [20, 70])
def test_its_swings_are_smaller_and_beyond_1_it_crosses_at_every_step(angle):
    canyon = rotated_canyon(angle)
    steep = np.linalg.eigh(canyon.hessian(canyon.start))[1][:, 1]
    for push in (0.7, 0.9, 1.15):
        m, n = (swings(rule, canyon, push / 80, steep) for rule in (momentum, nesterov))
        assert abs(n[10:]).max() < abs(m[10:]).max() / 3
        assert ((np.diff(np.sign(n)) != 0).sum() == 20) == (push > 1)


def rates(curvatures, beta):
    """The measured factor per step of both rules, for η up to Nesterov's limit."""
    limit = (2 + 2 * beta) / (1 + 2 * beta) / max(curvatures)
    etas = np.linspace(0.01, 0.99, 99) * limit
    starts = np.ones((99, len(curvatures)))
    bowl = quadratic(np.diag(curvatures))
    for rule in (momentum, nesterov):
        path = descend(rule(eta=etas, beta=beta), bowl, starts, steps=300).theta
        yield np.log(np.linalg.norm(path[200:], axis=-1)).mean(axis=0)


@pytest.mark.parametrize(
    ("kappa", "beta", "low", "high"),
    [(40, 0.9, 0.85, 1), (40, 0.4, 0, 0.4), (2000, 0.9, 0, 0.05)],
)
def test_it_is_nearly_always_faster_at_a_usual_beta_in_a_short_canyon_and_not_else(
    kappa, beta, low, high
):
    m, n = rates((1.0, kappa), beta)
    assert low <= (n < m - 1e-9).mean() <= high


def test_with_both_knobs_tuned_momentum_wins_on_a_bowl():
    bowl, best = quadratic(np.diag([1.0, 40.0])), {}
    etas, betas = np.meshgrid(np.linspace(0.005, 0.1, 60), np.linspace(0, 0.95, 60))
    starts = np.ones((*etas.shape, 2))
    for rule in (momentum, nesterov):
        with np.errstate(all="ignore"):
            end = descend(rule(eta=etas, beta=betas), bowl, starts, steps=80).theta[-1]
            best[rule.name] = np.nanmin(np.linalg.norm(end, axis=-1))
    assert best["momentum"] < best["nesterov"] / 10


def test_a_growing_beta_earns_the_second_power_and_a_constant_one_does_not():
    spread = quadratic(np.diag(np.logspace(-5.5, 0.3, 150)))
    eta = 10**-0.3
    for beta, power in ((lambda t: (t - 1) / (t + 2), -2), (0.9, -1)):
        loss = descend(nesterov(eta=eta, beta=beta), spread, steps=1000).loss
        assert np.log10(loss[1000] / loss[100]) == pytest.approx(power, abs=0.3)


def judged_losses(sigma):
    """(rules, seeds): late losses; other seeds chose the knobs of each rule."""
    etas, betas = np.geomspace(0.003, 1.95, 40)[:, None], np.array([0, 0.5, 0.8, 0.9])
    found = []
    for rule in (gd, momentum, nesterov):
        knobs = {"eta": etas} if rule is gd else {"eta": etas, "beta": betas}
        losses = []
        for seed in range(11, 19):
            bowl = noisy_quadratic(np.repeat([1, 0.05], 60), sigma=sigma, seed=seed)
            with np.errstate(all="ignore"):
                run = descend(rule(**knobs), bowl, steps=100)
                losses.append(run.loss[-20:].mean(axis=0).ravel())
        best = np.nanargmin(np.mean(losses[:4], axis=0))
        found.append([each[best] for each in losses[4:]])
    return np.array(found)


def test_noise_takes_the_gain_away():
    plain, heavy, ahead = judged_losses(0.01)
    assert (ahead < plain / 2).all() and (heavy < plain).all()
    assert (ahead < heavy).all()  # a little noise suits Nesterov, both rules tuned
    plain, heavy, ahead = judged_losses(0.5)
    for each in (heavy, ahead):
        assert (each / plain).mean() == pytest.approx(1, abs=0.03)


def test_on_lessards_function_it_arrives_from_every_start():
    for starts, steps in (
        (np.linspace(-6, 6, 301), 500),
        (np.linspace(-3, 3, 77), 400),
    ):
        rule = nesterov(eta=1 / 25, beta=2 / 3)
        run = descend(rule, lessard, starts[:, None], steps)
        assert (run.arrived_at(0.1) >= 0).all()


@pytest.mark.parametrize("beta", [0.6, 0.9])
def test_in_a_long_canyon_the_two_are_alike(beta):
    m, n = rates((1.0, 3000.0), beta)
    assert np.abs(n / m - 1).max() < 0.1
