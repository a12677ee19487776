"""What networks are made of: starts, activations, losses, and two kinds of layer.

Rows of data lie before their columns and networks on the axes before: x (..., n, d).
A layer names the `shapes` of its weights; `forward` gives its output and what
`backward` needs again; `backward` writes the slopes of its weights into `grads`
and returns the slope at its input. Everything keeps the precision that it is given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from coursekit.arrays import Array

Init = Callable[[np.random.Generator, tuple[int, int]], tuple[Array, Array]]
Shapes = tuple[tuple[int, int], tuple[int]]

# Starts: (rng, shape of the weights) -> weights, biases


def uniform(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Array, Array]:
    """MDL's start: weights and biases evenly between −½ and ½."""
    return rng.uniform(-0.5, 0.5, shape), rng.uniform(-0.5, 0.5, shape[-1])


def xavier(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Array, Array]:
    """Glorot & Bengio 2010: signals keep their size through saturating layers."""
    limit = (6 / sum(shape)) ** 0.5
    return rng.uniform(-limit, limit, shape), np.zeros(shape[-1])


def he(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[Array, Array]:
    """He et al. 2015: twice Xavier's variance, for ReLU stops half of the signal."""
    return rng.normal(0, (2 / shape[0]) ** 0.5, shape), np.zeros(shape[-1])


# Activations


@dataclass(frozen=True)
class Activation:
    """A function a(z), its slope in terms of a, and the start that suits it."""

    name: str
    of: Callable[[Array], Array]
    slope: Callable[[Array], Any]  # an array like a, or a number
    init: Init = xavier

    def __call__(self, z: Array) -> Array:
        return self.of(z)

    def __repr__(self) -> str:
        return self.name


def _sigmoid(z):
    """1 / (1 + exp(-z)), in a form that cannot overflow."""
    a = z * 0.5
    np.tanh(a, out=a)
    a += 1
    a *= 0.5
    return a


sigmoid = Activation("sigmoid", _sigmoid, lambda a: a * (1 - a), uniform)
tanh = Activation("tanh", np.tanh, lambda a: 1 - a * a)
relu = Activation("relu", lambda z: np.maximum(z, 0), lambda a: a > 0, he)
linear = Activation("linear", lambda z: z, lambda a: 1)


# Losses


@dataclass(frozen=True)
class Loss:
    """The mean loss over rows, its slope at the outputs, and what outputs go through.

    value  (outputs (..., n, c), targets (n, c) or (..., n, c)) -> (...)
    slope  the same -> (..., n, c)
    """

    name: str
    value: Callable[[Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    output: Activation

    def __repr__(self) -> str:
        return self.name


def _cross_entropy(z, y):
    top = z.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(z - top).sum(axis=-1)) + top[..., 0]
    return (log_sum - (y * z).sum(axis=-1)).mean(axis=-1)


def softmax(z: Array) -> Array:
    """Probabilities: exp(z), divided by its sum over the last axis."""
    p = np.exp(z - z.max(axis=-1, keepdims=True))
    return p / p.sum(axis=-1, keepdims=True)


squared_error = Loss(
    "squared_error",
    lambda a, y: ((a - y) ** 2).sum(axis=-1).mean(axis=-1) / 2,
    lambda a, y: (a - y) / y.shape[-2],
    sigmoid,
)
softmax_cross_entropy = Loss(
    "softmax_cross_entropy",
    _cross_entropy,
    lambda z, y: (softmax(z) - y) / y.shape[-2],
    linear,
)


# Layers


@dataclass(frozen=True)
class Dense:
    """activation(x W + b): every output sees every input."""

    n_in: int
    n_out: int
    activation: Activation

    def __repr__(self) -> str:
        return f"{self.n_out} {self.activation!r}"

    @property
    def shapes(self) -> Shapes:
        return (self.n_in, self.n_out), (self.n_out,)

    def forward(self, weights: Sequence[Array], x: Array) -> tuple[Array, Any]:
        W, b = weights
        z = x @ W
        z += b[..., None, :]
        a = self.activation(z)
        return a, (x, a)

    def backward(
        self, weights: Sequence[Array], grads: Sequence[Array],
        kept: Any, slope: Array, first: bool,
    ) -> Any:  # fmt: skip
        x, a = kept
        delta = slope * self.activation.slope(a)
        np.matmul(x.swapaxes(-1, -2), delta, out=grads[0])
        delta.sum(axis=-2, out=grads[1])
        return None if first else delta @ weights[0].swapaxes(-1, -2)


@dataclass(frozen=True)
class Convolution:
    """Filters slide over a grey picture; of each pool × pool block the largest stays.

    It is a network's first layer, so nobody asks it for the slope at its input.
    Pooling comes before the activation: the largest stays the largest.
    """

    height: int
    width: int
    kernel: int
    pool: int
    filters: int
    activation: Activation

    def __repr__(self) -> str:
        k, p = self.kernel, self.pool
        filters = f"{self.filters} filters of {k}×{k}, largest of {p}×{p}"
        return f"{filters}, {self.activation!r} on {self.height}×{self.width}"

    @property
    def shapes(self) -> Shapes:
        return (self.kernel**2, self.filters), (self.filters,)

    @property
    def n_in(self) -> int:
        return self.height * self.width

    @property
    def blocks(self) -> tuple[int, int]:
        """How many pooled positions there are, down and across."""
        sides = (self.height - self.kernel + 1, self.width - self.kernel + 1)
        return sides[0] // self.pool, sides[1] // self.pool

    @property
    def n_out(self) -> int:
        return self.blocks[0] * self.blocks[1] * self.filters

    def forward(self, weights: Sequence[Array], x: Array) -> tuple[Array, Any]:
        W, b = weights
        patches = self._patches(x)
        z = patches @ W[..., None, :, :]
        top = z.max(axis=-3)
        a = self.activation(top + b[..., None, :])
        outputs = a.reshape(*a.shape[:-2], x.shape[-2], self.n_out)
        return outputs, (patches, z == top[..., None, :, :], a)

    def backward(
        self, weights: Sequence[Array], grads: Sequence[Array],
        kept: Any, slope: Array, first: bool,
    ) -> None:  # fmt: skip
        patches, largest, a = kept
        delta = slope.reshape(a.shape) * self.activation.slope(a)
        delta.sum(axis=-2, out=grads[1])
        # Where several are largest, as on blank paper, each gets its share.
        share = delta / largest.sum(axis=-3, dtype=delta.dtype)
        spread = _rows(share[..., None, :, :] * largest)
        np.matmul(_rows(patches).swapaxes(-1, -2), spread, out=grads[0])

    def _patches(self, x):
        """What the filters see: (..., places in a block, n × blocks, kernel²)."""
        down, across = self.blocks
        p, size = self.pool, (self.kernel, self.kernel)
        pictures = x.reshape(*x.shape[:-1], self.height, self.width)
        seen = np.lib.stride_tricks.sliding_window_view(pictures, size, axis=(-2, -1))
        seen = seen.reshape(*x.shape[:-1], down, p, across, p, *size)
        seen = np.moveaxis(seen, (-5, -3), (-7, -6))
        return seen.reshape(*x.shape[:-2], p * p, -1, self.kernel**2)


def _rows(array):
    """(..., places, m, d) -> (..., places × m, d)"""
    return array.reshape(*array.shape[:-3], -1, array.shape[-1])
