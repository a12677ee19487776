"""Networks: their slopes, the book's own loop, many at once, and their precision."""

from itertools import islice

import numpy as np
import pytest
from tables import CURVATURE, RULES

from coursekit import descend, iterates, momentum, nesterov
from coursekit.datasets import Dataset, digits
from coursekit.descent import State
from coursekit.networks import (
    convolutional,
    dense,
    draws,
    he,
    relu,
    sigmoid,
    softmax_cross_entropy,
    squared_error,
    tanh,
    uniform,
    xavier,
)
from coursekit.online import minibatches
from coursekit.schedules import power

NETWORKS = {
    f"{activation}, {loss}": dense([6, 5, 4, 3], activation, loss)
    for activation in (sigmoid, tanh, relu)
    for loss in (squared_error, softmax_cross_entropy)
} | {
    "convolution": convolutional((2, 3), 3, filters=2, kernel=2, pool=1),
    "pooling": convolutional((5, 7), 3, filters=2, pool=1, hidden=(4,)),
    "blocks of two": convolutional((6, 5), 3, kernel=2, pool=1, activation=tanh),
    "pooled": convolutional((6, 8), 3, filters=2, hidden=(4,), loss=squared_error),
}
every_network = pytest.mark.parametrize("name", NETWORKS)


def rows(net, n=7, before=(), seed=0):
    """Rows of noise for a network, and targets."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(*before, n, net.layers[0].n_in))
    return X, np.eye(3)[rng.integers(3, size=(*before, n))]


def weights(net, seed):
    """Weights with biases that are not 0, where ReLU has its corner."""
    theta = net.start(seed, float)
    return theta + np.random.default_rng(0).normal(size=theta.shape) / 10


@every_network
def test_backpropagation_is_the_slope_of_the_loss(name):
    net = NETWORKS[name]
    theta, (X, Y) = weights(net, [1, 2]), rows(net)
    shifts = 1e-6 * np.eye(net.size)
    ahead = net.value(theta[:, None] + shifts, X, Y)
    behind = net.value(theta[:, None] - shifts, X, Y)
    slopes = net.gradient(theta, X, Y)
    np.testing.assert_allclose(slopes, (ahead - behind) / 2e-6, atol=1e-8)
    assert (np.abs(slopes).max(axis=1) > 1e-3).all()


@every_network
def test_many_networks_are_the_single_ones(name):
    net = NETWORKS[name]
    theta = weights(net, [[1, 2, 3], [4, 5, 6]])
    X, Y = rows(net, before=(2, 3))
    together = net.gradient(theta, X, Y), net.outputs(theta, X)
    for i in np.ndindex(2, 3):
        alone = net.gradient(theta[i], X[i], Y[i]), net.outputs(theta[i], X[i])
        for one, all_ in zip(alone, together):
            np.testing.assert_allclose(all_[i], one, rtol=1e-12, atol=1e-15)


@every_network
def test_networks_may_share_their_rows(name):
    net = NETWORKS[name]
    theta, (X, Y) = weights(net, [1, 2, 3]), rows(net)
    each = [net.gradient(one, X, Y) for one in theta]
    np.testing.assert_allclose(net.gradient(theta, X, Y), each, rtol=1e-12, atol=1e-15)


def book_step(arrays, speeds, X, Y, eta, beta):
    """MDL's way, sample by sample: forward, backward, add up; then one step."""
    sums = [np.zeros_like(array) for array in arrays]
    for x, y in zip(X, Y):
        signals = [x]
        for W, b in zip(arrays[::2], arrays[1::2]):
            signals.append(1 / (1 + np.exp(-(signals[-1] @ W + b))))
        error = signals[-1] - y
        for i in (4, 2, 0):
            out, into = signals[i // 2 + 1], signals[i // 2]
            error = error * out * (1 - out)
            sums[i] += np.outer(into, error)
            sums[i + 1] += error
            error = arrays[i] @ error
    speeds = [beta * v - eta * s / len(X) for v, s in zip(speeds, sums)]
    return [a + v for a, v in zip(arrays, speeds)], speeds


@pytest.mark.parametrize("beta", [0.0, 0.9])
def test_twenty_minibatches_agree_with_the_book_s_loop_over_samples(beta):
    net, data = dense([64, 100, 50, 10]), digits()
    start = net.start(3, float)
    cuts = np.cumsum([6400, 100, 5000, 50, 500])
    shapes = [(64, 100), (100,), (100, 50), (50,), (50, 10), (10,)]
    arrays = [a.reshape(s) for a, s in zip(np.split(start, cuts), shapes)]
    speeds, seen = [np.zeros(s) for s in shapes], minibatches(len(data.X), 64, seed=3)
    X, Y = data.X.astype(float), np.eye(10)[data.y]
    for t in range(1, 21):
        arrays, speeds = book_step(arrays, speeds, X[seen(t)], Y[seen(t)], 0.2, beta)
    path = descend(momentum(eta=0.2, beta=beta), net.on(data, 64, seed=3), start, 20)
    theirs = np.concatenate([a.ravel() for a in arrays])
    np.testing.assert_allclose(path.theta[-1], theirs, atol=1e-12, rtol=0)
    assert np.abs(theirs - start).max() > 0.01


def test_unpack_gives_views_layer_by_layer():
    net = dense([4, 3, 2])
    theta = np.zeros((5, net.size))
    (W1, b1), (W2, b2) = net.unpack(theta)
    assert [W.shape for W in (W1, b1, W2, b2)] == [(5, 4, 3), (5, 3), (5, 3, 2), (5, 2)]
    b2 += 1
    W1[0] = 2
    assert (theta[:, -2:] == 1).all() and (theta[0, :12] == 2).all()
    assert theta.sum() == 10 + 24


def by_hand(picture, filters, biases, pool):
    """One picture through filters, ReLU and pooling, number by number."""
    k = filters.shape[0]
    places = [range(side - k + 1) for side in picture.shape]
    maps = np.zeros((len(places[0]), len(places[1]), len(biases)))
    for i in places[0]:
        for j in places[1]:
            patch = picture[i : i + k, j : j + k, None]
            maps[i, j] = np.maximum((patch * filters).sum(axis=(0, 1)) + biases, 0)
    blocks = [
        maps[i : i + pool, j : j + pool].max(axis=(0, 1))
        for i in places[0][::pool]
        for j in places[1][::pool]
    ]
    return np.concatenate(blocks)


def test_a_convolution_is_what_it_is_by_hand():
    net = convolutional((5, 9), 3, filters=4, kernel=2, pool=2)
    theta, (X, _) = weights(net, 0), rows(net, n=3)
    (F, b), (W, c) = net.unpack(theta)
    for x, said in zip(X, net.outputs(theta, X)):
        seen = by_hand(x.reshape(5, 9), F.reshape(2, 2, 4), b, pool=2)
        np.testing.assert_allclose(said, seen @ W + c, rtol=1e-12)


def test_on_blank_paper_the_largest_of_equals_counts_once():
    net = convolutional((4, 4), 3, activation=tanh)
    theta, blank = weights(net, 0), np.full((2, 16), 0.3)
    Y = np.eye(3)[:2]
    shifts = 1e-6 * np.eye(net.size)
    rise = net.value(theta + shifts, blank, Y) - net.value(theta - shifts, blank, Y)
    slopes = net.gradient(theta, blank, Y)
    np.testing.assert_allclose(slopes, rise / 2e-6, atol=1e-8)


def test_starts_have_the_spread_that_their_sources_ask_for():
    def spread(init):
        (W, b), _ = dense([300, 200, 10], init=init).unpack(start(init))
        return W, b

    def start(init):
        return dense([300, 200, 10], init=init).start(0)

    for W in spread(uniform):
        assert W.std() == pytest.approx(12**-0.5, rel=0.1) and abs(W).max() <= 0.5
    (W, b), (V, c) = spread(xavier), spread(he)
    assert W.std() == pytest.approx((2 / 500) ** 0.5, rel=0.02)
    assert V.std() == pytest.approx((2 / 300) ** 0.5, rel=0.02)
    assert not b.any() and not c.any()
    assert [dense([2, 2, 2], a).init for a in (sigmoid, tanh, relu)] == [
        uniform, xavier, he,
    ]  # fmt: skip


def test_starts_and_minibatches_are_functions_of_the_seed():
    net = dense([64, 10])
    np.testing.assert_array_equal(net.start([4, 7])[1], net.start(7))
    assert not np.array_equal(net.start(7), net.start(8))
    drawn = draws(100, 8, np.array([[4], [7]]))
    for t in (1, 13, 14):
        np.testing.assert_array_equal(drawn(t)[1, 0], draws(100, 8, 7)(t))
    assert not np.array_equal(*drawn(1))


def precisions(rule):
    """The dtypes of theta and memory after three minibatches in float32."""
    net = dense([64, 5, 10])
    theta = net.start([0, 1])
    start = State(0, theta, rule.remember(theta))
    *_, last = islice(iterates(rule, net.on(digits(), batch=16), start), 4)
    return {array.dtype.name for array in (last.theta, *last.memory.values())}


@pytest.mark.parametrize("name", sorted(set(RULES) - CURVATURE))
def test_float32_stays_float32_through_every_rule(name):
    assert precisions(RULES[name]) == {"float32"}


@every_network
def test_no_layer_and_no_loss_promotes_float32(name, monkeypatch):
    net, found = NETWORKS[name], []
    kinds = {type(layer) for layer in net.layers}
    for kind in kinds:
        for does in ("forward", "backward"):
            monkeypatch.setattr(kind, does, noting(getattr(kind, does), found))
    monkeypatch.setattr(np, "matmul", noting(np.matmul, found))
    X, Y = (array.astype(np.float32) for array in rows(net))
    theta = net.start([1, 2])
    found += [net.value(theta, X, Y), net.gradient(theta, X, Y)]
    assert len(found) > 2 * len(net.layers)
    assert {array.dtype.name for array in found} == {"float32"}


def noting(method, found):
    """The method, noting the arrays of numbers that go in, and those that come out."""

    def noted(*args, **kwargs):
        out = method(*args, **kwargs)
        first = out[0] if isinstance(out, tuple) else out
        passed = [first, *args[-2:]]
        found.extend(x for x in passed if isinstance(x, np.ndarray))
        return out

    return noted


@pytest.mark.parametrize("eta", [0.5, np.array((0.5, 0.1)), np.sqrt, power(0.5, s=9)])
def test_float32_stays_float32_whatever_a_knob_is(eta):
    assert precisions(momentum(eta=eta)) == {"float32"}


def test_a_network_is_a_problem_like_any_other():
    net, data = dense([64, 8, 10]), digits()
    problem = net.on(data)
    runs = descend(nesterov(eta=np.array((0.5, 1.0))), problem, steps=30)
    assert runs.theta.shape == (31, 2, net.size)
    assert (runs.loss[-1] < runs.loss[0] / 1.5).all()
    assert problem.value(runs.theta[-1]) == pytest.approx(
        net.value(runs.theta[-1], data.X.astype(float), data.Y.astype(float))
    )


def test_large_sets_are_looked_at_in_pieces_with_the_same_outcome():
    net = dense([6, 4, 3])
    theta, (X, _) = weights(net, [1, 2]), rows(net, n=2500)
    whole = np.concatenate([net.outputs(theta, x) for x in np.split(X, 5)], axis=1)
    np.testing.assert_allclose(net.outputs(theta, X), whole, rtol=1e-12)


def test_large_outputs_overflow_nowhere():
    X, Y = np.full((2, 4), 1e4), np.eye(3)[:2]
    for loss in (squared_error, softmax_cross_entropy):
        net = dense([4, 3], loss=loss)
        theta = np.linspace(-5, 5, net.size)
        assert np.isfinite(net.value(theta, X, Y))
        assert np.isfinite(net.gradient(theta, X, Y)).all()


def test_what_does_not_fit_is_said():
    X, y = np.zeros((9, 5)), np.arange(9) % 3
    data = Dataset(X, y, X, y, name="nine rows")
    with pytest.raises(
        ValueError, match="takes 4 numbers to 3 classes; nine rows has 5"
    ):
        dense([4, 3]).on(data)
    with pytest.raises(ValueError, match="whole numbers"):
        dense([4, 2.5, 3])
    with pytest.raises(ValueError, match=r"leaves 6 × 6 places .* blocks of 4"):
        convolutional((8, 8), pool=4)
    with pytest.raises(ValueError, match="A batch of 9 rows"):
        dense([5, 3]).on(data, batch=64)
