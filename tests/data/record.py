"""Walk the recorded runs of PyTorch and optax again, in the libraries themselves.

    python tests/data/record.py            # how far each run is from the recorded one
    python tests/data/record.py --write    # walks the cases that have no `traj` yet

It needs numpy, torch and optax, in an environment of its own: the course's tests read
`recorded_runs.json` alone. A case names the `call` that made it, its `lib_params`, the
rate `lr` (a number, or lr0 * gamma**t), the objective, start and steps; all is float64.
`tol` is how far an implementation may be: ten times what a slope that is off by a
relative 1e-13 makes of the path, and at least 1e-12. Cases of the other libraries
(Keras, TF1, scipy, mpmath) were recorded likewise, each in its own; those called
"lookahead" are x = y - beta v, from the library's y and velocity.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "recorded_runs.json"
SAVED = *range(6), *range(10, 1000, 10)  # the steps whose rows are kept
CALM = 1e-8  # a path that noise moves farther tells rounding, not rules


def gradient(spec):
    """theta -> the slope of an objective, in NumPy."""
    if spec["type"] == "quadratic":
        return lambda theta: np.array(spec["A"]) @ theta - spec["b"]
    if spec["type"] == "two_gauss":
        return two_gauss
    X, y = np.array(spec["X"]), np.array(spec["y"])

    def logreg(theta):
        chance = 1 / (1 + np.exp(-X @ theta))
        return X.T @ (chance - y) / len(y) + spec["l2"] * theta

    return logreg


def two_gauss(theta):
    """Of -2 exp(-|theta - (-1, 1)|² / 2) - exp(-|theta - (1, -1)|² / 2)."""
    away = theta - np.array([[-1.0, 1.0], [1.0, -1.0]])
    depth = np.array([2.0, 1.0]) * np.exp(-(away**2).sum(axis=1) / 2)
    return depth @ away


def rates(lr, steps):
    """The learning rate at each step."""
    if isinstance(lr, dict):
        return [lr["lr0"] * lr["gamma"] ** t for t in range(steps)]
    return [lr] * steps


def torch_path(case, slope):
    """theta after 0, 1, ... updates of a torch.optim class."""
    import torch

    torch.set_default_dtype(torch.float64)  # NAdam's product of momenta has it
    theta = torch.tensor(case["x0"], dtype=torch.float64)
    etas = rates(case["params"]["lr"], case["steps"])
    make = getattr(torch.optim, case["call"].removeprefix("torch."))
    optimizer = make([theta], lr=etas[0], **case["lib_params"])
    path = [theta.numpy().copy()]
    for eta in etas:
        optimizer.param_groups[0]["lr"] = eta
        theta.grad = torch.tensor(slope(path[-1]))
        optimizer.step()
        path.append(theta.numpy().copy())
    return np.array(path)


def optax_path(case, slope):
    """theta after 0, 1, ... updates of an optax optimizer."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    etas = jax.numpy.array(rates(case["params"]["lr"], case["steps"]))
    make = getattr(optax, case["call"].removeprefix("optax."))
    optimizer = make(lambda count: etas[count], **case["lib_params"])
    theta = jax.numpy.array(case["x0"])
    state, path = optimizer.init(theta), [case["x0"]]
    for _ in etas:
        g = jax.numpy.array(slope(np.array(theta)))
        updates, state = optimizer.update(g, state, theta)
        theta = optax.apply_updates(theta, updates)
        path.append(np.array(theta))
    return np.array(path)


WALKS = {"torch": torch_path, "optax": optax_path}


def is_walked(case):
    """Whether a case is a call of one name, whose own theta was recorded."""
    library, _, name = case["call"].partition(".")
    home = {"torch": "torch.optim", "optax": "optax"}.get(library)
    known = home is not None and hasattr(import_module(home), name)
    return known and not case["name"].endswith("lookahead")


def walk(case, objective, noise=0.0):
    """The kept rows of a case's path, its slopes off by a relative `noise`."""
    slope = gradient(objective)
    library = case["call"].partition(".")[0]
    path = WALKS[library](case, lambda theta: slope(theta) * (1 + noise))
    return path[case["idx"]]


def distance(ours, theirs):
    """The largest relative difference over the kept rows."""
    size = np.maximum(np.abs(theirs).max(axis=1), 1e-6)
    return (np.abs(ours - theirs).max(axis=1) / size).max()


def record(case, objective):
    """Give a new case its rows and its tolerance."""
    case["idx"] = [i for i in SAVED if i <= case["steps"]]
    rows = walk(case, objective)
    signs = np.random.default_rng(0).choice((-1, 1), (4, len(case["x0"])))
    off = max(distance(walk(case, objective, 1e-13 * s), rows) for s in signs)
    if off > CALM:
        raise SystemExit(f"{case['id']} magnifies noise of 1e-13 to {off:.0e}.")
    case["traj"], case["tol"] = rows.tolist(), max(1e-12, 10 * off)


def main(write):
    recorded = json.loads(FILE.read_text())
    for case in filter(is_walked, recorded["trajectories"]):
        objective = recorded["objectives"][case["objective"]]
        if write and "traj" not in case:
            record(case, objective)
            print(f"{case['id']}: recorded, tolerance {case['tol']:.0e}")
        elif not write:
            off = distance(walk(case, objective), np.array(case["traj"]))
            print(f"{off:.0e} {'FAR ' * bool(off > case['tol'])}{case['id']}")
    if write:
        FILE.write_text(json.dumps(recorded, separators=(",", ":")))


if __name__ == "__main__":
    main("--write" in sys.argv)
