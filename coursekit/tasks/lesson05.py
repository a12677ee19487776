"""Exercise 05: Nesterov, as papers and as frameworks write it, and where it loses."""

from functools import partial

import numpy as np

from coursekit.descent import descend
from coursekit.optimizers import momentum, nesterov, nesterov_framework
from coursekit.problems import quadratic, two_wells
from coursekit.rule import optimizer
from coursekit.tasks import Own, Task
from coursekit.tasks.asks import RULES, call, flat, series, walk
from coursekit.tasks.edits import edited

ONE_AT_A_TIME = (
    "v = beta * v - eta * np.array("
    "[grad(theta + ahead)[i] for i, ahead in enumerate(np.diag(beta * v))])"
)

rule = Task(
    id="05.1",
    title="Nesterov's rule",
    name="nesterov",
    section="Part of the next step is already decided",
    reference=nesterov,
    parts=(
        walk("two_wells", start=[0.7, -0.2], steps=25, eta=0.1, beta=0.9),
        walk(eta=0.17, beta=0.6),
        series(
            "two walks, one after the other",
            walk(steps=4),
            walk("canyon", eta=0.01, beta=0.8),
        ),
        series("the default knobs, and then another η", walk(), walk(eta=0.17)),
        walk("canyon", steps=8, eta=0.3, beta=0.9),
        flat(eta=0.2, beta=0.5),
    ),
    mistakes={
        "That is standard momentum: Nesterov measures at θ + βv.":
            "v = beta * v - eta * grad(theta)",
        "Look ahead by βv, the part you are sure to move; not by all of v.":
            "v = beta * v - eta * grad(theta + v)",
        "You look back: the point ahead is θ + βv (θ − βv if your v points uphill).":
            "v = beta * v - eta * grad(theta - beta * v)",
        "The slope is taken at a place: at θ + βv, not at βv alone.":
            "v = beta * v - eta * grad(beta * v)",
        "To add βv to the slope is not to look ahead: measure at the point θ + βv.":
            "v = beta * v - eta * (grad(theta) + beta * v)",
        "Return θ + v; the look-ahead point is only for measuring.":
            "ahead = theta + beta * v; return ahead + v, v",
        "The move is all of the new v; βv is how far you look, with the old one.":
            "return theta + beta * v, v",
        "Look ahead by βv; you took ηv.":
            "v = beta * v - eta * grad(theta + eta * v)",
        "Look ahead by the slide βv alone; the push comes after the slope.":
            "v = beta * v - eta * grad(theta + beta * v - eta * grad(theta))",
        "Look ahead in all coordinates together, not in one at a time.":
            ONE_AT_A_TIME,
        "Look ahead by the velocity you have; the new one needs the slope first.":
            "new = beta * v - eta * grad(theta); "
            "v = beta * v - eta * grad(theta + beta * new)",
        "One gradient per step: you measured again, at θ, to move.":
            "moved = theta + beta * v - eta * grad(theta); return moved, v",
        "The step is −η times the slope: you climb.":
            "v = beta * v + eta * grad(theta + beta * v)",
        "v never loses speed: only βv of it lives on.":
            "v = v - eta * grad(theta + beta * v)",
        "Nothing of the old velocity lives on: v is βv minus the push.":
            "v = -eta * grad(theta + beta * v)",
        "The average takes (1 − β) times the slope; here the slope counts in full.":
            "v = beta * v - eta * (1 - beta) * grad(theta + beta * v)",
        "β is what is kept of the velocity; you kept 1 − β.":
            "beta = 1 - beta",
        "With η outside the velocity you slide by ηβv; so look there, at θ + ηβv.":
            "v = beta * v - grad(theta + beta * v); return theta + eta * v, v",
        "η is already inside v; you applied it twice.":
            "return theta + eta * v, v",
        "You move against your velocity: it is θ + v.":
            "return theta - v, v",
        "You moved with the old velocity; the first step is zero.":
            "old = v; return theta + old, v",
        "Return the new v: yours stays 0, and that is plain gradient descent.":
            "return theta + beta * v - eta * grad(theta + beta * v), v\n",
        "That path is y = θ + βv, as frameworks store it; return θ + v.":
            "g = grad(theta); v = beta * v - eta * g; "
            "return theta + beta * v - eta * g, v",
    },
    guarded=RULES,
)  # fmt: skip

