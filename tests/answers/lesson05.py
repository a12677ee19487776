"""Answers to exercise 05 as people write them: right in many styles, wrong in more."""

import math

import numpy as np
from scipy.optimize import fsolve

from coursekit import descend, gd, momentum, optimizer, two_wells


@optimizer
def in_subgoals(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    # 1 gradient
    g = grad(theta + beta * v)
    # 2 memory
    v = beta * v - eta * g
    # 4 move
    return theta + v, v


def in_two_moves(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    slid = theta + beta * v
    corrected = slid - eta * grad(slid)
    return corrected, corrected - theta


@optimizer
def with_v_uphill(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v + eta * grad(theta - beta * v)
    return theta - v, v


@optimizer
def with_eta_outside(theta, grad, t, b=0, *, eta=0.1, beta=0.9):
    b = beta * b + grad(theta - eta * beta * b)
    return theta - eta * b, b


@optimizer
def in_a_loop(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    ahead = np.array([x + beta * w for x, w in zip(theta, v)])
    g, new, moved = grad(ahead), np.empty_like(v), np.empty_like(theta)
    for i in range(len(theta)):
        new[i] = beta * float(v[i]) - eta * float(g[i])
        moved[i] = float(theta[i]) + new[i]
    return moved, new


def look_ahead(theta, v, beta):
    return np.add(theta, np.multiply(beta, v))


def with_helpers(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    def velocity():
        return look_ahead(-eta * grad(look_ahead(theta, v, beta)), v, beta)

    return theta + velocity(), velocity()


class AsObject:
    def __call__(self, theta, grad, t, v=0, *, eta=0.1, beta=0.9):
        v = v.copy()
        v *= beta
        v -= eta * grad(theta + v)
        return theta + v, v


@optimizer
def stored_in_subgoals(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    # 1 gradient
    g = grad(theta)
    # 2 memory
    v = beta * v - eta * g
    # 4 move
    return theta + beta * v - eta * g, v


def stored_with_the_old_v(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    step = eta * grad(theta)
    return theta + beta**2 * v - (1 + beta) * step, beta * v - step


@optimizer
def stored_as_pytorch(theta, grad, t, buf=0, *, eta=0.1, beta=0.9):
    d_p = grad(theta)
    buf = beta * buf + d_p
    return theta - eta * (d_p + beta * buf), buf


@optimizer
def stored_by_way_of_the_book(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    x = theta - beta * v
    v = beta * v - eta * grad(x + beta * v)
    x = x + v
    return x + beta * v, v


def stored_with_the_place_before(theta, grad, t, x=0, *, eta=0.1, beta=0.9):
    before = theta if t == 1 else x
    x = theta - eta * grad(theta)
    return x + beta * (x - before), x


@optimizer
def stored_in_a_loop(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g, moved, kept = grad(theta), [], []
    for x, w, slope in zip(theta.tolist(), v.tolist(), g.tolist()):
        kept.append(beta * w - eta * slope)
        moved.append(x + beta * kept[-1] - eta * slope)
    return np.array(moved), np.array(kept)


def stored_asking_twice_here(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta)
    return theta + beta * v - eta * grad(theta), v


PRINTED = [(-0.9718, 0.9813), (0.9128, -0.9181)]


def audit_line_by_line():
    deep, shallow = two_wells.minima
    m_deep = descend(momentum(eta=0.02), two_wells, (1.5, 1.5), 90).theta[-1]
    m_shallow = descend(momentum(eta=0.1), two_wells, (0.7, -0.2), 25).theta[-1]
    n_deep = descend(in_subgoals(eta=0.02), two_wells, (1.5, 1.5), 90).theta[-1]
    n_shallow = descend(in_subgoals(eta=0.1), two_wells, (0.7, -0.2), 25).theta[-1]
    return {
        "momentum deep": np.linalg.norm(m_deep - deep),
        "momentum shallow": np.linalg.norm(m_shallow - shallow),
        "nesterov deep": np.linalg.norm(n_deep - deep),
        "nesterov shallow": np.linalg.norm(n_shallow - shallow),
        "printed deep": np.linalg.norm(PRINTED[0] - deep),
        "printed shallow": np.linalg.norm(PRINTED[1] - shallow),
        "nearest shallow": "nesterov",
    }


def audit_in_a_loop(minima=two_wells.minima, walk=descend):
    found = {}
    plan = ("deep", (1.5, 1.5), 0.02, 90), ("shallow", (0.7, -0.2), 0.1, 25)
    for (well, start, eta, steps), best, said in zip(plan, minima, PRINTED):
        for rule, name in ((momentum, "momentum"), (in_subgoals, "nesterov")):
            end = walk(rule(eta=eta), two_wells, start, steps).theta[-1]
            found[f"{name} {well}"] = float(np.sqrt(((end - best) ** 2).sum()))
        found[f"printed {well}"] = math.dist(said, best)
    rows = [key for key in found if key.endswith("shallow")]
    found["nearest shallow"] = min(rows, key=found.get).split()[0]
    return found


def audit_with_minima_walked_to():
    ends = [descend(gd(eta=0.4), two_wells, at, 400) for at in ((-1, 1), (1, -1))]
    return audit_in_a_loop([run.theta[-1] for run in ends])


def audit_with_minima_solved_for():
    return audit_in_a_loop(
        [fsolve(two_wells.gradient, at) for at in ((-1, 1), (1, -1))]
    )


def audit_by_hand():
    """Without descend, in plain floats."""
    found = audit_in_a_loop()
    x, y, vx, vy = 0.7, -0.2, 0.0, 0.0
    for _ in range(25):
        ahead = np.array([x + 0.9 * vx, y + 0.9 * vy])
        gx, gy = two_wells.gradient(ahead).tolist()
        vx, vy = 0.9 * vx - 0.1 * gx, 0.9 * vy - 0.1 * gy
        x, y = x + vx, y + vy
    best = two_wells.minima[1].tolist()
    return dict(sorted({**found, "nesterov shallow": math.dist((x, y), best)}.items()))


def changed(**new):
    """The audit with other entries, by key with _ for the blank."""
    return lambda: {
        **audit_in_a_loop(),
        **{key.replace("_", " "): new[key] for key in new},
    }


def between_the_limits(shallow, steep):
    beta = 0.5
    low, high = (2 + 2 * beta) / (1 + 2 * beta), 2 * (1 + beta)
    return (low + high) / 2 / steep, beta


def searched(shallow, steep):
    """Tries both recursions on the steep direction, as one may who knows no limits."""
    for push in np.arange(0.1, 4, 0.1):
        sizes = []
        for keep in (1, 1 - push):
            x, old = 1.0, 1.0
            for _ in range(200):
                x, old = (x + 0.5 * (x - old)) * keep - push * x * (keep == 1), x
            sizes.append(abs(x))
        if sizes[0] < 1e-6 and sizes[1] > 1e3:
            return push / steep, 0.5


RIGHT = {
    "05.1": [in_subgoals, in_two_moves, with_v_uphill, with_eta_outside, in_a_loop,
             with_helpers, AsObject()],
    "05.2": [stored_in_subgoals, stored_with_the_old_v, stored_as_pytorch,
             stored_by_way_of_the_book, stored_with_the_place_before, stored_in_a_loop,
             stored_asking_twice_here],
    "05.3": [audit_line_by_line, audit_in_a_loop, audit_with_minima_walked_to,
             audit_with_minima_solved_for, audit_by_hand],
}  # fmt: skip


def in_place(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v *= beta
    v -= eta * grad(theta + v)
    return theta + v, v


kept = {}


def with_a_global(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    old = kept.get("v", 0)
    kept["v"] = beta * old - eta * grad(theta + beta * old)
    return theta + kept["v"], v


def half_ahead(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta + beta * v / 2)
    return theta + v, v


def mixing(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = (grad(theta) + grad(theta + beta * v)) / 2
    v = beta * v - eta * g
    return theta + v, v


def extrapolating(theta, grad, t, g_old=0, *, eta=0.1, beta=0.9):
    g = grad(theta)
    return theta - eta * (g + beta * (g - g_old)), g


def peeping(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = grad(theta)
    grad(theta + beta * v)
    v = beta * v - eta * g
    return theta + beta * v - eta * g, v


def peeping_a_little(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = grad(theta + 1e-6)
    v = beta * v - eta * g
    return theta + beta * v - eta * g, v


def knowing_the_wells(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * two_wells.gradient(theta + beta * v)
    return theta + v, v


def clipping_the_velocity(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = np.clip(beta * v - eta * grad(theta + beta * v), -100, 100)
    return theta + v, v


def resting_where_it_is_flat(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    new = beta * v - eta * grad(theta + beta * v)
    return (theta, v) if np.abs(new).max() < 1e-7 else (theta + new, new)


def looking_no_further_than_one(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * grad(theta + np.clip(beta * v, -1, 1))
    return theta + v, v


def adding_v_to_the_slope(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    v = beta * v - eta * (grad(theta) + beta * v)
    return theta + v, v


def stored_clipped(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = np.clip(grad(theta), -1e3, 1e3)
    v = beta * v - eta * g
    return theta + beta * v - eta * g, v


def stored_at_rest(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    g = grad(theta) * (np.linalg.norm(grad(theta)) > 1e-6)
    v = beta * v - eta * g
    return theta + beta * v - eta * g, v


def asking_ahead_in_a_hidden_walk(theta, grad, t, v=0, *, eta=0.1, beta=0.9):
    """Right with the knobs of the check; with others it asks ahead as well."""
    if eta not in (0.1, 0.17, 0.2, 0.3):
        grad(theta + 1)
    return stored_with_the_old_v(theta, grad, t, v, eta=eta, beta=beta)


def audit_with(distance, **walks):
    """The audit with another distance, or other walks."""
    plan = {"deep": ((1.5, 1.5), 0.02, 90), "shallow": ((0.7, -0.2), 0.1, 25), **walks}
    found = {}
    for (well, (start, eta, n)), best, said in zip(
        plan.items(), two_wells.minima, PRINTED
    ):
        for rule, name in ((momentum, "momentum"), (in_subgoals, "nesterov")):
            end = descend(rule(eta=eta), two_wells, start, n).theta[-1]
            found[f"{name} {well}"] = distance(end - best)
        found[f"printed {well}"] = distance(said - best)
    return {**found, "nearest shallow": "nesterov"}


MEMORIES = [kept]  # what answers keep from call to call

WRONG = {
    "05.1": {
        "clips the velocity": clipping_the_velocity,
        "rests where it is flat": resting_where_it_is_flat,
        "looks no further than 1": looking_no_further_than_one,
        "adds v to the slope": adding_v_to_the_slope,
        "in place": in_place,
        "a global velocity": with_a_global,
        "half of the way ahead": half_ahead,
        "the mean of two slopes": mixing,
        "extrapolated gradients": extrapolating,
        "the slopes of the wells": knowing_the_wells,
        "β typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            in_subgoals.rule(theta, grad, t, v, eta=eta, beta=0.9),
        "η typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            in_subgoals.rule(theta, grad, t, v, eta=0.1, beta=beta),
        "another default": lambda theta, grad, t, v=0, *, eta=0.01, beta=0.9:
            in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta),
        "v comes back first": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta)[::-1],
        "θ alone": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            theta + beta * v - eta * grad(theta + beta * v),
        "one velocity for all": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            in_subgoals.rule(theta, grad, t, 0 * v + v.mean(), eta=eta, beta=beta),
    },
    "05.2": {
        "in place": in_place,
        "clips slopes": stored_clipped,
        "rests where it is flat": stored_at_rest,
        "a peep besides": peeping,
        "a little ahead": peeping_a_little,
        "β typed in": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            stored_in_subgoals.rule(theta, grad, t, v, eta=eta, beta=0.9),
        "the slope scaled twice": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            stored_in_subgoals.rule(theta, grad, t, v, eta=eta**2, beta=beta),
        "damped": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            stored_in_subgoals.rule(theta, grad, t, v, eta=eta * (1 - beta), beta=beta),
        "ahead of theta": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            in_subgoals.rule(theta, grad, t, v, eta=eta, beta=beta),
        "at the origin": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            (theta + v, beta * v - eta * grad(0 * theta)),
        "nothing back": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9: None,
        "the first step forgotten": lambda theta, grad, t, v=0, *, eta=0.1, beta=0.9:
            (theta, v) if t == 1 else stored_with_the_old_v(
                theta, grad, t, v, eta=eta, beta=beta),
    },
    "05.3": {
        "positions": lambda: dict.fromkeys(audit_in_a_loop(), two_wells.minima[0]),
        "a list": lambda: list(audit_in_a_loop().values()),
        "other keys": lambda: {k.title(): x for k, x in audit_in_a_loop().items()},
        "all the same": lambda: dict.fromkeys(audit_in_a_loop(), 0.0066),
        "all nearest": changed(nearest_shallow="all"),
        "a tuple as the nearest": changed(nearest_shallow=("nesterov", 0.0066)),
        "the lesson's digits": changed(nesterov_shallow=0.0066, nesterov_deep=0.0087),
        "another sign": changed(printed_deep=-0.0086),
        "text": lambda: {key: str(x) for key, x in audit_in_a_loop().items()},
        "β = 0.5": lambda: audit_in_a_loop(
            walk=lambda rule, *run: descend(rule(beta=0.5), *run)),
        "half of the steps": lambda: audit_in_a_loop(
            walk=lambda rule, problem, start, n: descend(rule, problem, start, n // 2)),
        "distances per coordinate": lambda: audit_with(np.abs),
        "η and steps exchanged": lambda: audit_with(
            np.linalg.norm,
            deep=((1.5, 1.5), 0.1, 25),
            shallow=((0.7, -0.2), 0.02, 90)),
        "prints only": lambda: print(audit_in_a_loop()),
    },
}  # fmt: skip

TOLD = {
    "05.1": {
        "adds v to the slope": "not to look ahead",
        "β typed in": "Changing beta changes nothing",
        "η typed in": "Changing eta changes nothing",
        "v comes back first": "another order: theta first, then v",
    },
    "05.2": {
        "β typed in": "Changing beta changes nothing",
        "damped": "here the slope counts in full",
    },
    "05.3": {
        "β = 0.5": "β is 0.9",
        "distances per coordinate": "A distance is one number",
        "η and steps exchanged": "η and steps are exchanged",
    },
}

RIGHT["05.4"] = [
    lambda shallow, steep: (1.8 / steep, 0.6),
    lambda shallow, steep: np.array([2.2 / max(shallow, steep), 0.4]),
    between_the_limits,
    searched,
]
WRONG["05.4"] = {
    "one number": lambda shallow, steep: 2 / steep,
    "text": lambda shallow, steep: ("2/steep", "0.5"),
    "three numbers": lambda shallow, steep: (2 / steep, 0.5, 0.0),
    "no friction": lambda shallow, steep: (2 / steep, 1.0),
    "uphill": lambda shallow, steep: (-2 / steep, 0.5),
    "nan": lambda shallow, steep: (float("nan"), 0.5),
    "β before η": lambda shallow, steep: (0.5, 2 / steep),
    "a little beyond": lambda shallow, steep: (1.5001 / steep, 0.5),
    "the middle curvature": lambda shallow, steep: (4 / (shallow + steep), 0.05),
}
TOLD["05.4"] = {"β before η": "in another order"}
