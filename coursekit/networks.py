"""Networks over one flat vector theta: what an optimizer sees is a Problem.

The last axis of theta holds all weights of a network, the axes before are networks:
one and a hundred train by the same code. `net.unpack(theta)` shows the weights layer
by layer. Rows of data are X (n, n_in) for all networks, or (..., n, n_in), a batch for
each. What comes out has theta's precision: float64 to check, float32 to train.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from coursekit.arrays import Array, Draw, Integers, OfStep
from coursekit.layers import (
    Activation,
    Convolution,
    Dense,
    Init,
    Loss,
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
from coursekit.problem import Problem

__all__ = [
    "Activation", "Loss", "Network", "convolutional", "dense", "draws", "he", "relu",
    "sigmoid", "softmax_cross_entropy", "squared_error", "tanh", "uniform", "xavier",
]  # fmt: skip

Slot = tuple[int, int, tuple[int, ...]]
CHUNK = 1000  # rows that are looked at together; more would only fill the memory


class Data(Protocol):
    """What a network is fitted to: rows X (n, n_in), targets Y (n, classes), a name."""

    @property
    def X(self) -> Array: ...
    @property
    def Y(self) -> Array: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Network:
    """Layers, the loss at their end, and how their weights start."""

    layers: tuple[Dense | Convolution, ...]
    loss: Loss
    init: Init

    def __repr__(self) -> str:
        inside = " → ".join(map(repr, self.layers))
        start = f"{self.init.__name__} start"
        return f"Network({self.layers[0].n_in} → {inside}, {self.loss!r}, {start})"

    @cached_property
    def _slots(self) -> list[list[Slot]]:
        """Layer by layer, where in theta each of its arrays lies: (from, to, shape)."""
        slots: list[list[Slot]] = []
        end = 0
        for layer in self.layers:
            own: list[Slot] = []
            for shape in layer.shapes:
                begin, end = end, end + int(np.prod(shape))
                own.append((begin, end, shape))
            slots.append(own)
        return slots

    @property
    def size(self) -> int:
        """How many weights and biases there are: the d of theta (..., d)."""
        return self._slots[-1][-1][1]

    def unpack(self, theta: Array) -> list[list[Array]]:
        """The weights and biases of each layer, as views of theta."""
        before = theta.shape[:-1]
        return [
            [theta[..., i:j].reshape(before + shape) for i, j, shape in own]
            for own in self._slots
        ]

    def start(self, seed: ArrayLike = 0, dtype: DTypeLike = np.float32) -> Array:
        """Weights to begin with, (d,); for an array of seeds (..., d)."""
        seeds = np.asarray(seed)
        theta = [self._one_start(int(s)) for s in seeds.flat]
        return np.array(theta, dtype).reshape(*seeds.shape, self.size)

    def _one_start(self, seed):
        # Minibatches use (seed, epoch): the third number keeps these draws apart.
        rng = np.random.default_rng((seed, 0, 1))
        drawn = (self.init(rng, layer.shapes[0]) for layer in self.layers)
        return np.concatenate([np.ravel(array) for pair in drawn for array in pair])

    def outputs(self, theta: Array, X: Array) -> Array:
        """What the last layer says: (..., n, classes)."""
        if X.shape[-2] > CHUNK:
            cuts = np.split(X, range(CHUNK, X.shape[-2], CHUNK), axis=-2)
            return np.concatenate([self.outputs(theta, x) for x in cuts], axis=-2)
        x = X
        for layer, weights in zip(self.layers, self.unpack(theta)):
            x, _ = layer.forward(weights, x)
        return x

    def predict(self, theta: Array, X: Array) -> Integers:
        """The label of each row that has the largest output: (..., n)."""
        return self.outputs(theta, X).argmax(axis=-1)

    def value(self, theta: Array, X: Array, Y: Array) -> Array:
        """The mean loss over rows with targets Y (n, classes): (...)."""
        return self.loss.value(self.outputs(theta, X), Y)

    def gradient(self, theta: Array, X: Array, Y: Array) -> Array:
        """The slope of `value` by backpropagation: (..., d)."""
        grad = np.empty(theta.shape, theta.dtype)
        weights, grads = self.unpack(theta), self.unpack(grad)
        x, kept = X, []
        for layer, own in zip(self.layers, weights):
            x, needed = layer.forward(own, x)
            kept.append(needed)
        slope: Any = self.loss.slope(x, Y)
        for i in reversed(range(len(self.layers))):
            slope = self.layers[i].backward(
                weights[i], grads[i], kept[i], slope, first=i == 0
            )
        return grad

    def on(self, data: Data, batch: int | None = None, seed: ArrayLike = 0) -> Problem:
        """The Problem of fitting data's training rows.

        batch  how many rows a step sees, all if None; which ones is a function of seed
               and t. For an array of seeds, theta needs its shape: a draw for each.
        Raises ValueError where rows or classes are not those of the network.
        """
        self._fits(data)
        arrays = _in_precision(data.X, data.Y)

        def gradient(theta):
            return self.gradient(theta, *arrays(theta.dtype))

        draw = None if batch is None else draws(len(data.X), batch, seed)
        return Problem(
            value=lambda theta: self.value(theta, *arrays(theta.dtype)),
            gradient=gradient,
            name=f"{self!r} on {data.name}",
            start=self.start(np.ravel(seed)[0]),
            oracle=self._sampled(arrays, draw) if draw else None,
        )

    def _sampled(
        self, arrays: Callable[[DTypeLike], list[Array]], draw: Draw
    ) -> OfStep:
        """The gradient on the rows that step t draws."""

        def oracle(theta, t):
            X, Y = arrays(theta.dtype)
            rows = draw(t)
            return self.gradient(theta, X.take(rows, axis=0), Y.take(rows, axis=0))

        return oracle

    def _fits(self, data: Data) -> None:
        n_in, n_out = self.layers[0].n_in, self.layers[-1].n_out
        if data.X.shape[1] != n_in or data.Y.shape[1] != n_out:
            raise ValueError(
                f"This network takes {n_in} numbers to {n_out} classes; {data.name} "
                f"has {data.X.shape[1]} numbers a row and {data.Y.shape[1]} classes."
            )


def draws(n: int, batch: int, seed: ArrayLike = 0) -> Draw:
    """A function of t: the rows of step t, (batch,), or (..., batch) for many seeds."""
    if np.ndim(seed) == 0:
        return minibatches(n, batch, int(np.asarray(seed)))
    seeds = np.asarray(seed)
    each = [minibatches(n, batch, int(s)) for s in seeds.flat]
    return lambda t: np.array([rows(t) for rows in each]).reshape(*seeds.shape, -1)


def _in_precision(*arrays):
    """A function of dtype: the arrays in it, converted once."""
    return lru_cache(
        lambda dtype: [array.astype(dtype, copy=False) for array in arrays]
    )


def dense(
    sizes: Sequence[int],
    activation: Activation = sigmoid,
    loss: Loss = squared_error,
    init: Init | None = None,
) -> Network:
    """A network of dense layers: dense([64, 100, 50, 10]) is MDL's, for the digits.

    The last layer goes through what the loss wants: a sigmoid for the squared error,
    nothing for the softmax. Weights start as it suits the activation, or by `init`.
    Raises ValueError for sizes that no network can have.
    """
    if len(sizes) < 2 or any(int(size) != size or size < 1 for size in sizes):
        raise ValueError(f"sizes are whole numbers, inputs to classes; got {sizes!r}.")
    passes = [activation] * (len(sizes) - 2) + [loss.output]
    layers = map(Dense, sizes[:-1], sizes[1:], passes)
    return Network(tuple(layers), loss, init or activation.init)


def convolutional(
    shape: tuple[int, int], classes: int = 10,
    filters: int = 8, kernel: int = 3, pool: int = 2, hidden: Sequence[int] = (),
    *, activation: Activation = relu, loss: Loss = softmax_cross_entropy,
    init: Init | None = None,
) -> Network:  # fmt: skip
    """One convolution with pooling, then dense layers, for pictures of that shape.

    shape (height, width), kernel and pool in points, hidden as in `dense`. Raises
    ValueError where the pools do not divide what the kernel leaves.
    """
    height, width = shape
    sides = [side - kernel + 1 for side in shape]
    if min(sides) < 1 or any(side % pool for side in sides):
        raise ValueError(
            f"A kernel of {kernel} leaves {sides[0]} × {sides[1]} places of a "
            f"{height} × {width} picture, which blocks of {pool} must divide evenly."
        )
    first = Convolution(height, width, kernel, pool, filters, activation)
    rest = dense((first.n_out, *hidden, classes), activation, loss, init)
    return Network((first, *rest.layers), loss, rest.init)
