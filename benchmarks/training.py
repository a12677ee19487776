"""How fast networks train, beside a loop over samples, PyTorch and JAX.

    python benchmarks/training.py [results.json]

The course needs neither PyTorch nor JAX; what is not installed is left out. The data
are Fashion-MNIST 14 × 14 where COURSEKIT_DATA names a folder that has it, digits
otherwise. On one core contenders take turns and the median of their processor time
counts, which others on the machine disturb little; with two processes, the clock.
"""

import json
import os
import sys
from itertools import islice, pairwise
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np
from threadpoolctl import threadpool_limits

from coursekit import gd, momentum
from coursekit.datasets import digits, fashion_mnist
from coursekit.descent import State, iterates
from coursekit.experiments import repeat
from coursekit.networks import dense, draws

BATCH, STEPS, MANY, ETA, BETA = 64, 100, 22, 0.2, 0.9
BOOK = momentum(eta=ETA, beta=BETA)


def the_data():
    return fashion_mnist(14) if os.environ.get("COURSEKIT_DATA") else digits()


DATA = the_data()
SIZES = [DATA.X.shape[1], 100, 50, 10]
NET = dense(SIZES)
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"


def medians(contenders, rounds):
    """Median seconds of each contender, who take turns; each call tells its seconds."""
    for call in contenders.values():
        call()
    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, call in contenders.items():
            times[name].append(call())
    return {name: median(all_) for name, all_ in times.items()}


def timed(call, times=1, clock=process_time):
    """A function that does `call` and tells the seconds per time."""

    def run():
        begin = clock()
        call()
        return (clock() - begin) / times

    return run


# Contenders: functions of how many networks, which train STEPS minibatches each


def ours(many):
    """The steps that `train` takes between two measurements."""
    seed = np.arange(many) if many > 1 else 0
    theta = NET.start(seed)
    start = State(0, theta, BOOK.remember(theta))
    walk = iterates(BOOK, NET.on(DATA, BATCH, seed), start)
    return timed(lambda: next(islice(walk, STEPS - 1, None)), STEPS)


def sample_by_sample(many):
    """The book's way: 64 of all rows at random, one by one through each layer."""
    rng = np.random.default_rng(0)
    weights = [rng.uniform(-0.5, 0.5, (i + 1, j)) for i, j in pairwise(SIZES)]
    speeds = [np.zeros_like(W) for W in weights]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def slopes(x, y):
        seen, sums = [x[None]], []
        for W in weights:
            sums.append(np.dot(seen[-1], W[:-1]) + W[-1])
            seen.append(sigmoid(sums[-1]))
        error = seen.pop() - y
        for W, z, x in zip(weights[::-1], sums[::-1], seen[::-1]):
            error = sigmoid(z) * (1 - sigmoid(z)) * error
            yield np.vstack((np.dot(x.T, error), error))
            error = np.dot(error, W[:-1].T)

    def step():
        totals = [np.zeros_like(W) for W in weights]
        for row in np.argsort(rng.random(len(DATA.X)))[:BATCH]:
            for total, slope in zip(totals[::-1], slopes(DATA.X[row], DATA.Y[row])):
                total += slope
        for k, total in enumerate(totals):
            speeds[k] = BETA * speeds[k] - ETA * total / BATCH
            weights[k] = weights[k] + speeds[k]

    return timed(step)


def with_torch(many):
    """Eager PyTorch: autograd, torch.optim.SGD, and torch.bmm for many networks."""
    import torch

    torch.set_num_threads(1)
    X, Y = (torch.tensor(array) for array in (DATA.X, DATA.Y))
    before = (many,) if many > 1 else ()
    shapes = list(pairwise(SIZES))
    W = [(torch.rand(*before, *s) - 0.5).requires_grad_() for s in shapes]
    b = [(torch.rand(*before, 1, s[1]) - 0.5).requires_grad_() for s in shapes]
    optimizer = torch.optim.SGD([*W, *b], lr=ETA, momentum=BETA)
    layer = torch.baddbmm if many > 1 else torch.addmm

    def epoch():
        order = torch.stack([torch.randperm(len(X)) for _ in range(many)])
        for t in range(STEPS):
            k = t * BATCH % (len(X) - BATCH)
            rows = order[:, k : k + BATCH].reshape(*before, BATCH)
            a = X[rows]
            for weights, biases in zip(W, b):
                a = torch.sigmoid(layer(biases, a, weights))
            loss = ((a - Y[rows]) ** 2).sum() / (2 * BATCH)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return timed(epoch, STEPS)


