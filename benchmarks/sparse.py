"""How many examples a second FTRL-Proximal learns, beside river and Vowpal Wabbit.

    python benchmarks/sparse.py [results.json]

Rows have 30 features out of 2**20. Contenders take turns within one run, on one core,
and it is the core's own seconds that count, so that a busy machine matters less: ratios
are of medians, and the best round is held against a number. Vowpal Wabbit reads text,
as it does; river gets dictionaries that are made beforehand. Neither they nor numba are
needed by the course. The last row streams 10 million examples, for some minutes.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from time import process_time

from coursekit import ftrl
from coursekit.clicks import clicks
from coursekit.sparse import learn

SIZE, FEATURES, ROWS, ROUNDS = 1 << 20, 30, 200_000, 9
KNOBS = {"alpha": 0.1, "beta": 1.0, "lambda1": 1.0, "lambda2": 0.0}
RULE = ftrl(**KNOBS)
MEMORY = r"""
import re
from coursekit import ftrl
from coursekit.clicks import clicks
from coursekit.sparse import learn

def most():
    status = open("/proc/self/status").read()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024

stream = clicks(10_000_000)
model = learn(ftrl(lambda1=1.0), stream[:1_000_000], minibatch=256, progress=True)
early = most()
model = model.learn(stream[1_000_000:], progress=True)
assert model.progressive.rows == 10_000_000
print(early, most())
"""


def with_numpy(rows):
    return lambda: learn(RULE, rows, size=SIZE, minibatch=256)


def with_numba(rows):
    if not find_spec("numba"):
        return None
    learn(RULE, rows[:10], size=SIZE, fast=True)  # compiles
    return lambda: learn(RULE, rows, size=SIZE, fast=True)


def with_river(rows):
    if not find_spec("river"):
        return None
    from river import linear_model, optim

    knobs = {"alpha": KNOBS["alpha"], "beta": KNOBS["beta"]}
    knobs |= {"l1": KNOBS["lambda1"], "l2": KNOBS["lambda2"]}
    examples = [
        (dict(zip(indices.tolist(), values.tolist())), bool(label))
        for indices, values, label in rows
    ]

    def run():
        model = linear_model.LogisticRegression(
            optim.FTRLProximal(**knobs), intercept_lr=0
        )
        for x, y in examples:
            model.predict_proba_one(x)
            model.learn_one(x, y)

    return run


def with_vowpal_wabbit(rows, folder):
    if not find_spec("vowpalwabbit"):
        return None
    from vowpalwabbit import Workspace

    text = Path(folder) / "rows.txt"
    with text.open("w") as file:
        for indices, values, label in rows:
            cells = (f"{i}:{x:g}" for i, x in zip(indices, values))
            print(1 if label else -1, "|", *cells, file=file)
    command = (
        f"--ftrl --ftrl_alpha {KNOBS['alpha']} --ftrl_beta {KNOBS['beta']} "
        f"--l1 {KNOBS['lambda1']} --l2 {KNOBS['lambda2']} --loss_function logistic "
        f"--noconstant --bit_precision 20 --quiet --data {text}"
    )
    return lambda: Workspace(command).finish()


def examples_a_second(rows, folder):
    """Of each contender, the rounds' examples a second; they take turns."""
    few = {"river": 1000, "Vowpal Wabbit": 20_000}
    runs = {
        "NumPy": with_numpy(rows),
        "numba": with_numba(rows),
        "river": with_river(rows[: few["river"]]),
        "Vowpal Wabbit": with_vowpal_wabbit(rows[: few["Vowpal Wabbit"]], folder),
    }
    speeds = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            if run:
                start = process_time()
                run()
                n = few.get(name, len(rows))
                speeds[name].append(n / (process_time() - start))
    return speeds


def speed_rows(speeds):
    """What is held: the best round against a number, the median against contenders."""
    for name, least in (("NumPy", 350_000), ("numba", 800_000)):
        best = max(speeds[name], default=None)
        yield f"{name}, examples a second", best, least, "at least"
    ours = statistics.median(speeds["NumPy"])
    for name, least in (("river", 20), ("Vowpal Wabbit", 1)):
        theirs = statistics.median(speeds[name]) if speeds[name] else None
        ratio = theirs and ours / theirs
        yield f"NumPy, times {name}", ratio, least, "at least"


def loss_row(rows):
    """Log-loss in minibatches of 256, beside one example at a time."""
    rows = rows[:50_000]
    one_by_one = learn(RULE, rows, size=SIZE, fast=bool(find_spec("numba")))
    apart = learn(RULE, rows, size=SIZE, minibatch=256).log_loss - one_by_one.log_loss
    return "log-loss, minibatch less sequential", abs(apart), 0.001, "at most"


def memory_row():
    """How much the peak of memory grows from 1 to 10 million examples, in MB."""
    if not Path("/proc/self/status").exists():
        return "MB more at 10 million than at 1", None, 5, "at most"
    run = subprocess.run(
        [sys.executable, "-c", MEMORY], stdout=subprocess.PIPE, text=True, check=True
    )
    early, late = map(float, run.stdout.split())
    return f"MB more at 10 million than at 1: {early:.0f}", late - early, 5, "at most"


def line(what, value, limit, kind):
    if value is None:
        return f"{what:40}{'not available':>16}"
    missed = "" if met(value, limit, kind) else "  missed"
    return f"{what:40}{value:16,.5g}   {kind} {limit:,}{missed}"


def met(value, limit, kind):
    return value is None or (value >= limit if kind == "at least" else value <= limit)


def main(target=None):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rows = clicks(ROWS, size=SIZE, features=FEATURES).rows()
    with tempfile.TemporaryDirectory() as folder:
        speeds = examples_a_second(rows, folder)
    for name, all_ in speeds.items():
        said = f"{statistics.median(all_):14,.0f}" if all_ else "not installed"
        print(f"{name:20}{said:>16} examples a second, median of {len(all_)}")
    results = []
    for row in (*speed_rows(speeds), loss_row(rows), memory_row()):
        results.append(row)
        print(line(*row), flush=True)
    if target:
        keys = ("what", "value", "limit", "kind")
        named = [dict(zip(keys, row)) for row in results]
        Path(target).write_text(json.dumps({"speeds": speeds, "rows": named}, indent=1))
    return all(met(*row[1:]) for row in results)


if __name__ == "__main__":
    sys.exit(not main(*sys.argv[1:]))