stored = Task(
    id="05.2",
    title="The form of the frameworks",
    name="nesterov_framework",
    section="The form that frameworks use",
    reference=nesterov_framework,
    parts=(
        walk(
            "two_wells", start=[0.7, -0.2], steps=25, own_point=True, eta=0.1, beta=0.9
        ),
        walk(own_point=True, eta=0.17, beta=0.6),
        walk(own_point=True, steps=4),
        series(
            "the default knobs, and then another η",
            walk(own_point=True),
            walk(own_point=True, eta=0.17),
        ),
        walk("canyon", steps=6, own_point=True, eta=0.3, beta=0.9),
        flat(own_point=True, eta=0.2, beta=0.5),
    ),
    mistakes={
        "That is standard momentum: written for y, the move is β·v_new − ηg.":
            "return theta + v, v",
        "Half of the step is missing: y moves by βv and by −ηg.":
            "return theta + beta * v, v",
        "β² is lost: the move is β²v − (1 + β)ηg with the old v.":
            "old = v; return theta + beta * old - (1 + beta) * eta * g, v",
        "One β too few: the old v moves y by β² of it, not by all of it.":
            "old = v; return theta + old - (1 + beta) * eta * g, v",
        "β is missing: y moves by β·v_new − ηg.":
            "return theta + v - eta * g, v",
        "y holds the last βv already: from y go −ηg and the new βv, not the new v.":
            "return theta + v + beta * v, v",
        "The push is −ηg, once: the rest of it comes with β·v_new.":
            "return theta + beta * v - 2 * eta * g, v",
        "The push is η times the slope: η is missing before g.":
            "return theta + beta * v - g, v",
        "You climb: the step takes ηg away.":
            "return theta + beta * v + eta * g, v",
        "That is plain gradient descent, and θ = y − βv, the point behind: return y.":
            "old = v; return theta + v - beta * old, v",
        "Every slope counts for (1 + β)η there, not for η: v is βv − ηg.":
            "v = beta * v - (1 + beta) * eta * g",
        "The velocity forgets nothing: it is βv − ηg.":
            "v = v - eta * g",
        "Return the new v; yours stays what it was.":
            "old = v; return theta + beta * v - eta * g, old",
        "β is what is kept of the velocity; you kept 1 − β.":
            "beta = 1 - beta",
        "The average takes (1 − β) times the slope; here the slope counts in full.":
            "g = (1 - beta) * grad(theta)",
        "The velocity points uphill: it is βv minus ηg.":
            "v = beta * v + eta * g",
        "η is already inside v; outside it stands before g alone.":
            "return theta + eta * (beta * v - g), v",
    },
    guarded=RULES,
)  # fmt: skip


# Start, η and steps of each walk; the ends that the table prints for Nesterov.
WALKS = {"deep": ((1.5, 1.5), 0.02, 90), "shallow": ((0.7, -0.2), 0.1, 25)}
PRINTED = {"deep": (-0.9718, 0.9813), "shallow": (0.9128, -0.9181)}


def audit():
    minima = dict(zip(WALKS, two_wells.minima))
    found = {}
    for well, (start, eta, steps) in WALKS.items():
        rules = {"momentum": momentum(eta=eta), "nesterov": nesterov(eta=eta)}
        ends = {"printed": PRINTED[well]}
        for name, rule in rules.items():
            ends[name] = descend(rule, two_wells, start, steps).theta[-1]
        for name, end in ends.items():
            distance = np.linalg.norm(np.subtract(end, minima[well]))
            found[f"{name} {well}"] = distance
    nearest = min(ends, key=lambda name: found[f"{name} shallow"])
    return {**found, "nearest shallow": nearest}


one_at_a_time = optimizer(edited(nesterov, ONE_AT_A_TIME))


