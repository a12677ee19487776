"""MDL table 11-2 and its audit: the walks, the printed ends, and how one may err."""

from dataclasses import replace

import numpy as np

from coursekit.descent import descend
from coursekit.optimizers import momentum, nesterov, nesterov_framework
from coursekit.problems import two_wells
from coursekit.rule import RuleError
from coursekit.tasks import Part
from coursekit.tasks.probes import once

# Start, η and steps of each walk; the ends that the table prints for Nesterov.
WALKS = {"deep": ((1.5, 1.5), 0.02, 90), "shallow": ((0.7, -0.2), 0.1, 25)}
PRINTED = {"deep": (-0.9718, 0.9813), "shallow": (0.9128, -0.9181)}
CENTRES = {"deep": (-1, 1), "shallow": (1, -1)}
MINIMA = dict(zip(WALKS, two_wells.minima, strict=True))
KEYS = (
    *("momentum deep", "momentum shallow", "nesterov deep", "nesterov shallow"),
    *("printed deep", "printed shallow", "nearest shallow"),
)


def one_at_a_time(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """MDL's program behind table 11-2: each coordinate looks ahead alone."""
    alone = np.diag(beta * v)
    g = np.array([grad(theta + ahead)[i] for i, ahead in enumerate(alone)])
    v = beta * v - eta * g
    return theta + v, v


def distance(a, b):
    return np.linalg.norm(np.subtract(a, b))


def audited(
    ours=nesterov, standard=momentum, walks=WALKS, goals=MINIMA, printed=PRINTED,
    measure=distance,
):  # fmt: skip
    """The distances of table 11-2's ends, by well and row."""
    found = {}
    for well, (start, eta, steps) in walks.items():
        for name, by in (("momentum", standard), ("nesterov", ours)):
            end = descend(by(eta=eta), two_wells, start, steps).theta[-1]
            found[f"{name} {well}"] = measure(end, goals[well])
        found[f"printed {well}"] = measure(printed[well], goals[well])
    return with_verdict(found)


def with_verdict(found):
    names = ("momentum", "nesterov", "printed")
    nearest = min(names, key=lambda name: found[f"{name} shallow"])
    return {**found, "nearest shallow": nearest}


def audit_table_11_2():
    return audited()


def steps_by(change):
    return {well: (start, eta, n + change) for well, (start, eta, n) in WALKS.items()}


def with_eta(deep, shallow):
    (a, _, n), (b, _, m) = WALKS.values()
    return {"deep": (a, deep, n), "shallow": (b, shallow, m)}


def crossed(pairs):
    return dict(zip(pairs, reversed(pairs.values()), strict=True))


mistakes = {
    "Those are not this function's minima; find them: (∓1, ±1) are the wells' centres.":
        lambda: audited(goals=CENTRES),
    "Each run has the minimum of its own well; you crossed them.":
        lambda: audited(goals=crossed(MINIMA)),
    "The printed row is not equation 11.6: walk it; 0.014 and 0.020 are no rounding.":
        lambda: with_verdict({
            key: audited()[key.replace("nesterov", "printed")] for key in KEYS[:-1]
        }),
    "Your Nesterov looks ahead one coordinate at a time, as the book's program does.":
        lambda: audited(ours=_as(one_at_a_time)),
    "The published program is worse; equation 11.6 is the best of the three.":
        lambda: {**audited(), "nearest shallow": "momentum"},
    "The printed end is not the nearest: 0.0306 against 0.0066.":
        lambda: {**audited(), "nearest shallow": "printed"},
    "η = 0.4 is that of table 11-1; here it is 0.02 and 0.1.":
        lambda: audited(walks=with_eta(0.4, 0.4)),
    "You exchanged the two η: 0.02 goes with (1.5, 1.5).":
        lambda: audited(walks=with_eta(0.1, 0.02)),
    "One step short: 90 and 25 are updates, and the start is none.":
        lambda: audited(walks=steps_by(-1)),
    "Compare all printed digits: rounded to two you cannot tell the rows apart.":
        lambda: audited(measure=lambda a, b: np.round(distance(a, b), 2)),
    "A distance needs its root; yours is squared.":
        lambda: audited(measure=lambda a, b: distance(a, b) ** 2),
    "Distances go straight, √(Δx² + Δy²); you added the sides.":
        lambda: audited(measure=lambda a, b: np.abs(np.subtract(a, b)).sum()),
    "That is one coordinate's error; a distance takes both.":
        lambda: audited(measure=lambda a, b: np.abs(np.subtract(a, b)).max()),
    "The table holds θ; your walk returns y = θ + βv, as frameworks do.":
        lambda: audited(ours=nesterov_framework),
    "Both rows are momentum: the second should be Nesterov's.":
        lambda: audited(ours=momentum),
    "Both rows are Nesterov's: the first is standard momentum.":
        lambda: audited(standard=nesterov),
}  # fmt: skip


def _as(rule):
    return replace(nesterov, rule=rule)


def keys(label, *wanted):
    """A Part for the audit: what its dict has under these keys."""
    whole = once(label)

    def call(answer):
        given = whole.call(answer)
        if given is None:
            return None
        if not isinstance(given, dict):
            raise RuleError(f"It gave a {type(given).__name__}; expected a dict.")
        missing = ", ".join(repr(key) for key in KEYS if key not in given)
        if missing:
            raise RuleError(f"The dict has no entry for {missing}.")
        return {key: given[key] for key in wanted}

    return Part(label, call)


PARTS = (
    keys("the row of standard momentum", *KEYS[0:2]),
    keys("the row of Nesterov by equation 11.6", *KEYS[2:4]),
    keys("the printed row, and which end is nearest", *KEYS[4:]),
)
