"""How fast coursekit walks, beside plain NumPy and, where it is installed, PyTorch.

    python benchmarks/optimizers.py [results.json]

Contenders take turns within one run, and the best of many rounds counts, so that
ratios mean something on a busy machine. PyTorch is not needed by the course.
"""

import json
import subprocess
import sys
import timeit

import numpy as np

from coursekit import adam, canyon, descend, momentum

STEPS = 100
STARTS = canyon.window[:, 0] + 4 * np.random.default_rng(0).random((10_000, 2))


def best(contenders, rounds=15, least=0.02):
    """Seconds per call of each contender: they take turns, the best round counts."""
    times = {name: [] for name in contenders}
    calls = {}
    for name, call in contenders.items():
        call()
        calls[name] = max(1, int(least / min(timeit.repeat(call, number=1, repeat=3))))
    for _ in range(rounds):
        for name, call in contenders.items():
            times[name].append(timeit.timeit(call, number=calls[name]) / calls[name])
    return {name: min(all_) for name, all_ in times.items()}


def momentum_loop(theta, eta=0.1, beta=0.9):
    """What a notebook would write: NumPy, a list, no contract."""
    path, v = [theta], np.zeros_like(theta)
    for _ in range(STEPS):
        v = beta * v - eta * canyon.gradient(theta)
        theta = theta + v
        path.append(theta)
    return np.array(path)


def adam_loop(theta, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    path, m, s = [theta], np.zeros_like(theta), np.zeros_like(theta)
    for t in range(1, STEPS + 1):
        g = canyon.gradient(theta)
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
        theta = theta - eta * m_hat / (np.sqrt(s_hat) + eps)
        path.append(theta)
    return np.array(path)


def a_path(rule, loop):
    return best({
        "coursekit": lambda: descend(rule, canyon, steps=STEPS),
        "plain NumPy": lambda: loop(canyon.start),
    })  # fmt: skip


def many_paths(rule, loop):
    return best({
        "coursekit": lambda: descend(rule, canyon, STARTS, STEPS),
        "plain NumPy": lambda: loop(STARTS),
    })  # fmt: skip


def a_grid_of_starts():
    grid = STARTS.reshape(100, 100, 2)
    with np.errstate(all="ignore"):
        return best({
            "coursekit": lambda: descend(momentum, canyon, grid, STEPS),
            "one run": lambda: descend(momentum, canyon, steps=STEPS),
        })  # fmt: skip


def a_step_of_adam(size):
    draw = np.random.default_rng(0).normal(size=(2, size)).astype(np.float32)
    theta, slope = draw
    state = {"theta": theta, "memory": adam.remember(theta), "t": 0}

    def ours():
        state["t"] += 1
        state["theta"], state["memory"] = adam.step(
            state["theta"], lambda _: slope, state["t"], state["memory"]
        )

    return best({"coursekit": ours, **_torch_adam(theta, slope)})


def _torch_adam(theta, slope):
    try:
        import torch
    except ImportError:
        return {}
    parameter = torch.tensor(theta, requires_grad=True)
    parameter.grad = torch.tensor(slope)
    return {"PyTorch": torch.optim.Adam([parameter]).step}


def an_import():
    """Importing coursekit and NumPy, each in a fresh interpreter, by turns."""
    code = "from time import perf_counter as t; s = t(); import {}; print(t() - s)"
    times = {"coursekit": [], "numpy": []}
    for _ in range(12):
        for name, all_ in times.items():
            run = [sys.executable, "-c", code.format(name)]
            all_.append(float(subprocess.check_output(run)))
    return {name: min(all_) for name, all_ in times.items()}


def an_import_beyond_numpy():
    times = an_import()
    return {"coursekit": times["coursekit"] - times["numpy"]}


# What is timed, who is the measure, at most how many times its time, at most how long.
TABLE = {
    "100 steps of momentum": (lambda: a_path(momentum, momentum_loop), None, 3e-3),
    "100 steps of Adam": (lambda: a_path(adam, adam_loop), None, 4.5e-3),
    "10,000 paths of momentum": (
        lambda: many_paths(momentum, momentum_loop), None, 12e-3
    ),
    "10,000 paths of Adam": (lambda: many_paths(adam, adam_loop), None, 25e-3),
    "100 × 100 starts": (a_grid_of_starts, 10, None),
    "Adam, a step of 1,000": (lambda: a_step_of_adam(1_000), 1 / 3, None),
    "Adam, a step of 100,000": (lambda: a_step_of_adam(100_000), 1, None),
    "import": (an_import, 1.3, None),
    "import, beyond NumPy's": (an_import_beyond_numpy, None, 30e-3),
}  # fmt: skip


def measured(title):
    """One row of results: seconds, ratio to the other contender, limits, met or not."""
    run, most, longest = TABLE[title]
    seconds = run()
    ours, (other, theirs) = seconds["coursekit"], [*seconds.items(), ("", None)][1]
    ratio = ours / theirs if theirs else None
    late = longest is not None and ours > longest
    slow = most is not None and ratio is not None and ratio > most
    return {
        "what": title, "seconds": ours, "beside": other, "its seconds": theirs,
        "ratio": ratio, "at most": most, "longest": longest, "met": not (late or slow),
    }  # fmt: skip


def line(row):
    """A row of results as text."""
    beside = ratio = ""
    if row["ratio"]:
        beside = f"{row['beside']} {row['its seconds'] * 1e3:.3f} ms"
        ratio = f"{row['ratio']:.2f}"
    limit = (
        f"{row['at most']:.2g} ×" if row["at most"] else f"{row['longest'] * 1e3:g} ms"
    )
    ours = f"{row['seconds'] * 1e3:.3f} ms"
    missed = "" if row["met"] else "  missed"
    return f"{row['what']:26}{ours:>12}{beside:>26}{ratio:>8}  {limit}{missed}"


def main(target=None):
    print(f"{'':26}{'coursekit':>12}{'beside':>26}{'ratio':>8}  limit")
    rows = []
    for title in TABLE:
        rows.append(measured(title))
        print(line(rows[-1]), flush=True)
    if target:
        with open(target, "w") as file:
            json.dump(rows, file, indent=1)
    return all(row["met"] for row in rows)


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
