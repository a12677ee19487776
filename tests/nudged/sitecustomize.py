"""Start-up file of calm.py: every gradient of coursekit comes out a hair's breadth off.

A folder on PYTHONPATH is enough: kernels and the processes that they start import this
file first. NUDGE is the seed. How far a number moves is a function of the seed, of the
number and of its place, so a run still takes the same path when it is walked again.
"""

import os
from functools import cache, wraps

import numpy as np

import coursekit.sparse.model as sparse
from coursekit.networks import Network
from coursekit.problem import Problem

RELATIVE = 1e-13  # of float64; of float32 a few units in the last place
SEED = int(os.environ["NUDGE"])
MIX = np.uint64(0x9E3779B97F4A7C15)  # odd, without a pattern: times it mixes bits


@cache
def salts(places):
    """A number for each of so many places; for a single number, without any."""
    place = np.arange(places or 1, dtype=np.uint64)
    mixed = (place + np.uint64(SEED)) * MIX
    mixed ^= mixed >> np.uint64(29)
    return mixed if places else mixed[0]


@cache
def size(dtype):
    """How far a number is moved at most, as a share of it."""
    return max(RELATIVE, 4 * np.finfo(dtype).eps)


def nudged(g):
    """The same numbers, each moved by up to RELATIVE of itself."""
    g = np.asarray(g)
    if g.dtype.kind != "f":
        return g
    bits = g.astype(float, copy=False).view(np.uint64)
    mixed = (bits ^ salts(g.shape[-1] if g.ndim else 0)) * MIX
    between = mixed.view(np.int64) * (size(g.dtype) / 2**63)
    return (g * (1 + between)).astype(g.dtype, copy=False)


def nudging(function):
    """The function, whose answers come out nudged."""

    @wraps(function)
    def gives(*args, **kwargs):
        with np.errstate(all="ignore"):  # divergence is data
            return nudged(function(*args, **kwargs))

    return gives


def nudge_problems():
    """What a Problem hands out to rules: gradients of all kinds, and second ones."""
    complete = Problem.__post_init__

    def completed(problem):
        complete(problem)
        for name in ("gradient", "oracle", "hessian"):
            if getattr(problem, name) is not None:
                function = nudging(getattr(problem, name))
                object.__setattr__(problem, name, function)

    Problem.__post_init__ = completed


def nudge_sparse_rows():
    """Sparse learning has no Problem: its gradients are the rows' values, weighted."""
    blocks = sparse.blocks

    def moved(*args):
        for block in blocks(*args):
            yield sparse.replace(block, values=nudged(block.values))

    sparse.blocks = moved


nudge_problems()
nudge_sparse_rows()
Network.gradient = nudging(Network.gradient)