def entries(label, *wanted):
    return call(label, entries=list(wanted), vary="never")


audit_task = Task(
    id="05.3",
    title="An audit",
    name="audit",
    section="For readers of the books",
    reference=audit,
    uses=(momentum,),
    parts=(
        entries("the row of standard momentum", "momentum deep", "momentum shallow"),
        entries(
            "the row of Nesterov by the equation", "nesterov deep", "nesterov shallow"
        ),
        entries(
            "the printed row, and which end is nearest",
            "printed deep", "printed shallow", "nearest shallow",
        ),
    ),
    mistakes={
        "Those are not the minima; find them: (∓1, ±1) are the wells' centres.":
            'minima = {"deep": (-1, 1), "shallow": (1, -1)}',
        "Each run has the minimum of its own well; you crossed them.":
            "minima = dict(zip(WALKS, two_wells.minima[::-1]))",
        "The printed row does not follow the equation: walk with your own rule.":
            "distance = np.linalg.norm("
            "np.subtract(PRINTED[well] if name == 'nesterov' else end, minima[well]))",
        "Your Nesterov looks ahead one coordinate at a time: ask for one gradient.":
            "nesterov(eta=eta) -> one_at_a_time(eta=eta)",
        "Your entries say that Nesterov's end is nearer than momentum's.":
            'nearest = "momentum"',
        "The printed end is not the nearest: 0.0306 against 0.0066.":
            'nearest = "printed"',
        "η = 0.4 belongs to another table; here it is 0.02 and 0.1.":
            "eta=eta -> eta=0.4",
        "You exchanged the two η: 0.02 goes with (1.5, 1.5).":
            "WALKS = "
            '{"deep": ((1.5, 1.5), 0.1, 90), "shallow": ((0.7, -0.2), 0.02, 25)}',
        "η and steps are exchanged: (1.5, 1.5) has 0.02 and 90.":
            "WALKS = "
            '{"deep": ((1.5, 1.5), 0.1, 25), "shallow": ((0.7, -0.2), 0.02, 90)}',
        "One step short: 90 and 25 are updates, and the start is none.":
            "start, steps) -> start, steps - 1)",
        "One step too many: 90 and 25 are updates, and row 90 is the end.":
            "start, steps) -> start, steps + 1)",
        "Give all digits: a rounded distance is not what is asked.":
            "distance = round(np.linalg.norm(np.subtract(end, minima[well])), 4)",
        "Compare all digits: rounded to two you cannot tell the rows apart.":
            "distance = round(np.linalg.norm(np.subtract(end, minima[well])), 2)",
        "A distance needs its root; yours is squared.":
            "distance = np.linalg.norm(np.subtract(end, minima[well])) ** 2",
        "Distances go straight, √(Δx² + Δy²); you added the sides.":
            "distance = np.abs(np.subtract(end, minima[well])).sum()",
        "That is one coordinate's error; a distance takes both.":
            "distance = np.abs(np.subtract(end, minima[well])).max()",
        "A distance is one number: √(Δx² + Δy²) of both coordinates.":
            "distance = np.abs(np.subtract(end, minima[well])); nearest = 'nesterov'",
        "The table holds θ; your walk returns y = θ + βv, as frameworks do.":
            "nesterov(eta=eta) -> nesterov_framework(eta=eta)",
        "Both rows are momentum: the second should be Nesterov's.":
            "nesterov(eta=eta) -> momentum(eta=eta)",
        "Both rows are Nesterov's: the first is standard momentum.":
            "momentum(eta=eta) -> nesterov(eta=eta)",
        "The rows are exchanged: momentum's ends stand under Nesterov's name.":
            'rules = {"momentum": nesterov(eta=eta), "nesterov": momentum(eta=eta)}',
        "β is 0.9, as it is by default; yours is another.":
            "eta=eta -> eta=eta, beta=0.5",
    },
    # A minimum that somebody searched for is not exact to the last digit.
    rtol=1e-4,
)  # fmt: skip


def make_nesterov_lose(shallow, steep):
    beta = 0.5
    eta = 2 / steep
    return eta, beta