def with_jax(many):
    """JAX: the whole loop compiled by lax.scan, vmap for many networks."""
    import jax
    from jax import numpy as jnp

    X, Y = jnp.asarray(DATA.X), jnp.asarray(DATA.Y)
    rng = np.random.default_rng(0)

    def loss(weights, rows):
        a = X[rows]
        for W, b in weights:
            a = jax.nn.sigmoid(a @ W + b)
        return ((a - Y[rows]) ** 2).sum() / (2 * BATCH)

    def step(state, rows):
        weights, speed = state
        slope = jax.grad(loss)(weights, rows)
        speed = jax.tree.map(lambda v, g: BETA * v - ETA * g, speed, slope)
        return (jax.tree.map(jnp.add, weights, speed), speed), None

    def run(state, rows):
        return jax.lax.scan(step, state, rows)[0]

    before = (many,) if many > 1 else ()
    weights = [
        tuple(
            jnp.float32(rng.uniform(-0.5, 0.5, (*before, *s)))
            for s in (shape, shape[1:])
        )
        for shape in pairwise(SIZES)
    ]
    state = (weights, jax.tree.map(jnp.zeros_like, weights))
    rows = jnp.asarray(rng.integers(len(X), size=(*before, STEPS, BATCH)))
    compiled = jax.jit(jax.vmap(run) if many > 1 else run)
    return timed(lambda: jax.block_until_ready(compiled(state, rows)), STEPS)


def entered(many, **contenders):
    """The contenders that are installed, ready to run."""
    ready = {}
    for name, make in contenders.items():
        try:
            ready[name] = make(many)
        except ImportError:
            print(f"  {name}: not installed")
    return ready


# Rows of the table: what, seconds of each contender, goals (contender -> least ratio)


def one_network():
    found = medians(
        entered(
            1, coursekit=ours, loop=sample_by_sample, torch=with_torch, jax=with_jax
        ),
        rounds=25,
    )
    # A smaller network than the book's does too little for NumPy's calls to vanish.
    return found, {"loop": 25, "torch": 2, "jax": 1 / 1.4 if SIZES[0] == 196 else 0.5}


def many_networks():
    found = medians(
        entered(MANY, coursekit=ours, torch=with_torch, jax=with_jax), rounds=11
    )
    return {k: v / MANY for k, v in found.items()}, {"torch": 1, "jax": 1 / 1.3}


def drawing(many=1):
    """A step's draw of rows and their copies, against the whole step."""
    draw, t = draws(len(DATA.X), BATCH, np.arange(many) if many > 1 else 0), [0]

    def epoch():
        for _ in range(STEPS):
            t[0] += 1
            rows = draw(t[0])
            DATA.X.take(rows, axis=0), DATA.Y.take(rows, axis=0)

    return medians({"coursekit": timed(epoch, STEPS), "a step": ours(many)}, rounds=15)


def drawing_for_one():
    return drawing(), {"a step": 20}


def drawing_for_many():
    return drawing(MANY), {"a step": 20}


def digits_runs(workers, rules, runs=MANY):
    with TemporaryDirectory() as folder:
        for rule in rules:
            repeat(
                dense([64, 100, 50, 10]), digits(), rule, runs,
                folder=folder, workers=workers, steps=2000, progress=False,
            )  # fmt: skip


def two_processes():
    one, two = (
        timed(lambda w=w: digits_runs(w, [BOOK], runs=12), clock=perf_counter)
        for w in (1, 2)
    )
    return medians({"coursekit": two, "one process": one}, 3), {"one process": 1.5}


def four_arms():
    """The whole experiment of the course's capstone: 88 runs of 2,000 minibatches."""
    arms = [gd(eta=1.0), BOOK, gd(eta=0.2), gd(eta=2.0)]
    seconds = timed(lambda: digits_runs(2, arms), clock=perf_counter)()
    return {"coursekit": seconds, "a minute": 60.0}, {"a minute": 1}


ON_ONE_CORE = {
    "a minibatch, 1 network": one_network,
    f"per network, {MANY} at once": many_networks,
    "draw and copy, 1 network": drawing_for_one,
    f"draw and copy, {MANY} networks": drawing_for_many,
}
ON_ALL_CORES = {
    "12 runs on digits, 2 processes": two_processes,
    "88 runs on digits, 2 processes": four_arms,
}


def measured(title, run):
    """Rows of results, one per contender: seconds, ratio, goal, met or not."""
    seconds, goals = run()
    ours = seconds.pop("coursekit")
    print(f"{title:32}{ours * 1e6:14,.0f} µs")
    for name, theirs in seconds.items():
        ratio, goal = theirs / ours, goals[name]
        missed = "" if ratio >= goal else "  missed"
        print(f"{name:>32}{theirs * 1e6:14,.0f} µs{ratio:8.2f} ×  {goal:.2f}{missed}")
        yield {
            "what": title, "seconds": ours, "beside": name, "its seconds": theirs,
            "ratio": ratio, "at least": goal, "met": not missed,
        }  # fmt: skip


def main(target=None):
    print(f"{DATA!r}\nload {os.getloadavg()}; ratio = the other's time / coursekit's\n")
    rows = []
    with threadpool_limits(1, "blas"):
        for title, run in ON_ONE_CORE.items():
            rows += measured(title, run)
    for title, run in ON_ALL_CORES.items():
        rows += measured(title, run)
    if target:
        with open(target, "w") as file:
            json.dump(rows, file, indent=1)
    return all(row["met"] for row in rows)


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