def wrong_with(bowl, value):
    """Why η and β, on a bowl of two curvatures, do not make Nesterov lose; or ""."""
    if not two_numbers(value):
        return "It should return two finite numbers, η and β."
    (eta, beta), push = value, value[0] * max(bowl)
    if not (eta > 0 and 0 <= beta < 1):
        return f"η is above 0, and β from 0 on and below 1; yours: {eta:g}, {beta:g}."
    m, n = ends(bowl, eta, beta)
    if not m < 0.01:
        other, left = ends(bowl, beta, eta)
        if other < 0.01 and left > 1.5:
            return "η comes first, then β: you returned them in the other order."
        return f"With ηλ = {push:.3g} and β = {beta:g} momentum does not arrive either."
    if n <= 1.5:
        return f"With ηλ = {push:.3g} and β = {beta:g} Nesterov's rule does not leave."
    return ""


def ends(bowl, eta, beta):
    """How far from the minimum momentum and Nesterov's rule end."""
    surface = quadratic(np.diag(bowl))
    rules = (rule(eta=eta, beta=beta) for rule in (momentum, nesterov))
    with np.errstate(all="ignore"):  # a path that leaves goes far
        return [np.linalg.norm(descend(rule, surface).theta[-1]) for rule in rules]


def two_numbers(value):
    several = isinstance(value, list) and len(value) == 2
    return several and all(isinstance(x, float) and np.isfinite(x) for x in value)


def lost(*bowl):
    def anew(rng):
        # One factor of both moves the right η and nothing else; this one moves it far.
        factor = float(rng.uniform(2.1, 4) ** rng.choice([-1, 1]))
        return lost(*(factor * curvature for curvature in bowl))

    label = f"a bowl with the curvatures {bowl[0]:g} and {bowl[1]:g}"
    return call(label, *bowl, wrong_with=partial(wrong_with, bowl), anew=anew)


def lost_on_all(**curvatures):
    return tuple(lost(*bowl) for bowl in curvatures.values())


TO_LOSE = Own(
    rows=(
        {"first": (12.0, 80.0), "second": (1.0, 16.0), "third": (0.5, 3.0)},
        {"first": (12.0, 80.0), "second": (1.0, 15.0), "third": (0.6, 4.0)},
        {"first": (12.0, 80.0), "second": (2.0, 18.0), "third": (0.5, 4.0)},
        {"first": (12.0, 80.0), "second": (2.0, 20.0), "third": (0.4, 3.0)},
        {"first": (12.0, 80.0), "second": (1.5, 14.0), "third": (0.7, 5.0)},
        {"first": (12.0, 80.0), "second": (1.5, 18.0), "third": (0.6, 4.2)},
        {"first": (12.0, 80.0), "second": (2.0, 24.0), "third": (0.5, 3.5)},
    ),
    parts=lost_on_all,
)

open_task = Task(
    id="05.4",
    title="Make Nesterov lose",
    name="make_nesterov_lose",
    section="Two factors decide who stays",
    reference=make_nesterov_lose,
    parts=lost_on_all(**TO_LOSE.rows[0]),
    own=TO_LOSE,
    mistakes={
        "Both arrive: go beyond Nesterov's limit, ηλ = (2 + 2β)/(1 + 2β).":
            "eta = 1 / steep",
        "At its own limit momentum's error does not shrink: stay below 2(1 + β)/λ.":
            "eta = 3 / steep",
        "The steep direction decides: divide by the larger curvature.":
            "eta = 2 / shallow",
        "The steeper the bowl, the smaller the η: divide by the curvature.":
            "eta = 2 * steep",
        "With β = 0 both rules are gradient descent: they arrive and leave together.":
            "beta = 0.0",
        "A velocity that lasts this long still swings after 100 steps: a smaller β.":
            "beta = 0.99",
        "One η for all bowls? It must follow from the curvature that you are given.":
            "eta = 0.02",
        "Halfway between the limits of β = 0: your η forgets what β does to them.":
            "eta = 2.5 / steep; beta = 0.2",
    },
    guarded=RULES,
)  # fmt: skip
